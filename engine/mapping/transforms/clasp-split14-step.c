/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-split-step.h"
#include "mapping/transforms/clasp-transforms.h"

CLASP_DEFINE_SPLIT_STEP (ClaspSplit14Step, clasp_split14_step)

static void
clasp_split14_step_class_init (ClaspSplit14StepClass *klass)
{
  const ClaspSplitForm form = { 2, 7, clasp_join14_step_get_type };

  clasp_split_step_class_install (klass, form, CLASP_SPLIT_INT);
}
