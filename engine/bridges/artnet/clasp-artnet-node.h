/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-codec.h"
#include "dmx/clasp-dmx.h"

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
  gboolean is_ltp;
  guint    n_sources;   /* that send it to us now, 0-2 */
} ClaspArtnetPort;

/* What a controller made us show (ArtAddress 2-4); the values are those of Status1. */
typedef enum
{
  CLASP_ARTNET_INDICATORS_LOCATE = 1,
  CLASP_ARTNET_INDICATORS_MUTE = 2,
  CLASP_ARTNET_INDICATORS_NORMAL = 3,
} ClaspArtnetIndicators;

typedef struct
{
  guint8                ip[4];
  guint8                mac[6];
  guint16               port; /* UDP */
  const char           *short_name;
  const char           *long_name;
  guint16               code;      /* of the report: 1 power on, 6 and 7 a name was set */
  guint                 n_answers; /* so far; shown in the report */
  ClaspArtnetIndicators indicators;
  gboolean              is_controller; /* looks for nodes itself */
  ClaspDmxLoss          loss;
  guint16               oem, esta;
  guint16               user; /* tells our own replies from those of other programs here */
} ClaspArtnetNode;

/* The reply about one port. */
void clasp_artnet_node_describe (const ClaspArtnetNode *self,
                                 const ClaspArtnetPort *port,
                                 guint                  index,
                                 ClaspArtnetPacket     *packet);
/* Whether a poll asks about this port: every one does unless it is targeted (5.4). */
gboolean clasp_artnet_poll_wants (const ClaspArtnetPoll *poll, guint16 port_address);

G_END_DECLS
