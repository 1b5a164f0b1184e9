/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "router/clasp-output.h"
#include "support/clasp-router-fixture.h"

/* A peer that reads too slowly: what waits, what is dropped, and what everybody else notices of it
 * (nothing). */

static const ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

typedef struct
{
  ClaspRouterFixture base;
  ClaspFakeLink     *writer, *slow, *quick;
} Fixture;

/* From now on nothing more fits. */
static void
stuff (Fixture *fixture)
{
  clasp_fake_link_hold (fixture->slow);
  clasp_fixture_say (fixture->writer, "PUBLISH event /stuffed");
  clasp_link_set_limit (CLASP_LINK (fixture->slow), 2);
  g_free (clasp_fake_link_take (fixture->slow));
}

static void
release (Fixture *fixture)
{
  clasp_fake_link_release (fixture->slow, G_MAXSIZE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  clasp_router_fixture_set_up (&fixture->base, NULL);
  fixture->writer = clasp_fixture_join (&fixture->base);
  fixture->slow = clasp_fixture_join (&fixture->base);
  fixture->quick = clasp_fixture_join (&fixture->base);
  clasp_fixture_say (fixture->slow, "SUBSCRIBE 1 /**");
  clasp_fixture_say (fixture->quick, "SUBSCRIBE 1 /**");
  stuff (fixture);
  g_free (clasp_fake_link_take (fixture->quick));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  clasp_router_fixture_tear_down (&fixture->base, NULL);
}

static void
test_params_wait_with_their_newest_value (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->writer, "SET /a 1");
  clasp_fixture_say (fixture->writer, "SET /b 1");
  clasp_fixture_say (fixture->writer, "SET /a 2");
  clasp_fixture_say (fixture->writer, "SET /a 3");
  clasp_fixture_expect (fixture->slow, "");
  clasp_fixture_expect (fixture->quick,
                        "SET /a 1 rev 1\nSET /b 1 rev 1\nSET /a 2 rev 2\nSET /a 3 rev 3");
  release (fixture);
  clasp_fixture_expect (fixture->slow, "SET /b 1 rev 1\nSET /a 3 rev 3");
  clasp_fixture_say (fixture->writer, "SET /a 4");
  clasp_fixture_expect (fixture->slow, "SET /a 4 rev 4");
}

/* What arrives is what was accepted, in that order, without outdated values. */
static void
test_order_of_values_and_events_is_kept (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->writer, "SET /a 1");
  clasp_fixture_say (fixture->writer, "PUBLISH event /e 1");
  clasp_fixture_say (fixture->writer, "SET /b 1");
  clasp_fixture_say (fixture->writer, "PUBLISH event /e 2");
  clasp_fixture_say (fixture->writer, "SET /a 2");
  release (fixture);
  clasp_fixture_expect (fixture->slow,
                        "PUBLISH event /e 1\nSET /b 1 rev 1\nPUBLISH event /e 2\nSET /a 2 rev 2");
}

/* Of each stream the newest waits; the others are dropped. */
static void
test_streams_wait_with_their_newest_value (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->writer, "PUBLISH stream /s 1");
  clasp_fixture_say (fixture->writer, "PUBLISH stream /t 2");
  clasp_fixture_say (fixture->writer, "PUBLISH event /s 3");
  clasp_fixture_say (fixture->writer, "PUBLISH stream /s 4");
  clasp_fixture_say (fixture->writer, "PUBLISH stream /s 5");
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_dropped, ==, 2);
  release (fixture);
  clasp_fixture_expect (fixture->slow,
                        "PUBLISH stream /t 2\nPUBLISH event /s 3\nPUBLISH stream /s 5");
  clasp_fixture_say (fixture->writer, "PUBLISH stream /s 6");
  clasp_fixture_expect (fixture->slow, "PUBLISH stream /s 6");
}

static void
advance_and_move (Fixture *fixture, const char *line)
{
  clasp_fixture_advance (&fixture->base, 16000); /* past what the router saves anyway */
  clasp_fixture_say (fixture->writer, line);
}

/* The last move before an end arrives before it, of each gesture. */
static void
test_last_moves_wait_in_their_place (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->writer, "PUBLISH gesture /g 1 start");
  advance_and_move (fixture, "PUBLISH gesture /g 2 move");
  advance_and_move (fixture, "PUBLISH gesture /g 3 move");
  advance_and_move (fixture, "PUBLISH gesture /g 4 id 7 move");
  clasp_fixture_say (fixture->writer, "PUBLISH gesture /g 5 end");
  clasp_fixture_say (fixture->writer, "PUBLISH gesture /g 6 start");
  advance_and_move (fixture, "PUBLISH gesture /g 7 move");
  advance_and_move (fixture, "PUBLISH gesture /g 8 move");
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_dropped, ==, 2);
  release (fixture);
  clasp_fixture_expect (fixture->slow, "PUBLISH gesture /g start 1\n"
                                       "PUBLISH gesture /g move 3\n"
                                       "PUBLISH gesture /g move 4 id 7\n"
                                       "PUBLISH gesture /g end 5\n"
                                       "PUBLISH gesture /g start 6\n"
                                       "PUBLISH gesture /g move 8");
}

