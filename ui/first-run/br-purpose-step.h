/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-finder.h"
#include "window/br-window.h"

/* BrPurposeStep: what to control, the last of the first steps: a purpose, what it has to know, and what it is going
 * to add to the show.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_PURPOSE_STEP (br_purpose_step_get_type ())
G_DECLARE_FINAL_TYPE (BrPurposeStep, br_purpose_step, BR, PURPOSE_STEP, GtkBox)

GtkWidget *br_purpose_step_new   (BrWindow      *window,
                                  ClaspFinder   *finder);
/* It comes on: what was found may be something else now, and says what it is for until the person does. */
void       br_purpose_step_show  (BrPurposeStep *self);
/* Adds what was chosen. FALSE: what was typed is no answer, the step says so and stays. */
gboolean   br_purpose_step_apply (BrPurposeStep *self);
/* Does what is added send to @sighting without a connection of its own? */
gboolean   br_purpose_step_reaches (BrPurposeStep       *self,
                                    const ClaspSighting *sighting);

G_END_DECLS
