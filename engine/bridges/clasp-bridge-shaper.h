/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-timer.h"
#include "router/clasp-router.h"

/* ClaspBridgeShaper: no address gets more updates towards a device than a ceiling (bridges.md 1.4).
 *
 * Each address may send a tenth of a second's worth at once, then as many as the ceiling allows;
 * what comes faster is held and replaced by what comes after it. The last value always arrives,
 * unless more addresses hold one than may: then the one that waits longest is dropped. A
 * loop across two connections is slowed down to the ceiling by it.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspBridgeShaper ClaspBridgeShaper;

/* A held value's time has come; @delivery is borrowed for the call. */
typedef void (*ClaspBridgeShaperFunc) (const ClaspDelivery *delivery,
                                       gpointer             user_data);

typedef enum
{
  CLASP_SHAPED_PASSED,   /* deliver it now */
  CLASP_SHAPED_HELD,     /* it comes through the function */
  CLASP_SHAPED_REPLACED, /* the same, and the one that was held never does */
  CLASP_SHAPED_CROWDED,  /* held, and what another address held for longest never comes */
} ClaspShaped;

/* @max_rate in updates of an address a second, 1 or more; of @max_addresses is known how often they
 * come, @max_held of them hold a value at most. */
ClaspBridgeShaper *clasp_bridge_shaper_new   (ClaspTimers           *timers,
                                              guint                  max_rate,
                                              guint                  max_addresses,
                                              guint                  max_held,
                                              ClaspBridgeShaperFunc  func,
                                              gpointer               user_data);
void               clasp_bridge_shaper_free  (ClaspBridgeShaper     *self);
/* @delivery is of a SET. */
ClaspShaped        clasp_bridge_shaper_pass  (ClaspBridgeShaper     *self,
                                              const ClaspDelivery   *delivery,
                                              gint64                 now_us);
/* What is held is forgotten. */
void               clasp_bridge_shaper_clear (ClaspBridgeShaper     *self);

G_END_DECLS
