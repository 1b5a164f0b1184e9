/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-mtc-in.h"

#include <string.h>

#define N_PIECES 8
#define QUARTERS 4
/* After that long without a piece it runs on by itself. */
#define LATE_QUARTERS 2
/* And after that long the next one does not follow from the last, whatever its number is. */
#define LOST_QUARTERS 5

/**
 * clasp_midi_mtc_state_to_string:
 * @state: a state
 *
 * Thread: any.
 *
 * Returns: its name in signals
 */
const char *
clasp_midi_mtc_state_to_string (ClaspMidiMtcState state)
{
  switch (state)
    {
    case CLASP_MIDI_MTC_STOPPED:
      return "stopped";
    case CLASP_MIDI_MTC_RUNNING:
      return "running";
    case CLASP_MIDI_MTC_FREEWHEEL:
      return "freewheel";
    }

  return "unknown";
}

/**
 * clasp_midi_mtc_in_reset:
 * @self: a reader
 *
 * Thread: any.
 */
void
clasp_midi_mtc_in_reset (ClaspMidiMtcIn *self)
{
  memset (self, 0, sizeof *self);
}

/* The whole frame a position is in, also backwards. */
static gint64
frame_of (gint64 position)
{
  return position >= 0 ? position / QUARTERS : -((-position + QUARTERS - 1) / QUARTERS);
}

static gboolean
tell (ClaspMidiMtcIn *self, gint64 position, ClaspMidiMtcState state)
{
  ClaspMidiTimecode time;
  gboolean          is_news;

  clasp_midi_timecode_from_frame (&time, self->rate, frame_of (position));
  is_news =
    !self->has_time || self->state != state || memcmp (&time, &self->time, sizeof time) != 0;
  self->has_time = TRUE;
  self->time = time;
  self->state = state;
  return is_news;
}

/* What all eight pieces say together; FALSE for no time at all. */
static gboolean
assemble (ClaspMidiMtcIn *self, ClaspMidiTimecode *time)
{
  const guint8 *p = self->pieces;

  memset (time, 0, sizeof *time);
  time->frames = (guint8) (p[0] | (p[1] & 1) << 4);
  time->seconds = (guint8) (p[2] | (p[3] & 3) << 4);
  time->minutes = (guint8) (p[4] | (p[5] & 3) << 4);
  time->hours = (guint8) (p[6] | (p[7] & 1) << 4);
  time->rate = (ClaspMidiRate) (p[7] >> 1 & 3);
  return clasp_midi_timecode_is_valid (time);
}

/* Counts pieces in order; the direction is known from the second on. */
static void
follow_order (ClaspMidiMtcIn *self, guint piece)
{
  int step = (int) ((piece - self->last_piece) & 7);

  if (self->n_in_order > 0 && (step == 1 || step == 7))
    {
      int direction = step == 1 ? 1 : -1;

      self->n_in_order =
        direction == self->direction || self->n_in_order == 1 ? self->n_in_order + 1 : 2;
      self->direction = direction;
    }
  else
    self->n_in_order = 1;
  if (self->n_in_order < N_PIECES)
    self->is_locked = FALSE;
  self->last_piece = (guint8) piece;
}

/* The last piece of a set of eight in order. */
static gboolean
ends_set (ClaspMidiMtcIn *self, guint piece)
{
  return self->n_in_order >= N_PIECES && piece == (self->direction > 0 ? N_PIECES - 1 : 0);
}

static gboolean
lock (ClaspMidiMtcIn *self, guint piece, gint64 now_us)
{
  ClaspMidiTimecode time;

  if (!assemble (self, &time))
    return FALSE;

  self->rate = time.rate;
  self->position = clasp_midi_timecode_to_frame (&time) * QUARTERS + piece;
  self->good_us = now_us;
  self->is_locked = TRUE;
  return tell (self, self->position, CLASP_MIDI_MTC_RUNNING);
}

