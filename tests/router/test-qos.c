/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "router/clasp-commits.h"
#include "support/clasp-router-fixture.h"

/* Confirm and commit at the receiver: applied once, answered every time as the first time. What is
 * sent here is written as "qos id message": the id is the header's timestamp. */

#define HOST "198.51.100.1"

typedef struct
{
  ClaspRouterFixture base;
  ClaspFakeLink     *desk, *screen;
} Fixture;

static ClaspFakeLink *
connect_from (Fixture *fixture, const char *peer, const char *hello, gboolean is_lossy)
{
  ClaspFakeLink *link = clasp_fake_link_new (peer);

  if (is_lossy)
    clasp_fake_link_set_lossy (link);
  g_ptr_array_add (fixture->base.links, link);
  clasp_router_accept (fixture->base.router, CLASP_LINK (link));
  clasp_fixture_say (link, hello);
  g_free (clasp_fake_link_take (link));
  return link;
}

static void
set_up (Fixture *fixture, gconstpointer limits)
{
  clasp_router_fixture_set_up (&fixture->base, limits);
  fixture->desk = connect_from (fixture, HOST ":5001", "HELLO desk", FALSE);
  fixture->screen = clasp_fixture_join (&fixture->base);
  clasp_fixture_say (fixture->screen, "SUBSCRIBE 1 /**");
}

static void
tear_down (Fixture *fixture, gconstpointer limits)
{
  clasp_router_fixture_tear_down (&fixture->base, NULL);
}

static void
send_at (ClaspFakeLink *link, ClaspQos qos, guint64 id, const ClaspMessage *message)
{
  const ClaspFrameHeader header = {
    .version = 1, .qos = qos, .has_timestamp = TRUE, .timestamp_us = id
  };

  clasp_fake_link_inject_frame (link, &header, message);
}

static void
say_at (ClaspFakeLink *link, ClaspQos qos, guint64 id, const char *line)
{
  g_autofree char      *buffer = g_strdup (line);
  g_auto (ClaspMessage) message;

  clasp_fixture_parse (buffer, &message);
  send_at (link, qos, id, &message);
}

static void
confirm (ClaspFakeLink *link, guint64 id, const char *line)
{
  say_at (link, CLASP_QOS_CONFIRM, id, line);
}

static void
commit (ClaspFakeLink *link, guint64 id, const char *line)
{
  say_at (link, CLASP_QOS_COMMIT, id, line);
}

static void
bundle (ClaspFakeLink *link, guint64 id, guint64 at_us, const char *line)
{
  g_autofree char *buffer = g_strdup (line);
  ClaspMessage     part;
  ClaspMessage     message = { .type = CLASP_MESSAGE_BUNDLE };

  clasp_fixture_parse (buffer, &part);
  message.bundle.has_timestamp = at_us != 0;
  message.bundle.timestamp_us = at_us;
  message.bundle.messages = &part;
  message.bundle.n_messages = 1;
  send_at (link, CLASP_QOS_COMMIT, id, &message);
  clasp_message_clear (&part);
}

/* --- within a session ----------------------------------------------------------------------- */

static void
test_set_again_is_answered_as_before (Fixture *fixture, gconstpointer limits)
{
  confirm (fixture->desk, 7, "SET /a 1");
  clasp_fixture_expect (fixture->desk, "ACK /a rev 1 id 7");
  clasp_fixture_say (fixture->screen, "SET /a 2");
  clasp_fixture_expect (fixture->screen, "SET /a 1 rev 1\nSET /a 2 rev 2\nACK /a rev 2");
  confirm (fixture->desk, 7, "SET /a 1");
  clasp_fixture_expect (fixture->desk, "ACK /a rev 1 id 7");
  clasp_fixture_expect (fixture->screen, "");
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_duplicates, ==, 1);
}

static void
test_event_again_is_not_delivered_again (Fixture *fixture, gconstpointer limits)
{
  for (guint i = 0; i < 3; i++)
    confirm (fixture->desk, 7, "PUBLISH event /e 1");
  clasp_fixture_expect (fixture->desk, "ACK id 7\nACK id 7\nACK id 7");
  clasp_fixture_expect (fixture->screen, "PUBLISH event /e 1");
}

