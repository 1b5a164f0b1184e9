/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/clasp-osc-connection.h"
#include "bridges/osc/clasp-osc-place.h"

/* ClaspOscServer: one place where programs connect over TCP or WebSocket, and who has.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspOscServer ClaspOscServer;

/* Who comes when there are @max_connections is turned away, which is logged.
 *
 * The connections are the server's, which frees them after `closed`. `opened` comes for each of
 * them that can be spoken to. Errors: CLASP_TRANSPORT_ERROR_IN_USE, _DENIED, _ADDRESS, _UNREACHABLE. */
ClaspOscServer *clasp_osc_server_new (ClaspReactor                    *reactor,
                                      const ClaspOscPlace             *place,
                                      guint                            max_connections,
                                      const ClaspOscConnectionHandler *handler,
                                      gpointer                         user_data,
                                      GError                         **error);
/* Ends all connections; `closed` comes for each of them. */
void clasp_osc_server_disconnect (ClaspOscServer *self, const char *reason);
/* Ends all connections; nothing calls back afterwards. */
void clasp_osc_server_free (ClaspOscServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOscServer, clasp_osc_server_free)

G_END_DECLS
