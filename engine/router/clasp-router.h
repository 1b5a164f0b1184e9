/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-clock.h"
#include "core/clasp-exposition.h"
#include "core/clasp-message.h"
#include "core/clasp-address.h"
#include "io/clasp-reactor.h"
#include "io/clasp-timer.h"
#include "transports/clasp-transport.h"

/* ClaspRouter: sessions, parameters, subscriptions, and what every message does to them (router.md).
 *
 * Remote peers come in through clasp_router_accept () and speak frames. Bridges, mappings and views
 * join in process with clasp_router_join () and speak ClaspMessages; both are the same kind of
 * session inside, so limits, echo rules and counters are written once.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_ROUTER (clasp_router_get_type ())
G_DECLARE_FINAL_TYPE (ClaspRouter, clasp_router, CLASP, ROUTER, GObject)

typedef struct _ClaspSession ClaspSession;

/* Messages that passed through this many mappings are stopped: somebody made a circle. */
#define CLASP_ROUTER_MAX_HOPS 8

/* Which remote peers may give the router orders (clasp-control.h). */
typedef enum { CLASP_CONTROL_NOBODY, CLASP_CONTROL_THIS_COMPUTER, CLASP_CONTROL_EVERYBODY } ClaspControl;
typedef enum { CLASP_TIMELINE_MODE_PLAY, CLASP_TIMELINE_MODE_RELAY } ClaspTimelineMode;

/* What may be used up. Bytes are gsize, everything else guint; clasp-router-settings.c names each. */
typedef struct
{
  guint max_sessions;         /* 0 = no limit */
  guint max_subscriptions;    /* per session */
  guint max_params;
  gsize max_param_bytes;      /* of addresses and values */
  guint param_ttl_s;          /* of those that were given none; 0 = for ever */
  guint update_rate;          /* of one address to a remote session, a second, 0 = any */
  guint message_rate;         /* per session and second, 0 = any (clasp-rate.h) */
  gboolean is_strict;         /* what comes too fast is refused */
  gboolean is_unmeasured;     /* messages are counted all the same, but none is timed */
  guint max_per_address;      /* connections of one IP address, 0 = any */
  guint max_unauthenticated;  /* sockets before HELLO */
  guint handshake_timeout_ms;
  guint session_timeout_ms;   /* 0 = never; PING is sent before giving up */
  gsize max_queue_bytes;      /* per session, in its link */
  gsize max_pending_bytes;    /* per session, of what must arrive, behind a full link */
  guint max_pending_frames;
  guint max_signals;          /* announced */
  guint max_receipts;         /* per session, of confirmed messages that are recognised again */
  gsize max_receipt_bytes;    /* of all sessions together */
  guint receipt_s;            /* how long they are kept, also after their session */
  guint commit_window_ms;     /* how long commits wait for earlier ones on carriers that can lose */
  guint signal_ttl_s;         /* 0 = for ever */
  guint drain_ms;             /* how long a router that goes away waits for its peers */
  guint max_gestures;         /* per session, at a time */
  guint gesture_interval_ms;  /* one move of a gesture in so long; 0 = all of them */
  guint gesture_stale_s;      /* a gesture silent for so long is cancelled; 0 = never */
  guint max_bundles;          /* per session, that wait for their time */
  gsize max_bundle_bytes;     /* of those */
  guint max_bundle_ahead_s;
  guint max_orphan_bundles;   /* that run though their session has ended; 0 = they end with it */
  guint max_history;          /* messages kept of an address */
  gsize max_history_bytes;    /* of all addresses */
  guint max_filter_addresses; /* per subscription with options */
  guint max_timelines;        /* stored, ended ones included */
  guint max_timeline_keyframes; /* of each */
  gsize max_timeline_bytes;   /* of all, as they travel */
  guint timeline_rate_hz;     /* values written in a second, of each that plays */
  guint timeline_keep_s;      /* an ended one can be asked for so long, while there is room */
  ClaspControl control;       /* who may give the router orders */
  ClaspTimelineMode timelines; /* whether values are written, or only keyframes handed on */
} ClaspRouterLimits;

