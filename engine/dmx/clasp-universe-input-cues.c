/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universe-input-private.h"

#include <math.h>

/* Design notes: slots that lost their last source go to their cue level (rules.loss) along one line
 * of time for all of them: when one more begins, those under way set out again from where they are.
 * A slot that has a source again leaves at once. */

#define STEP_US (G_USEC_PER_SEC / CLASP_DMX_MAX_HZ)

static int
get_cue (const ClaspUniverseInput *self, guint slot)
{
  return self->cues != NULL ? self->cues[slot] : CLASP_DMX_NO_CUE;
}

static void
step (ClaspUniverseInput *self, gint64 now_us)
{
  gint64   elapsed_us = now_us - self->fade_began_us;
  gboolean is_over = elapsed_us >= self->rules.fade_us;
  double   share = is_over ? 1.0 : (double) elapsed_us / (double) self->rules.fade_us;

  self->fade_us = now_us;
  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    {
      int cue = get_cue (self, slot);

      if (!clasp_universe_input_is_fading (self, slot) || cue == CLASP_DMX_NO_CUE)
        continue;
      clasp_universe_input_report (
        self, slot, (guint8) lround (self->fade_from[slot] + (cue - self->fade_from[slot]) * share),
        0);
    }
  if (is_over)
    {
      memset (self->fading, 0, sizeof self->fading);
      self->n_fading = 0;
    }
}

/* Those on the way set out again with the new ones. */
static void
set_out (ClaspUniverseInput *self, gint64 now_us)
{
  memcpy (self->fade_from, self->levels, sizeof self->fade_from);
  self->fade_began_us = now_us;
  self->is_setting_out = FALSE;
  step (self, now_us);
}

/* ---- within the input ---- */

/* Nobody decides @slot any more. */
void
clasp_universe_input_begin_cue (ClaspUniverseInput *self, guint slot)
{
  int cue = get_cue (self, slot);

  if (cue == CLASP_DMX_NO_CUE || clasp_universe_input_is_fading (self, slot) ||
      (clasp_universe_input_is_known (self, slot) && self->levels[slot] == cue))
    return;

  self->fading[slot / 32] |= 1u << (slot % 32);
  self->n_fading++;
  self->is_setting_out = TRUE;
}

/* Somebody decides @slot again. */
void
clasp_universe_input_end_cue (ClaspUniverseInput *self, guint slot)
{
  if (self->n_fading == 0 || !clasp_universe_input_is_fading (self, slot))
    return;

  self->fading[slot / 32] &= ~(1u << (slot % 32));
  self->n_fading--;
}

/* After merging, and when a step is due. */
void
clasp_universe_input_go_to_cues (ClaspUniverseInput *self, gint64 now_us)
{
  if (self->n_fading == 0)
    self->is_setting_out = FALSE;
  else if (self->is_setting_out)
    set_out (self, now_us);
  else if (now_us >= self->fade_us + STEP_US)
    step (self, now_us);
}

gint64
clasp_universe_input_get_cue_due_us (const ClaspUniverseInput *self)
{
  return self->n_fading > 0 ? self->fade_us + STEP_US : G_MAXINT64;
}

/**
 * clasp_universe_input_set_cues:
 * @self: a universe
 * @cues: (nullable): 512 levels, %CLASP_DMX_NO_CUE for slots that have none; borrowed, and may
 * change
 *
 * Thread: worker.
 */
void
clasp_universe_input_set_cues (ClaspUniverseInput *self, const gint16 *cues)
{
  self->cues = cues;
}
