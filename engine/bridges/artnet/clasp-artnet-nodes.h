/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-codec.h"
#include "dmx/clasp-lighting-view.h"

#include <gio/gio.h>

/* ClaspArtnetNodes: what other nodes said of themselves in their ArtPollReplies, and which of them
 * take a universe (show-protocols.md 5.4, 5.5).
 *
 * A node is an IP address; its replies, one for each bind index, are its pages. No I/O and no
 * clock: monotonic microseconds are handed in.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_ARTNET_DEFAULT_NODES 1024

typedef struct
{
  guint8   ip[4];
  guint16  port;            /* UDP */
  char     short_name[18];  /* of the first page; UTF-8 */
  char     long_name[64];
  gint64   seen_us;
  gboolean is_online;
  GArray  *outputs;         /* guint16 port-addresses it takes, rising */
  GArray  *inputs;          /* … and sends */
} ClaspArtnetNodeInfo;

typedef struct _ClaspArtnetNodes ClaspArtnetNodes;

/* Called for a node that is new, was changed, was heard again, or went; valid during the call. */
typedef void (*ClaspArtnetNodeFunc) (const ClaspArtnetNodeInfo *node, gpointer user_data);

/* @max_nodes: pages of all nodes together. */
ClaspArtnetNodes *clasp_artnet_nodes_new    (guint max_nodes, gint64 lost_after_us, ClaspArtnetNodeFunc func, gpointer user_data);
void              clasp_artnet_nodes_free   (ClaspArtnetNodes *self);
/* FALSE when there are too many. */
gboolean          clasp_artnet_nodes_note   (ClaspArtnetNodes *self, const ClaspArtnetPollReply *reply, gint64 now_us);
/* Nodes that were not heard for too long are offline from now on, and get nothing. */
void              clasp_artnet_nodes_expire (ClaspArtnetNodes *self, gint64 now_us);
/* Where frames of @port_address go: GSocketAddress, rising; NULL when no node takes it. */
GPtrArray        *clasp_artnet_nodes_find_takers (ClaspArtnetNodes *self, guint16 port_address);
guint             clasp_artnet_nodes_count_online (ClaspArtnetNodes *self);
/* All who are online. */
void              clasp_artnet_nodes_foreach (ClaspArtnetNodes *self, ClaspArtnetNodeFunc func, gpointer user_data);

/* Adds all who were ever heard to @view. */
void              clasp_artnet_nodes_view    (ClaspArtnetNodes *self, ClaspLightingView *view, const char *connection, gboolean is_overheard, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspArtnetNodes, clasp_artnet_nodes_free)

G_END_DECLS
