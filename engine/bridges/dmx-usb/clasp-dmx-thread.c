/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-dmx"

#include "bridges/dmx-usb/clasp-dmx-runner-private.h"

#include <errno.h>
#include <gio/gio.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <time.h>

/* Design notes: two kinds of device, one loop. What repeats its last frame by itself is sent a frame
 * when it changed, not sooner than the interval after the last one, and again after the longest
 * silence; meanwhile the thread waits for whatever comes first: a new frame, bytes from the device,
 * the time. What this computer has to time gets a frame at each point of a grid of absolute times, so
 * that lateness of one does not move the next; only when a whole interval was missed does the grid
 * begin anew. */

#define REALTIME_PRIORITY 20
#define LATE_US 2000
/* A device that another connection is just letting go of is worth waiting for. */
#define BUSY_WAIT_US (2 * G_USEC_PER_SEC)
#define BUSY_STEP_MS 50
/* Start code and slots take this long on the line, and an FTDI chip begins up to 1 ms late. */
#define SLOT_US 44
#define START_US 1000

typedef struct
{
  ClaspDmxShared *shared; /* (owned) */
  ClaspDmxDriver *driver; /* (owned) while open */
  gint64          interval_us;
  gint64          repeat_us; /* G_MAXINT64 = never */
  gint64          grid_us;   /* host-timed: when the next frame is due; 0 = not started */
  struct
  {
    guint64 version; /* of what was sent last; 0 = nothing */
    gint64  sent_us;
  } ports[CLASP_DMX_MAX_PORTS];
} Thread;

/* ---- waiting ---- */

static gboolean
is_stopping (Thread *self)
{
  gboolean stopping;

  pthread_mutex_lock (&self->shared->lock);
  stopping = self->shared->is_stopping;
  pthread_mutex_unlock (&self->shared->lock);
  return stopping;
}

/* Until the worker or the device has something, or @end_us. */
static void
wait_for_news (Thread *self, gint64 end_us)
{
  struct pollfd   fds[1 + CLASP_DMX_MAX_FDS] = { { .fd = self->shared->wake_fd, .events = POLLIN } };
  guint           n_fds = 1;
  gint64          left_us = CLAMP (end_us - g_get_monotonic_time (), 0, G_USEC_PER_SEC);
  struct timespec timeout = { left_us / G_USEC_PER_SEC, left_us % G_USEC_PER_SEC * 1000 };
  eventfd_t       ignored;

  if (self->driver != NULL && self->driver->klass->fill_poll != NULL)
    n_fds += self->driver->klass->fill_poll (self->driver, fds + 1, CLASP_DMX_MAX_FDS);
  ppoll (fds, n_fds, &timeout, NULL);
  eventfd_read (self->shared->wake_fd, &ignored);
}

static void
sleep_until (gint64 end_us)
{
  struct timespec end = { end_us / G_USEC_PER_SEC, end_us % G_USEC_PER_SEC * 1000 };

  while (clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR)
    ;
}

/* ---- in ---- */

static void
received_cb (const ClaspDmxReceived *frame, gpointer user_data)
{
  ClaspDmxShared *shared = user_data;
  guint           written = shared->ring_written;

  if ((shared->options.driver.inputs >> frame->port & 1) == 0)
    return;

  if (written - (guint) g_atomic_int_get ((int *) &shared->ring_read) >= CLASP_DMX_RING)
    {
      pthread_mutex_lock (&shared->lock);
      shared->n_dropped++;
      pthread_mutex_unlock (&shared->lock);
    }
  else
    {
      shared->ring[written % CLASP_DMX_RING] = *frame;
      g_atomic_int_set ((int *) &shared->ring_written, (int) (written + 1));
    }
  eventfd_write (shared->news_fd, 1);
}

static gboolean
receive (Thread *self, GError **error)
{
  const ClaspDmxDriverClass *klass = self->driver->klass;

  return klass->receive == NULL || klass->receive (self->driver, error);
}

