/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-codec.h"
#include "router/clasp-assured-link.h"
#include "support/clasp-lossy-link.h"
#include "support/clasp-test.h"

/* An assured link by itself: the carrier under it loses nothing here, but its peer answers only
 * when the test says so. What gets lost is in tests/client/test-lossy.c. */

#define MAX_PENDING 4096
#define STEP_US 1000

typedef struct
{
  ClaspClock     *clock;
  ClaspTimers    *timers;
  ClaspLossyLink *lossy;
  ClaspLink      *link;
  ClaspWriter     writer;
  GArray         *ids; /* of guint64: of the frames that came, 0 without */
  GArray         *qos; /* of guint */
  guint           n_drained, n_given_up, n_frames_up;
} Fixture;

static void
peer_got_cb (const guint8 *frame, gsize size, gpointer user_data)
{
  Fixture              *fixture = user_data;
  g_auto (ClaspMessage) message = { 0 };
  ClaspFrameHeader      header;
  ClaspCodecStatus      status;
  guint64               id;
  guint                 qos;

  g_assert_true (clasp_frame_decode (frame, size, &header, &message, &status));
  id = header.has_timestamp ? header.timestamp_us : 0;
  qos = header.qos;
  g_array_append_val (fixture->ids, id);
  g_array_append_val (fixture->qos, qos);
}

static void
frame_cb (ClaspLink *link, const guint8 *bytes, gsize size, gpointer user_data)
{
  ((Fixture *) user_data)->n_frames_up++;
}

static void
closed_cb (ClaspLink *link, const char *reason, gpointer user_data)
{
}

static void
drained_cb (ClaspLink *link, gpointer user_data)
{
  ((Fixture *) user_data)->n_drained++;
}

static void
given_up_cb (gpointer user_data)
{
  ((Fixture *) user_data)->n_given_up++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const ClaspLinkHandler handler = { frame_cb, closed_cb, drained_cb };
  static const ClaspLossyWay    way = { 0, 0, 100, 100 };

  fixture->clock = clasp_manual_clock_new (1000 * G_USEC_PER_SEC, 1700000000000000);
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
  fixture->lossy = clasp_lossy_link_new (fixture->timers, "192.0.2.1:1", 1, peer_got_cb, fixture);
  clasp_lossy_link_set_way (fixture->lossy, &way);
  fixture->link =
    clasp_assured_link_new (fixture->timers, CLASP_LINK (fixture->lossy), given_up_cb, fixture);
  clasp_link_set_handler (fixture->link, &handler, fixture);
  fixture->writer = (ClaspWriter) CLASP_WRITER_INIT;
  fixture->ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  fixture->qos = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  clasp_lossy_link_hang_up (fixture->lossy);
  g_assert_finalize_object (fixture->link);
  g_assert_finalize_object (fixture->lossy);
  clasp_writer_clear (&fixture->writer);
  g_array_unref (fixture->ids);
  g_array_unref (fixture->qos);
  clasp_timers_free (fixture->timers);
  clasp_clock_unref (fixture->clock);
}

static void
advance (Fixture *fixture, guint ms)
{
  for (guint i = 0; i < ms * 1000 / STEP_US; i++)
    {
      clasp_manual_clock_advance (fixture->clock, STEP_US);
      clasp_timers_run (fixture->timers);
    }
}

static gboolean
send (Fixture *fixture, const ClaspMessage *message)
{
  ClaspCodecStatus status;

  clasp_writer_reset (&fixture->writer);
  g_assert_true (clasp_frame_encode_default (&fixture->writer, message, &status));
  return clasp_link_send (fixture->link, fixture->writer.data, fixture->writer.length);
}

static gboolean
send_event (Fixture *fixture)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = CLASP_STR_LITERAL ("/e");
  message.publish.signal = CLASP_SIGNAL_EVENT;
  return send (fixture, &message);
}

static gboolean
send_value (Fixture *fixture, guint64 revision)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = CLASP_STR_LITERAL ("/v");
  message.set.value = clasp_value_int (5);
  message.set.has_revision = TRUE;
  message.set.revision = revision;
  return send (fixture, &message);
}

