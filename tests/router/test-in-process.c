/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

typedef ClaspRouterFixture Fixture;

#define set_up clasp_router_fixture_set_up
#define tear_down clasp_router_fixture_tear_down

static void
subscribe (ClaspSession *session, guint32 id, const char *pattern)
{
  g_autoptr (GError) error = NULL;

  clasp_session_subscribe (session, id, clasp_str (pattern), CLASP_TYPES_ALL, TRUE, &error);
  g_assert_no_error (error);
}

static void
set (ClaspSession *session, const char *address, double number)
{
  const ClaspValue value = clasp_value_double (number);

  clasp_session_set (session, clasp_str (address), &value);
}

static void
test_own_set_does_not_come_back (Fixture *fixture, gconstpointer data)
{
  ClaspSession *writer = clasp_fixture_join_local (fixture, "writer");
  ClaspSession *reader = clasp_fixture_join_local (fixture, "reader");

  subscribe (writer, 1, "/a/**");
  subscribe (reader, 1, "/a/**");
  set (writer, "/a/x", 1);
  clasp_fixture_expect_log (fixture, "reader ← SET /a/x 1 rev 1\nwriter ← ACK /a/x rev 1");
  clasp_session_emit (writer, CLASP_STR_LITERAL ("/a/e"), NULL);
  clasp_fixture_expect_log (fixture, "reader ← PUBLISH event /a/e");
  clasp_session_leave (writer);
  clasp_session_leave (reader);
}

static void
test_remote_and_local_sessions_meet (Fixture *fixture, gconstpointer data)
{
  ClaspSession  *local = clasp_fixture_join_local (fixture, "local");
  ClaspFakeLink *remote = clasp_fixture_join (fixture);

  subscribe (local, 1, "/**");
  clasp_fixture_say (remote, "SUBSCRIBE 1 /**");
  clasp_fixture_talk (remote, "SET /r 1", "SET /r 1 rev 1\nACK /r rev 1");
  clasp_fixture_expect_log (fixture, "local ← SET /r 1 rev 1");
  set (local, "/l", 2);
  clasp_fixture_expect (remote, "SET /l 2 rev 1");
  clasp_fixture_expect_log (fixture, "local ← ACK /l rev 1");
  clasp_session_leave (local);
}

static void
test_snapshot_comes_before_subscribe_returns (Fixture *fixture, gconstpointer data)
{
  ClaspSession *writer = clasp_fixture_join_local (fixture, "w");
  ClaspSession *reader = clasp_fixture_join_local (fixture, "r");

  set (writer, "/a/x", 1);
  set (writer, "/b", 2);
  g_string_truncate (fixture->log, 0);
  subscribe (reader, 1, "/a/*");
  clasp_fixture_expect_log (fixture, "r ← SET /a/x 1 rev 1 (snapshot)");
  subscribe (reader, 2, "/b");
  clasp_fixture_expect_log (fixture, "r ← SET /b 2 rev 1 (snapshot)");
  g_assert_true (
    clasp_session_subscribe (reader, 3, CLASP_STR_LITERAL ("/**"), CLASP_TYPES_PARAM, FALSE, NULL));
  clasp_fixture_expect_log (fixture, "");
  clasp_session_leave (writer);
  clasp_session_leave (reader);
}

static void
test_bad_pattern_and_too_many_subscriptions (Fixture *fixture, gconstpointer limits)
{
  ClaspSession      *session = clasp_fixture_join_local (fixture, "s");
  g_autoptr (GError) error = NULL;

  g_assert_false (
    clasp_session_subscribe (session, 1, CLASP_STR_LITERAL ("a"), CLASP_TYPES_ALL, TRUE, &error));
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_ADDRESS);
  g_clear_error (&error);
  subscribe (session, 1, "/1");
  subscribe (session, 2, "/2");
  g_assert_false (
    clasp_session_subscribe (session, 3, CLASP_STR_LITERAL ("/3"), CLASP_TYPES_ALL, TRUE, &error));
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED);
  subscribe (session, 2, "/3"); /* takes the place of /2 */
  clasp_session_unsubscribe (session, 1);
  subscribe (session, 4, "/4");
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_subscriptions, ==, 2);
  clasp_session_leave (session);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_subscriptions, ==, 0);
}

/* --- what happens during a delivery ---------------------------------------------------------- */

typedef struct
{
  Fixture      *fixture;
  ClaspSession *session;
  const char   *target;
  gboolean      hop;
  guint         last_hops;
  gint64        last_received_us;
  guint64       last_origin;
  guint         n;
} Relay;

