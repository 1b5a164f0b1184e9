/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

#include <string.h>

/* The weaknesses of the reference that concern the router (router.md 20), by their numbers. Each
 * test does what goes wrong there. */

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
}

static void
tear_down (Fixture *fixture, gconstpointer limits)
{
  clasp_router_fixture_tear_down (&fixture->base, limits);
}

/* 1: truncated messages kill the connection's task and leave the session behind. */
static void
test_truncated_messages (Fixture *fixture, gconstpointer data)
{
  ClaspMessage         message = { .type = CLASP_MESSAGE_SET };
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspCodecStatus     status;

  message.set.address = CLASP_STR_LITERAL ("/a/b");
  message.set.has_revision = message.set.has_ttl = TRUE;
  message.set.value = clasp_value_double (1);
  g_assert_true (clasp_frame_encode_default (&writer, &message, &status));
  clasp_fake_link_set_counting (fixture->a, TRUE);
  for (gsize size = 5; size < writer.length; size++)
    {
      g_autofree guint8 *frame = g_memdup2 (writer.data, size);

      frame[3] = (guint8) (size - 4); /* a whole frame around half a message */
      clasp_fake_link_inject_bytes (fixture->a, frame, size);
    }
  clasp_fake_link_set_counting (fixture->a, FALSE);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_malformed, ==, writer.length - 5);
  clasp_fixture_talk (fixture->a, "SET /a/b 1", "ACK /a/b rev 1");
}

/* 2: ten thousand nested arrays abort the whole process; bundles likewise. */
static void
test_nested_arrays_and_bundles (Fixture *fixture, gconstpointer data)
{
  GByteArray  *frame = g_byte_array_new ();
  const guint8 head[] = { 0x53, 0x41, 0, 0, 0x21, 0x0a, 0x00, 0x02, '/', 'a' };
  const guint8 array[] = { 0x00, 0x01, 0x0a };

  g_byte_array_append (frame, head, sizeof head);
  for (guint i = 0; i < 10000; i++)
    g_byte_array_append (frame, array, sizeof array);
  frame->data[2] = (guint8) ((frame->len - 4) >> 8);
  frame->data[3] = (guint8) (frame->len - 4);
  clasp_fake_link_inject_bytes (fixture->a, frame->data, frame->len);
  {
    g_autofree char *text = clasp_fake_link_take (fixture->a);

    g_assert_true (g_str_has_prefix (text, "ERROR 100 \"InvalidFrame: too_deep at byte "));
  }
  g_byte_array_unref (frame);

  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
  {
    g_autoptr (GByteArray) bundle = g_byte_array_new ();
    const guint8           empty[] = { 0x30, 0x00, 0x00, 0x00 };
    guint8                 frame_head[] = { 0x53, 0x81, 0x00, 0x00 };
    g_autofree char       *text = NULL;

    g_byte_array_append (bundle, empty, sizeof empty);
    for (guint i = 0; i < 5000; i++)
      {
        const guint8 outer[] = {
          0x30, 0x00, 0x00, 0x01, (guint8) (bundle->len >> 8), (guint8) bundle->len
        };

        g_byte_array_prepend (bundle, outer, sizeof outer);
      }
    frame_head[2] = (guint8) (bundle->len >> 8);
    frame_head[3] = (guint8) bundle->len;
    g_byte_array_prepend (bundle, frame_head, sizeof frame_head);
    clasp_fake_link_inject_bytes (fixture->a, bundle->data, bundle->len);
    text = clasp_fake_link_take (fixture->a);
    g_assert_true (g_str_has_prefix (text, "ERROR 100 \"InvalidFrame: too_deep at byte "));
  }
}

/* 3: element counts are believed before the data is there. */
static void
test_counts_without_data (Fixture *fixture, gconstpointer data)
{
  const guint8 array[] = { 0x53, 0x41, 0, 8, 0x21, 0x0a, 0x00, 0x02, '/', 'a', 0xff, 0xff };
  const guint8 bundle[] = { 0x53, 0x81, 0, 4, 0x30, 0x00, 0xff, 0xff };
  const guint8 announce[] = { 0x53, 0x01, 0, 5, 0x03, 0x00, 0x00, 0xff, 0xff };

  clasp_fake_link_inject_bytes (fixture->a, array, sizeof array);
  clasp_fake_link_inject_bytes (fixture->a, bundle, sizeof bundle);
  clasp_fake_link_inject_bytes (fixture->a, announce, sizeof announce);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_malformed, ==, 3);
}

