/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-engine.h"
#include "clasp-kinds.h"
#include "client/clasp-client.h"
#include "support/clasp-test-certificates.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* A certificate that is renewed while a show runs: who connects from then on meets the new one. The
 * old one here has expired, so that a client can tell them apart. */

typedef struct
{
  ClaspTestCertificates *certificates;
  char                  *certificate, *key; /* what the show names */
  ClaspShow             *show;
  ClaspEngine           *engine;
  GAsyncResult          *result;
} Fixture;

static void
setting (Fixture *fixture, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (clasp_router_config_get_settings (clasp_show_get_router (fixture->show)),
                           name, text, &error);
  g_assert_no_error (error);
}

/* As programs do it that renew: whole, by a rename. */
static void
put (const char *path, const char *from)
{
  g_autofree char *text = NULL;
  gsize            size;

  g_assert_true (g_file_get_contents (from, &text, &size, NULL));
  g_assert_true (g_file_set_contents (path, text, (gssize) size, NULL));
}

static gboolean
is_listening (gpointer user_data)
{
  g_auto (GStrv) uris = clasp_engine_get_uris (((Fixture *) user_data)->engine);

  return g_strv_length (uris) > 0;
}

static void
setup (Fixture *fixture, gconstpointer uri)
{
  fixture->certificates = clasp_test_certificates_new ();
  fixture->certificate = g_build_filename (fixture->certificates->directory, "used.pem", NULL);
  fixture->key = g_build_filename (fixture->certificates->directory, "used-key.pem", NULL);
  put (fixture->certificate, fixture->certificates->expired);
  put (fixture->key, fixture->certificates->key);
  fixture->show = clasp_show_new (clasp_kinds ());
  fixture->engine = clasp_engine_new (fixture->show);
  setting (fixture, "listen", uri);
  setting (fixture, "tls-certificate", fixture->certificate);
  setting (fixture, "tls-key", fixture->key);
  clasp_engine_start (fixture->engine);
  clasp_test_spin_until (is_listening, fixture, "the listener");
}

static void
teardown (Fixture *fixture, gconstpointer uri)
{
  g_object_unref (fixture->engine);
  g_assert_finalize_object (fixture->show);
  g_clear_object (&fixture->result);
  g_remove (fixture->certificate);
  g_remove (fixture->key);
  g_free (fixture->certificate);
  g_free (fixture->key);
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

static ClaspClient *
new_client (Fixture *fixture, gboolean is_insecure)
{
  g_auto (GStrv) uris = clasp_engine_get_uris (fixture->engine);

  return g_object_new (CLASP_TYPE_CLIENT, "url", uris[0], "name", "peer", "reconnect", FALSE,
                       "tls-ca-file", fixture->certificates->ca, "tls-insecure", is_insecure, NULL);
}

static gboolean
is_let_in (Fixture *fixture, ClaspClient *client)
{
  g_clear_object (&fixture->result);
  clasp_client_connect_async (client, NULL, done_cb, fixture);
  clasp_test_spin_until (is_done, fixture, "the handshake");
  return clasp_client_connect_finish (client, fixture->result, NULL);
}

/* Connects anew each time. */
static gboolean
meets_a_good_one (gpointer user_data)
{
  g_autoptr (ClaspClient) client = new_client (user_data, FALSE);

  return is_let_in (user_data, client);
}

static void
test_renewed (Fixture *fixture, gconstpointer uri)
{
  g_autoptr (ClaspClient) before = new_client (fixture, TRUE);

  g_assert_true (is_let_in (fixture, before));
  g_assert_false (meets_a_good_one (fixture));
  put (fixture->certificate, fixture->certificates->good);
  clasp_test_spin_until (meets_a_good_one, fixture, "the new certificate");
  g_assert_cmpint (clasp_client_get_state (before), ==, CLASP_CLIENT_STATE_CONNECTED);
}

static gboolean
is_warned (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  return strstr (message, "the old one stays") == NULL; /* TRUE is fatal */
}

/* A key that does not go with the certificate: the old pair stays until the new one is whole. */
static void
test_half_renewed (Fixture *fixture, gconstpointer uri)
{
  g_test_log_set_fatal_handler (is_warned, NULL);
  put (fixture->key, fixture->certificates->other_key);
  put (fixture->certificate, fixture->certificates->good);
  for (guint i = 0; i < 5; i++)
    g_assert_false (meets_a_good_one (fixture));
  put (fixture->key, fixture->certificates->key);
  clasp_test_spin_until (meets_a_good_one, fixture, "the new certificate");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 90);
#define ADD(path, uri, function)                                                                   \
  g_test_add ("/engine/certificate/" path, Fixture, uri, setup, function, teardown)
  ADD ("renewed/wss", "wss://127.0.0.1:0/clasp", test_renewed);
  ADD ("renewed/tls", "tls://127.0.0.1:0", test_renewed);
  ADD ("half-renewed", "tls://127.0.0.1:0", test_half_renewed);
  return g_test_run ();
}
