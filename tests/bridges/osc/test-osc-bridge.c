/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-bridge.h"
#include "bridges/osc/clasp-osc-codec.h"
#include "bridges/osc/clasp-osc-peers.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "support/clasp-router-fixture.h"
#include "support/clasp-udp-peer.h"

#define MS G_GINT64_CONSTANT (1000)

typedef struct
{
  ClaspRouterFixture router;
  ClaspBridge       *bridge;
  ClaspBridgeStatus  status;
  ClaspSession      *local; /* somebody else in the router, who hears everything */
  ClaspUdpPeer      *tablet;
  ClaspUdpPeer      *desk;
  guint16            port;
} Stage;

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  ((Stage *) user_data)->status = *status;
}

static void
set_up (Stage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->router, NULL);
  stage->local = clasp_fixture_join_local (&stage->router, "local");
  g_assert_true (clasp_session_subscribe (stage->local, 1, CLASP_STR_LITERAL ("/**"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
  stage->tablet = clasp_udp_peer_new (stage->router.reactor);
  stage->desk = clasp_udp_peer_new (stage->router.reactor);
  stage->port = clasp_test_free_port ();
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  if (stage->bridge != NULL)
    {
      clasp_bridge_close (stage->bridge);
      g_assert_finalize_object (stage->bridge);
    }
  clasp_udp_peer_free (stage->tablet);
  clasp_udp_peer_free (stage->desk);
  clasp_session_leave (stage->local);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

/* Opens the bridge; @text is "key=value key=value", or with blanks in them "key=value & key=value".
 * It listens unless told otherwise. */
static void
open_bridge (Stage *stage, const char *text)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_OSC_SETTINGS, NULL);
  ClaspBridgeHost  host = clasp_fixture_get_host (&stage->router, status_cb, stage);
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", stage->port);
  g_auto (GStrv)   pairs = g_strsplit (text, strchr (text, '&') != NULL ? " & " : " ", -1);

  clasp_settings_set_text (settings, "listen", listen, NULL);
  for (guint i = 0; pairs[i] != NULL && pairs[i][0] != '\0'; i++)
    {
      char              *value = strchr (pairs[i], '=');
      g_autoptr (GError) error = NULL;

      *value++ = '\0';
      clasp_settings_set_text (settings, pairs[i], value, &error);
      g_assert_no_error (error);
    }
  stage->bridge = g_object_new (CLASP_TYPE_OSC_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "osc-1", "OSC", "/osc", settings, &host);
}

static void
open_with_desk (Stage *stage, const char *more)
{
  g_autofree char *text = g_strdup_printf ("send=127.0.0.1:%u %s", stage->desk->port, more);

  open_bridge (stage, text);
}

/* ---- what goes over the wire, as text: "/fader/1 if 1 0.5" ---- */

static void
write_message (ClaspWriter *writer, const char *line)
{
  g_auto (ClaspOscEncoder) encoder = { 0 };
  g_auto (GStrv)           words = g_strsplit (line, " ", -1);
  char                   **word = words + 1;

  clasp_osc_encoder_begin (&encoder, clasp_str (words[0]));
  for (const char *tag = *word != NULL ? *word++ : ""; *tag != '\0'; tag++)
    {
      ClaspOscArgument argument = { .tag = *tag };

      if (*tag == 'i')
        argument.int32 = (gint32) g_ascii_strtoll (*word++, NULL, 10);
      else if (*tag == 'f')
        argument.float32 = (float) g_ascii_strtod (*word++, NULL);
      else if (*tag == 's')
        argument.text = clasp_str (*word++);
      clasp_osc_encoder_add (&encoder, &argument);
    }
  clasp_osc_encoder_finish (&encoder, writer);
}

static void
say (Stage *stage, ClaspUdpPeer *peer, const char *line)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  write_message (&writer, line);
  clasp_udp_peer_send (peer, stage->port, writer.data, writer.length);
}

/* Two messages in one bundle. */
static void
say_bundle (Stage *stage, guint64 time, const char *first, const char *second)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  gsize                mark;

  clasp_osc_write_bundle (&writer, time);
  mark = clasp_osc_open_element (&writer);
  write_message (&writer, first);
  clasp_osc_close_element (&writer, mark);
  mark = clasp_osc_open_element (&writer);
  write_message (&writer, second);
  clasp_osc_close_element (&writer, mark);
  clasp_udp_peer_send (stage->tablet, stage->port, writer.data, writer.length);
}