static void
test_commit_again_is_not_applied_again (Fixture *fixture, gconstpointer limits)
{
  bundle (fixture->desk, 7, 0, "SET /a 1");
  bundle (fixture->desk, 7, 0, "SET /a 1");
  clasp_fixture_expect (fixture->desk, "ACK rev 1 id 7\nACK rev 1 id 7");
  clasp_fixture_expect (fixture->screen, "SET /a 1 rev 1");
}

static void
test_refusal_is_repeated (Fixture *fixture, gconstpointer limits)
{
  g_autofree char *refusal = NULL;

  clasp_fixture_say (fixture->screen, "SET /a 1");
  confirm (fixture->desk, 7, "SET /a 2 rev 9");
  refusal = clasp_fake_link_take (fixture->desk);
  g_assert_true (g_str_has_prefix (refusal, "ERROR 400"));
  clasp_fixture_say (fixture->screen, "SET /a 1");
  confirm (fixture->desk, 7, "SET /a 2 rev 9");
  clasp_fixture_expect (fixture->desk, refusal); /* which names revision 1 */
}

/* Nothing is dropped that only looks like a duplicate. */
static void
test_same_id_with_another_payload_is_new (Fixture *fixture, gconstpointer limits)
{
  confirm (fixture->desk, 7, "SET /a 1");
  confirm (fixture->desk, 7, "SET /a 2");
  confirm (fixture->desk, 7, "SET /b 1");
  clasp_fixture_expect (fixture->desk, "ACK /a rev 1 id 7\nACK /a rev 2 id 7\nACK /b rev 1 id 7");
}

static void
test_without_a_timestamp_all_is_new (Fixture *fixture, gconstpointer limits)
{
  clasp_fixture_say (fixture->desk, "PUBLISH event /e 1"); /* confirm by default */
  clasp_fixture_say (fixture->desk, "PUBLISH event /e 1");
  clasp_fixture_expect (fixture->desk, "");
  clasp_fixture_expect (fixture->screen, "PUBLISH event /e 1\nPUBLISH event /e 1");
  clasp_fixture_talk (fixture->desk, "SET /a 1", "ACK /a rev 1");
  clasp_fixture_talk (fixture->desk, "SET /a 1", "ACK /a rev 2");
}

/* The carrier doubles nothing, and nobody repeats what asks for no answer. */
static void
test_fire_on_a_reliable_carrier_is_new (Fixture *fixture, gconstpointer limits)
{
  say_at (fixture->desk, CLASP_QOS_FIRE, 7, "PUBLISH event /e 1");
  say_at (fixture->desk, CLASP_QOS_FIRE, 7, "PUBLISH event /e 1");
  clasp_fixture_expect (fixture->desk, "");
  clasp_fixture_expect (fixture->screen, "PUBLISH event /e 1\nPUBLISH event /e 1");
}

static void
test_fire_on_a_lossy_carrier_is_taken_once (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *radio = connect_from (fixture, HOST ":5003", "HELLO radio", TRUE);

  say_at (radio, CLASP_QOS_FIRE, 7, "PUBLISH event /e 1");
  say_at (radio, CLASP_QOS_FIRE, 7, "PUBLISH event /e 1");
  say_at (radio, CLASP_QOS_FIRE, 8, "PUBLISH event /e 1");
  clasp_fixture_expect (radio, "");
  clasp_fixture_expect (fixture->screen, "PUBLISH event /e 1\nPUBLISH event /e 1");
}

static void
test_questions_are_answered_each_time (Fixture *fixture, gconstpointer limits)
{
  clasp_fixture_say (fixture->screen, "SET /a 1");
  confirm (fixture->desk, 7, "GET /a");
  confirm (fixture->desk, 7, "GET /a");
  clasp_fixture_expect (fixture->desk, "SNAPSHOT [/a=1 rev 1]\nACK id 7\n"
                                       "SNAPSHOT [/a=1 rev 1]\nACK id 7");
  confirm (fixture->desk, 8, "SUBSCRIBE 1 /a");
  clasp_fixture_expect (fixture->desk, "ACK id 8\nSNAPSHOT [/a=1 rev 1]");
  confirm (fixture->desk, 9, "PING");
  clasp_fixture_expect (fixture->desk, "PONG\nACK id 9");
  confirm (fixture->desk, 10, "PONG");
  clasp_fixture_expect (fixture->desk, "");
}

