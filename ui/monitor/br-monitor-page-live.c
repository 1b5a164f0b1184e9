/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-monitor-page-private.h"

#include "widgets/br-format.h"
#include "widgets/br-frame-meter.h"
#include "widgets/br-reduction.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

/* What passes: read with a budget, shown at its end or held still, and told of in the foot. */

/* What may pass between two looks: 327,000 a second. */
#define RING 16384
#define BATCH 4096
#define SLICE 128 /* between two looks at the time */
/* Nobody reads faster; the list is laid out anew each time. */
#define LOOK_US (G_USEC_PER_SEC / 20)
#define LOOK_REDUCED_US (G_USEC_PER_SEC / 5)
#define RATE_US G_USEC_PER_SEC
/* A label that wraps has the whole window laid out with each new text. */
#define FOOT_US (G_USEC_PER_SEC / 2)
/* Faster than this the rows are a sample to the eye. */
#define MANY_PER_S 2000

static guint
br_monitor_page_get_n_shown (BrMonitorPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

/* --- following ---------------------------------------------------------------------------------- */

void
br_monitor_page_scroll_to_end (BrMonitorPage *self)
{
  guint n = br_monitor_page_get_n_shown (self);

  if (n > 0 && !self->is_state)
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", n - 1);
}

static gboolean
br_monitor_page_is_at_end (BrMonitorPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);

  return gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) >= gtk_adjustment_get_upper (adjustment) - 1;
}

void
br_monitor_page_set_following (BrMonitorPage *self,
                               gboolean       following)
{
  self->following = following;
  gtk_widget_set_visible (GTK_WIDGET (self->to_newest), !following && !self->is_state);
  if (following)
    br_monitor_page_scroll_to_end (self);
}

/* Rows that come or go move the value together with the upper end, a person moves the value alone. */
void
br_monitor_page_moved (BrMonitorPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);
  double         value = gtk_adjustment_get_value (adjustment);
  double         upper = gtk_adjustment_get_upper (adjustment);
  double         page_size = gtk_adjustment_get_page_size (adjustment);
  gboolean       same_size = upper == self->upper && page_size == self->page_size;
  gboolean       at_end = value + page_size >= upper - 1;

  if (same_size && value < self->value && !at_end && self->following)
    br_monitor_page_set_following (self, FALSE);
  else if (same_size && value > self->value && at_end && !self->following)
    br_monitor_page_set_following (self, TRUE);
  self->value = value;
  self->upper = upper;
  self->page_size = page_size;
}

