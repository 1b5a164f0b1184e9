/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Fingers on a window: GTK's Broadway display server, and what a browser is to it. Events are those of a real
 * touch screen from the display server on; nothing of the program is called.
 *
 * Thread: UI; the default main context has to run, for frames wait for the browser's answers. */

G_BEGIN_DECLS

typedef struct _FingerScreen FingerScreen;

/* Starts a display server with a socket in @folder, and lets the toolkit open its display there: before gtk_init ().
 * NULL where there is no such server; @reason says why. */
FingerScreen *finger_screen_new       (const char *folder, const char **reason);
/* Opens the browser, of this size: before there is a window, which the server would have to draw from memory. */
void          finger_screen_open      (FingerScreen *self, int width, int height);
/* A window that is maximized follows. */
void          finger_screen_resize    (FingerScreen *self, int width, int height);
void          finger_screen_free      (FingerScreen *self);
/* Is the program's window shown? */
gboolean      finger_screen_has_window (FingerScreen *self);

/* Where a place in @widget is on the screen. */
void          finger_screen_locate    (FingerScreen *self, GtkWidget *widget, double x, double y, int *screen_x, int *screen_y);

/* Fingers are told apart by @number, from 1 on. */
void          finger_screen_put       (FingerScreen *self, guint number, int x, int y);
void          finger_screen_move      (FingerScreen *self, guint number, int x, int y);
void          finger_screen_lift      (FingerScreen *self, guint number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FingerScreen, finger_screen_free)

G_END_DECLS
