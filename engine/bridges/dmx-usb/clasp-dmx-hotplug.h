/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-reactor.h"
#include "io/clasp-timer.h"

/* ClaspDmxHotplug: tells that a USB device or serial line came, went or may now be opened.
 *
 * Listens to the kernel's and to udev's announcements; what they are about is not looked at closely:
 * whoever is told looks at what there is.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspDmxHotplug ClaspDmxHotplug;

typedef void (*ClaspDmxHotplugFunc) (gpointer user_data);

/* NULL where the kernel does not tell (no permission, a container). */
ClaspDmxHotplug *clasp_dmx_hotplug_new  (ClaspReactor *reactor, ClaspTimers *timers, ClaspDmxHotplugFunc func,
                                         gpointer user_data);
void             clasp_dmx_hotplug_free (ClaspDmxHotplug *self);
/* Whether an announcement is about something that could be a DMX interface; for tests. */
gboolean         clasp_dmx_hotplug_is_news (const guint8 *message, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspDmxHotplug, clasp_dmx_hotplug_free)

G_END_DECLS
