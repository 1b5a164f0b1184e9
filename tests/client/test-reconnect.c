/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-client-fixture.h"

#include "client/clasp-client-private.h"
#include "transports/clasp-carriers.h"

#include <glib-unix.h>
#include <math.h>
#include <signal.h>

static gboolean
never (gpointer user_data)
{
  return FALSE;
}

static void
lose_router (ClientFixture *fixture)
{
  client_stop_router (fixture);
  clasp_test_spin_until (client_is_not_connected, fixture, "the loss");
}

static void
come_back (ClientFixture *fixture)
{
  client_serve (fixture);
}

static void
wait_connected (ClientFixture *fixture)
{
  clasp_test_spin_until (client_is_connected, fixture, "the new connection");
}

/* ---- coming back ---- */

static void
test_state_is_told_once (ClientFixture *fixture, gconstpointer data)
{
  clasp_served_router_set (&fixture->served, "/a/same", 1);
  clasp_served_router_set (&fixture->served, "/a/changed", 2);
  clasp_served_router_set (&fixture->served, "/a/gone", 3);
  g_assert_cmpuint (clasp_client_subscribe (fixture->client, "/a/**", CLASP_TYPES_ALL, NULL), ==,
                    1);
  client_connect (fixture);
  client_wait_log (fixture, "/a/gone 3");
  client_settle (fixture);
  g_string_truncate (fixture->log, 0);

  lose_router (fixture);
  come_back (fixture);
  clasp_served_router_set (&fixture->served, "/a/same", 1);
  clasp_served_router_set (&fixture->served, "/a/changed", 5);
  clasp_served_router_set (&fixture->served, "/a/new", 6);
  wait_connected (fixture);
  client_wait_log (fixture, "removed /a/gone");
  client_settle (fixture);
  g_assert_null (strstr (fixture->log->str, "/a/same"));
  g_assert_nonnull (strstr (fixture->log->str, "snapshot /a/changed 5\n"));
  g_assert_nonnull (strstr (fixture->log->str, "snapshot /a/new 6\n"));
  g_assert_true (g_str_has_suffix (fixture->log->str, "removed /a/gone\n"));
  g_assert_cmpuint (fixture->log->len, ==,
                    strlen ("snapshot /a/changed 5\nsnapshot /a/new 6\nremoved /a/gone\n"));
}

static void
test_live_after_reconnect (ClientFixture *fixture, gconstpointer data)
{
  clasp_client_subscribe (fixture->client, "/b", CLASP_TYPES_PARAM, NULL);
  client_connect (fixture);
  lose_router (fixture);
  come_back (fixture);
  wait_connected (fixture);
  client_settle (fixture);
  clasp_served_router_set (&fixture->served, "/b", 7);
  client_wait_log (fixture, "param /b 7");
}

static void
test_second_subscription_gets_the_state (ClientFixture *fixture, gconstpointer data)
{
  clasp_served_router_set (&fixture->served, "/c", 1);
  clasp_client_subscribe (fixture->client, "/c", CLASP_TYPES_PARAM, NULL);
  client_connect (fixture);
  client_wait_log (fixture, "snapshot /c 1");
  client_settle (fixture);
  client_expect_log (fixture, "snapshot /c 1\n"); /* once, although it came twice */
  clasp_client_subscribe_full (fixture->client, "/**", CLASP_TYPES_PARAM, NULL,
                               (ClaspUpdateFunc) (void (*) (void)) client_updated_cb, fixture, NULL,
                               NULL);
  client_wait_log (fixture, "snapshot /c 1");
  client_settle (fixture);
  client_expect_log (fixture, "snapshot /c 1\n"); /* its callback, and not the signal */
}

static void
test_start_before_the_router (ClientFixture *fixture, gconstpointer data)
{
  client_stop_router (fixture);
  clasp_client_start (fixture->client);
  g_assert_cmpint (clasp_client_get_state (fixture->client), ==, CLASP_CLIENT_STATE_WAITING);
  while (fixture->n_delays < 2)
    g_main_context_iteration (NULL, TRUE);
  come_back (fixture);
  wait_connected (fixture);
}

