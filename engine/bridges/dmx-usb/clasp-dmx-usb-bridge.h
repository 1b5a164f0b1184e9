/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge.h"

/* ClaspDmxUsbBridge: DMX through an interface at a USB socket, both ways. README.md in this folder
 * says what it does with what.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_DMX_USB_BRIDGE (clasp_dmx_usb_bridge_get_type ())
G_DECLARE_FINAL_TYPE (ClaspDmxUsbBridge, clasp_dmx_usb_bridge, CLASP, DMX_USB_BRIDGE, ClaspBridge)

/* How many frames were late; for tests and benchmarks. FALSE while there is no device. */
gboolean clasp_dmx_usb_bridge_get_lateness (ClaspDmxUsbBridge *self, guint64 *n_frames, guint64 *n_late,
                                            gint64 *worst_us);

G_END_DECLS
