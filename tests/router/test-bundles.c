/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

/* Bundles: all or nothing, at their time. Written as lines with `;` between the messages. */

typedef struct
{
  ClaspRouterFixture base;
  ClaspFakeLink     *writer, *reader;
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
  clasp_router_fixture_tear_down (&fixture->base, limits);
}

static void
parse_bundle (ClaspMessage *bundle, char **parts)
{
  *bundle = (ClaspMessage){ .type = CLASP_MESSAGE_BUNDLE };
  bundle->bundle.n_messages = g_strv_length (parts);
  bundle->bundle.messages = g_new0 (ClaspMessage, bundle->bundle.n_messages);
  for (guint i = 0; i < bundle->bundle.n_messages; i++)
    clasp_fixture_parse (parts[i], &bundle->bundle.messages[i]);
}

/* @ahead_us 0: without a timestamp */
static void
say_bundle (ClaspFakeLink *link, const char *text, gint64 ahead_us)
{
  g_auto (GStrv)        parts = g_strsplit (text, "; ", -1);
  g_auto (ClaspMessage) bundle;

  parse_bundle (&bundle, parts);
  bundle.bundle.has_timestamp = ahead_us != 0;
  bundle.bundle.timestamp_us = CLASP_FIXTURE_UNIX_US + (guint64) ahead_us;
  clasp_fake_link_inject (link, &bundle);
}

static void
test_values_come_before_events (Fixture *fixture, gconstpointer data)
{
  say_bundle (fixture->writer, "PUBLISH event /go; SET /a 1; SET /b 2; SET /a 3", 0);
  clasp_fixture_expect (fixture->reader,
                        "SET /a 1 rev 1\nSET /b 2 rev 1\nSET /a 3 rev 2\nPUBLISH event /go");
  clasp_fixture_expect (fixture->writer, "ACK rev 2");
}

static void
test_ack_without_a_set_has_no_revision (Fixture *fixture, gconstpointer data)
{
  say_bundle (fixture->writer, "PUBLISH event /go; PING", 0);
  clasp_fixture_expect (fixture->writer, "ACK");
  clasp_fixture_expect (fixture->reader, "PUBLISH event /go");
}

static void
test_sender_hears_its_values_and_not_its_events (Fixture *fixture, gconstpointer data)
{
  say_bundle (fixture->reader, "SET /a 1; PUBLISH event /go", 0);
  clasp_fixture_expect (fixture->reader, "SET /a 1 rev 1\nACK rev 1");
}

static void
test_revisions_follow_the_bundle_itself (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->writer, "SET /a 0");
  clasp_fixture_expect (fixture->writer, "ACK /a rev 1");
  say_bundle (fixture->writer, "SET /a 1 rev 1; SET /a 2 rev 2", 0);
  clasp_fixture_expect (fixture->writer, "ACK rev 3");
  say_bundle (fixture->writer, "SET /a 1 rev 3; SET /a 2 rev 3", 0);
  clasp_fixture_expect (fixture->writer,
                        "ERROR 400 \"RevisionConflict: expected 3, the parameter is at 4; read it "
                        "again and repeat\" /a");
  clasp_fixture_talk (fixture->writer, "GET /a", "SNAPSHOT [/a=2 rev 3]");
}

static void
test_lock_of_another_refuses_all (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  clasp_fixture_say (fixture->reader, "SET /mine 1 lock");
  g_free (clasp_fake_link_take (fixture->reader));
  say_bundle (fixture->writer, "SET /a 1; SET /mine 2; PUBLISH event /go", 0);
  text = clasp_fake_link_take (fixture->writer);
  g_assert_true (g_str_has_prefix (text, "ERROR 401 "));
  g_assert_true (g_str_has_suffix (text, " /mine"));
  clasp_fixture_expect (fixture->reader, "");
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/a")));
}

static void
test_bad_address_refuses_all (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  say_bundle (fixture->writer, "SET /a 1; PUBLISH event /b/*", 0);
  text = clasp_fake_link_take (fixture->writer);
  g_assert_true (g_str_has_prefix (text, "ERROR 200 "));
  g_assert_true (g_str_has_suffix (text, " /b/*"));
  clasp_fixture_expect (fixture->reader, "");
}

