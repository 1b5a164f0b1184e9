/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"
#include "learn/clasp-learner-private.h"

/* Runs of learning cross the border by their numbers: the objects live here, what they show comes from
 * the worker (clasp-worker-learn.c). */

/* ---- down ---- */

typedef struct
{
  ClaspEngine    *engine; /* (unowned) outlives its worker */
  guint           id;
  char           *text;   /* (owned) (nullable) */
  ClaspLearnSpec *spec;   /* (owned) (nullable) */
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->text);
  g_clear_pointer (&order->spec, clasp_learn_spec_free);
  g_free (order);
}

static Order *
order_new (ClaspEngine *self, guint id)
{
  Order *order = g_new0 (Order, 1);

  order->engine = self;
  order->id = id;
  return order;
}

static gboolean
begin_cb (gpointer data)
{
  Order *order = data;

  clasp_worker_learn (order->engine->worker, g_steal_pointer (&order->spec));
  return G_SOURCE_REMOVE;
}

static gboolean
filter_cb (gpointer data)
{
  const Order *order = data;

  clasp_worker_filter_learn (order->engine->worker, order->id, order->text);
  return G_SOURCE_REMOVE;
}

static gboolean
end_cb (gpointer data)
{
  const Order *order = data;

  clasp_worker_end_learn (order->engine->worker, order->id);
  return G_SOURCE_REMOVE;
}

static void
learner_end (guint id, gpointer user_data)
{
  ClaspEngine *self = user_data;

  g_hash_table_remove (self->learners, GUINT_TO_POINTER (id));
  clasp_context_post (self->context, end_cb, order_new (self, id), order_free);
}

static void
learner_filter (guint id, const char *text, gpointer user_data)
{
  ClaspEngine *self = user_data;
  Order       *order = order_new (self, id);

  order->text = g_strdup (text);
  clasp_context_post (self->context, filter_cb, order, order_free);
}

static const ClaspLearnerOwner owner = { learner_end, learner_filter };

static ClaspLearnSpec *
spec_new (guint id, const ClaspLearnOptions *options)
{
  ClaspLearnSpec *spec = g_new0 (ClaspLearnSpec, 1);

  spec->id = id;
  spec->pattern = g_strdup (options->pattern != NULL ? options->pattern : "/**");
  spec->is_target = options->side == CLASP_LEARN_SIDE_TARGET;
  spec->is_many = options->is_many;
  spec->swallow = options->swallow;
  spec->timeout_ms = options->timeout_ms != 0
                       ? MIN (options->timeout_ms, CLASP_LEARN_MAX_TIMEOUT_MS)
                       : CLASP_LEARN_MAX_TIMEOUT_MS;
  return spec;
}

/**
 * clasp_engine_learn:
 * @self: a started engine
 * @options: what is looked for, and for how long
 *
 * Thread: UI.
 *
 * Returns: (transfer full): the run, which ends when the last reference goes
 */
ClaspLearner *
clasp_engine_learn (ClaspEngine *self, const ClaspLearnOptions *options)
{
  guint         id = ++self->last_learner;
  ClaspLearner *learner = clasp_learner_new (id, &owner, self);
  Order        *order = order_new (self, id);

  g_hash_table_insert (self->learners, GUINT_TO_POINTER (id), learner);
  order->spec = spec_new (id, options);
  if (self->context == NULL)
    {
      order_free (order);
      g_hash_table_remove (self->learners, GUINT_TO_POINTER (id));
      clasp_learner_close (learner);
      return learner;
    }
  clasp_context_post (self->context, begin_cb, order, order_free);
  return learner;
}

/* ---- up ---- */

/* Takes over @findings; NULL: it has ended. */
void
clasp_engine_take_learning (ClaspEngine    *self,
                            guint           id,
                            ClaspLearnState state,
                            guint           seconds_left,
                            GPtrArray      *findings)
{
  ClaspLearner *learner = g_hash_table_lookup (self->learners, GUINT_TO_POINTER (id));

  if (learner != NULL && findings != NULL)
    clasp_learner_update (learner, state, seconds_left, g_steal_pointer (&findings));
  else if (learner != NULL)
    {
      g_hash_table_remove (self->learners, GUINT_TO_POINTER (id));
      clasp_learner_close (learner);
    }
  g_clear_pointer (&findings, g_ptr_array_unref);
}