void
br_monitor_page_to_newest (BrMonitorPage *self)
{
  br_monitor_page_set_following (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* --- foot and empty states ---------------------------------------------------------------------- */

static char *
paused_text (BrMonitorPage *self)
{
  guint            n_behind = br_monitor_model_get_n_behind (self->model);
  guint64          n_lost = br_monitor_model_get_n_refused (self->model) - self->n_refused_at_pause + self->n_lost - self->n_lost_at_pause;
  g_autofree char *behind = br_format_count (n_behind);
  g_autofree char *lost = br_format_count (n_lost);
  g_autofree char *text
    = g_strdup_printf (ngettext ("%s new message behind", "%s new messages behind", n_behind), behind);

  /* Translators: first "12,345 new messages behind", then how many found no room */
  return g_strdup_printf (_("%s · %s lost"), text, lost);
}

/* Of so many a second the eye gets to see: those in sight, at every look. */
static guint64
seen_rate (BrMonitorPage *self)
{
  guint n = 0;

  for (guint i = 0; i < self->rows->len; i++)
    n += br_monitor_row_is_drawn (g_ptr_array_index (self->rows, i));

  return MIN ((guint64) n * G_USEC_PER_SEC / LOOK_US, (guint64) self->rate);
}

static char *
busy_text (BrMonitorPage *self)
{
  guint64          n_lost = self->n_lost + br_monitor_model_get_n_refused (self->model);
  g_autofree char *seen = br_format_count (seen_rate (self));
  g_autofree char *rate = br_format_count ((guint64) self->rate);
  g_autofree char *lost = br_format_count (n_lost);

  if (n_lost > 0)
    /* Translators: how many messages a second are shown, of how many that come; then how many found no room */
    return g_strdup_printf (_("Showing %s of %s/s · %s lost"), seen, rate, lost);

  return g_strdup_printf (_("Showing %s of %s/s; all are in the buffer"), seen, rate);
}

static char *
foot_text (BrMonitorPage *self)
{
  if (br_monitor_model_get_paused (self->model))
    return paused_text (self);
  if (self->rate > MANY_PER_S || self->n_lost > 0 || br_monitor_model_get_n_refused (self->model) > 0)
    return busy_text (self);

  return NULL;
}

static void
br_monitor_page_show_foot (BrMonitorPage *self)
{
  gboolean         paused = br_monitor_model_get_paused (self->model);
  g_autofree char *text = foot_text (self);

  if (!self->is_state && br_monitor_filter_asks_age (br_monitor_model_get_filter (self->model)))
    {
      g_autofree char *rest = g_steal_pointer (&text);
      const char      *why = _("A message has no age: in the stream “age” hides nothing.");

      text = rest != NULL ? g_strjoin (" · ", why, rest, NULL) : g_strdup (why);
    }
  gtk_widget_set_visible (self->foot, text != NULL);
  gtk_widget_set_visible (self->go_on, paused);
  if (text != NULL && !g_str_equal (gtk_label_get_label (self->foot_label), text))
    gtk_label_set_label (self->foot_label, text);
}

static void
br_monitor_page_show_stack (BrMonitorPage *self)
{
  gboolean    hidden = br_monitor_model_is_filtered (self->model) && br_monitor_model_get_n_records (self->model) > 0;
  const char *name = hidden ? "hidden" : "empty";

  if (br_monitor_page_get_n_shown (self) > 0)
    name = "list";
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) != 0)
    gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "monitor.clear",
                                 br_monitor_model_get_n_records (self->model) > 0);
}

static void
br_monitor_page_show_rate (BrMonitorPage *self)
{
  guint            n = (guint) (self->rate + 0.5);
  g_autofree char *count = br_format_count (n);
  g_autofree char *text
    = g_strdup_printf (ngettext ("%s message a second is arriving.", "%s messages a second are arriving.", n), count);

  if (g_strcmp0 (adw_status_page_get_description (self->hidden), text) != 0)
    adw_status_page_set_description (self->hidden, text);
}

void
br_monitor_page_show (BrMonitorPage *self)
{
  br_monitor_page_show_foot (self);
  br_monitor_page_show_stack (self);
}

/* --- reading ------------------------------------------------------------------------------------ */

/* Of those just read, how many came in since the page is there. */
static guint
br_monitor_page_note_times (BrMonitorPage *self,
                            guint          n)
{
  guint n_old = 0;

  while (n_old < n && self->batch[n_old].time_us < self->opened_us)
    n_old++;
  if (n > 0)
    self->since_us = MAX (self->since_us, self->batch[n - 1].time_us);

  return n - n_old;
}

/* At every frame: what is not read in time finds no room. */
static guint
br_monitor_page_drain (BrMonitorPage *self)
{
  gint64 left_us = br_frame_meter_begin_drain ();
  guint  n_all = 0, n;

  do
    {
      n = clasp_monitor_read (self->monitor, self->batch + n_all, SLICE);
      n_all += n;
    }
  while (n == SLICE && n_all < BATCH && br_frame_meter_get_drain_left () > left_us / 2);
  br_monitor_model_keep (self->model, self->batch, n_all);
  self->n_lost = clasp_monitor_get_n_lost (self->monitor);
  self->n_seen += br_monitor_page_note_times (self, n_all);
  br_frame_meter_end_drain ();

  return n_all;
}

static void
br_monitor_page_measure_rate (BrMonitorPage *self,
                              gint64         now_us)
{
  guint64 n = self->n_seen + self->n_lost;
  gint64  passed_us = now_us - self->rate_us;

  if (passed_us < RATE_US)
    return;

  self->rate = (double) (n - self->n_seen_before) * G_USEC_PER_SEC / (double) passed_us;
  self->n_seen_before = n;
  self->rate_us = now_us;
  br_monitor_page_show_rate (self);
}

