/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "client/clasp-client-private.h"
#include "client/clasp.h"
#include "support/clasp-lossy-link.h"
#include "support/clasp-router-fixture.h"

/* Real clients and a router over carriers that lose one frame in five each way, double one in five
 * and let them overtake each other, on a clock that is driven: the three qualities of service from
 * one client through the router to another. */

#define N 400 /* messages; each carries its number */
#define STEP_US 2000
#define LONG_MS 60000

static const ClaspLossyWay bad_way = { 0.2, 0.2, 500, 15000 };
static const ClaspLossyWay dead_way = { 1, 0, 500, 15000 };

typedef struct
{
  ClaspRouterFixture base;
  struct
  {
    ClaspClient    *client;
    ClaspLossyLink *link; /* (owned) the newest */
  } peers[2];
  guint      n_links;
  guint      n_got[N];
  gboolean   is_done[N], is_failed[N];
  guint      n_ended;
  GArray    *order; /* of guint */
  GPtrArray *results;
} Fixture;

typedef struct
{
  Fixture *fixture;
  guint    peer;
} OpenLink;

static OpenLink openers[2];

static ClaspLink *
open_link_cb (gpointer user_data)
{
  OpenLink        *opener = user_data;
  Fixture         *fixture = opener->fixture;
  ClaspLossyLink **link = &fixture->peers[opener->peer].link;
  g_autofree char *peer =
    g_strdup_printf ("198.51.100.%u:%u", opener->peer + 1, 5000 + fixture->n_links);
  ClaspLossyEnd *end;

  g_clear_object (link);
  *link = clasp_lossy_link_new (fixture->base.timers, peer, 1 + fixture->n_links++, NULL, NULL);
  end = clasp_lossy_link_new_end (*link);
  clasp_lossy_link_set_way (*link, &bad_way);
  clasp_router_accept (fixture->base.router, CLASP_LINK (*link));
  return CLASP_LINK (end);
}

static void
step (Fixture *fixture)
{
  clasp_fixture_advance (&fixture->base, STEP_US);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->peers); i++)
    clasp_timers_run (fixture->peers[i].client->timers);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
steps (Fixture *fixture, guint ms)
{
  for (guint i = 0; i < ms * 1000 / STEP_US; i++)
    step (fixture);
}

static gboolean
is_connected (Fixture *fixture, guint peer)
{
  return clasp_client_get_state (fixture->peers[peer].client) == CLASP_CLIENT_STATE_CONNECTED;
}

static void
wait_connected (Fixture *fixture)
{
  for (guint i = 0; i < LONG_MS; i++)
    {
      if (is_connected (fixture, 0) && is_connected (fixture, 1))
        return;
      step (fixture);
    }
  g_assert_not_reached ();
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  clasp_router_fixture_set_up (&fixture->base, NULL);
  fixture->order = g_array_new (FALSE, FALSE, sizeof (guint));
  fixture->results = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->peers); i++)
    {
      ClaspClient *client = g_object_new (
        CLASP_TYPE_CLIENT, "url", "tcp://127.0.0.1:1", "name", i == 0 ? "sender" : "receiver",
        "timeout-ms", LONG_MS, "silence-timeout-ms", 10 * LONG_MS, "max-unanswered", 4096, NULL);

      openers[i] = (OpenLink){ fixture, i };
      clasp_client_set_clock (client, fixture->base.clock);
      clasp_client_set_open_link (client, open_link_cb, &openers[i]);
      fixture->peers[i].client = client;
      clasp_client_start (client);
    }
  wait_connected (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->results);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->peers); i++)
    {
      g_assert_finalize_object (fixture->peers[i].client);
      clasp_lossy_link_hang_up (fixture->peers[i].link);
      g_clear_object (&fixture->peers[i].link);
    }
  g_array_unref (fixture->order);
  clasp_router_fixture_tear_down (&fixture->base, NULL);
}

/* --- what the receiver is told --------------------------------------------------------------- */