#define CLASP_ROUTER_LIMITS_DEFAULT                                                                \
  {                                                                                                \
    .max_sessions = 4096,                                                                          \
    .max_subscriptions = 1000,                                                                     \
    .max_params = 1000000,                                                                         \
    .max_param_bytes = 512 * 1024 * 1024,                                                          \
    .param_ttl_s = 0,                                                                              \
    .update_rate = 0,                                                                              \
    .message_rate = 0,                                                                             \
    .is_strict = FALSE,                                                                            \
    .is_unmeasured = FALSE,                                                                        \
    .max_per_address = 256,                                                                        \
    .max_unauthenticated = 256,                                                                    \
    .handshake_timeout_ms = 10000,                                                                 \
    .session_timeout_ms = 300000,                                                                  \
    .max_queue_bytes = 8 * 1024 * 1024,                                                            \
    .max_pending_bytes = 4 * 1024 * 1024,                                                          \
    .max_pending_frames = 65536,                                                                   \
    .max_signals = 100000,                                                                         \
    .max_receipts = 4096,                                                                          \
    .max_receipt_bytes = 64 * 1024 * 1024,                                                         \
    .receipt_s = 60,                                                                               \
    .commit_window_ms = 20,                                                                        \
    .signal_ttl_s = 3600,                                                                          \
    .drain_ms = 2000,                                                                              \
    .max_gestures = 256,                                                                           \
    .gesture_interval_ms = 16,                                                                     \
    .gesture_stale_s = 300,                                                                        \
    .max_bundles = 1000,                                                                           \
    .max_bundle_bytes = 8 * 1024 * 1024,                                                           \
    .max_bundle_ahead_s = 60,                                                                      \
    .max_orphan_bundles = 0,                                                                       \
    .max_history = 1000,                                                                           \
    .max_history_bytes = 16 * 1024 * 1024,                                                         \
    .max_filter_addresses = 65536,                                                                 \
    .max_timelines = 10000,                                                                        \
    .max_timeline_keyframes = 4096,                                                                \
    .max_timeline_bytes = 64 * 1024 * 1024,                                                        \
    .timeline_rate_hz = 60,                                                                        \
    .timeline_keep_s = 60,                                                                         \
    .control = CLASP_CONTROL_THIS_COMPUTER,                                                        \
    .timelines = CLASP_TIMELINE_MODE_PLAY,                                                         \
  }

ClaspRouter *clasp_router_new         (ClaspReactor            *reactor,
                                       ClaspTimers             *timers,
                                       const char              *name,
                                       const ClaspRouterLimits *limits);
/* From now on; sessions and parameters above a lowered limit stay. */
void         clasp_router_set_limits  (ClaspRouter             *self,
                                       const char              *name,
                                       const ClaspRouterLimits *limits);
/* Which writes of parameters are accepted, "PATTERN STRATEGY" each (clasp-policies.h). */
void         clasp_router_set_strategies (ClaspRouter          *self,
                                          const char *const    *lines);
/* Of which addresses the last messages are kept, "PATTERN N" each (clasp-history.h). */
void         clasp_router_set_history (ClaspRouter             *self,
                                       const char *const       *lines);
/* Called when a session begins (@name is how it calls itself) and when it ends (@name is NULL). */
typedef void (*ClaspRouterSessionFunc) (guint64     number,
                                        const char *name,
                                        gpointer    user_data);
void         clasp_router_set_session_func (ClaspRouter        *self,
                                            ClaspRouterSessionFunc func,
                                            gpointer            user_data);
/* A peer connected: waits for its HELLO. Takes its own reference. */
void         clasp_router_accept      (ClaspRouter             *self,
                                       ClaspLink               *link);
/* Tells every remote peer that the router goes away and closes their links. In-process sessions
 * are closed by their owners. */
void         clasp_router_shutdown    (ClaspRouter             *self,
                                       const char              *reason);

