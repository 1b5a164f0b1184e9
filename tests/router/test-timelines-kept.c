/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "router/timelines-test.h"

/* Timelines that are kept: late joiners, questions, limits, faults, settings. */

typedef TimelinesFixture Fixture;

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
  timelines_publish (fixture->writer, "/t/a", RAMP ",\"start_time\":1700000001000000}");
  expect_late (fixture, "PUBLISH timeline /t/a " SHOWN ",\"start_time\":1700000001000000,"
                        "\"state\":\"waiting\",\"position\":0}");
  timelines_run_for (fixture, 1400 * MS);
  expect_late (fixture, "PUBLISH timeline /t/a " SHOWN ",\"start_time\":1700000001000000,"
                        "\"state\":\"playing\",\"position\":400000}");
  timelines_publish (fixture->writer, "/t/a", "{\"action\":\"pause\"}");
  timelines_run_for (fixture, SECOND);
  expect_late (fixture, "PUBLISH timeline /t/a " SHOWN ",\"start_time\":1700000001000000,"
                        "\"state\":\"paused\",\"position\":400000}");
  timelines_publish (fixture->writer, "/t/a", "{\"action\":\"resume\"}");
  expect_late (fixture, "PUBLISH timeline /t/a " SHOWN ",\"start_time\":1700000002000000,"
                        "\"state\":\"playing\",\"position\":400000}");
  timelines_run_for (fixture, SECOND);
  expect_late (fixture, "PUBLISH timeline /t/a " SHOWN ",\"start_time\":1700000002000000,"
                        "\"state\":\"finished\",\"position\":1000000}");
  timelines_publish (fixture->writer, "/t/a", "{\"action\":\"seek\",\"position\":200000}");
  timelines_publish (fixture->writer, "/t/a", "{\"action\":\"stop\"}");
  timelines_run_for (fixture, SECOND);
  expect_late (fixture, "PUBLISH timeline /t/a " SHOWN ",\"start_time\":1700000003200000,"
                        "\"state\":\"stopped\",\"position\":200000}");
}

static void
test_late_joiner_without_interest_gets_nothing (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *late = clasp_fixture_join (&fixture->base);

  timelines_publish (fixture->writer, "/t", RAMP "}");
  clasp_fixture_talk (late, "SUBSCRIBE 1 /t event,stream", "");
  clasp_fixture_talk (late, "SUBSCRIBE 2 /u/** timeline", "");
}

static void
test_session_of_this_process_gets_them_too (Fixture *fixture, gconstpointer data)
{
  ClaspSession *session = clasp_fixture_join_local (&fixture->base, "view");

  timelines_publish (fixture->writer, "/t", RAMP "}");
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

      timelines_publish (fixture->writer, address, json->str);
    }

  clasp_fake_link_set_counting (late, TRUE);
  clasp_fake_link_hold (late);
  n_before = clasp_fake_link_get_n_sent (late);
  clasp_fixture_say (late, "SUBSCRIBE 1 /** timeline");
  g_assert_cmpuint (clasp_fake_link_get_n_sent (late) - n_before, <, 30);
  timelines_publish (fixture->writer, "/t/0", json->str); /* to the end of the list */
  clasp_fake_link_release (late, G_MAXSIZE);
  timelines_run_for (fixture, 100 * MS);
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

      timelines_publish (fixture->writer, address, json->str);
    }
  clasp_fake_link_hold (late);
  clasp_fixture_say (late, "SUBSCRIBE 1 /** timeline");
  clasp_fake_link_hang_up (late);
  timelines_run_for (fixture, 100 * MS);
  g_string_free (json, TRUE);
}

static void
test_query_lists_them (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP "}");
  clasp_fixture_talk (fixture->writer, "QUERY /**", "RESULT [/t timeline timeline]");
  clasp_fixture_talk (fixture->writer, "QUERY /u/**", "RESULT []");
}

static void
test_ended_ones_are_kept_for_a_minute (Fixture *fixture, gconstpointer data)
{
  timelines_publish (fixture->writer, "/t", RAMP "}");
  timelines_advance (fixture, SECOND);
  timelines_advance (fixture, 60 * SECOND - 1);
  clasp_fixture_talk (fixture->writer, "QUERY /**", "RESULT [/t timeline timeline]");
  timelines_advance (fixture, 1);
  clasp_fixture_talk (fixture->writer, "QUERY /**", "RESULT []");
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 1.0);
}

/* ---- limits and faults ---- */