static guint
number_of (ClaspUpdate *update)
{
  double value = -1;

  g_assert_nonnull (clasp_update_get_value (update));
  g_assert_true (clasp_value_to_double (clasp_update_get_value (update), &value));
  g_assert_cmpfloat (value, >=, 0);
  g_assert_cmpfloat (value, <, N);
  return (guint) value;
}

static void
numbered_cb (ClaspClient *client, ClaspUpdate *update, gpointer user_data)
{
  Fixture *fixture = user_data;
  guint    number = number_of (update);

  fixture->n_got[number]++;
  g_array_append_val (fixture->order, number);
}

static void
listen (Fixture *fixture, const char *pattern, ClaspTypes types, ClaspUpdateFunc callback)
{
  g_assert_cmpuint (clasp_client_subscribe_full (fixture->peers[1].client, pattern, types, NULL,
                                                 callback, fixture, NULL, NULL),
                    !=, 0);
  steps (fixture, 2000); /* until it has surely arrived */
}

/* --- what the sender is told ----------------------------------------------------------------- */

typedef struct
{
  Fixture *fixture;
  guint    number;
} Sent;

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Sent *sent = user_data;
  gboolean         is_done = clasp_client_publish_finish (CLASP_CLIENT (source), result, NULL);

  sent->fixture->is_done[sent->number] = is_done;
  sent->fixture->is_failed[sent->number] = !is_done;
  sent->fixture->n_ended++;
}

static void
send_all (Fixture *fixture, ClaspQos qos)
{
  for (guint i = 0; i < N; i++)
    {
      Sent *sent = g_new (Sent, 1);

      *sent = (Sent){ fixture, i };
      clasp_client_publish_async (fixture->peers[0].client, "/e", g_variant_new_double (i), qos,
                                  NULL, sent_cb, sent);
      step (fixture);
    }
  for (guint i = 0; fixture->n_ended < N; i++)
    {
      g_assert_cmpuint (i, <, 200 * N);
      step (fixture);
    }
  steps (fixture, 8000); /* all repeats of what the router hands on */
}

static void
check_order (Fixture *fixture)
{
  for (guint i = 1; i < fixture->order->len; i++)
    g_assert_cmpuint (g_array_index (fixture->order, guint, i - 1), <,
                      g_array_index (fixture->order, guint, i));
}

/* Confirmed: it came, once, unless the router says that it did not get through. Reported as failed:
 * at most once. */
static void
check_each_came_once (Fixture *fixture)
{
  const guint64 n_lost = clasp_fixture_stats (&fixture->base).n_unacknowledged;
  guint         n_missing = 0;
  guint         n_failed = 0;

  for (guint i = 0; i < N; i++)
    {
      g_assert_true (fixture->is_done[i] != fixture->is_failed[i]);
      g_assert_cmpuint (fixture->n_got[i], <=, 1);
      n_failed += fixture->is_failed[i];
      n_missing += fixture->is_done[i] && fixture->n_got[i] == 0;
    }
  g_assert_cmpuint (n_missing, <=, n_lost);
  g_assert_cmpuint (n_lost, <=, N / 50); /* 0.2 % expected */
  g_assert_cmpuint (n_failed, <=, N / 50);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_duplicates, >, N / 10);
}

static void
test_fire_arrives_at_most_once (Fixture *fixture, gconstpointer data)
{
  listen (fixture, "/e", CLASP_TYPES_EVENT, numbered_cb);
  send_all (fixture, CLASP_QOS_FIRE);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (fixture->n_got[i], <=, 1);
  g_assert_cmpuint (fixture->order->len, >, N * 7 / 10);
  g_assert_cmpuint (fixture->order->len, <, N);
}

static void
test_confirm_arrives_once (Fixture *fixture, gconstpointer data)
{
  listen (fixture, "/e", CLASP_TYPES_EVENT, numbered_cb);
  send_all (fixture, CLASP_QOS_CONFIRM);
  check_each_came_once (fixture);
}

