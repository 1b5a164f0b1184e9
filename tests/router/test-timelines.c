/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-timeline.h"
#include "core/clasp-value-text.h"
#include "support/clasp-router-fixture.h"

/* Timelines: kept, handed on, and played by the router on its clock, which the test drives. */

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
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer limits)
{
  clasp_router_fixture_set_up (&fixture->base, limits);
  fixture->writer = clasp_fixture_join (&fixture->base);
  fixture->reader = clasp_fixture_join (&fixture->base);
  fixture->follower = clasp_fixture_join (&fixture->base);
  clasp_fixture_say (fixture->reader, "SUBSCRIBE 1 /** param");
  clasp_fixture_say (fixture->follower, "SUBSCRIBE 1 /** timeline");
}

static void
tear_down (Fixture *fixture, gconstpointer limits)
{
  clasp_router_fixture_tear_down (&fixture->base, limits);
}

static void
fill (ClaspMessage *message, const char *address, const char *json)
{
  GError *error = NULL;

  *message = (ClaspMessage){ .type = CLASP_MESSAGE_PUBLISH };
  message->publish.address = clasp_str (address);
  message->publish.signal = CLASP_SIGNAL_TIMELINE;
  message->publish.has_value = TRUE;
  clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &message->publish.value, &error);
  g_assert_no_error (error);
}

static void
publish (ClaspFakeLink *link, const char *address, const char *json)
{
  g_auto (ClaspMessage) message;

  fill (&message, address, json);
  clasp_fake_link_inject (link, &message);
}

static void
advance (Fixture *fixture, gint64 by_us)
{
  clasp_fixture_advance (&fixture->base, by_us);
}

/* Frame by frame, as the timer would. */
static void
run_for (Fixture *fixture, gint64 duration_us)
{
  for (; duration_us > 0; duration_us -= MS)
    advance (fixture, MIN (duration_us, MS));
}

static double
value_of (Fixture *fixture, const char *address)
{
  const ClaspValue *value = clasp_router_peek (fixture->base.router, clasp_str (address));

  g_assert_nonnull (value);
  g_assert_cmpint (value->type, ==, CLASP_VALUE_DOUBLE);
  return value->as.number;
}

static void
forget (ClaspFakeLink *link)
{
  g_free (clasp_fake_link_take (link));
}

/* ---- handed on ---- */

static void
test_forwarded_with_the_start_that_counts (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP ",\"loop\":false,\"label\":\"dawn\"}");
  clasp_fixture_expect (fixture->follower,
                        "PUBLISH timeline /t " SHOWN
                        ",\"loop\":false,\"label\":\"dawn\",\"start_time\":" START "}");
  g_assert_cmpint (clasp_fake_link_get_last_qos (fixture->follower), ==, CLASP_QOS_COMMIT);
  clasp_fixture_expect (fixture->writer, "");
}

static void
test_given_start_is_kept_in_one_spelling (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP ",\"startTime\":1700000005000000.0}");
  clasp_fixture_expect (fixture->follower,
                        "PUBLISH timeline /t " SHOWN ",\"start_time\":1700000005000000}");
}

static void
test_timestamp_is_the_start_when_the_map_has_none (Fixture *fixture, gconstpointer data)
{
  g_auto (ClaspMessage) message;

  fill (&message, "/t", RAMP "}");
  message.publish.has_timestamp = TRUE;
  message.publish.timestamp_us = CLASP_FIXTURE_UNIX_US - 250 * MS;
  clasp_fake_link_inject (fixture->writer, &message);
  clasp_fixture_expect (fixture->follower, "PUBLISH timeline /t " SHOWN
                                           ",\"start_time\":1699999999750000} ts 1699999999750000");
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 0.25);
}

static void
test_message_without_a_map_is_only_handed_on (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->writer, "PUBLISH timeline /t");
  clasp_fixture_expect (fixture->follower, "PUBLISH timeline /t");
  clasp_fixture_say (fixture->writer, "PUBLISH timeline /t 5");
  clasp_fixture_expect (fixture->follower, "PUBLISH timeline /t 5");
  clasp_fixture_expect (fixture->writer, "");
  clasp_fixture_expect (fixture->reader, "");
}

/* ---- played ---- */

static void
test_ramp_is_written_sixty_times_a_second (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP "}");
  clasp_fixture_expect (fixture->reader, "SET /t 0 rev 1");
  clasp_fake_link_set_counting (fixture->reader, TRUE);
  for (guint i = 1; i < 1000; i++)
    {
      advance (fixture, MS);
      g_assert_cmpfloat_with_epsilon (value_of (fixture, "/t"), i / 1000.0, 0.0177);
    }
  g_assert_cmpuint (clasp_fake_link_get_n_sent (fixture->reader), >=, 2 + 58);
  g_assert_cmpuint (clasp_fake_link_get_n_sent (fixture->reader), <=, 2 + 61);
}

