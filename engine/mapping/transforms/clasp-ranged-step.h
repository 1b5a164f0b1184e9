/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-transform-private.h"

/* ClaspRangedStep: what a kind of step means to the default conversion, as a field of its class.
 *
 * Thread: the one that owns the step. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_STEP_NEEDS_UNIT = 1 << 0, /* works on 0–1 */
  CLASP_STEP_GIVES_UNIT = 1 << 1, /* gives 0–1 whatever came in */
  CLASP_STEP_SETS_RANGE = 1 << 2, /* gives numbers that are never scaled */
} ClaspStepDomain;

#define CLASP_TYPE_RANGED_STEP (clasp_ranged_step_get_type ())
G_DECLARE_DERIVABLE_TYPE (ClaspRangedStep, clasp_ranged_step, CLASP, RANGED_STEP, ClaspSettings)

struct _ClaspRangedStepClass
{
  ClaspSettingsClass parent_class;

  ClaspStepDomain domain;
  /* As in ClaspTransformInterface; NULL: cannot be undone. */
  ClaspTransform *(*invert) (ClaspTransform *self, GError **error);
};

G_END_DECLS
