/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-test.h"
#include "widgets/br-hold-menu.h"

#include <gtk/gtk.h>

typedef struct
{
  GtkWidget  *widget; /* (owned) */
  GtkGesture *hold;   /* (unowned) */
  guint       n_opened;
  double      x, y;
} Fixture;

static void
opened_cb (GtkWidget *widget,
           double     x,
           double     y,
           gpointer   user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (widget == fixture->widget);
  fixture->n_opened++;
  fixture->x = x;
  fixture->y = y;
}

static GtkGesture *
find_hold (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  guint                  n = g_list_model_get_n_items (controllers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_LONG_PRESS (controller))
        return GTK_GESTURE (controller);
    }

  return NULL;
}

static void
setup (Fixture      *fixture,
       gconstpointer data)
{
  fixture->widget = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  br_hold_menu_add (fixture->widget, opened_cb, fixture);
  fixture->hold = find_hold (fixture->widget);
  g_assert_nonnull (fixture->hold);
}

static void
teardown (Fixture      *fixture,
          gconstpointer data)
{
  g_object_unref (fixture->widget);
}

static void
hold (Fixture *fixture)
{
  g_signal_emit_by_name (fixture->hold, "pressed", 30.0, 20.0);
}

static void
lift (Fixture *fixture)
{
  g_signal_emit_by_name (fixture->hold, "end", NULL);
}

static void
test_opens_when_the_finger_is_lifted (Fixture      *fixture,
                                      gconstpointer data)
{
  hold (fixture);
  g_assert_cmpuint (fixture->n_opened, ==, 0);
  lift (fixture);
  g_assert_cmpuint (fixture->n_opened, ==, 1);
  g_assert_cmpfloat (fixture->x, ==, 30);
  g_assert_cmpfloat (fixture->y, ==, 20);
}

static void
test_short_tap_opens_nothing (Fixture      *fixture,
                              gconstpointer data)
{
  lift (fixture);
  g_assert_cmpuint (fixture->n_opened, ==, 0);
}

/* A drag takes the finger. */
static void
test_drag_opens_nothing (Fixture      *fixture,
                         gconstpointer data)
{
  hold (fixture);
  g_signal_emit_by_name (fixture->hold, "sequence-state-changed", NULL, GTK_EVENT_SEQUENCE_DENIED);
  lift (fixture);
  g_assert_cmpuint (fixture->n_opened, ==, 0);

  hold (fixture);
  g_signal_emit_by_name (fixture->hold, "cancel", NULL);
  lift (fixture);
  g_assert_cmpuint (fixture->n_opened, ==, 0);
}

static void
test_only_a_finger_has_to_wait (Fixture      *fixture,
                                gconstpointer data)
{
  int time_ms = 0;

  g_assert_true (gtk_gesture_single_get_touch_only (GTK_GESTURE_SINGLE (fixture->hold)));
  br_hold_menu_follow ();
  g_object_get (gtk_settings_get_default (), "gtk-long-press-time", &time_ms, NULL);
  g_assert_cmpint (time_ms, ==, BR_HOLD_MENU_MS);
}

int
main (int    argc,
      char **argv)
{
  if (!ui_test_init (&argc, &argv, 60))
    return 0;

#define ADD(name, func) g_test_add ("/ui/hold-menu/" name, Fixture, NULL, setup, func, teardown)
  ADD ("opens-when-the-finger-is-lifted", test_opens_when_the_finger_is_lifted);
  ADD ("short-tap-opens-nothing", test_short_tap_opens_nothing);
  ADD ("drag-opens-nothing", test_drag_opens_nothing);
  ADD ("only-a-finger-has-to-wait", test_only_a_finger_has_to_wait);

  return g_test_run ();
}
