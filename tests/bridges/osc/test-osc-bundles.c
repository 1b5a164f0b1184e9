/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "osc-stage.h"

/* Bundles and their times, both ways; events, streams and patterns. */

typedef struct
{
  GString *log;
  guint64  last_bundle;
} Witness;

/* "1 /osc/a" for the first bundle, "- /osc/a" for what came alone. */
static void
witness_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  Witness            *witness = user_data;
  const ClaspMessage *message = delivery->message;
  ClaspStr            address =
    message->type == CLASP_MESSAGE_SET ? message->set.address : message->publish.address;

  if (delivery->bundle == 0)
    g_string_append (witness->log, "- ");
  else
    g_string_append (witness->log, delivery->bundle == witness->last_bundle ? "same " : "new ");
  witness->last_bundle = delivery->bundle;
  g_string_append_printf (witness->log, "%.*s\n", (int) address.length, address.data);
}

static guint64
at (gint64 ahead_us)
{
  return clasp_osc_time_from_unix_us ((gint64) CLASP_FIXTURE_UNIX_US + ahead_us);
}

static void
send_written (OscStage *stage, const ClaspWriter *writer)
{
  clasp_udp_peer_send (stage->tablet, stage->port, writer->data, writer->length);
}

/* ---- in ---- */

static void
test_bundle_in_is_one_bundle (OscStage *stage, gconstpointer data)
{
  Witness       witness = { g_string_new (NULL), 0 };
  ClaspSession *session =
    clasp_router_join (stage->router.router, "witness", witness_cb, NULL, &witness);
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  clasp_session_subscribe (session, 1, CLASP_STR_LITERAL ("/**"), CLASP_TYPES_ALL, FALSE, NULL);
  osc_stage_open (stage, "");
  osc_write_bundle (&writer, CLASP_OSC_TIME_IMMEDIATELY, "/a i 1", "/go", "/b i 2", NULL);
  send_written (stage, &writer);
  osc_stage_say (stage, stage->tablet, "/c i 3");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1\nlocal ← SET /osc/b 2 rev 1\n"
                                 "local ← PUBLISH event /osc/go\nlocal ← SET /osc/c 3 rev 1");
  g_assert_cmpstr (witness.log->str, ==, "new /osc/a\nsame /osc/b\nsame /osc/go\n- /osc/c\n");
  clasp_session_leave (session);
  g_string_free (witness.log, TRUE);
}

static void
test_event_waits_for_its_time (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  osc_stage_say_bundle (stage, at (1000 * MS), "/go", "/a i 1");
  osc_stage_settle (stage);
  clasp_fixture_expect_log (&stage->router, "");
  clasp_fixture_advance (&stage->router, 799 * MS);
  clasp_fixture_expect_log (&stage->router, "");
  clasp_fixture_advance (&stage->router, 1 * MS);
  clasp_fixture_expect_log (&stage->router,
                            "local ← SET /osc/a 1 rev 1\nlocal ← PUBLISH event /osc/go");
}

/* Exactly as far ahead as the setting allows, and a millisecond more. */
static void
test_how_far_ahead_is_a_setting (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "schedule-ahead-s=2");
  osc_stage_say_bundle (stage, at (2001 * MS), "/a i 1", "/b i 1");
  osc_stage_say_bundle (stage, at (2000 * MS), "/c i 1", "/d i 1");
  osc_stage_settle (stage);
  clasp_fixture_advance (&stage->router, 3000 * MS);
  clasp_fixture_expect_log (&stage->router,
                            "local ← SET /osc/c 1 rev 1\nlocal ← SET /osc/d 1 rev 1");
  g_assert_cmpuint (stage->status.n_dropped, ==, 1);
}

static void
test_scheduling_can_be_off (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "schedule-ahead-s=0");
  osc_stage_say_bundle (stage, at (5000 * MS), "/a i 1", "/b i 2");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1\nlocal ← SET /osc/b 2 rev 1");
}

static void
write_element (ClaspWriter *outer, const ClaspWriter *inner)
{
  gsize mark = clasp_osc_open_element (outer);

  clasp_writer_put (outer, inner->data, inner->length);
  clasp_osc_close_element (outer, mark);
}

