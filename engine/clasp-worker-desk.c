/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-worker-private.h"

#include <glib/gi18n-lib.h>

/* Twenty-five pictures a second: more than a person tells apart in numbers, and half of what a
 * thousand universes could change in. */
#define PICTURE_INTERVAL_US 40000
/* Nodes answer every few seconds. */
#define LIGHTING_INTERVAL_US (G_USEC_PER_SEC / 2)

static void
panic_cb (ClaspDeskPanic *ended, gpointer user_data)
{
  ClaspWorker        *self = user_data;
  ClaspBridgeSilenced silenced = { 0 };
  GHashTableIter      iter;
  gpointer            live;

  ended->n_clips = clasp_worker_stop_playbacks (self);
  ended->n_fades = self->locals != NULL ? clasp_locals_end_fades (self->locals) : 0;
  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, &live))
    clasp_bridge_panic (((ClaspLiveConnection *) live)->bridge, &silenced);
  ended->n_ports = silenced.n_ports;
  ended->n_notes = silenced.n_notes;
}

void
clasp_worker_desk_init (ClaspWorker *self)
{
  self->desk = clasp_desk_new (&(ClaspDeskHost){ self->router, self->universes, panic_cb, self });
}

static void
follow_notes (ClaspWorker *self)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  clasp_universes_set_notes (
    self->universes, clasp_settings_get_strv (self->router_settings, "slot-notes"), problems);
  for (guint i = 0; i < problems->len; i++)
    g_message (_ ("Notes of slots: %s"), (const char *) g_ptr_array_index (problems, i));
}

void
clasp_worker_desk_follow (ClaspWorker *self)
{
  follow_notes (self);
  clasp_universes_set_scope (self->universes,
                             clasp_settings_get_strv (self->router_settings, "blackout-universes"));
  clasp_universes_set_release (
    self->universes,
    (ClaspFreezeRelease) clasp_settings_get_int (self->router_settings, "freeze-release"),
    (gint64) clasp_settings_get_int (self->router_settings, "freeze-glide-ms") * 1000);
  clasp_desk_set_fade (self->desk,
                       (guint) clasp_settings_get_int (self->router_settings, "blackout-fade-ms"));
}

void
clasp_worker_desk_clear (ClaspWorker *self)
{
  clasp_timers_cancel (self->timers, &self->universes_timer);
  clasp_timers_cancel (self->timers, &self->lighting_timer);
  g_clear_pointer (&self->universes_prefix, g_free);
  g_clear_pointer (&self->desk, clasp_desk_free);
}

/* ---- watching ---- */

static void
picture_cb (gpointer user_data)
{
  ClaspWorker *self = user_data;
  gint64       now_us = clasp_worker_now (self);

  clasp_timers_set (self->timers, &self->universes_timer, now_us + PICTURE_INTERVAL_US, picture_cb,
                    self);
  self->events.universes (clasp_universe_snapshot_new (self->universes, now_us,
                                                       self->universes_prefix,
                                                       self->universes_is_output),
                          self->user_data);
}

/**
 * clasp_worker_watch_universes:
 * @self: a worker
 * @watch: whether to tell how universes are, at frame rate
 * @prefix: (nullable): the one that is looked at closely
 * @is_output: whether it is the one that goes out
 *
 * Thread: worker.
 */
void
clasp_worker_watch_universes (ClaspWorker *self,
                              gboolean     watch,
                              const char  *prefix,
                              gboolean     is_output)
{
  g_free (self->universes_prefix);
  self->universes_prefix = g_strdup (prefix);
  self->universes_is_output = is_output;
  if (watch)
    picture_cb (self);
  else
    clasp_timers_cancel (self->timers, &self->universes_timer);
}

static void
lighting_cb (gpointer user_data)
{
  ClaspWorker *self = user_data;
  gint64       now_us = clasp_worker_now (self);

  clasp_timers_set (self->timers, &self->lighting_timer, now_us + LIGHTING_INTERVAL_US, lighting_cb, self);
  self->events.lighting (clasp_universes_view_lighting (self->universes, now_us), self->user_data);
}

/**
 * clasp_worker_watch_lighting:
 * @self: a worker
 * @watch: whether to tell who else is on the lighting network, twice a second
 *
 * Thread: worker.
 */
void
clasp_worker_watch_lighting (ClaspWorker *self, gboolean watch)
{
  if (watch)
    lighting_cb (self);
  else
    clasp_timers_cancel (self->timers, &self->lighting_timer);
}
