/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The thread border: posting down, the outbox up, the taps beside. Also run under the thread
 * sanitizer. */

#include "core/clasp-value.h"
#include "io/clasp-context.h"
#include "io/clasp-outbox.h"
#include "support/clasp-test.h"
#include "tap/clasp-monitor.h"
#include "tap/clasp-signal-table.h"

#define N_POSTS 2000

/* ---- context ---- */

typedef struct
{
  guint    expected;
  gboolean in_order;
  guint    n_freed;
  guint    n_run; /* the worker's; read after the join */
} Posts;

typedef struct
{
  Posts *posts;
  guint  number;
} Post;

static gboolean
post_cb (gpointer data)
{
  Post *post = data;

  post->posts->in_order &= post->number == post->posts->expected++;
  post->posts->n_run++;
  return G_SOURCE_REMOVE;
}

static void
post_free (gpointer data)
{
  ((Post *) data)->posts->n_freed++;
  g_free (data);
}

static void
test_posts_run_in_order_and_are_freed (void)
{
  Posts         posts = { .in_order = TRUE };
  ClaspContext *context = clasp_context_new ("test-worker");

  for (guint i = 0; i < N_POSTS; i++)
    {
      Post *post = g_new (Post, 1);

      *post = (Post) { &posts, i };
      clasp_context_post (context, post_cb, post, post_free);
    }
  clasp_context_free (context);

  g_assert_true (posts.in_order);
  g_assert_cmpuint (posts.n_run, ==, N_POSTS);
  g_assert_cmpuint (posts.n_freed, ==, N_POSTS);
}

typedef struct
{
  ClaspContext *context;
  gboolean      was_inline;
  gboolean      is_inside;
  gboolean      is_owner;
} Nested;

static gboolean
inner_cb (gpointer data)
{
  Nested *nested = data;

  nested->was_inline = nested->is_inside;
  return G_SOURCE_REMOVE;
}

static gboolean
outer_cb (gpointer data)
{
  Nested *nested = data;

  nested->is_inside = TRUE;
  nested->is_owner = clasp_context_is_owner (nested->context);
  clasp_context_post (nested->context, inner_cb, nested, NULL);
  nested->is_inside = FALSE;
  return G_SOURCE_REMOVE;
}

static void
test_a_post_from_the_worker_is_queued (void)
{
  Nested nested = { .context = clasp_context_new ("test-worker"), .was_inline = TRUE };

  g_assert_false (clasp_context_is_owner (nested.context));
  clasp_context_post (nested.context, outer_cb, &nested, NULL);
  clasp_context_free (nested.context);
  g_assert_true (nested.is_owner);
  g_assert_false (nested.was_inline);
}

/* ---- outbox ---- */

typedef struct
{
  guint   n_batches, n_items;
  guint   last_keyed;
  guint   next_unkeyed;
  guint64 n_dropped;
} Inbox;

static void
inbox_cb (ClaspOutboxItem *items,
          guint            n_items,
          guint64          n_dropped,
          gpointer         user_data)
{
  Inbox *inbox = user_data;

  inbox->n_batches++;
  inbox->n_items += n_items;
  inbox->n_dropped += n_dropped;
  for (guint i = 0; i < n_items; i++)
    {
      guint number = *(guint *) items[i].item;

      if (items[i].key != NULL)
        inbox->last_keyed = number;
      else
        g_assert_cmpuint (number, >=, inbox->next_unkeyed);
      if (items[i].key == NULL)
        inbox->next_unkeyed = number + 1;
    }
}

static guint *
number_new (guint number)
{
  guint *item = g_new (guint, 1);

  *item = number;
  return item;
}

static gpointer
push_thread (gpointer data)
{
  for (guint i = 1; i <= 100000; i++)
    {
      clasp_outbox_push (data, "newest", number_new (i));
      if (i % 10 == 0)
        clasp_outbox_push (data, NULL, number_new (i));
    }
  return NULL;
}

static gboolean
has_newest (gpointer user_data)
{
  return ((Inbox *) user_data)->last_keyed == 100000;
}

