/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "router/timelines-test.h"

/* Timelines: handed on, and played by the router on its clock, which the test drives. */

typedef TimelinesFixture Fixture;

/* ---- handed on ---- */

static void
test_forwarded_with_the_start_that_counts (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP ",\"loop\":false,\"label\":\"dawn\"}");
  clasp_fixture_expect (fixture->follower,
                        "PUBLISH timeline /t " SHOWN
                        ",\"loop\":false,\"label\":\"dawn\",\"start_time\":" START "}");
  g_assert_cmpint (clasp_fake_link_get_last_qos (fixture->follower), ==, CLASP_QOS_COMMIT);
  clasp_fixture_expect (fixture->writer, "");
}

static void
test_given_start_is_kept_in_one_spelling (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP ",\"startTime\":1700000005000000.0}");
  clasp_fixture_expect (fixture->follower,
                        "PUBLISH timeline /t " SHOWN ",\"start_time\":1700000005000000}");
}

static void
test_timestamp_is_the_start_when_the_map_has_none (Fixture *fixture, gconstpointer data)
{
  g_auto (ClaspMessage) message;

  timelines_fill (&message, "/t", RAMP "}");
  message.publish.has_timestamp = TRUE;
  message.publish.timestamp_us = CLASP_FIXTURE_UNIX_US - 250 * MS;
  clasp_fake_link_inject (fixture->writer, &message);
  clasp_fixture_expect (fixture->follower, "PUBLISH timeline /t " SHOWN
                                           ",\"start_time\":1699999999750000} ts 1699999999750000");
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 0.25);
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
  timelines_publish (fixture->writer, "/t", RAMP "}");
  clasp_fixture_expect (fixture->reader, "SET /t 0 rev 1");
  clasp_fake_link_set_counting (fixture->reader, TRUE);
  for (guint i = 1; i < 1000; i++)
    {
      timelines_advance (fixture, MS);
      g_assert_cmpfloat_with_epsilon (timelines_value_of (fixture, "/t"), i / 1000.0, 0.0177);
    }
  g_assert_cmpuint (clasp_fake_link_get_n_sent (fixture->reader), >=, 2 + 58);
  g_assert_cmpuint (clasp_fake_link_get_n_sent (fixture->reader), <=, 2 + 61);
}

static void
test_end_is_exact_and_at_its_time (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t",
                     "{\"keyframes\":[{\"time\":0,\"value\":0.1},{\"time\":20500,\"value\":0.3}]}");
  timelines_run_for (fixture, 20499);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), <, 0.3);
  timelines_advance (fixture, 1);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 0.3);
  timelines_forget (fixture->reader);
  timelines_run_for (fixture, SECOND);
  clasp_fixture_expect (fixture->reader, "");
}

static void
test_value_that_stays_is_written_once (Fixture *fixture, gconstpointer data)
{
  timelines_publish (
    fixture->writer, "/t",
    "{\"keyframes\":[{\"time\":0,\"value\":5.0},{\"time\":1000000,\"value\":5.0}]}");
  timelines_run_for (fixture, 2 * SECOND);
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

      timelines_publish (fixture->writer, "/t", json);
      g_assert_cmpfloat_with_epsilon (timelines_value_of (fixture, "/t"),
                                      clasp_easing_apply (easing, bezier, 0.3), 1e-12);
      timelines_run_for (fixture, SECOND);
      g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 1.0);
    }
}

static void
test_arrays_go_element_by_element (Fixture *fixture, gconstpointer data)
{
  timelines_publish (
    fixture->writer, "/t",
    "{\"keyframes\":[{\"time\":0,\"value\":[0.0,10,\"a\"]},"
    "{\"time\":1000000,\"value\":[1.0,20,\"b\"]}],\"start_time\":1699999999750000}");
  clasp_fixture_expect (fixture->reader, "SET /t [0.25,12,\"a\"] rev 1");
}

