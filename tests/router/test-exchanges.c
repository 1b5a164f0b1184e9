/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

#include <string.h>

/* Every line of router.md 18, as decisions.md amends them, and the minimum of section 19. A is
 * subscribed to everything below /a. */

typedef struct
{
  ClaspRouterFixture base;
  ClaspFakeLink     *a, *b;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer limits)
{
  clasp_router_fixture_set_up (&fixture->base, limits);
  fixture->a = clasp_fixture_join (&fixture->base);
  fixture->b = clasp_fixture_join (&fixture->base);
  clasp_fixture_talk (fixture->a, "SUBSCRIBE 1 /a/**", "");
}

static void
tear_down (Fixture *fixture, gconstpointer limits)
{
  clasp_router_fixture_tear_down (&fixture->base, limits);
}

static void
test_set_is_echoed_then_acknowledged (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_talk (fixture->a, "SET /a/x 0.5", "SET /a/x 0.5 rev 1\nACK /a/x rev 1");
}

static void
test_revision_that_fits_is_accepted (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_talk (fixture->b, "SET /a/x 0.5", "ACK /a/x rev 1");
  clasp_fixture_talk (fixture->b, "SET /a/x 7 rev 1", "ACK /a/x rev 2");
  clasp_fixture_expect (fixture->a, "SET /a/x 0.5 rev 1\nSET /a/x 7 rev 2");
}

static void
test_revision_that_is_old_is_refused (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_talk (fixture->b, "SET /a/x 0.5", "ACK /a/x rev 1");
  clasp_fixture_talk (fixture->b, "SET /a/x 7", "ACK /a/x rev 2");
  clasp_fixture_talk (
    fixture->b, "SET /a/x 8 rev 1",
    "ERROR 400 \"RevisionConflict: expected 1, the parameter is at 2; read it again "
    "and repeat\" /a/x");
  clasp_fixture_talk (fixture->b, "GET /a/x", "SNAPSHOT [/a/x=7 rev 2]");
}

static void
test_revision_of_a_new_address_is_ignored (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_talk (fixture->b, "SET /a/new 8 rev 77", "ACK /a/new rev 1");
}

/* The lines from lock to unlock, with the amendments of router.md 5.3: code 401 with the holder,
 * and an unlock by somebody else changes nothing. */
static void
test_locks (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  clasp_fixture_talk (fixture->b, "SET /a/x 1 lock", "ACK /a/x rev 1");
  clasp_fixture_expect (fixture->a, "SET /a/x 1 rev 1 lock");
  clasp_fixture_say (fixture->a, "SET /a/x 2");
  text = clasp_fake_link_take (fixture->a);
  g_assert_true (
    g_regex_match_simple ("^ERROR 401 \"LockHeld: [0-9a-f-]{36} holds the lock of this "
                          "parameter\" /a/x$",
                          text, 0, 0));
  clasp_fixture_say (fixture->a, "SET /a/x 3 unlock");
  g_clear_pointer (&text, g_free);
  text = clasp_fake_link_take (fixture->a);
  g_assert_true (g_str_has_prefix (text, "ERROR 401 "));
  clasp_fixture_say (fixture->a, "SET /a/x 4 lock");
  g_clear_pointer (&text, g_free);
  text = clasp_fake_link_take (fixture->a);
  g_assert_true (g_str_has_prefix (text, "ERROR 401 "));
  clasp_fixture_talk (fixture->b, "SET /a/x 5 unlock", "ACK /a/x rev 2");
  clasp_fixture_expect (fixture->a, "SET /a/x 5 rev 2 unlock");
  clasp_fixture_talk (fixture->a, "SET /a/x 6", "SET /a/x 6 rev 3\nACK /a/x rev 3");
}

static void
test_get_of_an_unknown_address (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_talk (fixture->a, "GET /nope", "SNAPSHOT []");
}

static void
test_subscribe_with_a_bad_pattern (Fixture *fixture, gconstpointer data)
{
  ClaspMessage empty = { .type = CLASP_MESSAGE_SUBSCRIBE };

  clasp_fixture_talk (fixture->a, "SUBSCRIBE 2 nope",
                      "ERROR 202 \"invalid address: address must start with '/': nope\" nope");
  clasp_fixture_talk (fixture->a, "SUBSCRIBE 2 /a//b",
                      "ERROR 202 \"invalid address: empty segment in address: /a//b\" /a//b");
  empty.subscribe.types = CLASP_TYPES_ALL;
  clasp_fake_link_inject (fixture->a, &empty);
  clasp_fixture_expect (fixture->a, "ERROR 202 \"invalid address: empty address\"");
}

