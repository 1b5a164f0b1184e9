/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/dmx-usb/clasp-dmx-driver.h"

/* ClaspDmxCable: a DMX line in memory. Every end hears what the others send, so that two connections
 * of one computer may be joined without wires, and a test can be the lamp.
 *
 * Cables are known by their names in the whole process; one is there as long as it has ends.
 *
 * Thread: any (locked); one thread for each end. */

G_BEGIN_DECLS

/* Frames an end keeps until they are taken; the oldest go first. */
#define CLASP_DMX_CABLE_FRAMES 64

typedef struct _ClaspDmxCableEnd ClaspDmxCableEnd;

ClaspDmxCableEnd *clasp_dmx_cable_plug   (const char *name);
void              clasp_dmx_cable_unplug (ClaspDmxCableEnd *self);
void              clasp_dmx_cable_send   (ClaspDmxCableEnd *self, guint port, guint8 start_code,
                                          const guint8 *slots, guint n_slots);
/* The next frame, and when it was sent (monotonic); FALSE when there is none. */
gboolean          clasp_dmx_cable_take   (ClaspDmxCableEnd *self, ClaspDmxReceived *frame, gint64 *sent_us);
/* Readable while there is one. */
int               clasp_dmx_cable_get_fd (ClaspDmxCableEnd *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspDmxCableEnd, clasp_dmx_cable_unplug)

G_END_DECLS
