/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* The widget gallery: every widget of ui/ with fixed content. Nothing in it depends on the clock, and the
 * engine behind it is never started, so that a picture of it is always the same.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* What the widgets show. */
typedef struct
{
  ClaspShow        *show;
  ClaspEngine      *engine; /* not started */
  ClaspSignalTable *table;
  BrAddressTree    *tree;
  GtkApplication   *application;
  BrWindow         *window; /* made when it is first asked for */
  gint64            now_us; /* monotonic; values are some minutes old then */
} Gallery;

/* So long ago came every value: what says its age says the same however long the gallery takes. */
#define GALLERY_AGE_US (G_GINT64_CONSTANT (181) * G_USEC_PER_SEC)

Gallery      *gallery_new         (GtkApplication *application);
void          gallery_free        (Gallery        *self);
/* Of a show of its own, empty, so that every page says what to do first. */
BrWindow     *gallery_get_window  (Gallery        *self);
ClaspMapping *gallery_get_mapping (Gallery        *self, guint index);
/* The index of @address in the table. */
guint         gallery_find        (Gallery        *self, const char *address);

typedef struct
{
  const char *name;
  int         width, height; /* at the usual text size; a height of 0 is what it needs */
  guint       max_nodes;     /* one frame of it is drawn by so many render nodes at most */
  /* A widget, floating; a popover; a window, whose content is meant; or a widget that stands in one. */
  GtkWidget *(*create) (Gallery *gallery);
  guint       max_layouts;   /* so many texts at most are laid out while it is drawn again: 0 for all that is our own */
} GalleryItem;

/* The items of one file each. */
extern const GalleryItem gallery_values[], gallery_mappings[], gallery_lists[], gallery_pages[];

G_END_DECLS
