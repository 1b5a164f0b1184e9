/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-codec.h"

/* What we say of ourselves when a controller looks for nodes: one ArtPollReply for each port, with
 * a rising bind index (show-protocols.md 5.5).
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* Bind indices are one byte, from 1. */
#define CLASP_ARTNET_MAX_PORTS 255

typedef struct
{
  guint16  port_address;
  gboolean is_received; /* we take this universe in */
  gboolean is_sent;     /* we send it */
  guint    n_sources;   /* that send it to us now, 0-2 */
} ClaspArtnetPort;

typedef struct
{
  guint8      ip[4];
  guint16     port; /* UDP */
  const char *short_name;
  const char *long_name;
  guint       n_answers; /* so far; shown in the report */
  gboolean    is_ltp;
} ClaspArtnetNode;

/* The reply about one port. */
void clasp_artnet_node_describe (const ClaspArtnetNode *self,
                                 const ClaspArtnetPort *port,
                                 guint                  index,
                                 ClaspArtnetPacket     *packet);
/* Whether a poll asks about this port: every one does unless it is targeted (5.4). */
gboolean clasp_artnet_poll_wants (const ClaspArtnetPoll *poll, guint16 port_address);

G_END_DECLS