static void
test_event_reaches_others_as_sent (Fixture *fixture, gconstpointer data)
{
  g_auto (ClaspMessage) message = { .type = CLASP_MESSAGE_PUBLISH };
  const ClaspMapEntry   entry = { CLASP_STR_LITERAL ("x"), clasp_value_int (1) };

  message.publish.address = CLASP_STR_LITERAL ("/a/e");
  message.publish.signal = CLASP_SIGNAL_EVENT;
  message.publish.has_value = TRUE;
  message.publish.value = clasp_value_map (&entry, 1);
  message.publish.has_timestamp = TRUE;
  message.publish.timestamp_us = 5;
  clasp_fake_link_inject (fixture->b, &message);
  clasp_fixture_expect (fixture->a, "PUBLISH event /a/e {\"x\":1} ts 5");
  g_assert_cmpint (clasp_fake_link_get_last_qos (fixture->a), ==, CLASP_QOS_CONFIRM);
  clasp_fixture_expect (fixture->b, "");
}

/* All or nothing, and not before its time (decisions.md, Bundles). */
static void
test_bundle_with_a_stale_part_changes_nothing (Fixture *fixture, gconstpointer data)
{
  g_auto (ClaspMessage) bundle = { .type = CLASP_MESSAGE_BUNDLE };

  clasp_fixture_say (fixture->b, "SET /a/x 1");
  clasp_fixture_say (fixture->b, "SET /a/x 2");
  g_free (clasp_fake_link_take (fixture->a));
  bundle.bundle.n_messages = 4;
  bundle.bundle.messages = g_new0 (ClaspMessage, 4);
  bundle.bundle.messages[0].type = CLASP_MESSAGE_SET;
  bundle.bundle.messages[0].set.address = CLASP_STR_LITERAL ("/a/b1");
  bundle.bundle.messages[1].type = CLASP_MESSAGE_SET;
  bundle.bundle.messages[1].set.address = CLASP_STR_LITERAL ("/a/x");
  bundle.bundle.messages[1].set.has_revision = TRUE;
  bundle.bundle.messages[1].set.revision = 1;
  bundle.bundle.messages[2].type = CLASP_MESSAGE_PUBLISH;
  bundle.bundle.messages[2].publish.signal = CLASP_SIGNAL_EVENT;
  bundle.bundle.messages[2].publish.address = CLASP_STR_LITERAL ("/a/ev");
  bundle.bundle.messages[3].type = CLASP_MESSAGE_GET;
  bundle.bundle.messages[3].get.address = CLASP_STR_LITERAL ("/a/x");
  clasp_fake_link_inject (fixture->a, &bundle);
  clasp_fixture_expect (fixture->a,
                        "ERROR 400 \"RevisionConflict: expected 1, the parameter is at 2; read it "
                        "again and repeat\" /a/x");
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/a/b1")));
}

static void
test_empty_bundle (Fixture *fixture, gconstpointer data)
{
  const ClaspMessage bundle = { .type = CLASP_MESSAGE_BUNDLE };

  clasp_fake_link_inject (fixture->a, &bundle);
  clasp_fixture_expect (fixture->a, "ACK");
}

static void
test_sync (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_talk (fixture->a, "SYNC 123",
                      "SYNC t1=123 t2=1700000000000000 t3=1700000000000000");
}

static void
test_announce_and_query (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_talk (fixture->a, "ANNOUNCE /a /a/x", "ACK /a");
  clasp_fixture_talk (fixture->b, "QUERY /a/*", "RESULT [/a/x param f64]");
  clasp_fixture_talk (fixture->b, "QUERY /nothing", "RESULT []");
}

/* No message rate is set: all of them are answered (decisions.md, Limits). */
static void
test_pings_are_all_answered (Fixture *fixture, gconstpointer data)
{
  guint64 n_before = clasp_fake_link_get_n_sent (fixture->a);

  clasp_fixture_talk (fixture->a, "PING", "PONG");
  clasp_fake_link_set_counting (fixture->a, TRUE);
  for (guint i = 1; i < 1500; i++)
    clasp_fixture_say (fixture->a, "PING");
  g_assert_cmpuint (clasp_fake_link_get_n_sent (fixture->a) - n_before, ==, 1500);
}

static void
test_hello_is_welcomed_with_a_snapshot (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_connect (&fixture->base);

  clasp_fixture_talk (link, "HELLO desk", "WELCOME Test router\nSNAPSHOT []");
  clasp_fixture_say (fixture->b, "SET /q 1");
  link = clasp_fixture_connect (&fixture->base);
  clasp_fixture_talk (link, "HELLO desk", "WELCOME Test router\nSNAPSHOT [/q=1 rev 1]");
}

