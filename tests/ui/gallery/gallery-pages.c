/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery.h"

#include "window/br-palette.h"

/* Whole pages while there is nothing on them, and the windows around and beside. Not those that show what this
 * computer is like: its devices, its load, its clock. */

static GtkWidget *
show_page (Gallery    *gallery,
           const char *name)
{
  BrWindow *window = gallery_get_window (gallery);

  br_window_show_page (window, name);

  return GTK_WIDGET (br_window_get_page (window, name));
}

static GtkWidget *
create_patch (Gallery *gallery)
{
  return show_page (gallery, "patch");
}

static GtkWidget *
create_signals (Gallery *gallery)
{
  return show_page (gallery, "signals");
}

static GtkWidget *
create_monitor (Gallery *gallery)
{
  return show_page (gallery, "monitor");
}

static GtkWidget *
create_universes (Gallery *gallery)
{
  return show_page (gallery, "universes");
}

/* The frame around the pages. */
static GtkWidget *
create_window (Gallery *gallery)
{
  BrWindow *window = gallery_get_window (gallery);

  br_window_show_page (window, "patch");

  return adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));
}

static GtkWidget *
create_palette (Gallery *gallery)
{
  return br_palette_new (gallery_get_window (gallery));
}

const GalleryItem gallery_pages[] = {
  { "page-patch", 800, 480, 30, create_patch },
  { "page-signals", 800, 480, 110, create_signals },
  { "page-monitor", 800, 480, 90, create_monitor },
  { "page-universes", 800, 480, 60, create_universes },
  { "window", 1100, 620, 220, create_window },
  { "palette", 420, 280, 215, create_palette },
  { NULL }
};
