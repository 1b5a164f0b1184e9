/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-reactor.h"

#include "io/clasp-reactor-sleep.h"

#include <errno.h>
#include <unistd.h>

/* Design notes: the epoll descriptor is the only one GLib polls, so a thousand sockets cost the main
 * loop as much as one. Watches that are removed during a dispatch are only marked, because their
 * events may still lie in the array; they are freed when the dispatch ends. What is deferred by
 * deferred work runs in the same dispatch, so a chain of consequences leaves together; a bound keeps
 * two parties that defer each other from starving the loop.
 *
 * Going through GLib's loop costs more than a small message does. So one dispatch asks for events
 * again until there are none, in rounds that each send what they caused; after DISPATCH_BUDGET_US the
 * other sources have their turn. Where the thread sleeps in the reactor (clasp-reactor-sleep.c) the
 * next sleep asks as well, so there it asks again only while that is worth it: while it found
 * something the last time, and now and then to find out. */

#define ASK_AGAIN_AFTER 16 /* dispatches in which it was not worth it */
#define MAX_DEFER_ROUNDS 64
#define MAX_ROUNDS 32
#define DISPATCH_BUDGET_US 1000

struct _ClaspReactorWatch
{
  ClaspReactor    *reactor; /* (unowned) */
  int              fd;
  ClaspReactorFunc func;    /* NULL once removed */
  gpointer         user_data;
};

typedef struct
{
  GSource       source;
  ClaspReactor *reactor; /* (unowned) */
} ReactorSource;

struct _ClaspReactor
{
  ClaspReactorHead head;
  guint         ref_count;
  int           epoll_fd;
  GMainContext *context;  /* (owned) */
  GSource      *source;   /* (owned) */
  ClaspDeferred deferred; /* head of the ring of what is put off, in order */
  GPtrArray    *removed;  /* (owned) watches to free after the dispatch */
  guint8       *buffer;   /* (owned) (nullable) made at first use */
  guint64       n_handled; /* events and deferred work, ever */
  gboolean      is_dispatching;
  gboolean      owns_sleep; /* the thread sleeps in @epoll_fd */
  guint         awake_us;   /* how long it watches before, while it is busy */
  guint         n_calm;     /* dispatches since asking again found nothing; 0 = it found something */
  ClaspReactorWatch wakeup; /* GLib's, of which nobody is told here */
  ClaspTraffic  traffic[CLASP_REACTOR_MAX_CARRIERS];
  guint         n_carriers;
  ClaspSharedOutput shared[CLASP_N_SHARED_KINDS];
  struct epoll_event events[CLASP_REACTOR_MAX_EVENTS];
};

G_STATIC_ASSERT (G_STRUCT_OFFSET (ClaspReactor, head) == 0);

static void
ring_init (ClaspDeferred *head)
{
  head->next = head->previous = head;
}

static void
ring_remove (ClaspDeferred *node)
{
  node->previous->next = node->next;
  node->next->previous = node->previous;
  node->next = node->previous = NULL;
}

static void
ring_append (ClaspDeferred *head,
             ClaspDeferred *node)
{
  node->previous = head->previous;
  node->next = head;
  head->previous->next = node;
  head->previous = node;
}

static void
run_deferred (ClaspReactor *self)
{
  /* A mark tells rounds apart: what is deferred while a round runs belongs to the next one. */
  for (guint round = 0; round < MAX_DEFER_ROUNDS && self->deferred.next != &self->deferred; round++)
    {
      ClaspDeferred mark;

      ring_append (&self->deferred, &mark);
      while (self->deferred.next != &mark)
        {
          ClaspDeferred *node = self->deferred.next;

          ring_remove (node);
          self->head.event = ++self->n_handled;
          node->func (node->user_data);
        }
      ring_remove (&mark);
    }

  if (self->deferred.next != &self->deferred)
    g_source_set_ready_time (self->source, 0);
}

/* FALSE when there was nothing for anybody. */
static gboolean
handle_events (ClaspReactor *self, const struct epoll_event *events, int n_events)
{
  gboolean had_events = FALSE;

  for (int i = 0; i < n_events; i++)
    {
      ClaspReactorWatch *watch = events[i].data.ptr;

      if (G_UNLIKELY (watch->func == NULL))
        continue;
      had_events = TRUE;
      self->head.event = ++self->n_handled;
      watch->func (events[i].events, watch->user_data);
    }
  return had_events;
}

