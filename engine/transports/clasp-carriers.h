/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-reactor.h"
#include "io/clasp-tls.h"
#include "transports/clasp-transport.h"

/* The carriers this build has, by the scheme of their addresses.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* "ws://127.0.0.1:7330/clasp", "tcp://127.0.0.1:7334". Errors: CLASP_TRANSPORT_ERROR_ADDRESS. */
ClaspListener *clasp_listener_new_for_uri (ClaspReactor *reactor, const char *uri, GError **error);
/* The same and "wss://…", "tls://…", which need @identity. Errors: also CLASP_TRANSPORT_ERROR_TLS. */
ClaspListener *clasp_listener_new_with_identity (ClaspReactor     *reactor,
                                                 const char       *uri,
                                                 ClaspTlsIdentity *identity,
                                                 GError          **error);
gboolean       clasp_listener_needs_identity (const char *uri);
/* Of a listener made for @uri, also one that listens: peers that connect from now on meet it. Takes a
 * reference; nothing where there is no TLS. */
void           clasp_listener_renew_identity (ClaspListener    *self,
                                              const char       *uri,
                                              ClaspTlsIdentity *identity);

G_END_DECLS
