/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bridge against a real ALSA sequencer: other clients made here stand for devices, which come
 * and go; aseqdump, aplaymidi and amidi are peers that we did not write. */

#include "bridges/midi/clasp-midi-bridge.h"
#include "bridges/midi/clasp-midi-codec.h"
#include "bridges/midi/clasp-midi-settings.h"
#include "support/clasp-test.h"

#include <alsa/asoundlib.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define READ_CAPS (SND_SEQ_PORT_CAP_READ | SND_SEQ_PORT_CAP_SUBS_READ)
#define WRITE_CAPS (SND_SEQ_PORT_CAP_WRITE | SND_SEQ_PORT_CAP_SUBS_WRITE)
#define POOL 2000 /* events the kernel keeps for a client at most */

/* ---- a device ---- */

typedef struct
{
  snd_seq_t        *seq;
  int               out_port, in_port; /* as the device sees it */
  snd_midi_event_t *coder;
  GString          *got; /* "90 3c 64|" for each event */
} Device;

static int
add_port (Device *device, const char *name, unsigned int caps)
{
  int port = snd_seq_create_simple_port (
    device->seq, name, caps, SND_SEQ_PORT_TYPE_MIDI_GENERIC | SND_SEQ_PORT_TYPE_APPLICATION);

  g_assert_cmpint (port, >=, 0);
  return port;
}

/* Without ports. */
static Device *
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

static Device *
device_plug (const char *name)
{
  Device *device = device_new (name);

  device->out_port = device->in_port = add_port (device, "MIDI 1", READ_CAPS | WRITE_CAPS);
  return device;
}

static void
device_unplug (Device *device)
{
  snd_midi_event_free (device->coder);
  snd_seq_close (device->seq);
  g_string_free (device->got, TRUE);
  g_free (device);
}

/* To a port of another client, or to whoever is subscribed when @client is -1. */
static int
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

static void
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

static int
device_play_controller (Device *device, guint number, int value)
{
  snd_seq_event_t event;

  snd_seq_ev_clear (&event);
  snd_seq_ev_set_controller (&event, 0, number, value);
  return output (device, &event, -1, 0);
}

static void
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

static void
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

typedef struct
{
  ClaspReactor     *reactor;
  ClaspClock       *clock;
  ClaspTimers      *timers;
  ClaspRouter      *router;
  ClaspSession     *other;
  ClaspSettings    *settings; /* (owned) until open */
  ClaspMidiBridge  *bridge;
  ClaspBridgeStatus status;
  GString          *heard;
  GBytes           *sysex; /* (owned) (nullable) the last that came in */
  guint             n_sysex;
  gint64            last; /* the last parameter that came in */
  guint             n_params;
} Fixture;

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
static gboolean
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

static void
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

static void
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

static void
set_setting (Fixture *fixture, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (fixture->settings, name, text, &error);
  g_assert_no_error (error);
}

static void
open_bridge (Fixture *fixture)
{
  ClaspBridgeHost host = { fixture->reactor, fixture->timers, fixture->router, status_cb, fixture };

  set_setting (fixture, "client-name", "Clasp test");
  clasp_bridge_open (CLASP_BRIDGE (fixture->bridge), "m1", "Test", "/midi",
                     g_steal_pointer (&fixture->settings), &host);
}

static void
open_pad (Fixture *fixture)
{
  set_setting (fixture, "port", "test PAD");
  set_setting (fixture, "device", "pad");
  open_bridge (fixture);
}

static gboolean
is_running (gpointer user_data)
{
  ClaspBridgeState state = ((Fixture *) user_data)->status.state;

  return state == CLASP_BRIDGE_STATE_IDLE || state == CLASP_BRIDGE_STATE_LIVE;
}

static gboolean
is_missing (gpointer user_data)
{
  return ((Fixture *) user_data)->status.state == CLASP_BRIDGE_STATE_MISSING;
}

static void
set (Fixture *fixture, const char *address, ClaspValue value)
{
  clasp_session_set (fixture->other, clasp_str (address), &value);
  clasp_value_clear (&value);
}