static void
test_close_while_waiting (ClientFixture *fixture, gconstpointer data)
{
  client_connect (fixture);
  g_object_set (fixture->client, "reconnect-initial-ms", 100000, "reconnect-maximum-ms", 100000,
                NULL);
  lose_router (fixture);
  g_assert_cmpint (clasp_client_get_state (fixture->client), ==, CLASP_CLIENT_STATE_WAITING);
  clasp_client_close_async (fixture->client, NULL, client_done_cb, fixture);
  client_wait_result (fixture, "the close");
  g_assert_cmpint (clasp_client_get_state (fixture->client), ==, CLASP_CLIENT_STATE_CLOSED);
  client_expect_log (fixture, "closed\n");
}

static void
test_connect_while_waiting_is_a_try_now (ClientFixture *fixture, gconstpointer data)
{
  client_connect (fixture);
  g_object_set (fixture->client, "reconnect-initial-ms", 100000, "reconnect-maximum-ms", 100000,
                NULL);
  lose_router (fixture);
  come_back (fixture);
  client_connect (fixture);
}

static void
test_off (ClientFixture *fixture, gconstpointer data)
{
  g_object_set (fixture->client, "reconnect", FALSE, NULL);
  client_connect (fixture);
  lose_router (fixture);
  client_wait_log (fixture, "closed");
  g_assert_cmpuint (fixture->n_delays, ==, 0);
}

/* Beyond what may be remembered, an address is told whenever it comes. */
static void
test_known_at_the_limit (ClientFixture *fixture, gconstpointer data)
{
  g_signal_handlers_disconnect_by_data (fixture->client, fixture);
  g_object_unref (fixture->client);
  fixture->client = g_object_new (CLASP_TYPE_CLIENT, "url", fixture->uri, "max-known", 2, NULL);
  client_watch (fixture);
  clasp_client_subscribe (fixture->client, "/m/*", CLASP_TYPES_PARAM, NULL);
  client_connect (fixture);
  client_settle (fixture);
  clasp_served_router_set (&fixture->served, "/m/1", 1);
  clasp_served_router_set (&fixture->served, "/m/2", 2);
  clasp_served_router_set (&fixture->served, "/m/3", 3);
  client_settle (fixture);
  client_expect_log (fixture, "param /m/1 1\nparam /m/2 2\nparam /m/3 3\n");
  g_assert_cmpuint (clasp_known_params_get_size (fixture->client->known), ==, 2);

  clasp_client_subscribe (fixture->client, "/m/*", CLASP_TYPES_PARAM, NULL);
  client_wait_log (fixture, "/m/3");
  client_expect_log (fixture, "snapshot /m/3 3\n");
  clasp_client_unsubscribe (fixture->client, 1);
  g_assert_cmpuint (clasp_known_params_get_size (fixture->client->known), ==, 2);
  clasp_client_unsubscribe (fixture->client, 2);
  g_assert_cmpuint (clasp_known_params_get_size (fixture->client->known), ==, 0);
}

/* ---- a daemon that is killed ---- */

static ClaspTestPeer *
start_daemon (const char *uri)
{
  g_autofree char *program = clasp_test_program ("claspd");
  const char      *argv[] = { program, "--listen", uri, NULL };
  ClaspTestPeer   *daemon = clasp_test_peer_new (argv);
  g_autofree char *line = clasp_test_peer_read_line (daemon, 10000);

  g_assert_nonnull (line);
  return daemon;
}