static void
keep_welcome_cb (const ClaspMessage *message, gpointer user_data)
{
  if (message->type == CLASP_MESSAGE_WELCOME)
    *(char **) user_data = clasp_str_dup (message->welcome.session);
}

static void
test_any_hello_version_is_welcomed (Fixture *fixture, gconstpointer data)
{
  ClaspMessage     hello = { .type = CLASP_MESSAGE_HELLO };
  ClaspFakeLink   *link = clasp_fixture_connect (&fixture->base);
  g_autofree char *id = NULL;

  hello.hello.version = 250;
  clasp_fake_link_set_func (link, keep_welcome_cb, &id);
  clasp_fake_link_inject (link, &hello);
  g_assert_true (g_uuid_string_is_valid (id));
  g_assert_cmpuint (strlen (id), ==, 36);
}

static void
test_subscribe_has_a_snapshot_only_if_something_matches (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_talk (fixture->b, "SUBSCRIBE 1 /q/*", "");
  clasp_fixture_say (fixture->a, "SET /q/1 1");
  clasp_fixture_expect (fixture->b, "SET /q/1 1 rev 1");
  clasp_fixture_talk (fixture->b, "SUBSCRIBE 2 /q/**", "SNAPSHOT [/q/1=1 rev 1]");
}

static void
test_kinds_only_a_router_sends_are_ignored (Fixture *fixture, gconstpointer data)
{
  static const ClaspMessageType kinds[] = { CLASP_MESSAGE_WELCOME, CLASP_MESSAGE_SNAPSHOT,
                                            CLASP_MESSAGE_PONG,    CLASP_MESSAGE_ACK,
                                            CLASP_MESSAGE_ERROR,   CLASP_MESSAGE_RESULT };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const ClaspMessage message = { .type = kinds[i] };

      clasp_fake_link_inject (fixture->a, &message);
    }
  clasp_fixture_expect (fixture->a, "");
  clasp_fixture_talk (fixture->a, "PING", "PONG");
}

static void
test_publish_of_every_signal_is_forwarded_and_not_stored (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_talk (fixture->b, "PUBLISH event /a/e 1", "");
  clasp_fixture_talk (fixture->b, "PUBLISH stream /a/s 2", "");
  clasp_fixture_talk (fixture->b, "PUBLISH gesture /a/g 3 id 4 start", "");
  clasp_fixture_talk (fixture->b, "PUBLISH gesture /a/g 3 id 4 move", "");
  clasp_fixture_talk (fixture->b, "PUBLISH gesture /a/g 3 id 4 end", "");
  clasp_fixture_talk (fixture->b, "PUBLISH timeline /a/t 5", "");
  clasp_fixture_talk (fixture->b, "PUBLISH param /a/p 6", "");
  clasp_fixture_expect (fixture->a, "PUBLISH event /a/e 1\n"
                                    "PUBLISH stream /a/s 2\n"
                                    "PUBLISH gesture /a/g start 3 id 4\n"
                                    "PUBLISH gesture /a/g move 3 id 4\n"
                                    "PUBLISH gesture /a/g end 3 id 4\n"
                                    "PUBLISH timeline /a/t 5\n"
                                    "PUBLISH param /a/p 6");
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_params, ==, 0);
}

static void
test_stream_keeps_samples_and_rate (Fixture *fixture, gconstpointer data)
{
  double       samples[] = { 0.5, 1 };
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = CLASP_STR_LITERAL ("/a/s");
  message.publish.signal = CLASP_SIGNAL_STREAM;
  message.publish.has_samples = TRUE;
  message.publish.samples = samples;
  message.publish.n_samples = 2;
  message.publish.has_rate = TRUE;
  message.publish.rate = 60;
  clasp_fake_link_inject (fixture->b, &message);
  clasp_fixture_expect (fixture->a, "PUBLISH stream /a/s 0.5 1 rate 60");
  g_assert_cmpint (clasp_fake_link_get_last_qos (fixture->a), ==, CLASP_QOS_FIRE);
}

static void
test_connection_survives_a_frame_that_cannot_be_read (Fixture *fixture, gconstpointer data)
{
  const guint8 truncated[] = { 0x53, 0x41, 0x00, 0x05, 0x21, 0x07, 0x00, 0x05, 0x2f };

  clasp_fake_link_inject_bytes (fixture->a, truncated, sizeof truncated);
  clasp_fixture_expect (fixture->a, "ERROR 100 \"InvalidFrame: truncated_message at byte 8 of 9\"");
  clasp_fixture_talk (fixture->a, "PING", "PONG");
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_malformed, ==, 1);
}