/* What reached an in-process session: always a SET or a PUBLISH. */
typedef struct
{
  const ClaspMessage *message;     /* borrowed; a SET carries its new revision */
  guint64             origin;      /* number of the session that wrote it, 0 = the router itself */
  guint               hops;        /* mappings and rules it passed through */
  guint32             chain;       /* which rules led to it (rules/clasp-rule-chain.h); 0 = none */
  gint64              received_us; /* monotonic, when the first message of the chain came in */
  guint64             bundle;      /* what one BUNDLE says has the same number; 0 = it came alone */
  guint64             bundle_us;   /* its timestamp, Unix; 0 = it has none */
  gboolean            is_snapshot; /* the state at subscription, not a change */
} ClaspDelivery;

typedef void (*ClaspSessionFunc) (ClaspSession        *session,
                                  const ClaspDelivery *delivery,
                                  gpointer             user_data);
/* What came back to an in-process session that its own message caused: an ERROR, ACK, RESULT or
 * SNAPSHOT. May be NULL for sessions that do not ask. */
typedef void (*ClaspSessionReplyFunc) (ClaspSession       *session,
                                       const ClaspMessage *reply,
                                       gpointer            user_data);

/* Called with each SET and PUBLISH that was accepted, before it is stored or handed to anybody. TRUE:
 * that is all that becomes of it. It must not write but by clasp_session_submit (). One at most; NULL =
 * none, which costs one branch. */
typedef gboolean (*ClaspRouterInterceptFunc) (const ClaspDelivery *delivery,
                                              gpointer             user_data);
void          clasp_router_set_interceptor (ClaspRouter          *self,
                                            ClaspRouterInterceptFunc func,
                                            gpointer              user_data);

/* Whether a SET or PUBLISH makes sense to who owns its address: 0, or the code of the ERROR (wire.md 8.3),
 * with a sentence in @text that says what would. It must not write. */
typedef guint16 (*ClaspRouterGuardFunc) (const ClaspMessage *message,
                                         char               *text,
                                         gsize               text_size,
                                         gpointer            user_data);
/* One guard at most; @owner is not asked, and NULL ends it. @prefix has a slash at its end. */
void          clasp_router_set_guard  (ClaspRouter             *self,
                                       ClaspSession            *owner,
                                       const char              *prefix,
                                       ClaspRouterGuardFunc     func,
                                       gpointer                 user_data);

ClaspSession *clasp_router_join       (ClaspRouter             *self,
                                       const char              *name,
                                       ClaspSessionFunc         deliver,
                                       ClaspSessionReplyFunc    reply,
                                       gpointer                 user_data);
/* Ends an in-process session; nothing calls back afterwards. */
void          clasp_session_leave     (ClaspSession            *self);
guint64       clasp_session_get_number (ClaspSession           *self);
const char   *clasp_session_get_name  (ClaspSession            *self);

/* One message from an in-process session, any kind a client may send. Called from within a delivery
 * it is queued and handled after the current message has reached everybody, so that every receiver
 * sees the router's order. The message is copied as far as needed. @cause is the delivery that made
 * the session write, or NULL: it carries hops and time along; a mapping passes @hop TRUE. */
void          clasp_session_submit    (ClaspSession            *self,
                                       const ClaspMessage      *message,
                                       const ClaspDelivery     *cause,
                                       gboolean                 hop);

/* The session may subscribe to as much as it likes: it stands for many parts of this program. */
void          clasp_session_lift_limits (ClaspSession          *self);

/* Short forms of the same. */
void          clasp_session_set       (ClaspSession            *self,
                                       ClaspStr                 address,
                                       const ClaspValue        *value);
void          clasp_session_emit      (ClaspSession            *self,
                                       ClaspStr                 address,
                                       const ClaspValue        *value); /* an event; NULL = no value */
/* The snapshot of what matches is delivered before this returns when @want_snapshot. @id is chosen
 * by the caller and unique in its session; using one again replaces. */
