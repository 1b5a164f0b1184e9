/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-client-fixture.h"

#include "client/clasp-client-private.h"

/* What a client may ask and say, to our router and to a second client. */

typedef struct
{
  ClientFixture base;
  ClaspClient  *other;
} Fixture;

static gboolean
other_is_connected (gpointer user_data)
{
  return clasp_client_get_state (((Fixture *) user_data)->other) == CLASP_CLIENT_STATE_CONNECTED;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  client_setup (&fixture->base, data);
  clasp_client_subscribe (fixture->base.client, "/**", CLASP_TYPES_ALL, NULL);
  client_connect (&fixture->base);
  fixture->other = clasp_client_new (fixture->base.uri, "other");
  clasp_client_start (fixture->other);
  clasp_test_spin_until (other_is_connected, fixture, "the other client");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_set_size (fixture->base.results, 0);
  g_assert_finalize_object (fixture->other);
  client_teardown (&fixture->base, data);
}

static GAsyncResult *
next (Fixture *fixture)
{
  return client_wait_result (&fixture->base, "the answer");
}

/* ---- parameters ---- */

static void
expect_refused (Fixture *fixture, const char *code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (clasp_client_set_finish (fixture->other, next (fixture), NULL, &error));
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED);
  g_assert_true (g_str_has_suffix (error->message, code));
}

static void
set_other (Fixture *fixture, const char *address, double number, const ClaspSetOptions *options)
{
  clasp_client_set_variant_async (fixture->other, address, g_variant_new_double (number), options,
                                  NULL, client_done_cb, &fixture->base);
}

static void
test_optimistic_revision (Fixture *fixture, gconstpointer data)
{
  ClaspSetOptions options = { 0 };

  set_other (fixture, "/p", 1, NULL);
  g_assert_true (clasp_client_set_finish (fixture->other, next (fixture), &options.revision, NULL));
  g_assert_cmpuint (options.revision, ==, 1);
  set_other (fixture, "/p", 2, &options);
  g_assert_true (clasp_client_set_finish (fixture->other, next (fixture), NULL, NULL));
  set_other (fixture, "/p", 3, &options);
  expect_refused (fixture, "(error 400)");
  client_settle (&fixture->base);
  client_expect_log (&fixture->base, "param /p 1\nparam /p 2\n");
}

static void
test_lock (Fixture *fixture, gconstpointer data)
{
  set_other (fixture, "/l", 1, NULL);
  g_assert_true (clasp_client_set_finish (fixture->other, next (fixture), NULL, NULL));
  clasp_client_lock_async (fixture->base.client, "/l", NULL, client_done_cb, &fixture->base);
  g_assert_true (clasp_client_lock_finish (fixture->base.client, next (fixture), NULL));
  set_other (fixture, "/l", 2, NULL);
  expect_refused (fixture, "(error 401)");
  clasp_client_unlock_async (fixture->base.client, "/l", NULL, client_done_cb, &fixture->base);
  g_assert_true (clasp_client_unlock_finish (fixture->base.client, next (fixture), NULL));
  set_other (fixture, "/l", 3, NULL);
  g_assert_true (clasp_client_set_finish (fixture->other, next (fixture), NULL, NULL));
}

static void
test_lock_of_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  clasp_client_lock_async (fixture->other, "/nothing", NULL, client_done_cb, &fixture->base);
  g_assert_false (clasp_client_lock_finish (fixture->other, next (fixture), &error));
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED);
}

static void
test_fire (Fixture *fixture, gconstpointer data)
{
  const ClaspSetOptions options = { .fire = TRUE };

  set_other (fixture, "/f", 1, &options);
  g_assert_true (clasp_client_set_finish (fixture->other, next (fixture), NULL, NULL));
  client_wait_log (&fixture->base, "param /f 1");
}

static void
refused_cb (ClaspClient *client, const char *address, guint code, const char *text, GString *log)
{
  g_string_append_printf (log, "refused %s %u\n", address, code);
}