static void
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

static void
expect (GString *text, const char *expected_text, Device *device)
{
  Expected expected = { text, expected_text, device };

  clasp_test_spin_for (is_as_expected, &expected, 5000);
  g_assert_cmpstr (text->str, ==, expected_text);
  g_string_truncate (text, 0);
}

#define expect_heard(fixture, expected_text) expect ((fixture)->heard, expected_text, NULL)
#define expect_got(device, expected_text) expect ((device)->got, expected_text, device)

/* ---- messages ---- */

static void
test_in (Fixture *fixture, gconstpointer data)
{
  Device *pad;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  set_setting (fixture, "cc14", "8");
  open_pad (fixture);
  g_assert_true (is_running (fixture));
  device_play (pad, "90 3c 64 3c 00 85 3e 40 b0 07 40 b0 08 40 b0 28 41 c4 2a d4 63 a3 3d 4d "
                    "e1 00 00 e1 7f 7f f2 68 07 fa fb fc f8 fe");
  expect_heard (fixture, "/midi/pad/ch/1/note/60 ! {\"on\":true,\"velocity\":100}\n"
                         "/midi/pad/ch/1/note/60 ! {\"on\":false,\"velocity\":0}\n"
                         "/midi/pad/ch/6/note/62 ! {\"on\":false,\"velocity\":64}\n"
                         "/midi/pad/ch/1/cc/7 = 64\n"
                         "/midi/pad/ch/1/cc14/8 = 8192\n"
                         "/midi/pad/ch/1/cc14/8 = 8257\n"
                         "/midi/pad/ch/5/program = 42\n"
                         "/midi/pad/ch/5/pressure = 99\n"
                         "/midi/pad/ch/4/poly/61 = 77\n"
                         "/midi/pad/ch/2/bend = -8192\n"
                         "/midi/pad/ch/2/bend = 8191\n"
                         "/midi/pad/songpos = 1000\n"
                         "/midi/pad/transport ! start\n"
                         "/midi/pad/transport ! continue\n"
                         "/midi/pad/transport ! stop\n");
  device_unplug (pad);
}

static void
test_out (Fixture *fixture, gconstpointer data)
{
  Device *pad;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  open_pad (fixture);
  emit (fixture, "/midi/pad/ch/1/note/60", clasp_value_int (100));
  emit (fixture, "/midi/pad/ch/1/note/60", clasp_value_int (0));
  set (fixture, "/midi/pad/ch/1/cc/7", clasp_value_double (0.5));
  set (fixture, "/midi/pad/ch/1/cc14/8", clasp_value_int (8257));
  set (fixture, "/midi/pad/ch/5/program", clasp_value_int (42));
  set (fixture, "/midi/pad/ch/5/pressure", clasp_value_int (99));
  set (fixture, "/midi/pad/ch/4/poly/61", clasp_value_int (77));
  set (fixture, "/midi/pad/ch/2/bend", clasp_value_int (-8192));
  set (fixture, "/midi/pad/ch/2/bend", clasp_value_int (8191));
  set (fixture, "/midi/pad/songpos", clasp_value_int (1000));
  emit (fixture, "/midi/pad/transport", clasp_value_string (CLASP_STR_LITERAL ("start")));
  expect_got (pad, "90 3c 64|80 3c 00|b0 07 40|b0 08 40|b0 28 41|c4 2a|d4 63|a3 3d 4d|e1 00 00|"
                   "e1 7f 7f|f2 68 07|fa|");
  device_unplug (pad);
}

/* A stop ends what sounds, and the device sees it although we are gone a moment later. */
static void
test_note_offs_at_stop (Fixture *fixture, gconstpointer data)
{
  Device *pad;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  open_pad (fixture);
  emit (fixture, "/midi/pad/ch/1/note/60", clasp_value_int (100));
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  expect_got (pad, "90 3c 64|80 3c 40|");
  device_unplug (pad);
}

/* ---- system exclusive ---- */

static guint8 *
make_sysex (gsize size, guint8 first)
{
  guint8 *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) ((first + i) % 128);
  bytes[0] = 0xf0;
  bytes[size - 1] = 0xf7;
  return bytes;
}

