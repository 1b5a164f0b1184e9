/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. Each branch is a small chain of its own: its steps have their blocks behind the
 * condition's, and a step that asked to be called is called with its last input, as in ClaspChain.
 * When the answer changes without a new value, the last one goes through the other branch. A branch
 * has no branches: that bounds everything. */

#include "mapping/clasp-condition.h"
#include "mapping/clasp-step-text.h"
#include "mapping/clasp-transform-part.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

#define MAX_STEPS 8    /* of a branch */
#define MAX_SUMMARY 24 /* characters of the chip */

typedef struct
{
  ClaspTransform *steps[MAX_STEPS]; /* (owned) */
  guint           n_steps;
} Branch;

typedef struct
{
  ClaspSettings parent_instance;

  ClaspCondition *condition;   /* (owned) */
  Branch          branches[2]; /* else, then */
  GPtrArray      *watched;     /* (owned) (nullable) of addresses (unowned), NULL-terminated */
} ClaspConditionStep;

typedef struct
{
  gint64     wake_us;
  ClaspValue input; /* (owned) */
  ClaspValue seen;  /* (owned) what it watches, as a list; null before it ran, or when it watches nothing */
  gpointer   block; /* (owned) */
} StepMemory;

typedef struct
{
  gboolean   is_ready;
  gboolean   holds;
  gpointer   condition; /* (owned) */
  gint64     wake_us;   /* of the condition */
  StepMemory steps[2][MAX_STEPS];
} Memory;

typedef struct
{
  Memory *memory; /* (owned) (nullable) */
} State;

CLASP_DEFINE_STEP (ClaspConditionStep, clasp_condition_step)

/* ---- making one ---- */

static void
branch_clear (Branch *branch)
{
  for (guint i = 0; i < branch->n_steps; i++)
    g_object_unref (branch->steps[i]);
  branch->n_steps = 0;
}

static gboolean
read_step (Branch *branch, const char *text, const ClaspRoutePattern *pattern, GError **error)
{
  g_autoptr (ClaspTransform) step = NULL;

  if (branch->n_steps == MAX_STEPS)
    {
      g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM,
                   "a branch has at most %d steps", MAX_STEPS);
      return FALSE;
    }
  step = clasp_step_from_text (text, error);
  if (step == NULL)
    return FALSE;
  if (G_OBJECT_TYPE (step) == clasp_condition_step_get_type ())
    {
      g_set_error_literal (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM,
                           "a branch cannot branch");
      return FALSE;
    }
  if (!clasp_transform_compile (step, pattern, error))
    return FALSE;
  branch->steps[branch->n_steps++] = g_steal_pointer (&step);
  return TRUE;
}

static gboolean
read_branch (ClaspConditionStep      *self,
             guint                    index,
             const char              *name,
             const ClaspRoutePattern *pattern,
             GError                 **error)
{
  const char *const *texts = clasp_settings_get_strv (CLASP_SETTINGS (self), name);

  branch_clear (&self->branches[index]);
  for (guint i = 0; texts[i] != NULL; i++)
    if (!read_step (&self->branches[index], texts[i], pattern, error))
      {
        g_prefix_error (error, "%s: ", name);
        return FALSE;
      }
  return TRUE;
}

static void
add_watched (ClaspConditionStep *self, const char *const *addresses)
{
  for (; *addresses != NULL; addresses++)
    if (!g_ptr_array_find_with_equal_func (self->watched, *addresses, g_str_equal, NULL))
      g_ptr_array_add (self->watched, (char *) *addresses);
}

static void
list_watched (ClaspConditionStep *self)
{
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  self->watched = g_ptr_array_new ();
  add_watched (self, clasp_condition_get_watched (self->condition));
  for (guint b = 0; b < 2; b++)
    for (guint i = 0; i < self->branches[b].n_steps; i++)
      add_watched (self, clasp_transform_get_watched (self->branches[b].steps[i]));
  g_ptr_array_add (self->watched, NULL);
}

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspConditionStep *self = (ClaspConditionStep *) transform;

  g_clear_pointer (&self->condition, clasp_condition_free);
  self->condition = clasp_condition_new (
    clasp_settings_get_string (CLASP_SETTINGS (transform), "when"), pattern, error);
  if (self->condition == NULL || !read_branch (self, 1, "then", pattern, error) ||
      !read_branch (self, 0, "else", pattern, error))
    return FALSE;
  list_watched (self);
  return TRUE;
}