static void
test_inner_bundle_has_its_own_time (OscStage *stage, gconstpointer data)
{
  g_auto (ClaspWriter) outer = CLASP_WRITER_INIT, inner = CLASP_WRITER_INIT,
                       early = CLASP_WRITER_INIT;

  osc_stage_open (stage, "");
  osc_write_bundle (&inner, at (2000 * MS), "/later i 1", NULL);
  osc_write_bundle (&early, CLASP_OSC_TIME_IMMEDIATELY, "/early i 1", NULL);
  osc_write_bundle (&outer, at (1000 * MS), "/first i 1", NULL);
  write_element (&outer, &inner);
  write_element (&outer, &early);
  send_written (stage, &outer);
  osc_stage_settle (stage);
  clasp_fixture_advance (&stage->router, 800 * MS);
  clasp_fixture_expect_log (&stage->router,
                            "local ← SET /osc/first 1 rev 1\nlocal ← SET /osc/early 1 rev 1");
  clasp_fixture_advance (&stage->router, 1000 * MS);
  clasp_fixture_expect_log (&stage->router, "local ← SET /osc/later 1 rev 1");
}

/* More than one frame of the router's holds: it comes in several bundles of the same time. */
static void
test_large_scheduled_bundle_arrives_whole (OscStage *stage, gconstpointer data)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  osc_stage_open (stage, "");
  clasp_osc_write_bundle (&writer, at (1000 * MS));
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *line = g_strdup_printf ("/a/%u i %u", i, i);
      gsize            mark = clasp_osc_open_element (&writer);

      osc_write_message (&writer, line);
      clasp_osc_close_element (&writer, mark);
    }
  send_written (stage, &writer);
  osc_stage_settle (stage);
  clasp_fixture_advance (&stage->router, 1000 * MS);
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *address = g_strdup_printf ("/osc/a/%u", i);

      g_assert_nonnull (clasp_router_peek (stage->router.router, clasp_str (address)));
    }
  g_assert_cmpuint (stage->status.n_dropped, ==, 0);
}

/* The router keeps so many for a session; one more is told of. */
static void
test_scheduled_bundles_are_bounded (OscStage *stage, gconstpointer data)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  limits.max_bundles = 2;
  clasp_router_set_limits (stage->router.router, "Test", &limits);
  osc_stage_open (stage, "");
  for (guint i = 0; i < 3; i++)
    osc_stage_say_bundle (stage, at (1000 * MS), "/a i 1", "/b i 1");
  osc_stage_settle (stage);
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_dropped, ==, 2);
}

static void
test_triggers_are_events (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "triggers=go;start");
  osc_stage_say (stage, stage->tablet, "/cue/go i 5");
  osc_stage_expect_heard (stage, "local ← PUBLISH event /osc/cue/go 5");
  osc_stage_say (stage, stage->tablet, "/start f 1");
  osc_stage_expect_heard (stage, "local ← PUBLISH event /osc/start 1");
  osc_stage_say (stage, stage->tablet, "/go/on i 5");
  osc_stage_expect_heard (stage, "local ← SET /osc/go/on 5 rev 1");
  osc_stage_say (stage, stage->tablet, "/fire i 5");
  osc_stage_expect_heard (stage, "local ← SET /osc/fire 5 rev 1");
}

/* A hundred times a second. */
static void
move_fader (OscStage *stage, guint from, guint to)
{
  for (guint i = from; i <= to; i++)
    {
      g_autofree char *line = g_strdup_printf ("/fader i %u", i);

      osc_stage_say (stage, stage->tablet, line);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      clasp_fixture_advance (&stage->router, 10 * MS);
    }
}

static void
test_stream_is_kept_once_a_second (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "stream-above-hz=40");
  move_fader (stage, 0, 100);
  g_string_truncate (stage->router.log, 0);
  move_fader (stage, 101, 199);
  g_assert_null (strstr (stage->router.log->str, "SET"));
  g_string_truncate (stage->router.log, 0);
  move_fader (stage, 200, 200);
  g_assert_true (g_str_has_prefix (stage->router.log->str, "local ← SET /osc/fader 200"));
}

/* A fader that moves fast is a stream after a second; at rest it is a parameter again, and where it
 * stands. */
static void
test_fast_values_are_a_stream (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "stream-above-hz=40");
  move_fader (stage, 0, 101);
  g_string_truncate (stage->router.log, 0);
  move_fader (stage, 102, 102);
  clasp_fixture_expect_log (&stage->router, "local ← PUBLISH stream /osc/fader 102");
  clasp_fixture_advance (&stage->router, 150 * MS);
  clasp_fixture_expect_log (&stage->router, "");
  clasp_fixture_advance (&stage->router, 100 * MS);
  g_assert_true (g_str_has_prefix (stage->router.log->str, "local ← SET /osc/fader 102"));
  g_string_truncate (stage->router.log, 0);
  osc_stage_say (stage, stage->tablet, "/fader i 7");
  osc_stage_settle (stage);
  g_assert_true (g_str_has_prefix (stage->router.log->str, "local ← SET /osc/fader 7"));
}

