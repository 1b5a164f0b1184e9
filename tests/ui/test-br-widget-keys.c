/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Acts of widgets by the keys that the table says. */

#include "ui-test.h"

#include "br-ui.h"
#include "universes/br-universe-grid.h"
#include "widgets/br-chart.h"
#include "window/br-keys.h"

#define NO_TEST G_MININT

typedef struct
{
  GtkApplication *application;
  BrChart        *chart;
  BrUniverseGrid *grid;
  int             tested;
} Fixture;

static void
test_cb (Fixture *fixture, guint slot, int level)
{
  fixture->tested = level;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->application = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  fixture->chart = g_object_ref_sink (g_object_new (BR_TYPE_CHART, NULL));
  fixture->grid = g_object_ref_sink (BR_UNIVERSE_GRID (br_universe_grid_new ()));
  fixture->tested = NO_TEST;
  br_universe_grid_clear (fixture->grid, "Stage", TRUE);
  g_signal_connect_swapped (fixture->grid, "test", G_CALLBACK (test_cb), fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->chart);
  g_assert_finalize_object (fixture->grid);
  g_assert_finalize_object (fixture->application);
}

static int
tested_by (Fixture *fixture, guint key, GdkModifierType state)
{
  fixture->tested = NO_TEST;
  ui_test_press (fixture->grid, key, state);
  return fixture->tested;
}

static void
test_charts_zoom_and_take_a_cursor (Fixture *fixture, gconstpointer data)
{
  gint64           span_us = br_chart_get_span (fixture->chart);
  g_autofree char *before = br_chart_dup_cursor_text (fixture->chart), *after = NULL;

  g_assert_true (ui_test_press (fixture->chart, GDK_KEY_plus, 0));
  g_assert_cmpint (br_chart_get_span (fixture->chart), <, span_us);
  g_assert_true (ui_test_press (fixture->chart, GDK_KEY_KP_Subtract, 0));
  g_assert_cmpint (br_chart_get_span (fixture->chart), ==, span_us);
  g_assert_null (before);
  g_assert_true (ui_test_press (fixture->chart, GDK_KEY_Return, 0));
  after = br_chart_dup_cursor_text (fixture->chart);
  g_assert_nonnull (after);
}

static void
test_other_keys_of_a_chart (Fixture *fixture, gconstpointer data)
{
  gint64 span_us = br_chart_get_span (fixture->chart);

  br_keys_set (fixture->application, "chart.closer", "i");
  g_assert_false (ui_test_press (fixture->chart, GDK_KEY_plus, 0));
  g_assert_cmpint (br_chart_get_span (fixture->chart), ==, span_us);
  g_assert_true (ui_test_press (fixture->chart, GDK_KEY_i, 0));
  g_assert_cmpint (br_chart_get_span (fixture->chart), <, span_us);
  br_keys_set (fixture->application, "chart.closer", NULL);
}

static void
test_cells_are_stepped_and_released (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (tested_by (fixture, GDK_KEY_plus, 0), ==, 1);
  g_assert_cmpint (tested_by (fixture, GDK_KEY_KP_Add, 0), ==, 2);
  g_assert_cmpint (tested_by (fixture, GDK_KEY_minus, 0), ==, 1);
  g_assert_cmpint (tested_by (fixture, GDK_KEY_Delete, 0), ==, -1);
  g_assert_cmpint (tested_by (fixture, GDK_KEY_BackSpace, 0), ==, -1);
}

static void
test_other_keys_of_cells (Fixture *fixture, gconstpointer data)
{
  br_keys_set (fixture->application, "universes.release", "x");
  br_keys_set (fixture->application, "universes.higher", "p");
  g_assert_cmpint (tested_by (fixture, GDK_KEY_Delete, 0), ==, NO_TEST);
  g_assert_cmpint (tested_by (fixture, GDK_KEY_plus, 0), ==, NO_TEST);
  g_assert_cmpint (tested_by (fixture, GDK_KEY_p, 0), ==, 1);
  g_assert_cmpint (tested_by (fixture, GDK_KEY_x, 0), ==, -1);
  br_keys_set (fixture->application, "universes.release", NULL);
  br_keys_set (fixture->application, "universes.higher", NULL);
}

/* Whatever the keys are: a wrong figure is corrected as in an entry. */
static void
test_a_figure_is_taken_back (Fixture *fixture, gconstpointer data)
{
  br_keys_set (fixture->application, "universes.release", "x");
  ui_test_press (fixture->grid, GDK_KEY_1, 0);
  ui_test_press (fixture->grid, GDK_KEY_7, 0);
  ui_test_press (fixture->grid, GDK_KEY_BackSpace, 0);
  g_assert_cmpint (tested_by (fixture, GDK_KEY_Return, 0), ==, 1);
  br_keys_set (fixture->application, "universes.release", NULL);
}

/* One keyboard has + behind Shift, another one has not. */
static void
test_a_sign_is_the_same_behind_shift (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (tested_by (fixture, GDK_KEY_plus, GDK_SHIFT_MASK), ==, 1);
  g_assert_cmpint (tested_by (fixture, GDK_KEY_plus, GDK_CONTROL_MASK), ==, NO_TEST);
  g_assert_cmpint (tested_by (fixture, GDK_KEY_U, GDK_SHIFT_MASK), ==, NO_TEST);
  g_assert_cmpint (br_universe_grid_get_unit (fixture->grid), ==, BR_DMX_LEVEL);
}

#define T(path, name) g_test_add ("/ui/widget-keys/" path, Fixture, NULL, setup, test_##name, teardown)

int
main (int argc, char *argv[])
{
  if (!ui_test_init (&argc, &argv, 60))
    return 0;
  br_ui_register ();
  T ("charts-zoom-and-take-a-cursor", charts_zoom_and_take_a_cursor);
  T ("other-keys-of-a-chart", other_keys_of_a_chart);
  T ("cells-are-stepped-and-released", cells_are_stepped_and_released);
  T ("other-keys-of-cells", other_keys_of_cells);
  T ("a-figure-is-taken-back", a_figure_is_taken_back);
  T ("a-sign-is-the-same-behind-shift", a_sign_is_the_same_behind_shift);
  return g_test_run ();
}
