/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-spark.h"

#include <math.h>

#define WIDTH (2 * BR_SPARK_SAMPLES)
#define HEIGHT 14

struct _BrSpark
{
  GtkWidget parent_instance;

  BrSparkHistory history;
};

G_DEFINE_FINAL_TYPE (BrSpark, br_spark, GTK_TYPE_WIDGET)

/* --- history ------------------------------------------------------------------------------------ */

void
br_spark_history_add (BrSparkHistory *self,
                      double          sample)
{
  self->samples[self->next] = (float) (isfinite (sample) ? MAX (sample, 0) : 0);
  self->next = (guint16) ((self->next + 1) % BR_SPARK_SAMPLES);
  self->n = (guint16) MIN (self->n + 1, BR_SPARK_SAMPLES);
}

double
br_spark_history_get (const BrSparkHistory *self,
                      guint                 i)
{
  return (double) self->samples[(self->next + BR_SPARK_SAMPLES - self->n + i) % BR_SPARK_SAMPLES];
}

static double
highest (const BrSparkHistory *self)
{
  double top = 0;

  for (guint i = 0; i < self->n; i++)
    top = MAX (top, br_spark_history_get (self, i));

  return top;
}

gboolean
br_spark_history_is_flat (const BrSparkHistory *self)
{
  return highest (self) <= 0;
}

/* --- drawing ------------------------------------------------------------------------------------ */

void
br_spark_snapshot (GtkSnapshot           *snapshot,
                   const graphene_rect_t *area,
                   const BrSparkHistory  *history,
                   const GdkRGBA         *colour)
{
  double   step = (double) area->size.width / BR_SPARK_SAMPLES, top = highest (history);
  cairo_t *cr;

  if (top <= 0)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, area);
  gdk_cairo_set_source_rgba (cr, colour);
  for (guint i = 0; i < history->n; i++)
    {
      double share = br_spark_history_get (history, i) / top;
      double high = share > 0 ? MAX (share * (double) area->size.height, 1) : 0;
      double x = (double) area->origin.x + step * (BR_SPARK_SAMPLES - history->n + i);

      cairo_rectangle (cr, x, (double) (area->origin.y + area->size.height) - high, MAX (step - 0.5, 1), high);
    }
  cairo_fill (cr);
  cairo_destroy (cr);
}

/* --- widget ------------------------------------------------------------------------------------- */

void
br_spark_add (BrSpark *self,
              double   sample)
{
  gboolean was_flat = br_spark_history_is_flat (&self->history);

  br_spark_history_add (&self->history, sample);
  if (!was_flat || !br_spark_history_is_flat (&self->history))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
br_spark_widget_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  br_spark_snapshot (snapshot,
                     &GRAPHENE_RECT_INIT (0,
                                          0,
                                          (float) gtk_widget_get_width (widget),
                                          (float) gtk_widget_get_height (widget)),
                     &BR_SPARK (widget)->history,
                     &colour);
}

static void
br_spark_measure (GtkWidget     *widget,
                  GtkOrientation orientation,
                  int            for_size,
                  int           *minimum,
                  int           *natural,
                  int           *minimum_baseline,
                  int           *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
br_spark_class_init (BrSparkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = br_spark_widget_snapshot;
  widget_class->measure = br_spark_measure;
  gtk_widget_class_set_css_name (widget_class, "spark");
  /* The figure beside it says the same. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
br_spark_init (BrSpark *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}
