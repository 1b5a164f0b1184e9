/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router.h"
#include "router/clasp-store.h"

/* ClaspRouterObserver: one who is told of everything the router accepts, in the order in which it
 * was accepted: the journal. Not a session, so that it costs no look-up and no queue; while there is
 * none, one branch.
 *
 * The functions must not call the router's, except to read. A parameter is named by its place in
 * the store, which it keeps until it is removed.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  /* @param has its new value. @set is what was asked for; NULL when the router did it by itself. */
  void (*written) (const ClaspParam *param, const ClaspSet *set, gpointer user_data);
  /* Not its value but its lock or its time to live changed. */
  void (*touched) (const ClaspParam *param, gpointer user_data);
  /* The last look at it; its place will be given to another. */
  void (*removed) (const ClaspParam *param, gpointer user_data);
  /* A PUBLISH is handed out; @author is the id of the session it came from, the time is Unix. */
  void (*published) (const ClaspMessage *message,
                     ClaspStr            author,
                     guint64             timestamp_us,
                     gpointer            user_data);
  /* (nullable) A timeline was published, acted upon, or has ended: clasp_router_get_timeline () says
   * what there is now, or later. */
  void (*timeline) (ClaspStr address, gpointer user_data);
} ClaspRouterObserver;

/* A timeline that has not ended. Borrowed, until the router does anything else. */
typedef struct
{
  ClaspStr      address;
  const guint8 *message; /* the PUBLISH as it was handed on, without a frame */
  gsize         size;
  gint64        start_us; /* Unix; moved by resume and seek */
  gboolean      is_paused;
  gint64        paused_us; /* Unix: since when */
} ClaspRouterTimeline;

typedef void (*ClaspRouterTimelineFunc) (const ClaspRouterTimeline *timeline, gpointer user_data);

/* NULL: nobody. @observer must live as long. */
void              clasp_router_set_observer (ClaspRouter               *self,
                                             const ClaspRouterObserver *observer,
                                             gpointer                   user_data);
/* Places run from 0 to this; NULL where there is nothing. */
guint             clasp_router_get_n_places (ClaspRouter               *self);
const ClaspParam *clasp_router_get_param_at (ClaspRouter               *self,
                                             guint                      place);
/* FALSE when there is none, or it has ended. */
gboolean          clasp_router_get_timeline (ClaspRouter             *self,
                                             ClaspStr                 address,
                                             ClaspRouterTimeline     *timeline);
void              clasp_router_foreach_timeline (ClaspRouter            *self,
                                                 ClaspRouterTimelineFunc func,
                                                 gpointer                user_data);
/* What the session with this number calls itself, or the holder of a restored lock was called; NULL
 * when it is gone. */
const char       *clasp_router_get_session_name (ClaspRouter           *self,
                                                 guint64                number);

G_END_DECLS
