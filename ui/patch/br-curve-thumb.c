/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-curve-thumb.h"

#include "mapping/clasp-curve.h"
#include "widgets/br-meter.h"

#include <glib/gi18n.h>
#include <math.h>

#define SIZE 96
#define N_POINTS 48
#define DOT_RADIUS 4

struct _BrCurveThumb
{
  GtkWidget parent_instance;

  BrQuickSteps steps;
  double       input;
  BrPalette    palette;
};

G_DEFINE_FINAL_TYPE (BrCurveThumb, br_curve_thumb, GTK_TYPE_WIDGET)

void
br_curve_thumb_set_steps (BrCurveThumb       *self,
                          const BrQuickSteps *steps)
{
  self->steps = *steps;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
br_curve_thumb_set_input (BrCurveThumb *self,
                          double        input)
{
  if (self->input == input || (isnan (self->input) && isnan (input)))
    return;

  self->input = input;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* How high the curve stands at @t, both 0–1; upside down when inverted. */
static double
height_at (BrCurveThumb *self,
           double        t)
{
  double y = self->steps.curve >= 0 ? clasp_curve_apply ((ClaspCurve) self->steps.curve, 2, t) : t;

  return self->steps.out_min > self->steps.out_max ? 1 - y : y;
}

static void
br_curve_thumb_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  BrCurveThumb   *self = BR_CURVE_THUMB (widget);
  double          width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double          span = self->steps.in_max - self->steps.in_min;
  double          t = span != 0 ? (self->input - self->steps.in_min) / span : NAN;
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  GdkRGBA         ground = self->palette.text;
  cairo_t        *cr;

  ground.alpha *= 0.07f;
  gtk_snapshot_append_color (snapshot, &ground, &area);
  cr = gtk_snapshot_append_cairo (snapshot, &area);
  gdk_cairo_set_source_rgba (cr, &self->palette.accent);
  cairo_set_line_width (cr, 2);
  for (guint i = 0; i <= N_POINTS; i++)
    cairo_line_to (cr, width * i / N_POINTS, height * (1 - height_at (self, (double) i / N_POINTS)));
  cairo_stroke (cr);
  if (!isnan (t))
    {
      gdk_cairo_set_source_rgba (cr, &self->palette.text);
      t = CLAMP (t, 0, 1);
      cairo_arc (cr, t * width, height * (1 - height_at (self, t)), DOT_RADIUS, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  cairo_destroy (cr);
}

static void
br_curve_thumb_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
br_curve_thumb_css_changed (GtkWidget         *widget,
                            GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (br_curve_thumb_parent_class)->css_changed (widget, change);

  br_palette_load (&BR_CURVE_THUMB (widget)->palette, widget);
  gtk_widget_queue_draw (widget);
}

static void
br_curve_thumb_class_init (BrCurveThumbClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = br_curve_thumb_snapshot;
  widget_class->measure = br_curve_thumb_measure;
  widget_class->css_changed = br_curve_thumb_css_changed;
  gtk_widget_class_set_css_name (widget_class, "curve-thumb");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
br_curve_thumb_init (BrCurveThumb *self)
{
  self->steps = (BrQuickSteps) { 0, 1, 0, 1, -1 };
  self->input = NAN;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Curve"), -1);
}
