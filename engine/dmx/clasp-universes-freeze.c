/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universes-private.h"

#include <math.h>

/* Design notes: a freeze keeps what it shows, universe by universe. What is left of it after the
 * release belongs to each universe too, so a universe that caught up costs one branch a frame. */

#define STEP_US (G_USEC_PER_SEC / CLASP_DMX_MAX_HZ)
/* So long after its end a glide is waited for. */
#define GLIDE_PATIENCE_US G_USEC_PER_SEC
/* Nearer than two in a hundred is met (mapping.md 11). */
#define WINDOW 5

static const guint8 *
peek_levels (const ClaspUniverse *universe)
{
  return clasp_universe_output_peek (universe->description.output, NULL);
}

static gboolean
is_waiting (const ClaspUniverse *universe, guint slot)
{
  return (universe->waiting[slot / 32] & 1u << (slot % 32)) != 0;
}

/* ---- catching up ---- */

static gboolean
is_met (const ClaspUniverse *universe, guint slot, guint8 level)
{
  int distance = level - universe->frozen[slot];
  int before = universe->seen[slot] - universe->frozen[slot];

  return ABS (distance) <= WINDOW || (distance < 0) != (before < 0);
}

static void
lay_pickup (ClaspUniverse *universe, guint8 frame[CLASP_DMX_SLOTS])
{
  const guint8 *levels = peek_levels (universe);

  memcpy (frame, levels, CLASP_DMX_SLOTS);
  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    {
      if (!is_waiting (universe, slot))
        continue;
      if (is_met (universe, slot, levels[slot]))
        {
          universe->waiting[slot / 32] &= ~(1u << (slot % 32));
          universe->n_waiting--;
          continue;
        }
      universe->seen[slot] = levels[slot];
      frame[slot] = universe->frozen[slot];
    }
  if (universe->n_waiting == 0)
    universe->hold = CLASP_HOLD_NONE;
}

static void
lay_glide (ClaspUniverse *universe, gint64 now_us, guint8 frame[CLASP_DMX_SLOTS])
{
  const ClaspUniverses *self = universe->universes;
  const guint8         *levels = peek_levels (universe);
  double                share =
    MIN (1.0, (double) (now_us - self->glide_began_us) / (double) MAX (self->glide_us, 1));

  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    frame[slot] =
      (guint8) lround (universe->frozen[slot] + (levels[slot] - universe->frozen[slot]) * share);
  if (share >= 1.0)
    universe->hold = CLASP_HOLD_NONE;
}

static void
freeze (ClaspUniverse *universe, gint64 now_us)
{
  guint8 shown[CLASP_DMX_SLOTS];

  clasp_universe_lay_freeze (universe, now_us, shown);
  memcpy (universe->frozen, shown, sizeof shown);
  universe->hold = CLASP_HOLD_FROZEN;
}

/* One that begins while all is frozen stays as it begins. */
void
clasp_universe_lay_freeze (ClaspUniverse *universe, gint64 now_us, guint8 frame[CLASP_DMX_SLOTS])
{
  switch (universe->hold)
    {
    case CLASP_HOLD_NONE:
      memcpy (frame, peek_levels (universe), CLASP_DMX_SLOTS);
      if (!universe->universes->is_frozen)
        return;
      memcpy (universe->frozen, frame, CLASP_DMX_SLOTS);
      universe->hold = CLASP_HOLD_FROZEN;
      return;
    case CLASP_HOLD_FROZEN:
      memcpy (frame, universe->frozen, CLASP_DMX_SLOTS);
      return;
    case CLASP_HOLD_GLIDE:
      lay_glide (universe, now_us, frame);
      return;
    case CLASP_HOLD_PICKUP:
      lay_pickup (universe, frame);
      return;
    }
}

gboolean
clasp_universe_is_slot_frozen (const ClaspUniverse *universe, guint slot)
{
  switch (universe->hold)
    {
    case CLASP_HOLD_NONE:
      return universe->universes->is_frozen;
    case CLASP_HOLD_FROZEN:
    case CLASP_HOLD_GLIDE:
      return TRUE;
    case CLASP_HOLD_PICKUP:
      return is_waiting (universe, slot);
    }

  return FALSE;
}

/* ---- on and off ---- */

/* FALSE when all have caught up. */
static gboolean
touch_held (ClaspUniverses *self)
{
  gboolean is_any = FALSE;

  for (guint i = 0; i < self->universes->len; i++)
    {
      ClaspUniverse *universe = g_ptr_array_index (self->universes, i);

      if (universe->hold == CLASP_HOLD_NONE)
        continue;
      clasp_universe_touch (universe);
      is_any = TRUE;
    }
  return is_any;
}