/* 4: an address whose first character has several bytes kills the task. */
static void
test_first_character_of_several_bytes (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /é/**");
  clasp_fixture_say (fixture->b, "SUBSCRIBE 2 /*é");
  clasp_fixture_talk (fixture->a, "SET /é/x 1", "ACK /é/x rev 1");
  clasp_fixture_talk (fixture->a, "SET /né 1", "ACK /né rev 1");
  clasp_fixture_expect (fixture->b, "SET /é/x 1 rev 1\nSET /né 1 rev 1");
  clasp_fixture_say (fixture->a, "SET é 1");
  {
    g_autofree char *text = clasp_fake_link_take (fixture->a);

    g_assert_true (g_str_has_prefix (text, "ERROR 200 "));
  }
}

/* 5: connections that never say HELLO are neither limited nor closed. */
static void
test_unauthenticated_connections (Fixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *first = clasp_fixture_connect (&fixture->base);
  ClaspFakeLink *second = clasp_fixture_connect (&fixture->base);

  g_assert_cmpuint (clasp_fake_link_get_close_code (second), ==, CLASP_CLOSE_BUSY);
  clasp_fixture_advance (&fixture->base, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (clasp_fake_link_get_close_code (first), ==, CLASP_CLOSE_POLICY);
}

/* 6: a stranger's unlock overwrites a locked value; a lock outlives its session. */
static void
test_unlock_by_a_stranger (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  clasp_fixture_say (fixture->a, "SET /x 1 lock");
  clasp_fixture_say (fixture->b, "SET /x 2 unlock");
  text = clasp_fake_link_take (fixture->b);
  g_assert_true (g_str_has_prefix (text, "ERROR 401 "));
  clasp_fixture_talk (fixture->b, "GET /x", "SNAPSHOT [/x=1 rev 1]");
  clasp_fake_link_hang_up (fixture->a);
  clasp_fixture_talk (fixture->b, "SET /x 2", "ACK /x rev 2");
}

/* 7: last-write-wins depends on the wall clock; here the order of arrival alone counts. */
static void
test_writes_of_one_instant (Fixture *fixture, gconstpointer data)
{
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /x %u", i);
      g_autofree char *reply = g_strdup_printf ("ACK /x rev %u", i);

      clasp_fixture_talk (i % 2 != 0 ? fixture->a : fixture->b, line, reply);
    }
  clasp_fixture_talk (fixture->a, "GET /x", "SNAPSHOT [/x=5 rev 5]");
}

static void
assert_code (ClaspFakeLink *link, const char *line, const char *code)
{
  g_autofree char *text = NULL;

  g_free (clasp_fake_link_take (link));
  clasp_fixture_say (link, line);
  text = clasp_fake_link_take (link);
  g_assert_true (g_str_has_prefix (text, code));
}

/* 8: all failures are 400 with a debug text. */
static void
test_every_failure_has_its_code (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (65480, 'x');
  g_autofree char *large = g_strdup_printf ("SET /x %s", text);

  clasp_fixture_say (fixture->a, "SET /x 1 lock");
  assert_code (fixture->a, "SET x 1", "ERROR 200 \"Invalid address: ");
  assert_code (fixture->a, "SET /x 1 rev 7", "ERROR 400 \"RevisionConflict: ");
  assert_code (fixture->b, "SET /x 1", "ERROR 401 \"LockHeld: ");
  assert_code (fixture->a, large, "ERROR 402 \"InvalidValue: ");
  assert_code (fixture->a, "SUBSCRIBE 1 x", "ERROR 202 ");
}

/* 9: reads do not refresh, a parameter's own time needs a global one, the end is silent, revisions
 * start again. */
static void
test_time_to_live (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /x");
  clasp_fixture_say (fixture->a, "SET /x 1 ttl 3");
  for (guint i = 0; i < 4; i++)
    {
      clasp_fixture_advance (&fixture->base, 2 * G_USEC_PER_SEC);
      g_free (clasp_fake_link_take (fixture->a));
      clasp_fixture_talk (fixture->a, "GET /x", "SNAPSHOT [/x=1 rev 1]");
    }
  g_free (clasp_fake_link_take (fixture->b));
  for (guint i = 0; i < 5; i++)
    clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
  clasp_fixture_expect (fixture->b, "SET /x null rev 2");
  clasp_fixture_talk (fixture->a, "SET /x 1", "ACK /x rev 3");
}

static void
count_params_cb (const ClaspMessage *message, gpointer user_data)
{
  if (message->type == CLASP_MESSAGE_SNAPSHOT)
    *(guint *) user_data += message->snapshot.n_params;
}

/* 11: a snapshot frame above 64 KiB vanishes. */
static void
test_snapshot_of_many (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *joiner = clasp_fixture_connect (&fixture->base);
  guint          n = 0;

  for (guint i = 0; i < 1600; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /twenty/one/bytes/%04u %u", i, i);

      clasp_fixture_say (fixture->a, line);
    }
  clasp_fake_link_set_func (joiner, count_params_cb, &n);
  clasp_fixture_say (joiner, "HELLO joiner");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n, ==, 1600);
}

