/* SPDX-License-Identifier: GPL-3.0-or-later */

/* claspd between real peers: liblo's oscsend, olad, the reference's JavaScript client, and a crowd of
 * parameters. */

#include "app-test.h"
#include "client/clasp-client-raw.h"
#include "client/clasp.h"
#include "support/clasp-olad.h"

#include <signal.h>
#include <string.h>

#define N_PARAMS 100000

static gboolean
oscsend (guint16     port,
         const char *address,
         const char *value)
{
  g_autofree char          *text = g_strdup_printf ("%u", port);
  const char *const         argv[] = { "oscsend", "127.0.0.1", text, address, "f", value, NULL };
  g_autoptr (ClaspTestPeer) sender = clasp_test_peer_new (argv);

  return sender != NULL && clasp_test_peer_wait (sender) == 0;
}

/* ---- a tablet, the mapping, a universe of OLA ---- */

static void
test_a_fader_reaches_a_universe_of_olad (void)
{
  guint16                   port = clasp_test_free_port ();
  g_autofree char          *osc = g_strdup_printf ("osc,listen=127.0.0.1:%u", port);
  g_autoptr (ClaspTestPeer) daemon = NULL;
  g_autofree char          *uri = NULL;
  ClaspOlad                 olad = { 0 };

  if (!clasp_olad_start (&olad))
    return;

  daemon = app_start_args ("claspd", "--listen", "ws://127.0.0.1:0/clasp", "--connect", osc, "--connect", "artnet,listen=,send=" CLASP_OLAD_ADDRESS,
                  "--map", "/osc/1/fader{n:1..8} => /artnet/0/0/1/{n}", NULL);
  uri = app_wait_ready (daemon);
  if (oscsend (port, "/1/fader3", "0.5"))
    clasp_olad_expect_levels (&olad, "[0,0,128,0");
  if (oscsend (port, "/1/fader1", "1"))
    clasp_olad_expect_levels (&olad, "[255,0,128,0");
  app_stop_daemon (daemon);
  clasp_olad_stop (&olad);
}

/* ---- the reference's JavaScript client ---- */

static ClaspTestPeer *
start_node (const char *script,
            const char *uri)
{
  const char      *folder = g_getenv ("CLASP_NPM_DIR");
  g_autofree char *modules = folder != NULL ? g_build_filename (folder, "node_modules", NULL) : NULL;
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "npm", script, NULL);
  const char      *argv[] = { "node", path, uri, NULL };

  if (modules == NULL || !g_file_test (modules, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("CLASP_NPM_DIR does not name a folder with node_modules");
      return NULL;
    }
  return clasp_test_peer_new (argv);
}

/* All of its lines, and its end. */
static void
expect_success (ClaspTestPeer *node)
{
  for (;;)
    {
      g_autofree char *line = clasp_test_peer_read_line (node, 60000);

      if (line == NULL)
        break;
      g_test_message ("%s", line);
      g_assert_false (g_str_has_prefix (line, "not ok"));
    }
  if (clasp_test_peer_wait (node) != 0)
    g_error ("node: %s", clasp_test_peer_get_stderr (node));
}

static void
test_the_javascript_client_against_claspd (void)
{
  g_autoptr (ClaspTestPeer) daemon = app_start_args ("claspd", "--listen", "ws://127.0.0.1:0/clasp", NULL);
  g_autofree char          *uri = app_wait_ready (daemon);
  g_autoptr (ClaspTestPeer) node = start_node ("client.mjs", uri);

  if (node != NULL)
    expect_success (node);
  app_stop_daemon (daemon);
}

static void
test_the_javascript_client_sees_what_osc_changed (void)
{
  guint16                   port = clasp_test_free_port ();
  g_autofree char          *osc = g_strdup_printf ("osc,listen=127.0.0.1:%u", port);
  g_autoptr (ClaspTestPeer) daemon = app_start_args ("claspd", "--listen", "ws://127.0.0.1:0/clasp", "--connect", osc, NULL);
  g_autofree char          *uri = app_wait_ready (daemon);
  g_autoptr (ClaspTestPeer) node = start_node ("watch.mjs", uri);
  g_autofree char          *ready = NULL;
  g_autofree char          *seen = NULL;

  if (node != NULL)
    {
      ready = clasp_test_peer_read_line (node, 20000);
      g_assert_cmpstr (ready, ==, "watching");
      if (oscsend (port, "/1/fader3", "0.5"))
        {
          seen = clasp_test_peer_read_line (node, 20000);
          g_assert_cmpstr (seen, ==, "/osc/1/fader3 0.5");
        }
    }
  app_stop_daemon (daemon);
}