/* ---- out ---- */

static gboolean
is_output (Thread *self, guint port)
{
  return self->shared->options.driver.outputs >> port & 1;
}

static guint64
peek_version (Thread *self, guint port)
{
  guint64 version;

  pthread_mutex_lock (&self->shared->lock);
  version = self->shared->ports[port].version;
  pthread_mutex_unlock (&self->shared->lock);
  return version;
}

static void
count_frame (Thread *self, gint64 late_us)
{
  ClaspDmxRunnerStats *stats = &self->shared->stats;

  pthread_mutex_lock (&self->shared->lock);
  self->shared->n_sent++;
  stats->n_frames++;
  stats->n_late += late_us > LATE_US;
  stats->worst_us = MAX (stats->worst_us, late_us);
  pthread_mutex_unlock (&self->shared->lock);
  eventfd_write (self->shared->news_fd, 1);
}

static gboolean
send_frame (Thread *self, guint port, gint64 late_us, GError **error)
{
  guint8 levels[CLASP_DMX_SLOTS];

  pthread_mutex_lock (&self->shared->lock);
  memcpy (levels, self->shared->ports[port].levels, sizeof levels);
  self->ports[port].version = self->shared->ports[port].version;
  pthread_mutex_unlock (&self->shared->lock);

  self->ports[port].sent_us = g_get_monotonic_time ();
  if (!clasp_dmx_driver_send (self->driver, port, levels, self->shared->options.n_slots, error))
    return FALSE;
  count_frame (self, late_us);
  return TRUE;
}

/* Of a device that repeats by itself. */
static gint64
due_us (Thread *self, guint port)
{
  guint64 version = is_output (self, port) ? peek_version (self, port) : 0;

  if (version == 0)
    return G_MAXINT64;
  if (self->ports[port].version == 0)
    return 0;
  if (version != self->ports[port].version)
    return self->ports[port].sent_us + self->interval_us;
  return self->repeat_us < G_MAXINT64 ? self->ports[port].sent_us + self->repeat_us : G_MAXINT64;
}

static gboolean
serve_buffered (Thread *self, GError **error)
{
  gint64 next_us = G_MAXINT64;

  for (guint port = 0; port < CLASP_DMX_MAX_PORTS; port++)
    {
      if (due_us (self, port) <= g_get_monotonic_time () && !send_frame (self, port, 0, error))
        return FALSE;
      next_us = MIN (next_us, due_us (self, port));
    }
  /* What came while a frame left is in the driver already, and would wake nobody. */
  if (!receive (self, error))
    return FALSE;
  wait_for_news (self, next_us);
  return receive (self, error);
}

static gboolean
serve_timed (Thread *self, GError **error)
{
  gint64 now_us;

  if (peek_version (self, 0) == 0)
    {
      wait_for_news (self, G_MAXINT64);
      return TRUE;
    }

  if (self->grid_us == 0)
    self->grid_us = g_get_monotonic_time ();
  sleep_until (self->grid_us);
  now_us = g_get_monotonic_time ();
  if (!send_frame (self, 0, now_us - self->grid_us, error))
    return FALSE;
  self->grid_us += self->interval_us;
  if (self->grid_us + self->interval_us < now_us)
    self->grid_us = now_us + self->interval_us;
  return TRUE;
}

/* ---- life ---- */

/* What it takes to be on time; FALSE when the system does not grant it. */
static gboolean
become_realtime (void)
{
  struct sched_param parameters = { .sched_priority = REALTIME_PRIORITY };

  /* Without it the kernel may wake us 50 µs late to save power. */
  prctl (PR_SET_TIMERSLACK, 1000UL, 0UL, 0UL, 0UL);
  return pthread_setschedparam (pthread_self (), SCHED_FIFO, &parameters) == 0;
}

