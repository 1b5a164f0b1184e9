/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-resend.h"
#include "support/clasp-lossy-link.h"
#include "support/clasp-router-fixture.h"

/* The three qualities of service from end to end, over a carrier that loses one frame in five each
 * way, doubles one in five and lets them overtake each other: a sender with ClaspResend, the
 * router, and a session that writes down what was applied. Each event carries its number. */

#define N_EVENTS 1000
#define STEP_US 1000 /* between events, and of the clock */

static const ClaspLossyWay bad_way = { 0.2, 0.2, 500, 15000 };

typedef struct
{
  ClaspRouterFixture base;
  ClaspLossyLink    *link;
  ClaspResend       *resend;
  ClaspSession      *witness;
  ClaspWriter        writer;
  guint              n_connections;
  guint              n_applied[N_EVENTS];
  gboolean           is_acknowledged[N_EVENTS], is_given_up[N_EVENTS];
  GArray            *order; /* of guint */
} Fixture;

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  Fixture *fixture = user_data;
  double   value = 0;
  guint    number;

  g_assert_true (clasp_value_to_double (&delivery->message->publish.value, &value));
  number = (guint) value;
  g_assert_cmpuint (number, <, N_EVENTS);
  fixture->n_applied[number]++;
  g_array_append_val (fixture->order, number);
}

static void
answer_cb (const guint8 *frame, gsize size, gpointer user_data)
{
  Fixture              *fixture = user_data;
  g_auto (ClaspMessage) message = { 0 };
  ClaspFrameHeader      header;
  ClaspCodecStatus      status;
  gpointer              tag;

  g_assert_true (clasp_frame_decode (frame, size, &header, &message, &status));
  if (message.type == CLASP_MESSAGE_ACK &&
      clasp_resend_answer (fixture->resend, message.ack.correlation_id, &tag))
    fixture->is_acknowledged[GPOINTER_TO_UINT (tag)] = TRUE;
  g_assert_cmpint (message.type, !=, CLASP_MESSAGE_ERROR);
}

static void
send_cb (const guint8 *frame, gsize size, gpointer user_data)
{
  clasp_lossy_link_say (((Fixture *) user_data)->link, frame, size);
}

static void
given_up_cb (guint64 id, gpointer tag, gpointer user_data)
{
  ((Fixture *) user_data)->is_given_up[GPOINTER_TO_UINT (tag)] = TRUE;
}

static const ClaspResendHandler handler = { send_cb, given_up_cb };

static void
say (Fixture *fixture, const ClaspFrameHeader *header, const ClaspMessage *message)
{
  ClaspCodecStatus status;

  clasp_writer_reset (&fixture->writer);
  g_assert_true (clasp_frame_encode (&fixture->writer, header, message, &status));
  clasp_lossy_link_say (fixture->link, fixture->writer.data, fixture->writer.length);
}

static void
connect_link (Fixture *fixture)
{
  const ClaspFrameHeader header = { .version = 1 };
  g_autofree char       *peer = g_strdup_printf ("198.51.100.1:%u", 5000 + fixture->n_connections);
  ClaspMessage           hello = { .type = CLASP_MESSAGE_HELLO };

  fixture->link = clasp_lossy_link_new (fixture->base.timers, peer, 1 + fixture->n_connections++,
                                        answer_cb, fixture);
  clasp_router_accept (fixture->base.router, CLASP_LINK (fixture->link));
  hello.hello.version = 1;
  hello.hello.name = CLASP_STR_LITERAL ("radio");
  say (fixture, &header, &hello);
  clasp_lossy_link_set_way (fixture->link, &bad_way);
  clasp_resend_connected (fixture->resend, TRUE);
}

static void
disconnect_link (Fixture *fixture)
{
  clasp_resend_disconnected (fixture->resend);
  clasp_lossy_link_hang_up (fixture->link);
  g_clear_object (&fixture->link);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  clasp_router_fixture_set_up (&fixture->base, NULL);
  fixture->resend = clasp_resend_new (fixture->base.timers, &handler, fixture, NULL);
  fixture->writer = (ClaspWriter) CLASP_WRITER_INIT;
  fixture->order = g_array_new (FALSE, FALSE, sizeof (guint));
  fixture->witness = clasp_router_join (fixture->base.router, "witness", deliver_cb, NULL, fixture);
  g_assert_true (clasp_session_subscribe (fixture->witness, 1, CLASP_STR_LITERAL ("/e"),
                                          CLASP_TYPES_EVENT, FALSE, NULL));
  connect_link (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  disconnect_link (fixture);
  clasp_session_leave (fixture->witness);
  clasp_resend_free (fixture->resend);
  clasp_writer_clear (&fixture->writer);
  g_array_unref (fixture->order);
  clasp_router_fixture_tear_down (&fixture->base, NULL);
}

static void
fill_event (ClaspMessage *message, guint number)
{
  *message = (ClaspMessage){ .type = CLASP_MESSAGE_PUBLISH };
  message->publish.address = CLASP_STR_LITERAL ("/e");
  message->publish.signal = CLASP_SIGNAL_EVENT;
  message->publish.has_value = TRUE;
  message->publish.value = clasp_value_double (number);
}

static void
post (Fixture *fixture, guint number, ClaspQos qos)
{
  ClaspMessage message;

  fill_event (&message, number);
  g_assert_cmpuint (
    clasp_resend_post (fixture->resend, &message, qos, GUINT_TO_POINTER (number), NULL), !=, 0);
}

static void
settle (Fixture *fixture)
{
  for (guint i = 0; clasp_resend_get_n_pending (fixture->resend) > 0; i++)
    {
      g_assert_cmpuint (i, <, 4000 * 1000); /* more than any number of repeats */
      clasp_fixture_advance (&fixture->base, STEP_US);
    }
  for (guint i = 0; i < 100; i++) /* what is still on its way twice */
    clasp_fixture_advance (&fixture->base, STEP_US);
}

/* Acknowledged: applied, once. Given up: at most once, nobody knows. */
static void
check_applied (Fixture *fixture)
{
  guint n_given_up = 0;

  for (guint i = 0; i < N_EVENTS; i++)
    {
      g_assert_true (fixture->is_acknowledged[i] != fixture->is_given_up[i]);
      g_assert_cmpuint (fixture->n_applied[i], <=, 1);
      if (fixture->is_acknowledged[i])
        g_assert_cmpuint (fixture->n_applied[i], ==, 1);
      else
        n_given_up++;
    }
  g_assert_cmpuint (n_given_up, <=, N_EVENTS / 100); /* 0.2 % expected */
  g_assert_cmpuint (clasp_resend_get_n_repeats (fixture->resend), >, N_EVENTS / 5);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_duplicates, >, N_EVENTS / 10);
}