static void
test_daemon_killed (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ClaspTestPeer     *daemon;
  ClaspValue         value = clasp_value_int (7);
  guint              n_results;

  client_stop_router (fixture);
  daemon = start_daemon (fixture->uri);
  clasp_client_subscribe (fixture->client, "/d/**", CLASP_TYPES_PARAM, NULL);
  client_connect (fixture);
  g_assert_true (clasp_client_set_int (fixture->client, "/d/gone", 1, NULL));
  client_wait_log (fixture, "param /d/gone 1");
  clasp_test_peer_signal (daemon, SIGKILL);
  clasp_test_peer_wait (daemon);
  clasp_test_peer_free (daemon);
  clasp_test_spin_until (client_is_not_connected, fixture, "the loss");

  n_results = fixture->results->len;
  clasp_client_set_async (fixture->client, "/d/kept", &value, NULL, client_done_cb, fixture);
  daemon = start_daemon (fixture->uri); /* the client may be back before this returns */
  clasp_client_set_finish (fixture->client, client_wait_result_after (fixture, n_results, "the ACK"),
                           NULL, &error);
  g_assert_no_error (error);
  client_wait_log (fixture, "removed /d/gone");
  /* told once, as a change or in the snapshot: whichever was first */
  g_assert_true (g_str_has_prefix (fixture->log->str, "param /d/gone 1\n"));
  g_assert_true (g_str_has_suffix (fixture->log->str, " /d/kept 7\nremoved /d/gone\n"));
  g_assert_true (strstr (fixture->log->str, "/d/kept") == g_strrstr (fixture->log->str, "/d/kept"));
  clasp_test_peer_signal (daemon, SIGTERM);
  clasp_test_peer_wait (daemon);
  clasp_test_peer_free (daemon);
}

/* ---- pauses, on a clock that is driven ---- */

static void
test_pauses (ClientFixture *fixture, gconstpointer data)
{
  ClaspClock *clock = clasp_manual_clock_new (1000000, 1700000000000000);
  double      expected_ms = 100;
  guint       n_spread = 0;

  g_object_set (fixture->client, "reconnect-initial-ms", 100, "reconnect-factor", 2.0,
                "reconnect-maximum-ms", 1500, NULL);
  clasp_client_set_clock (fixture->client, clock);
  client_connect (fixture);
  client_stop_router (fixture);
  for (guint i = 1; i <= 8; i++)
    {
      while (fixture->n_delays < i)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpfloat (fixture->delay_ms, >=, floor (expected_ms * 0.8));
      g_assert_cmpfloat (fixture->delay_ms, <=, expected_ms * 1.2);
      n_spread += fixture->delay_ms != (guint) expected_ms;
      expected_ms = MIN (expected_ms * 2, 1500);

      clasp_manual_clock_advance (clock, ((gint64) fixture->delay_ms - 1) * 1000);
      clasp_timers_run (fixture->client->timers);
      g_assert_cmpint (clasp_client_get_state (fixture->client), ==, CLASP_CLIENT_STATE_WAITING);
      clasp_manual_clock_advance (clock, 1000);
      clasp_timers_run (fixture->client->timers);
      g_assert_cmpint (clasp_client_get_state (fixture->client), ==,
                       CLASP_CLIENT_STATE_RECONNECTING);
    }
  g_assert_cmpuint (n_spread, >, 0);

  /* a WELCOME begins anew */
  while (fixture->n_delays < 9)
    g_main_context_iteration (NULL, TRUE);
  come_back (fixture);
  clasp_manual_clock_advance (clock, (gint64) fixture->delay_ms * 1000);
  clasp_timers_run (fixture->client->timers);
  wait_connected (fixture);
  lose_router (fixture);
  g_assert_cmpuint (fixture->delay_ms, <=, 120);
  clasp_clock_unref (clock);
}

