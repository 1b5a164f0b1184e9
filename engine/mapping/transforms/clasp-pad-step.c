/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-text-side.h"
#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

G_DEFINE_ENUM_TYPE (ClaspTextSide,
                    clasp_text_side,
                    G_DEFINE_ENUM_VALUE (CLASP_TEXT_SIDE_BOTH, "both"),
                    G_DEFINE_ENUM_VALUE (CLASP_TEXT_SIDE_START, "start"),
                    G_DEFINE_ENUM_VALUE (CLASP_TEXT_SIDE_END, "end"))

typedef struct
{
  ClaspValueStep parent_instance;

  glong         width;
  const char   *with; /* (unowned) a setting */
  ClaspTextSide side;
} ClaspPadStep;

CLASP_DEFINE_VALUE_STEP (ClaspPadStep, clasp_pad_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspPadStep  *self = (ClaspPadStep *) step;
  ClaspSettings *settings = CLASP_SETTINGS (step);

  self->width = clasp_settings_get_int (settings, "width");
  self->with = clasp_settings_get_string (settings, "with");
  self->side = (ClaspTextSide) clasp_settings_get_int (settings, "side");
  return g_utf8_strlen (self->with, -1) == 1 ||
         clasp_transform_refuse (error, "with: ‘%s’ is not one letter", self->with);
}

static void
append (const ClaspPadStep *self, GString *text, glong n)
{
  for (glong i = 0; i < n; i++)
    g_string_append (text, self->with);
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspPadStep *self = (ClaspPadStep *) step;
  g_autofree char    *text = clasp_value_step_dup_text (in);
  g_autoptr (GString) padded = g_string_new (NULL);
  glong               missing, before = 0;

  if (text == NULL)
    return CLASP_TRANSFORM_ERROR;
  missing = MAX (self->width - g_utf8_strlen (text, -1), 0);
  if (self->side != CLASP_TEXT_SIDE_END)
    before = self->side == CLASP_TEXT_SIDE_START ? missing : missing / 2;
  append (self, padded, before);
  g_string_append (padded, text);
  append (self, padded, missing - before);
  return clasp_value_step_take_text (out, padded->str, padded->len);
}

static char *
summarise (ClaspValueStep *step)
{
  return g_strdup_printf (_ ("%d wide"), clasp_settings_get_int (CLASP_SETTINGS (step), "width"));
}

static void
clasp_pad_step_class_init (ClaspPadStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (settings_class,
                                g_param_spec_int ("width", N_ ("Width"),
                                                  N_ ("Shorter texts become this many letters."), 0,
                                                  1024, 8, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, g_param_spec_string ("with", N_ ("With"), N_ ("The letter that is added."), " ",
                                         CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum ("side", N_ ("Side"),
                       N_ ("Where it is added; both puts the text in the middle."),
                       clasp_text_side_get_type (), CLASP_TEXT_SIDE_START, CLASP_SETTINGS_FLAGS));
}
