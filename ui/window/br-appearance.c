/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-hold-menu.h"
#include "window/br-preferences.h"
#include "window/br-settings.h"

#define RESOURCE_PATH "/io/github/clasp_bridge/ClaspBridge"
#define BRIGHT 100

/* Colours of a dark room, above the application's own. */
static void
show_red (gboolean is_red)
{
  static GtkCssProvider *red;
  GdkDisplay            *display = gdk_display_get_default ();

  if (red == NULL)
    {
      red = gtk_css_provider_new ();
      gtk_css_provider_load_from_resource (red, RESOURCE_PATH "/style-red.css");
    }
  if (is_red)
    gtk_style_context_add_provider_for_display (display,
                                                GTK_STYLE_PROVIDER (red),
                                                GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  else
    gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (red));
}

static void
set_class (GtkWidget  *window,
           const char *name,
           gboolean    on)
{
  if (on)
    gtk_widget_add_css_class (window, name);
  else
    gtk_widget_remove_css_class (window, name);
}

/* Of a window: the last that was used on it was a finger. */
#define TOUCHED "br-touched"

static void
dress_window (GtkWidget *window)
{
  gboolean is_touched = g_object_get_data (G_OBJECT (window), TOUCHED) != NULL;
  int brightness = g_settings_get_int (br_settings (), "brightness");

  set_class (window, "large-controls", is_touched || g_settings_get_boolean (br_settings (), "large-controls"));
  set_class (window, "dim-70", brightness < BRIGHT && brightness >= 55);
  set_class (window, "dim-40", brightness < 55);
}

static void
settings_changed_cb (GtkApplication *application)
{
  gboolean is_red = g_settings_get_boolean (br_settings (), "red-on-black");
  gboolean is_dark = is_red || g_settings_get_boolean (br_settings (), "always-dark");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      is_dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_DEFAULT);
  show_red (is_red);
  for (GList *window = gtk_application_get_windows (application); window != NULL; window = window->next)
    dress_window (window->data);
}

/* When the finger is lifted, not before: nothing moves away from below it. */
static gboolean
used_cb (GtkWidget *window,
         GdkEvent  *event)
{
  GdkEventType type = gdk_event_get_event_type (event);
  gboolean     was_touched = g_object_get_data (G_OBJECT (window), TOUCHED) != NULL;
  gboolean     is_touched = type == GDK_TOUCH_END;

  if ((type != GDK_TOUCH_END && type != GDK_BUTTON_RELEASE) || is_touched == was_touched)
    return GDK_EVENT_PROPAGATE;

  g_object_set_data (G_OBJECT (window), TOUCHED, GINT_TO_POINTER (is_touched));
  dress_window (window);
  return GDK_EVENT_PROPAGATE;
}

static void
window_added_cb (GtkApplication *application,
                 GtkWindow      *window)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (events, "event", G_CALLBACK (used_cb), window);
  gtk_widget_add_controller (GTK_WIDGET (window), events);
  dress_window (GTK_WIDGET (window));
}

void
br_appearance_follow (GtkApplication *application)
{
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  g_signal_connect_object (br_settings (), "changed", G_CALLBACK (settings_changed_cb), application, G_CONNECT_SWAPPED);
  settings_changed_cb (application);
  br_hold_menu_follow ();
}