static void
test_silence (ClientFixture *fixture, gconstpointer data)
{
  ClaspClock *clock = clasp_manual_clock_new (1000000, 1700000000000000);

  g_object_set (fixture->client, "silence-timeout-ms", 10000, NULL);
  clasp_client_set_clock (fixture->client, clock);
  client_connect (fixture);
  client_settle (fixture);
  for (guint i = 0; i < 3;
       i++) /* it has spoken; is asked; is taken for lost: the loop stands still */
    {
      g_assert_cmpint (clasp_client_get_state (fixture->client), ==, CLASP_CLIENT_STATE_CONNECTED);
      clasp_manual_clock_advance (clock, 5000000);
      clasp_timers_run (fixture->client->timers);
    }
  g_assert_cmpint (clasp_client_get_state (fixture->client), ==, CLASP_CLIENT_STATE_WAITING);
  clasp_clock_unref (clock);
}

/* ---- what waits meanwhile ---- */

static void
test_kept_for_the_next_connection (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ClaspValue         value = clasp_value_int (5);
  GAsyncResult      *result;

  client_connect (fixture);
  lose_router (fixture);
  clasp_client_get_async (fixture->client, "/k", NULL, client_done_cb, fixture);
  result = client_wait_result (fixture, "the refusal");
  g_assert_false (clasp_client_get_finish (fixture->client, result, NULL, NULL, &error));
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED);
  g_clear_error (&error);

  clasp_client_set_async (fixture->client, "/k", &value, NULL, client_done_cb, fixture);
  come_back (fixture);
  result = client_wait_result (fixture, "the ACK over the next connection");
  g_assert_true (clasp_client_set_finish (fixture->client, result, NULL, &error));
  g_assert_no_error (error);
}

static void
test_kept_no_longer_than_allowed (ClientFixture *fixture, gconstpointer data)
{
  ClaspClock        *clock = clasp_manual_clock_new (1000000, 1700000000000000);
  g_autoptr (GError) error = NULL;
  ClaspValue         value = clasp_value_int (5);

  g_object_set (fixture->client, "carry-ms", 3000, "reconnect-initial-ms", 100000,
                "reconnect-maximum-ms", 100000, NULL);
  clasp_client_set_clock (fixture->client, clock);
  client_connect (fixture);
  lose_router (fixture);
  clasp_client_set_async (fixture->client, "/k", &value, NULL, client_done_cb, fixture);
  clasp_manual_clock_advance (clock, 2999999);
  clasp_timers_run (fixture->client->timers);
  g_assert_false (clasp_test_spin_for (never, NULL, 5));
  g_assert_cmpuint (fixture->results->len, ==, 1); /* of connecting */
  clasp_manual_clock_advance (clock, 1);
  clasp_timers_run (fixture->client->timers);
  while (fixture->results->len < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (
    clasp_client_set_finish (fixture->client, fixture->results->pdata[1], NULL, &error));
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_TIMEOUT);
  clasp_clock_unref (clock);
}

static void
test_kept_no_more_than_allowed (ClientFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_signal_handlers_disconnect_by_data (fixture->client, fixture);
  g_object_unref (fixture->client);
  fixture->client =
    g_object_new (CLASP_TYPE_CLIENT, "url", fixture->uri, "max-unanswered", 3,
                  "reconnect-initial-ms", 100000, "reconnect-maximum-ms", 100000, NULL);
  client_connect (fixture);
  lose_router (fixture);
  for (guint i = 0; i < 3; i++)
    g_assert_true (clasp_client_set_double (fixture->client, "/k", i, NULL));
  g_assert_false (clasp_client_set_double (fixture->client, "/k", 3, &error));
  g_assert_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED);
}

/* ---- a connection that is cut in the middle ---- */

typedef struct
{
  GSocketService *service;
  guint16         port, router_port;
  int             fds[2]; /* to the client, to the router; -1 = none */
  guint           sources[2];
  gboolean        is_deaf; /* what the router says is thrown away */
} Proxy;

static void
proxy_cut (Proxy *proxy)
{
  for (guint i = 0; i < 2; i++)
    {
      if (proxy->sources[i] != 0)
        g_source_remove (proxy->sources[i]);
      if (proxy->fds[i] >= 0)
        close (proxy->fds[i]);
      proxy->sources[i] = 0;
      proxy->fds[i] = -1;
    }
}

