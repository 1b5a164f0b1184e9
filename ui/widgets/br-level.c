/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-level.h"

#include <math.h>

#define MAX_STEPS 12

static BrLevelKind
kind_for (const ClaspSignalState *state,
          const ClaspRange       *range,
          gboolean                seen)
{
  double span = range->maximum - range->minimum;

  if (state->signal == CLASP_SIGNAL_EVENT)
    return BR_LEVEL_EVENT;
  if (state->type == CLASP_VALUE_BOOL)
    return BR_LEVEL_LAMP;
  if (isnan (state->number) || state->type == CLASP_VALUE_STRING)
    return BR_LEVEL_NONE;
  if (!seen && range->minimum < 0 && fabs (range->maximum + range->minimum) <= 0.01 * span)
    return BR_LEVEL_CENTRE;
  if (!seen && range->integer && span >= 1 && span < MAX_STEPS)
    return BR_LEVEL_STEPS;

  return BR_LEVEL_BAR;
}

static float
position_in (const ClaspRange *range,
             double            number,
             guint8           *flags)
{
  double span = range->maximum - range->minimum;
  double position = span > 0 ? (number - range->minimum) / span : 0;

  if (position > 1)
    *flags |= BR_LEVEL_OVER;
  if (position < 0)
    *flags |= BR_LEVEL_UNDER;

  return (float) CLAMP (position, 0, 1);
}

static void
update_peak (BrLevel       *self,
             BrLevelMemory *memory,
             gboolean       animate,
             gint64         now_us)
{
  gint64 falling_us;

  if (!animate)
    {
      self->peak = -1;
      return;
    }

  if (self->position >= memory->peak)
    {
      memory->peak = self->position;
      memory->peak_us = now_us;
    }
  falling_us = now_us - memory->peak_us - BR_PEAK_HOLD_US;
  self->peak = memory->peak;
  if (falling_us > 0)
    self->peak = memory->peak * (1 - (float) MIN (falling_us, BR_PEAK_FALL_US) / BR_PEAK_FALL_US);
  if (self->peak <= self->position)
    {
      memory->peak = self->position;
      memory->peak_us = now_us;
      self->peak = -1;
    }
}

/* For an event, the position is how much of the ring is left, and the flash is a full lamp. */
static void
update_event (BrLevel       *self,
              BrLevelMemory *memory,
              gboolean       is_new,
              gboolean       animate,
              gint64         now_us)
{
  gint64 age_us;

  if (is_new)
    memory->event_us = now_us;
  age_us = memory->event_us != 0 ? now_us - memory->event_us : G_MAXINT64;
  self->position = 0;
  if (age_us < BR_EVENT_FLASH_US)
    self->position = 1;
  else if (age_us < BR_EVENT_RING_US)
    self->position = animate ? 1 - (float) age_us / BR_EVENT_RING_US : 0.5f;
}

void
br_level_update (BrLevel                *self,
                 BrLevelMemory          *memory,
                 const ClaspSignalState *state,
                 const ClaspRange       *range,
                 gboolean                seen,
                 gboolean                animate,
                 gint64                  now_us)
{
  gboolean first = memory->n_updates == 0;
  gboolean is_new = memory->n_updates != state->n_updates && !first;

  memory->n_updates = state->n_updates;
  *self = (BrLevel) { .kind = (guint8) kind_for (state, range, seen), .peak = -1 };
  if (seen)
    self->flags |= BR_LEVEL_SEEN;

  switch ((BrLevelKind) self->kind)
    {
    case BR_LEVEL_NONE:
      break;
    case BR_LEVEL_LAMP:
      self->position = state->number > 0.5 ? 1 : 0;
      break;
    case BR_LEVEL_EVENT:
      update_event (self, memory, is_new, animate, now_us);
      break;
    case BR_LEVEL_STEPS:
      self->n_steps = (guint8) (range->maximum - range->minimum + 1);
      self->position = position_in (range, state->number, &self->flags);
      break;
    case BR_LEVEL_CENTRE:
      self->position = position_in (range, state->number, &self->flags);
      break;
    case BR_LEVEL_BAR:
      self->position = position_in (range, state->number, &self->flags);
      update_peak (self, memory, animate, now_us);
      break;
    }
}

void
br_level_set (BrLevel *self,
              double   position)
{
  *self = (BrLevel) { .kind = isnan (position) ? BR_LEVEL_NONE : BR_LEVEL_BAR, .peak = -1 };
  self->position = (float) CLAMP (isnan (position) ? 0 : position, 0, 1);
}

gboolean
br_level_equal (const BrLevel *a,
                const BrLevel *b,
                int            width)
{
  return a->kind == b->kind && a->flags == b->flags && a->n_steps == b->n_steps
         && lroundf (a->position * (float) width) == lroundf (b->position * (float) width)
         && (a->peak < 0) == (b->peak < 0)
         && lroundf (a->peak * (float) width) == lroundf (b->peak * (float) width);
}
