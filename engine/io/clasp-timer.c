/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-timer.h"

#include <sys/timerfd.h>
#include <unistd.h>

/* Design notes: a binary heap by due time, ties in no order. GLib's own timeouts round up to whole
 * milliseconds, which is too coarse for scheduled bundles; so the earliest time goes into a timerfd.
 * A manual clock has no timerfd: its test runs the heap. */

#define NOT_ARMED (-1)

struct _ClaspTimers
{
  ClaspClock *clock;  /* (owned) */
  GPtrArray  *heap;   /* (owned) of ClaspTimer (unowned); place 0 is unused */
  GSource    *source; /* (owned) (nullable) system clock only, without a reactor */
  ClaspReactorWatch *watch; /* (owned) (nullable) system clock only, with one */
  int         fd;     /* -1 with a manual clock */
  gint64      armed_us;
  gboolean    is_running, is_freed; /* a timer may free the heap it runs from */
};

typedef struct
{
  GSource      source;
  ClaspTimers *timers; /* (unowned) */
} TimerSource;

static ClaspTimer *
at (ClaspTimers *self,
    guint        index)
{
  return g_ptr_array_index (self->heap, index);
}

static void
put (ClaspTimers *self,
     guint        index,
     ClaspTimer  *timer)
{
  g_ptr_array_index (self->heap, index) = timer;
  timer->index = index;
}

static void
sift_up (ClaspTimers *self,
         guint        index)
{
  ClaspTimer *timer = at (self, index);

  while (index > 1 && at (self, index / 2)->due_us > timer->due_us)
    {
      put (self, index, at (self, index / 2));
      index /= 2;
    }
  put (self, index, timer);
}

static void
sift_down (ClaspTimers *self,
           guint        index)
{
  ClaspTimer *timer = at (self, index);
  guint       size = self->heap->len;

  for (guint child = index * 2; child < size; child = index * 2)
    {
      if (child + 1 < size && at (self, child + 1)->due_us < at (self, child)->due_us)
        child++;
      if (timer->due_us <= at (self, child)->due_us)
        break;
      put (self, index, at (self, child));
      index = child;
    }
  put (self, index, timer);
}

static void
arm (ClaspTimers *self)
{
  gint64            due_us = self->heap->len > 1 ? at (self, 1)->due_us : G_MAXINT64;
  struct itimerspec spec = { { 0, 0 }, { 0, 0 } };

  /* While timers run, what is first changes with each of them: only the last counts. */
  if (self->fd < 0 || self->is_running || due_us == self->armed_us)
    return;

  self->armed_us = due_us;
  if (due_us != G_MAXINT64)
    {
      gint64 at_us = MAX (due_us, 1);

      spec.it_value.tv_sec = at_us / G_USEC_PER_SEC;
      spec.it_value.tv_nsec = at_us % G_USEC_PER_SEC * 1000;
    }
  timerfd_settime (self->fd, TFD_TIMER_ABSTIME, &spec, NULL);
}

static void
ready_cb (guint32  events,
          gpointer user_data)
{
  ClaspTimers *self = user_data;

  /* Setting it anew, which run () does at its end, makes it no longer readable. */
  self->armed_us = NOT_ARMED;
  clasp_timers_run (self);
}

