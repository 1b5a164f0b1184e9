/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/clasp-osc-bridge.h"
#include "bridges/osc/clasp-osc-client.h"
#include "bridges/osc/clasp-osc-peers.h"
#include "bridges/osc/clasp-osc-server.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "bridges/osc/query/clasp-osc-query.h"
#include "io/clasp-targets.h"

/* What the parts of the OSC bridge share:
 *
 *   clasp-osc-bridge.c   life
 *   clasp-osc-announce.c what can come
 *   clasp-osc-ports.c    sockets and servers: where packets come in
 *   clasp-osc-input.c    what they mean
 *   clasp-osc-malformed.c  what cannot be read
 *   clasp-osc-output.c   what the router says, to whom
 *   clasp-osc-outlets.c  the configured targets
 *   clasp-osc-device.c   the target that an OSCQuery device names
 *   clasp-osc-subscribe.c  peers that ask to be told
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* Lines about unreadable packets within five seconds, from everybody. */
#define CLASP_OSC_MAX_MALFORMED_LINES 16

/* Of everything that came through OSCQuery: who sent it is known there, and is no peer here. */
#define CLASP_OSC_QUERY_CHANNEL G_MAXUINT64

/* One UDP socket: listens, or only sends and hears the answers of targets. */
typedef struct
{
  ClaspOscBridge      *bridge; /* (unowned) */
  const ClaspOscPlace *place;  /* (unowned) (nullable) NULL: it does not listen */
  ClaspDatagram       *socket; /* (owned) (nullable) NULL: waits for its interface */
  GSocketFamily        family;
  gboolean             is_loopback; /* what leaves from it gets no further than this computer */
  char                *interface; /* (owned) (nullable) the only one @socket uses, … */
  guint                interface_index; /* … as it is since @socket was opened; 0 = away */
  guint64              channel;
  ClaspOscServer      *server;  /* (owned) (nullable) instead of @socket */
  GSocketAddress      *heard_from; /* (owned) (nullable) who spoke last, and … */
  GSocketAddress      *answered_at; /* (owned) (nullable) … where it is answered: at reply-port */
  char                *problem; /* (owned) (nullable) */
} ClaspOscPort;

/* One target. */
typedef struct
{
  ClaspOscBridge      *bridge; /* (unowned) */
  const ClaspOscPlace *place;  /* (unowned) */
  guint                index;  /* in the resolver, of datagrams */
  ClaspOscClient      *client; /* (owned) (nullable) of a connection */
  ClaspDatagram       *socket; /* (owned) (nullable) its own, to a multicast group */
  gboolean             is_found; /* its name was resolved once */
  gboolean             is_away; /* its interface is not there */
  ClaspOscDestination  destination;
} ClaspOscOutlet;

struct _ClaspOscBridge
{
  ClaspBridge parent_instance;

  /* while started */
  GPtrArray            *listeners; /* (owned) ClaspOscPlace */
  GPtrArray            *places;    /* (owned) ClaspOscPlace of the targets */
  gboolean              has_device; /* they are the one that an OSCQuery device named */
  GPtrArray            *ports;     /* (owned) ClaspOscPort */
  GPtrArray            *outlets;   /* (owned) ClaspOscOutlet */
  ClaspTargets         *resolver;  /* (owned) of the targets by datagrams */
  ClaspOscPeers        *peers;     /* (owned) */
  ClaspOscMemory       *memory;    /* (owned) */
  ClaspOscOwn          *own;       /* (owned) */
  ClaspOscQuery  *query;     /* (owned) (nullable) until it could start */
  ClaspInterfacesWatch *interfaces_watch;
  guint64               last_channel;
  ClaspTimer            settle_timer;
  ClaspTimer            keep_alive_timer;
  ClaspWriter           keep_alive; /* the packet */
  gboolean              has_maps;

  /* what is logged about unreadable packets */
  gint64 stranger_logged_us; /* from who has no place among the peers */
  gint64 malformed_lines_us; /* when counting lines began */
  guint  n_malformed_lines;  /* since then */

  /* settings */
  ClaspOscStyle      style;
  gint64             echo_us;
  gsize              max_packet;
  gboolean           is_replying;
  guint16            reply_port; /* 0 = the one a peer sent from */
  gboolean           is_bundling;
  guint              schedule_ahead_s;
  guint              stream_above;
  guint              max_connections;
  guint              subscribe_s;
  gint64             keep_alive_us;
  const char *const *subscribe;   /* (unowned) */
  const char        *unsubscribe; /* (unowned) */
  const char *const *triggers;    /* (unowned) */

  /* of the packet being read */
  guint   n_matches;
  guint64 n_compared;

  /* of the bundle being sent */
  gboolean is_in_bundle;
  guint64  bundle_time;

  /* reused, so that the steady state does not allocate */
  ClaspOscEncoder encoder;
  ClaspWriter     packet, mapped_packet;
  GString        *scratch, *mapped; /* (owned) */
};