/* 12: above ten recipients a receiver sees values in the wrong order. */
static void
test_order_with_many_recipients (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *links[50];

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      links[i] = clasp_fixture_join (&fixture->base);
      clasp_fixture_say (links[i], "SUBSCRIBE 1 /x");
    }
  for (guint i = 0; i < 90; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /x %u", i);

      clasp_fixture_say (i % 3 != 0 ? fixture->a : fixture->b, line);
    }
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autofree char *text = clasp_fake_link_take (links[i]);
      g_auto (GStrv)   lines = g_strsplit (text, "\n", -1);

      g_assert_cmpuint (g_strv_length (lines), ==, 90);
      for (guint j = 0; j < 90; j++)
        {
          g_autofree char *line = g_strdup_printf ("SET /x %u rev %u", j, j + 1);

          g_assert_cmpstr (lines[j], ==, line);
        }
    }
}

/* 10: strategies other than lww cannot be reached; announced ranges are not checked. */
static void
test_strategies_and_ranges (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_talk (fixture->a, "ANNOUNCE / /x=max,/y[0..1]", "ACK /");
  clasp_fixture_talk (fixture->b, "SET /x 2", "ACK /x rev 1");
  clasp_fixture_talk (
    fixture->b, "SET /x 1",
    "ERROR 400 \"ConflictRejected: the parameter keeps its maximum, which is 2\" /x");
  clasp_fixture_talk (fixture->b, "SET /y 2",
                      "ERROR 402 \"InvalidValue: outside of the announced range, 0 to 1\" /y");
}

/* 13: options are stored and never used. */
static void
test_subscription_options (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /x rate 10");
  clasp_fixture_say (fixture->a, "SET /x 1");
  clasp_fixture_say (fixture->a, "SET /x 2");
  clasp_fixture_expect (fixture->b, "SET /x 1 rev 1");
  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC / 10);
  clasp_fixture_expect (fixture->b, "SET /x 2 rev 2");
  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /s window 10");
  clasp_fixture_say (fixture->a, "PUBLISH stream /s 1");
  clasp_fixture_say (fixture->a, "PUBLISH stream /s 2");
  clasp_fixture_expect (fixture->b, "");
  clasp_fixture_advance (&fixture->base, 10000);
  clasp_fixture_expect (fixture->b, "PUBLISH stream /s 1 2");
  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /e history 2");
  clasp_fixture_say (fixture->a, "PUBLISH event /e 1 ts 1");
  clasp_fixture_expect (fixture->b, "PUBLISH event /e 1 ts 1");
  clasp_fixture_talk (fixture->b, "SUBSCRIBE 2 /e history 2", "PUBLISH event /e 1 ts 1");
}

/* 14: what is live and what is in the snapshot differ; `?` and brackets are plain text. */
static void
test_live_and_snapshot_match_alike (Fixture *fixture, gconstpointer data)
{
  static const char *const addresses[] = { "/x", "/x/y", "/x/y/z", "/x?", "/[x]", "/xy" };
  static const char *const patterns[] = { "/x/**", "/x/*/**", "/x?", "/[x]", "/x*", "/**/z" };
  static const char *const answers[] = { "/x /x/y /x/y/z", "/x/y /x/y/z", "/x?",
                                         "/[x]",           "/x /x? /xy",  "/x/y/z" };

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      ClaspFakeLink   *live = clasp_fixture_join (&fixture->base);
      g_autofree char *subscribe = g_strdup_printf ("SUBSCRIBE 1 %s", patterns[i]);
      g_autofree char *again = g_strdup_printf ("SUBSCRIBE 2 %s", patterns[i]);
      g_auto (GStrv)   wanted = g_strsplit (answers[i], " ", -1);
      GString         *expected = g_string_new (NULL);
      g_autofree char *snapshot = NULL;

      clasp_fixture_say (live, subscribe);
      g_free (clasp_fake_link_take (live));
      for (guint j = 0; j < G_N_ELEMENTS (addresses); j++)
        {
          g_autofree char *line = g_strdup_printf ("SET %s 1", addresses[j]);

          clasp_fixture_say (fixture->a, line);
          if (g_strv_contains ((const char *const *) wanted, addresses[j]))
            g_string_append_printf (expected, "%sSET %s 1 rev %u", expected->len > 0 ? "\n" : "",
                                    addresses[j], i + 1);
        }
      clasp_fixture_expect (live, expected->str);
      clasp_fixture_say (live, again);
      snapshot = clasp_fake_link_take (live);
      for (guint j = 0; j < G_N_ELEMENTS (addresses); j++)
        {
          g_autofree char *entry = g_strdup_printf ("%s=1 rev", addresses[j]);

          g_assert_true ((strstr (snapshot, entry) != NULL) ==
                         g_strv_contains ((const char *const *) wanted, addresses[j]));
        }
      clasp_fake_link_hang_up (live);
      g_string_free (expected, TRUE);
    }
}

