/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole program with its window, and files that are damaged, newer or full of secrets, and a disk that is
 * full. */

#include "in-window.h"
#include "support/clasp-test-log.h"
#include "support/clasp-test.h"

#include "exchange/br-export.h"
#include "exchange/br-import.h"
#include "exchange/clasp-exchange.h"
#include "show/clasp-history.h"
#include "window/br-open.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define HEAD "{\n\"format\":\"clasp-bridge-show\",\n"
#define LISTEN \
  "\"routers\":[{\"id\":\"router\",\"name\":\"\",\"enabled\":true,\"settings\":{\"listen\":[\"ws://127.0.0.1:0/clasp\"]}}],\n"
#define MAPPING "{\"id\":\"m\",\"name\":\"Front\",\"source\":\"/osc/1\",\"target\":\"/artnet/0/0/0/1\"}"
#define PASSPHRASE "correct horse battery staple"
#define KEY "0a1b2c3d"

static char     *home;
static gboolean  is_disk_full;

/* The disk under the show's file, for the whole program. */
int
fsync (int fd)
{
  char  link[64], path[512];
  ssize_t n;

  g_snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  n = readlink (link, path, sizeof path - 1);
  path[MAX (n, 0)] = '\0';
  if (is_disk_full && g_str_has_suffix (path, ".part"))
    {
      errno = ENOSPC;
      return -1;
    }
  return (int) syscall (SYS_fsync, fd);
}

static ClaspShow *
get_show (void)
{
  return br_window_get_show (in_window_get ());
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_child_visible (widget) && gtk_widget_get_visible (widget) &&
         strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_switch (GtkWidget *widget, const char *text)
{
  return GTK_IS_SWITCH (widget);
}

/* A row where one types, by its title. */
static gboolean
is_entry (GtkWidget *widget, const char *text)
{
  return ADW_IS_ENTRY_ROW (widget) && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text);
}

static gboolean
is_strip (GtkWidget *widget, const char *text)
{
  return BR_IS_STRIP (widget);
}

static BrStrip *
get_strip (void)
{
  return BR_STRIP (in_window_find (GTK_WIDGET (in_window_get ()), is_strip, NULL));
}

static GtkWindow *
wait_dialog (void)
{
  clasp_test_spin_until (in_window_has_dialog, NULL, "a dialog");
  return in_window_find_dialog ();
}

static gboolean
says_cb (gpointer text)
{
  return in_window_find_dialog () != NULL && in_window_find (GTK_WIDGET (in_window_find_dialog ()), says, text) != NULL;
}

static void
wait_says (const char *text)
{
  clasp_test_spin_until (says_cb, (gpointer) text, text);
}

