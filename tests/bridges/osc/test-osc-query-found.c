/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An OSCQuery server that is found by its name, through an Avahi daemon of the test. */

#include "discovery/clasp-mdns-browser.h"
#include "query-stage.h"
#include "support/clasp-avahi-daemon.h"
#include "support/clasp-own-network.h"

typedef struct
{
  QueryStage *stage;
  const char *text; /* awaited in the status */
  GString    *found;
} Awaiting;

static gboolean
says (gpointer user_data)
{
  Awaiting *awaiting = user_data;

  clasp_fixture_advance (&awaiting->stage->router, 100000);
  return strstr (awaiting->stage->status.detail, awaiting->text) != NULL;
}

static void
found_cb (const ClaspMdnsFound *service, gpointer user_data)
{
  g_string_append_printf (((Awaiting *) user_data)->found, "%s %u", service->name, service->port);
}

static void
lost_cb (const char *name, gpointer user_data)
{
}

static gboolean
is_found (gpointer user_data)
{
  Awaiting *awaiting = user_data;

  clasp_fixture_advance (&awaiting->stage->router, 100000);
  return awaiting->found->len > 0;
}

static void
open_for_everybody (QueryStage *stage)
{
  g_autofree char *listen = g_strdup_printf ("0.0.0.0:%u", stage->port);

  query_stage_open (stage, "query-listen", listen);
}

static void
it_is_found_by_name (QueryStage *stage, gboolean has_ipv6)
{
  static const ClaspMdnsBrowserEvents events = { found_cb, lost_cb, NULL };
  ClaspAvahiDaemon                    daemon = { .has_ipv6 = has_ipv6 };
  Awaiting                            awaiting = { stage, NULL, NULL };
  g_autofree char                    *expected = NULL;
  ClaspMdnsBrowser                   *browser;

  if (!clasp_avahi_daemon_start_bus (&daemon) || !clasp_avahi_daemon_start (&daemon))
    {
      clasp_avahi_daemon_clear (&daemon);
      return;
    }
  open_for_everybody (stage);
  awaiting.found = g_string_new (NULL);
  browser = clasp_mdns_browser_new (stage->router.timers, "_oscjson._tcp", &events, &awaiting);
  clasp_test_spin_until (is_found, &awaiting, "the server to be found");
  expected = g_strdup_printf ("Stage left %u", stage->port);
  g_assert_cmpstr (awaiting.found->str, ==, expected);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  clasp_mdns_browser_free (browser);
  clasp_avahi_daemon_clear (&daemon);
  g_string_free (awaiting.found, TRUE);
}

static void
test_it_is_found_by_name (QueryStage *stage, gconstpointer data)
{
  clasp_own_network_set_ipv6 (FALSE); /* where that may be changed */
  it_is_found_by_name (stage, FALSE);
}

static void
test_it_is_found_with_ipv6 (QueryStage *stage, gconstpointer data)
{
  if (clasp_own_network_set_ipv6 (TRUE))
    it_is_found_by_name (stage, TRUE);
  else
    g_test_skip ("loopback may have no IPv6 here");
}

static void
test_without_avahi_it_says_so (QueryStage *stage, gconstpointer data)
{
  ClaspAvahiDaemon daemon = { 0 };
  Awaiting         awaiting = { stage, "install and start avahi-daemon", NULL };

  if (clasp_avahi_daemon_start_bus (&daemon))
    {
      open_for_everybody (stage);
      clasp_test_spin_until (says, &awaiting, "Avahi to be missed");
      g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_DEGRADED);
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

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/osc/query/" path, QueryStage, NULL, query_stage_set_up, func,              \
              query_stage_tear_down)
  if (why_not != NULL)
    {
      g_test_add_data_func ("/bridges/osc/query/found-by-name", why_not, skip);
      g_test_add_data_func ("/bridges/osc/query/found-by-name/with-ipv6", why_not, skip);
      g_test_add_data_func ("/bridges/osc/query/without-avahi-it-says-so", why_not, skip);
    }
  else
    {
      ADD ("found-by-name", test_it_is_found_by_name);
      ADD ("found-by-name/with-ipv6", test_it_is_found_with_ipv6);
      ADD ("without-avahi-it-says-so", test_without_avahi_it_says_so);
    }

  return g_test_run ();
}