static gboolean
has_sysex (gpointer user_data)
{
  return ((Fixture *) user_data)->n_sysex > 0;
}

static void
test_sysex_in_pieces (Fixture *fixture, gconstpointer data)
{
  g_autofree guint8 *bytes = make_sysex (10000, 1);
  Device            *pad;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  open_pad (fixture);
  for (gsize at = 0; at < 10000; at += 300)
    device_play_sysex (pad, bytes + at, MIN (300, 10000 - at));
  clasp_test_spin_until (has_sysex, fixture, "the system exclusive message");
  g_assert_cmpmem (g_bytes_get_data (fixture->sysex, NULL), g_bytes_get_size (fixture->sysex),
                   bytes, 10000);
  device_unplug (pad);
}

typedef struct
{
  Device *device;
  gsize   length;
} Length;

static gboolean
has_length (gpointer user_data)
{
  Length *length = user_data;

  device_listen (length->device);
  return length->device->got->len >= length->length;
}

static void
test_largest_sysex_out (Fixture *fixture, gconstpointer data)
{
  g_autofree guint8  *bytes = make_sysex (CLASP_MIDI_MAX_SYSEX, 1);
  g_autoptr (GString) expected = g_string_new (NULL);
  Device             *pad;
  Length              length;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  open_pad (fixture);
  emit (fixture, "/midi/pad/sysex", clasp_value_bytes (bytes, CLASP_MIDI_MAX_SYSEX));
  set (fixture, "/midi/pad/ch/1/cc/7", clasp_value_int (64));
  for (gsize i = 0; i < CLASP_MIDI_MAX_SYSEX; i++)
    g_string_append_printf (expected, "%02x ", bytes[i]);
  g_string_append (expected, "b0 07 40 ");
  length = (Length){ pad, expected->len };
  clasp_test_spin_until (has_length, &length, "the system exclusive message");
  g_strdelimit (pad->got->str, "|", ' ');
  g_assert_true (g_str_equal (pad->got->str, expected->str));
  g_assert_cmpint (fixture->status.n_dropped, ==, 0);
  device_unplug (pad);
}

/* Two programs at our port at once, each in the middle of its own message. */
static void
test_sysex_of_two_programs_at_once (Fixture *fixture, gconstpointer data)
{
  static const guint8 a1[] = { 0xf0, 0x01, 0x02 }, a2[] = { 0x03, 0xf7 };
  static const guint8 b1[] = { 0xf0, 0x11, 0x12 }, b2[] = { 0x13, 0xf7 };
  static const guint8 a[] = { 0xf0, 0x01, 0x02, 0x03, 0xf7 };
  snd_seq_addr_t      ours;
  Device             *pad, *pad_2;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  pad_2 = device_plug ("Another");
  open_pad (fixture);
  g_assert_cmpint (snd_seq_parse_address (pad_2->seq, &ours, "Clasp test"), ==, 0);
  g_assert_cmpint (snd_seq_connect_to (pad_2->seq, pad_2->out_port, ours.client, 0), ==, 0);
  device_play_sysex (pad, a1, sizeof a1);
  device_play_sysex (pad_2, b1, sizeof b1);
  device_play (pad_2, "b0 07 40");
  device_play_sysex (pad, a2, sizeof a2);
  device_play_sysex (pad_2, b2, sizeof b2);
  expect_heard (fixture, "/midi/pad/ch/1/cc/7 = 64\n");
  clasp_test_spin_until (has_sysex, fixture, "the first program's message");
  g_assert_cmpmem (g_bytes_get_data (fixture->sysex, NULL), g_bytes_get_size (fixture->sysex), a,
                   sizeof a);
  device_unplug (pad_2);
  device_unplug (pad);
}

static gboolean
has_dropped (gpointer user_data)
{
  return ((Fixture *) user_data)->status.n_dropped > 0;
}

