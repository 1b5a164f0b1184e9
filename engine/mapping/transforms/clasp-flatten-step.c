/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspValueStep parent_instance;

  guint depth;
} ClaspFlattenStep;

CLASP_DEFINE_VALUE_STEP (ClaspFlattenStep, clasp_flatten_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ((ClaspFlattenStep *) step)->depth =
    (guint) clasp_settings_get_int (CLASP_SETTINGS (step), "depth");
  return TRUE;
}

static gboolean
is_nest (const ClaspValue *value)
{
  return value->type == CLASP_VALUE_ARRAY || value->type == CLASP_VALUE_MAP;
}

/* As deep as values can be at most, which is not deep. */
static void
collect (const ClaspValue *value, guint depth, GArray *parts)
{
  ClaspStr key;

  for (guint i = 0; i < clasp_value_get_size (value); i++)
    {
      const ClaspValue *part = value->type == CLASP_VALUE_MAP
                                 ? clasp_value_get_entry (value, i, &key)
                                 : clasp_value_get_element (value, i);

      if (is_nest (part) && depth > 0)
        collect (part, depth - 1, parts);
      else if (parts->len <= CLASP_VALUE_STEP_MAX_SIZE)
        {
          ClaspValue copy = clasp_value_copy (part);

          g_array_append_val (parts, copy);
        }
    }
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (ClaspValue));

  if (!is_nest (in))
    {
      *out = clasp_value_copy (in);
      return CLASP_TRANSFORM_PASS;
    }
  collect (in, ((ClaspFlattenStep *) step)->depth, parts);
  *out = clasp_value_array ((const ClaspValue *) parts->data, parts->len);
  if (parts->len <= CLASP_VALUE_STEP_MAX_SIZE)
    return CLASP_TRANSFORM_PASS;
  clasp_value_clear (out);
  return CLASP_TRANSFORM_ERROR;
}

static void
clasp_flatten_step_class_init (ClaspFlattenStepClass *klass)
{
  klass->prepare = prepare;
  klass->convert = convert;
  klass->chip = N_ ("flat");
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    g_param_spec_int ("depth", N_ ("Depth"),
                      N_ ("How deep lists and maps inside the list or map are opened."), 0, 64, 64,
                      CLASP_SETTINGS_FLAGS));
}
