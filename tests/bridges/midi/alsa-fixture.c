/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/midi/alsa-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* ---- a device ---- */

int
add_port (Device *device, const char *name, unsigned int caps)
{
  int port = snd_seq_create_simple_port (
    device->seq, name, caps, SND_SEQ_PORT_TYPE_MIDI_GENERIC | SND_SEQ_PORT_TYPE_APPLICATION);

  g_assert_cmpint (port, >=, 0);
  return port;
}

/* Without ports. */
Device *
device_new (const char *name)
{
  Device *device = g_new0 (Device, 1);

  g_assert_cmpint (snd_seq_open (&device->seq, "default", SND_SEQ_OPEN_DUPLEX, SND_SEQ_NONBLOCK),
                   ==, 0);
  snd_seq_set_client_name (device->seq, name);
  snd_seq_set_client_pool_input (device->seq, POOL);
  g_assert_cmpint (snd_midi_event_new (4096, &device->coder), ==, 0);
  snd_midi_event_no_status (device->coder, 1);
  device->got = g_string_new (NULL);
  return device;
}

Device *
device_plug (const char *name)
{
  Device *device = device_new (name);

  device->out_port = device->in_port = add_port (device, "MIDI 1", READ_CAPS | WRITE_CAPS);
  return device;
}

void
device_unplug (Device *device)
{
  snd_midi_event_free (device->coder);
  snd_seq_close (device->seq);
  g_string_free (device->got, TRUE);
  g_free (device);
}

/* To a port of another client, or to whoever is subscribed when @client is -1. */
int
output (Device *device, snd_seq_event_t *event, int client, int port)
{
  int result;

  snd_seq_ev_set_source (event, (unsigned char) device->out_port);
  if (client < 0)
    snd_seq_ev_set_subs (event);
  else
    snd_seq_ev_set_dest (event, (unsigned char) client, (unsigned char) port);
  snd_seq_ev_set_direct (event);
  result = snd_seq_event_output_direct (device->seq, event);
  return result < 0 ? result : 0;
}

void
device_play (Device *device, const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);

  snd_midi_event_reset_encode (device->coder);
  for (gsize i = 0; i < size; i++)
    {
      snd_seq_event_t event;

      snd_seq_ev_clear (&event);
      if (snd_midi_event_encode_byte (device->coder, data[i], &event) == 1)
        g_assert_cmpint (output (device, &event, -1, 0), ==, 0);
    }
}

int
device_play_controller (Device *device, guint number, int value)
{
  snd_seq_event_t event;

  snd_seq_ev_clear (&event);
  snd_seq_ev_set_controller (&event, 0, number, value);
  return output (device, &event, -1, 0);
}

void
device_play_sysex (Device *device, const guint8 *bytes, gsize size)
{
  snd_seq_event_t event;

  snd_seq_ev_clear (&event);
  snd_seq_ev_set_sysex (&event, (unsigned int) size, (gpointer) bytes);
  g_assert_cmpint (output (device, &event, -1, 0), ==, 0);
}

static void
append_hex (GString *text, const guint8 *bytes, gsize size)
{
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, i > 0 ? " %02x" : "%02x", bytes[i]);
  g_string_append_c (text, '|');
}

void
device_listen (Device *device)
{
  snd_seq_event_t *event;

  while (snd_seq_event_input (device->seq, &event) >= 0)
    {
      guint8 bytes[4096];
      long   size;

      if (event->type == SND_SEQ_EVENT_SYSEX)
        append_hex (device->got, event->data.ext.ptr, event->data.ext.len);
      else if ((size = snd_midi_event_decode (device->coder, bytes, sizeof bytes, event)) > 0)
        append_hex (device->got, bytes, (gsize) size);
    }
}

/* ---- fixture ---- */

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  ((Fixture *) user_data)->status = *status;
}

