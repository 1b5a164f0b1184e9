/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What passes through the ALSA sequencer. */

#include "bridges/midi/alsa-fixture.h"

#include "bridges/midi/clasp-midi-alsa.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

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
  expect_got (pad, "90 3c 64|b0 7b 00|b0 40 00|b0 79 00|80 3c 40|");
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

/* ---- when ---- */

#define N_STAMPS 4
#define SPACING_US 50000
#define TOLERANCE_US 20000          /* between stamps of one clock, whose ticks an emulated machine delays */
#define COMPARED_US G_USEC_PER_SEC /* and between two clocks, on a busy machine */

typedef struct
{
  gint64 at[N_STAMPS];
  guint  n;
} Stamps;

static void
stamped_cb (const guint8 *message, gsize size, gint64 received_us, gpointer user_data)
{
  Stamps *stamps = user_data;

  g_assert_cmpuint (stamps->n, <, N_STAMPS);
  stamps->at[stamps->n++] = received_us;
}

static void
connected_cb (const char *name, gpointer user_data)
{
}

static void
lost_cb (gpointer user_data)
{
  g_assert_not_reached ();
}

static gboolean
has_all_stamps (gpointer user_data)
{
  return ((Stamps *) user_data)->n == N_STAMPS;
}

/* Pulses that wait for us until we come to read them all at once have come one by one. */
static void
test_each_event_has_its_time (Fixture *fixture, gconstpointer data)
{
  static const ClaspMidiBackendHandler handler = { stamped_cb, connected_cb, lost_cb, NULL };
  ClaspMidiBackendConfig config = { "Clasp Stamps", "Test Pad", "", TRUE, FALSE, 0, FALSE };
  g_autoptr (ClaspMidiBackend) backend = NULL;
  g_autoptr (GError)           error = NULL;
  gint64                       before[N_STAMPS], after[N_STAMPS];
  Stamps                       stamps = { .n = 0 };
  Device                      *pad;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  backend = clasp_midi_alsa_new ();
  g_assert_true (clasp_midi_backend_open (backend, fixture->reactor, &config, &handler, &stamps, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < N_STAMPS; i++)
    {
      before[i] = g_get_monotonic_time ();
      device_play (pad, "f8");
      after[i] = g_get_monotonic_time ();
      g_usleep (SPACING_US);
    }
  clasp_test_spin_until (has_all_stamps, &stamps, "the pulses");
  for (guint i = 0; i < N_STAMPS; i++)
    {
      g_assert_cmpint (stamps.at[i], >=, before[i] - COMPARED_US);
      g_assert_cmpint (stamps.at[i], <=, after[i] + COMPARED_US);
    }
  for (guint i = 1; i < N_STAMPS; i++)
    {
      g_assert_cmpint (stamps.at[i] - stamps.at[i - 1], >=, before[i] - after[i - 1] - TOLERANCE_US);
      g_assert_cmpint (stamps.at[i] - stamps.at[i - 1], <=, after[i] - before[i - 1] + TOLERANCE_US);
    }
  clasp_midi_backend_close (backend);
  device_unplug (pad);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/midi/alsa/" path, Fixture, NULL, setup, func, teardown)
  ADD ("in", test_in);
  ADD ("each-event-has-its-time", test_each_event_has_its_time);
  ADD ("out", test_out);
  ADD ("note-offs-at-stop", test_note_offs_at_stop);
  ADD ("sysex-in-pieces", test_sysex_in_pieces);
  ADD ("largest-sysex-out", test_largest_sysex_out);
  ADD ("sysex-of-two-programs-at-once", test_sysex_of_two_programs_at_once);
  ADD ("sysex-cut-short-is-counted", test_sysex_cut_short_is_counted);
  ADD ("burst", test_burst);
  ADD ("flood-is-counted-and-survived", test_flood_is_counted_and_survived);
  ADD ("device-goes-in-a-flood", test_device_goes_in_a_flood);
  return g_test_run ();
}
