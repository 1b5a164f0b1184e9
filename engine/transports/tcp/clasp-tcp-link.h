/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-reactor.h"
#include "io/clasp-tls.h"
#include "transports/clasp-transport.h"

/* ClaspTcpLink: CLASP frames behind a u32 prefix on a connected socket.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_TCP_LINK (clasp_tcp_link_get_type ())
G_DECLARE_FINAL_TYPE (ClaspTcpLink, clasp_tcp_link, CLASP, TCP_LINK, GObject)

/* Takes over @fd. */
ClaspLink *clasp_tcp_link_new (ClaspReactor *reactor, int fd, const char *peer);

/* The same through @tls, taken over; NULL is without. */
ClaspLink *clasp_tcp_link_new_tls (ClaspReactor *reactor, int fd, const char *peer, ClaspTls *tls);

G_END_DECLS
