/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-codec.h"
#include "router/clasp-observer.h"
#include "router/clasp-restore.h"
#include "router/clasp-metrics.h"
#include "router/clasp-router.h"
#include "router/clasp-store.h"
#include "router/clasp-subscriptions.h"

/* What the files of the router share. Nothing outside of engine/router includes this.
 *
 * Reading order: clasp-router.c (the facade, a turn of work), clasp-session.c (a peer from HELLO to
 * its end), clasp-dispatch.c (which message goes where), clasp-handle-*.c (what each does),
 * clasp-params.c (the rules of writing), clasp-fanout.c (who gets a copy), clasp-output.c (how it
 * leaves, and what happens when it cannot).
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* Error codes of wire.md 8.3 and router.md */
typedef enum
{
  CLASP_CODE_INVALID_FRAME = 100,
  CLASP_CODE_INVALID_MESSAGE = 101,
  CLASP_CODE_INVALID_ADDRESS = 200,
  CLASP_CODE_NO_ADDRESS = 201,
  CLASP_CODE_NOT_FOUND = 201,
  CLASP_CODE_PATTERN = 202,
  CLASP_CODE_FORBIDDEN = 301,
  CLASP_CODE_REVISION_CONFLICT = 400,
  CLASP_CODE_LOCK_HELD = 401,
  CLASP_CODE_INVALID_VALUE = 402,
  CLASP_CODE_FEDERATION = 403,
  CLASP_CODE_NO_TARGET = 404,
  CLASP_CODE_LIMIT = 429,
  CLASP_CODE_INTERNAL = 500,
  CLASP_CODE_UNAVAILABLE = 501,
  CLASP_CODE_TIMEOUT = 502,
  CLASP_CODE_OVERFLOW = 503,
} ClaspCode;

#define CLASP_FEATURES_OF_ROUTER                                                                   \
  (CLASP_FEATURE_PARAM | CLASP_FEATURE_EVENT | CLASP_FEATURE_STREAM | CLASP_FEATURE_GESTURE |      \
   CLASP_FEATURE_TIMELINE)

/* --- sessions ------------------------------------------------------------------------------- */

typedef enum
{
  CLASP_SESSION_WAITING, /* remote, before its HELLO */
  CLASP_SESSION_OPEN,
  CLASP_SESSION_GONE,    /* nothing is delivered any more; waits to be freed */
} ClaspSessionState;

typedef struct _ClaspBacklogItem ClaspBacklogItem;
typedef struct _ClaspReceiptBook ClaspReceiptBook;
typedef struct _ClaspCommits ClaspCommits;

/* What a full link made wait, in the order it was accepted (clasp-output.c). */
typedef struct
{
  ClaspBacklogItem *first, *last; /* (owned) */
  GHashTable       *params;       /* (owned) (nullable) ClaspParam → its item */
  GHashTable       *latest;       /* (owned) (nullable) key of a stream or gesture → its item */
  gsize             n_latest_bytes;
  gsize             n_bytes;      /* of frames; parameters hold none */
  guint             n_frames;
  gboolean          is_reading_stopped;
  /* dropped streams and gesture moves (router.md 12) */
  gint64            window_start_us; /* 0 = none yet */
  gint64            notice_us;       /* 0 = never */
  guint             n_dropped;       /* in the window */
} ClaspOutput;

struct _ClaspSession
{
  /* what handing out a message reads, together: a thousand sessions then stay in the cache */
  ClaspSessionState state;
  ClaspSharedKind   outlet_kind;
  ClaspSendQueue   *outlet; /* (unowned) the link's, else one that takes nothing */
  guint64           n_delivered;
  ClaspOutput       output;

  gboolean          is_remote;
  gboolean          is_unlimited; /* may subscribe to any number of patterns */
  ClaspLink        *link; /* (owned) (nullable) remote */
  gboolean        (*send_shared) (ClaspLink *self, ClaspBroadcast *broadcast);

  ClaspRouter      *router; /* owned by in-process sessions; NULL once the router is gone */
  ClaspSession     *next, *previous;
  gboolean          is_buried; /* waits for the end of the turn to be freed */
  guint64           number;    /* from 1, never used again */
  ClaspWriterId    *id;        /* (owned) */
  char             *name;      /* (owned) */
  guint64           n_received;

  /* remote */
  gboolean   (*send) (ClaspLink *self, const guint8 *frame, gsize size);
  guint8    *(*reserve) (ClaspLink *self, gsize size); /* (nullable) */
  ClaspTimer   timer; /* handshake, then idleness */
  struct _ClaspRate *rate; /* (owned) (nullable) its messages a second, while they are limited */
  gboolean     is_lossy; /* its carrier */
  gint64       opened_us; /* when its HELLO came */
  gint64       last_received_us;
  gint64       malformed_notice_us; /* 0 = never */
  GQueue       cursors;             /* of ClaspCursor (owned): snapshots on the way */
  gboolean     is_in_snapshot_queue;
  guint64      n_dropped;
  guint64      n_received_before; /* at the last look (clasp-router-queues.c) */

