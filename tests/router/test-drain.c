/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "router/clasp-drain.h"
#include "support/clasp-router-fixture.h"

/* A router that goes away: peers are told, get what waits for them, and nobody waits for ever. */

#define BYE "ERROR 503 \"bye\""

typedef struct
{
  ClaspRouterFixture base;
  ClaspFakeLink     *writer, *reader;
  guint              n_done;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer limits)
{
  clasp_router_fixture_set_up (&fixture->base, limits);
  fixture->writer = clasp_fixture_join (&fixture->base);
  fixture->reader = clasp_fixture_join (&fixture->base);
  clasp_fixture_say (fixture->reader, "SUBSCRIBE 1 /**");
}

static void
tear_down (Fixture *fixture, gconstpointer limits)
{
  clasp_router_fixture_tear_down (&fixture->base, NULL);
}

static void
done_cb (gpointer user_data)
{
  ((Fixture *) user_data)->n_done++;
}

static void
drain (Fixture *fixture)
{
  clasp_router_drain (fixture->base.router, "bye", done_cb, fixture);
}

static void
look (Fixture *fixture)
{
  clasp_fixture_advance (&fixture->base, 5000);
}

/* No room for more than the first frame; the others wait in the router. */
static void
stuff (Fixture *fixture)
{
  clasp_fake_link_hold (fixture->reader);
  clasp_link_set_limit (CLASP_LINK (fixture->reader), 2);
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *line = g_strdup_printf ("PUBLISH event /e %u", i);

      clasp_fixture_say (fixture->writer, line);
    }
}

static void
test_all_are_told_and_closed (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *silent = clasp_fixture_connect (&fixture->base); /* no HELLO yet */

  drain (fixture);
  clasp_fixture_expect (fixture->writer, BYE);
  clasp_fixture_expect (fixture->reader, BYE);
  clasp_fixture_expect (silent, BYE);
  look (fixture);
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->writer), ==, CLASP_CLOSE_GOING);
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->reader), ==, CLASP_CLOSE_GOING);
  g_assert_cmpuint (clasp_fake_link_get_close_code (silent), ==, CLASP_CLOSE_GOING);
  g_assert_cmpstr (clasp_fake_link_get_close_reason (silent), ==, "bye");

  clasp_fake_link_hang_up (fixture->writer);
  clasp_fake_link_hang_up (fixture->reader);
  look (fixture);
  g_assert_cmpuint (fixture->n_done, ==, 0);
  clasp_fake_link_hang_up (silent);
  look (fixture);
  g_assert_cmpuint (fixture->n_done, ==, 1);
  clasp_fixture_advance (&fixture->base, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->n_done, ==, 1);
}

static void
test_queues_are_flushed_first (Fixture *fixture, gconstpointer limits)
{
  stuff (fixture);
  drain (fixture);
  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
  clasp_fixture_expect (fixture->reader, "PUBLISH event /e 1");
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->reader), ==, 0);
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->writer), ==, CLASP_CLOSE_GOING);
  clasp_fake_link_release (fixture->reader, G_MAXSIZE);
  clasp_fixture_expect (fixture->reader, "PUBLISH event /e 2\nPUBLISH event /e 3\n" BYE);
  look (fixture);
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->reader), ==, CLASP_CLOSE_GOING);
}

static void
test_nobody_is_waited_for_longer_than_the_time (Fixture *fixture, gconstpointer limits)
{
  stuff (fixture);
  drain (fixture);
  clasp_fixture_advance (&fixture->base, 2 * G_USEC_PER_SEC - 1);
  g_assert_cmpuint (fixture->n_done, ==, 0);
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->reader), ==, 0);
  clasp_fixture_advance (&fixture->base, 1);
  g_assert_cmpuint (fixture->n_done, ==, 1);
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->reader), ==, CLASP_CLOSE_GOING);
}

static void
test_time_0_waits_for_nobody (Fixture *fixture, gconstpointer limits)
{
  stuff (fixture);
  drain (fixture);
  clasp_fixture_advance (&fixture->base, 0);
  g_assert_cmpuint (fixture->n_done, ==, 1);
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->reader), ==, CLASP_CLOSE_GOING);
}

static void
test_nothing_new_is_handed_out_or_read (Fixture *fixture, gconstpointer limits)
{
  ClaspSession *local = clasp_fixture_join_local (&fixture->base, "local");
  ClaspValue    value = clasp_value_int (1);

  stuff (fixture);
  drain (fixture);
  clasp_session_set (local, CLASP_STR_LITERAL ("/late"), &value);
  g_assert_false (clasp_fake_link_is_reading (fixture->writer));
  g_assert_false (clasp_fake_link_is_reading (fixture->reader));
  clasp_fake_link_release (fixture->reader, G_MAXSIZE);
  g_assert_false (clasp_fake_link_is_reading (fixture->reader));
  clasp_fixture_expect (fixture->reader,
                        "PUBLISH event /e 1\nPUBLISH event /e 2\nPUBLISH event /e 3\n" BYE);
  clasp_session_leave (local);
}

static void
test_newcomers_are_refused (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *late;

  drain (fixture);
  late = clasp_fixture_connect (&fixture->base);
  clasp_fixture_expect (late, "ERROR 503 \"The router is going away\"");
  g_assert_cmpuint (clasp_fake_link_get_close_code (late), ==, CLASP_CLOSE_GOING);
}

static void
test_peer_that_leaves_meanwhile (Fixture *fixture, gconstpointer limits)
{
  stuff (fixture);
  drain (fixture);
  clasp_fake_link_hang_up (fixture->reader);
  clasp_fake_link_hang_up (fixture->writer);
  look (fixture);
  g_assert_cmpuint (fixture->n_done, ==, 1);
}

/* The second signal: nothing calls back into what is freed. */
static void
test_router_that_is_freed_meanwhile (Fixture *fixture, gconstpointer limits)
{
  g_autoptr (ClaspRouter) router = NULL;

  stuff (fixture);
  drain (fixture);
  router = g_steal_pointer (&fixture->base.router);
  g_assert_finalize_object (g_steal_pointer (&router));
  clasp_fixture_advance (&fixture->base, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->n_done, ==, 0);
  fixture->base.router =
    clasp_router_new (fixture->base.reactor, fixture->base.timers, "Next router", NULL);
}

#define ADD_LIMITED(path, limits, function)                                                        \
  g_test_add ("/router/drain/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_LIMITED (path, NULL, function)

int
main (int argc, char **argv)
{
  ClaspRouterLimits at_once = CLASP_ROUTER_LIMITS_DEFAULT;

  at_once.drain_ms = 0;
  clasp_test_init (&argc, &argv, 60);
  ADD ("all-are-told-and-closed", test_all_are_told_and_closed);
  ADD ("queues-are-flushed-first", test_queues_are_flushed_first);
  ADD ("nobody-is-waited-for-longer-than-the-time", test_nobody_is_waited_for_longer_than_the_time);
  ADD_LIMITED ("time-0-waits-for-nobody", &at_once, test_time_0_waits_for_nobody);
  ADD ("nothing-new-is-handed-out-or-read", test_nothing_new_is_handed_out_or_read);
  ADD ("newcomers-are-refused", test_newcomers_are_refused);
  ADD ("peer-that-leaves-meanwhile", test_peer_that_leaves_meanwhile);
  ADD ("router-that-is-freed-meanwhile", test_router_that_is_freed_meanwhile);
  return g_test_run ();
}
