/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrTickHub: the one tick callback of a window.
 *
 * Widgets that show live values add a function, which is called while they are mapped: at frame rate
 * while the window is in front, ten times a second while it is visible but not active or animations
 * are off, never when it is hidden or minimised. When no function reported a change for half a second and the
 * probe stands still, the frame clock is let go, and only the probe is asked, ten times a second.
 *
 * Signal "seen-changed": br_tick_hub_is_seen () is another.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_TICK_HUB (br_tick_hub_get_type ())
G_DECLARE_FINAL_TYPE (BrTickHub, br_tick_hub, BR, TICK_HUB, GObject)

/* Returns TRUE when something drawn changed or is still moving. @now_us is monotonic. */
typedef gboolean (*BrTickFunc) (GtkWidget *widget, gint64 now_us);
/* A number that grows when there may be something to draw. */
typedef guint64 (*BrTickProbe) (gpointer user_data);

/* @window is not owned; the hub must be disposed before it goes. */
BrTickHub *br_tick_hub_new        (GtkWidget   *window);
void       br_tick_hub_set_probe  (BrTickHub   *self, BrTickProbe probe, gpointer user_data);
/* Dropped by itself when @widget is finalized. One function per widget. */
void       br_tick_hub_add        (BrTickHub   *self, GtkWidget *widget, BrTickFunc func);
void       br_tick_hub_remove     (BrTickHub   *self, GtkWidget *widget);
/* Something other than the probe changed: tick again. */
void       br_tick_hub_wake       (BrTickHub   *self);
/* Neither hidden nor minimised: whether drawing makes sense at all. */
gboolean   br_tick_hub_is_seen    (BrTickHub   *self);

G_END_DECLS
