/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-choice.h"
#include "core/clasp-settings-address.h"
#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum
{
  CLASP_LFO_SINE,
  CLASP_LFO_TRIANGLE,
  CLASP_LFO_SAW,
  CLASP_LFO_SQUARE,
  CLASP_LFO_RANDOM,
} ClaspLfoShape;

GType clasp_lfo_shape_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspLfoShape,
                    clasp_lfo_shape,
                    G_DEFINE_ENUM_VALUE (CLASP_LFO_SINE, "sine"),
                    G_DEFINE_ENUM_VALUE (CLASP_LFO_TRIANGLE, "triangle"),
                    G_DEFINE_ENUM_VALUE (CLASP_LFO_SAW, "saw"),
                    G_DEFINE_ENUM_VALUE (CLASP_LFO_SQUARE, "square"),
                    G_DEFINE_ENUM_VALUE (CLASP_LFO_RANDOM, "random"))

typedef struct
{
  ClaspFilterStep parent_instance;

  ClaspLfoShape shape;
  double        hz, beats, depth, phase;
  const char   *tempo; /* (unowned) a setting */
  gboolean      is_replacing;
} ClaspLfoStep;

typedef struct
{
  double turn; /* where in the wave, 0–1 */
  double random;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspLfoStep, clasp_lfo_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspLfoStep  *self = (ClaspLfoStep *) step;
  ClaspSettings *settings = CLASP_SETTINGS (step);

  self->shape = (ClaspLfoShape) clasp_settings_get_int (settings, "shape");
  self->hz = clasp_settings_get_double (settings, "hz");
  self->beats = clasp_settings_get_double (settings, "beats");
  self->tempo = clasp_settings_get_string (settings, "tempo");
  self->depth = clasp_settings_get_double (settings, "depth");
  self->phase = clasp_settings_get_double (settings, "phase");
  self->is_replacing = clasp_settings_get_boolean (settings, "replace");
  return TRUE;
}

static double
speed_of (const ClaspLfoStep *self, const ClaspFilterCall *call)
{
  double bpm;

  if (self->tempo[0] != '\0' && clasp_transform_read_number (call->transform, self->tempo, &bpm))
    return bpm / 60.0 / self->beats;
  return self->hz;
}

/* 0–1; @random is one number for each wave. */
static double
wave_at (ClaspLfoShape shape, double turn, double random)
{
  switch (shape)
    {
    case CLASP_LFO_SINE:
      return 0.5 - 0.5 * cos (2.0 * G_PI * turn);
    case CLASP_LFO_TRIANGLE:
      return turn < 0.5 ? 2.0 * turn : 2.0 - 2.0 * turn;
    case CLASP_LFO_SAW:
      return turn;
    case CLASP_LFO_SQUARE:
      return turn < 0.5;
    case CLASP_LFO_RANDOM:
      return random;
    }

  return 0.0;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspLfoStep *self = (ClaspLfoStep *) step;
  Item               *item = memory;
  double              before = item->turn;
  double              wave;

  item->turn = call->is_first ? 0.0 : fmod (item->turn + call->dt * speed_of (self, call), 1.0);
  if (call->is_first || item->turn < before)
    item->random = g_random_double ();
  wave = wave_at (self->shape, fmod (item->turn + self->phase, 1.0), item->random);
  *out = self->is_replacing ? wave * self->depth : in * (1.0 - self->depth + self->depth * wave);
  clasp_filter_call_again (call);
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  g_autofree char *shape = clasp_choice_dup_word (CLASP_SETTINGS (step), "shape");
  char             text[CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "%s %s Hz", shape,
    clasp_number_text (clasp_settings_get_double (CLASP_SETTINGS (step), "hz"), text));
}

static void
clasp_lfo_step_class_init (ClaspLfoStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_NEEDS_UNIT;
  klass->watched = "tempo";
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum ("shape", N_ ("Shape"), N_ ("The form of the wave."),
                       clasp_lfo_shape_get_type (), CLASP_LFO_SINE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("hz", N_ ("Speed"), N_ ("Waves a second."), 0.0, 50.0, 1.0));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number (
      "depth", N_ ("Depth"), N_ ("How much of the value moves; replacing: how high the wave is."),
      0.0, 1.0, 1.0));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("phase", N_ ("Phase"), N_ ("Where in the wave it starts, 0–1."),
                                  0.0, 1.0, 0.0));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_boolean ("replace", N_ ("Replace"), N_ ("The wave goes out instead of the value."),
                          FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_string (
      "tempo", N_ ("Tempo from"),
      N_ ("Address of a tempo in beats a minute, which sets the speed. Empty: none."), "",
      CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "beats", N_ ("Beats"), N_ ("With a tempo: how many beats one wave takes."),
                      0.0625, 1024.0, 1.0));
  clasp_settings_class_address (settings_class, "tempo");
  clasp_settings_class_advanced (settings_class, "tempo");
  clasp_settings_class_advanced (settings_class, "beats");
}