static void
check_order (Fixture *fixture)
{
  for (guint i = 1; i < fixture->order->len; i++)
    g_assert_cmpuint (g_array_index (fixture->order, guint, i - 1), <,
                      g_array_index (fixture->order, guint, i));
}

static void
test_fire_arrives_at_most_once (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_EVENTS; i++)
    {
      const ClaspFrameHeader header = { .version = 1,
                                        .has_timestamp = TRUE,
                                        .timestamp_us = clasp_resend_next_id (fixture->resend) };
      ClaspMessage           message;

      fill_event (&message, i);
      say (fixture, &header, &message);
      clasp_fixture_advance (&fixture->base, STEP_US);
    }
  settle (fixture);
  for (guint i = 0; i < N_EVENTS; i++)
    g_assert_cmpuint (fixture->n_applied[i], <=, 1);
  /* lost once in five; of two copies both in twenty-five */
  g_assert_cmpuint (fixture->order->len, >, N_EVENTS * 7 / 10);
  g_assert_cmpuint (fixture->order->len, <, N_EVENTS);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_duplicates, >, N_EVENTS / 20);
}

static void
test_confirm_is_applied_once (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_EVENTS; i++)
    {
      post (fixture, i, CLASP_QOS_CONFIRM);
      clasp_fixture_advance (&fixture->base, STEP_US);
    }
  settle (fixture);
  check_applied (fixture);
}

static void
test_commit_is_applied_once_and_in_order (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_EVENTS; i++)
    {
      post (fixture, i, CLASP_QOS_COMMIT);
      clasp_fixture_advance (&fixture->base, STEP_US);
    }
  settle (fixture);
  check_applied (fixture);
  check_order (fixture);
}

/* The connection breaks every 200 ms, in the middle of everything. */
static void
test_breaks_change_nothing (Fixture *fixture, gconstpointer data)
{
  const ClaspQos qos = GPOINTER_TO_INT (data);

  for (guint i = 0; i < N_EVENTS; i++)
    {
      post (fixture, i, qos);
      clasp_fixture_advance (&fixture->base, STEP_US);
      if (i % 200 != 199)
        continue;
      disconnect_link (fixture);
      clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
      connect_link (fixture);
    }
  settle (fixture);
  check_applied (fixture);
  if (qos == CLASP_QOS_COMMIT)
    check_order (fixture);
}

/* A sender that does not wait between commits, on a carrier that only reorders: what overtook by
 * less than the window falls into place. */
static void
test_reordered_commits_are_applied_in_order (Fixture *fixture, gconstpointer data)
{
  static const ClaspLossyWay reordering = { 0, 0.2, 500, 15000 };

  clasp_lossy_link_set_way (fixture->link, &reordering);
  for (guint i = 0; i < N_EVENTS; i++)
    {
      const ClaspFrameHeader header = { .version = 1,
                                        .qos = CLASP_QOS_COMMIT,
                                        .has_timestamp = TRUE,
                                        .timestamp_us = clasp_resend_next_id (fixture->resend) };
      ClaspMessage           message;

      fill_event (&message, i);
      say (fixture, &header, &message);
      clasp_fixture_advance (&fixture->base, STEP_US);
    }
  settle (fixture);
  g_assert_cmpuint (fixture->order->len, ==, N_EVENTS);
  check_order (fixture);
}

#define ADD_QOS(path, qos, function)                                                               \
  g_test_add ("/router/qos-lossy/" path, Fixture, GINT_TO_POINTER (qos), set_up, function,         \
              tear_down)
#define ADD(path, function) ADD_QOS (path, CLASP_QOS_FIRE, function)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
  ADD ("fire-arrives-at-most-once", test_fire_arrives_at_most_once);
  ADD ("confirm-is-applied-once", test_confirm_is_applied_once);
  ADD ("commit-is-applied-once-and-in-order", test_commit_is_applied_once_and_in_order);
  ADD_QOS ("breaks-change-nothing/confirm", CLASP_QOS_CONFIRM, test_breaks_change_nothing);
  ADD_QOS ("breaks-change-nothing/commit", CLASP_QOS_COMMIT, test_breaks_change_nothing);
  ADD ("reordered-commits-are-applied-in-order", test_reordered_commits_are_applied_in_order);
  return g_test_run ();
}
