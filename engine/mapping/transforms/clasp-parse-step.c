/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspValueStep parent_instance;

  GRegex  *regex; /* (owned) */
  int      group;
  gboolean is_text;
} ClaspParseStep;

CLASP_DEFINE_VALUE_STEP (ClaspParseStep, clasp_parse_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspParseStep    *self = (ClaspParseStep *) step;
  ClaspSettings     *settings = CLASP_SETTINGS (step);
  g_autofree char   *source = g_strconcat (CLASP_VALUE_STEP_MATCH_LIMIT,
                                           clasp_settings_get_string (settings, "pattern"), NULL);
  g_autoptr (GError) local_error = NULL;

  g_clear_pointer (&self->regex, g_regex_unref);
  self->group = clasp_settings_get_int (settings, "group");
  self->is_text = clasp_settings_get_boolean (settings, "text");
  self->regex = g_regex_new (source, 0, 0, &local_error);
  if (self->regex == NULL)
    return clasp_transform_refuse (error, "pattern: %s", local_error->message);
  if (self->group > g_regex_get_capture_count (self->regex))
    return clasp_transform_refuse (error, "group: the pattern has only %d",
                                   g_regex_get_capture_count (self->regex));
  return TRUE;
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspParseStep  *self = (ClaspParseStep *) step;
  g_autofree char       *text = clasp_value_step_dup_text (in), *found = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_auto (ClaspValue)    value = CLASP_VALUE_INIT;
  double                 number;

  if (text == NULL || !g_regex_match_full (self->regex, text, -1, 0, 0, &match, NULL))
    return CLASP_TRANSFORM_ERROR;
  found = g_match_info_fetch (match, self->group);
  if (found == NULL)
    return CLASP_TRANSFORM_ERROR;

  value = clasp_value_string (clasp_str (found));
  if (self->is_text)
    *out = clasp_value_copy (&value);
  else if (clasp_value_to_double (&value, &number) && isfinite (number))
    *out = clasp_value_double (number);
  else
    return CLASP_TRANSFORM_ERROR;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspValueStep *step)
{
  return g_strdup_printf ("/%s/", clasp_settings_get_string (CLASP_SETTINGS (step), "pattern"));
}

static void
clasp_parse_step_finalize (GObject *object)
{
  g_clear_pointer (&((ClaspParseStep *) object)->regex, g_regex_unref);
  G_OBJECT_CLASS (clasp_parse_step_parent_class)->finalize (object);
}

static void
clasp_parse_step_class_init (ClaspParseStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = clasp_parse_step_finalize;
  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    settings_class,
    g_param_spec_string ("pattern", N_ ("Pattern"),
                         N_ ("A regular expression; the first place it fits counts."),
                         "[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, g_param_spec_int ("group", N_ ("Group"),
                                      N_ ("Which brackets of it hold the number; 0 is all of it."),
                                      0, 99, 0, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
                                g_param_spec_boolean ("text", N_ ("As a text"),
                                                      N_ ("What is found stays a text."), FALSE,
                                                      CLASP_SETTINGS_FLAGS));
}
