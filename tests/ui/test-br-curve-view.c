/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-test.h"

#include "br-ui.h"
#include "clasp-kinds.h"
#include "mapping/br-curve-step.h"
#include "mapping/br-step-row.h"
#include "widgets/br-curve-points.h"
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

static void
assert_figures (BrCurveView *view, const char *in, const char *out)
{
  g_autofree char *own_in = br_curve_view_dup_figure (view, 0);
  g_autofree char *own_out = br_curve_view_dup_figure (view, 1);

  g_assert_nonnull (own_in);
  g_assert_nonnull (own_out);
  /* Behind the mark that keeps numbers from left to right. */
  g_assert_true (g_str_has_suffix (own_in, in));
  g_assert_true (g_str_has_suffix (own_out, out));
}

static void
test_figures_stand_where_the_lines_of_the_dot_end (void)
{
  BrCurveView *view = view_new ();

  br_curve_view_set_curve (view, square, NULL, 0, 1, 0, 1);
  g_assert_null (br_curve_view_dup_figure (view, 0));
  br_curve_view_set_dot (view, 0.5, 0.25, FALSE, G_USEC_PER_SEC);
  assert_figures (view, "0.500", "0.250");
  /* In the units of the axes. */
  br_curve_view_set_labels (view, 0, 100, 0, 200);
  assert_figures (view, "50", "50");
  /* No more often than a person can read, but the last one stays. */
  br_curve_view_set_dot (view, 0.6, 0.5, FALSE, 2 * G_USEC_PER_SEC);
  br_curve_view_set_dot (view, 0.7, 0.8, FALSE, 2 * G_USEC_PER_SEC + 1000);
  assert_figures (view, "60", "100");
  g_assert_true (br_curve_view_tick (view, 2 * G_USEC_PER_SEC + 100000));
  assert_figures (view, "70", "160");
  br_curve_view_set_dot (view, NAN, NAN, FALSE, 3 * G_USEC_PER_SEC);
  g_assert_null (br_curve_view_dup_figure (view, 0));
  g_assert_finalize_object (view);
}

/* --- points --- */

static GArray *
points_new (const char *text)
{
  g_auto (GStrv) texts = g_strsplit (text, ";", -1);

  return br_curve_points_from_texts ((const char *const *) texts);
}

static BrCurveView *
points_view_new (const char *text)
{
  BrCurveView       *view = view_new ();
  g_autoptr (GArray) points = points_new (text);

  br_curve_view_set_curve (view, square, NULL, 0, 1, 0, 1);
  br_curve_view_set_points (view, points);
  return view;
}

static void
assert_points (BrCurveView *view, const char *expected)
{
  g_auto (GStrv)   texts = br_curve_points_to_texts (br_curve_view_get_points (view));
  g_autofree char *text = g_strjoinv (";", texts);

  g_assert_cmpstr (text, ==, expected);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
activate (BrCurveView *view, const char *action, const char *parameter)
{
  g_autoptr (GVariant) value =
    parameter != NULL ? g_variant_ref_sink (g_variant_new_parsed (parameter)) : NULL;

  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (view), action, value));
}

static void
test_keys_move_the_chosen_point (void)
{
  BrCurveView *view = points_view_new ("0,0;0.5,0.5;1,1");
  guint        n_changes = 0;

  g_signal_connect_swapped (view, "points-changed", G_CALLBACK (count_cb), &n_changes);
  br_curve_view_choose (view, 1);
  activate (view, "curve.nudge", "(1, 0)");
  activate (view, "curve.nudge", "(0, -10)");
  assert_points (view, "0,0,linear;0.51,0.4,linear;1,1,linear");
  g_assert_cmpuint (n_changes, ==, 2);
  /* Not beyond the axes. */
  br_curve_view_choose (view, 2);
  activate (view, "curve.nudge", "(10, 10)");
  assert_points (view, "0,0,linear;0.51,0.4,linear;1,1,linear");
  g_assert_finalize_object (view);
}

