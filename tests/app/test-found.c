/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `claspd --list-devices` and what others tell on the network, through the real Avahi daemon. */

#include "support/clasp-avahi-daemon.h"
#include "support/clasp-own-network.h"

static GString *
list_devices (void)
{
  g_autofree char          *claspd = clasp_test_program ("claspd");
  const char               *argv[] = { claspd, "--list-devices", NULL };
  g_autoptr (ClaspTestPeer) peer = clasp_test_peer_new (argv);
  GString                  *lines = g_string_new ("\n");
  char                     *line;

  while ((line = clasp_test_peer_read_line (peer, 20000)) != NULL)
    {
      g_string_append_printf (lines, "%s\n", line);
      g_free (line);
    }
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
  return lines;
}

static void
assert_has (const GString *lines, const char *line)
{
  if (strstr (lines->str, line) == NULL)
    g_error ("‘%s’ is not in%s", line, lines->str);
}

static ClaspTestPeer *
publish (const char *name, const char *type, const char *port)
{
  return clasp_test_peer_new (
    (const char *const[]){ "avahi-publish", "-s", name, type, port, NULL });
}

static void
test_programs_on_the_network (void)
{
  ClaspAvahiDaemon          daemon = { 0 };
  g_autoptr (ClaspTestPeer) tablet = NULL, mixer = NULL;

  if (clasp_avahi_daemon_start_bus (&daemon) && clasp_avahi_daemon_start (&daemon))
    {
      g_autoptr (GString) lines = g_string_new (NULL);

      tablet = publish ("Tablet", "_osc._udp", "9000");
      mixer = tablet != NULL ? publish ("Mixer", "_oscjson._tcp", "8080") : NULL;
      /* it takes the daemon a second to be sure that the names are free */
      for (guint i = 0; i < 5 && mixer != NULL && strstr (lines->str, "Mixer") == NULL; i++)
        {
          g_string_free (lines, TRUE);
          lines = list_devices ();
        }
      if (mixer != NULL)
        {
          assert_has (lines, "\nosc\t127.0.0.1:9000\tTablet\n");
          assert_has (lines, "\nosc\thttp://127.0.0.1:8080\tMixer\n");
        }
    }
  g_clear_pointer (&tablet, clasp_test_peer_free);
  g_clear_pointer (&mixer, clasp_test_peer_free);
  clasp_avahi_daemon_clear (&daemon);
}

static void
test_without_avahi_it_says_so (void)
{
  ClaspAvahiDaemon    daemon = { 0 };
  g_autoptr (GString) lines = NULL;

  if (clasp_avahi_daemon_start_bus (&daemon))
    {
      lines = list_devices ();
      assert_has (lines, "\nosc\t\tThe Avahi daemon does not run; install and start avahi-daemon\n");
    }
  clasp_avahi_daemon_clear (&daemon);
}

static void
skip (gconstpointer why)
{
  g_test_skip (why);
}

int
main (int argc, char **argv)
{
  const char *why_not;

  clasp_test_init (&argc, &argv, 120);
  why_not = clasp_own_network_enter ();

  if (why_not != NULL)
    g_test_add_data_func ("/app/found/programs-on-the-network", why_not, skip);
  else
    g_test_add_func ("/app/found/programs-on-the-network", test_programs_on_the_network);
  g_test_add_func ("/app/found/without-avahi-it-says-so", test_without_avahi_it_says_so);

  return g_test_run ();
}
