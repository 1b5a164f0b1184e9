/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-window-private.h"

#include "window/br-pin-dialog.h"
#include "window/br-settings.h"

#include <glib/gi18n.h>

/* Show mode as the window shows it. The show itself keeps it, so that all windows are in it, and
 * refuses what a page forgot to ask for. */

gboolean
br_window_is_locked (BrWindow *self)
{
  return self->show != NULL && clasp_show_get_locked (self->show);
}

gboolean
br_window_refuse_edit (BrWindow *self)
{
  if (!br_window_is_locked (self))
    return FALSE;

  /* One sentence, however often it is tried. */
  if (self->toast == NULL || !self->is_refusal)
    {
      br_window_toast (self,
                       br_pin_is_set () ? _("Locked. Press the lock and enter the PIN to edit.")
                                        : _("Locked. Hold the lock to edit, or press Enter on it twice."),
                       FALSE);
      self->is_refusal = TRUE;
    }
  return TRUE;
}

/* What cannot be used takes no press itself: here it is said why. */
static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            BrWindow        *self)
{
  GtkWidget *widget;

  if (!br_window_is_locked (self))
    return;

  widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_INSENSITIVE);
  if (widget != NULL && !gtk_widget_is_sensitive (widget))
    br_window_refuse_edit (self);
}

static void
add_pressing (BrWindow *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect_object (gesture, "pressed", G_CALLBACK (pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

static const char *
lock_hint (BrWindow *self)
{
  if (!br_window_is_locked (self))
    return _("Lock for the Show");

  return br_pin_is_set () ? _("Edit Again with the PIN") : _("Hold to Edit Again");
}

static void
locked_cb (BrWindow *self)
{
  gboolean    is_locked = br_window_is_locked (self);
  const char *hint = lock_hint (self);

  if (is_locked)
    gtk_widget_add_css_class (GTK_WIDGET (self), "show-mode");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "show-mode");
  gtk_button_set_icon_name (GTK_BUTTON (self->lock_button),
                            is_locked ? "br-locked-symbolic" : "br-unlocked-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->lock_button), hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->lock_button), GTK_ACCESSIBLE_PROPERTY_LABEL, hint, -1);
  br_hold_button_set_guarded (self->lock_button, is_locked && !br_pin_is_set ());
  br_title_set_locked (self->title, is_locked);
  br_conditions_set_quiet (self->conditions, is_locked);
  br_window_update_footer (self);
  br_window_update_header (self);
  if (!is_locked && self->toast != NULL && self->is_refusal)
    adw_toast_dismiss (self->toast);
  g_object_notify (G_OBJECT (self), "locked");
}

static void
unlock (BrWindow *self)
{
  clasp_show_set_locked (self->show, FALSE);
}

static void
ask_for_pin (BrWindow *self)
{
  GtkWidget *dialog = br_pin_dialog_new_ask (GTK_WINDOW (self));

  g_signal_connect_object (dialog, "done", G_CALLBACK (unlock), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
lock_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrWindow *self = BR_WINDOW (widget);

  if (!br_window_is_locked (self))
    {
      br_window_keep_version (self, CLASP_VERSION_SHOW);
      clasp_show_set_locked (self->show, TRUE);
      return;
    }
  if (br_pin_is_set ())
    {
      ask_for_pin (self);
      return;
    }
  /* From here two more presses of Enter end it. */
  gtk_widget_grab_focus (GTK_WIDGET (self->lock_button));
  br_window_refuse_edit (self);
}

void
br_window_class_add_lock (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.lock", NULL, lock_action);
  g_type_ensure (BR_TYPE_HOLD_BUTTON);
  gtk_widget_class_bind_template_child (klass, BrWindow, lock_button);
}

void
br_window_add_lock (BrWindow *self)
{
  g_signal_connect_object (self->lock_button, "held", G_CALLBACK (unlock), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show, "notify::locked", G_CALLBACK (locked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show, "refused", G_CALLBACK (br_window_refuse_edit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (br_settings (), "changed::show-pin", G_CALLBACK (locked_cb), self, G_CONNECT_SWAPPED);
  add_pressing (self);
  locked_cb (self);
}

/* --- closing in show mode ----------------------------------------------------------------------- */

void
br_window_close_now (BrWindow *self)
{
  self->may_close = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
close_response_cb (BrWindow   *self,
                   const char *response)
{
  if (g_str_equal (response, "close"))
    br_window_close_now (self);
}

gboolean
br_window_asks_before_closing (BrWindow *self)
{
  GtkWidget *dialog;

  if (self->may_close || !br_window_is_locked (self))
    return FALSE;

  dialog = adw_message_dialog_new (GTK_WINDOW (self),
                                   _("Close the window during the show?"),
                                   _("Outputs continue. Start Clasp Bridge again to see the window."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "close", _("C_lose"), NULL);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return TRUE;
}