static void
test_sysex_cut_short_is_counted (Fixture *fixture, gconstpointer data)
{
  static const guint8 cut[] = { 0xf0, 0x01, 0x02 };
  Device             *pad;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  open_pad (fixture);
  device_play_sysex (pad, cut, sizeof cut);
  device_play (pad, "b0 07 40");
  expect_heard (fixture, "/midi/pad/ch/1/cc/7 = 64\n");
  clasp_test_spin_until (has_dropped, fixture, "the count of dropped messages");
  g_assert_cmpint (fixture->status.n_dropped, ==, 1);
  device_unplug (pad);
}

/* ---- rate ---- */

typedef struct
{
  Fixture *fixture;
  guint    n_params;
} Count;

static gboolean
has_count (gpointer user_data)
{
  Count *count = user_data;

  return count->fixture->n_params >= count->n_params;
}

/* More than one turn takes, less than the kernel keeps: nothing may be lost or be left lying. */
static void
test_burst (Fixture *fixture, gconstpointer data)
{
  Count   count = { fixture, 1800 };
  Device *pad;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  open_pad (fixture);
  for (guint i = 0; i < count.n_params; i++)
    g_assert_cmpint (device_play_controller (pad, 7, (int) (i % 128)), ==, 0);
  clasp_test_spin_for (has_count, &count, 3000);
  g_assert_cmpint (fixture->n_params, ==, count.n_params);
  g_assert_cmpint (fixture->last, ==, (count.n_params - 1) % 128);
  g_assert_cmpint (fixture->status.n_dropped, ==, 0);
  device_unplug (pad);
}

static void
flood (Device *pad)
{
  for (guint i = 0; i < 3 * POOL; i++)
    device_play_controller (pad, 7, (int) (i % 128));
}

static void
test_flood_is_counted_and_survived (Fixture *fixture, gconstpointer data)
{
  Device *pad;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  open_pad (fixture);
  flood (pad);
  clasp_test_spin_until (has_dropped, fixture, "the count of dropped messages");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_string_truncate (fixture->heard, 0);
  g_assert_cmpint (device_play_controller (pad, 9, 9), ==, 0);
  expect_heard (fixture, "/midi/pad/ch/1/cc/9 = 9\n");
  g_assert_true (is_running (fixture));
  device_unplug (pad);
}

/* The announcement that the device went is lost in the flood as well. */
static void
test_device_goes_in_a_flood (Fixture *fixture, gconstpointer data)
{
  Device *pad;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  open_pad (fixture);
  flood (pad);
  device_unplug (pad);
  clasp_test_spin_until (is_missing, fixture, "the device to be missed");
  pad = device_plug ("Test Pad");
  clasp_test_spin_until (is_running, fixture, "the device to be back");
  device_unplug (pad);
}

/* ---- devices come and go ---- */

static void
test_missing_and_back_under_another_number (Fixture *fixture, gconstpointer data)
{
  Device *pad, *in_its_place;
  int     number;

  if (!has_sequencer ())
    return;

  open_pad (fixture);
  g_assert_true (is_missing (fixture));
  g_assert_cmpstr (fixture->status.detail, ==, "Waiting for test PAD");
  set (fixture, "/midi/pad/ch/1/cc/7", clasp_value_int (64));

  pad = device_plug ("Test Pad");
  clasp_test_spin_until (is_running, fixture, "the device");
  expect_got (pad, "b0 07 40|");
  number = snd_seq_client_id (pad->seq);
  device_play (pad, "90 3c 64");
  expect_heard (fixture, "/midi/pad/ch/1/note/60 ! {\"on\":true,\"velocity\":100}\n");

  device_unplug (pad);
  expect_heard (fixture, "/midi/pad/ch/1/note/60 ! {\"on\":false,\"velocity\":0}\n");
  clasp_test_spin_until (is_missing, fixture, "the device to be missed");
  g_assert_cmpstr (fixture->status.detail, ==, "Waiting for test PAD");
  set (fixture, "/midi/pad/ch/1/cc/7", clasp_value_int (65));

  in_its_place = device_plug ("Something else");
  pad = device_plug ("Test Pad");
  g_assert_cmpint (snd_seq_client_id (pad->seq), !=, number);
  clasp_test_spin_until (is_running, fixture, "the device to be back");
  expect_got (pad, "b0 07 41|");
  device_play (pad, "b0 08 01");
  expect_heard (fixture, "/midi/pad/ch/1/cc/8 = 1\n");
  device_unplug (in_its_place);
  device_unplug (pad);
}

