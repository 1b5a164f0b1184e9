/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-midi"

#include "bridges/midi/clasp-midi-bridge.h"

#include "bridges/midi/clasp-midi-address.h"
#include "bridges/midi/clasp-midi-input.h"
#include "bridges/midi/clasp-midi-notes.h"
#include "bridges/midi/clasp-midi-outbox.h"
#include "bridges/midi/clasp-midi-sender.h"
#include "bridges/midi/clasp-midi-settings.h"
#include "core/clasp-address.h"

struct _ClaspMidiBridge
{
  ClaspBridge       parent_instance;
  ClaspMidiBackend *backend;  /* (owned) from start on */
  ClaspMidiOptions  options;
  ClaspMidiInput   *input;    /* (owned) from start on */
  ClaspTimer        input_timer; /* halves that wait for the other */
  ClaspMidiSender   sender;
  char             *device;   /* (owned) "/x-touch_mini" */
  ClaspWriter       messages; /* of one delivery */
  ClaspMidiOutbox  *outbox;   /* (owned) from start on */
  gboolean          is_broken; /* a part of the message being sent was lost */
  gboolean          can_send, wants_raw;
  ClaspMidiNotes    sounding; /* switched on by us at the device, and not off again */
  ClaspMidiNotes    held;     /* switched on at the device, and not off again */
};

G_DEFINE_FINAL_TYPE (ClaspMidiBridge, clasp_midi_bridge, CLASP_TYPE_BRIDGE)

/* ---- in ---- */

/* "/x-touch_mini" and @address; FALSE when it is too long. */
static gboolean
make_address (ClaspMidiBridge *self,
              const char      *address,
              char             buffer[CLASP_ADDRESS_MAX_LENGTH])
{
  return g_snprintf (buffer, CLASP_ADDRESS_MAX_LENGTH, "%s%s", self->device, address) < CLASP_ADDRESS_MAX_LENGTH;
}

static void
signal_cb (const ClaspMidiSignal *signal,
           gpointer               user_data)
{
  ClaspMidiBridge *self = user_data;
  char             address[CLASP_ADDRESS_MAX_LENGTH];

  if (!make_address (self, signal->address, address))
    clasp_bridge_count_malformed (CLASP_BRIDGE (self), NULL, "address longer than 256 bytes");
  else if (signal->is_stream)
    clasp_bridge_receive_stream (CLASP_BRIDGE (self), clasp_str (address), &signal->value);
  else if (signal->is_event)
    clasp_bridge_receive_event (CLASP_BRIDGE (self), clasp_str (address), &signal->value);
  else
    clasp_bridge_receive_param (CLASP_BRIDGE (self), clasp_str (address), &signal->value);
}

static void
receive_raw (ClaspMidiBridge *self,
             const guint8    *message,
             gsize            size)
{
  ClaspMidiSignal signal = { .address = "/raw", .is_event = TRUE, .value = clasp_value_bytes (message, size) };

  signal_cb (&signal, self);
  clasp_value_clear (&signal.value);
}

static void set_input_timer (ClaspMidiBridge *self);

static void
input_timer_cb (gpointer user_data)
{
  ClaspMidiBridge *self = user_data;

  clasp_midi_input_expire (self->input, clasp_clock_now_us (clasp_timers_get_clock (clasp_bridge_get_host (user_data)->timers)));
  set_input_timer (self);
}

static void
set_input_timer (ClaspMidiBridge *self)
{
  gint64 due_us = clasp_midi_input_get_due (self->input);

  if (due_us != 0 && !clasp_timer_is_pending (&self->input_timer))
    clasp_timers_set (clasp_bridge_get_host (CLASP_BRIDGE (self))->timers, &self->input_timer, due_us, input_timer_cb, self);
}

