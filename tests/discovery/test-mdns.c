/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Services told and found through the real Avahi daemon, and what is said where there is none. */

#include "discovery/clasp-mdns-browser.h"
#include "discovery/clasp-mdns-service.h"
#include "support/clasp-avahi-daemon.h"
#include "support/clasp-own-network.h"

/* The data of a test: NULL, or that loopback is to have IPv6 beside IPv4. */
#define WITH_IPV6 "ipv6"

typedef struct
{
  ClaspAvahiDaemon  daemon;
  ClaspTimers      *timers;
  ClaspMdnsService *service;
  ClaspMdnsBrowser *browser;
  GString          *log;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->timers = clasp_timers_new (NULL, clasp_clock_system ());
  fixture->log = g_string_new (NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->service, clasp_mdns_service_free);
  g_clear_pointer (&fixture->browser, clasp_mdns_browser_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  clasp_timers_free (fixture->timers);
  clasp_avahi_daemon_clear (&fixture->daemon);
  g_string_free (fixture->log, TRUE);
}

static void
changed_cb (gpointer user_data)
{
}

static void
found_cb (const ClaspMdnsFound *found, gpointer user_data)
{
  g_autofree char *address = g_inet_address_to_string (found->address);
  g_autofree char *txt = g_strjoinv (",", (char **) found->txt);

  g_string_append_printf (((Fixture *) user_data)->log, "+%s %s:%u %s;", found->name, address,
                          found->port, txt);
}

static void
lost_cb (const char *name, gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->log, "-%s;", name);
}

static void
browse (Fixture *fixture)
{
  static const ClaspMdnsBrowserEvents events = { found_cb, lost_cb, NULL };

  fixture->browser = clasp_mdns_browser_new (fixture->timers, "_oscjson._tcp", &events, fixture);
}

static void
tell_port (Fixture *fixture, const char *name, guint16 port)
{
  static const char *const txt[] = { "a=1", "b=two", NULL };

  fixture->service =
    clasp_mdns_service_new (fixture->timers, name, "_oscjson._tcp", port, txt, changed_cb, fixture);
}

static void
tell (Fixture *fixture, const char *name)
{
  tell_port (fixture, name, 9010);
}

static gboolean
is_told (gpointer user_data)
{
  return clasp_mdns_service_is_told (((Fixture *) user_data)->service);
}

static gboolean
has_problem (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->service != NULL ? clasp_mdns_service_get_problem (fixture->service) != NULL
                                  : clasp_mdns_browser_get_problem (fixture->browser) != NULL;
}

static gboolean
has_log (gpointer user_data)
{
  return strchr (((Fixture *) user_data)->log->str, ';') != NULL;
}

static gboolean
start (Fixture *fixture, gconstpointer data)
{
  fixture->daemon.has_ipv6 = data != NULL;
  if (!clasp_own_network_set_ipv6 (data != NULL) && data != NULL)
    {
      g_test_skip ("loopback may have no IPv6 here");
      return FALSE;
    }
  return clasp_avahi_daemon_start_bus (&fixture->daemon) &&
         clasp_avahi_daemon_start (&fixture->daemon);
}

static void
expect_news (Fixture *fixture, const char *prefix)
{
  clasp_test_spin_until (has_log, fixture, prefix);
  if (!g_str_has_prefix (fixture->log->str, prefix))
    g_error ("‘%s’ does not begin with ‘%s’", fixture->log->str, prefix);
  g_string_truncate (fixture->log, 0);
}

static void
test_told_and_found (Fixture *fixture, gconstpointer data)
{
  if (!start (fixture, data))
    return;
  tell (fixture, "Stage left");
  clasp_test_spin_until (is_told, fixture, "the service to be told");
  g_assert_cmpstr (clasp_mdns_service_get_name (fixture->service), ==, "Stage left");
  g_assert_null (clasp_mdns_service_get_problem (fixture->service));

  browse (fixture);
  expect_news (fixture, "+Stage left 127.0.0.1:9010 ");
  g_clear_pointer (&fixture->service, clasp_mdns_service_free);
  expect_news (fixture, "-Stage left;");
}

/* Avahi's own programs see the same, and the other way round. */
static void
test_with_avahis_own_programs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) browser = NULL, publisher = NULL;
  g_autofree char          *line = NULL;

  if (!start (fixture, data))
    return;
  tell (fixture, "Stage left");
  clasp_test_spin_until (is_told, fixture, "the service to be told");
  browser =
    clasp_test_peer_new ((const char *const[]){ "avahi-browse", "-rpt", "_oscjson._tcp", NULL });
  if (browser == NULL)
    return;
  while ((line = clasp_test_peer_read_line (browser, 20000)) != NULL &&
         strstr (line, "Stage\\032left;_oscjson._tcp;local;clasp-test.local;127.0.0.1;9010;") ==
           NULL)
    g_clear_pointer (&line, g_free);
  g_assert_nonnull (line);
  g_assert_nonnull (strstr (line, "\"a=1\""));
  g_assert_nonnull (strstr (line, "\"b=two\""));

  browse (fixture);
  expect_news (fixture, "+Stage left ");
  g_clear_pointer (&fixture->service, clasp_mdns_service_free);
  expect_news (fixture, "-Stage left;");
  publisher = clasp_test_peer_new ((const char *const[]){ "avahi-publish", "-s", "Tablet é",
                                                          "_oscjson._tcp", "8080", "x=y", NULL });
  expect_news (fixture, "+Tablet é 127.0.0.1:8080 x=y;");
}

