/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/osc/clasp-osc-bridge.h"
#include "bridges/osc/clasp-osc-codec.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "support/clasp-router-fixture.h"
#include "support/clasp-udp-peer.h"

/* An OSC bridge on a router with a manual clock, a tablet that speaks to it and a desk that is
 * spoken to. Messages are written as text: "/fader/1 if 1 0.5".
 *
 * Thread: the test's. */

#define MS G_GINT64_CONSTANT (1000)

typedef struct
{
  ClaspRouterFixture router;
  ClaspBridge       *bridge;
  ClaspBridgeStatus  status;
  ClaspSession      *local; /* somebody else in the router, who hears everything */
  ClaspUdpPeer      *tablet;
  ClaspUdpPeer      *desk;
  guint16            port;
} OscStage;

void osc_stage_set_up (OscStage *stage, gconstpointer data);
void osc_stage_tear_down (OscStage *stage, gconstpointer data);

/* Opens the bridge; @text is "key=value key=value", or with blanks in them "key=value & key=value".
 * It listens on the stage's port unless told otherwise. */
void osc_stage_open (OscStage *stage, const char *text);
/* The same with the desk as target. */
void osc_stage_open_with_desk (OscStage *stage, const char *more);
void osc_stage_close (OscStage *stage);

void osc_write_message (ClaspWriter *writer, const char *line);
/* Messages, or bundles, one an argument, up to NULL. */
void osc_write_bundle (ClaspWriter *writer, guint64 time, ...) G_GNUC_NULL_TERMINATED;
void osc_stage_say (OscStage *stage, ClaspUdpPeer *peer, const char *line);
/* Two messages in one bundle, from the tablet. */
void osc_stage_say_bundle (OscStage *stage, guint64 time, const char *first, const char *second);
/* "/a i 1", "[1 /a i 1, /b i 2]" for a bundle with its time tag. */
char *osc_text_of (const guint8 *bytes, gsize size);
void  osc_expect_packet (ClaspUdpPeer *peer, const char *expected);
/* Waits until the router has heard, in this order, what @expected says, and nothing else. */
void osc_stage_expect_heard (OscStage *stage, const char *expected);
/* What the local session writes is not in the log. */
void osc_stage_set (OscStage *stage, const char *address, ClaspValue value);
/* Everything that is under way has arrived, and the status and echo windows are over. */
void osc_stage_settle (OscStage *stage);
