/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clasp-kinds.h"
#include "patch/br-positions.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>

typedef struct
{
  char      *folder; /* (owned) */
  char      *path;   /* (owned) of the show */
  ClaspShow *show;   /* (owned) */
} Fixture;

static void
setup (Fixture      *fixture,
       gconstpointer data)
{
  g_autoptr (GFile) file = NULL;

  fixture->folder = g_dir_make_tmp ("clasp-positions-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "show.json", NULL);
  fixture->show = clasp_show_new (clasp_kinds ());
  file = g_file_new_for_path (fixture->path);
  g_assert_true (clasp_show_open (fixture->show, file, NULL, NULL));
}

static char *
view_path (Fixture *fixture)
{
  return g_strconcat (fixture->path, ".view", NULL);
}

static void
teardown (Fixture      *fixture,
          gconstpointer data)
{
  g_autofree char *view = view_path (fixture);
  GDir            *folder = g_dir_open (fixture->folder, 0, NULL);
  const char      *name;

  g_object_unref (fixture->show);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_remove (path);
    }
  g_dir_close (folder);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
loaded_cb (gboolean *is_loaded)
{
  *is_loaded = TRUE;
}

static gboolean
has_read (gpointer positions)
{
  return !br_positions_is_reading (positions);
}

static BrPositions *
load (Fixture *fixture,
      gboolean expected)
{
  BrPositions *positions = br_positions_new (fixture->show);
  gboolean     is_loaded = FALSE;

  g_signal_connect_swapped (positions, "loaded", G_CALLBACK (loaded_cb), &is_loaded);
  clasp_test_spin_until (has_read, positions, "the file to be read");
  g_assert_true (is_loaded == expected);
  g_signal_handlers_disconnect_by_data (positions, &is_loaded);

  return positions;
}

static void
test_what_is_kept_is_there_again (Fixture      *fixture,
                                  gconstpointer data)
{
  const char *const       opened[] = { "/osc/1", "/osc/2; \"x\"", NULL };
  g_autoptr (BrPositions) first = load (fixture, FALSE);
  g_autoptr (BrPositions) second = NULL;
  g_auto (GStrv)          list = NULL;
  g_autofree char        *text = NULL;
  g_autofree char        *none = NULL;

  br_positions_set_list (first, "sources-opened", opened);
  br_positions_set_text (first, "sources-top", "/osc/1/fader3");
  br_positions_set_number (first, "table", 1);
  br_positions_flush (first);

  second = load (fixture, TRUE);
  list = br_positions_dup_list (second, "sources-opened");
  text = br_positions_dup_text (second, "sources-top");
  none = br_positions_dup_text (second, "nobody");
  g_assert_cmpstrv (list, opened);
  g_assert_cmpstr (text, ==, "/osc/1/fader3");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpint (br_positions_get_number (second, "table", 0), ==, 1);
  g_assert_cmpint (br_positions_get_number (second, "nobody", 7), ==, 7);
}

static void
test_the_show_does_not_hear_of_it (Fixture      *fixture,
                                   gconstpointer data)
{
  g_autoptr (BrPositions) positions = load (fixture, FALSE);
  g_autofree char        *before = clasp_show_to_text (fixture->show);
  g_autofree char        *after = NULL;
  gboolean                can_undo = TRUE;

  br_positions_set_number (positions, "table", 1);
  br_positions_flush (positions);
  after = clasp_show_to_text (fixture->show);
  g_object_get (fixture->show, "can-undo", &can_undo, NULL);
  g_assert_cmpstr (after, ==, before);
  g_assert_false (can_undo);
}

static void
write_view (Fixture *fixture,
            gsize    size)
{
  g_autoptr (GString) text = g_string_new ("[patch]\ntable=1\n#");
  g_autofree char    *path = view_path (fixture);

  while (text->len < size)
    g_string_append_c (text, 'x');
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
}

static void
test_a_file_too_large_is_not_ours (Fixture      *fixture,
                                   gconstpointer data)
{
  g_autoptr (BrPositions) largest = NULL;
  g_autoptr (BrPositions) larger = NULL;

  write_view (fixture, BR_POSITIONS_MAX_SIZE);
  largest = load (fixture, TRUE);
  g_assert_cmpint (br_positions_get_number (largest, "table", 0), ==, 1);
  write_view (fixture, BR_POSITIONS_MAX_SIZE + 1);
  larger = load (fixture, FALSE);
  g_assert_cmpint (br_positions_get_number (larger, "table", 0), ==, 0);
}

static void
test_a_damaged_file_means_nothing_is_known (Fixture      *fixture,
                                            gconstpointer data)
{
  g_autofree char        *path = view_path (fixture);
  g_autoptr (BrPositions) positions = NULL;

  g_assert_true (g_file_set_contents (path, "[patch\n\x01\xff", -1, NULL));
  positions = load (fixture, FALSE);
  g_assert_cmpint (br_positions_get_number (positions, "table", 0), ==, 0);
}

static guint
count_kept (BrPositions *positions,
            guint        n)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv)        kept = NULL;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (list, g_strdup_printf ("/osc/%u", i));
  g_ptr_array_add (list, NULL);
  br_positions_set_list (positions, "sources-opened", (const char *const *) list->pdata);
  kept = br_positions_dup_list (positions, "sources-opened");

  return g_strv_length (kept);
}

static void
test_no_more_folds_than_the_limit (Fixture      *fixture,
                                   gconstpointer data)
{
  g_autoptr (BrPositions) positions = load (fixture, FALSE);

  g_assert_cmpuint (count_kept (positions, BR_POSITIONS_MAX_LIST), ==, BR_POSITIONS_MAX_LIST);
  g_assert_cmpuint (count_kept (positions, BR_POSITIONS_MAX_LIST + 1), ==, BR_POSITIONS_MAX_LIST);
}

#define ADD(name, func) g_test_add ("/ui/positions/" name, Fixture, NULL, setup, func, teardown)

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("what-is-kept-is-there-again", test_what_is_kept_is_there_again);
  ADD ("the-show-does-not-hear-of-it", test_the_show_does_not_hear_of_it);
  ADD ("a-file-too-large-is-not-ours", test_a_file_too_large_is_not_ours);
  ADD ("a-damaged-file-means-nothing-is-known", test_a_damaged_file_means_nothing_is_known);
  ADD ("no-more-folds-than-the-limit", test_no_more_folds_than_the_limit);

  return g_test_run ();
}
