/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universes-private.h"

#include <math.h>

#define FADE_INTERVAL_US (G_USEC_PER_SEC / CLASP_DMX_MAX_HZ)

static void
touch_scope (ClaspUniverses *self)
{
  for (guint i = 0; i < self->universes->len; i++)
    {
      ClaspUniverse *universe = g_ptr_array_index (self->universes, i);

      if (universe->overlay->is_in_scope)
        clasp_universe_touch (universe);
    }
}

/* ---- blackout ---- */

static void
fade_cb (gpointer user_data)
{
  ClaspUniverses *self = user_data;
  gint64          now_us = clasp_universes_now (self);

  if (now_us - self->fade_began_us >= self->fade_us)
    self->fade_began_us = 0;
  else
    clasp_timers_set (self->timers, &self->fade_timer, now_us + FADE_INTERVAL_US, fade_cb, self);
  clasp_universes_find_dimmed (self);
  touch_scope (self);
}

/**
 * clasp_universes_set_blackout:
 * @self: universes
 * @on: whether it is dark
 * @fade_us: how long the levels take to come back, 0 = at once; not used when @on
 *
 * Thread: worker.
 */
void
clasp_universes_set_blackout (ClaspUniverses *self, gboolean on, gint64 fade_us)
{
  if (self->is_black == !!on)
    return;

  clasp_timers_cancel (self->timers, &self->fade_timer);
  self->is_black = !!on;
  self->fade_began_us = 0;
  if (!on && fade_us > 0)
    {
      self->fade_us = fade_us;
      self->fade_began_us = clasp_universes_now (self);
      clasp_timers_set (self->timers, &self->fade_timer, self->fade_began_us + FADE_INTERVAL_US,
                        fade_cb, self);
    }
  clasp_universes_find_dimmed (self);
  touch_scope (self);
}

/**
 * clasp_universes_set_master:
 * @self: universes
 * @level: the grand master, 0–1; what is beyond is taken as the end, NaN as nothing
 *
 * Scales the intensity slots of all universes that a blackout takes; all their slots where none is marked.
 *
 * Thread: worker.
 */
void
clasp_universes_set_master (ClaspUniverses *self, double level)
{
  if (isnan (level) || CLAMP (level, 0.0, 1.0) == self->master)
    return;

  self->master = CLAMP (level, 0.0, 1.0);
  clasp_universes_find_dimmed (self);
  touch_scope (self);
}

double
clasp_universes_get_master (const ClaspUniverses *self)
{
  return self->master;
}

/**
 * clasp_universes_set_scope:
 * @self: universes
 * @prefixes: (nullable): which universes a blackout takes; copied; none is all
 *
 * Thread: worker.
 */
void
clasp_universes_set_scope (ClaspUniverses *self, const char *const *prefixes)
{
  GHashTableIter iter;
  gpointer       overlay;

  g_strfreev (self->scope);
  self->scope = g_strdupv ((char **) prefixes);
  g_hash_table_iter_init (&iter, self->overlays);
  while (g_hash_table_iter_next (&iter, NULL, &overlay))
    {
      gboolean was_in_scope = ((ClaspOverlay *) overlay)->is_in_scope;

      ((ClaspOverlay *) overlay)->is_in_scope =
        clasp_universes_is_in_scope (self, ((ClaspOverlay *) overlay)->prefix);
      if (was_in_scope != ((ClaspOverlay *) overlay)->is_in_scope)
        clasp_universes_touch_overlay (self, overlay);
    }
}

/* ---- tests ---- */

static gboolean
goes_out (const ClaspUniverses *self, const ClaspOverlay *overlay)
{
  for (guint i = 0; i < self->universes->len; i++)
    {
      const ClaspUniverse *universe = g_ptr_array_index (self->universes, i);

      if (universe->overlay == overlay && universe->description.output != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
may_test (const ClaspUniverses *self, const ClaspOverlay *overlay, guint slot, int level)
{
  if (level == CLASP_NO_TEST)
    return TRUE;
  if (level < 0 || level > 255 || !goes_out (self, overlay))
    return FALSE;
  return (overlay->marks[slot] & CLASP_SLOT_CAREFUL) == 0 &&
         (overlay->tests[slot] != CLASP_NO_TEST || self->n_tests < CLASP_UNIVERSES_MAX_TESTS);
}

void
clasp_universes_put_test (ClaspUniverses *self, ClaspOverlay *overlay, guint slot, int level)
{
  int change = (level != CLASP_NO_TEST) - (overlay->tests[slot] != CLASP_NO_TEST);

  overlay->tests[slot] = (gint16) level;
  overlay->n_tests = (guint) ((int) overlay->n_tests + change);
  self->n_tests = (guint) ((int) self->n_tests + change);
}

/* A universe nobody sent yet begins with a test of it: that is how fixtures are found. And the slot
 * counts as used, so that short frames reach it. */
static void
use_slot (ClaspUniverses *self, const ClaspOverlay *overlay, guint slot)
{
  for (guint i = 0; i < self->universes->len; i++)
    {
      ClaspUniverse       *universe = g_ptr_array_index (self->universes, i);
      ClaspUniverseOutput *output = universe->description.output;

      if (universe->overlay == overlay && output != NULL)
        clasp_universe_output_set_slot (output, slot, output->levels[slot]);
    }
}

/**
 * clasp_universes_set_test:
 * @self: universes
 * @prefix: of a universe that goes out, "/artnet/0/0/1"
 * @slot: 0–511
 * @level: 0–255, or -1 to release
 *
 * Thread: worker.
 *
 * Returns: %FALSE if this cannot be, or must not
 */
gboolean
clasp_universes_set_test (ClaspUniverses *self, const char *prefix, guint slot, int level)
{
  ClaspOverlay *overlay = clasp_universes_find_overlay (self, prefix);

  if (overlay == NULL || slot >= CLASP_DMX_SLOTS || !may_test (self, overlay, slot, level))
    return FALSE;
  if (overlay->tests[slot] == level)
    return TRUE;

  clasp_universes_put_test (self, overlay, slot, level);
  use_slot (self, overlay, slot);
  clasp_universes_touch_overlay (self, overlay);
  clasp_universes_drop_if_unused (self, overlay);
  return TRUE;
}

/**
 * clasp_universes_release_tests:
 * @self: universes
 *
 * Thread: worker.
 */
void
clasp_universes_release_tests (ClaspUniverses *self)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, self->overlays);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      ClaspOverlay *overlay = data;

      if (overlay->n_tests == 0)
        continue;
      for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
        clasp_universes_put_test (self, overlay, slot, CLASP_NO_TEST);
      clasp_universes_touch_overlay (self, overlay);
      if (overlay->n_universes == 0 && !overlay->has_notes)
        g_hash_table_iter_remove (&iter);
    }
}

gboolean
clasp_universes_get_blackout (const ClaspUniverses *self)
{
  return self->is_black;
}

guint
clasp_universes_count_tests (const ClaspUniverses *self)
{
  return self->n_tests;
}
