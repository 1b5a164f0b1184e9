/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "client/clasp-client-raw.h"
#include "client/clasp-client.h"
#include "journal-fixture.h"
#include "support/clasp-fake-link.h"
#include "transports/clasp-carriers.h"

/* REPLAY: over WebSocket with a client, in process, and to peers that do not read or go away. */

typedef struct
{
  JournalFixture base;
  ClaspListener *listener;
  ClaspClient   *client;
  GString       *got; /* lines of "message" since the last question */
  gint64         last_time_us;
  guint          n_live;
  gboolean       is_done;
} Fixture;

static void
accept_cb (ClaspListener *listener, ClaspLink *link, gpointer user_data)
{
  clasp_router_accept (((Fixture *) user_data)->base.router, link);
}

static void
message_cb (ClaspClient *client, const ClaspMessage *message, gpointer user_data)
{
  Fixture         *fixture = user_data;
  g_autofree char *line = clasp_test_describe_message (message);
  gint64           time_us = clasp_client_get_message_time (client);

  if (message->type == CLASP_MESSAGE_SET || message->type == CLASP_MESSAGE_PUBLISH)
    {
      if (time_us == 0)
        fixture->n_live++;
      else
        {
          g_assert_cmpint (time_us, >=, fixture->last_time_us);
          fixture->last_time_us = time_us;
          g_string_append_printf (fixture->got, "%s\n", line);
        }
    }
  else if (message->type == CLASP_MESSAGE_ACK || message->type == CLASP_MESSAGE_ERROR)
    {
      g_string_append_printf (fixture->got, "%s\n", line);
      fixture->is_done = TRUE;
    }
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (clasp_client_connect_finish (CLASP_CLIENT (source), result, &error));
  g_assert_no_error (error);
  ((Fixture *) user_data)->is_done = TRUE;
}

static gboolean
is_done (gpointer user_data)
{
  return ((Fixture *) user_data)->is_done;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  journal_fixture_set_up (&fixture->base, data);
  fixture->listener =
    clasp_listener_new_for_uri (fixture->base.reactor, "ws://127.0.0.1:0/clasp", &error);
  g_assert_no_error (error);
  g_assert_true (clasp_listener_start (fixture->listener, accept_cb, fixture, &error));
  fixture->client = clasp_client_new (clasp_listener_get_uri (fixture->listener), "reader");
  fixture->got = g_string_new (NULL);
  g_signal_connect (fixture->client, "message", G_CALLBACK (message_cb), fixture);
  clasp_client_connect_async (fixture->client, NULL, connected_cb, fixture);
  clasp_test_spin_until (is_done, fixture, "the connection");
}

static gboolean
has_no_peers (gpointer user_data)
{
  ClaspRouterStats stats;

  clasp_router_get_stats (((Fixture *) user_data)->base.router, &stats);
  return stats.n_sessions == 0;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_signal_handlers_disconnect_by_data (fixture->client, fixture);
  clasp_client_close_async (fixture->client, NULL, NULL, NULL);
  clasp_test_spin_until (has_no_peers, fixture, "the client to be gone");
  g_object_unref (fixture->client);
  clasp_listener_stop (fixture->listener);
  g_object_unref (fixture->listener);
  g_string_free (fixture->got, TRUE);
  journal_fixture_tear_down (&fixture->base, data);
}

static ClaspMessage
question (const char *pattern)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_REPLAY };

  message.replay.pattern = clasp_str (pattern);
  message.replay.types = CLASP_TYPES_ALL;
  return message;
}

static void
ask (Fixture *fixture, const ClaspMessage *message)
{
  g_autoptr (GError) error = NULL;

  g_string_truncate (fixture->got, 0);
  fixture->is_done = FALSE;
  fixture->last_time_us = 0;
  g_assert_true (clasp_client_send (fixture->client, message, &error));
  clasp_test_spin_until (is_done, fixture, "the end of the answer");
}

