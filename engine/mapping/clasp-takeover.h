/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-chain.h"
#include "mapping/clasp-route-options.h"

/* ClaspTakeoverState: how a control that stands elsewhere than what it moves takes it over without a
 * jump (mapping.md 11.4). One for each source address and target; zero-initialised.
 *
 * Thread: any. */

G_BEGIN_DECLS

typedef struct
{
  gboolean is_taken;  /* the control and the target go together */
  gboolean has_in;
  double   in, out;   /* the last ones */
} ClaspTakeoverState;

/* @in: where the control stands, in the target's units. @present: where the target stands, NAN when
 * nobody knows: then the control has it at once. @window: share of @range that counts as meeting.
 * FALSE when nothing is to be sent: the control has not met the target yet. */
gboolean clasp_takeover_apply (ClaspTakeoverState *state,
                               ClaspTakeover       mode,
                               double              window,
                               const ClaspRange   *range,
                               double              in,
                               double              present,
                               double             *out);

G_END_DECLS
