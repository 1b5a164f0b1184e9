/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "show/clasp-history.h"
#include "show/show-fixture.h"
#include "support/clasp-test.h"

#define NOW 1763760000 /* 2025-11-21 21:20 UTC */
#define DAY (24 * 60 * 60)

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->folder = show_fixture_folder ();
  fixture->path = g_build_filename (fixture->folder, "show.json", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *history = g_strconcat (fixture->path, ".history", NULL);

  if (g_file_test (history, G_FILE_TEST_IS_DIR))
    show_fixture_remove_folder (g_steal_pointer (&history));
  g_free (fixture->path);
  show_fixture_remove_folder (fixture->folder);
}

static void
test_kept_and_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) versions = NULL;
  g_autofree char      *text = NULL;

  g_assert_true (clasp_history_add (fixture->path, "one", CLASP_VERSION_SAVED, NOW, NULL));
  g_assert_true (clasp_history_add (fixture->path, "two", CLASP_VERSION_SHOW, NOW + 60, NULL));
  g_assert_true (clasp_history_add (fixture->path, "two", CLASP_VERSION_SAVED, NOW + 70, NULL));
  g_assert_true (clasp_history_add (fixture->path, "three", CLASP_VERSION_SHOW, NOW + 60, NULL));

  versions = clasp_history_list (fixture->path);
  g_assert_cmpuint (versions->len, ==, 3); /* the same twice is once; the same second is moved */
  g_assert_cmpint (((ClaspVersion *) versions->pdata[0])->unix_s, ==, NOW + 61);
  g_assert_cmpint (((ClaspVersion *) versions->pdata[1])->reason, ==, CLASP_VERSION_SHOW);
  text = clasp_history_read (versions->pdata[2], NULL);
  g_assert_cmpstr (text, ==, "one");
}

static void
test_fifty_are_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) versions = NULL;

  for (guint i = 0; i < CLASP_HISTORY_KEEP + 2; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      g_assert_true (clasp_history_add (fixture->path, text, CLASP_VERSION_SAVED, NOW + i, NULL));
    }
  versions = clasp_history_list (fixture->path);
  /* one more: the last of those before, of its day */
  g_assert_cmpuint (versions->len, ==, CLASP_HISTORY_KEEP + 1);
  g_assert_cmpint (((ClaspVersion *) versions->pdata[CLASP_HISTORY_KEEP])->unix_s, ==, NOW + 1);
}

static void
test_one_of_each_day (Fixture *fixture, gconstpointer data)
{
  gint64   times[CLASP_HISTORY_KEEP + 5];
  gboolean is_kept[G_N_ELEMENTS (times)];
  guint    n = CLASP_HISTORY_KEEP;

  for (guint i = 0; i < n; i++)
    times[i] = NOW - i;
  times[n] = NOW - 2 * DAY;
  times[n + 1] = NOW - 2 * DAY - 1;
  times[n + 2] = NOW - 3 * DAY;
  times[n + 3] = NOW - (gint64) CLASP_HISTORY_DAYS * DAY;
  times[n + 4] = NOW - (gint64) (CLASP_HISTORY_DAYS + 1) * DAY;
  clasp_history_choose (times, G_N_ELEMENTS (times), NOW, is_kept);
  for (guint i = 0; i < n; i++)
    g_assert_true (is_kept[i]);
  g_assert_true (is_kept[n]);
  g_assert_false (is_kept[n + 1]);
  g_assert_true (is_kept[n + 2]);
  g_assert_true (is_kept[n + 3]);
  g_assert_false (is_kept[n + 4]);
}

