/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-midi"

#include "bridges/midi/clasp-midi-bridge-private.h"

#include "core/clasp-address.h"

/* "/x-touch_mini" and @address; FALSE when it is too long. */
static gboolean
make_address (ClaspMidiBridge *self, const char *address, char buffer[CLASP_ADDRESS_MAX_LENGTH])
{
  return g_snprintf (buffer, CLASP_ADDRESS_MAX_LENGTH, "%s%s", self->device, address) <
         CLASP_ADDRESS_MAX_LENGTH;
}

/* A value of the device goes back to its own light; or what waits to be shown there is old. */
static void
reflect (ClaspMidiBridge *self, const ClaspMidiSignal *signal)
{
  if (signal->is_event || signal->is_stream || !self->can_send)
    return;

  clasp_writer_reset (&self->messages);
  if (!clasp_midi_from_signal (&self->options, clasp_str (signal->address), &signal->value,
                               &self->messages))
    return;

  clasp_midi_feedback_forget (self->feedback, self->messages.data, self->messages.length);
  if (self->has_feedback && clasp_midi_value_key (self->messages.data, self->messages.length) != 0)
    clasp_midi_bridge_show (self, &self->messages);
}

void
clasp_midi_bridge_signal_cb (const ClaspMidiSignal *signal, gpointer bridge)
{
  ClaspMidiBridge *self = bridge;
  char             address[CLASP_ADDRESS_MAX_LENGTH];

  if (!make_address (self, signal->address, address))
    clasp_bridge_count_malformed (CLASP_BRIDGE (self), NULL, "address longer than 256 bytes");
  else if (signal->is_stream)
    clasp_bridge_receive_stream (CLASP_BRIDGE (self), clasp_str (address), &signal->value);
  else if (signal->is_event)
    clasp_bridge_receive_event (CLASP_BRIDGE (self), clasp_str (address), &signal->value);
  else
    clasp_bridge_receive_param (CLASP_BRIDGE (self), clasp_str (address), &signal->value);
  if (self->feedback != NULL)
    reflect (self, signal);
}

static void
receive_raw (ClaspMidiBridge *self, const guint8 *message, gsize size)
{
  ClaspMidiSignal signal = { .address = "/raw",
                             .is_event = TRUE,
                             .value = clasp_value_bytes (message, size) };

  clasp_midi_bridge_signal_cb (&signal, self);
  clasp_value_clear (&signal.value);
}

/* ---- halves that wait for the other ---- */

static void set_input_timer (ClaspMidiBridge *self);

static void
input_timer_cb (gpointer user_data)
{
  ClaspMidiBridge *self = user_data;
  ClaspTimers     *timers = clasp_bridge_get_host (user_data)->timers;

  clasp_midi_input_expire (self->input, clasp_clock_now_us (clasp_timers_get_clock (timers)));
  set_input_timer (self);
}

static void
set_input_timer (ClaspMidiBridge *self)
{
  gint64 due_us = clasp_midi_input_get_due (self->input);

  if (due_us != 0 && !clasp_timer_is_pending (&self->input_timer))
    clasp_timers_set (clasp_bridge_get_host (CLASP_BRIDGE (self))->timers, &self->input_timer,
                      due_us, input_timer_cb, self);
}

/* ---- messages ---- */

static void
thru_cb (const guint8 *message, gsize size, gpointer user_data)
{
  if (message[0] >= 0xf8)
    clasp_midi_bridge_send_now_cb (message, size, user_data);
  else
    clasp_midi_bridge_push (user_data, message, size);
}

static void
follow_touch (ClaspMidiBridge *self, const guint8 *message, gsize size)
{
  clasp_writer_reset (&self->messages);
  if (clasp_midi_feedback_follow (self->feedback, message, size, &self->messages))
    clasp_midi_bridge_push (self, self->messages.data, self->messages.length);
}

static void
note_time (ClaspMidiBridge *self, guint8 status)
{
  if (status == CLASP_MIDI_CLOCK)
    clasp_bridge_note_clock (CLASP_BRIDGE (self));
  else if (status == CLASP_MIDI_QUARTER_FRAME)
    clasp_bridge_note_timecode (CLASP_BRIDGE (self));
}

void
clasp_midi_bridge_message_cb (const guint8 *message,
                              gsize         size,
                              gint64        received_us,
                              gpointer      bridge)
{
  ClaspMidiBridge *self = bridge;

  clasp_bridge_count_bytes_in (CLASP_BRIDGE (self), size);
  if (self->wants_raw)
    receive_raw (self, message, size);
  if (self->can_send)
    clasp_midi_thru_take (&self->thru, message, size, thru_cb, self);
  note_time (self, message[0]);
  if (clasp_midi_time_take (self->time, message, size, received_us))
    return;
  if (message[0] == CLASP_MIDI_RESET)
    {
      /* The device begins anew: nothing is held, selected or half said any more. */
      clasp_midi_bridge_forget_input (self);
      clasp_midi_sender_reset (&self->sender);
      clasp_midi_feedback_reset (self->feedback);
    }

  if (message[0] < 0xf0)
    {
      clasp_midi_notes_follow (&self->held, message);
      follow_touch (self, message, size);
    }
  clasp_midi_input_take (self->input, message, size, received_us);
  set_input_timer (self);
}

void
clasp_midi_bridge_end_held (ClaspMidiBridge *self)
{
  guint channel, note;

  while (clasp_midi_notes_take (&self->held, &channel, &note))
    {
      guint8 message[] = { (guint8) (CLASP_MIDI_NOTE_OFF | channel), (guint8) note, 0 };

      clasp_midi_input_take (self->input, message, sizeof message, 0);
    }
}

void
clasp_midi_bridge_forget_input (ClaspMidiBridge *self)
{
  clasp_timers_cancel (clasp_bridge_get_host (CLASP_BRIDGE (self))->timers, &self->input_timer);
  clasp_midi_bridge_end_held (self);
  clasp_midi_input_reset (self->input);
  clasp_midi_time_reset (self->time);
}