static void
message_cb (const guint8 *message,
            gsize         size,
            gint64        received_us,
            gpointer      user_data)
{
  ClaspMidiBridge *self = user_data;

  if (self->wants_raw)
    receive_raw (self, message, size);
  if (message[0] < 0xf0)
    clasp_midi_notes_follow (&self->held, message);
  clasp_midi_input_take (self->input, message, size, received_us);
  set_input_timer (self);
}

/* Keys that were down when the cable was pulled come up for everybody who listens. */
static void
end_held_notes (ClaspMidiBridge *self)
{
  guint channel, note;

  while (clasp_midi_notes_take (&self->held, &channel, &note))
    {
      guint8 message[] = { (guint8) (CLASP_MIDI_NOTE_OFF | channel), (guint8) note, 0 };

      clasp_midi_input_take (self->input, message, sizeof message, 0);
    }
}

static void
lost_cb (gpointer user_data)
{
  clasp_bridge_count_dropped (user_data);
}

/* ---- out ---- */

static gboolean
send_cb (const guint8 *message,
         gsize         size,
         gpointer      user_data)
{
  ClaspMidiBridge *self = user_data;

  if (!clasp_midi_backend_send (self->backend, message, size))
    return FALSE;
  if (message[0] >= 0x80 && message[0] < 0xf0)
    clasp_midi_notes_follow (&self->sounding, message);
  return TRUE;
}

static void
write_cb (const guint8 *bytes,
          gsize         size,
          gboolean      is_end,
          gpointer      user_data)
{
  ClaspMidiBridge *self = user_data;

  if (!clasp_midi_sender_send (&self->sender, bytes, size, send_cb, self))
    self->is_broken = TRUE;
  if (!is_end)
    return;

  if (self->is_broken)
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
  else
    clasp_bridge_count_sent (CLASP_BRIDGE (self));
  self->is_broken = FALSE;
}

static const ClaspValue *
value_of (const ClaspMessage *message,
          ClaspStr           *address)
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
strip_device (ClaspMidiBridge *self,
              ClaspStr        *address)
{
  gsize length = strlen (self->device);

  if (address->length <= length || memcmp (address->data, self->device, length) != 0 || address->data[length] != '/')
    return FALSE;

  address->data += length;
  address->length -= length;
  return TRUE;
}

/* Bytes as they are: whole messages, one after the other. */
static void
add_raw_cb (const guint8 *message,
            gsize         size,
            gpointer      user_data)
{
  ClaspMidiBridge *self = user_data;

  if (!clasp_midi_outbox_push (self->outbox, message, size))
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
}

static gboolean
send_raw (ClaspMidiBridge  *self,
          const ClaspValue *value)
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

static gboolean
make_messages (ClaspMidiBridge  *self,
               ClaspStr          address,
               const ClaspValue *value)
{
  if (value != NULL && clasp_str_equal (address, CLASP_STR_LITERAL ("/raw")))
    return send_raw (self, value);
  return clasp_midi_from_signal (&self->options, address, value, &self->messages);
}

/* An encoder goes on from where somebody else moved its value. */
static void
place_encoder (ClaspMidiBridge *self)
{
  const guint8 *message = self->messages.data;

  if (self->messages.length == 3 && (message[0] & 0xf0) == CLASP_MIDI_CONTROL && self->options.relative.modes[message[0] & 15][message[1]] != CLASP_MIDI_ABSOLUTE)
    clasp_midi_input_place (self->input, message[0] & 15, message[1], message[2]);
}

static void
push (ClaspMidiBridge *self)
{
  place_encoder (self);
  if (!clasp_midi_outbox_push (self->outbox, self->messages.data, self->messages.length))
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
}

