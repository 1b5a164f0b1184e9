/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-test.h"

#include "window/br-focus-ring.h"

typedef struct
{
  GtkWidget *window, *box, *first, *second;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  fixture->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  fixture->first = gtk_button_new_with_label ("First");
  fixture->second = gtk_button_new_with_label ("Second");
  gtk_box_append (GTK_BOX (fixture->box), fixture->first);
  gtk_box_append (GTK_BOX (fixture->box), fixture->second);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->box);
  gtk_widget_grab_focus (fixture->first);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

/* A mouse or a finger. */
static void
point (Fixture *fixture)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (fixture->window);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller) && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
        g_signal_emit_by_name (controller, "pressed", 1, 0.0, 0.0);
    }
}

static gboolean
is_shown (GtkWidget *widget)
{
  return gtk_widget_has_css_class (widget, "by-keys");
}

static void
test_it_is_shown_behind_any_key (Fixture *fixture, gconstpointer data)
{
  point (fixture);
  g_assert_false (is_shown (fixture->first));
  ui_test_press (fixture->window, GDK_KEY_Return, 0);
  g_assert_true (is_shown (fixture->first));
  gtk_widget_grab_focus (fixture->second);
  g_assert_true (is_shown (fixture->second) && !is_shown (fixture->first));
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  g_assert_false (is_shown (fixture->second));
}

static void
test_a_pointer_needs_none (Fixture *fixture, gconstpointer data)
{
  ui_test_press (fixture->window, GDK_KEY_m, 0);
  g_assert_true (is_shown (fixture->first));
  point (fixture);
  g_assert_false (is_shown (fixture->first));
  gtk_widget_grab_focus (fixture->second);
  g_assert_false (is_shown (fixture->second));
}

/* A dialog, and then the window again. */
static void
test_another_window_goes_on (Fixture *fixture, gconstpointer data)
{
  Fixture other = { 0 };

  point (fixture);
  setup (&other, NULL);
  ui_test_press (other.window, GDK_KEY_Return, 0);
  g_assert_true (is_shown (other.first));
  gtk_widget_grab_focus (fixture->second);
  g_assert_true (is_shown (fixture->second));
  teardown (&other, NULL);
}

/* What had the focus goes while it is shown. */
static void
test_what_goes_is_let_go (Fixture *fixture, gconstpointer data)
{
  ui_test_press (fixture->window, GDK_KEY_Return, 0);
  gtk_box_remove (GTK_BOX (fixture->box), fixture->first);
  gtk_widget_grab_focus (fixture->second);
  g_assert_true (is_shown (fixture->second));
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv, 60))
    return 0;
  br_focus_ring_follow_windows ();

#define ADD(name, func) g_test_add ("/ui/focus-ring/" name, Fixture, NULL, setup, func, teardown)
  ADD ("it-is-shown-behind-any-key", test_it_is_shown_behind_any_key);
  ADD ("a-pointer-needs-none", test_a_pointer_needs_none);
  ADD ("another-window-goes-on", test_another_window_goes_on);
  ADD ("what-goes-is-let-go", test_what_goes_is_let_go);

  return g_test_run ();
}