/* Many streams: what waits is bounded, and nobody is closed for it. */
static void
test_waiting_streams_are_bounded (Fixture *fixture, gconstpointer data)
{
  ClaspRouterLimits few = CLASP_ROUTER_LIMITS_DEFAULT;

  few.max_pending_bytes = 10000;
  clasp_router_set_limits (fixture->base.router, "Test router", &few);
  clasp_link_set_limit (CLASP_LINK (fixture->slow), 2);
  clasp_fake_link_set_counting (fixture->quick, TRUE);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *line = g_strdup_printf ("PUBLISH stream /s/%u 1", i);

      clasp_fixture_say (fixture->writer, line);
    }
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->slow), ==, 0);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_dropped, >, 1000 - 10000 / 20);
}

/* One more than that comes: the newest waits. */
static void
drop (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n + 1; i++)
    clasp_fixture_say (fixture->writer, "PUBLISH stream /s 1");
}

static void
test_hundred_drops_in_ten_seconds_are_told (Fixture *fixture, gconstpointer data)
{
  drop (fixture, 99);
  clasp_fixture_advance (&fixture->base, 10 * G_USEC_PER_SEC); /* the window is over */
  drop (fixture, 98);                                          /* 99 with the one that waited */
  release (fixture);
  clasp_fixture_expect (fixture->slow, "PUBLISH stream /s 1");

  stuff (fixture);
  drop (fixture, 1);
  drop (fixture, 300);
  release (fixture);
  clasp_fixture_expect (
    fixture->slow,
    "ERROR 503 \"Buffer overflow: messages being dropped (100 drops in last 10 seconds)\"\n"
    "PUBLISH stream /s 1");
}

static void
test_too_many_waiting_events_close_the_session (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < limits.max_pending_frames; i++)
    clasp_fixture_say (fixture->writer, "PUBLISH event /e");
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->slow), ==, 0);
  clasp_fixture_say (fixture->writer, "PUBLISH event /e");
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->slow), ==, CLASP_CLOSE_BUSY);
  clasp_fixture_expect (
    fixture->slow, "ERROR 503 \"This connection reads too slowly: events would have been lost\"");
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_sessions, ==, 2);
  clasp_fixture_talk (fixture->writer, "PING", "PONG");
  clasp_fake_link_hang_up (fixture->slow);
}

static void
expect_last_event_and_cancel (ClaspFakeLink *link)
{
  g_autofree char *text = clasp_fake_link_take (link);
  g_auto (GStrv)   lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 2);
  g_assert_true (g_strv_contains ((const char **) lines, "PUBLISH event /the-last 5"));
  g_assert_true (g_strv_contains ((const char **) lines, "PUBLISH gesture /finger cancel"));
}

/* The event that ends the session and the cancel which that causes: those before and behind the
 * session get both. */
static void
test_gesture_of_a_session_that_is_closed (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *last = clasp_fixture_join (&fixture->base);

  clasp_fixture_say (fixture->writer, "SUBSCRIBE 1 /**");
  clasp_fixture_say (fixture->slow, "PUBLISH gesture /finger 1 start");
  for (guint i = 0; i < limits.max_pending_frames; i++)
    clasp_fixture_say (last, "PUBLISH event /e");
  g_free (clasp_fake_link_take (fixture->writer));
  g_free (clasp_fake_link_take (fixture->quick));
  clasp_fixture_say (last, "PUBLISH event /the-last 5");
  expect_last_event_and_cancel (fixture->writer);
  expect_last_event_and_cancel (fixture->quick);
  clasp_fake_link_hang_up (fixture->slow);
}

static void
test_too_many_waiting_bytes_close_the_session (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (60000, 'x');
  g_autofree char *line = g_strdup_printf ("PUBLISH event /e %s", text);
  guint            n = (guint) (limits.max_pending_bytes / 60000);

  clasp_fake_link_set_counting (fixture->quick, TRUE);
  for (guint i = 0; i < n; i++)
    clasp_fixture_say (fixture->writer, line);
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->slow), ==, 0);
  clasp_fixture_say (fixture->writer, line);
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->slow), ==, CLASP_CLOSE_BUSY);
}

/* A hundred thousand values wait without a byte of them: only the parameters are marked. */
static void
test_values_alone_never_close_a_session (Fixture *fixture, gconstpointer data)
{
  clasp_fake_link_set_counting (fixture->quick, TRUE);
  clasp_fake_link_set_counting (fixture->writer, TRUE);
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /p/%u %u", i % 10000, i);

      clasp_fixture_say (fixture->writer, line);
    }
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->slow), ==, 0);
  clasp_fake_link_set_counting (fixture->slow, TRUE);
  {
    guint64 n_before = clasp_fake_link_get_n_sent (fixture->slow);

    release (fixture);
    g_assert_cmpuint (clasp_fake_link_get_n_sent (fixture->slow) - n_before, ==, 10000);
  }
}

