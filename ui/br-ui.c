/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "br-ui.h"

#include <adwaita.h>

#include "br-resources.h"

#define RESOURCE_PATH "/io/github/clasp_bridge/ClaspBridge"

void
br_ui_register (void)
{
  static gboolean done;

  if (!done)
    g_resources_register (br_get_resource ());
  done = TRUE;
}

void
br_ui_init (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  GdkDisplay                *display = gdk_display_get_default ();

  br_ui_register ();
  adw_init ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), RESOURCE_PATH "/icons");
  gtk_css_provider_load_from_resource (provider, RESOURCE_PATH "/style.css");
  gtk_style_context_add_provider_for_display (display,
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}
