/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge.h"

/* ClaspSacnBridge: streaming ACN (E1.31), both ways. README.md in this folder says what it does
 * with what.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_SACN_BRIDGE (clasp_sacn_bridge_get_type ())
G_DECLARE_FINAL_TYPE (ClaspSacnBridge, clasp_sacn_bridge, CLASP, SACN_BRIDGE, ClaspBridge)

G_END_DECLS
