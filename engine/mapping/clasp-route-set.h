/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-timer.h"
#include "mapping/clasp-route.h"
#include "mapping/clasp-trace-memory.h"

/* ClaspRouteSet: all mappings of the show, in its order. Of those that are muted there is nothing but what
 * they would have taken, for the trace.
 *
 * It hears for all of them with one session and an index of its own, so that a message meets them in the
 * show's order whatever the router's is: one may stop it for those behind, or swallow it for everybody
 * else. Each writes with a session of its own.
 *
 * Parameters that switch mappings while they run: /local/route/ID/on, /local/layer/NAME. One that is not
 * there counts as on.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspRouteSet ClaspRouteSet;

/* What mappings that name a connection have to know of it. */
typedef struct
{
  const char *id;
  const char *name;       /* of its session */
  const char *namespace_; /* "/osc" */
  guint64     session;    /* its number */
  const char *protocol;   /* (nullable) "osc": whose addresses are below */
} ClaspRouteConnection;

ClaspRouteSet *clasp_route_set_new     (ClaspRouter          *router,
                                        ClaspTimers          *timers);
void           clasp_route_set_free    (ClaspRouteSet        *self);
/* Starts a mapping, or replaces the one with the same id; takes over @spec. One that cannot run says why
 * in its status. FALSE when it goes on as it did, with another name or place. */
gboolean       clasp_route_set_put     (ClaspRouteSet        *self,
                                        ClaspRouteSpec       *spec);
/* @ids: of all mappings of the show, in order; those that are not here are passed over. */
void           clasp_route_set_order   (ClaspRouteSet        *self,
                                        GPtrArray            *ids);
void           clasp_route_set_remove  (ClaspRouteSet        *self,
                                        const char           *id);
void           clasp_route_set_remove_all (ClaspRouteSet     *self);
/* FALSE when there is none of that id. */
gboolean       clasp_route_set_get_status (ClaspRouteSet     *self,
                                           const char        *id,
                                           ClaspRouteStatus  *status);
/* Those whose status changed since the last call: the engine asks at frame rate while somebody looks,
 * so that passing a value costs no message. */
typedef void (*ClaspRouteStatusFunc) (const ClaspRouteStatus *status,
                                      gpointer                user_data);
void           clasp_route_set_take_changed (ClaspRouteSet   *self,
                                             ClaspRouteStatusFunc func,
                                             gpointer         user_data);
/* A connection is there, or is another now; mappings that name it begin anew if they have to. */
void           clasp_route_set_add_connection (ClaspRouteSet *self,
                                               const ClaspRouteConnection *connection);
void           clasp_route_set_remove_connection (ClaspRouteSet *self,
                                                  const char *id);
/* Its device came back: for mappings with reset-on-reconnect. */
void           clasp_route_set_reconnected (ClaspRouteSet    *self,
                                            const char       *id);
/* Asked before any mapping whether it takes a message away from everybody; NULL: nobody does. */
void           clasp_route_set_set_gate (ClaspRouteSet       *self,
                                         ClaspRouterInterceptFunc gate,
                                         gpointer             user_data);
/* NULL: nobody looks. Takes a reference. */
void           clasp_route_set_trace   (ClaspRouteSet        *self,
                                        ClaspTrace           *trace);
/* The last inputs, for who looks later; from the start on none. */
void           clasp_route_set_remember (ClaspRouteSet       *self,
                                         guint                n_inputs,
                                         gsize                n_bytes);
void           clasp_route_set_foreach_input (ClaspRouteSet      *self,
                                              ClaspTraceInputFunc func,
                                              gpointer            user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspRouteSet, clasp_route_set_free)

G_END_DECLS
