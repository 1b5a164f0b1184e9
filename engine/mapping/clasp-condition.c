/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. All parts are looked at in every check, also when the answer is known already: an
 * edge must see each value, and whoever asks must be woken by the earliest of all times. */

#include "mapping/clasp-condition-private.h"

#include "mapping/clasp-expression-private.h"

/* The input of an expression or of a comparison counts until there is a new one. The edges' bytes
 * stand behind the times. */
typedef struct
{
  gboolean   has_input;
  ClaspValue input; /* (owned) */
  gint64     since_us[]; /* of what has to last; 0 = it does not hold */
} State;

typedef struct
{
  ClaspCondition           *self;
  State                    *state; /* NULL where nothing is remembered */
  const ClaspConditionCall *call;
  const ClaspValue         *input; /* NULL: there never was one */
  gint64                    wake_us;
} Check;

/* ---- making one ---- */

static void
part_clear (gpointer data)
{
  ClaspConditionPart *part = data;

  clasp_value_clear (&part->value);
  g_clear_pointer (&part->regex, g_regex_unref);
  g_clear_pointer (&part->expression, clasp_expression_free);
}

guint
clasp_condition_watch (ClaspCondition *self, const char *address)
{
  guint index;

  if (!g_ptr_array_find_with_equal_func (self->watched, address, g_str_equal, &index))
    {
      index = self->watched->len;
      g_ptr_array_add (self->watched, g_strdup (address));
    }
  return index;
}

gboolean
clasp_condition_add_expression (ClaspCondition          *self,
                                const char              *text,
                                const ClaspRoutePattern *pattern,
                                ClaspConditionPart      *part,
                                GError                 **error)
{
  part->kind = CLASP_CONDITION_EXPRESSION;
  part->expression = clasp_expression_new (text, pattern, error);
  if (part->expression == NULL)
    return FALSE;

  self->uses_input = TRUE;
  for (const char *const *at = clasp_expression_get_watched (part->expression); *at != NULL; at++)
    clasp_condition_watch (self, *at);
  return TRUE;
}

static gboolean
read_text (ClaspCondition *self, const char *text, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspConditionPart part = { .end = 1 };

  while (g_ascii_isspace (*text))
    text++;
  if (*text == '{')
    return clasp_condition_read (self, text, pattern, error);
  if (!clasp_condition_add_expression (self, text, pattern, &part, error))
    return FALSE;
  g_array_append_val (self->parts, part);
  return TRUE;
}

/**
 * clasp_condition_new:
 * @text: a tree in JSON (mapping.md 13), which begins with a brace, or an expression
 * @pattern: (nullable): the source pattern whose captures have names
 * @error: return location
 *
 * Thread: the one that checks it.
 *
 * Errors: %CLASP_MAPPING_ERROR_CONDITION with the path of the part that is wrong,
 * %CLASP_MAPPING_ERROR_EXPRESSION with the column.
 *
 * Returns: (transfer full) (nullable): the condition
 */
ClaspCondition *
clasp_condition_new (const char *text, const ClaspRoutePattern *pattern, GError **error)
{
  g_autoptr (ClaspCondition) self = g_new0 (ClaspCondition, 1);

  self->parts = g_array_new (FALSE, FALSE, sizeof (ClaspConditionPart));
  g_array_set_clear_func (self->parts, part_clear);
  self->watched = g_ptr_array_new_with_free_func (g_free);
  if (!read_text (self, text, pattern, error))
    return NULL;

  g_ptr_array_add (self->watched, NULL);
  return g_steal_pointer (&self);
}

/**
 * clasp_condition_free:
 * @self: (transfer full): a condition; its states are to be cleared before
 *
 * Thread: the condition's.
 */
void
clasp_condition_free (ClaspCondition *self)
{
  g_array_unref (self->parts);
  g_ptr_array_unref (self->watched);
  g_free (self);
}

