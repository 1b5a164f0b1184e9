/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load-histogram.h"
#include "load-run.h"

/* Connections that come and go, and connections that stay and say nothing. */

#define AT_A_TIME 64
#define WARM_UP 200

static struct
{
  LoadLoop      loop;
  GPtrArray    *finished; /* (unowned) greeted in this turn */
  guint         n_open;
  LoadHistogram time;
} connects;

static void
take_ready (LoadConn *conn)
{
  load_histogram_record (&connects.time, (guint64) (connects.loop.now_ns - conn->started_ns));
  g_ptr_array_add (connects.finished, conn);
}

static void
take_delivery (LoadConn *conn, guint64 sequence, const char *topic, gsize topic_size)
{
  load_die ("connection %u got something", conn->index);
}

static const LoadSink connects_sink = { .ready = take_ready, .delivery = take_delivery };

static void
hang_up (void)
{
  for (guint i = 0; i < connects.finished->len; i++)
    load_conn_free (connects.finished->pdata[i]);
  connects.n_open -= connects.finished->len;
  g_ptr_array_set_size (connects.finished, 0);
}

/* As many connections as --topics says, greeted and closed, some dozens at a time. */
int
load_run_connects (const LoadOptions *options)
{
  guint  n_total = (guint) options->topics;
  guint  n_started = 0;
  gint64 started_ns, cpu_ns;
  double wall_s;

  load_loop_init (&connects.loop, options->port, &connects_sink);
  connects.finished = g_ptr_array_new ();
  started_ns = load_now_ns ();
  cpu_ns = load_server_cpu_ns (&options->server);
  while (n_started < n_total || connects.n_open > 0)
    {
      for (; connects.n_open < AT_A_TIME && n_started < n_total; connects.n_open++)
        load_conn_new (&connects.loop, options->protocol, n_started++);
      load_loop_turn (&connects.loop, 1000);
      hang_up ();
    }
  wall_s = (double) (load_now_ns () - started_ns) / 1e9;
  cpu_ns = load_server_cpu_ns (&options->server) - cpu_ns;

  load_print_begin ();
  load_print_number ("connects_per_s", n_total / wall_s);
  load_print_number ("cpu_us_per_connect", (double) cpu_ns / 1e3 / n_total);
  load_print_number ("p50_us", (double) load_histogram_quantile (&connects.time, 0.5) / 1e3);
  load_print_number ("p99_us", (double) load_histogram_quantile (&connects.time, 0.99) / 1e3);
  load_print_end ();
  g_ptr_array_unref (connects.finished);
  load_loop_clear (&connects.loop);
  return 0;
}

static const LoadSink idle_sink = { .ready = load_ready, .delivery = take_delivery };

/* What the server's memory grows by for each greeted connection, after some that warm it up. */
int
load_run_idle (const LoadOptions *options)
{
  LoadLoop              loop;
  g_autoptr (GPtrArray) conns = g_ptr_array_new_with_free_func ((GDestroyNotify) load_conn_free);
  gsize                 before, after;

  load_loop_init (&loop, options->port, &idle_sink);
  load_connect_all (&loop, options->protocol, conns, WARM_UP);
  before = load_server_rss (&options->server);
  load_connect_all (&loop, options->protocol, conns, (guint) options->subscribers);
  after = load_server_rss (&options->server);

  load_print_begin ();
  load_print_number ("bytes_per_connection",
                     ((double) after - (double) before) / options->subscribers);
  load_print_end ();
  g_ptr_array_set_size (conns, 0);
  load_loop_clear (&loop);
  return 0;
}
