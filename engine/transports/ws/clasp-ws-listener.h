/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-reactor.h"
#include "io/clasp-tls.h"
#include "io/clasp-http-answer.h"
#include "transports/clasp-transport.h"

/* ClaspWsListener: accepts CLASP peers over WebSocket, "ws://127.0.0.1:7330/clasp", and answers
 * who asks over plain HTTP: monitoring, what its owner knows; load balancers, that somebody is there.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_WS_LISTENER (clasp_ws_listener_get_type ())
G_DECLARE_FINAL_TYPE (ClaspWsListener, clasp_ws_listener, CLASP, WS_LISTENER, GObject)

#define CLASP_WS_HANDSHAKE_TIMEOUT_MS 10000
#define CLASP_WS_MAX_HANDSHAKES 256

/* Errors: CLASP_TRANSPORT_ERROR_ADDRESS. */
ClaspListener *clasp_ws_listener_new (ClaspReactor *reactor, const char *uri, GError **error);
/* Before it is started: through this network interface alone; NULL: through all. */
void clasp_ws_listener_set_interface (ClaspWsListener *self, const char *interface);
/* For wss://, before it is started. */
void clasp_ws_listener_set_identity (ClaspWsListener *self, ClaspTlsIdentity *identity);
/* Who knows the answers to GET and HEAD; without, and where it knows none, it is 200 "ok". */
void clasp_ws_listener_set_http_func (ClaspWsListener *self, ClaspHttpFunc func, gpointer user_data);
/* For tests: how long a peer may take for its handshake. */
void clasp_ws_listener_set_handshake_timeout (ClaspWsListener *self, guint timeout_ms);
/* Peers in the middle of a handshake or of plain HTTP. */
guint clasp_ws_listener_get_n_handshakes (ClaspWsListener *self);

G_END_DECLS