static void
peer_says (Fixture *fixture, const ClaspFrameHeader *header, const ClaspMessage *message)
{
  ClaspCodecStatus status;

  clasp_writer_reset (&fixture->writer);
  g_assert_true (clasp_frame_encode (&fixture->writer, header, message, &status));
  clasp_lossy_link_say (fixture->lossy, fixture->writer.data, fixture->writer.length);
  advance (fixture, 1);
}

/* By a message of its own that has an id. */
static void
peer_shows_that_it_knows_ids (Fixture *fixture)
{
  const ClaspFrameHeader header = {
    .version = 1, .qos = CLASP_QOS_CONFIRM, .has_timestamp = TRUE, .timestamp_us = 1
  };

  peer_says (fixture, &header, &(ClaspMessage){ .type = CLASP_MESSAGE_PING });
}

static void
peer_acknowledges (Fixture *fixture, guint64 id)
{
  const ClaspFrameHeader header = { .version = 1 };
  ClaspMessage           ack = { .type = CLASP_MESSAGE_ACK };

  ack.ack.has_correlation_id = TRUE;
  ack.ack.correlation_id = (guint32) id;
  peer_says (fixture, &header, &ack);
}

static guint64
id_at (Fixture *fixture, guint i)
{
  g_assert_cmpuint (i, <, fixture->ids->len);
  return g_array_index (fixture->ids, guint64, i);
}

static void
test_a_peer_without_ids_gets_all_once (Fixture *fixture, gconstpointer data)
{
  const ClaspFrameHeader plain = { .version = 1, .qos = CLASP_QOS_CONFIRM };

  peer_says (fixture, &plain, &(ClaspMessage){ .type = CLASP_MESSAGE_PING });
  g_assert_true (send_event (fixture));
  g_assert_true (send_value (fixture, 1));
  advance (fixture, 10000);
  g_assert_cmpuint (fixture->ids->len, ==, 2);
  g_assert_cmpuint (id_at (fixture, 0), ==, 0);
  g_assert_cmpuint (id_at (fixture, 1), ==, 0);
  g_assert_cmpuint (fixture->n_given_up, ==, 0);
}

static void
test_repeated_until_acknowledged (Fixture *fixture, gconstpointer data)
{
  peer_shows_that_it_knows_ids (fixture);
  send_event (fixture);
  advance (fixture, 350); /* and after 100 and 300 ms */
  g_assert_cmpuint (fixture->ids->len, ==, 3);
  g_assert_cmpuint (id_at (fixture, 0), !=, 0);
  g_assert_cmpuint (id_at (fixture, 0), ==, id_at (fixture, 2));
  g_assert_cmpuint (clasp_assured_link_get_n_repeats (CLASP_ASSURED_LINK (fixture->link)), ==, 2);
  g_assert_cmpuint (clasp_link_get_queued (fixture->link), >, 0);
  peer_acknowledges (fixture, id_at (fixture, 0));
  advance (fixture, 10000);
  g_assert_cmpuint (fixture->ids->len, ==, 3);
  g_assert_cmpuint (clasp_link_get_queued (fixture->link), ==, 0);
  g_assert_cmpuint (fixture->n_given_up, ==, 0);
  g_assert_cmpuint (fixture->n_frames_up, ==, 2);
}

static void
test_given_up_after_five_repeats (Fixture *fixture, gconstpointer data)
{
  peer_shows_that_it_knows_ids (fixture);
  send_event (fixture);
  advance (fixture, 6299);
  g_assert_cmpuint (fixture->n_given_up, ==, 0);
  advance (fixture, 1);
  g_assert_cmpuint (fixture->n_given_up, ==, 1);
  g_assert_cmpuint (fixture->ids->len, ==, 6);
  peer_shows_that_it_knows_ids (fixture);
  advance (fixture, 1000);
  g_assert_cmpuint (fixture->ids->len, ==, 6); /* an event is not news later */
}

static void
test_only_the_newest_value_is_repeated (Fixture *fixture, gconstpointer data)
{
  peer_shows_that_it_knows_ids (fixture);
  send_value (fixture, 1);
  advance (fixture, 50);
  send_value (fixture, 2);
  advance (fixture, 120);
  g_assert_cmpuint (fixture->ids->len, ==, 3);
  g_assert_cmpuint (id_at (fixture, 1), ==, id_at (fixture, 2));
  peer_acknowledges (fixture, id_at (fixture, 0)); /* of the older: changes nothing */
  g_assert_cmpuint (clasp_link_get_queued (fixture->link), >, 0);
  peer_acknowledges (fixture, id_at (fixture, 1));
  g_assert_cmpuint (clasp_link_get_queued (fixture->link), ==, 0);
}

