/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "client/clasp-jitter-buffer.h"
#include "support/clasp-test.h"

/* The jitter buffer on times made up by the test: order, evenness, bounds. Items are numbers. */

#define MS 1000

typedef struct
{
  ClaspJitterBuffer *buffer;
  gint64             now_us;
  GArray            *items;    /* of guint, as released */
  GArray            *times_us; /* when */
  guint              n_freed;
} Fixture;

static Fixture *freeing; /* the item's destroy function has no other way to it */

static void
free_item (gpointer item)
{
  freeing->n_freed++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->buffer = clasp_jitter_buffer_new (30, 8, free_item);
  fixture->now_us = 1000 * MS;
  fixture->items = g_array_new (FALSE, FALSE, sizeof (guint));
  fixture->times_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  freeing = fixture;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  clasp_jitter_buffer_free (fixture->buffer);
  g_array_unref (fixture->items);
  g_array_unref (fixture->times_us);
}

static void
take (gpointer item, gpointer user_data)
{
  Fixture *fixture = user_data;
  guint    number = GPOINTER_TO_UINT (item);

  g_array_append_val (fixture->items, number);
  g_array_append_val (fixture->times_us, fixture->now_us);
}

static void
advance_to (Fixture *fixture, gint64 until_us)
{
  for (gint64 due_us = clasp_jitter_buffer_get_due_us (fixture->buffer); due_us <= until_us;
       due_us = clasp_jitter_buffer_get_due_us (fixture->buffer))
    {
      fixture->now_us = MAX (fixture->now_us, due_us);
      clasp_jitter_buffer_release (fixture->buffer, fixture->now_us, take, fixture);
    }
  fixture->now_us = until_us;
}

static gboolean
push (Fixture *fixture, const char *source, gint64 timestamp_us, guint item)
{
  return clasp_jitter_buffer_push (fixture->buffer, source, timestamp_us, fixture->now_us,
                                   GUINT_TO_POINTER (item));
}

static void
expect (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < fixture->items->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "",
                            g_array_index (fixture->items, guint, i));
  g_assert_cmpstr (text->str, ==, expected);
  g_array_set_size (fixture->items, 0);
  g_array_set_size (fixture->times_us, 0);
}

static ClaspJitterBufferStats
stats (Fixture *fixture)
{
  ClaspJitterBufferStats result;

  clasp_jitter_buffer_get_stats (fixture->buffer, &result);
  return result;
}

static void
test_item_waits_for_the_window (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (clasp_jitter_buffer_get_due_us (fixture->buffer), ==, G_MAXINT64);
  g_assert_true (push (fixture, "/s", 77, 1));
  g_assert_cmpint (clasp_jitter_buffer_get_due_us (fixture->buffer), ==, 1030 * MS);
  advance_to (fixture, 1030 * MS - 1);
  expect (fixture, "");
  advance_to (fixture, 1030 * MS);
  expect (fixture, "1");
  g_assert_cmpuint (clasp_jitter_buffer_get_n (fixture->buffer), ==, 0);
}

static void
test_order_is_that_of_the_time_stamps (Fixture *fixture, gconstpointer data)
{
  push (fixture, "/s", 0, 1);
  advance_to (fixture, 1012 * MS);
  push (fixture, "/s", 10 * MS, 3);
  push (fixture, "/s", 5 * MS, 2);
  push (fixture, "/s", 10 * MS, 4);
  advance_to (fixture, 2000 * MS);
  expect (fixture, "1 2 3 4");
  g_assert_cmpuint (stats (fixture).n_reordered, ==, 1);
}

