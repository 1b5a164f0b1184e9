/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "show/clasp-show-private.h"
#include "show/show-fixture.h"
#include "support/clasp-test.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DAMAGED                                                                                    \
  "{\"format\":\"clasp-bridge-show\",\"version\":1,\"mappings\":[{\"source\":\"/a\"}]}\n"

typedef struct
{
  char       *folder;
  char       *path;
  GFile      *file;
  ClaspClock *clock;
  ClaspShow  *show;
  guint       n_failed, n_recovered;
  char       *message;
} Fixture;

static void
failed_cb (ClaspShow *show, const char *message, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_failed++;
  g_free (fixture->message);
  fixture->message = g_strdup (message);
}

static void
recovered_cb (ClaspShow *show, gpointer user_data)
{
  ((Fixture *) user_data)->n_recovered++;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->folder = show_fixture_folder ();
  fixture->path = g_build_filename (fixture->folder, "show.json", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
  fixture->clock = clasp_manual_clock_new (G_USEC_PER_SEC, 0);
  fixture->show = show_fixture_new ();
  clasp_show_set_clock (fixture->show, fixture->clock);
  g_signal_connect (fixture->show, "save-failed", G_CALLBACK (failed_cb), fixture);
  g_signal_connect (fixture->show, "save-recovered", G_CALLBACK (recovered_cb), fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->show);
  clasp_clock_unref (fixture->clock);
  g_object_unref (fixture->file);
  g_free (fixture->path);
  g_free (fixture->message);
  show_fixture_remove_folder (fixture->folder);
}

static void
open_show (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  clasp_show_open (fixture->show, fixture->file, NULL, &error);
  g_assert_no_error (error);
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->path, text, -1, &error);
  g_assert_no_error (error);
}

static void
edit (Fixture *fixture)
{
  g_assert_nonnull (clasp_show_map_from_text (fixture->show, "/a => /b", NULL));
}

static gboolean
is_saved (gpointer user_data)
{
  gboolean saved;

  g_object_get (((Fixture *) user_data)->show, "saved", &saved, NULL);
  return saved;
}

static gboolean
has_failed (gpointer user_data)
{
  return ((Fixture *) user_data)->n_failed > 0;
}

static gboolean
exists (Fixture *fixture)
{
  return g_file_test (fixture->path, G_FILE_TEST_EXISTS);
}

static void
assert_file_is_the_show (Fixture *fixture)
{
  g_autofree char *text = show_fixture_read (fixture->path),
                  *expected = clasp_show_to_text (fixture->show);

  g_assert_cmpstr (text, ==, expected);
}

/* Names of files in the folder that begin so. */
static guint
count_files (Fixture *fixture, const char *prefix, char **last)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char      *name;
  guint            n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      {
        n++;
        if (last != NULL)
          {
            g_free (*last);
            *last = g_build_filename (fixture->folder, name, NULL);
          }
      }
  return n;
}

static void
test_a_missing_file_is_an_empty_show (Fixture *fixture, gconstpointer data)
{
  edit (fixture);
  open_show (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (fixture->show)), ==, 0);
  g_assert_true (is_saved (fixture));
  g_assert_true (clasp_show_save (fixture->show, NULL));
  g_assert_false (exists (fixture));
  edit (fixture);
  g_assert_true (clasp_show_save (fixture->show, NULL));
  g_assert_true (is_saved (fixture));
  assert_file_is_the_show (fixture);
  g_assert_cmpuint (count_files (fixture, "", NULL), ==, 1);
}

static void
test_a_saved_show_opens_as_it_was (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspShow) other = show_fixture_new ();
  g_autofree char      *text = NULL, *other_text = NULL;
  g_autoptr (GError)    error = NULL;

  open_show (fixture);
  edit (fixture);
  g_assert_true (clasp_show_save (fixture->show, NULL));
  g_assert_true (clasp_show_open (other, fixture->file, NULL, &error));
  text = clasp_show_to_text (fixture->show);
  other_text = clasp_show_to_text (other);
  g_assert_cmpstr (text, ==, other_text);
}

