/* SPDX-License-Identifier: GPL-3.0-or-later */

/* PortMidi against the kernel's Midi Through, which gives back what it gets. */

#include "bridges/midi/alsa-fixture.h"
#include "bridges/midi/clasp-midi-portmidi-links.h"

#include <string.h>

static gboolean
has_through (void)
{
  g_autoptr (GPtrArray) devices = NULL;

  if (!has_sequencer ())
    return FALSE;

  devices = clasp_midi_list_devices ();
  for (guint i = 0; i < devices->len; i++)
    {
      const ClaspMidiDevice *device = g_ptr_array_index (devices, i);

      if (device->backend == CLASP_MIDI_BACKEND_PORTMIDI &&
          strstr (device->id, "Midi Through") != NULL)
        return TRUE;
    }

  g_test_skip ("no Midi Through: modprobe snd-seq-dummy");
  return FALSE;
}

static void
open_through (Fixture *fixture)
{
  set_setting (fixture, "backend", "portmidi");
  set_setting (fixture, "port", "midi through");
  set_setting (fixture, "device", "loop");
  open_bridge (fixture);
  clasp_test_spin_until (is_running, fixture, "Midi Through");
}

static void
test_there_and_back (Fixture *fixture, gconstpointer data)
{
  if (!has_through ())
    return;

  open_through (fixture);
  emit (fixture, "/midi/loop/ch/1/note/60", clasp_value_int (100));
  emit (fixture, "/midi/loop/ch/1/note/60", clasp_value_int (0));
  emit (fixture, "/midi/loop/transport", clasp_value_string (CLASP_STR_LITERAL ("start")));
  expect_heard (fixture, "/midi/loop/ch/1/note/60 ! {\"on\":true,\"velocity\":100}\n"
                         "/midi/loop/ch/1/note/60 ! {\"on\":false,\"velocity\":0}\n"
                         "/midi/loop/transport ! start\n");
}

static gboolean
has_sysex (gpointer user_data)
{
  return ((Fixture *) user_data)->n_sysex > 0;
}

static void
test_sysex_there_and_back (Fixture *fixture, gconstpointer data)
{
  guint8 bytes[1000];

  if (!has_through ())
    return;

  memset (bytes, 0x55, sizeof bytes);
  bytes[0] = 0xf0;
  bytes[sizeof bytes - 1] = 0xf7;
  open_through (fixture);
  emit (fixture, "/midi/loop/sysex", clasp_value_bytes (bytes, sizeof bytes));
  clasp_test_spin_until (has_sysex, fixture, "the sysex to come back");
  g_assert_cmpmem (g_bytes_get_data (fixture->sysex, NULL), g_bytes_get_size (fixture->sysex),
                   bytes, sizeof bytes);
}

/* A device that is not there is looked for, and the worker waits for nothing meanwhile. */
static void
test_missing (Fixture *fixture, gconstpointer data)
{
  gint64 start_us = g_get_monotonic_time ();

  set_setting (fixture, "backend", "portmidi");
  set_setting (fixture, "port", "no such device");
  open_bridge (fixture);
  g_assert_true (is_missing (fixture));
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, G_USEC_PER_SEC);
}

static void
test_needs_a_device (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "backend", "portmidi");
  open_bridge (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_ERROR);
}

static void
test_comes_later (Fixture *fixture, gconstpointer data)
{
  Device *pad;

  if (!has_sequencer ())
    return;

  set_setting (fixture, "backend", "portmidi");
  set_setting (fixture, "port", "late pad");
  set_setting (fixture, "direction", "in");
  set_setting (fixture, "device", "pad");
  open_bridge (fixture);
  g_assert_true (is_missing (fixture));
  pad = device_new ("Late Pad");
  pad->out_port = pad->in_port = add_port (pad, "Late Pad MIDI 1", READ_CAPS | WRITE_CAPS);
  clasp_test_spin_until (is_running, fixture, "the device");
  device_play (pad, "b0 07 40");
  expect_heard (fixture, "/midi/pad/ch/1/cc/7 = 64\n");
  device_unplug (pad);
}