/* A sample every 10 ms, each held up by 0 to 25 ms, so that they overtake each other. */
static void
test_jitter_inside_the_window_is_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  gint64            arrivals_us[1000];
  gint64            worst_us = 0;
  guint             n = 0;

  for (guint i = 0; i < 1000; i++)
    arrivals_us[i] = 1000 * MS + i * 10 * MS + g_rand_int_range (rand, 0, 25 * MS);
  arrivals_us[0] = 1000 * MS; /* one that came the shortest way */
  for (gint64 now_us = 1000 * MS; now_us < 12000 * MS; now_us += 100)
    {
      advance_to (fixture, now_us);
      for (guint i = (guint) MAX (now_us / (10 * MS) - 104, 0); i < 1000; i++)
        if (arrivals_us[i] >= now_us - 100 && arrivals_us[i] < now_us)
          g_assert_true (push (fixture, "/s", i * 10 * MS, i));
        else if (i * 10 * MS + 1000 * MS > now_us)
          break;
    }

  g_assert_cmpuint (fixture->items->len, ==, 1000);
  for (guint i = 1; i < 1000; i++)
    {
      gint64 distance_us = g_array_index (fixture->times_us, gint64, i) -
                           g_array_index (fixture->times_us, gint64, i - 1);

      g_assert_cmpuint (g_array_index (fixture->items, guint, i), ==, i);
      worst_us = MAX (worst_us, ABS (distance_us - 10 * MS));
      n += distance_us != 10 * MS;
    }
  g_assert_cmpint (worst_us, <=,
                   300); /* by which the shortest way became better known, or forgotten */
  g_assert_cmpuint (n, <, 20);
  g_assert_cmpuint (stats (fixture).n_reordered, >, 100);
  g_assert_cmpuint (stats (fixture).n_late, ==, 0);
}

static void
test_what_comes_too_late_is_dropped (Fixture *fixture, gconstpointer data)
{
  push (fixture, "/s", 0, 1);
  push (fixture, "/s", 20 * MS, 3);
  advance_to (fixture, 1100 * MS);
  g_assert_false (push (fixture, "/s", 10 * MS, 2));
  g_assert_true (push (fixture, "/s", 20 * MS, 4)); /* of the same time: not too late */
  g_assert_true (push (fixture, "/s", 40 * MS, 5)); /* late, but in order: at once */
  advance_to (fixture, 1100 * MS);
  expect (fixture, "1 3 4 5");
  g_assert_cmpuint (stats (fixture).n_late, ==, 1);
  g_assert_cmpuint (fixture->n_freed, ==, 1);
}

static void
test_full_and_one_more (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 8; i++)
    g_assert_true (push (fixture, "/s", i + 1, i + 1));
  g_assert_cmpuint (stats (fixture).n_replaced, ==, 0);
  g_assert_true (push (fixture, "/s", 9, 9));  /* the oldest goes */
  g_assert_false (push (fixture, "/s", 0, 0)); /* older than all: goes itself */
  g_assert_cmpuint (clasp_jitter_buffer_get_n (fixture->buffer), ==, 8);
  g_assert_cmpuint (stats (fixture).n_replaced, ==, 2);
  g_assert_cmpuint (fixture->n_freed, ==, 2);
  advance_to (fixture, 2000 * MS);
  expect (fixture, "2 3 4 5 6 7 8 9");
}

static void
test_sources_have_clocks_of_their_own (Fixture *fixture, gconstpointer data)
{
  push (fixture, "/a", 0, 1);
  push (fixture, "/b", G_GINT64_CONSTANT (1700000000000000), 2);
  advance_to (fixture, 1010 * MS);
  push (fixture, "/b", G_GINT64_CONSTANT (1700000000000000) + 10 * MS, 4);
  push (fixture, "/a", 5 * MS, 3);
  advance_to (fixture, 1030 * MS);
  expect (fixture, "1 2");
  advance_to (fixture, 1035 * MS);
  expect (fixture, "3");
  advance_to (fixture, 1040 * MS);
  expect (fixture, "4");
}

static void
test_clock_that_was_set_starts_anew (Fixture *fixture, gconstpointer data)
{
  push (fixture, "/s", 3600 * G_GINT64_CONSTANT (1000000), 1);
  advance_to (fixture, 1040 * MS);
  g_assert_true (push (fixture, "/s", 5 * MS, 2)); /* an hour back */
  advance_to (fixture, 1070 * MS);
  expect (fixture, "1 2");
  g_assert_true (push (fixture, "/s", 7200 * G_GINT64_CONSTANT (1000000), 3)); /* and ahead */
  advance_to (fixture, 1099 * MS);
  expect (fixture, "");
  advance_to (fixture, 1100 * MS);
  expect (fixture, "3");
}