static inline ClaspTimers *
clasp_osc_bridge_get_timers (ClaspOscBridge *self)
{
  return clasp_bridge_get_host (CLASP_BRIDGE (self))->timers;
}

static inline gint64
clasp_osc_bridge_now (ClaspOscBridge *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (clasp_osc_bridge_get_timers (self)));
}

static inline gint64
clasp_osc_bridge_unix_now (ClaspOscBridge *self)
{
  return clasp_clock_unix_us (clasp_timers_get_clock (clasp_osc_bridge_get_timers (self)));
}

/* clasp-osc-announce.c: also of one that was not started */
void clasp_osc_bridge_foreach_signal (ClaspBridge          *bridge,
                                      ClaspBridgeSignalFunc func,
                                      gpointer              user_data);

/* clasp-osc-bridge.c */
void clasp_osc_bridge_report (ClaspOscBridge *self);

/* clasp-osc-ports.c */
gboolean clasp_osc_ports_open (ClaspOscBridge *self, GError **error);
void     clasp_osc_ports_close (ClaspOscBridge *self);
/* The socket through which datagrams leave to @to, through @interface if it is not NULL; made when
 * there is none yet. */
ClaspDatagram *clasp_osc_ports_socket_for (ClaspOscBridge *self,
                                           GSocketAddress *to,
                                           const char     *interface,
                                           GError        **error);
const char *clasp_osc_ports_get_problem (ClaspOscBridge *self);
/* What others are told: the first that listens to datagrams from everybody, else to connections that are
 * no WebSockets; 0 = there is none. */
guint16 clasp_osc_ports_get_told (ClaspOscBridge *self, gboolean *is_tcp);
/* Whether what is sent to that port of this network may come back: one of ours listens there. */
gboolean clasp_osc_ports_hear (ClaspOscBridge *self, GSocketAddress *to);
/* Groups are joined, and sockets bound, on the interfaces of that name as they are now. */
void clasp_osc_ports_follow_interfaces (ClaspOscBridge *self);

/* clasp-osc-input.c: @peer is NULL for what comes through OSCQuery */
void clasp_osc_input_packet (ClaspOscBridge     *self,
                             ClaspOscPeer       *peer,
                             const ClaspOscFrom *from,
                             const guint8       *bytes,
                             gsize               size);

/* clasp-osc-malformed.c: counted, and logged every five seconds for each peer */
void clasp_osc_input_malformed (ClaspOscBridge *self, const ClaspOscFrom *from, const char *why);

/* clasp-osc-output.c */
void clasp_osc_output_deliver (ClaspOscBridge *self, const ClaspDelivery *delivery);
void clasp_osc_output_begin_bundle (ClaspOscBridge *self, guint64 unix_us);
void clasp_osc_output_end_bundle (ClaspOscBridge *self);
/* The state as it is now to one of them; @peer or @outlet is NULL. */
void clasp_osc_output_send_state (ClaspOscBridge *self, ClaspOscPeer *peer, ClaspOscOutlet *outlet);

/* clasp-osc-outlets.c */
/* Connections that wait for their next attempt have it now. */
void clasp_osc_outlets_retry_now (ClaspOscBridge *self);
gboolean clasp_osc_outlets_open (ClaspOscBridge *self, GError **error);
void     clasp_osc_outlets_close (ClaspOscBridge *self);
/* FALSE while it is not known how to reach it. */
gboolean clasp_osc_outlet_prepare (ClaspOscOutlet *self);
void     clasp_osc_outlet_note_result (ClaspOscOutlet *self, const GError *error);
/* The target that a packet came from; NULL if it is none. */
ClaspOscOutlet *clasp_osc_outlets_find (ClaspOscBridge *self, const ClaspOscFrom *from);
const char     *clasp_osc_outlets_get_problem (ClaspOscBridge *self);
/* When the one with that problem tries again, and how often it has failed; 0 = there is none. */
gint64      clasp_osc_outlets_get_retry (ClaspOscBridge *self, guint *n_failures);
void            clasp_osc_outlets_mark_peers (ClaspOscBridge *self);
void            clasp_osc_outlets_follow_interfaces (ClaspOscBridge *self);

/* clasp-osc-device.c: where the OSCQuery device takes packets; of use while no target is set. */
void clasp_osc_outlets_set_device (ClaspOscBridge *self, const char *place);

/* clasp-osc-status.c */
void clasp_osc_status_foreach (ClaspOscBridge *self, ClaspBridgePeerFunc func, gpointer user_data);

/* clasp-osc-subscribe.c: TRUE when the message was one of these, and is done with. */
gboolean clasp_osc_subscribe_handle (ClaspOscBridge        *self,
                                     ClaspOscPeer          *peer,
                                     const ClaspOscMessage *message);

G_END_DECLS