static gboolean
has_heard_9 (gpointer user_data)
{
  return strstr (((Fixture *) user_data)->heard->str, "/midi/pad/ch/1/cc/9 = 2") != NULL;
}

/* Unplugged and back before we look, under the same number: what is announced then is old news. */
static void
test_replugged_at_once (Fixture *fixture, gconstpointer data)
{
  Device *pad;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  open_pad (fixture);
  for (guint i = 0; i < 20; i++)
    {
      device_unplug (pad);
      pad = device_plug ("Test Pad");
    }
  device_play (pad, "b0 08 01");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (is_running (fixture));
  device_play (pad, "b0 09 02");
  clasp_test_spin_until (has_heard_9, fixture, "the device as it is now");
  set (fixture, "/midi/pad/ch/1/cc/7", clasp_value_int (64));
  expect_got (pad, "b0 07 40|");
  device_unplug (pad);
}

/* The sequencer announces a device's ports one after the other. */
static void
test_ports_that_come_one_by_one (Fixture *fixture, gconstpointer data)
{
  Device *pad;

  if (!has_sequencer ())
    return;

  open_pad (fixture);
  set (fixture, "/midi/pad/ch/1/cc/7", clasp_value_int (64));
  pad = device_new ("Test Pad");
  pad->out_port = add_port (pad, "Out", READ_CAPS);
  clasp_test_spin_until (is_running, fixture, "the first port");
  pad->in_port = add_port (pad, "In", WRITE_CAPS);
  expect_got (pad, "b0 07 40|");
  device_play (pad, "b0 08 01");
  expect_heard (fixture, "/midi/pad/ch/1/cc/8 = 1\n");
  device_unplug (pad);
}

static void
test_one_of_two_ports_goes (Fixture *fixture, gconstpointer data)
{
  Device *pad;

  if (!has_sequencer ())
    return;

  pad = device_new ("Test Pad");
  pad->out_port = add_port (pad, "Out", READ_CAPS);
  pad->in_port = add_port (pad, "In", WRITE_CAPS);
  open_pad (fixture);
  snd_seq_delete_simple_port (pad->seq, pad->out_port);
  clasp_test_spin_for (is_missing, fixture, 200);
  clasp_test_spin_until (is_running, fixture, "what is left");
  set (fixture, "/midi/pad/ch/1/cc/7", clasp_value_int (64));
  expect_got (pad, "b0 07 40|");
  device_unplug (pad);
}

static void
test_named_after_its_ports (Fixture *fixture, gconstpointer data)
{
  Device *pad;

  if (!has_sequencer ())
    return;

  open_pad (fixture);
  pad = device_plug ("Client-0");
  snd_seq_set_client_name (pad->seq, "Test Pad");
  clasp_test_spin_until (is_running, fixture, "the device");
  device_unplug (pad);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv)     names = NULL;
  Device            *pad;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  names = clasp_midi_list_devices (&error);
  g_assert_no_error (error);
  g_assert_true (g_strv_contains ((const char *const *) names, "Test Pad:MIDI 1"));
  for (guint i = 0; names[i] != NULL; i++)
    g_assert_false (g_str_has_prefix (names[i], "System:"));
  device_unplug (pad);
}

