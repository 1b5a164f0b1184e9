/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/clasp-test.h"

#include "br-ui.h"
#include "widgets/br-curve-view.h"

#include <math.h>

static gboolean
square (double input, double *output, gpointer user_data)
{
  *output = input * input;

  return TRUE;
}

static gboolean
nothing (double input, double *output, gpointer user_data)
{
  return FALSE;
}

static BrCurveView *
view_new (void)
{
  return g_object_ref_sink (BR_CURVE_VIEW (br_curve_view_new ()));
}

static void
test_ends_of_the_axes_are_the_corners (void)
{
  BrCurveView *view = view_new ();
  double       x, y;

  g_assert_true (br_curve_view_set_curve (view, square, NULL, 0, 10, 0, 200));
  br_curve_view_locate (view, 0, 0, &x, &y);
  g_assert_cmpfloat (x, ==, 0);
  g_assert_cmpfloat (y, ==, 0);
  br_curve_view_locate (view, 10, 200, &x, &y);
  g_assert_cmpfloat (x, ==, 1);
  g_assert_cmpfloat (y, ==, 1);
  br_curve_view_locate (view, 5, 50, &x, &y);
  g_assert_cmpfloat (x, ==, 0.5);
  g_assert_cmpfloat (y, ==, 0.25);
  g_assert_finalize_object (view);
}

static void
test_what_is_outside_stands_at_the_edge (void)
{
  BrCurveView *view = view_new ();
  double       x, y;

  br_curve_view_set_curve (view, square, NULL, 0, 1, 0, 1);
  br_curve_view_locate (view, -3, 7, &x, &y);
  g_assert_cmpfloat (x, ==, 0);
  g_assert_cmpfloat (y, ==, 1);
  g_assert_finalize_object (view);
}

static void
test_samples_widen_the_output_axis (void)
{
  BrCurveView *view = view_new ();
  double       x, y;

  /* Unknown, and known but too small. */
  br_curve_view_set_curve (view, square, NULL, 0, 10, NAN, NAN);
  br_curve_view_locate (view, 10, 100, &x, &y);
  g_assert_cmpfloat (y, ==, 1);
  br_curve_view_set_curve (view, square, NULL, 0, 10, 0, 50);
  br_curve_view_locate (view, 10, 50, &x, &y);
  g_assert_cmpfloat (y, ==, 0.5);
  g_assert_finalize_object (view);
}

static void
test_a_curve_without_numbers_is_none (void)
{
  BrCurveView *view = view_new ();

  g_assert_false (br_curve_view_set_curve (view, nothing, NULL, 0, 1, 0, 1));
  g_assert_finalize_object (view);
}

static void
test_an_empty_axis_has_a_middle (void)
{
  BrCurveView *view = view_new ();
  double       x, y;

  br_curve_view_set_curve (view, square, NULL, 2, 2, 4, 4);
  br_curve_view_locate (view, 2, 4, &x, &y);
  g_assert_cmpfloat (x, ==, 0.5);
  g_assert_cmpfloat (y, ==, 0.5);
  g_assert_finalize_object (view);
}

static void
test_the_tail_fades_and_is_bounded (void)
{
  BrCurveView *view = view_new ();

  br_curve_view_set_curve (view, square, NULL, 0, 1, 0, 1);
  for (int i = 0; i < 1000; i++)
    br_curve_view_set_dot (view, i / 1000.0, 0.5, FALSE, i);
  g_assert_cmpuint (br_curve_view_get_n_tail (view), >, 4);
  g_assert_cmpuint (br_curve_view_get_n_tail (view), <=, 64);
  g_assert_true (br_curve_view_tick (view, 1000));
  g_assert_true (br_curve_view_tick (view, 1000 + BR_CURVE_TAIL_US));
  g_assert_cmpuint (br_curve_view_get_n_tail (view), ==, 0);
  g_assert_false (br_curve_view_tick (view, 2000 + BR_CURVE_TAIL_US));
  g_assert_finalize_object (view);
}

static void
test_an_unchanged_dot_leaves_no_tail (void)
{
  BrCurveView *view = view_new ();

  br_curve_view_set_curve (view, square, NULL, 0, 1, 0, 1);
  for (int i = 0; i < 5; i++)
    br_curve_view_set_dot (view, 0.5, 0.25, FALSE, i);
  g_assert_cmpuint (br_curve_view_get_n_tail (view), ==, 0);
  /* Tried values and live ones are not joined. */
  br_curve_view_set_dot (view, 0.75, 0.5, TRUE, 6);
  g_assert_cmpuint (br_curve_view_get_n_tail (view), ==, 0);
  br_curve_view_set_dot (view, NAN, NAN, TRUE, 7);
  g_assert_finalize_object (view);
}

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  clasp_test_init (&argc, &argv, 110);
  br_ui_init ();
  g_test_add_func ("/ui/curve-view/ends-of-the-axes-are-the-corners",
                   test_ends_of_the_axes_are_the_corners);
  g_test_add_func ("/ui/curve-view/what-is-outside-stands-at-the-edge",
                   test_what_is_outside_stands_at_the_edge);
  g_test_add_func ("/ui/curve-view/samples-widen-the-output-axis",
                   test_samples_widen_the_output_axis);
  g_test_add_func ("/ui/curve-view/a-curve-without-numbers-is-none",
                   test_a_curve_without_numbers_is_none);
  g_test_add_func ("/ui/curve-view/an-empty-axis-has-a-middle", test_an_empty_axis_has_a_middle);
  g_test_add_func ("/ui/curve-view/the-tail-fades-and-is-bounded",
                   test_the_tail_fades_and_is_bounded);
  g_test_add_func ("/ui/curve-view/an-unchanged-dot-leaves-no-tail",
                   test_an_unchanged_dot_leaves_no_tail);

  return g_test_run ();
}
