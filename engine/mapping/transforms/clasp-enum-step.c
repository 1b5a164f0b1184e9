/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspValueStep parent_instance;

  const char *const *names; /* (unowned) a setting */
  int                n;
  int                first;
} ClaspEnumStep;

CLASP_DEFINE_VALUE_STEP (ClaspEnumStep, clasp_enum_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspEnumStep *self = (ClaspEnumStep *) step;

  self->names = clasp_settings_get_strv (CLASP_SETTINGS (step), "names");
  self->n = (int) g_strv_length ((char **) self->names);
  self->first = clasp_settings_get_int (CLASP_SETTINGS (step), "first");
  return TRUE;
}

static gboolean
find_name (const ClaspEnumStep *self, ClaspStr name, ClaspValue *out)
{
  for (int i = 0; i < self->n; i++)
    if (clasp_str_equal (clasp_str (self->names[i]), name))
      {
        *out = clasp_value_int ((gint64) self->first + i);
        return TRUE;
      }

  return FALSE;
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspEnumStep *self = (ClaspEnumStep *) step;
  double               number;

  if (in->type == CLASP_VALUE_STRING && find_name (self, clasp_value_get_string (in), out))
    return CLASP_TRANSFORM_PASS;
  if (!clasp_value_to_double (in, &number))
    return CLASP_TRANSFORM_ERROR;

  number = floor (number + 0.5) - self->first;
  if (!(number >= 0.0 && number < self->n))
    return CLASP_TRANSFORM_ERROR;
  *out = clasp_value_string (clasp_str (self->names[(int) number]));
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspValueStep *step)
{
  const char *const *names = clasp_settings_get_strv (CLASP_SETTINGS (step), "names");

  return g_strdup_printf (ngettext ("%u name", "%u names", g_strv_length ((char **) names)),
                          g_strv_length ((char **) names));
}

static void
clasp_enum_step_class_init (ClaspEnumStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  /* A number becomes a name and a name a number. */
  CLASP_RANGED_STEP_CLASS (klass)->invert = clasp_transform_invert_as_itself;
  clasp_settings_class_install (
    settings_class,
    g_param_spec_boxed ("names", N_ ("Names"),
                        N_ ("In order. A number becomes its name, and a name its number."),
                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
                                g_param_spec_int ("first", N_ ("Counted from"),
                                                  N_ ("The number of the first name."), -65536,
                                                  65536, 0, CLASP_SETTINGS_FLAGS));
}
