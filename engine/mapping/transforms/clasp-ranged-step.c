/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-ranged-step.h"

static void clasp_ranged_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (ClaspRangedStep,
                                  clasp_ranged_step,
                                  CLASP_TYPE_SETTINGS,
                                  G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM,
                                                         clasp_ranged_step_iface_init))

static ClaspStepDomain
domain_of (ClaspTransform *transform)
{
  return CLASP_RANGED_STEP_GET_CLASS (transform)->domain;
}

static gboolean
sets_range (ClaspTransform *transform)
{
  return (domain_of (transform) & CLASP_STEP_SETS_RANGE) != 0;
}

static gboolean
gives_unit (ClaspTransform *transform)
{
  return (domain_of (transform) & CLASP_STEP_GIVES_UNIT) != 0;
}

static gboolean
needs_unit (ClaspTransform *transform)
{
  return (domain_of (transform) & CLASP_STEP_NEEDS_UNIT) != 0;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  ClaspRangedStepClass *klass = CLASP_RANGED_STEP_GET_CLASS (transform);

  if (klass->invert != NULL)
    return klass->invert (transform, error);
  clasp_transform_refuse (error, "its result does not tell what it was made of");
  return NULL;
}

/* What else a step does its own type says: an interface that is implemented again begins with what
 * the parent put there. */
static void
clasp_ranged_step_iface_init (ClaspTransformInterface *iface)
{
  iface->sets_range = sets_range;
  iface->gives_unit = gives_unit;
  iface->needs_unit = needs_unit;
  iface->invert = invert;
}

static void
clasp_ranged_step_class_init (ClaspRangedStepClass *klass)
{
}

static void
clasp_ranged_step_init (ClaspRangedStep *self)
{
}