/* A host with no other address is found by its IPv6 one. */
static void
test_ipv6_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) host = NULL, publisher = NULL;

  if (!start (fixture, data))
    return;
  host = clasp_test_peer_new (
    (const char *const[]){ "avahi-publish", "-a", "-R", "six.local", "fd00::6", NULL });
  if (host == NULL)
    return;
  publisher = clasp_test_peer_new ((const char *const[]){ "avahi-publish", "-s", "-H", "six.local",
                                                          "Six", "_oscjson._tcp", "8080", NULL });
  browse (fixture);
  expect_news (fixture, "+Six fd00::6:8080 ");
}

/* Between the two questions of the browser: neither answer finds anybody. */
static void
test_freed_while_it_asks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) host = NULL, publisher = NULL, watcher = NULL;
  g_autofree char          *line = NULL;

  if (!start (fixture, data))
    return;
  host = clasp_test_peer_new (
    (const char *const[]){ "avahi-publish", "-a", "-R", "six.local", "fd00::6", NULL });
  if (host == NULL)
    return;
  publisher = clasp_test_peer_new ((const char *const[]){ "avahi-publish", "-s", "-H", "six.local",
                                                          "Six", "_oscjson._tcp", "8080", NULL });
  watcher =
    clasp_test_peer_new ((const char *const[]){ "avahi-browse", "-p", "_oscjson._tcp", NULL });
  line = clasp_test_peer_read_line (watcher, 20000); /* it can be seen */
  g_assert_nonnull (line);
  browse (fixture);
  g_assert_false (clasp_test_spin_for (has_log, fixture, 500)); /* there is no IPv4 address */
  g_clear_pointer (&fixture->browser, clasp_mdns_browser_free);
  g_assert_false (clasp_test_spin_for (has_log, fixture, 200));
}

static void
test_a_taken_name_gets_a_number (Fixture *fixture, gconstpointer data)
{
  ClaspMdnsService *first;

  if (!start (fixture, data))
    return;
  tell (fixture, "Stage left");
  clasp_test_spin_until (is_told, fixture, "the first to be told");
  first = g_steal_pointer (&fixture->service);
  tell_port (fixture, "Stage left", 9011);
  clasp_test_spin_until (is_told, fixture, "the second to be told");
  g_assert_cmpstr (clasp_mdns_service_get_name (fixture->service), ==, "Stage left #2");
  clasp_mdns_service_free (first);
}

static void
test_the_daemon_comes_and_goes (Fixture *fixture, gconstpointer data)
{
  if (!clasp_avahi_daemon_start_bus (&fixture->daemon))
    return;
  tell (fixture, "Stage left");
  clasp_test_spin_until (has_problem, fixture, "the daemon to be missed");
  g_assert_cmpstr (clasp_mdns_service_get_problem (fixture->service), ==,
                   "Cannot be found on the network as “Stage left”: The Avahi daemon does not run; "
                   "install and start avahi-daemon");

  if (!clasp_avahi_daemon_start (&fixture->daemon))
    return;
  clasp_test_spin_until (is_told, fixture, "the service to be told");
  g_assert_null (clasp_mdns_service_get_problem (fixture->service));
  clasp_avahi_daemon_stop (&fixture->daemon);
  clasp_test_spin_until (has_problem, fixture, "the daemon to be missed again");
  g_assert_false (clasp_mdns_service_is_told (fixture->service));
}

static void
test_no_bus (Fixture *fixture, gconstpointer data)
{
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  browse (fixture);
  clasp_test_spin_until (has_problem, fixture, "the bus to be missed");
  g_assert_true (g_str_has_prefix (clasp_mdns_browser_get_problem (fixture->browser),
                                   "There is no system bus to reach Avahi by: "));
  g_unsetenv ("DBUS_SYSTEM_BUS_ADDRESS");
}

static void
test_freed_at_once (Fixture *fixture, gconstpointer data)
{
  if (!clasp_avahi_daemon_start_bus (&fixture->daemon))
    return;
  tell (fixture, "Stage left");
  browse (fixture);
  g_main_context_iteration (NULL, FALSE);
}

static void
test_long_names_are_cut_at_a_character (Fixture *fixture, gconstpointer data)
{
  g_autofree char *x = g_strnfill (62, 'x');
  g_autofree char *name = g_strconcat (x, "é", NULL);

  tell (fixture, name);
  g_assert_cmpstr (clasp_mdns_service_get_name (fixture->service), ==, x);
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

#define ADD_WITH(path, data, func)                                                                 \
  g_test_add ("/discovery/mdns/" path, Fixture, data, setup, func, teardown)
#define ADD(path, func) ADD_WITH (path, NULL, func)
#define ADD_REAL(path, data, func)                                                                 \
  if (why_not != NULL)                                                                             \
    g_test_add_data_func ("/discovery/mdns/" path, why_not, skip);                                 \
  else                                                                                             \
    ADD_WITH (path, data, func)
  ADD_REAL ("told-and-found", NULL, test_told_and_found);
  ADD_REAL ("with-avahis-own-programs", NULL, test_with_avahis_own_programs);
  ADD_REAL ("told-and-found/with-ipv6", WITH_IPV6, test_told_and_found);
  ADD_REAL ("with-avahis-own-programs/with-ipv6", WITH_IPV6, test_with_avahis_own_programs);
  ADD_REAL ("ipv6-alone", WITH_IPV6, test_ipv6_alone);
  ADD_REAL ("freed-while-it-asks", WITH_IPV6, test_freed_while_it_asks);
  ADD_REAL ("taken-name-gets-a-number", NULL, test_a_taken_name_gets_a_number);
  ADD_REAL ("daemon-comes-and-goes", NULL, test_the_daemon_comes_and_goes);
  ADD ("no-bus", test_no_bus);
  ADD ("freed-at-once", test_freed_at_once);
  ADD ("long-names-are-cut", test_long_names_are_cut_at_a_character);

  return g_test_run ();
}
