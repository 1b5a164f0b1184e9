/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-test.h"
#include "widgets/br-format.h"

#include "br-ui.h"
#include "universes/br-grand-master.h"

#include <gtk/gtk.h>
#include <math.h>

typedef struct
{
  BrGrandMaster *master; /* (owned) */
  GtkRange      *range;  /* (unowned) of it */
  double         moved;  /* by a hand; -1 = never */
} Fixture;

static void
moved_cb (Fixture *fixture, double level)
{
  fixture->moved = level;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->master = BR_GRAND_MASTER (g_object_ref_sink (br_grand_master_new ()));
  fixture->range = GTK_RANGE (gtk_widget_get_last_child (GTK_WIDGET (fixture->master)));
  fixture->moved = -1;
  g_signal_connect_swapped (fixture->master, "moved", G_CALLBACK (moved_cb), fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->master);
}

static void
assert_near (double a, double b)
{
  g_assert_cmpfloat_with_epsilon (a, b, 1e-9);
}

static void
test_it_is_full_at_first (Fixture *fixture, gconstpointer data)
{
  assert_near (br_grand_master_get_level (fixture->master), 1);
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (fixture->master), "br-lowered"));
}

static void
test_what_the_engine_says_is_shown_and_not_sent_back (Fixture *fixture, gconstpointer data)
{
  g_assert_false (br_grand_master_take (fixture->master, 0.3337, 0));
  assert_near (br_grand_master_get_level (fixture->master), 0.3337);
  assert_near (fixture->moved, -1);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (fixture->master), "br-lowered"));
}

/* A tick between the hand and the engine's answer would put the fader back. */
static void
test_a_hand_is_not_moved_back (Fixture *fixture, gconstpointer data)
{
  gint64 now_us = g_get_monotonic_time ();

  gtk_range_set_value (fixture->range, 0.5);
  assert_near (fixture->moved, 0.5);
  g_assert_true (br_grand_master_take (fixture->master, 1, now_us));
  assert_near (br_grand_master_get_level (fixture->master), 0.5);

  /* heard back: from now on whoever moves it is followed */
  g_assert_false (br_grand_master_take (fixture->master, 0.5, now_us));
  g_assert_false (br_grand_master_take (fixture->master, 0.2, now_us));
  assert_near (br_grand_master_get_level (fixture->master), 0.2);
}

static void
test_what_the_engine_refuses_is_taken_back (Fixture *fixture, gconstpointer data)
{
  gtk_range_set_value (fixture->range, 0.5);
  g_assert_false (br_grand_master_take (fixture->master, 1, g_get_monotonic_time () + G_USEC_PER_SEC));
  assert_near (br_grand_master_get_level (fixture->master), 1);
}

/* While it is held nobody else moves it. */
static void
test_it_stays_in_the_hand_that_holds_it (Fixture *fixture, gconstpointer data)
{
  gtk_widget_add_css_class (GTK_WIDGET (fixture->range), "dragging");
  g_assert_true (br_grand_master_take (fixture->master, 0.1, G_MAXINT64));
  assert_near (br_grand_master_get_level (fixture->master), 1);
  gtk_widget_remove_css_class (GTK_WIDGET (fixture->range), "dragging");
  g_assert_false (br_grand_master_take (fixture->master, 0.1, G_MAXINT64));
  assert_near (br_grand_master_get_level (fixture->master), 0.1);
}

static void
test_home_and_end_are_full (Fixture *fixture, gconstpointer data)
{
  static const guint keys[] = { GDK_KEY_Home, GDK_KEY_End, GDK_KEY_KP_Home, GDK_KEY_KP_End };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      br_grand_master_take (fixture->master, 0.4, G_MAXINT64);
      g_assert_true (ui_test_press (fixture->range, keys[i], 0));
      assert_near (br_grand_master_get_level (fixture->master), 1);
      assert_near (fixture->moved, 1);
      g_assert_false (br_grand_master_take (fixture->master, 1, G_MAXINT64));
    }
  g_assert_false (ui_test_press (fixture->range, GDK_KEY_Page_Down, 0)); /* the scale's own */
}

static void
test_figures_say_neither_full_nor_out_before_it_is (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    double      level;
    const char *text;
  } cases[] = { { 0, "0" BR_THIN_SPACE "%" },      { 0.001, "1" BR_THIN_SPACE "%" }, { 0.5, "50" BR_THIN_SPACE "%" }, { 0.999, "99" BR_THIN_SPACE "%" }, { 1, "100" BR_THIN_SPACE "%" },
                { 1.5, "100" BR_THIN_SPACE "%" }, { -1, "0" BR_THIN_SPACE "%" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = br_grand_master_describe (cases[i].level);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

#define T(path, name) g_test_add ("/ui/grand-master/" path, Fixture, NULL, setup, test_##name, teardown)

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv, 60))
    return 0;
  br_ui_register ();
  T ("full-at-first", it_is_full_at_first);
  T ("follows-the-engine", what_the_engine_says_is_shown_and_not_sent_back);
  T ("a-hand-is-not-moved-back", a_hand_is_not_moved_back);
  T ("refused-is-taken-back", what_the_engine_refuses_is_taken_back);
  T ("stays-in-the-hand", it_stays_in_the_hand_that_holds_it);
  T ("home-and-end-are-full", home_and_end_are_full);
  T ("figures", figures_say_neither_full_nor_out_before_it_is);
  return g_test_run ();
}