/* Where there is no sequencer that is said once, in words, and nothing else is printed. */
static void
test_without_sequencer (Fixture *fixture, gconstpointer data)
{
  if (access ("/dev/snd/seq", F_OK) == 0)
    {
      g_test_skip ("there is a sequencer");
      return;
    }
  if (g_test_subprocess ())
    {
      open_pad (fixture);
      g_assert_true (is_missing (fixture));
      g_assert_nonnull (strstr (fixture->status.detail, "snd-seq"));
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr_unmatched ("*ALSA lib*");
}

/* ---- peers that we did not write ---- */

/* stdbuf is always there: the program behind it is asked for. */
static gboolean
has_program (const char *name)
{
  g_autofree char *path = g_find_program_in_path (name);
  g_autofree char *why = g_strdup_printf ("%s is not installed", name);

  if (path == NULL)
    g_test_skip (why);
  return path != NULL;
}

static void
read_until (ClaspTestPeer *peer, const char *pattern)
{
  for (;;)
    {
      g_autofree char *line = clasp_test_peer_read_line (peer, 10000);

      g_assert_nonnull (line);
      g_test_message ("%s", line);
      if (g_pattern_match_simple (pattern, line))
        return;
    }
}

static void
test_to_aseqdump (Fixture *fixture, gconstpointer data)
{
  static const char *const  argv[] = { "stdbuf", "-oL", "aseqdump", "-p", "Clasp test:1", NULL };
  g_autoptr (ClaspTestPeer) dump = NULL;

  if (!has_sequencer () || !has_program ("aseqdump"))
    return;

  open_bridge (fixture);
  dump = clasp_test_peer_new (argv);
  read_until (dump, "Source*");
  emit (fixture, "/midi/midi/ch/1/note/60", clasp_value_int (100));
  set (fixture, "/midi/midi/ch/1/cc/7", clasp_value_int (64));
  set (fixture, "/midi/midi/ch/5/program", clasp_value_int (42));
  set (fixture, "/midi/midi/ch/2/bend", clasp_value_int (-8192));
  emit (fixture, "/midi/midi/transport", clasp_value_string (CLASP_STR_LITERAL ("start")));
  read_until (dump, "*Note on*0, note 60, velocity 100*");
  read_until (dump, "*Control change*0, controller 7, value 64*");
  read_until (dump, "*Program change*4, program 42*");
  read_until (dump, "*Pitch bend*1, value -8192*");
  read_until (dump, "*Start*");
}

static void
test_from_aplaymidi (Fixture *fixture, gconstpointer data)
{
  static const guint8 song[] = {
    'M', 'T',  'h', 'd', 0, 0,    0, 6,  0, 0,    0,    1, 0,    96,         /* one track */
    'M', 'T',  'r', 'k', 0, 0,    0, 27,                                     /* its size */
    0,   0x90, 60,  100, 0, 0xb0, 7, 64, 0, 0xc4, 42,   0, 0xe1, 0x7f, 0x7f, /* at once */
    6,   0x80, 60,  0,   0, 0xb0, 7, 65, 0, 0xff, 0x2f, 0                    /* later, the end */
  };
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "clasp-test-XXXXXX.mid", NULL);
  const char      *argv[] = { "aplaymidi", "-p", "Clasp test:0", path, NULL };
  g_autoptr (ClaspTestPeer) player = NULL;
  int                       fd;

  if (!has_sequencer ())
    return;

  fd = g_mkstemp (path);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, song, sizeof song), ==, sizeof song);
  close (fd);
  open_bridge (fixture);
  player = clasp_test_peer_new (argv);
  if (player != NULL)
    expect_heard (fixture, "/midi/midi/ch/1/note/60 ! {\"on\":true,\"velocity\":100}\n"
                           "/midi/midi/ch/1/cc/7 = 64\n"
                           "/midi/midi/ch/5/program = 42\n"
                           "/midi/midi/ch/2/bend = 8191\n"
                           "/midi/midi/ch/1/note/60 ! {\"on\":false,\"velocity\":0}\n"
                           "/midi/midi/ch/1/cc/7 = 65\n");
  unlink (path);
}

