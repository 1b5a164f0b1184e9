/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-chart.h"

#include "widgets/br-format.h"
#include "widgets/br-meter.h"

#include <glib/gi18n.h>
#include <math.h>

#define N_SAMPLES 4096
/* A minute in the ring: samples nearer than this are merged into one. */
#define MERGE_US (60 * G_USEC_PER_SEC / N_SAMPLES)
#define HEIGHT 96
#define LABEL_GAP 3

typedef struct
{
  gint64 time_us;
  double minimum, maximum, last;
} Sample;

struct _BrChart
{
  GtkWidget parent_instance;

  Sample   *samples; /* (owned) ring */
  guint     first, n;
  double    minimum, maximum;
  gint64    span_us, now_us;
  BrPalette palette;
  PangoLayout *labels[2]; /* (owned) top, bottom */
};

G_DEFINE_FINAL_TYPE (BrChart, br_chart, GTK_TYPE_WIDGET)

static Sample *
sample_at (BrChart *self,
           guint    index)
{
  return &self->samples[(self->first + index) % N_SAMPLES];
}

static void
set_label (BrChart *self,
           guint    index,
           double   value)
{
  char text[32];

  br_format_number (value, text, sizeof text);
  if (self->labels[index] == NULL)
    self->labels[index] = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  pango_layout_set_text (self->labels[index], text, -1);
}

static void
br_chart_set_range (BrChart *self,
                    double   minimum,
                    double   maximum)
{
  self->minimum = minimum;
  self->maximum = maximum;
  set_label (self, 0, maximum);
  set_label (self, 1, minimum);
}