static void
test_keyed_items_coalesce_and_others_keep_their_order (void)
{
  Inbox                   inbox = { 0 };
  g_autoptr (ClaspOutbox) outbox = clasp_outbox_new (NULL, 1000, 16, inbox_cb, &inbox, g_free);
  GThread                *thread = g_thread_new ("push", push_thread, outbox);

  clasp_test_spin_until (has_newest, &inbox, "the newest of the keyed items");
  g_thread_join (thread);
  g_assert_cmpuint (inbox.n_items, <, 20000);
  g_assert_cmpuint (inbox.n_items - inbox.n_batches + inbox.n_dropped, <=, 10000);
  clasp_outbox_close (outbox);
}

static void
test_nothing_arrives_after_close (void)
{
  Inbox                   inbox = { 0 };
  g_autoptr (ClaspOutbox) outbox = clasp_outbox_new (NULL, 10, 16, inbox_cb, &inbox, g_free);

  clasp_outbox_push (outbox, NULL, number_new (1));
  clasp_outbox_close (outbox);
  clasp_outbox_push (outbox, NULL, number_new (2));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (inbox.n_items, ==, 0);
}

static gboolean
has_batch (gpointer user_data)
{
  return ((Inbox *) user_data)->n_batches > 0;
}

static gboolean
has_second_batch (gpointer user_data)
{
  return ((Inbox *) user_data)->n_batches > 1;
}

static void
test_a_longer_interval_is_kept (void)
{
  Inbox                   inbox = { 0 };
  g_autoptr (ClaspOutbox) outbox = clasp_outbox_new (NULL, 10, 16, inbox_cb, &inbox, g_free);
  gint64                  begin_us = g_get_monotonic_time ();

  clasp_outbox_push (outbox, NULL, number_new (1));
  clasp_test_spin_until (has_batch, &inbox, "the first batch");
  clasp_outbox_set_interval (outbox, 300);
  clasp_outbox_push (outbox, NULL, number_new (2));
  clasp_test_spin_until (has_second_batch, &inbox, "the second batch");
  g_assert_cmpint (g_get_monotonic_time () - begin_us, >=, 300 * 1000);
  clasp_outbox_close (outbox);
}

static void
test_a_full_outbox_drops_the_newest_and_counts (void)
{
  Inbox                   inbox = { 0 };
  g_autoptr (ClaspOutbox) outbox = clasp_outbox_new (NULL, 10, 16, inbox_cb, &inbox, g_free);

  for (guint i = 0; i < 15; i++)
    clasp_outbox_push (outbox, NULL, number_new (i));
  clasp_test_spin_until (has_batch, &inbox, "a batch");
  g_assert_cmpuint (inbox.n_items, ==, 10);
  g_assert_cmpuint (inbox.next_unkeyed, ==, 10);
  g_assert_cmpuint (inbox.n_dropped, ==, 5);
  clasp_outbox_close (outbox);
}

static void
slow_cb (ClaspOutboxItem *items, guint n_items, guint64 n_dropped, gpointer user_data)
{
  guint *n_got = user_data;

  for (guint i = 0; i < n_items; i++)
    g_assert_cmpuint (*(guint *) items[i].item, ==, (*n_got)++);
  g_usleep (3000); /* more than a flush may take */
}

static gboolean
got_first (gpointer user_data)
{
  return *(guint *) user_data > 0;
}

static gboolean
got_all (gpointer user_data)
{
  return *(guint *) user_data == 200;
}

/* 64 at a time, and what came meanwhile behind them. */
static void
test_a_slow_receiver_gets_the_rest_later (void)
{
  guint                   n_got = 0;
  g_autoptr (ClaspOutbox) outbox = clasp_outbox_new (NULL, 1000, 16, slow_cb, &n_got, g_free);

  for (guint i = 0; i < 100; i++)
    clasp_outbox_push (outbox, NULL, number_new (i));
  clasp_test_spin_until (got_first, &n_got, "the first items");
  g_assert_cmpuint (n_got, ==, 64);
  for (guint i = 100; i < 200; i++)
    clasp_outbox_push (outbox, NULL, number_new (i));
  clasp_test_spin_until (got_all, &n_got, "all items");
  clasp_outbox_close (outbox);
}

