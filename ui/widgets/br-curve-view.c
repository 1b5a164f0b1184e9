/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-curve-view-private.h"

#include "widgets/br-column-layout.h"
#include "widgets/br-font-scale.h"
#include "widgets/br-format.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define HEIGHT 150
#define MIN_WIDTH 160
/* Below the axis, at the usual text size. */
#define LABEL_HEIGHT 20
#define DOT_RADIUS 5
/* Room for the points that stand at the edges. */
#define HANDLE_MARGIN 8

G_DEFINE_FINAL_TYPE (BrCurveView, br_curve_view, GTK_TYPE_WIDGET)

static int
label_height (BrCurveView *self)
{
  return (int) (LABEL_HEIGHT * br_font_scale (GTK_WIDGET (self)));
}

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
  for (guint i = 0; i < BR_CURVE_N_SAMPLES; i++)
    {
      double output;

      self->samples[i] = NAN;
      if (!func (in_min + (in_max - in_min) * i / (BR_CURVE_N_SAMPLES - 1), &output, user_data) ||
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
br_curve_view_set_labels (BrCurveView *self,
                          double       in_min,
                          double       in_max,
                          double       out_min,
                          double       out_max)
{
  double labels[4] = { in_min, in_max, out_min, out_max };

  if (memcmp (labels, self->labels, sizeof labels) == 0)
    return;
  memcpy (self->labels, labels, sizeof labels);
  br_curve_view_clear_figures (self);
  br_curve_view_update_figures (self, 0);
  br_curve_view_invalidate (self);
}

void
br_curve_view_set_dot (BrCurveView *self,
                       double       input,
                       double       output,
                       gboolean     is_test,
                       gint64       now_us)
{
  gboolean  has_dot = isfinite (input) && isfinite (output);
  BrTailPoint point = { .time_us = now_us };

  if (has_dot == self->has_dot && is_test == self->is_test &&
      (!has_dot || (input == self->input && output == self->output)))
    return;

  if (self->has_dot && is_test == self->is_test)
    {
      br_curve_view_locate (self, self->input, self->output, &point.x, &point.y);
      if (self->n_tail == BR_CURVE_N_TAIL)
        {
          memmove (self->tail, self->tail + 1, (BR_CURVE_N_TAIL - 1) * sizeof (BrTailPoint));
          self->n_tail--;
        }
      self->tail[self->n_tail++] = point;
    }
  self->has_dot = has_dot;
  self->is_test = is_test;
  self->input = input;
  self->output = output;
  self->figures_old = TRUE;
  br_curve_view_update_figures (self, now_us);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
br_curve_view_tick (BrCurveView *self, gint64 now_us)
{
  guint n_old = 0;

  br_curve_view_update_figures (self, now_us);
  if (self->n_tail == 0)
    return FALSE;

  while (n_old < self->n_tail && now_us - self->tail[n_old].time_us >= BR_CURVE_TAIL_US)
    n_old++;
  self->n_tail -= n_old;
  memmove (self->tail, self->tail + n_old, self->n_tail * sizeof (BrTailPoint));
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return TRUE;
}

guint
br_curve_view_get_n_tail (BrCurveView *self)
{
  return self->n_tail;
}

/* --- drawing --- */

graphene_rect_t
br_curve_view_get_area (BrCurveView *self)
{
  float margin = self->points != NULL ? HANDLE_MARGIN : 0;
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self)) - 2 * margin;
  float height = (float) (gtk_widget_get_height (GTK_WIDGET (self)) - label_height (self)) - 2 * margin;

  return GRAPHENE_RECT_INIT (margin, margin, MAX (width, 1), MAX (height, 1));
}

static void
draw_curve (BrCurveView *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, area);
  double   width = area->size.width, height = area->size.height;
  guint    n_grid = self->points != NULL ? BR_CURVE_N_FINE_GRID : BR_CURVE_N_GRID;
  GdkRGBA  line = self->palette.text;

  line.alpha *= 0.12f;
  gdk_cairo_set_source_rgba (cr, &line);
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i <= n_grid; i++)
    {
      double x = MIN (floor (width * i / n_grid), width - 1) + 0.5;
      double y = MIN (floor (height * i / n_grid), height - 1) + 0.5;

      cairo_move_to (cr, x, 0);
      cairo_line_to (cr, x, height);
      cairo_move_to (cr, 0, y);
      cairo_line_to (cr, width, y);
    }
  cairo_stroke (cr);

  gdk_cairo_set_source_rgba (cr, &self->palette.accent);
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < BR_CURVE_N_SAMPLES; i++)
    {
      double y = part (self->samples[i], self->out_min, self->out_max);

      if (isnan (self->samples[i]))
        cairo_new_sub_path (cr);
      else
        cairo_line_to (cr, width * i / (BR_CURVE_N_SAMPLES - 1), 1 + (height - 2) * (1 - y));
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
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  br_layout_set_text (layout, text, TRUE);
  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (at_end ? x - (float) width : x, y));
  gtk_snapshot_append_layout (snapshot, layout, &self->palette.text);
  gtk_snapshot_restore (snapshot);
}

