/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-served-router.h"
#include "support/clasp-test-certificates.h"
#include "support/clasp-test.h"

#include <string.h>

/* The peers of tests/npm/: the reference's JavaScript client and the npm package ws, each a node
 * program that talks to a router in this process and prints a TAP line a case. CLASP_NPM_DIR names
 * the folder with their node_modules, which build-aux/test installs. */

#define LINE_MS 30000

static void
take_line (const char *line, guint *n_passed)
{
  if (g_str_has_prefix (line, "ok "))
    (*n_passed)++;
  else if (g_str_has_prefix (line, "not ok "))
    g_test_fail_printf ("%s", line);
  g_test_message ("%s", line);
}

static void
serve (ClaspServedRouter *served, ClaspTestCertificates *certificates)
{
  g_autoptr (GError)           error = NULL;
  g_autoptr (ClaspTlsIdentity) identity = NULL;

  if (certificates == NULL)
    {
      clasp_served_router_set_up (served, "ws://127.0.0.1:0/clasp");
      return;
    }
  identity = clasp_tls_identity_new (certificates->good, certificates->key, &error);
  g_assert_no_error (error);
  clasp_served_router_set_up_tls (served, "wss://127.0.0.1:0/clasp", identity);
  g_setenv ("NODE_EXTRA_CA_CERTS", certificates->ca, TRUE); /* for the peer */
}

static void
run_script (const char *script, ClaspTestCertificates *certificates)
{
  ClaspServedRouter         served = { 0 };
  g_autoptr (ClaspTestPeer) peer = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "npm", script, NULL);
  char            *line;
  guint            n_passed = 0, n_planned = 0;
  gboolean         is_done = FALSE;

  serve (&served, certificates);
  {
    const char *argv[] = { "node", path, clasp_served_router_get_uri (&served), NULL };

    peer = clasp_test_peer_new (argv);
  }
  while (peer != NULL && !is_done && (line = clasp_test_peer_read_line (peer, LINE_MS)) != NULL)
    {
      if (g_str_has_prefix (line, "1.."))
        n_planned = (guint) g_ascii_strtoull (line + 3, NULL, 10);
      is_done = g_str_equal (line, "# done");
      take_line (line, &n_passed);
      g_free (line);
    }
  if (peer != NULL)
    {
      if (clasp_test_peer_wait (peer) != 0 || !is_done)
        g_test_fail_printf ("%s did not come to its end: %s", script,
                            clasp_test_peer_get_stderr (peer));
      if (n_planned == 0 || n_passed != n_planned)
        g_test_fail_printf ("%s: %u of %u passed", script, n_passed, n_planned);
    }
  clasp_served_router_tear_down (&served);
}

static gboolean
has_modules (void)
{
  const char      *folder = g_getenv ("CLASP_NPM_DIR");
  g_autofree char *modules =
    folder != NULL ? g_build_filename (folder, "node_modules", NULL) : NULL;

  if (modules == NULL || !g_file_test (modules, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("CLASP_NPM_DIR does not name a folder with node_modules");
      return FALSE;
    }
  return TRUE;
}

static void
test_script (gconstpointer script)
{
  if (!has_modules ())
    return;

  run_script (script, NULL);
}

/* Checks our certificate as strictly as OpenSSL does. */
static void
test_script_over_tls (gconstpointer script)
{
  g_autoptr (ClaspTestCertificates) certificates = clasp_test_certificates_new ();

  if (has_modules ())
    run_script (script, certificates);
  g_unsetenv ("NODE_EXTRA_CA_CERTS");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);

  g_test_add_data_func ("/transports/npm/reference-client", "client.mjs", test_script);
  g_test_add_data_func ("/transports/npm/reference-client-over-tls", "client.mjs",
                        test_script_over_tls);
  g_test_add_data_func ("/transports/npm/ws", "websocket.mjs", test_script);

  return g_test_run ();
}