static Device *
plug (const char *port)
{
  Device *device = device_new ("Test Synth");

  device->out_port = device->in_port = add_port (device, port, READ_CAPS | WRITE_CAPS);
  return device;
}

/* Each of two equal ones by its order, in and out. */
static void
test_equal_devices (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) devices = NULL;
  Device               *a, *b;
  guint                 n = 0;

  if (!has_sequencer ())
    return;

  a = plug ("Test Twin MIDI 1");
  b = plug ("Test Twin MIDI 1");
  devices = clasp_midi_list_devices ();
  for (guint i = 0; i < devices->len; i++)
    {
      const ClaspMidiDevice *device = g_ptr_array_index (devices, i);

      n += device->backend == CLASP_MIDI_BACKEND_PORTMIDI && device->input && device->output &&
           g_str_has_prefix (device->id, "Test Twin MIDI 1 #");
    }
  g_assert_cmpuint (n, ==, 2);
  set_setting (fixture, "backend", "portmidi");
  set_setting (fixture, "port", "Test Twin MIDI 1 #2");
  set_setting (fixture, "device", "twin");
  open_bridge (fixture);
  clasp_test_spin_until (is_running, fixture, "the second one");
  device_play (a, "b0 07 01");
  device_play (b, "b0 07 02");
  expect_heard (fixture, "/midi/twin/ch/1/cc/7 = 2\n");
  set (fixture, "/midi/twin/ch/1/cc/9", clasp_value_int (3));
  expect_got (b, "b0 09 03|");
  device_listen (a);
  g_assert_cmpstr (a->got->str, ==, "");
  device_unplug (a);
  device_unplug (b);
}

static void
test_each_its_own (Fixture *fixture, gconstpointer data)
{
  if (has_sequencer ())
    expect_each_its_own (fixture, "portmidi", "Test Twin MIDI 1", plug);
}

/* The library does not say so, but a device goes, and comes back under its name. */
static void
test_replugged (Fixture *fixture, gconstpointer data)
{
  Device *pad = NULL, *in_its_place = NULL;

  if (!has_sequencer ())
    return;

  set_setting (fixture, "backend", "portmidi");
  set_setting (fixture, "port", "replug pad");
  set_setting (fixture, "device", "pad");
  set_setting (fixture, "notes-as-param", "true");
  open_bridge (fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (is_missing (fixture));
      if (i == 1)
        in_its_place = plug ("Something else"); /* the number it had */
      pad = plug ("Replug Pad MIDI 1");
      clasp_test_spin_until (is_running, fixture, "the device");
      if (i > 0)
        expect_got (pad, "80 3e 40|80 3c 00|"); /* what we left on, then the state */
      device_play (pad, "90 3c 64");
      expect_heard (fixture, "/midi/pad/ch/1/note/60 = 100\n");
      emit (fixture, "/midi/pad/ch/1/note/62", clasp_value_int (100));
      expect_got (pad, "90 3e 64|");
      device_unplug (pad);
      clasp_test_spin_until (is_missing, fixture, "the device to be missed");
      expect_heard (fixture, "/midi/pad/ch/1/note/60 = 0\n");
    }
  device_unplug (in_its_place);
}

/* The library lists devices anew only when nobody has one open: whoever has, has it again at once and
 * does not notice. */
static void
test_comes_beside_another (Fixture *fixture, gconstpointer data)
{
  Fixture second = { 0 };
  Device *pad, *synth;

  if (!has_sequencer ())
    return;

  pad = plug ("First Pad MIDI 1");
  set_setting (fixture, "backend", "portmidi");
  set_setting (fixture, "port", "first pad");
  set_setting (fixture, "device", "pad");
  open_bridge (fixture);
  clasp_test_spin_until (is_running, fixture, "the first device");
  setup (&second, NULL);
  set_setting (&second, "backend", "portmidi");
  set_setting (&second, "port", "second synth");
  set_setting (&second, "device", "synth");
  open_bridge (&second);
  synth = plug ("Second Synth MIDI 1");
  clasp_test_spin_until (is_running, &second, "the second device");
  device_play (synth, "b0 07 01");
  expect_heard (&second, "/midi/synth/ch/1/cc/7 = 1\n");
  set (fixture, "/midi/pad/ch/1/cc/7", clasp_value_int (64));
  expect_got (pad, "b0 07 40|"); /* once */
  g_assert_true (is_running (fixture));
  device_unplug (synth);
  clasp_test_spin_until (is_missing, &second, "the second to be missed");
  g_assert_true (is_running (fixture));
  device_play (pad, "b0 08 02");
  expect_heard (fixture, "/midi/pad/ch/1/cc/8 = 2\n");
  teardown (&second, NULL);
  device_unplug (pad);
}

