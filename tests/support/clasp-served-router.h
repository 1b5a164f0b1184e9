/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/clasp-tls.h"
#include "router/clasp-router.h"
#include "transports/clasp-transport.h"

/* A router on the system clock that listens on loopback, for peers that are real programs. It runs
 * in the test's own loop. */

G_BEGIN_DECLS

typedef struct
{
  ClaspReactor  *reactor;
  ClaspTimers   *timers;
  ClaspRouter   *router;
  ClaspListener *listener;
  ClaspSession  *session; /* sets and emits from inside */
} ClaspServedRouter;

/* @uri: "ws://127.0.0.1:0/clasp". */
void clasp_served_router_set_up (ClaspServedRouter *self, const char *uri);
/* The same over TLS, @uri: "wss://127.0.0.1:0/clasp". */
void clasp_served_router_set_up_tls (ClaspServedRouter *self,
                                     const char        *uri,
                                     ClaspTlsIdentity  *identity);
/* Waits until every peer has gone. */
void        clasp_served_router_tear_down (ClaspServedRouter *self);
const char *clasp_served_router_get_uri (ClaspServedRouter *self);
void        clasp_served_router_set (ClaspServedRouter *self, const char *address, double number);

G_END_DECLS