static void
answer (const char *response)
{
  GtkWindow *dialog = in_window_find_dialog ();

  g_assert_true (ADW_IS_MESSAGE_DIALOG (dialog));
  g_object_ref (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (dialog);
  g_object_unref (dialog);
}

static void
close_dialog (void)
{
  gtk_window_close (in_window_find_dialog ());
  clasp_test_spin_until (in_window_has_no_dialog, NULL, "the dialog to close");
}

static GFile *
write_file (const char *name, const char *text)
{
  g_autofree char   *path = g_build_filename (home, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static char *
read_file (GFile *file)
{
  char              *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_load_contents (file, NULL, &text, NULL, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static char *
dup_open_path (void)
{
  g_autoptr (GFile) file = NULL;

  g_object_get (get_show (), "file", &file, NULL);
  return g_file_get_path (file);
}

static guint
count_mappings (void)
{
  return g_list_model_get_n_items (clasp_show_get_mappings (get_show ()));
}

static void
edit (const char *name)
{
  g_object_set (get_show (), "name", name, NULL);
}

/* --- damaged -------------------------------------------------------------------------------------- */

/* What was damaged is still there when the version has taken its place. */
static void
assert_kept_beside (const char *name, const char *text)
{
  g_autoptr (GDir) folder = g_dir_open (home, 0, NULL);
  g_autofree char *prefix = g_strconcat (name, ".damaged-", NULL);
  const char      *entry;
  guint            n = 0;

  while ((entry = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (home, entry, NULL);
      g_autofree char *kept = NULL;

      if (!g_str_has_prefix (entry, prefix))
        continue;
      g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
      g_assert_cmpstr (kept, ==, text);
      n++;
    }
  g_assert_cmpuint (n, ==, 1);
}

static void
test_a_damaged_file_offers_its_complete_version (void)
{
  static const char damaged[] = HEAD "\"version\":1,\n\"mappings\":[{]}";
  g_autoptr (GFile) file = write_file ("broken.json", damaged);
  g_autofree char  *path = g_file_get_path (file), *before = dup_open_path (), *open = NULL, *after = NULL;
  GtkWindow        *dialog;

  g_assert_true (clasp_history_add (path, HEAD "\"version\":1,\n" LISTEN "\"connections\":[],\"mappings\":[" MAPPING "]}",
                                    CLASP_VERSION_SAVED, g_get_real_time () / G_USEC_PER_SEC - 90, NULL));
  /* The newest is no better than the file: it is passed over. */
  g_assert_true (clasp_history_add (path, damaged, CLASP_VERSION_HOURLY, g_get_real_time () / G_USEC_PER_SEC - 30, NULL));
  br_open_show (in_window_get (), file);
  dialog = wait_dialog ();
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "could not be read from line 4. The version of "));
  g_assert_nonnull (in_window_find (GTK_WIDGET (dialog), says, "Details"));
  after = dup_open_path ();
  g_assert_cmpstr (after, ==, before);

  answer ("open");
  open = dup_open_path ();
  g_assert_cmpstr (open, ==, path);
  g_assert_cmpuint (count_mappings (), ==, 1);
  assert_kept_beside ("broken.json", damaged);

  /* It is as any other file now: saved, and without another copy beside it. */
  edit ("Mended");
  g_assert_true (clasp_show_save (get_show (), NULL));
  assert_kept_beside ("broken.json", damaged);
}

static void
test_a_damaged_file_without_a_version_is_left_as_it_is (void)
{
  g_autoptr (GFile) file = write_file ("lonely.json", "{\n\"format\":");
  g_autofree char  *before = dup_open_path (), *after = NULL, *text = NULL;
  GtkWindow        *dialog;

  br_open_show (in_window_get (), file);
  dialog = wait_dialog ();
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "no complete version of it is kept here"));
  g_assert_false (adw_message_dialog_has_response (ADW_MESSAGE_DIALOG (dialog), "open"));
  answer ("close");
  after = dup_open_path ();
  text = read_file (file);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpstr (text, ==, "{\n\"format\":");
}

/* --- newer ---------------------------------------------------------------------------------------- */

static void
look_at_newer (const char *name, const char *text, const char *seen)
{
  g_autoptr (GFile) file = write_file (name, text);
  g_autofree char  *after = NULL;

  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (wait_dialog ())), ==, "A Newer Program Wrote This File");
  answer ("look");
  wait_says ("in version 7 of the format");
  wait_says (seen);
  wait_says ("Read-only");
  close_dialog ();
  after = read_file (file);
  g_assert_cmpstr (after, ==, text);
}

static void
test_a_newer_show_is_looked_at_and_left (void)
{
  static const char newer[] = HEAD "\"version\":7,\n\"holograms\":[1],\n\"mappings\":[" MAPPING "]}";
  g_autoptr (GFile) file = write_file ("newer.json", newer);
  g_autofree char  *before = clasp_show_to_text (get_show ()), *after = NULL;

  br_open_show (in_window_get (), file);
  look_at_newer ("newer.json", newer, "Front");
  after = clasp_show_to_text (get_show ());
  g_assert_cmpstr (after, ==, before);
}

static void
test_a_newer_project_is_not_imported (void)
{
  static const char newer[] = "{\"format\":\"show-control-project\",\"version\":7,\n\"connections\":[{\"id\":\"o\","
                              "\"type\":\"osc\",\"name\":\"Desk\"}],\"routes\":[]}";
  g_autoptr (GFile) file = write_file ("newer-project.json", newer);

  br_import_file (in_window_get (), file);
  look_at_newer ("newer-project.json", newer, "1 connection");
}

static void
test_another_programs_file_can_be_imported (void)
{
  g_autoptr (GFile) file = write_file ("project.json", "{\"format\":\"show-control-project\",\"version\":2,\n\"connections\":[{\"id\":\"o\","
                                                       "\"type\":\"osc\",\"name\":\"Desk\"}],\"routes\":[]}");

  br_open_show (in_window_get (), file);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (wait_dialog ())), ==, "This Is Not a Show");
  answer ("import");
  wait_says ("Will Be Added");
  close_dialog ();
}

/* --- a full disk ---------------------------------------------------------------------------------- */

