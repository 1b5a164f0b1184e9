/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/clasp-serial-opening.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Design notes: who comes second, the thread that has the line or the worker that does not want it
 * any more, closes it.
 *
 * A connection that is edited opens its line again at once, when the opening before it may not be
 * over and have the lock: a busy line is tried for a while. */

#define BUSY_TRIES 10
#define BUSY_WAIT_US 50000

typedef enum
{
  OPENING,
  OVER, /* the worker may have what is in it */
  GIVEN_UP,
} Step;

/* Of both threads. */
typedef struct
{
  char                   *path; /* (owned) */
  ClaspSerialLineSettings settings;
  ClaspSerialLine        *line; /* (owned) (nullable) */
  int                     number;
  int                     step; /* atomic */
  int                     news_fd;
} Shared;

struct _ClaspSerialOpening
{
  Shared                *shared; /* (owned) */
  ClaspReactorWatch     *watch;  /* (owned) */
  ClaspSerialOpeningFunc func;
  gpointer               user_data;
};

static void
clear_shared (gpointer data)
{
  Shared *shared = data;

  close (shared->news_fd);
  g_free (shared->path);
}

static void
leave (Shared *shared)
{
  g_atomic_rc_box_release_full (shared, clear_shared);
}

/* FALSE when the other one was first. */
static gboolean
step_to (Shared *shared, Step step)
{
  return g_atomic_int_compare_and_exchange (&shared->step, OPENING, (int) step);
}

/* ---- its own thread ---- */

static ClaspSerialLine *
open_patiently (Shared *shared)
{
  for (guint i = 0;; i++)
    {
      ClaspSerialLine *line = clasp_serial_line_open (shared->path, &shared->settings);

      shared->number = line != NULL ? 0 : errno;
      if (shared->number != EBUSY || i == BUSY_TRIES ||
          g_atomic_int_get (&shared->step) == GIVEN_UP)
        return line;
      g_usleep (BUSY_WAIT_US);
    }
}

static gpointer
open_thread (gpointer data)
{
  Shared *shared = data;

  shared->line = open_patiently (shared);
  if (step_to (shared, OVER))
    eventfd_write (shared->news_fd, 1);
  else if (shared->line != NULL)
    clasp_serial_line_close (shared->line, 0);
  leave (shared);
  return NULL;
}

/* ---- worker ---- */

static void
over_cb (guint32 events, gpointer user_data)
{
  ClaspSerialOpening *self = user_data;
  ClaspSerialLine    *line;

  /* What the thread wrote before is there once its step is seen; the event alone says nothing of it. */
  if (g_atomic_int_get (&self->shared->step) != OVER)
    return;
  line = g_steal_pointer (&self->shared->line);
  self->func (line, self->shared->number, self->user_data);
}

/**
 * clasp_serial_opening_new:
 * @reactor: of the worker
 * @path: of the line, or of a link to it
 * @settings: how it is set
 * @func: is told once how it ended
 * @user_data: for @func
 *
 * Thread: worker.
 *
 * Returns: (transfer full): what is to be freed, by @func at the latest
 */
ClaspSerialOpening *
clasp_serial_opening_new (ClaspReactor                  *reactor,
                          const char                    *path,
                          const ClaspSerialLineSettings *settings,
                          ClaspSerialOpeningFunc         func,
                          gpointer                       user_data)
{
  ClaspSerialOpening *self = g_new0 (ClaspSerialOpening, 1);
  GThread            *thread;

  self->func = func;
  self->user_data = user_data;
  self->shared = g_atomic_rc_box_new0 (Shared);
  self->shared->path = g_strdup (path);
  self->shared->settings = *settings;
  self->shared->news_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->watch = clasp_reactor_add (reactor, self->shared->news_fd, EPOLLIN, over_cb, self);
  thread =
    g_thread_try_new ("clasp-open", open_thread, g_atomic_rc_box_acquire (self->shared), NULL);
  if (thread != NULL)
    {
      g_thread_unref (thread);
      return self;
    }

  leave (self->shared); /* the thread's */
  self->shared->number = EAGAIN;
  step_to (self->shared, OVER);
  eventfd_write (self->shared->news_fd, 1);
  return self;
}

/**
 * clasp_serial_opening_free:
 * @self: (transfer full): an opening
 *
 * Thread: worker.
 */
void
clasp_serial_opening_free (ClaspSerialOpening *self)
{
  Shared *shared = self->shared;

  clasp_reactor_remove (self->watch);
  if (!step_to (shared, GIVEN_UP) && shared->line != NULL)
    clasp_serial_line_close_later (g_steal_pointer (&shared->line));
  leave (shared);
  g_free (self);
}
