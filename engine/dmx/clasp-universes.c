/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universes.h"

#include "core/clasp-error.h"
#include "dmx/clasp-universe-notes.h"

#include <math.h>

/* Design notes: what is known of a prefix – tests, notes – is one Overlay that all universes with
 * the prefix point to, so a frame looks nothing up. A hold that changes touches every output it
 * covers; while a blackout fades out, a timer does so at the frame rate. */

#define FADE_INTERVAL_US (G_USEC_PER_SEC / CLASP_DMX_MAX_HZ)
#define NO_TEST -1
#define IS_INTENSITY 1
#define IS_CAREFUL 2

typedef struct
{
  char       *prefix;                 /* (owned) */
  gint16      tests[CLASP_DMX_SLOTS]; /* NO_TEST or the level */
  guint       n_tests;
  guint8      marks[CLASP_DMX_SLOTS];
  guint       n_intensity;
  gboolean    has_notes;
  gboolean    is_in_scope; /* of a blackout */
  GHashTable *names;       /* (owned) (nullable) slot → name (owned) */
  guint       n_universes;
} Overlay;

struct _ClaspUniverse
{
  ClaspUniverses          *universes;   /* (unowned) */
  ClaspUniverseDescription description; /* texts owned */
  Overlay                 *overlay;     /* (unowned) */
  gboolean                 is_frozen;
  guint8                   frozen[CLASP_DMX_SLOTS];
};

struct _ClaspUniverses
{
  ClaspTimers *timers;    /* (unowned) */
  GPtrArray   *universes; /* (owned) ClaspUniverse (owned) */
  GHashTable  *overlays;  /* (owned) prefix → Overlay */
  GStrv        scope;     /* (owned) (nullable) */
  gboolean     is_black, is_frozen;
  guint        n_tests;
  gint64       fade_began_us; /* 0 = none runs */
  gint64       fade_us;
  ClaspTimer   fade_timer;
};