static void
test_end_is_exact_and_at_its_time (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t",
           "{\"keyframes\":[{\"time\":0,\"value\":0.1},{\"time\":20500,\"value\":0.3}]}");
  run_for (fixture, 20499);
  g_assert_cmpfloat (value_of (fixture, "/t"), <, 0.3);
  advance (fixture, 1);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 0.3);
  forget (fixture->reader);
  run_for (fixture, SECOND);
  clasp_fixture_expect (fixture->reader, "");
}

static void
test_value_that_stays_is_written_once (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t",
           "{\"keyframes\":[{\"time\":0,\"value\":5.0},{\"time\":1000000,\"value\":5.0}]}");
  run_for (fixture, 2 * SECOND);
  clasp_fixture_expect (fixture->reader, "SET /t 5 rev 1");
}

static void
test_every_easing_bends_the_ramp (Fixture *fixture, gconstpointer data)
{
  static const double bezier[] = { 0.42, 0.0, 0.58, 1.0 };

  for (ClaspEasing easing = CLASP_EASING_LINEAR; easing <= CLASP_EASING_CUBIC_BEZIER; easing++)
    {
      g_autofree char *json = g_strdup_printf (
        "{\"keyframes\":[{\"time\":0,\"value\":0.0,\"easing\":\"%s\",\"bezier\":[0.42,0,0.58,1]},"
        "{\"time\":1000000,\"value\":1.0}],\"start_time\":%" G_GINT64_FORMAT "}",
        clasp_easing_to_string (easing), clasp_clock_unix_us (fixture->base.clock) - 300 * MS);

      publish (fixture->writer, "/t", json);
      g_assert_cmpfloat_with_epsilon (value_of (fixture, "/t"),
                                      clasp_easing_apply (easing, bezier, 0.3), 1e-12);
      run_for (fixture, SECOND);
      g_assert_cmpfloat (value_of (fixture, "/t"), ==, 1.0);
    }
}

static void
test_arrays_go_element_by_element (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t",
           "{\"keyframes\":[{\"time\":0,\"value\":[0.0,10,\"a\"]},"
           "{\"time\":1000000,\"value\":[1.0,20,\"b\"]}],\"start_time\":1699999999750000}");
  clasp_fixture_expect (fixture->reader, "SET /t [0.25,12,\"a\"] rev 1");
}

static void
test_other_values_switch (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t",
           "{\"keyframes\":[{\"time\":0,\"value\":\"red\",\"easing\":\"step\"},"
           "{\"time\":100000,\"value\":\"green\"},{\"time\":200000,\"value\":true}]}");
  run_for (fixture, SECOND);
  clasp_fixture_expect (fixture->reader, "SET /t red rev 1\nSET /t green rev 2\nSET /t true rev 3");
}

static void
test_start_ahead_waits (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP ",\"start_time\":1700000002000000}");
  advance (fixture, 2 * SECOND - 1);
  clasp_fixture_expect (fixture->reader, "");
  advance (fixture, 1);
  clasp_fixture_expect (fixture->reader, "SET /t 0 rev 1");
  run_for (fixture, SECOND);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 1.0);
}

static void
test_clock_set_forward_moves_them (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP ",\"start_time\":1700000050000000}");
  clasp_manual_clock_set_forward (fixture->base.clock, 50 * SECOND + 500 * MS);
  advance (fixture, SECOND - 1);
  clasp_fixture_expect (fixture->reader, "");
  advance (fixture, 1);
  clasp_fixture_expect (fixture->reader, "SET /t 1 rev 1");
}

static void
test_start_in_the_past_begins_in_the_middle (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP ",\"start_time\":1699999999500000}");
  clasp_fixture_expect (fixture->reader, "SET /t 0.5 rev 1");
  run_for (fixture, 500 * MS);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 1.0);
}

static void
test_one_that_is_over_is_worth_its_last_value (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP ",\"start_time\":5}");
  clasp_fixture_expect (fixture->reader, "SET /t 1 rev 1");
  publish (fixture->writer, "/u", "{\"keyframes\":[{\"time\":0,\"value\":7.0}],\"loop\":true}");
  clasp_fixture_expect (fixture->reader, "SET /u 7 rev 1");
  publish (fixture->writer, "/v", "{\"keyframes\":[]}");
  clasp_fixture_expect (fixture->reader, "");
  clasp_fixture_expect (fixture->writer, "");
}

static void
test_loop_starts_again (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP ",\"loop_\":true}");
  for (guint i = 1; i <= 5000; i++)
    {
      advance (fixture, MS);
      if (i % 1000 >= 20)
        g_assert_cmpfloat_with_epsilon (value_of (fixture, "/t"), i % 1000 / 1000.0, 0.0177);
    }
}

static void
test_five_thousand_end_together (Fixture *fixture, gconstpointer data)
{
  clasp_fake_link_set_counting (fixture->reader, TRUE);
  clasp_fake_link_set_counting (fixture->follower, TRUE);
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *address = g_strdup_printf ("/t/%u", i);

      publish (fixture->writer, address, RAMP "}");
    }
  for (guint i = 0; i < 4; i++)
    advance (fixture, SECOND / 4);
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *address = g_strdup_printf ("/t/%u", i);

      g_assert_cmpfloat (value_of (fixture, address), ==, 1.0);
    }
}

