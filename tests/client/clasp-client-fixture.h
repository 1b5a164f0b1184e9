/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/clasp.h"
#include "support/clasp-served-router.h"
#include "support/clasp-test.h"

#include <unistd.h>

/* A router that can go and come back on its port, and a client of it that keeps a log of what it is
 * told: "param /a 1", "snapshot /a 1", "removed /a", "event /e 5", "reconnecting", "closed".
 *
 * Thread: the test's. */

typedef struct
{
  ClaspServedRouter served;
  gboolean          is_served;
  char             *uri;
  ClaspClient      *client;
  GString          *log;
  GPtrArray        *results; /* of operations that were started with client_done_cb */
  guint             delay_ms;
  guint             n_delays;
} ClientFixture;

static inline void
client_serve (ClientFixture *fixture)
{
  clasp_served_router_set_up (&fixture->served, fixture->uri);
  fixture->is_served = TRUE;
}

static inline void
client_stop_router (ClientFixture *fixture)
{
  clasp_router_shutdown (fixture->served.router, "the router stops");
  clasp_served_router_tear_down (&fixture->served);
  fixture->is_served = FALSE;
}

static inline void
client_updated_cb (ClaspClient *client, ClaspUpdate *update, ClientFixture *fixture)
{
  static const char *const kinds[] = { "param", "event", "stream", "gesture", "timeline" };
  const ClaspValue        *value = clasp_update_get_value (update);
  g_autofree char         *text = value != NULL ? clasp_value_to_text (value) : g_strdup ("-");

  if (clasp_update_is_removed (update))
    g_string_append_printf (fixture->log, "removed %s\n", clasp_update_get_address (update));
  else
    g_string_append_printf (
      fixture->log, "%s %s %s\n",
      clasp_update_is_snapshot (update) ? "snapshot" : kinds[clasp_update_get_signal (update)],
      clasp_update_get_address (update), text);
}

static inline void
client_reconnecting_cb (ClaspClient   *client,
                        guint          delay_ms,
                        const char    *reason,
                        ClientFixture *fixture)
{
  fixture->delay_ms = delay_ms;
  fixture->n_delays++;
}

static inline void
client_closed_cb (ClaspClient *client, const char *reason, ClientFixture *fixture)
{
  g_string_append (fixture->log, "closed\n");
}

static inline void
client_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_ptr_array_add (((ClientFixture *) user_data)->results, g_object_ref (result));
}

static inline void
client_watch (ClientFixture *fixture)
{
  g_signal_connect (fixture->client, "update", G_CALLBACK (client_updated_cb), fixture);
  g_signal_connect (fixture->client, "reconnecting", G_CALLBACK (client_reconnecting_cb), fixture);
  g_signal_connect (fixture->client, "closed", G_CALLBACK (client_closed_cb), fixture);
}

static inline void
client_setup (ClientFixture *fixture, gconstpointer data)
{
  fixture->uri =
    g_strdup_printf ("%s://127.0.0.1:%u", (const char *) data, clasp_test_free_port ());
  fixture->log = g_string_new (NULL);
  fixture->results = g_ptr_array_new_with_free_func (g_object_unref);
  client_serve (fixture);
  fixture->client = g_object_new (CLASP_TYPE_CLIENT, "url", fixture->uri, "name", "tester",
                                  "reconnect-initial-ms", 20, "reconnect-maximum-ms", 100, NULL);
  client_watch (fixture);
}

static inline void
client_teardown (ClientFixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->results);
  if (fixture->client != NULL)
    {
      g_signal_handlers_disconnect_by_data (fixture->client, fixture);
      g_assert_finalize_object (g_steal_pointer (&fixture->client));
    }
  if (fixture->is_served)
    client_stop_router (fixture);
  g_string_free (fixture->log, TRUE);
  g_free (fixture->uri);
}

typedef struct
{
  ClientFixture *fixture;
  guint          n;
} ClientWait;

static inline gboolean
client_has_results (gpointer user_data)
{
  ClientWait *wait = user_data;

  return wait->fixture->results->len >= wait->n;
}

/* The result behind the first @n: for what may have come before one looks. */
static inline GAsyncResult *
client_wait_result_after (ClientFixture *fixture, guint n, const char *what)
{
  ClientWait wait = { fixture, n + 1 };

  clasp_test_spin_until (client_has_results, &wait, what);
  return fixture->results->pdata[n];
}

/* The next result, waiting for it; borrowed until the next call. */
static inline GAsyncResult *
client_wait_result (ClientFixture *fixture, const char *what)
{
  return client_wait_result_after (fixture, fixture->results->len, what);
}

static inline gboolean
client_is_connected (gpointer user_data)
{
  return clasp_client_get_state (((ClientFixture *) user_data)->client) ==
         CLASP_CLIENT_STATE_CONNECTED;
}

static inline gboolean
client_is_not_connected (gpointer user_data)
{
  return !client_is_connected (user_data);
}

static inline void
client_connect (ClientFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  clasp_client_connect_async (fixture->client, NULL, client_done_cb, fixture);
  g_assert_true (
    clasp_client_connect_finish (fixture->client, client_wait_result (fixture, "WELCOME"), &error));
  g_assert_no_error (error);
}

typedef struct
{
  ClientFixture *fixture;
  const char    *text;
} ClientText;

static inline gboolean
client_log_has (gpointer user_data)
{
  ClientText *text = user_data;

  return strstr (text->fixture->log->str, text->text) != NULL;
}

static inline void
client_wait_log (ClientFixture *fixture, const char *text)
{
  ClientText wait = { fixture, text };

  clasp_test_spin_until (client_log_has, &wait, text);
}

/* Everything that is on its way has arrived: the router answers in order. */
static inline void
client_settle (ClientFixture *fixture)
{
  clasp_client_ping_async (fixture->client, NULL, client_done_cb, fixture);
  g_assert_cmpint (
    clasp_client_ping_finish (fixture->client, client_wait_result (fixture, "PONG"), NULL), >=, 0);
}

static inline void
client_expect_log (ClientFixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->log->str, ==, expected);
  g_string_truncate (fixture->log, 0);
}
