/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspValueStep parent_instance;

  GRegex     *regex; /* (owned) */
  const char *with;  /* (unowned) a setting */
  gboolean    is_regex;
  gboolean    all;
} ClaspReplaceStep;

typedef struct
{
  const ClaspReplaceStep *step;
  gboolean                is_too_long;
} Pass;

CLASP_DEFINE_VALUE_STEP (ClaspReplaceStep, clasp_replace_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspReplaceStep  *self = (ClaspReplaceStep *) step;
  ClaspSettings     *settings = CLASP_SETTINGS (step);
  const char        *find = clasp_settings_get_string (settings, "find");
  g_autoptr (GError) local_error = NULL;
  g_autofree char   *literal = g_regex_escape_string (find, -1), *source = NULL;

  g_clear_pointer (&self->regex, g_regex_unref);
  self->with = clasp_settings_get_string (settings, "with");
  self->is_regex = clasp_settings_get_boolean (settings, "regex");
  self->all = clasp_settings_get_boolean (settings, "all");
  source = g_strconcat (CLASP_VALUE_STEP_MATCH_LIMIT, self->is_regex ? find : literal, NULL);
  self->regex = g_regex_new (source, 0, 0, &local_error);
  if (self->regex == NULL)
    return clasp_transform_refuse (error, "find: %s", local_error->message);
  if (self->is_regex && !g_regex_check_replacement (self->with, NULL, &local_error))
    return clasp_transform_refuse (error, "with: %s", local_error->message);
  return TRUE;
}

/* Stops as soon as the result is too long, or after the first. */
static gboolean
replace_one (const GMatchInfo *match, GString *result, gpointer user_data)
{
  Pass            *pass = user_data;
  g_autofree char *text = NULL;

  if (pass->step->is_regex)
    text = g_match_info_expand_references (match, pass->step->with, NULL);
  g_string_append (result, pass->step->is_regex ? text : pass->step->with);
  pass->is_too_long = result->len > CLASP_VALUE_STEP_MAX_TEXT;
  return pass->is_too_long || !pass->step->all;
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspReplaceStep *self = (ClaspReplaceStep *) step;
  Pass                    pass = { .step = self };
  g_autofree char        *text = clasp_value_step_dup_text (in), *replaced = NULL;

  if (text == NULL)
    return CLASP_TRANSFORM_ERROR;
  if (clasp_settings_get_string (CLASP_SETTINGS (step), "find")[0] == '\0')
    return clasp_value_step_take_text (out, text, strlen (text));
  replaced = g_regex_replace_eval (self->regex, text, -1, 0, 0, replace_one, &pass, NULL);
  if (replaced == NULL || pass.is_too_long)
    return CLASP_TRANSFORM_ERROR;
  return clasp_value_step_take_text (out, replaced, strlen (replaced));
}

static char *
summarise (ClaspValueStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);

  return g_strdup_printf ("“%s” → “%s”", clasp_settings_get_string (settings, "find"),
                          clasp_settings_get_string (settings, "with"));
}

static void
clasp_replace_step_finalize (GObject *object)
{
  g_clear_pointer (&((ClaspReplaceStep *) object)->regex, g_regex_unref);
  G_OBJECT_CLASS (clasp_replace_step_parent_class)->finalize (object);
}

static void
clasp_replace_step_class_init (ClaspReplaceStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = clasp_replace_step_finalize;
  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    settings_class,
    g_param_spec_string ("find", N_ ("Find"), N_ ("What is replaced."), "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_string ("with", N_ ("Replace with"),
                         N_ ("What stands there instead; of a regular expression \\1 is what its "
                             "first brackets hold."),
                         "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, g_param_spec_boolean ("regex", N_ ("Regular expression"),
                                          N_ ("What is to be found is a regular expression."),
                                          FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
                                g_param_spec_boolean ("all", N_ ("All"),
                                                      N_ ("Every place, and not only the first."),
                                                      TRUE, CLASP_SETTINGS_FLAGS));
}