static void
test_publisher_may_leave (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP "}");
  clasp_fake_link_hang_up (fixture->writer);
  run_for (fixture, SECOND);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 1.0);
}

static void
test_published_again_replaces (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP "}");
  run_for (fixture, 500 * MS);
  forget (fixture->reader);
  publish (fixture->writer, "/t",
           "{\"keyframes\":[{\"time\":0,\"value\":9.0},{\"time\":100000,\"value\":8.0}]}");
  run_for (fixture, 100 * MS);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 8.0);
  forget (fixture->reader);
  run_for (fixture, SECOND);
  clasp_fixture_expect (fixture->reader, "");
}

static void
test_parameter_that_vanishes_is_made_again (Fixture *fixture, gconstpointer limits)
{
  publish (fixture->writer, "/t", RAMP "}");
  clasp_fixture_say (fixture->reader, "UNSUBSCRIBE 1");
  for (guint i = 0; i < 3; i++) /* the store holds two, so this one is evicted */
    {
      g_autofree char *line = g_strdup_printf ("SET /other/%u 1", i);

      clasp_fixture_say (fixture->writer, line);
    }
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/t")));
  run_for (fixture, SECOND);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 1.0);
}

static void
test_time_to_live_counts_from_the_end (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->writer, "SET /t 3 ttl 2");
  publish (fixture->writer, "/t",
           "{\"keyframes\":[{\"time\":0,\"value\":5.0},{\"time\":10000000,\"value\":5.0}]}");
  run_for (fixture, 9 * SECOND);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 5.0);
  run_for (fixture, 5 * SECOND);
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/t")));
}

/* ---- actions ---- */

static void
test_pause_keeps_and_resume_goes_on (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP "}");
  run_for (fixture, 300 * MS);
  forget (fixture->follower);
  publish (fixture->writer, "/t", "{\"action\":\"pause\"}");
  clasp_fixture_expect (
    fixture->follower,
    "PUBLISH timeline /t {\"action\":\"pause\",\"position\":300000,\"start_time\":" START "}");
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 0.3);
  run_for (fixture, 5 * SECOND);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 0.3);
  publish (fixture->writer, "/t", "{\"action\":\"resume\"}");
  clasp_fixture_expect (fixture->follower,
                        "PUBLISH timeline /t {\"action\":\"resume\",\"position\":"
                        "300000,\"start_time\":1700000005000000}");
  run_for (fixture, 699 * MS);
  g_assert_cmpfloat (value_of (fixture, "/t"), <, 1.0);
  run_for (fixture, MS);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 1.0);
}

static void
test_waiting_ones_can_be_paused (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP ",\"start_time\":1700000001000000}");
  publish (fixture->writer, "/t", "{\"action\":\"pause\"}");
  run_for (fixture, 5 * SECOND);
  clasp_fixture_expect (fixture->reader, "");
  publish (fixture->writer, "/t", "{\"action\":\"resume\"}");
  run_for (fixture, 999 * MS);
  clasp_fixture_expect (fixture->reader, "");
  run_for (fixture, MS);
  clasp_fixture_expect (fixture->reader, "SET /t 0 rev 1");
}

static void
test_stop_ends_where_it_is (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP ",\"loop\":true}");
  run_for (fixture, 1250 * MS);
  forget (fixture->follower);
  publish (fixture->writer, "/t", "{\"action\":\"stop\"}");
  clasp_fixture_expect (
    fixture->follower,
    "PUBLISH timeline /t {\"action\":\"stop\",\"position\":250000,\"start_time\":" START "}");
  run_for (fixture, SECOND);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 0.25);
  publish (fixture->writer, "/t", "{\"action\":\"resume\"}");
  clasp_fixture_expect (fixture->writer,
                        "ERROR 402 \"InvalidValue: timeline: cannot resume, it has "
                        "ended; seek, or publish it again\" /t");
}

static void
test_seek_moves_what_plays (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP "}");
  run_for (fixture, 100 * MS);
  forget (fixture->follower);
  publish (fixture->writer, "/t", "{\"action\":\"seek\",\"position\":800000}");
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 0.8);
  clasp_fixture_expect (fixture->follower, "PUBLISH timeline /t {\"action\":\"seek\",\"position\":"
                                           "800000,\"start_time\":1699999999300000}");
  run_for (fixture, 200 * MS);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 1.0);
}

static void
test_seek_while_paused_shows_and_stays (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP "}");
  publish (fixture->writer, "/t", "{\"action\":\"pause\"}");
  publish (fixture->writer, "/t", "{\"action\":\"seek\",\"position\":600000}");
  run_for (fixture, SECOND);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 0.6);
  publish (fixture->writer, "/t", "{\"action\":\"resume\"}");
  run_for (fixture, 400 * MS);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 1.0);
}

