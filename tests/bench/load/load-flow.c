/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load-histogram.h"
#include "load-run.h"

/* One publisher and its subscribers, a bounded number of messages in flight: a message is in flight
 * until the last of its subscribers has got it. Either everybody subscribes to everything, or each
 * address has one pattern and the patterns are dealt out to connections. Each delivery must be the
 * next one of its subscriber and bear the topic of its number, so nothing can be lost, doubled or
 * out of order unseen. */

#define WARM_UP 0.2 /* of the time */

typedef struct
{
  guint  left; /* deliveries to come */
  gint64 sent_ns;
} InFlight;

typedef struct
{
  const LoadOptions *options;
  LoadLoop           loop;
  GPtrArray         *conns;  /* (owned) the publisher comes first */
  GPtrArray         *deaf;   /* (owned) */
  guint              copies; /* deliveries of a message */
  LoadTopic         *topics;
  InFlight          *in_flight; /* ring */
  guint64            ring_mask;
  guint64            next, oldest; /* sequence numbers */
  gint64             paced_ns;     /* since when --rate counts */
  guint64            n_deliveries;
  LoadHistogram      latency;
} Flow;

/* At the beginning and the end of what counts. */
typedef struct
{
  gint64  wall_ns, server_ns, own_ns;
  guint64 n_messages, n_deliveries;
} Mark;

static Flow flow;

/* Neighbours in time are not neighbours in the address space. */
static inline guint
topic_of (guint64 sequence)
{
  guint64 n_topics = (guint64) flow.options->topics;

  return n_topics == 1 ? 0 : (guint) (sequence * 7919 % n_topics);
}

static void
check_delivery (LoadConn *conn, guint64 sequence, const char *topic, gsize topic_size)
{
  guint            index = topic_of (sequence);
  const LoadTopic *expected = &flow.topics[index];
  gboolean         is_next = sequence == conn->expected;

  if (flow.options->shape != LOAD_SHAPE_ALL)
    is_next =
      sequence >= conn->expected && conn->index == 1 + index / (guint) flow.options->subscriptions;
  if (G_UNLIKELY (!is_next || sequence >= flow.next || sequence < flow.oldest))
    load_die ("connection %u got message %" G_GUINT64_FORMAT " after %" G_GUINT64_FORMAT,
              conn->index, sequence, conn->expected);
  if (G_UNLIKELY (topic_size != expected->name_size ||
                  memcmp (topic, expected->name, topic_size) != 0))
    load_die ("message %" G_GUINT64_FORMAT " came as %.*s", sequence, (int) topic_size, topic);
}

static void
take_delivery (LoadConn *conn, guint64 sequence, const char *topic, gsize topic_size)
{
  InFlight *message = &flow.in_flight[sequence & flow.ring_mask];

  check_delivery (conn, sequence, topic, topic_size);
  conn->expected = sequence + 1;
  flow.n_deliveries++;
  load_histogram_record (&flow.latency, (guint64) (flow.loop.now_ns - message->sent_ns));
  message->left--;
  while (flow.oldest < flow.next && flow.in_flight[flow.oldest & flow.ring_mask].left == 0)
    flow.oldest++;
}

static const LoadSink sink = { .ready = load_ready, .delivery = take_delivery };

static void
publish (void)
{
  LoadConn *publisher = flow.conns->pdata[0];
  gint64    now_ns = load_now_ns ();

  guint64 limit = flow.oldest + (guint64) flow.options->window;

  if (flow.options->rate > 0)
    limit = MIN (limit, (guint64) ((double) (now_ns - flow.paced_ns) * flow.options->rate / 1e9));
  while (flow.next < limit)
    {
      flow.in_flight[flow.next & flow.ring_mask] = (InFlight){ flow.copies, now_ns };
      load_topic_publish (&flow.topics[topic_of (flow.next)], publisher, flow.next);
      flow.next++;
    }
}

static Mark
mark (void)
{
  return (Mark){ load_now_ns (), load_server_cpu_ns (&flow.options->server), load_own_cpu_ns (),
                 flow.oldest, flow.n_deliveries };
}

static void
run_for (double seconds)
{
  gint64 end_ns = load_now_ns () + (gint64) (seconds * 1e9);

  do
    {
      publish ();
      load_loop_turn (&flow.loop, flow.options->rate > 0 ? 1 : 1000);
    }
  while (flow.loop.now_ns < end_ns);
}

/* Everything that was sent has to come. */
static void
finish (void)
{
  gint64 deadline_ns = load_now_ns () + G_GINT64_CONSTANT (20000000000);

  while (flow.oldest < flow.next)
    {
      load_loop_turn (&flow.loop, 100);
      if (load_now_ns () > deadline_ns)
        load_die ("message %" G_GUINT64_FORMAT " has not come to everybody", flow.oldest);
    }
}

