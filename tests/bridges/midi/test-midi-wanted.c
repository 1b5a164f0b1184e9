/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/midi/clasp-midi-wanted.h"
#ifdef CLASP_HAVE_PORTMIDI
#include "bridges/midi/clasp-midi-portmidi-list.h"
#endif
#include "support/clasp-test.h"

static int
find (const char *text, const char *const *names)
{
  g_auto (ClaspMidiWanted) wanted = { NULL };

  clasp_midi_wanted_parse (&wanted, text);
  return clasp_midi_wanted_find (&wanted, names, g_strv_length ((char **) names));
}

static void
test_parts_and_names (void)
{
  const char *const names[] = { "Midi Through", "nanoKONTROL2 MIDI 1", "Launchpad", NULL };

  g_assert_cmpint (find ("KONTROL2", names), ==, 1);
  g_assert_cmpint (find ("launchpad", names), ==, 2);
  g_assert_cmpint (find ("Pad 2", names), ==, -1);
  g_assert_cmpint (find ("", names), ==, -1);
}

static void
test_equal_ones_by_their_order (void)
{
  const char *const names[] = { "Pad", "Other", "Pad", NULL };

  g_assert_cmpint (find ("Pad", names), ==, 0);
  g_assert_cmpint (find ("Pad #1", names), ==, 0);
  g_assert_cmpint (find ("Pad #2", names), ==, 2);
  g_assert_cmpint (find ("Pad #3", names), ==, -1);
  g_assert_cmpint (find ("pad #2", names), ==, 2);
}

static void
test_a_longer_name_is_another (void)
{
  const char *const names[] = { "Hub MIDI 1", "Hub MIDI 10", "Hub MIDI 1", "Hub MIDI 10", NULL };

  g_assert_cmpint (find ("Hub MIDI 1 #2", names), ==, 2);
  g_assert_cmpint (find ("Hub MIDI 10", names), ==, 1);
  g_assert_cmpint (find ("Hub MIDI 10 #2", names), ==, 3);
  g_assert_cmpint (find ("Hub", names), ==, 0);
}

static void
test_a_place_is_no_name (void)
{
  const char *const names[] = { "Pad", "Pad", NULL };

  g_assert_cmpint (find ("Pad @1-1.2", names), ==, -1);
}

#ifdef CLASP_HAVE_PORTMIDI
static void
add (GPtrArray *names, const char *name)
{
  g_ptr_array_add (names, (gpointer) name);
}

static void
assert_device (GPtrArray *devices, guint index, const char *id, gboolean input, gboolean output)
{
  const ClaspMidiDevice *device = devices->pdata[index];

  g_assert_cmpstr (device->id, ==, id);
  g_assert_true (device->input == input);
  g_assert_true (device->output == output);
}

static void
test_portmidi_has_one_of_each (void)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_midi_device_free);
  g_autoptr (GPtrArray) inputs = g_ptr_array_new (), outputs = g_ptr_array_new ();

  add (inputs, "Pad");
  add (inputs, "Keys");
  add (inputs, "Pad");
  add (outputs, "Pad");
  add (outputs, "Pad");
  add (outputs, "Synth");
  clasp_midi_portmidi_add_devices (devices, inputs, outputs);
  g_assert_cmpuint (devices->len, ==, 4);
  assert_device (devices, 0, "Pad #1", TRUE, TRUE);
  assert_device (devices, 1, "Keys", TRUE, FALSE);
  assert_device (devices, 2, "Pad #2", TRUE, TRUE);
  assert_device (devices, 3, "Synth", FALSE, TRUE);
  g_assert_cmpstr (((ClaspMidiDevice *) devices->pdata[2])->name, ==, "Pad");
  g_assert_cmpstr (((ClaspMidiDevice *) devices->pdata[2])->tags[0], ==, "#2");
}

/* "#1" and "#2" of "Pad"; what each had, and where "Pad"s are now. */
static int
choose (guint ordinal, const char *own, const char *other, const char *const *places)
{
  static const char *const names[] = { "Pad", "Pad", "Pad" };
  g_auto (ClaspMidiWanted) first = { NULL }, second = { NULL };
  ClaspMidiPortmidiOwner   self = { ordinal == 1 ? &first : &second, own };
  ClaspMidiPortmidiOwner   others[] = { { ordinal == 1 ? &second : &first, other } };

  clasp_midi_wanted_parse (&first, "Pad");
  clasp_midi_wanted_parse (&second, "Pad #2");
  return clasp_midi_portmidi_choose (&self, names, places, g_strv_length ((char **) places), others, 1);
}

static void
test_portmidi_leaves_others_theirs (void)
{
  const char *const both[] = { "20:0", "24:0", NULL }, *const one[] = { "24:0", NULL };
  const char *const renewed[] = { "24:0", "28:0", NULL }, *const first[] = { "20:0", NULL };

  g_assert_cmpint (choose (1, NULL, NULL, both), ==, 0);
  g_assert_cmpint (choose (2, NULL, NULL, both), ==, 1);
  g_assert_cmpint (choose (1, "20:0", "24:0", one), ==, -1);
  g_assert_cmpint (choose (2, "24:0", "20:0", one), ==, 0);
  g_assert_cmpint (choose (1, "20:0", "24:0", renewed), ==, 1);
  g_assert_cmpint (choose (2, "24:0", "20:0", first), ==, -1);
  g_assert_cmpint (choose (2, "24:0", "20:0", both), ==, 1);
  g_assert_cmpint (choose (2, "32:0", "20:0", both), ==, 1);
}
#endif

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 20);
  g_test_add_func ("/bridges/midi/wanted/parts-and-names", test_parts_and_names);
  g_test_add_func ("/bridges/midi/wanted/equal-ones-by-their-order", test_equal_ones_by_their_order);
  g_test_add_func ("/bridges/midi/wanted/a-longer-name-is-another", test_a_longer_name_is_another);
  g_test_add_func ("/bridges/midi/wanted/a-place-is-no-name", test_a_place_is_no_name);
#ifdef CLASP_HAVE_PORTMIDI
  g_test_add_func ("/bridges/midi/wanted/portmidi-has-one-of-each", test_portmidi_has_one_of_each);
  g_test_add_func ("/bridges/midi/wanted/portmidi-leaves-others-theirs", test_portmidi_leaves_others_theirs);
#endif
  return g_test_run ();
}
