/* SPDX-License-Identifier: GPL-3.0-or-later */

/* `claspd --list-devices` and what others tell on the network, through the real Avahi daemon. */

#include "support/clasp-avahi-daemon.h"
#include "support/clasp-own-network.h"

#define MAX_LOOKS 8 /* of three seconds */

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

/* In any order; a first look may come before the last is told. */
static gboolean
has_all (const GString *lines)
{
  return strstr (lines->str, "\tTablet\n") != NULL && strstr (lines->str, "\tDesk\n") != NULL &&
         strstr (lines->str, "\tMixer\n") != NULL;
}

static void
programs_on_the_network (gboolean has_ipv6)
{
  ClaspAvahiDaemon          daemon = { .has_ipv6 = has_ipv6 };
  g_autoptr (ClaspTestPeer) tablet = NULL, desk = NULL, mixer = NULL;

  if (clasp_avahi_daemon_start_bus (&daemon) && clasp_avahi_daemon_start (&daemon))
    {
      g_autoptr (GString) lines = g_string_new (NULL);

      tablet = publish ("Tablet", "_osc._udp", "9000");
      desk = tablet != NULL ? publish ("Desk", "_osc._tcp", "3032") : NULL;
      mixer = desk != NULL ? publish ("Mixer", "_oscjson._tcp", "8080") : NULL;
      /* it takes the daemon a second to be sure that the names are free */
      for (guint i = 0; i < MAX_LOOKS && mixer != NULL && !has_all (lines); i++)
        {
          g_string_free (lines, TRUE);
          lines = list_devices ();
        }
      if (mixer != NULL)
        {
          assert_has (lines, "\nosc\t127.0.0.1:9000\tTablet\n");
          assert_has (lines, "\nosc\ttcp://127.0.0.1:3032\tDesk\n");
          assert_has (lines, "\nosc\thttp://127.0.0.1:8080\tMixer\n");
        }
    }
  g_clear_pointer (&tablet, clasp_test_peer_free);
  g_clear_pointer (&desk, clasp_test_peer_free);
  g_clear_pointer (&mixer, clasp_test_peer_free);
  clasp_avahi_daemon_clear (&daemon);
}

static void
test_programs_on_the_network (void)
{
  clasp_own_network_set_ipv6 (FALSE); /* where that may be changed */
  programs_on_the_network (FALSE);
}

/* What is told with both kinds of address is named by the one that all programs listen to. */
static void
test_ipv4_is_preferred (void)
{
  if (clasp_own_network_set_ipv6 (TRUE))
    programs_on_the_network (TRUE);
  else
    g_test_skip ("loopback may have no IPv6 here");
}

static void
test_without_avahi_it_says_so (void)
{
  ClaspAvahiDaemon    daemon = { 0 };
  g_autoptr (GString) lines = NULL;

  if (clasp_avahi_daemon_start_bus (&daemon))
    {
      lines = list_devices ();
      assert_has (lines,
                  "\nosc\t\tThe Avahi daemon does not run; install and start avahi-daemon\n");
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

#define ADD_REAL(path, func)                                                                       \
  if (why_not != NULL)                                                                             \
    g_test_add_data_func ("/app/found/" path, why_not, skip);                                      \
  else                                                                                             \
    g_test_add_func ("/app/found/" path, func)
  ADD_REAL ("programs-on-the-network", test_programs_on_the_network);
  ADD_REAL ("ipv4-is-preferred", test_ipv4_is_preferred);
  g_test_add_func ("/app/found/without-avahi-it-says-so", test_without_avahi_it_says_so);

  return g_test_run ();
}
