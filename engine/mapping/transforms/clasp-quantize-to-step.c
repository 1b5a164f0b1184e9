/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-choice.h"
#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum
{
  CLASP_QUANTIZE_STEP,
  CLASP_QUANTIZE_LIST,
  CLASP_QUANTIZE_SCALE,
} ClaspQuantizeBy;

GType clasp_quantize_by_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspQuantizeBy,
                    clasp_quantize_by,
                    G_DEFINE_ENUM_VALUE (CLASP_QUANTIZE_STEP, "step"),
                    G_DEFINE_ENUM_VALUE (CLASP_QUANTIZE_LIST, "list"),
                    G_DEFINE_ENUM_VALUE (CLASP_QUANTIZE_SCALE, "scale"))

typedef enum
{
  CLASP_SCALE_CHROMATIC,
  CLASP_SCALE_MAJOR,
  CLASP_SCALE_MINOR,
  CLASP_SCALE_HARMONIC_MINOR,
  CLASP_SCALE_MELODIC_MINOR,
  CLASP_SCALE_DORIAN,
  CLASP_SCALE_PHRYGIAN,
  CLASP_SCALE_LYDIAN,
  CLASP_SCALE_MIXOLYDIAN,
  CLASP_SCALE_LOCRIAN,
  CLASP_SCALE_PENTATONIC,
  CLASP_SCALE_MINOR_PENTATONIC,
  CLASP_SCALE_BLUES,
  CLASP_SCALE_WHOLE_TONE,
} ClaspMusicalScale;

GType clasp_musical_scale_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspMusicalScale,
                    clasp_musical_scale,
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_CHROMATIC, "chromatic"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_MAJOR, "major"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_MINOR, "minor"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_HARMONIC_MINOR, "harmonic-minor"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_MELODIC_MINOR, "melodic-minor"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_DORIAN, "dorian"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_PHRYGIAN, "phrygian"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_LYDIAN, "lydian"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_MIXOLYDIAN, "mixolydian"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_LOCRIAN, "locrian"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_PENTATONIC, "pentatonic"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_MINOR_PENTATONIC, "minor-pentatonic"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_BLUES, "blues"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_WHOLE_TONE, "whole-tone"))

/* Semitones above the root; bit 0 is the root. */
#define NOTES(a, b, c, d, e, f, g, h, i, j, k, l)                                                  \
  (a | b << 1 | c << 2 | d << 3 | e << 4 | f << 5 | g << 6 | h << 7 | i << 8 | j << 9 | k << 10 |  \
   l << 11)

static const guint scales[] = {
  [CLASP_SCALE_CHROMATIC] = NOTES (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
  [CLASP_SCALE_MAJOR] = NOTES (1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1),
  [CLASP_SCALE_MINOR] = NOTES (1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0),
  [CLASP_SCALE_HARMONIC_MINOR] = NOTES (1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1),
  [CLASP_SCALE_MELODIC_MINOR] = NOTES (1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1),
  [CLASP_SCALE_DORIAN] = NOTES (1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 1, 0),
  [CLASP_SCALE_PHRYGIAN] = NOTES (1, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0),
  [CLASP_SCALE_LYDIAN] = NOTES (1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1),
  [CLASP_SCALE_MIXOLYDIAN] = NOTES (1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0),
  [CLASP_SCALE_LOCRIAN] = NOTES (1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0),
  [CLASP_SCALE_PENTATONIC] = NOTES (1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0),
  [CLASP_SCALE_MINOR_PENTATONIC] = NOTES (1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0),
  [CLASP_SCALE_BLUES] = NOTES (1, 0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0),
  [CLASP_SCALE_WHOLE_TONE] = NOTES (1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0),
};

typedef struct
{
  ClaspNumberStep parent_instance;

  ClaspQuantizeBy by;
  double          step, offset;
  GArray         *list; /* (owned) of doubles */
  guint           notes;
  int             root;
} ClaspQuantizeToStep;

CLASP_DEFINE_NUMBER_STEP (ClaspQuantizeToStep, clasp_quantize_to_step)

static gboolean
read_list (ClaspQuantizeToStep *self, GError **error)
{
  const char *const *items = clasp_settings_get_strv (CLASP_SETTINGS (self), "list");

  g_clear_pointer (&self->list, g_array_unref);
  self->list = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; items[i] != NULL; i++)
    {
      ClaspValue text = clasp_value_string (clasp_str (items[i]));
      double     number;
      gboolean   is_number = clasp_value_to_double (&text, &number) && isfinite (number);

      clasp_value_clear (&text);
      if (!is_number)
        return clasp_transform_refuse (error, "list: ‘%s’ is no number", items[i]);
      g_array_append_val (self->list, number);
    }
  return self->by != CLASP_QUANTIZE_LIST || self->list->len > 0 ||
         clasp_transform_refuse (error, "list: is empty");
}

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspQuantizeToStep *self = (ClaspQuantizeToStep *) step;
  ClaspSettings       *settings = CLASP_SETTINGS (step);

  self->by = (ClaspQuantizeBy) clasp_settings_get_int (settings, "by");
  self->step = clasp_settings_get_double (settings, "step");
  self->offset = clasp_settings_get_double (settings, "offset");
  self->notes = scales[clasp_settings_get_int (settings, "scale")];
  self->root = clasp_settings_get_int (settings, "root");
  return read_list (self, error);
}

