/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "router/clasp-router-private.h"
#include "support/clasp-metrics-text.h"
#include "support/clasp-router-fixture.h"

/* What the router counts, read the way a monitoring system reads it. */

static ClaspMetricsText *
scrape (ClaspRouterFixture *fixture, guint max_sessions)
{
  ClaspExposition  text;
  g_autofree char *written = NULL;

  clasp_exposition_init (&text);
  clasp_router_write_metrics (fixture->router, &text, max_sessions);
  written = clasp_exposition_steal (&text);
  return clasp_metrics_text_parse (written);
}

static double
look (ClaspRouterFixture *fixture, const char *series)
{
  g_autoptr (ClaspMetricsText) text = scrape (fixture, 100);

  return clasp_metrics_text_get (text, series);
}

static void
test_names_of_the_reference (ClaspRouterFixture *fixture, gconstpointer data)
{
  static const char *const families[][2] = {
    { "clasp_messages_total", "counter" },     { "clasp_errors_total", "counter" },
    { "clasp_sessions_active", "gauge" },      { "clasp_subscriptions_active", "gauge" },
    { "clasp_state_params_active", "gauge" },  { "clasp_message_latency_seconds", "histogram" },
    { "clasp_broadcast_fanout", "histogram" },
  };
  g_autoptr (ClaspMetricsText) text = scrape (fixture, 100); /* nothing has happened yet */

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    g_assert_cmpstr (clasp_metrics_text_type (text, families[i][0]), ==, families[i][1]);
}

static void
test_messages_by_type (ClaspRouterFixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  for (guint i = 0; i < 3; i++)
    clasp_fixture_say (link, "SET /a 1");
  clasp_fixture_say (link, "PUBLISH event /e");
  clasp_fixture_say (link, "SUBSCRIBE 1 /**");
  g_assert_cmpfloat (look (fixture, "clasp_messages_total{type=\"hello\"}"), ==, 1);
  g_assert_cmpfloat (look (fixture, "clasp_messages_total{type=\"set\"}"), ==, 3);
  g_assert_cmpfloat (look (fixture, "clasp_messages_total{type=\"publish\"}"), ==, 1);
  g_assert_cmpfloat (look (fixture, "clasp_state_params_active"), ==, 1);
  g_assert_cmpfloat (look (fixture, "clasp_subscriptions_active"), ==, 1);
  g_assert_cmpfloat (look (fixture, "clasp_sessions_active"), ==, 1);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_received, ==, 6);
}

static void
test_every_error_counts (ClaspRouterFixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  ClaspFakeLink *stranger = clasp_fixture_connect (fixture);

  clasp_fixture_say (link, "SUBSCRIBE 1 nope"); /* 202 */
  clasp_fixture_say (link, "SET /a/*/b 1");     /* 200 */
  clasp_fixture_say (link, "SET /a 1");
  clasp_fixture_say (link, "SET /a 1 rev 9");                      /* 400 */
  clasp_fixture_say (link, "SET /a 1 rev 9");                      /* 400 */
  clasp_fixture_say (link, "HELLO again");                         /* 101 */
  clasp_fake_link_inject_bytes (link, (const guint8 *) "XXXX", 4); /* 100 */
  clasp_fixture_say (stranger, "PING");                            /* 101, and closed */
  g_assert_cmpfloat (look (fixture, "clasp_errors_total{code=\"202\"}"), ==, 1);
  g_assert_cmpfloat (look (fixture, "clasp_errors_total{code=\"200\"}"), ==, 1);
  g_assert_cmpfloat (look (fixture, "clasp_errors_total{code=\"400\"}"), ==, 2);
  g_assert_cmpfloat (look (fixture, "clasp_errors_total{code=\"101\"}"), ==, 2);
  g_assert_cmpfloat (look (fixture, "clasp_errors_total{code=\"100\"}"), ==, 1);
  g_assert_cmpfloat (look (fixture, "clasp_malformed_total"), ==, 1);
}

