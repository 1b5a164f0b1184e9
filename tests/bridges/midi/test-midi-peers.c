/* SPDX-License-Identifier: GPL-3.0-or-later */

/* aseqdump, aplaymidi and amidi are peers that we did not write. */

#include "bridges/midi/alsa-fixture.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

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
  g_autoptr (GPtrArray) devices = clasp_midi_list_devices ();

  for (guint i = 0; i < devices->len; i++)
    if (strstr (((ClaspMidiDevice *) g_ptr_array_index (devices, i))->name, "VirMIDI 0-0") != NULL)
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
  g_test_add ("/bridges/midi/peers/" path, Fixture, NULL, setup, func, teardown)
  ADD ("to-aseqdump", test_to_aseqdump);
  ADD ("from-aplaymidi", test_from_aplaymidi);
  ADD ("from-amidi", test_from_amidi);
  ADD ("to-amidi", test_to_amidi);
  return g_test_run ();
}
