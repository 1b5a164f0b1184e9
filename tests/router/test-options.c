/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "router/clasp-filter.h"
#include "support/clasp-router-fixture.h"

/* maxRate and epsilon of a subscription: fewer messages, and the last value always arrives. */

typedef struct
{
  ClaspRouterFixture base;
  ClaspFakeLink     *writer, *reader;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer options)
{
  g_autofree char *line = g_strdup_printf ("SUBSCRIBE 1 /** %s", (const char *) options);

  clasp_router_fixture_set_up (&fixture->base, NULL);
  fixture->writer = clasp_fixture_join (&fixture->base);
  fixture->reader = clasp_fixture_join (&fixture->base);
  clasp_fixture_say (fixture->reader, line);
}

static void
tear_down (Fixture *fixture, gconstpointer options)
{
  clasp_router_fixture_tear_down (&fixture->base, NULL);
}

static void
advance_ms (Fixture *fixture, gint64 by_ms)
{
  clasp_fixture_advance (&fixture->base, by_ms * 1000);
}

/* ten a second */
static void
test_rate_of_a_param (Fixture *fixture, gconstpointer options)
{
  clasp_fixture_say (fixture->writer, "SET /a 0");
  clasp_fixture_expect (fixture->reader, "SET /a 0 rev 1");
  for (guint i = 1; i <= 25; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /a %u", i);

      advance_ms (fixture, 10);
      clasp_fixture_say (fixture->writer, line);
    }
  clasp_fixture_expect (fixture->reader, "SET /a 9 rev 10\nSET /a 19 rev 20");
  advance_ms (fixture, 1000);
  clasp_fixture_expect (fixture->reader, "SET /a 25 rev 26");
  advance_ms (fixture, 1000);
  clasp_fixture_expect (fixture->reader, "");
  clasp_fixture_say (fixture->writer, "SET /a 30");
  clasp_fixture_expect (fixture->reader, "SET /a 30 rev 27");
}

/* The last move goes out while the end is on its way to others, before and behind. */
static void
test_end_of_a_gesture_reaches_the_others_whole (Fixture *fixture, gconstpointer options)
{
  ClaspFakeLink *plain = clasp_fixture_join (&fixture->base);
  ClaspFakeLink *slow = clasp_fixture_join (&fixture->base);
  ClaspFakeLink *last = clasp_fixture_join (&fixture->base);

  clasp_fixture_say (plain, "SUBSCRIBE 1 /**");
  clasp_fixture_say (slow, "SUBSCRIBE 1 /** rate 10");
  clasp_fixture_say (last, "SUBSCRIBE 1 /**");
  clasp_fixture_say (fixture->writer, "PUBLISH gesture /g 0 id 1 start");
  clasp_fixture_say (fixture->writer, "PUBLISH gesture /g 1 id 1 move");
  advance_ms (fixture, 20);
  clasp_fixture_say (fixture->writer, "PUBLISH gesture /g 222222 id 1 move");
  advance_ms (fixture, 20);
  g_free (clasp_fake_link_take (fixture->reader));
  g_free (clasp_fake_link_take (plain));
  g_free (clasp_fake_link_take (slow));
  g_free (clasp_fake_link_take (last));

  clasp_fixture_say (fixture->writer, "PUBLISH gesture /g 3 id 1 end");
  clasp_fixture_expect (plain, "PUBLISH gesture /g end 3 id 1");
  clasp_fixture_expect (slow, "PUBLISH gesture /g move 222222 id 1\nPUBLISH gesture /g end 3 id 1");
  clasp_fixture_expect (last, "PUBLISH gesture /g end 3 id 1");
}

static void
test_rate_counts_each_address_apart (Fixture *fixture, gconstpointer options)
{
  clasp_fixture_say (fixture->writer, "SET /a 1");
  clasp_fixture_say (fixture->writer, "SET /b 1");
  clasp_fixture_say (fixture->writer, "SET /a 2");
  clasp_fixture_say (fixture->writer, "SET /b 2");
  clasp_fixture_expect (fixture->reader, "SET /a 1 rev 1\nSET /b 1 rev 1");
  advance_ms (fixture, 100);
  clasp_fixture_expect (fixture->reader, "SET /a 2 rev 2\nSET /b 2 rev 2");
}

static void
test_rate_of_a_stream (Fixture *fixture, gconstpointer options)
{
  clasp_fixture_say (fixture->writer, "PUBLISH stream /s 1");
  clasp_fixture_say (fixture->writer, "PUBLISH stream /s 2");
  clasp_fixture_say (fixture->writer, "PUBLISH stream /s 3");
  clasp_fixture_expect (fixture->reader, "PUBLISH stream /s 1");
  advance_ms (fixture, 100);
  clasp_fixture_expect (fixture->reader, "PUBLISH stream /s 3");
}

