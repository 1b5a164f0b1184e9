/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspd-found.h"

#include "clasp-finder.h"
#include "discovery/clasp-mdns-browser.h"

#include <stdio.h>

#define LISTEN_MS 3000 /* an address of IPv6 alone is known after two seconds */

typedef struct
{
  GMainLoop        *loop; /* (unowned) */
  const char       *type;
  ClaspMdnsBrowser *browser;
} Search;

static void
found_cb (const ClaspMdnsFound *service, gpointer user_data)
{
  Search        *search = user_data;
  ClaspSighting *sighting =
    clasp_finder_sight_service (search->type, service->name, service->address, service->port);

  printf ("%s\t%s\t%s\n", sighting->kind, sighting->options[1], sighting->name);
  clasp_sighting_free (sighting);
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
  Search searches[] = { { loop, "_osc._udp", NULL },
                        { loop, "_osc._tcp", NULL },
                        { loop, "_oscjson._tcp", NULL } };
  guint  timeout = g_timeout_add (LISTEN_MS, quit_cb, loop);

  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    searches[i].browser =
      clasp_mdns_browser_new (timers, searches[i].type, &events, &searches[i]);
  g_main_loop_run (loop);
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    clasp_mdns_browser_free (searches[i].browser);
  if (g_main_context_find_source_by_id (NULL, timeout) != NULL)
    g_source_remove (timeout);
}
