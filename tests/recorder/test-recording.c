/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "recorder/recorder-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
put_example (ClaspWriter *writer)
{
  clasp_record_put_begin (writer, TEST_STARTED_US, "/**");
  test_put_set (writer, 0, "/a", 1);
  test_put_event (writer, 5, "/e");
  test_put_set (writer, 70, "/a", 2);
  clasp_record_put_end (writer, 100);
}

static void
test_messages_and_times (void)
{
  ClaspWriter                writer = CLASP_WRITER_INIT;
  g_autoptr (ClaspRecording) recording = NULL;

  put_example (&writer);
  recording = test_recording (&writer);
  test_expect (recording, "0 SET /a 1\n5 event /e\n70 SET /a 2");
  g_assert_cmpint (clasp_recording_get_duration_us (recording), ==, 100);
  g_assert_cmpint (clasp_recording_get_started_us (recording), ==, TEST_STARTED_US);
  g_assert_cmpuint (clasp_recording_get_n_messages (recording), ==, 3);
  g_assert_null (clasp_recording_get_warning (recording));
}

/* Wherever it is cut, the whole frames before the cut can be read. */
static void
test_cut_anywhere (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  guint64              n_before = 0;

  put_example (&writer);
  for (gsize size = 1; size < writer.length; size++)
    {
      g_autoptr (GBytes)         bytes = g_bytes_new (writer.data, size);
      g_autoptr (GError)         error = NULL;
      g_autoptr (ClaspRecording) recording = clasp_recording_new (bytes, &error);

      if (recording == NULL)
        {
          g_assert_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE);
          g_assert_cmpuint (n_before, ==, 0);
          continue;
        }
      g_assert_cmpuint (clasp_recording_get_n_messages (recording), >=, n_before);
      g_assert_true ((clasp_recording_get_warning (recording) != NULL) ==
                     (clasp_recording_get_size (recording) < size));
      n_before = clasp_recording_get_n_messages (recording);
    }
  g_assert_cmpuint (n_before, ==, 3);
}

static void
test_damaged_frame_is_left_out (void)
{
  ClaspWriter                writer = CLASP_WRITER_INIT;
  g_autoptr (ClaspRecording) recording = NULL;
  gsize                      place;

  clasp_record_put_begin (&writer, TEST_STARTED_US, "/**");
  test_put_set (&writer, 1, "/a", 1);
  place = writer.length + 12; /* the type of the next message */
  test_put_set (&writer, 2, "/a", 2);
  test_put_set (&writer, 3, "/a", 3);
  writer.data[place] = 0xee;
  recording = test_recording (&writer);
  test_expect (recording, "1 SET /a 1\n3 SET /a 3");
  g_assert_cmpstr (clasp_recording_get_warning (recording), ==, "1 damaged messages are left out");
}

static void
test_lost_messages_are_told (void)
{
  ClaspWriter                writer = CLASP_WRITER_INIT;
  g_autoptr (ClaspRecording) recording = NULL;

  clasp_record_put_begin (&writer, TEST_STARTED_US, "/**");
  clasp_record_put_lost (&writer, 5, 12);
  recording = test_recording (&writer);
  g_assert_cmpuint (clasp_recording_get_n_lost (recording), ==, 12);
  g_assert_cmpstr (clasp_recording_get_warning (recording), ==,
                   "12 messages were lost in recording");
}

/* A part that was added ten seconds later is played ten seconds later. */
static void
test_later_part_keeps_its_distance (void)
{
  ClaspWriter                writer = CLASP_WRITER_INIT;
  g_autoptr (ClaspRecording) recording = NULL;

  put_example (&writer);
  clasp_record_put_begin (&writer, TEST_STARTED_US + 10 * TEST_S, "/**");
  test_put_set (&writer, 3, "/b", 1);
  /* a clock that was put back: what follows follows at once */
  clasp_record_put_begin (&writer, TEST_STARTED_US - 5, "/**");
  test_put_set (&writer, 4, "/c", 1);
  recording = test_recording (&writer);
  test_expect (recording,
               "0 SET /a 1\n5 event /e\n70 SET /a 2\n10000003 SET /b 1\n10000007 SET /c 1");
}

static void
test_times_never_run_backwards (void)
{
  ClaspWriter                writer = CLASP_WRITER_INIT;
  g_autoptr (ClaspRecording) recording = NULL;

  clasp_record_put_begin (&writer, TEST_STARTED_US, "/**");
  test_put_set (&writer, 50, "/a", 1);
  test_put_set (&writer, 20, "/a", 2);
  test_put_set (&writer, G_MAXINT64, "/a", 3); /* no time at all */
  recording = test_recording (&writer);
  test_expect (recording, "50 SET /a 1\n50 SET /a 2\n50 SET /a 3");
}

