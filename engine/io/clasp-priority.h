/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* ClaspPriority: a thread that goes before what else the computer does.
 *
 * The engine needs little of a processor, but at once: beside a window that draws, a browser and a video player it
 * would have its turn as late as they do, and a fader would stall for it. A raised priority (“nice” below zero)
 * lets it interrupt them. It is no real-time priority: an engine that is flooded must not keep the mouse from moving.
 *
 * The kernel grants it where the limits of the user allow (RLIMIT_NICE); else the RealtimeKit daemon that
 * desktops have is asked, in a sandbox through the portal.
 *
 * Thread: any; the answer comes to the caller's default context. */

G_BEGIN_DECLS

/* What sound servers have. */
#define CLASP_PRIORITY_NICE (-11)

/* The kernel's number of the calling thread. */
gint64   clasp_priority_get_thread (void);
/* How nice a thread of this process is now: below zero goes before others. */
int      clasp_priority_get_nice   (gint64                thread);
/* Whether or not it is raised. */
void     clasp_priority_shorten_slice (gint64             thread);
gboolean clasp_priority_raise      (gint64                thread,
                                    GError              **error);
void     clasp_priority_ask_async  (gint64                thread,
                                    gboolean              is_sandboxed,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
gboolean clasp_priority_ask_finish (GAsyncResult         *result,
                                    GError              **error);

G_END_DECLS
