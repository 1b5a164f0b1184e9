/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of tiles that stand side by side. */

#include "stage/br-stage-grid.h"
#include "stage/br-stage-tile.h"
#include "ui-test.h"

#include "br-ui.h"

#define WIDTH 900

static GtkWidget *
grid_new (void)
{
  return g_object_ref_sink (g_object_new (BR_TYPE_STAGE_GRID, NULL));
}

static BrStageTile *
add (GtkWidget *grid, const char *title)
{
  GtkWidget *tile = br_stage_tile_new (title);

  br_stage_grid_append (BR_STAGE_GRID (grid), tile);
  return BR_STAGE_TILE (tile);
}

static BrStageTile *
add_sign (GtkWidget *grid, BrSign sign)
{
  BrStageTile *tile = add (grid, "Stage");

  br_stage_tile_set_sign (tile, sign);
  return tile;
}

static BrStageTile *
add_figure (GtkWidget *grid, const char *text)
{
  BrStageTile *tile = add (grid, "Fader");
  BrLevel      level = { .kind = BR_LEVEL_BAR };

  br_stage_tile_set_level (tile, &level);
  br_stage_tile_set_text (tile, text);
  return tile;
}

static void
place (GtkWidget *grid, int width, int height)
{
  gtk_widget_measure (grid, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (grid, GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (grid, &(GtkAllocation) { 0, 0, width, height }, -1);
}

static void
test_words_side_by_side_are_of_one_size (void)
{
  GtkWidget   *grid = grid_new ();
  BrStageTile *live = add_sign (grid, BR_SIGN_LIVE), *waiting = add_sign (grid, BR_SIGN_WAITING),
              *missing = add_sign (grid, BR_SIGN_MISSING);

  place (grid, WIDTH, 150);
  g_assert_cmpint (br_stage_tile_get_room (live), >, br_stage_tile_get_room (waiting));
  g_assert_cmpint (br_stage_tile_get_size (live), ==, br_stage_tile_get_size (waiting));
  g_assert_cmpint (br_stage_tile_get_size (live), ==, br_stage_tile_get_size (missing));
  g_assert_cmpint (br_stage_tile_get_size (live), ==,
                   MIN (br_stage_tile_get_room (waiting), br_stage_tile_get_room (missing)));
  g_assert_finalize_object (grid);
}

/* What is longer is no longer there: the others grow again. */
static void
test_sizes_follow_the_words (void)
{
  GtkWidget   *grid = grid_new ();
  BrStageTile *live = add_sign (grid, BR_SIGN_LIVE), *waiting = add_sign (grid, BR_SIGN_WAITING);
  int          before;

  place (grid, 420, 150);
  before = br_stage_tile_get_size (live);
  g_assert_cmpint (before, <, br_stage_tile_get_room (live));
  br_stage_tile_set_sign (waiting, BR_SIGN_LIVE);
  place (grid, 420, 150);
  g_assert_cmpint (br_stage_tile_get_size (live), ==, br_stage_tile_get_room (live));
  g_assert_cmpint (br_stage_tile_get_size (waiting), ==, br_stage_tile_get_size (live));
  g_assert_cmpint (br_stage_tile_get_size (live), >, before);
  g_assert_finalize_object (grid);
}

static void
test_kinds_have_their_own (void)
{
  GtkWidget   *grid = grid_new ();
  BrStageTile *clock = add (grid, "Time"), *text = add (grid, "Cue"), *live = add_sign (grid, BR_SIGN_LIVE),
              *fader = add_figure (grid, "1");

  br_stage_tile_set_text (clock, "20:14:03");
  br_stage_tile_set_text (text, "The ghost leaves through the floor, and the lights go out");
  place (grid, 1200, 120);
  for (guint i = 0; i < 4; i++)
    {
      BrStageTile *tile = ((BrStageTile *[]) { clock, text, live, fader })[i];

      g_assert_cmpint (br_stage_tile_get_size (tile), ==, br_stage_tile_get_room (tile));
    }
  g_assert_cmpint (br_stage_tile_get_size (text), <, br_stage_tile_get_size (clock));
  g_assert_finalize_object (grid);
}

/* A value that moves makes its words no larger and smaller, nor those beside it. */
static void
test_figures_keep_their_size (void)
{
  GtkWidget   *grid = grid_new ();
  BrStageTile *still = add_figure (grid, "0"), *moving = add_figure (grid, "1");
  int          size;

  place (grid, 420, 150);
  size = br_stage_tile_get_size (still);
  g_assert_cmpint (br_stage_tile_get_size (moving), ==, size);
  br_stage_tile_set_text (moving, "0.597");
  place (grid, 420, 150);
  g_assert_cmpint (br_stage_tile_get_size (moving), ==, size);
  g_assert_cmpint (br_stage_tile_get_size (still), ==, size);
  g_assert_finalize_object (grid);
}

static void
test_rows_are_alike (void)
{
  GtkWidget   *grid = grid_new ();
  BrStageTile *above = add_sign (grid, BR_SIGN_LIVE), *below = add_sign (grid, BR_SIGN_WAITING);

  place (grid, 200, 400);
  g_assert_cmpint (br_stage_tile_get_size (below), ==, br_stage_tile_get_room (below));
  g_assert_cmpint (br_stage_tile_get_size (above), ==, br_stage_tile_get_size (below));
  g_assert_finalize_object (grid);
}

int
main (int argc, char *argv[])
{
  if (!ui_test_init (&argc, &argv, 60))
    return 0;
  br_ui_register ();
  g_test_add_func ("/ui/stage-grid/words-side-by-side-are-of-one-size", test_words_side_by_side_are_of_one_size);
  g_test_add_func ("/ui/stage-grid/sizes-follow-the-words", test_sizes_follow_the_words);
  g_test_add_func ("/ui/stage-grid/kinds-have-their-own", test_kinds_have_their_own);
  g_test_add_func ("/ui/stage-grid/figures-keep-their-size", test_figures_keep_their_size);
  g_test_add_func ("/ui/stage-grid/rows-are-alike", test_rows_are_alike);
  return g_test_run ();
}