static gint64
now (ClaspUniverses *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

/* ---- overlays ---- */

static void
overlay_free (gpointer data)
{
  Overlay *overlay = data;

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

static gboolean
is_in_scope (ClaspUniverses *self, const char *prefix)
{
  if (self->scope == NULL || self->scope[0] == NULL)
    return TRUE;

  for (guint i = 0; self->scope[i] != NULL; i++)
    if (is_below (prefix, self->scope[i]))
      return TRUE;
  return FALSE;
}

static Overlay *
find_overlay (const ClaspUniverses *self, const char *prefix)
{
  return g_hash_table_lookup (self->overlays, prefix);
}

static Overlay *
ensure_overlay (ClaspUniverses *self, const char *prefix)
{
  Overlay *overlay = find_overlay (self, prefix);

  if (overlay != NULL)
    return overlay;

  overlay = g_new0 (Overlay, 1);
  overlay->prefix = g_strdup (prefix);
  overlay->is_in_scope = is_in_scope (self, prefix);
  for (guint i = 0; i < CLASP_DMX_SLOTS; i++)
    overlay->tests[i] = NO_TEST;
  g_hash_table_insert (self->overlays, overlay->prefix, overlay);
  return overlay;
}

static void
drop_if_unused (ClaspUniverses *self, Overlay *overlay)
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
  self->universes = g_ptr_array_new_with_free_func (universe_free);
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
  g_ptr_array_unref (self->universes);
  g_hash_table_unref (self->overlays);
  g_strfreev (self->scope);
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
  universe->overlay = ensure_overlay (self, description->prefix);
  universe->overlay->n_universes++;
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
  Overlay *overlay = universe->overlay;

  g_ptr_array_remove_fast (self->universes, universe);
  overlay->n_universes--;
  drop_if_unused (self, overlay);
}

/* ---- frames ---- */

/* How much of the levels a blackout lets through, 0–1. */
static double
get_light (const ClaspUniverses *self, gint64 now_us)
{
  if (self->is_black)
    return 0.0;
  if (self->fade_began_us == 0)
    return 1.0;

  return MIN (1.0, (double) (now_us - self->fade_began_us) / (double) self->fade_us);
}

static void
lay_blackout (const Overlay *overlay, double light, guint8 *frame)
{
  if (overlay->n_intensity == 0 && light <= 0.0)
    {
      memset (frame, 0, CLASP_DMX_SLOTS);
      return;
    }

  for (guint i = 0; i < CLASP_DMX_SLOTS; i++)
    if (overlay->n_intensity == 0 || (overlay->marks[i] & IS_INTENSITY) != 0)
      frame[i] = (guint8) lround (frame[i] * light);
}

static void
lay_tests (const Overlay *overlay, guint8 *frame)
{
  for (guint i = 0; i < CLASP_DMX_SLOTS; i++)
    if (overlay->tests[i] != NO_TEST)
      frame[i] = (guint8) overlay->tests[i];
}

static void
freeze (ClaspUniverse *universe)
{
  memcpy (universe->frozen, clasp_universe_output_peek (universe->description.output, NULL),
          CLASP_DMX_SLOTS);
  universe->is_frozen = TRUE;
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
  const Overlay *overlay = universe->overlay;
  double         light;

  /* A universe that begins while all is frozen stays as it begins. */
  if (self->is_frozen && !universe->is_frozen)
    freeze (universe);
  memcpy (frame,
          universe->is_frozen ? universe->frozen
                              : clasp_universe_output_peek (universe->description.output, NULL),
          CLASP_DMX_SLOTS);
  if ((self->is_black || self->fade_began_us != 0) && overlay->is_in_scope)
    {
      light = get_light (self, now_us);
      if (light < 1.0)
        lay_blackout (overlay, light, frame);
    }
  if (overlay->n_tests > 0)
    lay_tests (overlay, frame);
}

static void
touch (ClaspUniverse *universe)
{
  if (universe->description.output == NULL)
    return;

  clasp_universe_output_touch (universe->description.output);
  if (universe->description.touched != NULL)
    universe->description.touched (universe->description.user_data);
}

static void
touch_scope (ClaspUniverses *self)
{
  for (guint i = 0; i < self->universes->len; i++)
    {
      ClaspUniverse *universe = g_ptr_array_index (self->universes, i);

      if (universe->overlay->is_in_scope)
        touch (universe);
    }
}

static void
touch_overlay (ClaspUniverses *self, const Overlay *overlay)
{
  for (guint i = 0; i < self->universes->len; i++)
    {
      ClaspUniverse *universe = g_ptr_array_index (self->universes, i);

      if (universe->overlay == overlay)
        touch (universe);
    }
}

/* ---- blackout ---- */

static void
fade_cb (gpointer user_data)
{
  ClaspUniverses *self = user_data;
  gint64          now_us = now (self);

  if (now_us - self->fade_began_us >= self->fade_us)
    self->fade_began_us = 0;
  else
    clasp_timers_set (self->timers, &self->fade_timer, now_us + FADE_INTERVAL_US, fade_cb, self);
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
      self->fade_began_us = now (self);
      clasp_timers_set (self->timers, &self->fade_timer, self->fade_began_us + FADE_INTERVAL_US,
                        fade_cb, self);
    }
  touch_scope (self);
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
      gboolean was_in_scope = ((Overlay *) overlay)->is_in_scope;

      ((Overlay *) overlay)->is_in_scope = is_in_scope (self, ((Overlay *) overlay)->prefix);
      if (was_in_scope != ((Overlay *) overlay)->is_in_scope)
        touch_overlay (self, overlay);
    }
}

/* ---- freeze ---- */

/**
 * clasp_universes_set_freeze:
 * @self: universes
 * @on: whether outputs keep the levels they have now
 *
 * Thread: worker.
 */
void
clasp_universes_set_freeze (ClaspUniverses *self, gboolean on)
{
  if (self->is_frozen == !!on)
    return;

  self->is_frozen = !!on;
  for (guint i = 0; i < self->universes->len; i++)
    {
      ClaspUniverse *universe = g_ptr_array_index (self->universes, i);

      universe->is_frozen = FALSE;
      if (on && universe->description.output != NULL && universe->description.output->is_active)
        freeze (universe);
      touch (universe);
    }
}

/* ---- tests ---- */

static gboolean
goes_out (const ClaspUniverses *self, const Overlay *overlay)
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
may_test (const ClaspUniverses *self, const Overlay *overlay, guint slot, int level)
{
  if (level == NO_TEST)
    return TRUE;
  if (level < 0 || level > 255 || !goes_out (self, overlay))
    return FALSE;
  return (overlay->marks[slot] & IS_CAREFUL) == 0 &&
         (overlay->tests[slot] != NO_TEST || self->n_tests < CLASP_UNIVERSES_MAX_TESTS);
}

