/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge.h"
#include "mapping/clasp-route.h"

/* What is happening, as objects the window binds to. The engine alone changes them.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* One connection. Properties, all read-only with notify: id, state (ClaspBridgeState), detail
 * (string), n-in, n-out, bytes-in, bytes-out, n-malformed, n-dropped, n-coalesced, n-errors,
 * n-reconnects (uint64), rate-in, rate-out (double), last-in-us, retry-at-us (int64, monotonic; 0 =
 * none), last-error (string), last-error-unix-us (int64, 0 = never). */
#define CLASP_TYPE_STATUS (clasp_status_get_type ())
G_DECLARE_FINAL_TYPE (ClaspStatus, clasp_status, CLASP, STATUS, GObject)

ClaspStatus             *clasp_status_new    (const char              *id);
const ClaspBridgeStatus *clasp_status_peek   (ClaspStatus             *self);
void                     clasp_status_update (ClaspStatus             *self,
                                              const ClaspBridgeStatus *status);

/* One mapping. Signal "changed", at most once a frame. */
#define CLASP_TYPE_MAPPING_STATUS (clasp_mapping_status_get_type ())
G_DECLARE_FINAL_TYPE (ClaspMappingStatus, clasp_mapping_status, CLASP, MAPPING_STATUS, GObject)

ClaspMappingStatus      *clasp_mapping_status_new    (const char              *id);
const ClaspRouteStatus *clasp_mapping_status_peek   (ClaspMappingStatus      *self);
void                     clasp_mapping_status_update (ClaspMappingStatus      *self,
                                                      const ClaspRouteStatus *status);

G_END_DECLS