static char *
text_of (GBytes *packet)
{
  GString         *text = g_string_new (NULL);
  ClaspOscMessage  message;
  ClaspOscArgument argument;
  gsize            size;
  const guint8    *bytes = g_bytes_get_data (packet, &size);

  g_assert_cmpint (clasp_osc_message_decode (bytes, size, &message), ==, CLASP_OSC_OK);
  g_string_append_len (text, message.address.data, (gssize) message.address.length);
  g_string_append_printf (text, " %.*s", (int) message.tags.length, message.tags.data);
  while (clasp_osc_arguments_next (&message.arguments, &argument))
    {
      if (argument.tag == 'i')
        g_string_append_printf (text, " %d", argument.int32);
      else if (argument.tag == 'h')
        g_string_append_printf (text, " %" G_GINT64_FORMAT, argument.int64);
      else if (argument.tag == 'f')
        g_string_append_printf (text, " %g", (double) argument.float32);
      else if (argument.tag == 'd')
        g_string_append_printf (text, " %g", argument.float64);
      else if (argument.tag == 's')
        g_string_append_printf (text, " %.*s", (int) argument.text.length, argument.text.data);
    }
  return g_string_free (text, FALSE);
}

static void
expect_packet (ClaspUdpPeer *peer, const char *expected)
{
  g_autoptr (GBytes) packet = clasp_udp_peer_take (peer, expected);
  g_autofree char   *text = text_of (packet);

  g_assert_cmpstr (text, ==, expected);
}

static gboolean
log_is_long_enough (gpointer user_data)
{
  gpointer *data = user_data;

  return ((GString *) data[0])->len >= strlen (data[1]);
}

/* Waits until the router has heard, in this order, what @expected says, and nothing else. */
static void
expect_heard (Stage *stage, const char *expected)
{
  gpointer data[2] = { stage->router.log, (gpointer) expected };

  clasp_test_spin_until (log_is_long_enough, data, expected);
  clasp_udp_peer_expect_nothing (stage->desk);
  clasp_fixture_expect_log (&stage->router, expected);
}

static void
set_value (Stage *stage, const char *address, ClaspValue value)
{
  clasp_session_set (stage->local, clasp_str (address), &value);
  clasp_value_clear (&value);
  g_string_truncate (stage->router.log, 0);
}

static gboolean
is_malformed (gpointer user_data)
{
  return ((Stage *) user_data)->status.n_malformed > 0;
}

static void
settle (Stage *stage)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  clasp_fixture_advance (&stage->router,
                         200 * MS); /* past the status interval and the echo window */
}

/* ---- in ---- */

static void
test_one_argument_is_its_value (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  say (stage, stage->tablet, "/fader/1 f 0.5");
  expect_heard (stage, "local ← SET /osc/fader/1 0.5 rev 1");
}

static void
test_several_arguments_are_an_array (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  say (stage, stage->tablet, "/xy fis 0.5 2 a");
  expect_heard (stage, "local ← SET /osc/xy [0.5,2,\"a\"] rev 1");
}

static void
test_no_argument_and_impulse_are_events (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  say (stage, stage->tablet, "/go");
  expect_heard (stage, "local ← PUBLISH event /osc/go");
  say (stage, stage->tablet, "/go I");
  expect_heard (stage, "local ← PUBLISH event /osc/go");
  say (stage, stage->tablet, "/colour N");
  expect_heard (stage, "local ← SET /osc/colour null rev 1");
}

static void
test_forbidden_characters_are_escaped (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  clasp_udp_peer_send_hex (stage->tablet, stage->port,
                           "2f612062 2f000000 2c690000 00000001"); /* "/a b/" */
  expect_heard (stage, "local ← SET /osc/a%20b/_ 1 rev 1");
}

static void
test_bundle_applies_in_order (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  say_bundle (stage, CLASP_OSC_TIME_IMMEDIATELY, "/a i 1", "/a i 2");
  expect_heard (stage, "local ← SET /osc/a 1 rev 1\nlocal ← SET /osc/a 2 rev 2");
}