static void
test_as_many_as_allowed_and_one_more (Fixture *fixture, gconstpointer limits)
{
  timelines_publish (fixture->writer, "/t/1", RAMP "}");
  timelines_publish (fixture->writer, "/t/2", RAMP "}");
  clasp_fixture_expect (fixture->writer, "");
  timelines_publish (fixture->writer, "/t/3", RAMP "}");
  clasp_fixture_expect (fixture->writer,
                        "ERROR 503 \"The router is full: 2 timelines with 0 KiB are "
                        "playing\" /t/3");
  timelines_publish (fixture->writer, "/t/2",
                     RAMP ",\"loop\":true}"); /* in the place of the old one */
  clasp_fixture_expect (fixture->writer, "");
  timelines_advance (fixture, SECOND);
  timelines_publish (fixture->writer, "/t/3", RAMP "}"); /* in that of the one that has ended */
  clasp_fixture_expect (fixture->writer, "");
}

static void
test_as_many_keyframes_as_allowed_and_one_more (Fixture *fixture, gconstpointer limits)
{
  timelines_publish (fixture->writer, "/t",
                     "{\"keyframes\":[{\"time\":0,\"value\":1},{\"time\":1,\"value\":2},"
                     "{\"time\":2,\"value\":2}]}");
  clasp_fixture_expect (fixture->writer, "");
  timelines_publish (fixture->writer, "/t",
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

  timelines_publish (fixture->writer, "/t/1", json);
  timelines_publish (fixture->writer, "/t/2", json);
  clasp_fixture_expect (fixture->writer, "");
  timelines_publish (fixture->writer, "/t/3", json);
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

      timelines_publish (fixture->writer, "/t", cases[i].json);
      clasp_fixture_expect (fixture->writer, expected);
    }
  clasp_fixture_expect (fixture->follower, "");
  timelines_publish (fixture->writer, "/t", "{\"keyframes\":[],\"start_time\":1731622400000000}");
  timelines_publish (fixture->writer, "/t", "{\"keyframes\":[],\"duration\":31622400000000}");
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

  timelines_fill (&message, "/t", json);
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

  timelines_fill (&first, "/t", RAMP "}");
  timelines_fill (&second, "/u", "{}");
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
  timelines_publish (fixture->writer, "/t", RAMP "}");
  clasp_fixture_expect (fixture->follower,
                        "PUBLISH timeline /t " SHOWN ",\"start_time\":" START "}");
  timelines_run_for (fixture, 500 * MS);
  clasp_fixture_expect (fixture->reader, "");
  clasp_fixture_say (fixture->writer, "SET /t 5");
  timelines_run_for (fixture, 500 * MS);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 5.0);
  clasp_fixture_say (fixture->follower, "SUBSCRIBE 2 /t timeline");
  clasp_fixture_expect (fixture->follower, "PUBLISH timeline /t " SHOWN ",\"start_time\":" START
                                           ",\"state\":\"finished\",\"position\":1000000}");
}

static void
test_mode_may_change_while_it_plays (Fixture *fixture, gconstpointer data)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  timelines_publish (fixture->writer, "/t", RAMP "}");
  limits.timelines = CLASP_TIMELINE_MODE_RELAY;
  clasp_router_set_limits (fixture->base.router, "Test router", &limits);
  timelines_run_for (fixture, 300 * MS);
  clasp_fixture_say (fixture->writer, "SET /t 5");
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 5.0);
  limits.timelines = CLASP_TIMELINE_MODE_PLAY;
  clasp_router_set_limits (fixture->base.router, "Test router", &limits);
  timelines_run_for (fixture, 700 * MS);
  g_assert_cmpfloat (timelines_value_of (fixture, "/t"), ==, 1.0);
}

static void
test_rate_is_a_setting (Fixture *fixture, gconstpointer limits)
{
  timelines_publish (fixture->writer, "/t", RAMP "}");
  timelines_forget (fixture->reader);
  timelines_run_for (fixture, 199 * MS);
  clasp_fixture_expect (fixture->reader, "SET /t 0.1 rev 2");
}

#define ADD_WITH(path, function, limits)                                                           \
  g_test_add ("/router/timelines/" path, Fixture, limits, timelines_set_up, function,              \
              timelines_tear_down)
#define ADD(path, function) ADD_WITH (path, function, NULL)

int
main (int argc, char **argv)
{
  ClaspRouterLimits two = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits relay = CLASP_ROUTER_LIMITS_DEFAULT;

  two.max_timelines = 2;
  two.max_timeline_keyframes = 3;
  two.max_timeline_bytes = 2000;
  two.timeline_rate_hz = 10;
  relay.timelines = CLASP_TIMELINE_MODE_RELAY;
  clasp_test_init (&argc, &argv, 100);

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
