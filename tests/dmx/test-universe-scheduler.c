/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dmx/clasp-universe-scheduler.h"
#include "support/clasp-test.h"

#define MS G_GINT64_CONSTANT (1000)

typedef struct
{
  ClaspUniverseTurn turn; /* first */
  guint             number;
  gint64            period_us; /* 0: one turn only */
} Entry;

typedef struct
{
  ClaspClock             *clock;
  ClaspReactor           *reactor;
  ClaspTimers            *timers;
  ClaspUniverseScheduler *scheduler;
  GString                *log; /* numbers, and | after a round */
  guint                   n_turns, n_rounds;
} Fixture;

static void
turn_cb (ClaspUniverseTurn *turn, gint64 round_us, gpointer user_data)
{
  Fixture *fixture = user_data;
  Entry   *entry = (Entry *) (gpointer) turn;

  g_string_append_printf (fixture->log, "%u ", entry->number);
  fixture->n_turns++;
  if (entry->period_us > 0)
    clasp_universe_scheduler_set (fixture->scheduler, turn, clasp_clock_now_us (fixture->clock) + entry->period_us);
}

static void
round_cb (gint64 round_us, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append (fixture->log, "| ");
  fixture->n_rounds++;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->clock = clasp_manual_clock_new (G_USEC_PER_SEC, 0);
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
  fixture->scheduler = clasp_universe_scheduler_new (fixture->reactor, fixture->timers, turn_cb, round_cb, fixture);
  fixture->log = g_string_new (NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  clasp_universe_scheduler_free (fixture->scheduler);
  clasp_timers_free (fixture->timers);
  clasp_reactor_unref (fixture->reactor);
  clasp_clock_unref (fixture->clock);
  g_string_free (fixture->log, TRUE);
}

static void
run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
advance (Fixture *fixture, gint64 us)
{
  clasp_manual_clock_advance (fixture->clock, us);
  clasp_timers_run (fixture->timers);
  run_loop ();
}

static void
set_in (Fixture *fixture, Entry *entry, gint64 us)
{
  clasp_universe_scheduler_set (fixture->scheduler, &entry->turn, clasp_clock_now_us (fixture->clock) + us);
}

#define expect(fixture, expected)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr ((fixture)->log->str, ==, expected);                                           \
    g_string_truncate ((fixture)->log, 0);                                                         \
  }                                                                                                \
  G_STMT_END

static void
test_at_once_is_the_end_of_the_dispatch (Fixture *fixture, gconstpointer data)
{
  Entry one = { .number = 1 }, two = { .number = 2 };

  clasp_universe_scheduler_set (fixture->scheduler, &one.turn, G_MININT64);
  set_in (fixture, &two, 0);
  clasp_universe_scheduler_set (fixture->scheduler, &one.turn, G_MININT64);
  expect (fixture, "");
  run_loop ();
  expect (fixture, "1 2 | ");
  advance (fixture, G_USEC_PER_SEC);
  expect (fixture, "");
}

static void
test_nobody_is_early (Fixture *fixture, gconstpointer data)
{
  Entry one = { .number = 1 }, two = { .number = 2 };

  set_in (fixture, &two, 10 * MS);
  set_in (fixture, &one, 5 * MS);
  advance (fixture, 5 * MS - 1);
  expect (fixture, "");
  advance (fixture, 1);
  expect (fixture, "1 | ");
  advance (fixture, 5 * MS);
  expect (fixture, "2 | ");
}

/* Due within a millisecond of each other: one wakes the loop for both, after the later one is due. */
static void
test_neighbours_share_a_round (Fixture *fixture, gconstpointer data)
{
  Entry entries[3] = { { .number = 1 }, { .number = 2 }, { .number = 3 } };

  set_in (fixture, &entries[0], 5 * MS);
  set_in (fixture, &entries[1], 5 * MS + 300);
  set_in (fixture, &entries[2], 5 * MS + 900);
  advance (fixture, 5 * MS);
  expect (fixture, "1 | ");
  advance (fixture, 900);
  expect (fixture, "");
  advance (fixture, 100);
  expect (fixture, "2 3 | ");
}

static void
test_moved_and_removed (Fixture *fixture, gconstpointer data)
{
  Entry one = { .number = 1 }, two = { .number = 2 }, three = { .number = 3 }, never = { .number = 4 };

  set_in (fixture, &one, 5 * MS);
  set_in (fixture, &two, 5 * MS);
  set_in (fixture, &three, 5 * MS);
  set_in (fixture, &two, 50 * MS);
  clasp_universe_scheduler_set (fixture->scheduler, &three.turn, G_MAXINT64);
  clasp_universe_scheduler_remove (fixture->scheduler, &one.turn);
  clasp_universe_scheduler_remove (fixture->scheduler, &one.turn);
  clasp_universe_scheduler_remove (fixture->scheduler, &never.turn);
  advance (fixture, 10 * MS);
  expect (fixture, "");
  advance (fixture, 40 * MS);
  expect (fixture, "2 | ");
}