static void
witness_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  Fixture *fixture = user_data;
  double   value = 0;
  guint    number;

  g_assert_true (clasp_value_to_double (&delivery->message->publish.value, &value));
  number = (guint) value;
  fixture->n_got[number]++;
  g_array_append_val (fixture->order, number);
}

static void
test_commit_is_applied_once_and_in_order (Fixture *fixture, gconstpointer data)
{
  ClaspSession *witness =
    clasp_router_join (fixture->base.router, "witness", witness_cb, NULL, fixture);

  clasp_session_subscribe (witness, 1, CLASP_STR_LITERAL ("/e"), CLASP_TYPES_EVENT, FALSE, NULL);
  send_all (fixture, CLASP_QOS_COMMIT);
  check_each_came_once (fixture);
  check_order (fixture);
  clasp_session_leave (witness);
}

/* What the router sends at commit by itself: each is a timeline of its own, relayed. */
static void
timeline_cb (ClaspClient *client, ClaspUpdate *update, gpointer user_data)
{
  Fixture *fixture = user_data;
  guint    number = (guint) g_ascii_strtoull (clasp_update_get_address (update) + 3, NULL, 10);

  fixture->n_got[number]++;
  g_array_append_val (fixture->order, number);
}

static void
test_commit_of_the_router_arrives_once_and_in_order (Fixture *fixture, gconstpointer data)
{
  listen (fixture, "/t/**", CLASP_TYPES_TIMELINE, timeline_cb);
  for (guint i = 0; i < 100; i++)
    {
      GVariant *timeline = g_variant_new_parsed (
        "{'keyframes': <[<{'time': <int64 0>, 'value': <1.0>}>]>, 'start_time': <int64 "
        "1700010000000000>}");
      g_autofree char *address = g_strdup_printf ("/t/%u", i);
      Sent            *sent = g_new (Sent, 1);

      *sent = (Sent){ fixture, i };
      clasp_client_timeline_async (fixture->peers[0].client, address, timeline, 0, NULL, sent_cb,
                                   sent);
      step (fixture);
    }
  steps (fixture, 60000);
  g_assert_cmpuint (fixture->n_ended, ==, 100);
  g_assert_cmpuint (fixture->order->len, >=, 98);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (fixture->n_got[i], <=, 1);
  check_order (fixture);
}

/* --- values ---------------------------------------------------------------------------------- */

typedef struct
{
  guint   value;
  guint64 revision;
} Heard;

static GHashTable *heard; /* address → Heard */

static void
heard_cb (ClaspClient *client, ClaspUpdate *update, gpointer user_data)
{
  Heard *last = g_hash_table_lookup (heard, clasp_update_get_address (update));

  if (last == NULL)
    {
      last = g_new0 (Heard, 1);
      g_hash_table_insert (heard, g_strdup (clasp_update_get_address (update)), last);
    }
  g_assert_cmpuint (clasp_update_get_revision (update), >, last->revision);
  last->revision = clasp_update_get_revision (update);
  last->value = number_of (update);
}

static void
check_heard (Fixture *fixture, guint n_addresses)
{
  g_assert_cmpuint (g_hash_table_size (heard), ==, n_addresses);
  for (guint i = 0; i < n_addresses; i++)
    {
      g_autofree char  *address = g_strdup_printf ("/v/%u", i);
      const ClaspValue *value = clasp_router_peek (fixture->base.router, clasp_str (address));
      double            number = -1;

      g_assert_true (clasp_value_to_double (value, &number));
      g_assert_cmpuint (((Heard *) g_hash_table_lookup (heard, address))->value, ==,
                        (guint) number);
    }
}

/* Values never go back, and the last one always arrives. */
static void
test_values_end_up_right (Fixture *fixture, gconstpointer data)
{
  heard = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  listen (fixture, "/v/**", CLASP_TYPES_PARAM, heard_cb);
  for (guint i = 0; i < N * 5; i++)
    {
      g_autofree char *address = g_strdup_printf ("/v/%u", i % 20);

      g_assert_true (
        clasp_client_set (fixture->peers[0].client, address, g_variant_new_double (i % N), NULL));
      step (fixture);
    }
  steps (fixture, 20000);
  check_heard (fixture, 20);
  g_hash_table_unref (heard);
}

