/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-split-step.h"
#include "mapping/transforms/clasp-transforms.h"

CLASP_DEFINE_SPLIT_STEP (ClaspSplit24Step, clasp_split24_step)

static void
clasp_split24_step_class_init (ClaspSplit24StepClass *klass)
{
  const ClaspSplitForm form = { 3, 8, clasp_join24_step_get_type };

  clasp_split_step_class_install (klass, form, CLASP_SPLIT_UNIT);
}
