/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universes-private.h"

#include <math.h>

/* Design notes: what is known of a prefix – tests, notes – is one ClaspOverlay that all universes
 * with the prefix point to, so a frame looks nothing up. A hold that changes touches every output
 * it covers; while a blackout fades out, a timer does so at the frame rate. */

gint64
clasp_universes_now (ClaspUniverses *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

/* ---- overlays ---- */

static void
overlay_free (gpointer data)
{
  ClaspOverlay *overlay = data;

  g_clear_pointer (&overlay->names, g_hash_table_unref);
  g_free (overlay->prefix);
  g_free (overlay);
}

static gboolean
is_below (const char *prefix, const char *top)
{
  gsize length = strlen (top);

  return strncmp (prefix, top, length) == 0 && (prefix[length] == '\0' || prefix[length] == '/');
}

gboolean
clasp_universes_is_in_scope (ClaspUniverses *self, const char *prefix)
{
  if (self->scope == NULL || self->scope[0] == NULL)
    return TRUE;

  for (guint i = 0; self->scope[i] != NULL; i++)
    if (is_below (prefix, self->scope[i]))
      return TRUE;
  return FALSE;
}

ClaspOverlay *
clasp_universes_find_overlay (const ClaspUniverses *self, const char *prefix)
{
  return g_hash_table_lookup (self->overlays, prefix);
}

ClaspOverlay *
clasp_universes_ensure_overlay (ClaspUniverses *self, const char *prefix)
{
  ClaspOverlay *overlay = clasp_universes_find_overlay (self, prefix);

  if (overlay != NULL)
    return overlay;

  overlay = g_new0 (ClaspOverlay, 1);
  overlay->prefix = g_strdup (prefix);
  overlay->is_in_scope = clasp_universes_is_in_scope (self, prefix);
  for (guint i = 0; i < CLASP_DMX_SLOTS; i++)
    {
      overlay->tests[i] = CLASP_NO_TEST;
      overlay->cues[i] = CLASP_DMX_NO_CUE;
    }
  g_hash_table_insert (self->overlays, overlay->prefix, overlay);
  return overlay;
}

void
clasp_universes_drop_if_unused (ClaspUniverses *self, ClaspOverlay *overlay)
{
  if (overlay->n_universes == 0 && overlay->n_tests == 0 && !overlay->has_notes)
    g_hash_table_remove (self->overlays, overlay->prefix);
}

/* ---- universes ---- */

static void
universe_free (gpointer data)
{
  ClaspUniverse *universe = data;

  g_free ((char *) universe->description.connection);
  g_free ((char *) universe->description.protocol);
  g_free ((char *) universe->description.label);
  g_free ((char *) universe->description.prefix);
  g_free ((char *) universe->description.group);
  g_free (universe);
}

/**
 * clasp_universes_new:
 * @timers: the worker's timers
 *
 * Thread: worker.
 *
 * Returns: (transfer full): no universes, nothing held
 */
ClaspUniverses *
clasp_universes_new (ClaspTimers *timers)
{
  ClaspUniverses *self = g_new0 (ClaspUniverses, 1);

  self->timers = timers;
  self->master = 1.0;
  self->universes = g_ptr_array_new_with_free_func (universe_free);
  self->tellers = g_array_new (FALSE, FALSE, sizeof (ClaspTeller));
  self->overlays = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, overlay_free);
  return self;
}

/**
 * clasp_universes_free:
 * @self: (transfer full): universes; all of them removed by whom they belong to
 *
 * Thread: worker.
 */
void
clasp_universes_free (ClaspUniverses *self)
{
  clasp_timers_cancel (self->timers, &self->fade_timer);
  clasp_timers_cancel (self->timers, &self->glide_timer);
  g_ptr_array_unref (self->universes);
  g_array_unref (self->tellers);
  g_hash_table_unref (self->overlays);
  g_strfreev (self->scope);
  g_strfreev (self->notes);
  g_strfreev (self->more_notes);
  g_free (self);
}

/**
 * clasp_universes_add:
 * @self: universes
 * @description: what it is; texts are copied
 *
 * Thread: worker.
 *
 * Returns: (transfer none): the universe, until it is removed
 */
