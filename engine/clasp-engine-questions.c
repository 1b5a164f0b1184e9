/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"

#include "core/clasp-value-boxed.h"

/* Questions to the worker. The answer comes home in any case, as the result of a task: a worker that has ended, or
 * was never there, knows nothing. */

/* (transfer full) (nullable): the answer. Thread: the worker's. */
typedef gpointer (*Find) (ClaspWorker *worker, const char *about);

typedef struct
{
  ClaspEngine   *engine; /* (unowned) kept by the task */
  GTask         *task;   /* (owned) touched by the UI side only */
  char          *about;  /* (owned) an address, an id */
  Find           find;
  gpointer       found; /* (owned) (nullable) */
  GDestroyNotify free_found;
} Question;

static gboolean
answer_cb (gpointer data)
{
  Question *question = data;

  g_task_return_pointer (question->task, g_steal_pointer (&question->found), question->free_found);
  return G_SOURCE_REMOVE;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_pointer (&question->found, question->free_found);
  g_object_unref (question->task);
  g_free (question->about);
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
    question->found = question->find (question->engine->worker, question->about);
  return G_SOURCE_REMOVE;
}

/* What can be asked for, and how its answer is freed. */
typedef struct
{
  Find           find;
  GDestroyNotify free_found;
} Kind;

static void
ask (ClaspEngine        *self,
     const Kind         *kind,
     const char         *about,
     GCancellable       *cancellable,
     GAsyncReadyCallback callback,
     gpointer            user_data)
{
  Question *question = g_new0 (Question, 1);

  *question = (Question){ self, g_task_new (self, cancellable, callback, user_data), g_strdup (about), kind->find, NULL,
                          kind->free_found };
  g_task_set_source_tag (question->task, ask);
  if (self->context != NULL)
    clasp_context_post (self->context, ask_cb, question, send_home);
  else
    send_home (question);
}

/* ---- whom connections speak with ---- */

static gpointer
find_peers (ClaspWorker *worker,
            const char  *connection_id)
{
  return clasp_worker_list_peers (worker, connection_id);
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
 *
 * Thread: UI.
 */
void
clasp_engine_list_peers_async (ClaspEngine        *self,
                               const char         *connection_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  static const Kind kind = { find_peers, (GDestroyNotify) g_ptr_array_unref };

  ask (self, &kind, connection_id, cancellable, callback, user_data);
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
clasp_engine_list_peers_finish (ClaspEngine  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  GError    *failure = NULL;
  GPtrArray *peers = g_task_propagate_pointer (G_TASK (result), &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  return peers != NULL ? peers : g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_connection_peer_free);
}

/* ---- how a message was typed on the wire ---- */

static gpointer
find_tags (ClaspWorker *worker,
           const char  *address)
{
  return clasp_worker_dup_tags (worker, address);
}

/**
 * clasp_engine_get_tags_async:
 * @self: an engine
 * @address: an address
 * @cancellable: (nullable): cancels the wait
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Thread: UI.
 */
void
clasp_engine_get_tags_async (ClaspEngine        *self,
                             const char         *address,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  static const Kind kind = { find_tags, g_free };

  ask (self, &kind, address, cancellable, callback, user_data);
}

/**
 * clasp_engine_get_tags_finish:
 * @self: an engine
 * @result: the result
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): type tags as the protocol writes them (OSC 1.0: ",ifs"); %NULL, without an
 * error, when nothing came in there or the protocol has none
 */
char *
clasp_engine_get_tags_finish (ClaspEngine  *self,
                              GAsyncResult *result,
                              GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- values ---- */

static gpointer
find_value (ClaspWorker *worker,
            const char  *address)
{
  const ClaspValue *value = clasp_router_peek (clasp_worker_get_router (worker), clasp_str (address));

  return value != NULL ? clasp_value_dup (value) : NULL;
}

/**
 * clasp_engine_get_value_async:
 * @self: an engine
 * @address: an address
 * @cancellable: (nullable): cancels the wait
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Thread: UI.
 */
void
clasp_engine_get_value_async (ClaspEngine        *self,
                              const char         *address,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  static const Kind kind = { find_value, (GDestroyNotify) clasp_value_free };

  ask (self, &kind, address, cancellable, callback, user_data);
}

/**
 * clasp_engine_get_value_finish:
 * @self: an engine
 * @result: the result
 * @value: (out caller-allocates): the whole value; cleared by the caller
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE when there is such a parameter; %FALSE without @error when there is none, or the engine is stopped
 */
gboolean
clasp_engine_get_value_finish (ClaspEngine  *self,
                               GAsyncResult *result,
                               ClaspValue   *value,
                               GError      **error)
{
  ClaspValue *answer = g_task_propagate_pointer (G_TASK (result), error);

  *value = answer != NULL ? *answer : clasp_value_null ();
  g_free (answer);
  return answer != NULL;
}
