/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-time.h"

#include "bridges/midi/clasp-midi-clock-in.h"
#include "bridges/midi/clasp-midi-mtc-out.h"

struct _ClaspMidiTime
{
  ClaspTimers         *timers; /* (unowned) */
  ClaspMidiTimeConfig  config;
  ClaspMidiTimeHandler handler;
  gpointer             user_data;
  ClaspMidiClockIn     clock_in;
  ClaspMidiClockOut   *clock_out; /* (owned) (nullable) */
  ClaspMidiMtcIn       mtc_in;
  ClaspTimer           mtc_timer;
  ClaspMidiMtcState    mtc_state; /* that was told */
  ClaspMidiMtcOut     *mtc_out;   /* (owned) (nullable) */
  gboolean             is_sensed; /* the device sends active sensing */
  gint64               heard_us, sent_us;
  ClaspTimer           heard_timer, sent_timer;
};

static gint64
now (ClaspMidiTime *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

/* ---- out ---- */

static void
send_cb (const guint8 *message, gsize size, gpointer user_data)
{
  ClaspMidiTime *self = user_data;

  self->handler.send (message, size, self->user_data);
  clasp_midi_time_note_sent (self);
}

static void
sent_timer_cb (gpointer user_data)
{
  static const guint8 sensing = CLASP_MIDI_ACTIVE_SENSING;
  ClaspMidiTime      *self = user_data;

  if (now (self) - self->sent_us >= CLASP_MIDI_SENSING_SEND_US)
    send_cb (&sensing, 1, self);
  clasp_timers_set (self->timers, &self->sent_timer, self->sent_us + CLASP_MIDI_SENSING_SEND_US,
                    sent_timer_cb, self);
}

/**
 * clasp_midi_time_note_sent:
 * @self: the time of a connection
 *
 * Thread: worker.
 */
void
clasp_midi_time_note_sent (ClaspMidiTime *self)
{
  if (self->config.sensing_out)
    self->sent_us = now (self);
}

/* ---- in ---- */

static void
emit (ClaspMidiTime *self, const char *address, ClaspValue value, gboolean is_stream)
{
  ClaspMidiSignal signal = { .is_stream = is_stream, .value = value };

  g_strlcpy (signal.address, address, sizeof signal.address);
  self->handler.signal (&signal, self->user_data);
  clasp_value_clear (&signal.value);
}

static void mtc_timer_cb (gpointer user_data);

static void
tell_time_code (ClaspMidiTime *self)
{
  char text[CLASP_MIDI_TIMECODE_TEXT];

  if (self->mtc_in.state != self->mtc_state)
    emit (self, "/mtc/state",
          clasp_value_string (clasp_str (clasp_midi_mtc_state_to_string (self->mtc_in.state))),
          FALSE);
  self->mtc_state = self->mtc_in.state;
  if (!self->mtc_in.has_time)
    return;

  clasp_midi_timecode_print (&self->mtc_in.time, text);
  emit (self, "/mtc", clasp_value_string (clasp_str (text)), TRUE);
  emit (self, "/mtc/time", clasp_midi_timecode_to_map (&self->mtc_in.time), TRUE);
}

static void
watch_time_code (ClaspMidiTime *self)
{
  gint64 due_us = clasp_midi_mtc_in_get_due (&self->mtc_in, now (self));

  if (due_us != 0)
    clasp_timers_set (self->timers, &self->mtc_timer, due_us, mtc_timer_cb, self);
  else
    clasp_timers_cancel (self->timers, &self->mtc_timer);
}

static void
mtc_timer_cb (gpointer user_data)
{
  ClaspMidiTime *self = user_data;

  if (clasp_midi_mtc_in_expire (&self->mtc_in, now (self)))
    tell_time_code (self);
  watch_time_code (self);
}

static void
heard_timer_cb (gpointer user_data)
{
  ClaspMidiTime *self = user_data;

  if (now (self) - self->heard_us <= CLASP_MIDI_SENSING_LOST_US)
    {
      clasp_timers_set (self->timers, &self->heard_timer,
                        self->heard_us + CLASP_MIDI_SENSING_LOST_US + 1, heard_timer_cb, self);
      return;
    }

  self->is_sensed = FALSE;
  self->handler.silent (self->user_data);
}

static void
note_heard (ClaspMidiTime *self, guint8 status)
{
  if (!self->config.sensing_in || (status != CLASP_MIDI_ACTIVE_SENSING && !self->is_sensed))
    return;

  self->heard_us = now (self);
  self->is_sensed = TRUE;
  if (!clasp_timer_is_pending (&self->heard_timer))
    clasp_timers_set (self->timers, &self->heard_timer,
                      self->heard_us + CLASP_MIDI_SENSING_LOST_US + 1, heard_timer_cb, self);
}

static void
take_pulse (ClaspMidiTime *self, gint64 received_us)
{
  double tempo;

  if (self->config.clock_in && clasp_midi_clock_in_pulse (&self->clock_in, received_us, &tempo))
    emit (self, "/tempo", clasp_value_double (tempo), FALSE);
}

static void
take_quarter (ClaspMidiTime *self, guint8 data, gint64 received_us)
{
  if (!self->config.mtc_in)
    return;
  if (clasp_midi_mtc_in_quarter (&self->mtc_in, data, received_us))
    tell_time_code (self);
  watch_time_code (self);
}

/* Full frames are no use as bytes. */
static gboolean
take_full_frame (ClaspMidiTime *self, const guint8 *message, gsize size)
{
  ClaspMidiTimecode time;

  if (!self->config.mtc_in || !clasp_midi_full_frame_decode (message, size, &time))
    return FALSE;

  clasp_midi_mtc_in_full (&self->mtc_in, &time);
  tell_time_code (self);
  watch_time_code (self);
  return TRUE;
}

/**
 * clasp_midi_time_take:
 * @self: the time of a connection
 * @message: a whole message that came in
 * @size: its size
 * @received_us: when, monotonic
 *
 * Thread: worker.
 *
 * Returns: whether that is all it meant
 */
gboolean
clasp_midi_time_take (ClaspMidiTime *self, const guint8 *message, gsize size, gint64 received_us)
{
  note_heard (self, message[0]);
  switch (message[0])
    {
    case CLASP_MIDI_CLOCK:
      take_pulse (self, received_us);
      return FALSE;
    case CLASP_MIDI_QUARTER_FRAME:
      take_quarter (self, message[1], received_us);
      return TRUE;
    case CLASP_MIDI_ACTIVE_SENSING:
      return TRUE;
    case CLASP_MIDI_SYSEX:
      return take_full_frame (self, message, size);
    default:
      return FALSE;
    }
}

/* ---- for the device ---- */

static ClaspMidiTimeResult
result_of (gboolean is_done)
{
  return is_done ? CLASP_MIDI_TIME_DONE : CLASP_MIDI_TIME_REFUSED;
}

static ClaspMidiTimeResult
set_tempo (ClaspMidiTime *self, const ClaspValue *value)
{
  double tempo;

  return result_of (clasp_value_to_double (value, &tempo) &&
                    clasp_midi_clock_out_set_tempo (self->clock_out, tempo));
}

static ClaspMidiTimeResult
set_transport (ClaspMidiTime *self, const ClaspValue *value)
{
  ClaspStr text = clasp_value_get_string (value);

  if (clasp_str_equal (text, CLASP_STR_LITERAL ("start")))
    clasp_midi_clock_out_transport (self->clock_out, CLASP_MIDI_START);
  else if (clasp_str_equal (text, CLASP_STR_LITERAL ("continue")))
    clasp_midi_clock_out_transport (self->clock_out, CLASP_MIDI_CONTINUE);
  else if (clasp_str_equal (text, CLASP_STR_LITERAL ("stop")))
    clasp_midi_clock_out_transport (self->clock_out, CLASP_MIDI_STOP);
  else
    return CLASP_MIDI_TIME_REFUSED;
  return CLASP_MIDI_TIME_DONE;
}

static ClaspMidiTimeResult
set_position (ClaspMidiTime *self, const ClaspValue *value)
{
  gint64 position;

  return result_of (clasp_value_to_int (value, &position) && position >= 0 && position <= 16383 &&
                    clasp_midi_clock_out_set_position (self->clock_out, (guint) position));
}

static ClaspMidiTimeResult
locate (ClaspMidiTime *self, const ClaspValue *value)
{
  ClaspMidiTimecode time;

  if (!clasp_midi_timecode_from_value (
        value, (ClaspMidiRate) (self->config.mtc_out - CLASP_MIDI_MTC_OUT_24), &time))
    return CLASP_MIDI_TIME_REFUSED;

  clasp_midi_mtc_out_locate (self->mtc_out, &time);
  return CLASP_MIDI_TIME_DONE;
}

static ClaspMidiTimeResult
run (ClaspMidiTime *self, const ClaspValue *value)
{
  double number;

  if (!clasp_value_to_double (value, &number))
    return CLASP_MIDI_TIME_REFUSED;

  clasp_midi_mtc_out_run (self->mtc_out, number != 0);
  return CLASP_MIDI_TIME_DONE;
}

/**
 * clasp_midi_time_deliver:
 * @self: the time of a connection
 * @address: behind the device, "/tempo"
 * @value: what it is to be
 *
 * What a generator of ours takes; everything else is not for it.
 *
 * Thread: worker.
 *
 * Returns: whether it was for it, and was done
 */
ClaspMidiTimeResult
clasp_midi_time_deliver (ClaspMidiTime *self, ClaspStr address, const ClaspValue *value)
{
  if (self->clock_out != NULL && clasp_str_equal (address, CLASP_STR_LITERAL ("/tempo")))
    return set_tempo (self, value);
  if (self->clock_out != NULL && clasp_str_equal (address, CLASP_STR_LITERAL ("/transport")))
    return set_transport (self, value);
  if (self->clock_out != NULL && clasp_str_equal (address, CLASP_STR_LITERAL ("/songpos")))
    return set_position (self, value);
  if (self->mtc_out != NULL && clasp_str_equal (address, CLASP_STR_LITERAL ("/mtc")))
    return locate (self, value);
  if (self->mtc_out != NULL && clasp_str_equal (address, CLASP_STR_LITERAL ("/mtc/run")))
    return run (self, value);
  return CLASP_MIDI_TIME_NOT_MINE;
}

/* ---- life ---- */

/**
 * clasp_midi_time_new:
 * @timers: the worker's
 * @config: what is wanted; copied
 * @handler: what to do; copied
 * @user_data: for @handler
 *
 * Generators run from now on.
 *
 * Thread: worker.
 *
 * Returns: (transfer full): the time of a connection
 */
ClaspMidiTime *
clasp_midi_time_new (ClaspTimers                *timers,
                     const ClaspMidiTimeConfig  *config,
                     const ClaspMidiTimeHandler *handler,
                     gpointer                    user_data)
{
  ClaspMidiTime *self = g_new0 (ClaspMidiTime, 1);

  self->timers = timers;
  self->config = *config;
  self->handler = *handler;
  self->user_data = user_data;
  if (config->clock_out)
    self->clock_out = clasp_midi_clock_out_new (timers, config->tempo, send_cb, self);
  if (config->mtc_out != CLASP_MIDI_MTC_OUT_OFF)
    self->mtc_out = clasp_midi_mtc_out_new (
      timers, (ClaspMidiRate) (config->mtc_out - CLASP_MIDI_MTC_OUT_24), send_cb, self);
  if (config->sensing_out)
    {
      self->sent_us = now (self);
      clasp_timers_set (timers, &self->sent_timer, self->sent_us + CLASP_MIDI_SENSING_SEND_US,
                        sent_timer_cb, self);
    }
  return self;
}

/**
 * clasp_midi_time_reset:
 * @self: the time of a connection
 *
 * Thread: worker.
 */
void
clasp_midi_time_reset (ClaspMidiTime *self)
{
  clasp_midi_clock_in_reset (&self->clock_in);
  clasp_midi_mtc_in_reset (&self->mtc_in);
  if (self->mtc_state != CLASP_MIDI_MTC_STOPPED)
    tell_time_code (self);
  self->is_sensed = FALSE;
  clasp_timers_cancel (self->timers, &self->mtc_timer);
  clasp_timers_cancel (self->timers, &self->heard_timer);
}

/**
 * clasp_midi_time_free:
 * @self: (transfer full) (nullable): the time of a connection
 *
 * Thread: worker.
 */
void
clasp_midi_time_free (ClaspMidiTime *self)
{
  if (self == NULL)
    return;

  clasp_timers_cancel (self->timers, &self->mtc_timer);
  clasp_timers_cancel (self->timers, &self->heard_timer);
  clasp_timers_cancel (self->timers, &self->sent_timer);
  clasp_midi_clock_out_free (self->clock_out);
  clasp_midi_mtc_out_free (self->mtc_out);
  g_free (self);
}
