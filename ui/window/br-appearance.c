/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-grab.h"
#include "widgets/br-hold-menu.h"
#include "widgets/br-hues.h"
#include "widgets/br-last-focus.h"
#include "window/br-preferences.h"
#include "window/br-settings.h"

#define RESOURCE_PATH "/io/github/clasp_bridge/ClaspBridge"
#define BRIGHT 100

/* Colours of a dark room, above the application's own. @sheet keeps what was read of @resource. */
static void
show_sheet (GtkCssProvider **sheet,
            const char      *resource,
            gboolean         is_shown)
{
  GdkDisplay *display = gdk_display_get_default ();

  if (*sheet == NULL)
    {
      *sheet = gtk_css_provider_new ();
      gtk_css_provider_load_from_resource (*sheet, resource);
    }
  if (is_shown)
    gtk_style_context_add_provider_for_display (display,
                                                GTK_STYLE_PROVIDER (*sheet),
                                                GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  else
    gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (*sheet));
}

static void
show_sheets (void)
{
  static GtkCssProvider *red, *dim;
  gboolean               is_red = g_settings_get_boolean (br_settings (), "red-on-black");
  gboolean               is_dimmed = g_settings_get_int (br_settings (), "brightness") < BRIGHT;

  br_hues_set_red (is_red);
  show_sheet (&red, RESOURCE_PATH "/style-red.css", is_red);
  show_sheet (&dim, RESOURCE_PATH "/style-dim.css",
              is_dimmed && !is_red && adw_style_manager_get_dark (adw_style_manager_get_default ()));
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

/* The last that was used was a finger. */
static gboolean is_touched;

/* Dialogs too. */
static void
dress_window (GtkWidget *window)
{
  int              brightness = g_settings_get_int (br_settings (), "brightness");
  g_autofree char *rows = g_settings_get_string (br_settings (), "row-height");

  set_class (window, "compact-rows", g_str_equal (rows, "compact"));
  set_class (window, "large-rows", g_str_equal (rows, "large"));
  set_class (window, "large-controls", is_touched || g_settings_get_boolean (br_settings (), "large-controls"));
  set_class (window, "dim-70", brightness < BRIGHT && brightness >= 55);
  set_class (window, "dim-40", brightness < 55);
}

static void
dress_windows (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      dress_window (window);
    }
}

static void
settings_changed_cb (void)
{
  gboolean is_red = g_settings_get_boolean (br_settings (), "red-on-black");
  gboolean is_dark = is_red || g_settings_get_boolean (br_settings (), "always-dark");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      is_dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_DEFAULT);
  show_sheets ();
  dress_windows ();
}

/* When the finger is lifted, not before: nothing moves away from below it. */
static gboolean
used_cb (GtkWidget *window,
         GdkEvent  *event)
{
  GdkEventType type = gdk_event_get_event_type (event);
  gboolean     was_touched = is_touched;

  if (type != GDK_TOUCH_END && type != GDK_BUTTON_RELEASE)
    return GDK_EVENT_PROPAGATE;

  is_touched = type == GDK_TOUCH_END;
  if (is_touched != was_touched)
    dress_windows ();
  return GDK_EVENT_PROPAGATE;
}

static void
follow_window (GtkWidget *window)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (events, "event", G_CALLBACK (used_cb), window);
  gtk_widget_add_controller (window, events);
  br_grab_follow (window);
  br_last_focus_follow (window);
  dress_window (window);
}

static void
windows_changed_cb (GListModel *windows,
                    guint       position,
                    guint       n_removed,
                    guint       n_added)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      follow_window (window);
    }
}

void
br_appearance_follow (GtkApplication *application)
{
  GListModel *windows = gtk_window_get_toplevels ();

  g_signal_connect_object (windows, "items-changed", G_CALLBACK (windows_changed_cb), application, 0);
  windows_changed_cb (windows, 0, 0, g_list_model_get_n_items (windows));
  g_signal_connect_object (br_settings (), "changed", G_CALLBACK (settings_changed_cb), application, G_CONNECT_SWAPPED);
  g_signal_connect (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (show_sheets), NULL);
  settings_changed_cb ();
  br_hold_menu_follow ();
}
