/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "transports/clasp-transport.h"

/* ClaspWsClientLink: the client's end of a WebSocket: asks for the upgrade on a connected socket, then
 * moves whole binary messages.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_WS_MAX_ANSWER 8192 /* bytes of the server's answer to the request */

#define CLASP_TYPE_WS_CLIENT_LINK (clasp_ws_client_link_get_type ())
G_DECLARE_FINAL_TYPE (ClaspWsClientLink, clasp_ws_client_link, CLASP, WS_CLIENT_LINK, GObject)

/* Once, from the loop: @why is NULL when the link is open, and is to be given its handler now; else
 * there is none. May let go of @link. */
typedef void (*ClaspWsClientFunc) (ClaspLink *link, const char *why, gpointer user_data);

/* Takes over @fd. Nothing calls back once it is let go. How long the server may take to answer is the
 * owner's to decide. */
ClaspLink *clasp_ws_client_link_new (ClaspReactor     *reactor,
                                     int               fd,
                                     const char       *host,
                                     const char       *path,
                                     const char       *peer,
                                     ClaspWsClientFunc func,
                                     gpointer          user_data);

G_END_DECLS