/**
 * clasp_condition_get_watched:
 * @self: a condition
 *
 * Thread: the condition's.
 *
 * Returns: (transfer none) (array zero-terminated=1): the addresses it looks at besides its input,
 *   each once; valid as long as @self
 */
const char *const *
clasp_condition_get_watched (ClaspCondition *self)
{
  return (const char *const *) self->watched->pdata;
}

/**
 * clasp_condition_state_size:
 * @self: a condition
 *
 * Thread: the condition's.
 *
 * Returns: bytes it remembers for each source address; 0 = nothing
 */
gsize
clasp_condition_state_size (const ClaspCondition *self)
{
  if (!self->uses_input && self->n_edges == 0 && self->n_lasting == 0)
    return 0;
  return sizeof (State) + self->n_lasting * sizeof (gint64) + self->n_edges;
}

/**
 * clasp_condition_clear_state:
 * @self: a condition
 * @state: a block of clasp_condition_state_size () bytes; as new afterwards
 *
 * Thread: the condition's.
 */
void
clasp_condition_clear_state (const ClaspCondition *self, gpointer state)
{
  gsize size = clasp_condition_state_size (self);

  if (size == 0)
    return;
  clasp_value_clear (&((State *) state)->input);
  memset (state, 0, size);
}

/* ---- checking ---- */

static void
wake_at (Check *check, gint64 due_us)
{
  if (check->wake_us == 0 || due_us < check->wake_us)
    check->wake_us = due_us;
}

static const ClaspValue *
look_at (const Check *check, const char *address)
{
  return check->call->env->get (clasp_str (address), check->call->env->user_data);
}

/* The text of a capture becomes a value for the while of the check. */
static const ClaspValue *
find_operand (const Check *check, const ClaspConditionPart *part, ClaspValue *scratch)
{
  const ClaspCaptures *captures = check->call->captures;
  const ClaspCapture  *capture;

  switch (part->operand)
    {
    case CLASP_OPERAND_INPUT:
      return check->input;
    case CLASP_OPERAND_ADDRESS:
      return look_at (check, g_ptr_array_index (check->self->watched, part->watched));
    case CLASP_OPERAND_CAPTURE:
      if (captures == NULL || part->capture >= captures->n_captures)
        return NULL;
      capture = &captures->captures[part->capture];
      *scratch =
        capture->is_number ? clasp_value_int (capture->number) : clasp_value_string (capture->text);
      return scratch;
    }
  return NULL;
}

static guint8 *
edges_of (const Check *check, const ClaspConditionPart *part)
{
  if (check->state == NULL)
    return NULL;
  return (guint8 *) (check->state->since_us + check->self->n_lasting) + part->edge;
}

static gboolean
check_compare (Check *check, ClaspConditionPart *part)
{
  g_auto (ClaspValue) scratch = CLASP_VALUE_INIT;
  const ClaspValue   *present = find_operand (check, part, &scratch);

  return clasp_condition_compare (part, present, edges_of (check, part));
}

static gboolean
check_expression (Check *check, ClaspConditionPart *part)
{
  const ClaspConditionCall *call = check->call;
  ClaspExpressionScope      scope = {
         .value = check->input,
         .t_s = (double) call->now_us / 1e6,
         .address = call->address,
         .captures = call->captures,
         .get = call->env->get,
         .get_data = call->env->user_data,
  };
  const ClaspValue    nothing = CLASP_VALUE_INIT;
  g_auto (ClaspValue) result = CLASP_VALUE_INIT;

  if (scope.value == NULL)
    scope.value = &nothing;
  return clasp_expression_evaluate (part->expression, &scope, &result, NULL) &&
         clasp_evaluation_truth (&result);
}

/* Asking for the local time is slow; the answer is kept for as long as it is sure. */
static gboolean
check_time (Check *check, ClaspConditionPart *part)
{
  gint64 unix_us = check->call->unix_us;

  if (unix_us < part->known_from_us || unix_us >= part->known_until_us)
    {
      part->is_time = clasp_condition_is_time (part, unix_us, &part->known_until_us);
      part->known_from_us = unix_us;
    }
  wake_at (check, check->call->now_us + (part->known_until_us - unix_us));
  return part->is_time;
}