static void
test_seek_plays_an_ended_one_again (Fixture *fixture, gconstpointer data)
{
  static const char *const ends[] = { "{\"action\":\"seek\",\"position\":9000000}",
                                      "{\"action\":\"stop\"}" };

  publish (fixture->writer, "/t", RAMP "}");
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      publish (fixture->writer, "/t", ends[i]);
      publish (fixture->writer, "/t", "{\"action\":\"seek\",\"position\":500000.0}");
      g_assert_cmpfloat (value_of (fixture, "/t"), ==, 0.5);
      run_for (fixture, 500 * MS - 1);
      g_assert_cmpfloat (value_of (fixture, "/t"), <, 1.0);
      if (i == 0)
        publish (fixture->writer, "/t", "{\"action\":\"seek\",\"position\":100000}");
    }
  clasp_fixture_expect (fixture->writer, "");
}

static void
test_action_on_nothing_is_told (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", "{\"action\":\"pause\"}");
  clasp_fixture_expect (fixture->writer,
                        "ERROR 201 \"AddressNotFound: no timeline to pause here\" /t");
  clasp_fixture_expect (fixture->follower, "");
}

/* ---- hands and locks ---- */

static void
test_a_hand_on_the_value_wins (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP "}");
  run_for (fixture, 400 * MS);
  forget (fixture->follower);
  clasp_fixture_say (fixture->reader, "SET /t 0.9");
  clasp_fixture_expect (
    fixture->follower,
    "PUBLISH timeline /t {\"action\":\"stop\",\"position\":400000,\"start_time\":" START "}");
  forget (fixture->reader);
  run_for (fixture, 2 * SECOND);
  clasp_fixture_expect (fixture->reader, "");
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 0.9);
}

static void
test_a_hand_wins_over_a_paused_one_until_it_goes_on (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP "}");
  publish (fixture->writer, "/t", "{\"action\":\"pause\"}");
  forget (fixture->follower);
  clasp_fixture_say (fixture->writer, "SET /t 0.9");
  clasp_fixture_expect (fixture->follower, "");
  publish (fixture->writer, "/t", "{\"action\":\"resume\"}");
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 0.0);
}

/* What a mapping there and back does, and rounds on the way. */
static void
answer_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer fixture)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = CLASP_STR_LITERAL ("/t");
  message.set.value = clasp_value_double (delivery->message->set.value.as.number * 0.99);
  clasp_session_submit (session, &message, delivery, TRUE);
}

static void
test_answer_of_a_mapping_does_not_stop_it (Fixture *fixture, gconstpointer data)
{
  ClaspSession *mapping = clasp_router_join (fixture->base.router, "map", answer_cb, NULL, fixture);

  g_assert_true (
    clasp_session_subscribe (mapping, 1, CLASP_STR_LITERAL ("/t"), CLASP_TYPES_PARAM, FALSE, NULL));
  publish (fixture->writer, "/t", RAMP "}");
  run_for (fixture, SECOND);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 0.99);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_timelines, ==, 0);
  clasp_fixture_say (fixture->follower, "SUBSCRIBE 2 /t timeline");
  clasp_fixture_expect (fixture->follower, "PUBLISH timeline /t " SHOWN ",\"start_time\":" START
                                           "}\nPUBLISH timeline /t " SHOWN ",\"start_time\":" START
                                           ",\"state\":\"finished\",\"position\":1000000}");
  clasp_session_leave (mapping);
}

static void
test_hand_through_a_mapping_wins_too (Fixture *fixture, gconstpointer data)
{
  ClaspSession *mapping = clasp_fixture_join_local (&fixture->base, "map");
  ClaspMessage  message = { .type = CLASP_MESSAGE_SET };
  ClaspDelivery cause = { .hops = 0 };

  publish (fixture->writer, "/t", RAMP "}");
  run_for (fixture, 100 * MS);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_timelines, ==, 1);
  advance (fixture, 5);
  cause.received_us = clasp_clock_now_us (fixture->base.clock);
  message.set.address = CLASP_STR_LITERAL ("/t");
  message.set.value = clasp_value_double (0.5);
  clasp_session_submit (mapping, &message, &cause, TRUE);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_timelines, ==, 0);
  clasp_session_leave (mapping);
}

static void
test_refused_write_does_not_stop_it (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP "}");
  run_for (fixture, 100 * MS);
  clasp_fixture_say (fixture->writer, "SET /t 5 rev 77");
  run_for (fixture, 900 * MS);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 1.0);
}

static void
test_lock_of_another_is_not_overwritten (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->reader, "SET /t 0.7 lock");
  publish (fixture->writer, "/t", RAMP "}");
  run_for (fixture, 500 * MS);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 0.7);
  clasp_fake_link_hang_up (fixture->reader); /* and with it the lock */
  run_for (fixture, 500 * MS);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 1.0);
}

static void
test_lock_of_the_publisher_is_no_obstacle (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->writer, "SET /t 0.7 lock");
  publish (fixture->writer, "/t", RAMP "}");
  run_for (fixture, SECOND);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 1.0);
}

/* ---- late joiners ---- */

