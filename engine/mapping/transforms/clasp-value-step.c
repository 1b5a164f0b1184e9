/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"

#include <glib/gi18n-lib.h>

static void clasp_value_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (ClaspValueStep,
                                  clasp_value_step,
                                  CLASP_TYPE_RANGED_STEP,
                                  G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM,
                                                         clasp_value_step_iface_init))

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspValueStepClass *klass = CLASP_VALUE_STEP_GET_CLASS (transform);

  return klass->prepare == NULL || klass->prepare (CLASP_VALUE_STEP (transform), pattern, error);
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  ClaspValue           out = CLASP_VALUE_INIT;
  ClaspTransformResult result = CLASP_VALUE_STEP_GET_CLASS (transform)->convert (
    CLASP_VALUE_STEP (transform), call, value, &out);

  if (result == CLASP_TRANSFORM_ERROR && call->problem == NULL)
    call->problem = "this step can make nothing of such a value";
  if (result != CLASP_TRANSFORM_PASS)
    return result;
  if (!clasp_transform_is_finite (&out))
    {
      clasp_value_clear (&out);
      call->problem = "the result is not a number";
      return CLASP_TRANSFORM_ERROR;
    }
  clasp_value_clear (value);
  *value = out;
  return result;
}

static const char *const *
watches (ClaspTransform *transform)
{
  static const char *const none[] = { NULL };
  ClaspValueStepClass     *klass = CLASP_VALUE_STEP_GET_CLASS (transform);

  return klass->watches != NULL ? klass->watches (CLASP_VALUE_STEP (transform)) : none;
}

static char *
summarise (ClaspTransform *transform)
{
  ClaspValueStepClass *klass = CLASP_VALUE_STEP_GET_CLASS (transform);

  return klass->summarise != NULL ? klass->summarise (CLASP_VALUE_STEP (transform))
                                  : g_strdup (_ (klass->chip));
}

static void
clasp_value_step_iface_init (ClaspTransformInterface *iface)
{
  iface->compile = compile;
  iface->apply = apply;
  iface->watches = watches;
  iface->summarise = summarise;
}

static void
clasp_value_step_class_init (ClaspValueStepClass *klass)
{
}

static void
clasp_value_step_init (ClaspValueStep *self)
{
}

char *
clasp_value_step_dup_text (const ClaspValue *in)
{
  g_autofree char *text = clasp_value_to_text (in);

  return strlen (text) <= CLASP_VALUE_STEP_MAX_TEXT ? g_steal_pointer (&text) : NULL;
}

ClaspTransformResult
clasp_value_step_take_text (ClaspValue *out, const char *text, gsize length)
{
  if (length > CLASP_VALUE_STEP_MAX_TEXT)
    return CLASP_TRANSFORM_ERROR;

  *out = clasp_value_string ((ClaspStr){ text, length });
  return CLASP_TRANSFORM_PASS;
}
