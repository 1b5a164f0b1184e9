/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universe-input-private.h"

/* Design notes: every source keeps what it said; who decides a slot is found anew for the slots
 * that may have changed. A frame that says what its source said before costs one memcmp (). A slot
 * that nobody decides any more keeps its level, or goes to 0, as the rule for losses says. */

/* The winners are bytes. */
#define MAX_SOURCES 254
/* A console that starts again begins with a low number: it is believed after this. */
#define ARTNET_FORGET_US G_USEC_PER_SEC
#define ARTNET_WINDOW 128
#define SACN_WINDOW 20

/**
 * clasp_universe_input_new:
 * @rules: how sources become one; copied, with 1 to 254 sources
 * @changed: called for every change of a merged level
 * @user_data: for @changed
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a universe without sources
 */
ClaspUniverseInput *
clasp_universe_input_new (const ClaspUniverseRules *rules,
                          ClaspUniverseChangeFunc   changed,
                          gpointer                  user_data)
{
  guint               n = CLAMP (rules->max_sources, 1, MAX_SOURCES);
  ClaspUniverseInput *self =
    g_malloc0 (sizeof (ClaspUniverseInput) + n * sizeof (ClaspInputSource *));

  self->rules = *rules;
  self->rules.max_sources = n;
  self->changed = changed;
  self->user_data = user_data;
  self->due_us = G_MAXINT64;
  return self;
}

/**
 * clasp_universe_input_free:
 * @self: (transfer full): a universe
 *
 * Thread: worker.
 */
void
clasp_universe_input_free (ClaspUniverseInput *self)
{
  for (guint i = 0; i < self->rules.max_sources; i++)
    g_free (self->sources[i]);
  g_free (self);
}

/* ---- merging ---- */

int
clasp_universe_priority_of (const ClaspInputSource *source, guint slot)
{
  if (slot >= source->n_slots)
    return CLASP_NOT_SOURCED;
  if (source->priorities_us == 0)
    return source->priority;
  return source->priorities[slot] == 0 ? CLASP_NOT_SOURCED : source->priorities[slot];
}

static gboolean
beats (const ClaspUniverseInput *self,
       const ClaspInputSource   *source,
       const ClaspInputSource   *other,
       guint                     slot)
{
  switch (self->rules.merge)
    {
    case CLASP_DMX_MERGE_HTP:
      return source->levels[slot] > other->levels[slot];
    case CLASP_DMX_MERGE_LTP:
      return source->stamp > other->stamp;
    }

  return FALSE;
}

/* The place of the source that decides @slot, from 1; 0 when none does. */
static guint
find_winner (const ClaspUniverseInput *self, guint slot)
{
  guint winner = 0;
  int   highest = CLASP_NOT_SOURCED;

  for (guint i = 0; i < self->rules.max_sources; i++)
    {
      const ClaspInputSource *source = self->sources[i];
      int priority = source != NULL ? clasp_universe_priority_of (source, slot) : CLASP_NOT_SOURCED;

      if (priority == CLASP_NOT_SOURCED || priority < highest ||
          (priority == highest && !beats (self, source, self->sources[winner - 1], slot)))
        continue;
      winner = i + 1;
      highest = priority;
    }

  return winner;
}

void
clasp_universe_input_report (ClaspUniverseInput *self, guint slot, guint8 level, guint64 source)
{
  if (clasp_universe_input_is_known (self, slot) && self->levels[slot] == level)
    return;

  self->levels[slot] = level;
  self->known[slot / 32] |= 1u << (slot % 32);
  self->n_slots = MAX (self->n_slots, slot + 1);
  self->changed (slot, level, source, self->user_data);
}

static void
lose_slot (ClaspUniverseInput *self, guint slot)
{
  switch (self->rules.loss)
    {
    case CLASP_DMX_LOSS_HOLD:
      break;
    case CLASP_DMX_LOSS_ZERO:
      if (clasp_universe_input_is_known (self, slot))
        clasp_universe_input_report (self, slot, 0, 0);
      break;
    case CLASP_DMX_LOSS_CUE:
      /* What was never sourced may still be: priorities come before levels. */
      if (self->n_sources == 0 || clasp_universe_input_is_known (self, slot))
        clasp_universe_input_begin_cue (self, slot);
      break;
    }
}