static guint
count_heard (OscStage *stage, const char *text)
{
  guint n = 0;

  for (const char *at = stage->router.log->str; (at = strstr (at, text)) != NULL; at++)
    n++;
  return n;
}

/* Of a stream no more passes in a second than max-rate-in lets, and the newest always does. */
static void
test_streams_are_thinned (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "stream-above-hz=40 max-rate-in=10");
  move_fader (stage, 0, 101);
  g_string_truncate (stage->router.log, 0);
  move_fader (stage, 102, 201); /* one second */
  g_assert_cmpuint (count_heard (stage, "SET /osc/fader"), <=, 2); /* kept once a second */
  g_assert_cmpuint (count_heard (stage, "PUBLISH stream /osc/fader"), >=, 8);
  g_assert_cmpuint (count_heard (stage, "PUBLISH stream /osc/fader"), <=, 11);
  clasp_fixture_advance (&stage->router, 110 * MS);
  g_assert_nonnull (strstr (stage->router.log->str, "PUBLISH stream /osc/fader 201"));
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_in, ==, 202);
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_thinned, >=, 170);
}

static void
test_pattern_reaches_announced_addresses (OscStage *stage, gconstpointer data)
{
  ClaspFakeLink *peer = clasp_fixture_join (&stage->router);

  osc_stage_open (stage, "");
  clasp_fixture_say (peer, "ANNOUNCE /osc /osc/lamp/1,/osc/lamp/2,/osc/lamp/*");
  osc_stage_set (stage, "/osc/lamp/2", clasp_value_int (0));
  osc_stage_say (stage, stage->tablet, "/lamp/* i 7");
  osc_stage_expect_heard (stage,
                          "local ← SET /osc/lamp/1 7 rev 1\nlocal ← SET /osc/lamp/2 7 rev 2");
}

/* Whoever sends a packet full of patterns gets as many as are cheap. */
static void
test_work_of_patterns_is_bounded (OscStage *stage, gconstpointer data)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  guint                n_patterns = 0;

  osc_stage_open (stage, "");
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *address = g_strdup_printf ("/elsewhere/%u", i);
      ClaspValue       value = clasp_value_int (0);

      clasp_session_set (stage->local, clasp_str (address), &value);
    }
  osc_stage_set (stage, "/osc/a", clasp_value_int (0));
  clasp_osc_write_bundle (&writer, CLASP_OSC_TIME_IMMEDIATELY);
  while (writer.length < 60000)
    {
      gsize mark = clasp_osc_open_element (&writer);

      osc_write_message (&writer, "/[b] i 1");
      clasp_osc_close_element (&writer, mark);
      n_patterns++;
    }
  send_written (stage, &writer);
  osc_stage_settle (stage);
  g_assert_cmpuint (n_patterns, >, 1000);
  g_assert_cmpuint (stage->status.n_dropped, ==, n_patterns);
}

/* ---- out ---- */

/* What the local session says in one BUNDLE, "/osc/a 1i". */
static void
say_together (OscStage *stage, guint64 unix_us, guint n, const char *text)
{
  g_autofree ClaspMessage *messages = g_new0 (ClaspMessage, n);
  g_autoptr (GPtrArray)    addresses = g_ptr_array_new_with_free_func (g_free);
  ClaspMessage             bundle = { .type = CLASP_MESSAGE_BUNDLE };

  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (addresses, g_strdup_printf ("/osc/%c", 'a' + (char) (i % 26)));
      messages[i].type = CLASP_MESSAGE_SET;
      messages[i].set.address = clasp_str (addresses->pdata[i]);
      messages[i].set.value =
        text != NULL ? clasp_value_string (clasp_str (text)) : clasp_value_int ((gint64) i + 1);
    }
  bundle.bundle.has_timestamp = unix_us != 0;
  bundle.bundle.timestamp_us = unix_us;
  bundle.bundle.messages = messages;
  bundle.bundle.n_messages = n;
  clasp_session_submit (stage->local, &bundle, NULL, FALSE);
  for (guint i = 0; i < n; i++)
    clasp_value_clear (&messages[i].set.value);
}

