/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-midi"

#include "bridges/midi/clasp-midi-bridge.h"

#include "bridges/midi/clasp-midi-address.h"
#include "bridges/midi/clasp-midi-settings.h"

struct _ClaspMidiBridge
{
  ClaspBridge       parent_instance;
  ClaspMidiBackend *backend;  /* (owned) from start on */
  ClaspMidiOptions  options;
  ClaspMidiPairs    pairs;
  char             *device;   /* (owned) "/x-touch_mini" */
  ClaspWriter       messages; /* of one delivery */
  gboolean          can_send;
  /* Notes we switched on at the device and not off again: bit per note. */
  guint64           sounding[16][2];
};

G_DEFINE_FINAL_TYPE (ClaspMidiBridge, clasp_midi_bridge, CLASP_TYPE_BRIDGE)

/* ---- in ---- */

static void
message_cb (const guint8 *message,
            gsize         size,
            gpointer      user_data)
{
  ClaspMidiBridge *self = user_data;
  ClaspMidiSignal  signal;
  g_autofree char *address = NULL;

  if (!clasp_midi_to_signal (&self->options, &self->pairs, message, size, &signal))
    return;

  address = g_strconcat (self->device, signal.address, NULL);
  if (signal.is_event)
    clasp_bridge_receive_event (CLASP_BRIDGE (self), clasp_str (address), &signal.value);
  else
    clasp_bridge_receive_param (CLASP_BRIDGE (self), clasp_str (address), &signal.value);
  clasp_value_clear (&signal.value);
}

static void
lost_cb (gpointer user_data)
{
  clasp_bridge_count_dropped (user_data);
}

/* ---- out ---- */

static void
note_sounding (ClaspMidiBridge *self,
               const guint8    *message)
{
  guint64 *word = &self->sounding[message[0] & 15][message[1] / 64];
  guint64  bit = (guint64) 1 << (message[1] % 64);

  if ((message[0] & 0xf0) == CLASP_MIDI_NOTE_ON && message[2] > 0)
    *word |= bit;
  else if ((message[0] & 0xf0) == CLASP_MIDI_NOTE_OFF || (message[0] & 0xf0) == CLASP_MIDI_NOTE_ON)
    *word &= ~bit;
}

static void
send_message (ClaspMidiBridge *self,
              const guint8    *message,
              gsize            size)
{
  if (!clasp_midi_backend_send (self->backend, message, size))
    {
      clasp_bridge_count_dropped (CLASP_BRIDGE (self));
      return;
    }

  if (message[0] < 0xf0)
    note_sounding (self, message);
  clasp_bridge_count_sent (CLASP_BRIDGE (self));
}

static gsize
size_of_first (const guint8 *messages,
               gsize         size)
{
  return messages[0] == CLASP_MIDI_SYSEX ? size : MIN (size, 1u + (gsize) clasp_midi_n_data (messages[0]));
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

static void
clasp_midi_bridge_deliver (ClaspBridge         *bridge,
                           const ClaspDelivery *delivery)
{
  ClaspMidiBridge  *self = CLASP_MIDI_BRIDGE (bridge);
  ClaspStr          address;
  const ClaspValue *value = value_of (delivery->message, &address);

  if (!self->can_send)
    return;

  clasp_writer_reset (&self->messages);
  if (value == NULL || !clasp_bridge_strip_namespace (bridge, address, &address) || !strip_device (self, &address) ||
      !clasp_midi_from_signal (&self->options, address, value, &self->messages))
    {
      clasp_bridge_count_dropped (bridge);
      return;
    }

  for (gsize at = 0, size; at < self->messages.length; at += size)
    {
      size = size_of_first (self->messages.data + at, self->messages.length - at);
      send_message (self, self->messages.data + at, size);
    }
}

static void
end_sounding_notes (ClaspMidiBridge *self)
{
  for (guint channel = 0; channel < 16; channel++)
    for (guint note = 0; note < 128; note++)
      {
        guint8 message[] = { (guint8) (CLASP_MIDI_NOTE_OFF | channel), (guint8) note, 64 };

        if (self->sounding[channel][note / 64] >> (note % 64) & 1)
          clasp_midi_backend_send (self->backend, message, sizeof message);
      }
  memset (self->sounding, 0, sizeof self->sounding);
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
      clasp_bridge_set_state (CLASP_BRIDGE (self), CLASP_BRIDGE_STATE_IDLE, NULL);
      return;
    }

  waiting = g_strdup_printf ("Waiting for %s", clasp_settings_get_string (settings, "port"));
  memset (self->sounding, 0, sizeof self->sounding);
  memset (&self->pairs, 0, sizeof self->pairs);
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
  self->options.cc14 = clasp_midi_settings_get_cc14 (settings);
  self->options.notes_as_param = clasp_settings_get_boolean (settings, "notes-as-param");
  self->options.default_channel = (guint8) (clasp_settings_get_int (settings, "default-channel") - 1);
  self->can_send = clasp_settings_get_int (settings, "direction") != CLASP_MIDI_DIRECTION_IN;
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

  read_settings (self);
  if (self->backend == NULL)
    self->backend = clasp_midi_backend_new (error);
  if (self->backend == NULL)
    return FALSE;

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

  if (self->backend == NULL)
    return;

  end_sounding_notes (self);
  clasp_midi_backend_close (self->backend);
}

static void
clasp_midi_bridge_finalize (GObject *object)
{
  ClaspMidiBridge *self = CLASP_MIDI_BRIDGE (object);

  g_clear_object (&self->backend);
  g_free (self->device);
  clasp_writer_clear (&self->messages);
  G_OBJECT_CLASS (clasp_midi_bridge_parent_class)->finalize (object);
}

static void
clasp_midi_bridge_class_init (ClaspMidiBridgeClass *klass)
{
  ClaspBridgeClass *bridge_class = CLASP_BRIDGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = clasp_midi_bridge_finalize;
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
