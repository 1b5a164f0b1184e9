/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspValueStep parent_instance;

  const char *separator; /* (unowned) a setting */
  gboolean    numbers;
} ClaspSplitTextStep;

CLASP_DEFINE_VALUE_STEP (ClaspSplitTextStep, clasp_split_text_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspSplitTextStep *self = (ClaspSplitTextStep *) step;

  self->separator = clasp_settings_get_string (CLASP_SETTINGS (step), "separator");
  self->numbers = clasp_settings_get_boolean (CLASP_SETTINGS (step), "numbers");
  return self->separator[0] != '\0' || clasp_transform_refuse (error, "separator: is empty");
}

static ClaspValue
make_part (const ClaspSplitTextStep *self, char *text)
{
  ClaspValue part = clasp_value_string (clasp_str (self->numbers ? g_strstrip (text) : text));
  gint64     integer;
  double     number;

  if (!self->numbers || !clasp_value_to_double (&part, &number) || !isfinite (number))
    return part;
  if (strpbrk (text, ".eEnN") == NULL && clasp_value_to_int (&part, &integer))
    number = (double) integer;
  else
    integer = G_MININT64;
  clasp_value_clear (&part);
  return integer != G_MININT64 ? clasp_value_int (integer) : clasp_value_double (number);
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspSplitTextStep *self = (ClaspSplitTextStep *) step;
  g_autofree char          *text = clasp_value_step_dup_text (in);
  g_auto (GStrv)            texts = NULL;
  g_autofree ClaspValue    *parts = NULL;
  guint                     n;

  if (text == NULL)
    return CLASP_TRANSFORM_ERROR;
  texts = g_strsplit (text, self->separator, CLASP_VALUE_STEP_MAX_SIZE + 1);
  n = g_strv_length (texts);
  if (n > CLASP_VALUE_STEP_MAX_SIZE)
    return CLASP_TRANSFORM_ERROR;
  parts = g_new (ClaspValue, n + 1);
  for (guint i = 0; i < n; i++)
    parts[i] = make_part (self, texts[i]);
  *out = clasp_value_array (parts, n);
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspValueStep *step)
{
  return g_strdup_printf (_ ("split at “%s”"),
                          clasp_settings_get_string (CLASP_SETTINGS (step), "separator"));
}

static void
clasp_split_text_step_class_init (ClaspSplitTextStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    settings_class, g_param_spec_string ("separator", N_ ("At"), N_ ("What stands between parts."),
                                         ",", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
                                g_param_spec_boolean ("numbers", N_ ("Numbers"),
                                                      N_ ("Parts that are numbers become numbers."),
                                                      TRUE, CLASP_SETTINGS_FLAGS));
}