static void
other_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  Fixture            *fixture = user_data;
  const ClaspMessage *message = delivery->message;
  gboolean            is_set = message->type == CLASP_MESSAGE_SET;
  ClaspStr            address = is_set ? message->set.address : message->publish.address;
  const ClaspValue   *value = is_set ? &message->set.value : &message->publish.value;
  g_autofree char    *text = NULL;
  gsize               size;
  const guint8       *bytes;

  if (value->type == CLASP_VALUE_BYTES)
    {
      bytes = clasp_value_get_bytes (value, &size);
      g_clear_pointer (&fixture->sysex, g_bytes_unref);
      fixture->sysex = g_bytes_new (bytes, size);
      fixture->n_sysex++;
      return;
    }
  if (is_set)
    {
      fixture->n_params++;
      clasp_value_to_int (value, &fixture->last);
    }
  text = clasp_value_to_text (value);
  g_string_append_printf (fixture->heard, "%.*s %s %s\n", (int) address.length, address.data,
                          is_set ? "=" : "!", text);
}

/* Skips with a reason where there is no sequencer. */
gboolean
has_sequencer (void)
{
  int fd = open ("/dev/snd/seq", O_RDWR | O_CLOEXEC);

  if (fd < 0)
    {
      g_autofree char *why =
        g_strdup_printf ("no ALSA sequencer: /dev/snd/seq: %s", strerror (errno));

      g_test_skip (why);
      return FALSE;
    }

  close (fd);
  return TRUE;
}

void
setup (Fixture *fixture, gconstpointer data)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  fixture->reactor = clasp_reactor_new (NULL);
  fixture->clock = clasp_clock_system ();
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
  fixture->router = clasp_router_new (fixture->reactor, fixture->timers, "Test", &limits);
  fixture->other = clasp_router_join (fixture->router, "other", other_cb, NULL, fixture);
  fixture->heard = g_string_new (NULL);
  fixture->settings = g_object_new (CLASP_TYPE_MIDI_SETTINGS, NULL);
  fixture->bridge = g_object_new (CLASP_TYPE_MIDI_BRIDGE, NULL);
  clasp_session_subscribe (fixture->other, 1, CLASP_STR_LITERAL ("/midi/**"), CLASP_TYPES_ALL,
                           FALSE, NULL);
}

void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->bridge);
  g_clear_object (&fixture->settings);
  clasp_session_leave (fixture->other);
  g_assert_finalize_object (fixture->router);
  clasp_timers_free (fixture->timers);
  clasp_reactor_unref (fixture->reactor);
  g_clear_pointer (&fixture->sysex, g_bytes_unref);
  g_string_free (fixture->heard, TRUE);
}

void
set_setting (Fixture *fixture, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (fixture->settings, name, text, &error);
  g_assert_no_error (error);
}

void
open_bridge (Fixture *fixture)
{
  ClaspBridgeHost host = { fixture->reactor, fixture->timers, fixture->router, status_cb, fixture };

  set_setting (fixture, "client-name", "Clasp test");
  clasp_bridge_open (CLASP_BRIDGE (fixture->bridge), "m1", "Test", "/midi",
                     g_steal_pointer (&fixture->settings), &host);
}

void
open_pad (Fixture *fixture)
{
  set_setting (fixture, "port", "test PAD");
  set_setting (fixture, "device", "pad");
  open_bridge (fixture);
}

gboolean
is_running (gpointer user_data)
{
  ClaspBridgeState state = ((Fixture *) user_data)->status.state;

  return state == CLASP_BRIDGE_STATE_IDLE || state == CLASP_BRIDGE_STATE_LIVE;
}

gboolean
is_missing (gpointer user_data)
{
  return ((Fixture *) user_data)->status.state == CLASP_BRIDGE_STATE_MISSING;
}

void
set (Fixture *fixture, const char *address, ClaspValue value)
{
  clasp_session_set (fixture->other, clasp_str (address), &value);
  clasp_value_clear (&value);
}

