/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-timeline-private.h"

#include <math.h>

/* Arrays inside arrays are followed no deeper than values may be nested. */
#define MAX_DEPTH 64

static int
compare_times (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ClaspKeyframe *first = a;
  const ClaspKeyframe *second = b;

  return (first->time_us > second->time_us) - (first->time_us < second->time_us);
}

/**
 * clasp_timeline_new:
 * @keyframes: (array length=n_keyframes): the keyframes, whose values are taken over
 * @n_keyframes: at most %CLASP_TIMELINE_MAX_KEYFRAMES
 * @loop: start again at the end
 * @duration_us: the length in microseconds; negative = the time of the last keyframe
 *
 * Keyframes out of order are sorted by time; those with one time keep their order.
 *
 * Thread: any.
 *
 * Returns: (transfer full): an immutable timeline
 */
ClaspTimeline *
clasp_timeline_new (const ClaspKeyframe *keyframes,
                    guint                n_keyframes,
                    gboolean             loop,
                    gint64               duration_us)
{
  ClaspTimeline *self;

  g_return_val_if_fail (n_keyframes <= CLASP_TIMELINE_MAX_KEYFRAMES, NULL);

  self = g_atomic_rc_box_alloc0 (sizeof *self + n_keyframes * sizeof *keyframes);
  self->loop = loop;
  self->n_keyframes = n_keyframes;
  if (n_keyframes > 0)
    {
      memcpy (self->keyframes, keyframes, n_keyframes * sizeof *keyframes);
      g_qsort_with_data (self->keyframes, (int) n_keyframes, sizeof *keyframes, compare_times,
                         NULL);
    }

  self->has_duration = duration_us >= 0;
  if (self->has_duration)
    self->duration_us = duration_us;
  else if (n_keyframes > 0)
    self->duration_us = (gint64) MIN (self->keyframes[n_keyframes - 1].time_us, G_MAXINT64);
  return self;
}

/**
 * clasp_timeline_get_n_keyframes:
 * @self: a timeline
 *
 * Thread: any.
 *
 * Returns: how many keyframes it has
 */
guint
clasp_timeline_get_n_keyframes (const ClaspTimeline *self)
{
  return self->n_keyframes;
}

/**
 * clasp_timeline_get_duration_us:
 * @self: a timeline
 *
 * Thread: any.
 *
 * Returns: its length in microseconds, given or that of the last keyframe
 */
gint64
clasp_timeline_get_duration_us (const ClaspTimeline *self)
{
  return self->duration_us;
}

/**
 * clasp_timeline_is_loop:
 * @self: a timeline
 *
 * Thread: any.
 *
 * Returns: whether it starts again at the end
 */
gboolean
clasp_timeline_is_loop (const ClaspTimeline *self)
{
  return self->loop;
}

/**
 * clasp_timeline_ref:
 * @self: a timeline
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
ClaspTimeline *
clasp_timeline_ref (ClaspTimeline *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
timeline_clear (gpointer data)
{
  ClaspTimeline *self = data;

  for (guint i = 0; i < self->n_keyframes; i++)
    clasp_value_clear (&self->keyframes[i].value);
}

/**
 * clasp_timeline_unref:
 * @self: (transfer full): a timeline
 *
 * Thread: any.
 */
void
clasp_timeline_unref (ClaspTimeline *self)
{
  g_atomic_rc_box_release_full (self, timeline_clear);
}

/**
 * clasp_timeline_player_init:
 * @self: an uninitialised player
 * @timeline: what to play; the player takes a reference
 * @start_us: when position 0 is, on the clock that later calls use
 *
 * Thread: the player's.
 */
void
clasp_timeline_player_init (ClaspTimelinePlayer *self, ClaspTimeline *timeline, gint64 start_us)
{
  *self = (ClaspTimelinePlayer){
    .timeline = clasp_timeline_ref (timeline),
    .start_us = start_us,
    .state = CLASP_TIMELINE_PLAYING,
  };
}

/**
 * clasp_timeline_player_clear:
 * @self: a player
 *
 * Thread: the player's.
 */
void
clasp_timeline_player_clear (ClaspTimelinePlayer *self)
{
  g_clear_pointer (&self->timeline, clasp_timeline_unref);
}

/**
 * clasp_timeline_player_pause:
 * @self: a player; nothing happens unless it plays
 * @now_us: the instant whose value is kept
 *
 * Thread: the player's.
 */
void
clasp_timeline_player_pause (ClaspTimelinePlayer *self, gint64 now_us)
{
  if (self->state != CLASP_TIMELINE_PLAYING)
    return;

  self->state = CLASP_TIMELINE_PAUSED;
  self->paused_us = now_us;
}

/**
 * clasp_timeline_player_resume:
 * @self: a player; nothing happens unless it is paused
 * @now_us: the instant at which it goes on where it was
 *
 * Thread: the player's.
 */
void
clasp_timeline_player_resume (ClaspTimelinePlayer *self, gint64 now_us)
{
  if (self->state != CLASP_TIMELINE_PAUSED)
    return;

  self->state = CLASP_TIMELINE_PLAYING;
  self->start_us += MAX (now_us - self->paused_us, 0);
}

static guint64
elapsed_until (const ClaspTimelinePlayer *self, gint64 now_us)
{
  gint64 at_us = self->state == CLASP_TIMELINE_PAUSED ? self->paused_us : now_us;

  return at_us > self->start_us ? (guint64) at_us - (guint64) self->start_us : 0;
}

/**
 * clasp_timeline_player_seek:
 * @self: a player
 * @now_us: the instant at which the timeline shall be there
 * @position_us: where, cut to 0 … duration
 *
 * A player that is paused stays so, at the new position; one that had finished plays again.
 *
 * Thread: the player's.
 */