static void
merge_slot (ClaspUniverseInput *self, guint slot)
{
  guint                   winner = find_winner (self, slot);
  const ClaspInputSource *source = winner > 0 ? self->sources[winner - 1] : NULL;

  self->winners[slot] = (guint8) winner;
  if (source == NULL)
    {
      lose_slot (self, slot);
      return;
    }
  clasp_universe_input_end_cue (self, slot);
  clasp_universe_input_report (self, slot, source->levels[slot], source->id);
}

static void
merge_slots (ClaspUniverseInput *self, guint first, guint end)
{
  if (self->sampling_until_us != G_MININT64)
    return;

  for (guint slot = first; slot < end; slot++)
    merge_slot (self, slot);
  if (self->n_fading > 0)
    {
      clasp_universe_input_go_to_cues (self, self->now_us);
      self->due_us = MIN (self->due_us, clasp_universe_input_get_cue_due_us (self));
    }
}

static void
merge_all (ClaspUniverseInput *self)
{
  merge_slots (self, 0, CLASP_DMX_SLOTS);
}

/* ---- sources come and go ---- */

ClaspInputSource *
clasp_universe_input_find_source (const ClaspUniverseInput *self, guint64 id)
{
  for (guint i = 0; i < self->rules.max_sources; i++)
    if (self->sources[i] != NULL && self->sources[i]->id == id)
      return self->sources[i];

  return NULL;
}

/* NULL when there are as many as may be. */
static ClaspInputSource *
add_source (ClaspUniverseInput *self, guint64 id)
{
  for (guint i = 0; i < self->rules.max_sources; i++)
    if (self->sources[i] == NULL)
      {
        self->sources[i] = g_new0 (ClaspInputSource, 1);
        self->sources[i]->id = id;
        self->n_sources++;
        return self->sources[i];
      }

  return NULL;
}

static void
remove_source (ClaspUniverseInput *self, guint index)
{
  if (self->only == self->sources[index]->id)
    self->only = 0;
  g_clear_pointer (&self->sources[index], g_free);
  self->n_sources--;
}

static void
remove_all_but (ClaspUniverseInput *self, guint64 id)
{
  for (guint i = 0; i < self->rules.max_sources; i++)
    if (self->sources[i] != NULL && self->sources[i]->id != id)
      remove_source (self, i);
}

/* TRUE when slots have to be merged again; @n_gone counts those that went. */
static gboolean
forget_silent (ClaspUniverseInput *self, gint64 now_us, guint *n_gone)
{
  gboolean is_changed = FALSE;

  for (guint i = 0; i < self->rules.max_sources; i++)
    {
      ClaspInputSource *source = self->sources[i];

      if (source == NULL)
        continue;
      if (now_us - source->seen_us >= self->rules.timeout_us)
        {
          remove_source (self, i);
          (*n_gone)++;
          is_changed = TRUE;
        }
      else if (source->priorities_us != 0 &&
               now_us - source->priorities_us >= self->rules.timeout_us)
        {
          source->priorities_us = 0; /* judged by its packets again (6.5) */
          is_changed = TRUE;
        }
    }

  return is_changed;
}

/**
 * clasp_universe_input_expire:
 * @self: a universe
 * @now_us: monotonic µs
 *
 * Forgets sources, and priorities of slots, that were not heard for the time-out; ends the sampling
 * period. What the others say then is reported; when nobody is left, the levels stay or go to 0.
 *
 * Thread: worker.
 *
 * Returns: %TRUE if a source went
 */
gboolean
clasp_universe_input_expire (ClaspUniverseInput *self, gint64 now_us)
{
  guint    n_gone = 0;
  gboolean is_changed = forget_silent (self, now_us, &n_gone);

  self->now_us = now_us;
  if (self->sampling_until_us != 0 && self->sampling_until_us != G_MININT64 &&
      now_us >= self->sampling_until_us)
    {
      self->sampling_until_us = G_MININT64;
      is_changed = TRUE;
    }
  if (is_changed)
    merge_all (self);
  clasp_universe_input_go_to_cues (self, now_us);
  self->due_us = clasp_universe_input_get_due_us (self);
  return n_gone > 0;
}