static void
test_future_bundle_waits_for_its_time (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  say_bundle (stage, clasp_osc_time_from_unix_us (CLASP_FIXTURE_UNIX_US + 2000 * MS), "/a i 1",
              "/b i 2");
  say (stage, stage->tablet, "/c i 3");
  expect_heard (stage, "local ← SET /osc/c 3 rev 1");
  clasp_fixture_advance (&stage->router, 1990 * MS);
  clasp_fixture_expect_log (&stage->router, "");
  clasp_fixture_advance (&stage->router, 10 * MS);
  clasp_fixture_expect_log (&stage->router,
                            "local ← SET /osc/a 1 rev 1\nlocal ← SET /osc/b 2 rev 1");
}

static void
test_bundles_happen_in_the_order_of_their_times (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  say_bundle (stage, clasp_osc_time_from_unix_us (CLASP_FIXTURE_UNIX_US + 2000 * MS), "/a i 3",
              "/a i 4");
  say_bundle (stage, clasp_osc_time_from_unix_us (CLASP_FIXTURE_UNIX_US + 1000 * MS), "/a i 1",
              "/a i 2");
  settle (stage);
  clasp_fixture_advance (&stage->router, 3000 * MS);
  clasp_fixture_expect_log (&stage->router,
                            "local ← SET /osc/a 1 rev 1\nlocal ← SET /osc/a 2 rev 2\n"
                            "local ← SET /osc/a 3 rev 3\nlocal ← SET /osc/a 4 rev 4");
}

static void
test_late_bundle_happens_at_once (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  say_bundle (stage, clasp_osc_time_from_unix_us (CLASP_FIXTURE_UNIX_US - 5000 * MS), "/a i 1",
              "/b i 2");
  expect_heard (stage, "local ← SET /osc/a 1 rev 1\nlocal ← SET /osc/b 2 rev 1");
}

static void
test_bundle_too_far_ahead_is_dropped (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  say_bundle (stage, clasp_osc_time_from_unix_us (CLASP_FIXTURE_UNIX_US + 10001 * MS), "/a i 1",
              "/b i 2");
  settle (stage);
  clasp_fixture_advance (&stage->router, 20000 * MS);
  clasp_fixture_expect_log (&stage->router, "");
  g_assert_cmpuint (stage->status.n_dropped, ==, 1);
}

static void
test_pattern_reaches_known_addresses (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  set_value (stage, "/osc/mixer/1/level", clasp_value_int (0));
  set_value (stage, "/osc/mixer/12/level", clasp_value_int (0));
  set_value (stage, "/osc/mixer/1/pan", clasp_value_int (0));
  set_value (stage, "/elsewhere/mixer/1/level", clasp_value_int (0));
  say (stage, stage->tablet, "/mixer/?/level i 7");
  expect_heard (stage, "local ← SET /osc/mixer/1/level 7 rev 2");
  say (stage, stage->tablet, "//pan i 8");
  expect_heard (stage, "local ← SET /osc/mixer/1/pan 8 rev 2");
}

static void
test_pattern_for_nothing_is_counted (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  say (stage, stage->tablet, "/mixer/*/level i 7");
  settle (stage);
  clasp_fixture_expect_log (&stage->router, "");
  g_assert_cmpuint (stage->status.n_dropped, ==, 1);
  g_assert_null (
    clasp_router_peek (stage->router.router, CLASP_STR_LITERAL ("/osc/mixer/*/level")));
}

static void
test_malformed_is_counted_and_changes_nothing (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  /* a bundle whose second element is cut off */
  clasp_udp_peer_send_hex (stage->tablet, stage->port,
                           "2362756e646c6500 0000000000000001 0000000c 2f610000 2c690000 00000001 "
                           "00000008 2f620000 2c690000");
  settle (stage);
  clasp_test_spin_until (is_malformed, stage, "the bad packet to be counted");
  clasp_fixture_expect_log (&stage->router, "");
  say (stage, stage->tablet, "/a i 1");
  expect_heard (stage, "local ← SET /osc/a 1 rev 1");
}