static void
test_a_full_disk_is_told_until_there_is_room (void)
{
  is_disk_full = TRUE;
  edit ("Full");
  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.save", NULL);
  g_assert_true (br_strip_get_revealed (get_strip ()));
  g_assert_cmpstr (br_strip_get_title (get_strip ()), ==, "Cannot save: the disk is full. Your edits are kept in memory.");
  g_assert_nonnull (in_window_find (GTK_WIDGET (get_strip ()), says, "Save Elsewhere"));

  /* The edits would go with another show. */
  {
    g_autoptr (GFile) file = write_file ("other.json", HEAD "\"version\":1,\n" LISTEN "\"mappings\":[]}");
    g_autofree char  *before = dup_open_path (), *after = NULL;

    br_open_show (in_window_get (), file);
    g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (wait_dialog ())), ==, "Edits Would Be Lost");
    answer ("cancel");
    after = dup_open_path ();
    g_assert_cmpstr (after, ==, before);
  }

  is_disk_full = FALSE;
  g_assert_false (clasp_test_log_has ("The show is saved again"));
  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.save", NULL);
  g_assert_false (br_strip_get_revealed (get_strip ()));
  g_assert_true (clasp_test_log_has ("Cannot save: the disk is full."));
  g_assert_true (clasp_test_log_has ("The show is saved again"));
}

/* Two seconds have not passed since the edit: it is in the file it was made in. */
static void
test_edits_are_saved_before_another_show_opens (void)
{
  g_autoptr (GFile) next = write_file ("next.json", HEAD "\"version\":1,\n" LISTEN "\"mappings\":[]}");
  g_autoptr (GFile) file = NULL;
  g_autofree char  *text = NULL;

  g_object_get (get_show (), "file", &file, NULL);
  edit ("At the last moment");
  br_open_show (in_window_get (), next);
  g_assert_true (in_window_has_no_dialog (NULL));
  text = read_file (file);
  g_assert_nonnull (strstr (text, "At the last moment"));
}

/* --- secrets -------------------------------------------------------------------------------------- */

static char *
export_secrets (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_show_get_registry (get_show ()));
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)    error = NULL;
  char                 *text;

  clasp_show_connect_from_text (show, "dmx,name=Box,mk2-key=" KEY, &error);
  g_assert_no_error (error);
  text = clasp_exchange_export_v2_secrets (show, NULL, PASSPHRASE, report, &error);
  g_assert_no_error (error);
  return text;
}

static ClaspConnection *
find_box (void)
{
  GListModel *list = clasp_show_get_connections (get_show ());

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (list, i);

      if (g_str_equal (clasp_show_item_get_name (item), "Box"))
        return CLASP_CONNECTION (item); /* the list holds it */
    }
  return NULL;
}

static gboolean
is_box_there (gpointer user_data)
{
  return find_box () != NULL && in_window_has_no_dialog (NULL);
}

static void
press_deed (void)
{
  g_signal_emit_by_name (gtk_window_get_default_widget (in_window_find_dialog ()), "clicked");
}

static void
test_secrets_are_asked_for_until_they_open (void)
{
  g_autofree char  *text = export_secrets (), *before = clasp_show_to_text (get_show ()), *after = NULL, *key = NULL;
  g_autoptr (GFile) file = write_file ("secrets.json", text);
  GtkWidget        *row;

  br_import_file (in_window_get (), file);
  wait_says ("Without their passphrase they are left out");
  wait_says ("are encrypted, and no passphrase was given");
  row = in_window_find (GTK_WIDGET (in_window_find_dialog ()), is_entry, "Passphrase");
  gtk_editable_set_text (GTK_EDITABLE (row), "wrong");
  press_deed ();
  g_assert_false (gtk_widget_get_sensitive (row)); /* the window goes on meanwhile */
  wait_says ("The secrets do not open with this passphrase");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "wrong");
  after = clasp_show_to_text (get_show ());
  g_assert_cmpstr (after, ==, before);

  gtk_editable_set_text (GTK_EDITABLE (row), PASSPHRASE);
  g_signal_emit_by_name (row, "apply");
  wait_says ("The secrets are open");
  g_assert_null (in_window_find (GTK_WIDGET (in_window_find_dialog ()), says, "no passphrase was given"));
  press_deed ();
  clasp_test_spin_until (is_box_there, NULL, "the import");
  key = clasp_settings_get_text (clasp_connection_get_settings (find_box ()), "mk2-key");
  g_assert_cmpstr (key, ==, KEY);
}