/* What was accepted just before the question is in the answer. */
static void
test_everything_in_order_with_its_time (Fixture *fixture, gconstpointer data)
{
  ClaspMessage message = question ("/a/**");

  journal_fixture_set (&fixture->base, "/a/x", 1);
  journal_fixture_emit (&fixture->base, "/a/e", 2);
  journal_fixture_set (&fixture->base, "/b/x", 3);
  journal_fixture_set (&fixture->base, "/a/x", 4);
  ask (fixture, &message);
  g_assert_cmpstr (fixture->got->str, ==,
                   "SET /a/x 1 rev 1\nPUBLISH event /a/e 2\nSET /a/x 4 rev 2\nACK /a/**\n");
  g_assert_cmpint (ABS (fixture->last_time_us - g_get_real_time ()), <, 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->n_live, ==, 0); /* nobody subscribed */
}

static void
test_limit_types_and_times (Fixture *fixture, gconstpointer data)
{
  ClaspMessage limited = question ("/a/*");
  ClaspMessage events = question ("/a/*");
  ClaspMessage late = question ("/a/*");
  ClaspMessage none = question ("/a/*");

  for (guint i = 0; i < 3; i++)
    {
      journal_fixture_set (&fixture->base, "/a/x", i);
      journal_fixture_emit (&fixture->base, "/a/e", i);
    }
  limited.replay.has_limit = TRUE;
  limited.replay.limit = 2;
  ask (fixture, &limited);
  g_assert_cmpstr (fixture->got->str, ==, "SET /a/x 0 rev 1\nPUBLISH event /a/e 0\nACK /a/*\n");
  events.replay.types = CLASP_TYPES_EVENT;
  ask (fixture, &events);
  g_assert_cmpstr (fixture->got->str, ==,
                   "PUBLISH event /a/e 0\nPUBLISH event /a/e 1\nPUBLISH event /a/e 2\nACK /a/*\n");
  late.replay.has_from = TRUE;
  late.replay.from_us = (guint64) g_get_real_time () + 60 * G_USEC_PER_SEC;
  ask (fixture, &late);
  g_assert_cmpstr (fixture->got->str, ==, "ACK /a/*\n");
  none.replay.has_limit = TRUE;
  ask (fixture, &none);
  g_assert_cmpstr (fixture->got->str, ==, "ACK /a/*\n");
}

static void
test_bad_pattern (Fixture *fixture, gconstpointer data)
{
  ClaspMessage message = question ("a");

  ask (fixture, &message);
  g_assert_true (g_str_has_prefix (fixture->got->str, "ERROR 202 \"invalid address"));
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == '\n';
  return n;
}

/* Many slices, and a live value is not kept behind them for long. */
static void
test_long_answer (Fixture *fixture, gconstpointer data)
{
  enum { N = 30000 };
  ClaspMessage message = question ("/**");

  for (guint i = 0; i < N; i++)
    {
      journal_fixture_emit (&fixture->base, "/a/event/with/a/long/address/to/make/slices", i);
      if (i % 5000 == 4999)
        journal_fixture_settle (&fixture->base);
    }
  ask (fixture, &message);
  g_assert_cmpuint (count_lines (fixture->got->str), ==, N + 1);
  g_assert_true (g_str_has_suffix (fixture->got->str, " 29999\nACK /**\n"));
}

static gboolean
has_no_replays (gpointer user_data)
{
  return journal_fixture_stats (&((Fixture *) user_data)->base).n_replays == 0;
}

static ClaspFakeLink *
join_fake (Fixture *fixture)
{
  ClaspFakeLink *link = clasp_fake_link_new ("fake");
  ClaspMessage   hello = { .type = CLASP_MESSAGE_HELLO };

  hello.hello.version = 1;
  hello.hello.name = CLASP_STR_LITERAL ("fake");
  clasp_router_accept (fixture->base.router, CLASP_LINK (link));
  clasp_fake_link_inject (link, &hello);
  g_free (clasp_fake_link_take (link));
  return link;
}

