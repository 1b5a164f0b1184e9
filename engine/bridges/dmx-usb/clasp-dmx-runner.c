/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-dmx"

#include "bridges/dmx-usb/clasp-dmx-runner-private.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Design notes: whoever of the two ends last frees what they share, so the worker lets go of a device
 * without waiting for its thread, which may be in the middle of a transfer. Only the end of the
 * program waits, and that is why the threads are counted. */

struct _ClaspDmxRunner
{
  ClaspDmxShared       *shared; /* (owned) */
  ClaspReactor         *reactor; /* (owned) */
  ClaspReactorWatch    *watch;   /* (owned) */
  ClaspDmxRunnerHandler handler;
  gpointer              user_data;
};

/* ---- the threads of the process ---- */

static GMutex count_lock;
static GCond  count_cond;
static guint  n_threads;

static void
count_thread (int by)
{
  g_mutex_lock (&count_lock);
  n_threads += (guint) by;
  g_cond_broadcast (&count_cond);
  g_mutex_unlock (&count_lock);
}

static gpointer
thread_main (gpointer shared)
{
  clasp_dmx_thread_run (shared);
  count_thread (-1);
  return NULL;
}

/**
 * clasp_dmx_runners_wait:
 * @timeout_us: at most so long
 *
 * Thread: any but the worker.
 *
 * Returns: %FALSE if some device is still not closed
 */
gboolean
clasp_dmx_runners_wait (gint64 timeout_us)
{
  gint64   end_us = g_get_monotonic_time () + timeout_us;
  gboolean is_done;

  g_mutex_lock (&count_lock);
  while (n_threads > 0 && g_cond_wait_until (&count_cond, &count_lock, end_us))
    ;
  is_done = n_threads == 0;
  g_mutex_unlock (&count_lock);
  return is_done;
}

/* ---- what is shared ---- */

static ClaspDmxShared *
shared_new (const ClaspDmxRunnerOptions *options)
{
  ClaspDmxShared     *self = g_new0 (ClaspDmxShared, 1);
  pthread_mutexattr_t attributes;

  g_atomic_ref_count_init (&self->refs);
  self->options = *options;
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->news_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  pthread_mutexattr_init (&attributes);
  pthread_mutexattr_setprotocol (&attributes, PTHREAD_PRIO_INHERIT);
  pthread_mutex_init (&self->lock, &attributes);
  pthread_mutexattr_destroy (&attributes);
  return self;
}

void
clasp_dmx_shared_unref (ClaspDmxShared *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  close (self->wake_fd);
  close (self->news_fd);
  pthread_mutex_destroy (&self->lock);
  g_clear_error (&self->end);
  g_free (self);
}

/* ---- news ---- */

static void
hand_out_frames (ClaspDmxRunner *self)
{
  ClaspDmxShared *shared = self->shared;
  guint           written = (guint) g_atomic_int_get ((int *) &shared->ring_written);

  while (shared->ring_read != written)
    {
      ClaspDmxReceived frame = shared->ring[shared->ring_read % CLASP_DMX_RING];

      g_atomic_int_set ((int *) &shared->ring_read, (int) (shared->ring_read + 1));
      self->handler.received (&frame, self->user_data);
    }
}

static void
news_cb (guint32 events, gpointer user_data)
{
  ClaspDmxRunner *self = user_data;
  ClaspDmxShared *shared = self->shared;
  char            about[sizeof shared->about], warning[sizeof shared->warning];
  gboolean        is_open_news;
  guint           n_sent, n_dropped;
  GError         *end;
  eventfd_t       ignored;

  eventfd_read (shared->news_fd, &ignored);
  pthread_mutex_lock (&shared->lock);
  is_open_news = shared->is_open_news;
  n_sent = shared->n_sent;
  n_dropped = shared->n_dropped;
  end = g_steal_pointer (&shared->end);
  g_strlcpy (about, shared->about, sizeof about);
  g_strlcpy (warning, shared->warning, sizeof warning);
  shared->is_open_news = FALSE;
  shared->n_sent = shared->n_dropped = 0;
  pthread_mutex_unlock (&shared->lock);

  if (is_open_news)
    self->handler.opened (about, warning[0] != '\0' ? warning : NULL, self->user_data);
  hand_out_frames (self);
  if (n_sent > 0)
    self->handler.sent (n_sent, self->user_data);
  if (n_dropped > 0)
    self->handler.dropped (n_dropped, self->user_data);
  if (end != NULL)
    {
      self->handler.ended (end, self->user_data); /* may free us */
      g_error_free (end);
    }
}

/* ---- for the worker ---- */

/**
 * clasp_dmx_runner_new:
 * @reactor: the worker's reactor
 * @options: which device, and how; copied
 * @handler: what is told; copied
 * @user_data: for @handler
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a device on its way to be opened
 */
ClaspDmxRunner *
clasp_dmx_runner_new (ClaspReactor                *reactor,
                      const ClaspDmxRunnerOptions *options,
                      const ClaspDmxRunnerHandler *handler,
                      gpointer                     user_data)
{
  ClaspDmxRunner *self = g_new0 (ClaspDmxRunner, 1);
  GError         *error = NULL;
  GThread        *thread;

  self->shared = shared_new (options);
  self->reactor = clasp_reactor_ref (reactor);
  self->watch = clasp_reactor_add (reactor, self->shared->news_fd, EPOLLIN, news_cb, self);
  self->handler = *handler;
  self->user_data = user_data;

  g_atomic_ref_count_inc (&self->shared->refs);
  count_thread (1);
  thread = g_thread_try_new ("clasp-dmx", thread_main, self->shared, &error);
  if (thread != NULL)
    {
      g_thread_unref (thread);
      return self;
    }
  count_thread (-1);
  clasp_dmx_shared_unref (self->shared);
  self->shared->end = error;
  eventfd_write (self->shared->news_fd, 1);
  return self;
}

/**
 * clasp_dmx_runner_free:
 * @self: (transfer full): a runner
 *
 * Returns at once; its thread sends what it owes, gives the device back and ends.
 *
 * Thread: worker.
 */
void
clasp_dmx_runner_free (ClaspDmxRunner *self)
{
  ClaspDmxShared *shared = self->shared;

  clasp_reactor_remove (self->watch);
  clasp_reactor_unref (self->reactor);
  pthread_mutex_lock (&shared->lock);
  shared->is_stopping = TRUE;
  pthread_mutex_unlock (&shared->lock);
  eventfd_write (shared->wake_fd, 1);
  clasp_dmx_shared_unref (shared);
  g_free (self);
}

/**
 * clasp_dmx_runner_set_frame:
 * @self: a runner
 * @port: from 0, one of its outputs
 * @levels: 512 levels
 *
 * Thread: worker.
 */
void
clasp_dmx_runner_set_frame (ClaspDmxRunner *self, guint port, const guint8 levels[CLASP_DMX_SLOTS])
{
  ClaspDmxShared *shared = self->shared;

  pthread_mutex_lock (&shared->lock);
  memcpy (shared->ports[port].levels, levels, CLASP_DMX_SLOTS);
  shared->ports[port].version++;
  pthread_mutex_unlock (&shared->lock);
  eventfd_write (shared->wake_fd, 1);
}

/**
 * clasp_dmx_runner_get_stats:
 * @self: a runner
 * @stats: (out): what its thread counted
 *
 * Thread: worker.
 */
void
clasp_dmx_runner_get_stats (ClaspDmxRunner *self, ClaspDmxRunnerStats *stats)
{
  pthread_mutex_lock (&self->shared->lock);
  *stats = self->shared->stats;
  pthread_mutex_unlock (&self->shared->lock);
}