static void
test_bundle_out_is_one_packet (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "");
  say_together (stage, 0, 3, NULL);
  osc_expect_packet (stage->desk, "[1 /a i 1, /b i 2, /c i 3]");
  osc_stage_set (stage, "/osc/a", clasp_value_int (9));
  osc_expect_packet (stage->desk, "/a i 9");
}

static void
test_bundle_out_has_its_time (OscStage *stage, gconstpointer data)
{
  guint64          unix_us = CLASP_FIXTURE_UNIX_US + 1000 * MS;
  g_autofree char *expected = g_strdup_printf ("[%" G_GUINT64_FORMAT " /a i 1, /b i 2]",
                                               clasp_osc_time_from_unix_us ((gint64) unix_us));

  osc_stage_open_with_desk (stage, "");
  say_together (stage, unix_us, 2, NULL);
  clasp_udp_peer_expect_nothing (stage->desk);
  clasp_fixture_advance (&stage->router, 1000 * MS);
  osc_expect_packet (stage->desk, expected);
}

static void
test_bundle_of_one_is_a_message (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "");
  say_together (stage, 0, 1, NULL);
  osc_expect_packet (stage->desk, "/a i 1");
}

static void
test_bundles_out_can_be_off (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "bundle-out=off");
  say_together (stage, 0, 2, NULL);
  osc_expect_packet (stage->desk, "/a i 1");
  osc_expect_packet (stage->desk, "/b i 2");
}

/* 16 bytes of header and 4 + 12 for each message: three fit 64, the fourth does not. */
static void
test_bundle_is_split_at_the_largest_packet (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "max-packet=64");
  say_together (stage, 0, 3, NULL);
  osc_expect_packet (stage->desk, "[1 /a i 1, /b i 2, /c i 3]");
  say_together (stage, 0, 7, NULL);
  osc_expect_packet (stage->desk, "[1 /a i 1, /b i 2, /c i 3]");
  osc_expect_packet (stage->desk, "[1 /d i 4, /e i 5, /f i 6]");
  osc_expect_packet (stage->desk, "/g i 7");
}

/* It fits a packet, but none with a bundle around it. */
static void
test_message_too_large_for_a_bundle_goes_alone (OscStage *stage, gconstpointer data)
{
  g_autofree char *text = g_strnfill (50, 'x');
  g_autofree char *first = g_strconcat ("/a s ", text, NULL);
  g_autofree char *second = g_strconcat ("/b s ", text, NULL);

  osc_stage_open_with_desk (stage, "max-packet=64");
  say_together (stage, 0, 2, text);
  osc_expect_packet (stage->desk, first);
  osc_expect_packet (stage->desk, second);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/osc/bundles/" path, OscStage, NULL, osc_stage_set_up, func,                \
              osc_stage_tear_down)
  ADD ("in/is-one-bundle", test_bundle_in_is_one_bundle);
  ADD ("in/event-waits-for-its-time", test_event_waits_for_its_time);
  ADD ("in/how-far-ahead-is-a-setting", test_how_far_ahead_is_a_setting);
  ADD ("in/scheduling-can-be-off", test_scheduling_can_be_off);
  ADD ("in/inner-bundle-has-its-own-time", test_inner_bundle_has_its_own_time);
  ADD ("in/large-scheduled-bundle-arrives-whole", test_large_scheduled_bundle_arrives_whole);
  ADD ("in/scheduled-bundles-are-bounded", test_scheduled_bundles_are_bounded);
  ADD ("in/triggers-are-events", test_triggers_are_events);
  ADD ("in/fast-values-are-a-stream", test_fast_values_are_a_stream);
  ADD ("in/streams-are-thinned", test_streams_are_thinned);
  ADD ("in/stream-is-kept-once-a-second", test_stream_is_kept_once_a_second);
  ADD ("in/pattern-reaches-announced-addresses", test_pattern_reaches_announced_addresses);
  ADD ("in/work-of-patterns-is-bounded", test_work_of_patterns_is_bounded);
  ADD ("out/is-one-packet", test_bundle_out_is_one_packet);
  ADD ("out/has-its-time", test_bundle_out_has_its_time);
  ADD ("out/of-one-is-a-message", test_bundle_of_one_is_a_message);
  ADD ("out/can-be-off", test_bundles_out_can_be_off);
  ADD ("out/is-split-at-the-largest-packet", test_bundle_is_split_at_the_largest_packet);
  ADD ("out/message-too-large-for-a-bundle-goes-alone",
       test_message_too_large_for_a_bundle_goes_alone);
  return g_test_run ();
}
