/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-worker-private.h"

#include <glib/gi18n-lib.h>

/* ---- connections ---- */

/* Coarser than what a person sees: whether something comes in right now is no state to act on. */
static const char *
state_of (ClaspBridgeState state)
{
  switch (state)
    {
    case CLASP_BRIDGE_STATE_IDLE:
    case CLASP_BRIDGE_STATE_LIVE:
      return "connected";
    case CLASP_BRIDGE_STATE_OFF:
    case CLASP_BRIDGE_STATE_STARTING:
    case CLASP_BRIDGE_STATE_DEGRADED:
    case CLASP_BRIDGE_STATE_WAITING:
    case CLASP_BRIDGE_STATE_MISSING:
    case CLASP_BRIDGE_STATE_ERROR:
      break;
    }
  return clasp_bridge_state_to_string (state);
}

void
clasp_worker_locals_tell (ClaspWorker *self, const ClaspBridgeStatus *status)
{
  if (self->locals != NULL)
    clasp_locals_set_connection (self->locals, status->id, state_of (status->state));
}

static void
hold_back (ClaspWorker *self, ClaspLiveConnection *live)
{
  live->is_held_back = live->hold_back;
  /* Translators: a connection of this name is not opened for now, as a mapping or a script asked */
  g_message (live->hold_back ? _ ("%s: held back") : _ ("%s: no longer held back"), live->spec->name);
  if (live->hold_back)
    clasp_bridge_close (live->bridge);
  else
    clasp_worker_open_bridge (self, live);
  clasp_locals_hold_back (self->locals, live->spec->id, live->is_held_back);
}

static void
hold_back_timer_cb (gpointer user_data)
{
  ClaspWorker      *self = user_data;
  g_autoptr (GList) all = g_hash_table_get_values (self->connections);

  for (GList *l = all; l != NULL; l = l->next)
    {
      ClaspLiveConnection *live = l->data;

      if (live->hold_back != live->is_held_back)
        hold_back (self, live);
    }
}

/* It may be the connection itself that says so, in the middle of what it does: later. */
static void
hold_back_cb (const char *id, gboolean is_held_back, gpointer user_data)
{
  ClaspWorker         *self = user_data;
  ClaspLiveConnection *live = g_hash_table_lookup (self->connections, id);

  if (live == NULL)
    return;
  live->hold_back = is_held_back;
  clasp_locals_hold_back (self->locals, id, is_held_back);
  clasp_timers_set (self->timers, &self->hold_back_timer, clasp_worker_now (self),
                    hold_back_timer_cb, self);
}

/* ---- the show's own things ---- */

static void
stored_cb (const char *id, const char *const *values, gpointer user_data)
{
  ClaspWorker *self = user_data;

  if (self->events.stored != NULL)
    self->events.stored (id, values, self->user_data);
}

void
clasp_worker_locals_init (ClaspWorker *self)
{
  self->locals = clasp_locals_new (
    &(ClaspLocalsHost){ self->router, self->timers, stored_cb, hold_back_cb, self });
}

void
clasp_worker_locals_clear (ClaspWorker *self)
{
  clasp_timers_cancel (self->timers, &self->hold_back_timer);
  g_clear_pointer (&self->locals, clasp_locals_free);
}

/**
 * clasp_worker_set_local:
 * @self: a worker with a router
 * @spec: (transfer full): what the show asks for
 *
 * Thread: worker.
 */
void
clasp_worker_set_local (ClaspWorker *self, ClaspLocalSpec *spec)
{
  if (self->locals != NULL)
    clasp_locals_set (self->locals, spec);
  else
    clasp_local_spec_free (spec);
}

/**
 * clasp_worker_remove_local:
 * @self: a worker with a router
 * @id: of a variable, timer, scene or layer; nothing happens when it is not there
 *
 * Thread: worker.
 */
void
clasp_worker_remove_local (ClaspWorker *self, const char *id)
{
  if (self->locals != NULL)
    clasp_locals_remove (self->locals, id);
}