static void
test_autosave_two_seconds_after_the_last_edit (Fixture *fixture, gconstpointer data)
{
  open_show (fixture);
  for (guint i = 0; i < 3; i++)
    {
      edit (fixture);
      clasp_manual_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC - 1);
      clasp_show_poll_autosave (fixture->show);
      g_assert_false (fixture->show->is_writing);
    }
  clasp_manual_clock_advance (fixture->clock, 1);
  clasp_show_poll_autosave (fixture->show);
  clasp_test_spin_until (is_saved, fixture, "the autosave");
  assert_file_is_the_show (fixture);
}

static void
test_autosave_every_ten_seconds_of_editing (Fixture *fixture, gconstpointer data)
{
  open_show (fixture);
  for (guint i = 0; i < 10; i++)
    {
      edit (fixture);
      clasp_show_poll_autosave (fixture->show);
      g_assert_false (fixture->show->is_writing);
      clasp_manual_clock_advance (fixture->clock, G_USEC_PER_SEC);
    }
  edit (fixture);
  clasp_show_poll_autosave (fixture->show);
  g_assert_true (fixture->show->is_writing);
  clasp_test_spin_until (is_saved, fixture, "the autosave");
  assert_file_is_the_show (fixture);
}

/* By the real clock and the real timer. */
static void
test_autosave_comes_by_itself (Fixture *fixture, gconstpointer data)
{
  clasp_show_set_clock (fixture->show, clasp_clock_system ());
  open_show (fixture);
  edit (fixture);
  g_assert_false (is_saved (fixture));
  clasp_test_spin_until (is_saved, fixture, "the autosave");
  assert_file_is_the_show (fixture);
}

static void
test_an_edit_during_a_save_is_saved_too (Fixture *fixture, gconstpointer data)
{
  open_show (fixture);
  edit (fixture);
  clasp_manual_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC);
  clasp_show_poll_autosave (fixture->show);
  g_assert_true (fixture->show->is_writing);
  edit (fixture);
  while (fixture->show->is_writing)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (is_saved (fixture));
  clasp_manual_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC);
  clasp_show_poll_autosave (fixture->show);
  clasp_test_spin_until (is_saved, fixture, "the second autosave");
  assert_file_is_the_show (fixture);
}

/* The older text of the save under way must not come after the newer one. */
static void
test_saving_at_once_during_a_save_keeps_the_newer (Fixture *fixture, gconstpointer data)
{
  open_show (fixture);
  for (guint i = 0; i < 50; i++)
    {
      edit (fixture);
      clasp_manual_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC);
      clasp_show_poll_autosave (fixture->show);
      edit (fixture);
      g_assert_true (clasp_show_save (fixture->show, NULL));
      while (fixture->show->is_writing)
        g_main_context_iteration (NULL, TRUE);
      assert_file_is_the_show (fixture);
    }
}

static void
test_undo_is_saved (Fixture *fixture, gconstpointer data)
{
  open_show (fixture);
  edit (fixture);
  g_assert_true (clasp_show_save (fixture->show, NULL));
  clasp_show_undo (fixture->show);
  g_assert_false (is_saved (fixture));
  g_assert_true (clasp_show_save (fixture->show, NULL));
  assert_file_is_the_show (fixture);
}

static void
test_dropping_the_show_during_a_save (Fixture *fixture, gconstpointer data)
{
  ClaspShow       *show = show_fixture_new ();
  g_autofree char *text = NULL, *in_file = NULL;

  clasp_show_set_clock (show, fixture->clock);
  clasp_show_open (show, fixture->file, NULL, NULL);
  clasp_show_map_from_text (show, "/a => /b", NULL);
  text = clasp_show_to_text (show);
  clasp_manual_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC);
  clasp_show_poll_autosave (show);
  g_assert_true (show->is_writing);
  g_assert_finalize_object (show);
  while (!exists (fixture))
    g_main_context_iteration (NULL, FALSE);
  in_file = show_fixture_read (fixture->path);
  g_assert_cmpstr (in_file, ==, text);
}

/* The disk under what the engine of this program writes. */
static gboolean has_no_room;

int
fsync (int fd)
{
  if (!has_no_room)
    return (int) syscall (SYS_fsync, fd);
  errno = has_no_room == TRUE ? ENOSPC : EDQUOT;
  return -1;
}

