/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load-clasp.h"
#include "load-histogram.h"
#include "load-run.h"

/* Late joiners: many sessions subscribe to a table of parameters at once, while a pair of sessions
 * on another address, one message in flight, shows what the others feel. The pair shares the
 * generator's processor with the reading of all snapshots, so its latency is an upper bound. */

#define PAIR 2 /* the first connections: publisher and subscriber */
#define CALM_NS G_GINT64_CONSTANT (500000000)

static struct
{
  const LoadOptions *options;
  LoadLoop           loop;
  GPtrArray         *conns;    /* (owned) */
  guint             *n_params; /* of each joiner */
  guint              n_complete;
  gint64             started_ns;
  guint64            n_acks;
  LoadTopic          live;
  guint64            next;
  gint64             sent_ns;
  LoadHistogram      latency, completion;
} joiners;

static void
publish (void)
{
  joiners.sent_ns = load_now_ns ();
  load_topic_publish (&joiners.live, joiners.conns->pdata[0], ++joiners.next);
}

static void
take_delivery (LoadConn *conn, guint64 sequence, const char *topic, gsize topic_size)
{
  if (conn->index != 1 || sequence != joiners.next)
    load_die ("connection %u got message %" G_GUINT64_FORMAT, conn->index, sequence);
  load_histogram_record (&joiners.latency, (guint64) (joiners.loop.now_ns - joiners.sent_ns));
  publish ();
}

static void
take_param (const char *address, gsize size, guint64 value, gpointer user_data)
{
  LoadConn *conn = user_data;
  guint    *n_params = &joiners.n_params[conn->index];

  if (++*n_params < (guint) joiners.options->topics)
    return;
  if (*n_params > (guint) joiners.options->topics)
    load_die ("connection %u got a parameter twice", conn->index);
  joiners.n_complete++;
  load_histogram_record (&joiners.completion, (guint64) (joiners.loop.now_ns - joiners.started_ns));
}

static void
take_answer (LoadConn *conn, const guint8 *message, gsize size)
{
  if (message[0] == CLASP_MESSAGE_ACK)
    joiners.n_acks++;
  else if (conn->index >= PAIR)
    load_clasp_read_snapshot (message, size, take_param, conn);
}

static const LoadSink sink = { .ready = load_ready,
                               .delivery = take_delivery,
                               .answer = take_answer };

static void
fill (void)
{
  guint n = (guint) joiners.options->topics;

  for (guint i = 0; i < n; i++)
    joiners.options->protocol->set (joiners.conns->pdata[0], i);
  while (joiners.n_acks < n)
    load_loop_turn (&joiners.loop, 1000);
}

static void
start_pair (void)
{
  LoadConn *publisher = joiners.conns->pdata[0];

  load_topic_init (&joiners.live, publisher, g_strdup ("/live/fader/0000001"), LOAD_KIND_STREAM);
  publisher->protocol->subscribe (joiners.conns->pdata[1], 1, joiners.live.name);
  load_wait_ready (&joiners.loop, 1);
  publish ();
}

static void
print_latency (const char *p50, const char *p99)
{
  load_print_number (p50, (double) load_histogram_quantile (&joiners.latency, 0.5) / 1e3);
  load_print_number (p99, (double) load_histogram_quantile (&joiners.latency, 0.99) / 1e3);
  load_histogram_clear (&joiners.latency);
}

static void
be_calm (void)
{
  gint64 end_ns = load_now_ns () + CALM_NS;

  while (joiners.loop.now_ns < end_ns)
    load_loop_turn (&joiners.loop, 100);
  print_latency ("calm_p50_us", "calm_p99_us");
}

static void
storm (void)
{
  guint  n = (guint) joiners.options->subscribers;
  gint64 deadline_ns = load_now_ns () + G_GINT64_CONSTANT (60000000000);
  double wall_s;

  joiners.started_ns = load_now_ns ();
  for (guint i = PAIR; i < joiners.conns->len; i++)
    joiners.options->protocol->subscribe (joiners.conns->pdata[i], 1, "/stage/**");
  while (joiners.n_complete < n)
    {
      load_loop_turn (&joiners.loop, 100);
      if (load_now_ns () > deadline_ns)
        load_die ("%u of %u joiners have everything", joiners.n_complete, n);
    }
  wall_s = (double) (load_now_ns () - joiners.started_ns) / 1e9;
  print_latency ("storm_p50_us", "storm_p99_us");
  load_print_number ("first_ms", (double) load_histogram_quantile (&joiners.completion, 0) / 1e6);
  load_print_number ("median_ms",
                     (double) load_histogram_quantile (&joiners.completion, 0.5) / 1e6);
  load_print_number ("all_ms", wall_s * 1e3);
  load_print_number ("params_per_s", (double) n * joiners.options->topics / wall_s);
}

int
load_run_joiners (const LoadOptions *options)
{
  joiners.options = options;
  load_loop_init (&joiners.loop, options->port, &sink);
  joiners.conns = g_ptr_array_new_with_free_func ((GDestroyNotify) load_conn_free);
  load_connect_all (&joiners.loop, options->protocol, joiners.conns,
                    PAIR + (guint) options->subscribers);
  joiners.n_params = g_new0 (guint, joiners.conns->len);
  fill ();
  start_pair ();

  load_print_begin ();
  be_calm ();
  storm ();
  load_print_end ();

  load_topic_clear (&joiners.live);
  g_free (joiners.n_params);
  g_ptr_array_unref (joiners.conns);
  load_loop_clear (&joiners.loop);
  return 0;
}