static void
test_known_for_60_seconds (Fixture *fixture, gconstpointer limits)
{
  confirm (fixture->desk, 7, "PUBLISH event /e 1");
  clasp_fixture_advance (&fixture->base, 60 * G_USEC_PER_SEC - 1);
  confirm (fixture->desk, 7, "PUBLISH event /e 1");
  clasp_fixture_expect (fixture->screen, "PUBLISH event /e 1");
  clasp_fixture_advance (&fixture->base, 1);
  confirm (fixture->desk, 7, "PUBLISH event /e 1");
  clasp_fixture_expect (fixture->screen, "PUBLISH event /e 1");
  clasp_fixture_advance (&fixture->base, 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (clasp_receipts_get_n (fixture->base.router->receipts), ==, 0);
  g_assert_cmpuint (clasp_receipts_get_n_bytes (fixture->base.router->receipts), ==, 0);
}

static void
test_last_so_many_are_known (Fixture *fixture, gconstpointer limits)
{
  /* the limit is three */
  for (guint64 id = 1; id <= 3; id++)
    confirm (fixture->desk, id, "PUBLISH event /e 1");
  g_free (clasp_fake_link_take (fixture->screen));
  confirm (fixture->desk, 1, "PUBLISH event /e 1");
  clasp_fixture_expect (fixture->screen, "");
  confirm (fixture->desk, 4, "PUBLISH event /e 1");
  confirm (fixture->desk, 2, "PUBLISH event /e 1");
  clasp_fixture_expect (fixture->screen, "PUBLISH event /e 1");
  confirm (fixture->desk, 1, "PUBLISH event /e 1");
  clasp_fixture_expect (fixture->screen, "PUBLISH event /e 1");
  g_assert_cmpuint (clasp_receipts_get_n (fixture->base.router->receipts), ==, 3);
}

/* All sessions share one limit of bytes: whoever floods it makes the oldest forgotten. */
static void
test_bytes_are_bounded (Fixture *fixture, gconstpointer limits)
{
  ClaspReceipts *receipts = fixture->base.router->receipts;
  const gsize    max_bytes = ((const ClaspRouterLimits *) limits)->max_receipt_bytes;
  guint          n_before = 0;

  for (guint64 id = 1; clasp_receipts_get_n (receipts) >= n_before; id++)
    {
      n_before = clasp_receipts_get_n (receipts) + 1;
      confirm (fixture->desk, id, "PUBLISH event /e 1");
      g_assert_cmpuint (clasp_receipts_get_n_bytes (receipts), <=, max_bytes);
    }
  g_free (clasp_fake_link_take (fixture->screen));
  confirm (fixture->desk, 2, "PUBLISH event /e 1");
  clasp_fixture_expect (fixture->screen, "");
  confirm (fixture->desk, 1, "PUBLISH event /e 1");
  clasp_fixture_expect (fixture->screen, "PUBLISH event /e 1");
}

/* --- over the next connection --------------------------------------------------------------- */

static void
test_next_connection_inherits (Fixture *fixture, gconstpointer limits)
{
  confirm (fixture->desk, 7, "SET /a 1");
  clasp_fake_link_hang_up (fixture->desk);
  fixture->desk = connect_from (fixture, HOST ":5002", "HELLO desk", FALSE);
  confirm (fixture->desk, 7, "SET /a 1");
  clasp_fixture_expect (fixture->desk, "ACK /a rev 1 id 7");
  clasp_fixture_expect (fixture->screen, "SET /a 1 rev 1");
}

static void
test_others_inherit_nothing (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *other_name, *other_host;

  confirm (fixture->desk, 7, "SET /a 1");
  clasp_fake_link_hang_up (fixture->desk);
  other_name = connect_from (fixture, HOST ":5001", "HELLO desk2", FALSE);
  other_host = connect_from (fixture, HOST "0:5001", "HELLO desk", FALSE);
  confirm (other_name, 7, "SET /a 1");
  clasp_fixture_expect (other_name, "ACK /a rev 2 id 7");
  confirm (other_host, 7, "SET /a 1");
  clasp_fixture_expect (other_host, "ACK /a rev 3 id 7");
}

static void
test_inherited_for_60_seconds (Fixture *fixture, gconstpointer limits)
{
  confirm (fixture->desk, 7, "SET /a 1");
  clasp_fixture_advance (&fixture->base, 50 * G_USEC_PER_SEC);
  clasp_fake_link_hang_up (fixture->desk); /* from here on */
  clasp_fixture_advance (&fixture->base, 60 * G_USEC_PER_SEC - 1);
  fixture->desk = connect_from (fixture, HOST ":5002", "HELLO desk", FALSE);
  confirm (fixture->desk, 7, "SET /a 1");
  clasp_fixture_expect (fixture->desk, "ACK /a rev 1 id 7");
  clasp_fixture_advance (&fixture->base, 1);
  confirm (fixture->desk, 7, "SET /a 1");
  clasp_fixture_expect (fixture->desk, "ACK /a rev 2 id 7");
}

/* The cable was pulled: the router has not noticed that the old connection is dead. */
static void
test_half_open_connection_is_inherited_from (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *again;

  confirm (fixture->desk, 7, "SET /a 1");
  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
  again = connect_from (fixture, HOST ":5002", "HELLO desk", FALSE);
  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
  confirm (again, 7, "SET /a 1");
  clasp_fixture_expect (again, "ACK /a rev 1 id 7");
}

/* Two copies of one program on one host count for themselves. */
static void
test_living_namesake_is_somebody_else (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *namesake;

  confirm (fixture->desk, 7, "SET /a 1");
  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
  namesake = connect_from (fixture, HOST ":5002", "HELLO desk", FALSE);
  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
  clasp_fixture_say (fixture->desk, "PING");
  confirm (namesake, 7, "SET /a 1");
  clasp_fixture_expect (namesake, "ACK /a rev 2 id 7");
  confirm (fixture->desk, 7, "SET /a 1");
  clasp_fixture_expect (fixture->desk, "ACK /a rev 1 id 7\nPONG\nACK /a rev 1 id 7");
  clasp_fake_link_hang_up (fixture->desk);
  confirm (namesake, 7, "SET /a 1");
  clasp_fixture_expect (namesake, "ACK /a rev 2 id 7");
}

/* The lock ended with the connection: an ACK alone would be a lie. */
static void
test_lock_is_taken_again (Fixture *fixture, gconstpointer limits)
{
  confirm (fixture->desk, 7, "SET /a 1 lock");
  confirm (fixture->desk, 7, "SET /a 1 lock");
  clasp_fixture_expect (fixture->desk, "ACK /a rev 1 id 7\nACK /a rev 1 id 7");
  clasp_fake_link_hang_up (fixture->desk);
  fixture->desk = connect_from (fixture, HOST ":5002", "HELLO desk", FALSE);
  confirm (fixture->desk, 7, "SET /a 1 lock");
  clasp_fixture_expect (fixture->desk, "ACK /a rev 2 id 7");
  g_free (clasp_fake_link_take (fixture->screen));
  clasp_fixture_say (fixture->screen, "SET /a 2");
  {
    g_autofree char *answer = clasp_fake_link_take (fixture->screen);

    g_assert_true (g_str_has_prefix (answer, "ERROR 401"));
  }
}

/* A bundle that ended with its connection may come again; one that ran may not. */
static void
test_cancelled_bundle_may_come_again (Fixture *fixture, gconstpointer limits)
{
  const guint64 at_us = CLASP_FIXTURE_UNIX_US + 5 * G_USEC_PER_SEC;

  bundle (fixture->desk, 7, at_us, "SET /a 1");
  bundle (fixture->desk, 7, at_us, "SET /a 1");
  clasp_fixture_expect (fixture->desk, "ACK id 7\nACK id 7");
  clasp_fake_link_hang_up (fixture->desk);
  fixture->desk = connect_from (fixture, HOST ":5002", "HELLO desk", FALSE);
  bundle (fixture->desk, 7, at_us, "SET /a 1");
  clasp_fixture_expect (fixture->desk, "ACK id 7");
  clasp_fixture_advance (&fixture->base, 5 * G_USEC_PER_SEC);
  clasp_fixture_expect (fixture->screen, "SET /a 1 rev 1");
  clasp_fake_link_hang_up (fixture->desk);
  fixture->desk = connect_from (fixture, HOST ":5003", "HELLO desk", FALSE);
  bundle (fixture->desk, 7, at_us, "SET /a 1");
  clasp_fixture_expect (fixture->desk, "ACK id 7");
  clasp_fixture_expect (fixture->screen, "");
}

/* --- the order of commits ------------------------------------------------------------------- */

/* The order in which they come is the order in which they were sent. */
static void
test_reliable_commits_are_applied_as_they_come (Fixture *fixture, gconstpointer limits)
{
  commit (fixture->desk, 9, "PUBLISH event /e 9");
  commit (fixture->desk, 8, "PUBLISH event /e 8"); /* its clock was set back */
  clasp_fixture_expect (fixture->screen, "PUBLISH event /e 9\nPUBLISH event /e 8");
  clasp_fixture_expect (fixture->desk, "ACK id 9\nACK id 8");
}

static void
test_lossy_commits_fall_into_place (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *radio = connect_from (fixture, HOST ":5003", "HELLO radio", TRUE);

  commit (radio, 30, "PUBLISH event /e 30");
  commit (radio, 10, "PUBLISH event /e 10");
  clasp_fixture_advance (&fixture->base, 19999);
  commit (radio, 20, "PUBLISH event /e 20");
  commit (radio, 20, "PUBLISH event /e 20");
  commit (radio, 40, "PUBLISH event /e 40");
  clasp_fixture_expect (fixture->screen, "");
  clasp_fixture_advance (&fixture->base, 1);
  clasp_fixture_expect (fixture->screen,
                        "PUBLISH event /e 10\nPUBLISH event /e 20\nPUBLISH event /e 30");
  clasp_fixture_expect (radio, "ACK id 10\nACK id 20\nACK id 30");
  clasp_fixture_advance (&fixture->base, 19999);
  clasp_fixture_expect (fixture->screen, "PUBLISH event /e 40");
  clasp_fixture_expect (radio, "ACK id 40");
}

static void
test_late_lossy_commit_is_refused (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *radio = connect_from (fixture, HOST ":5003", "HELLO radio", TRUE);
  const char *refusal = "ERROR 400 \"Commit rejected: it came after a later one had been applied\"";

  commit (radio, 30, "PUBLISH event /e 30");
  clasp_fixture_advance (&fixture->base, 20000);
  commit (radio, 29, "PUBLISH event /e 29");
  commit (radio, 29, "PUBLISH event /e 29");
  commit (radio, 30, "PUBLISH event /e 30"); /* only again, not late */
  clasp_fixture_advance (&fixture->base, 20000);
  clasp_fixture_expect (fixture->screen, "PUBLISH event /e 30");
  {
    g_autofree char *expected = g_strdup_printf ("ACK id 30\n%s\n%s\nACK id 30", refusal, refusal);

    clasp_fixture_expect (radio, expected);
  }
}

static void
test_window_0_waits_for_nothing (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *radio = connect_from (fixture, HOST ":5003", "HELLO radio", TRUE);

  commit (radio, 30, "PUBLISH event /e 30");
  clasp_fixture_expect (radio, "ACK id 30");
  commit (radio, 31, "PUBLISH event /e 31");
  clasp_fixture_expect (radio, "ACK id 31");
  commit (radio, 29, "PUBLISH event /e 29");
  clasp_fixture_expect (
    radio, "ERROR 400 \"Commit rejected: it came after a later one had been applied\"");
}

static void
test_held_commits_are_bounded (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *radio = connect_from (fixture, HOST ":5003", "HELLO radio", TRUE);

  for (guint64 id = 1; id <= CLASP_COMMITS_MAX; id++)
    commit (radio, 1000 - id, "PUBLISH event /e");
  clasp_fixture_expect (radio, "");
  commit (radio, 1000, "PUBLISH event /e"); /* one more: the lowest goes */
  {
    g_autofree char *expected = g_strdup_printf ("ACK id %d", 1000 - CLASP_COMMITS_MAX);

    clasp_fixture_expect (radio, expected);
  }
}

static void
test_held_bytes_are_bounded (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink   *radio = connect_from (fixture, HOST ":5003", "HELLO radio", TRUE);
  g_autofree char *text = g_strnfill (60000, 'x');
  g_autofree char *line = g_strdup_printf ("PUBLISH event /e %s", text);

  for (guint64 id = 1; id <= CLASP_COMMITS_MAX_BYTES / 60000; id++)
    commit (radio, id, line);
  clasp_fixture_expect (radio, "");
  commit (radio, 100, line);
  clasp_fixture_expect (radio, "ACK id 1");
}

/* They were not acknowledged: their sender has them still. */
static void
test_held_commits_end_with_their_session (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *radio = connect_from (fixture, HOST ":5003", "HELLO radio", TRUE);

  commit (radio, 30, "PUBLISH event /e 30");
  clasp_fake_link_hang_up (radio);
  clasp_fixture_advance (&fixture->base, 20000);
  clasp_fixture_expect (fixture->screen, "");
  radio = connect_from (fixture, HOST ":5004", "HELLO radio", TRUE);
  commit (radio, 30, "PUBLISH event /e 30");
  clasp_fixture_advance (&fixture->base, 20000);
  clasp_fixture_expect (fixture->screen, "PUBLISH event /e 30");
}

#define ADD_LIMITED(path, limits, function)                                                        \
  g_test_add ("/router/qos/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_LIMITED (path, NULL, function)

int
main (int argc, char **argv)
{
  ClaspRouterLimits three = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits few_bytes = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits no_window = CLASP_ROUTER_LIMITS_DEFAULT;

  three.max_receipts = 3;
  few_bytes.max_receipt_bytes = 4096;
  no_window.commit_window_ms = 0;
  clasp_test_init (&argc, &argv, 60);
  ADD ("set-again-is-answered-as-before", test_set_again_is_answered_as_before);
  ADD ("event-again-is-not-delivered-again", test_event_again_is_not_delivered_again);
  ADD ("commit-again-is-not-applied-again", test_commit_again_is_not_applied_again);
  ADD ("refusal-is-repeated", test_refusal_is_repeated);
  ADD ("same-id-with-another-payload-is-new", test_same_id_with_another_payload_is_new);
  ADD ("without-a-timestamp-all-is-new", test_without_a_timestamp_all_is_new);
  ADD ("fire-on-a-reliable-carrier-is-new", test_fire_on_a_reliable_carrier_is_new);
  ADD ("fire-on-a-lossy-carrier-is-taken-once", test_fire_on_a_lossy_carrier_is_taken_once);
  ADD ("questions-are-answered-each-time", test_questions_are_answered_each_time);
  ADD ("known-for-60-seconds", test_known_for_60_seconds);
  ADD_LIMITED ("last-so-many-are-known", &three, test_last_so_many_are_known);
  ADD_LIMITED ("bytes-are-bounded", &few_bytes, test_bytes_are_bounded);
  ADD ("next-connection-inherits", test_next_connection_inherits);
  ADD ("others-inherit-nothing", test_others_inherit_nothing);
  ADD ("inherited-for-60-seconds", test_inherited_for_60_seconds);
  ADD ("half-open-connection-is-inherited-from", test_half_open_connection_is_inherited_from);
  ADD ("living-namesake-is-somebody-else", test_living_namesake_is_somebody_else);
  ADD ("lock-is-taken-again", test_lock_is_taken_again);
  ADD ("cancelled-bundle-may-come-again", test_cancelled_bundle_may_come_again);
  ADD ("reliable-commits-are-applied-as-they-come", test_reliable_commits_are_applied_as_they_come);
  ADD ("lossy-commits-fall-into-place", test_lossy_commits_fall_into_place);
  ADD ("late-lossy-commit-is-refused", test_late_lossy_commit_is_refused);
  ADD_LIMITED ("window-0-waits-for-nothing", &no_window, test_window_0_waits_for_nothing);
  ADD ("held-commits-are-bounded", test_held_commits_are_bounded);
  ADD ("held-bytes-are-bounded", test_held_bytes_are_bounded);
  ADD ("held-commits-end-with-their-session", test_held_commits_end_with_their_session);
  return g_test_run ();
}
