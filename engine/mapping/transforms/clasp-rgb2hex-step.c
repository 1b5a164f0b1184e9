/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspValueStep parent_instance;

  double full;
} ClaspRgb2hexStep;

CLASP_DEFINE_VALUE_STEP (ClaspRgb2hexStep, clasp_rgb2hex_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ((ClaspRgb2hexStep *) step)->full = clasp_settings_get_double (CLASP_SETTINGS (step), "full");
  return TRUE;
}

static const ClaspValue *
get_part (const ClaspValue *in, guint index)
{
  static const char *const keys[] = { "r", "g", "b", "a" };

  if (in->type == CLASP_VALUE_MAP)
    return clasp_value_lookup (in, keys[index]);
  if (in->type == CLASP_VALUE_ARRAY && index < clasp_value_get_size (in))
    return clasp_value_get_element (in, index);
  return NULL;
}

/* Three numbers, and a fourth when there is an alpha. */
static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  double              full = ((ClaspRgb2hexStep *) step)->full, number;
  g_autoptr (GString) text = g_string_new ("#");

  for (guint i = 0; i < 4; i++)
    {
      const ClaspValue *part = get_part (in, i);

      if (part == NULL && i == 3)
        break;
      if (part == NULL || !clasp_value_to_double (part, &number) || !isfinite (number))
        return CLASP_TRANSFORM_ERROR;
      g_string_append_printf (text, "%02x",
                              (guint) floor (CLAMP (number / full, 0.0, 1.0) * 255.0 + 0.5));
    }
  return clasp_value_step_take_text (out, text->str, text->len);
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return g_object_new (clasp_hex2rgb_step_get_type (), "full",
                       clasp_settings_get_double (CLASP_SETTINGS (transform), "full"), NULL);
}

static void
clasp_rgb2hex_step_class_init (ClaspRgb2hexStepClass *klass)
{
  klass->prepare = prepare;
  klass->convert = convert;
  klass->chip = N_ ("RGB → #");
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    clasp_transform_param_number ("full", N_ ("Full is"),
                                  N_ ("What red, green and blue are at most: 1, or 255."), 0.001,
                                  1000000.0, 1.0));
}
