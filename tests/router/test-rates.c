/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

/* Messages a second: held back on carriers that lose nothing, dropped on those that can, refused
 * when strict (decisions.md, limits). */

typedef ClaspRouterFixture Fixture;

#define set_up clasp_router_fixture_set_up
#define tear_down clasp_router_fixture_tear_down

static void
ping (ClaspFakeLink *link, guint n)
{
  for (guint i = 0; i < n; i++)
    clasp_fixture_say (link, "PING");
}

static guint
count_lines (ClaspFakeLink *link, const char *prefix)
{
  g_autofree char *text = clasp_fake_link_take (link);
  g_auto (GStrv)   lines = g_strsplit (text, "\n", -1);
  guint            n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], prefix))
      n++;
  return n;
}

static ClaspFakeLink *
join_lossy (Fixture *fixture)
{
  ClaspFakeLink *link = clasp_fake_link_new ("192.0.2.9:1");

  clasp_fake_link_set_lossy (link);
  g_ptr_array_add (fixture->links, link);
  clasp_router_accept (fixture->router, CLASP_LINK (link));
  clasp_fixture_say (link, "HELLO lossy");
  g_free (clasp_fake_link_take (link));
  return link;
}

static void
test_no_rate_is_any_number (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  ping (link, 5000);
  g_assert_cmpuint (count_lines (link, "PONG"), ==, 5000);
  g_assert_true (clasp_fake_link_is_reading (link));
}

/* Ten a second: ten at once, then one in every tenth of a second. Nothing is lost. */
static void
test_stream_is_not_read_until_tokens_return (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *other = clasp_fixture_join (fixture);

  ping (link, 9);
  g_assert_true (clasp_fake_link_is_reading (link));
  ping (link, 1);
  g_assert_false (clasp_fake_link_is_reading (link));
  g_assert_cmpuint (count_lines (link, "PONG"), ==, 10);
  clasp_fixture_advance (fixture, 99999);
  g_assert_false (clasp_fake_link_is_reading (link));
  clasp_fixture_advance (fixture, 1);
  g_assert_true (clasp_fake_link_is_reading (link));
  ping (link, 1);
  g_assert_false (clasp_fake_link_is_reading (link));
  clasp_fixture_talk (other, "PING", "PONG"); /* has a bucket of its own */
  clasp_fixture_advance (fixture, G_USEC_PER_SEC);
  ping (link, 9);
  g_assert_true (clasp_fake_link_is_reading (link));
}

static void
test_held_session_ends_or_is_released (Fixture *fixture, gconstpointer limits)
{
  ClaspRouterLimits free_again = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspFakeLink    *link = clasp_fixture_join (fixture);
  ClaspFakeLink    *gone = clasp_fixture_join (fixture);

  ping (link, 10);
  ping (gone, 10);
  clasp_fake_link_hang_up (gone);
  g_assert_false (clasp_fake_link_is_reading (link));
  clasp_router_set_limits (fixture->router, "Test router", &free_again);
  g_assert_true (clasp_fake_link_is_reading (link));
  clasp_fixture_advance (fixture, G_USEC_PER_SEC);
}

/* A peer that asks and does not listen stays stopped when its tokens return. */
static void
test_slow_reader_stays_stopped (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fake_link_hold (link);
  clasp_link_set_limit (CLASP_LINK (link), 2);
  ping (link, 10);
  clasp_fixture_advance (fixture, G_USEC_PER_SEC);
  g_assert_false (clasp_fake_link_is_reading (link));
  clasp_fake_link_release (link, G_MAXSIZE);
  g_assert_true (clasp_fake_link_is_reading (link));
}

static void
test_datagrams_above_are_dropped_and_told (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = join_lossy (fixture);
  guint64        n_dropped = clasp_fixture_stats (fixture).n_dropped;

  ping (link, 10);
  g_assert_cmpuint (count_lines (link, "PONG"), ==, 10);
  ping (link, 1);
  clasp_fixture_expect (link, "ERROR 503 \"Rate limit exceeded: 10 messages/second; those above "
                              "are dropped\"");
  ping (link, 5);
  clasp_fixture_expect (link, "");
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_dropped - n_dropped, ==, 6);
  g_assert_true (clasp_fake_link_is_reading (link));
  clasp_fixture_advance (fixture, G_USEC_PER_SEC / 10);
  ping (link, 2);
  g_assert_cmpuint (count_lines (link, "PONG"), ==, 1);
}

/* Also across the border of a second of the wall clock (router.md 20.25). */
static void
test_strict_refuses_each_above_thirty (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  ping (link, 30);
  g_assert_cmpuint (count_lines (link, "PONG"), ==, 30);
  clasp_fixture_talk (link, "SET /a 1", "ERROR 429 \"Rate limit exceeded: 30 messages/second\"");
  clasp_fixture_talk (link, "PING", "ERROR 429 \"Rate limit exceeded: 30 messages/second\"");
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_params, ==, 0);
  g_assert_true (clasp_fake_link_is_reading (link));
  clasp_fixture_advance (fixture, G_USEC_PER_SEC / 2);
  ping (link, 30);
  g_assert_cmpuint (count_lines (link, "PONG"), ==, 15);
}

static void
test_sessions_of_this_process_are_free (Fixture *fixture, gconstpointer limits)
{
  ClaspSession    *session = clasp_fixture_join_local (fixture, "bridge");
  const ClaspValue value = clasp_value_double (1);

  for (guint i = 0; i < 100; i++)
    clasp_session_set (session, CLASP_STR_LITERAL ("/a"), &value);
  clasp_fixture_talk (clasp_fixture_join (fixture), "GET /a", "SNAPSHOT [/a=1 rev 100]");
  clasp_session_leave (session);
}

#define ADD_WITH(path, function, limits)                                                           \
  g_test_add ("/router/rates/" path, Fixture, limits, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  ClaspRouterLimits ten = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits strict = CLASP_ROUTER_LIMITS_DEFAULT;

  ten.message_rate = 10;
  strict.is_strict = TRUE;
  clasp_test_init (&argc, &argv, 60);
  ADD_WITH ("no-rate-is-any-number", test_no_rate_is_any_number, NULL);
  ADD_WITH ("stream-is-not-read-until-tokens-return", test_stream_is_not_read_until_tokens_return,
            &ten);
  ADD_WITH ("held-session-ends-or-is-released", test_held_session_ends_or_is_released, &ten);
  ADD_WITH ("slow-reader-stays-stopped", test_slow_reader_stays_stopped, &ten);
  ADD_WITH ("datagrams-above-are-dropped-and-told", test_datagrams_above_are_dropped_and_told,
            &ten);
  ADD_WITH ("strict-refuses-each-above-thirty", test_strict_refuses_each_above_thirty, &strict);
  ADD_WITH ("sessions-of-this-process-are-free", test_sessions_of_this_process_are_free, &strict);
  return g_test_run ();
}