static void
expect_late (Fixture *fixture, const char *expected)
{
  ClaspFakeLink *late = clasp_fixture_join (&fixture->base);

  clasp_fixture_say (late, "SUBSCRIBE 1 /t/* timeline");
  clasp_fixture_expect (late, expected);
  clasp_fixture_say (late, "UNSUBSCRIBE 1");
  clasp_fixture_say (late, "SUBSCRIBE 2 /t/a");
  if (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/t/a")) == NULL)
    clasp_fixture_expect (late, expected);
}

static void
test_late_joiner_gets_state_and_position (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t/a", RAMP ",\"start_time\":1700000001000000}");
  expect_late (fixture, "PUBLISH timeline /t/a " SHOWN ",\"start_time\":1700000001000000,"
                        "\"state\":\"waiting\",\"position\":0}");
  run_for (fixture, 1400 * MS);
  expect_late (fixture, "PUBLISH timeline /t/a " SHOWN ",\"start_time\":1700000001000000,"
                        "\"state\":\"playing\",\"position\":400000}");
  publish (fixture->writer, "/t/a", "{\"action\":\"pause\"}");
  run_for (fixture, SECOND);
  expect_late (fixture, "PUBLISH timeline /t/a " SHOWN ",\"start_time\":1700000001000000,"
                        "\"state\":\"paused\",\"position\":400000}");
  publish (fixture->writer, "/t/a", "{\"action\":\"resume\"}");
  expect_late (fixture, "PUBLISH timeline /t/a " SHOWN ",\"start_time\":1700000002000000,"
                        "\"state\":\"playing\",\"position\":400000}");
  run_for (fixture, SECOND);
  expect_late (fixture, "PUBLISH timeline /t/a " SHOWN ",\"start_time\":1700000002000000,"
                        "\"state\":\"finished\",\"position\":1000000}");
  publish (fixture->writer, "/t/a", "{\"action\":\"seek\",\"position\":200000}");
  publish (fixture->writer, "/t/a", "{\"action\":\"stop\"}");
  run_for (fixture, SECOND);
  expect_late (fixture, "PUBLISH timeline /t/a " SHOWN ",\"start_time\":1700000003200000,"
                        "\"state\":\"stopped\",\"position\":200000}");
}

static void
test_late_joiner_without_interest_gets_nothing (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *late = clasp_fixture_join (&fixture->base);

  publish (fixture->writer, "/t", RAMP "}");
  clasp_fixture_talk (late, "SUBSCRIBE 1 /t event,stream", "");
  clasp_fixture_talk (late, "SUBSCRIBE 2 /u/** timeline", "");
}

static void
test_session_of_this_process_gets_them_too (Fixture *fixture, gconstpointer data)
{
  ClaspSession *session = clasp_fixture_join_local (&fixture->base, "view");

  publish (fixture->writer, "/t", RAMP "}");
  g_assert_true (clasp_session_subscribe (session, 1, CLASP_STR_LITERAL ("/**"),
                                          CLASP_TYPES_TIMELINE, TRUE, NULL));
  clasp_fixture_expect_log (&fixture->base,
                            "view ← PUBLISH timeline /t " SHOWN ",\"start_time\":" START
                            ",\"state\":\"playing\",\"position\":0} (snapshot)");
  clasp_session_leave (session);
}

static void
test_slow_late_joiner_gets_all_in_the_end (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *late = clasp_fixture_join (&fixture->base);
  GString       *json = g_string_new ("{\"keyframes\":[");
  guint64        n_before;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (json, "%s{\"time\":%u,\"value\":0.5}", i > 0 ? "," : "", i);
  g_string_append (json, "],\"loop\":true}");
  clasp_fake_link_set_counting (fixture->follower, TRUE);
  for (guint i = 0; i < 60; i++) /* 2 MB together, four times what is queued ahead */
    {
      g_autofree char *address = g_strdup_printf ("/t/%u", i);

      publish (fixture->writer, address, json->str);
    }

  clasp_fake_link_set_counting (late, TRUE);
  clasp_fake_link_hold (late);
  n_before = clasp_fake_link_get_n_sent (late);
  clasp_fixture_say (late, "SUBSCRIBE 1 /** timeline");
  g_assert_cmpuint (clasp_fake_link_get_n_sent (late) - n_before, <, 30);
  publish (fixture->writer, "/t/0", json->str); /* to the end of the list */
  clasp_fake_link_release (late, G_MAXSIZE);
  run_for (fixture, 100 * MS);
  g_assert_cmpuint (clasp_fake_link_get_n_sent (late) - n_before, ==, 62);
  g_string_free (json, TRUE);
}

static void
test_late_joiner_may_go_in_the_middle (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *late = clasp_fixture_join (&fixture->base);
  GString       *json = g_string_new ("{\"keyframes\":[");

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (json, "%s{\"time\":%u,\"value\":0.5}", i > 0 ? "," : "", i);
  g_string_append (json, "],\"loop\":true}");
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *address = g_strdup_printf ("/t/%u", i);

      publish (fixture->writer, address, json->str);
    }
  clasp_fake_link_hold (late);
  clasp_fixture_say (late, "SUBSCRIBE 1 /** timeline");
  clasp_fake_link_hang_up (late);
  run_for (fixture, 100 * MS);
  g_string_free (json, TRUE);
}

