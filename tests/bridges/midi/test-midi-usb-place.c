/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Equal USB MIDI devices are told apart, in a tree like that of /sys. */

#include "bridges/midi/clasp-midi-usb-place.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_CARDS 4

typedef struct
{
  char             *sys; /* (owned) */
  const char       *names[MAX_CARDS];
  ClaspMidiUsbPlace places[MAX_CARDS];
  guint             n;
} Computer;

static void
set_up (Computer *computer, gconstpointer data)
{
  computer->sys = g_dir_make_tmp ("sys-XXXXXX", NULL);
}

static void
forget (Computer *computer)
{
  for (guint i = 0; i < computer->n; i++)
    clasp_midi_usb_place_clear (&computer->places[i]);
  computer->n = 0;
}

static void
tear_down (Computer *computer, gconstpointer data)
{
  forget (computer);
  clasp_test_remove_tree (computer->sys);
  g_free (computer->sys);
}

static void
put (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Card @card is an interface of a device in @plug; NULL for a card that is no USB device. */
static void
plug (Computer *computer, int card, const char *place, const char *serial)
{
  g_autofree char *device = g_build_filename (computer->sys, "devices", place != NULL ? place : "pci", NULL);
  g_autofree char *interface = g_build_filename (device, "interface", NULL);
  g_autofree char *folder = g_strdup_printf ("%s/class/sound/card%d", computer->sys, card);
  g_autofree char *link = g_build_filename (folder, "device", NULL);

  g_assert_cmpint (g_mkdir_with_parents (interface, 0700) | g_mkdir_with_parents (folder, 0700), ==, 0);
  g_remove (link);
  g_assert_cmpint (symlink (interface, link), ==, 0);
  if (place != NULL)
    put (device, "idProduct", "0002\n");
  if (serial != NULL)
    put (device, "serial", serial);
}

/* A port called @name of that card, next in the sequencer's order. */
static void
add (Computer *computer, const char *name, int card)
{
  computer->names[computer->n] = name;
  clasp_midi_usb_place_read (&computer->places[computer->n++], computer->sys, card);
}

static void
expect_id (Computer *computer, guint index, const char *expected)
{
  g_autofree char *id = clasp_midi_usb_place_make_id (computer->names, computer->places, computer->n, index);

  g_assert_cmpstr (id, ==, expected);
}

static void
test_alone (Computer *computer, gconstpointer data)
{
  plug (computer, 1, "1-1", "A1\n");
  add (computer, "Pad:MIDI 1", 1);
  add (computer, "Pad:MIDI 2", 1);
  add (computer, "Program:out", -1);
  expect_id (computer, 0, "Pad:MIDI 1");
  expect_id (computer, 1, "Pad:MIDI 2");
  expect_id (computer, 2, "Program:out");
}

/* The number stays, whatever the plug and the order. */
static void
test_by_number (Computer *computer, gconstpointer data)
{
  plug (computer, 1, "1-1.2", "A1\n");
  plug (computer, 2, "1-1.3", "B2\n");
  add (computer, "Pad", 1);
  add (computer, "Pad", 2);
  expect_id (computer, 0, "Pad @A1");
  expect_id (computer, 1, "Pad @B2");

  forget (computer);
  plug (computer, 1, "2-4", "B2\n");
  plug (computer, 2, "2-5", "A1\n");
  add (computer, "Pad", 1);
  add (computer, "Pad", 2);
  expect_id (computer, 0, "Pad @B2");
  expect_id (computer, 1, "Pad @A1");
}

/* Without a number, or with one that all have, the plug counts. */
static void
test_by_plug (Computer *computer, gconstpointer data)
{
  plug (computer, 1, "1-1.2", NULL);
  plug (computer, 2, "1-1.3", "\n");
  plug (computer, 3, "1-1.4", "0001\n");
  plug (computer, 4, "1-2", "0001\n");
  add (computer, "Pad", 1);
  add (computer, "Pad", 2);
  add (computer, "Pad", 3);
  add (computer, "Pad", 4);
  expect_id (computer, 0, "Pad @1-1.2");
  expect_id (computer, 1, "Pad @1-1.3");
  expect_id (computer, 2, "Pad @1-1.4");
  expect_id (computer, 3, "Pad @1-2");
}

/* Programs have neither, and a card that is no USB device has none. */
static void
test_by_order (Computer *computer, gconstpointer data)
{
  plug (computer, 0, NULL, "not a device's\n");
  add (computer, "Synth", -1);
  add (computer, "Synth", 0);
  add (computer, "Synth", 9);
  g_assert_null (computer->places[1].serial);
  expect_id (computer, 0, "Synth #1");
  expect_id (computer, 1, "Synth #2");
  expect_id (computer, 2, "Synth #3");
}

static void
test_what_an_id_means (Computer *computer, gconstpointer data)
{
  plug (computer, 1, "1-1.2", "A1\n");
  add (computer, "Pad", 1);
  add (computer, "Pad", -1);
  g_assert_true (clasp_midi_usb_place_is (&computer->places[0], "A1"));
  g_assert_true (clasp_midi_usb_place_is (&computer->places[0], "1-1.2"));
  g_assert_false (clasp_midi_usb_place_is (&computer->places[0], "a1"));
  g_assert_false (clasp_midi_usb_place_is (&computer->places[0], ""));
  g_assert_false (clasp_midi_usb_place_is (&computer->places[1], ""));
  g_assert_false (clasp_midi_usb_place_is (&computer->places[1], "A1"));
}

#define ADD(name, function) g_test_add ("/bridges/midi/usb-place/" name, Computer, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("alone", test_alone);
  ADD ("by-number", test_by_number);
  ADD ("by-plug", test_by_plug);
  ADD ("by-order", test_by_order);
  ADD ("what-an-id-means", test_what_an_id_means);
  return g_test_run ();
}
