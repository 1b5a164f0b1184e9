/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"

/* How a message was typed on the wire: a question to the worker, whose answer comes home in any case. */

typedef struct
{
  ClaspEngine *engine;  /* (unowned) kept by the task */
  GTask       *task;    /* (owned) touched by the UI side only */
  char        *address; /* (owned) */
  char        *tags;    /* (owned) (nullable) */
} Question;

static gboolean
answer_cb (gpointer data)
{
  Question         *question = data;
  g_autoptr (GTask) task = g_steal_pointer (&question->task);

  g_task_return_pointer (task, g_steal_pointer (&question->tags), g_free);
  return G_SOURCE_REMOVE;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->address);
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
    question->tags = clasp_worker_dup_tags (question->engine->worker, question->address);
  return G_SOURCE_REMOVE;
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
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Question         *question;

  g_task_set_source_tag (task, clasp_engine_get_tags_async);
  if (self->context == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }

  question = g_new0 (Question, 1);
  question->engine = self;
  question->task = g_steal_pointer (&task);
  question->address = g_strdup (address);
  clasp_context_post (self->context, ask_cb, question, send_home);
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
clasp_engine_get_tags_finish (ClaspEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
