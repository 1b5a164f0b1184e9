/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the router's port says over HTTP, asked the way monitoring asks. */

#include "clasp-engine.h"
#include "clasp-kinds.h"
#include "support/clasp-metrics-text.h"
#include "support/clasp-test.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>

typedef struct
{
  ClaspShow   *show;
  ClaspEngine *engine;
  SoupSession *soup;
  guint        status;
  char        *content_type;
} Fixture;

static void
setting (Fixture *fixture, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (clasp_router_config_get_settings (clasp_show_get_router (fixture->show)),
                           name, text, &error);
  g_assert_no_error (error);
}

static gboolean
is_listening (gpointer user_data)
{
  Fixture       *fixture = user_data;
  g_auto (GStrv) uris = clasp_engine_get_uris (fixture->engine);

  return g_strv_length (uris) > 0;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->show = clasp_show_new (clasp_kinds ());
  fixture->engine = clasp_engine_new (fixture->show);
  fixture->soup = soup_session_new ();
  setting (fixture, "listen", "ws://127.0.0.1:0/clasp");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->engine);
  g_assert_finalize_object (fixture->show);
  g_object_unref (fixture->soup);
  g_free (fixture->content_type);
}

static void
start (Fixture *fixture)
{
  clasp_engine_start (fixture->engine);
  clasp_test_spin_until (is_listening, fixture, "the listener");
}

/* The worker runs in its own thread, so the question may block. */
static char *
ask (Fixture *fixture, const char *method, const char *path)
{
  g_auto (GStrv)          uris = clasp_engine_get_uris (fixture->engine);
  g_autofree char        *host = g_strdup (uris[0] + strlen ("ws://"));
  g_autofree char        *uri = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes)      body = NULL;
  g_autoptr (GError)      error = NULL;

  *strchr (host, '/') = '\0';
  uri = g_strdup_printf ("http://%s%s", host, path);
  message = soup_message_new (method, uri);
  body = soup_session_send_and_read (fixture->soup, message, NULL, &error);
  g_assert_no_error (error);
  fixture->status = soup_message_get_status (message);
  g_free (fixture->content_type);
  fixture->content_type = g_strdup (
    soup_message_headers_get_one (soup_message_get_response_headers (message), "Content-Type"));
  return g_bytes_get_size (body) > 0
           ? g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body))
           : g_strdup ("");
}

static void
expect (Fixture *fixture, const char *path, guint status, const char *text)
{
  g_autofree char *body = ask (fixture, "GET", path);
  g_autofree char *nothing = NULL;

  g_assert_cmpstr (body, ==, text);
  g_assert_cmpuint (fixture->status, ==, status);
  nothing = ask (fixture, "HEAD", path);
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpuint (fixture->status, ==, status);
}

static void
test_health (Fixture *fixture, gconstpointer data)
{
  g_autofree char       *text = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject            *object;

  start (fixture);
  expect (fixture, "/healthz", 200, "ok\n");
  expect (fixture, "/readyz", 200, "ready\n");
  expect (fixture, "/anything", 200, "ok\n");
  text = ask (fixture, "GET", "/health");
  g_assert_cmpstr (fixture->content_type, ==, "application/json");
  g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));
  object = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (object, "status"), ==, "ok");
  g_assert_cmpstr (json_object_get_string_member (object, "version"), ==, CLASP_VERSION);
  g_assert_cmpint (json_object_get_int_member (object, "sessions"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (object, "uptime"), >=, 0);
}

/* One listener of two cannot be bound: alive, but not ready; ready once the port is free. */
static void
test_not_ready_until_every_listener_listens (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) other = g_socket_listener_new ();
  guint16                     port = g_socket_listener_add_any_inet_port (other, NULL, NULL);
  g_autofree char *uris = g_strdup_printf ("ws://127.0.0.1:0/clasp;tcp://127.0.0.1:%u", port);

  setting (fixture, "listen", uris);
  start (fixture);
  expect (fixture, "/healthz", 200, "ok\n");
  expect (fixture, "/readyz", 503, "not ready\n");
  g_socket_listener_close (other);
  for (gint64 end_us = g_get_monotonic_time () + 10 * G_USEC_PER_SEC; fixture->status != 200;)
    {
      g_free (ask (fixture, "GET", "/readyz"));
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    }
}