static void
test_refused_without_waiting (Fixture *fixture, gconstpointer data)
{
  g_signal_connect (fixture->other, "refused", G_CALLBACK (refused_cb), fixture->base.log);
  g_assert_true (clasp_client_set_double (fixture->other, "not an address", 1, NULL));
  client_wait_log (&fixture->base, "refused not an address 200\n");
  g_assert_cmpuint (clasp_client_subscribe (fixture->other, "nor a pattern", CLASP_TYPES_ALL, NULL),
                    ==, 0);
}

static void
test_variants (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {
    "true",
    "int64 -5",
    "0.5",
    "'text'",
    "[byte 0x01, 0x02]",
    "[<int64 1>, <'a'>]",
    "{'k': <[<true>]>}",
    "@mv nothing",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GVariant) variant = g_variant_parse (NULL, texts[i], NULL, NULL, NULL);
      g_autoptr (GVariant) back = NULL;
      g_autoptr (GError)   error = NULL;

      clasp_client_set_variant_async (fixture->other, "/v", variant, NULL, NULL, client_done_cb,
                                      &fixture->base);
      clasp_client_set_finish (fixture->other, next (fixture), NULL, &error);
      g_assert_no_error (error);
      clasp_client_get_async (fixture->other, "/v", NULL, client_done_cb, &fixture->base);
      back = clasp_client_get_variant_finish (fixture->other, next (fixture), NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (back);
      g_assert_true (g_variant_equal (back, variant));
    }
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError)       error = NULL;
  ClaspValue               value = clasp_value_int (1);

  g_cancellable_cancel (cancellable);
  clasp_client_set_async (fixture->other, "/x", &value, cancellable, client_done_cb,
                          &fixture->base);
  g_assert_false (clasp_client_set_finish (fixture->other, next (fixture), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  client_settle (&fixture->base);
  client_expect_log (&fixture->base, "");
}

/* ---- signals ---- */

static void
test_events (Fixture *fixture, gconstpointer data)
{
  static const ClaspQos all[] = { CLASP_QOS_FIRE, CLASP_QOS_CONFIRM, CLASP_QOS_COMMIT };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (GError) error = NULL;

      clasp_client_publish_async (fixture->other, "/e", g_variant_new_int32 ((int) i), all[i], NULL,
                                  client_done_cb, &fixture->base);
      g_assert_true (clasp_client_publish_finish (fixture->other, next (fixture), &error));
      g_assert_no_error (error);
    }
  g_assert_true (clasp_client_emit (fixture->other, "/e", NULL, NULL));
  client_wait_log (&fixture->base, "event /e -\n");
  client_expect_log (&fixture->base, "event /e 0\nevent /e 1\nevent /e 2\nevent /e -\n");
}

static void
test_gesture (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint              gesture =
    clasp_client_gesture_start (fixture->other, "/g", g_variant_new_double (1), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (gesture, !=, 0);
  g_assert_true (
    clasp_client_gesture_move (fixture->other, gesture, g_variant_new_double (2), &error));
  g_assert_true (
    clasp_client_gesture_end (fixture->other, gesture, g_variant_new_double (3), &error));
  g_assert_false (clasp_client_gesture_move (fixture->other, gesture, NULL, &error));
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED);
  client_wait_log (&fixture->base, "gesture /g 3");
  client_expect_log (&fixture->base, "gesture /g 1\ngesture /g 2\ngesture /g 3\n");
}

static void
test_gestures_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1024; i++)
    g_assert_cmpuint (clasp_client_gesture_start (fixture->other, "/g", NULL, NULL), !=, 0);
  g_assert_cmpuint (clasp_client_gesture_start (fixture->other, "/g", NULL, &error), ==, 0);
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED);
}

typedef struct
{
  GArray *samples;
  guint   rate;
} Stream;

static void
stream_cb (ClaspClient *client, ClaspUpdate *update, gpointer user_data)
{
  Stream       *stream = user_data;
  gsize         n;
  const double *samples = clasp_update_get_samples (update, &n);

  g_array_append_vals (stream->samples, samples, (guint) n);
  stream->rate = clasp_update_get_rate (update);
  g_assert_cmpuint (clasp_update_get_timestamp_us (update), >, 0);
}