static gboolean
timer_source_dispatch (GSource    *source,
                       GSourceFunc callback,
                       gpointer    user_data)
{
  ready_cb (EPOLLIN, ((TimerSource *) source)->timers);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs timer_source_funcs = { .dispatch = timer_source_dispatch };

/**
 * clasp_timers_new:
 * @context: (nullable): the context to attach to
 * @clock: the clock to go by
 *
 * Thread: the one that runs @context, as for every other call.
 *
 * Returns: (transfer full): an empty heap of timers
 */
ClaspTimers *
clasp_timers_new (GMainContext *context,
                  ClaspClock   *clock)
{
  ClaspTimers *self = g_new0 (ClaspTimers, 1);

  self->clock = clasp_clock_ref (clock);
  self->heap = g_ptr_array_new ();
  g_ptr_array_add (self->heap, NULL);
  self->armed_us = NOT_ARMED;
  self->fd = -1;
  if (clock != clasp_clock_system ())
    return self;

  self->fd = timerfd_create (CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  self->source = g_source_new (&timer_source_funcs, sizeof (TimerSource));
  ((TimerSource *) self->source)->timers = self;
  g_source_set_static_name (self->source, "[clasp] timers");
  g_source_add_unix_fd (self->source, self->fd, G_IO_IN);
  g_source_attach (self->source, context);
  return self;
}

static void
drop_source (ClaspTimers *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

/**
 * clasp_timers_use_reactor:
 * @self: timers of the system clock
 * @reactor: of the same thread; outlives the timers
 *
 * Timers then run within a dispatch of the reactor, so that what they send leaves at its end.
 *
 * Thread: worker.
 */
void
clasp_timers_use_reactor (ClaspTimers  *self,
                          ClaspReactor *reactor)
{
  drop_source (self);
  self->watch = clasp_reactor_add (reactor, self->fd, EPOLLIN, ready_cb, self);
}

static void
release (ClaspTimers *self)
{
  g_ptr_array_unref (self->heap);
  clasp_clock_unref (self->clock);
  g_free (self);
}

/**
 * clasp_timers_free:
 * @self: (transfer full): the timers; pending ones are forgotten
 *
 * May be called by one of them.
 *
 * Thread: worker.
 */
void
clasp_timers_free (ClaspTimers *self)
{
  for (guint i = 1; i < self->heap->len; i++)
    at (self, i)->index = 0;
  drop_source (self);
  g_clear_pointer (&self->watch, clasp_reactor_remove);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_ptr_array_set_size (self->heap, 1);
  self->is_freed = TRUE;
  if (!self->is_running)
    release (self);
}

/**
 * clasp_timers_get_clock:
 * @self: the timers
 *
 * Thread: worker.
 *
 * Returns: (transfer none): the clock they go by
 */
ClaspClock *
clasp_timers_get_clock (ClaspTimers *self)
{
  return self->clock;
}

/**
 * clasp_timers_set:
 * @self: the timers
 * @timer: a zero-initialised timer in its owner's struct, pending or not
 * @due_us: monotonic time, in microseconds, of the clock; one in the past runs at the next turn
 * @func: what to run, once
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_timers_set (ClaspTimers *self,
                  ClaspTimer  *timer,
                  gint64       due_us,
                  void       (*func) (gpointer user_data),
                  gpointer     user_data)
{
  timer->due_us = due_us;
  timer->func = func;
  timer->user_data = user_data;
  if (timer->index == 0)
    {
      g_ptr_array_add (self->heap, timer);
      timer->index = self->heap->len - 1;
    }
  sift_up (self, timer->index);
  sift_down (self, timer->index);
  arm (self);
}

/**
 * clasp_timers_cancel:
 * @self: the timers
 * @timer: a timer; nothing happens when it is not pending
 *
 * Thread: worker.
 */
void
clasp_timers_cancel (ClaspTimers *self,
                     ClaspTimer  *timer)
{
  guint       index = timer->index;
  ClaspTimer *last;

  if (index == 0)
    return;

  last = at (self, self->heap->len - 1);
  g_ptr_array_set_size (self->heap, (int) self->heap->len - 1);
  timer->index = 0;
  if (last != timer)
    {
      put (self, index, last);
      sift_up (self, index);
      sift_down (self, last->index);
    }
  arm (self);
}

/**
 * clasp_timers_run:
 * @self: the timers
 *
 * Runs everything that is due now, in order of time.
 *
 * Thread: worker.
 */
void
clasp_timers_run (ClaspTimers *self)
{
  gint64   now_us = clasp_clock_now_us (self->clock);
  gboolean was_running = self->is_running;

  self->is_running = TRUE;
  /* Bounded by what was pending: a timer that sets itself for the past gets its turn, not the loop. */
  for (guint n = self->heap->len; n > 1 && self->heap->len > 1 && at (self, 1)->due_us <= now_us; n--)
    {
      ClaspTimer *timer = at (self, 1);

      clasp_timers_cancel (self, timer);
      timer->func (timer->user_data);
    }
  self->is_running = was_running;
  if (self->is_freed && !was_running)
    release (self);
  else if (!self->is_freed)
    arm (self);
}