static void
test_query_lists_them (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP "}");
  clasp_fixture_talk (fixture->writer, "QUERY /**", "RESULT [/t timeline timeline]");
  clasp_fixture_talk (fixture->writer, "QUERY /u/**", "RESULT []");
}

static void
test_ended_ones_are_kept_for_a_minute (Fixture *fixture, gconstpointer data)
{
  publish (fixture->writer, "/t", RAMP "}");
  advance (fixture, SECOND);
  advance (fixture, 60 * SECOND - 1);
  clasp_fixture_talk (fixture->writer, "QUERY /**", "RESULT [/t timeline timeline]");
  advance (fixture, 1);
  clasp_fixture_talk (fixture->writer, "QUERY /**", "RESULT []");
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 1.0);
}

/* ---- limits and faults ---- */

static void
test_as_many_as_allowed_and_one_more (Fixture *fixture, gconstpointer limits)
{
  publish (fixture->writer, "/t/1", RAMP "}");
  publish (fixture->writer, "/t/2", RAMP "}");
  clasp_fixture_expect (fixture->writer, "");
  publish (fixture->writer, "/t/3", RAMP "}");
  clasp_fixture_expect (fixture->writer,
                        "ERROR 503 \"The router is full: 2 timelines with 0 KiB are "
                        "playing\" /t/3");
  publish (fixture->writer, "/t/2", RAMP ",\"loop\":true}"); /* in the place of the old one */
  clasp_fixture_expect (fixture->writer, "");
  advance (fixture, SECOND);
  publish (fixture->writer, "/t/3", RAMP "}"); /* in that of the one that has ended */
  clasp_fixture_expect (fixture->writer, "");
}

static void
test_as_many_keyframes_as_allowed_and_one_more (Fixture *fixture, gconstpointer limits)
{
  publish (fixture->writer, "/t",
           "{\"keyframes\":[{\"time\":0,\"value\":1},{\"time\":1,\"value\":2},"
           "{\"time\":2,\"value\":2}]}");
  clasp_fixture_expect (fixture->writer, "");
  publish (fixture->writer, "/t",
           "{\"keyframes\":[{\"time\":0,\"value\":1},{\"time\":1,\"value\":2},"
           "{\"time\":2,\"value\":2},{\"time\":3,\"value\":2}]}");
  clasp_fixture_expect (fixture->writer,
                        "ERROR 402 \"InvalidValue: timeline: keyframes: 4 are more "
                        "than the 3 allowed here\" /t");
}

static void
test_as_many_bytes_as_allowed_and_one_more (Fixture *fixture, gconstpointer limits)
{
  g_autofree char *text = g_strnfill (900, 'x');
  g_autofree char *json = g_strdup_printf (
    "{\"keyframes\":[{\"time\":0,\"value\":\"%s\"}],\"start_time\":1700000100000000"
    "}",
    text);
  g_autofree char *error = NULL;

  publish (fixture->writer, "/t/1", json);
  publish (fixture->writer, "/t/2", json);
  clasp_fixture_expect (fixture->writer, "");
  publish (fixture->writer, "/t/3", json);
  error = clasp_fake_link_take (fixture->writer);
  g_assert_true (g_str_has_prefix (error, "ERROR 503 "));
}

static void
test_faults_are_named (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *json, *expected;
  } cases[] = {
    { "{}", "keyframes: expected an array of at most 65535" },
    { "{\"keyframes\":5}", "keyframes: expected an array of at most 65535" },
    { "{\"keyframes\":[5]}", "keyframes[0]: time is missing" },
    { "{\"keyframes\":[{\"time\":0,\"value\":1},{\"time\":1}]}", "keyframes[1]: value is missing" },
    { "{\"keyframes\":[{\"time\":-1,\"value\":1}]}",
      "keyframes[0]: time: expected microseconds, a number that is not negative" },
    { "{\"keyframes\":[{\"time\":0,\"value\":1,\"easing\":\"jump\"}]}",
      "keyframes[0]: easing: expected linear, ease-in, ease-out, ease-in-out, step or "
      "cubic-bezier" },
    { "{\"keyframes\":[{\"time\":0,\"value\":1,\"bezier\":[1,2,3]}]}",
      "keyframes[0]: bezier: expected four finite numbers" },
    { "{\"keyframes\":[],\"loop\":3}", "loop: expected true or false" },
    { "{\"keyframes\":[],\"start_time\":\"now\"}",
      "start_time: expected microseconds, a number that is not negative" },
    { "{\"keyframes\":[],\"start_time\":1731622400000001}",
      "start_time: more than 366 days ahead of the router's clock" },
    { "{\"keyframes\":[],\"duration\":31622400000001}", "duration: more than 366 days" },
    { "{\"action\":\"rewind\"}", "action: expected pause, resume, stop or seek" },
    { "{\"action\":\"seek\"}", "position: expected microseconds, a number that is not negative" },
    { "{\"action\":\"seek\",\"position\":-1}",
      "position: expected microseconds, a number that is not negative" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *expected =
        g_strdup_printf ("ERROR 402 \"InvalidValue: timeline: %s\" /t", cases[i].expected);

      publish (fixture->writer, "/t", cases[i].json);
      clasp_fixture_expect (fixture->writer, expected);
    }
  clasp_fixture_expect (fixture->follower, "");
  publish (fixture->writer, "/t", "{\"keyframes\":[],\"start_time\":1731622400000000}");
  publish (fixture->writer, "/t", "{\"keyframes\":[],\"duration\":31622400000000}");
  clasp_fixture_expect (fixture->writer, "");
}

