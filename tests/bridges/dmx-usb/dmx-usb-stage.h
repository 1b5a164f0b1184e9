/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/dmx-usb/clasp-dmx-cable.h"
#include "bridges/dmx-usb/clasp-dmx-runner.h"
#include "bridges/dmx-usb/clasp-dmx-usb-bridge.h"
#include "bridges/dmx-usb/clasp-dmx-usb-settings.h"
#include "support/clasp-router-fixture.h"

/* A USB DMX connection in a router on a manual clock; its device is on the real one. Thread: the test's. */

#define MS G_GINT64_CONSTANT (1000)

typedef struct
{
  ClaspRouterFixture router;
  ClaspBridge       *bridge;
  ClaspBridgeStatus  status;
  GString           *states; /* "starting missing idle " */
  ClaspSession      *local;  /* somebody else in the router, who hears everything */
  ClaspDmxCableEnd  *lamp;   /* the other end of the virtual line "stage" */
} Stage;

void stage_set_up       (Stage *stage, gconstpointer data);
void stage_tear_down    (Stage *stage, gconstpointer data);
/* @text is "key=value key=value"; the virtual line "stage" unless told otherwise. */
void stage_open         (Stage *stage, const char *text);
void stage_close        (Stage *stage);
void stage_wait_state   (Stage *stage, ClaspBridgeState state);
/* "/dmx/0/1", and an event of the loop after it. */
void stage_set          (Stage *stage, const char *address, ClaspValue value);
/* Runs what is there to run. */
void stage_run          (void);
/* The next frame that gets to the lamp. */
void stage_take         (Stage *stage, ClaspDmxReceived *frame);
/* Whether one comes within so long. */
gboolean stage_take_for (Stage *stage, ClaspDmxReceived *frame, guint timeout_ms);
/* Waits until this was written in the router. */
void stage_expect_heard (Stage *stage, const char *expected);