  /* in process */
  ClaspSessionFunc      deliver;
  ClaspSessionReplyFunc reply;
  gpointer              user_data;

  GHashTable *subscriptions; /* (owned) guint32 → ClaspSubscription (owned by the index) */
  GHashTable *locks;         /* (owned) (nullable) set of ClaspParam */
  GHashTable *gestures;      /* (owned) (nullable) under way (clasp-gestures.c) */
  ClaspReceiptBook *receipts; /* (owned) (nullable) confirmed messages (clasp-receipts.c) */
  ClaspCommits     *commits;  /* (owned) (nullable) on a lossy carrier (clasp-commits.c) */
  guint       n_scheduled;   /* bundles that wait for their time */
  gsize       n_scheduled_bytes;
  ClaspHistogram *latency; /* (owned) (nullable) of some of its messages, ns */
};

/* One message on its way through the router, and who sent it. */
typedef struct
{
  ClaspSession *session;
  gint64        received_us; /* monotonic, when the first message of the chain came in */
  guint         hops;
  gboolean      is_last; /* of a parameter that is about to be removed */
  guint32       chain; /* of ClaspDelivery */
  guint64       bundle, bundle_us; /* of ClaspDelivery */
  /* Confirm and commit messages with a timestamp are acknowledged by its low half (decisions.md). */
  gboolean      has_correlation_id;
  guint32       correlation_id;
} ClaspInbound;

/* Why something was not done: an ERROR in the making. */
typedef struct
{
  ClaspCode code;
  char      text[192];
} ClaspRefusal;

/* Header, the longest address, value and revision. */
#define CLASP_PLAIN_FRAME_SIZE (24 + CLASP_ADDRESS_MAX_LENGTH)

/* --- the router ----------------------------------------------------------------------------- */

typedef struct _ClaspSubmitQueue ClaspSubmitQueue;
/* What a queue begins with, for what is asked with every message. */
typedef struct
{
  guint n; /* items */
} ClaspSubmitQueueHead;
typedef struct _ClaspSnapshots ClaspSnapshots;
typedef struct _ClaspSchedule ClaspSchedule;
typedef struct _ClaspSignals ClaspSignals;
typedef struct _ClaspExpiry ClaspExpiry;
typedef struct _ClaspHistory ClaspHistory;
typedef struct _ClaspPolicies ClaspPolicies;
typedef struct _ClaspGestures ClaspGestures;
typedef struct _ClaspDrain ClaspDrain;
typedef struct _ClaspTimelines ClaspTimelines;
typedef struct _ClaspReceipts ClaspReceipts;
typedef struct _ClaspReplays ClaspReplays;

struct _ClaspRouter
{
  GObject parent_instance;

  ClaspReactor     *reactor; /* (owned) */
  ClaspTimers      *timers;  /* (unowned) */
  ClaspClock       *clock;   /* (unowned) of the timers */
  char             *name;    /* (owned) */
  ClaspRouterLimits limits;
  gboolean          is_shut_down;

  ClaspSession *sessions;    /* (owned) all that are not gone */
  ClaspSession *closing;     /* (owned) remote ones that wait for their link's last call */
  GHashTable   *remote_ids;  /* (owned) id text → ClaspSession (unowned), past HELLO */
  ClaspSession *buried;      /* (owned) through next */
  guint64       last_number;
  guint64       last_bundle;
  guint         n_waiting;   /* remote, before HELLO */

  ClaspStore         *store;         /* (owned) */
  ClaspSubscriptions *subscriptions; /* (owned) */
  ClaspSubmitQueue   *queue;         /* (owned) */
  ClaspSnapshots     *snapshots;     /* (owned) */
  ClaspSchedule      *schedule;      /* (owned) */
  ClaspSignals       *signals;       /* (owned) */
  ClaspPolicies      *policies;       /* (owned) */
  ClaspHistory       *history;       /* (owned) */
  gboolean            keeps_history; /* something of it is wanted */
  ClaspExpiry        *expiry;        /* (owned) */
  ClaspReplays       *replays;       /* (owned) */
  ClaspRestore       *restore;       /* (owned) (nullable) while locks wait for their holders */
  ClaspGestures      *gestures;      /* (owned) */
  ClaspTimelines     *timelines;     /* (owned) */
  ClaspReceipts      *receipts;      /* (owned) */
  ClaspDrain         *drain;         /* (owned) (nullable) while it goes away */
  ClaspWriterId      *own_id;        /* (owned) writer of what the router itself does */