static gboolean
proxy_pass_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Proxy   *proxy = user_data;
  gboolean from_router = fd == proxy->fds[1];
  char     buffer[65536];
  gssize   size = read (fd, buffer, sizeof buffer);

  if (size <= 0)
    {
      proxy->sources[from_router ? 1 : 0] = 0;
      proxy_cut (proxy);
      return G_SOURCE_REMOVE;
    }
  if (!from_router || !proxy->is_deaf)
    g_assert_cmpint (write (proxy->fds[from_router ? 0 : 1], buffer, (gsize) size), ==, size);
  return G_SOURCE_CONTINUE;
}

static gboolean
proxy_incoming_cb (GSocketService    *service,
                   GSocketConnection *connection,
                   GObject           *source,
                   gpointer           user_data)
{
  Proxy                        *proxy = user_data;
  g_autoptr (GSocketClient)     client = g_socket_client_new ();
  g_autoptr (GSocketConnection) router =
    g_socket_client_connect_to_host (client, "127.0.0.1", proxy->router_port, NULL, NULL);

  proxy_cut (proxy);
  g_assert_nonnull (router);
  proxy->fds[0] = dup (g_socket_get_fd (g_socket_connection_get_socket (connection)));
  proxy->fds[1] = dup (g_socket_get_fd (g_socket_connection_get_socket (router)));
  for (guint i = 0; i < 2; i++)
    proxy->sources[i] = g_unix_fd_add (proxy->fds[i], G_IO_IN, proxy_pass_cb, proxy);
  return TRUE;
}

static Proxy *
proxy_new (const char *uri)
{
  Proxy *proxy = g_new0 (Proxy, 1);

  proxy->router_port = (guint16) atoi (strrchr (uri, ':') + 1);
  proxy->fds[0] = proxy->fds[1] = -1;
  proxy->service = g_socket_service_new ();
  proxy->port =
    g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (proxy->service), NULL, NULL);
  g_signal_connect (proxy->service, "incoming", G_CALLBACK (proxy_incoming_cb), proxy);
  g_socket_service_start (proxy->service);
  return proxy;
}

static void
proxy_free (Proxy *proxy)
{
  proxy_cut (proxy);
  g_socket_service_stop (proxy->service);
  while (g_main_context_iteration (NULL, FALSE)) /* its accepting ends before its socket */
    ;
  g_socket_listener_close (G_SOCKET_LISTENER (proxy->service));
  g_object_unref (proxy->service);
  g_free (proxy);
}

#define N_COMMITS 20

static gboolean
router_has_all (gpointer user_data)
{
  return clasp_router_peek (((ClientFixture *) user_data)->served.router, clasp_str ("/done")) !=
         NULL;
}

static gboolean
all_are_answered (gpointer user_data)
{
  return ((ClientFixture *) user_data)->results->len == N_COMMITS + 2; /* and connect and bundle */
}

static void
expect_all_confirmed (ClientFixture *fixture)
{
  for (guint i = 1; i <= N_COMMITS + 1; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (
        clasp_client_publish_finish (fixture->client, fixture->results->pdata[i], &error));
      g_assert_no_error (error);
    }
}

/* The router does it all, its answers are lost with the connection; sent again, it is recognised.
 */
