/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The "scale" of mapping.md 4: never limited, with the names and defaults older files expect. */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-stretch.h"
#include "mapping/transforms/clasp-transforms.h"

typedef struct
{
  ClaspNumberStep parent_instance;

  ClaspStretch stretch;
} ClaspScaleStep;

CLASP_DEFINE_NUMBER_STEP (ClaspScaleStep, clasp_scale_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ((ClaspScaleStep *) step)->stretch = clasp_stretch_read (CLASP_SETTINGS (step));
  return TRUE;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspStretch *stretch = &((ClaspScaleStep *) step)->stretch;

  *out = clasp_stretch_place (stretch, clasp_stretch_get_share (stretch, in));
  return TRUE;
}

static char *
summarise (ClaspNumberStep *step)
{
  return clasp_stretch_summarise (CLASP_SETTINGS (step), "→");
}

static void
clasp_scale_step_class_init (ClaspScaleStepClass *klass)
{
  klass->prepare = prepare;
  klass->compute = compute;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = clasp_stretch_invert;
  clasp_stretch_install (CLASP_SETTINGS_CLASS (klass), 127.0);
}