static void
test_no_room_refuses_all (Fixture *fixture, gconstpointer limits)
{
  say_bundle (fixture->writer, "SET /a 1; SET /b 1; SET /c 1; SET /d 1", 0);
  clasp_fixture_expect (fixture->writer,
                        "ERROR 503 \"The router is full: 0 parameters are in use\"");
  say_bundle (fixture->writer, "SET /a 1; SET /b 1; SET /c 1", 0);
  clasp_fixture_expect (fixture->writer, "ACK rev 1");
}

static void
test_bundle_inside_is_part_of_the_whole (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv)        outer_parts = g_strsplit ("SET /a 1; PING", "; ", -1);
  g_auto (GStrv)        inner_parts = g_strsplit ("SET /b 2; PUBLISH event /go", "; ", -1);
  g_auto (ClaspMessage) bundle;

  parse_bundle (&bundle, outer_parts);
  parse_bundle (&bundle.bundle.messages[1], inner_parts);
  clasp_fake_link_inject (fixture->writer, &bundle);
  clasp_fixture_expect (fixture->reader, "SET /a 1 rev 1\nSET /b 2 rev 1\nPUBLISH event /go");
}

/* One SET inside @depth bundles, as bytes: more than the limit cannot be encoded either. */
static GByteArray *
nested (guint depth)
{
  static const guint8 set[] = { CLASP_MESSAGE_SET, CLASP_VALUE_BOOL, 0, 2, '/', 'a', 1 };
  GByteArray         *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, set, sizeof set);
  for (guint i = 0; i < depth; i++)
    {
      guint8 head[] = { CLASP_MESSAGE_BUNDLE, 0, 0, 1, 0, (guint8) bytes->len };

      g_byte_array_prepend (bytes, head, sizeof head);
    }
  {
    guint8 header[] = { CLASP_FRAME_MAGIC, 1, 0, (guint8) bytes->len };

    g_byte_array_prepend (bytes, header, sizeof header);
  }
  return bytes;
}

static void
test_nested_to_the_limit_and_once_more (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) deepest = nested (CLASP_BUNDLE_MAX_DEPTH);
  g_autoptr (GByteArray) too_deep = nested (CLASP_BUNDLE_MAX_DEPTH + 1);
  g_autofree char       *text = NULL;

  clasp_fake_link_inject_bytes (fixture->writer, deepest->data, deepest->len);
  clasp_fixture_expect (fixture->writer, "ACK rev 1");
  clasp_fixture_expect (fixture->reader, "SET /a true rev 1");
  clasp_fake_link_inject_bytes (fixture->writer, too_deep->data, too_deep->len);
  text = clasp_fake_link_take (fixture->writer);
  g_assert_true (g_str_has_prefix (text, "ERROR 100 \"InvalidFrame: too_deep"));
  clasp_fixture_expect (fixture->reader, "");
}

static void
meddle_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer fixture)
{
  const ClaspValue value = clasp_value_int (-1);

  if (clasp_str_equal (delivery->message->set.address, CLASP_STR_LITERAL ("/a")))
    clasp_session_set (session, CLASP_STR_LITERAL ("/b"), &value);
}

/* Who answers to the first value comes after the last one. */
static void
test_nobody_comes_between (Fixture *fixture, gconstpointer data)
{
  ClaspSession *session = clasp_router_join (fixture->base.router, "m", meddle_cb, NULL, fixture);

  g_assert_true (clasp_session_subscribe (session, 1, CLASP_STR_LITERAL ("/**"), CLASP_TYPES_PARAM,
                                          FALSE, NULL));
  say_bundle (fixture->writer, "SET /a 1; SET /b 2; SET /c 3; PUBLISH event /go", 0);
  clasp_fixture_expect (fixture->reader, "SET /a 1 rev 1\nSET /b 2 rev 1\nSET /c 3 rev 1\n"
                                         "PUBLISH event /go\nSET /b -1 rev 2");
  clasp_session_leave (session);
}

