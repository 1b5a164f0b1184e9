/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-route-index.h"
#include "mapping/clasp-route-private.h"
#include "mapping/clasp-route-set.h"

/* What the parts of the set share: clasp-route-set.c has what it is asked for, clasp-route-set-run.c the
 * messages, clasp-route-set-listen.c what is heard, and the state at the start.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_ROUTE_REF_CONTROL, /* the address switches the mapping */
  CLASP_ROUTE_REF_WATCH,   /* a step looks at it */
  CLASP_ROUTE_REF_PAGE,    /* the device of its source turned a page */
  CLASP_ROUTE_REF_BACK,    /* it is a target, from which values go back */
  CLASP_ROUTE_REF_SOURCE,
  CLASP_ROUTE_REF_MUTED,   /* it would be a source */
} ClaspRouteRefKind;

typedef struct _ClaspLiveRoute ClaspLiveRoute;

/* Why a mapping is to hear of an address. */
typedef struct
{
  ClaspRouteRefKind kind;
  ClaspLiveRoute   *live;    /* (unowned) */
  guint             index;   /* of the source, or of the way back */
  char             *pattern; /* (owned) the protocol's */
} ClaspRouteRef;

struct _ClaspLiveRoute
{
  ClaspRouteSet  *set;   /* (unowned) */
  ClaspRouteSpec *spec;  /* (owned) */
  ClaspRoute     *route; /* (owned) (nullable) NULL when it cannot run */
  char            error[256];
  guint64         serial; /* of mappings with the same place in the show */
  GPtrArray      *refs;   /* (owned) of ClaspRouteRef (owned) */
  GPtrArray      *muted;  /* (owned) of ClaspRoutePattern (owned): its sources while it is muted */
};

struct _ClaspRouteSet
{
  ClaspRouteHost   host;
  GHashTable      *live;          /* (owned) id → ClaspLiveRoute (owned) */
  ClaspRouteIndex *index;         /* (owned) of ClaspRouteRef */
  GHashTable      *subscriptions; /* (owned) pattern → Subscription (owned) */
  ClaspSession    *ear;           /* (owned) */
  guint32          last_id;
  guint64          last_serial;
  guint            n_solo, n_swallowing;
  gboolean         has_run; /* of the message under way: in the interceptor */
  ClaspRouterInterceptFunc gate; /* (nullable) asked before the mappings */
  gpointer         gate_data;
};

/* clasp-route-set-run.c */
int      clasp_route_set_compare_refs (gconstpointer a, gconstpointer b);
gboolean clasp_route_set_concerns (gconstpointer ref, ClaspStr address);
void     clasp_route_set_deliver_cb (ClaspSession        *session,
                                     const ClaspDelivery *delivery,
                                     gpointer             set);
/* Whether it does something at present. */
void     clasp_live_route_update_state (ClaspLiveRoute *self);
void     clasp_route_set_update_states (ClaspRouteSet  *self);
void     clasp_route_set_set_interceptor (ClaspRouteSet *self);

/* clasp-route-set-listen.c */
/* (transfer full) The parameter that switches a mapping. */
char    *clasp_route_switch_address (const char *id);
void     clasp_route_ref_free (gpointer ref);
gboolean clasp_live_route_add_refs (ClaspLiveRoute *self,
                                    GError        **error);
/* Of one that is muted, so that it can say so. */
void     clasp_live_route_add_muted (ClaspLiveRoute *self);
void     clasp_live_route_remove_refs (ClaspLiveRoute *self);
void     clasp_live_route_send_states (ClaspLiveRoute *self);

G_END_DECLS