/* A thousand due together: spread over less than a frame, one round; each keeps its period after. */
static void
test_many_are_spread_over_one_round (Fixture *fixture, gconstpointer data)
{
  g_autofree Entry *entries = g_new0 (Entry, 1024);

  for (guint i = 0; i < 1024; i++)
    {
      entries[i].number = i;
      entries[i].period_us = 23 * MS;
      set_in (fixture, &entries[i], 0);
    }
  run_loop ();
  g_assert_cmpuint (fixture->n_turns, ==, 64);
  for (guint i = 0; i < 16; i++)
    {
      guint before = fixture->n_turns;

      advance (fixture, MS);
      g_assert_cmpuint (fixture->n_turns - before, <=, 64);
      g_assert_cmpuint (fixture->n_rounds, ==, fixture->n_turns == 1024 ? 1 : 0);
    }
  g_assert_cmpuint (fixture->n_turns, ==, 1024);
  for (guint i = 0; i < 230; i++)
    {
      guint before = fixture->n_turns;

      advance (fixture, MS);
      g_assert_cmpuint (fixture->n_turns - before, <=, 64);
    }
  g_assert_cmpuint (fixture->n_turns, >=, 10 * 1024);
}

/* Due long ago, but nobody asked before now (all change after a pause): no burst, nothing was missed. */
static void
test_what_was_due_long_ago_is_spread (Fixture *fixture, gconstpointer data)
{
  g_autofree Entry *entries = g_new0 (Entry, 1024);

  for (guint i = 0; i < 1024; i++)
    set_in (fixture, &entries[i], 0);
  advance (fixture, MS);
  for (guint i = 0; i < 20; i++)
    advance (fixture, MS);
  g_assert_cmpuint (fixture->n_turns, ==, 1024);
  advance (fixture, 100 * MS);
  for (guint i = 0; i < 1024; i++)
    set_in (fixture, &entries[i], -50 * MS);
  run_loop ();
  g_assert_cmpuint (fixture->n_turns, ==, 1024 + 64);
  advance (fixture, MS);
  g_assert_cmpuint (fixture->n_turns, ==, 1024 + 128);
}

/* A run that comes five milliseconds late has the turns of those it missed. */
static void
test_late_runs_make_up (Fixture *fixture, gconstpointer data)
{
  g_autofree Entry *entries = g_new0 (Entry, 1024);

  for (guint i = 0; i < 1024; i++)
    set_in (fixture, &entries[i], 10 * MS);
  advance (fixture, 10 * MS);
  g_assert_cmpuint (fixture->n_turns, ==, 64);
  advance (fixture, 6 * MS);
  g_assert_cmpuint (fixture->n_turns, ==, 64 + 6 * 64);
  advance (fixture, 1000 * MS);
  g_assert_cmpuint (fixture->n_turns, ==, 1024);
}

/* A stall in the middle: who was among the first is due again before the last had theirs. They are of
 * the next round, and the first one ends. */
static void
test_nobody_has_two_turns_in_a_round (Fixture *fixture, gconstpointer data)
{
  g_autofree Entry *entries = g_new0 (Entry, 1024);

  for (guint i = 0; i < 1024; i++)
    {
      entries[i].period_us = 23 * MS;
      set_in (fixture, &entries[i], 0);
    }
  run_loop ();
  for (guint i = 0; i < 14; i++)
    advance (fixture, MS);
  g_assert_cmpuint (fixture->n_turns, ==, 15 * 64);
  advance (fixture, 30 * MS);
  g_assert_cmpuint (fixture->n_rounds, >=, 1);
  for (guint i = 0; i < 10 * 23; i++)
    {
      advance (fixture, MS);
      g_assert_cmpuint (fixture->n_turns, <=, (fixture->n_rounds + 1) * 1024);
    }
  g_assert_cmpuint (fixture->n_rounds, >=, 9);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 30);
#define ADD(path, func) g_test_add ("/dmx/universe-scheduler/" path, Fixture, NULL, setup, func, teardown)
  ADD ("at-once-is-the-end-of-the-dispatch", test_at_once_is_the_end_of_the_dispatch);
  ADD ("nobody-is-early", test_nobody_is_early);
  ADD ("neighbours-share-a-round", test_neighbours_share_a_round);
  ADD ("moved-and-removed", test_moved_and_removed);
  ADD ("many-are-spread-over-one-round", test_many_are_spread_over_one_round);
  ADD ("due-long-ago-is-spread", test_what_was_due_long_ago_is_spread);
  ADD ("late-runs-make-up", test_late_runs_make_up);
  ADD ("one-turn-in-a-round", test_nobody_has_two_turns_in_a_round);
  return g_test_run ();
}