static void
test_a_value_that_was_given_up_goes_when_the_peer_is_heard (Fixture *fixture, gconstpointer data)
{
  peer_shows_that_it_knows_ids (fixture);
  send_value (fixture, 1);
  advance (fixture, 20000);
  g_assert_cmpuint (fixture->ids->len, ==, 6);
  g_assert_cmpuint (fixture->n_given_up, ==, 1);
  peer_shows_that_it_knows_ids (fixture);
  advance (fixture, 10);
  g_assert_cmpuint (fixture->ids->len, ==, 7);
  peer_acknowledges (fixture, id_at (fixture, 6));
  advance (fixture, 10000);
  g_assert_cmpuint (fixture->ids->len, ==, 7);
}

static void
test_commits_go_one_after_the_other (Fixture *fixture, gconstpointer data)
{
  const ClaspMessage pong = { .type = CLASP_MESSAGE_PONG };

  peer_shows_that_it_knows_ids (fixture);
  send (fixture, &pong);
  send (fixture, &pong);
  advance (fixture, 50);
  g_assert_cmpuint (fixture->ids->len, ==, 1);
  g_assert_cmpuint (g_array_index (fixture->qos, guint, 0), ==, CLASP_QOS_COMMIT);
  peer_acknowledges (fixture, id_at (fixture, 0));
  advance (fixture, 5);
  g_assert_cmpuint (fixture->ids->len, ==, 2);
  g_assert_cmpuint (id_at (fixture, 1), >, id_at (fixture, 0));
}

static void
test_full_at_the_limit (Fixture *fixture, gconstpointer data)
{
  peer_shows_that_it_knows_ids (fixture);
  for (guint i = 0; i < MAX_PENDING; i++)
    g_assert_true (send_event (fixture));
  g_assert_false (send_event (fixture));
  advance (fixture, 1);
  for (guint i = 0; i < MAX_PENDING / 2 - 1; i++)
    peer_acknowledges (fixture, id_at (fixture, i));
  g_assert_cmpuint (fixture->n_drained, ==, 0);
  peer_acknowledges (fixture, id_at (fixture, MAX_PENDING / 2 - 1));
  g_assert_cmpuint (fixture->n_drained, ==, 1);
  g_assert_true (send_event (fixture));
}

static void
test_full_in_bytes (Fixture *fixture, gconstpointer data)
{
  peer_shows_that_it_knows_ids (fixture);
  send_event (fixture);
  clasp_link_set_limit (fixture->link, 2 * clasp_link_get_queued (fixture->link) - 8);
  g_assert_true (send_event (fixture)); /* counted without the id */
  g_assert_false (send_event (fixture));
}

static void
test_nothing_is_repeated_after_close (Fixture *fixture, gconstpointer data)
{
  peer_shows_that_it_knows_ids (fixture);
  send_event (fixture);
  advance (fixture, 10);
  clasp_link_close (fixture->link, CLASP_CLOSE_NORMAL, NULL);
  advance (fixture, 20000);
  g_assert_cmpuint (fixture->ids->len, ==, 1);
  g_assert_cmpuint (fixture->n_given_up, ==, 0);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/router/assured-link/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("a-peer-without-ids-gets-all-once", test_a_peer_without_ids_gets_all_once);
  ADD ("repeated-until-acknowledged", test_repeated_until_acknowledged);
  ADD ("given-up-after-five-repeats", test_given_up_after_five_repeats);
  ADD ("only-the-newest-value-is-repeated", test_only_the_newest_value_is_repeated);
  ADD ("a-value-that-was-given-up-goes-when-the-peer-is-heard",
       test_a_value_that_was_given_up_goes_when_the_peer_is_heard);
  ADD ("commits-go-one-after-the-other", test_commits_go_one_after_the_other);
  ADD ("full-at-the-limit", test_full_at_the_limit);
  ADD ("full-in-bytes", test_full_in_bytes);
  ADD ("nothing-is-repeated-after-close", test_nothing_is_repeated_after_close);
  return g_test_run ();
}
