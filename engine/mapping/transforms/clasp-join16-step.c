/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-split-step.h"
#include "mapping/transforms/clasp-transforms.h"

CLASP_DEFINE_JOIN_STEP (ClaspJoin16Step, clasp_join16_step)

static void
clasp_join16_step_class_init (ClaspJoin16StepClass *klass)
{
  const ClaspSplitForm form = { 2, 8, clasp_split16_step_get_type };

  clasp_join_step_class_install (klass, form, CLASP_SPLIT_UNIT);
}
