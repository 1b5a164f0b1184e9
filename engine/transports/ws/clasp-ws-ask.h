/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-reactor.h"
#include "transports/clasp-transport.h"

/* ClaspWsAsk: asks for the upgrade to a WebSocket on a connected socket, the client's part of the
 * handshake; the stream is a ClaspWsLink's afterwards.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_WS_MAX_ANSWER 8192 /* bytes of the server's answer to the request */

typedef struct _ClaspWsAsk ClaspWsAsk;

/* Once, from the loop: @link (transfer full) is open and wants its handler, or it is NULL and @why
 * says why. May let go of the question. */
typedef void (*ClaspWsAskFunc) (ClaspLink *link, const char *why, gpointer user_data);

/* Takes over @fd. How long the server may take to answer is the owner's to decide. */
ClaspWsAsk *clasp_ws_ask_new (ClaspReactor  *reactor,
                              int            fd,
                              const char    *host,
                              const char    *path,
                              const char    *peer,
                              ClaspWsAskFunc func,
                              gpointer       user_data);
/* Nothing calls back afterwards. */
void clasp_ws_ask_free (ClaspWsAsk *self);

G_END_DECLS