static void
test_future_bundle_runs_at_its_time (Fixture *fixture, gconstpointer data)
{
  say_bundle (fixture->writer, "SET /a 1; PUBLISH event /go", 2 * G_USEC_PER_SEC);
  clasp_fixture_expect (fixture->writer, "ACK");
  clasp_fixture_advance (&fixture->base, 2 * G_USEC_PER_SEC - 1);
  clasp_fixture_expect (fixture->reader, "");
  clasp_fixture_advance (&fixture->base, 1);
  clasp_fixture_expect (fixture->reader, "SET /a 1 rev 1\nPUBLISH event /go");
  clasp_fixture_expect (fixture->writer, "");
}

static void
test_clock_set_forward_is_noticed_within_a_second (Fixture *fixture, gconstpointer data)
{
  say_bundle (fixture->writer, "SET /a 1", 50 * G_USEC_PER_SEC);
  clasp_manual_clock_set_forward (fixture->base.clock, 49 * G_USEC_PER_SEC + 500000);
  clasp_fixture_advance (&fixture->base, 499999);
  clasp_fixture_expect (fixture->reader, "");
  clasp_fixture_advance (&fixture->base, 500001);
  clasp_fixture_expect (fixture->reader, "SET /a 1 rev 1");
}

static void
test_earlier_bundle_accepted_later_runs_first (Fixture *fixture, gconstpointer data)
{
  say_bundle (fixture->writer, "SET /late 1", 800000);
  say_bundle (fixture->writer, "SET /early 1", 300000);
  clasp_fixture_advance (&fixture->base, 299999);
  clasp_fixture_expect (fixture->reader, "");
  clasp_fixture_advance (&fixture->base, 1);
  clasp_fixture_expect (fixture->reader, "SET /early 1 rev 1");
  clasp_fixture_advance (&fixture->base, 499999);
  clasp_fixture_expect (fixture->reader, "");
  clasp_fixture_advance (&fixture->base, 1);
  clasp_fixture_expect (fixture->reader, "SET /late 1 rev 1");
}

static void
test_past_bundle_runs_now (Fixture *fixture, gconstpointer data)
{
  say_bundle (fixture->writer, "SET /a 1", -5);
  clasp_fixture_expect (fixture->writer, "ACK rev 1");
}

static void
test_bundles_of_one_time_keep_their_order (Fixture *fixture, gconstpointer data)
{
  say_bundle (fixture->writer, "SET /late 1", 2000);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *text = g_strdup_printf ("SET /a %u", i);

      say_bundle (fixture->writer, text, 1000);
    }
  clasp_fixture_advance (&fixture->base, 2000);
  for (guint i = 0; i < 3; i++)
    clasp_fixture_say (fixture->writer, "PING");
  g_free (clasp_fake_link_take (fixture->writer));
  clasp_fixture_talk (fixture->writer, "GET /a", "SNAPSHOT [/a=19 rev 20]");
  {
    g_autofree char *text = clasp_fake_link_take (fixture->reader);

    g_assert_true (g_str_has_prefix (text, "SET /a 0 rev 1\nSET /a 1 rev 2\nSET /a 2 rev 3\n"));
    g_assert_true (g_str_has_suffix (text, "SET /a 19 rev 20\nSET /late 1 rev 1"));
  }
}

static void
test_sixty_seconds_ahead_and_a_moment_more (Fixture *fixture, gconstpointer data)
{
  say_bundle (fixture->writer, "SET /a 1", 60 * G_USEC_PER_SEC);
  clasp_fixture_expect (fixture->writer, "ACK");
  say_bundle (fixture->writer, "SET /a 1", 60 * G_USEC_PER_SEC + 1);
  clasp_fixture_expect (
    fixture->writer, "ERROR 402 \"Bundle rejected: its time is more than 60 seconds ahead of the "
                     "router's clock\"");
}