static void
test_other_values_switch (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t",
                     "{\"keyframes\":[{\"time\":0,\"value\":\"red\",\"easing\":\"step\"},"
                     "{\"time\":100000,\"value\":\"green\"},{\"time\":200000,\"value\":true}]}");
  timelines_run_for (fixture, SECOND);
  clasp_fixture_expect (fixture->reader, "SET /t red rev 1\nSET /t green rev 2\nSET /t true rev 3");
}

static void
test_start_ahead_waits (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP ",\"start_time\":1700000002000000}");
  timelines_advance (fixture, 2 * SECOND - 1);
  clasp_fixture_expect (fixture->reader, "");
  timelines_advance (fixture, 1);
  clasp_fixture_expect (fixture->reader, "SET /t 0 rev 1");
  timelines_run_for (fixture, SECOND);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 1.0);
}

static void
test_clock_set_forward_moves_them (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP ",\"start_time\":1700000050000000}");
  clasp_manual_clock_set_forward (fixture->base.clock, 50 * SECOND + 500 * MS);
  timelines_advance (fixture, SECOND - 1);
  clasp_fixture_expect (fixture->reader, "");
  timelines_advance (fixture, 1);
  clasp_fixture_expect (fixture->reader, "SET /t 1 rev 1");
}

static void
test_start_in_the_past_begins_in_the_middle (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP ",\"start_time\":1699999999500000}");
  clasp_fixture_expect (fixture->reader, "SET /t 0.5 rev 1");
  timelines_run_for (fixture, 500 * MS);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 1.0);
}

static void
test_one_that_is_over_is_worth_its_last_value (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP ",\"start_time\":5}");
  clasp_fixture_expect (fixture->reader, "SET /t 1 rev 1");
  timelines_publish (fixture->writer, "/u",
                     "{\"keyframes\":[{\"time\":0,\"value\":7.0}],\"loop\":true}");
  clasp_fixture_expect (fixture->reader, "SET /u 7 rev 1");
  timelines_publish (fixture->writer, "/v", "{\"keyframes\":[]}");
  clasp_fixture_expect (fixture->reader, "");
  clasp_fixture_expect (fixture->writer, "");
}

static void
test_loop_starts_again (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP ",\"loop_\":true}");
  for (guint i = 1; i <= 5000; i++)
    {
      timelines_advance (fixture, MS);
      if (i % 1000 >= 20)
        g_assert_cmpfloat_with_epsilon (timelines_value_of (fixture, "/t"), i % 1000 / 1000.0,
                                        0.0177);
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

      timelines_publish (fixture->writer, address, RAMP "}");
    }
  for (guint i = 0; i < 4; i++)
    timelines_advance (fixture, SECOND / 4);
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *address = g_strdup_printf ("/t/%u", i);

      g_assert_cmpfloat (timelines_value_of (fixture, address), ==, 1.0);
    }
}

static void
test_publisher_may_leave (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP "}");
  clasp_fake_link_hang_up (fixture->writer);
  timelines_run_for (fixture, SECOND);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 1.0);
}

static void
test_published_again_replaces (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP "}");
  timelines_run_for (fixture, 500 * MS);
  timelines_forget (fixture->reader);
  timelines_publish (
    fixture->writer, "/t",
    "{\"keyframes\":[{\"time\":0,\"value\":9.0},{\"time\":100000,\"value\":8.0}]}");
  timelines_run_for (fixture, 100 * MS);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 8.0);
  timelines_forget (fixture->reader);
  timelines_run_for (fixture, SECOND);
  clasp_fixture_expect (fixture->reader, "");
}

static void
test_parameter_that_vanishes_is_made_again (Fixture *fixture, gconstpointer limits)
{
  timelines_publish (fixture->writer, "/t", RAMP "}");
  clasp_fixture_say (fixture->reader, "UNSUBSCRIBE 1");
  for (guint i = 0; i < 3; i++) /* the store holds two, so this one is evicted */
    {
      g_autofree char *line = g_strdup_printf ("SET /other/%u 1", i);

      clasp_fixture_say (fixture->writer, line);
    }
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/t")));
  timelines_run_for (fixture, SECOND);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 1.0);
}

