/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-error.h"
#include "io/clasp-resend.h"
#include "support/clasp-test.h"

/* Messages that wait to be acknowledged, on a driven clock. What was sent is kept as text: the
 * letter of the address, and where it matters its quality of service. */

#define UNIX_US G_GINT64_CONSTANT (1700000000000000)

typedef struct
{
  ClaspClock  *clock;
  ClaspTimers *timers;
  ClaspResend *resend;
  GString     *sent;
  GString     *failed;
  guint64      last_id; /* of the last frame */
  ClaspQos     last_qos;
} Fixture;

static void
send_cb (const guint8 *frame, gsize size, gpointer user_data)
{
  Fixture              *fixture = user_data;
  g_auto (ClaspMessage) message = { 0 };
  ClaspFrameHeader      header;
  ClaspCodecStatus      status;

  g_assert_true (clasp_frame_decode (frame, size, &header, &message, &status));
  g_assert_true (header.has_timestamp);
  fixture->last_id = header.timestamp_us;
  fixture->last_qos = header.qos;
  g_string_append_len (fixture->sent, message.set.address.data + 1,
                       (gssize) message.set.address.length - 1);
}

static void
given_up_cb (guint64 id, gpointer tag, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append (fixture->failed, tag);
}

static const ClaspResendHandler handler = { send_cb, given_up_cb };

static void
set_up (Fixture *fixture, gconstpointer limits)
{
  fixture->clock = clasp_manual_clock_new (G_USEC_PER_SEC, UNIX_US);
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
  fixture->resend = clasp_resend_new (fixture->timers, &handler, fixture, limits);
  fixture->sent = g_string_new (NULL);
  fixture->failed = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer limits)
{
  clasp_resend_free (fixture->resend);
  clasp_timers_free (fixture->timers);
  clasp_clock_unref (fixture->clock);
  g_string_free (fixture->sent, TRUE);
  g_string_free (fixture->failed, TRUE);
}

static guint64
post (Fixture *fixture, const char *name, ClaspQos qos)
{
  g_autofree char *address = g_strdup_printf ("/%s", name);
  ClaspMessage     message = { .type = CLASP_MESSAGE_SET };

  message.set.address = clasp_str (address);
  message.set.value = clasp_value_int (1);
  return clasp_resend_post (fixture->resend, &message, qos, (gpointer) name, NULL);
}

static void
advance_ms (Fixture *fixture, gint64 ms)
{
  clasp_manual_clock_advance (fixture->clock, ms * 1000);
  clasp_timers_run (fixture->timers);
}

#define expect_sent(fixture, text)                                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr ((fixture)->sent->str, ==, text);                                              \
    g_string_truncate ((fixture)->sent, 0);                                                        \
  }                                                                                                \
  G_STMT_END

static void
test_repeats_double_then_give_up (Fixture *fixture, gconstpointer data)
{
  guint64 id;

  clasp_resend_connected (fixture->resend, TRUE);
  id = post (fixture, "a", CLASP_QOS_CONFIRM);
  expect_sent (fixture, "a");
  for (gint64 wait_ms = 100; wait_ms <= 1600; wait_ms *= 2)
    {
      advance_ms (fixture, wait_ms - 1);
      expect_sent (fixture, "");
      advance_ms (fixture, 1);
      expect_sent (fixture, "a");
      g_assert_cmpuint (fixture->last_id, ==, id);
    }

  advance_ms (fixture, 3199);
  g_assert_cmpstr (fixture->failed->str, ==, "");
  advance_ms (fixture, 1);
  expect_sent (fixture, "");
  g_assert_cmpstr (fixture->failed->str, ==, "a");
  g_assert_cmpuint (clasp_resend_get_n_pending (fixture->resend), ==, 0);
  g_assert_cmpuint (clasp_resend_get_n_repeats (fixture->resend), ==, 5);
  g_assert_false (clasp_resend_answer (fixture->resend, (guint32) id, NULL));
}

static void
test_answer_ends_it_once (Fixture *fixture, gconstpointer data)
{
  gpointer tag = NULL;
  guint64  id;

  clasp_resend_connected (fixture->resend, TRUE);
  id = post (fixture, "a", CLASP_QOS_CONFIRM);
  g_assert_cmpint (fixture->last_qos, ==, CLASP_QOS_CONFIRM);
  g_assert_false (clasp_resend_answer (fixture->resend, (guint32) id + 1, &tag));
  g_assert_true (clasp_resend_answer (fixture->resend, (guint32) id, &tag));
  g_assert_cmpstr (tag, ==, "a");
  g_assert_false (clasp_resend_answer (fixture->resend, (guint32) id, &tag));
  g_string_truncate (fixture->sent, 0);
  advance_ms (fixture, 10000);
  expect_sent (fixture, "");
  g_assert_cmpstr (fixture->failed->str, ==, "");
}

