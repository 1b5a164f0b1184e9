/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-hold-menu.h"

#include "window/br-keys.h"

#include <math.h>

typedef struct
{
  BrHoldMenuFunc func;
  gpointer       user_data;
  double         x, y;     /* where the finger rests */
  gboolean       is_held;  /* long enough, and nothing else came of it yet */
} HoldMenu;

static void
open_at (GtkGesture *gesture,
         HoldMenu   *self,
         double      x,
         double      y)
{
  self->func (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), x, y, self->user_data);
}

static void
clicked_cb (GtkGesture *gesture,
            int         n_press,
            double      x,
            double      y,
            HoldMenu   *self)
{
  open_at (gesture, self, x, y);
}

static void
held_cb (GtkGesture *gesture,
         double      x,
         double      y,
         HoldMenu   *self)
{
  self->is_held = TRUE;
  self->x = x;
  self->y = y;
}

static void
moved_cb (GtkGesture       *gesture,
          GdkEventSequence *sequence,
          HoldMenu         *self)
{
  double x, y;

  if (self->is_held && gtk_gesture_get_point (gesture, sequence, &x, &y)
      && hypot (x - self->x, y - self->y) > BR_HOLD_MENU_GIVE)
    self->is_held = FALSE;
}

/* Another gesture took the finger: a drag began. */
static void
state_changed_cb (GtkGesture           *gesture,
                  GdkEventSequence     *sequence,
                  GtkEventSequenceState state,
                  HoldMenu             *self)
{
  if (state == GTK_EVENT_SEQUENCE_DENIED)
    self->is_held = FALSE;
}

static void
cancelled_cb (GtkGesture       *gesture,
              GdkEventSequence *sequence,
              HoldMenu         *self)
{
  self->is_held = FALSE;
}

static void
ended_cb (GtkGesture       *gesture,
          GdkEventSequence *sequence,
          HoldMenu         *self)
{
  if (!self->is_held)
    return;

  self->is_held = FALSE;
  /* Lifting is no click any more. */
  gtk_gesture_set_sequence_state (gesture, sequence, GTK_EVENT_SEQUENCE_CLAIMED);
  open_at (gesture, self, self->x, self->y);
}

void
br_hold_menu_add (GtkWidget     *widget,
                  BrHoldMenuFunc func,
                  gpointer       user_data)
{
  HoldMenu   *self = g_new0 (HoldMenu, 1);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *hold = gtk_gesture_long_press_new ();

  self->func = func;
  self->user_data = user_data;
  /* Both controllers go with the widget. */
  g_object_set_data_full (G_OBJECT (hold), "br-hold-menu", self, g_free);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (clicked_cb), self);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect (hold, "pressed", G_CALLBACK (held_cb), self);
  g_signal_connect (hold, "update", G_CALLBACK (moved_cb), self);
  g_signal_connect (hold, "sequence-state-changed", G_CALLBACK (state_changed_cb), self);
  g_signal_connect (hold, "cancel", G_CALLBACK (cancelled_cb), self);
  g_signal_connect (hold, "end", G_CALLBACK (ended_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (hold));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}

/* --- the focus ---------------------------------------------------------------------------------- */

#define FOCUS "br-focus"

static void
focus_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* The toolkit hands it on to whatever comes next in the window. */
static void
closed_cb (GtkPopover *menu)
{
  GtkRoot              *root = gtk_widget_get_root (GTK_WIDGET (menu));
  GtkWidget            *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  g_autoptr (GtkWidget) before = g_weak_ref_get (g_object_get_data (G_OBJECT (menu), FOCUS));

  if (before != NULL && gtk_widget_get_mapped (before)
      && (focus == NULL || focus == GTK_WIDGET (menu) || gtk_widget_is_ancestor (focus, GTK_WIDGET (menu))))
    gtk_widget_grab_focus (before);
}

void
br_hold_menu_popup (GtkPopover *menu)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (menu));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GWeakRef  *before = g_object_get_data (G_OBJECT (menu), FOCUS);

  if (before == NULL)
    {
      before = g_new0 (GWeakRef, 1);
      g_weak_ref_init (before, NULL);
      g_object_set_data_full (G_OBJECT (menu), FOCUS, before, focus_ref_free);
      g_signal_connect (menu, "closed", G_CALLBACK (closed_cb), NULL);
    }
  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (menu)))
    g_weak_ref_set (before, focus);
  if (GTK_IS_POPOVER_MENU (menu))
    br_keys_show_in_menu (gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (menu)));
  gtk_popover_popup (menu);
}

/* --- for all of the program --------------------------------------------------------------------- */

void
br_hold_menu_follow (void)
{
  /* Lists too: a finger that rests so long on a row drags it, one that does not scrolls. */
  g_object_set (gtk_settings_get_default (), "gtk-long-press-time", BR_HOLD_MENU_MS, NULL);
}
