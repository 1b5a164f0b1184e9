/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-colour.h"
#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspValueStep parent_instance;

  double   full;
  gboolean is_map;
} ClaspHex2rgbStep;

CLASP_DEFINE_VALUE_STEP (ClaspHex2rgbStep, clasp_hex2rgb_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspHex2rgbStep *self = (ClaspHex2rgbStep *) step;

  self->full = clasp_settings_get_double (CLASP_SETTINGS (step), "full");
  self->is_map = clasp_settings_get_boolean (CLASP_SETTINGS (step), "map");
  return TRUE;
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  static const char *const keys[] = { "r", "g", "b", "a" };
  const ClaspHex2rgbStep  *self = (ClaspHex2rgbStep *) step;
  g_autofree char         *text = NULL;
  double                   rgba[4];
  ClaspValue               parts[4];
  ClaspMapEntry            entries[4];
  guint                    n;

  if (in->type != CLASP_VALUE_STRING)
    return CLASP_TRANSFORM_ERROR;
  text = clasp_value_to_text (in);
  if (!clasp_colour_from_hex (text, rgba, &n))
    return CLASP_TRANSFORM_ERROR;
  for (guint i = 0; i < n; i++)
    {
      parts[i] = clasp_value_double (rgba[i] * self->full);
      entries[i] = (ClaspMapEntry){ clasp_str (keys[i]), parts[i] };
    }
  *out = self->is_map ? clasp_value_map (entries, n) : clasp_value_array (parts, n);
  return CLASP_TRANSFORM_PASS;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return g_object_new (clasp_rgb2hex_step_get_type (), "full",
                       clasp_settings_get_double (CLASP_SETTINGS (transform), "full"), NULL);
}

static void
clasp_hex2rgb_step_class_init (ClaspHex2rgbStepClass *klass)
{
  klass->prepare = prepare;
  klass->convert = convert;
  klass->chip = N_ ("# → RGB");
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    clasp_transform_param_number ("full", N_ ("Full is"),
                                  N_ ("What red, green and blue are at most: 1, or 255."), 0.001,
                                  1000000.0, 1.0));
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    g_param_spec_boolean ("map", N_ ("As a map"),
                          N_ ("{\"r\", \"g\", \"b\"} instead of a list of three."), FALSE,
                          CLASP_SETTINGS_FLAGS));
}