static void
test_replies_that_wait_stop_the_asking (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->slow, "PING");
  g_assert_false (clasp_fake_link_is_reading (fixture->slow));
  release (fixture);
  g_assert_true (clasp_fake_link_is_reading (fixture->slow));
  clasp_fixture_expect (fixture->slow, "PONG");
}

static void
test_drained_only_a_little (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *line = g_strdup_printf ("PUBLISH event /e %u", i);

      clasp_fixture_say (fixture->writer, line);
    }
  /* room for some, again and again: nothing is lost, twice, or out of order */
  clasp_link_set_limit (CLASP_LINK (fixture->slow), 100);
  while (clasp_fake_link_get_n_drained (fixture->slow) < 1000)
    {
      guint n_drained = clasp_fake_link_get_n_drained (fixture->slow);

      clasp_fake_link_release (fixture->slow, 60);
      if (clasp_fake_link_get_n_drained (fixture->slow) == n_drained)
        break;
    }
  release (fixture);
  {
    g_autofree char *text = clasp_fake_link_take (fixture->slow);
    g_auto (GStrv)   lines = g_strsplit (text, "\n", -1);

    g_assert_cmpuint (g_strv_length (lines), ==, 50);
    for (guint i = 0; i < 50; i++)
      {
        g_autofree char *line = g_strdup_printf ("PUBLISH event /e %u", i);

        g_assert_cmpstr (lines[i], ==, line);
      }
  }
}

static void
test_param_that_is_removed_while_it_waits (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->writer, "SET /a 1 ttl 1");
  clasp_fixture_say (fixture->writer, "SET /b 1");
  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/a")));
  release (fixture);
  clasp_fixture_expect (fixture->slow, "SET /b 1 rev 1\nSET /a null rev 2");
}

static void
test_peer_that_leaves_with_a_backlog (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->writer, "SET /a 1");
  clasp_fixture_say (fixture->writer, "PUBLISH event /e");
  clasp_fake_link_hang_up (fixture->slow);
  clasp_fixture_talk (fixture->writer, "SET /a 2", "ACK /a rev 1\nACK /a rev 2");
}

/* What the window tells of it. */
static void
test_who_loses_is_named (Fixture *fixture, gconstpointer data)
{
  ClaspRouterQueues queues;

  clasp_router_get_queues (fixture->base.router, &queues);
  g_assert_cmpuint (queues.n_slow, ==, 0);
  drop (fixture, 50);
  clasp_router_get_queues (fixture->base.router, &queues);
  g_assert_cmpuint (queues.n_slow, ==, 1);
  g_assert_cmpuint (queues.slow[0].n_dropped, ==, clasp_fixture_stats (&fixture->base).n_dropped);
  g_assert_cmpuint (queues.slow[0].n_dropped, >, 0);
  g_assert_cmpstr (queues.slow[0].name, !=, "");
  g_assert_cmpuint (queues.n_bytes, >, 0);
  g_assert_cmpuint (queues.n_bytes_longest, ==, queues.n_bytes);
  g_assert_cmpstr (queues.longest, ==, queues.slow[0].name);
  g_assert_cmpuint (queues.n_fastest, >=, 50);
  /* The count of what was said begins anew, that of what was lost does not. */
  clasp_router_get_queues (fixture->base.router, &queues);
  g_assert_cmpuint (queues.n_fastest, ==, 0);
  g_assert_cmpuint (queues.fastest, ==, 0);
  g_assert_cmpuint (queues.n_slow, ==, 1);
  release (fixture);
  clasp_router_get_queues (fixture->base.router, &queues);
  g_assert_cmpuint (queues.n_bytes, ==, 0);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/router/backpressure/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("params-wait-with-their-newest-value", test_params_wait_with_their_newest_value);
  ADD ("order-of-values-and-events-is-kept", test_order_of_values_and_events_is_kept);
  ADD ("streams-wait-with-their-newest-value", test_streams_wait_with_their_newest_value);
  ADD ("last-moves-wait-in-their-place", test_last_moves_wait_in_their_place);
  ADD ("waiting-streams-are-bounded", test_waiting_streams_are_bounded);
  ADD ("hundred-drops-in-ten-seconds-are-told", test_hundred_drops_in_ten_seconds_are_told);
  ADD ("too-many-waiting-events-close-the-session", test_too_many_waiting_events_close_the_session);
  ADD ("gesture-of-a-session-that-is-closed", test_gesture_of_a_session_that_is_closed);
  ADD ("too-many-waiting-bytes-close-the-session", test_too_many_waiting_bytes_close_the_session);
  ADD ("values-alone-never-close-a-session", test_values_alone_never_close_a_session);
  ADD ("replies-that-wait-stop-the-asking", test_replies_that_wait_stop_the_asking);
  ADD ("who-loses-is-named", test_who_loses_is_named);
  ADD ("drained-only-a-little", test_drained_only_a_little);
  ADD ("param-that-is-removed-while-it-waits", test_param_that_is_removed_while_it_waits);
  ADD ("peer-that-leaves-with-a-backlog", test_peer_that_leaves_with_a_backlog);
  return g_test_run ();
}