gboolean      clasp_session_subscribe (ClaspSession            *self,
                                       guint32                  id,
                                       ClaspStr                 pattern,
                                       guint8                   types, /* ClaspTypes */
                                       gboolean                 want_snapshot,
                                       GError                 **error);
void          clasp_session_unsubscribe (ClaspSession          *self,
                                         guint32                id);

/* The current value of a parameter, borrowed until the next message; NULL if there is none. */
const ClaspValue *clasp_router_peek   (ClaspRouter             *self,
                                       ClaspStr                 address);
/* Whether the setting `control` lets that session (ClaspDelivery.origin) give orders. */
gboolean      clasp_router_may_control (ClaspRouter          *self,
                                        guint64               origin);
/* Calls @func for every parameter that matches, in no particular order. */
typedef void (*ClaspRouterParamFunc) (const ClaspSnapshotParam *param,
                                      gpointer                  user_data);
void          clasp_router_foreach    (ClaspRouter             *self,
                                       const ClaspPattern      *pattern,
                                       ClaspRouterParamFunc     func,
                                       gpointer                 user_data);

/* The same for everything that was announced, patterns among them. @func must not call the router. */
typedef void (*ClaspRouterSignalFunc) (const ClaspSignalInfo *info,
                                       gpointer               user_data);
void          clasp_router_foreach_signal (ClaspRouter         *self,
                                       const ClaspPattern      *pattern,
                                       ClaspRouterSignalFunc    func,
                                       gpointer                 user_data);

typedef struct
{
  guint   n_sessions;      /* remote, past HELLO */
  guint   n_params;
  guint   n_subscriptions;
  guint   n_timelines;     /* that play */
  guint64 n_received;      /* messages accepted from sessions */
  guint64 n_delivered;     /* copies handed to sessions */
  guint64 n_dropped;       /* copies a full queue refused */
  guint64 n_malformed;     /* frames that could not be read */
  guint64 n_looped;        /* messages stopped by the hop limit */
  guint64 n_expired;       /* parameters whose time to live was over */
  guint64 n_evicted;       /* parameters removed to make room for others */
  guint64 n_duplicates;    /* messages that had been applied already */
  guint64 n_unacknowledged; /* given up after all repeats, on carriers that can lose */
} ClaspRouterStats;

void          clasp_router_get_stats  (ClaspRouter             *self,
                                       ClaspRouterStats        *stats);

#define CLASP_ROUTER_MAX_SLOW 4

/* What waits in the router, and which remote sessions lost signals since they joined, who lost most first. */
typedef struct
{
  guint64 n_bytes;         /* for all remote sessions */
  guint64 n_bytes_longest; /* of one queue … */
  char    longest[64];     /* … of this session */
  guint   n_bundles;       /* scheduled */
  guint64 fastest, n_fastest; /* number of the remote session that said most since the last look, and how much; 0 = none */
  char    fastest_name[64];
  guint   n_slow;
  struct
  {
    guint64 number, n_dropped;
    char    name[64];
  } slow[CLASP_ROUTER_MAX_SLOW];
} ClaspRouterQueues;

void          clasp_router_get_queues (ClaspRouter            *self,
                                       ClaspRouterQueues       *queues);
/* Everything that is counted, as Prometheus metrics; of single sessions at most @max_sessions. */
void          clasp_router_write_metrics (ClaspRouter          *self,
                                       ClaspExposition         *text,
                                       guint                    max_sessions);
/* The samples of one histogram of such times, in a family of histograms that has begun. */
void          clasp_router_write_latency (ClaspExposition      *text,
                                       const char              *label,
                                       const char              *value,
                                       const ClaspHistogram    *latency);
/* Adds the times of all messages that were timed, in ns. */
void          clasp_router_add_latency (ClaspRouter           *self,
                                       ClaspHistogram          *sum);
/* Time the router took for some of its messages, in ns; NULL when none was timed. */
const ClaspHistogram *clasp_session_get_latency (ClaspSession  *self);

G_END_DECLS
