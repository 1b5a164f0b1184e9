/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-chart.h"

#include "widgets/br-column-layout.h"
#include "widgets/br-format.h"
#include "widgets/br-meter.h"
#include "window/br-keys.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MIN_SPAN_US G_USEC_PER_SEC
#define N_CURSORS 2
#define HEIGHT 96
#define MIN_HEIGHT 40 /* where there is no room for more */
#define LABEL_GAP 3
#define CLICK 4 /* pixels a click may move */

struct _BrChart
{
  GtkWidget parent_instance;

  BrHistory *history;  /* (owned) */
  gint64    cursors[N_CURSORS]; /* monotonic; 0 = none */
  guint     n_cursors;
  double    minimum, maximum;
  gint64    span_us, now_us;
  gboolean  may_be_low;
  gint64    end_us;        /* monotonic: the right edge where a person moved it to; 0 = now */
  gint64    dragged_us;    /* the right edge when the drag began */
  gint64    pinched_us;    /* the span when two fingers began to pinch */
  gboolean  is_pinched;    /* what began as a drag */
  BrPalette palette;
  PangoLayout *labels[2]; /* (owned) top, bottom */
};

enum
{
  LOOKED_AT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrChart, br_chart, GTK_TYPE_WIDGET)

/* Of all that is known, as finely as the span asks for. */
static void
br_chart_walk (BrChart       *self,
               BrHistoryWalk *walk)
{
  br_history_walk_init (walk, self->history, self->span_us <= BR_HISTORY_MINUTE_US);
}