static void
test_unreadable_frames_are_reported_once_a_second (Fixture *fixture, gconstpointer data)
{
  const guint8 bad[] = { 0x53, 0x01, 0x00, 0x01, 0x7f };

  for (guint i = 0; i < 100; i++)
    clasp_fake_link_inject_bytes (fixture->a, bad, sizeof bad);
  clasp_fixture_expect (fixture->a,
                        "ERROR 100 \"InvalidFrame: unknown_message_type at byte 4 of 5\"");
  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
  clasp_fake_link_inject_bytes (fixture->a, bad, sizeof bad);
  clasp_fixture_expect (fixture->a,
                        "ERROR 100 \"InvalidFrame: unknown_message_type at byte 4 of 5\"");
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_malformed, ==, 101);
}

/* decisions.md, QoS: on reliable carriers a timestamp asks for an ACK with its low 32 bits. */
static void
test_confirm_with_a_timestamp_is_acknowledged (Fixture *fixture, gconstpointer data)
{
  const ClaspFrameHeader header = {
    .version = 1, .qos = CLASP_QOS_CONFIRM, .has_timestamp = TRUE, .timestamp_us = 0x100000007
  };
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = CLASP_STR_LITERAL ("/q");
  message.publish.signal = CLASP_SIGNAL_EVENT;
  clasp_fake_link_inject_frame (fixture->a, &header, &message);
  clasp_fixture_expect (fixture->a, "ACK id 7");
  message = (ClaspMessage){ .type = CLASP_MESSAGE_SET };
  message.set.address = CLASP_STR_LITERAL ("/q");
  clasp_fake_link_inject_frame (fixture->a, &header, &message);
  clasp_fixture_expect (fixture->a, "ACK /q rev 1 id 7");
}

static void
test_replay_and_federation_say_what_is_missing (Fixture *fixture, gconstpointer data)
{
  ClaspMessage federation = { .type = CLASP_MESSAGE_FEDERATION_SYNC };

  clasp_fixture_talk (fixture->a, "REPLAY /a/**",
                      "ERROR 501 \"Journal not configured on this router\" /a/**");
  federation.federation_sync.op = CLASP_FEDERATION_SYNC_COMPLETE;
  clasp_fake_link_inject (fixture->a, &federation);
  clasp_fixture_expect (fixture->a, "ERROR 403 \"FederationSync requires federation feature\"");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/router/exchanges/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("set-is-echoed-then-acknowledged", test_set_is_echoed_then_acknowledged);
  ADD ("revision-that-fits-is-accepted", test_revision_that_fits_is_accepted);
  ADD ("revision-that-is-old-is-refused", test_revision_that_is_old_is_refused);
  ADD ("revision-of-a-new-address-is-ignored", test_revision_of_a_new_address_is_ignored);
  ADD ("locks", test_locks);
  ADD ("get-of-an-unknown-address", test_get_of_an_unknown_address);
  ADD ("subscribe-with-a-bad-pattern", test_subscribe_with_a_bad_pattern);
  ADD ("event-reaches-others-as-sent", test_event_reaches_others_as_sent);
  ADD ("bundle-with-a-stale-part-changes-nothing", test_bundle_with_a_stale_part_changes_nothing);
  ADD ("empty-bundle", test_empty_bundle);
  ADD ("sync", test_sync);
  ADD ("announce-and-query", test_announce_and_query);
  ADD ("pings-are-all-answered", test_pings_are_all_answered);
  ADD ("hello-is-welcomed-with-a-snapshot", test_hello_is_welcomed_with_a_snapshot);
  ADD ("any-hello-version-is-welcomed", test_any_hello_version_is_welcomed);
  ADD ("subscribe-has-a-snapshot-only-if-something-matches",
       test_subscribe_has_a_snapshot_only_if_something_matches);
  ADD ("kinds-only-a-router-sends-are-ignored", test_kinds_only_a_router_sends_are_ignored);
  ADD ("publish-of-every-signal-is-forwarded-and-not-stored",
       test_publish_of_every_signal_is_forwarded_and_not_stored);
  ADD ("stream-keeps-samples-and-rate", test_stream_keeps_samples_and_rate);
  ADD ("connection-survives-a-frame-that-cannot-be-read",
       test_connection_survives_a_frame_that_cannot_be_read);
  ADD ("unreadable-frames-are-reported-once-a-second",
       test_unreadable_frames_are_reported_once_a_second);
  ADD ("confirm-with-a-timestamp-is-acknowledged", test_confirm_with_a_timestamp_is_acknowledged);
  ADD ("replay-and-federation-say-what-is-missing", test_replay_and_federation_say_what_is_missing);
  return g_test_run ();
}