static void
test_thousand_bundles_wait_and_one_more (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 1000; i++)
    say_bundle (fixture->writer, "SET /a 1", 1000);
  g_free (clasp_fake_link_take (fixture->writer));
  say_bundle (fixture->writer, "SET /a 1", 1000);
  clasp_fixture_expect (fixture->writer,
                        "ERROR 429 \"Bundle rejected: 1000 bundles of this session wait for their "
                        "time\"");
  say_bundle (fixture->reader, "SET /a 1", 1000); /* another session has its own */
  clasp_fixture_expect (fixture->reader, "ACK");
  clasp_fixture_advance (&fixture->base, 1000);
  clasp_fixture_talk (fixture->writer, "GET /a", "SNAPSHOT [/a=1 rev 1001]");
  say_bundle (fixture->writer, "SET /a 1", 5000);
  clasp_fixture_expect (fixture->writer, "ACK");
}

/* The limit is the bytes of two. */
static void
test_waiting_bytes_to_the_limit_and_one_more (Fixture *fixture, gconstpointer data)
{
  ClaspRouterLimits few = CLASP_ROUTER_LIMITS_DEFAULT;

  few.max_bundle_bytes = 2 * 31; /* 12 and 2 + 17 */
  clasp_router_set_limits (fixture->base.router, "Test router", &few);
  say_bundle (fixture->writer, "SET /abcd 1", 1000);
  say_bundle (fixture->writer, "SET /abcd 2", 1000);
  clasp_fixture_expect (fixture->writer, "ACK\nACK");
  say_bundle (fixture->writer, "SET /abcd 3", 1000);
  clasp_fixture_expect (fixture->writer, "ERROR 429 \"Bundle rejected: 0 KiB of bundles of this "
                                         "session wait for their time\"");
}

/* Where a person wants it, what was scheduled happens though its sender has gone; so many. */
static void
test_disconnect_leaves_orphans (Fixture *fixture, gconstpointer data)
{
  say_bundle (fixture->writer, "SET /a 1; PUBLISH gesture /g 1 start", 1000);
  say_bundle (fixture->writer, "SET /b 1 lock", 1000);
  say_bundle (fixture->writer, "SET /c 1", 500); /* the limit is two */
  say_bundle (fixture->writer, "SET /d 1 rev 7", 2000);
  clasp_fake_link_hang_up (fixture->writer);
  clasp_fixture_advance (&fixture->base, 999);
  clasp_fixture_expect (fixture->reader, "SET /c 1 rev 1");
  clasp_fixture_advance (&fixture->base, 1);
  clasp_fixture_expect (fixture->reader, "SET /a 1 rev 1\nPUBLISH gesture /g start 1");
  clasp_fixture_advance (&fixture->base, 5000);
  clasp_fixture_expect (fixture->reader, "");
  clasp_fixture_talk (fixture->reader, "SET /a 2", "SET /a 2 rev 2\nACK /a rev 2");
}

/* Whose session has ended may not give orders. */
static void
test_orphans_give_no_orders (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->reader, "SET /mine 1 lock");
  say_bundle (fixture->writer, "SET /a 1; PUBLISH event /clasp/router/unlock /mine", 1000);
  clasp_fake_link_hang_up (fixture->writer);
  g_free (clasp_fake_link_take (fixture->reader));
  clasp_fixture_advance (&fixture->base, 1000);
  clasp_fixture_expect (fixture->reader, "");
}

static void
test_disconnect_cancels (Fixture *fixture, gconstpointer data)
{
  say_bundle (fixture->writer, "SET /a 1", 1000);
  say_bundle (fixture->reader, "SET /b 1", 1000);
  say_bundle (fixture->writer, "SET /c 1", 2000);
  g_free (clasp_fake_link_take (fixture->reader));
  clasp_fake_link_hang_up (fixture->writer);
  clasp_fixture_advance (&fixture->base, 5000);
  clasp_fixture_expect (fixture->reader, "SET /b 1 rev 1");
}

