/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/clasp-route-set.h"
#include "mapping/mapping-test.h"
#include "support/clasp-router-fixture.h"

/* Mappings of a router on a manual clock, written as a person writes them. */

#define MS 1000

typedef struct
{
  ClaspRouterFixture base;
  ClaspRouteSet     *set;
} RouteFixture;

void route_test_set_up (RouteFixture *fixture, gconstpointer data);
void route_test_tear_down (RouteFixture *fixture, gconstpointer data);

/* Sources and targets separated by blanks, steps by "|", options "name=value" by blanks. Its id is
 * "m1", "m2", …; its place in the show the number of those put before. */
ClaspRouteSpec *route_test_spec (const char *sources, const char *steps, const char *targets,
                                 const char *options);
/* The same, with an id and a place. */
ClaspRouteSpec *route_test_spec_at (const char *id, guint order, const char *sources,
                                    const char *steps, const char *targets, const char *options);
/* "source 1 path=$.x", "target 2 merge=highest". */
void route_test_set (ClaspRouteSpec *spec, const char *line);
/* Puts it; (transfer none) its id, valid until the next call. */
const char *route_test_put (RouteFixture *fixture, ClaspRouteSpec *spec);
/* A mapping that compiles. */
const char *route_test_map (RouteFixture *fixture, const char *sources, const char *steps,
                            const char *targets, const char *options);
ClaspRouteStatus route_test_status (RouteFixture *fixture, const char *id);
/* The error of one that does not run. */
#define route_test_expect_error(fixture, spec, expected)                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    ClaspRouteStatus status_ = route_test_status (fixture, route_test_put (fixture, spec));        \
    g_assert_cmpstr (status_.error, ==, expected);                                                 \
  }                                                                                                \
  G_STMT_END
/* A parameter as a number, NaN when it is none. */
double route_test_param (RouteFixture *fixture, const char *address);
/* A peer that writes, and one that hears everything below /out. */
void route_test_join_both (RouteFixture *fixture, ClaspFakeLink **writer, ClaspFakeLink **reader);
/* A mapping, and both. */
void route_test_map_both (RouteFixture *fixture, const char *sources, const char *steps,
                          const char *targets, const char *options, ClaspFakeLink **writer,
                          ClaspFakeLink **reader);
