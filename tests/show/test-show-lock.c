/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "show/clasp-show-private.h"
#include "show/show-fixture.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>

typedef struct
{
  char         *folder;
  char         *path;
  ClaspShow    *show;
  ClaspMapping *fader;
  guint         n_refused;
} Fixture;

static void
count_cb (Fixture *fixture)
{
  fixture->n_refused++;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = NULL;

  fixture->folder = show_fixture_folder ();
  fixture->path = g_build_filename (fixture->folder, "show.json", NULL);
  file = g_file_new_for_path (fixture->path);
  fixture->show = show_fixture_new ();
  g_assert_true (clasp_show_open (fixture->show, file, NULL, NULL));
  clasp_show_connect_from_text (fixture->show, "osc,name=Tablet", NULL);
  fixture->fader = clasp_show_map_from_text (fixture->show, "/osc/1 => range => /midi/1", NULL);
  g_signal_connect_swapped (fixture->show, "refused", G_CALLBACK (count_cb), fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->show);
  g_free (fixture->path);
  show_fixture_remove_folder (fixture->folder);
}

static void
assert_text (Fixture *fixture, const char *text)
{
  g_autofree char *now = clasp_show_to_text (fixture->show);

  g_assert_cmpstr (now, ==, text);
}

static void
test_edits_are_put_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = clasp_show_to_text (fixture->show);

  clasp_show_set_locked (fixture->show, TRUE);
  clasp_mapping_set_source (fixture->fader, "/osc/2");
  clasp_show_item_set_name (CLASP_SHOW_ITEM (fixture->fader), "Other");
  g_object_set (fixture->show, "name", "Other", NULL);
  g_assert_cmpuint (fixture->n_refused, ==, 3);
  assert_text (fixture, text);

  clasp_show_remove (fixture->show, CLASP_SHOW_ITEM (fixture->fader));
  g_assert_null (clasp_show_map_from_text (fixture->show, "/a => /b", NULL));
  clasp_mapping_remove_step (fixture->fader, 0);
  assert_text (fixture, text);
}

static void
test_undo_waits (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = clasp_show_to_text (fixture->show);
  gboolean         can_undo = TRUE;

  clasp_show_set_locked (fixture->show, TRUE);
  g_object_get (fixture->show, "can-undo", &can_undo, NULL);
  g_assert_false (can_undo);
  clasp_show_undo (fixture->show);
  assert_text (fixture, text);

  clasp_show_set_locked (fixture->show, FALSE);
  clasp_show_undo (fixture->show);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (fixture->show)), ==, 0);
}

static void
test_mute_and_solo_are_acts (Fixture *fixture, gconstpointer data)
{
  ClaspSettings *options = clasp_mapping_get_options (fixture->fader);
  gboolean       is_solo = FALSE;

  clasp_show_set_locked (fixture->show, TRUE);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (fixture->fader), FALSE);
  g_object_set (options, "solo", TRUE, NULL);
  g_object_get (options, "solo", &is_solo, NULL);
  g_assert_true (is_solo);
  g_assert_false (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (fixture->fader)));
  g_assert_cmpuint (fixture->n_refused, ==, 0);
}

/* The file is the one of before; what was muted outlives a crash, and is in the file afterwards. */
static void
test_file_stays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);
  g_autofree char  *live = g_strconcat (fixture->path, ".live", NULL);
  g_autofree char  *before = NULL;
  g_autofree char  *during = NULL;
  g_autofree char  *after = NULL;
  ClaspShow        *other;
  ClaspShowItem    *fader;

  clasp_show_set_locked (fixture->show, TRUE);
  before = show_fixture_read (fixture->path);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (fixture->fader), FALSE);
  g_assert_true (clasp_show_save (fixture->show, NULL));
  during = show_fixture_read (fixture->path);
  g_assert_cmpstr (during, ==, before);
  g_assert_true (g_file_test (live, G_FILE_TEST_EXISTS));

  other = show_fixture_new ();
  g_assert_true (clasp_show_open (other, file, NULL, NULL));
  fader = clasp_show_find (other, clasp_show_item_get_id (CLASP_SHOW_ITEM (fixture->fader)));
  g_assert_false (clasp_show_item_get_enabled (fader));
  g_assert_finalize_object (other);

  clasp_show_set_locked (fixture->show, FALSE);
  g_assert_true (clasp_show_save (fixture->show, NULL));
  after = show_fixture_read (fixture->path);
  g_assert_cmpstr (after, !=, before);
  g_assert_false (g_file_test (live, G_FILE_TEST_EXISTS));
}

/* Thousands of edits of all kinds at random: what is in the file is what was. */
static void
test_random_edits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261121);
  g_autofree char  *before = NULL;
  g_autofree char  *after = NULL;

  for (guint i = 0; i < 50; i++)
    show_fixture_edit (fixture->show, random);
  clasp_show_set_locked (fixture->show, TRUE);
  before = show_fixture_read (fixture->path);
  for (guint i = 0; i < 10000; i++)
    show_fixture_edit (fixture->show, random);
  g_assert_cmpuint (fixture->n_refused, >, 1000);
  g_assert_true (clasp_show_save (fixture->show, NULL));
  after = show_fixture_read (fixture->path);
  g_assert_cmpstr (after, ==, before);
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, setup, test, teardown);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  add ("/show/lock/edits-are-put-back", test_edits_are_put_back);
  add ("/show/lock/undo-waits", test_undo_waits);
  add ("/show/lock/mute-and-solo-are-acts", test_mute_and_solo_are_acts);
  add ("/show/lock/file-stays", test_file_stays);
  add ("/show/lock/random-edits", test_random_edits);

  return g_test_run ();
}
