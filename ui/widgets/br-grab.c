/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-grab.h"

/* Design notes
 *
 * GDK ends the grab of a popup that closes at the first event that the display server sends after it. Where this is a
 * finger that is put down (or a button that is pressed), GDK_GRAB_BROKEN of the closed popup follows at once, and GTK
 * hands it to what is below the pointer in the window: each gesture from the window down to there cancels the finger
 * that has just begun. A finger that rests then opens no menu, and GtkScrolledWindow, which looks for the event that
 * its long press was cancelled by, finds none and complains (scrolled_window_long_press_cancelled_cb () in GTK 4.8).
 * What is in a closed popup was reset when it was hidden: nobody needs to hear of it. */

static gboolean
event_cb (GtkEventControllerLegacy *controller,
          GdkEvent                 *event)
{
  if (gdk_event_get_event_type (event) == GDK_GRAB_BROKEN && GDK_IS_POPUP (gdk_event_get_surface (event))
      && !gdk_surface_get_mapped (gdk_event_get_surface (event)))
    return GDK_EVENT_STOP;

  return GDK_EVENT_PROPAGATE;
}

/**
 * br_grab_follow:
 * @window: a window, before it is shown
 *
 * Lets a finger or a click that follows a closed menu of @window be one like any other.
 */
void
br_grab_follow (GtkWidget *window)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect (events, "event", G_CALLBACK (event_cb), NULL);
  gtk_widget_add_controller (window, events);
}
