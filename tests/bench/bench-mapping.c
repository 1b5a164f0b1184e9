/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-route-set.h"
#include "mapping/transforms/clasp-transforms.h"
#include "show/clasp-registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1000 mappings under 20,000 messages a second: how much of one core they take, and how long after
 * a message was due everything that came of it was done. Exact sources and patterns by halves, a
 * curve in each, one in ten with two targets, one in ten with a rate. */

#define N_ROUTES 1000
#define RATE 20000
#define SECONDS 5
#define N_MESSAGES (RATE * SECONDS)

static void
ignore_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

static GObject *
new_step (const char *name)
{
  guint            n_kinds;
  const ClaspKind *kinds = clasp_transform_kinds (&n_kinds);

  return g_object_new (clasp_kind_find (kinds, n_kinds, name)->get_settings_type (), NULL);
}

static char *
make_address (guint i)
{
  return i % 2 == 0 ? g_strdup_printf ("/osc/desk/fader/%u", i)
                    : g_strdup_printf ("/midi/box%u/ch/1/cc/%u", i, 1 + i % 119);
}

static ClaspRouteSpec *
make_route (guint i)
{
  g_autofree char *id = g_strdup_printf ("m%u", i);
  g_autofree char *exact = make_address (i);
  g_autofree char *pattern = g_strdup_printf ("/midi/box%u/ch/{c:int}/cc/{n:1..119}", i);
  g_autofree char *slot = g_strdup_printf ("/artnet/0/0/%u/%u", i / 500, 1 + i % 500);
  g_autofree char *other = g_strdup_printf ("/show/%u", i);
  ClaspRouteSpec  *spec = clasp_route_spec_new (id, id);

  spec->order = i;
  clasp_route_spec_add_source (spec, i % 2 == 0 ? exact : pattern);
  clasp_route_spec_add_target (spec, slot);
  if (i % 10 == 0)
    clasp_route_spec_add_target (spec, other);
  if (i % 10 == 1)
    g_object_set (spec->options, "rate-hz", 44.0, NULL);
  g_ptr_array_add (spec->steps, new_step ("curve"));
  return spec;
}

static int
compare (const void *a, const void *b)
{
  const gint64 *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

int
main (void)
{
  const ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspReactor           *reactor = clasp_reactor_new (NULL);
  ClaspTimers            *timers = clasp_timers_new (NULL, clasp_clock_system ());
  ClaspRouter            *router = clasp_router_new (reactor, timers, "Bench", &limits);
  ClaspRouteSet          *set = clasp_route_set_new (router, timers);
  ClaspSession           *writer = clasp_router_join (router, "Writer", ignore_cb, NULL, NULL);
  g_autofree gint64      *late_us = g_new (gint64, N_MESSAGES);
  char                   *addresses[N_ROUTES];
  gint64                  busy_us = 0, start_us;

  for (guint i = 0; i < N_ROUTES; i++)
    {
      addresses[i] = make_address (i);
      clasp_route_set_put (set, make_route (i));
    }

  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      gint64     due_us = start_us + (gint64) i * G_USEC_PER_SEC / RATE;
      ClaspValue value = clasp_value_double ((i / N_ROUTES % 100) / 100.0);
      gint64     begun_us, done_us;

      while ((begun_us = g_get_monotonic_time ()) < due_us)
        ;
      clasp_timers_run (timers);
      clasp_session_set (writer, clasp_str (addresses[i * 7 % N_ROUTES]), &value);
      done_us = g_get_monotonic_time ();
      busy_us += done_us - begun_us;
      late_us[i] = done_us - due_us;
    }

  qsort (late_us, N_MESSAGES, sizeof *late_us, compare);
  printf ("%u mappings, %u messages/s: %.1f %% of one core, latency p50 %" G_GINT64_FORMAT
          " µs, p99 %" G_GINT64_FORMAT " µs, most %" G_GINT64_FORMAT " µs\n",
          N_ROUTES, RATE, 100.0 * (double) busy_us / (SECONDS * G_USEC_PER_SEC),
          late_us[N_MESSAGES / 2], late_us[N_MESSAGES / 100 * 99], late_us[N_MESSAGES - 1]);

  clasp_route_set_free (set);
  clasp_session_leave (writer);
  clasp_router_shutdown (router, "");
  g_object_unref (router);
  clasp_timers_free (timers);
  clasp_reactor_unref (reactor);
  for (guint i = 0; i < N_ROUTES; i++)
    g_free (addresses[i]);
  return EXIT_SUCCESS;
}