static void
test_too_many_codes_are_not_kept (void)
{
  ClaspMetrics metrics = { 0 };

  for (guint code = 0; code < CLASP_METRICS_MAX_CODES + 1; code++)
    clasp_metrics_count_error (&metrics, code);
  g_assert_cmpuint (metrics.n_codes, ==, CLASP_METRICS_MAX_CODES);
  clasp_metrics_count_error (&metrics, CLASP_METRICS_MAX_CODES - 1);
  g_assert_cmpuint (metrics.errors[CLASP_METRICS_MAX_CODES - 1].n, ==, 2);
  clasp_metrics_clear (&metrics);
}

/* The first of each type is timed, then one in 33 to 96. */
static void
test_some_are_timed (ClaspRouterFixture *fixture, gconstpointer data)
{
  const guint    n = 64000;
  ClaspFakeLink *link = clasp_fixture_join (fixture);
  double         n_timed;

  clasp_fake_link_set_counting (link, TRUE);
  clasp_fixture_say (link, "PING");
  g_assert_cmpfloat (look (fixture, "clasp_message_latency_seconds_count{type=\"ping\"}"), ==, 1);
  for (guint i = 1; i < n; i++)
    clasp_fixture_say (link, "PING");
  n_timed = look (fixture, "clasp_message_latency_seconds_count{type=\"ping\"}");
  g_assert_cmpfloat (n_timed, >, n / 96);
  g_assert_cmpfloat (n_timed, <, n / 33);
  g_assert_cmpfloat (look (fixture, "clasp_message_latency_seconds_sum{type=\"ping\"}"), >, 0);
  g_assert_cmpfloat (
    look (fixture, "clasp_message_latency_quantile_seconds{quantile=\"0.5\",type=\"ping\"}"), >, 0);
}

static void
test_fanout_is_the_number_of_receivers (ClaspRouterFixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  for (guint i = 0; i < 3; i++)
    clasp_fixture_say (clasp_fixture_join (fixture), "SUBSCRIBE 1 /**");
  clasp_fixture_say (link, "SET /a 1"); /* the first one is timed */
  g_assert_cmpfloat (look (fixture, "clasp_broadcast_fanout_count"), ==, 1);
  g_assert_cmpfloat (look (fixture, "clasp_broadcast_fanout_sum"), ==, 3);
  g_assert_cmpfloat (look (fixture, "clasp_broadcast_fanout_bucket{le=\"2\"}"), ==, 0);
  g_assert_cmpfloat (look (fixture, "clasp_broadcast_fanout_bucket{le=\"5\"}"), ==, 1);
}

static void
test_rate_limited (ClaspRouterFixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *link = clasp_fixture_join (fixture);

  clasp_fake_link_set_counting (link, TRUE);
  g_assert_cmpfloat (look (fixture, "clasp_rate_limited_total"), ==, 0);
  for (guint i = 0; i < 10; i++)
    clasp_fixture_say (link, "PING");
  g_assert_cmpfloat (look (fixture, "clasp_rate_limited_total"), >=, 5);
  g_assert_cmpfloat (look (fixture, "clasp_errors_total{code=\"429\"}"), ==,
                     look (fixture, "clasp_rate_limited_total"));
}

/* ---- sessions ---- */