static const char *const *
watches (ClaspTransform *transform)
{
  static const char *const none[] = { NULL };
  ClaspConditionStep      *self = (ClaspConditionStep *) transform;

  return self->watched != NULL ? (const char *const *) self->watched->pdata : none;
}

/* What has to last is timed from the change that made it hold, not from the first value. */
static void
follow (ClaspTransform *transform, const ClaspTransformEnv *env, gint64 now_us)
{
  clasp_transform_follow (((ClaspConditionStep *) transform)->condition, env, now_us);
}

/* ---- running ---- */

static Memory *
get_memory (ClaspConditionStep *self, State *state)
{
  Memory *memory = state->memory;

  if (memory != NULL)
    return memory;
  state->memory = memory = g_new0 (Memory, 1);
  memory->condition = g_malloc0 (clasp_condition_state_size (self->condition) + 1);
  for (guint b = 0; b < 2; b++)
    for (guint i = 0; i < self->branches[b].n_steps; i++)
      memory->steps[b][i].block =
        g_malloc0 (CLASP_TRANSFORM_GET_IFACE (self->branches[b].steps[i])->state_size + 1);
  return memory;
}

/* (transfer full) What @step watches, as it is now; null when that is nothing. */
static ClaspValue
look (ClaspTransform *step, const ClaspTransformEnv *env)
{
  const char *const     *addresses = clasp_transform_get_watched (step);
  guint                  n = g_strv_length ((char **) addresses);
  g_autofree ClaspValue *values = NULL;

  if (n == 0)
    return clasp_value_null ();
  values = g_new0 (ClaspValue, n);
  for (guint i = 0; i < n; i++)
    {
      const ClaspValue *present = env->get (clasp_str (addresses[i]), env->user_data);

      values[i] = present != NULL ? clasp_value_copy (present) : clasp_value_null ();
    }
  return clasp_value_array (values, n);
}

/* Something it watches is otherwise than when it ran. */
static gboolean
is_touched (ClaspTransform *step, const StepMemory *memory, const ClaspTransformEnv *env)
{
  g_auto (ClaspValue) present = CLASP_VALUE_INIT;

  if (memory->seen.type == CLASP_VALUE_NULL)
    return FALSE;
  present = look (step, env);
  return !clasp_value_equal (&present, &memory->seen);
}

static ClaspTransformResult
run_step (ClaspTransform           *step,
          StepMemory               *memory,
          const ClaspTransformCall *call,
          gboolean                  is_tick,
          ClaspValue               *value,
          const char              **problem)
{
  ClaspTransformCall   inner = *call;
  ClaspTransformResult result;

  inner.is_tick = is_tick;
  inner.wake_us = 0;
  inner.problem = NULL;
  if (!is_tick)
    {
      clasp_value_clear (&memory->input);
      memory->input = clasp_value_copy (value);
    }
  clasp_value_clear (&memory->seen);
  memory->seen = look (step, call->env);
  result =
    clasp_transform_apply (step, clasp_transform_get_part (step), memory->block, &inner, value);
  memory->wake_us = inner.wake_us;
  if (inner.problem != NULL)
    *problem = inner.problem;
  return result;
}

/* From the step @first on, which alone may have been called by time. */
static ClaspTransformResult
run_branch (const Branch       *branch,
            StepMemory         *memory,
            guint               first,
            gboolean            is_tick,
            ClaspTransformCall *call,
            ClaspValue         *value)
{
  ClaspTransformResult result = CLASP_TRANSFORM_PASS;

  for (guint i = first; i < branch->n_steps && result == CLASP_TRANSFORM_PASS; i++)
    result =
      run_step (branch->steps[i], &memory[i], call, is_tick && i == first, value, &call->problem);
  return result;
}

static void
find_wake (const Branch *branch, const Memory *memory, ClaspTransformCall *call)
{
  const StepMemory *steps = memory->steps[memory->holds];

  call->wake_us = memory->wake_us;
  for (guint i = 0; i < branch->n_steps; i++)
    if (steps[i].wake_us != 0 && (call->wake_us == 0 || steps[i].wake_us < call->wake_us))
      call->wake_us = steps[i].wake_us;
}