static void
put_test (ClaspUniverses *self, Overlay *overlay, guint slot, int level)
{
  int change = (level != NO_TEST) - (overlay->tests[slot] != NO_TEST);

  overlay->tests[slot] = (gint16) level;
  overlay->n_tests = (guint) ((int) overlay->n_tests + change);
  self->n_tests = (guint) ((int) self->n_tests + change);
}

/* A universe nobody sent yet begins with a test of it: that is how fixtures are found. And the slot
 * counts as used, so that short frames reach it. */
static void
use_slot (ClaspUniverses *self, const Overlay *overlay, guint slot)
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
  Overlay *overlay = find_overlay (self, prefix);

  if (overlay == NULL || slot >= CLASP_DMX_SLOTS || !may_test (self, overlay, slot, level))
    return FALSE;
  if (overlay->tests[slot] == level)
    return TRUE;

  put_test (self, overlay, slot, level);
  use_slot (self, overlay, slot);
  touch_overlay (self, overlay);
  drop_if_unused (self, overlay);
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
      Overlay *overlay = data;

      if (overlay->n_tests == 0)
        continue;
      for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
        put_test (self, overlay, slot, NO_TEST);
      touch_overlay (self, overlay);
      if (overlay->n_universes == 0 && !overlay->has_notes)
        g_hash_table_iter_remove (&iter);
    }
}

gboolean
clasp_universes_get_blackout (const ClaspUniverses *self)
{
  return self->is_black;
}

gboolean
clasp_universes_get_freeze (const ClaspUniverses *self)
{
  return self->is_frozen;
}

guint
clasp_universes_count_tests (const ClaspUniverses *self)
{
  return self->n_tests;
}

/* ---- notes ---- */

static void
forget_notes (ClaspUniverses *self)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, self->overlays);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Overlay *overlay = data;

      memset (overlay->marks, 0, sizeof overlay->marks);
      g_clear_pointer (&overlay->names, g_hash_table_unref);
      overlay->n_intensity = 0;
      overlay->has_notes = FALSE;
    }
}

static void
apply_note (ClaspUniverses *self, const ClaspNoteText *note)
{
  Overlay *overlay = ensure_overlay (self, note->prefix);

  overlay->has_notes = TRUE;
  if (note->name != NULL && overlay->names == NULL)
    overlay->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint slot = note->first; slot <= note->last; slot++)
    {
      if (note->is_intensity && (overlay->marks[slot] & IS_INTENSITY) == 0)
        overlay->n_intensity++;
      overlay->marks[slot] |=
        (guint8) ((note->is_intensity ? IS_INTENSITY : 0) | (note->is_careful ? IS_CAREFUL : 0));
      if (note->name != NULL)
        g_hash_table_replace (overlay->names, GUINT_TO_POINTER (slot), g_strdup (note->name));
    }
}

/* A slot that became careful is not tested any longer. */
static gboolean
settle_overlay (gpointer prefix, gpointer data, gpointer user_data)
{
  ClaspUniverses *self = user_data;
  Overlay        *overlay = data;

  for (guint slot = 0; slot < CLASP_DMX_SLOTS && overlay->n_tests > 0; slot++)
    if ((overlay->marks[slot] & IS_CAREFUL) != 0)
      put_test (self, overlay, slot, NO_TEST);
  touch_overlay (self, overlay);
  return overlay->n_universes == 0 && overlay->n_tests == 0 && !overlay->has_notes;
}

static void
add_problem (GPtrArray *problems, const char *sentence)
{
  if (problems != NULL)
    g_ptr_array_add (problems, g_strdup (sentence));
}

/**
 * clasp_universes_set_notes:
 * @self: universes
 * @texts: (nullable): the notes of the show
 * @problems: (nullable) (element-type utf8): gets a sentence for each one that cannot be read
 *
 * Thread: worker.
 */
void
clasp_universes_set_notes (ClaspUniverses *self, const char *const *texts, GPtrArray *problems)
{
  guint n = 0;

  forget_notes (self);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_autoptr (GError)     error = NULL;
      g_auto (ClaspNoteText) note = { 0 };

      if (n == CLASP_UNIVERSES_MAX_NOTES)
        {
          add_problem (problems, "more notes than there may be; the rest is left out");
          break;
        }
      n++;
      if (clasp_note_text_parse (texts[i], &note, &error))
        apply_note (self, &note);
      else
        add_problem (problems, error->message);
    }
  g_hash_table_foreach_remove (self->overlays, settle_overlay, self);
}