void
br_chart_reset (BrChart *self,
                double   minimum,
                double   maximum)
{
  self->first = self->n = 0;
  br_chart_set_range (self, minimum, maximum);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
br_chart_add (BrChart *self,
              gint64   time_us,
              double   value)
{
  Sample *last = self->n > 0 ? sample_at (self, self->n - 1) : NULL;

  if (!isfinite (value))
    return;
  if (value < self->minimum || value > self->maximum)
    br_chart_set_range (self, MIN (self->minimum, value), MAX (self->maximum, value));
  if (last != NULL && time_us - last->time_us < MERGE_US)
    {
      last->minimum = MIN (last->minimum, value);
      last->maximum = MAX (last->maximum, value);
      last->last = value;
      return;
    }
  if (self->n == N_SAMPLES)
    {
      self->first = (self->first + 1) % N_SAMPLES;
      self->n--;
    }
  *sample_at (self, self->n++) = (Sample) { time_us, value, value, value };
}

void
br_chart_set_span (BrChart *self,
                   gint64   span_us)
{
  self->span_us = span_us;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint
br_chart_get_n (BrChart *self)
{
  return self->n;
}

gboolean
br_chart_tick (BrChart *self,
               gint64   now_us)
{
  gint64 pixel_us = self->span_us / MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);
  Sample *last = self->n > 0 ? sample_at (self, self->n - 1) : NULL;
  /* A flat line looks the same wherever it has scrolled to. */
  gboolean moves = last != NULL && now_us - last->time_us <= self->span_us;

  if (!moves || now_us - self->now_us < pixel_us)
    return FALSE;

  self->now_us = now_us;
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return TRUE;
}

/* --- drawing ------------------------------------------------------------------------------------ */

static double
y_for (BrChart *self,
       double   value,
       double   height)
{
  double span = self->maximum - self->minimum;

  return height - 1.5 - (span > 0 ? (value - self->minimum) / span : 0.5) * (height - 3);
}

static void
trace_line (BrChart *self,
            cairo_t *cr,
            double   width,
            double   height)
{
  gint64   start_us = self->now_us - self->span_us;
  gboolean started = FALSE;
  double   y = 0;

  for (guint i = 0; i < self->n; i++)
    {
      const Sample *sample = sample_at (self, i);
      double        x = (double) (sample->time_us - start_us) * width / (double) self->span_us;

      if (started)
        cairo_line_to (cr, MAX (x, 0), y);
      else
        cairo_move_to (cr, MAX (x, 0), y_for (self, sample->last, height));
      started = TRUE;
      if (x >= 0 && sample->minimum != sample->maximum)
        {
          cairo_line_to (cr, x, y_for (self, sample->minimum, height));
          cairo_line_to (cr, x, y_for (self, sample->maximum, height));
        }
      y = y_for (self, sample->last, height);
      if (x < 0)
        {
          cairo_new_path (cr);
          cairo_move_to (cr, 0, y);
          continue;
        }
      cairo_line_to (cr, x, y);
    }
  if (started)
    cairo_line_to (cr, width, y);
}

static void
draw_label (BrChart     *self,
            GtkSnapshot *snapshot,
            guint        index,
            float        height)
{
  GdkRGBA colour = self->palette.text;
  int     text_height;

  if (self->labels[index] == NULL)
    return;

  colour.alpha *= 0.6f;
  pango_layout_get_pixel_size (self->labels[index], NULL, &text_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot,
    &GRAPHENE_POINT_INIT (LABEL_GAP, index == 0 ? LABEL_GAP : height - (float) text_height - LABEL_GAP));
  gtk_snapshot_append_layout (snapshot, self->labels[index], &colour);
  gtk_snapshot_restore (snapshot);
}

static void
br_chart_snapshot (GtkWidget   *widget,
                   GtkSnapshot *snapshot)
{
  BrChart        *self = BR_CHART (widget);
  float           width = (float) gtk_widget_get_width (widget);
  float           height = (float) gtk_widget_get_height (widget);
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, width, height);
  GdkRGBA         ground = self->palette.text;
  cairo_t        *cr;

  ground.alpha *= 0.07f;
  gtk_snapshot_append_color (snapshot, &ground, &area);
  cr = gtk_snapshot_append_cairo (snapshot, &area);
  gdk_cairo_set_source_rgba (cr, &self->palette.accent);
  cairo_set_line_width (cr, 1.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  trace_line (self, cr, width, height);
  cairo_stroke (cr);
  cairo_destroy (cr);
  draw_label (self, snapshot, 0, height);
  draw_label (self, snapshot, 1, height);
}

static void
br_chart_measure (GtkWidget     *widget,
                  GtkOrientation orientation,
                  int            for_size,
                  int           *minimum,
                  int           *natural,
                  int           *minimum_baseline,
                  int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 60 : HEIGHT;
  *natural = *minimum;
}

static void
br_chart_css_changed (GtkWidget         *widget,
                      GtkCssStyleChange *change)
{
  BrChart *self = BR_CHART (widget);

  GTK_WIDGET_CLASS (br_chart_parent_class)->css_changed (widget, change);

  br_palette_load (&self->palette, widget);
  for (guint i = 0; i < G_N_ELEMENTS (self->labels); i++)
    if (self->labels[i] != NULL)
      pango_layout_context_changed (self->labels[i]);
  gtk_widget_queue_draw (widget);
}

static void
br_chart_dispose (GObject *object)
{
  BrChart *self = BR_CHART (object);

  g_clear_object (&self->labels[0]);
  g_clear_object (&self->labels[1]);
  g_clear_pointer (&self->samples, g_free);
  self->n = 0;

  G_OBJECT_CLASS (br_chart_parent_class)->dispose (object);
}

static void
br_chart_class_init (BrChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_chart_dispose;
  widget_class->measure = br_chart_measure;
  widget_class->snapshot = br_chart_snapshot;
  widget_class->css_changed = br_chart_css_changed;
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
br_chart_init (BrChart *self)
{
  self->samples = g_new (Sample, N_SAMPLES);
  self->span_us = 10 * G_USEC_PER_SEC;
  self->maximum = 1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("History of the value"),
                                  -1);
}
