/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-condition.h"
#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspSettings parent_instance;

  ClaspCondition *condition; /* (owned) (nullable) NULL = always */
} ClaspStopStep;

typedef struct
{
  gpointer block; /* (owned) (nullable) of the condition */
} State;

CLASP_DEFINE_STEP (ClaspStopStep, clasp_stop_step)

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspStopStep *self = (ClaspStopStep *) transform;
  const char    *text = clasp_settings_get_string (CLASP_SETTINGS (transform), "when");

  g_clear_pointer (&self->condition, clasp_condition_free);
  if (text[0] == '\0')
    return TRUE;
  self->condition = clasp_condition_new (text, pattern, error);
  return self->condition != NULL;
}

/* Only what has to last needs to see each change; nothing comes of it without a value. */
static const char *const *
watches (ClaspTransform *transform)
{
  static const char *const none[] = { NULL };
  ClaspStopStep           *self = (ClaspStopStep *) transform;

  return self->condition != NULL && clasp_condition_has_to_last (self->condition)
           ? clasp_condition_get_watched (self->condition)
           : none;
}

static void
follow (ClaspTransform *transform, const ClaspTransformEnv *env, gint64 now_us)
{
  ClaspStopStep *self = (ClaspStopStep *) transform;

  if (self->condition != NULL)
    clasp_transform_follow (self->condition, env, now_us);
}

/* What was stopped is gone: nothing comes later when the condition ends. */
static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  ClaspStopStep *self = (ClaspStopStep *) transform;
  State         *memory = state;

  if (self->condition == NULL || call->is_tick)
    return CLASP_TRANSFORM_DROP;
  if (!clasp_transform_is_finite (value))
    return CLASP_TRANSFORM_ERROR;
  if (memory->block == NULL)
    memory->block = g_malloc0 (clasp_condition_state_size (self->condition) + 1);
  return clasp_transform_holds (self->condition, memory->block, call, value, NULL)
           ? CLASP_TRANSFORM_DROP
           : CLASP_TRANSFORM_PASS;
}

static void
clear_state (ClaspTransform *transform, gpointer state)
{
  ClaspStopStep *self = (ClaspStopStep *) transform;
  State         *memory = state;

  if (memory->block != NULL && self->condition != NULL)
    clasp_condition_clear_state (self->condition, memory->block);
  g_clear_pointer (&memory->block, g_free);
}

static char *
summarise (ClaspTransform *transform)
{
  const char *text = clasp_settings_get_string (CLASP_SETTINGS (transform), "when");

  return text[0] != '\0' ? g_strdup_printf (_ ("stop when %s"), text) : g_strdup (_ ("stop"));
}

static void
clasp_stop_step_iface_init (ClaspTransformInterface *iface)
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
clasp_stop_step_finalize (GObject *object)
{
  g_clear_pointer (&((ClaspStopStep *) object)->condition, clasp_condition_free);
  G_OBJECT_CLASS (clasp_stop_step_parent_class)->finalize (object);
}

static void
clasp_stop_step_class_init (ClaspStopStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_stop_step_finalize;
  clasp_settings_class_install (
    klass,
    g_param_spec_string ("when", N_ ("When"),
                         N_ ("A condition, an expression or JSON: values are dropped while it "
                             "holds. Empty: always."),
                         "", CLASP_SETTINGS_FLAGS));
}