static void
test_differences_in_words (Fixture *fixture, gconstpointer data)
{
  ClaspShow            *show = show_fixture_new ();
  ClaspMapping         *fader = clasp_show_map_from_text (show, "/osc/1 => /midi/1", NULL);
  g_autofree char      *before = NULL;
  g_autofree char      *after = NULL;
  g_autofree char      *words = NULL;
  g_autoptr (GPtrArray) differences = NULL;
  g_autoptr (GPtrArray) none = NULL;

  before = clasp_show_to_text (show);
  clasp_mapping_set_target (fader, "/midi/2");
  clasp_show_map_from_text (show, "/osc/2 => /midi/3", NULL);
  clasp_show_connect_from_text (show, "osc,name=Tablet", NULL);
  after = clasp_show_to_text (show);

  differences = clasp_history_compare (before, after);
  g_assert_cmpuint (differences->len, ==, 3);
  words = clasp_history_describe (differences);
  g_assert_cmpstr (words, ==, "2 mappings, 1 connection");
  g_assert_cmpstr (((ClaspDifference *) differences->pdata[0])->text, ==, "Connection “Tablet” added");
  g_assert_cmpstr (((ClaspDifference *) differences->pdata[1])->text, ==,
                   "Mapping “/osc/1 → /midi/2” changed");
  none = clasp_history_compare (before, "{\"no show");
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (clasp_history_describe (none));
  g_assert_finalize_object (show);
}

/* Of a random walk: back to the start as one edit, which undo takes back byte for byte. */
static void
test_restore_is_one_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261121);
  ClaspShow        *show = show_fixture_new ();
  g_autofree char  *first = NULL;

  for (guint i = 0; i < 60; i++)
    show_fixture_edit (show, random);
  {
    g_autofree char *text = clasp_show_to_text (show);

    /* A file gives a namespace to what has none. */
    g_assert_true (clasp_show_from_text (show, text, NULL, NULL));
  }
  first = clasp_show_to_text (show);
  for (guint round = 0; round < 20; round++)
    {
      g_autofree char *edited = NULL;
      g_autofree char *restored = NULL;
      g_autofree char *undone = NULL;

      for (guint i = 0; i < 40; i++)
        show_fixture_edit (show, random);
      edited = clasp_show_to_text (show);
      g_assert_true (clasp_show_replace (show, first, "Restore", NULL));
      restored = clasp_show_to_text (show);
      g_assert_cmpstr (restored, ==, first);
      clasp_show_undo (show);
      undone = clasp_show_to_text (show);
      g_assert_cmpstr (undone, ==, edited);
    }
  g_assert_finalize_object (show);
}

static void
test_restore_only_some (Fixture *fixture, gconstpointer data)
{
  ClaspShow            *show = show_fixture_new ();
  ClaspMapping         *first = clasp_show_map_from_text (show, "/a => /b", NULL);
  ClaspMapping         *second = clasp_show_map_from_text (show, "/c => /d", NULL);
  g_autofree char      *version = clasp_show_to_text (show);
  g_autofree char      *now = NULL;
  g_autofree char      *wanted = NULL;
  g_autoptr (GPtrArray) differences = NULL;

  clasp_mapping_set_source (first, "/changed");
  clasp_show_remove (show, CLASP_SHOW_ITEM (second));
  now = clasp_show_to_text (show);
  differences = clasp_history_compare (version, now);
  g_assert_cmpuint (differences->len, ==, 2);
  g_assert_cmpstr (((ClaspDifference *) differences->pdata[0])->text, ==, "Mapping “/c → /d” removed");
  g_ptr_array_remove_index (differences, 1); /* the changed one stays changed */

  wanted = clasp_history_take (now, version, differences);
  g_assert_true (clasp_show_replace (show, wanted, "Restore", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), ==, 2);
  g_assert_cmpstr (clasp_mapping_get_source (first), ==, "/changed");
  g_assert_finalize_object (show);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(name, test) g_test_add ("/show/history/" name, Fixture, NULL, setup, test, teardown)
  ADD ("kept-and-read", test_kept_and_read);
  ADD ("fifty-are-kept", test_fifty_are_kept);
  ADD ("one-of-each-day", test_one_of_each_day);
  ADD ("differences-in-words", test_differences_in_words);
  ADD ("restore-is-one-edit", test_restore_is_one_edit);
  ADD ("restore-only-some", test_restore_only_some);
  return g_test_run ();
}
