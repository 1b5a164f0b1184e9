/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universe-scheduler.h"

/* Design notes: those who wait stand in a heap by the time of their turn, and one timer waits for
 * the first: whoever waited longest is next, also when there is less time than turns.
 *
 * A thousand packets in one burst are more than sockets and switches hold. So a millisecond has a
 * part of all turns and leaves the rest to the next: since each is due one frame after itself, they
 * stay spread from then on. A run that comes late, on a busy machine, makes up for those missed.
 *
 * A round is those who were due when it began, so it ends however late the machine is. */

/* So many turns in a millisecond however few there are, … */
#define MIN_BATCH 32
/* … and so that all have had theirs after as many of them: less than a frame of 44 Hz. */
#define MAX_RUNS 16
#define SPACING_US CLASP_UNIVERSE_SCHEDULER_SPACING_US

struct _ClaspUniverseScheduler
{
  ClaspReactor          *reactor; /* (owned) */
  ClaspTimers           *timers;  /* (unowned) */
  ClaspUniverseTurnFunc  turn;
  ClaspUniverseRoundFunc round_over; /* (nullable) */
  gpointer               user_data;
  GPtrArray             *heap; /* (owned) ClaspUniverseTurn (unowned), the next one first */
  ClaspTimer             timer;
  ClaspDeferred          deferred;
  gint64                 timer_us; /* what the timer waits for; G_MAXINT64 = nothing */
  gint64                 wanted_us; /* when the next run should be */
  gint64                 run_us;   /* when the present millisecond began */
  guint                  n_left;   /* turns that are left of it */
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
  self->heap = g_ptr_array_new ();
  self->timer_us = self->wanted_us = G_MAXINT64;
  self->run_us = -SPACING_US;
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
  g_ptr_array_unref (self->heap);
  g_free (self);
}

static gint64
get_now (ClaspUniverseScheduler *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

/* ---- heap ---- */

static ClaspUniverseTurn *
at (ClaspUniverseScheduler *self, guint place)
{
  return g_ptr_array_index (self->heap, place - 1);
}

static void
put (ClaspUniverseScheduler *self, guint place, ClaspUniverseTurn *turn)
{
  self->heap->pdata[place - 1] = turn;
  turn->place = place;
}

static void
sift_up (ClaspUniverseScheduler *self, ClaspUniverseTurn *turn)
{
  guint place = turn->place;

  for (; place > 1 && at (self, place / 2)->due_us > turn->due_us; place /= 2)
    put (self, place, at (self, place / 2));
  put (self, place, turn);
}

static void
sift_down (ClaspUniverseScheduler *self, ClaspUniverseTurn *turn)
{
  guint place = turn->place;

  for (guint child; (child = place * 2) <= self->heap->len; place = child)
    {
      if (child < self->heap->len && at (self, child + 1)->due_us < at (self, child)->due_us)
        child++;
      if (turn->due_us <= at (self, child)->due_us)
        break;
      put (self, place, at (self, child));
    }
  put (self, place, turn);
}

static void
move_to (ClaspUniverseScheduler *self, ClaspUniverseTurn *turn, gint64 due_us)
{
  turn->due_us = due_us;
  sift_up (self, turn);
  sift_down (self, turn);
}

static gint64
find_next (ClaspUniverseScheduler *self)
{
  return self->heap->len > 0 ? at (self, 1)->due_us : G_MAXINT64;
}

/* ---- runs ---- */

static gint64
earliest_run_us (ClaspUniverseScheduler *self)
{
  return self->n_left > 0 ? G_MININT64 : self->run_us + SPACING_US;
}

static void
set_timer (ClaspUniverseScheduler *self, gint64 due_us)
{
  self->timer_us = due_us;
  self->wanted_us = MAX (due_us, self->run_us + SPACING_US);
  if (due_us == G_MAXINT64)
    clasp_timers_cancel (self->timers, &self->timer);
  else
    clasp_timers_set (self->timers, &self->timer, self->wanted_us, timer_cb, self);
}

/* Late is what comes after it was wanted: a turn that was due long ago, but is only asked for now (all
 * change after a pause), has missed nothing. */
static void
begin_millisecond (ClaspUniverseScheduler *self, gint64 now_us)
{
  gint64 late_us = MAX (now_us - self->wanted_us, 0);
  guint  n_runs = (guint) MIN (late_us / SPACING_US + 1, MAX_RUNS);

  self->run_us = now_us;
  self->n_left = MAX (MIN_BATCH, self->heap->len / MAX_RUNS) * n_runs;
}

static void
begin_round (ClaspUniverseScheduler *self, gint64 now_us)
{
  self->round_us = now_us;
  self->is_in_round = TRUE;
}

/* One turn each: who is due again since the round began has it in the next. */
static void
give_turns (ClaspUniverseScheduler *self)
{
  for (; self->n_left > 0 && find_next (self) <= self->round_us; self->n_left--)
    {
      ClaspUniverseTurn *turn = at (self, 1);

      move_to (self, turn, G_MAXINT64);
      self->turn (turn, self->round_us, self->user_data);
    }
}

static void
end_round (ClaspUniverseScheduler *self)
{
  self->is_in_round = FALSE;
  if (self->round_over != NULL)
    self->round_over (self->round_us, self->user_data);
}

static void
run (ClaspUniverseScheduler *self)
{
  gint64 now_us = get_now (self);

  if (now_us >= self->run_us + SPACING_US)
    begin_millisecond (self, now_us);
  self->is_in_run = TRUE;
  for (;;)
    {
      if (self->is_in_round && find_next (self) > self->round_us)
        end_round (self);
      if (self->n_left == 0 || find_next (self) > now_us)
        break;
      if (!self->is_in_round)
        begin_round (self, now_us);
      give_turns (self);
    }
  self->is_in_run = FALSE;
  set_timer (self, find_next (self));
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
  gint64 now_us;

  if (turn->place == 0)
    {
      g_ptr_array_add (self->heap, turn);
      turn->place = self->heap->len;
    }
  move_to (self, turn, due_us);
  if (self->is_in_run)
    return;

  if (self->is_in_round && due_us <= self->run_us + SPACING_US)
    return; /* the timer of the next run is there already */
  now_us = get_now (self);
  if (MAX (due_us, earliest_run_us (self)) <= now_us)
    {
      self->wanted_us = MIN (self->wanted_us, now_us);
      clasp_reactor_defer (self->reactor, &self->deferred, deferred_cb, self);
    }
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
  ClaspUniverseTurn *last;

  if (turn->place == 0)
    return;

  last = at (self, self->heap->len);
  put (self, turn->place, last);
  g_ptr_array_set_size (self->heap, (int) self->heap->len - 1);
  if (last != turn)
    move_to (self, last, last->due_us);
  turn->place = 0;
}
