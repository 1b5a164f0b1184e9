/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-reactor-sleep.h"

#include <errno.h>

/* Design notes: GLib tells its poll function nothing but descriptors, so what belongs to it is the
 * thread's. Only when there are two of them, the reactor's and the one by which other threads wake
 * the context (which lives as long as the context), is it known that neither was closed and opened
 * again meanwhile, which epoll would not notice; with more of them it is GLib's own poll that
 * sleeps.
 *
 * Epoll is level-triggered: what was brought and not handled before the next sleep comes again. */

static GPrivate sleep_of_thread = G_PRIVATE_INIT (g_free);

ClaspReactorSleep *
clasp_reactor_sleep_get (void)
{
  ClaspReactorSleep *self = g_private_get (&sleep_of_thread);

  if (G_LIKELY (self != NULL))
    return self;
  self = g_new0 (ClaspReactorSleep, 1);
  self->epoll_fd = self->wakeup_fd = -1;
  g_private_set (&sleep_of_thread, self);
  return self;
}

/* The one that is not the reactor's; NULL when it takes GLib's poll. */
static GPollFD *
find_wakeup (ClaspReactorSleep *self, GPollFD *fds, guint n_fds)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = self->wakeup };
  GPollFD           *wakeup;

  if (n_fds != 2 || (fds[0].fd != self->epoll_fd && fds[1].fd != self->epoll_fd))
    return NULL;
  wakeup = fds[0].fd == self->epoll_fd ? &fds[1] : &fds[0];
  if (wakeup->fd == self->wakeup_fd)
    return wakeup;
  if (wakeup->events != G_IO_IN || self->wakeup_fd >= 0 ||
      epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, wakeup->fd, &event) < 0)
    return NULL;
  self->wakeup_fd = wakeup->fd;
  return wakeup;
}

/* Takes the wake-up out of what was brought. */
static gboolean
take_wakeup (ClaspReactorSleep *self)
{
  for (int i = 0; i < self->n_events; i++)
    if (self->events[i].data.ptr == self->wakeup)
      {
        self->events[i] = self->events[--self->n_events];
        return TRUE;
      }
  return FALSE;
}

static int
ask (ClaspReactorSleep *self, int timeout_ms)
{
  return epoll_wait (self->epoll_fd, self->events, CLASP_REACTOR_MAX_EVENTS, timeout_ms);
}

static int
wait_for_events (ClaspReactorSleep *self, int timeout_ms)
{
  gint64 watch_until_us;
  int    n_events;

  if (timeout_ms == 0 || self->vigil.limit_us == 0)
    return ask (self, timeout_ms);

  watch_until_us = clasp_vigil_begin (&self->vigil, g_get_monotonic_time ());
  do
    n_events = ask (self, 0);
  while (n_events == 0 && g_get_monotonic_time () < watch_until_us);
  if (n_events == 0)
    n_events = ask (self, timeout_ms);
  clasp_vigil_end (&self->vigil, g_get_monotonic_time ());
  return n_events;
}

int
clasp_reactor_sleep_poll (GPollFD *fds, guint n_fds, int timeout_ms)
{
  ClaspReactorSleep *self = clasp_reactor_sleep_get ();
  GPollFD           *wakeup;
  int                n_events;

  self->n_events = 0;
  wakeup = self->epoll_fd >= 0 ? find_wakeup (self, fds, n_fds) : NULL;
  if (wakeup == NULL)
    return g_poll (fds, n_fds, timeout_ms);

  n_events = wait_for_events (self, timeout_ms);
  if (n_events < 0)
    return -1;
  self->n_events = n_events;
  fds[0].revents = fds[1].revents = 0;
  if (n_events > 0 && take_wakeup (self))
    wakeup->revents = G_IO_IN;
  if (self->n_events > 0)
    (wakeup == &fds[0] ? &fds[1] : &fds[0])->revents = G_IO_IN;
  return (fds[0].revents != 0) + (fds[1].revents != 0);
}
