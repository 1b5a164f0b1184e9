/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-endpoint.h"
#include "io/clasp-peer-limit.h"
#include "io/clasp-reactor.h"

/* ClaspAcceptor: a listening TCP socket in the reactor, which lets no address have more than
 * its share of connections.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspAcceptor ClaspAcceptor;

/* Takes over @fd, which is non-blocking, and @place, which lasts as long as the connection. May
 * free the acceptor. */
typedef void (*ClaspAcceptorFunc) (int         fd,
                                   const char *peer, /* "192.0.2.7:50123", valid during the call */
                                   ClaspPeerPlace *place,
                                   gpointer        user_data);

/* Port 0 takes a free one; "localhost" is understood. Errors: CLASP_TRANSPORT_ERROR_IN_USE,
 * _DENIED, _ADDRESS, each naming port and address. */
ClaspAcceptor *clasp_acceptor_new (ClaspReactor        *reactor,
                                   const ClaspEndpoint *bind,
                                   ClaspAcceptorFunc    func,
                                   gpointer             user_data,
                                   GError             **error);
/* The same through one network interface alone; NULL: through all. Errors also: _UNREACHABLE when there
 * is no such interface. */
ClaspAcceptor *clasp_acceptor_new_on (ClaspReactor        *reactor,
                                      const ClaspEndpoint *bind,
                                      const char          *interface,
                                      ClaspAcceptorFunc    func,
                                      gpointer             user_data,
                                      GError             **error);
/* Connections one address may have, CLASP_PEER_LIMIT_DEFAULT before; 0 = any number. */
void           clasp_acceptor_set_max_per_address (ClaspAcceptor *self, guint limit);
void           clasp_acceptor_free (ClaspAcceptor *self);
/* "127.0.0.1:7330", with the real port. */
const char *clasp_acceptor_get_address (ClaspAcceptor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspAcceptor, clasp_acceptor_free)

G_END_DECLS
