/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

/* A remote peer from its connection to its end: HELLO, limits, time-outs, goodbye. */

typedef ClaspRouterFixture Fixture;

#define set_up clasp_router_fixture_set_up
#define tear_down clasp_router_fixture_tear_down

static void
assert_closed (ClaspFakeLink *link, const char *last_words, ClaspCloseCode code)
{
  clasp_fixture_expect (link, last_words);
  g_assert_cmpuint (clasp_fake_link_get_close_code (link), ==, code);
}

static void
test_no_hello_in_time (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_connect (fixture);

  clasp_fixture_advance (fixture, 10 * G_USEC_PER_SEC - 1);
  g_assert_cmpuint (clasp_fake_link_get_close_code (link), ==, 0);
  clasp_fixture_advance (fixture, 1);
  assert_closed (link, "ERROR 502 \"Timeout: no HELLO within 10000 ms\"", CLASP_CLOSE_POLICY);
}

static void
test_hello_in_time_ends_the_wait (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_connect (fixture);

  clasp_fixture_advance (fixture, 10 * G_USEC_PER_SEC - 1);
  clasp_fixture_say (link, "HELLO late");
  clasp_fixture_advance (fixture, 20 * G_USEC_PER_SEC);
  g_assert_cmpuint (clasp_fake_link_get_close_code (link), ==, 0);
}

static void
test_something_else_before_hello (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_connect (fixture);

  clasp_fixture_say (link, "SET /a 1");
  assert_closed (link, "ERROR 101 \"InvalidMessage: expected HELLO first, got SET\"",
                 CLASP_CLOSE_PROTOCOL);
  g_assert_null (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/a")));
}

static void
test_unreadable_frame_before_hello (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_connect (fixture);

  clasp_fake_link_inject_bytes (link, (const guint8 *) "GET / HTTP/1.1", 14);
  assert_closed (link, "ERROR 100 \"InvalidFrame: bad_magic at byte 0 of 14\"",
                 CLASP_CLOSE_PROTOCOL);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_malformed, ==, 1);
}

static void
test_sessions_at_the_limit_and_one_more (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *first = clasp_fixture_join (fixture);
  ClaspFakeLink *second = clasp_fixture_join (fixture);
  ClaspFakeLink *third = clasp_fixture_join (fixture);
  ClaspFakeLink *fourth = clasp_fixture_connect (fixture);

  g_assert_cmpuint (clasp_fixture_stats (fixture).n_sessions, ==, 3);
  clasp_fixture_say (fourth, "HELLO peer");
  assert_closed (fourth, "ERROR 503 \"The router is full: 3 sessions\"", CLASP_CLOSE_BUSY);
  clasp_fake_link_hang_up (second);
  clasp_fixture_talk (clasp_fixture_join (fixture), "PING", "PONG");
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_sessions, ==, 3);
  clasp_fixture_talk (first, "PING", "PONG");
  clasp_fixture_talk (third, "PING", "PONG");
}

static void
test_waiting_connections_at_the_limit_and_one_more (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *first = clasp_fixture_connect (fixture);
  ClaspFakeLink *second = clasp_fixture_connect (fixture);
  ClaspFakeLink *third = clasp_fixture_connect (fixture);

  assert_closed (third, "ERROR 503 \"Too many connections that have not said HELLO\"",
                 CLASP_CLOSE_BUSY);
  clasp_fixture_say (first, "HELLO peer");
  clasp_fixture_say (clasp_fixture_connect (fixture), "HELLO peer");
  clasp_fake_link_hang_up (second);
  g_assert_cmpuint (clasp_fake_link_get_close_code (clasp_fixture_connect (fixture)), ==, 0);
  g_assert_cmpuint (clasp_fake_link_get_close_code (clasp_fixture_connect (fixture)), ==, 0);
  g_assert_cmpuint (clasp_fake_link_get_close_code (clasp_fixture_connect (fixture)), !=, 0);
}

static void
test_subscriptions_at_the_limit_and_one_more (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_talk (link, "SUBSCRIBE 1 /1", "");
  clasp_fixture_talk (link, "SUBSCRIBE 2 /2", "");
  clasp_fixture_talk (link, "SUBSCRIBE 3 /3",
                      "ERROR 429 \"Subscription limit reached (max 2)\" /3");
  clasp_fixture_talk (link, "SUBSCRIBE 2 /3", "");
  clasp_fixture_talk (link, "UNSUBSCRIBE 77", "");
  clasp_fixture_talk (link, "UNSUBSCRIBE 1", "");
  clasp_fixture_talk (link, "SUBSCRIBE 3 /4", "");
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_subscriptions, ==, 2);
}