/* 15: an id used again leaves the first pattern behind for ever. */
static void
test_subscription_id_used_again (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /x");
  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /y");
  clasp_fixture_say (fixture->a, "SET /x 1");
  clasp_fixture_say (fixture->a, "SET /y 1");
  clasp_fixture_expect (fixture->b, "SET /y 1 rev 1");
  clasp_fixture_say (fixture->b, "UNSUBSCRIBE 1");
  clasp_fixture_say (fixture->a, "SET /x 2");
  clasp_fixture_say (fixture->a, "SET /y 2");
  clasp_fixture_expect (fixture->b, "");
}

/* 16: a session that only sends is taken for idle, and stays connected and deaf. */
static void
test_session_that_only_sends (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 10; i++)
    {
      clasp_fixture_advance (&fixture->base, 100 * G_USEC_PER_SEC);
      clasp_fixture_say (fixture->a, "SET /x 1");
    }
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->a), ==, 0);
  g_free (clasp_fake_link_take (fixture->a));
  clasp_fixture_talk (fixture->a, "SUBSCRIBE 1 /x", "SNAPSHOT [/x=1 rev 10]");
  clasp_fixture_talk (fixture->a, "SET /x 2", "SET /x 2 rev 11\nACK /x rev 11");
  g_assert_cmpuint (clasp_fake_link_get_close_code (fixture->b), ==, CLASP_CLOSE_POLICY);
}

/* 17: a second HELLO makes a second session that hears everything twice. */
static void
test_second_hello (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->a, "SUBSCRIBE 1 /x");
  clasp_fixture_talk (fixture->a, "HELLO again",
                      "ERROR 101 \"InvalidMessage: this connection has said HELLO already\"");
  clasp_fixture_say (fixture->b, "SET /x 1");
  clasp_fixture_expect (fixture->a, "SET /x 1 rev 1");
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_sessions, ==, 2);
}

/* 18: a change between subscribing and the snapshot arrives before an older value. */
static void
keep_last_cb (const ClaspMessage *message, gpointer user_data)
{
  guint64 *last = user_data;

  if (message->type == CLASP_MESSAGE_SET)
    {
      g_assert_cmpuint (message->set.revision, >, *last);
      *last = message->set.revision;
    }
  if (message->type != CLASP_MESSAGE_SNAPSHOT)
    return;
  for (guint i = 0; i < message->snapshot.n_params; i++)
    if (clasp_str_equal (message->snapshot.params[i].address, CLASP_STR_LITERAL ("/p/9999")))
      {
        g_assert_cmpuint (message->snapshot.params[i].revision, >, *last);
        *last = message->snapshot.params[i].revision;
      }
}

static void
test_change_during_a_snapshot (Fixture *fixture, gconstpointer data)
{
  guint64 last = 0;

  clasp_fake_link_set_counting (fixture->a, TRUE);
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /p/%u 0", i);

      clasp_fixture_say (fixture->a, line);
    }
  clasp_fake_link_set_func (fixture->b, keep_last_cb, &last);
  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /p/*"); /* the first slice leaves at once */
  for (guint i = 1; i <= 10; i++)
    {
      clasp_fixture_say (fixture->a, "SET /p/9999 1");
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpuint (last, ==, 11);
}

/* 19: fast moves are starved, gestures of all sessions share one table, the sender gets its own
 * moves back. */