  guint            depth;         /* how many calls deep in a turn of work */
  gboolean         is_draining;
  ClaspDeferred    drain_later;
  ClaspWriter      fanout_writer; /* the frame that is being handed out */
  gboolean         is_fanning_out;
  ClaspWriter      reply_writer;  /* everything else */
  guint8           plain_frame[CLASP_PLAIN_FRAME_SIZE]; /* of clasp-plain.c */
  struct
  {
    gint64 since_us;
    guint  n_lines, n_suppressed;
  } log; /* lines about peers in the current window (clasp-router-log.c) */

  struct
  {
    guint64 now_event, unix_event; /* of the reactor, in which it was asked; 0 = never */
    gint64  now_us, unix_us;
  } time;

  const ClaspRouterObserver *observer; /* (unowned) (nullable) */
  gpointer                   observer_data;
  ClaspRouterInterceptFunc   interceptor; /* (nullable) */
  gpointer                   interceptor_data;

  struct
  {
    ClaspSession        *owner;  /* (unowned) */
    ClaspStr             prefix; /* (unowned) */
    ClaspRouterGuardFunc func;   /* (nullable) */
    gpointer             user_data;
  } guard; /* of a part of the tree (clasp-guard.h) */

  ClaspRouterSessionFunc session_func; /* (nullable) */
  gpointer         session_data;
  ClaspRouterStats stats; /* but for n_received, which @metrics has by type */
  ClaspMetrics     metrics;
  guint            n_param_backlogs; /* sessions with parameters in their backlog */
};

gint64        clasp_router_ask_now_us     (ClaspRouter        *self);
gint64        clasp_router_ask_unix_us    (ClaspRouter        *self);

/* The time as of the event that is being handled: a batch of frames asks the clock once. */
static inline gint64
clasp_router_now_us (ClaspRouter *self)
{
  guint64 event = clasp_reactor_get_event (self->reactor);

  if (G_LIKELY (event != 0 && event == self->time.now_event))
    return self->time.now_us;
  return clasp_router_ask_now_us (self);
}

static inline gint64
clasp_router_unix_us (ClaspRouter *self)
{
  guint64 event = clasp_reactor_get_event (self->reactor);

  if (G_LIKELY (event != 0 && event == self->time.unix_event))
    return self->time.unix_us;
  return clasp_router_ask_unix_us (self);
}

/* A line about what a peer did wrong, unless there were many lately. */
void          clasp_router_log_peer       (ClaspRouter        *self,
                                           ClaspSession       *session,
                                           const char         *text);

/* What the outermost turn of work has to do at its end. */
void          clasp_router_finish_turn    (ClaspRouter        *self);

static inline gboolean
clasp_submit_queue_is_empty (ClaspSubmitQueue *self)
{
  return ((const ClaspSubmitQueueHead *) self)->n == 0;
}

/* A turn of work: everything that reaches sessions happens between these. Leaving the outermost one
 * handles what in-process sessions submitted meanwhile, then frees what ended. */
static inline void
clasp_router_enter (ClaspRouter *self)
{
  self->depth++;
}

static inline void
clasp_router_leave (ClaspRouter *self)
{
  if (G_LIKELY (self->depth > 1 ||
                (clasp_submit_queue_is_empty (self->queue) && self->buried == NULL &&
                 !clasp_subscriptions_have_litter (self->subscriptions))))
    self->depth--;
  else
    clasp_router_finish_turn (self);
}

/* clasp-session.c */
ClaspSession *clasp_session_new           (ClaspRouter        *router,
                                           ClaspStr            id,
                                           const char         *name);
/* Past HELLO, or joined; the name is known. */
void          clasp_session_open          (ClaspSession       *self);
/* Takes the session out of the router: locks, subscriptions, gestures, bundles. Idempotent. */
void          clasp_session_end           (ClaspSession       *self);
/* Nothing is handed to it from now on but answers. */
void          clasp_session_remove_subscriptions (ClaspSession *self);
/* ERROR to a remote peer, then its link closes and the session ends. */
void          clasp_session_close         (ClaspSession       *self,
                                           ClaspCloseCode      close_code,
                                           ClaspCode           code,
                                           const char         *reason);
void          clasp_session_accept_link   (ClaspSession       *self,
                                           ClaspLink          *link);
