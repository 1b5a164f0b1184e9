/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-takeover.h"

#include <math.h>

/* What rounding on the way to the target and back may make of our own value: no hand moved it. */
#define OWN_SHARE 0.005
/* 0.8 − 0.78 is more than 0.02 in binary. */
#define ROUNDING_SHARE 1e-9

static double
span_of (const ClaspRange *range)
{
  return range->maximum - range->minimum;
}

/* Somebody else moved the target since the control did. */
static gboolean
is_lost (const ClaspTakeoverState *state, const ClaspRange *range, double present)
{
  double tolerance = MAX (span_of (range) * OWN_SHARE, range->integer ? 0.5 : 0.0);

  return fabs (present - state->out) > tolerance;
}

static gboolean
has_crossed (const ClaspTakeoverState *state, double in, double present)
{
  return state->has_in && (state->in - present) * (in - present) < 0.0;
}

static gboolean
meets (const ClaspTakeoverState *state,
       double                    window,
       const ClaspRange         *range,
       double                    in,
       double                    present)
{
  return fabs (in - present) <= (window + ROUNDING_SHARE) * span_of (range) ||
         has_crossed (state, in, present);
}

/* What is left of the target's way, in the share of what is left of the control's. */
static double
move_in_proportion (double last, double in, double present, const ClaspRange *range)
{
  double end = in > last ? range->maximum : range->minimum;

  if (in == last || last == end)
    return present;
  return present + (end - present) * CLAMP ((in - last) / (end - last), 0.0, 1.0);
}

static gboolean
take (ClaspTakeoverState *state, double in, double *out)
{
  state->is_taken = TRUE;
  *out = in;
  return TRUE;
}

static gboolean
approach (ClaspTakeoverState *state,
          double              window,
          const ClaspRange   *range,
          double              in,
          double              present,
          double             *out)
{
  if (!state->has_in || in == state->in)
    return FALSE;
  *out = move_in_proportion (state->in, in, present, range);
  state->is_taken = meets (state, window, range, in, *out);
  return TRUE;
}

/**
 * clasp_takeover_apply:
 * @state: what it remembers
 * @mode: how to take over
 * @window: how near counts as meeting, as a share of the range, 0–0.5
 * @range: the target's, with a maximum above the minimum
 * @in: where the control stands now, in the target's units
 * @present: where the target stands, NAN when nothing is known of it
 * @out: (out): what the target gets; may be beside @in while they approach
 *
 * A target that somebody else moves is lost and must be met again.
 *
 * Thread: any.
 *
 * Returns: %FALSE when the target stays as it is
 */
gboolean
clasp_takeover_apply (ClaspTakeoverState *state,
                      ClaspTakeover       mode,
                      double              window,
                      const ClaspRange   *range,
                      double              in,
                      double              present,
                      double             *out)
{
  gboolean passes;

  if (state->is_taken && !isnan (present) && is_lost (state, range, present))
    state->is_taken = FALSE;
  if (mode == CLASP_TAKEOVER_JUMP || isnan (present) || state->is_taken ||
      meets (state, window, range, in, present))
    passes = take (state, in, out);
  else
    passes = mode == CLASP_TAKEOVER_SCALE && approach (state, window, range, in, present, out);

  state->has_in = TRUE;
  state->in = in;
  if (passes)
    state->out = *out;
  return passes;
}