static void
relay_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  Relay       *relay = user_data;
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  relay->n++;
  relay->last_hops = delivery->hops;
  relay->last_received_us = delivery->received_us;
  relay->last_origin = delivery->origin;
  if (relay->target == NULL)
    return;
  message.set.address = clasp_str (relay->target);
  message.set.value = delivery->message->set.value;
  clasp_session_submit (session, &message, delivery, relay->hop);
}

/* Both hear the first message before the answer to it, whoever is told first. */
static void
test_answers_wait_until_everybody_has_heard (Fixture *fixture, gconstpointer data)
{
  Relay         relay = { fixture, NULL, "/out", TRUE };
  ClaspSession *first = clasp_router_join (fixture->router, "first", relay_cb, NULL, &relay);
  ClaspSession *second = clasp_fixture_join_local (fixture, "second");
  ClaspSession *writer = clasp_fixture_join_local (fixture, "writer");

  subscribe (first, 1, "/in");
  subscribe (second, 1, "/**");
  set (writer, "/in", 1);
  clasp_fixture_expect_log (fixture, "second ← SET /in 1 rev 1\n"
                                     "writer ← ACK /in rev 1\n"
                                     "second ← SET /out 1 rev 1");
  clasp_session_leave (first);
  clasp_session_leave (second);
  clasp_session_leave (writer);
}

static void
test_circle_of_mappings_is_stopped (Fixture *fixture, gconstpointer data)
{
  Relay         there = { fixture, NULL, "/b", TRUE };
  Relay         back = { fixture, NULL, "/a", TRUE };
  ClaspSession *x = clasp_router_join (fixture->router, "x", relay_cb, NULL, &there);
  ClaspSession *y = clasp_router_join (fixture->router, "y", relay_cb, NULL, &back);
  ClaspSession *writer = clasp_fixture_join_local (fixture, "writer");

  subscribe (x, 1, "/a");
  subscribe (y, 1, "/b");
  set (writer, "/a", 1);
  g_assert_cmpuint (there.n + back.n, ==, CLASP_ROUTER_MAX_HOPS + 1);
  g_assert_cmpuint (MAX (there.last_hops, back.last_hops), ==, CLASP_ROUTER_MAX_HOPS);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_looped, ==, 1);
  clasp_session_leave (x);
  clasp_session_leave (y);
  clasp_session_leave (writer);
}

static void
test_time_and_origin_travel_along (Fixture *fixture, gconstpointer data)
{
  Relay         relay = { fixture, NULL, "/b", TRUE };
  Relay         end = { fixture, NULL, NULL, FALSE };
  ClaspSession *x = clasp_router_join (fixture->router, "x", relay_cb, NULL, &relay);
  ClaspSession *y = clasp_router_join (fixture->router, "y", relay_cb, NULL, &end);
  ClaspSession *writer = clasp_fixture_join_local (fixture, "writer");

  subscribe (x, 1, "/a");
  subscribe (y, 1, "/b");
  set (writer, "/a", 1);
  g_assert_cmpint (end.last_received_us, ==, clasp_clock_now_us (fixture->clock));
  g_assert_cmpuint (end.last_hops, ==, 1);
  g_assert_cmpuint (end.last_origin, ==, clasp_session_get_number (x));
  g_assert_cmpuint (relay.last_origin, ==, clasp_session_get_number (writer));
  g_assert_cmpuint (clasp_session_get_number (x), ==, 1);
  clasp_session_leave (x);
  clasp_session_leave (y);
  clasp_session_leave (writer);
}

typedef struct
{
  ClaspSession *self, *other;
  guint         n;
} Leaver;

static void
leave_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  Leaver *leaver = user_data;

  leaver->n++;
  clasp_session_leave (g_steal_pointer (&leaver->self));
  if (leaver->other != NULL)
    clasp_session_leave (g_steal_pointer (&leaver->other));
}

static void
test_sessions_leave_while_being_delivered_to (Fixture *fixture, gconstpointer data)
{
  ClaspSession *writer = clasp_fixture_join_local (fixture, "writer");
  Leaver        leaver = { NULL, NULL, 0 };

  leaver.self = clasp_router_join (fixture->router, "leaver", leave_cb, NULL, &leaver);
  leaver.other = clasp_fixture_join_local (fixture, "other");
  subscribe (leaver.self, 1, "/**");
  subscribe (leaver.other, 1, "/**");
  set (writer, "/a", 1);
  set (writer, "/a", 2);
  g_assert_cmpuint (leaver.n, ==, 1);
  clasp_fixture_expect_log (fixture, "writer ← ACK /a rev 1\nwriter ← ACK /a rev 2");
  clasp_session_leave (writer);
}

