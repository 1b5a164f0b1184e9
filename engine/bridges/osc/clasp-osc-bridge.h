/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge.h"

/* ClaspOscBridge: OSC over UDP, both ways. README.md in this folder says what it does with what.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_OSC_BRIDGE (clasp_osc_bridge_get_type ())
G_DECLARE_FINAL_TYPE (ClaspOscBridge, clasp_osc_bridge, CLASP, OSC_BRIDGE, ClaspBridge)

G_END_DECLS