/**
 * clasp_universe_input_get_due_us:
 * @self: a universe
 *
 * Thread: worker.
 *
 * Returns: when [func@Clasp.universe_input_expire] has something to do; %G_MAXINT64 for never
 */
gint64
clasp_universe_input_get_due_us (const ClaspUniverseInput *self)
{
  gint64 due_us = clasp_universe_input_get_cue_due_us (self);

  for (guint i = 0; i < self->rules.max_sources; i++)
    {
      const ClaspInputSource *source = self->sources[i];

      if (source == NULL)
        continue;
      due_us = MIN (due_us, source->seen_us + self->rules.timeout_us);
      if (source->priorities_us != 0)
        due_us = MIN (due_us, source->priorities_us + self->rules.timeout_us);
    }
  if (self->sampling_until_us != 0 && self->sampling_until_us != G_MININT64)
    due_us = MIN (due_us, self->sampling_until_us);

  return due_us;
}

/* ---- frames ---- */

static gboolean
is_out_of_order (const ClaspUniverseInput *self,
                 const ClaspInputSource   *source,
                 guint8                    sequence,
                 gint64                    now_us)
{
  guint8 behind = (guint8) (source->sequence - sequence);

  if (!source->has_sequence)
    return FALSE;

  switch (self->rules.sequence)
    {
    case CLASP_DMX_SEQUENCE_NONE:
      return FALSE;
    case CLASP_DMX_SEQUENCE_ARTNET:
      return sequence != 0 && source->sequence != 0 && behind > 0 && behind <= ARTNET_WINDOW &&
             now_us - source->seen_us < ARTNET_FORGET_US;
    case CLASP_DMX_SEQUENCE_SACN:
      return behind < SACN_WINDOW;
    }

  return FALSE;
}

static void
keep_text (char *kept, gsize size, const char *text)
{
  if (text != NULL && strcmp (kept, text) != 0)
    g_strlcpy (kept, text, size);
}

static void
note_frame (ClaspInputSource *source, const ClaspUniverseFrame *frame, gint64 now_us)
{
  keep_text (source->name, sizeof source->name, frame->name);
  keep_text (source->address, sizeof source->address, frame->address);
  source->sequence = frame->sequence;
  source->has_sequence = TRUE;
  source->seen_us = now_us;
  source->n_frames++;
  clasp_dmx_rate_count (&source->rate, now_us);
}

/* Narrows @first and @end, a range of slots, to what differs. */
static void
find_difference (const guint8 *old, const guint8 *levels, guint *first, guint *end)
{
  while (*first < *end && old[*first] == levels[*first])
    (*first)++;
  while (*end > *first && old[*end - 1] == levels[*end - 1])
    (*end)--;
}

static void
take_levels (ClaspUniverseInput *self, ClaspInputSource *source, const ClaspUniverseFrame *frame)
{
  guint    n = MIN (frame->n_slots, CLASP_DMX_SLOTS);
  guint    first = 0, end = n;
  gboolean is_longer = n > source->n_slots;

  if (n == 0 || (!is_longer && memcmp (source->levels, frame->slots, n) == 0))
    return;

  if (!is_longer && self->rules.merge == CLASP_DMX_MERGE_HTP)
    find_difference (source->levels, frame->slots, &first, &end);
  else
    end = CLASP_DMX_SLOTS;
  memcpy (source->levels, frame->slots, n);
  source->n_slots = MAX (source->n_slots, n);
  source->stamp = ++self->stamp;
  merge_slots (self, first, end);
}

static void
take_priorities (ClaspUniverseInput       *self,
                 ClaspInputSource         *source,
                 const ClaspUniverseFrame *frame,
                 gint64                    now_us)
{
  guint8   priorities[CLASP_DMX_SLOTS] = { 0 }; /* beyond its count it has no say (6.5) */
  gboolean is_new = source->priorities_us == 0;

  for (guint i = 0; i < MIN (frame->n_slots, CLASP_DMX_SLOTS); i++)
    priorities[i] = MIN (frame->slots[i], CLASP_DMX_PRIORITY_MAX);
  source->priorities_us = now_us;
  self->due_us = MIN (self->due_us, now_us + self->rules.timeout_us);
  if (!is_new && memcmp (source->priorities, priorities, sizeof priorities) == 0)
    return;

  memcpy (source->priorities, priorities, sizeof priorities);
  merge_all (self);
}