static void
test_ids_only_grow (Fixture *fixture, gconstpointer data)
{
  guint64 first = post (fixture, "a", CLASP_QOS_CONFIRM);

  g_assert_cmpuint (first, ==, (guint64) UNIX_US);
  g_assert_cmpuint (post (fixture, "b", CLASP_QOS_CONFIRM), ==, first + 1);
  g_assert_cmpuint (clasp_resend_next_id (fixture->resend), ==, first + 2);
  clasp_manual_clock_advance (fixture->clock, 1000);
  g_assert_cmpuint (post (fixture, "c", CLASP_QOS_CONFIRM), ==, first + 1000);
}

/* The low half comes round after 71 minutes: it must not name two. */
static void
test_low_half_of_a_pending_id_is_not_used_again (Fixture *fixture, gconstpointer data)
{
  guint64 first = post (fixture, "a", CLASP_QOS_CONFIRM);

  clasp_manual_clock_advance (fixture->clock, G_GINT64_CONSTANT (1) << 32);
  g_assert_cmpuint (post (fixture, "b", CLASP_QOS_CONFIRM), ==, first + (1ull << 32) + 1);
}

static void
test_commits_go_one_after_the_other_on_a_lossy_carrier (Fixture *fixture, gconstpointer data)
{
  guint64 first, second;

  clasp_resend_connected (fixture->resend, TRUE);
  first = post (fixture, "a", CLASP_QOS_COMMIT);
  second = post (fixture, "b", CLASP_QOS_COMMIT);
  post (fixture, "c", CLASP_QOS_COMMIT);
  post (fixture, "x", CLASP_QOS_CONFIRM);
  expect_sent (fixture, "ax");
  g_assert_true (clasp_resend_answer (fixture->resend, (guint32) first, NULL));
  expect_sent (fixture, "b");
  g_assert_true (clasp_resend_take (fixture->resend, second, NULL));
  expect_sent (fixture, "c");
  g_assert_cmpint (fixture->last_qos, ==, CLASP_QOS_COMMIT);
}

static void
test_commit_given_up_makes_way (Fixture *fixture, gconstpointer data)
{
  clasp_resend_connected (fixture->resend, TRUE);
  post (fixture, "a", CLASP_QOS_COMMIT);
  post (fixture, "b", CLASP_QOS_COMMIT);
  for (gint64 wait_ms = 100; wait_ms <= 3200; wait_ms *= 2)
    advance_ms (fixture, wait_ms);
  expect_sent (fixture, "aaaaaab");
  g_assert_cmpstr (fixture->failed->str, ==, "a");
}

static void
test_reliable_carrier_repeats_nothing (Fixture *fixture, gconstpointer data)
{
  clasp_resend_connected (fixture->resend, FALSE);
  post (fixture, "a", CLASP_QOS_CONFIRM);
  post (fixture, "b", CLASP_QOS_COMMIT);
  post (fixture, "c", CLASP_QOS_COMMIT);
  expect_sent (fixture, "abc");
  advance_ms (fixture, 100000);
  expect_sent (fixture, "");
  g_assert_cmpuint (clasp_resend_get_n_pending (fixture->resend), ==, 3);
}

static void
test_next_connection_gets_the_rest_in_order (Fixture *fixture, gconstpointer data)
{
  guint64 second;

  clasp_resend_connected (fixture->resend, FALSE);
  post (fixture, "a", CLASP_QOS_CONFIRM);
  second = post (fixture, "b", CLASP_QOS_COMMIT);
  clasp_resend_answer (fixture->resend, (guint32) second, NULL);
  clasp_resend_disconnected (fixture->resend);
  post (fixture, "c", CLASP_QOS_COMMIT);
  expect_sent (fixture, "ab");
  advance_ms (fixture, 100000);
  expect_sent (fixture, "");
  clasp_resend_connected (fixture->resend, FALSE);
  expect_sent (fixture, "ac");
}

