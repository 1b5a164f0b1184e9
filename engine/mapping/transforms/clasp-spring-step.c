/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Steps of at most 4 ms: with the largest stiffness and damping a longer one would not converge. */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define STEP_S 0.004
#define EPSILON 1e-5
/* A machine that slept does not make up for it. */
#define LONGEST_S 1.0

typedef struct
{
  ClaspFilterStep parent_instance;

  double stiffness, damping;
} ClaspSpringStep;

typedef struct
{
  gboolean is_moving;
  double   y, speed;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspSpringStep, clasp_spring_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspSpringStep *self = (ClaspSpringStep *) step;
  ClaspSettings   *settings = CLASP_SETTINGS (step);

  self->stiffness = clasp_settings_get_double (settings, "stiffness");
  self->damping = clasp_settings_get_double (settings, "damping");
  return TRUE;
}

static void
swing (const ClaspSpringStep *self, Item *item, double in, double seconds)
{
  /* The stiffest settings need steps of their own length. */
  double longest = MIN (STEP_S, 1.0 / MAX (self->damping, sqrt (self->stiffness)));
  guint  n = (guint) ceil (seconds / longest);

  for (guint i = 0; i < n; i++)
    {
      double dt = seconds / n;

      item->speed += (self->stiffness * (in - item->y) - self->damping * item->speed) * dt;
      item->y += item->speed * dt;
    }
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspSpringStep *self = (ClaspSpringStep *) step;
  Item                  *item = memory;
  double                 scale = MAX (fabs (in), fabs (item->y));

  if (call->is_first)
    *item = (Item){ .y = in };
  swing (self, item, in, MIN (clasp_filter_call_dt (call, item->is_moving), LONGEST_S));
  if (fabs (in - item->y) <= EPSILON * scale && fabs (item->speed) <= EPSILON * scale * 10.0)
    *item = (Item){ .y = in };

  item->is_moving = item->y != in || item->speed != 0.0;
  if (item->is_moving)
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
    _ ("spring %s / %s"),
    clasp_number_text (clasp_settings_get_double (settings, "stiffness"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "damping"), texts[1]));
}

static void
clasp_spring_step_class_init (ClaspSpringStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("stiffness", N_ ("Stiffness"),
                                  N_ ("How hard it is pulled to its place."), 0.1, 10000.0, 120.0));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number (
      "damping", N_ ("Damping"),
      N_ ("How soon it stops swinging; 2·√stiffness just does not swing."), 0.1, 1000.0, 14.0));
}
