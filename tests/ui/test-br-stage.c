/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clasp-kinds.h"
#include "stage/br-stage-tiles.h"
#include "support/clasp-test.h"
#include "widgets/br-signal-notes.h"

static void
test_all_at_first (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  BrStageTiles          tiles = { 0 };

  br_stage_tiles_read (&tiles, show);
  g_assert_true (tiles.has_clock && tiles.has_devices && tiles.has_favourites);
  g_assert_cmpstr (tiles.note, ==, "");
  br_stage_tiles_clear (&tiles);
}

static void
test_choice_is_one_step_of_undo (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  BrStageTiles          chosen = { FALSE, TRUE, FALSE, (char *) "Doors at 19:30 – “go”" };
  BrStageTiles          tiles = { 0 };

  br_stage_tiles_write (&chosen, show);
  br_stage_tiles_read (&tiles, show);
  g_assert_true (!tiles.has_clock && tiles.has_devices && !tiles.has_favourites);
  g_assert_cmpstr (tiles.note, ==, chosen.note);

  clasp_show_undo (show);
  br_stage_tiles_read (&tiles, show);
  g_assert_true (tiles.has_clock);
  g_assert_cmpstr (tiles.note, ==, "");
  br_stage_tiles_clear (&tiles);
}

/* An empty list means all, so nothing has to say so. */
static void
test_nothing_stays_nothing (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  BrStageTiles          nothing = { FALSE, FALSE, FALSE, (char *) "" };
  BrStageTiles          tiles = { 0 };

  br_stage_tiles_write (&nothing, show);
  br_stage_tiles_read (&tiles, show);
  g_assert_true (!tiles.has_clock && !tiles.has_devices && !tiles.has_favourites);
  g_assert_cmpstr (tiles.note, ==, "");
  br_stage_tiles_clear (&tiles);
}

static void
test_long_note_is_cut_at_the_limit (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  GString              *text = g_string_new (NULL);
  BrStageTiles          tiles = { 0 };

  for (guint i = 0; i <= BR_STAGE_MAX_NOTE; i++)
    g_string_append (text, "é");
  tiles.note = g_string_free (text, FALSE);
  br_stage_tiles_write (&tiles, show);
  br_stage_tiles_read (&tiles, show);
  g_assert_cmpint (g_utf8_strlen (tiles.note, -1), ==, BR_STAGE_MAX_NOTE);
  br_stage_tiles_clear (&tiles);
}

static void
test_twelve_favourites_in_order (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_auto (GStrv)        shown = NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);

  for (guint i = BR_STAGE_MAX_METERS + 1; i > 0; i--)
    g_ptr_array_add (all, g_strdup_printf ("/osc/fader%u", i));
  g_ptr_array_add (all, NULL);
  br_signal_notes_set_favourites (br_signal_notes_get (show), (const char *const *) all->pdata, TRUE);

  shown = br_stage_dup_favourites (show);
  g_assert_cmpuint (g_strv_length (shown), ==, BR_STAGE_MAX_METERS);
  g_assert_cmpstr (shown[0], ==, "/osc/fader1");
  g_assert_cmpstr (shown[1], ==, "/osc/fader2");
  g_assert_cmpstr (shown[11], ==, "/osc/fader12");
}

static void
test_tiles_are_as_large_as_they_can_be (void)
{
  g_assert_cmpuint (br_stage_fit (0, 1000, 500), ==, 1);
  g_assert_cmpuint (br_stage_fit (1, 1000, 500), ==, 1);
  g_assert_cmpuint (br_stage_fit (4, 1600, 1000), ==, 2);
  g_assert_cmpuint (br_stage_fit (6, 1920, 1080), ==, 3);
  /* A tall, narrow window: one below the other. */
  g_assert_cmpuint (br_stage_fit (4, 360, 1000), ==, 1);
  g_assert_cmpuint (br_stage_fit (3, 3000, 300), ==, 3);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/ui/stage/all-at-first", test_all_at_first);
  g_test_add_func ("/ui/stage/choice-is-one-step-of-undo", test_choice_is_one_step_of_undo);
  g_test_add_func ("/ui/stage/nothing-stays-nothing", test_nothing_stays_nothing);
  g_test_add_func ("/ui/stage/long-note-is-cut-at-the-limit", test_long_note_is_cut_at_the_limit);
  g_test_add_func ("/ui/stage/twelve-favourites-in-order", test_twelve_favourites_in_order);
  g_test_add_func ("/ui/stage/tiles-are-as-large-as-they-can-be", test_tiles_are_as_large_as_they_can_be);

  return g_test_run ();
}