void
clasp_timeline_player_seek (ClaspTimelinePlayer *self, gint64 now_us, gint64 position_us)
{
  gint64 reference_us = self->state == CLASP_TIMELINE_PAUSED ? self->paused_us : now_us;

  self->start_us = reference_us - CLAMP (position_us, 0, self->timeline->duration_us);
  self->loop_count = 0;
  if (self->state == CLASP_TIMELINE_FINISHED)
    self->state = CLASP_TIMELINE_PLAYING;
}

/**
 * clasp_timeline_player_get_position_us:
 * @self: a player
 * @now_us: the time on the clock of the start
 *
 * Thread: the player's.
 *
 * Returns: microseconds from the start of the timeline, or of the current loop: 0 to the duration
 */
gint64
clasp_timeline_player_get_position_us (const ClaspTimelinePlayer *self, gint64 now_us)
{
  guint64 duration_us = (guint64) self->timeline->duration_us;
  guint64 elapsed_us = elapsed_until (self, now_us);

  if (self->timeline->loop && duration_us > 0)
    return (gint64) (elapsed_us % duration_us);
  return (gint64) MIN (elapsed_us, duration_us);
}

static ClaspValue
interpolate_int (gint64 a, gint64 b, double k)
{
  double difference = trunc (((double) b - (double) a) * k);
  gint64 result;

  if (difference >= 0x1p63)
    return clasp_value_int (G_MAXINT64);
  if (difference < -0x1p63)
    return clasp_value_int (G_MININT64);
  if (__builtin_add_overflow (a, (gint64) difference, &result))
    return clasp_value_int (difference > 0 ? G_MAXINT64 : G_MININT64);
  return clasp_value_int (result);
}

static ClaspValue interpolate (const ClaspValue *a, const ClaspValue *b, double k, guint depth);

static ClaspValue
interpolate_array (const ClaspValue *a, const ClaspValue *b, double k, guint depth)
{
  guint                  n = clasp_value_get_size (a);
  g_autofree ClaspValue *elements = g_new (ClaspValue, n);

  for (guint i = 0; i < n; i++)
    elements[i] =
      interpolate (clasp_value_get_element (a, i), clasp_value_get_element (b, i), k, depth + 1);
  return clasp_value_array (elements, n);
}

static ClaspValue
interpolate (const ClaspValue *a, const ClaspValue *b, double k, guint depth)
{
  if (a->type == CLASP_VALUE_DOUBLE && b->type == CLASP_VALUE_DOUBLE)
    return clasp_value_double (a->as.number + (b->as.number - a->as.number) * k);
  if (a->type == CLASP_VALUE_INT && b->type == CLASP_VALUE_INT)
    return interpolate_int (a->as.integer, b->as.integer, k);
  if (a->type == CLASP_VALUE_ARRAY && b->type == CLASP_VALUE_ARRAY && depth < MAX_DEPTH &&
      clasp_value_get_size (a) == clasp_value_get_size (b))
    return interpolate_array (a, b, k, depth);
  return clasp_value_copy (k < 0.5 ? a : b);
}

/* The number of keyframes at or before @position_us. */
static guint
count_until (const ClaspTimeline *timeline, guint64 position_us)
{
  guint low = 0, high = timeline->n_keyframes;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (timeline->keyframes[middle].time_us <= position_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static ClaspValue
value_at (const ClaspTimeline *timeline, guint64 position_us)
{
  guint                n_before = count_until (timeline, position_us);
  const ClaspKeyframe *from, *to;
  double               t;

  if (n_before == 0)
    return clasp_value_copy (&timeline->keyframes[0].value);
  from = &timeline->keyframes[n_before - 1];
  if (n_before == timeline->n_keyframes)
    return clasp_value_copy (&from->value);

  to = &timeline->keyframes[n_before];
  t = (double) (position_us - from->time_us) / (double) (to->time_us - from->time_us);
  return interpolate (
    &from->value, &to->value,
    clasp_easing_apply (from->easing, from->has_bezier ? from->bezier : NULL, CLAMP (t, 0.0, 1.0)),
    0);
}

/* Where to look, with state and loop count brought up to date. */
static guint64
advance (ClaspTimelinePlayer *self, gint64 now_us)
{
  const ClaspTimeline *timeline = self->timeline;
  guint64              elapsed_us = elapsed_until (self, now_us);
  guint64              duration_us = (guint64) timeline->duration_us;

  if (duration_us == 0)
    return 0;
  if (timeline->loop)
    {
      self->loop_count = MAX (self->loop_count, elapsed_us / duration_us);
      return elapsed_us % duration_us;
    }
  if (elapsed_us < duration_us)
    return elapsed_us;

  if (self->state == CLASP_TIMELINE_PLAYING)
    self->state = CLASP_TIMELINE_FINISHED;
  return G_MAXUINT64;
}

/**
 * clasp_timeline_player_sample:
 * @self: a player
 * @now_us: the time on the clock of the start
 * @value: (out): the value then, to be given back with clasp_value_clear ()
 *
 * Thread: the player's.
 *
 * Returns: %FALSE, and nothing in @value, for a timeline without keyframes
 */
gboolean
clasp_timeline_player_sample (ClaspTimelinePlayer *self, gint64 now_us, ClaspValue *value)
{
  if (self->timeline->n_keyframes == 0)
    return FALSE;

  if (self->timeline->duration_us == 0)
    *value = clasp_value_copy (&self->timeline->keyframes[0].value);
  else
    *value = value_at (self->timeline, advance (self, now_us));
  return TRUE;
}
