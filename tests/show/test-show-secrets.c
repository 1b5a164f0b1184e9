/* SPDX-License-Identifier: GPL-3.0-or-later */

/* No secret stands in a show's file, nor in what is made of it; whoever opens it here has them all.
 */

#include "clasp-kinds.h"
#include "exchange/clasp-exchange.h"
#include "show/clasp-history.h"
#include "show/clasp-secret-store.h"
#include "show/clasp-show-private.h"
#include "show/clasp-show-secrets.h"
#include "show/show-fixture.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#define KEY "0a1b2c3d"
#define PASSWORD "open%20sesame"
#define NOW 1763760000

typedef struct
{
  char      *folder, *path, *store;
  GFile     *file;
  ClaspShow *show;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->folder = show_fixture_folder ();
  fixture->path = g_build_filename (fixture->folder, "show.json", NULL);
  fixture->store = clasp_secret_store_path ();
  fixture->file = g_file_new_for_path (fixture->path);
  fixture->show = clasp_show_new (clasp_kinds ());
  g_unlink (fixture->store);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *history = g_strconcat (fixture->path, ".history", NULL);

  if (g_file_test (history, G_FILE_TEST_IS_DIR))
    show_fixture_remove_folder (g_steal_pointer (&history));
  g_assert_finalize_object (fixture->show);
  g_object_unref (fixture->file);
  g_free (fixture->path);
  g_free (fixture->store);
  show_fixture_remove_folder (fixture->folder);
}

/* ---- the store ---- */

static ClaspSecretStore *
open_store (Fixture *fixture, gboolean is_written)
{
  g_autoptr (GError) error = NULL;
  ClaspSecretStore  *store = clasp_secret_store_open (fixture->store, is_written, &error);

  g_assert_no_error (error);
  return store;
}

/* (transfer full) */
static char *
keep (Fixture *fixture, const char *where, const char *secret)
{
  g_autoptr (ClaspSecretStore) store = open_store (fixture, TRUE);
  g_autoptr (GError)           error = NULL;
  char                        *reference = clasp_secret_store_add (store, where, secret);

  clasp_secret_store_save (store, &error);
  g_assert_no_error (error);
  return reference;
}

static void
test_store_keeps (Fixture *fixture, gconstpointer data)
{
  g_autofree char             *first = keep (fixture, "ws://desk", PASSWORD);
  g_autofree char             *same = keep (fixture, "ws://desk", PASSWORD);
  g_autofree char             *newer = keep (fixture, "ws://desk", "another");
  g_autoptr (ClaspSecretStore) store = open_store (fixture, FALSE);

  g_assert_cmpstr (first, ==, same);
  g_assert_cmpstr (first, !=, newer);
  g_assert_cmpuint (strlen (first), ==, CLASP_SECRET_REFERENCE_LENGTH);
  g_assert_cmpstr (clasp_secret_store_find (store, "ws://desk", first), ==, PASSWORD);
  g_assert_cmpstr (clasp_secret_store_find (store, "ws://desk", newer), ==, "another");
  /* a file in which the address was exchanged does not get it */
  g_assert_null (clasp_secret_store_find (store, "ws://thief", first));
}

