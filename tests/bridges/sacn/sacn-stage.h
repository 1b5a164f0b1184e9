/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/sacn/clasp-sacn-bridge.h"
#include "bridges/sacn/clasp-sacn-codec.h"
#include "io/clasp-datagram.h"
#include "support/clasp-router-fixture.h"

/* An sACN bridge in a router on a manual clock, with multicast on the loopback interface alone: a console
 * that sends to groups and a node that gets what the bridge sends to them.
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
  ClaspDatagram     *console; /* sends to groups */
  ClaspDatagram     *node;    /* gets what the bridge sends to groups */
  GPtrArray         *packets; /* GBytes: what it got */
  guint16            port;
  guint8             sequence;
} Stage;

void stage_set_up (Stage *stage, gconstpointer data);
/* Again; there is one to begin with. */
void stage_open_node (Stage *stage);
void stage_close (Stage *stage);
void stage_tear_down (Stage *stage, gconstpointer data);
/* A setting, which must be a good one. */
void stage_set_text (ClaspSettings *settings, const char *name, const char *text);
/* @text is "key=value|key=value"; it listens to universe 7 on loopback, without sampling, unless told otherwise. */
void stage_open (Stage *stage, const char *text);
/* A packet of the console, to a group. */
void stage_send_to (Stage *stage, guint16 group, const ClaspSacnPacket *packet);
/* A data packet of source number @source, with the next sequence. */
void stage_fill (Stage *stage, ClaspSacnPacket *packet, guint16 universe, guint8 source, const guint8 *slots, guint n);
/* A frame of the console; slots as hex: "ff80". */
void stage_send_frame (Stage *stage, guint16 universe, guint8 source, const char *hex);
/* Runs what is there to run. */
void stage_run (void);
/* In steps of a millisecond. */
void stage_advance (Stage *stage, gint64 us);
/* Waits until the router has heard this, among other things. */
void stage_wait_for (Stage *stage, const char *text);
/* What is there to run has run, and the router has not heard this. */
void stage_expect_not_heard (Stage *stage, const char *text);
/* What was heard and what the node got. */
void stage_forget (Stage *stage);
/* What the router holds. */
const ClaspValue * stage_peek (Stage *stage, const char *address);
/* The same as a number; -1 for none. */
gint64 stage_peek_level (Stage *stage, const char *address);
/* The node hears this universe from now on. */
void stage_join_node (Stage *stage, guint16 universe);
/* Somebody else writes. */
void stage_write_int (Stage *stage, const char *address, gint64 number);
/* Waits for that packet of those the node got. */
ClaspSacnPacket stage_take (Stage *stage, guint index);