static void
tell_opened (Thread *self, gboolean is_realtime)
{
  ClaspDmxShared *shared = self->shared;

  pthread_mutex_lock (&shared->lock);
  shared->is_open_news = TRUE;
  g_strlcpy (shared->about, self->driver->about, sizeof shared->about);
  if (!is_realtime && self->driver->klass->is_host_timed)
    g_strlcpy (shared->warning,
               "The system grants no real-time priority: frames may be late when the computer is busy. "
               "A line “@dialout - rtprio 20” in a file of /etc/security/limits.d allows it.",
               sizeof shared->warning);
  pthread_mutex_unlock (&shared->lock);
  eventfd_write (shared->news_fd, 1);
}

static void
set_timing (Thread *self)
{
  const ClaspDmxRunnerOptions *options = &self->shared->options;

  self->interval_us =
    clasp_dmx_driver_get_interval_us (self->driver->klass, options->driver.max_hz, options->n_slots);
  self->repeat_us = options->min_hz > 0 ? G_USEC_PER_SEC / options->min_hz : G_MAXINT64;
  if (self->driver->klass->is_host_timed)
    self->interval_us = MAX (self->interval_us, (gint64) (options->driver.break_us + options->driver.mark_us +
                                                          (1 + options->n_slots) * SLOT_US + START_US));
}

static gboolean
open_device (Thread *self, GError **error)
{
  gint64 end_us = g_get_monotonic_time () + BUSY_WAIT_US;

  while (!is_stopping (self))
    {
      g_autoptr (GError) local = NULL;

      self->driver = clasp_dmx_driver_open (&self->shared->options.driver, &local);
      if (self->driver != NULL)
        return TRUE;
      if (!g_error_matches (local, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_BUSY) || g_get_monotonic_time () >= end_us)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      wait_for_news (self, g_get_monotonic_time () + BUSY_STEP_MS * 1000);
    }

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  return FALSE;
}

static gboolean
serve (Thread *self, GError **error)
{
  gboolean is_timed = self->driver->klass->is_host_timed;

  while (!is_stopping (self))
    if (!(is_timed ? serve_timed (self, error) : serve_buffered (self, error)))
      return FALSE;

  return TRUE;
}

static void
say_goodbye (Thread *self)
{
  static const guint8 dark[CLASP_DMX_SLOTS];
  /* A lamp may miss the first frame of a line that stops afterwards. */
  guint               n_frames = self->driver->klass->is_host_timed ? 2 : 1;

  if (!self->shared->options.blackout_on_stop)
    return;
  for (guint i = 0; i < n_frames; i++)
    {
      if (self->driver->klass->is_host_timed)
        sleep_until (MAX (self->grid_us, self->ports[0].sent_us + self->interval_us) + i * self->interval_us);
      for (guint port = 0; port < CLASP_DMX_MAX_PORTS; port++)
        if (is_output (self, port) &&
            !clasp_dmx_driver_send (self->driver, port, dark, self->shared->options.n_slots, NULL))
          return;
    }
  if (self->driver->klass->is_host_timed)
    sleep_until (g_get_monotonic_time () + self->interval_us);
}

static void
tell_end (Thread *self, GError *error)
{
  pthread_mutex_lock (&self->shared->lock);
  self->shared->end = error;
  pthread_mutex_unlock (&self->shared->lock);
  eventfd_write (self->shared->news_fd, 1);
}

gpointer
clasp_dmx_thread_run (gpointer shared)
{
  Thread  self = { .shared = shared };
  GError *error = NULL;

  if (open_device (&self, &error))
    {
      clasp_dmx_driver_set_received (self.driver, received_cb, self.shared);
      set_timing (&self);
      tell_opened (&self, become_realtime ());
      if (serve (&self, &error))
        say_goodbye (&self);
      clasp_dmx_driver_close (self.driver);
    }
  if (error != NULL)
    tell_end (&self, error);
  clasp_dmx_shared_unref (self.shared);
  return NULL;
}
