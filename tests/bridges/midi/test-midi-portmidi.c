/* SPDX-License-Identifier: GPL-3.0-or-later */

/* PortMidi against the kernel's Midi Through, which gives back what it gets. */

#include "bridges/midi/alsa-fixture.h"

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
  return g_test_run ();
}