static void
take_priority (ClaspUniverseInput *self, ClaspInputSource *source, guint8 priority)
{
  if (source->priority == priority)
    return;

  source->priority = priority;
  if (source->n_slots > 0 && source->priorities_us == 0)
    merge_all (self);
}

static ClaspUniverseResult
take_goodbye (ClaspUniverseInput *self, guint64 id)
{
  for (guint i = 0; i < self->rules.max_sources; i++)
    if (self->sources[i] != NULL && self->sources[i]->id == id)
      {
        remove_source (self, i);
        merge_all (self);
        return CLASP_UNIVERSE_ENDED;
      }

  return CLASP_UNIVERSE_TAKEN;
}

/* A source that is gone by now has nothing to say. */
static ClaspUniverseResult
take_held_back (ClaspUniverseInput *self, ClaspInputSource *source, const ClaspUniverseFrame *frame)
{
  if (source != NULL)
    take_levels (self, source, frame);
  return CLASP_UNIVERSE_TAKEN;
}

static void
begin (ClaspUniverseInput *self, gint64 now_us)
{
  if (self->sampling_until_us == 0)
    self->sampling_until_us =
      self->rules.sampling_us > 0 ? now_us + self->rules.sampling_us : G_MININT64;
  if (self->sampling_until_us != G_MININT64)
    self->due_us = MIN (self->due_us, self->sampling_until_us);
  self->due_us = MIN (self->due_us, now_us + self->rules.timeout_us);
}

static void
finish_cancelling (ClaspUniverseInput *self, guint64 id)
{
  self->is_cancelling = FALSE;
  remove_all_but (self, id);
  self->only = id;
  merge_all (self);
}

/**
 * clasp_universe_input_receive:
 * @self: a universe
 * @frame: what came
 * @now_us: monotonic µs
 *
 * Reports what it changed. A frame that says what its source said before reports nothing and costs
 * next to nothing.
 *
 * Thread: worker.
 *
 * Returns: what became of the frame
 */
ClaspUniverseResult
clasp_universe_input_receive (ClaspUniverseInput       *self,
                              const ClaspUniverseFrame *frame,
                              gint64                    now_us)
{
  ClaspInputSource *source;

  self->now_us = now_us;
  if (now_us >= self->due_us)
    clasp_universe_input_expire (self, now_us);

  source = clasp_universe_input_find_source (self, frame->source);
  if (frame->is_held_back)
    return take_held_back (self, source, frame);
  if (source != NULL && is_out_of_order (self, source, frame->sequence, now_us))
    {
      source->n_out_of_order++;
      return CLASP_UNIVERSE_OUT_OF_ORDER;
    }
  if (frame->is_terminated)
    return take_goodbye (self, frame->source);

  if (self->is_cancelling)
    finish_cancelling (self, frame->source);
  else if (self->only != 0 && self->only != frame->source)
    return CLASP_UNIVERSE_TOO_MANY_SOURCES;
  if (source == NULL)
    {
      source = add_source (self, frame->source);
      if (source == NULL)
        return CLASP_UNIVERSE_TOO_MANY_SOURCES;
      source->priority = frame->priority;
      begin (self, now_us);
    }

  note_frame (source, frame, now_us);
  take_priority (self, source, frame->priority);
  if (frame->is_priorities)
    take_priorities (self, source, frame, now_us);
  else
    take_levels (self, source, frame);
  return CLASP_UNIVERSE_TAKEN;
}

/**
 * clasp_universe_input_cancel_merge:
 * @self: a universe
 *
 * The source of the next frame becomes the only one; others are ignored until it is gone.
 *
 * Thread: worker.
 */
void
clasp_universe_input_cancel_merge (ClaspUniverseInput *self)
{
  self->is_cancelling = TRUE;
}

/**
 * clasp_universe_input_set_merge:
 * @self: a universe
 * @merge: how equal sources become one from now on
 *
 * Thread: worker.
 */
void
clasp_universe_input_set_merge (ClaspUniverseInput *self, ClaspDmxMerge merge)
{
  if (self->rules.merge == merge)
    return;

  self->rules.merge = merge;
  merge_all (self);
}
