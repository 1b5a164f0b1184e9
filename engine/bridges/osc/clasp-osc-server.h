/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/clasp-osc-connection.h"
#include "bridges/osc/clasp-osc-place.h"

/* ClaspOscServer: one place where programs connect over TCP or WebSocket, and who has.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspOscServer ClaspOscServer;

/* The connections are the server's, which frees them after `closed`. `opened` comes for each of
 * them that can be spoken to. Errors: CLASP_TRANSPORT_ERROR_IN_USE, _DENIED, _ADDRESS. */
ClaspOscServer *clasp_osc_server_new (ClaspReactor                    *reactor,
                                      const ClaspOscPlace             *place,
                                      guint                            max_connections,
                                      const ClaspOscConnectionHandler *handler,
                                      gpointer                         user_data,
                                      GError                         **error);
/* Ends all connections; nothing calls back afterwards. */
void  clasp_osc_server_free (ClaspOscServer *self);
guint clasp_osc_server_get_n_connections (ClaspOscServer *self);
/* Programs that were turned away because there were too many. */
guint64 clasp_osc_server_get_n_refused (ClaspOscServer *self);
/* "127.0.0.1:9001", with the real port. */
const char *clasp_osc_server_get_address (ClaspOscServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOscServer, clasp_osc_server_free)

G_END_DECLS
