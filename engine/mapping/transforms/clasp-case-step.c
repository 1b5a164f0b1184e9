/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-choice.h"
#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  CLASP_CASE_UPPER,
  CLASP_CASE_LOWER,
  CLASP_CASE_FIRST,
} ClaspCaseMode;

GType clasp_case_mode_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspCaseMode,
                    clasp_case_mode,
                    G_DEFINE_ENUM_VALUE (CLASP_CASE_UPPER, "upper"),
                    G_DEFINE_ENUM_VALUE (CLASP_CASE_LOWER, "lower"),
                    G_DEFINE_ENUM_VALUE (CLASP_CASE_FIRST, "first"))

typedef struct
{
  ClaspValueStep parent_instance;

  ClaspCaseMode mode;
} ClaspCaseStep;

CLASP_DEFINE_VALUE_STEP (ClaspCaseStep, clasp_case_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ((ClaspCaseStep *) step)->mode =
    (ClaspCaseMode) clasp_settings_get_int (CLASP_SETTINGS (step), "mode");
  return TRUE;
}

static char *
change (ClaspCaseMode mode, const char *text)
{
  const char      *second = *text != '\0' ? g_utf8_next_char (text) : text;
  g_autofree char *first = NULL, *rest = NULL;

  switch (mode)
    {
    case CLASP_CASE_UPPER:
      return g_utf8_strup (text, -1);
    case CLASP_CASE_LOWER:
      return g_utf8_strdown (text, -1);
    case CLASP_CASE_FIRST:
      first = g_utf8_strup (text, second - text);
      rest = g_utf8_strdown (second, -1);
      return g_strconcat (first, rest, NULL);
    }

  return NULL;
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  g_autofree char *text = clasp_value_step_dup_text (in), *changed = NULL;

  if (text == NULL)
    return CLASP_TRANSFORM_ERROR;
  changed = change (((ClaspCaseStep *) step)->mode, text);
  return clasp_value_step_take_text (out, changed, strlen (changed));
}

static char *
summarise (ClaspValueStep *step)
{
  return clasp_choice_dup_word (CLASP_SETTINGS (step), "mode");
}

static void
clasp_case_step_class_init (ClaspCaseStepClass *klass)
{
  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    g_param_spec_enum ("mode", N_ ("Case"),
                       N_ ("upper: all capitals. lower: none. first: only the first is one."),
                       clasp_case_mode_get_type (), CLASP_CASE_UPPER, CLASP_SETTINGS_FLAGS));
}