static void
test_keys_add_and_remove_points (void)
{
  BrCurveView *view = points_view_new ("0,0;1,1");

  br_curve_view_choose (view, 0);
  activate (view, "curve.insert", NULL);
  assert_points (view, "0,0,linear;0.5,0.5,linear;1,1,linear");
  g_assert_cmpuint (br_curve_view_get_chosen (view), ==, 1);
  activate (view, "curve.segment", "uint32 2");
  assert_points (view, "0,0,linear;0.5,0.5,hold;1,1,linear");
  activate (view, "curve.remove", NULL);
  activate (view, "curve.remove", NULL);
  assert_points (view, "0,0,linear;1,1,linear");
  g_assert_finalize_object (view);
}

static void
test_without_points_nothing_is_edited (void)
{
  BrCurveView *view = view_new ();
  guint        n_changes = 0;

  g_signal_connect_swapped (view, "points-changed", G_CALLBACK (count_cb), &n_changes);
  activate (view, "curve.insert", NULL);
  activate (view, "curve.remove", NULL);
  activate (view, "curve.nudge", "(1, 0)");
  g_assert_false (br_curve_view_insert_point (view, 0.5, 0.5));
  g_assert_cmpuint (n_changes, ==, 0);
  g_assert_finalize_object (view);
}

static void
test_what_was_set_is_no_change_by_hand (void)
{
  BrCurveView       *view = points_view_new ("0,0;1,1");
  g_autoptr (GArray) points = points_new ("0,0;0.25,1;1,1");
  guint              n_changes = 0;

  g_signal_connect_swapped (view, "points-changed", G_CALLBACK (count_cb), &n_changes);
  br_curve_view_set_points (view, points);
  g_assert_cmpuint (n_changes, ==, 0);
  assert_points (view, "0,0,linear;0.25,1,linear;1,1,linear");
  br_curve_view_set_points (view, NULL);
  g_assert_null (br_curve_view_get_points (view));
  g_assert_finalize_object (view);
}

static gboolean
has_descendant (GtkWidget *widget, GType type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_type_is_a (G_OBJECT_TYPE (child), type) || has_descendant (child, type))
      return TRUE;
  return FALSE;
}

static void
test_a_step_of_points_is_drawn (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GError)    error = NULL;
  g_autoptr (ClaspStep) step = clasp_show_create_step (show, "curvepoints", &error);
  g_autoptr (ClaspStep) other = clasp_show_create_step (show, "range", &error);
  GtkWidget            *row, *plain;

  g_assert_no_error (error);
  row = g_object_ref_sink (br_step_row_new (step, 1, "Drawn curve", NULL));
  plain = g_object_ref_sink (br_step_row_new (other, 2, "Range", NULL));
  g_assert_true (has_descendant (row, BR_TYPE_CURVE_STEP));
  g_assert_false (has_descendant (plain, BR_TYPE_CURVE_STEP));
  g_assert_finalize_object (row);
  g_assert_finalize_object (plain);
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv, 110))
    return 0;
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
  g_test_add_func ("/ui/curve-view/figures-stand-where-the-lines-of-the-dot-end",
                   test_figures_stand_where_the_lines_of_the_dot_end);
  g_test_add_func ("/ui/curve-view/keys-move-the-chosen-point", test_keys_move_the_chosen_point);
  g_test_add_func ("/ui/curve-view/keys-add-and-remove-points", test_keys_add_and_remove_points);
  g_test_add_func ("/ui/curve-view/without-points-nothing-is-edited",
                   test_without_points_nothing_is_edited);
  g_test_add_func ("/ui/curve-view/what-was-set-is-no-change-by-hand",
                   test_what_was_set_is_no_change_by_hand);
  g_test_add_func ("/ui/curve-view/a-step-of-points-is-drawn", test_a_step_of_points_is_drawn);

  return g_test_run ();
}
