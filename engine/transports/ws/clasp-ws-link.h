/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-stream.h"
#include "transports/clasp-transport.h"

/* ClaspWsLink: CLASP frames as binary WebSocket messages on a socket whose handshake is done; the
 * server's end.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_WS_LINK (clasp_ws_link_get_type ())
G_DECLARE_FINAL_TYPE (ClaspWsLink, clasp_ws_link, CLASP, WS_LINK, GObject)

/* Takes over @stream, whose next bytes are the peer's first message. */
ClaspLink *clasp_ws_link_new (ClaspStream *stream, const char *peer, const char *carrier);

G_END_DECLS
