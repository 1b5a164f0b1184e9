/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/query/clasp-osc-query-server.h"
#include "bridges/osc/query/clasp-osc-query-tree.h"
#include "io/clasp-acceptor.h"
#include "io/clasp-http-request.h"
#include "io/clasp-stream.h"
#include "io/clasp-ws-framing.h"

/* What clasp-osc-query-server.c (connections and life), -http.c (questions) and -listen.c
 * (WebSocket peers) share. */

G_BEGIN_DECLS

typedef struct
{
  ClaspOscQueryServer *server; /* (unowned) */
  ClaspStream         *stream; /* (owned) */
  ClaspPeerPlace      *place;  /* (owned) */
  GSocketAddress      *address; /* (owned) */
  ClaspTimer           timer;  /* until the request is complete */
  GList                node;
  /* WebSocket */
  gboolean      is_listener;
  guint64       number;   /* of those of the server */
  gint64        heard_us; /* it connected, or its last packet */
  guint64       n_in, n_out, bytes_in, bytes_out; /* packets */
  guint64       n_malformed;
  gboolean      is_closing;
  ClaspWsParser parser;
  GHashTable   *listens;   /* (owned) (nullable) CLASP address below the namespace → NULL */
  GHashTable   *pending;   /* (owned) (nullable) those of which the newest value could not leave */
} ClaspOscQueryPeer;

struct _ClaspOscQueryServer
{
  ClaspOscQueryConfig config; /* texts owned */
  ClaspOscQueryFunc   func;
  gpointer            user_data;
  ClaspAcceptor      *acceptor; /* (owned) */
  ClaspSession       *session;  /* (owned) */
  GQueue              peers;    /* (owned) of ClaspOscQueryPeer */
  guint               n_listeners;
  guint64             last_number;
  ClaspOscQueryPeer  *receiving; /* whose packet is being handled */
  ClaspOscQueryNode   node;
  GString            *scratch; /* (owned) */
  /* announced */
  GHashTable *metas;    /* (owned) address below the namespace → ClaspOscQueryMeta */
  GPtrArray  *patterns; /* (owned) of ClaspOscQueryRule */
  gint64      looked_us; /* when they were looked at; 0 = never */
  /* while somebody listens */
  GHashTable   *known;   /* (owned) address → its type tags */
  GPtrArray    *gone;    /* (owned) addresses that may have ended */
  ClaspDeferred gone_later;
};

/* clasp-osc-query-server.c */
void clasp_osc_query_peer_close (ClaspOscQueryPeer *peer, const char *reason);
/* FALSE: it owes too much already. */
gboolean clasp_osc_query_peer_put (ClaspOscQueryPeer *peer,
                                   ClaspWsOpcode      opcode,
                                   const guint8      *payload,
                                   gsize              size);

/* clasp-osc-query-http.c: the whole answer, head and body. */
void clasp_osc_query_http_answer (ClaspOscQueryServer    *self,
                                  const ClaspHttpRequest *request,
                                  GString                *out);

/* clasp-osc-query-page.c: what a browser gets for ?HTML. */
extern const char clasp_osc_query_page[];

/* clasp-osc-query-listen.c */
void clasp_osc_query_listen_begin (ClaspOscQueryPeer *peer);
void clasp_osc_query_listen_end (ClaspOscQueryPeer *peer);
void clasp_osc_query_listen_event (ClaspOscQueryPeer *peer, const ClaspWsEvent *event);
void clasp_osc_query_listen_drained (ClaspOscQueryPeer *peer);
void clasp_osc_query_deliver_cb (ClaspSession        *session,
                                 const ClaspDelivery *delivery,
                                 gpointer             server);

G_END_DECLS
