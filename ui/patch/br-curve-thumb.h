/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "patch/br-quick-steps.h"

#include <gtk/gtk.h>

/* A small picture of what quick steps do, with a dot where the value is now. Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_CURVE_THUMB (br_curve_thumb_get_type ())
G_DECLARE_FINAL_TYPE (BrCurveThumb, br_curve_thumb, BR, CURVE_THUMB, GtkWidget)

void br_curve_thumb_set_steps (BrCurveThumb *self, const BrQuickSteps *steps);
/* In units of the source; NaN = no dot. */
void br_curve_thumb_set_input (BrCurveThumb *self, double input);

G_END_DECLS