static void
test_cut_before_the_answers (ClientFixture *fixture, gconstpointer data)
{
  Proxy           *proxy = proxy_new (fixture->uri);
  g_autofree char *through =
    g_strdup_printf ("%s://127.0.0.1:%u", (const char *) data, proxy->port);
  ClientFixture                  observer = *fixture;
  g_autoptr (GString)            expected = g_string_new (NULL);
  g_autoptr (ClaspBundleBuilder) bundle = clasp_bundle_builder_new ();

  g_signal_handlers_disconnect_by_data (fixture->client, fixture);
  observer.log = g_string_new (NULL);
  g_signal_connect (fixture->client, "update", G_CALLBACK (client_updated_cb), &observer);
  observer.results = fixture->results;
  clasp_client_subscribe (fixture->client, "/**", CLASP_TYPES_ALL, NULL);
  client_connect (fixture);
  g_ptr_array_set_size (fixture->results, 0);

  fixture->client = g_object_new (CLASP_TYPE_CLIENT, "url", through, "name", "writer",
                                  "reconnect-initial-ms", 20, "reconnect-maximum-ms", 50, NULL);
  client_connect (fixture);
  proxy->is_deaf = TRUE;
  for (guint i = 0; i < N_COMMITS; i++)
    {
      clasp_client_publish_async (fixture->client, "/e", g_variant_new_int32 ((int) i),
                                  i % 2 != 0 ? CLASP_QOS_CONFIRM : CLASP_QOS_COMMIT, NULL,
                                  client_done_cb, fixture);
      g_string_append_printf (expected, "event /e %u\n", i);
    }
  g_assert_true (clasp_bundle_builder_set (bundle, "/done", g_variant_new_boolean (TRUE), NULL));
  clasp_client_bundle_async (fixture->client, bundle, 0, NULL, client_done_cb, fixture);
  clasp_test_spin_until (router_has_all, fixture, "all commits at the router");
  g_assert_cmpuint (fixture->results->len, ==, 1);

  proxy->is_deaf = FALSE;
  proxy_cut (proxy);
  clasp_test_spin_until (all_are_answered, fixture, "the answers over the next connection");
  expect_all_confirmed (fixture);

  g_assert_true (clasp_client_set_double (fixture->client, "/last", 1, NULL));
  client_wait_log (&observer, "/last");
  g_string_append (expected, "param /done true\nparam /last 1\n");
  g_assert_cmpstr (observer.log->str, ==, expected->str);

  g_string_free (observer.log, TRUE);
  g_signal_handlers_disconnect_by_data (observer.client, &observer);
  g_object_unref (observer.client);
  g_object_set (fixture->client, "reconnect", FALSE, NULL);
  clasp_client_close_async (fixture->client, NULL, client_done_cb, fixture);
  client_wait_result (fixture, "the close");
  proxy_free (proxy);
}

/* ---- dropped in every state ---- */

static void
drop (ClientFixture *fixture)
{
  GWeakRef weak;

  g_signal_handlers_disconnect_by_data (fixture->client, fixture);
  g_weak_ref_init (&weak, fixture->client);
  g_object_run_dispose (G_OBJECT (fixture->client));
  g_clear_object (&fixture->client);
  clasp_test_spin_for (never, NULL, 10);
  g_assert_null (g_weak_ref_get (&weak));
  g_weak_ref_clear (&weak);
}

static void
test_drop_closed (ClientFixture *fixture, gconstpointer data)
{
  clasp_client_subscribe (fixture->client, "/**", CLASP_TYPES_ALL, NULL);
  drop (fixture);
}

static void
test_drop_connecting (ClientFixture *fixture, gconstpointer data)
{
  clasp_client_connect_async (fixture->client, NULL, client_done_cb, fixture);
  g_assert_cmpint (clasp_client_get_state (fixture->client), ==, CLASP_CLIENT_STATE_CONNECTING);
  drop (fixture);
  g_assert_cmpuint (fixture->results->len, ==, 1);
}

static void
test_drop_connected (ClientFixture *fixture, gconstpointer data)
{
  ClaspValue value = clasp_value_int (1);

  clasp_client_subscribe (fixture->client, "/**", CLASP_TYPES_ALL, NULL);
  client_connect (fixture);
  clasp_client_set_async (fixture->client, "/x", &value, NULL, client_done_cb, fixture);
  clasp_client_get_async (fixture->client, "/x", NULL, client_done_cb, fixture);
  drop (fixture);
  g_assert_cmpuint (fixture->results->len, ==, 3); /* each was answered, with an error */
}