/**
 * clasp_universes_find_note:
 * @self: universes
 * @prefix: of a universe
 * @slot: 0–511
 * @note: (out caller-allocates): what is known of the slot
 *
 * Thread: worker.
 *
 * Returns: %FALSE if nothing is
 */
gboolean
clasp_universes_find_note (const ClaspUniverses *self,
                           const char           *prefix,
                           guint                 slot,
                           ClaspSlotNote        *note)
{
  const Overlay *overlay = find_overlay (self, prefix);

  *note = (ClaspSlotNote){ 0 };
  if (overlay == NULL || slot >= CLASP_DMX_SLOTS)
    return FALSE;

  note->is_intensity = (overlay->marks[slot] & IS_INTENSITY) != 0;
  note->is_careful = (overlay->marks[slot] & IS_CAREFUL) != 0;
  if (overlay->names != NULL)
    note->name = g_hash_table_lookup (overlay->names, GUINT_TO_POINTER (slot));
  return note->is_intensity || note->is_careful || note->name != NULL;
}

/* ---- looking ---- */

static gboolean
is_held (const ClaspUniverses *self, const ClaspUniverse *universe, guint slot)
{
  const Overlay *overlay = universe->overlay;

  if (self->is_frozen || overlay->tests[slot] != NO_TEST)
    return TRUE;
  return (self->is_black || self->fade_began_us != 0) && overlay->is_in_scope &&
         (overlay->n_intensity == 0 || (overlay->marks[slot] & IS_INTENSITY) != 0);
}

static void
describe_output (const ClaspUniverses *self,
                 const ClaspUniverse  *universe,
                 gint64                now_us,
                 ClaspUniverseInfo    *info)
{
  const ClaspUniverseOutput *output = universe->description.output;

  info->is_output = TRUE;
  info->n_slots = output->n_slots;
  info->rate = clasp_dmx_rate_get (&output->rate, now_us);
  info->n_frames = output->n_frames;
  memcpy (info->levels, output->sent, sizeof info->levels);
  if (!self->is_frozen && !self->is_black && self->fade_began_us == 0 &&
      universe->overlay->n_tests == 0)
    return;

  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    if (is_held (self, universe, slot))
      {
        info->held[slot / 32] |= 1u << (slot % 32);
        info->is_held = TRUE;
      }
}

static void
describe_input (const ClaspUniverse *universe, gint64 now_us, ClaspUniverseInfo *info)
{
  ClaspUniverseInput *input = universe->description.input;

  memcpy (info->levels, clasp_universe_input_peek (input, &info->n_slots), sizeof info->levels);
  info->n_sources = clasp_universe_input_count_sources (input);
  info->is_tied = clasp_universe_input_is_tied (input);
  info->rate = clasp_universe_input_get_rate (input, now_us, &info->n_frames);
}

/**
 * clasp_universes_foreach:
 * @self: universes
 * @now_us: monotonic µs
 * @func: gets each; must not add or remove any
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_universes_foreach (ClaspUniverses   *self,
                         gint64            now_us,
                         ClaspUniverseFunc func,
                         gpointer          user_data)
{
  for (guint i = 0; i < self->universes->len; i++)
    {
      ClaspUniverse    *universe = g_ptr_array_index (self->universes, i);
      ClaspUniverseInfo info = { 0 };

      g_strlcpy (info.connection, universe->description.connection, sizeof info.connection);
      g_strlcpy (info.protocol, universe->description.protocol, sizeof info.protocol);
      g_strlcpy (info.label, universe->description.label, sizeof info.label);
      g_strlcpy (info.prefix, universe->description.prefix, sizeof info.prefix);
      if (universe->description.output != NULL)
        describe_output (self, universe, now_us, &info);
      else if (universe->description.input != NULL)
        describe_input (universe, now_us, &info);
      func (universe, &info, user_data);
    }
}

guint
clasp_universes_count (const ClaspUniverses *self)
{
  return self->universes->len;
}

ClaspUniverseInput *
clasp_universe_get_input (const ClaspUniverse *universe)
{
  return universe->description.input;
}