static void
test_without_room_it_says_so (Fixture *fixture, gconstpointer data)
{
  static const int ways[] = { TRUE, TRUE + 1 }; /* the disk, the quota */

  open_show (fixture);
  g_assert_false (clasp_show_is_disk_full (fixture->show));
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      edit (fixture);
      has_no_room = ways[i];
      g_assert_false (clasp_show_save (fixture->show, NULL));
      g_assert_true (clasp_show_is_disk_full (fixture->show));
      has_no_room = FALSE;
      g_assert_true (clasp_show_save (fixture->show, NULL));
      g_assert_false (clasp_show_is_disk_full (fixture->show));
    }
}

/* A limit on the size of files is the full disk that every machine has. */
static void
test_a_full_disk_is_reported_and_tried_again (Fixture *fixture, gconstpointer data)
{
  struct rlimit    limit, before;
  g_autofree char *old_text = NULL, *text = NULL, *save_error = NULL;

  open_show (fixture);
  edit (fixture);
  g_assert_true (clasp_show_save (fixture->show, NULL));
  old_text = show_fixture_read (fixture->path);

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 64;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  edit (fixture);
  clasp_manual_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC);
  clasp_show_poll_autosave (fixture->show);
  clasp_test_spin_until (has_failed, fixture, "the failure");
  g_assert_false (is_saved (fixture));
  g_object_get (fixture->show, "save-error", &save_error, NULL);
  g_assert_cmpstr (fixture->message, ==, save_error);
  g_assert_nonnull (strstr (save_error, "cannot write: File too large"));
  g_assert_nonnull (strstr (save_error, fixture->path));

  /* the same failure is not reported twice, nor tried before ten seconds have passed */
  clasp_manual_clock_advance (fixture->clock, 10 * G_USEC_PER_SEC - 1);
  clasp_show_poll_autosave (fixture->show);
  g_assert_false (fixture->show->is_writing);
  g_assert_false (clasp_show_save (fixture->show, NULL));
  g_assert_cmpuint (fixture->n_failed, ==, 1);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  text = show_fixture_read (fixture->path);
  g_assert_cmpstr (text, ==, old_text);
  g_assert_cmpuint (count_files (fixture, "", NULL), ==, 1);

  clasp_manual_clock_advance (fixture->clock, 10 * G_USEC_PER_SEC);
  clasp_show_poll_autosave (fixture->show);
  clasp_test_spin_until (is_saved, fixture, "the next try");
  g_assert_cmpuint (fixture->n_recovered, ==, 1);
  assert_file_is_the_show (fixture);
}

