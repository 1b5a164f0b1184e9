/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery.h"

#include "window/br-palette.h"

/* Whole pages while there is nothing on them, and the windows beside. */

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

static GtkWidget *
create_palette (Gallery *gallery)
{
  return br_palette_new (gallery_get_window (gallery));
}

const GalleryItem gallery_pages[] = {
  { "page-patch", 800, 480, 200, create_patch },
  { "page-signals", 800, 480, 200, create_signals },
  { "page-monitor", 800, 480, 200, create_monitor },
  { "page-universes", 800, 480, 200, create_universes },
  { "palette", 420, 280, 200, create_palette },
  { NULL }
};
