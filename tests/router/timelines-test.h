/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/clasp-timeline.h"
#include "core/clasp-value-text.h"
#include "support/clasp-router-fixture.h"

/* What the tests of timelines share: a router on a driven clock, one who publishes, one who hears
 * values and one who hears timelines.
 *
 * Thread: the test's. */

#define MS 1000
#define SECOND G_USEC_PER_SEC
#define START "1700000000000000" /* CLASP_FIXTURE_UNIX_US */
#define RAMP "{\"keyframes\":[{\"time\":0,\"value\":0.0},{\"time\":1000000,\"value\":1.0}]"

/* the same as the log writes it */
#define SHOWN "{\"keyframes\":[{\"time\":0,\"value\":0},{\"time\":1000000,\"value\":1}]"

typedef struct
{
  ClaspRouterFixture base;
  ClaspFakeLink     *writer, *reader; /* the reader hears values */
  ClaspFakeLink     *follower;        /* hears timelines */
} TimelinesFixture;

static inline void
timelines_set_up (TimelinesFixture *fixture, gconstpointer limits)
{
  clasp_router_fixture_set_up (&fixture->base, limits);
  fixture->writer = clasp_fixture_join (&fixture->base);
  fixture->reader = clasp_fixture_join (&fixture->base);
  fixture->follower = clasp_fixture_join (&fixture->base);
  clasp_fixture_say (fixture->reader, "SUBSCRIBE 1 /** param");
  clasp_fixture_say (fixture->follower, "SUBSCRIBE 1 /** timeline");
}

static inline void
timelines_tear_down (TimelinesFixture *fixture, gconstpointer limits)
{
  clasp_router_fixture_tear_down (&fixture->base, limits);
}

static inline void
timelines_fill (ClaspMessage *message, const char *address, const char *json)
{
  GError *error = NULL;

  *message = (ClaspMessage){ .type = CLASP_MESSAGE_PUBLISH };
  message->publish.address = clasp_str (address);
  message->publish.signal = CLASP_SIGNAL_TIMELINE;
  message->publish.has_value = TRUE;
  clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &message->publish.value, &error);
  g_assert_no_error (error);
}

static inline void
timelines_publish (ClaspFakeLink *link, const char *address, const char *json)
{
  g_auto (ClaspMessage) message;

  timelines_fill (&message, address, json);
  clasp_fake_link_inject (link, &message);
}

static inline void
timelines_advance (TimelinesFixture *fixture, gint64 by_us)
{
  clasp_fixture_advance (&fixture->base, by_us);
}

/* Frame by frame, as the timer would. */
static inline void
timelines_run_for (TimelinesFixture *fixture, gint64 duration_us)
{
  for (; duration_us > 0; duration_us -= MS)
    timelines_advance (fixture, MIN (duration_us, MS));
}

static inline double
timelines_value_of (TimelinesFixture *fixture, const char *address)
{
  const ClaspValue *value = clasp_router_peek (fixture->base.router, clasp_str (address));

  g_assert_nonnull (value);
  g_assert_cmpint (value->type, ==, CLASP_VALUE_DOUBLE);
  return value->as.number;
}

static inline void
timelines_forget (ClaspFakeLink *link)
{
  g_free (clasp_fake_link_take (link));
}
