/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load-clasp.h"
#include "load-run.h"

#include <stdlib.h>

/* A table of many addresses: made, written again, read, and, by CLASP alone, sent as a whole to a
 * subscriber of everything, who has to get each of them once and with its value. */

#define IN_FLIGHT 2048
#define LEAST_OPERATIONS 200000

typedef struct
{
  const LoadOptions *options;
  LoadLoop           loop;
  GPtrArray         *conns; /* (owned) the writer and the subscriber */
  guint64            n_answers;
  guint64            n_params;
  guint8            *seen; /* of each address */
} Table;

static Table table;

static guint
digits_to_index (const char *address, gsize size)
{
  guint index = 0;

  for (gsize i = size - 7; i < size; i++)
    index = index * 10 + (guint) (address[i] - '0');
  return index;
}

static void
take_param (const char *address, gsize size, guint64 value, gpointer user_data)
{
  guint index = digits_to_index (address, size);

  if (index >= (guint) table.options->topics || value != index)
    load_die ("a SNAPSHOT with %.*s = %" G_GUINT64_FORMAT, (int) size, address, value);
  if (table.seen[index]++ != 0)
    load_die ("%.*s stands in the snapshot twice", (int) size, address);
  table.n_params++;
}

static void
count_param (const char *address, gsize size, guint64 value, gpointer user_data)
{
}

static void
take_answer (LoadConn *conn, const guint8 *message, gsize size)
{
  if (conn->index == 0)
    table.n_answers++;
  if (conn->protocol != &load_redis)
    load_clasp_read_snapshot (message, size, conn->index == 1 ? take_param : count_param, NULL);
}

static void
take_ready (LoadConn *conn)
{
  load_ready (conn);
  table.n_answers++;
}

static void
take_delivery (LoadConn *conn, guint64 sequence, const char *topic, gsize topic_size)
{
  load_die ("%.*s came though nothing changed", (int) topic_size, topic);
}

static const LoadSink sink = { .ready = take_ready,
                               .delivery = take_delivery,
                               .answer = take_answer };

typedef struct
{
  gint64 wall_ns, cpu_ns;
} Times;

static Times
times_now (void)
{
  return (Times){ load_now_ns (), load_server_cpu_ns (&table.options->server) };
}

static void
wait_until (const guint64 *counter, guint64 count)
{
  gint64 deadline_ns = load_now_ns () + G_GINT64_CONSTANT (120000000000);

  while (*counter < count)
    {
      load_loop_turn (&table.loop, 1000);
      if (load_now_ns () > deadline_ns)
        load_die ("only %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " have come", *counter, count);
    }
}

static void
report (const char *what, const Times *from, guint64 n)
{
  Times            to = times_now ();
  double           wall_s = (double) (to.wall_ns - from->wall_ns) / 1e9;
  g_autofree char *rate = g_strconcat (what, "_per_s", NULL);
  g_autofree char *cpu = g_strconcat (what, "_cpu_us", NULL);

  load_print_number (rate, (double) n / wall_s);
  load_print_number (cpu, (double) (to.cpu_ns - from->cpu_ns) / 1e3 / (double) n);
}

/* @n operations on addresses in an order that is not theirs. */
static void
run (const char *what, void (*operation) (LoadConn *conn, guint index), guint64 n)
{
  LoadConn *conn = table.conns->pdata[0];
  Times     from = times_now ();

  table.n_answers = 0;
  for (guint64 i = 0; i < n; i++)
    {
      operation (conn, (guint) (i * 7919 % (guint64) table.options->topics));
      if (i % (IN_FLIGHT / 2) == 0 && i >= IN_FLIGHT)
        wait_until (&table.n_answers, i - IN_FLIGHT / 2);
    }
  wait_until (&table.n_answers, n);
  report (what, &from, n);
}

static void
run_snapshot (void)
{
  LoadConn        *conn = table.conns->pdata[1];
  g_autofree char *pattern = g_strdup ("/stage/**");
  Times            from;

  table.seen = g_new0 (guint8, table.options->topics);
  from = times_now ();
  conn->protocol->subscribe (conn, 1, pattern);
  wait_until (&table.n_params, (guint64) table.options->topics);
  load_print_number ("snapshot_ms", (double) (load_now_ns () - from.wall_ns) / 1e6);
  report ("snapshot", &from, table.n_params);
  load_wait_ready (&table.loop, 1);
  g_free (table.seen);
}

int
load_run_table (const LoadOptions *options)
{
  guint64 n = (guint64) options->topics;
  guint64 n_operations = MAX (n, LEAST_OPERATIONS);
  gsize   before;

  table.options = options;
  if (options->protocol->set == NULL)
    load_die ("%s has no table", options->protocol->name);
  load_loop_init (&table.loop, options->port, &sink);
  table.conns = g_ptr_array_new_with_free_func ((GDestroyNotify) load_conn_free);
  load_connect_all (&table.loop, options->protocol, table.conns, 2);

  load_print_begin ();
  before = load_server_rss (&options->server);
  run ("create", options->protocol->set, n);
  load_print_number ("bytes_per_param",
                     ((double) load_server_rss (&options->server) - (double) before) / (double) n);
  run ("set", options->protocol->set, n_operations);
  run ("get", options->protocol->get, n_operations);
  if (options->protocol != &load_redis)
    run_snapshot ();
  load_print_end ();

  g_ptr_array_unref (table.conns);
  load_loop_clear (&table.loop);
  return 0;
}