static void
test_too_long_address_is_malformed (Stage *stage, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (252, 'a'), *longest = NULL, *longer = NULL;

  open_bridge (stage, "");
  longest = g_strdup_printf ("/%.251s i 1", filler); /* with "/osc" 256 bytes */
  longer = g_strdup_printf ("/%s i 1", filler);
  say (stage, stage->tablet, longer);
  settle (stage);
  clasp_fixture_expect_log (&stage->router, "");
  g_assert_cmpuint (stage->status.n_malformed, ==, 1);
  say (stage, stage->tablet, longest);
  settle (stage);
  g_assert_cmpuint (stage->router.log->len, >, 256);
}

/* ---- out ---- */

static void
test_set_goes_to_every_target (Stage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("send=127.0.0.1:%u;localhost:%u", stage->desk->port, stage->tablet->port);

  open_bridge (stage, text);
  settle (stage);
  set_value (stage, "/osc/fader/1", clasp_value_double (0.5));
  expect_packet (stage->desk, "/fader/1 f 0.5");
}

static void
test_namespace_is_stripped_and_escapes_undone (Stage *stage, gconstpointer data)
{
  open_with_desk (stage, "");
  set_value (stage, "/osc/a%20b/c", clasp_value_int (1));
  expect_packet (stage->desk, "/a b/c i 1");
  set_value (stage, "/oscillator/1", clasp_value_int (1));
  clasp_udp_peer_expect_nothing (stage->desk);
}

static void
test_event_goes_out (Stage *stage, gconstpointer data)
{
  ClaspValue value = clasp_value_int (5);

  open_with_desk (stage, "");
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/osc/go"), NULL);
  expect_packet (stage->desk, "/go ");
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/osc/go"), &value);
  expect_packet (stage->desk, "/go i 5");
}

static void
test_newest_sample_of_a_stream_goes_out (Stage *stage, gconstpointer data)
{
  double       samples[] = { 0.25, 0.5 };
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  open_with_desk (stage, "");
  message.publish.address = CLASP_STR_LITERAL ("/osc/meter");
  message.publish.signal = CLASP_SIGNAL_STREAM;
  message.publish.has_samples = TRUE;
  message.publish.samples = samples;
  message.publish.n_samples = 2;
  clasp_session_submit (stage->local, &message, NULL, FALSE);
  expect_packet (stage->desk, "/meter f 0.5");
}

static void
test_styles_reach_the_wire (Stage *stage, gconstpointer data)
{
  open_with_desk (stage, "float-tag=d int-tag=h bool-tag=i null-tag=none");
  set_value (stage, "/osc/a", clasp_value_double (0.1));
  expect_packet (stage->desk, "/a d 0.1");
  set_value (stage, "/osc/a", clasp_value_int (1));
  expect_packet (stage->desk, "/a h 1");
  set_value (stage, "/osc/a", clasp_value_bool (TRUE));
  expect_packet (stage->desk, "/a i 1");
  set_value (stage, "/osc/a", clasp_value_null ());
  expect_packet (stage->desk, "/a ");
}

static void
test_tags_are_remembered (Stage *stage, gconstpointer data)
{
  open_with_desk (stage, "");
  say (stage, stage->tablet, "/fader/1 f 0.5");
  expect_heard (stage, "local ← SET /osc/fader/1 0.5 rev 1");
  set_value (stage, "/osc/fader/1", clasp_value_int (1));
  expect_packet (stage->desk, "/fader/1 f 1");
  set_value (stage, "/osc/fader/2", clasp_value_int (1));
  expect_packet (stage->desk, "/fader/2 i 1");
}

static void
test_too_large_is_dropped_and_counted (Stage *stage, gconstpointer data)
{
  g_autofree char *text = g_strnfill (200, 'x');

  open_with_desk (stage, "max-packet=64");
  set_value (stage, "/osc/a", clasp_value_string (clasp_str (text)));
  settle (stage);
  clasp_udp_peer_expect_nothing (stage->desk);
  g_assert_cmpuint (stage->status.n_dropped, ==, 1);
  set_value (stage, "/osc/a", clasp_value_string (CLASP_STR_LITERAL ("short")));
  expect_packet (stage->desk, "/a s short");
}

static void
test_state_is_sent_when_it_starts (Stage *stage, gconstpointer data)
{
  set_value (stage, "/osc/fader/1", clasp_value_double (0.5));
  open_with_desk (stage, "");
  expect_packet (stage->desk, "/fader/1 f 0.5");
}

