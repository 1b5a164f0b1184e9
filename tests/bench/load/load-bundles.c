/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load-clasp.h"
#include "load-histogram.h"
#include "load-run.h"

#include <stdlib.h>
#include <time.h>

/* Scheduled bundles: each sets one number at a time of its own, evenly spread over one second. The
 * error is from that time, on the router's clock, to the arrival at a subscriber: it holds the way
 * through the kernel and two wake-ups. */

#define PER_SESSION 500 /* bundles that wait; the router's own limit is 1000 */
#define LEAD_US 1500000 /* until the first is due: time enough to send them all */
#define SPAN_US 1000000
#define SYNC_ROUNDS 20

static struct
{
  const LoadOptions *options;
  LoadLoop           loop;
  GPtrArray         *conns; /* (owned) the subscriber comes first */
  gint64             offset_us;
  gint64             first_us; /* on the router's clock */
  guint64            next;
  LoadHistogram      error;
  guint64            n_early;
  gint64             sync_rtt_us, sync_offset_us;
  gboolean           has_synced;
} bundles;

static gint64
real_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  return (gint64) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static gint64
due_us (guint64 sequence)
{
  return bundles.first_us + (gint64) (sequence * SPAN_US / (guint64) bundles.options->topics);
}

static void
take_delivery (LoadConn *conn, guint64 sequence, const char *topic, gsize topic_size)
{
  gint64 late_us = real_us () + bundles.offset_us - due_us (sequence);

  if (sequence != bundles.next)
    load_die ("bundle %" G_GUINT64_FORMAT " came instead of %" G_GUINT64_FORMAT, sequence,
              bundles.next);
  bundles.next++;
  if (late_us < 0)
    bundles.n_early++;
  load_histogram_record (&bundles.error, (guint64) ABS (late_us));
}

static void
take_sync (const guint8 *message, gsize size)
{
  gint64 t1, t2, t3, t4 = real_us ();
  gint64 rtt_us;

  if (size < 26 || message[1] != 3)
    load_die ("a SYNC without the router's times");
  t1 = (gint64) load_get_u64 (message + 2);
  t2 = (gint64) load_get_u64 (message + 10);
  t3 = (gint64) load_get_u64 (message + 18);
  rtt_us = t4 - t1 - (t3 - t2);
  if (rtt_us < bundles.sync_rtt_us)
    {
      bundles.sync_rtt_us = rtt_us;
      bundles.sync_offset_us = (t2 - t1 + t3 - t4) / 2;
    }
  bundles.has_synced = TRUE;
}

static void
take_answer (LoadConn *conn, const guint8 *message, gsize size)
{
  if (message[0] == CLASP_MESSAGE_SYNC)
    take_sync (message, size);
}

static const LoadSink sink = { .ready = load_ready,
                               .delivery = take_delivery,
                               .answer = take_answer };

static void
synchronise (void)
{
  ClaspMessage sync = { .type = CLASP_MESSAGE_SYNC };

  bundles.sync_rtt_us = G_MAXINT64;
  for (guint i = 0; i < SYNC_ROUNDS; i++)
    {
      bundles.has_synced = FALSE;
      sync.sync.t1_us = (guint64) real_us ();
      load_clasp_say (bundles.conns->pdata[0], &sync);
      while (!bundles.has_synced)
        load_loop_turn (&bundles.loop, 1000);
    }
  bundles.offset_us = bundles.sync_offset_us;
}

static void
send_bundle (guint index)
{
  LoadConn    *conn = bundles.conns->pdata[1 + index / PER_SESSION];
  ClaspMessage inner = { .type = CLASP_MESSAGE_SET };
  ClaspMessage bundle = { .type = CLASP_MESSAGE_BUNDLE };

  inner.set.address = clasp_str ("/stage/fader/0000001");
  inner.set.value = clasp_value_double (index);
  bundle.bundle.has_timestamp = TRUE;
  bundle.bundle.timestamp_us = (guint64) due_us (index);
  bundle.bundle.messages = &inner;
  bundle.bundle.n_messages = 1;
  load_clasp_say (conn, &bundle);
}

static void
send_all (void)
{
  gint64 sent_us;

  bundles.first_us = real_us () + bundles.offset_us + LEAD_US;
  for (guint i = 0; i < (guint) bundles.options->topics; i++)
    {
      send_bundle (i);
      if (i % 100 == 0)
        load_loop_turn (&bundles.loop, 0);
    }
  load_loop_turn (&bundles.loop, 0);
  sent_us = real_us () + bundles.offset_us;
  if (sent_us > bundles.first_us - LEAD_US / 3)
    load_die ("sending the bundles took too long");
}

static void
wait_for_all (void)
{
  gint64 deadline_us = due_us ((guint64) bundles.options->topics) + 5000000;

  while (bundles.next < (guint64) bundles.options->topics)
    {
      load_loop_turn (&bundles.loop, 100);
      if (real_us () + bundles.offset_us > deadline_us)
        load_die ("only %" G_GUINT64_FORMAT " bundles were executed", bundles.next);
    }
}

int
load_run_bundles (const LoadOptions *options)
{
  guint  n_sessions = ((guint) options->topics + PER_SESSION - 1) / PER_SESSION;
  gint64 cpu_ns;

  bundles.options = options;
  load_loop_init (&bundles.loop, options->port, &sink);
  bundles.loop.spins = options->spins;
  bundles.conns = g_ptr_array_new_with_free_func ((GDestroyNotify) load_conn_free);
  load_connect_all (&bundles.loop, options->protocol, bundles.conns, 1 + n_sessions);
  options->protocol->subscribe (bundles.conns->pdata[0], 1, "/stage/fader/0000001");
  load_wait_ready (&bundles.loop, 1);
  synchronise ();
  cpu_ns = load_server_cpu_ns (&options->server);
  send_all ();
  wait_for_all ();
  cpu_ns = load_server_cpu_ns (&options->server) - cpu_ns;

  load_print_begin ();
  load_print_number ("p50_us", (double) load_histogram_quantile (&bundles.error, 0.5));
  load_print_number ("p99_us", (double) load_histogram_quantile (&bundles.error, 0.99));
  load_print_number ("max_us", (double) bundles.error.max);
  load_print_number ("early", (double) bundles.n_early);
  load_print_number ("cpu_us_per_bundle", (double) cpu_ns / 1e3 / options->topics);
  load_print_end ();

  g_ptr_array_unref (bundles.conns);
  load_loop_clear (&bundles.loop);
  return 0;
}
