/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge.h"
#include "bridges/osc/clasp-osc-value.h"
#include "io/clasp-endpoint.h"
#include "router/clasp-router.h"

/* ClaspOscQueryServer: what is below a namespace, for programs that speak OSCQuery: HTTP for the
 * tree, WebSocket for LISTEN and OSC packets (show-protocols.md 10).
 *
 * A session of the router's of its own: listeners hear everybody, the bridge it belongs to as well.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_OSC_QUERY_MAX_PEERS 64     /* connections at a time */
#define CLASP_OSC_QUERY_MAX_LISTENS 4096 /* addresses of one connection */
#define CLASP_OSC_QUERY_TIMEOUT_MS 10000 /* from connecting to the end of the request */
#define CLASP_OSC_QUERY_MAX_OUTPUT (1024 * 1024) /* bytes a connection may owe */

typedef struct
{
  ClaspReactor  *reactor;    /* (unowned) */
  ClaspTimers   *timers;     /* (unowned) */
  ClaspRouter   *router;     /* (unowned) */
  const char    *name;       /* copied: what the server calls itself */
  const char    *namespace_; /* copied: "/osc" */
  ClaspOscStyle  style;
  guint16        osc_port;   /* 0 = packets come through the WebSocket only */
  gboolean       is_osc_tcp; /* @osc_port is of TCP, not of UDP */
  guint          max_nodes;  /* of one answer */
  const char    *interface;  /* (nullable) nobody is heard through any other; used by new () alone */
} ClaspOscQueryConfig;

typedef struct _ClaspOscQueryServer ClaspOscQueryServer;

/* An OSC packet came in, unchecked. FALSE: it cannot be read. */
typedef gboolean (*ClaspOscQueryFunc) (const guint8   *packet,
                                       gsize           size,
                                       GSocketAddress *from, /* (nullable) */
                                       gpointer        user_data);

/* Errors: those of ClaspAcceptor. */
ClaspOscQueryServer *clasp_osc_query_server_new      (const ClaspOscQueryConfig *config,
                                                      const ClaspEndpoint       *bind,
                                                      ClaspOscQueryFunc          func,
                                                      gpointer                   user_data,
                                                      GError                   **error);
void                 clasp_osc_query_server_free     (ClaspOscQueryServer       *self);
guint16              clasp_osc_query_server_get_port (ClaspOscQueryServer       *self);
/* Those who are connected by WebSocket; n_wanted is how many addresses they listen to. */
void                 clasp_osc_query_server_foreach_peer (ClaspOscQueryServer   *self,
                                                          ClaspBridgePeerFunc    func,
                                                          gpointer               user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOscQueryServer, clasp_osc_query_server_free)

G_END_DECLS