static void
test_time_to_live_counts_from_the_end (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->writer, "SET /t 3 ttl 2");
  timelines_publish (
    fixture->writer, "/t",
    "{\"keyframes\":[{\"time\":0,\"value\":5.0},{\"time\":10000000,\"value\":5.0}]}");
  timelines_run_for (fixture, 9 * SECOND);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 5.0);
  timelines_run_for (fixture, 5 * SECOND);
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/t")));
}

/* ---- actions ---- */

static void
test_pause_keeps_and_resume_goes_on (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP "}");
  timelines_run_for (fixture, 300 * MS);
  timelines_forget (fixture->follower);
  timelines_publish (fixture->writer, "/t", "{\"action\":\"pause\"}");
  clasp_fixture_expect (
    fixture->follower,
    "PUBLISH timeline /t {\"action\":\"pause\",\"position\":300000,\"start_time\":" START "}");
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 0.3);
  timelines_run_for (fixture, 5 * SECOND);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 0.3);
  timelines_publish (fixture->writer, "/t", "{\"action\":\"resume\"}");
  clasp_fixture_expect (fixture->follower,
                        "PUBLISH timeline /t {\"action\":\"resume\",\"position\":"
                        "300000,\"start_time\":1700000005000000}");
  timelines_run_for (fixture, 699 * MS);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), <, 1.0);
  timelines_run_for (fixture, MS);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 1.0);
}

static void
test_waiting_ones_can_be_paused (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP ",\"start_time\":1700000001000000}");
  timelines_publish (fixture->writer, "/t", "{\"action\":\"pause\"}");
  timelines_run_for (fixture, 5 * SECOND);
  clasp_fixture_expect (fixture->reader, "");
  timelines_publish (fixture->writer, "/t", "{\"action\":\"resume\"}");
  timelines_run_for (fixture, 999 * MS);
  clasp_fixture_expect (fixture->reader, "");
  timelines_run_for (fixture, MS);
  clasp_fixture_expect (fixture->reader, "SET /t 0 rev 1");
}

static void
test_stop_ends_where_it_is (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP ",\"loop\":true}");
  timelines_run_for (fixture, 1250 * MS);
  timelines_forget (fixture->follower);
  timelines_publish (fixture->writer, "/t", "{\"action\":\"stop\"}");
  clasp_fixture_expect (
    fixture->follower,
    "PUBLISH timeline /t {\"action\":\"stop\",\"position\":250000,\"start_time\":" START "}");
  timelines_run_for (fixture, SECOND);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 0.25);
  timelines_publish (fixture->writer, "/t", "{\"action\":\"resume\"}");
  clasp_fixture_expect (fixture->writer,
                        "ERROR 402 \"InvalidValue: timeline: cannot resume, it has "
                        "ended; seek, or publish it again\" /t");
}

static void
test_seek_moves_what_plays (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP "}");
  timelines_run_for (fixture, 100 * MS);
  timelines_forget (fixture->follower);
  timelines_publish (fixture->writer, "/t", "{\"action\":\"seek\",\"position\":800000}");
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 0.8);
  clasp_fixture_expect (fixture->follower, "PUBLISH timeline /t {\"action\":\"seek\",\"position\":"
                                           "800000,\"start_time\":1699999999300000}");
  timelines_run_for (fixture, 200 * MS);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 1.0);
}

static void
test_seek_while_paused_shows_and_stays (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP "}");
  timelines_publish (fixture->writer, "/t", "{\"action\":\"pause\"}");
  timelines_publish (fixture->writer, "/t", "{\"action\":\"seek\",\"position\":600000}");
  timelines_run_for (fixture, SECOND);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 0.6);
  timelines_publish (fixture->writer, "/t", "{\"action\":\"resume\"}");
  timelines_run_for (fixture, 400 * MS);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 1.0);
}

