/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-codec.h"
#include "support/clasp-router-fixture.h"
#include "support/clasp-udp-peer.h"

/* An Art-Net bridge in a router on a manual clock, a console that sends to it and a node that gets what
 * it sends, all on loopback.
 *
 * Thread: the test's. */

#define MS G_GINT64_CONSTANT (1000)
#define FRAME_US (G_USEC_PER_SEC / 44 + 1)

typedef struct
{
  ClaspRouterFixture router;
  ClaspBridge       *bridge;
  ClaspBridgeStatus  status;
  ClaspSession      *local;   /* somebody else in the router, who hears everything */
  ClaspUdpPeer      *console; /* sends frames to us */
  ClaspUdpPeer      *node;    /* gets frames from us */
  guint16            port;
  gboolean           wants_notes; /* "sources" and "lost" are not what most tests look at */
} Stage;

void stage_set_up (Stage *stage, gconstpointer data);
void stage_close (Stage *stage);
void stage_tear_down (Stage *stage, gconstpointer data);
/* Opens the bridge; @text is "key=value key=value". It listens and sends nothing unless told otherwise. */
void stage_open (Stage *stage, const char *text);
/* The same; what leaves goes to the node. */
void stage_open_with_node (Stage *stage, const char *more);
/* A packet of the console. */
void stage_send (Stage *stage, const ClaspArtnetPacket *packet);
/* A frame of the console; slots as hex: "ff80". */
void stage_send_frame (Stage *stage, guint16 port_address, guint8 sequence, guint8 physical, const char *hex);
/* Runs what is there to run. */
void stage_run (void);
/* Waits until the router has heard this, and nothing else. */
void stage_expect_heard (Stage *stage, const char *expected);
/* What somebody else writes is not in the log. */
void stage_set (Stage *stage, const char *address, ClaspValue value);
/* Everything that is under way has arrived, and the status is told. */
void stage_settle (Stage *stage);
/* The next frame at the node; its bytes live until the next call. */
ClaspArtnetDmx stage_take_frame (Stage *stage, const char *what);
/* The next packet at @peer; its bytes live until the next call. */
ClaspArtnetPacket stage_take_packet (ClaspUdpPeer *peer, const char *what);
/* A value as JSON. */
ClaspValue stage_parse (const char *json);