/* This thread's sleep, if it is in this reactor. */
static ClaspReactorSleep *
get_sleep (ClaspReactor *self)
{
  ClaspReactorSleep *sleep = self->owns_sleep ? clasp_reactor_sleep_get () : NULL;

  if (sleep == NULL || sleep->epoll_fd == self->epoll_fd)
    return sleep;
  *sleep = (ClaspReactorSleep){ .epoll_fd = self->epoll_fd,
                                .wakeup_fd = -1,
                                .wakeup = &self->wakeup,
                                .vigil.limit_us = self->awake_us };
  return sleep;
}

/* Whether the thread has slept for events that are still to be handled. */
static gboolean
has_slept (ClaspReactor *self)
{
  ClaspReactorSleep *sleep = self->owns_sleep ? get_sleep (self) : NULL;

  return sleep != NULL && sleep->n_events > 0;
}

static gboolean
ask_events (ClaspReactor *self)
{
  int n_events = epoll_wait (self->epoll_fd, self->events, CLASP_REACTOR_MAX_EVENTS, 0);

  return handle_events (self, self->events, n_events);
}

/* What the thread slept for, or what there is now. */
static gboolean
first_events (ClaspReactor *self)
{
  ClaspReactorSleep *sleep = get_sleep (self);
  gboolean           had_events;

  if (sleep == NULL || sleep->n_events == 0)
    return ask_events (self);
  had_events = handle_events (self, sleep->events, sleep->n_events);
  sleep->n_events = 0;
  return had_events;
}

static gboolean
is_worth_asking (ClaspReactor *self)
{
  return !self->owns_sleep || self->n_calm == 0 || self->n_calm >= ASK_AGAIN_AFTER;
}

static void
recycle_shared (ClaspReactor *self)
{
  for (guint i = 0; i < CLASP_N_SHARED_KINDS; i++)
    clasp_shared_output_recycle (&self->shared[i]);
}

static void
dispatch_rounds (ClaspReactor *self)
{
  gint64   end_us = 0;
  gboolean had_events = TRUE;

  for (guint round = 0; had_events && round < MAX_ROUNDS; round++)
    {
      had_events = round == 0 ? first_events (self) : ask_events (self);
      g_ptr_array_set_size (self->removed, 0);
      run_deferred (self);
      recycle_shared (self);
      if (round > 0)
        self->n_calm = had_events ? 0 : 1;
      else if (!is_worth_asking (self))
        {
          self->n_calm++;
          break;
        }
      else
        end_us = g_get_monotonic_time () + DISPATCH_BUDGET_US;
      if (round > 0 && g_get_monotonic_time () >= end_us)
        break;
    }
}