/* Nothing gets through to the receiver for half a minute, in which all tries of a value are over.
 */
static void
test_a_value_survives_a_pulled_cable (Fixture *fixture, gconstpointer data)
{
  heard = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  listen (fixture, "/v/**", CLASP_TYPES_PARAM, heard_cb);
  clasp_client_set (fixture->peers[0].client, "/v/0", g_variant_new_double (1), NULL);
  steps (fixture, 5000);
  clasp_lossy_link_set_way (fixture->peers[1].link, &dead_way);
  clasp_client_set (fixture->peers[0].client, "/v/0", g_variant_new_double (2), NULL);
  clasp_client_set (fixture->peers[0].client, "/v/1", g_variant_new_double (3), NULL);
  steps (fixture, 30000);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_unacknowledged, >=, 2);
  g_assert_cmpuint (g_hash_table_size (heard), ==, 1);
  clasp_lossy_link_set_way (fixture->peers[1].link, &bad_way);
  clasp_client_ping_async (fixture->peers[1].client, NULL, NULL, NULL);
  steps (fixture, 10000);
  check_heard (fixture, 2);
  g_hash_table_unref (heard);
}

static void
test_a_snapshot_arrives_whole (Fixture *fixture, gconstpointer data)
{
  ClaspSession *writer = clasp_router_join (fixture->base.router, "writer",
                                            clasp_fixture_deliver_cb, NULL, &fixture->base);

  heard = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *address = g_strdup_printf ("/v/%u", i);
      ClaspValue       value = clasp_value_double (i % N);

      clasp_session_set (writer, clasp_str (address), &value);
    }
  listen (fixture, "/v/**", CLASP_TYPES_PARAM, heard_cb);
  steps (fixture, 20000);
  check_heard (fixture, 5000);
  clasp_session_leave (writer);
  g_hash_table_unref (heard);
}

/* --- questions ------------------------------------------------------------------------------- */

typedef struct
{
  Fixture *fixture;
  guint    number;
  gboolean is_there;
} Asked;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Asked   *asked = user_data;
  g_autoptr (GError)  error = NULL;
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  gboolean            is_found;
  double              number = -1;

  is_found = clasp_client_get_finish (CLASP_CLIENT (source), result, &value, NULL, &error);
  asked->fixture->n_ended++;
  if (error != NULL)
    {
      g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_TIMEOUT);
      return;
    }
  asked->fixture->is_done[asked->number] = TRUE;
  g_assert_cmpint (is_found, ==, asked->is_there);
  if (!is_found)
    return;
  g_assert_true (clasp_value_to_double (&value, &number));
  g_assert_cmpuint ((guint) number, ==, asked->number);
}

static void
test_questions_get_their_answers (Fixture *fixture, gconstpointer data)
{
  ClaspSession *writer = clasp_router_join (fixture->base.router, "writer",
                                            clasp_fixture_deliver_cb, NULL, &fixture->base);
  guint         n_answered = 0;

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *address = g_strdup_printf ("/v/%u", i);
      ClaspValue       value = clasp_value_double (i);
      Asked           *asked = g_new (Asked, 1);

      if (i % 3 != 0)
        clasp_session_set (writer, clasp_str (address), &value);
      *asked = (Asked){ fixture, i, i % 3 != 0 };
      clasp_client_get_async (fixture->peers[0].client, address, NULL, asked_cb, asked);
    }
  for (guint i = 0; i < 60000 && fixture->n_ended < 60; i++)
    step (fixture);
  g_assert_cmpuint (fixture->n_ended, ==, 60);
  for (guint i = 0; i < 60; i++)
    n_answered += fixture->is_done[i];
  g_assert_cmpuint (n_answered, >=, 57);
  clasp_session_leave (writer);
}

/* --- gestures: an end is never lost, and never before its start ------------------------------- */