static void
test_events_are_never_held_back (Fixture *fixture, gconstpointer options)
{
  clasp_fixture_say (fixture->writer, "PUBLISH event /e 1");
  clasp_fixture_say (fixture->writer, "PUBLISH event /e 2");
  clasp_fixture_expect (fixture->reader, "PUBLISH event /e 1\nPUBLISH event /e 2");
}

static void
test_gesture_ends_after_its_last_move (Fixture *fixture, gconstpointer options)
{
  clasp_fixture_say (fixture->writer, "PUBLISH gesture /g 0 id 1 start");
  clasp_fixture_say (fixture->writer, "PUBLISH gesture /g 1 id 1 move");
  clasp_fixture_say (fixture->writer, "PUBLISH gesture /g 2 id 1 move");
  clasp_fixture_say (fixture->writer, "PUBLISH gesture /g 3 id 1 move");
  clasp_fixture_say (fixture->writer, "PUBLISH gesture /g 3 id 1 end");
  clasp_fixture_expect (fixture->reader, "PUBLISH gesture /g start 0 id 1\n"
                                         "PUBLISH gesture /g move 1 id 1\n"
                                         "PUBLISH gesture /g move 3 id 1\n"
                                         "PUBLISH gesture /g end 3 id 1");
  advance_ms (fixture, 1000);
  clasp_fixture_expect (fixture->reader, "");
}

static void
test_subscription_without_options_wins (Fixture *fixture, gconstpointer options)
{
  clasp_fixture_say (fixture->reader, "SUBSCRIBE 2 /a");
  clasp_fixture_say (fixture->writer, "SET /a 1");
  clasp_fixture_say (fixture->writer, "SET /a 2");
  clasp_fixture_expect (fixture->reader, "SET /a 1 rev 1\nSET /a 2 rev 2");
}

static void
test_nothing_comes_after_unsubscribe (Fixture *fixture, gconstpointer options)
{
  clasp_fixture_say (fixture->writer, "SET /a 1");
  clasp_fixture_say (fixture->writer, "SET /a 2");
  clasp_fixture_say (fixture->writer, "PUBLISH stream /s 1");
  clasp_fixture_say (fixture->writer, "PUBLISH stream /s 2");
  g_free (clasp_fake_link_take (fixture->reader));
  clasp_fixture_say (fixture->reader, "UNSUBSCRIBE 1");
  advance_ms (fixture, 1000);
  clasp_fixture_expect (fixture->reader, "");
}

static void
test_peer_leaves_while_something_waits (Fixture *fixture, gconstpointer options)
{
  clasp_fixture_say (fixture->writer, "SET /a 1");
  clasp_fixture_say (fixture->writer, "SET /a 2");
  clasp_fake_link_hang_up (fixture->reader);
  advance_ms (fixture, 1000);
  clasp_fixture_talk (fixture->writer, "PING", "ACK /a rev 1\nACK /a rev 2\nPONG");
}

static void
test_param_expires_while_it_waits (Fixture *fixture, gconstpointer options)
{
  clasp_fixture_say (fixture->writer, "SET /a 1 until 0");
  clasp_fixture_say (fixture->writer, "SET /a 2");
  clasp_fixture_expect (fixture->reader, "SET /a 1 rev 1 ttl 0");
  advance_ms (fixture, 1000);
  advance_ms (fixture, 1000);
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/a")));
}

/* changes of 0.5 and more */
static void
test_epsilon_of_a_param (Fixture *fixture, gconstpointer options)
{
  clasp_fixture_say (fixture->writer, "SET /a 1");
  clasp_fixture_say (fixture->writer, "SET /a 1.25");
  clasp_fixture_say (fixture->writer, "SET /a 1.5");
  clasp_fixture_expect (fixture->reader, "SET /a 1 rev 1\nSET /a 1.5 rev 3");
  clasp_fixture_say (fixture->writer, "SET /a 1.6");
  clasp_fixture_say (fixture->writer, "SET /a 1.7");
  clasp_fixture_expect (fixture->reader, "");
  advance_ms (fixture, CLASP_FILTER_SETTLE_US / 1000);
  clasp_fixture_expect (fixture->reader, "SET /a 1.7 rev 5");
}

static void
test_epsilon_is_for_numbers (Fixture *fixture, gconstpointer options)
{
  clasp_fixture_say (fixture->writer, "SET /a one");
  clasp_fixture_say (fixture->writer, "SET /a two");
  clasp_fixture_say (fixture->writer, "SET /a 0");
  clasp_fixture_say (fixture->writer, "SET /a two");
  clasp_fixture_expect (fixture->reader,
                        "SET /a one rev 1\nSET /a two rev 2\nSET /a 0 rev 3\nSET /a two rev 4");
}

/* An in-process subscriber leaves in the middle of what had waited for it. */
static void
leave_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  if (++*(guint *) user_data == 3)
    {
      clasp_session_unsubscribe (session, 1);
      /* what is being delivered is still there */
      g_assert_true (
        clasp_str_equal (delivery->message->publish.address, CLASP_STR_LITERAL ("/s")));
    }
}

