/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "client/clasp-client.h"
#include "router/clasp-router.h"
#include "support/clasp-test-certificates.h"
#include "support/clasp-test.h"
#include "transports/clasp-carriers.h"

#include <string.h>

/* ClaspClient against a router that encrypts, over both carriers. */

typedef struct
{
  ClaspTestCertificates *certificates;
  ClaspReactor          *reactor;
  ClaspTimers           *timers;
  ClaspRouter           *router;
  ClaspListener         *listener;
  ClaspClient           *client;
  GAsyncResult          *result;
} Fixture;

typedef struct
{
  const char *name, *uri, *host;
  gsize       certificate, ca; /* offsets in ClaspTestCertificates */
  gboolean    is_insecure;
  const char *reason; /* NULL = let in */
} Case;

#define OF(field) G_STRUCT_OFFSET (ClaspTestCertificates, field)
#define WSS "wss://127.0.0.1:0/clasp"
#define TLS "tls://127.0.0.1:0"

static const Case cases[] = {
  { "wss/let-in", WSS, "localhost", OF (good), OF (ca), FALSE, NULL },
  { "wss/by-address", WSS, "127.0.0.1", OF (good), OF (ca), FALSE, NULL },
  { "wss/wrong-name", WSS, "localhost", OF (wrong), OF (ca), FALSE, "another name" },
  { "wss/expired", WSS, "localhost", OF (expired), OF (ca), FALSE, "has expired" },
  { "wss/unknown-authority", WSS, "localhost", OF (good), OF (other_ca), FALSE, "nobody we know" },
  { "wss/insecure", WSS, "localhost", OF (expired), OF (other_ca), TRUE, NULL },
  { "wss/no-authorities", WSS, "localhost", OF (good), OF (directory), FALSE,
    "clasp-certificates" },
  { "tls/let-in", TLS, "localhost", OF (good), OF (ca), FALSE, NULL },
  { "tls/wrong-name", TLS, "localhost", OF (wrong), OF (ca), FALSE, "name" },
  { "tls/expired", TLS, "localhost", OF (expired), OF (ca), FALSE, "expired" },
  { "tls/unknown-authority", TLS, "localhost", OF (good), OF (other_ca), FALSE, "issuer" },
  { "tls/insecure", TLS, "localhost", OF (expired), OF (other_ca), TRUE, NULL },
};

static void
accepted_cb (ClaspListener *listener, ClaspLink *link, gpointer user_data)
{
  clasp_router_accept (((Fixture *) user_data)->router, link);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  const Case                  *of = data;
  g_autoptr (GError)           error = NULL;
  g_autoptr (ClaspTlsIdentity) identity = NULL;

  fixture->certificates = clasp_test_certificates_new ();
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->timers = clasp_timers_new (NULL, clasp_clock_system ());
  fixture->router = clasp_router_new (fixture->reactor, fixture->timers, "test", NULL);
  identity =
    clasp_tls_identity_new (G_STRUCT_MEMBER (char *, fixture->certificates, of->certificate),
                            fixture->certificates->key, &error);
  g_assert_no_error (error);
  fixture->listener =
    clasp_listener_new_with_identity (fixture->reactor, of->uri, identity, &error);
  g_assert_no_error (error);
  g_assert_true (clasp_listener_start (fixture->listener, accepted_cb, fixture, &error));
}

static gboolean
has_no_peers (gpointer user_data)
{
  ClaspRouterStats stats;

  clasp_router_get_stats (((Fixture *) user_data)->router, &stats);
  return stats.n_sessions == 0;
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->client);
  clasp_test_spin_until (has_no_peers, fixture, "the client to be gone");
  g_assert_finalize_object (fixture->listener);
  g_object_unref (fixture->router);
  clasp_timers_free (fixture->timers);
  clasp_reactor_unref (fixture->reactor);
  clasp_test_certificates_free (fixture->certificates);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_set_object (&((Fixture *) user_data)->result, result);
}

static gboolean
is_done (gpointer user_data)
{
  return ((Fixture *) user_data)->result != NULL;
}

static gboolean
connect_client (Fixture *fixture, const Case *of, GError **error)
{
  g_auto (GStrv)   parts = g_strsplit (clasp_listener_get_uri (fixture->listener), "127.0.0.1", 2);
  g_autofree char *url = g_strconcat (parts[0], of->host, parts[1], NULL);
  gboolean         is_connected;

  fixture->client = g_object_new (CLASP_TYPE_CLIENT, "url", url, "reconnect", FALSE, "tls-ca-file",
                                  G_STRUCT_MEMBER (char *, fixture->certificates, of->ca),
                                  "tls-insecure", of->is_insecure, NULL);
  clasp_client_connect_async (fixture->client, NULL, done_cb, fixture);
  clasp_test_spin_until (is_done, fixture, "the connection or its refusal");
  is_connected = clasp_client_connect_finish (fixture->client, fixture->result, error);
  g_clear_object (&fixture->result);
  return is_connected;
}

static void
test_case (Fixture *fixture, gconstpointer data)
{
  const Case        *of = data;
  g_autoptr (GError) error = NULL;
  gboolean           is_connected = connect_client (fixture, of, &error);
  ClaspRouterStats   stats;

  if (of->reason == NULL)
    {
      g_assert_no_error (error);
      g_assert_true (is_connected);
      clasp_client_close_async (fixture->client, NULL, done_cb, fixture);
      clasp_test_spin_until (is_done, fixture, "the goodbye");
      g_clear_object (&fixture->result);
      return;
    }
  g_assert_false (is_connected);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, of->reason));
  clasp_router_get_stats (fixture->router, &stats);
  g_assert_cmpuint (stats.n_received, ==, 0); /* nothing was told to the wrong router */
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 90);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/client/tls/%s", cases[i].name);

      g_test_add (path, Fixture, &cases[i], setup, test_case, teardown);
    }
  return g_test_run ();
}