/* What is due in the branch that was taken. */
static ClaspTransformResult
run_due (const Branch *branch, StepMemory *memory, ClaspTransformCall *call, ClaspValue *value)
{
  for (guint i = 0; i < branch->n_steps; i++)
    {
      ClaspTransformResult result;

      if ((memory[i].wake_us == 0 || memory[i].wake_us > call->now_us) &&
          !is_touched (branch->steps[i], &memory[i], call->env))
        continue;
      clasp_value_clear (value);
      *value = clasp_value_copy (&memory[i].input);
      result = run_branch (branch, memory, i, TRUE, call, value);
      if (result == CLASP_TRANSFORM_PASS)
        return result;
    }
  return CLASP_TRANSFORM_DROP;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  ClaspConditionStep  *self = (ClaspConditionStep *) transform;
  Memory              *memory = get_memory (self, state);
  gboolean             held = memory->holds;
  const Branch        *branch;
  ClaspTransformResult result;

  if (!clasp_transform_is_finite (value))
    return CLASP_TRANSFORM_ERROR;
  memory->holds =
    clasp_transform_holds (self->condition, memory->condition, call, value, &memory->wake_us);
  branch = &self->branches[memory->holds];
  if (call->is_tick && memory->is_ready && memory->holds == held)
    result = run_due (branch, memory->steps[memory->holds], call, value);
  else
    result = run_branch (branch, memory->steps[memory->holds], 0, FALSE, call, value);
  memory->is_ready = TRUE;
  find_wake (branch, memory, call);
  return result;
}

static void
clear_steps (const Branch *branch, StepMemory *memory)
{
  for (guint i = 0; i < branch->n_steps; i++)
    {
      ClaspTransformInterface *iface = CLASP_TRANSFORM_GET_IFACE (branch->steps[i]);

      if (iface->clear_state != NULL)
        iface->clear_state (branch->steps[i], memory[i].block);
      clasp_value_clear (&memory[i].input);
      clasp_value_clear (&memory[i].seen);
      g_free (memory[i].block);
    }
}

static void
clear_state (ClaspTransform *transform, gpointer state)
{
  ClaspConditionStep *self = (ClaspConditionStep *) transform;
  Memory             *memory = g_steal_pointer (&((State *) state)->memory);

  if (memory == NULL)
    return;
  clasp_condition_clear_state (self->condition, memory->condition);
  for (guint b = 0; b < 2; b++)
    clear_steps (&self->branches[b], memory->steps[b]);
  g_free (memory->condition);
  g_free (memory);
}

static char *
summarise (ClaspTransform *transform)
{
  const char      *text = clasp_settings_get_string (CLASP_SETTINGS (transform), "when");
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= MAX_SUMMARY)
    return g_strdup_printf (_ ("if %s"), text);
  start = g_utf8_substring (text, 0, MAX_SUMMARY - 1);
  return g_strdup_printf (_ ("if %s…"), start);
}

/* ---- class ---- */

static void
clasp_condition_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (State);
  iface->compile = compile;
  iface->apply = apply;
  iface->clear_state = clear_state;
  iface->watches = watches;
  iface->follow = follow;
  iface->summarise = summarise;
}

static void
clasp_condition_step_finalize (GObject *object)
{
  ClaspConditionStep *self = (ClaspConditionStep *) object;

  g_clear_pointer (&self->watched, g_ptr_array_unref);
  g_clear_pointer (&self->condition, clasp_condition_free);
  branch_clear (&self->branches[0]);
  branch_clear (&self->branches[1]);
  G_OBJECT_CLASS (clasp_condition_step_parent_class)->finalize (object);
}

static void
add_branch (ClaspSettingsClass *klass, const char *name, const char *nick, const char *blurb)
{
  clasp_settings_class_install (
    klass, g_param_spec_boxed (name, nick, blurb, G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
}

static void
clasp_condition_step_class_init (ClaspConditionStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_condition_step_finalize;
  clasp_settings_class_install (
    klass, g_param_spec_string ("when", N_ ("When"), N_ ("A condition, an expression or JSON."),
                                "value", CLASP_SETTINGS_FLAGS));
  add_branch (
    klass, "then", N_ ("Then"),
    N_ ("Steps while it holds, as “range 0 1 0 127” each, at most 8. None: values pass."));
  add_branch (klass, "else", N_ ("Else"), N_ ("The same while it does not hold."));
}