static void
test_a_folder_that_cannot_be_made (Fixture *fixture, gconstpointer data)
{
  g_autofree char   *below = g_build_filename (fixture->path, "folder", "show.json", NULL);
  g_autoptr (GFile)  file = g_file_new_for_path (below);
  g_autoptr (GFile)  current = NULL;
  g_autoptr (GError) error = NULL;

  write_file (fixture, "not a folder");
  g_assert_false (clasp_show_save_as (fixture->show, file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_assert_true (g_str_has_prefix (error->message, "cannot save “"));
  g_object_get (fixture->show, "file", &current, NULL);
  g_assert_null (current);
}

/* Root may write everywhere, so for a moment it is nobody. */
static void
test_a_folder_without_permission (Fixture *fixture, gconstpointer data)
{
  uid_t              user = geteuid ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chmod (fixture->folder, 0500), ==, 0);
  if (user == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
  g_assert_false (clasp_show_save_as (fixture->show, fixture->file, &error));
  g_assert_cmpint (seteuid (user), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0700), ==, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

static void
test_a_missing_folder_is_made (Fixture *fixture, gconstpointer data)
{
  g_autofree char   *folder = g_build_filename (fixture->folder, "a", NULL);
  g_autofree char   *path = g_build_filename (folder, "show.json", NULL);
  g_autoptr (GFile)  file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  clasp_show_save_as (fixture->show, file, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_a_damaged_file_is_kept_before_the_first_save (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)    error = NULL;
  g_autofree char      *aside = NULL, *text = NULL;

  write_file (fixture, DAMAGED);
  g_assert_true (clasp_show_open (fixture->show, fixture->file, problems, &error));
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_true (is_saved (fixture));
  g_assert_cmpuint (count_files (fixture, "", NULL), ==, 1);
  edit (fixture);
  g_assert_true (clasp_show_save (fixture->show, NULL));
  g_assert_cmpuint (count_files (fixture, "show.json.damaged-2", &aside), ==, 1);
  text = show_fixture_read (aside);
  g_assert_cmpstr (text, ==, DAMAGED);
  assert_file_is_the_show (fixture);

  edit (fixture);
  g_assert_true (clasp_show_save (fixture->show, NULL));
  g_assert_cmpuint (count_files (fixture, "show.json.damaged-", NULL), ==, 1);
}

/* Two damages within one second get two names. */
static void
test_kept_files_do_not_replace_each_other (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      write_file (fixture, DAMAGED);
      open_show (fixture);
      edit (fixture);
      g_assert_true (clasp_show_save (fixture->show, NULL));
    }
  g_assert_cmpuint (count_files (fixture, "show.json.damaged-", NULL), ==, 3);
}

static void
test_an_unreadable_file_is_kept_when_written_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *aside = NULL, *text = NULL;

  edit (fixture);
  write_file (fixture, "{ broken");
  g_assert_false (clasp_show_open (fixture->show, fixture->file, NULL, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SYNTAX);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (fixture->show)), ==, 1);
  g_assert_true (clasp_show_save_as (fixture->show, fixture->file, NULL));
  g_assert_cmpuint (count_files (fixture, "show.json.damaged-", &aside), ==, 1);
  text = show_fixture_read (aside);
  g_assert_cmpstr (text, ==, "{ broken");
}

static void
test_a_newer_file_is_left_alone (Fixture *fixture, gconstpointer data)
{
  const char        *newer = "{\"format\":\"clasp-bridge-show\",\"version\":99}";
  g_autoptr (GError) error = NULL;
  g_autofree char   *text = NULL;

  write_file (fixture, newer);
  g_assert_false (clasp_show_open (fixture->show, fixture->file, NULL, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION);
  edit (fixture);
  g_assert_true (clasp_show_save (fixture->show, NULL)); /* it has no file */
  text = show_fixture_read (fixture->path);
  g_assert_cmpstr (text, ==, newer);
}

static void
test_files_that_are_no_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile)  remote = g_file_new_for_uri ("http://127.0.0.1/show.json");
  g_autoptr (GFile)  folder = g_file_new_for_path (fixture->folder);

  g_file_set_contents (fixture->path, "{}\0{}", 5, NULL);
  g_assert_false (clasp_show_open (fixture->show, fixture->file, NULL, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SYNTAX);
  g_clear_error (&error);

  g_assert_cmpint (truncate (fixture->path, CLASP_SHOW_MAX_SIZE + 1), ==, 0);
  g_assert_false (clasp_show_open (fixture->show, fixture->file, NULL, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT);
  g_clear_error (&error);

  g_assert_false (clasp_show_open (fixture->show, remote, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);
  g_assert_false (clasp_show_open (fixture->show, folder, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
}

static void
test_mode_and_link_stay (Fixture *fixture, gconstpointer data)
{
  g_autofree char  *link_path = g_build_filename (fixture->folder, "link", NULL);
  g_autoptr (GFile) link_file = g_file_new_for_path (link_path);
  struct stat       info;

  write_file (fixture, "{\"format\":\"clasp-bridge-show\",\"version\":1}");
  g_assert_cmpint (g_chmod (fixture->path, 0640), ==, 0);
  g_assert_cmpint (symlink ("show.json", link_path), ==, 0);
  g_assert_true (clasp_show_open (fixture->show, link_file, NULL, NULL));
  edit (fixture);
  g_assert_true (clasp_show_save (fixture->show, NULL));
  g_assert_true (g_file_test (link_path, G_FILE_TEST_IS_SYMLINK));
  assert_file_is_the_show (fixture);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0640);
}

static void
test_another_program_is_saving (Fixture *fixture, gconstpointer data)
{
  g_autofree char   *part = g_build_filename (fixture->folder, ".show.json.part", NULL);
  g_autoptr (GError) error = NULL;
  int                fd = g_open (part, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

  g_assert_cmpint (write (fd, "half of a te", 12), ==, 12);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  g_assert_false (clasp_show_save_as (fixture->show, fixture->file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);

  close (fd); /* it was killed: what it left is taken over */
  clasp_show_save_as (fixture->show, fixture->file, &error);
  g_assert_no_error (error);
  assert_file_is_the_show (fixture);
  g_assert_cmpuint (count_files (fixture, "", NULL), ==, 1);
}

static void
test_a_file_in_the_way_is_no_trap (Fixture *fixture, gconstpointer data)
{
  g_autofree char   *part = g_build_filename (fixture->folder, ".show.json.part", NULL);
  g_autofree char   *victim = g_build_filename (fixture->folder, "victim", NULL);
  g_autofree char   *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (victim, "precious", -1, NULL);
  g_assert_cmpint (symlink (victim, part), ==, 0);
  g_assert_false (clasp_show_save_as (fixture->show, fixture->file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_LINKS);
  text = show_fixture_read (victim);
  g_assert_cmpstr (text, ==, "precious");
}

/* It could not be opened again. */
/* Set as the window sets it: to read that many texts takes a sanitized build minutes. */
static void
add_long_mapping (ClaspShow *show, const char *script)
{
  ClaspMapping         *mapping = clasp_show_map_from_text (show, "/a => expression x => /b", NULL);
  g_autoptr (ClaspStep) step = NULL;

  g_assert_nonnull (mapping);
  step = g_list_model_get_item (clasp_mapping_get_steps (mapping), 0);
  g_object_set (clasp_step_get_settings (step), "text", script, NULL);
}

static void
test_a_show_too_large_to_read_is_not_saved (Fixture *fixture, gconstpointer data)
{
  g_autofree char   *script = g_strnfill (CLASP_SETTINGS_MAX_TEXT - 16, 'x');
  g_autoptr (GError) error = NULL;

  open_show (fixture);
  for (guint i = 0; i < CLASP_SHOW_MAX_SIZE / CLASP_SETTINGS_MAX_TEXT - 10; i++)
    add_long_mapping (fixture->show, script);
  clasp_show_save (fixture->show, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < 20; i++)
    add_long_mapping (fixture->show, script);
  g_assert_false (clasp_show_save (fixture->show, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT);
  g_assert_cmpstr (fixture->message, ==, "cannot save: the show is larger than 64 MiB");
  g_assert_true (clasp_show_open (fixture->show, fixture->file, NULL, NULL));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
#define ADD(name, test) g_test_add ("/show/file/" name, Fixture, NULL, setup, test, teardown)
  ADD ("a-missing-file-is-an-empty-show", test_a_missing_file_is_an_empty_show);
  ADD ("a-saved-show-opens-as-it-was", test_a_saved_show_opens_as_it_was);
  ADD ("autosave-two-seconds-after-the-last-edit", test_autosave_two_seconds_after_the_last_edit);
  ADD ("autosave-every-ten-seconds-of-editing", test_autosave_every_ten_seconds_of_editing);
  ADD ("autosave-comes-by-itself", test_autosave_comes_by_itself);
  ADD ("an-edit-during-a-save-is-saved-too", test_an_edit_during_a_save_is_saved_too);
  ADD ("saving-at-once-during-a-save-keeps-the-newer",
       test_saving_at_once_during_a_save_keeps_the_newer);
  ADD ("undo-is-saved", test_undo_is_saved);
  ADD ("dropping-the-show-during-a-save", test_dropping_the_show_during_a_save);
  ADD ("without-room-it-says-so", test_without_room_it_says_so);
  ADD ("a-full-disk-is-reported-and-tried-again", test_a_full_disk_is_reported_and_tried_again);
  ADD ("a-folder-that-cannot-be-made", test_a_folder_that_cannot_be_made);
  ADD ("a-folder-without-permission", test_a_folder_without_permission);
  ADD ("a-missing-folder-is-made", test_a_missing_folder_is_made);
  ADD ("a-damaged-file-is-kept-before-the-first-save",
       test_a_damaged_file_is_kept_before_the_first_save);
  ADD ("kept-files-do-not-replace-each-other", test_kept_files_do_not_replace_each_other);
  ADD ("an-unreadable-file-is-kept-when-written-over",
       test_an_unreadable_file_is_kept_when_written_over);
  ADD ("a-newer-file-is-left-alone", test_a_newer_file_is_left_alone);
  ADD ("files-that-are-no-text", test_files_that_are_no_text);
  ADD ("mode-and-link-stay", test_mode_and_link_stay);
  ADD ("another-program-is-saving", test_another_program_is_saving);
  ADD ("a-file-in-the-way-is-no-trap", test_a_file_in_the_way_is_no_trap);
  ADD ("a-show-too-large-to-read-is-not-saved", test_a_show_too_large_to_read_is_not_saved);
  return g_test_run ();
}
