/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-curve-view.h"

#include "widgets/br-format.h"
#include "widgets/br-meter.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define N_SAMPLES 129
#define N_TAIL 32
#define HEIGHT 150
#define MIN_WIDTH 160
#define LABEL_HEIGHT 18
#define DOT_RADIUS 5
#define N_GRID 4

typedef struct
{
  gint64 time_us;
  double x, y;
} TailPoint;

struct _BrCurveView
{
  GtkWidget parent_instance;

  double    samples[N_SAMPLES]; /* outputs; NaN = none */
  double    in_min, in_max, out_min, out_max;
  gboolean  has_dot, is_test;
  double    input, output;
  TailPoint tail[N_TAIL]; /* oldest first */
  guint     n_tail;

  GskRenderNode *picture; /* (owned) grid, curve and axes, or NULL */
  BrPalette      palette;
};

G_DEFINE_FINAL_TYPE (BrCurveView, br_curve_view, GTK_TYPE_WIDGET)

/* --- values --- */

static double
part (double value, double minimum, double maximum)
{
  if (maximum == minimum)
    return 0.5;

  return CLAMP ((value - minimum) / (maximum - minimum), 0, 1);
}

void
br_curve_view_locate (BrCurveView *self, double input, double output, double *x, double *y)
{
  *x = part (input, self->in_min, self->in_max);
  *y = part (output, self->out_min, self->out_max);
}

static void
br_curve_view_invalidate (BrCurveView *self)
{
  g_clear_pointer (&self->picture, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
br_curve_view_set_curve (BrCurveView *self,
                         BrCurveFunc  func,
                         gpointer     user_data,
                         double       in_min,
                         double       in_max,
                         double       out_min,
                         double       out_max)
{
  guint n_values = 0;

  self->in_min = in_min;
  self->in_max = in_max;
  self->out_min = out_min;
  self->out_max = out_max;
  for (guint i = 0; i < N_SAMPLES; i++)
    {
      double output;

      self->samples[i] = NAN;
      if (!func (in_min + (in_max - in_min) * i / (N_SAMPLES - 1), &output, user_data) ||
          !isfinite (output))
        continue;

      self->samples[i] = output;
      /* fmin takes the number where one is NaN. */
      self->out_min = fmin (self->out_min, output);
      self->out_max = fmax (self->out_max, output);
      n_values++;
    }
  self->n_tail = 0;
  br_curve_view_invalidate (self);

  return n_values > 0;
}

void
br_curve_view_set_dot (BrCurveView *self,
                       double       input,
                       double       output,
                       gboolean     is_test,
                       gint64       now_us)
{
  gboolean  has_dot = isfinite (input) && isfinite (output);
  TailPoint point = { .time_us = now_us };

  if (has_dot == self->has_dot && is_test == self->is_test &&
      (!has_dot || (input == self->input && output == self->output)))
    return;

  if (self->has_dot && is_test == self->is_test)
    {
      br_curve_view_locate (self, self->input, self->output, &point.x, &point.y);
      if (self->n_tail == N_TAIL)
        {
          memmove (self->tail, self->tail + 1, (N_TAIL - 1) * sizeof (TailPoint));
          self->n_tail--;
        }
      self->tail[self->n_tail++] = point;
    }
  self->has_dot = has_dot;
  self->is_test = is_test;
  self->input = input;
  self->output = output;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
br_curve_view_tick (BrCurveView *self, gint64 now_us)
{
  guint n_old = 0;

  if (self->n_tail == 0)
    return FALSE;

  while (n_old < self->n_tail && now_us - self->tail[n_old].time_us >= BR_CURVE_TAIL_US)
    n_old++;
  self->n_tail -= n_old;
  memmove (self->tail, self->tail + n_old, self->n_tail * sizeof (TailPoint));
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return TRUE;
}

guint
br_curve_view_get_n_tail (BrCurveView *self)
{
  return self->n_tail;
}

/* --- drawing --- */

static graphene_rect_t
plot_area (BrCurveView *self)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  float height = (float) gtk_widget_get_height (GTK_WIDGET (self)) - LABEL_HEIGHT;

  return GRAPHENE_RECT_INIT (0, 0, width, MAX (height, 1));
}

static void
draw_curve (BrCurveView *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, area);
  double   width = area->size.width, height = area->size.height;
  GdkRGBA  line = self->palette.text;

  line.alpha *= 0.12f;
  gdk_cairo_set_source_rgba (cr, &line);
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i <= N_GRID; i++)
    {
      double x = MIN (floor (width * i / N_GRID), width - 1) + 0.5;
      double y = MIN (floor (height * i / N_GRID), height - 1) + 0.5;

      cairo_move_to (cr, x, 0);
      cairo_line_to (cr, x, height);
      cairo_move_to (cr, 0, y);
      cairo_line_to (cr, width, y);
    }
  cairo_stroke (cr);

  gdk_cairo_set_source_rgba (cr, &self->palette.accent);
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < N_SAMPLES; i++)
    {
      double y = part (self->samples[i], self->out_min, self->out_max);

      if (isnan (self->samples[i]))
        cairo_new_sub_path (cr);
      else
        cairo_line_to (cr, width * i / (N_SAMPLES - 1), 1 + (height - 2) * (1 - y));
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
draw_label (BrCurveView *self,
            GtkSnapshot *snapshot,
            double       value,
            float        x,
            float        y,
            gboolean     at_end)
{
  g_autoptr (PangoLayout) layout = NULL;
  char                    text[32];
  int                     width;

  if (!isfinite (value))
    return;

  br_format_number (value, text, sizeof text);
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (at_end ? x - (float) width : x, y));
  gtk_snapshot_append_layout (snapshot, layout, &self->palette.text);
  gtk_snapshot_restore (snapshot);
}

