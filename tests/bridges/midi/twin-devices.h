/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Equal MIDI devices that stand for those of the computer, in all of the process: a connection opens one of them by its
 * name and what is behind that, as it would through a real backend, and hears what the test has it say.
 *
 * Thread: the test's. */

G_BEGIN_DECLS

#define TWIN_NAME "nanoKONTROL2:nanoKONTROL2 MIDI 1"

/* Before any engine is started. */
void  twin_devices_init   (void);
/* So many are there from now on, from "… #1" on, or, @with_plugs, "… @1-1.1". */
void  twin_devices_plug   (guint n, gboolean with_plugs);
/* How many connections are open to device @index, from 0. */
guint twin_devices_count  (guint index);
/* Device @index says: every connection that is open to it hears it. */
void  twin_devices_say    (guint index, const char *hex);

G_END_DECLS