static void
test_drop_waiting (ClientFixture *fixture, gconstpointer data)
{
  client_connect (fixture);
  g_object_set (fixture->client, "reconnect-initial-ms", 1000, NULL);
  lose_router (fixture);
  g_assert_cmpint (clasp_client_get_state (fixture->client), ==, CLASP_CLIENT_STATE_WAITING);
  drop (fixture);
}

static gboolean
is_reconnecting (gpointer user_data)
{
  return clasp_client_get_state (((ClientFixture *) user_data)->client) ==
         CLASP_CLIENT_STATE_RECONNECTING;
}

static void
test_drop_reconnecting (ClientFixture *fixture, gconstpointer data)
{
  client_connect (fixture);
  lose_router (fixture);
  clasp_test_spin_until (is_reconnecting, fixture, "a try");
  drop (fixture);
}

static void
test_drop_closing (ClientFixture *fixture, gconstpointer data)
{
  client_connect (fixture);
  clasp_client_close_async (fixture->client, NULL, client_done_cb, fixture);
  g_assert_cmpint (clasp_client_get_state (fixture->client), ==, CLASP_CLIENT_STATE_CLOSING);
  drop (fixture);
  g_assert_cmpuint (fixture->results->len, ==, 2);
}

static void
drop_it_cb (ClaspClient *client, ClaspUpdate *update, gpointer user_data)
{
  ClientFixture *fixture = user_data;

  g_assert_nonnull (fixture->client); /* not called again */
  g_signal_handlers_disconnect_by_data (fixture->client, fixture);
  g_object_run_dispose (G_OBJECT (fixture->client));
  g_clear_object (&fixture->client);
}

static gboolean
is_dropped (gpointer user_data)
{
  return ((ClientFixture *) user_data)->client == NULL;
}

static void
test_drop_in_a_callback (ClientFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *address = g_strdup_printf ("/many/%u", i);

      clasp_served_router_set (&fixture->served, address, i);
    }
  clasp_client_subscribe_full (fixture->client, "/many/**", CLASP_TYPES_ALL, NULL, drop_it_cb,
                               fixture, NULL, NULL);
  clasp_client_connect_async (fixture->client, NULL, client_done_cb, fixture);
  clasp_test_spin_until (is_dropped, fixture, "the callback");
  clasp_test_spin_for (never, NULL, 20);
}

static const struct
{
  const char *name;
  void (*func) (ClientFixture *fixture, gconstpointer data);
} cases[] = {
  { "reconnect/state-is-told-once", test_state_is_told_once },
  { "reconnect/live-again", test_live_after_reconnect },
  { "reconnect/not-when-switched-off", test_off },
  { "reconnect/pauses-grow", test_pauses },
  { "reconnect/close-while-waiting", test_close_while_waiting },
  { "reconnect/connect-while-waiting", test_connect_while_waiting_is_a_try_now },
  { "reconnect/start-before-the-router", test_start_before_the_router },
  { "reconnect/silent-router", test_silence },
  { "reconnect/daemon-killed", test_daemon_killed },
  { "subscribe/known-at-the-limit", test_known_at_the_limit },
  { "subscribe/second-gets-the-state", test_second_subscription_gets_the_state },
  { "kept/for-the-next-connection", test_kept_for_the_next_connection },
  { "kept/no-longer-than-allowed", test_kept_no_longer_than_allowed },
  { "kept/no-more-than-allowed", test_kept_no_more_than_allowed },
  { "kept/cut-before-the-answers", test_cut_before_the_answers },
  { "drop/closed", test_drop_closed },
  { "drop/connecting", test_drop_connecting },
  { "drop/connected", test_drop_connected },
  { "drop/waiting", test_drop_waiting },
  { "drop/reconnecting", test_drop_reconnecting },
  { "drop/closing", test_drop_closing },
  { "drop/in-a-callback", test_drop_in_a_callback },
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

        g_test_add (path, ClientFixture, schemes[i], client_setup, cases[j].func, client_teardown);
      }
  return g_test_run ();
}