static gboolean
is_choice (GtkWidget *widget, const char *text)
{
  return ADW_IS_ACTION_ROW (widget) && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text);
}

static gboolean
is_ready (void)
{
  return gtk_widget_get_sensitive (gtk_window_get_default_widget (in_window_find_dialog ()));
}

/* The show has the key that was imported before. */
static void
test_secrets_are_exported_when_asked_for (void)
{
  GtkWidget *dialog, *passphrase, *again;

  g_assert_nonnull (find_box ());
  br_export_start (in_window_get ());
  dialog = GTK_WIDGET (wait_dialog ());
  gtk_widget_activate (in_window_find (dialog, is_choice, "Project, version 2"));
  wait_says ("a secret is not written without a passphrase");
  gtk_switch_set_active (GTK_SWITCH (in_window_find (dialog, is_switch, NULL)), TRUE);
  g_assert_null (in_window_find (dialog, says, "a secret is not written without a passphrase"));
  g_assert_false (is_ready ());
  passphrase = in_window_find (dialog, is_entry, "Passphrase");
  again = in_window_find (dialog, is_entry, "Passphrase once more");
  gtk_editable_set_text (GTK_EDITABLE (passphrase), PASSPHRASE);
  gtk_editable_set_text (GTK_EDITABLE (again), "another");
  g_assert_false (is_ready ());
  g_assert_nonnull (in_window_find (dialog, says, "The two are not the same yet."));
  gtk_editable_set_text (GTK_EDITABLE (again), PASSPHRASE);
  g_assert_true (is_ready ());
  close_dialog ();
}

/* --- a crash -------------------------------------------------------------------------------------- */

/* What a program that was killed leaves: its mark, with the number of a process that is gone. */
static void
leave_mark (const char *path)
{
  g_autofree char *real = realpath (path, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, real, -1);
  g_autofree char *folder = g_build_filename (home, "clasp-bridge", NULL);
  g_autofree char *mark = g_strdup_printf ("%s/running-%.16s.ini", folder, sum);
  g_autofree char *text = NULL;
  pid_t            gone = fork ();

  if (gone == 0)
    _exit (0);
  waitpid (gone, NULL, 0);
  text = g_strdup_printf ("[running]\nprocess=%d\n", (int) gone);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (mark, text, -1, NULL));
}

static void
test_a_crash_is_told (void)
{
  g_assert_nonnull (in_window_find (GTK_WIDGET (in_window_get ()), says, "Restored edits from "));
  g_assert_true (br_strip_get_revealed (get_strip ()));
  g_assert_nonnull (strstr (br_strip_get_title (get_strip ()), "stopped without being told to and was started again"));
  g_signal_emit_by_name (get_strip (), "button-clicked");
  g_assert_false (br_strip_get_revealed (get_strip ()));
}

/* --- set-up --------------------------------------------------------------------------------------- */

#define T(path, name) g_test_add_func ("/ui/files/" path, test_##name)

static void
add_tests (void)
{
  T ("crash-is-told", a_crash_is_told);
  T ("damaged/offers-its-complete-version", a_damaged_file_offers_its_complete_version);
  T ("damaged/without-a-version-is-left-as-it-is", a_damaged_file_without_a_version_is_left_as_it_is);
  T ("newer/show-is-looked-at-and-left", a_newer_show_is_looked_at_and_left);
  T ("newer/project-is-not-imported", a_newer_project_is_not_imported);
  T ("another-programs-can-be-imported", another_programs_file_can_be_imported);
  T ("full-disk-is-told-until-there-is-room", a_full_disk_is_told_until_there_is_room);
  T ("edits-are-saved-before-another-show-opens", edits_are_saved_before_another_show_opens);
  T ("secrets/asked-for-until-they-open", secrets_are_asked_for_until_they_open);
  T ("secrets/exported-when-asked-for", secrets_are_exported_when_asked_for);
}

int
main (int argc, char **argv)
{
  g_autoptr (GFile) show = NULL;
  g_autofree char  *path = NULL;
  int               result;

  home = in_window_make_home ("files");
  if (!in_window_init (&argc, &argv, 110))
    return 0;
  clasp_test_log_keep ();
  add_tests ();

  show = write_file ("show.json", HEAD "\"version\":1,\n\"name\":\"Test\",\n" LISTEN "\"connections\":[],\"mappings\":[]}");
  path = g_file_get_path (show);
  leave_mark (path);
  result = in_window_run (path, NULL);
  g_free (home);

  return result;
}