static gboolean
has_six (gpointer user_data)
{
  return ((Stream *) user_data)->samples->len >= 6;
}

static void
test_stream_with_jitter_buffer (Fixture *fixture, gconstpointer data)
{
  const ClaspSubscribeOptions options = { .jitter_ms = 20 };
  const double                samples[] = { 1, 2, 3 };
  Stream                      stream = { g_array_new (FALSE, FALSE, sizeof (double)), 0 };

  clasp_client_subscribe_full (fixture->base.client, "/s", CLASP_TYPES_STREAM, &options, stream_cb,
                               &stream, NULL, NULL);
  client_settle (&fixture->base);
  g_assert_true (clasp_client_stream (fixture->other, "/s", samples, 3, 100, NULL));
  g_assert_true (clasp_client_stream (fixture->other, "/s", samples, 3, 100, NULL));
  clasp_test_spin_until (has_six, &stream, "all samples");
  g_assert_cmpuint (stream.samples->len, ==, 6);
  g_assert_cmpuint (stream.rate, ==, 100);
  g_assert_cmpfloat (g_array_index (stream.samples, double, 5), ==, 3);
  g_array_unref (stream.samples);
}

static void
test_timeline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError)   error = NULL;
  g_autoptr (GVariant) timeline =
    g_variant_parse (NULL,
                     "{'keyframes': <[{'time': <int64 0>, 'value': <1.0>},"
                     " {'time': <int64 60000000>, 'value': <1.0>}]>}",
                     NULL, NULL, NULL);

  clasp_client_timeline_async (fixture->other, "/t", timeline, 0, NULL, client_done_cb,
                               &fixture->base);
  g_assert_true (clasp_client_timeline_finish (fixture->other, next (fixture), &error));
  g_assert_no_error (error);
  client_wait_log (&fixture->base, "timeline /t");
  client_wait_log (&fixture->base, "param /t 1");
  clasp_client_timeline_order_async (fixture->other, "/t", "stop", 0, NULL, client_done_cb,
                                     &fixture->base);
  g_assert_true (clasp_client_timeline_finish (fixture->other, next (fixture), &error));
  g_assert_no_error (error);
  clasp_client_timeline_order_async (fixture->other, "/t", "dance", 0, NULL, client_done_cb,
                                     &fixture->base);
  g_assert_false (clasp_client_timeline_finish (fixture->other, next (fixture), &error));
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED);
}

/* ---- bundles ---- */

static void
test_bundle_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspBundleBuilder) bundle = clasp_bundle_builder_new ();
  g_autoptr (GError)             error = NULL;
  gint64                         due_us;

  g_assert_true (clasp_bundle_builder_emit (bundle, "/b/go", NULL, NULL));
  g_assert_true (clasp_bundle_builder_set (bundle, "/b/1", g_variant_new_double (1), NULL));
  g_assert_cmpuint (clasp_bundle_builder_get_size (bundle), ==, 2);
  due_us = clasp_client_get_server_time_us (fixture->other) + 100000;
  clasp_client_bundle_after_async (fixture->other, bundle, 100, NULL, client_done_cb,
                                   &fixture->base);
  g_assert_true (clasp_client_bundle_finish (fixture->other, next (fixture), &error));
  g_assert_no_error (error);
  client_wait_log (&fixture->base, "event /b/go -\n");
  /* both clocks are this machine's: never early, but for what half a round trip adds */
  g_assert_cmpint (clasp_client_get_server_time_us (fixture->base.client), >=, due_us - 20000);
  client_expect_log (&fixture->base, "param /b/1 1\nevent /b/go -\n");
}

static void
test_bundle_refused_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspBundleBuilder) bundle = clasp_bundle_builder_new ();
  g_autoptr (GError)             error = NULL;

  g_assert_true (clasp_bundle_builder_set (bundle, "/b/1", g_variant_new_double (1), NULL));
  g_assert_true (clasp_bundle_builder_set (bundle, "bad", g_variant_new_double (1), NULL));
  clasp_client_bundle_async (fixture->other, bundle, 0, NULL, client_done_cb, &fixture->base);
  g_assert_false (clasp_client_bundle_finish (fixture->other, next (fixture), &error));
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED);
  client_settle (&fixture->base);
  client_expect_log (&fixture->base, "");
}

