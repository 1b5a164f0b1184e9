/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-window-private.h"

#include "widgets/br-frame-meter.h"
#include "widgets/br-reduction.h"
#include "window/br-open.h"
#include "window/br-timecode-read.h"

#include <glib/gi18n.h>

/* What the window hears of the engine and the show: figures, faults, and addresses as they come. */

#define STRUCTURE_US (G_USEC_PER_SEC / 10)
/* So many addresses are taken in between two looks at the time, so many read for their rates. */
#define TAKE_BATCH 64
#define SCAN_BATCH 512
#define SCAN_LIMIT 4096 /* in one frame */

/* --- figures ------------------------------------------------------------------------------------ */

static void
br_window_refresh_timecode (BrWindow *self)
{
  BrTimecodeReading reading;
  gboolean          has_one = br_timecode_read (&reading, self->show, self->tree, g_get_monotonic_time ());

  br_footer_set_timecode (self->footer, has_one ? &reading : NULL);
}

void
br_window_show_stats (BrWindow *self)
{
  ClaspEngineStats stats = { 0 };
  gint64           now_us = g_get_monotonic_time ();

  if (!br_tick_hub_is_seen (self->hub))
    return;

  clasp_engine_get_stats (self->engine, &stats);
  br_footer_set_stats (self->footer, &stats, now_us);
  br_footer_set_reduction (self->footer, br_reduction_get ());
  br_window_refresh_timecode (self);
  br_conditions_refresh (self->conditions, self->engine);
  br_window_show_sidebar (self, &stats, now_us);
}

/* --- the show's file ---------------------------------------------------------------------------- */

/* Another file was chosen: what was wrong with the one before matters no more. */
static void
file_changed_cb (BrWindow *self)
{
  br_conditions_clear (self->conditions, "show-file");
  br_window_note_recent (self);
}

static void
save_error_cb (BrWindow *self)
{
  g_autofree char *problem = NULL;
  g_autofree char *text = NULL;

  g_object_get (self->show, "save-error", &problem, NULL);
  if (problem == NULL)
    {
      br_conditions_end (self->conditions, "show-save", _("The show is saved again"));
      return;
    }

  text = br_open_describe_save_error (self->show);
  if (!br_conditions_has (self->conditions, "show-save"))
    g_message ("%s", text);
  br_conditions_set_with_action (self->conditions, "show-save", BR_SEVERITY_ERROR, text, _("Save Elsewhere…"), "win.save-as");
}

/* --- addresses ---------------------------------------------------------------------------------- */

static guint64
signal_serial_cb (gpointer user_data)
{
  BrWindow *self = user_data;

  return clasp_signal_table_get_serial (self->table);
}

/* Half of what there is for all: lists are told of it besides, and pages read their own. */
static guint
take_addresses (BrWindow *self)
{
  guint n_new = 0, n;

  do
    {
      n = br_address_tree_take (self->tree, TAKE_BATCH);
      n_new += n;
    }
  while (n == TAKE_BATCH && br_frame_meter_get_drain_left () > BR_DRAIN_BUDGET_US / 2);

  return n_new;
}

/* New addresses as they come, shown ten times a second; rates a few thousand signals a tick, with what
 * is left of the frame's budget. Goes on after the last message until the rates have fallen to nothing. */
static gboolean
feed_tick (GtkWidget *widget,
           gint64     now_us)
{
  BrWindow     *self = BR_WINDOW (widget);
  BrNodeSummary all;
  guint         n_new;
  gboolean      is_moving = br_desk_update (self->desk, now_us);

  br_frame_meter_begin_drain ();
  n_new = take_addresses (self);
  if (now_us - self->structure_us >= STRUCTURE_US)
    {
      self->structure_us = now_us;
      br_address_tree_tell (self->tree);
    }
  /* What changed last, or was forgotten, is known when a whole round has begun after it. */
  if (clasp_signal_table_get_serial (self->table) != self->scanned_serial)
    {
      self->scanned_serial = clasp_signal_table_get_serial (self->table);
      self->n_rounds_due = 2;
    }
  for (guint n = 0; n < SCAN_LIMIT && br_frame_meter_get_drain_left () > 0; n += SCAN_BATCH)
    if (br_address_tree_scan (self->tree, SCAN_BATCH, now_us))
      {
        self->n_rounds_due -= self->n_rounds_due > 0;
        break;
      }
  br_frame_meter_end_drain ();
  br_address_tree_get_summary (self->tree, BR_NODE_ROOT, &all);

  return n_new > 0 || all.rate > 0 || self->n_rounds_due > 0 || is_moving;
}

/* The other windows of the show look at the same engine. */
static void
seen_changed_cb (BrWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  gboolean        is_seen = br_tick_hub_is_seen (self->hub);

  for (GList *l = application != NULL ? gtk_application_get_windows (application) : NULL; l != NULL; l = l->next)
    is_seen |= BR_IS_WINDOW (l->data) && br_tick_hub_is_seen (BR_WINDOW (l->data)->hub);
  clasp_engine_set_seen (self->engine, is_seen);
}

/* --- both --------------------------------------------------------------------------------------- */

void
br_window_set_engine (BrWindow    *self,
                      ClaspEngine *engine)
{
  self->engine = g_object_ref (engine);
  self->show = g_object_ref (clasp_engine_get_show (engine));
  self->table = clasp_engine_watch_signals (engine);
  self->tree = br_address_tree_new (self->table);
  br_address_tree_set_notes (self->tree, br_signal_notes_get (self->show));
  br_tick_hub_set_probe (self->hub, signal_serial_cb, self);
  br_tick_hub_add (self->hub, GTK_WIDGET (self), feed_tick);
  g_signal_connect_object (self->hub, "seen-changed", G_CALLBACK (seen_changed_cb), self, G_CONNECT_SWAPPED);

  br_title_set_show (self->title, self->show);
  g_signal_connect_object (self->show, "notify", G_CALLBACK (br_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show, "notify::file", G_CALLBACK (file_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show, "notify::save-error", G_CALLBACK (save_error_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "stats-changed", G_CALLBACK (br_window_show_stats), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show, "changed", G_CALLBACK (br_window_show_stats), self, G_CONNECT_SWAPPED);
  self->host = br_host_watch_new (self->show, self->conditions, NULL);
  br_window_update_actions (self);
  br_window_add_demo (self);
  br_window_add_lock (self);
  br_window_add_desk (self);
  br_window_add_faults (self);
  br_window_note_recent (self);
}
