/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/clasp-bridge.h"
#include "core/clasp-clock.h"
#include "router/clasp-router.h"
#include "support/clasp-fake-link.h"
#include "support/clasp-test.h"

/* A router on a manual clock, and peers that are written as text:
 *
 *   SET /a/x 0.5 rev 1 lock unlock ttl 60      GET /a/x
 *   SUBSCRIBE 1 /a/ ** param,event             UNSUBSCRIBE 1
 *   PUBLISH event /a/e 5 id 1 start            PING   PONG   SYNC 123   QUERY /a
 *   HELLO name                                 ANNOUNCE /a /a/x,/a/y[0..1]=max
 *
 * Values: 0.5 a double, 5i an integer, null, {"a":1} and [1,2] JSON without blanks, else a text.
 *
 * Thread: the test's. */

G_BEGIN_DECLS

#define CLASP_FIXTURE_UNIX_US G_GUINT64_CONSTANT (1700000000000000)

typedef struct
{
  ClaspReactor     *reactor;
  ClaspClock       *clock;
  ClaspTimers      *timers;
  ClaspRouter      *router;
  ClaspInterfaces  *interfaces; /* (nullable) */
  ClaspUniverses   *universes;
  GPtrArray        *links;
  GString          *log; /* what in-process sessions got */
} ClaspRouterFixture;

void           clasp_router_fixture_set_up    (ClaspRouterFixture      *fixture,
                                               gconstpointer            limits); /* (nullable) ClaspRouterLimits */
void           clasp_router_fixture_tear_down (ClaspRouterFixture      *fixture,
                                               gconstpointer            limits);
/* What the engine would give to a bridge; @status may be NULL. */
ClaspBridgeHost clasp_fixture_get_host        (ClaspRouterFixture      *fixture,
                                               void                   (*status) (const ClaspBridgeStatus *, gpointer),
                                               gpointer                 user_data);
/* Connects, before HELLO. Borrowed; lives as long as the fixture. */
ClaspFakeLink *clasp_fixture_connect          (ClaspRouterFixture      *fixture);
/* Connects and says HELLO; WELCOME and the first snapshot are not in the log. */
ClaspFakeLink *clasp_fixture_join             (ClaspRouterFixture      *fixture);
/* The peer says one message. */
void           clasp_fixture_say              (ClaspFakeLink           *link,
                                               const char              *line);
/* Fails unless what was sent since the last look is @expected, lines joined by newlines. */
#define clasp_fixture_expect(link, expected)                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    char *clasp_text_ = clasp_fake_link_take (link);                                               \
    g_assert_cmpstr (clasp_text_, ==, expected);                                                   \
    g_free (clasp_text_);                                                                          \
  }                                                                                                \
  G_STMT_END
/* The same for in-process sessions. */
#define clasp_fixture_expect_log(fixture, expected)                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr ((fixture)->log->str, ==, expected);                                           \
    g_string_truncate ((fixture)->log, 0);                                                         \
  }                                                                                                \
  G_STMT_END
/* Says and expects. */
#define clasp_fixture_talk(link, line, expected)                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    ClaspFakeLink *clasp_link_ = (link);                                                           \
    clasp_fixture_say (clasp_link_, line);                                                         \
    clasp_fixture_expect (clasp_link_, expected);                                                  \
  }                                                                                                \
  G_STMT_END
/* An in-process session that writes "name ← line" to the log. */
ClaspSession  *clasp_fixture_join_local       (ClaspRouterFixture      *fixture,
                                               const char              *name);
/* The callbacks of the above, for sessions with their own. */
void           clasp_fixture_deliver_cb       (ClaspSession            *session,
                                               const ClaspDelivery     *delivery,
                                               gpointer                 fixture);
void           clasp_fixture_reply_cb         (ClaspSession            *session,
                                               const ClaspMessage      *reply,
                                               gpointer                 fixture);
/* Moves the clock and runs what is due. */
void           clasp_fixture_advance          (ClaspRouterFixture      *fixture,
                                               gint64                   by_us);
ClaspRouterStats clasp_fixture_stats          (ClaspRouterFixture      *fixture);
/* One message from its line; texts point into @buffer, which is changed. */
void           clasp_fixture_parse            (char                    *buffer,
                                               ClaspMessage            *message);

G_END_DECLS
