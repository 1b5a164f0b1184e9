/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"

/* Going away politely: one request down, one answer up. */

static gboolean
answer_cb (gpointer data)
{
  ClaspEngine      *self = data;
  g_autoptr (GTask) task = g_steal_pointer (&self->drain_task);

  if (task != NULL) /* it was stopped meanwhile */
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/* Worker. */
static void
drained_cb (gpointer user_data)
{
  ClaspEngine *self = user_data;

  clasp_context_post (self->home, answer_cb, g_object_ref (self), g_object_unref);
}

/* Worker. */
static gboolean
drain_cb (gpointer data)
{
  ClaspEngine *self = data;

  clasp_worker_drain (self->worker, drained_cb, self);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_engine_drain_async:
 * @self: a started engine; nothing else is asked of it from now on but to stop
 * @callback: called when peers have got what waited for them, or the time for it is over
 * @user_data: for @callback
 *
 * What to do before clasp_engine_stop () when there is time: rules, mappings and devices stop, peers
 * are told that the router goes, and may read to the end. Edits of the show have no effect any more.
 * A second call is answered at once.
 *
 * Thread: UI.
 */
void
clasp_engine_drain_async (ClaspEngine        *self,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, clasp_engine_drain_async);
  if (self->context == NULL || self->is_draining)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  self->is_draining = TRUE;
  self->drain_task = task;
  g_clear_handle_id (&self->reconcile_source, g_source_remove);
  clasp_engine_rules_stop (self);
  clasp_context_post (self->context, drain_cb, self, NULL);
}

/**
 * clasp_engine_drain_finish:
 * @self: an engine
 * @result: the result
 *
 * Thread: UI.
 *
 * Returns: %TRUE
 */
gboolean
clasp_engine_drain_finish (ClaspEngine *self, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/* The worker is gone: whoever waits has waited enough. */
void
clasp_engine_drain_stop (ClaspEngine *self)
{
  answer_cb (self);
  self->is_draining = FALSE;
}
