/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-vigil.h"

#include <sys/epoll.h>

/* One sleep for GLib and a reactor. GLib's loop polls the reactor's epoll descriptor, and then the
 * reactor asks epoll which sockets it was: two calls of the kernel for each turn. In a thread that has
 * nothing else to poll, GLib's poll function sleeps in epoll itself and keeps what came for the
 * reactor, which is dispatched next.
 *
 * Thread: the one that runs the context. */

G_BEGIN_DECLS

#define CLASP_REACTOR_MAX_EVENTS 512

/* What the thread's last sleep brought. */
typedef struct
{
  int                epoll_fd;  /* where it sleeps; -1 = nowhere, as GLib does */
  int                wakeup_fd; /* GLib's, which is watched there too; -1 = not yet */
  gpointer           wakeup;    /* what its events bear as data */
  ClaspVigil         vigil;
  int                n_events;
  struct epoll_event events[CLASP_REACTOR_MAX_EVENTS];
} ClaspReactorSleep;

/* This thread's; lives as long as it. */
ClaspReactorSleep *clasp_reactor_sleep_get (void);
/* The poll function of a context. */
int clasp_reactor_sleep_poll (GPollFD *fds, guint n_fds, int timeout_ms);

G_END_DECLS