static gboolean
check_changed (Check *check, ClaspConditionPart *part)
{
  gint64 until_us = part->changed_us + part->within_us;

  if (!part->has_changed || check->call->now_us >= until_us)
    return FALSE;
  wake_at (check, until_us);
  return TRUE;
}

/* What has to last counts when it has held for so long without a break. */
static gboolean
check_lasting (Check *check, ClaspConditionPart *part, gboolean holds)
{
  const gint64 now_us = check->call->now_us;
  gint64      *since_us = &part->since_us;

  if (part->is_own)
    since_us = check->state != NULL ? &check->state->since_us[part->lasting] : NULL;
  if (since_us == NULL)
    return FALSE;
  if (!holds)
    *since_us = 0;
  else if (*since_us == 0)
    *since_us = MAX (now_us, 1);
  if (!holds || now_us >= *since_us + part->for_us)
    return holds;
  wake_at (check, *since_us + part->for_us);
  return FALSE;
}

static gboolean check_kind (Check *check, ClaspConditionPart *part, gboolean all, gboolean any);

static gboolean
check_part (Check *check, guint index)
{
  ClaspConditionPart *part = clasp_condition_part (check->self, index);
  gboolean            all = TRUE, any = FALSE;

  for (guint i = index + 1; i < part->end; i = clasp_condition_part (check->self, i)->end)
    {
      gboolean holds = check_part (check, i);

      all = all && holds;
      any = any || holds;
    }
  all = check_kind (check, part, all, any);
  return part->for_us > 0 ? check_lasting (check, part, all) : all;
}

/* @all, @any: of its children. */
static gboolean
check_kind (Check *check, ClaspConditionPart *part, gboolean all, gboolean any)
{
  switch (part->kind)
    {
    case CLASP_CONDITION_ALL:
      return all;
    case CLASP_CONDITION_ANY:
      return any;
    case CLASP_CONDITION_NOT:
      return !any;
    case CLASP_CONDITION_COMPARE:
      return check_compare (check, part);
    case CLASP_CONDITION_TIME:
      return check_time (check, part);
    case CLASP_CONDITION_EXPRESSION:
      return check_expression (check, part);
    case CLASP_CONDITION_CHANGED:
      return check_changed (check, part);
    }
  return FALSE;
}

static void
remember_input (State *state, const ClaspValue *input)
{
  clasp_value_clear (&state->input);
  state->input = clasp_value_copy (input);
  state->has_input = TRUE;
}

/**
 * clasp_condition_check:
 * @self: a condition
 * @state: (nullable): the block of the source address; %NULL only where its size is 0
 * @call: what it may look at
 * @wake_us: (out) (optional): the monotonic time at which to check again even if nothing happens
 *   until then; 0 = never
 *
 * A value that is not there fulfils nothing but "exists" with false and "eq" with null.
 *
 * Thread: the condition's.
 *
 * Returns: whether it holds
 */
gboolean
clasp_condition_check (ClaspCondition           *self,
                       gpointer                  state,
                       const ClaspConditionCall *call,
                       gint64                   *wake_us)
{
  gboolean has_state = clasp_condition_state_size (self) > 0;
  Check    check = { self, has_state ? state : NULL, call, call->input, 0 };
  gboolean holds;

  if (has_state && self->uses_input && call->input != NULL)
    remember_input (check.state, call->input);
  if (has_state && call->input == NULL && check.state->has_input)
    check.input = &check.state->input;

  holds = check_part (&check, 0);
  if (wake_us != NULL)
    *wake_us = check.wake_us;
  return holds;
}

/**
 * clasp_condition_follow:
 * @self: a condition
 * @call: what it may look at; its input is not asked for
 * @wake_us: (out): as clasp_condition_check ()
 *
 * Keeps up with what has to last and does not depend on a source: to be called at the beginning, when
 * something it looks at changed, and at the time it asks for. It costs nothing where there is no such
 * part.
 *
 * Thread: the condition's.
 */
