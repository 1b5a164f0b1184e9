/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspBridgeFault: what kind of thing did not work, so that each can be counted by itself
 * (bridges.md 1.4). Packets that cannot be read are counted apart from them.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

typedef enum
{
  CLASP_BRIDGE_FAULT_NETWORK,  /* somebody cannot be reached, or hung up */
  CLASP_BRIDGE_FAULT_TIMEOUT,  /* nothing came, or nothing was taken, for too long */
  CLASP_BRIDGE_FAULT_PROTOCOL, /* the other side broke the rules */
  CLASP_BRIDGE_FAULT_MISSING,  /* a device or network interface is not there */
  CLASP_BRIDGE_FAULT_DENIED,   /* no permission */
  CLASP_BRIDGE_FAULT_BUSY,     /* somebody else has it */
  CLASP_BRIDGE_FAULT_SETTINGS, /* a setting cannot work */
  CLASP_BRIDGE_FAULT_OTHER,
} ClaspBridgeFault;

#define CLASP_BRIDGE_N_FAULTS (CLASP_BRIDGE_FAULT_OTHER + 1)

ClaspBridgeFault clasp_bridge_fault_of        (const GError     *error);
/* "network"; static */
const char      *clasp_bridge_fault_to_string (ClaspBridgeFault  fault);

G_END_DECLS