static void
test_metrics_are_whole (Fixture *fixture, gconstpointer data)
{
  static const char *const families[] = {
    "clasp_build_info",
    "clasp_ready",
    "clasp_messages_total",
    "clasp_errors_total",
    "clasp_sessions_active",
    "clasp_subscriptions_active",
    "clasp_state_params_active",
    "clasp_message_latency_seconds",
    "clasp_broadcast_fanout",
    "clasp_drops_total",
    "clasp_bytes_total",
    "clasp_connections_total",
    "clasp_rate_limited_total",
    "clasp_malformed_total",
    "clasp_looped_total",
    "clasp_evicted_total",
    "clasp_bridge_messages_total",
    "clasp_bridge_bytes_total",
    "clasp_bridge_coalesced_total",
    "clasp_bridge_reconnects_total",
    "clasp_bridge_drops_total",
    "clasp_bridge_errors_total",
    "clasp_bridge_faults_total",
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
    "process_max_fds",
    "clasp_rules_active",
    "clasp_rules_fired_total",
    "clasp_rules_dropped_total",
  };
  g_autofree char             *text = NULL;
  g_autoptr (ClaspMetricsText) metrics = NULL;

  start (fixture);
  text = ask (fixture, "GET", "/metrics");
  g_assert_cmpuint (fixture->status, ==, 200);
  g_assert_cmpstr (fixture->content_type, ==, "text/plain; version=0.0.4; charset=utf-8");
  metrics = clasp_metrics_text_parse (text);
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_test_message ("%s", families[i]);
      g_assert_nonnull (clasp_metrics_text_type (metrics, families[i]));
    }
  g_assert_cmpfloat (clasp_metrics_text_get (metrics, "clasp_ready"), ==, 1);
  g_assert_cmpfloat (clasp_metrics_text_get (metrics, "process_resident_memory_bytes"), >, 1e6);
  g_assert_cmpfloat (clasp_metrics_text_get (metrics, "process_start_time_seconds"), >,
                     (double) g_get_real_time () / G_USEC_PER_SEC - 600);
  g_assert_cmpfloat (clasp_metrics_text_get (metrics, "process_start_time_seconds"), <=,
                     (double) g_get_real_time () / G_USEC_PER_SEC);
}

typedef struct
{
  Fixture    *fixture;
  const char *series;
} Await;

static gboolean
is_above_zero (gpointer user_data)
{
  Await                       *await = user_data;
  g_autofree char             *text = ask (await->fixture, "GET", "/metrics");
  g_autoptr (ClaspMetricsText) metrics = clasp_metrics_text_parse (text);

  return clasp_metrics_text_has (metrics, await->series) &&
         clasp_metrics_text_get (metrics, await->series) > 0;
}

static void
test_bridge_counts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *description =
    g_strdup_printf ("osc,listen=127.0.0.1:%u", clasp_test_free_port ());
  g_autoptr (GError) error = NULL;
  ClaspConnection   *connection = clasp_show_connect_from_text (fixture->show, description, &error);
  g_autofree char   *up = NULL;
  g_autofree char   *traffic = g_strdup ("clasp_bytes_total{direction=\"out\",transport=\"ws\"}");

  g_assert_no_error (error);
  up = g_strdup_printf ("clasp_bridge_up{bridge=\"%s\"}",
                        clasp_show_item_get_id (CLASP_SHOW_ITEM (connection)));
  start (fixture);
  clasp_test_spin_until (is_above_zero, &(Await){ fixture, up }, up);
  clasp_test_spin_until (is_above_zero, &(Await){ fixture, traffic }, traffic);
}

static gboolean
is_answered (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_free (ask (fixture, "GET", "/metrics"));
  return fixture->status == 200;
}

static void
test_metrics_switched_off (Fixture *fixture, gconstpointer data)
{
  setting (fixture, "metrics", "false");
  start (fixture);
  expect (fixture, "/metrics", 404, "switched off: the router's setting “metrics”\n");
  expect (fixture, "/healthz", 200, "ok\n");
  setting (fixture, "metrics", "true");
  clasp_test_spin_until (is_answered, fixture, "metrics");
  g_assert_true (is_above_zero (&(Await){ fixture, "clasp_ready" }));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 90);

#define ADD(path, func) g_test_add ("/engine/http/" path, Fixture, NULL, setup, func, teardown)
  ADD ("health", test_health);
  ADD ("not-ready-until-every-listener-listens", test_not_ready_until_every_listener_listens);
  ADD ("metrics/whole", test_metrics_are_whole);
  ADD ("metrics/switched-off", test_metrics_switched_off);
  ADD ("metrics/bridges", test_bridge_counts);

  return g_test_run ();
}
