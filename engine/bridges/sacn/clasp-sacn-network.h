/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/sacn/clasp-sacn-codec.h"
#include "bridges/sacn/clasp-sacn-output.h"
#include "io/clasp-datagram.h"
#include "io/clasp-interfaces.h"
#include "io/clasp-targets.h"

/* ClaspSacnNetwork: the sockets of a connection: groups joined on each chosen interface, what is
 * sent through each of them, and unicast.
 *
 * Follows interfaces by name: one that comes back is joined again.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspSacnNetwork ClaspSacnNetwork;

typedef struct
{
  ClaspReactor      *reactor;    /* (unowned) */
  ClaspTimers       *timers;     /* (unowned) */
  ClaspInterfaces   *interfaces; /* (unowned) (nullable) */
  const char *const *names; /* of interfaces; none: every one that is up, loopback alone when there is no other */
  gboolean           ipv4, ipv6;
  guint16            port;
  gboolean           is_receiving;
  gboolean           is_multicasting; /* what is sent may go to groups */
  const char *const *unicast;         /* hosts that may get a copy, those of routes */
  guint              ttl;
} ClaspSacnNetworkOptions;

/* The groups joined, or what cannot be reached, changed: look at the problem. */
typedef void (*ClaspSacnNetworkFunc) (gpointer user_data);

ClaspSacnNetwork *clasp_sacn_network_new (const ClaspSacnNetworkOptions *options,
                                          ClaspDatagramFunc              received,
                                          ClaspSacnNetworkFunc           changed,
                                          gpointer                       user_data,
                                          GError                       **error);
void              clasp_sacn_network_free (ClaspSacnNetwork *self);

/* Joins or leaves the group of a universe, on every interface, now and when they come back. */
void clasp_sacn_network_join (ClaspSacnNetwork *self, guint16 universe);
void clasp_sacn_network_leave (ClaspSacnNetwork *self, guint16 universe);

typedef struct
{
  guint n_sent, n_dropped;
} ClaspSacnSent;

/* To the group of @universe and to the hosts of @route; @error is of the first host that gets none. */
ClaspSacnSent clasp_sacn_network_send (ClaspSacnNetwork     *self,
                                       guint16               universe,
                                       const ClaspSacnRoute *route,
                                       const guint8         *bytes,
                                       gsize                 size,
                                       GError              **error);

/* A sentence about what does not work, NULL when everything does. */
const char *clasp_sacn_network_get_problem (ClaspSacnNetwork *self);
/* TRUE when nothing can come in or go out: no interface is there, and there is no unicast. */
gboolean clasp_sacn_network_is_missing (ClaspSacnNetwork *self);

/* 239.255.0.7 and ff18::8300:7 (show-protocols.md 6). */
GInetAddress *clasp_sacn_group (guint16 universe, gboolean ipv6);
#define CLASP_SACN_GROUP_SIZE 48
/* The same as text, of one or both: "239.255.0.7, ff18::8300:7". */
const char   *clasp_sacn_group_format (guint16 universe, gboolean ipv4, gboolean ipv6, char buffer[CLASP_SACN_GROUP_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSacnNetwork, clasp_sacn_network_free)

G_END_DECLS
