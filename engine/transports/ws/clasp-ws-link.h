/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-stream.h"
#include "transports/clasp-transport.h"

/* ClaspWsLink: CLASP frames as binary WebSocket messages on a socket whose handshake is done, at
 * the server's end or the client's.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspWsLink ClaspWsLink;
GType                       clasp_ws_link_get_type (void);

/* Both take over @stream, whose next bytes are the peer's first message. */
ClaspLink *clasp_ws_link_new (ClaspStream *stream, const char *peer, const char *carrier);
ClaspLink *clasp_ws_link_new_client (ClaspStream *stream, const char *peer, const char *carrier);

G_END_DECLS
