/* SPDX-License-Identifier: GPL-3.0-or-later */
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

static void
dress_window (GtkWidget *window)
{
  int brightness = g_settings_get_int (br_settings (), "brightness");

  set_class (window, "large-controls", g_settings_get_boolean (br_settings (), "large-controls"));
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

static void
window_added_cb (GtkApplication *application,
                 GtkWindow      *window)
{
  dress_window (GTK_WIDGET (window));
}

void
br_appearance_follow (GtkApplication *application)
{
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  g_signal_connect_object (br_settings (), "changed", G_CALLBACK (settings_changed_cb), application, G_CONNECT_SWAPPED);
  settings_changed_cb (application);
}
