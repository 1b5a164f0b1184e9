/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-clock-out.h"

#include "bridges/midi/clasp-midi-clock-in.h"

#include <math.h>

#define PULSES_PER_SIXTEENTH 6
#define MAX_POSITION 16383

struct _ClaspMidiClockOut
{
  ClaspTimers  *timers; /* (unowned) */
  ClaspMidiFunc func;
  gpointer      user_data;
  ClaspTimer    timer;
  double        period_us;
  double        base_us;   /* pulse n of this tempo is due at base_us + n · period_us */
  gint64        n_pulses;  /* of this tempo, sent or left out */
  guint8        transport; /* to be sent before the next pulse; 0 = none */
  gboolean      is_playing;
  guint         pulse; /* of the song */
};

static void pulse_cb (gpointer user_data);

static double
period_of (double tempo)
{
  return 60.0 * G_USEC_PER_SEC / (CLASP_MIDI_PULSES_PER_QUARTER * tempo);
}

static double
due_of (ClaspMidiClockOut *self)
{
  return self->base_us + (double) self->n_pulses * self->period_us;
}

static void
schedule (ClaspMidiClockOut *self)
{
  clasp_timers_set (self->timers, &self->timer, (gint64) llround (due_of (self)), pulse_cb, self);
}

static void
send (ClaspMidiClockOut *self, guint8 status)
{
  self->func (&status, 1, self->user_data);
}

static void
send_transport (ClaspMidiClockOut *self)
{
  if (self->transport == 0)
    return;

  send (self, self->transport);
  if (self->transport == CLASP_MIDI_START)
    self->pulse = 0;
  self->is_playing = self->transport != CLASP_MIDI_STOP;
  self->transport = 0;
}

/* After the machine slept, the clock goes on from now. */
static void
skip_what_is_late (ClaspMidiClockOut *self, gint64 now_us)
{
  double late_us = (double) now_us - due_of (self);

  if (late_us > CLASP_MIDI_CLOCK_MAX_LATE_US)
    self->n_pulses += (gint64) (late_us / self->period_us);
}

static void
pulse_cb (gpointer user_data)
{
  ClaspMidiClockOut *self = user_data;
  gint64             now_us = clasp_clock_now_us (clasp_timers_get_clock (self->timers));

  skip_what_is_late (self, now_us);
  while (due_of (self) <= (double) now_us + 0.5)
    {
      send_transport (self);
      send (self, CLASP_MIDI_CLOCK);
      self->n_pulses++;
      if (self->is_playing)
        self->pulse++;
    }
  schedule (self);
}

/**
 * clasp_midi_clock_out_new:
 * @timers: the worker's
 * @tempo: beats per minute, within the limits
 * @func: sends real-time bytes at once
 * @user_data: for @func
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a clock that runs and does not play
 */
ClaspMidiClockOut *
clasp_midi_clock_out_new (ClaspTimers *timers, double tempo, ClaspMidiFunc func, gpointer user_data)
{
  ClaspMidiClockOut *self = g_new0 (ClaspMidiClockOut, 1);

  self->timers = timers;
  self->func = func;
  self->user_data = user_data;
  self->period_us = period_of (CLAMP (tempo, CLASP_MIDI_TEMPO_MIN, CLASP_MIDI_TEMPO_MAX));
  self->base_us = (double) clasp_clock_now_us (clasp_timers_get_clock (timers)) + self->period_us;
  schedule (self);
  return self;
}

/**
 * clasp_midi_clock_out_free:
 * @self: (transfer full) (nullable): a clock
 *
 * Thread: worker.
 */
void
clasp_midi_clock_out_free (ClaspMidiClockOut *self)
{
  if (self == NULL)
    return;

  clasp_timers_cancel (self->timers, &self->timer);
  g_free (self);
}

/**
 * clasp_midi_clock_out_set_tempo:
 * @self: a clock
 * @tempo: beats per minute
 *
 * The interval that runs is finished in the new tempo, as far as it is still to go.
 *
 * Thread: worker.
 *
 * Returns: %FALSE outside CLASP_MIDI_TEMPO_MIN and _MAX
 */
gboolean
clasp_midi_clock_out_set_tempo (ClaspMidiClockOut *self, double tempo)
{
  double now_us = (double) clasp_clock_now_us (clasp_timers_get_clock (self->timers));
  double rest;

  if (!(tempo >= CLASP_MIDI_TEMPO_MIN && tempo <= CLASP_MIDI_TEMPO_MAX))
    return FALSE;

  rest = CLAMP ((due_of (self) - now_us) / self->period_us, 0, 1);
  self->period_us = period_of (tempo);
  self->base_us = now_us + rest * self->period_us;
  self->n_pulses = 0;
  schedule (self);
  return TRUE;
}

/**
 * clasp_midi_clock_out_transport:
 * @self: a clock
 * @status: CLASP_MIDI_START, _STOP or _CONTINUE
 *
 * Stop is sent at once; the others just before the next pulse, as their receivers count from there.
 *
 * Thread: worker.
 */
void
clasp_midi_clock_out_transport (ClaspMidiClockOut *self, guint8 status)
{
  self->transport = status;
  if (status == CLASP_MIDI_STOP)
    send_transport (self);
}

/**
 * clasp_midi_clock_out_set_position:
 * @self: a clock
 * @position: sixteenths since the beginning, 0–16383
 *
 * Thread: worker.
 *
 * Returns: %FALSE while it plays; nothing is sent then
 */
gboolean
clasp_midi_clock_out_set_position (ClaspMidiClockOut *self, guint position)
{
  guint8 message[] = { CLASP_MIDI_SONG_POSITION, position & 127, (guint8) (position >> 7 & 127) };

  if (clasp_midi_clock_out_is_playing (self) || position > MAX_POSITION)
    return FALSE;

  self->pulse = position * PULSES_PER_SIXTEENTH;
  self->func (message, sizeof message, self->user_data);
  return TRUE;
}

/**
 * clasp_midi_clock_out_get_pulse:
 * @self: a clock
 *
 * Thread: worker.
 *
 * Returns: where the song is, in pulses
 */
guint
clasp_midi_clock_out_get_pulse (ClaspMidiClockOut *self)
{
  return self->pulse;
}

/**
 * clasp_midi_clock_out_is_playing:
 * @self: a clock
 *
 * Thread: worker.
 *
 * Returns: whether it plays, or will at the next pulse
 */
gboolean
clasp_midi_clock_out_is_playing (ClaspMidiClockOut *self)
{
  return self->transport != 0 ? self->transport != CLASP_MIDI_STOP : self->is_playing;
}
