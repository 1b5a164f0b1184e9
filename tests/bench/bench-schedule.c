/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

#include <string.h>

/* How far from its time a scheduled bundle runs: ten peers schedule a thousand bundles each, at
 * random moments of one second, and a session in the router notes when each value comes. The router
 * runs on the machine's clock in this thread's loop, as it does in the application. */

#define N_PEERS 10
#define N_BUNDLES 1000 /* of each peer */
#define AHEAD_US (G_USEC_PER_SEC / 2)
#define N_ROUNDS 5

typedef struct
{
  ClaspReactor *reactor;
  ClaspTimers  *timers;
  ClaspRouter  *router;
  ClaspSession *session;
  GPtrArray    *peers;
  gint64       *errors_us;
  guint         n;
} Bench;

/* The value is the time at which it was to come. */
static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  Bench *bench = user_data;

  bench->errors_us[bench->n++] =
    clasp_clock_unix_us (clasp_clock_system ()) - delivery->message->set.value.as.integer;
}

static void
set_up (Bench *bench)
{
  bench->reactor = clasp_reactor_new (NULL);
  bench->timers = clasp_timers_new (NULL, clasp_clock_system ());
  bench->router = clasp_router_new (bench->reactor, bench->timers, "Bench", NULL);
  bench->session = clasp_router_join (bench->router, "bench", deliver_cb, NULL, bench);
  clasp_session_subscribe (bench->session, 1, CLASP_STR_LITERAL ("/bench/**"), CLASP_TYPES_PARAM,
                           FALSE, NULL);
  bench->peers = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < N_PEERS; i++)
    {
      ClaspFakeLink *link = clasp_fake_link_new ("192.0.2.1:1");

      clasp_fake_link_set_counting (link, TRUE);
      clasp_router_accept (bench->router, CLASP_LINK (link));
      clasp_fixture_say (link, "HELLO bench");
      g_ptr_array_add (bench->peers, link);
    }
  bench->errors_us = g_new (gint64, N_PEERS * N_BUNDLES);
}

static void
tear_down (Bench *bench)
{
  clasp_session_leave (bench->session);
  g_object_unref (bench->router);
  g_ptr_array_unref (bench->peers);
  clasp_timers_free (bench->timers);
  clasp_reactor_unref (bench->reactor);
  g_free (bench->errors_us);
}

static void
schedule (ClaspFakeLink *link, guint peer, gint64 due_us)
{
  g_autofree char *address = g_strdup_printf ("/bench/%u", peer);
  ClaspMessage     set = { .type = CLASP_MESSAGE_SET };
  ClaspMessage     bundle = { .type = CLASP_MESSAGE_BUNDLE };

  set.set.address = clasp_str (address);
  set.set.value = clasp_value_int (due_us);
  bundle.bundle.has_timestamp = TRUE;
  bundle.bundle.timestamp_us = (guint64) due_us;
  bundle.bundle.messages = &set;
  bundle.bundle.n_messages = 1;
  clasp_fake_link_inject (link, &bundle);
}

static int
compare_errors (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a;
  const gint64 *y = b;

  return (*x > *y) - (*x < *y);
}

static void
run_round (Bench *bench, GRand *rand)
{
  guint  total = N_PEERS * N_BUNDLES;
  gint64 begin_us = clasp_clock_now_us (clasp_clock_system ());
  gint64 start_us = clasp_clock_unix_us (clasp_clock_system ()) + AHEAD_US;
  gint64 accept_us;

  bench->n = 0;
  for (guint i = 0; i < total; i++)
    schedule (g_ptr_array_index (bench->peers, i % N_PEERS), i % N_PEERS,
              start_us + g_rand_int_range (rand, 0, G_USEC_PER_SEC));
  accept_us = clasp_clock_now_us (clasp_clock_system ()) - begin_us;
  while (bench->n < total)
    g_main_context_iteration (NULL, TRUE);

  qsort (bench->errors_us, total, sizeof *bench->errors_us, compare_errors);
  g_print ("%6u bundles in 1 s: error p50 %4" G_GINT64_FORMAT " us, p90 %4" G_GINT64_FORMAT
           " us, p99 %4" G_GINT64_FORMAT " us, max %5" G_GINT64_FORMAT " us, min %3" G_GINT64_FORMAT
           " us; accepted in %.2f us each\n",
           total, bench->errors_us[total / 2], bench->errors_us[total / 10 * 9],
           bench->errors_us[total / 100 * 99], bench->errors_us[total - 1], bench->errors_us[0],
           (double) accept_us / total);
}

int
main (int argc, char **argv)
{
  Bench             bench = { 0 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  set_up (&bench);
  for (guint i = 0; i < N_ROUNDS; i++)
    run_round (&bench, rand);
  tear_down (&bench);
  return 0;
}