void
emit (Fixture *fixture, const char *address, ClaspValue value)
{
  clasp_session_emit (fixture->other, clasp_str (address), &value);
  clasp_value_clear (&value);
}

typedef struct
{
  GString    *text;
  const char *expected;
  Device     *device; /* (nullable) listens before each look */
} Expected;

static gboolean
is_as_expected (gpointer user_data)
{
  Expected *expected = user_data;

  if (expected->device != NULL)
    device_listen (expected->device);
  return g_str_equal (expected->text->str, expected->expected);
}

void
expect (GString *text, const char *expected_text, Device *device)
{
  Expected expected = { text, expected_text, device };

  clasp_test_spin_for (is_as_expected, &expected, 5000);
  g_assert_cmpstr (text->str, ==, expected_text);
  g_string_truncate (text, 0);
}

/* ---- two connections ---- */

static void
second_status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  *(ClaspBridgeStatus *) user_data = *status;
}

static gboolean
second_is_running (gpointer user_data)
{
  ClaspBridgeState state = ((ClaspBridgeStatus *) user_data)->state;

  return state == CLASP_BRIDGE_STATE_IDLE || state == CLASP_BRIDGE_STATE_LIVE;
}

static ClaspSettings *
make_settings (const char *backend, const char *port, const char *device)
{
  const char    *options[] = { "backend", backend, "port", port, "device", device, NULL };
  ClaspSettings *settings = g_object_new (CLASP_TYPE_MIDI_SETTINGS, NULL);

  for (guint i = 0; options[i] != NULL; i += 2)
    g_assert_true (clasp_settings_set_text (settings, options[i], options[i + 1], NULL));
  return settings;
}

void
expect_each_its_own (Fixture *fixture, const char *backend, const char *name, Device *(*plug) (const char *name))
{
  ClaspBridgeStatus status = { 0 };
  ClaspBridgeHost   host = { fixture->reactor, fixture->timers, fixture->router, second_status_cb, &status };
  ClaspMidiBridge  *second = g_object_new (CLASP_TYPE_MIDI_BRIDGE, NULL);
  g_autofree char  *first_id = g_strconcat (name, " #1", NULL), *second_id = g_strconcat (name, " #2", NULL);
  Device           *a, *b;

  a = plug (name);
  b = plug (name);
  g_object_unref (fixture->settings);
  fixture->settings = make_settings (backend, first_id, "one");
  open_bridge (fixture);
  clasp_bridge_open (CLASP_BRIDGE (second), "m2", "Second", "/midi", make_settings (backend, second_id, "two"), &host);
  clasp_test_spin_until (is_running, fixture, "the first device");
  clasp_test_spin_until (second_is_running, &status, "the second device");
  device_play (a, "b0 07 01");
  expect_heard (fixture, "/midi/one/ch/1/cc/7 = 1\n");
  device_play (b, "b0 07 02");
  expect_heard (fixture, "/midi/two/ch/1/cc/7 = 2\n");

  device_unplug (a);
  clasp_test_spin_until (is_missing, fixture, "the first device to be missed");
  g_assert_false (clasp_test_spin_for (is_running, fixture, 1500)); /* it looks once a second */
  clasp_test_spin_until (second_is_running, &status, "the second device to stay");
  device_play (b, "b0 07 03");
  expect_heard (fixture, "/midi/two/ch/1/cc/7 = 3\n");
  a = plug (name);
  clasp_test_spin_until (is_running, fixture, "the first device to be back");
  clasp_test_spin_until (second_is_running, &status, "the second device to stay");
  device_play (a, "b0 07 04");
  expect_heard (fixture, "/midi/one/ch/1/cc/7 = 4\n");
  device_play (b, "b0 07 05");
  expect_heard (fixture, "/midi/two/ch/1/cc/7 = 5\n");
  clasp_bridge_close (CLASP_BRIDGE (second));
  g_assert_finalize_object (second);
  device_unplug (a);
  device_unplug (b);
}
