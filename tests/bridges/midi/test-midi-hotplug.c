/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Devices of the ALSA sequencer come and go, and are told apart. */

#include "bridges/midi/alsa-fixture.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

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

static const ClaspMidiDevice *
find_device (GPtrArray *devices, const char *id, ClaspMidiBackendKind backend)
{
  for (guint i = 0; i < devices->len; i++)
    {
      const ClaspMidiDevice *device = g_ptr_array_index (devices, i);

      if (device->backend == backend && g_str_equal (device->id, id))
        return device;
    }

  return NULL;
}

/* Two of the same name: each has an id of its own, and that is connected. */
static void
test_equal_devices (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray)  devices = NULL;
  const ClaspMidiDevice *second;
  Device                *a, *b;

  if (!has_sequencer ())
    return;

  a = device_plug ("Test Twin");
  b = device_plug ("Test Twin");
  devices = clasp_midi_list_devices ();
  g_assert_nonnull (find_device (devices, "Test Twin:MIDI 1 #1", CLASP_MIDI_BACKEND_ALSA));
  second = find_device (devices, "Test Twin:MIDI 1 #2", CLASP_MIDI_BACKEND_ALSA);
  g_assert_nonnull (second);
  g_assert_true (second->input && second->output);
  set_setting (fixture, "port", second->id);
  set_setting (fixture, "device", "twin");
  open_bridge (fixture);
  g_assert_true (is_running (fixture));
  device_play (a, "b0 07 01");
  device_play (b, "b0 07 02");
  expect_heard (fixture, "/midi/twin/ch/1/cc/7 = 2\n");
  device_unplug (a);
  device_play (b, "b0 07 03");
  expect_heard (fixture, "/midi/twin/ch/1/cc/7 = 3\n");
  device_unplug (b);
}

/* Who had one of two does not take the other when its own goes: that is somebody else's. */
static void
expect_own_back (Fixture *fixture, const char *port, gboolean is_second)
{
  Device *a, *b, *own, *other;

  if (!has_sequencer ())
    return;

  a = device_plug ("Test Twin");
  b = device_plug ("Test Twin");
  own = is_second ? b : a;
  other = is_second ? a : b;
  set_setting (fixture, "port", port);
  set_setting (fixture, "device", "twin");
  open_bridge (fixture);
  device_play (own, "b0 07 01");
  expect_heard (fixture, "/midi/twin/ch/1/cc/7 = 1\n");
  device_unplug (own);
  clasp_test_spin_until (is_missing, fixture, "its device to be missed");
  own = device_plug ("Test Twin");
  clasp_test_spin_until (is_running, fixture, "its device to be back");
  device_play (other, "b0 07 02");
  device_play (own, "b0 07 03");
  expect_heard (fixture, "/midi/twin/ch/1/cc/7 = 3\n");
  device_unplug (own);
  device_unplug (other);
}

static void
test_first_of_two_goes (Fixture *fixture, gconstpointer data)
{
  expect_own_back (fixture, "Test Twin:MIDI 1 #1", FALSE);
}

static void
test_second_of_two_goes (Fixture *fixture, gconstpointer data)
{
  expect_own_back (fixture, "Test Twin:MIDI 1 #2", TRUE);
}

static void
test_first_of_two_by_its_name_goes (Fixture *fixture, gconstpointer data)
{
  expect_own_back (fixture, "Test Twin", FALSE);
}

/* Once both went, whoever comes first is the first. */
static void
test_both_of_two_go (Fixture *fixture, gconstpointer data)
{
  Device *a, *b;

  if (!has_sequencer ())
    return;

  a = device_plug ("Test Twin");
  b = device_plug ("Test Twin");
  set_setting (fixture, "port", "Test Twin:MIDI 1 #2");
  set_setting (fixture, "device", "twin");
  open_bridge (fixture);
  g_assert_true (is_running (fixture));
  device_unplug (a);
  device_unplug (b);
  clasp_test_spin_until (is_missing, fixture, "its device to be missed");
  a = device_plug ("Test Twin");
  b = device_plug ("Test Twin");
  clasp_test_spin_until (is_running, fixture, "a device");
  device_unplug (a);
  device_unplug (b);
}

