/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* What the small popover after a drop can say, and how it stands as steps: a range, and a curve
 * between two ranges.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  double in_min, in_max, out_min, out_max; /* inverted: out_min > out_max */
  int    curve;                            /* value of the curve step's "shape", -1 = none */
} BrQuickSteps;

/* What the default conversion does between two addresses of @show. */
void     br_quick_steps_default (BrQuickSteps *self, ClaspShow *show, const char *source, const char *target);
/* FALSE when the mapping's steps say more than this can: edit them elsewhere. */
gboolean br_quick_steps_read    (BrQuickSteps *self, ClaspShow *show, ClaspMapping *mapping);
/* Replaces the steps; none are needed for what the default conversion does anyway. */
void     br_quick_steps_write   (const BrQuickSteps *self, ClaspShow *show, ClaspMapping *mapping);

G_END_DECLS
