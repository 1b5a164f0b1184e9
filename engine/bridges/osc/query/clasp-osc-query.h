/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge.h"
#include "bridges/osc/query/clasp-osc-query-server.h"

/* ClaspOscQuery: what an OSC connection does about OSCQuery, as its settings say.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspOscQuery ClaspOscQuery;

typedef struct
{
  ClaspOscQueryFunc packet;  /* came through a WebSocket */
  void            (*changed) (gpointer user_data); /* get_problem () says something else */
  /* Where the device that is asked takes OSC packets, as a target is written. */
  void            (*device_place) (const char *place, gpointer user_data);
} ClaspOscQueryEvents;

/* @bridge is open and starting. @osc_port: of UDP, or TCP; 0 = none. */
ClaspOscQuery *clasp_osc_query_new         (ClaspBridge               *bridge,
                                            const ClaspOscStyle       *style,
                                            guint16                    osc_port,
                                            gboolean                   is_osc_tcp,
                                            const ClaspOscQueryEvents *events,
                                            gpointer                   user_data,
                                            GError                   **error);
void           clasp_osc_query_free        (ClaspOscQuery             *self);
/* Network interfaces changed: what uses one alone is opened anew where that is another now. */
void           clasp_osc_query_follow_interface (ClaspOscQuery        *self);
/* A device that could not be reached is asked now. */
void           clasp_osc_query_retry_now   (ClaspOscQuery             *self);
/* Those who listen to the server. */
void           clasp_osc_query_foreach_peer (ClaspOscQuery            *self,
                                             ClaspBridgePeerFunc       func,
                                             gpointer                  user_data);
/* A sentence for a person; NULL: all is well. */
const char    *clasp_osc_query_get_problem (ClaspOscQuery             *self);

G_END_DECLS
