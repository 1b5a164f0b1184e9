/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-text-side.h"
#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspValueStep parent_instance;

  ClaspTextSide side;
  const char   *letters; /* (unowned) a setting; "" = white space */
} ClaspTrimStep;

CLASP_DEFINE_VALUE_STEP (ClaspTrimStep, clasp_trim_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspTrimStep *self = (ClaspTrimStep *) step;

  self->side = (ClaspTextSide) clasp_settings_get_int (CLASP_SETTINGS (step), "side");
  self->letters = clasp_settings_get_string (CLASP_SETTINGS (step), "letters");
  return TRUE;
}

static gboolean
is_trimmed (const ClaspTrimStep *self, const char *at)
{
  gunichar letter = g_utf8_get_char (at);

  return self->letters[0] == '\0' ? g_unichar_isspace (letter)
                                  : g_utf8_strchr (self->letters, -1, letter) != NULL;
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspTrimStep *self = (ClaspTrimStep *) step;
  g_autofree char     *text = clasp_value_step_dup_text (in);
  const char          *begin = text, *end;

  if (text == NULL)
    return CLASP_TRANSFORM_ERROR;
  end = text + strlen (text);
  while (self->side != CLASP_TEXT_SIDE_END && begin < end && is_trimmed (self, begin))
    begin = g_utf8_next_char (begin);
  while (self->side != CLASP_TEXT_SIDE_START && begin < end &&
         is_trimmed (self, g_utf8_prev_char (end)))
    end = g_utf8_prev_char (end);
  return clasp_value_step_take_text (out, begin, (gsize) (end - begin));
}

static void
clasp_trim_step_class_init (ClaspTrimStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->convert = convert;
  klass->chip = N_ ("trim");
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    settings_class,
    g_param_spec_string ("letters", N_ ("Letters"),
                         N_ ("What is taken off the ends. Empty: blanks and line ends."), "",
                         CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
                                g_param_spec_enum ("side", N_ ("Side"), N_ ("Which end."),
                                                   clasp_text_side_get_type (),
                                                   CLASP_TEXT_SIDE_BOTH, CLASP_SETTINGS_FLAGS));
}