static void
test_store_is_private (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->store);
  GStatBuf         info;

  g_mkdir_with_parents (folder, 0700);
  g_free (keep (fixture, "ws://desk", PASSWORD));
  g_assert_cmpint (g_stat (fixture->store, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_chmod (fixture->store, 0644); /* somebody opened it to the world */
  g_free (keep (fixture, "ws://desk", "another"));
  g_assert_cmpint (g_stat (fixture->store, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

/* The name of the one file set aside, or NULL. (transfer full) */
static char *
find_aside (Fixture *fixture)
{
  g_autofree char *folder = g_path_get_dirname (fixture->store);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "secrets.json.damaged-"))
      return g_build_filename (folder, name, NULL);
  return NULL;
}

static void
test_store_damaged (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {
    "{\"format\":\"clasp-bridge-secrets\",\"version\":1,\"secrets\":{\"half", "[]", "",
    "{\"format\":\"clasp-bridge-secrets\",\"version\":1}"
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError)           error = NULL;
      g_autofree char             *reference = NULL, *aside = NULL, *kept = NULL;
      g_autoptr (ClaspSecretStore) store = NULL;
      GStatBuf                     info;

      g_assert_true (g_file_set_contents (fixture->store, texts[i], -1, NULL));
      g_assert_null (clasp_secret_store_open (fixture->store, FALSE, &error));
      g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT);
      g_assert_nonnull (strstr (error->message, "is damaged"));
      g_assert_nonnull (strstr (error->message, fixture->store));

      reference = keep (fixture, "ws://desk", PASSWORD);
      aside = find_aside (fixture);
      g_assert_nonnull (aside);
      kept = show_fixture_read (aside);
      g_assert_cmpstr (kept, ==, texts[i]);
      g_assert_cmpint (g_stat (aside, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
      store = open_store (fixture, FALSE);
      g_assert_cmpstr (clasp_secret_store_find (store, "ws://desk", reference), ==, PASSWORD);
      g_unlink (aside);
    }
}

static void
test_store_newer (Fixture *fixture, gconstpointer data)
{
  static const char  text[] = "{\"format\":\"clasp-bridge-secrets\",\"version\":2}";
  g_autoptr (GError) error = NULL;
  g_autofree char   *after = NULL;

  g_assert_true (g_file_set_contents (fixture->store, text, -1, NULL));
  g_assert_null (clasp_secret_store_open (fixture->store, TRUE, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION);
  after = show_fixture_read (fixture->store);
  g_assert_cmpstr (after, ==, text);
}

/* ---- the file ---- */

static void
fill (ClaspShow *show)
{
  g_autoptr (GError) error = NULL;

  clasp_show_connect_from_text (show, "dmx,id=d,mk2-key=" KEY, &error);
  g_assert_no_error (error);
  clasp_show_connect_from_text (show, "osc,id=o,query-url=http://me:" PASSWORD "@127.0.0.1:9",
                                &error);
  g_assert_no_error (error);
}

static const char *
get (ClaspShow *show, const char *id, const char *name)
{
  return clasp_settings_get_string (
    clasp_connection_get_settings (CLASP_CONNECTION (clasp_show_find (show, id))), name);
}

static void
assert_whole (ClaspShow *show)
{
  g_assert_cmpstr (get (show, "d", "mk2-key"), ==, KEY);
  g_assert_cmpstr (get (show, "o", "query-url"), ==, "http://me:" PASSWORD "@127.0.0.1:9");
}

static void
assert_clean (const char *path)
{
  g_autofree char *text = show_fixture_read (path);

  g_assert_null (strstr (text, KEY));
  g_assert_null (strstr (text, PASSWORD));
  g_assert_nonnull (strstr (text, CLASP_SECRET_PREFIX));
}

static ClaspShow *
open_show (Fixture *fixture, GPtrArray *problems)
{
  ClaspShow         *show = clasp_show_new (clasp_kinds ());
  g_autoptr (GError) error = NULL;

  clasp_show_open (show, fixture->file, problems, &error);
  g_assert_no_error (error);
  return show;
}

static void
save_as (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  clasp_show_save_as (fixture->show, fixture->file, &error);
  g_assert_no_error (error);
}

static void
test_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspShow) again = NULL;
  g_autofree char      *first = NULL, *second = NULL;

  fill (fixture->show);
  save_as (fixture);
  assert_clean (fixture->path);
  assert_whole (fixture->show);
  again = open_show (fixture, NULL);
  assert_whole (again);

  /* an edit that is taken back gives the same file */
  first = show_fixture_read (fixture->path);
  g_object_set (clasp_connection_get_settings (CLASP_CONNECTION (clasp_show_find (again, "d"))),
                "mk2-key", "ffffffff", NULL);
  g_assert_true (clasp_show_save (again, NULL));
  clasp_show_undo (again);
  g_assert_true (clasp_show_save (again, NULL));
  second = show_fixture_read (fixture->path);
  g_assert_cmpstr (first, ==, second);
}

static gboolean
is_saved (gpointer user_data)
{
  gboolean saved;

  g_object_get (user_data, "saved", &saved, NULL);
  return saved;
}

static void
test_autosave (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspClock) clock = clasp_manual_clock_new (G_USEC_PER_SEC, 0);

  clasp_show_set_clock (fixture->show, clock);
  g_assert_true (clasp_show_open (fixture->show, fixture->file, NULL, NULL));
  fill (fixture->show);
  clasp_manual_clock_advance (clock, 3 * G_USEC_PER_SEC);
  clasp_show_poll_autosave (fixture->show);
  clasp_test_spin_until (is_saved, fixture->show, "the save");
  assert_clean (fixture->path);
}

