/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/clasp-bridge.h"
#include "support/clasp-test.h"

/* A bridge that does what the test says, in a router on a manual clock, and somebody else there who hears
 * what is below /test. Thread: the test's. */

#define TEST_TYPE_BRIDGE (test_bridge_get_type ())
G_DECLARE_FINAL_TYPE (TestBridge, test_bridge, TEST, BRIDGE, ClaspBridge)

struct _TestBridge
{
  ClaspBridge parent_instance;
  guint       n_starts, n_stops, n_delivered;
  GError     *start_error; /* (owned) (nullable) */
  double      last;
  gboolean    last_was_snapshot;
  GString    *bundles;    /* (owned) "[1 2](3)": in bundles, and alone */
  char       *address;    /* (owned) (nullable) of the interface at the start */
};

typedef struct
{
  ClaspClock       *clock;
  ClaspReactor     *reactor;
  ClaspTimers      *timers;
  ClaspRouter      *router;
  ClaspInterfaces  *interfaces;
  ClaspSession     *other;
  TestBridge       *bridge;
  ClaspBridgeStatus status;
  guint             n_seen; /* deliveries to @other */
  double            seen;
  GString          *result; /* (owned) of a QUERY */
} Stage;

void stage_set_up    (Stage *stage, gconstpointer data);
void stage_tear_down (Stage *stage, gconstpointer data);
/* Of a kind that has none of the common settings. */
void stage_open      (Stage *stage);
/* Of one that has them; @text is "key=value key=value". */
void stage_open_with (Stage *stage, const char *text);
/* In steps of ten milliseconds. */
void stage_advance_ms (Stage *stage, guint ms);
/* The other one writes. */
void stage_set       (Stage *stage, const char *address, double number);
/* The device says this at /test/fader. */
void stage_receive   (Stage *stage, double number);
