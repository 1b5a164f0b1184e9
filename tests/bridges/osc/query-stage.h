/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/osc/clasp-osc-bridge.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "support/clasp-router-fixture.h"

/* An OSC connection that serves OSCQuery, asked by curl.
 *
 * Thread: the test's. */

typedef struct
{
  ClaspRouterFixture router;
  ClaspBridge       *bridge;
  ClaspBridgeStatus  status;
  ClaspFakeLink     *other; /* somebody else in the router */
  guint16            port, osc_port;
  char              *answer; /* (owned) (nullable) body of the last one */
} QueryStage;

void  query_stage_set_up (QueryStage *stage, gconstpointer data);
void  query_stage_tear_down (QueryStage *stage, gconstpointer data);
/* With one more setting, or NULL. */
void  query_stage_open (QueryStage *stage, const char *name, const char *value);
/* Somebody else in the router says it. */
void  query_stage_say (QueryStage *stage, const char *line);
/* The status; 0 when the test is skipped. The body is in stage->answer. */
guint query_stage_ask (QueryStage *stage, const char *path);
guint query_stage_ask_with (QueryStage *stage, const char *path, const char *option);

/* Returns from the test where it is skipped. */
#define query_stage_expect(stage, path, wanted_status, wanted)                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint status_ = query_stage_ask (stage, path);                                                 \
                                                                                                   \
    if (status_ == 0)                                                                              \
      return; /* skipped */                                                                        \
    g_assert_cmpuint (status_, ==, wanted_status);                                                 \
    g_assert_cmpstr ((stage)->answer, ==, wanted);                                                 \
  }                                                                                                \
  G_STMT_END
