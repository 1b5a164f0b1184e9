/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A closed gate keeps the last value it was given and lets it through when it opens, so that a
 * light behind it is where its fader stands. */

#include "core/clasp-settings-address.h"
#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspSettings parent_instance;

  const char *watched[2]; /* (unowned) a setting */
} ClaspLatchGateStep;

CLASP_DEFINE_STEP (ClaspLatchGateStep, clasp_latch_gate_step)

static const char *
get_address (ClaspTransform *transform)
{
  return clasp_settings_get_string (CLASP_SETTINGS (transform), "open");
}

static const char *const *
watches (ClaspTransform *transform)
{
  return clasp_transform_watch_one (((ClaspLatchGateStep *) transform)->watched,
                                    get_address (transform));
}

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  return TRUE;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  double level;

  if (!clasp_transform_is_finite (value))
    return CLASP_TRANSFORM_ERROR;
  if (get_address (transform)[0] == '\0' ||
      (clasp_transform_read_number (call, get_address (transform), &level) && level > 0.0))
    return CLASP_TRANSFORM_PASS;
  return CLASP_TRANSFORM_DROP;
}

static char *
summarise (ClaspTransform *transform)
{
  return g_strdup_printf (_ ("while %s"), get_address (transform));
}

static void
clasp_latch_gate_step_iface_init (ClaspTransformInterface *iface)
{
  iface->compile = compile;
  iface->apply = apply;
  iface->summarise = summarise;
  iface->watches = watches;
  iface->invert = clasp_transform_invert_as_itself;
}

static void
clasp_latch_gate_step_class_init (ClaspLatchGateStepClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_string ("open", N_ ("Open while"),
                                N_ ("Address of a parameter: values pass while it is more than 0. "
                                    "Empty: always."),
                                "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_address (klass, "open");
}