/* ---- answers to senders ---- */

static void
test_sender_is_answered_for_30_s (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  say (stage, stage->tablet, "/hello i 1");
  expect_heard (stage, "local ← SET /osc/hello 1 rev 1");
  clasp_fixture_advance (&stage->router, 29999 * MS);
  set_value (stage, "/osc/fader/1", clasp_value_int (1));
  expect_packet (stage->tablet, "/fader/1 i 1");
  clasp_fixture_advance (&stage->router, MS);
  set_value (stage, "/osc/fader/1", clasp_value_int (2));
  clasp_udp_peer_expect_nothing (stage->tablet);
}

static void
test_answers_can_be_off (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "reply-to-sender=false");
  say (stage, stage->tablet, "/hello i 1");
  expect_heard (stage, "local ← SET /osc/hello 1 rev 1");
  set_value (stage, "/osc/fader/1", clasp_value_int (1));
  clasp_udp_peer_expect_nothing (stage->tablet);
}

static void
test_target_that_also_sends_gets_one_copy (Stage *stage, gconstpointer data)
{
  open_with_desk (stage, "");
  say (stage, stage->desk, "/hello i 1");
  clasp_udp_peer_expect_nothing (stage->desk);
  set_value (stage, "/osc/fader/1", clasp_value_int (1));
  expect_packet (stage->desk, "/fader/1 i 1");
  clasp_udp_peer_expect_nothing (stage->desk);
}

/* The acceptance check of bridges.md 13.2. */
static void
test_nothing_comes_back_to_who_said_it (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  say (stage, stage->desk, "/hello i 1");
  say (stage, stage->tablet, "/fader/1 f 0.5");
  expect_heard (stage, "local ← SET /osc/hello 1 rev 1\nlocal ← SET /osc/fader/1 0.5 rev 1");
  clasp_udp_peer_expect_nothing (stage->tablet);

  /* somebody writes the same again: everybody gets it but the tablet */
  set_value (stage, "/osc/fader/1", clasp_value_double (0.5));
  expect_packet (stage->desk, "/fader/1 f 0.5");
  clasp_udp_peer_expect_nothing (stage->tablet);
  set_value (stage, "/osc/fader/1", clasp_value_double (0.75));
  expect_packet (stage->tablet, "/fader/1 f 0.75");
}

static void
test_echo_of_a_device_is_no_news (Stage *stage, gconstpointer data)
{
  open_with_desk (stage, "");
  set_value (stage, "/osc/fader/1", clasp_value_double (0.1));
  expect_packet (stage->desk, "/fader/1 f 0.1");
  say (stage, stage->desk, "/fader/1 f 0.1"); /* as a float a little off */
  say (stage, stage->desk, "/done i 1");
  expect_heard (stage, "local ← SET /osc/done 1 rev 1");
}

/* ---- life ---- */

static void
test_port_in_use_is_said_and_waited_for (Stage *stage, gconstpointer data)
{
  ClaspUdpPeer *squatter = clasp_udp_peer_new (stage->router.reactor);

  stage->port = squatter->port;
  open_bridge (stage, "");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_WAITING);
  g_assert_nonnull (strstr (stage->status.detail, "127.0.0.1"));
  clasp_udp_peer_free (squatter);
  clasp_fixture_advance (&stage->router, 1000 * MS);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  say (stage, stage->tablet, "/a i 1");
  expect_heard (stage, "local ← SET /osc/a 1 rev 1");
}

static void
test_send_only (Stage *stage, gconstpointer data)
{
  g_autofree char *text = g_strdup_printf ("listen= send=127.0.0.1:%u", stage->desk->port);

  open_bridge (stage, text);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  set_value (stage, "/osc/a", clasp_value_int (1));
  expect_packet (stage->desk, "/a i 1");
}

static void
test_bad_settings_need_a_person (Stage *stage, gconstpointer data)
{
  static const char *const texts[] = { "listen=", "listen=localhost:9000", "listen=1.2.3.4",
                                       "send=1.2.3.4", "send=1.2.3.4:0" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      open_bridge (stage, texts[i]);
      g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_ERROR);
      g_assert_cmpstr (stage->status.detail, !=, "");
      clasp_bridge_close (stage->bridge);
      g_assert_finalize_object (g_steal_pointer (&stage->bridge));
    }
}

