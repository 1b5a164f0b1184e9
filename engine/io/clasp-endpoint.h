/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"

#include <gio/gio.h>

/* Socket addresses as people write them: "127.0.0.1:9000", "[::1]:9000", "0.0.0.0:6454", ":9000"
 * (any interface), "studio.local:9000" (resolved asynchronously, never on the caller's time).
 *
 * Thread: any. */

G_BEGIN_DECLS

typedef struct
{
  char   *host;  /* (owned) never NULL; "0.0.0.0" for any */
  guint16 port;
} ClaspEndpoint;

/* Errors: CLASP_TRANSPORT_ERROR_ADDRESS naming the part that is wrong. @default_port 0 = required. */
gboolean        clasp_endpoint_parse       (const char          *text,
                                            guint16              default_port,
                                            ClaspEndpoint       *endpoint,
                                            GError             **error);
/* A port alone, "9000"? */
gboolean        clasp_endpoint_is_port     (const char          *text);
/* Says that it is, where an address is needed; FALSE. */
gboolean        clasp_endpoint_set_no_host_error (const char    *text,
                                                  GError       **error);
void            clasp_endpoint_clear       (ClaspEndpoint       *self);
/* NULL when the host is a name rather than a number. */
GSocketAddress *clasp_endpoint_to_address  (const ClaspEndpoint *self);
/* "127.0.0.1:9000", "[::1]:9000". */
char           *clasp_socket_address_to_text (GSocketAddress    *address);
/* Says in a sentence what is wrong and where: "Port 9000 on 127.0.0.1 is used by another program". */
void            clasp_endpoint_set_bind_error (GError          **error,
                                               const ClaspEndpoint *endpoint,
                                               int               errno_value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspEndpoint, clasp_endpoint_clear)

G_END_DECLS
