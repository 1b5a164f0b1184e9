/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-choice.h"
#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum
{
  CLASP_ENCODER_TWOS,
  CLASP_ENCODER_OFFSET,
  CLASP_ENCODER_SIGN_BIT,
  CLASP_ENCODER_SIGN_BIT_2,
  CLASP_ENCODER_UP_DOWN,
} ClaspEncoderMode;

GType clasp_encoder_mode_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspEncoderMode,
                    clasp_encoder_mode,
                    G_DEFINE_ENUM_VALUE (CLASP_ENCODER_TWOS, "twos"),
                    G_DEFINE_ENUM_VALUE (CLASP_ENCODER_OFFSET, "offset"),
                    G_DEFINE_ENUM_VALUE (CLASP_ENCODER_SIGN_BIT, "signbit"),
                    G_DEFINE_ENUM_VALUE (CLASP_ENCODER_SIGN_BIT_2, "signbit2"),
                    G_DEFINE_ENUM_VALUE (CLASP_ENCODER_UP_DOWN, "updown"))

typedef struct
{
  ClaspFilterStep parent_instance;

  ClaspEncoderMode mode;
  double           step, accel, initial;
  int              up, down; /* what is one up or down in the last mode; below 0 = any */
} ClaspEncoderStep;

typedef struct
{
  double y;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspEncoderStep, clasp_encoder_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspEncoderStep *self = (ClaspEncoderStep *) step;
  ClaspSettings    *settings = CLASP_SETTINGS (step);

  self->mode = (ClaspEncoderMode) clasp_settings_get_int (settings, "mode");
  self->step = clasp_settings_get_double (settings, "step");
  self->accel = clasp_settings_get_double (settings, "accel");
  self->initial = clasp_settings_get_double (settings, "initial");
  self->up = clasp_settings_get_int (settings, "up");
  self->down = clasp_settings_get_int (settings, "down");
  if (self->up < 0 || self->up != self->down)
    return TRUE;
  return clasp_transform_refuse (error, "up and down are the same value");
}

/* One value for each way, or one for one way and all the others for the other. */
static double
decode_up_down (const ClaspEncoderStep *self, int b)
{
  if (b == self->up)
    return 1.0;
  if (b == self->down)
    return -1.0;
  if (b == 0 || (self->up >= 0 && self->down >= 0))
    return 0.0;
  if (self->up < 0 && self->down < 0)
    return b >= 64 ? 1.0 : -1.0;
  return self->up < 0 ? 1.0 : -1.0;
}

/* mapping.md 12; 0 is no move in every one of them, unless it is set as one. */
static double
decode (const ClaspEncoderStep *self, int b)
{
  switch (self->mode)
    {
    case CLASP_ENCODER_TWOS:
      return b < 64 ? b : b - 128;
    case CLASP_ENCODER_OFFSET:
      return b == 0 ? 0 : b - 64;
    case CLASP_ENCODER_SIGN_BIT:
      return b <= 64 ? b % 64 : 64 - b;
    case CLASP_ENCODER_SIGN_BIT_2:
      return b > 64 ? b - 64 : -(b % 64);
    case CLASP_ENCODER_UP_DOWN:
      return decode_up_down (self, b);
    }

  return 0;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspEncoderStep *self = (ClaspEncoderStep *) step;
  Item                   *item = memory;
  double                  ticks = decode (self, (int) CLAMP (in, 0.0, 127.0));

  if (call->is_first)
    item->y = self->initial;
  if (ticks == 0.0)
    return CLASP_TRANSFORM_DROP;

  ticks = copysign (pow (fabs (ticks), self->accel), ticks);
  item->y = CLAMP (item->y + ticks * self->step, 0.0, 1.0);
  *out = item->y;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  g_autofree char *mode = clasp_choice_dup_word (CLASP_SETTINGS (step), "mode");

  return g_strdup_printf (_ ("encoder %s"), mode);
}

static void
install_value (ClaspSettingsClass *klass, const char *name, const char *nick, const char *blurb)
{
  clasp_settings_class_install (
    klass, g_param_spec_int (name, nick, blurb, -1, 127, -1, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, name);
}

static void
clasp_encoder_step_class_init (ClaspEncoderStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_GIVES_UNIT;
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum ("mode", N_ ("Sends"),
                       N_ ("How the controller writes turns; learn it from its manual, or try."),
                       clasp_encoder_mode_get_type (), CLASP_ENCODER_TWOS, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "step", N_ ("Step"), N_ ("How far one click moves the way from 0 to 1."),
                      0.000001, 1.0, 0.00787401574803149));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number (
      "accel", N_ ("Acceleration"),
      N_ ("Fast turns count more: the clicks of one message to this power."), 1.0, 4.0, 1.0));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("initial", N_ ("Starts at"),
                                  N_ ("Where it stands before the first turn."), 0.0, 1.0, 0.0));
  install_value (
    settings_class, "up", N_ ("Up is"),
    N_ ("With updown, the value that is one click up; −1: 64 and above, or all that is "
        "not down."));
  install_value (settings_class, "down", N_ ("Down is"),
                 N_ ("With updown, the value that is one click down; −1: 1 to 63, or all that is "
                     "not up."));
}
