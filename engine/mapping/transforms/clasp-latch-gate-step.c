/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Without a parameter that says something it is as its default says: closed. A closed gate keeps
 * the last value it was given and lets it through when it opens, so that a light behind it is where
 * its fader stands. */

#include "core/clasp-settings-address.h"
#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  CLASP_GATE_CLOSED,
  CLASP_GATE_OPEN,
} ClaspGateState;

GType clasp_gate_state_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspGateState,
                    clasp_gate_state,
                    G_DEFINE_ENUM_VALUE (CLASP_GATE_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (CLASP_GATE_OPEN, "open"))

typedef struct
{
  ClaspSettings parent_instance;

  const char *watched[2]; /* (unowned) a setting */
  gboolean    is_open;    /* while nothing says it */
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
  ((ClaspLatchGateStep *) transform)->is_open =
    clasp_settings_get_int (CLASP_SETTINGS (transform), "default") == CLASP_GATE_OPEN;
  return TRUE;
}

static gboolean
is_open (ClaspTransform *transform, const ClaspTransformCall *call)
{
  const char *address = get_address (transform);
  double      level;

  if (address[0] == '\0' || !clasp_transform_read_number (call, address, &level))
    return ((ClaspLatchGateStep *) transform)->is_open;
  return level > 0.0;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  if (!clasp_transform_is_finite (value))
    return CLASP_TRANSFORM_ERROR;
  return is_open (transform, call) ? CLASP_TRANSFORM_PASS : CLASP_TRANSFORM_DROP;
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
                                N_ ("Address of a parameter: values pass while it is more than 0."),
                                "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_address (klass, "open");
  clasp_settings_class_install (
    klass,
    g_param_spec_enum ("default", N_ ("Else"),
                       N_ ("What it is while there is no such parameter, or it is no "
                           "number."),
                       clasp_gate_state_get_type (), CLASP_GATE_CLOSED, CLASP_SETTINGS_FLAGS));
}