/* The states take what the list has; paused, they stand still as it does. */
void
br_monitor_page_feed_states (BrMonitorPage *self,
                             gint64         now_us)
{
  guint64 first, end;

  if (!self->is_state || self->batch == NULL || br_monitor_model_get_paused (self->model))
    return;

  br_monitor_model_get_bounds (self->model, &first, &end);
  self->n_fed = MAX (self->n_fed, first);
  while (self->n_fed < end)
    {
      guint n = 0;

      while (n < BATCH && self->n_fed < end)
        self->batch[n++] = *br_monitor_model_get_record (self->model, self->n_fed++);
      br_monitor_states_append (self->states, self->batch, n, now_us);
    }
  br_monitor_states_age (self->states, now_us);
  for (guint i = 0; i < self->rows->len; i++)
    br_monitor_row_refresh (g_ptr_array_index (self->rows, i), self->states, now_us);
}

static gint64
look_us (void)
{
  return br_reduction_get () >= BR_REDUCTION_MONITOR ? LOOK_REDUCED_US : LOOK_US;
}

/* What was read since the last look gets to the eye. */
static void
br_monitor_page_look (BrMonitorPage *self,
                      gint64         now_us)
{
  gboolean follows = self->following && !br_monitor_model_get_paused (self->model);

  self->looked_us = now_us;
  br_monitor_model_look (self->model);
  br_monitor_page_feed_states (self, now_us);
  br_monitor_page_measure_rate (self, now_us);
  br_monitor_page_show_stack (self);
  if (now_us - self->foot_us >= FOOT_US)
    {
      self->foot_us = now_us;
      br_monitor_page_show_foot (self);
    }
  if (self->n_unseen > 0 && follows)
    br_monitor_page_scroll_to_end (self);
  self->n_unseen = 0;
}

gboolean
br_monitor_page_tick (GtkWidget *widget,
                      gint64     now_us)
{
  BrMonitorPage *self = BR_MONITOR_PAGE (widget);
  guint          n;

  br_sight_note (&self->sight);
  for (guint i = 0; i < self->rows->len; i++)
    br_monitor_row_leave (g_ptr_array_index (self->rows, i));
  if (self->wants_end && !br_monitor_page_is_at_end (self) && !br_monitor_model_get_paused (self->model))
    br_monitor_page_scroll_to_end (self);
  self->wants_end = FALSE;
  if (self->monitor == NULL)
    return FALSE;

  n = br_monitor_page_drain (self);
  br_trace_store_drain (self->traces);
  self->n_unseen += n;
  if (now_us - self->looked_us >= look_us ())
    br_monitor_page_look (self, now_us);

  return n > 0 || self->n_unseen > 0 || self->rate > MANY_PER_S;
}

void
br_monitor_page_start_listening (BrMonitorPage *self)
{
  if (self->window == NULL || self->monitor != NULL)
    return;

  self->engine = g_object_ref (br_window_get_engine (self->window));
  self->opened_us = g_get_real_time ();
  self->monitor = clasp_engine_open_monitor_since (self->engine, RING, self->since_us);
  if (self->traces == NULL)
    self->traces = br_trace_store_get (self->engine);
  br_trace_store_listen (self->traces);
  self->batch = g_new (ClaspMonitorRecord, BATCH);
  self->n_seen = self->n_seen_before = 0;
  self->n_lost = self->n_lost_at_pause = 0;
  self->rate = 0;
  self->rate_us = g_get_monotonic_time ();
}

void
br_monitor_page_stop_listening (BrMonitorPage *self)
{
  if (self->monitor == NULL)
    return;

  clasp_engine_close_monitor (self->engine, self->monitor);
  br_trace_store_rest (self->traces);
  g_clear_pointer (&self->monitor, clasp_monitor_unref);
  g_clear_pointer (&self->batch, g_free);
  g_clear_object (&self->engine);
}
