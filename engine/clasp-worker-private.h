/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-worker.h"
#include "dmx/clasp-desk.h"
#include "io/clasp-interfaces.h"
#include "io/clasp-tls.h"
#include "journal/clasp-journal.h"
#include "local/clasp-locals.h"
#include "mapping/clasp-route-set.h"
#include "recorder/clasp-player.h"
#include "tap/clasp-signal-quota.h"
#include "io/clasp-http-answer.h"
#include "transports/clasp-transport.h"

/* What clasp-worker.c (parts of the show), -listeners.c (where the router listens), -http.c, -stats.c, -rules.c,
 * -recorder.c, -taps.c (views), -listing.c (which addresses they list), -learn.c, -editor.c, -desk.c (blackout,
 * universes) and -locals.c (variables, scenes, connections as addresses) share.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  ClaspConnectionSpec *spec;   /* (owned) */
  ClaspBridge         *bridge; /* (owned) */
  ClaspBridgeState     state;
  ClaspBridgeOutages   outages;      /* of its bridges before */
  gboolean             is_held_back; /* closed, though the show has it on */
  gboolean             hold_back;    /* what it shall be when the timer comes */
} ClaspLiveConnection;

struct _ClaspWorker
{
  ClaspWorkerEvents  events;
  gpointer           user_data;
  ClaspReactor      *reactor;         /* (owned) */
  ClaspTimers       *timers;          /* (owned) */
  ClaspUniverses    *universes;       /* (owned) */
  ClaspDesk         *desk;            /* (owned) from the first set_router on */
  ClaspLocals       *locals;          /* (owned) (nullable) from the first set_router until it stops */
  ClaspTimer         hold_back_timer; /* pending while a connection is to be held back, or no longer */
  ClaspTimer         universes_timer; /* pending while somebody looks at them */
  ClaspTimer         lighting_timer;  /* pending while somebody looks at who else is there */
  char              *universes_prefix; /* (owned) (nullable) of the one looked at closely */
  gboolean           universes_is_output;
  ClaspInterfaces   *interfaces;      /* (owned) (nullable) where the kernel gives no news */
  ClaspRouter       *router;          /* (owned) from the first set_router on */
  ClaspSettings     *router_settings; /* (owned) */
  ClaspJournal      *journal;         /* (owned) (nullable) */
  GHashTable        *listeners;       /* (owned) URI as asked for → ClaspListener */
  GHashTable        *connections;     /* (owned) id → ClaspLiveConnection */
  ClaspRouteSet     *routes;          /* (owned) from the first set_router on */
  GPtrArray         *recordings;      /* (owned) live recordings */
  GPtrArray         *playbacks;       /* (owned) live playbacks */
  ClaspRules        *rules;           /* (owned) (nullable) */
  ClaspTlsIdentity  *identity;        /* (owned) (nullable) as far as it was needed */
  GError            *listen_error;    /* (owned) (nullable) first of the present attempt */
  gboolean           is_complete;
  gboolean           is_quiet;        /* what becomes of connections is not logged */
  gboolean           is_stopping;
  gint64             started_us;
  GBytes            *metrics;         /* (owned) (nullable) as last written, at @metrics_us */
  gint64             metrics_us;
  ClaspTimer         stats_timer, watch_timer, listen_timer;
  gint64             stats_us;
  double             stats_cpu_s;
  ClaspRouterStats   last_stats;
  ClaspLatencySpan  *latency;         /* (owned) (nullable) of all messages, from the first set_router on */

  /* taps */
  ClaspSession      *view;            /* (owned) sees everything while somebody looks */
  ClaspSession      *hand;            /* (owned) writes what a person sends */
  ClaspSession      *editor;          /* (owned) hears what peers want of the show */
  ClaspSignalTable  *signals;         /* (owned) (nullable) */
  ClaspSignalQuota  *quota;           /* (owned) how much of it each connection may have */
  ClaspTimer         sweep_timer;     /* pending while what it has is counted */
  gboolean           relist;          /* after that, what was left out may come in */
  GPtrArray         *monitors;        /* (owned) of ClaspMonitor, one for each that looks */
  gboolean           is_viewing;

  GPtrArray         *learns;          /* (owned) (nullable) runs of learning, clasp-worker-learn.c */
};

/* Every listener listens and everything the show asked for has been handed in. */
gboolean clasp_worker_is_ready    (ClaspWorker *self);
/* The answers of clasp-worker-http.c. */
gboolean clasp_worker_http_cb     (const char *path, ClaspHttpAnswer *answer, gpointer worker);
void   clasp_worker_serve_http    (ClaspWorker *self, ClaspListener *listener);
void   clasp_worker_listeners_init (ClaspWorker *self);
/* Starts what the settings want and is not there, stops what is there and not wanted. */
void   clasp_worker_start_listeners (ClaspWorker *self);
/* Before @settings are the router's: a certificate that is another is read anew. */
void   clasp_worker_follow_identity (ClaspWorker *self, ClaspSettings *settings);
/* Begins to tell. */
void   clasp_worker_stats_init    (ClaspWorker *self);
void   clasp_worker_stats_clear   (ClaspWorker *self);
gint64 clasp_worker_now           (ClaspWorker *self);
void   clasp_worker_check_settled (ClaspWorker *self);
void   clasp_worker_recorder_init  (ClaspWorker *self);
/* Returns how many played. */
guint  clasp_worker_stop_playbacks (ClaspWorker *self);
void   clasp_worker_recorder_clear (ClaspWorker *self);
void   clasp_worker_check_rules   (ClaspWorker *self);
void   clasp_worker_taps_init     (ClaspWorker *self);
void   clasp_worker_taps_clear    (ClaspWorker *self);
void   clasp_worker_listing_init  (ClaspWorker *self);
void   clasp_worker_listing_clear (ClaspWorker *self);
/* What the settings of a connection say of listing. */
void   clasp_worker_list_connection (ClaspWorker *self, const ClaspConnectionSpec *spec, gboolean is_new);
void   clasp_worker_unlist_connection (ClaspWorker *self, const char *id);
/* Takes that over from @spec: it is no reason to start the connection anew. */
void   clasp_worker_follow_listing (ClaspLiveConnection *live, const ClaspConnectionSpec *spec);
/* From now on in this table; NULL: in none. */
void   clasp_worker_list_in       (ClaspWorker *self, ClaspSignalTable *table);
void   clasp_worker_tell_crowded  (ClaspWorker *self, ClaspEngineStats *stats);
void   clasp_worker_learn_clear   (ClaspWorker *self);
/* Of @live->spec; closes the one there is. */
void   clasp_worker_open_bridge   (ClaspWorker *self, ClaspLiveConnection *live);
void   clasp_worker_locals_init   (ClaspWorker *self);
void   clasp_worker_locals_clear  (ClaspWorker *self);
/* A connection's state is another. */
void   clasp_worker_locals_tell   (ClaspWorker *self, const ClaspBridgeStatus *status);
void   clasp_worker_editor_init   (ClaspWorker *self);
void   clasp_worker_editor_clear  (ClaspWorker *self);
void   clasp_worker_desk_init     (ClaspWorker *self);
/* The router's settings are new. */
void   clasp_worker_desk_follow   (ClaspWorker *self);
void   clasp_worker_desk_clear    (ClaspWorker *self);

G_END_DECLS