static guint
n_subscribers (const LoadOptions *options)
{
  if (options->shape == LOAD_SHAPE_ALL)
    return (guint) options->subscribers;
  return ((guint) options->topics + (guint) options->subscriptions - 1) /
         (guint) options->subscriptions;
}

static void
prepare (const LoadOptions *options)
{
  guint64 ring = 1;

  flow.options = options;
  while (ring < (guint64) options->window)
    ring *= 2;
  flow.ring_mask = ring - 1;
  flow.in_flight = g_new0 (InFlight, ring);
  load_loop_init (&flow.loop, options->port, &sink);
  flow.loop.spins = options->spins;
  flow.conns = g_ptr_array_new_with_free_func ((GDestroyNotify) load_conn_free);
  load_connect_all (&flow.loop, options->protocol, flow.conns, 1 + n_subscribers (options));
  flow.deaf = g_ptr_array_new_with_free_func ((GDestroyNotify) load_conn_free);
  load_connect_all (&flow.loop, options->protocol, flow.deaf, (guint) options->deaf);
  flow.copies = options->shape == LOAD_SHAPE_ALL ? (guint) options->subscribers : 1;
  flow.topics = g_new0 (LoadTopic, options->topics);
  for (int i = 0; i < options->topics; i++)
    load_topic_init (&flow.topics[i], flow.conns->pdata[0],
                     load_shape_topic (options->protocol, options->shape, (guint) i),
                     options->kind);
}

static void
subscribe_one (LoadConn *conn, guint id, guint index)
{
  const LoadOptions *options = flow.options;
  g_autofree char   *pattern = load_shape_pattern (options->protocol, options->shape, index);
  gboolean           is_single = options->shape == LOAD_SHAPE_ALL && options->topics == 1;

  options->protocol->subscribe (conn, id, is_single ? flow.topics[0].name : pattern);
}

static void
subscribe (const LoadOptions *options)
{
  guint per_conn = (guint) options->subscriptions;
  guint n = 0;

  if (options->shape == LOAD_SHAPE_ALL)
    for (; n + 1 < flow.conns->len; n++)
      subscribe_one (flow.conns->pdata[n + 1], 1, 0);
  else
    for (; n < (guint) options->topics; n++)
      subscribe_one (flow.conns->pdata[1 + n / per_conn], 1 + n % per_conn, n);
  for (guint i = 0; i < flow.deaf->len; i++, n++)
    subscribe_one (flow.deaf->pdata[i], 1, 0);
  load_wait_ready (&flow.loop, n);
  for (guint i = 0; i < flow.deaf->len; i++)
    load_conn_set_deaf (flow.deaf->pdata[i]);
}

static void
report (const Mark *from, const Mark *to)
{
  double wall_s = (double) (to->wall_ns - from->wall_ns) / 1e9;
  double deliveries = (double) (to->n_deliveries - from->n_deliveries);
  double server_ns = (double) (to->server_ns - from->server_ns);

  load_print_begin ();
  load_print_number ("messages_per_s", (double) (to->n_messages - from->n_messages) / wall_s);
  load_print_number ("deliveries_per_s", deliveries / wall_s);
  load_print_number ("cpu_us_per_delivery", server_ns / 1e3 / MAX (deliveries, 1));
  load_print_number ("server_busy", server_ns / 1e9 / wall_s);
  load_print_number ("generator_busy", (double) (to->own_ns - from->own_ns) / 1e9 / wall_s);
  load_print_number ("p50_us", (double) load_histogram_quantile (&flow.latency, 0.5) / 1e3);
  load_print_number ("p99_us", (double) load_histogram_quantile (&flow.latency, 0.99) / 1e3);
  load_print_number ("p999_us", (double) load_histogram_quantile (&flow.latency, 0.999) / 1e3);
  load_print_number ("max_us", (double) flow.latency.max / 1e3);
  load_print_number ("messages", (double) flow.next);
  load_print_number ("message_bytes", (double) flow.topics[0].size);
  load_print_end ();
}

int
load_run_flow (const LoadOptions *options)
{
  Mark from, to;

  prepare (options);
  subscribe (options);
  flow.paced_ns = load_now_ns ();
  run_for (options->seconds * WARM_UP);
  load_histogram_clear (&flow.latency);
  from = mark ();
  run_for (options->seconds);
  to = mark ();
  finish ();
  report (&from, &to);

  for (int i = 0; i < options->topics; i++)
    load_topic_clear (&flow.topics[i]);
  g_free (flow.topics);
  g_free (flow.in_flight);
  g_ptr_array_unref (flow.conns);
  g_ptr_array_unref (flow.deaf);
  load_loop_clear (&flow.loop);
  return 0;
}
