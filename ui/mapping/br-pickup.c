/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-pickup.h"

#include "widgets/br-format.h"
#include "widgets/br-meter.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <math.h>

#define TRACK_HEIGHT 12

struct _BrPickup
{
  GtkWidget parent_instance;

  GtkWidget *track;
  GtkLabel  *text;
  double     hardware, target; /* 0–1 */
  BrPalette  palette;
};

G_DEFINE_FINAL_TYPE (BrPickup, br_pickup, GTK_TYPE_WIDGET)

static double
share_of (double value, const ClaspRange *range)
{
  double width = range->maximum - range->minimum;

  return width > 0 ? CLAMP ((value - range->minimum) / width, 0, 1) : 0.5;
}

BrPickupWay
br_pickup_find (double hardware, double target, double window, const ClaspRange *range)
{
  double distance = target - hardware;

  if (!isfinite (hardware) || !isfinite (target))
    return BR_PICKUP_NONE;
  if (fabs (distance) <= window * (range->maximum - range->minimum))
    return BR_PICKUP_MET;
  return distance > 0 ? BR_PICKUP_UP : BR_PICKUP_DOWN;
}

static char *
describe (BrPickupWay way, double hardware, double target)
{
  char at[32], to[32];

  br_format_number (hardware, at, sizeof at);
  br_format_number (target, to, sizeof to);
  switch (way)
    {
    case BR_PICKUP_UP:
      return g_strdup_printf (_ ("▲ Move up: the control stands at %s, the target at %s"), at, to);
    case BR_PICKUP_DOWN:
      return g_strdup_printf (_ ("▼ Move down: the control stands at %s, the target at %s"), at, to);
    case BR_PICKUP_MET:
      return g_strdup_printf (_ ("The control and the target are together at %s"), to);
    case BR_PICKUP_NONE:
      break;
    }
  return g_strdup ("");
}

void
br_pickup_set (
  BrPickup *self, double hardware, double target, double window, const ClaspRange *range)
{
  BrPickupWay      way = br_pickup_find (hardware, target, window, range);
  g_autofree char *text = describe (way, hardware, target);

  gtk_widget_set_visible (GTK_WIDGET (self), way != BR_PICKUP_NONE);
  if (way == BR_PICKUP_NONE || g_str_equal (text, gtk_label_get_label (self->text)))
    return;
  gtk_label_set_label (self->text, text);
  self->hardware = share_of (hardware, range);
  self->target = share_of (target, range);
  gtk_widget_queue_draw (self->track);
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  BrPickup *self = user_data;
  GdkRGBA   line = self->palette.text;
  gboolean  rtl = gtk_widget_get_direction (GTK_WIDGET (area)) == GTK_TEXT_DIR_RTL;
  double    room = width - TRACK_HEIGHT;
  double    hardware = TRACK_HEIGHT / 2.0 + room * (rtl ? 1 - self->hardware : self->hardware);
  double    target = TRACK_HEIGHT / 2.0 + room * (rtl ? 1 - self->target : self->target);

  line.alpha *= 0.3f;
  gdk_cairo_set_source_rgba (cr, &line);
  cairo_rectangle (cr, 0, height - 3, width, 2);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &self->palette.accent);
  cairo_rectangle (cr, target - 1.5, 0, 3, height);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &self->palette.warning);
  cairo_move_to (cr, hardware, height - 3);
  cairo_rel_line_to (cr, -5, -8);
  cairo_rel_line_to (cr, 10, 0);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
br_pickup_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (br_pickup_parent_class)->css_changed (widget, change);

  br_palette_load (&BR_PICKUP (widget)->palette, widget);
}

static void
br_pickup_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (br_pickup_parent_class)->dispose (object);
}

static void
br_pickup_class_init (BrPickupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_pickup_dispose;
  widget_class->css_changed = br_pickup_css_changed;
  gtk_widget_class_set_css_name (widget_class, "pickup");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
br_pickup_init (BrPickup *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->track = gtk_drawing_area_new ();
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->track), TRACK_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->track), draw_cb, self, NULL);
  self->text = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_xalign (self->text, 0);
  gtk_label_set_wrap (self->text, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "numeric");
  gtk_widget_set_parent (self->track, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->text), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