/* In show mode the state is kept beside the file. */
static void
test_live (Fixture *fixture, gconstpointer data)
{
  g_autofree char      *live = g_strconcat (fixture->path, ".live", NULL);
  g_autoptr (ClaspShow) again = NULL;

  fill (fixture->show);
  save_as (fixture);
  clasp_show_set_locked (fixture->show, TRUE);
  clasp_show_item_set_enabled (clasp_show_find (fixture->show, "d"), FALSE);
  g_assert_true (clasp_show_save (fixture->show, NULL));
  assert_clean (live);
  again = open_show (fixture, NULL);
  g_assert_false (clasp_show_item_get_enabled (clasp_show_find (again, "d")));
  assert_whole (again);
}

static void
test_versions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) versions = NULL;
  g_autofree char      *before = NULL, *read = NULL, *after = NULL;
  g_autoptr (GError)    error = NULL;

  fill (fixture->show);
  before = clasp_show_to_text (fixture->show);
  g_assert_true (clasp_history_add (fixture->path, before, CLASP_VERSION_SAVED, NOW, NULL));
  g_assert_true (clasp_history_add (fixture->path, before, CLASP_VERSION_SAVED, NOW + 60, NULL));
  versions = clasp_history_list (fixture->path);
  g_assert_cmpuint (versions->len, ==, 1);
  assert_clean (((ClaspVersion *) versions->pdata[0])->path);
  read = clasp_history_read (versions->pdata[0], NULL);
  g_assert_cmpstr (read, ==, before);

  /* the password that was, back again */
  g_object_set (
    clasp_connection_get_settings (CLASP_CONNECTION (clasp_show_find (fixture->show, "d"))),
    "mk2-key", "ffffffff", NULL);
  g_assert_true (clasp_show_replace (fixture->show, read, "Restore", &error));
  after = clasp_show_to_text (fixture->show);
  g_assert_cmpstr (after, ==, before);
}

/* A file of before, with secrets in it. */
static void
test_old_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char      *text = NULL;
  g_autoptr (ClaspShow) again = NULL;

  fill (fixture->show);
  text = clasp_show_to_text (fixture->show);
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  again = open_show (fixture, NULL);
  assert_whole (again);
  g_object_set (again, "name", "Club", NULL);
  g_assert_true (clasp_show_save (again, NULL));
  assert_clean (fixture->path);
  assert_whole (again);
}

/* What is kept beside it because it cannot be read is for its user alone; the show's own mode
 * stays. */