/* Goes on after the end of the glide until each has left a frame without anything of the freeze,
 * but not for ever: one may have nobody to go to. */
static void
glide_cb (gpointer user_data)
{
  ClaspUniverses *self = user_data;
  gint64          now_us = clasp_universes_now (self);

  if (touch_held (self) && now_us < self->glide_began_us + self->glide_us + GLIDE_PATIENCE_US)
    clasp_timers_set (self->timers, &self->glide_timer, now_us + STEP_US, glide_cb, self);
}

static void
begin_pickup (ClaspUniverse *universe)
{
  const guint8 *levels = peek_levels (universe);

  memcpy (universe->seen, levels, CLASP_DMX_SLOTS);
  memset (universe->waiting, 0, sizeof universe->waiting);
  universe->n_waiting = 0;
  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    if (ABS (levels[slot] - universe->frozen[slot]) > WINDOW)
      {
        universe->waiting[slot / 32] |= 1u << (slot % 32);
        universe->n_waiting++;
      }
  universe->hold = universe->n_waiting > 0 ? CLASP_HOLD_PICKUP : CLASP_HOLD_NONE;
}

static void
release (ClaspUniverse *universe, ClaspFreezeRelease how)
{
  switch (how)
    {
    case CLASP_FREEZE_AT_ONCE:
      universe->hold = CLASP_HOLD_NONE;
      break;
    case CLASP_FREEZE_GLIDE:
      universe->hold = CLASP_HOLD_GLIDE;
      break;
    case CLASP_FREEZE_PICKUP:
      begin_pickup (universe);
      break;
    }
}

static void
set_on (ClaspUniverses *self)
{
  gint64 now_us = clasp_universes_now (self);

  self->is_frozen = TRUE;
  for (guint i = 0; i < self->universes->len; i++)
    {
      ClaspUniverse *universe = g_ptr_array_index (self->universes, i);

      if (universe->description.output == NULL || !universe->description.output->is_active)
        continue;
      freeze (universe, now_us);
      clasp_universe_touch (universe);
    }
}

static void
set_off (ClaspUniverses *self, ClaspFreezeRelease how)
{
  if (how == CLASP_FREEZE_GLIDE && self->glide_us <= 0)
    how = CLASP_FREEZE_AT_ONCE;
  self->is_frozen = FALSE;
  self->glide_began_us = clasp_universes_now (self);
  for (guint i = 0; i < self->universes->len; i++)
    {
      ClaspUniverse *universe = g_ptr_array_index (self->universes, i);

      if (universe->hold == CLASP_HOLD_NONE)
        continue;
      release (universe, how);
      clasp_universe_touch (universe);
    }
  if (how == CLASP_FREEZE_GLIDE)
    clasp_timers_set (self->timers, &self->glide_timer, self->glide_began_us + STEP_US, glide_cb,
                      self);
}

/**
 * clasp_universes_set_freeze:
 * @self: universes
 * @on: whether outputs keep the levels they have now
 *
 * Released once more while slots have not caught up, they do at once.
 *
 * Thread: worker.
 */
void
clasp_universes_set_freeze (ClaspUniverses *self, gboolean on)
{
  if (on && self->is_frozen)
    return;

  clasp_timers_cancel (self->timers, &self->glide_timer);
  if (on)
    set_on (self);
  else
    set_off (self, self->is_frozen ? self->release : CLASP_FREEZE_AT_ONCE);
}

/**
 * clasp_universes_set_release:
 * @self: universes
 * @release: how outputs catch up after a freeze
 * @glide_us: how long that takes with %CLASP_FREEZE_GLIDE
 *
 * Thread: worker.
 */
void
clasp_universes_set_release (ClaspUniverses *self, ClaspFreezeRelease release, gint64 glide_us)
{
  self->release = release;
  self->glide_us = glide_us;
}

gboolean
clasp_universes_get_freeze (const ClaspUniverses *self)
{
  return self->is_frozen;
}

/**
 * clasp_universes_is_catching_up:
 * @self: universes
 *
 * Thread: worker.
 *
 * Returns: %TRUE if what is left of a freeze still lies over a slot
 */
gboolean
clasp_universes_is_catching_up (const ClaspUniverses *self)
{
  for (guint i = 0; !self->is_frozen && i < self->universes->len; i++)
    if (((ClaspUniverse *) g_ptr_array_index (self->universes, i))->hold != CLASP_HOLD_NONE)
      return TRUE;

  return FALSE;
}