static void
test_sessions_in_and_out (ClaspRouterFixture *fixture, gconstpointer data)
{
  ClaspFakeLink               *writer = clasp_fixture_join (fixture);
  ClaspFakeLink               *reader = clasp_fixture_join (fixture);
  ClaspSession                *local = clasp_fixture_join_local (fixture, "bridge \"x\"\n");
  g_autoptr (ClaspMetricsText) text = NULL;

  g_assert_true (
    clasp_session_subscribe (local, 1, clasp_str ("/**"), CLASP_TYPES_ALL, FALSE, NULL));
  clasp_fixture_say (reader, "SUBSCRIBE 1 /**");
  clasp_fixture_say (writer, "SET /a 1");
  clasp_fixture_say (writer, "SET /a 2");
  text = scrape (fixture, 100);
  g_assert_cmpfloat (
    clasp_metrics_text_get (text, "clasp_session_messages_total{session=\"1\",direction=\"in\"}"),
    ==, 3);
  g_assert_cmpfloat (
    clasp_metrics_text_get (text, "clasp_session_messages_total{session=\"1\",direction=\"out\"}"),
    ==, 0);
  g_assert_cmpfloat (
    clasp_metrics_text_get (text, "clasp_session_messages_total{session=\"2\",direction=\"out\"}"),
    ==, 2);
  g_assert_cmpfloat (
    clasp_metrics_text_get (text, "clasp_session_messages_total{session=\"3\",direction=\"out\"}"),
    ==, 2);
  g_assert_true (clasp_metrics_text_has (text, "clasp_session_info{session=\"3\",name=\"bridge "
                                               "\\\"x\\\"\\n\",peer=\"\",transport=\"internal\"}"));
  g_assert_cmpuint (
    clasp_metrics_text_count (
      text, "clasp_session_latency_quantile_seconds{quantile=\"0.5\",session=\"1\"}"),
    ==, 1);
  g_assert_nonnull (clasp_session_get_number (local) == 3 ? local : NULL);
  clasp_session_leave (local);
}

static void
test_sessions_are_bounded (ClaspRouterFixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMetricsText) none = NULL;
  g_autoptr (ClaspMetricsText) three = NULL;
  g_autoptr (ClaspMetricsText) all = NULL;

  for (guint i = 0; i < 4; i++)
    clasp_fixture_join (fixture);
  none = scrape (fixture, 0);
  three = scrape (fixture, 3);
  all = scrape (fixture, 4);
  g_assert_cmpuint (clasp_metrics_text_count (none, "clasp_session_"), ==, 0);
  g_assert_cmpuint (clasp_metrics_text_count (three, "clasp_session_info{"), ==, 3);
  g_assert_true (clasp_metrics_text_has (three, "clasp_session_drops_total{session=\"1\"}"));
  g_assert_false (clasp_metrics_text_has (three, "clasp_session_drops_total{session=\"4\"}"));
  g_assert_cmpuint (clasp_metrics_text_count (all, "clasp_session_info{"), ==, 4);
  g_assert_cmpfloat (clasp_metrics_text_get (three, "clasp_sessions_active"), ==, 4);
}

static void
test_drops_and_queue (ClaspRouterFixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (fixture);
  ClaspFakeLink *slow = clasp_fixture_join (fixture);

  clasp_fixture_say (slow, "SUBSCRIBE 1 /**");
  clasp_fake_link_hold (slow);
  clasp_fixture_say (writer, "PUBLISH event /stuffed");
  clasp_link_set_limit (CLASP_LINK (slow), 2);
  for (guint i = 0; i < 6; i++) /* the last one waits */
    clasp_fixture_say (writer, "PUBLISH stream /s 1");
  g_assert_cmpfloat (look (fixture, "clasp_session_drops_total{session=\"2\"}"), ==, 5);
  g_assert_cmpfloat (look (fixture, "clasp_session_drops_total{session=\"1\"}"), ==, 0);
  g_assert_cmpfloat (look (fixture, "clasp_drops_total"), ==, 5);
  g_assert_cmpfloat (look (fixture, "clasp_session_queue_bytes{session=\"2\"}"), >, 0);
  g_assert_cmpfloat (look (fixture, "clasp_session_queue_bytes{session=\"1\"}"), ==, 0);
}