static void
test_damaged_file (Fixture *fixture, gconstpointer data)
{
  static const char damaged[] =
    "{\"format\":\"clasp-bridge-show\",\"version\":1,\"connections\":[{\"id\":\"x\","
    "\"kind\":\"none\",\"settings\":{\"password\":\"" KEY "\"}}]}";
  g_autoptr (ClaspShow) again = NULL;
  g_autoptr (GDir)      dir = NULL;
  const char           *name;
  guint                 n_kept = 0;

  g_assert_true (g_file_set_contents (fixture->path, damaged, -1, NULL));
  g_chmod (fixture->path, 0640);
  again = open_show (fixture, NULL);
  g_object_set (again, "name", "Club", NULL);
  g_assert_true (clasp_show_save (again, NULL));
  dir = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      GStatBuf         info;

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, strstr (name, ".damaged-") != NULL ? 0600 : 0640);
      n_kept += strstr (name, ".damaged-") != NULL;
    }
  g_assert_cmpuint (n_kept, ==, 1);
}

/* Brought to another computer, changed there, and brought back. */
static void
test_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char      *here = g_strconcat (fixture->store, ".here", NULL), *text = NULL;
  g_autoptr (ClaspShow) away = NULL, back = NULL, entered = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)    error = NULL;
  ClaspSettings        *settings;

  fill (fixture->show);
  save_as (fixture);
  g_assert_cmpint (g_rename (fixture->store, here), ==, 0);
  away = open_show (fixture, problems);
  g_assert_cmpuint (problems->len, ==, 0); /* the file is not damaged by it */
  text = show_fixture_read (fixture->path);
  g_free (clasp_show_find_secrets (text, problems));
  g_assert_cmpuint (problems->len, ==, 2);
  g_assert_cmpstr (problems->pdata[0], ==,
                   "connections[0].settings.mk2-key: this secret is not on this computer, so its "
                   "connection cannot "
                   "start; enter it again");
  settings = clasp_connection_get_settings (CLASP_CONNECTION (clasp_show_find (away, "d")));
  g_assert_false (clasp_settings_validate (settings, &error));
  g_assert_cmpstr (
    error->message, ==,
    "mk2-key: its secret is not on this computer, so this cannot start. Enter it again.");
  g_assert_false (clasp_settings_validate (
    clasp_connection_get_settings (CLASP_CONNECTION (clasp_show_find (away, "o"))), NULL));

  /* entered anew it works; the other stays what it was */
  g_object_set (settings, "mk2-key", "ffffffff", NULL);
  g_assert_true (clasp_settings_validate (settings, NULL));
  g_assert_true (clasp_show_save (away, NULL));
  g_free (text);
  text = show_fixture_read (fixture->path);
  g_assert_null (strstr (text, "ffffffff"));
  entered = open_show (fixture, NULL);
  g_assert_cmpstr (get (entered, "d", "mk2-key"), ==, "ffffffff");

  g_assert_cmpint (g_rename (here, fixture->store), ==, 0);
  back = open_show (fixture, NULL);
  g_assert_cmpstr (get (back, "o", "query-url"), ==, "http://me:" PASSWORD "@127.0.0.1:9");
}

/* A file from somebody else that asks for our password at another place. */
static void
test_exchanged_address (Fixture *fixture, gconstpointer data)
{
  g_autofree char    *text = NULL, *found = NULL;
  g_autoptr (GString) forged = NULL;

  fill (fixture->show);
  save_as (fixture);
  text = show_fixture_read (fixture->path);
  forged = g_string_new (text);
  g_assert_cmpuint (g_string_replace (forged, "@127.0.0.1:9", "@192.0.2.1:9", 0), ==, 1);
  found = clasp_show_find_secrets (forged->str, NULL);
  g_assert_null (strstr (found, PASSWORD));
  g_assert_nonnull (strstr (found, KEY));
}

/* Where they cannot be kept, nothing is written, and nothing is lost. */
static void
test_no_store (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fill (fixture->show);
  g_assert_cmpint (g_mkdir (fixture->store, 0700), ==, 0); /* in the way */
  g_assert_false (clasp_show_save_as (fixture->show, fixture->file, &error));
  g_assert_nonnull (error);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  assert_whole (fixture->show);
  g_rmdir (fixture->store);
}

