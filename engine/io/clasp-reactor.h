/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-shared-output.h"

#include <sys/epoll.h>

/* ClaspReactor: all sockets of the worker in one epoll instance that is itself one GSource.
 *
 * A wake-up handles every ready descriptor, then runs what was deferred: that is where everything
 * queued for a socket during the dispatch leaves in one write.
 *
 * Thread: worker (the thread that runs @context). */

G_BEGIN_DECLS

typedef struct _ClaspReactor ClaspReactor;
typedef struct _ClaspReactorWatch ClaspReactorWatch;

typedef void (*ClaspReactorFunc) (guint32  events, /* EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP */
                                  gpointer user_data);

ClaspReactor      *clasp_reactor_new     (GMainContext      *context);
ClaspReactor      *clasp_reactor_ref     (ClaspReactor      *self);
void               clasp_reactor_unref   (ClaspReactor      *self);

/* The context's thread, which is there for this reactor, sleeps in it. */
void               clasp_reactor_own_sleep (ClaspReactor    *self);
/* While it is busy it watches for so long before it sleeps (clasp-vigil.h); 0 = never (default). */
void               clasp_reactor_set_awake (ClaspReactor    *self,
                                            guint            awake_us);

/* Watches @fd (not owned), level-triggered. @func may remove any watch, its own included. */
ClaspReactorWatch *clasp_reactor_add     (ClaspReactor      *self,
                                          int                fd,
                                          guint32            events,
                                          ClaspReactorFunc   func,
                                          gpointer           user_data);
void               clasp_reactor_modify  (ClaspReactorWatch *watch,
                                          guint32            events);
void               clasp_reactor_remove  (ClaspReactorWatch *watch);

/* Work put off to the end of the dispatch. Embedded in its owner, zero-initialised; allocates
 * nothing. */
typedef struct _ClaspDeferred ClaspDeferred;
struct _ClaspDeferred
{
  /*< private >*/
  ClaspDeferred *next, *previous;
  void         (*func) (gpointer user_data);
  gpointer       user_data;
};

/* Runs @func once at the end of the current dispatch, or at the next turn of the loop when called
 * from outside one. Deferring what is already deferred changes nothing. */
void               clasp_reactor_defer   (ClaspReactor      *self,
                                          ClaspDeferred     *deferred,
                                          void             (*func) (gpointer user_data),
                                          gpointer           user_data);
/* Takes it back, also when it was not deferred: call before freeing the owner. */
void               clasp_reactor_cancel  (ClaspReactor      *self,
                                          ClaspDeferred     *deferred);

/* What a reactor begins with, for what is asked with every message. */
typedef struct
{
  guint64 event; /* which event is being handled; 0 outside of a dispatch */
} ClaspReactorHead;

/* Stays the same while one event or one piece of deferred work is handled, so that what is asked of
 * the system can be asked once; 0 outside of a dispatch. */
static inline guint64
clasp_reactor_get_event (ClaspReactor *self)
{
  return ((const ClaspReactorHead *) self)->event;
}

GMainContext      *clasp_reactor_get_main_context (ClaspReactor *self);

/* One read buffer of the thread, CLASP_REACTOR_BUFFER_SIZE bytes, valid until the caller returns to
 * the loop: idle connections own no buffer. */
#define CLASP_REACTOR_BUFFER_SIZE (256 * 1024)
guint8            *clasp_reactor_get_buffer (ClaspReactor *self);

/* What went through the sockets of one carrier since the reactor was made. */
typedef struct
{
  const char *carrier; /* static; NULL = of none */
  guint64     n_connections;
  guint64     bytes_in, bytes_out;
} ClaspTraffic;

#define CLASP_REACTOR_MAX_CARRIERS 16

/* The counters of @carrier (static, or NULL), zero at first; they live as long as the reactor. More
 * carriers than there is room for share the one of none. */
ClaspTraffic       *clasp_reactor_get_traffic  (ClaspReactor     *self,
                                                const char       *carrier);
/* All of them, the one of none first. */
const ClaspTraffic *clasp_reactor_list_traffic (ClaspReactor     *self,
                                                guint            *n_carriers);

/* What streams share lies apart for each way to put a frame on the wire. */
typedef enum
{
  CLASP_SHARED_TCP,
  CLASP_SHARED_WS,
} ClaspSharedKind;
#define CLASP_N_SHARED_KINDS 2
ClaspSharedOutput *clasp_reactor_get_shared_output (ClaspReactor    *self,
                                                    ClaspSharedKind  kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspReactor, clasp_reactor_unref)

G_END_DECLS