static void
test_silent_peer_is_pinged_then_closed (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_advance (fixture, 149 * G_USEC_PER_SEC);
  clasp_fixture_expect (link, "");
  clasp_fixture_advance (fixture, 1 * G_USEC_PER_SEC);
  clasp_fixture_expect (link, "PING");
  clasp_fixture_advance (fixture, 75 * G_USEC_PER_SEC);
  clasp_fixture_expect (link, "PING");
  clasp_fixture_advance (fixture, 75 * G_USEC_PER_SEC - 1);
  clasp_fixture_expect (link, "");
  clasp_fixture_advance (fixture, 1);
  assert_closed (link, "ERROR 502 \"Timeout: nothing received for 300000 ms, not even a PONG\"",
                 CLASP_CLOSE_POLICY);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_sessions, ==, 0);
}

static void
test_pong_keeps_a_session (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  for (guint i = 0; i < 10; i++)
    {
      clasp_fixture_advance (fixture, 150 * G_USEC_PER_SEC);
      clasp_fixture_expect (link, "PING");
      clasp_fixture_say (link, "PONG");
    }
  g_assert_cmpuint (clasp_fake_link_get_close_code (link), ==, 0);
}

static void
test_time_out_of_nothing_is_never (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fixture_advance (fixture, G_GINT64_CONSTANT (1000000) * G_USEC_PER_SEC);
  clasp_fixture_expect (link, "");
  g_assert_cmpuint (clasp_fake_link_get_close_code (link), ==, 0);
}

static void
test_limits_change_while_sessions_are_open (Fixture *fixture, gconstpointer data)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspFakeLink    *link = clasp_fixture_join (fixture);

  limits.session_timeout_ms = 1000;
  limits.max_subscriptions = 0;
  limits.max_queue_bytes = 1024 * 1024;
  clasp_router_set_limits (fixture->router, "Renamed", &limits);
  g_assert_cmpuint (clasp_fake_link_get_limit (link), ==, 1024 * 1024);
  clasp_fixture_talk (link, "SUBSCRIBE 1 /a",
                      "ERROR 429 \"Subscription limit reached (max 0)\" /a");
  clasp_fixture_talk (clasp_fixture_connect (fixture), "HELLO x", "WELCOME Renamed\nSNAPSHOT []");
  clasp_fixture_advance (fixture, 500 * 1000);
  clasp_fixture_expect (link, "PING");
}

static void
test_shutdown_says_goodbye (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *joined = clasp_fixture_join (fixture);
  ClaspFakeLink *waiting = clasp_fixture_connect (fixture);
  ClaspSession  *local = clasp_fixture_join_local (fixture, "local");
  ClaspFakeLink *late;

  clasp_router_shutdown (fixture->router, "Clasp Bridge is closing");
  assert_closed (joined, "ERROR 503 \"Clasp Bridge is closing\"", CLASP_CLOSE_GOING);
  assert_closed (waiting, "ERROR 503 \"Clasp Bridge is closing\"", CLASP_CLOSE_GOING);
  late = clasp_fixture_connect (fixture);
  g_assert_cmpuint (clasp_fake_link_get_close_code (late), ==, CLASP_CLOSE_GOING);
  clasp_session_emit (local, CLASP_STR_LITERAL ("/still/works"), NULL);
  clasp_fake_link_hang_up (joined);
  clasp_session_leave (local);
}

static void
test_links_may_outlive_the_router (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *half = clasp_fixture_join (fixture);

  clasp_fixture_say (link, "SUBSCRIBE 1 /**");
  clasp_router_shutdown (fixture->router, "Going");
  clasp_fake_link_hang_up (half);
  g_assert_finalize_object (g_steal_pointer (&fixture->router));
  clasp_fake_link_hang_up (link);
  fixture->router = clasp_router_new (fixture->reactor, fixture->timers, "Next", NULL);
}

static void
test_router_may_go_without_shutdown (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  g_assert_finalize_object (g_steal_pointer (&fixture->router));
  assert_closed (link, "ERROR 503 \"The router is going away\"", CLASP_CLOSE_GOING);
  fixture->router = clasp_router_new (fixture->reactor, fixture->timers, "Next", NULL);
}

static void
test_end_of_a_session_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *gone = clasp_fixture_join (fixture);
  ClaspFakeLink *stays = clasp_fixture_join (fixture);

  clasp_fixture_say (gone, "SUBSCRIBE 1 /**");
  clasp_fixture_say (gone, "SUBSCRIBE 2 /a/*/b*");
  clasp_fixture_say (gone, "SET /a 1 lock");
  clasp_fake_link_hang_up (gone);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_subscriptions, ==, 0);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_sessions, ==, 1);
  clasp_fixture_talk (stays, "SET /a 2", "ACK /a rev 2");
}

static void
test_closed_session_hears_nothing_more (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *closed = clasp_fixture_join (fixture);
  ClaspFakeLink *other = clasp_fixture_join (fixture);

  clasp_fixture_say (closed, "SUBSCRIBE 1 /**");
  clasp_fixture_advance (fixture, 299 * G_USEC_PER_SEC);
  clasp_fixture_say (other, "PONG");
  clasp_fixture_advance (fixture, 2 * G_USEC_PER_SEC);
  g_free (clasp_fake_link_take (closed));
  clasp_fixture_say (other, "SET /a 1"); /* its link has not ended yet */
  clasp_fixture_expect (closed, "");
  clasp_fake_link_hang_up (closed);
}

