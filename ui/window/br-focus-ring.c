/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-focus-ring.h"

#define CLASS "by-keys"

typedef struct
{
  GtkWindow *window; /* (unowned) it owns this */
  GtkWidget *marked; /* (unowned), watched by a weak pointer */
} Ring;

/* The person, whatever the window: a dialog goes on as the window it came from. */
static gboolean is_by_keys;

static void
mark (Ring *self)
{
  GtkWidget *focus = is_by_keys ? gtk_window_get_focus (self->window) : NULL;

  if (focus == self->marked)
    return;

  if (self->marked != NULL)
    gtk_widget_remove_css_class (self->marked, CLASS);
  g_set_weak_pointer (&self->marked, focus);
  if (focus != NULL)
    gtk_widget_add_css_class (focus, CLASS);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  key,
        guint                  code,
        GdkModifierType        state,
        gpointer               user_data)
{
  Ring *self = user_data;

  is_by_keys = TRUE;
  mark (self);

  return GDK_EVENT_PROPAGATE;
}

static void
pressed_cb (Ring *self)
{
  is_by_keys = FALSE;
  mark (self);
}

static void
ring_free (gpointer data,
           GClosure *closure)
{
  Ring *self = data;

  g_clear_weak_pointer (&self->marked);
  g_free (self);
}

static void
watch (GtkWindow *window)
{
  Ring               *self = g_new0 (Ring, 1);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture         *press = gtk_gesture_click_new ();

  self->window = window;
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), 0);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_data (window, "notify::focus-widget", G_CALLBACK (mark), self, ring_free, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (window, "notify::is-active", G_CALLBACK (mark), self);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (press));
}

static void
windows_changed_cb (GListModel *windows,
                    guint       position,
                    guint       removed,
                    guint       added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      watch (window);
    }
}

void
br_focus_ring_follow_windows (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  g_signal_connect (windows, "items-changed", G_CALLBACK (windows_changed_cb), NULL);
  windows_changed_cb (windows, 0, 0, g_list_model_get_n_items (windows));
}
