/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/clasp-osc-connection.h"
#include "bridges/osc/clasp-osc-place.h"
#include "io/clasp-interfaces.h"
#include "io/clasp-timer.h"

/* ClaspOscClient: a connection to a device that listens on TCP, or to a WebSocket, made again whenever
 * it is lost, for ever.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspOscClient ClaspOscClient;

/* The connection is the client's. `opened` comes whenever there is one, `closed` when it is lost.
 * @handler's functions must not free the client. */
ClaspOscClient *clasp_osc_client_new (ClaspReactor                    *reactor,
                                      ClaspTimers                     *timers,
                                      ClaspInterfaces                 *interfaces,
                                      const ClaspOscPlace             *place,
                                      const ClaspOscConnectionHandler *handler,
                                      gpointer                         user_data);
/* Nothing calls back afterwards. */
void clasp_osc_client_free (ClaspOscClient *self);
/* NULL while there is none. */
ClaspOscConnection *clasp_osc_client_get_connection (ClaspOscClient *self);
/* A sentence for a person why there is no connection; NULL while there is one, or the first attempt
 * is under way. */
const char *clasp_osc_client_get_problem (ClaspOscClient *self);
/* When it tries again, while it has a problem, and how often it has failed. */
gint64 clasp_osc_client_get_retry (ClaspOscClient *self, guint *n_failures);
/* A connection whose interface is not there any more, or is another one, ends. */
void clasp_osc_client_follow_interface (ClaspOscClient *self);
/* Ends a wait for the next attempt. */
void clasp_osc_client_retry_now (ClaspOscClient *self);
/* Called when the problem changed without `opened` or `closed`. */
void clasp_osc_client_set_problem_func (ClaspOscClient *self, void (*func) (gpointer user_data));

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOscClient, clasp_osc_client_free)

G_END_DECLS