/* A peer that connects and misbehaves all day fills no disk. */
static GLogWriterOutput
count_writer (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if ((level & G_LOG_LEVEL_MESSAGE) != 0)
    (*(guint *) user_data)++;
  return G_LOG_WRITER_HANDLED;
}

static void
test_log_about_peers_is_bounded (Fixture *fixture, gconstpointer data)
{
  static guint n_lines;

  g_log_set_writer_func (count_writer, &n_lines, NULL);
  for (guint i = 0; i < 100; i++)
    {
      ClaspFakeLink *link = clasp_fixture_connect (fixture);

      clasp_fake_link_inject_bytes (link, (const guint8 *) "x", 1);
      clasp_fake_link_hang_up (link);
    }
  g_assert_cmpuint (n_lines, ==, 10);
  clasp_fixture_advance (fixture, 10 * G_USEC_PER_SEC);
  clasp_fake_link_inject_bytes (clasp_fixture_connect (fixture), (const guint8 *) "x", 1);
  g_assert_cmpuint (n_lines, ==, 12); /* one of them says how many were left out */
}

/* --- peer to peer (router.md 13) ---------------------------------------------------------------
 */

static void
keep_session_cb (const ClaspMessage *message, gpointer user_data)
{
  if (message->type == CLASP_MESSAGE_WELCOME)
    *(char **) user_data = clasp_str_dup (message->welcome.session);
}

static void
test_signal_reaches_one_session_only (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *from = clasp_fixture_join (fixture);
  ClaspFakeLink   *other = clasp_fixture_join (fixture);
  ClaspFakeLink   *target = clasp_fixture_connect (fixture);
  g_autofree char *id = NULL;
  g_autofree char *line = NULL;
  g_autofree char *expected = NULL;

  clasp_fake_link_set_func (target, keep_session_cb, &id);
  clasp_fixture_say (target, "HELLO target");
  clasp_fake_link_set_func (target, NULL, NULL);
  clasp_fixture_say (other, "SUBSCRIBE 1 /**");
  line = g_strdup_printf ("PUBLISH event /clasp/p2p/signal/%s 1", id);
  clasp_fixture_talk (from, line, "");
  expected = g_strdup_printf ("PUBLISH event /clasp/p2p/signal/%s 1", id);
  clasp_fixture_expect (target, expected);
  clasp_fixture_expect (other, "");
  clasp_fixture_talk (from, "PUBLISH event /clasp/p2p/signal/nobody 1",
                      "ERROR 404 \"Target session not found: nobody\" /clasp/p2p/signal/nobody");
  clasp_fixture_talk (from, "PUBLISH event /clasp/p2p/announce 1", "");
  clasp_fixture_expect (other, "PUBLISH event /clasp/p2p/announce 1");
}

#define ADD_WITH(path, function, limits)                                                           \
  g_test_add ("/router/sessions/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_WITH (path, function, NULL)

int
main (int argc, char **argv)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits for_ever = CLASP_ROUTER_LIMITS_DEFAULT;

  limits.max_sessions = 3;
  limits.max_unauthenticated = 2;
  limits.max_subscriptions = 2;
  for_ever.session_timeout_ms = 0;
  clasp_test_init (&argc, &argv, 60);
  ADD ("no-hello-in-time", test_no_hello_in_time);
  ADD ("hello-in-time-ends-the-wait", test_hello_in_time_ends_the_wait);
  ADD ("something-else-before-hello", test_something_else_before_hello);
  ADD ("unreadable-frame-before-hello", test_unreadable_frame_before_hello);
  ADD_WITH ("sessions-at-the-limit-and-one-more", test_sessions_at_the_limit_and_one_more, &limits);
  ADD_WITH ("waiting-connections-at-the-limit-and-one-more",
            test_waiting_connections_at_the_limit_and_one_more, &limits);
  ADD_WITH ("subscriptions-at-the-limit-and-one-more", test_subscriptions_at_the_limit_and_one_more,
            &limits);
  ADD ("silent-peer-is-pinged-then-closed", test_silent_peer_is_pinged_then_closed);
  ADD ("pong-keeps-a-session", test_pong_keeps_a_session);
  ADD_WITH ("time-out-of-nothing-is-never", test_time_out_of_nothing_is_never, &for_ever);
  ADD ("limits-change-while-sessions-are-open", test_limits_change_while_sessions_are_open);
  ADD ("shutdown-says-goodbye", test_shutdown_says_goodbye);
  ADD ("links-may-outlive-the-router", test_links_may_outlive_the_router);
  ADD ("router-may-go-without-shutdown", test_router_may_go_without_shutdown);
  ADD ("end-of-a-session-leaves-nothing", test_end_of_a_session_leaves_nothing);
  ADD ("closed-session-hears-nothing-more", test_closed_session_hears_nothing_more);
  ADD ("signal-reaches-one-session-only", test_signal_reaches_one_session_only);
  ADD ("log-about-peers-is-bounded", test_log_about_peers_is_bounded); /* last: takes the log */
  return g_test_run ();
}
