/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-mtc-out.h"

#define N_PIECES 8
#define FRAMES_PER_SET 2

struct _ClaspMidiMtcOut
{
  ClaspTimers  *timers; /* (unowned) */
  ClaspMidiFunc func;
  gpointer      user_data;
  ClaspTimer    timer;
  ClaspMidiRate rate;
  gint64        frame;      /* where it was put, or stopped */
  gint64        start_us;   /* when @frame began */
  gint64        n_quarters; /* sent since then */
  gboolean      is_running;
};

/**
 * clasp_midi_mtc_out_new:
 * @timers: the worker's
 * @rate: frames a second
 * @func: sends messages at once
 * @user_data: for @func
 *
 * Thread: worker.
 *
 * Returns: (transfer full): time that stands
 */
ClaspMidiMtcOut *
clasp_midi_mtc_out_new (ClaspTimers  *timers,
                        ClaspMidiRate rate,
                        ClaspMidiFunc func,
                        gpointer      user_data)
{
  ClaspMidiMtcOut *self = g_new0 (ClaspMidiMtcOut, 1);

  self->timers = timers;
  self->rate = rate;
  self->func = func;
  self->user_data = user_data;
  return self;
}

/**
 * clasp_midi_mtc_out_free:
 * @self: (transfer full) (nullable): time
 *
 * Thread: worker.
 */
void
clasp_midi_mtc_out_free (ClaspMidiMtcOut *self)
{
  if (self == NULL)
    return;

  clasp_timers_cancel (self->timers, &self->timer);
  g_free (self);
}

static gint64
now (ClaspMidiMtcOut *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

static void
send_full_frame (ClaspMidiMtcOut *self)
{
  g_auto (ClaspWriter) message = CLASP_WRITER_INIT;
  ClaspMidiTimecode    time;

  clasp_midi_timecode_from_frame (&time, self->rate, self->frame);
  clasp_midi_full_frame_encode (&time, &message);
  self->func (message.data, message.length, self->user_data);
}

/* All eight pieces of a set say the time of the first. */
static void
send_quarter (ClaspMidiMtcOut *self)
{
  guint8            message[] = { CLASP_MIDI_QUARTER_FRAME, 0 };
  ClaspMidiTimecode time;

  clasp_midi_timecode_from_frame (&time, self->rate,
                                  self->frame + self->n_quarters / N_PIECES * FRAMES_PER_SET);
  message[1] = clasp_midi_quarter_frame_encode (&time, (guint) (self->n_quarters % N_PIECES));
  self->func (message, sizeof message, self->user_data);
  self->n_quarters++;
}

static gint64
due_of (ClaspMidiMtcOut *self)
{
  return self->start_us + clasp_midi_rate_get_us (self->rate, self->n_quarters);
}

/* The frame it is in now becomes where it was put. */
static void
settle (ClaspMidiMtcOut *self, gint64 now_us)
{
  gint64 frames = clasp_midi_rate_get_quarters (self->rate, now_us - self->start_us) / 4;

  self->frame += frames;
  self->start_us += clasp_midi_rate_get_us (self->rate, frames * 4);
  self->n_quarters = 0;
}

static void
quarter_cb (gpointer user_data)
{
  ClaspMidiMtcOut *self = user_data;
  gint64           now_us = now (self);

  if (now_us - due_of (self) > CLASP_MIDI_MTC_MAX_LATE_US)
    {
      settle (self, now_us);
      send_full_frame (self);
    }
  while (due_of (self) <= now_us)
    send_quarter (self);
  clasp_timers_set (self->timers, &self->timer, due_of (self), quarter_cb, self);
}

static void
begin (ClaspMidiMtcOut *self)
{
  self->start_us = now (self);
  self->n_quarters = 0;
  quarter_cb (self);
}

/**
 * clasp_midi_mtc_out_locate:
 * @self: time
 * @time: where to; numbers that our rate has not are those of the frame after
 *
 * Thread: worker.
 */
void
clasp_midi_mtc_out_locate (ClaspMidiMtcOut *self, const ClaspMidiTimecode *time)
{
  ClaspMidiTimecode ours = *time;

  ours.rate = self->rate;
  ours.frames = (guint8) MIN (ours.frames, clasp_midi_rate_get_frames (self->rate) - 1);
  if (!clasp_midi_timecode_is_valid (&ours))
    ours.frames = FRAMES_PER_SET; /* dropped */
  self->frame = clasp_midi_timecode_to_frame (&ours);
  send_full_frame (self);
  if (self->is_running)
    begin (self);
}

/**
 * clasp_midi_mtc_out_run:
 * @self: time
 * @is_running: whether it goes on or stands
 *
 * Thread: worker.
 */
void
clasp_midi_mtc_out_run (ClaspMidiMtcOut *self, gboolean is_running)
{
  if (self->is_running == is_running)
    return;

  self->is_running = is_running;
  if (is_running)
    {
      send_full_frame (self);
      begin (self);
      return;
    }

  clasp_timers_cancel (self->timers, &self->timer);
  settle (self, now (self));
}
