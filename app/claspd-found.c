/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspd-found.h"

#include "discovery/clasp-mdns-browser.h"
#include "io/clasp-endpoint.h"

#include <stdio.h>

#define LISTEN_MS 3000 /* an address of IPv6 alone is known after two seconds */

typedef struct
{
  GMainLoop        *loop;   /* (unowned) */
  const char       *prefix; /* of what a setting is told */
  ClaspMdnsBrowser *browser;
} Search;

static void
found_cb (const ClaspMdnsFound *service, gpointer user_data)
{
  Search                    *search = user_data;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (service->address, service->port);
  g_autofree char           *place = clasp_socket_address_to_text (address);

  printf ("osc\t%s%s\t%s\n", search->prefix, place, service->name);
}

static void
lost_cb (const char *name, gpointer user_data)
{
}

static void
problem_cb (gpointer user_data)
{
  Search     *search = user_data;
  const char *problem = clasp_mdns_browser_get_problem (search->browser);

  if (problem == NULL || !g_main_loop_is_running (search->loop))
    return;
  printf ("osc\t\t%s\n", problem);
  g_main_loop_quit (search->loop);
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

void
claspd_list_found (void)
{
  static const ClaspMdnsBrowserEvents events = { found_cb, lost_cb, problem_cb };
  g_autoptr (GMainLoop)               loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (ClaspTimers)             timers = clasp_timers_new (NULL, clasp_clock_system ());
  Search                              osc = { loop, "", NULL }, query = { loop, "http://", NULL },
                                      tcp = { loop, "tcp://", NULL };
  guint                               timeout = g_timeout_add (LISTEN_MS, quit_cb, loop);

  osc.browser = clasp_mdns_browser_new (timers, "_osc._udp", &events, &osc);
  tcp.browser = clasp_mdns_browser_new (timers, "_osc._tcp", &events, &tcp);
  query.browser = clasp_mdns_browser_new (timers, "_oscjson._tcp", &events, &query);
  g_main_loop_run (loop);
  clasp_mdns_browser_free (osc.browser);
  clasp_mdns_browser_free (tcp.browser);
  clasp_mdns_browser_free (query.browser);
  if (g_main_context_find_source_by_id (NULL, timeout) != NULL)
    g_source_remove (timeout);
}
