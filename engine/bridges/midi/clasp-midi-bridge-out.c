/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-midi"

#include "bridges/midi/clasp-midi-bridge-private.h"

#include "bridges/midi/clasp-midi-parameters.h"

#include <string.h>

#define PEDAL 64
#define ALL_NOTES_OFF 123

/* ---- to the backend ---- */

static gboolean
send_cb (const guint8 *message, gsize size, gpointer user_data)
{
  ClaspMidiBridge *self = user_data;

  if (!clasp_midi_backend_send (self->backend, message, size))
    return FALSE;

  clasp_bridge_count_bytes_out (CLASP_BRIDGE (self), size);
  clasp_midi_time_note_sent (self->time);
  if (message[0] >= 0x80 && message[0] < 0xf0)
    clasp_midi_notes_follow (&self->sounding, message);
  return TRUE;
}

void
clasp_midi_bridge_send_now_cb (const guint8 *message, gsize size, gpointer bridge)
{
  ClaspMidiBridge *self = bridge;

  if (self->can_send && !clasp_midi_outbox_push_now (self->outbox, message, size))
    clasp_bridge_count_overflow (CLASP_BRIDGE (self));
}

static void
count (ClaspMidiBridge *self, gboolean is_sent)
{
  if (is_sent)
    clasp_bridge_count_sent (CLASP_BRIDGE (self));
  else
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
}

/* It may stand inside a system exclusive message, which it has nothing to do with. */
static void
write_real_time (ClaspMidiBridge *self, const guint8 *message, gsize size)
{
  if (message[0] == CLASP_MIDI_RESET)
    clasp_midi_sender_reset (&self->sender);
  count (self, send_cb (message, size, self));
}

void
clasp_midi_bridge_write_cb (const guint8 *bytes, gsize size, gboolean is_end, gpointer bridge)
{
  ClaspMidiBridge *self = bridge;

  if (bytes[0] >= CLASP_MIDI_CLOCK)
    {
      write_real_time (self, bytes, size);
      return;
    }
  if (!clasp_midi_sender_send (&self->sender, bytes, size, send_cb, self))
    self->is_broken = TRUE;
  if (!is_end)
    return;

  count (self, !self->is_broken);
  self->is_broken = FALSE;
}

void
clasp_midi_bridge_push (ClaspMidiBridge *self, const guint8 *messages, gsize size)
{
  if (size > 0 && !clasp_midi_outbox_push (self->outbox, messages, size))
    clasp_bridge_count_overflow (CLASP_BRIDGE (self));
}

void
clasp_midi_bridge_show (ClaspMidiBridge *self, ClaspWriter *messages)
{
  if (!clasp_midi_feedback_pass (self->feedback, messages->data, messages->length))
    return;

  clasp_midi_feedback_light (self->feedback, messages);
  clasp_midi_bridge_push (self, messages->data, messages->length);
}

/* ---- deliveries ---- */

static const ClaspValue *
value_of (const ClaspMessage *message, ClaspStr *address)
{
  if (message->type == CLASP_MESSAGE_SET)
    {
      *address = message->set.address;
      return &message->set.value;
    }

  *address = message->publish.address;
  return message->publish.has_value ? &message->publish.value : NULL;
}

/* The part behind our device, or FALSE for another device's. */
static gboolean
strip_device (ClaspMidiBridge *self, ClaspStr *address)
{
  gsize length = strlen (self->device);

  if (address->length <= length || memcmp (address->data, self->device, length) != 0 ||
      address->data[length] != '/')
    return FALSE;

  address->data += length;
  address->length -= length;
  return TRUE;
}

/* Bytes as they are: whole messages, one after the other. */
static void
add_raw_cb (const guint8 *message, gsize size, gpointer user_data)
{
  clasp_midi_bridge_push (user_data, message, size);
}

static gboolean
send_raw (ClaspMidiBridge *self, const ClaspValue *value)
{
  ClaspMidiParser parser = { 0 };
  gsize           size = 0;
  const guint8   *bytes = clasp_value_get_bytes (value, &size);

  if (bytes == NULL || size == 0 || size > CLASP_MIDI_MAX_SYSEX)
    return FALSE;

  clasp_midi_parser_feed (&parser, bytes, size, 0, add_raw_cb, self);
  clasp_midi_parser_clear (&parser);
  return TRUE;
}

/* An encoder goes on from where somebody else moved its value. */
static void
place_encoder (ClaspMidiBridge *self)
{
  const guint8 *message = self->messages.data;

  if (self->messages.length == 3 && (message[0] & 0xf0) == CLASP_MIDI_CONTROL &&
      self->options.relative.modes[message[0] & 15][message[1]] != CLASP_MIDI_ABSOLUTE)
    clasp_midi_input_place (self->input, message[0] & 15, message[1], message[2]);
}

/* Who switches a note on is to switch it off. */
static void
note_owner (ClaspMidiBridge *self, guint64 origin)
{
  const guint8 *message = self->messages.data;

  if (self->messages.length == 3 && (message[0] & 0xf0) == CLASP_MIDI_NOTE_ON)
    self->owners[message[0] & 15][message[1]] = origin;
}