static void
fill (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    journal_fixture_emit (&fixture->base, "/a/event/with/a/long/address/to/make/slices", i);
  journal_fixture_settle (&fixture->base);
}

typedef struct
{
  ClaspFakeLink *link;
  guint64        n_bytes;
} Stall;

static gboolean
has_sent_enough (gpointer user_data)
{
  Stall *stall = user_data;

  return clasp_fake_link_get_n_bytes (stall->link) > stall->n_bytes;
}

/* Its queue holds a little, and the rest is not even read; then it goes, and so does the question. */
static void
test_peer_that_does_not_read_and_goes (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = join_fake (fixture);
  ClaspMessage   message = question ("/**");
  Stall          stall = { link, clasp_fake_link_get_n_bytes (link) + 256 * 1024 };

  fill (fixture, 12000);
  clasp_fake_link_set_counting (link, TRUE);
  clasp_fake_link_hold (link);
  clasp_fake_link_inject (link, &message);
  g_assert_false (clasp_test_spin_for (has_no_replays, fixture, 300));
  g_assert_cmpuint (clasp_link_get_queued (CLASP_LINK (link)), <, 400 * 1024);
  g_assert_cmpuint (clasp_link_get_queued (CLASP_LINK (link)), >, 100 * 1024);
  g_assert_false (has_sent_enough (&stall) &&
                  clasp_fake_link_get_n_bytes (link) > stall.n_bytes + 256 * 1024);
  clasp_fake_link_hang_up (link);
  g_assert_true (has_no_replays (fixture));
  g_object_unref (link);
}

static gboolean
is_answered (gpointer user_data)
{
  Fixture *fixture = user_data;

  return has_no_replays (fixture) && count_lines (fixture->base.replies->str) >= 9;
}

static void
test_in_process_and_eight_at_a_time (Fixture *fixture, gconstpointer data)
{
  ClaspMessage message = question ("/a/nothing");

  for (guint i = 0; i < 9; i++)
    clasp_session_submit (fixture->base.session, &message, NULL, FALSE);
  g_assert_cmpstr (fixture->base.replies->str, ==,
                   "ERROR 429 \"Replay limit reached (max 8 at a time)\" /a/nothing\n");
  clasp_test_spin_until (is_answered, fixture, "eight answers");
  g_assert_true (g_str_has_suffix (fixture->base.replies->str, "ACK /a/nothing\nACK /a/nothing\n"));
}

static void
test_no_journal (Fixture *fixture, gconstpointer data)
{
  ClaspMessage message = question ("/a");

  g_clear_pointer (&fixture->base.journal, clasp_journal_free);
  ask (fixture, &message);
  g_assert_cmpstr (fixture->got->str, ==,
                   "ERROR 501 \"Journal not configured on this router\" /a\n");
}

/* The journal ends while somebody waits. */
static void
test_journal_ends_in_between (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = join_fake (fixture);
  ClaspMessage   message = question ("/**");

  fill (fixture, 3000);
  clasp_fake_link_inject (link, &message);
  g_clear_pointer (&fixture->base.journal, clasp_journal_free);
  clasp_fake_link_hang_up (link);
  g_object_unref (link);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);

#define ADD(path, func) g_test_add ("/journal/replay/" path, Fixture, "/a/**", set_up, func, tear_down)
  ADD ("everything-in-order-with-its-time", test_everything_in_order_with_its_time);
  ADD ("limit-types-and-times", test_limit_types_and_times);
  ADD ("bad-pattern", test_bad_pattern);
  ADD ("long-answer", test_long_answer);
  ADD ("peer-that-does-not-read-and-goes", test_peer_that_does_not_read_and_goes);
  ADD ("in-process-and-eight-at-a-time", test_in_process_and_eight_at_a_time);
  ADD ("no-journal", test_no_journal);
  ADD ("journal-ends-in-between", test_journal_ends_in_between);

  return g_test_run ();
}
