/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge.h"

/* ClaspArtnetBridge: DMX over Ethernet, both ways. README.md in this folder says what it does with
 * what.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_ARTNET_BRIDGE (clasp_artnet_bridge_get_type ())
G_DECLARE_FINAL_TYPE (ClaspArtnetBridge, clasp_artnet_bridge, CLASP, ARTNET_BRIDGE, ClaspBridge)

G_END_DECLS