void
clasp_condition_follow (ClaspCondition *self, const ClaspConditionCall *call, gint64 *wake_us)
{
  Check check = { self, NULL, call, NULL, 0 };

  for (guint i = 0; self->has_for && i < self->parts->len; i++)
    {
      const ClaspConditionPart *part = clasp_condition_part (self, i);

      if (part->for_us > 0 && !part->is_own)
        check_part (&check, i);
    }
  *wake_us = check.wake_us;
}

/**
 * clasp_condition_has_to_last:
 * @self: a condition
 *
 * Thread: the condition's.
 *
 * Returns: whether a part counts only after it held for a while, so that each change has to be seen
 */
gboolean
clasp_condition_has_to_last (const ClaspCondition *self)
{
  return self->has_for;
}

/* A step is not told which address changed: it compares. */
static void
touch_what_differs (ClaspCondition *self, const ClaspTransformEnv *env, gint64 now_us)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      ClaspConditionPart *part = clasp_condition_part (self, i);
      const char         *address = g_ptr_array_index (self->watched, part->watched);
      const ClaspValue   *present;

      if (part->kind != CLASP_CONDITION_CHANGED)
        continue;
      present = env->get (clasp_str (address), env->user_data);
      if (present == NULL || (part->exists && clasp_value_equal (present, &part->value)))
        continue;
      if (part->exists)
        clasp_condition_touch (self, clasp_str (address), now_us);
      clasp_value_clear (&part->value);
      part->value = clasp_value_copy (present);
      part->exists = TRUE;
    }
}

/**
 * clasp_transform_holds:
 * @condition: a step's
 * @state: the block of the source address
 * @call: what the step was called with
 * @value: its input, or the last one in a tick
 * @wake_us: (out) (optional): as clasp_condition_check ()
 *
 * Thread: the condition's.
 *
 * Returns: whether it holds
 */
gboolean
clasp_transform_holds (ClaspCondition           *condition,
                       gpointer                  state,
                       const ClaspTransformCall *call,
                       const ClaspValue         *value,
                       gint64                   *wake_us)
{
  const ClaspTransformEnv *env = call->env;
  ClaspConditionCall       check = { .input = call->is_tick ? NULL : value,
                                     .address = call->address,
                                     .captures = call->captures,
                                     .env = env,
                                     .now_us = call->now_us };

  if (env->get_unix_us != NULL)
    check.unix_us = env->get_unix_us (env->user_data);
  touch_what_differs (condition, env, call->now_us);
  return clasp_condition_check (condition, state, &check, wake_us);
}

/**
 * clasp_transform_follow:
 * @condition: a step's
 * @env: what it may look at
 * @now_us: monotonic time
 *
 * Thread: the condition's.
 */
void
clasp_transform_follow (ClaspCondition *condition, const ClaspTransformEnv *env, gint64 now_us)
{
  ClaspConditionCall call = { .env = env, .now_us = now_us };
  gint64             wake_us;

  if (!condition->has_for)
    return;
  if (env->get_unix_us != NULL)
    call.unix_us = env->get_unix_us (env->user_data);
  touch_what_differs (condition, env, now_us);
  clasp_condition_follow (condition, &call, &wake_us);
}

/**
 * clasp_condition_touch:
 * @self: a condition
 * @watched: an address of clasp_condition_get_watched () that changed
 * @now_us: monotonic time
 *
 * Thread: the condition's.
 */
void
clasp_condition_touch (ClaspCondition *self, ClaspStr watched, gint64 now_us)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      ClaspConditionPart *part = clasp_condition_part (self, i);

      if (part->kind != CLASP_CONDITION_CHANGED ||
          !clasp_str_equal (clasp_str (g_ptr_array_index (self->watched, part->watched)), watched))
        continue;
      part->has_changed = TRUE;
      part->changed_us = now_us;
    }
}
