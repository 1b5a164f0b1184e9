/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  PHASE_REST,
  PHASE_ATTACK,
  PHASE_DECAY,
  PHASE_SUSTAIN,
  PHASE_RELEASE,
} ClaspEnvelopePhase;

typedef struct
{
  ClaspFilterStep parent_instance;

  double attack, decay, sustain, release, threshold;
} ClaspEnvelopeStep;

typedef struct
{
  ClaspEnvelopePhase phase;
  double             y, from;
  gint64             since_us;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspEnvelopeStep, clasp_envelope_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspEnvelopeStep *self = (ClaspEnvelopeStep *) step;
  ClaspSettings     *settings = CLASP_SETTINGS (step);

  self->attack = clasp_settings_get_double (settings, "attack-s");
  self->decay = clasp_settings_get_double (settings, "decay-s");
  self->sustain = clasp_settings_get_double (settings, "sustain");
  self->release = clasp_settings_get_double (settings, "release-s");
  self->threshold = clasp_settings_get_double (settings, "threshold");
  return TRUE;
}

static void
enter (Item *item, ClaspEnvelopePhase phase, gint64 now_us)
{
  item->phase = phase;
  item->from = item->y;
  item->since_us = now_us;
}

/* TRUE when the way is done. */
static gboolean
go (Item *item, double to, double seconds, gint64 now_us)
{
  double share = seconds > 0.0 ? (double) (now_us - item->since_us) / 1e6 / seconds : 1.0;

  item->y = share >= 1.0 ? to : item->from + (to - item->from) * share;
  return share >= 1.0;
}

static void
move (const ClaspEnvelopeStep *self, Item *item, gint64 now_us)
{
  if (item->phase == PHASE_ATTACK && go (item, 1.0, self->attack, now_us))
    enter (item, PHASE_DECAY, item->since_us + (gint64) (self->attack * 1e6));
  if (item->phase == PHASE_DECAY && go (item, self->sustain, self->decay, now_us))
    enter (item, PHASE_SUSTAIN, now_us);
  if (item->phase == PHASE_RELEASE && go (item, 0.0, self->release, now_us))
    enter (item, PHASE_REST, now_us);
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspEnvelopeStep *self = (ClaspEnvelopeStep *) step;
  Item                    *item = memory;
  gboolean                 is_pressed = in >= self->threshold;

  if (is_pressed && (item->phase == PHASE_REST || item->phase == PHASE_RELEASE))
    enter (item, PHASE_ATTACK, call->now_us);
  else if (!is_pressed && item->phase != PHASE_REST && item->phase != PHASE_RELEASE)
    enter (item, PHASE_RELEASE, call->now_us);
  move (self, item, call->now_us);
  if (item->phase != PHASE_REST && item->phase != PHASE_SUSTAIN)
    clasp_filter_call_again (call);
  *out = item->y;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[2][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "ADSR %s/%s s", clasp_number_text (clasp_settings_get_double (settings, "attack-s"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "release-s"), texts[1]));
}

static void
clasp_envelope_step_class_init (ClaspEnvelopeStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_NEEDS_UNIT | CLASP_STEP_GIVES_UNIT;
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("attack-s", N_ ("Attack"),
                                                  N_ ("Seconds up to 1."), 0.0, 3600.0, 0.1));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("decay-s", N_ ("Decay"),
                                                  N_ ("Seconds down to the level that is held."),
                                                  0.0, 3600.0, 0.2));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("sustain", N_ ("Sustain"),
                                                  N_ ("The level that is held."), 0.0, 1.0, 0.7));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("release-s", N_ ("Release"),
                                  N_ ("Seconds down to 0 after it is let go."), 0.0, 3600.0, 0.5));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("threshold", N_ ("Pressed at"),
                                                  N_ ("A press is a value of this or more."),
                                                  -G_MAXDOUBLE, G_MAXDOUBLE, 0.5));
}
