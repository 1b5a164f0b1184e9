/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-test.h"
#include "client/clasp.h"

#include <signal.h>
#include <string.h>

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

/* ---- a kill ---- */

typedef struct
{
  AppFolder folder;
  Fixture   base;
  char     *flags;
} KillFixture;

static void
begin (KillFixture *fixture)
{
  fixture->base.daemon = app_start_daemon (fixture->flags, &fixture->base.uri);
  fixture->base.publisher = connect_client (&fixture->base, "publisher");
}

static void
kill_set_up (KillFixture *fixture, gconstpointer data)
{
  g_autofree char *journal = NULL;

  app_folder_set_up (&fixture->folder, NULL);
  journal = app_folder_path (&fixture->folder, "journal");
  fixture->flags = g_strdup_printf ("--journal %s", journal);
  fixture->base.values = g_array_new (FALSE, FALSE, sizeof (double));
  begin (fixture);
}

static void
kill_tear_down (KillFixture *fixture, gconstpointer data)
{
  tear_down (&fixture->base, NULL);
  g_free (fixture->flags);
  app_folder_tear_down (&fixture->folder, NULL);
}

static gboolean
is_over (gpointer until_us)
{
  return g_get_monotonic_time () >= *(gint64 *) until_us;
}

/* What was accepted 100 ms ago is safe from a kill. */
static void
kill_and_begin_again (KillFixture *fixture)
{
  gint64 until_us = g_get_monotonic_time () + 150000;

  clasp_test_spin_until (is_over, &until_us, "what is promised to be safe");
  clasp_test_peer_signal (fixture->base.daemon, SIGKILL);
  g_assert_cmpint (clasp_test_peer_wait (fixture->base.daemon), ==, 128 + SIGKILL);
  clasp_test_peer_free (fixture->base.daemon);
  g_clear_object (&fixture->base.publisher);
  g_clear_pointer (&fixture->base.uri, g_free);
  g_clear_pointer (&fixture->base.timeline, g_free);
  begin (fixture);
}

static const char *
ask_for_timeline (KillFixture *fixture)
{
  guint id = clasp_client_subscribe_full (fixture->base.publisher, "/fade", CLASP_TYPES_TIMELINE,
                                          NULL, update_cb, &fixture->base, NULL, NULL);

  clasp_test_spin_until (has_timeline, &fixture->base, "the timeline");
  clasp_client_unsubscribe (fixture->base.publisher, id);
  return fixture->base.timeline;
}

static gint64
position_of (const char *timeline)
{
  const char *position = strstr (timeline, "\"position\":");

  g_assert_nonnull (position);
  return g_ascii_strtoll (position + strlen ("\"position\":"), NULL, 10);
}

static void
test_plays_on_after_a_kill (KillFixture *fixture, gconstpointer data)
{
  gint64 began_us = g_get_monotonic_time ();
  gint64 position_us, most_us;

  publish (&fixture->base, HOUR);
  kill_and_begin_again (fixture);
  position_us = position_of (ask_for_timeline (fixture));
  most_us = g_get_monotonic_time () - began_us;
  g_assert_nonnull (strstr (fixture->base.timeline, "\"state\":\"playing\""));
  g_assert_cmpint (position_us, >, 150000); /* it went on while nothing ran */
  g_assert_cmpint (position_us, <=, most_us);
}

static void
test_paused_where_it_was_after_a_kill (KillFixture *fixture, gconstpointer data)
{
  gint64 position_us;

  publish (&fixture->base, HOUR);
  publish (&fixture->base, "{'action': <'seek'>, 'position': <int64 1800000000>}");
  publish (&fixture->base, "{'action': <'pause'>}");
  position_us = position_of (ask_for_timeline (fixture));
  g_assert_cmpint (position_us, >=, 1800000000);
  kill_and_begin_again (fixture);
  g_assert_cmpint (position_of (ask_for_timeline (fixture)), ==, position_us);
  g_assert_nonnull (strstr (fixture->base.timeline, "\"state\":\"paused\""));
  publish (&fixture->base, "{'action': <'resume'>}");
}

/* What has ended does not come back, and its end is not forgotten. */
static void
test_ended_meanwhile_is_at_its_end (KillFixture *fixture, gconstpointer data)
{
  gint64 until_us;

  publish (&fixture->base, RAMP);
  until_us = g_get_monotonic_time () + 850000;
  kill_and_begin_again (fixture);
  clasp_test_spin_until (is_over, &until_us, "the end of the fade");
  app_expect_ctl (fixture->base.uri, 0, "get /fade", "0.7\n");
  kill_and_begin_again (fixture);
  app_expect_ctl (fixture->base.uri, 0, "get /fade", "0.7\n");
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
#define ADD_KILL(path, function)                                                                   \
  g_test_add ("/app/timelines/" path, KillFixture, NULL, kill_set_up, function, kill_tear_down)
  ADD_KILL ("plays-on-after-a-kill", test_plays_on_after_a_kill);
  ADD_KILL ("paused-where-it-was-after-a-kill", test_paused_where_it_was_after_a_kill);
  ADD_KILL ("ended-meanwhile-is-at-its-end", test_ended_meanwhile_is_at_its_end);
  return g_test_run ();
}