/* What nothing else took: messages. */
static void
deliver_messages (ClaspMidiBridge     *self,
                  const ClaspDelivery *delivery,
                  ClaspStr             address,
                  const ClaspValue    *value)
{
  clasp_writer_reset (&self->messages);
  if (!clasp_midi_from_signal (&self->options, address, value, &self->messages))
    {
      clasp_bridge_count_dropped (CLASP_BRIDGE (self));
      return;
    }
  if (delivery->is_snapshot && clasp_midi_is_order (self->messages.data, self->messages.length))
    return;

  place_encoder (self);
  note_owner (self, delivery->origin);
  clasp_midi_bridge_show (self, &self->messages);
}

void
clasp_midi_bridge_deliver (ClaspBridge *bridge, const ClaspDelivery *delivery)
{
  ClaspMidiBridge    *self = CLASP_MIDI_BRIDGE (bridge);
  ClaspStr            address;
  const ClaspValue   *value = value_of (delivery->message, &address);
  ClaspMidiTimeResult result = CLASP_MIDI_TIME_NOT_MINE;
  gboolean            is_raw;

  /* Several connections may share the namespace, one for each device. */
  if (!self->can_send || self->outbox == NULL ||
      !clasp_bridge_strip_namespace (bridge, address, &address) || !strip_device (self, &address))
    return;

  is_raw = clasp_str_equal (address, CLASP_STR_LITERAL ("/raw"));
  if (value != NULL && !is_raw)
    result = clasp_midi_time_deliver (self->time, address, value);
  if (result == CLASP_MIDI_TIME_REFUSED || (is_raw && (value == NULL || !send_raw (self, value))))
    clasp_bridge_count_dropped (bridge);
  else if (!is_raw && result == CLASP_MIDI_TIME_NOT_MINE)
    deliver_messages (self, delivery, address, value);
}

/* ---- ending what sounds ---- */

static void
end_note (ClaspMidiBridge *self, guint channel, guint note)
{
  guint8 message[] = { (guint8) (CLASP_MIDI_NOTE_OFF | channel), (guint8) note, 64 };

  clasp_midi_outbox_push_now (self->outbox, message, sizeof message);
}

void
clasp_midi_bridge_end_sounding (ClaspMidiBridge *self)
{
  guint channel, note;

  while (clasp_midi_notes_take (&self->sounding, &channel, &note))
    end_note (self, channel, note);
}

/* @channels: a bit for each. */
static void
end_channels (ClaspMidiBridge *self, guint16 channels)
{
  static const guint8 controllers[] = { ALL_NOTES_OFF, PEDAL, CLASP_MIDI_RESET_CONTROLLERS };

  for (guint channel = 0; channel < 16; channel++)
    for (guint i = 0; i < G_N_ELEMENTS (controllers) && (channels >> channel & 1); i++)
      {
        guint8 message[] = { (guint8) (CLASP_MIDI_CONTROL | channel), controllers[i], 0 };

        send_cb (message, sizeof message, self);
      }
}

/* The single notes come last: they are for receivers that do not know the controllers. */
static void
silence (ClaspMidiBridge *self, guint16 channels)
{
  ClaspMidiNotes opened = self->sounding; /* what follows what is sent knows that controllers end them */

  end_channels (self, channels);
  self->sounding = opened;
  clasp_midi_bridge_end_sounding (self);
  clasp_midi_notes_reset (&self->sounding);
  clasp_midi_sender_reset (&self->sender);
}

/* A stop leaves alone what this connection never touched: other programs may play there. */
void
clasp_midi_bridge_silence (ClaspMidiBridge *self)
{
  if (self->can_send)
    silence (self, clasp_midi_notes_get_used (&self->sounding));
}

/* All channels: what hangs may have been switched on by the device's own keys, or before this program was started.
 * 48 messages, which a DIN cable takes in 50 ms. What waits would sound after everything was ended. */
void
clasp_midi_bridge_panic (ClaspBridge *bridge, ClaspBridgeSilenced *silenced)
{
  ClaspMidiBridge *self = CLASP_MIDI_BRIDGE (bridge);

  if (self->outbox == NULL)
    return;

  clasp_midi_outbox_clear (self->outbox);
  self->is_broken = FALSE;
  if (!self->can_send)
    return;

  silenced->n_ports++;
  silenced->n_notes += clasp_midi_notes_count (&self->sounding);
  silence (self, G_MAXUINT16);
}

/* In their turn, for a note that waits to be switched on is to be switched off after that. */
void
clasp_midi_bridge_writer_left (ClaspBridge *bridge, guint64 number)
{
  ClaspMidiBridge *self = CLASP_MIDI_BRIDGE (bridge);

  for (guint i = 0; self->outbox != NULL && i < 16 * 128; i++)
    {
      guint  channel = i / 128, note = i % 128;
      guint8 message[] = { (guint8) (CLASP_MIDI_NOTE_OFF | channel), (guint8) note, 64 };

      if (self->owners[channel][note] != number)
        continue;
      self->owners[channel][note] = 0;
      if (clasp_midi_notes_is_on (&self->sounding, channel, note) ||
          !clasp_midi_outbox_is_empty (self->outbox))
        clasp_midi_bridge_push (self, message, sizeof message);
    }
}
