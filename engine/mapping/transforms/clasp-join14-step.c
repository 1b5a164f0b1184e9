/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-split-step.h"
#include "mapping/transforms/clasp-transforms.h"

CLASP_DEFINE_JOIN_STEP (ClaspJoin14Step, clasp_join14_step)

static void
clasp_join14_step_class_init (ClaspJoin14StepClass *klass)
{
  const ClaspSplitForm form = { 2, 7, clasp_split14_step_get_type };

  clasp_join_step_class_install (klass, form, CLASP_SPLIT_INT);
}
