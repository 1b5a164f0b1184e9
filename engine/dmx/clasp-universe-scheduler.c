/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universe-scheduler.h"

/* Design notes: a plain array, looked through once a run. A heap would find the next one faster,
 * but a run sends many of them anyway, and there is at most one in a millisecond.
 *
 * A thousand packets in one burst are more than sockets and switches hold. So a run gives only a
 * part of all their turn and comes back a millisecond later: since each is due one frame after
 * itself, they stay spread from then on. */

/* So many turns in one run however few there are, … */
#define MIN_BATCH 32
/* … and so that all have had theirs after as many runs: less than a frame of 44 Hz. */
#define MAX_RUNS 16

struct _ClaspUniverseScheduler
{
  ClaspReactor          *reactor; /* (owned) */
  ClaspTimers           *timers;  /* (unowned) */
  ClaspUniverseTurnFunc  turn;
  ClaspUniverseRoundFunc round_over; /* (nullable) */
  gpointer               user_data;
  GPtrArray             *turns; /* (owned) ClaspUniverseTurn (unowned) */
  ClaspTimer             timer;
  ClaspDeferred          deferred;
  gint64                 timer_us; /* what the timer waits for; G_MAXINT64 = nothing */
  gint64                 run_us;   /* the last run */
  gint64                 round_us; /* when the round began */
  gboolean               is_in_round;
  gboolean               is_in_run;
};

static void timer_cb (gpointer user_data);

/**
 * clasp_universe_scheduler_new:
 * @reactor: the worker's reactor
 * @timers: the worker's timers
 * @turn: called for each one that is due
 * @round_over: (nullable): called after those that were due together
 * @user_data: for both
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a scheduler without turns
 */
ClaspUniverseScheduler *
clasp_universe_scheduler_new (ClaspReactor          *reactor,
                              ClaspTimers           *timers,
                              ClaspUniverseTurnFunc  turn,
                              ClaspUniverseRoundFunc round_over,
                              gpointer               user_data)
{
  ClaspUniverseScheduler *self = g_new0 (ClaspUniverseScheduler, 1);

  self->reactor = clasp_reactor_ref (reactor);
  self->timers = timers;
  self->turn = turn;
  self->round_over = round_over;
  self->user_data = user_data;
  self->turns = g_ptr_array_new ();
  self->timer_us = G_MAXINT64;
  self->run_us = -CLASP_UNIVERSE_SCHEDULER_SPACING_US;
  return self;
}

/**
 * clasp_universe_scheduler_free:
 * @self: (transfer full): a scheduler; nobody has a turn any more
 *
 * Thread: worker.
 */
void
clasp_universe_scheduler_free (ClaspUniverseScheduler *self)
{
  clasp_timers_cancel (self->timers, &self->timer);
  clasp_reactor_cancel (self->reactor, &self->deferred);
  clasp_reactor_unref (self->reactor);
  g_ptr_array_unref (self->turns);
  g_free (self);
}

static gint64
get_now (ClaspUniverseScheduler *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

static void
set_timer (ClaspUniverseScheduler *self, gint64 due_us)
{
  self->timer_us = due_us;
  if (due_us == G_MAXINT64)
    clasp_timers_cancel (self->timers, &self->timer);
  else
    clasp_timers_set (self->timers, &self->timer,
                      MAX (due_us, self->run_us + CLASP_UNIVERSE_SCHEDULER_SPACING_US), timer_cb,
                      self);
}

static gint64
find_next (ClaspUniverseScheduler *self)
{
  gint64 next_us = G_MAXINT64;

  for (guint i = 0; i < self->turns->len; i++)
    next_us = MIN (next_us, ((ClaspUniverseTurn *) g_ptr_array_index (self->turns, i))->due_us);
  return next_us;
}

/* A run that comes late, on a busy machine, makes up for those that were missed. */
static guint
count_missed (ClaspUniverseScheduler *self, gint64 next_us, gint64 now_us)
{
  gint64 since_us = next_us > self->run_us ? next_us : self->is_in_round ? self->run_us : now_us;

  return (guint) CLAMP ((now_us - since_us) / CLASP_UNIVERSE_SCHEDULER_SPACING_US, 1, MAX_RUNS);
}

static void
give_turns (ClaspUniverseScheduler *self, gint64 now_us, guint n_runs)
{
  guint n = MAX (MIN_BATCH, self->turns->len / MAX_RUNS) * n_runs;

  for (guint i = 0; i < self->turns->len && n > 0; i++)
    {
      ClaspUniverseTurn *turn = g_ptr_array_index (self->turns, i);

      if (turn->due_us > now_us)
        continue;
      turn->due_us = G_MAXINT64;
      self->turn (turn, self->round_us, self->user_data);
      n--;
    }
}

static void
run (ClaspUniverseScheduler *self)
{
  gint64 now_us = get_now (self);
  gint64 next_us = find_next (self);

  if (next_us <= now_us)
    {
      guint n_runs = count_missed (self, next_us, now_us);

      if (!self->is_in_round)
        self->round_us = now_us;
      self->is_in_round = self->is_in_run = TRUE;
      self->run_us = now_us;
      give_turns (self, now_us, n_runs);
      next_us = find_next (self);
      self->is_in_run = FALSE;
    }
  if (next_us > now_us && self->is_in_round)
    {
      self->is_in_round = FALSE;
      if (self->round_over != NULL)
        self->round_over (self->round_us, self->user_data);
    }
  set_timer (self, next_us);
}

static void
timer_cb (gpointer user_data)
{
  run (user_data);
}

static void
deferred_cb (gpointer user_data)
{
  run (user_data);
}

/**
 * clasp_universe_scheduler_set:
 * @self: a scheduler
 * @turn: whose turn
 * @due_us: when, monotonic µs; the past for the end of the dispatch, %G_MAXINT64 for never
 *
 * Thread: worker.
 */
void
clasp_universe_scheduler_set (ClaspUniverseScheduler *self, ClaspUniverseTurn *turn, gint64 due_us)
{
  if (turn->place == 0)
    {
      g_ptr_array_add (self->turns, turn);
      turn->place = self->turns->len;
    }
  turn->due_us = due_us;
  if (self->is_in_run)
    return;

  if (self->is_in_round && due_us <= self->run_us + CLASP_UNIVERSE_SCHEDULER_SPACING_US)
    return; /* the timer of the next run is there already */
  if (due_us <= get_now (self))
    clasp_reactor_defer (self->reactor, &self->deferred, deferred_cb, self);
  else if (due_us < self->timer_us)
    set_timer (self, due_us);
}

/**
 * clasp_universe_scheduler_remove:
 * @self: a scheduler
 * @turn: who has no turn any more; may be one that never had
 *
 * Thread: worker.
 */
void
clasp_universe_scheduler_remove (ClaspUniverseScheduler *self, ClaspUniverseTurn *turn)
{
  if (turn->place == 0)
    return;

  g_ptr_array_remove_index_fast (self->turns, turn->place - 1);
  if (turn->place - 1 < self->turns->len)
    ((ClaspUniverseTurn *) g_ptr_array_index (self->turns, turn->place - 1))->place = turn->place;
  turn->place = 0;
}
