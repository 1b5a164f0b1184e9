/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-curve-view-private.h"

#include "widgets/br-column-layout.h"
#include "widgets/br-font-scale.h"
#include "widgets/br-format.h"

#include <math.h>

/* Where the dot's lines meet the axes stands what comes in and what goes out, in the units of the axes. Texts are laid
 * out when a value came, not while they are drawn. */

#define TEXT_US (G_USEC_PER_SEC / 15)
#define PAD 3
/* The ends of the axis of what goes out are written at its left; at the usual text size. */
#define LABELS_WIDTH 40

static double
in_units (double value,
          double minimum,
          double maximum,
          double label_min,
          double label_max)
{
  if (isnan (label_min) || isnan (label_max) || maximum == minimum)
    return value;

  return label_min + (value - minimum) / (maximum - minimum) * (label_max - label_min);
}

static void
set_figure (BrCurveView *self,
            guint        index,
            double       value)
{
  char text[32] = "";

  if (isfinite (value))
    br_format_number (value, text, sizeof text);
  if (self->figures[index] == NULL)
    self->figures[index] = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  br_layout_set_text (self->figures[index], text, TRUE);
}

void
br_curve_view_update_figures (BrCurveView *self,
                              gint64       now_us)
{
  if (!self->figures_old || (self->figures_us != 0 && now_us - self->figures_us < TEXT_US))
    return;

  self->figures_old = FALSE;
  self->figures_us = now_us;
  set_figure (self, 0, in_units (self->input, self->in_min, self->in_max, self->labels[0], self->labels[1]));
  set_figure (self, 1, in_units (self->output, self->out_min, self->out_max, self->labels[2], self->labels[3]));
}

void
br_curve_view_clear_figures (BrCurveView *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->figures); i++)
    g_clear_object (&self->figures[i]);
  self->figures_old = self->has_dot;
  self->figures_us = 0;
}

char *
br_curve_view_dup_figure (BrCurveView *self,
                          guint        index)
{
  return self->figures[index] != NULL && self->has_dot ? g_strdup (pango_layout_get_text (self->figures[index])) : NULL;
}

static void
draw_figure (BrCurveView   *self,
             GtkSnapshot   *snapshot,
             PangoLayout   *figure,
             double         x,
             double         y,
             const GdkRGBA *colour)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, figure, colour);
  gtk_snapshot_restore (snapshot);
}

/* Beside its own line, on the side where there is room. */
void
br_curve_view_draw_figures (BrCurveView           *self,
                            GtkSnapshot           *snapshot,
                            const graphene_rect_t *area,
                            double                 x,
                            double                 y,
                            const GdkRGBA         *colour)
{
  int width, height;

  if (self->figures[0] == NULL)
    return;

  pango_layout_get_pixel_size (self->figures[0], &width, &height);
  draw_figure (self,
               snapshot,
               self->figures[0],
               x + PAD + width <= area->size.width ? x + PAD : x - PAD - width,
               area->size.height - height,
               colour);
  pango_layout_get_pixel_size (self->figures[1], &width, &height);
  draw_figure (self,
               snapshot,
               self->figures[1],
               LABELS_WIDTH * br_font_scale (GTK_WIDGET (self)),
               y >= height ? y - height : y,
               colour);
}
