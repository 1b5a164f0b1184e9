/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The lower level is given as a distance, not as a level of its own: raising the threshold then
 * moves both, and they cannot contradict each other. */

#include "mapping/clasp-transform-part.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspSettings parent_instance;

  double on, off, low, high;
} ClaspThresholdStep;
typedef ClaspSettingsClass ClaspThresholdStepClass;

typedef struct
{
  const ClaspThresholdStep *step;
  gboolean                 *are_on;
} Pass;

static void clasp_threshold_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_TYPE_WITH_CODE (ClaspThresholdStep,
                         clasp_threshold_step,
                         CLASP_TYPE_SETTINGS,
                         G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM,
                                                clasp_threshold_step_iface_init))

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspThresholdStep *self = (ClaspThresholdStep *) transform;
  ClaspSettings      *settings = CLASP_SETTINGS (transform);

  self->on = clasp_settings_get_double (settings, "on");
  self->off = self->on - clasp_settings_get_double (settings, "hysteresis");
  self->low = clasp_settings_get_double (settings, "low");
  self->high = clasp_settings_get_double (settings, "high");
  return TRUE;
}

static gboolean
decide (gpointer user_data, guint index, double in, double *out)
{
  Pass *pass = user_data;

  if (in >= pass->step->on)
    pass->are_on[index] = TRUE;
  else if (in <= pass->step->off || pass->step->on == pass->step->off)
    pass->are_on[index] = FALSE;
  *out = pass->are_on[index] ? pass->step->high : pass->step->low;
  return TRUE;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  guint n = clasp_transform_count_numbers (value);
  Pass  pass = { .step = (ClaspThresholdStep *) transform };

  pass.are_on = clasp_elements_resize (state, n, sizeof (gboolean), NULL);
  return clasp_transform_map_numbers (value, decide, &pass);
}

static void
clear_state (ClaspTransform *transform, gpointer state)
{
  clasp_elements_clear (state, sizeof (gboolean), NULL);
}

static char *
summarise (ClaspTransform *transform)
{
  char text[CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "≥ %s", clasp_number_text (clasp_settings_get_double (CLASP_SETTINGS (transform), "on"), text));
}

static gboolean
gives_unit (ClaspTransform *transform)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);

  return clasp_settings_get_double (settings, "low") == 0.0 &&
         clasp_settings_get_double (settings, "high") == 1.0;
}

static gboolean
sets_range (ClaspTransform *transform)
{
  return !gives_unit (transform);
}

static gboolean
needs_unit (ClaspTransform *transform)
{
  double on = clasp_settings_get_double (CLASP_SETTINGS (transform), "on");

  return on >= 0.0 && on <= 1.0;
}

static void
clasp_threshold_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (ClaspElements);
  iface->compile = compile;
  iface->apply = apply;
  iface->clear_state = clear_state;
  iface->summarise = summarise;
  iface->sets_range = sets_range;
  iface->gives_unit = gives_unit;
  iface->needs_unit = needs_unit;
}

static void
clasp_threshold_step_class_init (ClaspThresholdStepClass *klass)
{
  clasp_settings_class_install (
    klass, clasp_transform_param_number ("on", N_ ("Level"), N_ ("On at this value and above."),
                                         -G_MAXDOUBLE, G_MAXDOUBLE, 0.5));
  clasp_settings_class_install (
    klass, clasp_transform_param_number ("hysteresis", N_ ("Hysteresis"),
                                         N_ ("How far it must fall below the level to go off "
                                             "again, so that a trembling value does not flicker."),
                                         0.0, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (
    klass, clasp_transform_param_number ("low", N_ ("When off"), N_ ("What goes out while off."),
                                         -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (
    klass, clasp_transform_param_number ("high", N_ ("When on"), N_ ("What goes out while on."),
                                         -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
  clasp_transform_part_install (klass);
}

static void
clasp_threshold_step_init (ClaspThresholdStep *self)
{
}
