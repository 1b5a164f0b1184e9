/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-frame-meter.h"

/* What the windows leave out when the main thread does not keep up: one thing more for each second
 * that is too much, one less after some calm seconds. Never input, emergency keys or the engine.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* In this order, each with all before it. */
typedef enum
{
  BR_REDUCTION_NONE,
  BR_REDUCTION_SPREADS, /* the small pictures of groups stand still */
  BR_REDUCTION_WIRES,   /* wires all look alike, whether data passes or not */
  BR_REDUCTION_TEXT,    /* values as text five times a second */
  BR_REDUCTION_METERS,  /* meters at every other frame */
  BR_REDUCTION_MONITOR, /* the monitor's list five times a second */
} BrReduction;

/* Pure: what follows from @now after a second with these figures. @n_calm counts the calm ones. */
BrReduction br_reduction_next     (BrReduction now, const BrFrameFigures *second, guint *n_calm);
/* What holds in this process. */
BrReduction br_reduction_get      (void);
/* Called by the meter at the end of each second. */
void        br_reduction_judge    (const BrFrameFigures *second);
/* (transfer full): what is left out now, for a tooltip. */
char       *br_reduction_describe (BrReduction reduction);

G_END_DECLS
