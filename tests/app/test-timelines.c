/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-test.h"
#include "client/clasp.h"

/* Timelines between real programs: claspd plays what one client published, another sees it. */

typedef struct
{
  ClaspTestPeer *daemon;
  char          *uri;
  ClaspClient   *publisher, *viewer;
  GArray        *values;   /* of double: what the viewer was told of /fade */
  char          *timeline; /* the last one it was told of, as text */
  GAsyncResult  *result;
} Fixture;

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_set_object (&fixture->result, result);
}

static gboolean
has_result (gpointer user_data)
{
  return ((Fixture *) user_data)->result != NULL;
}

static void
wait_result (Fixture *fixture, const char *what)
{
  clasp_test_spin_until (has_result, fixture, what);
}

static ClaspClient *
connect_client (Fixture *fixture, const char *name)
{
  ClaspClient       *client = clasp_client_new (fixture->uri, name);
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->result);
  clasp_client_connect_async (client, NULL, result_cb, fixture);
  wait_result (fixture, "WELCOME");
  clasp_client_connect_finish (client, fixture->result, &error);
  g_assert_no_error (error);
  return client;
}

static void
update_cb (ClaspClient *client, ClaspUpdate *update, gpointer user_data)
{
  Fixture          *fixture = user_data;
  const ClaspValue *value = clasp_update_get_value (update);
  double            number;

  if (clasp_update_get_signal (update) == CLASP_SIGNAL_TIMELINE)
    {
      g_free (fixture->timeline);
      fixture->timeline = clasp_value_to_text (value);
    }
  else if (clasp_value_to_double (value, &number))
    g_array_append_val (fixture->values, number);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  *fixture = (Fixture){ .values = g_array_new (FALSE, FALSE, sizeof (double)) };
  fixture->daemon = app_start_daemon ("", &fixture->uri);
  fixture->publisher = connect_client (fixture, "publisher");
  fixture->viewer = connect_client (fixture, "viewer");
  clasp_client_subscribe_full (fixture->viewer, "/fade", CLASP_TYPES_PARAM, NULL, update_cb,
                               fixture, NULL, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->publisher);
  g_clear_object (&fixture->viewer);
  g_clear_object (&fixture->result);
  app_stop_daemon (fixture->daemon);
  clasp_test_peer_free (fixture->daemon);
  g_array_unref (fixture->values);
  g_free (fixture->timeline);
  g_free (fixture->uri);
}

static void
publish (Fixture *fixture, const char *map)
{
  GVariant          *variant;
  g_autoptr (GError) error = NULL;

  variant = g_variant_parse (G_VARIANT_TYPE_VARDICT, map, NULL, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->result);
  clasp_client_timeline_async (fixture->publisher, "/fade", variant, 0, NULL, result_cb, fixture);
  wait_result (fixture, "ACK of the timeline");
  clasp_client_timeline_finish (fixture->publisher, fixture->result, &error);
  g_variant_unref (variant);
  g_assert_no_error (error);
}

static double
last_value (Fixture *fixture)
{
  return g_array_index (fixture->values, double, fixture->values->len - 1);
}

static gboolean
is_at_the_end (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->values->len > 0 && last_value (fixture) == 0.7;
}

static gboolean
has_begun (gpointer user_data)
{
  return ((Fixture *) user_data)->values->len > 2;
}

static gboolean
has_timeline (gpointer user_data)
{
  return ((Fixture *) user_data)->timeline != NULL;
}

#define RAMP                                                                                       \
  "{'keyframes': <[{'time': <int64 0>, 'value': <0.2>}, {'time': <int64 800000>, 'value': "        \
  "<0.7>}]>}"

#define HOUR                                                                                       \
  "{'keyframes': <[{'time': <int64 0>, 'value': <0.2>}, {'time': <int64 3600000000>, 'value': "    \
  "<0.9>}]>}"

static void
test_another_client_sees_the_ramp_and_the_exact_end (Fixture *fixture, gconstpointer data)
{
  publish (fixture, RAMP);
  clasp_test_spin_until (is_at_the_end, fixture, "the end of the fade");
  g_assert_cmpuint (fixture->values->len, >, 2);
  g_assert_cmpfloat (g_array_index (fixture->values, double, 0), ==, 0.2);
  for (guint i = 1; i < fixture->values->len; i++)
    g_assert_cmpfloat (g_array_index (fixture->values, double, i), >,
                       g_array_index (fixture->values, double, i - 1));

  clasp_client_subscribe_full (fixture->viewer, "/fade", CLASP_TYPES_TIMELINE, NULL, update_cb,
                               fixture, NULL, NULL);
  clasp_test_spin_until (has_timeline, fixture, "the timeline for a late joiner");
  g_assert_nonnull (strstr (fixture->timeline, "\"state\":\"finished\",\"position\":800000"));
}

static void
test_it_plays_on_when_its_publisher_is_gone (Fixture *fixture, gconstpointer data)
{
  publish (fixture, RAMP);
  g_clear_object (&fixture->publisher);
  clasp_test_spin_until (is_at_the_end, fixture, "the end of the fade");
}

static void
test_actions_reach_it (Fixture *fixture, gconstpointer data)
{
  publish (fixture, HOUR);
  clasp_test_spin_until (has_begun, fixture, "the begin of the fade");
  publish (fixture, "{'action': <'pause'>}");
  publish (fixture, RAMP); /* in its place */
  clasp_test_spin_until (is_at_the_end, fixture, "the end of the other fade");
  g_array_set_size (fixture->values, 0);
  publish (fixture, "{'action': <'seek'>, 'position': <int64 0>}");
  clasp_test_spin_until (is_at_the_end, fixture, "the end once more");
  g_assert_cmpfloat (g_array_index (fixture->values, double, 0), ==, 0.2);

  publish (fixture, HOUR);
  publish (fixture, "{'action': <'stop'>}");
  clasp_client_subscribe_full (fixture->viewer, "/fade", CLASP_TYPES_TIMELINE, NULL, update_cb,
                               fixture, NULL, NULL);
  clasp_test_spin_until (has_timeline, fixture, "the timeline for a late joiner");
  g_assert_nonnull (strstr (fixture->timeline, "\"state\":\"stopped\""));
}

static void
test_a_fault_comes_back_as_an_error (Fixture *fixture, gconstpointer data)
{
  GVariant          *variant = g_variant_new_parsed ("{'keyframes': <[<5>]>}");
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->result);
  clasp_client_timeline_async (fixture->publisher, "/fade", variant, 0, NULL, result_cb, fixture);
  wait_result (fixture, "ERROR");
  g_assert_false (clasp_client_timeline_finish (fixture->publisher, fixture->result, &error));
  g_assert_nonnull (strstr (error->message, "keyframes[0]: time is missing"));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/app/timelines/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
  ADD ("another-client-sees-the-ramp-and-the-exact-end",
       test_another_client_sees_the_ramp_and_the_exact_end);
  ADD ("it-plays-on-when-its-publisher-is-gone", test_it_plays_on_when_its_publisher_is_gone);
  ADD ("actions-reach-it", test_actions_reach_it);
  ADD ("a-fault-comes-back-as-an-error", test_a_fault_comes_back_as_an_error);
  return g_test_run ();
}