/* ---- what there is ---- */

#define N_SIGNALS 5000 /* more than one RESULT holds */

static void
announce (Fixture *fixture, guint from, guint n)
{
  g_autoptr (GPtrArray) signals =
    g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_signal_description_free);
  g_autoptr (GError) error = NULL;

  for (guint i = from; i < from + n; i++)
    {
      g_autofree char *address = g_strdup_printf ("/announced/with/a/long/address/%05u", i);

      g_ptr_array_add (signals,
                       clasp_signal_description_new (address, CLASP_SIGNAL_PARAM, "f64", "rw"));
    }
  clasp_client_announce_async (fixture->other, "/announced", signals, NULL, client_done_cb,
                               &fixture->base);
  g_assert_true (clasp_client_announce_finish (fixture->other, next (fixture), &error));
  g_assert_no_error (error);
}

static void
test_announce_and_query (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError)    error = NULL;

  for (guint i = 0; i < N_SIGNALS; i += 500)
    announce (fixture, i, 500);
  clasp_client_query_async (fixture->other, "/announced/**", NULL, client_done_cb, &fixture->base);
  found = clasp_client_query_finish (fixture->other, next (fixture), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, N_SIGNALS);
  g_assert_cmpstr (((ClaspSignalDescription *) found->pdata[7])->datatype, ==, "f64");

  clasp_client_query_async (fixture->other, "/nobody/**", NULL, client_done_cb, &fixture->base);
  none = clasp_client_query_finish (fixture->other, next (fixture), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
}

static gboolean
is_synchronised (gpointer user_data)
{
  return ((Fixture *) user_data)->other->sync.n_rounds >= 2;
}

static void
test_sync (Fixture *fixture, gconstpointer data)
{
  gint64 offset_us, round_trip_us, jitter_us;
  double drift_ppm;

  clasp_test_spin_until (is_synchronised, fixture, "two rounds, long before 30 s");
  g_object_get (fixture->other, "clock-offset-us", &offset_us, "round-trip-us", &round_trip_us,
                "jitter-us", &jitter_us, "drift-ppm", &drift_ppm, NULL);
  g_assert_cmpint (ABS (offset_us), <, G_USEC_PER_SEC);
  g_assert_cmpint (round_trip_us, >=, 0);
  g_assert_cmpint (jitter_us, >=, 0);
}

static const struct
{
  const char *name;
  void (*func) (Fixture *fixture, gconstpointer data);
} cases[] = {
  { "set/optimistic-revision", test_optimistic_revision },
  { "set/fire", test_fire },
  { "set/refused-without-waiting", test_refused_without_waiting },
  { "set/variants", test_variants },
  { "set/cancelled-before", test_cancelled_before },
  { "lock/keeps-others-out", test_lock },
  { "lock/of-nothing", test_lock_of_nothing },
  { "publish/events-at-every-qos", test_events },
  { "publish/gesture", test_gesture },
  { "publish/gestures-at-a-time", test_gestures_limit },
  { "publish/stream-with-jitter-buffer", test_stream_with_jitter_buffer },
  { "publish/timeline", test_timeline },
  { "bundle/later", test_bundle_later },
  { "bundle/refused-whole", test_bundle_refused_whole },
  { "query/in-parts", test_announce_and_query },
  { "sync/rounds", test_sync },
};

int
main (int argc, char **argv)
{
  static const char *const schemes[] = { "tcp", "ws" };

  clasp_test_init (&argc, &argv, 110);
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
      {
        g_autofree char *path = g_strdup_printf ("/client/%s/%s", schemes[i], cases[j].name);

        g_test_add (path, Fixture, schemes[i], setup, cases[j].func, teardown);
      }
  return g_test_run ();
}