/* Tries are counted anew, and a timer of the old connection is forgotten. */
static void
test_lossy_again_after_a_break (Fixture *fixture, gconstpointer data)
{
  clasp_resend_connected (fixture->resend, TRUE);
  post (fixture, "a", CLASP_QOS_COMMIT);
  post (fixture, "b", CLASP_QOS_COMMIT);
  advance_ms (fixture, 100);
  expect_sent (fixture, "aa");
  clasp_resend_disconnected (fixture->resend);
  advance_ms (fixture, 10000);
  expect_sent (fixture, "");
  clasp_resend_connected (fixture->resend, TRUE);
  expect_sent (fixture, "a");
  advance_ms (fixture, 100);
  expect_sent (fixture, "a");
}

static void
test_limit_of_messages (Fixture *fixture, gconstpointer data)
{
  ClaspMessage       message = { .type = CLASP_MESSAGE_PING };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (post (fixture, "a", CLASP_QOS_CONFIRM), !=, 0);
  g_assert_cmpuint (clasp_resend_post (fixture->resend, &message, CLASP_QOS_CONFIRM, NULL, &error),
                    ==, 0);
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED);
  g_assert_cmpuint (clasp_resend_get_n_pending (fixture->resend), ==, 3);
}

static void
test_limit_of_bytes (Fixture *fixture, gconstpointer data)
{
  /* a SET of 12 + 1 + 1 + 2 + 2 + 8 bytes; the limit is two of them */
  g_assert_cmpuint (post (fixture, "a", CLASP_QOS_CONFIRM), !=, 0);
  g_assert_cmpuint (post (fixture, "b", CLASP_QOS_CONFIRM), !=, 0);
  g_assert_cmpuint (post (fixture, "c", CLASP_QOS_CONFIRM), ==, 0);
}

static void
test_too_large_a_message (Fixture *fixture, gconstpointer data)
{
  g_autofree char   *text = g_strnfill (65535, 'x');
  ClaspMessage       message = { .type = CLASP_MESSAGE_QUERY };
  g_autoptr (GError) error = NULL;

  message.query.pattern = clasp_str (text);
  g_assert_cmpuint (clasp_resend_post (fixture->resend, &message, CLASP_QOS_COMMIT, NULL, &error),
                    ==, 0);
  g_assert_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_TOO_LARGE);
}

static void
test_emptied_from_the_oldest_on (Fixture *fixture, gconstpointer data)
{
  gpointer tag;

  clasp_resend_connected (fixture->resend, TRUE);
  post (fixture, "a", CLASP_QOS_COMMIT);
  post (fixture, "b", CLASP_QOS_COMMIT);
  g_assert_true (clasp_resend_take_first (fixture->resend, &tag));
  g_assert_cmpstr (tag, ==, "a");
  g_assert_true (clasp_resend_take_first (fixture->resend, &tag));
  g_assert_cmpstr (tag, ==, "b");
  g_assert_false (clasp_resend_take_first (fixture->resend, &tag));
  expect_sent (fixture, "a");
}

static const ClaspResendLimits three_messages = { 100, 5, 3, 1024 };
static const ClaspResendLimits two_frames = { 100, 5, 100, 52 };

#define ADD_LIMITED(path, limits, function)                                                        \
  g_test_add ("/io/resend/" path, Fixture, limits, set_up, function, tear_down)
#define ADD(path, function) ADD_LIMITED (path, NULL, function)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("repeats-double-then-give-up", test_repeats_double_then_give_up);
  ADD ("answer-ends-it-once", test_answer_ends_it_once);
  ADD ("ids-only-grow", test_ids_only_grow);
  ADD ("low-half-of-a-pending-id-is-not-used-again",
       test_low_half_of_a_pending_id_is_not_used_again);
  ADD ("commits-go-one-after-the-other-on-a-lossy-carrier",
       test_commits_go_one_after_the_other_on_a_lossy_carrier);
  ADD ("commit-given-up-makes-way", test_commit_given_up_makes_way);
  ADD ("reliable-carrier-repeats-nothing", test_reliable_carrier_repeats_nothing);
  ADD ("next-connection-gets-the-rest-in-order", test_next_connection_gets_the_rest_in_order);
  ADD ("lossy-again-after-a-break", test_lossy_again_after_a_break);
  ADD_LIMITED ("limit-of-messages", &three_messages, test_limit_of_messages);
  ADD_LIMITED ("limit-of-bytes", &two_frames, test_limit_of_bytes);
  ADD ("too-large-a-message", test_too_large_a_message);
  ADD ("emptied-from-the-oldest-on", test_emptied_from_the_oldest_on);
  return g_test_run ();
}
