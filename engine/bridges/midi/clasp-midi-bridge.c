/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-midi"

#include "bridges/midi/clasp-midi-bridge.h"

#include "bridges/midi/clasp-midi-address.h"
#include "bridges/midi/clasp-midi-notes.h"
#include "bridges/midi/clasp-midi-outbox.h"
#include "bridges/midi/clasp-midi-settings.h"

struct _ClaspMidiBridge
{
  ClaspBridge       parent_instance;
  ClaspMidiBackend *backend;  /* (owned) from start on */
  ClaspMidiOptions  options;
  ClaspMidiPairs    pairs;
  char             *device;   /* (owned) "/x-touch_mini" */
  ClaspWriter       messages; /* of one delivery */
  ClaspMidiOutbox  *outbox;   /* (owned) from start on */
  gboolean          is_broken; /* a part of the message being sent was lost */
  gboolean          can_send;
  ClaspMidiNotes    sounding; /* switched on by us at the device, and not off again */
  ClaspMidiNotes    held;     /* switched on at the device, and not off again */
};

G_DEFINE_FINAL_TYPE (ClaspMidiBridge, clasp_midi_bridge, CLASP_TYPE_BRIDGE)

/* ---- in ---- */

static void
receive (ClaspMidiBridge *self,
         const guint8    *message,
         gsize            size)
{
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
message_cb (const guint8 *message,
            gsize         size,
            gint64        received_us,
            gpointer      user_data)
{
  ClaspMidiBridge *self = user_data;

  if (message[0] < 0xf0)
    clasp_midi_notes_follow (&self->held, message);
  receive (self, message, size);
}

/* Keys that were down when the cable was pulled come up for everybody who listens. */
static void
end_held_notes (ClaspMidiBridge *self)
{
  guint channel, note;

  while (clasp_midi_notes_take (&self->held, &channel, &note))
    {
      guint8 message[] = { (guint8) (CLASP_MIDI_NOTE_OFF | channel), (guint8) note, 0 };

      receive (self, message, sizeof message);
    }
}

static void
lost_cb (gpointer user_data)
{
  clasp_bridge_count_dropped (user_data);
}

/* ---- out ---- */

static void
write_cb (const guint8 *bytes,
          gsize         size,
          gboolean      is_end,
          gpointer      user_data)
{
  ClaspMidiBridge *self = user_data;

  if (!clasp_midi_backend_send (self->backend, bytes, size))
    self->is_broken = TRUE;
  else if (bytes[0] >= 0x80 && bytes[0] < 0xf0)
    clasp_midi_notes_follow (&self->sounding, bytes);
  if (!is_end)
    return;

  if (self->is_broken)
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
  else
    clasp_bridge_count_sent (CLASP_BRIDGE (self));
  self->is_broken = FALSE;
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

  /* Several connections may share the namespace, one for each device. */
  if (!self->can_send || !clasp_bridge_strip_namespace (bridge, address, &address) || !strip_device (self, &address))
    return;

  clasp_writer_reset (&self->messages);
  if (value == NULL || !clasp_midi_from_signal (&self->options, address, value, &self->messages))
    {
      clasp_bridge_count_dropped (bridge);
      return;
    }
  if (delivery->is_snapshot && clasp_midi_is_order (self->messages.data))
    return;

  for (gsize at = 0, size; at < self->messages.length; at += size)
    {
      size = size_of_first (self->messages.data + at, self->messages.length - at);
      if (!clasp_midi_outbox_push (self->outbox, self->messages.data + at, size))
        clasp_bridge_count_dropped (bridge);
    }
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
    self->outbox = clasp_midi_outbox_new (clasp_bridge_get_host (bridge)->timers, write_cb, self);

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

  g_clear_pointer (&self->outbox, clasp_midi_outbox_free);
  self->is_broken = FALSE;
  end_held_notes (self);
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