static void
clasp_midi_bridge_deliver (ClaspBridge         *bridge,
                           const ClaspDelivery *delivery)
{
  ClaspMidiBridge  *self = CLASP_MIDI_BRIDGE (bridge);
  ClaspStr          address;
  const ClaspValue *value = value_of (delivery->message, &address);

  /* Several connections may share the namespace, one for each device. */
  if (!self->can_send || !clasp_bridge_strip_namespace (bridge, address, &address) || !strip_device (self, &address))
    return;

  clasp_writer_reset (&self->messages);
  if (!make_messages (self, address, value))
    clasp_bridge_count_dropped (bridge);
  else if (self->messages.length == 0)
    return;
  else if (!delivery->is_snapshot || !clasp_midi_is_order (self->messages.data, self->messages.length))
    push (self);
}

static void
end_sounding_notes (ClaspMidiBridge *self)
{
  guint channel, note;

  while (clasp_midi_notes_take (&self->sounding, &channel, &note))
    {
      guint8 message[] = { (guint8) (CLASP_MIDI_NOTE_OFF | channel), (guint8) note, 64 };

      clasp_midi_backend_send (self->backend, message, sizeof message);
    }
}

/* ---- life ---- */

static void
connected_cb (const char *name,
              gpointer    user_data)
{
  ClaspMidiBridge *self = user_data;
  ClaspSettings   *settings = clasp_bridge_get_settings (CLASP_BRIDGE (self));
  g_autofree char *waiting = NULL;

  if (name != NULL)
    {
      g_message ("connected to %s", name);
      /* Only the cable may have been pulled: what sounds behind it still does. */
      end_sounding_notes (self);
      /* When more of the device came, that part is to get the state too. */
      clasp_bridge_set_state (CLASP_BRIDGE (self), CLASP_BRIDGE_STATE_STARTING, NULL);
      clasp_bridge_set_state (CLASP_BRIDGE (self), CLASP_BRIDGE_STATE_IDLE, NULL);
      return;
    }

  waiting = g_strdup_printf ("Waiting for %s", clasp_settings_get_string (settings, "port"));
  end_held_notes (self);
  clasp_midi_outbox_clear (self->outbox);
  self->is_broken = FALSE;
  clasp_timers_cancel (clasp_bridge_get_host (CLASP_BRIDGE (self))->timers, &self->input_timer);
  clasp_midi_input_reset (self->input);
  clasp_midi_sender_reset (&self->sender);
  clasp_bridge_set_state (CLASP_BRIDGE (self), CLASP_BRIDGE_STATE_MISSING, waiting);
}

static void
read_settings (ClaspMidiBridge *self)
{
  ClaspSettings   *settings = clasp_bridge_get_settings (CLASP_BRIDGE (self));
  const char      *device = clasp_settings_get_string (settings, "device");
  const char      *port = clasp_settings_get_string (settings, "port");
  g_autofree char *slug = clasp_midi_slug (device[0] != '\0' ? device : port);

  g_free (self->device);
  self->device = g_strconcat ("/", slug, NULL);
  clasp_midi_settings_read (settings, &self->options);
  self->wants_raw = clasp_settings_get_boolean (settings, "raw");
  self->sender.fine_alone = clasp_settings_get_boolean (settings, "fine-alone");
  self->can_send = clasp_settings_get_int (settings, "direction") != CLASP_MIDI_DIRECTION_IN;
}

static gboolean
check_settings (ClaspSettings *settings,
                GError       **error)
{
  g_autoptr (GError) local = NULL;

  if (clasp_settings_validate (settings, &local))
    return TRUE;

  g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, local->message);
  return FALSE;
}