/* ---- taps ---- */

/* Writes values whose text, number and origin all say the same, so that a torn reading shows. */
static gpointer
write_signals_thread (gpointer data)
{
  for (guint round = 1; round <= 20000; round++)
    {
      ClaspValue value = clasp_value_int (round);

      clasp_signal_table_update (data, CLASP_STR_LITERAL ("/a"), CLASP_SIGNAL_PARAM, &value, round, round);
      if (round <= 3000)
        {
          g_autofree char *address = g_strdup_printf ("/many/%u", round);

          clasp_signal_table_update (data, clasp_str (address), CLASP_SIGNAL_PARAM, &value, round, round);
        }
    }
  return NULL;
}

static void
test_signal_readings_are_never_torn (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  GThread                     *thread = g_thread_new ("write", write_signals_thread, table);
  ClaspSignalState             state = { 0 };

  while (state.n_updates < 20000)
    {
      if (clasp_signal_table_get_size (table) == 0)
        continue;
      clasp_signal_table_read (table, 0, &state);
      g_assert_cmpuint (state.origin, ==, state.n_updates);
      g_assert_cmpint (state.updated_us, ==, state.n_updates);
      g_assert_cmpfloat (state.number, ==, state.n_updates);
      g_assert_cmpuint (g_ascii_strtoull (state.text, NULL, 10), ==, state.n_updates);
    }
  g_thread_join (thread);
  g_assert_cmpuint (clasp_signal_table_get_size (table), ==, 3001);
  g_assert_cmpstr (clasp_signal_table_get_address (table, 3000), ==, "/many/3000");
}

static gpointer
write_monitor_thread (gpointer data)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = CLASP_STR_LITERAL ("/fader");
  for (guint i = 1; i <= 50000; i++)
    {
      message.set.value = clasp_value_double (i);
      clasp_monitor_write (data, &message, i, 0, i, 0);
    }
  return NULL;
}

static void
test_monitor_records_are_whole_in_order_and_losses_counted (void)
{
  g_autoptr (ClaspMonitor) monitor = clasp_monitor_new (256);
  GThread                 *thread = g_thread_new ("write", write_monitor_thread, monitor);
  ClaspMonitorRecord       records[64];
  guint64                  last = 0, n_read = 0;

  while (n_read + clasp_monitor_get_n_lost (monitor) < 50000)
    {
      guint n = clasp_monitor_read (monitor, records, G_N_ELEMENTS (records));

      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpuint (records[i].number, >, last);
          g_assert_cmpuint (records[i].origin, ==, records[i].number);
          g_assert_cmpfloat (records[i].number_value, ==, records[i].number);
          g_assert_cmpstr (records[i].address, ==, "/fader");
          last = records[i].number;
        }
      n_read += n;
    }
  g_thread_join (thread);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_test_add_func ("/threads/context/posts-run-in-order-and-are-freed", test_posts_run_in_order_and_are_freed);
  g_test_add_func ("/threads/context/post-from-the-worker-is-queued", test_a_post_from_the_worker_is_queued);
  g_test_add_func ("/threads/outbox/keyed-coalesce-others-keep-order", test_keyed_items_coalesce_and_others_keep_their_order);
  g_test_add_func ("/threads/outbox/nothing-after-close", test_nothing_arrives_after_close);
  g_test_add_func ("/threads/outbox/longer-interval-is-kept", test_a_longer_interval_is_kept);
  g_test_add_func ("/threads/outbox/full-drops-newest-and-counts", test_a_full_outbox_drops_the_newest_and_counts);
  g_test_add_func ("/threads/outbox/slow-receiver-gets-the-rest-later", test_a_slow_receiver_gets_the_rest_later);
  g_test_add_func ("/threads/signal-table/readings-are-never-torn", test_signal_readings_are_never_torn);
  g_test_add_func ("/threads/monitor/whole-in-order-losses-counted", test_monitor_records_are_whole_in_order_and_losses_counted);
  return g_test_run ();
}