/* ---- a hundred thousand parameters ---- */

typedef struct
{
  GAsyncResult *result;
} Wait;

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ((Wait *) user_data)->result = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  return ((Wait *) user_data)->result != NULL;
}

typedef struct
{
  GHashTable *addresses;
} Crowd;

static void
message_cb (ClaspClient        *client,
            const ClaspMessage *message,
            Crowd              *crowd)
{
  if (message->type != CLASP_MESSAGE_SNAPSHOT)
    return;

  for (guint i = 0; i < message->snapshot.n_params; i++)
    g_hash_table_add (crowd->addresses, clasp_str_dup (message->snapshot.params[i].address));
}

static gboolean
has_all (gpointer user_data)
{
  return g_hash_table_size (((Crowd *) user_data)->addresses) == N_PARAMS;
}

static ClaspClient *
connect_client (const char *uri,
                Crowd      *crowd)
{
  ClaspClient       *client = clasp_client_new (uri, "crowd");
  Wait               wait = { NULL };
  g_autoptr (GError) error = NULL;

  if (crowd != NULL)
    g_signal_connect (client, "message", G_CALLBACK (message_cb), crowd);
  clasp_client_connect_async (client, NULL, result_cb, &wait);
  clasp_test_spin_until (has_result, &wait, "the connection");
  clasp_client_connect_finish (client, wait.result, &error);
  g_assert_no_error (error);
  g_object_unref (wait.result);
  return client;
}

static void
set_many (ClaspClient *client)
{
  Wait               wait = { NULL };
  g_autoptr (GError) error = NULL;
  ClaspValue         last;

  for (guint i = 0; i < N_PARAMS; i++)
    {
      char         address[40];
      ClaspMessage message = { .type = CLASP_MESSAGE_SET };

      g_snprintf (address, sizeof address, "/crowd/%u/%u", i / 1000, i % 1000);
      message.set.address = clasp_str (address);
      message.set.value = clasp_value_double (i);
      g_assert_true (clasp_client_send (client, &message, &error));
      if (i % 1000 == 0)
        while (g_main_context_iteration (NULL, FALSE))
          ;
    }

  /* Answered only after everything before it. */
  last = clasp_value_double (N_PARAMS - 1);
  clasp_client_set_async (client, "/crowd/99/999", &last, NULL, result_cb, &wait);
  clasp_test_spin_until (has_result, &wait, "the last SET's ACK");
  clasp_client_set_finish (client, wait.result, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (wait.result);
}

static void
print_memory (ClaspTestPeer *daemon)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int) clasp_test_peer_get_pid (daemon));
  g_autofree char *text = NULL;
  const char      *line;

  if (g_file_get_contents (path, &text, NULL, NULL) && (line = strstr (text, "VmRSS:")) != NULL)
    g_test_message ("claspd with %d parameters, resident memory (sanitizers included if built with them): %.*s",
                    N_PARAMS, (int) strcspn (line + 6, "\n"), line + 6);
}

static void
test_a_late_joiner_gets_a_hundred_thousand (void)
{
  g_autoptr (ClaspTestPeer) daemon = app_start_args ("claspd", "--listen", "ws://127.0.0.1:0/clasp", NULL);
  g_autofree char          *uri = app_wait_ready (daemon);
  g_autoptr (ClaspClient)   first = connect_client (uri, NULL);
  g_autoptr (ClaspClient)   late = NULL;
  Crowd                     crowd = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };

  set_many (first);
  late = connect_client (uri, &crowd);
  clasp_test_spin_until (has_all, &crowd, "all parameters at the late joiner");
  print_memory (daemon);
  g_hash_table_unref (crowd.addresses);
  app_stop_daemon (daemon);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 115);
  g_test_add_func ("/app/claspd/peers/fader-reaches-a-universe-of-olad", test_a_fader_reaches_a_universe_of_olad);
  g_test_add_func ("/app/claspd/peers/javascript-client", test_the_javascript_client_against_claspd);
  g_test_add_func ("/app/claspd/peers/javascript-client-sees-what-osc-changed", test_the_javascript_client_sees_what_osc_changed);
  g_test_add_func ("/app/claspd/peers/late-joiner-gets-a-hundred-thousand", test_a_late_joiner_gets_a_hundred_thousand);
  return g_test_run ();
}