static void
test_what_fits_no_frame_is_refused (Fixture *fixture, gconstpointer data)
{
  ClaspSession    *session = clasp_fixture_join_local (&fixture->base, "cue");
  g_autofree char *text = g_strnfill (65000, 'x');
  g_autofree char *json = g_strdup_printf (
    "{\"keyframes\":[{\"time\":0,\"value\":\"%s\"}],\"a\":\"%.500s\"}", text, text);
  g_auto (ClaspMessage) message;

  fill (&message, "/t", json);
  clasp_session_submit (session, &message, NULL, FALSE);
  clasp_fixture_expect_log (&fixture->base,
                            "cue ← ERROR 402 \"InvalidValue: timeline: too large to "
                            "be sent to others in one frame\" /t");
  clasp_session_leave (session);
}

static void
test_bundle_is_refused_as_a_whole (Fixture *fixture, gconstpointer data)
{
  ClaspMessage          parts[2];
  ClaspMessage          bundle = { .type = CLASP_MESSAGE_BUNDLE };
  g_autofree char      *error = NULL;
  g_auto (ClaspMessage) first, second;

  fill (&first, "/t", RAMP "}");
  fill (&second, "/u", "{}");
  parts[0] = first;
  parts[1] = second;
  bundle.bundle.messages = parts;
  bundle.bundle.n_messages = 2;
  clasp_fake_link_inject (fixture->writer, &bundle);
  error = clasp_fake_link_take (fixture->writer);
  g_assert_true (g_str_has_prefix (error, "ERROR 402 "));
  g_assert_true (g_str_has_suffix (error, " /u"));
  clasp_fixture_expect (fixture->reader, "");

  bundle.bundle.n_messages = 1;
  clasp_fake_link_inject (fixture->writer, &bundle);
  clasp_fixture_expect (fixture->writer, "ACK");
  clasp_fixture_expect (fixture->reader, "SET /t 0 rev 1");
}

/* ---- settings ---- */

static void
test_relay_keeps_and_hands_on_but_does_not_play (Fixture *fixture, gconstpointer limits)
{
  publish (fixture->writer, "/t", RAMP "}");
  clasp_fixture_expect (fixture->follower,
                        "PUBLISH timeline /t " SHOWN ",\"start_time\":" START "}");
  run_for (fixture, 500 * MS);
  clasp_fixture_expect (fixture->reader, "");
  clasp_fixture_say (fixture->writer, "SET /t 5");
  run_for (fixture, 500 * MS);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 5.0);
  clasp_fixture_say (fixture->follower, "SUBSCRIBE 2 /t timeline");
  clasp_fixture_expect (fixture->follower, "PUBLISH timeline /t " SHOWN ",\"start_time\":" START
                                           ",\"state\":\"finished\",\"position\":1000000}");
}

static void
test_mode_may_change_while_it_plays (Fixture *fixture, gconstpointer data)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  publish (fixture->writer, "/t", RAMP "}");
  limits.timelines = CLASP_TIMELINE_MODE_RELAY;
  clasp_router_set_limits (fixture->base.router, "Test router", &limits);
  run_for (fixture, 300 * MS);
  clasp_fixture_say (fixture->writer, "SET /t 5");
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 5.0);
  limits.timelines = CLASP_TIMELINE_MODE_PLAY;
  clasp_router_set_limits (fixture->base.router, "Test router", &limits);
  run_for (fixture, 700 * MS);
  g_assert_cmpfloat (value_of (fixture, "/t"), ==, 1.0);
}

static void
test_rate_is_a_setting (Fixture *fixture, gconstpointer limits)
{
  publish (fixture->writer, "/t", RAMP "}");
  forget (fixture->reader);
  run_for (fixture, 199 * MS);
  clasp_fixture_expect (fixture->reader, "SET /t 0.1 rev 2");
}