/* Rules are asked again when the time has come. */
static void
test_due_bundle_that_is_refused_is_reported (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->writer, "SET /a 1");
  say_bundle (fixture->writer, "SET /b 1; SET /a 2 rev 1", 1000);
  clasp_fixture_say (fixture->writer, "SET /a 5");
  g_free (clasp_fake_link_take (fixture->writer));
  clasp_fixture_advance (&fixture->base, 1000);
  clasp_fixture_expect (fixture->writer,
                        "ERROR 400 \"RevisionConflict: expected 1, the parameter is at 2; read it "
                        "again and repeat\" /a");
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/b")));
}

static void
test_in_process_session_schedules_too (Fixture *fixture, gconstpointer data)
{
  ClaspSession         *session = clasp_fixture_join_local (&fixture->base, "cues");
  g_auto (GStrv)        parts = g_strsplit ("SET /a 1", "; ", -1);
  g_auto (ClaspMessage) bundle;

  parse_bundle (&bundle, parts);
  bundle.bundle.has_timestamp = TRUE;
  bundle.bundle.timestamp_us = CLASP_FIXTURE_UNIX_US + 1000;
  clasp_session_submit (session, &bundle, NULL, FALSE);
  clasp_fixture_expect_log (&fixture->base, "cues ← ACK");
  clasp_fixture_advance (&fixture->base, 1000);
  clasp_fixture_expect (fixture->reader, "SET /a 1 rev 1");
  clasp_session_leave (session);
}

#define ADD_WITH(path, function, limits)                                                           \
  g_test_add ("/router/bundles/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_WITH (path, function, NULL)

int
main (int argc, char **argv)
{
  ClaspRouterLimits three = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits two_orphans = CLASP_ROUTER_LIMITS_DEFAULT;

  three.max_params = 3;
  two_orphans.max_orphan_bundles = 2;
  clasp_test_init (&argc, &argv, 60);
  ADD ("values-come-before-events", test_values_come_before_events);
  ADD ("ack-without-a-set-has-no-revision", test_ack_without_a_set_has_no_revision);
  ADD ("sender-hears-its-values-and-not-its-events",
       test_sender_hears_its_values_and_not_its_events);
  ADD ("revisions-follow-the-bundle-itself", test_revisions_follow_the_bundle_itself);
  ADD ("lock-of-another-refuses-all", test_lock_of_another_refuses_all);
  ADD ("bad-address-refuses-all", test_bad_address_refuses_all);
  ADD_WITH ("no-room-refuses-all", test_no_room_refuses_all, &three);
  ADD ("bundle-inside-is-part-of-the-whole", test_bundle_inside_is_part_of_the_whole);
  ADD ("nested-to-the-limit-and-once-more", test_nested_to_the_limit_and_once_more);
  ADD ("nobody-comes-between", test_nobody_comes_between);
  ADD ("future-bundle-runs-at-its-time", test_future_bundle_runs_at_its_time);
  ADD ("clock-set-forward-is-noticed-within-a-second",
       test_clock_set_forward_is_noticed_within_a_second);
  ADD ("earlier-bundle-accepted-later-runs-first", test_earlier_bundle_accepted_later_runs_first);
  ADD ("past-bundle-runs-now", test_past_bundle_runs_now);
  ADD ("bundles-of-one-time-keep-their-order", test_bundles_of_one_time_keep_their_order);
  ADD ("sixty-seconds-ahead-and-a-moment-more", test_sixty_seconds_ahead_and_a_moment_more);
  ADD ("thousand-bundles-wait-and-one-more", test_thousand_bundles_wait_and_one_more);
  ADD ("waiting-bytes-to-the-limit-and-one-more", test_waiting_bytes_to_the_limit_and_one_more);
  ADD_WITH ("disconnect-leaves-orphans", test_disconnect_leaves_orphans, &two_orphans);
  ADD_WITH ("orphans-give-no-orders", test_orphans_give_no_orders, &two_orphans);
  ADD ("disconnect-cancels", test_disconnect_cancels);
  ADD ("due-bundle-that-is-refused-is-reported", test_due_bundle_that_is_refused_is_reported);
  ADD ("in-process-session-schedules-too", test_in_process_session_schedules_too);
  return g_test_run ();
}
