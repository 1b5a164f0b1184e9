/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-split-step.h"
#include "mapping/transforms/clasp-transforms.h"

CLASP_DEFINE_SPLIT_STEP (ClaspSplit16Step, clasp_split16_step)

static void
clasp_split16_step_class_init (ClaspSplit16StepClass *klass)
{
  const ClaspSplitForm form = { 2, 8, clasp_join16_step_get_type };

  clasp_split_step_class_install (klass, form, CLASP_SPLIT_UNIT);
}