static void
test_gestures (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_say (fixture->a, "SUBSCRIBE 1 /g");
  clasp_fixture_say (fixture->b, "SUBSCRIBE 1 /g");
  clasp_fixture_say (fixture->a, "PUBLISH gesture /g 0 id 1 start");
  clasp_fixture_say (fixture->b, "PUBLISH gesture /g 0 id 1 start"); /* the same key */
  g_free (clasp_fake_link_take (fixture->a));
  g_free (clasp_fake_link_take (fixture->b));
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *line = g_strdup_printf ("PUBLISH gesture /g %u id 1 move", i);

      clasp_fixture_say (fixture->a, line);
      clasp_fixture_advance (&fixture->base, 4000);
    }
  clasp_fixture_expect (fixture->b, "PUBLISH gesture /g move 0 id 1\n"
                                    "PUBLISH gesture /g move 3 id 1\n"
                                    "PUBLISH gesture /g move 7 id 1\n"
                                    "PUBLISH gesture /g move 11 id 1\n"
                                    "PUBLISH gesture /g move 15 id 1\n"
                                    "PUBLISH gesture /g move 19 id 1");
  clasp_fixture_expect (fixture->a, "");
  clasp_fake_link_hang_up (fixture->a);
  clasp_fixture_expect (fixture->b, "PUBLISH gesture /g cancel id 1");
}

/* 20: bundles are not atomic and their time is ignored. */
static void
test_bundles (Fixture *fixture, gconstpointer data)
{
  ClaspMessage parts[2] = { { .type = CLASP_MESSAGE_SET }, { .type = CLASP_MESSAGE_SET } };
  ClaspMessage bundle = { .type = CLASP_MESSAGE_BUNDLE };

  clasp_fixture_say (fixture->b, "SET /locked 1 lock");
  parts[0].set.address = CLASP_STR_LITERAL ("/x");
  parts[1].set.address = CLASP_STR_LITERAL ("/locked");
  bundle.bundle.messages = parts;
  bundle.bundle.n_messages = 2;
  clasp_fake_link_inject (fixture->a, &bundle);
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/x")));

  bundle.bundle.n_messages = 1;
  bundle.bundle.has_timestamp = TRUE;
  bundle.bundle.timestamp_us = CLASP_FIXTURE_UNIX_US + G_USEC_PER_SEC;
  clasp_fake_link_inject (fixture->a, &bundle);
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/x")));
  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
  g_assert_nonnull (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/x")));
}

/* 21: GET of an unknown address is never answered. */
static void
test_get_of_an_unknown_address (Fixture *fixture, gconstpointer data)
{
  clasp_fixture_talk (fixture->a, "GET /unknown", "SNAPSHOT []");
  clasp_fixture_talk (fixture->a, "GET not-even-an-address", "SNAPSHOT []");
}

#define ADD_WITH(path, function, limits)                                                           \
  g_test_add ("/router/weaknesses/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_WITH (path, function, NULL)

int
main (int argc, char **argv)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  limits.max_unauthenticated = 1;
  clasp_test_init (&argc, &argv, 60);
  ADD ("01-truncated-messages", test_truncated_messages);
  ADD ("02-nested-arrays-and-bundles", test_nested_arrays_and_bundles);
  ADD ("03-counts-without-data", test_counts_without_data);
  ADD ("04-first-character-of-several-bytes", test_first_character_of_several_bytes);
  ADD_WITH ("05-unauthenticated-connections", test_unauthenticated_connections, &limits);
  ADD ("06-unlock-by-a-stranger", test_unlock_by_a_stranger);
  ADD ("07-writes-of-one-instant", test_writes_of_one_instant);
  ADD ("08-every-failure-has-its-code", test_every_failure_has_its_code);
  ADD ("09-time-to-live", test_time_to_live);
  ADD ("10-strategies-and-ranges", test_strategies_and_ranges);
  ADD ("11-snapshot-of-many", test_snapshot_of_many);
  ADD ("12-order-with-many-recipients", test_order_with_many_recipients);
  ADD ("13-subscription-options", test_subscription_options);
  ADD ("14-live-and-snapshot-match-alike", test_live_and_snapshot_match_alike);
  ADD ("15-subscription-id-used-again", test_subscription_id_used_again);
  ADD ("16-session-that-only-sends", test_session_that_only_sends);
  ADD ("17-second-hello", test_second_hello);
  ADD ("18-change-during-a-snapshot", test_change_during_a_snapshot);
  ADD ("19-gestures", test_gestures);
  ADD ("20-bundles", test_bundles);
  ADD ("21-get-of-an-unknown-address", test_get_of_an_unknown_address);
  return g_test_run ();
}