static void
test_starts_and_stops_again_and_again (Stage *stage, gconstpointer data)
{
  for (guint i = 1; i <= 20; i++)
    {
      g_autofree char *line = g_strdup_printf ("/a i %u", i);
      g_autofree char *expected = g_strdup_printf ("local ← SET /osc/a %u rev %u", i, i);

      open_bridge (stage, "");
      say (stage, stage->tablet, line);
      expect_heard (stage, expected);
      clasp_bridge_close (stage->bridge);
      g_assert_finalize_object (g_steal_pointer (&stage->bridge));
      clasp_fixture_advance (&stage->router, 1000 * MS);
    }
}

static void
test_counters (Stage *stage, gconstpointer data)
{
  open_with_desk (stage, "");
  say (stage, stage->tablet, "/a i 1");
  expect_heard (stage, "local ← SET /osc/a 1 rev 1");
  set_value (stage, "/osc/b", clasp_value_int (1));
  settle (stage);
  g_assert_cmpuint (stage->status.n_in, ==, 1);
  g_assert_cmpuint (stage->status.n_out, ==, 1);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_LIVE);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/osc/bridge/" path, Stage, NULL, set_up, func, tear_down)
  ADD ("in/one-argument-is-its-value", test_one_argument_is_its_value);
  ADD ("in/several-arguments-are-an-array", test_several_arguments_are_an_array);
  ADD ("in/no-argument-and-impulse-are-events", test_no_argument_and_impulse_are_events);
  ADD ("in/forbidden-characters-are-escaped", test_forbidden_characters_are_escaped);
  ADD ("in/bundle-applies-in-order", test_bundle_applies_in_order);
  ADD ("in/future-bundle-waits-for-its-time", test_future_bundle_waits_for_its_time);
  ADD ("in/bundles-happen-in-the-order-of-their-times",
       test_bundles_happen_in_the_order_of_their_times);
  ADD ("in/late-bundle-happens-at-once", test_late_bundle_happens_at_once);
  ADD ("in/bundle-too-far-ahead-is-dropped", test_bundle_too_far_ahead_is_dropped);
  ADD ("in/pattern-reaches-known-addresses", test_pattern_reaches_known_addresses);
  ADD ("in/pattern-for-nothing-is-counted", test_pattern_for_nothing_is_counted);
  ADD ("in/malformed-is-counted-and-changes-nothing",
       test_malformed_is_counted_and_changes_nothing);
  ADD ("in/too-long-address-is-malformed", test_too_long_address_is_malformed);
  ADD ("out/set-goes-to-every-target", test_set_goes_to_every_target);
  ADD ("out/namespace-is-stripped-and-escapes-undone",
       test_namespace_is_stripped_and_escapes_undone);
  ADD ("out/event-goes-out", test_event_goes_out);
  ADD ("out/newest-sample-of-a-stream-goes-out", test_newest_sample_of_a_stream_goes_out);
  ADD ("out/styles-reach-the-wire", test_styles_reach_the_wire);
  ADD ("out/tags-are-remembered", test_tags_are_remembered);
  ADD ("out/too-large-is-dropped-and-counted", test_too_large_is_dropped_and_counted);
  ADD ("out/state-is-sent-when-it-starts", test_state_is_sent_when_it_starts);
  ADD ("peers/sender-is-answered-for-30-s", test_sender_is_answered_for_30_s);
  ADD ("peers/answers-can-be-off", test_answers_can_be_off);
  ADD ("peers/target-that-also-sends-gets-one-copy", test_target_that_also_sends_gets_one_copy);
  ADD ("peers/nothing-comes-back-to-who-said-it", test_nothing_comes_back_to_who_said_it);
  ADD ("peers/echo-of-a-device-is-no-news", test_echo_of_a_device_is_no_news);
  ADD ("life/port-in-use-is-said-and-waited-for", test_port_in_use_is_said_and_waited_for);
  ADD ("life/send-only", test_send_only);
  ADD ("life/bad-settings-need-a-person", test_bad_settings_need_a_person);
  ADD ("life/starts-and-stops-again-and-again", test_starts_and_stops_again_and_again);
  ADD ("life/counters", test_counters);
  return g_test_run ();
}