static void
test_seek_plays_an_ended_one_again (Fixture *fixture, gconstpointer data)
{
  static const char *const ends[] = { "{\"action\":\"seek\",\"position\":9000000}",
                                      "{\"action\":\"stop\"}" };

  timelines_publish (fixture->writer, "/t", RAMP "}");
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      timelines_publish (fixture->writer, "/t", ends[i]);
      timelines_publish (fixture->writer, "/t", "{\"action\":\"seek\",\"position\":500000.0}");
      g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 0.5);
      timelines_run_for (fixture, 500 * MS - 1);
      g_assert_cmpfloat (timelines_value_of (fixture, "/t"), <, 1.0);
      if (i == 0)
        timelines_publish (fixture->writer, "/t", "{\"action\":\"seek\",\"position\":100000}");
    }
  clasp_fixture_expect (fixture->writer, "");
}

static void
test_action_on_nothing_is_told (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", "{\"action\":\"pause\"}");
  clasp_fixture_expect (fixture->writer,
                        "ERROR 201 \"AddressNotFound: no timeline to pause here\" /t");
  clasp_fixture_expect (fixture->follower, "");
}

/* ---- hands and locks ---- */

static void
test_a_hand_on_the_value_wins (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP "}");
  timelines_run_for (fixture, 400 * MS);
  timelines_forget (fixture->follower);
  clasp_fixture_say (fixture->reader, "SET /t 0.9");
  clasp_fixture_expect (
    fixture->follower,
    "PUBLISH timeline /t {\"action\":\"stop\",\"position\":400000,\"start_time\":" START "}");
  timelines_forget (fixture->reader);
  timelines_run_for (fixture, 2 * SECOND);
  clasp_fixture_expect (fixture->reader, "");
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 0.9);
}

static void
test_a_hand_wins_over_a_paused_one_until_it_goes_on (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP "}");
  timelines_publish (fixture->writer, "/t", "{\"action\":\"pause\"}");
  timelines_forget (fixture->follower);
  clasp_fixture_say (fixture->writer, "SET /t 0.9");
  clasp_fixture_expect (fixture->follower, "");
  timelines_publish (fixture->writer, "/t", "{\"action\":\"resume\"}");
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 0.0);
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
  timelines_publish (fixture->writer, "/t", RAMP "}");
  timelines_run_for (fixture, SECOND);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 0.99);
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

  timelines_publish (fixture->writer, "/t", RAMP "}");
  timelines_run_for (fixture, 100 * MS);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_timelines, ==, 1);
  timelines_advance (fixture, 5);
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
  timelines_publish (fixture->writer, "/t", RAMP "}");
  timelines_run_for (fixture, 100 * MS);
  clasp_fixture_say (fixture->writer, "SET /t 5 rev 77");
  timelines_run_for (fixture, 900 * MS);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 1.0);
}

static void
test_lock_of_another_is_not_overwritten (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->reader, "SET /t 0.7 lock");
  timelines_publish (fixture->writer, "/t", RAMP "}");
  timelines_run_for (fixture, 500 * MS);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 0.7);
  clasp_fake_link_hang_up (fixture->reader); /* and with it the lock */
  timelines_run_for (fixture, 500 * MS);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 1.0);
}

static void
test_lock_of_the_publisher_is_no_obstacle (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->writer, "SET /t 0.7 lock");
  timelines_publish (fixture->writer, "/t", RAMP "}");
  timelines_run_for (fixture, SECOND);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 1.0);
}

#define ADD_WITH(path, function, limits)                                                           \
  g_test_add ("/router/timelines/" path, Fixture, limits, timelines_set_up, function,              \
              timelines_tear_down)
#define ADD(path, function) ADD_WITH (path, function, NULL)

int
main (int argc, char **argv)
{
  ClaspRouterLimits small_store = CLASP_ROUTER_LIMITS_DEFAULT;

  small_store.max_params = 2;
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

  return g_test_run ();
}
