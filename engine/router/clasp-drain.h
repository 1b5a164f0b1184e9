/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router.h"

/* A router that goes away politely: every remote peer is told, gets what waits for it, and is closed.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef void (*ClaspDrainFunc) (gpointer user_data);

/* @done is called once, from the timers: when all peers are gone, or after the time the limits allow.
 * Then, and when the router is gone before, nothing calls back any more. */
void clasp_router_drain (ClaspRouter   *self,
                         const char    *reason,
                         ClaspDrainFunc done,
                         gpointer       user_data);
G_END_DECLS
