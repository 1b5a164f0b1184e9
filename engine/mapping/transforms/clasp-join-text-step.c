/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspValueStep parent_instance;
} ClaspJoinTextStep;

CLASP_DEFINE_VALUE_STEP (ClaspJoinTextStep, clasp_join_text_step)

/* What is no list is joined with nothing. */
static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const char         *separator = clasp_settings_get_string (CLASP_SETTINGS (step), "separator");
  guint               n = in->type == CLASP_VALUE_ARRAY ? clasp_value_get_size (in) : 1;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n && text->len <= CLASP_VALUE_STEP_MAX_TEXT; i++)
    {
      g_autofree char *part =
        clasp_value_to_text (in->type == CLASP_VALUE_ARRAY ? clasp_value_get_element (in, i) : in);

      if (i > 0)
        g_string_append (text, separator);
      g_string_append (text, part);
    }
  return clasp_value_step_take_text (out, text->str, text->len);
}

static char *
summarise (ClaspValueStep *step)
{
  return g_strdup_printf (_ ("join with “%s”"),
                          clasp_settings_get_string (CLASP_SETTINGS (step), "separator"));
}

static void
clasp_join_text_step_class_init (ClaspJoinTextStepClass *klass)
{
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (CLASP_SETTINGS_CLASS (klass),
                                g_param_spec_string ("separator", N_ ("With"),
                                                     N_ ("What is put between parts."), ",",
                                                     CLASP_SETTINGS_FLAGS));
}