/* ---- what the kernel says ---- */

#define CLIENTS                                                                                    \
  "Client info\n  cur  clients : 4\n\n"                                                            \
  "Client   0 : \"System\" [Kernel]\n"                                                            \
  "  Port   1 : \"Announce\" (R-e-)\n"                                                            \
  "    Connecting To: 15:0\n"                                                                      \
  "Client  20 : \"A \"Pad\"\" [Kernel Legacy]\n"                                                  \
  "  Port   0 : \"A \"Pad\" MIDI 1\" (RWeX)\n"                                                    \
  "    Connecting To: 128:1[t:0], 129:0[ex,r:2]\n"                                                 \
  "    Connected From: 128:0\n"                                                                    \
  "  Port   1 : \"Other\" (RWeX)\n"                                                               \
  "    Connecting To: 130:0\n"                                                                     \
  "Client 128 : \"Client-128\" [User Legacy]\n"                                                   \
  "  Port   0 : \"port-0\" (rwe-)\n"                                                              \
  "    Connecting To: 20:0\n"                                                                      \
  "  Output pool :\n    Pool size          : 500\n"

static void
expect_links (const char *text, const char *name, gboolean is_input, const char *expected)
{
  g_auto (GStrv)   links = clasp_midi_portmidi_links_of (text, name, is_input);
  g_autofree char *all = g_strjoinv (" ", links);

  g_assert_cmpstr (all, ==, expected);
}

static void
test_links (void)
{
  g_autofree char *ports = clasp_midi_portmidi_links_ports (CLIENTS, "pad");
  g_autofree char *own = clasp_midi_portmidi_links_ports (CLIENTS, "port-0");
  g_autofree char *none = clasp_midi_portmidi_links_ports (CLIENTS, "synth");

  expect_links (CLIENTS, "A \"Pad\" MIDI 1", TRUE, "20:0-128:1 20:0-129:0");
  expect_links (CLIENTS, "A \"Pad\" MIDI 1", FALSE, "20:0-128:0");
  expect_links (CLIENTS, "Other", TRUE, "20:1-130:0");
  expect_links (CLIENTS, "Other", FALSE, "");
  expect_links (CLIENTS, "A \"Pad\"", TRUE, ""); /* that is the client */
  expect_links ("", "Other", TRUE, "");
  expect_links ("Client x\n  Port y : \"\n    Connecting To: \nClient 1 :", "", TRUE, "");
  expect_links ("  Port   0 : \"P\" (R)\n    Connecting To: 1:x, :, 2:3", "P", TRUE, "-1:0-2:3");
  g_assert_cmpstr (ports, ==, "20:0 a \"pad\" midi 1\n");
  g_assert_cmpstr (own, ==, "");
  g_assert_cmpstr (none, ==, "");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/midi/portmidi/" path, Fixture, NULL, setup, func, teardown)
  ADD ("there-and-back", test_there_and_back);
  ADD ("sysex-there-and-back", test_sysex_there_and_back);
  ADD ("missing", test_missing);
  ADD ("needs-a-device", test_needs_a_device);
  ADD ("comes-later", test_comes_later);
  ADD ("equal-devices", test_equal_devices);
  ADD ("each-its-own", test_each_its_own);
  ADD ("replugged", test_replugged);
  ADD ("comes-beside-another", test_comes_beside_another);
  g_test_add_func ("/bridges/midi/portmidi/links", test_links);
  return g_test_run ();
}