/* What comes in is written below, what goes out inside at the left edge. */
static void
draw_picture (BrCurveView *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  float    width = area->size.width, height = area->size.height;
  gboolean starts_high = part (self->samples[0], self->out_min, self->out_max) > 0.5;

  draw_curve (self, snapshot, area);
  draw_label (self, snapshot, self->in_min, 0, height, FALSE);
  draw_label (self, snapshot, self->in_max, width, height, TRUE);
  /* Where the curve does not run through it. */
  draw_label (self, snapshot, self->out_max, starts_high ? width - 4 : 4, 1, starts_high);
  draw_label (self, snapshot, self->out_min, 4, height - LABEL_HEIGHT, FALSE);
}

static void
draw_disc (GtkSnapshot *snapshot, float x, float y, float radius, const GdkRGBA *colour)
{
  graphene_rect_t box = GRAPHENE_RECT_INIT (x - radius, y - radius, 2 * radius, 2 * radius);
  GskRoundedRect  disc;

  gsk_rounded_rect_init_from_rect (&disc, &box, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, colour, &box);
  gtk_snapshot_pop (snapshot);
}

static void
draw_dot (BrCurveView *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  GdkRGBA colour = self->is_test ? self->palette.warning : self->palette.text;
  GdkRGBA faint = colour;
  gint64  now_us = g_get_monotonic_time ();
  float   width = area->size.width, height = area->size.height;
  double  x, y;
  float   left, top;

  for (guint i = 0; i < self->n_tail; i++)
    {
      double age = (double) (now_us - self->tail[i].time_us) / BR_CURVE_TAIL_US;

      faint.alpha = colour.alpha * 0.5f * (float) CLAMP (1 - age, 0, 1);
      draw_disc (snapshot, (float) self->tail[i].x * width, (float) (1 - self->tail[i].y) * height,
                 DOT_RADIUS - 2, &faint);
    }
  br_curve_view_locate (self, self->input, self->output, &x, &y);
  left = (float) x * width;
  top = (float) (1 - y) * height;
  faint.alpha = colour.alpha * 0.6f;
  for (float at = top; at < height; at += 5)
    gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (left - 0.5f, at, 1, 2));
  for (float at = 0; at < left; at += 5)
    gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (at, top - 0.5f, 2, 1));
  draw_disc (snapshot, left, top, DOT_RADIUS, &colour);
}

static void
br_curve_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BrCurveView    *self = BR_CURVE_VIEW (widget);
  graphene_rect_t area = plot_area (self);

  if (self->picture == NULL)
    {
      GtkSnapshot *own = gtk_snapshot_new ();

      draw_picture (self, own, &area);
      self->picture = gtk_snapshot_free_to_node (own);
    }
  if (self->picture != NULL)
    gtk_snapshot_append_node (snapshot, self->picture);
  if (self->has_dot)
    draw_dot (self, snapshot, &area);
}

/* --- widget --- */

static void
br_curve_view_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  *minimum = *natural =
    orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : HEIGHT + LABEL_HEIGHT;
}

static void
br_curve_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  br_curve_view_invalidate (BR_CURVE_VIEW (widget));
}

static void
br_curve_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (br_curve_view_parent_class)->css_changed (widget, change);

  br_palette_load (&BR_CURVE_VIEW (widget)->palette, widget);
  br_curve_view_invalidate (BR_CURVE_VIEW (widget));
}

static void
br_curve_view_finalize (GObject *object)
{
  g_clear_pointer (&BR_CURVE_VIEW (object)->picture, gsk_render_node_unref);

  G_OBJECT_CLASS (br_curve_view_parent_class)->finalize (object);
}

static void
br_curve_view_class_init (BrCurveViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = br_curve_view_finalize;
  widget_class->measure = br_curve_view_measure;
  widget_class->size_allocate = br_curve_view_size_allocate;
  widget_class->snapshot = br_curve_view_snapshot;
  widget_class->css_changed = br_curve_view_css_changed;
  gtk_widget_class_set_css_name (widget_class, "curve-view");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
br_curve_view_init (BrCurveView *self)
{
  self->in_max = self->out_max = 1;
  for (guint i = 0; i < N_SAMPLES; i++)
    self->samples[i] = NAN;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What goes out for what comes in"), -1);
}

GtkWidget *
br_curve_view_new (void)
{
  return g_object_new (BR_TYPE_CURVE_VIEW, NULL);
}