/* The worker goes: nothing will be told any more. */
void
clasp_engine_learn_stop (ClaspEngine *self)
{
  g_autoptr (GPtrArray) learners = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter        iter;
  gpointer              learner;

  g_hash_table_iter_init (&iter, self->learners);
  while (g_hash_table_iter_next (&iter, NULL, &learner))
    g_ptr_array_add (learners, g_object_ref (learner));
  g_hash_table_remove_all (self->learners);
  for (guint i = 0; i < learners->len; i++)
    clasp_learner_close (learners->pdata[i]);
}

/* ---- one address ---- */

typedef struct
{
  ClaspLearner *learner; /* (owned) */
  gulong        cancelled_id;
} OneLearn;

static void
one_learn_free (gpointer data)
{
  OneLearn *one = data;

  g_clear_object (&one->learner);
  g_free (one);
}

/* Once; what comes later finds no learner. */
static void
answer_one (GTask *task, const char *address)
{
  OneLearn               *one = g_task_get_task_data (task);
  g_autoptr (ClaspLearner) learner = g_steal_pointer (&one->learner);

  if (learner == NULL)
    return;
  g_signal_handlers_disconnect_by_data (learner, task);
  if (one->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), one->cancelled_id);
  clasp_learner_end (learner);
  if (!g_task_return_error_if_cancelled (task))
    {
      if (address != NULL)
        g_task_return_pointer (task, g_strdup (address), g_free);
      else
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Nothing moved");
    }
  g_object_unref (task);
}

static void
one_learned_cb (ClaspLearner *learner, ClaspLearnCandidate *candidate, GTask *task)
{
  answer_one (task, clasp_learn_candidate_get_address (candidate));
}

static void
one_ended_cb (ClaspLearner *learner, GTask *task)
{
  answer_one (task, NULL);
}

static gboolean
answer_cancelled_cb (gpointer task)
{
  answer_one (task, NULL);
  return G_SOURCE_REMOVE;
}

/* Later, so that whoever cancels is not called back meanwhile. */
static void
one_cancelled_cb (GCancellable *cancellable, GTask *task)
{
  ClaspEngine *self = g_task_get_source_object (task);

  clasp_context_post (self->home, answer_cancelled_cb, g_object_ref (task), g_object_unref);
}

/**
 * clasp_engine_learn_async:
 * @self: a started engine
 * @pattern: a pattern of the addresses that count
 * @timeout_ms: how long to wait for a movement
 * @cancellable: (nullable): ends it; cancel from the UI thread only
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * [method@Clasp.Engine.learn] for whoever wants one address and no list.
 *
 * Thread: UI.
 */
void
clasp_engine_learn_async (ClaspEngine        *self,
                          const char         *pattern,
                          guint               timeout_ms,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  const ClaspLearnOptions options = { .pattern = pattern, .timeout_ms = timeout_ms };
  GTask                  *task = g_task_new (self, cancellable, callback, user_data);
  OneLearn               *one = g_new0 (OneLearn, 1);

  one->learner = clasp_engine_learn (self, &options);
  g_task_set_task_data (task, one, one_learn_free);
  g_signal_connect (one->learner, "learned", G_CALLBACK (one_learned_cb), task);
  g_signal_connect (one->learner, "ended", G_CALLBACK (one_ended_cb), task);
  if (cancellable != NULL)
    one->cancelled_id =
      g_signal_connect (cancellable, "cancelled", G_CALLBACK (one_cancelled_cb), task);
  if (clasp_learner_get_state (one->learner) == CLASP_LEARN_STATE_ENDED ||
      g_cancellable_is_cancelled (cancellable))
    one_cancelled_cb (cancellable, task);
}

/**
 * clasp_engine_learn_finish:
 * @self: an engine
 * @result: the result
 * @error: %G_IO_ERROR_CANCELLED or %G_IO_ERROR_TIMED_OUT
 *
 * Returns: (transfer full) (nullable): the address that was moved
 */
char *
clasp_engine_learn_finish (ClaspEngine *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
