/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-font-scale.h"

#include <math.h>

#define USUAL_DPI (96.0 * 1024)
#define USUAL_POINTS 11.0
#define POINTS_PER_PIXEL 0.75
/* At the usual text size, with what stands beside the text: badges, lamps. */
#define ROW_HEIGHT 24
#define SCALE_DATA "br-font-scale"

/* A font that is smaller than usual leaves room, which is no harm. */
static double
points_of_font (const char *name)
{
  PangoFontDescription *font = pango_font_description_from_string (name);
  double                size = (double) pango_font_description_get_size (font) / PANGO_SCALE;

  if (pango_font_description_get_size_is_absolute (font))
    size *= POINTS_PER_PIXEL;
  pango_font_description_free (font);

  return MAX (size, USUAL_POINTS);
}

static double
read_scale (GtkSettings *settings)
{
  int              dpi = 0;
  g_autofree char *font = NULL;
  double           points;

  g_object_get (settings, "gtk-xft-dpi", &dpi, "gtk-font-name", &font, NULL);
  points = font != NULL ? points_of_font (font) : USUAL_POINTS;

  return (dpi > 0 ? dpi / USUAL_DPI : 1) * points / USUAL_POINTS;
}

static void
changed_cb (GtkSettings *settings,
            GParamSpec  *pspec,
            double      *scale)
{
  *scale = read_scale (settings);
}

double
br_font_scale (GtkWidget *widget)
{
  GtkSettings *settings = gtk_widget_get_settings (widget);
  double      *scale = g_object_get_data (G_OBJECT (settings), SCALE_DATA);

  if (scale == NULL)
    {
      scale = g_new (double, 1);
      *scale = read_scale (settings);
      g_object_set_data_full (G_OBJECT (settings), SCALE_DATA, scale, g_free);
      g_signal_connect (settings, "notify::gtk-xft-dpi", G_CALLBACK (changed_cb), scale);
      g_signal_connect (settings, "notify::gtk-font-name", G_CALLBACK (changed_cb), scale);
    }

  return *scale;
}

int
br_font_scale_row (GtkWidget *widget)
{
  return (int) ceil (ROW_HEIGHT * br_font_scale (widget));
}

void
br_font_scale_follow (GtkWidget *widget,
                      GCallback  changed,
                      gpointer   object)
{
  GtkSettings *settings = gtk_widget_get_settings (widget);

  /* Ours is connected before, so that it has the new one by then. */
  br_font_scale (widget);
  g_signal_connect_object (settings, "notify::gtk-xft-dpi", changed, object, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::gtk-font-name", changed, object, G_CONNECT_SWAPPED);
}