static gboolean
reactor_source_dispatch (GSource    *source,
                         GSourceFunc callback,
                         gpointer    user_data)
{
  ClaspReactor *self = ((ReactorSource *) source)->reactor;

  if (self->is_dispatching)
    return G_SOURCE_CONTINUE;

  clasp_reactor_ref (self);
  g_source_set_ready_time (source, -1);
  self->is_dispatching = TRUE;
  dispatch_rounds (self);
  self->is_dispatching = FALSE;
  self->head.event = 0;
  g_ptr_array_set_size (self->removed, 0);
  clasp_reactor_unref (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs reactor_source_funcs = { .dispatch = reactor_source_dispatch };

/**
 * clasp_reactor_new:
 * @context: (nullable): the context to attach to
 *
 * Thread: the one that runs @context, as for every other call.
 *
 * Returns: (transfer full): a reactor without watches
 */
ClaspReactor *
clasp_reactor_new (GMainContext *context)
{
  ClaspReactor *self = g_new0 (ClaspReactor, 1);

  self->ref_count = 1;
  self->n_carriers = 1;
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  if (self->epoll_fd < 0)
    g_critical ("epoll_create1: %s", g_strerror (errno));
  self->context = g_main_context_ref (context != NULL ? context : g_main_context_default ());
  ring_init (&self->deferred);
  self->removed = g_ptr_array_new_with_free_func (g_free);

  self->source = g_source_new (&reactor_source_funcs, sizeof (ReactorSource));
  ((ReactorSource *) self->source)->reactor = self;
  g_source_set_static_name (self->source, "[clasp] reactor");
  /* Nobody runs the loop from within a dispatch. Saying so spares GLib to take the descriptor out of
   * its set and to put it back in, with a wake-up each time. */
  g_source_set_can_recurse (self->source, TRUE);
  g_source_add_unix_fd (self->source, self->epoll_fd, G_IO_IN);
  g_source_attach (self->source, self->context);
  return self;
}

/**
 * clasp_reactor_ref:
 * @self: a reactor
 *
 * Thread: worker.
 *
 * Returns: (transfer full): @self
 */
ClaspReactor *
clasp_reactor_ref (ClaspReactor *self)
{
  self->ref_count++;
  return self;
}

/**
 * clasp_reactor_unref:
 * @self: (transfer full): a reactor; its watches must be gone before the last reference is
 *
 * Thread: worker.
 */
void
clasp_reactor_unref (ClaspReactor *self)
{
  if (--self->ref_count > 0)
    return;

  if (self->owns_sleep)
    {
      g_main_context_set_poll_func (self->context, NULL);
      clasp_reactor_sleep_get ()->epoll_fd = -1;
    }
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->epoll_fd);
  g_ptr_array_unref (self->removed);
  g_main_context_unref (self->context);
  for (guint i = 0; i < CLASP_N_SHARED_KINDS; i++)
    clasp_shared_output_clear (&self->shared[i]);
  g_free (self->buffer);
  g_free (self);
}

/**
 * clasp_reactor_own_sleep:
 * @self: a reactor whose context nobody else has given a poll function
 *
 * From now on the context's thread sleeps in the reactor while it has nothing else to poll, which
 * spares a call of the kernel in each turn. For a thread that is there for the reactor.
 *
 * Thread: worker.
 */
void
clasp_reactor_own_sleep (ClaspReactor *self)
{
  self->owns_sleep = TRUE;
  g_main_context_set_poll_func (self->context, clasp_reactor_sleep_poll);
}

/**
 * clasp_reactor_set_awake:
 * @self: a reactor in which its thread sleeps (clasp_reactor_own_sleep ())
 * @awake_us: for how many µs the thread, while it is busy, watches for the next event before it
 *   sleeps (io/clasp-vigil.h); 0 = never, as at first
 *
 * Thread: worker.
 */
void
clasp_reactor_set_awake (ClaspReactor *self, guint awake_us)
{
  ClaspReactorSleep *sleep;

  self->awake_us = awake_us;
  sleep = get_sleep (self);
  if (sleep != NULL)
    sleep->vigil.limit_us = awake_us;
}

/**
 * clasp_reactor_add:
 * @self: a reactor
 * @fd: a descriptor, which stays the caller's and outlives the watch
 * @events: EPOLLIN and EPOLLOUT as wanted; errors and hang-ups always come
 * @func: (scope notified): called with the events that are ready, level-triggered
 * @user_data: for @func
 *
 * Thread: worker.
 *
 * Returns: (transfer none): the watch, until clasp_reactor_remove ()
 */
ClaspReactorWatch *
clasp_reactor_add (ClaspReactor    *self,
                   int              fd,
                   guint32          events,
                   ClaspReactorFunc func,
                   gpointer         user_data)
{
  ClaspReactorWatch *watch = g_new (ClaspReactorWatch, 1);
  struct epoll_event event = { .events = events, .data.ptr = watch };

  *watch = (ClaspReactorWatch) { self, fd, func, user_data };
  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
    g_critical ("epoll_ctl: cannot watch descriptor %d: %s", fd, g_strerror (errno));
  return watch;
}

/**
 * clasp_reactor_modify:
 * @watch: a watch
 * @events: the events wanted from now on
 *
 * Thread: worker.
 */
void
clasp_reactor_modify (ClaspReactorWatch *watch,
                      guint32            events)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };

  epoll_ctl (watch->reactor->epoll_fd, EPOLL_CTL_MOD, watch->fd, &event);
}