static void
test_in_process_session_unsubscribes_in_between (Fixture *fixture, gconstpointer options)
{
  guint         n = 0;
  ClaspSession *session = clasp_router_join (fixture->base.router, "s", leave_cb, NULL, &n);
  ClaspMessage  message = { .type = CLASP_MESSAGE_SUBSCRIBE };

  message.subscribe = (ClaspSubscribe){
    .id = 1,
    .pattern = CLASP_STR_LITERAL ("/**"),
    .types = CLASP_TYPES_ALL,
    .has_max_rate = TRUE,
    .max_rate = 10,
  };
  clasp_session_submit (session, &message, NULL, FALSE);
  for (guint i = 0; i < 3; i++)
    {
      clasp_fixture_say (fixture->writer, "PUBLISH stream /s 1");
      clasp_fixture_say (fixture->writer, "PUBLISH stream /t 1");
    }
  g_assert_cmpuint (n, ==, 2);
  advance_ms (fixture, 1000);
  g_assert_cmpuint (n, ==, 3);
  clasp_session_leave (session);
}

static void
set_router_rate (Fixture *fixture, guint rate)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  limits.update_rate = rate;
  clasp_router_set_limits (fixture->base.router, "test", &limits);
}

/* A person thins out what programs are sent, while they are connected, and lets go of it again. */
static void
test_router_thins (Fixture *fixture, gconstpointer options)
{
  clasp_fixture_say (fixture->writer, "SET /a 1");
  clasp_fixture_expect (fixture->reader, "SET /a 1 rev 1");
  set_router_rate (fixture, 10);
  for (guint i = 2; i <= 5; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /a %u", i);

      clasp_fixture_say (fixture->writer, line);
    }
  clasp_fixture_expect (fixture->reader, "SET /a 2 rev 2");
  clasp_fixture_say (fixture->writer, "PUBLISH event /e");
  clasp_fixture_expect (fixture->reader, "PUBLISH event /e");
  advance_ms (fixture, 100);
  clasp_fixture_expect (fixture->reader, "SET /a 5 rev 5");
  clasp_fixture_say (fixture->writer, "SET /a 6");
  clasp_fixture_expect (fixture->reader, "");
  set_router_rate (fixture, 0);
  clasp_fixture_say (fixture->writer, "SET /a 7");
  clasp_fixture_say (fixture->writer, "SET /a 8");
  clasp_fixture_expect (fixture->reader, "SET /a 7 rev 7\nSET /a 8 rev 8");
  advance_ms (fixture, 1000);
  clasp_fixture_expect (fixture->reader, "");
}

/* Its own rate is the lower one. */
static void
test_router_thins_no_less_than_asked (Fixture *fixture, gconstpointer options)
{
  set_router_rate (fixture, 100);
  clasp_fixture_say (fixture->writer, "SET /a 1");
  clasp_fixture_expect (fixture->reader, "SET /a 1 rev 1");
  advance_ms (fixture, 50);
  clasp_fixture_say (fixture->writer, "SET /a 2");
  clasp_fixture_expect (fixture->reader, "");
  advance_ms (fixture, 50);
  clasp_fixture_expect (fixture->reader, "SET /a 2 rev 2");
}

#define ADD(path, options, function)                                                               \
  g_test_add ("/router/options/" path, Fixture, options, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("rate-of-a-param", "rate 10", test_rate_of_a_param);
  ADD ("rate-counts-each-address-apart", "rate 10", test_rate_counts_each_address_apart);
  ADD ("rate-of-a-stream", "rate 10", test_rate_of_a_stream);
  ADD ("events-are-never-held-back", "rate 10", test_events_are_never_held_back);
  ADD ("end-of-a-gesture-reaches-the-others-whole", "rate 10",
       test_end_of_a_gesture_reaches_the_others_whole);
  ADD ("gesture-ends-after-its-last-move", "rate 10", test_gesture_ends_after_its_last_move);
  ADD ("subscription-without-options-wins", "rate 10", test_subscription_without_options_wins);
  ADD ("nothing-comes-after-unsubscribe", "rate 10", test_nothing_comes_after_unsubscribe);
  ADD ("peer-leaves-while-something-waits", "rate 10", test_peer_leaves_while_something_waits);
  ADD ("param-expires-while-it-waits", "rate 1", test_param_expires_while_it_waits);
  ADD ("router-thins", "", test_router_thins);
  ADD ("router-thins-no-less-than-asked", "rate 10", test_router_thins_no_less_than_asked);
  ADD ("epsilon-of-a-param", "epsilon 0.5", test_epsilon_of_a_param);
  ADD ("epsilon-is-for-numbers", "epsilon 0.5", test_epsilon_is_for_numbers);
  ADD ("in-process-session-unsubscribes-in-between", "rate 10",
       test_in_process_session_unsubscribes_in_between);
  return g_test_run ();
}