/* A project that is exported as it is, for somebody else. */
static void
test_given_away (Fixture *fixture, gconstpointer data)
{
  g_autofree char      *text = NULL, *given = NULL;
  g_autoptr (ClaspShow) other = clasp_show_new (clasp_kinds ());

  fill (fixture->show);
  text = clasp_show_to_text (fixture->show);
  given = clasp_show_drop_secrets (text);
  g_assert_null (strstr (given, KEY));
  g_assert_null (strstr (given, PASSWORD));
  g_assert_true (clasp_show_from_text (other, given, NULL, NULL));
  g_assert_cmpstr (get (other, "o", "query-url"), ==, "http://127.0.0.1:9");
}

/* One's own file put into another show, which is kept before. */
static void
test_import (Fixture *fixture, gconstpointer data)
{
  g_autofree char          *text = NULL, *before = NULL, *kept = NULL, *copied = NULL;
  g_autoptr (ClaspImported) imported = NULL;
  g_autoptr (GError)        error = NULL;
  GStatBuf                  info;

  fill (fixture->show);
  save_as (fixture);
  text = show_fixture_read (fixture->path);
  imported = clasp_exchange_read (clasp_kinds (), text, &error);
  g_assert_no_error (error);
  assert_whole (imported->show);

  before = clasp_show_to_text (imported->show);
  kept = clasp_exchange_keep (fixture->path, before, &error);
  g_assert_no_error (error);
  assert_clean (kept);
  copied = clasp_exchange_back_up (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (copied, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

/* What we do not know may hold some, too; words that only look so are left alone. */
static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  static const char text[] =
    "{\"later\": {\"tokens\": [\"one1\", {\"x\": \"two2\"}], \"tokenRef\": \"t\", "
    "\"text\": \"a ws://u:pw3@b/ and wss://v@c, mail@d\"}}\n";
  g_autofree char     *hidden = clasp_show_hide_secrets (text, NULL), *found = NULL;
  g_autoptr (JsonNode) left = clasp_json_parse (text, strlen (text), NULL), right = NULL;

  g_assert_null (strstr (hidden, "one1"));
  g_assert_null (strstr (hidden, "two2"));
  g_assert_null (strstr (hidden, "pw3"));
  g_assert_null (strstr (hidden, "v@c"));
  g_assert_nonnull (strstr (hidden, "\"tokenRef\": \"t\""));
  g_assert_nonnull (strstr (hidden, "mail@d"));
  found = clasp_show_find_secrets (hidden, NULL);
  right = clasp_json_parse (found, strlen (found), NULL);
  g_assert_true (json_node_equal (left, right));
}

#define T(path, func) g_test_add ("/show/secrets/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  char *home = g_dir_make_tmp ("clasp-data-XXXXXX", NULL);
  char *data = g_build_filename (home, "clasp-bridge", NULL);
  int   status;

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_mkdir (data, 0700);
  clasp_test_init (&argc, &argv, 60);
  T ("store/keeps-and-finds", test_store_keeps);
  T ("store/only-the-user-can-read-it", test_store_is_private);
  T ("store/damaged-is-told-and-kept", test_store_damaged);
  T ("store/newer-is-left-alone", test_store_newer);
  T ("file-has-none-and-reopened-has-all", test_file);
  T ("autosave-has-none", test_autosave);
  T ("live-file-has-none", test_live);
  T ("versions-have-none-and-restore-them", test_versions);
  T ("old-file-loses-them", test_old_file);
  T ("damaged-file-is-kept-for-its-user", test_damaged_file);
  T ("elsewhere-it-is-told-and-entered-anew", test_elsewhere);
  T ("exchanged-address-gets-none", test_exchanged_address);
  T ("without-a-store-nothing-is-written", test_no_store);
  T ("given-away-has-none", test_given_away);
  T ("import-finds-them-and-keeps-none", test_import);
  T ("unknown-members", test_unknown);
  status = g_test_run ();
  show_fixture_remove_folder (data);
  g_rmdir (home);
  g_free (home);
  return status;
}