static void
set_label (BrChart *self,
           guint    index,
           double   value)
{
  char text[32];

  br_format_limit (value, text, sizeof text);
  if (self->labels[index] == NULL)
    self->labels[index] = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  br_layout_set_text (self->labels[index], text, TRUE);
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

/* The axis grows with what there was. */
static void
br_chart_fit (BrChart *self)
{
  double minimum, maximum;

  if (br_history_get_extremes (self->history, &minimum, &maximum) && (minimum < self->minimum || maximum > self->maximum))
    br_chart_set_range (self, MIN (self->minimum, minimum), MAX (self->maximum, maximum));
}

void
br_chart_show (BrChart   *self,
               BrHistory *history,
               double     minimum,
               double     maximum,
               gint64     now_us)
{
  br_history_unref (self->history);
  self->history = history;
  self->n_cursors = 0;
  self->end_us = 0;
  self->now_us = now_us;
  br_chart_set_range (self, minimum, maximum);
  br_chart_fit (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
br_chart_reset (BrChart *self,
                double   minimum,
                double   maximum)
{
  br_chart_show (self, br_history_new (BR_HISTORY_MAX), minimum, maximum, self->now_us);
}

void
br_chart_add (BrChart *self,
              gint64   time_us,
              double   value)
{
  br_history_add (self->history, time_us, value);
  br_chart_fit (self);
}

void
br_chart_set_may_be_low (BrChart *self,
                         gboolean may_be_low)
{
  self->may_be_low = may_be_low;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
br_chart_set_span (BrChart *self,
                   gint64   span_us)
{
  self->span_us = CLAMP (span_us, MIN_SPAN_US, BR_HISTORY_HOUR_US);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint
br_chart_get_n (BrChart *self)
{
  return br_history_get_n (self->history);
}

static gint64
end_of (BrChart *self)
{
  return self->end_us != 0 ? self->end_us : self->now_us;
}

static void
looked (BrChart *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[LOOKED_AT], 0);
}

/* The past stands still; back at its end the chart runs on. */
static void
br_chart_set_end (BrChart *self,
                  gint64   end_us)
{
  self->end_us = end_us >= self->now_us ? 0 : MAX (end_us, self->now_us - BR_HISTORY_HOUR_US);
}

void
br_chart_follow (BrChart *self,
                 BrChart *other)
{
  self->span_us = other->span_us;
  self->end_us = other->end_us;
  self->n_cursors = other->n_cursors;
  memcpy (self->cursors, other->cursors, sizeof self->cursors);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- what is looked at -------------------------------------------------------------------------- */

gint64
br_chart_get_span (BrChart *self)
{
  return self->span_us;
}

/* Of what runs on all counts that has come, though less than a pixel further than what was drawn last. */
static gint64
newest_of (BrChart *self)
{
  return self->end_us != 0 ? self->end_us : G_MAXINT64;
}

gboolean
br_chart_get_statistics (BrChart *self,
                         double  *minimum,
                         double  *maximum,
                         double  *mean)
{
  BrHistoryWalk          walk;
  const BrHistorySample *sample;
  gint64                 start_us = end_of (self) - self->span_us;
  double                 sum = 0;
  guint                  n = 0;

  *minimum = *maximum = NAN;
  br_chart_walk (self, &walk);
  while ((sample = br_history_walk_next (&walk)) != NULL)
    {
      if (sample->time_us < start_us || sample->time_us > newest_of (self))
        continue;
      *minimum = fmin (*minimum, sample->minimum);
      *maximum = fmax (*maximum, sample->maximum);
      if (isnan (sample->last))
        continue;
      sum += sample->last;
      n++;
    }
  *mean = n > 0 ? sum / n : NAN;

  return n > 0;
}

/* The last value at or before @time_us; NaN where none is known. */
static double
br_chart_value_at (BrChart *self,
                   gint64   time_us)
{
  BrHistoryWalk          walk;
  const BrHistorySample *sample;
  double                 value = NAN;

  br_chart_walk (self, &walk);
  while ((sample = br_history_walk_next (&walk)) != NULL && sample->time_us <= time_us)
    value = sample->last;

  return value;
}

static char *
dup_clock (gint64 monotonic_us)
{
  gint64                unix_us = g_get_real_time () - (g_get_monotonic_time () - monotonic_us);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (unix_us / G_USEC_PER_SEC);
  g_autofree char      *seconds = g_date_time_format (time, "%H:%M:%S");

  return g_strdup_printf ("%s.%03d", seconds, (int) (unix_us / 1000 % 1000));
}

char *
br_chart_dup_cursor_text (BrChart *self)
{
  char             value[32];
  double           first, second;
  g_autofree char *clock = NULL;

  if (self->n_cursors == 0)
    return NULL;

  first = br_chart_value_at (self, self->cursors[0]);
  if (self->n_cursors == 1)
    {
      br_format_number (first, value, sizeof value);
      clock = dup_clock (self->cursors[0]);
      /* Translators: time of day, value */
      return g_strdup_printf (_("%s: %s"), clock, value);
    }

  second = br_chart_value_at (self, self->cursors[1]);
  br_format_number (second - first, value, sizeof value);

  /* Translators: seconds between two cursors, difference of the values */
  return br_format_units (g_strdup_printf (_("%.3f s apart, difference %s"),
                          (double) ABS (self->cursors[1] - self->cursors[0]) / G_USEC_PER_SEC,
                          value));
}

/* Where nothing is known the fields are empty. */
static void
append_field (GString *text,
              double   number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (text, ',');
  if (!isnan (number))
    g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.9g", number));
}

char *
br_chart_to_csv (BrChart *self)
{
  GString               *text = g_string_new ("time,minimum,maximum,last\n");
  gint64                 start_us = end_of (self) - self->span_us;
  BrHistoryWalk          walk;
  const BrHistorySample *sample;

  br_chart_walk (self, &walk);
  while ((sample = br_history_walk_next (&walk)) != NULL)
    {
      g_autofree char *clock = NULL;

      if (sample->time_us < start_us || sample->time_us > newest_of (self))
        continue;
      clock = dup_clock (sample->time_us);
      g_string_append (text, clock);
      append_field (text, sample->minimum);
      append_field (text, sample->maximum);
      append_field (text, sample->last);
      g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}

/* A cursor, a second one, and none again. */
static void
put_cursor (BrChart *self,
            double   share)
{
  if (self->n_cursors == N_CURSORS)
    self->n_cursors = 0;
  else
    self->cursors[self->n_cursors++] = end_of (self) - (gint64) ((1 - share) * (double) self->span_us);
  looked (self);
}

static double
width_of (BrChart *self)
{
  return MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);
}

/* The first of the two fingers seemed to drag. */
static void
pinch_begin_cb (GtkGesture       *gesture,
                GdkEventSequence *sequence,
                gpointer          user_data)
{
  BrChart *self = user_data;

  self->is_pinched = TRUE;
  self->pinched_us = self->span_us;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
pinch_cb (GtkGestureZoom *gesture,
          double          scale,
          gpointer        user_data)
{
  BrChart *self = user_data;

  br_chart_set_span (self, (gint64) ((double) self->pinched_us / scale));
  looked (self);
}

static void
drag_begin_cb (GtkGestureDrag *gesture,
               double          x,
               double          y,
               gpointer        user_data)
{
  BrChart *self = user_data;

  self->is_pinched = FALSE;
  self->dragged_us = end_of (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
drag_update_cb (GtkGestureDrag *gesture,
                double          dx,
                double          dy,
                gpointer        user_data)
{
  BrChart *self = user_data;

  if (self->is_pinched || ABS (dx) < CLICK)
    return;
  br_chart_set_end (self, self->dragged_us - (gint64) (dx / width_of (self) * (double) self->span_us));
  looked (self);
}

static void
drag_end_cb (GtkGestureDrag *gesture,
             double          dx,
             double          dy,
             gpointer        user_data)
{
  BrChart *self = user_data;
  double   x = 0, y = 0;

  if (!self->is_pinched && ABS (dx) < CLICK && gtk_gesture_drag_get_start_point (gesture, &x, &y))
    put_cursor (self, x / width_of (self));
}

static void
zoom (BrChart *self,
      double   factor)
{
  br_chart_set_span (self, (gint64) ((double) self->span_us * factor));
  looked (self);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller,
           double                    dx,
           double                    dy,
           gpointer                  user_data)
{
  if (!(gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller)) & GDK_CONTROL_MASK))
    return FALSE;

  zoom (user_data, dy > 0 ? 1.25 : 0.8);

  return TRUE;
}

/* Arrows move through the past, End is now. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        state,
                gpointer               user_data)
{
  BrChart *self = user_data;

  switch (key)
    {
    case GDK_KEY_Left:
      br_chart_set_end (self, end_of (self) - self->span_us / 10);
      break;
    case GDK_KEY_Right:
      br_chart_set_end (self, end_of (self) + self->span_us / 10);
      break;
    case GDK_KEY_End:
      self->end_us = 0;
      break;
    default:
      return FALSE;
    }
  looked (self);

  return TRUE;
}

static void
closer_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  zoom (BR_CHART (widget), 0.8);
}

static void
wider_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  zoom (BR_CHART (widget), 1.25);
}

static void
cursor_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  put_cursor (BR_CHART (widget), 0.5);
}

static void
br_chart_add_pointer (BrChart *self)
{
  GtkGesture         *drag = gtk_gesture_drag_new ();
  GtkGesture         *pinch = gtk_gesture_zoom_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  /* The last that is added comes first: a second finger is a pinch before it ends the drag. */
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  br_keys_add_to_list (GTK_WIDGET (self), "chart.", GTK_PHASE_BUBBLE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

/* --- ticking ------------------------------------------------------------------------------------ */

gboolean
br_chart_tick (BrChart *self,
               gint64   now_us)
{
  gint64 pixel_us = self->span_us / MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);
  /* A flat line looks the same wherever it has scrolled to. */
  gboolean moves = br_history_get_n (self->history) > 0
                   && now_us - br_history_get_newest_us (self->history) <= self->span_us;

  br_chart_fit (self);
  if (self->end_us != 0)
    {
      self->now_us = now_us;
      return FALSE;
    }
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

/* Steps; it begins where something is known, and breaks off where nothing is. */
static void
trace_line (BrChart *self,
            cairo_t *cr,
            double   width,
            double   height)
{
  gint64                 start_us = end_of (self) - self->span_us;
  double                 y = NAN; /* of the value so far */
  BrHistoryWalk          walk;
  const BrHistorySample *sample;

  br_chart_walk (self, &walk);
  while ((sample = br_history_walk_next (&walk)) != NULL)
    {
      double x = (double) (sample->time_us - start_us) * width / (double) self->span_us;

      if (x > width)
        break;

      if (x < 0 || isnan (y))
        cairo_new_sub_path (cr);
      else
        cairo_line_to (cr, x, y);
      y = isnan (sample->last) ? NAN : y_for (self, sample->last, height);
      if (x >= 0 && !isnan (sample->minimum) && sample->minimum != sample->maximum)
        {
          cairo_line_to (cr, x, y_for (self, sample->minimum, height));
          cairo_line_to (cr, x, y_for (self, sample->maximum, height));
        }
      if (!isnan (y))
        cairo_line_to (cr, MAX (x, 0), y);
    }
  if (!isnan (y))
    cairo_line_to (cr, width, y);
}

static void
draw_label (BrChart     *self,
            GtkSnapshot *snapshot,
            guint        index,
            float        height)
{
  int text_height;

  if (self->labels[index] == NULL)
    return;

  pango_layout_get_pixel_size (self->labels[index], NULL, &text_height);
  /* Where both would lie over each other the end of the axis says enough. */
  if (index == 1 && height < 2 * text_height + 2 * LABEL_GAP)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot,
    &GRAPHENE_POINT_INIT (LABEL_GAP, index == 0 ? LABEL_GAP : height - (float) text_height - LABEL_GAP));
  gtk_snapshot_append_layout (snapshot, self->labels[index], &self->palette.quiet);
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
  for (guint i = 0; i < self->n_cursors; i++)
    {
      float x = width * (1 - (float) (end_of (self) - self->cursors[i]) / (float) self->span_us);

      if (x >= 0 && x <= width)
        gtk_snapshot_append_color (snapshot, &self->palette.text, &GRAPHENE_RECT_INIT (roundf (x), 0, 1, height));
    }
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
  BrChart *self = BR_CHART (widget);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 60 : self->may_be_low ? MIN_HEIGHT : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 60 : HEIGHT;
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
  g_clear_pointer (&self->history, br_history_unref);

  G_OBJECT_CLASS (br_chart_parent_class)->dispose (object);
}

static void
br_chart_class_init (BrChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_chart_dispose;
  signals[LOOKED_AT] = g_signal_new ("looked-at", BR_TYPE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  widget_class->measure = br_chart_measure;
  widget_class->snapshot = br_chart_snapshot;
  widget_class->css_changed = br_chart_css_changed;
  gtk_widget_class_install_action (widget_class, "chart.closer", NULL, closer_action);
  gtk_widget_class_install_action (widget_class, "chart.wider", NULL, wider_action);
  gtk_widget_class_install_action (widget_class, "chart.cursor", NULL, cursor_action);
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
br_chart_init (BrChart *self)
{
  self->history = br_history_new (BR_HISTORY_MAX);
  br_chart_add_pointer (self);
  self->span_us = 10 * G_USEC_PER_SEC;
  self->maximum = 1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("History of the value"),
                                  -1);
}
