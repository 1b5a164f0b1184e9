/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-reactor.h"
#include "io/clasp-tls.h"
#include "transports/clasp-transport.h"

/* ClaspTcpListener: accepts CLASP peers over TCP, "tcp://127.0.0.1:7334".
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_TCP_LISTENER (clasp_tcp_listener_get_type ())
G_DECLARE_FINAL_TYPE (ClaspTcpListener, clasp_tcp_listener, CLASP, TCP_LISTENER, GObject)

/* Errors: CLASP_TRANSPORT_ERROR_ADDRESS. */
ClaspListener *clasp_tcp_listener_new (ClaspReactor *reactor, const char *uri, GError **error);
/* For tls://, before it is started. */
void clasp_tcp_listener_set_identity (ClaspTcpListener *self, ClaspTlsIdentity *identity);

G_END_DECLS
