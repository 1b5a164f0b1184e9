/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/clasp-test.h"

#include "widgets/br-curve-points.h"

static GArray *
points_new (const char *text)
{
  g_auto (GStrv) texts = g_strsplit (text, ";", -1);

  return br_curve_points_from_texts ((const char *const *) texts);
}

static void
assert_points (const GArray *points, const char *expected)
{
  g_auto (GStrv)   texts = br_curve_points_to_texts (points);
  g_autofree char *text = g_strjoinv (";", texts);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_text_comes_back_as_it_was (void)
{
  const char *const texts[] = { "0,0,linear;1,1,linear", "0,0.25,hold;0.5,1,cubic;1,0,linear",
                                "0,0,bezier,0.1,0.2,0.3,0.4;1,1,linear" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GArray) points = points_new (texts[i]);

      g_assert_nonnull (points);
      assert_points (points, texts[i]);
    }
}

static void
test_what_are_no_points_is_refused (void)
{
  const char *const texts[] = {
    "", "0", "0,x", "0,0,round;1,1", "0,0,bezier;1,1", "0,0,hold,1;1,1", "0.5,0;0.5,1", "-0.1,0", "0,0;1.1,1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (points_new (texts[i]));
}

static void
test_a_new_point_stands_in_order_and_takes_the_shape (void)
{
  g_autoptr (GArray) points = points_new ("0,0,cubic;1,1");

  g_assert_cmpuint (br_curve_points_insert (points, 0.5, 0.25), ==, 1);
  assert_points (points, "0,0,cubic;0.5,0.25,cubic;1,1,linear");
  /* Not upon another. */
  g_assert_cmpuint (br_curve_points_insert (points, 0.5, 0.75), ==, G_MAXUINT);
  g_assert_cmpuint (br_curve_points_insert (points, 1.5, 0.75), ==, G_MAXUINT);
  g_assert_cmpuint (points->len, ==, 3);
}

static void
test_points_have_a_limit (void)
{
  g_autoptr (GArray) points = points_new ("0,0;1,1");

  while (points->len < BR_CURVE_MAX_POINTS)
    g_assert_cmpuint (br_curve_points_insert (points, (points->len - 1) / 100.0, 0), !=, G_MAXUINT);
  g_assert_cmpuint (br_curve_points_insert (points, 0.995, 0), ==, G_MAXUINT);
  g_assert_cmpuint (points->len, ==, BR_CURVE_MAX_POINTS);
}

static void
test_a_point_stays_between_its_neighbours (void)
{
  g_autoptr (GArray) points = points_new ("0,0;0.5,0.5;1,1");

  br_curve_points_move (points, 1, 2, 0.75);
  g_assert_cmpfloat (g_array_index (points, BrCurvePoint, 1).x, ==, 1 - BR_CURVE_MIN_WIDTH);
  br_curve_points_move (points, 1, -2, 0.75);
  g_assert_cmpfloat (g_array_index (points, BrCurvePoint, 1).x, ==, BR_CURVE_MIN_WIDTH);
  g_assert_cmpfloat (g_array_index (points, BrCurvePoint, 1).y, ==, 0.75);
  br_curve_points_move (points, 0, -1, 0);
  g_assert_cmpfloat (g_array_index (points, BrCurvePoint, 0).x, ==, 0);
}

static void
test_two_points_stay (void)
{
  g_autoptr (GArray) points = points_new ("0,0;0.5,0.5;1,1");

  g_assert_true (br_curve_points_remove (points, 1));
  g_assert_false (br_curve_points_remove (points, 1));
  g_assert_cmpuint (points->len, ==, 2);
}

static void
test_the_grid_catches (void)
{
  g_assert_cmpfloat (br_curve_points_snap (0.3, 8), ==, 0.25);
  g_assert_cmpfloat (br_curve_points_snap (0.32, 8), ==, 0.375);
}

static void
test_presets_are_curves (void)
{
  guint n = 0;

  for (; br_curve_preset_title (n) != NULL; n++)
    {
      g_autoptr (GArray) points = points_new (br_curve_preset_points (n));

      g_assert_nonnull (points);
    }
  g_assert_cmpuint (n, >, 3);
  g_assert_null (br_curve_preset_points (n));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_test_add_func ("/ui/curve-points/text-comes-back-as-it-was", test_text_comes_back_as_it_was);
  g_test_add_func ("/ui/curve-points/what-are-no-points-is-refused",
                   test_what_are_no_points_is_refused);
  g_test_add_func ("/ui/curve-points/a-new-point-stands-in-order-and-takes-the-shape",
                   test_a_new_point_stands_in_order_and_takes_the_shape);
  g_test_add_func ("/ui/curve-points/points-have-a-limit", test_points_have_a_limit);
  g_test_add_func ("/ui/curve-points/a-point-stays-between-its-neighbours",
                   test_a_point_stays_between_its_neighbours);
  g_test_add_func ("/ui/curve-points/two-points-stay", test_two_points_stay);
  g_test_add_func ("/ui/curve-points/the-grid-catches", test_the_grid_catches);
  g_test_add_func ("/ui/curve-points/presets-are-curves", test_presets_are_curves);

  return g_test_run ();
}