static gboolean
clasp_midi_bridge_start (ClaspBridge *bridge,
                         GError     **error)
{
  static const ClaspMidiBackendHandler handler = { message_cb, connected_cb, lost_cb };
  ClaspMidiBridge                     *self = CLASP_MIDI_BRIDGE (bridge);
  ClaspSettings                       *settings = clasp_bridge_get_settings (bridge);
  ClaspMidiBackendConfig               config = {
    .client_name = clasp_settings_get_string (settings, "client-name"),
    .port = clasp_settings_get_string (settings, "port"),
    .input = clasp_settings_get_int (settings, "direction") != CLASP_MIDI_DIRECTION_OUT,
    .output = clasp_settings_get_int (settings, "direction") != CLASP_MIDI_DIRECTION_IN,
  };

  if (!check_settings (settings, error))
    return FALSE;
  read_settings (self);
  if (self->backend == NULL)
    self->backend = clasp_midi_backend_new (error);
  if (self->backend == NULL)
    return FALSE;
  if (self->outbox == NULL)
    self->outbox = clasp_midi_outbox_new (clasp_bridge_get_host (bridge)->timers, (guint) clasp_settings_get_int (settings, "pace"), write_cb, self);
  if (self->input == NULL)
    self->input = clasp_midi_input_new (&self->options, signal_cb, self);

  /* Said first: the backend may find the device at once and say better. */
  if (config.port[0] != '\0')
    connected_cb (NULL, self);
  if (!clasp_midi_backend_open (self->backend, clasp_bridge_get_host (bridge)->reactor, &config, &handler, self, error))
    return FALSE;
  if (config.port[0] == '\0')
    clasp_bridge_set_state (bridge, CLASP_BRIDGE_STATE_IDLE, NULL);
  return TRUE;
}

static void
clasp_midi_bridge_stop (ClaspBridge *bridge)
{
  ClaspMidiBridge *self = CLASP_MIDI_BRIDGE (bridge);

  if (self->backend == NULL || self->input == NULL)
    return;

  g_clear_pointer (&self->outbox, clasp_midi_outbox_free);
  self->is_broken = FALSE;
  clasp_timers_cancel (clasp_bridge_get_host (bridge)->timers, &self->input_timer);
  end_held_notes (self);
  clasp_midi_input_reset (self->input);
  end_sounding_notes (self);
  clasp_midi_backend_close (self->backend);
}

static void
clasp_midi_bridge_finalize (GObject *object)
{
  ClaspMidiBridge *self = CLASP_MIDI_BRIDGE (object);

  g_clear_object (&self->backend);
  clasp_midi_input_free (self->input);
  g_free (self->device);
  clasp_writer_clear (&self->messages);
  G_OBJECT_CLASS (clasp_midi_bridge_parent_class)->finalize (object);
}

static void
clasp_midi_bridge_class_init (ClaspMidiBridgeClass *klass)
{
  static const ClaspBridgeSignal signals[] = {
    { "/*/ch/*/cc/*", "int", NULL, 0, 127 },      { "/*/ch/*/cc14/*", "int", NULL, 0, 16383 },
    { "/*/ch/*/bend", "int", NULL, -8192, 8191 }, { "/*/ch/*/program", "int", NULL, 0, 127 },
    { "/*/ch/*/pressure", "int", NULL, 0, 127 },  { "/*/ch/*/poly/*", "int", NULL, 0, 127 },
    { "/*/ch/*/nrpn/*", "int", NULL, 0, 16383 },  { "/*/ch/*/rpn/*", "int", NULL, 0, 16383 },
  };
  ClaspBridgeClass *bridge_class = CLASP_BRIDGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = clasp_midi_bridge_finalize;
  bridge_class->protocol = "midi";
  bridge_class->signals = signals;
  bridge_class->n_signals = G_N_ELEMENTS (signals);
  bridge_class->start = clasp_midi_bridge_start;
  bridge_class->stop = clasp_midi_bridge_stop;
  bridge_class->deliver = clasp_midi_bridge_deliver;
}

static void
clasp_midi_bridge_init (ClaspMidiBridge *self)
{
}

/**
 * clasp_midi_bridge_set_backend:
 * @self: a bridge that was not opened yet
 * @backend: what stands for the devices
 *
 * For tests.
 *
 * Thread: worker.
 */
void
clasp_midi_bridge_set_backend (ClaspMidiBridge  *self,
                               ClaspMidiBackend *backend)
{
  g_set_object (&self->backend, backend);
}