static float
area_margin (BrCurveView *self)
{
  return self->points != NULL ? HANDLE_MARGIN : 0;
}

static double
label_of (BrCurveView *self, guint index, double end)
{
  return isnan (self->labels[index]) ? end : self->labels[index];
}

/* What comes in is written below, what goes out inside at the left edge. */
static void
draw_picture (BrCurveView *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  float    width = area->size.width, height = area->size.height;
  gboolean starts_high = part (self->samples[0], self->out_min, self->out_max) > 0.5;

  draw_curve (self, snapshot, area);
  draw_label (self, snapshot, label_of (self, 0, self->in_min), 0, height + area_margin (self), FALSE);
  draw_label (self, snapshot, label_of (self, 1, self->in_max), width, height + area_margin (self),
              TRUE);
  /* Where the curve does not run through it. */
  draw_label (self, snapshot, label_of (self, 3, self->out_max), starts_high ? width - 4 : 4, 1,
              starts_high);
  draw_label (self, snapshot, label_of (self, 2, self->out_min), 4, height - (float) label_height (self), FALSE);
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
  br_curve_view_draw_figures (self, snapshot, area, left, top, &colour);
}

static void
br_curve_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BrCurveView    *self = BR_CURVE_VIEW (widget);
  graphene_rect_t place = br_curve_view_get_area (self);
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, place.size.width, place.size.height);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &place.origin);

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
  gtk_snapshot_restore (snapshot);
  for (guint i = 0; i < self->handles->len; i++)
    gtk_widget_snapshot_child (widget, self->handles->pdata[i], snapshot);
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
    orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : HEIGHT + label_height (BR_CURVE_VIEW (widget));
}

static void
br_curve_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  br_curve_view_invalidate (BR_CURVE_VIEW (widget));
  br_curve_view_place_handles (BR_CURVE_VIEW (widget));
}

static void
br_curve_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (br_curve_view_parent_class)->css_changed (widget, change);

  br_palette_load (&BR_CURVE_VIEW (widget)->palette, widget);
  br_curve_view_clear_figures (BR_CURVE_VIEW (widget));
  br_curve_view_update_figures (BR_CURVE_VIEW (widget), 0);
  br_curve_view_invalidate (BR_CURVE_VIEW (widget));
}

static void
br_curve_view_dispose (GObject *object)
{
  br_curve_view_clear_points (BR_CURVE_VIEW (object));
  br_curve_view_clear_figures (BR_CURVE_VIEW (object));
  br_unparent_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (br_curve_view_parent_class)->dispose (object);
}

static void
br_curve_view_finalize (GObject *object)
{
  g_ptr_array_unref (BR_CURVE_VIEW (object)->handles);
  g_clear_pointer (&BR_CURVE_VIEW (object)->picture, gsk_render_node_unref);

  G_OBJECT_CLASS (br_curve_view_parent_class)->finalize (object);
}

static void
br_curve_view_class_init (BrCurveViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_curve_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_curve_view_finalize;
  widget_class->measure = br_curve_view_measure;
  widget_class->size_allocate = br_curve_view_size_allocate;
  widget_class->snapshot = br_curve_view_snapshot;
  widget_class->css_changed = br_curve_view_css_changed;
  gtk_widget_class_set_css_name (widget_class, "curve-view");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  br_curve_view_install_points (widget_class);
}

static void
br_curve_view_init (BrCurveView *self)
{
  self->in_max = self->out_max = 1;
  for (guint i = 0; i < BR_CURVE_N_SAMPLES; i++)
    self->samples[i] = NAN;
  for (guint i = 0; i < G_N_ELEMENTS (self->labels); i++)
    self->labels[i] = NAN;
  br_curve_view_init_points (self);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What goes out for what comes in"), -1);
}

GtkWidget *
br_curve_view_new (void)
{
  return g_object_new (BR_TYPE_CURVE_VIEW, NULL);
}
