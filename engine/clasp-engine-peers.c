/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"

/* Those a connection speaks with: a question to the worker, whose answer comes home in any case, an
 * empty one from a worker that ended before it was asked. */

typedef struct
{
  ClaspEngine *engine; /* (unowned) kept by the task */
  GTask       *task;   /* (owned) touched by the UI side only */
  char        *id;     /* (owned) */
  GPtrArray   *peers;  /* (owned) (nullable) */
} Question;

static GPtrArray *
no_peers (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_connection_peer_free);
}

static gboolean
answer_cb (gpointer data)
{
  Question         *question = data;
  g_autoptr (GTask) task = g_steal_pointer (&question->task);
  GPtrArray        *peers = g_steal_pointer (&question->peers);

  g_task_return_pointer (task, peers != NULL ? peers : no_peers (),
                         (GDestroyNotify) g_ptr_array_unref);
  return G_SOURCE_REMOVE;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->id);
  g_free (question);
}

static void
send_home (gpointer data)
{
  Question *question = data;

  clasp_context_post (question->engine->home, answer_cb, question, question_free);
}

static gboolean
ask_cb (gpointer data)
{
  Question *question = data;

  if (question->engine->worker != NULL)
    question->peers = clasp_worker_list_peers (question->engine->worker, question->id);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_engine_list_peers_async:
 * @self: an engine
 * @connection_id: a connection's id
 * @cancellable: (nullable): cancels the wait
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Costs the worker little, but not nothing: ask while somebody looks, about once a second.
 */
void
clasp_engine_list_peers_async (ClaspEngine        *self,
                               const char         *connection_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Question         *question;

  g_task_set_source_tag (task, clasp_engine_list_peers_async);
  if (self->context == NULL)
    {
      g_task_return_pointer (task, no_peers (), (GDestroyNotify) g_ptr_array_unref);
      return;
    }

  question = g_new0 (Question, 1);
  question->engine = self;
  question->task = g_steal_pointer (&task);
  question->id = g_strdup (connection_id);
  clasp_context_post (self->context, ask_cb, question, send_home);
}

/**
 * clasp_engine_list_peers_finish:
 * @self: an engine
 * @result: the result
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type ClaspConnectionPeer): those the connection speaks with,
 * heard last first; empty for one that is off, unknown, or does not tell them apart
 */
GPtrArray *
clasp_engine_list_peers_finish (ClaspEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