static void
gesture_cb (ClaspClient *client, ClaspUpdate *update, gpointer user_data)
{
  Fixture   *fixture = user_data;
  guint      gesture = clasp_update_get_gesture (update);
  ClaspPhase phase = clasp_update_get_phase (update);

  g_assert_cmpuint (gesture, <, N);
  if (phase == CLASP_PHASE_START)
    fixture->n_got[gesture]++;
  if (phase != CLASP_PHASE_END)
    return;
  g_assert_cmpuint (fixture->n_got[gesture], ==, 1);
  g_assert_false (fixture->is_done[gesture]);
  fixture->is_done[gesture] = TRUE;
  fixture->n_ended++;
}

static void
publish_gesture (Fixture *fixture, ClaspSession *toucher, guint id, ClaspPhase phase)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = CLASP_STR_LITERAL ("/g");
  message.publish.signal = CLASP_SIGNAL_GESTURE;
  message.publish.phase = phase;
  message.publish.has_id = TRUE;
  message.publish.id = id;
  clasp_session_submit (toucher, &message, NULL, FALSE);
  step (fixture);
}

static void
test_gestures_end (Fixture *fixture, gconstpointer data)
{
  ClaspSession *toucher = clasp_router_join (fixture->base.router, "toucher",
                                             clasp_fixture_deliver_cb, NULL, &fixture->base);

  listen (fixture, "/g", CLASP_TYPES_GESTURE, gesture_cb);
  for (guint id = 1; id <= 50; id++)
    {
      publish_gesture (fixture, toucher, id, CLASP_PHASE_START);
      for (guint i = 0; i < 5; i++)
        publish_gesture (fixture, toucher, id, CLASP_PHASE_MOVE);
      publish_gesture (fixture, toucher, id, CLASP_PHASE_END);
    }
  steps (fixture, 60000);
  g_assert_cmpuint (fixture->n_ended, >=, 49);
  clasp_session_leave (toucher);
}

/* --- connections break ----------------------------------------------------------------------- */

static void
test_breaks_change_nothing (Fixture *fixture, gconstpointer data)
{
  ClaspSession *witness =
    clasp_router_join (fixture->base.router, "witness", witness_cb, NULL, fixture);

  clasp_session_subscribe (witness, 1, CLASP_STR_LITERAL ("/e"), CLASP_TYPES_EVENT, FALSE, NULL);
  for (guint i = 0; i < N; i++)
    {
      Sent *sent = g_new (Sent, 1);

      *sent = (Sent){ fixture, i };
      clasp_client_publish_async (fixture->peers[0].client, "/e", g_variant_new_double (i),
                                  CLASP_QOS_CONFIRM, NULL, sent_cb, sent);
      step (fixture);
      if (i % 100 == 99)
        clasp_lossy_link_hang_up (fixture->peers[0].link);
    }
  for (guint i = 0; fixture->n_ended < N; i++)
    {
      g_assert_cmpuint (i, <, 200 * N);
      step (fixture);
    }
  check_each_came_once (fixture);
  g_assert_cmpuint (fixture->n_links, >, G_N_ELEMENTS (fixture->peers));
  clasp_session_leave (witness);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/client/lossy/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
  ADD ("fire-arrives-at-most-once", test_fire_arrives_at_most_once);
  ADD ("confirm-arrives-once", test_confirm_arrives_once);
  ADD ("commit-is-applied-once-and-in-order", test_commit_is_applied_once_and_in_order);
  ADD ("commit-of-the-router-arrives-once-and-in-order",
       test_commit_of_the_router_arrives_once_and_in_order);
  ADD ("values-end-up-right", test_values_end_up_right);
  ADD ("a-value-survives-a-pulled-cable", test_a_value_survives_a_pulled_cable);
  ADD ("a-snapshot-arrives-whole", test_a_snapshot_arrives_whole);
  ADD ("questions-get-their-answers", test_questions_get_their_answers);
  ADD ("gestures-end", test_gestures_end);
  ADD ("breaks-change-nothing", test_breaks_change_nothing);
  return g_test_run ();
}