static Device *
plug_twin (const char *name)
{
  return device_plug ("Test Twin");
}

static void
test_each_its_own (Fixture *fixture, gconstpointer data)
{
  if (has_sequencer ())
    expect_each_its_own (fixture, "alsa", "Test Twin:MIDI 1", plug_twin);
}

/* "MIDI 1" of the second one is not "MIDI 10" of the first. */
static void
test_names_that_begin_so (Fixture *fixture, gconstpointer data)
{
  Device *a, *b;

  if (!has_sequencer ())
    return;

  a = device_plug ("Test Hub");
  add_port (a, "MIDI 10", READ_CAPS | WRITE_CAPS);
  b = device_plug ("Test Hub");
  set_setting (fixture, "port", "Test Hub:MIDI 1 #2");
  set_setting (fixture, "device", "hub");
  open_bridge (fixture);
  device_play (b, "b0 07 02");
  expect_heard (fixture, "/midi/hub/ch/1/cc/7 = 2\n");
  device_unplug (a);
  device_unplug (b);
}

/* One device for what comes in, another for what goes out. */
static void
test_device_for_each_direction (Fixture *fixture, gconstpointer data)
{
  Device *from, *to;

  if (!has_sequencer ())
    return;

  from = device_plug ("Test From");
  to = device_plug ("Test To");
  set_setting (fixture, "port", "test from");
  set_setting (fixture, "output-port", "test to");
  set_setting (fixture, "device", "pad");
  open_bridge (fixture);
  g_assert_true (is_running (fixture));
  device_play (from, "b0 07 01");
  device_play (to, "b0 07 02");
  expect_heard (fixture, "/midi/pad/ch/1/cc/7 = 1\n");
  set (fixture, "/midi/pad/ch/1/cc/9", clasp_value_int (3));
  expect_got (to, "b0 09 03|");
  device_listen (from);
  g_assert_cmpstr (from->got->str, ==, "");
  device_unplug (from);
  device_unplug (to);
}

/* Twenty times, with a note held on both sides each time: nothing is left sounding anywhere. */
static void
test_flapping (Fixture *fixture, gconstpointer data)
{
  if (!has_sequencer ())
    return;

  set_setting (fixture, "notes-as-param", "true");
  open_pad (fixture);
  for (guint i = 0; i < 20; i++)
    {
      Device *pad = device_plug ("Test Pad");

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
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) devices = NULL;
  Device               *pad;

  if (!has_sequencer ())
    return;

  pad = device_plug ("Test Pad");
  devices = clasp_midi_list_devices ();
  g_assert_nonnull (find_device (devices, "Test Pad:MIDI 1", CLASP_MIDI_BACKEND_ALSA));
  for (guint i = 0; i < devices->len; i++)
    g_assert_false (
      g_str_has_prefix (((ClaspMidiDevice *) g_ptr_array_index (devices, i))->id, "System:"));
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

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/midi/hotplug/" path, Fixture, NULL, setup, func, teardown)
  ADD ("missing-and-back-under-another-number", test_missing_and_back_under_another_number);
  ADD ("replugged-at-once", test_replugged_at_once);
  ADD ("ports-that-come-one-by-one", test_ports_that_come_one_by_one);
  ADD ("one-of-two-ports-goes", test_one_of_two_ports_goes);
  ADD ("named-after-its-ports", test_named_after_its_ports);
  ADD ("equal-devices", test_equal_devices);
  ADD ("first-of-two-goes", test_first_of_two_goes);
  ADD ("second-of-two-goes", test_second_of_two_goes);
  ADD ("first-of-two-by-its-name-goes", test_first_of_two_by_its_name_goes);
  ADD ("both-of-two-go", test_both_of_two_go);
  ADD ("each-its-own", test_each_its_own);
  ADD ("names-that-begin-so", test_names_that_begin_so);
  ADD ("device-for-each-direction", test_device_for_each_direction);
  ADD ("flapping", test_flapping);
  ADD ("list", test_list);
  ADD ("without-sequencer", test_without_sequencer);
  return g_test_run ();
}
