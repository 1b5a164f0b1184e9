/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspSettings parent_instance;
} ClaspDirectStep;

CLASP_DEFINE_STEP (ClaspDirectStep, clasp_direct_step)

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  return TRUE;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  return clasp_transform_is_finite (value) ? CLASP_TRANSFORM_PASS : CLASP_TRANSFORM_ERROR;
}

static char *
summarise (ClaspTransform *transform)
{
  return g_strdup (_ ("direct"));
}

static void
clasp_direct_step_iface_init (ClaspTransformInterface *iface)
{
  iface->compile = compile;
  iface->apply = apply;
  iface->summarise = summarise;
  iface->invert = clasp_transform_invert_as_itself;
}

static void
clasp_direct_step_class_init (ClaspDirectStepClass *klass)
{
}