/**
 * clasp_midi_mtc_in_quarter:
 * @self: a reader
 * @data: the byte behind F1
 * @now_us: when it came, monotonic
 *
 * Thread: any.
 *
 * Returns: whether time or state changed
 */
gboolean
clasp_midi_mtc_in_quarter (ClaspMidiMtcIn *self, guint8 data, gint64 now_us)
{
  guint piece = data >> 4 & 7;

  if (now_us - self->piece_us > clasp_midi_rate_get_us (self->rate, LOST_QUARTERS))
    self->n_in_order = 0;
  self->piece_us = now_us;
  follow_order (self, piece);
  self->pieces[piece] = data & 15;

  if (ends_set (self, piece))
    return lock (self, piece, now_us);
  if (self->state == CLASP_MIDI_MTC_STOPPED)
    return FALSE;
  if (self->is_locked && self->n_in_order >= N_PIECES)
    {
      self->position += self->direction;
      self->good_us = now_us;
      return tell (self, self->position, CLASP_MIDI_MTC_RUNNING);
    }

  return clasp_midi_mtc_in_expire (self, now_us);
}

/**
 * clasp_midi_mtc_in_full:
 * @self: a reader
 * @time: where it is, valid
 *
 * Quarter frames have to come in order again before it runs.
 *
 * Thread: any.
 */
void
clasp_midi_mtc_in_full (ClaspMidiMtcIn *self, const ClaspMidiTimecode *time)
{
  clasp_midi_mtc_in_reset (self);
  self->rate = time->rate;
  self->position = clasp_midi_timecode_to_frame (time) * QUARTERS;
  tell (self, self->position, CLASP_MIDI_MTC_STOPPED);
}

/* Where it would be by now, two frames at most behind the last that was right. */
static gint64
coast (const ClaspMidiMtcIn *self, gint64 now_us)
{
  gint64 quarters = clasp_midi_rate_get_quarters (self->rate, now_us - self->good_us);

  return self->position +
         self->direction * MIN (quarters, CLASP_MIDI_MTC_FREEWHEEL_FRAMES * QUARTERS);
}

/**
 * clasp_midi_mtc_in_expire:
 * @self: a reader
 * @now_us: monotonic
 *
 * Thread: any.
 *
 * Returns: whether time or state changed
 */
gboolean
clasp_midi_mtc_in_expire (ClaspMidiMtcIn *self, gint64 now_us)
{
  if (self->state == CLASP_MIDI_MTC_STOPPED)
    return FALSE;
  if (now_us - self->piece_us >= CLASP_MIDI_MTC_STOP_US)
    {
      self->n_in_order = 0;
      self->is_locked = FALSE;
      return tell (self, coast (self, now_us), CLASP_MIDI_MTC_STOPPED);
    }
  if (self->is_locked &&
      now_us - self->good_us < clasp_midi_rate_get_us (self->rate, LATE_QUARTERS))
    return FALSE;

  return tell (self, coast (self, now_us), CLASP_MIDI_MTC_FREEWHEEL);
}

/**
 * clasp_midi_mtc_in_get_due:
 * @self: a reader
 * @now_us: monotonic
 *
 * Thread: any.
 *
 * Returns: when it would run on by itself, or stop; 0 while it is stopped
 */
gint64
clasp_midi_mtc_in_get_due (const ClaspMidiMtcIn *self, gint64 now_us)
{
  gint64 stop_us = self->piece_us + CLASP_MIDI_MTC_STOP_US, quarters;

  if (self->state == CLASP_MIDI_MTC_STOPPED)
    return 0;
  if (self->state == CLASP_MIDI_MTC_RUNNING)
    return MIN (self->good_us + clasp_midi_rate_get_us (self->rate, LATE_QUARTERS), stop_us);

  quarters = clasp_midi_rate_get_quarters (self->rate, now_us - self->good_us) + 1;
  if (quarters > CLASP_MIDI_MTC_FREEWHEEL_FRAMES * QUARTERS)
    return stop_us;
  return MIN (self->good_us + clasp_midi_rate_get_us (self->rate, quarters) + 1, stop_us);
}