static void
test_other_files_are_refused (void)
{
  ClaspWriter         writer = CLASP_WRITER_INIT;
  ClaspMessage        begin = { .type = CLASP_MESSAGE_PUBLISH };
  const ClaspMapEntry version = { CLASP_STR_LITERAL ("version"), clasp_value_int (2) };
  const char *const   texts[] = { "", "S", "hello", "{\"rules\":[]}" };
  g_autoptr (GError)  error = NULL;
  g_autoptr (GBytes)  newer = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));

      g_assert_null (clasp_recording_new (bytes, &error));
      g_assert_cmpstr (error->message, ==, "it is not a recording");
      g_clear_error (&error);
    }

  begin.publish.address = CLASP_STR_LITERAL ("/clasp/recording");
  begin.publish.signal = CLASP_SIGNAL_EVENT;
  begin.publish.has_value = TRUE;
  begin.publish.value = clasp_value_map (&version, 1);
  clasp_record_put (&writer, 0, &begin);
  newer = g_bytes_new_take (writer.data, writer.length);
  g_assert_null (clasp_recording_new (newer, &error));
  g_assert_cmpstr (error->message, ==, "it was recorded by a newer version of this program");
  clasp_message_clear (&begin);
}

/* More than fits in memory at a time, read from disk: frames of every size across every border. */
static void
test_large_file_from_disk (void)
{
  g_auto (ClaspWriter)          writer = CLASP_WRITER_INIT;
  g_auto (ClaspRecordingCursor) cursor = { 0 };
  g_autofree char              *folder = g_dir_make_tmp ("clasp-recording-XXXXXX", NULL);
  g_autofree char              *path = g_build_filename (folder, "large", NULL);
  g_autofree char              *filler = g_strnfill (60000, 'x');
  g_autoptr (ClaspRecording)    recording = NULL;
  g_autoptr (GError)            error = NULL;
  ClaspMessage                  message = { 0 };
  guint                         n = 0;

  clasp_record_put_begin (&writer, TEST_STARTED_US, "/**");
  for (guint i = 0; i < 200; i++)
    {
      ClaspMessage set = { .type = CLASP_MESSAGE_SET };

      set.set.address = CLASP_STR_LITERAL ("/text");
      set.set.value = clasp_value_string ((ClaspStr){ filler, (i * 3001) % 60000 });
      g_assert_true (clasp_record_put (&writer, i, &set));
      clasp_message_clear (&set);
    }
  g_assert_true (g_file_set_contents (path, (char *) writer.data, (gssize) writer.length, NULL));
  recording = clasp_recording_open (path, &error);
  g_assert_no_error (error);
  while (clasp_recording_next (recording, &cursor, &message))
    {
      g_assert_cmpuint (clasp_value_get_string (&message.set.value).length, ==, (n * 3001) % 60000);
      g_assert_cmpint (cursor.time_us, ==, n++);
      clasp_message_clear (&message);
    }
  g_assert_cmpuint (n, ==, 200);

  /* somebody cuts the file while it is played */
  clasp_recording_cursor_clear (&cursor);
  g_assert_true (clasp_recording_next (recording, &cursor, &message));
  clasp_message_clear (&message);
  g_assert_cmpint (truncate (path, 1000000), ==, 0);
  for (n = 1; clasp_recording_next (recording, &cursor, &message); n++)
    clasp_message_clear (&message);
  g_assert_cmpuint (n, >, 10);
  g_assert_cmpuint (n, <, 200);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_missing_file_is_named (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (clasp_recording_open ("/nowhere/at/all", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "/nowhere/at/all"));
  g_clear_error (&error);
  g_assert_null (clasp_recording_open ("/", &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(name, func) g_test_add_func ("/recorder/recording/" name, func)
  ADD ("messages-and-times", test_messages_and_times);
  ADD ("cut-anywhere", test_cut_anywhere);
  ADD ("damaged-frame-is-left-out", test_damaged_frame_is_left_out);
  ADD ("lost-messages-are-told", test_lost_messages_are_told);
  ADD ("later-part-keeps-its-distance", test_later_part_keeps_its_distance);
  ADD ("times-never-run-backwards", test_times_never_run_backwards);
  ADD ("other-files-are-refused", test_other_files_are_refused);
  ADD ("large-file-from-disk", test_large_file_from_disk);
  ADD ("missing-file-is-named", test_missing_file_is_named);
#undef ADD
  return g_test_run ();
}