ClaspUniverse *
clasp_universes_add (ClaspUniverses *self, const ClaspUniverseDescription *description)
{
  ClaspUniverse *universe = g_new0 (ClaspUniverse, 1);

  universe->universes = self;
  universe->description = *description;
  universe->description.connection = g_strdup (description->connection);
  universe->description.protocol = g_strdup (description->protocol);
  universe->description.label = g_strdup (description->label);
  universe->description.prefix = g_strdup (description->prefix);
  universe->description.group = g_strdup (description->group);
  universe->overlay = clasp_universes_ensure_overlay (self, description->prefix);
  universe->overlay->n_universes++;
  if (description->input != NULL)
    clasp_universe_input_set_cues (description->input, universe->overlay->cues);
  g_ptr_array_add (self->universes, universe);
  return universe;
}

/**
 * clasp_universes_remove:
 * @self: universes
 * @universe: (transfer full): one of them
 *
 * Thread: worker.
 */
void
clasp_universes_remove (ClaspUniverses *self, ClaspUniverse *universe)
{
  ClaspOverlay *overlay = universe->overlay;

  if (universe->description.input != NULL)
    clasp_universe_input_set_cues (universe->description.input, NULL);
  g_ptr_array_remove_fast (self->universes, universe);
  overlay->n_universes--;
  clasp_universes_drop_if_unused (self, overlay);
}

/* ---- frames ---- */

#define ONE 65536 /* all of the light, in integers */

/* One branch a frame asks for it. */
void
clasp_universes_find_dimmed (ClaspUniverses *self)
{
  self->is_dimmed = self->is_black || self->fade_began_us != 0 || self->master < 1.0;
}

/* How much of the levels a blackout and the grand master let through, 0–1. */
static double
get_light (const ClaspUniverses *self, gint64 now_us)
{
  if (self->is_black)
    return 0.0;
  if (self->fade_began_us == 0)
    return self->master;

  return self->master * MIN (1.0, (double) (now_us - self->fade_began_us) / (double) self->fade_us);
}

/* A grand master may stay where it is for hours, so it costs a multiplication of integers a slot. */
static void
dim (const ClaspOverlay *overlay, double light, guint8 *frame)
{
  guint share = (guint) lround (light * ONE);

  if (overlay->n_intensity == 0)
    {
      for (guint i = 0; i < CLASP_DMX_SLOTS; i++)
        frame[i] = (guint8) ((frame[i] * share + ONE / 2) / ONE);
      return;
    }
  for (guint i = 0; i < CLASP_DMX_SLOTS; i++)
    if ((overlay->marks[i] & CLASP_SLOT_INTENSITY) != 0)
      frame[i] = (guint8) ((frame[i] * share + ONE / 2) / ONE);
}

static void
lay_tests (const ClaspOverlay *overlay, guint8 *frame)
{
  for (guint i = 0; i < CLASP_DMX_SLOTS; i++)
    if (overlay->tests[i] != CLASP_NO_TEST)
      frame[i] = (guint8) overlay->tests[i];
}

/**
 * clasp_universes_render:
 * @self: universes
 * @universe: one that goes out
 * @now_us: monotonic µs
 * @frame: (out caller-allocates) (array fixed-size=512): the levels to send
 *
 * Thread: worker.
 */
void
clasp_universes_render (ClaspUniverses *self,
                        ClaspUniverse  *universe,
                        gint64          now_us,
                        guint8          frame[CLASP_DMX_SLOTS])
{
  const ClaspOverlay *overlay = universe->overlay;

  if (self->is_frozen || universe->hold != CLASP_HOLD_NONE)
    clasp_universe_lay_freeze (universe, now_us, frame);
  else
    memcpy (frame, clasp_universe_output_peek (universe->description.output, NULL), CLASP_DMX_SLOTS);
  if (self->is_dimmed && overlay->is_in_scope)
    dim (overlay, get_light (self, now_us), frame);
  if (overlay->n_tests > 0)
    lay_tests (overlay, frame);
}

void
clasp_universe_touch (ClaspUniverse *universe)
{
  if (universe->description.output == NULL)
    return;

  clasp_universe_output_touch (universe->description.output);
  if (universe->description.touched != NULL)
    universe->description.touched (universe->description.user_data);
}

void
clasp_universes_touch_overlay (ClaspUniverses *self, const ClaspOverlay *overlay)
{
  for (guint i = 0; i < self->universes->len; i++)
    {
      ClaspUniverse *universe = g_ptr_array_index (self->universes, i);

      if (universe->overlay == overlay)
        clasp_universe_touch (universe);
    }
}
