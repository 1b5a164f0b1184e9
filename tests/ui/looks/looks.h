/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What can be measured of how a window looks, and pictures of it for what cannot.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Of WCAG 2.1. */
#define LOOKS_MIN_TEXT 4.5
#define LOOKS_MIN_PICTURE 3.0
/* Finger and pointer: what is pressed is at least so high and wide. */
#define LOOKS_TOUCH_TARGET 44
#define LOOKS_POINTER_TARGET 24

typedef struct
{
  const char *place; /* "patch, large-text, 360×640" */
  double      min_text, min_picture; /* how texts and levels stand out from their ground: 4.5 and 3 of 1 */
  int         target; /* pixels that what is pressed is high and wide */
  gboolean    is_tiny; /* less room than any telephone has: what does not fit may be cut short or scrolled to */
  guint       n_looked_at, n_judged;
  GHashTable *told; /* (owned) what was complained of, with how often */
} Looks;

Looks *looks_new     (void);
void   looks_free    (Looks *self);
/* Looks at a window or popover and all in it; what is wrong is told, and fails the test. */
void   looks_check   (Looks *self, GtkWidget *root);
/* Measures on a picture how texts and levels stand out from their ground: 4.5:1, and 3:1. */
void   looks_check_contrast (Looks *self, GtkWidget *root);
/* Measures on a picture that nothing but red is in it: eyes stay used to the dark. */
void   looks_check_red (Looks *self, GtkWidget *root);
/* What is wrong with @widget; @details: figures. Fails the test. */
void   looks_complain (Looks *self, GtkWidget *widget, const char *what, const char *details);
/* Which of all inside needs the most, down to where nothing inside needs nearly as much. */
GtkWidget *looks_find_widest (GtkWidget *widget);
/* (transfer full): how it looks now */
cairo_surface_t *looks_draw (GtkWidget *root);
/* Draws it as it is now. */
void   looks_picture (GtkWidget *root, const char *file);

/* A show with something on every page, in @folder; its OSC connection listens on @osc_port. (transfer full): the file */
char  *looks_write_show (const char *folder, guint16 osc_port);
/* Faders that move, sent to @osc_port until the source is removed. */
guint  looks_send_faders (guint16 osc_port);

G_END_DECLS