static void
test_nothing_is_timed_when_off (ClaspRouterFixture *fixture, gconstpointer limits)
{
  ClaspFakeLink                *link = clasp_fixture_join (fixture);
  static const ClaspRouterLimits on = CLASP_ROUTER_LIMITS_DEFAULT;

  for (guint i = 0; i < 1000; i++)
    clasp_fixture_say (link, "SET /a 1");
  g_assert_cmpfloat (look (fixture, "clasp_messages_total{type=\"set\"}"), ==, 1000);
  g_assert_cmpfloat (look (fixture, "clasp_broadcast_fanout_count"), ==, 0);
  g_assert_null (fixture->router->metrics.types[CLASP_MESSAGE_SET].latency);

  clasp_router_set_limits (fixture->router, "Test router", &on);
  clasp_fixture_say (link, "SET /a 1");
  g_assert_cmpfloat (look (fixture, "clasp_message_latency_seconds_count{type=\"set\"}"), ==, 1);
  g_assert_cmpfloat (look (fixture, "clasp_messages_total{type=\"set\"}"), ==, 1001);

  clasp_router_set_limits (fixture->router, "Test router", limits);
  g_assert_cmpfloat (look (fixture, "clasp_broadcast_fanout_count"), ==, 0);
}

/* Ten milliseconds pass in one step where the bundle was due after seven. */
static void
test_lateness_of_bundles (ClaspRouterFixture *fixture, gconstpointer data)
{
  ClaspFakeLink               *link = clasp_fixture_join (fixture);
  ClaspMessage                 set = { .type = CLASP_MESSAGE_SET };
  ClaspMessage                 bundle = { .type = CLASP_MESSAGE_BUNDLE };
  g_autoptr (ClaspMetricsText) text = NULL;

  set.set.address = CLASP_STR_LITERAL ("/a");
  set.set.value = clasp_value_int (1);
  bundle.bundle.has_timestamp = TRUE;
  bundle.bundle.timestamp_us = CLASP_FIXTURE_UNIX_US + 7000;
  bundle.bundle.messages = &set;
  bundle.bundle.n_messages = 1;
  clasp_fake_link_inject (link, &bundle);
  text = scrape (fixture, 100);
  g_assert_false (clasp_metrics_text_has (text, "clasp_bundle_lateness_seconds_count"));

  clasp_fixture_advance (fixture, 10000);
  g_assert_cmpfloat (look (fixture, "clasp_bundle_lateness_seconds_count"), ==, 1);
  g_assert_cmpfloat_with_epsilon (look (fixture, "clasp_bundle_lateness_seconds_sum"), 0.003, 1e-9);
  g_assert_cmpfloat_with_epsilon (
    look (fixture, "clasp_bundle_lateness_quantile_seconds{quantile=\"1\"}"), 0.003, 1e-9);
}

int
main (int argc, char **argv)
{
  ClaspRouterLimits strict = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouterLimits unmeasured = CLASP_ROUTER_LIMITS_DEFAULT;

  strict.message_rate = 3;
  strict.is_strict = TRUE;
  unmeasured.is_unmeasured = TRUE;
  clasp_test_init (&argc, &argv, 90);

#define ADD(path, func)                                                                            \
  g_test_add ("/router/metrics/" path, ClaspRouterFixture, NULL, clasp_router_fixture_set_up,      \
              func, clasp_router_fixture_tear_down)
  ADD ("names-of-the-reference", test_names_of_the_reference);
  ADD ("messages-by-type", test_messages_by_type);
  ADD ("every-error-counts", test_every_error_counts);
  g_test_add_func ("/router/metrics/too-many-codes-are-not-kept", test_too_many_codes_are_not_kept);
  ADD ("some-are-timed", test_some_are_timed);
  ADD ("lateness-of-bundles", test_lateness_of_bundles);
  ADD ("fanout-is-the-number-of-receivers", test_fanout_is_the_number_of_receivers);
  g_test_add ("/router/metrics/rate-limited", ClaspRouterFixture, &strict,
              clasp_router_fixture_set_up, test_rate_limited, clasp_router_fixture_tear_down);
  g_test_add ("/router/metrics/nothing-is-timed-when-off", ClaspRouterFixture, &unmeasured,
              clasp_router_fixture_set_up, test_nothing_is_timed_when_off,
              clasp_router_fixture_tear_down);
  ADD ("sessions/in-and-out", test_sessions_in_and_out);
  ADD ("sessions/bounded", test_sessions_are_bounded);
  ADD ("sessions/drops-and-queue", test_drops_and_queue);

  return g_test_run ();
}