/* The nearest of the list; of two as near the higher one. */
static double
find_in_list (const ClaspQuantizeToStep *self, double in)
{
  double best = g_array_index (self->list, double, 0);

  for (guint i = 1; i < self->list->len; i++)
    {
      double number = g_array_index (self->list, double, i);
      double nearer = fabs (number - in) - fabs (best - in);

      if (nearer < 0.0 || (nearer == 0.0 && number > best))
        best = number;
    }
  return best;
}

static gboolean
is_in_scale (const ClaspQuantizeToStep *self, double note)
{
  int degree = (int) fmod (note - self->root, 12.0);

  return (self->notes >> (degree < 0 ? degree + 12 : degree) & 1) != 0;
}

static double
find_in_scale (const ClaspQuantizeToStep *self, double in)
{
  double up = ceil (in), down = floor (in);

  while (!is_in_scale (self, up))
    up += 1.0;
  while (!is_in_scale (self, down))
    down -= 1.0;
  return up - in <= in - down ? up : down;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspQuantizeToStep *self = (ClaspQuantizeToStep *) step;

  switch (self->by)
    {
    case CLASP_QUANTIZE_STEP:
      *out = self->offset + floor ((in - self->offset) / self->step + 0.5) * self->step;
      return TRUE;
    case CLASP_QUANTIZE_LIST:
      *out = find_in_list (self, in);
      return TRUE;
    case CLASP_QUANTIZE_SCALE:
      /* Beyond this a double has no neighbours to look at. */
      if (fabs (in) > 1e9)
        return FALSE;
      *out = find_in_scale (self, in);
      return TRUE;
    }

  return FALSE;
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings   *settings = CLASP_SETTINGS (step);
  char             text[CLASP_NUMBER_TEXT];
  g_autofree char *list = clasp_settings_get_text (settings, "list");

  switch ((ClaspQuantizeBy) clasp_settings_get_int (settings, "by"))
    {
    case CLASP_QUANTIZE_STEP:
      clasp_number_text (clasp_settings_get_double (settings, "step"), text);
      return g_strdup_printf (_ ("by %s"), text);
    case CLASP_QUANTIZE_LIST:
      return g_strdup_printf ("{%s}", list);
    case CLASP_QUANTIZE_SCALE:
      return clasp_choice_dup_word (settings, "scale");
    }

  return NULL;
}

static void
clasp_quantize_to_step_finalize (GObject *object)
{
  g_clear_pointer (&((ClaspQuantizeToStep *) object)->list, g_array_unref);
  G_OBJECT_CLASS (clasp_quantize_to_step_parent_class)->finalize (object);
}

static void
clasp_quantize_to_step_class_init (ClaspQuantizeToStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = clasp_quantize_to_step_finalize;
  klass->prepare = prepare;
  klass->compute = compute;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->invert = clasp_transform_invert_as_direct;
  clasp_settings_class_install (
    settings_class, g_param_spec_enum (
                      "by", N_ ("Nearest of"),
                      N_ ("step: multiples of a number. list: given numbers. scale: the notes of a "
                          "musical scale. Of two as near the higher one."),
                      clasp_quantize_by_get_type (), CLASP_QUANTIZE_STEP, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("step", N_ ("Step"),
                                                              N_ ("From one number to the next."),
                                                              1e-9, G_MAXDOUBLE, 0.1));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("offset", N_ ("Counted from"),
                                                              N_ ("Where the steps begin."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (
    settings_class, g_param_spec_boxed ("list", N_ ("Numbers"), N_ ("0;0.25;1: what may go out."),
                                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum ("scale", N_ ("Musical scale"), N_ ("Which notes there are."),
                       clasp_musical_scale_get_type (), CLASP_SCALE_MAJOR, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
                                g_param_spec_int ("root", N_ ("Root"),
                                                  N_ ("The note it begins with: 0 is C, 9 is A."),
                                                  0, 11, 0, CLASP_SETTINGS_FLAGS));
}