#define ADD_WITH(path, function, limits)                                                           \
  g_test_add ("/router/timelines/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_WITH (path, function, NULL)

int
main (int argc, char **argv)
{
  ClaspRouterLimits two = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits small_store = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits relay = CLASP_ROUTER_LIMITS_DEFAULT;

  two.max_timelines = 2;
  two.max_timeline_keyframes = 3;
  two.max_timeline_bytes = 2000;
  two.timeline_rate_hz = 10;
  small_store.max_params = 2;
  relay.timelines = CLASP_TIMELINE_MODE_RELAY;
  clasp_test_init (&argc, &argv, 100);

  ADD ("forwarded-with-the-start-that-counts", test_forwarded_with_the_start_that_counts);
  ADD ("given-start-is-kept-in-one-spelling", test_given_start_is_kept_in_one_spelling);
  ADD ("timestamp-is-the-start-when-the-map-has-none",
       test_timestamp_is_the_start_when_the_map_has_none);
  ADD ("message-without-a-map-is-only-handed-on", test_message_without_a_map_is_only_handed_on);
  ADD ("ramp-is-written-sixty-times-a-second", test_ramp_is_written_sixty_times_a_second);
  ADD ("end-is-exact-and-at-its-time", test_end_is_exact_and_at_its_time);
  ADD ("value-that-stays-is-written-once", test_value_that_stays_is_written_once);
  ADD ("every-easing-bends-the-ramp", test_every_easing_bends_the_ramp);
  ADD ("arrays-go-element-by-element", test_arrays_go_element_by_element);
  ADD ("other-values-switch", test_other_values_switch);
  ADD ("start-ahead-waits", test_start_ahead_waits);
  ADD ("clock-set-forward-moves-them", test_clock_set_forward_moves_them);
  ADD ("start-in-the-past-begins-in-the-middle", test_start_in_the_past_begins_in_the_middle);
  ADD ("one-that-is-over-is-worth-its-last-value", test_one_that_is_over_is_worth_its_last_value);
  ADD ("loop-starts-again", test_loop_starts_again);
  ADD ("five-thousand-end-together", test_five_thousand_end_together);
  ADD ("publisher-may-leave", test_publisher_may_leave);
  ADD ("published-again-replaces", test_published_again_replaces);
  ADD_WITH ("parameter-that-vanishes-is-made-again", test_parameter_that_vanishes_is_made_again,
            &small_store);
  ADD ("time-to-live-counts-from-the-end", test_time_to_live_counts_from_the_end);
  ADD ("pause-keeps-and-resume-goes-on", test_pause_keeps_and_resume_goes_on);
  ADD ("waiting-ones-can-be-paused", test_waiting_ones_can_be_paused);
  ADD ("stop-ends-where-it-is", test_stop_ends_where_it_is);
  ADD ("seek-moves-what-plays", test_seek_moves_what_plays);
  ADD ("seek-while-paused-shows-and-stays", test_seek_while_paused_shows_and_stays);
  ADD ("seek-plays-an-ended-one-again", test_seek_plays_an_ended_one_again);
  ADD ("action-on-nothing-is-told", test_action_on_nothing_is_told);
  ADD ("a-hand-on-the-value-wins", test_a_hand_on_the_value_wins);
  ADD ("a-hand-wins-over-a-paused-one-until-it-goes-on",
       test_a_hand_wins_over_a_paused_one_until_it_goes_on);
  ADD ("answer-of-a-mapping-does-not-stop-it", test_answer_of_a_mapping_does_not_stop_it);
  ADD ("hand-through-a-mapping-wins-too", test_hand_through_a_mapping_wins_too);
  ADD ("refused-write-does-not-stop-it", test_refused_write_does_not_stop_it);
  ADD ("lock-of-another-is-not-overwritten", test_lock_of_another_is_not_overwritten);
  ADD ("lock-of-the-publisher-is-no-obstacle", test_lock_of_the_publisher_is_no_obstacle);
  ADD ("late-joiner-gets-state-and-position", test_late_joiner_gets_state_and_position);
  ADD ("late-joiner-without-interest-gets-nothing", test_late_joiner_without_interest_gets_nothing);
  ADD ("session-of-this-process-gets-them-too", test_session_of_this_process_gets_them_too);
  ADD ("slow-late-joiner-gets-all-in-the-end", test_slow_late_joiner_gets_all_in_the_end);
  ADD ("late-joiner-may-go-in-the-middle", test_late_joiner_may_go_in_the_middle);
  ADD ("query-lists-them", test_query_lists_them);
  ADD ("ended-ones-are-kept-for-a-minute", test_ended_ones_are_kept_for_a_minute);
  ADD_WITH ("as-many-as-allowed-and-one-more", test_as_many_as_allowed_and_one_more, &two);
  ADD_WITH ("as-many-keyframes-as-allowed-and-one-more",
            test_as_many_keyframes_as_allowed_and_one_more, &two);
  ADD_WITH ("as-many-bytes-as-allowed-and-one-more", test_as_many_bytes_as_allowed_and_one_more,
            &two);
  ADD ("faults-are-named", test_faults_are_named);
  ADD ("what-fits-no-frame-is-refused", test_what_fits_no_frame_is_refused);
  ADD ("bundle-is-refused-as-a-whole", test_bundle_is_refused_as_a_whole);
  ADD_WITH ("relay-keeps-and-hands-on-but-does-not-play",
            test_relay_keeps_and_hands_on_but_does_not_play, &relay);
  ADD ("mode-may-change-while-it-plays", test_mode_may_change_while_it_plays);
  ADD_WITH ("rate-is-a-setting", test_rate_is_a_setting, &two);

  return g_test_run ();
}