/**
 * clasp_reactor_remove:
 * @watch: (transfer full): a watch, which may be the one whose function runs
 *
 * Thread: worker.
 */
void
clasp_reactor_remove (ClaspReactorWatch *watch)
{
  ClaspReactor *self = watch->reactor;

  epoll_ctl (self->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
  watch->func = NULL;
  if (self->is_dispatching || has_slept (self))
    g_ptr_array_add (self->removed, watch);
  else
    g_free (watch);
}

/**
 * clasp_reactor_defer:
 * @self: a reactor
 * @deferred: a zero-initialised node in the owner's struct
 * @func: what to run at the end of the current dispatch
 * @user_data: for @func
 *
 * A node is queued only once, so whoever has something to flush may ask as often as it likes.
 * Called from outside a dispatch it runs at the next turn of the loop.
 *
 * Thread: worker.
 */
void
clasp_reactor_defer (ClaspReactor  *self,
                     ClaspDeferred *deferred,
                     void         (*func) (gpointer user_data),
                     gpointer       user_data)
{
  if (deferred->next != NULL)
    return;

  deferred->func = func;
  deferred->user_data = user_data;
  ring_append (&self->deferred, deferred);
  if (!self->is_dispatching)
    g_source_set_ready_time (self->source, 0);
}

/**
 * clasp_reactor_cancel:
 * @self: a reactor
 * @deferred: what is not to run any more; nothing happens when it was not deferred
 *
 * Thread: worker.
 */
void
clasp_reactor_cancel (ClaspReactor  *self,
                      ClaspDeferred *deferred)
{
  if (deferred->next != NULL)
    ring_remove (deferred);
}

/**
 * clasp_reactor_get_main_context:
 * @self: a reactor
 *
 * Thread: worker.
 *
 * Returns: (transfer none): the context it is attached to
 */
GMainContext *
clasp_reactor_get_main_context (ClaspReactor *self)
{
  return self->context;
}

/**
 * clasp_reactor_get_buffer:
 * @self: a reactor
 *
 * The thread's read buffer, CLASP_REACTOR_BUFFER_SIZE bytes, shared by everybody who reads and
 * valid until the caller returns to the loop.
 *
 * Thread: worker.
 *
 * Returns: (transfer none): the buffer
 */
guint8 *
clasp_reactor_get_buffer (ClaspReactor *self)
{
  if (self->buffer == NULL)
    self->buffer = g_malloc (CLASP_REACTOR_BUFFER_SIZE);

  return self->buffer;
}

/**
 * clasp_reactor_get_traffic:
 * @self: a reactor
 * @carrier: (nullable): "ws"; must live as long as the reactor
 *
 * Thread: worker.
 *
 * Returns: (transfer none): the carrier's counters, to be counted up in place
 */
ClaspTraffic *
clasp_reactor_get_traffic (ClaspReactor *self,
                           const char   *carrier)
{
  for (guint i = 0; i < self->n_carriers; i++)
    if (g_strcmp0 (self->traffic[i].carrier, carrier) == 0)
      return &self->traffic[i];
  if (self->n_carriers == CLASP_REACTOR_MAX_CARRIERS)
    return &self->traffic[0];

  self->traffic[self->n_carriers].carrier = carrier;
  return &self->traffic[self->n_carriers++];
}

/**
 * clasp_reactor_list_traffic:
 * @self: a reactor
 * @n_carriers: (out): how many
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (array length=n_carriers): the counters of all carriers
 */
const ClaspTraffic *
clasp_reactor_list_traffic (ClaspReactor *self,
                            guint        *n_carriers)
{
  *n_carriers = self->n_carriers;
  return self->traffic;
}

/**
 * clasp_reactor_get_shared_output:
 * @self: a reactor
 * @kind: how frames are put on the wire
 *
 * Emptied at the end of each round of a dispatch, after what was deferred.
 *
 * Thread: worker.
 *
 * Returns: (transfer none): what its streams share
 */
ClaspSharedOutput *
clasp_reactor_get_shared_output (ClaspReactor    *self,
                                 ClaspSharedKind  kind)
{
  return &self->shared[kind];
}