/* The kernel's virtual raw device: what amidi writes into it comes out of a sequencer port. */
static gboolean
has_virtual_device (void)
{
  g_auto (GStrv) names = clasp_midi_list_devices (NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (strstr (names[i], "VirMIDI 0-0") != NULL)
      return TRUE;

  g_test_skip ("no virtual raw MIDI device: modprobe snd-virmidi");
  return FALSE;
}

static void
test_from_amidi (Fixture *fixture, gconstpointer data)
{
  static const char *const argv[] = {
    "amidi", "-p", "hw:0,0", "-S", "90 3C 64 3C 00 B0 07 40 F0 7D 01 02 F7 E1 00 40", NULL
  };
  static const guint8       sysex[] = { 0xf0, 0x7d, 0x01, 0x02, 0xf7 };
  g_autoptr (ClaspTestPeer) amidi = NULL;

  if (!has_sequencer () || !has_virtual_device ())
    return;

  set_setting (fixture, "port", "virmidi 0-0");
  set_setting (fixture, "device", "raw");
  open_bridge (fixture);
  g_assert_true (is_running (fixture));
  amidi = clasp_test_peer_new (argv);
  if (amidi == NULL)
    return;

  expect_heard (fixture, "/midi/raw/ch/1/note/60 ! {\"on\":true,\"velocity\":100}\n"
                         "/midi/raw/ch/1/note/60 ! {\"on\":false,\"velocity\":0}\n"
                         "/midi/raw/ch/1/cc/7 = 64\n"
                         "/midi/raw/ch/2/bend = 0\n");
  g_assert_cmpmem (g_bytes_get_data (fixture->sysex, NULL), g_bytes_get_size (fixture->sysex),
                   sysex, sizeof sysex);
}

static void
test_to_amidi (Fixture *fixture, gconstpointer data)
{
  static const char *const  argv[] = { "stdbuf", "-o0", "amidi", "-p", "hw:0,0", "-d", NULL };
  g_autoptr (ClaspTestPeer) amidi = NULL;
  g_autoptr (GString)       got = g_string_new (NULL);

  if (!has_sequencer () || !has_virtual_device () || !has_program ("amidi"))
    return;

  set_setting (fixture, "port", "virmidi 0-0");
  set_setting (fixture, "device", "raw");
  open_bridge (fixture);
  amidi = clasp_test_peer_new (argv);
  /* A raw device has no peer to wait for: what is sent before amidi has opened it is gone. */
  for (guint i = 0; i < 100 && strstr (got->str, "B007") == NULL; i++)
    {
      g_autofree char *line = NULL;

      set (fixture, "/midi/raw/ch/1/cc/7", clasp_value_int (i));
      line = clasp_test_peer_read_line (amidi, 100);
      g_string_append (got, line != NULL ? line : "");
    }
  g_test_message ("amidi: %s%s", got->str, clasp_test_peer_get_stderr (amidi));
  g_assert_nonnull (strstr (got->str, "B007"));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/midi/alsa/" path, Fixture, NULL, setup, func, teardown)
  ADD ("in", test_in);
  ADD ("out", test_out);
  ADD ("note-offs-at-stop", test_note_offs_at_stop);
  ADD ("sysex-in-pieces", test_sysex_in_pieces);
  ADD ("largest-sysex-out", test_largest_sysex_out);
  ADD ("sysex-of-two-programs-at-once", test_sysex_of_two_programs_at_once);
  ADD ("sysex-cut-short-is-counted", test_sysex_cut_short_is_counted);
  ADD ("burst", test_burst);
  ADD ("flood-is-counted-and-survived", test_flood_is_counted_and_survived);
  ADD ("device-goes-in-a-flood", test_device_goes_in_a_flood);
  ADD ("missing-and-back-under-another-number", test_missing_and_back_under_another_number);
  ADD ("replugged-at-once", test_replugged_at_once);
  ADD ("ports-that-come-one-by-one", test_ports_that_come_one_by_one);
  ADD ("one-of-two-ports-goes", test_one_of_two_ports_goes);
  ADD ("named-after-its-ports", test_named_after_its_ports);
  ADD ("list", test_list);
  ADD ("without-sequencer", test_without_sequencer);
  ADD ("to-aseqdump", test_to_aseqdump);
  ADD ("from-aplaymidi", test_from_aplaymidi);
  ADD ("from-amidi", test_from_amidi);
  ADD ("to-amidi", test_to_amidi);
  return g_test_run ();
}