static void
test_longer_way_is_learnt (Fixture *fixture, gconstpointer data)
{
  gint64 sent_us = 0;

  for (; sent_us < 3000 * MS; sent_us += 10 * MS)
    {
      advance_to (fixture, 1000 * MS + sent_us);
      push (fixture, "/s", sent_us, 1);
    }
  for (; sent_us < 20000 * MS; sent_us += 10 * MS) /* 50 ms more from now on */
    {
      advance_to (fixture, 1050 * MS + sent_us);
      push (fixture, "/s", sent_us, 2);
    }
  g_assert_cmpint (clasp_jitter_buffer_get_due_us (fixture->buffer), >, fixture->now_us);
  g_assert_cmpuint (clasp_jitter_buffer_get_n (fixture->buffer), ==, 3);
}

static void
test_far_away_times_do_no_harm (Fixture *fixture, gconstpointer data)
{
  static const gint64 times_us[] = { G_MININT64, G_MAXINT64, 0, G_MAXINT64, G_MININT64, 5, -5 };

  for (guint round = 0; round < 10; round++)
    for (guint i = 0; i < G_N_ELEMENTS (times_us); i++)
      {
        push (fixture, i % 2 == 0 ? "/a" : "/b", times_us[(i + round) % G_N_ELEMENTS (times_us)],
              i);
        advance_to (fixture, fixture->now_us + 20 * MS);
      }
  advance_to (fixture, fixture->now_us + 31 * MS);
  g_assert_cmpuint (clasp_jitter_buffer_get_n (fixture->buffer), ==, 0);
  g_assert_cmpuint (fixture->items->len + fixture->n_freed, ==, 70);
}

static void
test_more_sources_than_kept_apart (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *source = g_strdup_printf ("/s/%u", i);

      g_assert_true (push (fixture, source, i, i));
      advance_to (fixture, fixture->now_us + 5 * MS);
    }
  advance_to (fixture, fixture->now_us + 30 * MS);
  g_assert_cmpuint (fixture->items->len, ==, 3000);
}

static void
test_limits_are_cut (void)
{
  g_autoptr (ClaspJitterBuffer) buffer = clasp_jitter_buffer_new (100000, 0, NULL);
  g_autoptr (ClaspJitterBuffer) usual = clasp_jitter_buffer_new (0, 0, NULL);

  clasp_jitter_buffer_push (buffer, "", 0, 0, NULL);
  g_assert_cmpint (clasp_jitter_buffer_get_due_us (buffer), ==, 1000 * MS);
  for (guint i = 0; i < 257; i++)
    clasp_jitter_buffer_push (usual, "", i, 0, NULL);
  g_assert_cmpuint (clasp_jitter_buffer_get_n (usual), ==, 256);
  g_assert_cmpint (clasp_jitter_buffer_get_due_us (usual), ==, 30 * MS);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/client/jitter-buffer/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("item-waits-for-the-window", test_item_waits_for_the_window);
  ADD ("order-is-that-of-the-time-stamps", test_order_is_that_of_the_time_stamps);
  ADD ("jitter-inside-the-window-is-gone", test_jitter_inside_the_window_is_gone);
  ADD ("what-comes-too-late-is-dropped", test_what_comes_too_late_is_dropped);
  ADD ("full-and-one-more", test_full_and_one_more);
  ADD ("sources-have-clocks-of-their-own", test_sources_have_clocks_of_their_own);
  ADD ("clock-that-was-set-starts-anew", test_clock_that_was_set_starts_anew);
  ADD ("longer-way-is-learnt", test_longer_way_is_learnt);
  ADD ("far-away-times-do-no-harm", test_far_away_times_do_no_harm);
  ADD ("more-sources-than-kept-apart", test_more_sources_than_kept_apart);
  g_test_add_func ("/client/jitter-buffer/limits-are-cut", test_limits_are_cut);
  return g_test_run ();
}