static void
submit_then_leave_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  const ClaspValue value = clasp_value_double (9);

  clasp_session_set (session, CLASP_STR_LITERAL ("/last"), &value);
  clasp_session_leave (session);
}

static void
test_last_words_are_heard (Fixture *fixture, gconstpointer data)
{
  ClaspSession *writer = clasp_fixture_join_local (fixture, "writer");
  ClaspSession *leaver =
    clasp_router_join (fixture->router, "leaver", submit_then_leave_cb, NULL, NULL);

  subscribe (leaver, 1, "/a");
  subscribe (writer, 1, "/last");
  set (writer, "/a", 1);
  clasp_fixture_expect_log (fixture, "writer ← ACK /a rev 1\nwriter ← SET /last 9 rev 1");
  clasp_session_leave (writer);
}

static void
resubscribe_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
  if (delivery->is_snapshot)
    return;
  clasp_session_unsubscribe (session, 1);
  subscribe (session, 1, "/b");
  subscribe (session, 2, "/c");
}

static void
test_subscriptions_change_during_a_delivery (Fixture *fixture, gconstpointer data)
{
  ClaspSession *writer = clasp_fixture_join_local (fixture, "writer");
  guint         n = 0;
  ClaspSession *reader = clasp_router_join (fixture->router, "reader", resubscribe_cb, NULL, &n);

  set (writer, "/b", 0);
  subscribe (reader, 1, "/a");
  set (writer, "/a", 1);
  g_assert_cmpuint (n, ==, 2); /* the change, and the snapshot of the new subscription */
  set (writer, "/a", 2);
  g_assert_cmpuint (n, ==, 2);
  set (writer, "/c", 3);
  g_assert_cmpuint (n, ==, 5); /* the change, and the snapshots of both */
  clasp_session_leave (writer);
  clasp_session_leave (reader);
}

/* Without hops nothing stops two sessions that answer each other: the queue keeps them from
 * growing, the limit per turn keeps the loop alive. */
typedef struct
{
  guint n, copies;
} Flood;

static void
flood_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  Flood *flood = user_data;

  flood->n++;
  for (guint i = 0; i < flood->copies; i++)
    clasp_session_emit (session, CLASP_STR_LITERAL ("/ping"), NULL);
}

static void
test_sessions_that_answer_for_ever_do_not_stop_the_loop (Fixture *fixture, gconstpointer data)
{
  Flood         floods[2] = { { 0, 2 }, { 0, 2 } };
  ClaspSession *x = clasp_router_join (fixture->router, "x", flood_cb, NULL, &floods[0]);
  ClaspSession *y = clasp_router_join (fixture->router, "y", flood_cb, NULL, &floods[1]);

  subscribe (x, 1, "/ping");
  subscribe (y, 1, "/ping");
  clasp_session_emit (x, CLASP_STR_LITERAL ("/ping"), NULL); /* comes back at all */
  g_assert_cmpuint (floods[0].n + floods[1].n, ==, 65537);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_dropped, >, 0);
  floods[0].copies = floods[1].copies = 0;
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (floods[0].n + floods[1].n, ==, 65537 + 65535); /* what the queue held */
  clasp_session_leave (x);
  clasp_session_leave (y);
}

/* Every kind of message is copied when it has to wait. */
static void
submit_line (ClaspSession *session, const char *line)
{
  g_autofree char      *buffer = g_strdup (line);
  g_auto (ClaspMessage) message;

  clasp_fixture_parse (buffer, &message);
  clasp_session_submit (session, &message, NULL, FALSE);
}

static void
submit_all_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  submit_line (session, "SET /q/x text");
  submit_line (session, "GET /q/x");
  submit_line (session, "SUBSCRIBE 9 /q/* param");
  submit_line (session, "ANNOUNCE /q /q/x,/q/y");
  submit_line (session, "QUERY /q/y");
  submit_line (session, "PING");
  submit_line (session, "PUBLISH stream /q/s 4");
  submit_line (session, "HELLO again");
}

