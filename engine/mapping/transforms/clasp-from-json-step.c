/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspValueStep parent_instance;
} ClaspFromJsonStep;

CLASP_DEFINE_VALUE_STEP (ClaspFromJsonStep, clasp_from_json_step)

/* A text, or bytes that hold one, as MQTT and HTTP bring it. */
static ClaspStr
get_text (const ClaspValue *in)
{
  gsize         size;
  const guint8 *bytes = clasp_value_get_bytes (in, &size);

  if (in->type == CLASP_VALUE_BYTES)
    return (ClaspStr){ (const char *) bytes, size };
  return clasp_value_get_string (in);
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  ClaspStr             text;
  g_autoptr (JsonNode) node = NULL;

  if (in->type != CLASP_VALUE_STRING && in->type != CLASP_VALUE_BYTES)
    return CLASP_TRANSFORM_ERROR;
  text = get_text (in);
  if (text.length > CLASP_VALUE_STEP_MAX_TEXT)
    return CLASP_TRANSFORM_ERROR;
  node = clasp_json_parse (text.data, text.length, NULL);
  return node != NULL && clasp_value_from_json (node, out, NULL) ? CLASP_TRANSFORM_PASS
                                                                 : CLASP_TRANSFORM_ERROR;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return g_object_new (clasp_to_json_step_get_type (), NULL);
}

static void
clasp_from_json_step_class_init (ClaspFromJsonStepClass *klass)
{
  klass->convert = convert;
  klass->chip = N_ ("from JSON");
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
}