/* The router goes: what is left of a gone session lives and dies with its link. */
void          clasp_session_orphan        (ClaspSession       *self);
void          clasp_session_free          (ClaspSession       *self);
/* What a person knows the session by, for the log. */
const char   *clasp_session_describe      (ClaspSession       *self);
/* Takes the place of a subscription with the same id. */
/* The router's limit of updates is another. */
void               clasp_session_follow_rate      (ClaspSession         *self);
ClaspSubscription *clasp_session_add_subscription (ClaspSession         *self,
                                                   const ClaspSubscribe *subscribe);
void          clasp_session_remove_subscription (ClaspSession *self,
                                                 guint32       id);

/* clasp-dispatch.c */
void          clasp_dispatch_message      (ClaspRouter        *self,
                                           const ClaspInbound *inbound,
                                           const ClaspMessage *message);
void          clasp_dispatch_frame        (ClaspSession       *session,
                                           const guint8       *bytes,
                                           gsize               size);
/* Answers to the one who asked; never lost while the session lives. */
void          clasp_reply                 (ClaspRouter        *self,
                                           const ClaspInbound *inbound,
                                           const ClaspMessage *reply);
void          clasp_reply_error           (ClaspRouter        *self,
                                           const ClaspInbound *inbound,
                                           ClaspCode           code,
                                           ClaspStr            address, /* empty = none */
                                           const char         *text);
void          clasp_reply_refusal         (ClaspRouter        *self,
                                           const ClaspInbound *inbound,
                                           const ClaspRefusal *refusal,
                                           ClaspStr            address);
/* ACK with the correlation id, when one was asked for. */
void          clasp_reply_confirm         (ClaspRouter        *self,
                                           const ClaspInbound *inbound);

/* clasp-intercept.c: whether somebody takes it before anybody else sees it. */
gboolean      clasp_intercept_message     (ClaspRouter        *self,
                                           const ClaspInbound *inbound,
                                           const ClaspMessage *message);
gboolean      clasp_intercept_set         (ClaspRouter        *self,
                                           const ClaspInbound *inbound,
                                           const ClaspSet     *set);

/* clasp-drain.c: stops waiting, without calling back. */
void          clasp_drain_free            (ClaspDrain         *self);

/* clasp-liveness.c */
void          clasp_liveness_wait_hello   (ClaspSession       *session);
void          clasp_liveness_start        (ClaspSession       *session);

/* clasp-handle-*.c */
void          clasp_handle_hello          (ClaspSession             *session,
                                           const ClaspInbound       *inbound,
                                           const ClaspHello         *hello);
void          clasp_handle_hello_again    (ClaspRouter              *self,
                                           const ClaspInbound       *inbound);
void          clasp_handle_set            (ClaspRouter              *self,
                                           const ClaspInbound       *inbound,
                                           const ClaspSet           *set);
void          clasp_handle_get            (ClaspRouter              *self,
                                           const ClaspInbound       *inbound,
                                           const ClaspGet           *get);
void          clasp_handle_publish        (ClaspRouter              *self,
                                           const ClaspInbound       *inbound,
                                           const ClaspMessage       *message);
void          clasp_handle_subscribe      (ClaspRouter              *self,
                                           const ClaspInbound       *inbound,
                                           const ClaspSubscribe     *subscribe);
void          clasp_handle_unsubscribe    (ClaspRouter              *self,
                                           const ClaspInbound       *inbound,
                                           const ClaspUnsubscribe   *unsubscribe);
void          clasp_handle_bundle         (ClaspRouter              *self,
                                           const ClaspInbound       *inbound,
                                           const ClaspMessage       *message);
void          clasp_handle_replay         (ClaspRouter              *self,
                                           const ClaspInbound       *inbound,
                                           const ClaspReplay        *replay);
/* A scheduled bundle's time has come. */
void          clasp_handle_due_bundle     (ClaspRouter              *self,
                                           const ClaspInbound       *inbound,
                                           const ClaspBundle        *bundle);
void          clasp_handle_announce       (ClaspRouter              *self,
                                           const ClaspInbound       *inbound,
                                           const ClaspAnnounce      *announce);
void          clasp_handle_query          (ClaspRouter              *self,
                                           const ClaspInbound       *inbound,
                                           const ClaspQuery         *query);
void          clasp_handle_sync           (ClaspRouter              *self,
                                           const ClaspInbound       *inbound,
                                           const ClaspSync          *sync);

/* clasp-replays.c */
ClaspReplays *clasp_replays_new           (ClaspRouter        *router);
void          clasp_replays_free          (ClaspReplays       *self);
void          clasp_replays_cancel        (ClaspReplays       *self,
                                           ClaspSession       *session);

/* SUBSCRIBE without its replies: NULL with @refusal filled in. */
ClaspSubscription *clasp_subscribe        (ClaspSession             *session,
                                           const ClaspSubscribe     *subscribe,
                                           ClaspRefusal             *refusal);

G_END_DECLS