static void
test_every_kind_of_message_may_wait (Fixture *fixture, gconstpointer data)
{
  ClaspSession *writer = clasp_fixture_join_local (fixture, "w");
  ClaspSession *talker =
    clasp_router_join (fixture->router, "t", submit_all_cb, clasp_fixture_reply_cb, fixture);

  clasp_session_subscribe (talker, 1, CLASP_STR_LITERAL ("/go"), CLASP_TYPES_EVENT, TRUE, NULL);
  subscribe (writer, 1, "/q/s");
  clasp_session_emit (writer, CLASP_STR_LITERAL ("/go"), NULL);
  g_assert_nonnull (g_strstr_len (fixture->log->str, -1, "t ← ACK /q/x rev 1\n"));
  g_assert_nonnull (g_strstr_len (fixture->log->str, -1, "t ← SNAPSHOT [/q/x=text rev 1]\n"));
  g_assert_nonnull (g_strstr_len (fixture->log->str, -1, "t ← ACK /q\n"));
  g_assert_nonnull (g_strstr_len (fixture->log->str, -1, "t ← RESULT [/q/y param f64]\n"));
  g_assert_nonnull (g_strstr_len (fixture->log->str, -1, "t ← PONG\n"));
  g_assert_nonnull (g_strstr_len (fixture->log->str, -1, "w ← PUBLISH stream /q/s 4\n"));
  g_assert_nonnull (g_strstr_len (fixture->log->str, -1, "t ← ERROR 101 "));
  clasp_session_leave (writer);
  clasp_session_leave (talker);
}

static void
count_param_cb (const ClaspSnapshotParam *param, gpointer user_data)
{
  g_assert_true (clasp_str_equal (param->writer, CLASP_STR_LITERAL ("writer")));
  (*(guint *) user_data)++;
}

static void
test_peek_and_foreach (Fixture *fixture, gconstpointer data)
{
  ClaspSession            *writer = clasp_fixture_join_local (fixture, "writer");
  g_autoptr (ClaspPattern) pattern = clasp_pattern_new (CLASP_STR_LITERAL ("/a/*"));
  guint                    n = 0;

  set (writer, "/a/x", 1);
  set (writer, "/a/y", 2);
  set (writer, "/b", 3);
  clasp_router_foreach (fixture->router, pattern, count_param_cb, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpfloat (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/b"))->as.number, ==,
                     3);
  g_assert_null (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/c")));
  clasp_session_leave (writer);
}

static void
name_cb (guint64 number, const char *name, gpointer user_data)
{
  g_string_append_printf (user_data, "%u=%s ", (guint) number, name != NULL ? name : "-");
}

static void
test_sessions_are_named (Fixture *fixture, gconstpointer data)
{
  ClaspSession  *local;
  ClaspFakeLink *link;

  clasp_router_set_session_func (fixture->router, name_cb, fixture->log);
  local = clasp_fixture_join_local (fixture, "osc");
  link = clasp_fixture_connect (fixture);
  clasp_fixture_say (link, "HELLO desk");
  clasp_fake_link_hang_up (link);
  clasp_fake_link_hang_up (clasp_fixture_connect (fixture)); /* never said HELLO */
  clasp_session_leave (local);
  clasp_fixture_expect_log (fixture, "1=osc 2=desk 2=- 1=- ");
  clasp_router_set_session_func (fixture->router, NULL, NULL);
}

#define ADD_WITH(path, function, limits)                                                           \
  g_test_add ("/router/in-process/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_WITH (path, function, NULL)

int
main (int argc, char **argv)
{
  ClaspRouterLimits two = CLASP_ROUTER_LIMITS_DEFAULT;

  two.max_subscriptions = 2;
  clasp_test_init (&argc, &argv, 60);
  ADD ("own-set-does-not-come-back", test_own_set_does_not_come_back);
  ADD ("remote-and-local-sessions-meet", test_remote_and_local_sessions_meet);
  ADD ("snapshot-comes-before-subscribe-returns", test_snapshot_comes_before_subscribe_returns);
  ADD_WITH ("bad-pattern-and-too-many-subscriptions", test_bad_pattern_and_too_many_subscriptions,
            &two);
  ADD ("answers-wait-until-everybody-has-heard", test_answers_wait_until_everybody_has_heard);
  ADD ("circle-of-mappings-is-stopped", test_circle_of_mappings_is_stopped);
  ADD ("time-and-origin-travel-along", test_time_and_origin_travel_along);
  ADD ("sessions-leave-while-being-delivered-to", test_sessions_leave_while_being_delivered_to);
  ADD ("last-words-are-heard", test_last_words_are_heard);
  ADD ("subscriptions-change-during-a-delivery", test_subscriptions_change_during_a_delivery);
  ADD ("sessions-that-answer-for-ever-do-not-stop-the-loop",
       test_sessions_that_answer_for_ever_do_not_stop_the_loop);
  ADD ("every-kind-of-message-may-wait", test_every_kind_of_message_may_wait);
  ADD ("peek-and-foreach", test_peek_and_foreach);
  ADD ("sessions-are-named", test_sessions_are_named);
  return g_test_run ();
}
