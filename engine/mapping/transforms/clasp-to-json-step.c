/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspValueStep parent_instance;
} ClaspToJsonStep;

CLASP_DEFINE_VALUE_STEP (ClaspToJsonStep, clasp_to_json_step)

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char     *text = NULL;

  /* JSON has no word for the others. */
  if (!clasp_transform_is_finite (in))
    return CLASP_TRANSFORM_ERROR;
  node = clasp_value_to_json (in);
  text = clasp_json_print_line (node);
  return clasp_value_step_take_text (out, text, strlen (text));
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return g_object_new (clasp_from_json_step_get_type (), NULL);
}

static void
clasp_to_json_step_class_init (ClaspToJsonStepClass *klass)
{
  klass->convert = convert;
  klass->chip = N_ ("to JSON");
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
}
