/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-condition.h"
#include "mapping/clasp-json-path.h"
#include "mapping/clasp-json-template.h"
#include "mapping/clasp-merge.h"
#include "mapping/clasp-route-join.h"
#include "mapping/clasp-route-limit.h"
#include "mapping/clasp-route.h"
#include "mapping/clasp-takeover.h"
#include "mapping/clasp-trace-memory.h"

/* What the parts of a live mapping share: clasp-route.c makes it, clasp-route-run.c is the way in,
 * clasp-route-out.c the way out, and clasp-route-set.c owns all of them.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* Source addresses that wait for a smoothing tail at once, of one source. */
#define CLASP_ROUTE_MAX_WAITING 4096
/* Target addresses of a mapping of which something is remembered. */
#define CLASP_ROUTE_MAX_PORTS 4096
/* What steps may send while one message passes. */
#define CLASP_ROUTE_MAX_SENDS 256

/* How a value came, which is how it goes out. */
typedef struct
{
  gboolean    is_set;
  gboolean    has_value; /* an event may carry nothing */
  ClaspSignal signal;
  ClaspPhase  phase;
  gboolean    has_id;
  guint32     id; /* of a gesture */
  guint       hops;
  guint32     chain; /* of rules, as in ClaspDelivery */
} ClaspRouteManner;

/* What all mappings of a set share. */
struct _ClaspRouteHost
{
  ClaspRouter     *router;      /* (unowned) */
  ClaspTimers     *timers;      /* (unowned) */
  gboolean         is_traced;   /* by @trace or @memory */
  ClaspTrace      *trace;       /* (owned) (nullable) while somebody looks */
  ClaspTraceMemory *memory;     /* (owned) (nullable) for who looks later */
  guint64          timed;       /* the number whose time is in @timed_us */
  gint64           timed_us;
  guint64          number;      /* of the message or tick under way, for the trace */
  const ClaspDelivery *cause;   /* (unowned) (nullable) the message under way; NULL when time moves things */
  guint            depth;       /* calls under way in which a mapping must not be freed */
  GPtrArray       *buried;      /* (owned) of ClaspRoute, to be freed when there are none */
  GHashTable      *connections; /* (owned) id → ClaspRouteLink (owned) */
  ClaspMergeTable *merges;      /* (owned) (nullable) from the first merge on */
  ClaspTimer       merge_timer; /* the next value that will be too old */
  guint            range_serial; /* counts what may change ranges */
  const guint     *router_serial; /* (unowned) of what was announced there */
  guint            seen_serial;
  ClaspSession    *hand;        /* (owned) (nullable) writes what is left when a value counts no more */
};

/* A connection as mappings know it. */
typedef struct
{
  char   *name, *namespace_; /* (owned) */
  char   *protocol; /* (owned) (nullable) "midi": whose addresses are below */
  guint64 session;
} ClaspRouteLink;

/* A condition, and what it remembers of each source address. */
typedef struct
{
  ClaspCondition *condition; /* (owned) (nullable) NULL: it always holds */
  GHashTable     *entries;   /* (owned) address → what is known of it (owned), in clasp-route-guard.c */
  gboolean        sends;     /* what waits, when it opens */
  gboolean        releases;  /* the targets, when it closes */
  gboolean        is_watchful; /* looked at when time passes or what it looks at changes, too */
  gboolean        is_touched;  /* something it looks at changed just now */
  ClaspTimer      timer;       /* of that */
  gint64          due_us;      /* when it comes; 0 = not */
} ClaspRouteGuard;

typedef struct
{
  ClaspRoute        *route; /* (unowned) */
  guint              index;
  ClaspRoutePattern *pattern;
  ClaspRouteGuard    when;
  ClaspSignalFilter  signal;
  char              *connection; /* (owned) empty = any */
  ClaspJsonPath     *path;       /* (owned) (nullable) */
  ClaspChain        *chain;      /* (owned) (nullable) NULL where another source's is for all */
  ClaspChain       **tails;      /* (owned) (nullable) one for each target, where there are several */
  GHashTable        *waiting;    /* (owned) address → ClaspRouteWait (owned) */
} ClaspRouteSource;

/* An address whose steps want to be called at a time. */
typedef struct
{
  ClaspRouteSource *source; /* (unowned) */
  ClaspTimer        timer;
  ClaspRouteManner  manner;  /* of the last input */
  char             *address; /* (owned) the key */
} ClaspRouteWait;

typedef struct
{
  ClaspRoute         *route; /* (unowned) */
  guint               index;
  ClaspSendAs         send_as;
  ClaspJsonTemplate **templates; /* (owned) (nullable) one for each source */
  ClaspMerge          merge;
  guint               priority;
  gint64              timeout_us;
  char               *weight;      /* (owned) empty = 1 */
  gboolean            has_release;
  ClaspValue          release;     /* (owned) */
  GHashTable         *ports;       /* (owned) ClaspStr * of the port → ClaspRoutePort (owned) */
} ClaspRouteTarget;

/* A target address of which something has to be remembered. */
typedef struct
{
  ClaspRouteTarget    *target; /* (unowned) */
  ClaspStr             address; /* (owned) NUL-terminated */
  GList                link;    /* in the route's list; data is the port */
  ClaspTimer           timer;   /* a value waits for its turn */
  ClaspRouteManner     manner;  /* of that value */
  ClaspRouteLimitState limit;
  ClaspTakeoverState   takeover;
  char                *source;     /* (owned) (nullable) address of the last value */
  gint64               written_us; /* the last time */
} ClaspRoutePort;

/* From a target back to a source. */
typedef struct
{
  ClaspRoute *route; /* (unowned) */
  guint       source, target;
  ClaspChain *chain; /* (owned) */
} ClaspRouteBack;

/* What the device of the source is shown of the target. */
typedef struct
{
  gboolean    has_off, has_on, has_idle;
  ClaspValue  off, on, idle; /* (owned) */
  GHashTable *shown;         /* (owned) (nullable) addresses that were shown something */
} ClaspRouteLamp;

/* What tells that the source's device turned its page. */
typedef struct
{
  ClaspRoutePattern *pattern;  /* (owned) (nullable) NULL: it has none */
  gint64             delay_us;
  ClaspTimer         timer;    /* it was turned just now */
  GHashTable        *seen;     /* (owned) (nullable) address → last value (owned) */
} ClaspRoutePage;

/* What a step asked to have sent. */
typedef struct
{
  char      *address; /* (owned) */
  ClaspValue value;   /* (owned) */
  gboolean   is_event;
} ClaspRouteSend;

struct _ClaspRoute
{
  const ClaspRouteSpec *spec; /* (unowned) while it is made */
  ClaspRouteHost   *host;    /* (unowned) */
  ClaspSession     *session; /* (owned) (nullable) NULL once it is gone */
  ClaspRouteSource *sources; /* (owned) */
  guint             n_sources;
  ClaspRouteTarget *targets; /* (owned) */
  guint             n_targets;
  guint             n_chains; /* n_sources, or 1 where they are joined */
  ClaspRouteBack   *backs;    /* (owned) (nullable) for each source each target */
  guint             n_backs;
  GHashTable       *came_back; /* (owned) (nullable) source address → when a value last came back */
  ClaspRouteLamp    lamp;
  ClaspRoutePage    page;
  ClaspRouteJoin   *join; /* (owned) (nullable) */
  GPtrArray        *watched; /* (owned) of addresses (unowned), NULL-terminated */

  gboolean         is_stop, is_swallow, is_solo, waits_at_start, resets_on_reconnect;
  gboolean         is_two_way, gives_feedback, is_joined;
  gint64           hold_off_us;
  gboolean         releases;    /* when a layer goes off */
  gboolean         has_ports;   /* something of target addresses has to be remembered */
  ClaspRouteLimit  limit;
  ClaspTakeover    takeover;
  double           takeover_window;
  ClaspTraceReason off; /* why it does nothing at present; NO_REASON = it works */
  GQueue           ports; /* newest first */
  GArray          *sends; /* (owned) of ClaspRouteSend */

  ClaspRouteStatus status;
  gboolean         has_changed;
  gboolean         is_shown; /* what passes now is of the address whose input the status shows */
};

/* What passes through. */
typedef struct
{
  ClaspRouteSource       *source;
  ClaspStr                address; /* of it */
  const ClaspRouteManner *manner;
  const ClaspDelivery    *cause;
  gint64                  now_us;
  gboolean                is_tick; /* nothing came in: time, or what a step looks at, moved it */
} ClaspRouteFlow;

/* clasp-route.c. NULL when it cannot run. */
ClaspRoute *clasp_route_new  (const ClaspRouteSpec *spec,
                              ClaspRouteHost   *host,
                              GError          **error);
/* Ends it at once, frees it as soon as nothing is under way. */
void        clasp_route_free (ClaspRoute       *self);
/* The steps forget what they remember. */
void        clasp_route_reset (ClaspRoute      *self);
void        clasp_route_host_enter (ClaspRouteHost *self);
void        clasp_route_host_leave (ClaspRouteHost *self);

void        clasp_route_send_clear (gpointer send);
gboolean    clasp_route_is_below (const char *address,
                                  const char *namespace_);
/* What its steps may look at and send. */
ClaspTransformEnv clasp_route_env_of (ClaspRoute *self);

static inline void
clasp_route_host_look (ClaspRouteHost *self)
{
  if (G_LIKELY (*self->router_serial == self->seen_serial))
    return;
  self->seen_serial = *self->router_serial;
  self->range_serial++;
}

/* clasp-route-ranges.c: what is known of an address by its connection and by what was announced. */
gboolean    clasp_route_find_range (ClaspRouteHost *host,
                                    ClaspStr        address,
                                    ClaspRange     *range);
ClaspRangeSource clasp_route_range_source (ClaspRouteHost *host);

/* clasp-route-status.c: what is counted and shown. */
void        clasp_route_note_input (ClaspRoute       *self,
                                    ClaspStr          address,
                                    const ClaspValue *value);
void        clasp_route_note_steps (ClaspRoute             *self,
                                    const ClaspChainResult *result);
void        clasp_route_note_output (ClaspRoute       *self,
                                     const char       *address,
                                     const ClaspValue *value);
/* Something that was to happen did not: counted as dropped, or as failed where nobody wanted that. */
void        clasp_route_note_not (ClaspRoute       *self,
                                  ClaspTraceReason  reason,
                                  guint             target,
                                  ClaspStr          address,
                                  const ClaspValue *value);
/* What a step says went wrong, also where the value passed all the same. @target: whose own step it is,
 * from 1; 0 = a common one. */
void        clasp_route_note_problem (ClaspRoute             *self,
                                      const ClaspChainResult *result,
                                      guint                   target);
void        clasp_route_refused (ClaspRoute         *self,
                                 const ClaspMessage *reply);

/* clasp-route-run.c. Whether the mapping took it: those behind it may have to do without. */
gboolean    clasp_route_receive (ClaspRouteSource    *source,
                                 ClaspStr             address,
                                 const ClaspDelivery *delivery);
/* The same for a parameter as it stands; @writer is the name of the session that wrote it. */
void        clasp_route_receive_state (ClaspRouteSource *source,
                                       ClaspStr          address,
                                       const ClaspValue *value,
                                       ClaspStr          writer);
/* A value that waited for the condition. */
void        clasp_route_pass    (ClaspRouteSource       *source,
                                 ClaspStr                address,
                                 const ClaspValue       *value,
                                 const ClaspRouteManner *manner);
/* An address its steps look at has changed. */
/* The mapping begins: its steps look at what they time things by. */
void        clasp_route_follow  (ClaspRoute          *self);
void        clasp_route_touch   (ClaspRoute          *self,
                                 ClaspStr             watched);

/* clasp-route-guard.c */
gboolean    clasp_route_guard_init  (ClaspRouteGuard         *self,
                                     ClaspSettings           *options,
                                     const ClaspRoutePattern *pattern,
                                     GError                 **error);
/* From now on it looks by itself, if it wants to; forgetting ends that. */
void        clasp_route_guard_begin (ClaspRouteSource        *source);
void        clasp_route_guard_forget (ClaspRouteSource       *source);
void        clasp_route_guard_clear (ClaspRouteGuard         *self);
gboolean    clasp_route_guard_holds (ClaspRouteGuard         *self,
                                     const ClaspRouteFlow    *flow,
                                     const ClaspValue        *value);
/* Tells it of a change; what waits passes with the second call. */
void        clasp_route_guard_touch (ClaspRouteGuard         *self,
                                     ClaspStr                 watched,
                                     gint64                   now_us);
void        clasp_route_guard_look  (ClaspRouteSource        *source);

/* clasp-route-back.c. @targets: the targets' addresses, as they are written. */
gboolean    clasp_route_compile_back (ClaspRoute             *self,
                                      const ClaspRouteSpec   *spec,
                                      char                  **targets,
                                      GError                **error);
void        clasp_route_clear_back  (ClaspRoute              *self);
void        clasp_route_receive_back (ClaspRouteBack         *back,
                                      ClaspStr                address,
                                      const ClaspDelivery    *delivery);
/* Shows the source's device what the target's addresses are now; @is_again: though it was told before. */
void        clasp_route_show_all    (ClaspRouteBack          *back,
                                     gboolean                 is_again);

/* clasp-route-page.c: all of that again when the device turns its page. */
gboolean    clasp_route_page_read   (ClaspRoutePage          *self,
                                     ClaspSettings           *options,
                                     GError                 **error);
void        clasp_route_page_clear  (ClaspRoutePage          *self);
void        clasp_route_page_receive (ClaspRoute             *self,
                                      ClaspStr                address,
                                      const ClaspDelivery    *delivery);

/* clasp-route-feedback.c: in other numbers, and while the mapping is not at work. */
gboolean    clasp_route_lamp_read   (ClaspRouteLamp          *self,
                                     ClaspSettings           *options,
                                     GError                 **error);
void        clasp_route_lamp_clear  (ClaspRouteLamp          *self);
void        clasp_route_lamp_apply  (ClaspRoute              *route,
                                     ClaspStr                 address,
                                     ClaspValue              *value);
void        clasp_route_lamp_note   (ClaspRoute              *route,
                                     const char              *address);
void        clasp_route_lamp_rest   (ClaspRoute              *route);
void        clasp_route_lamp_wake   (ClaspRoute              *route);

/* Whether a value came back to @address just now. */
gboolean    clasp_route_holds_off   (ClaspRoute              *self,
                                     ClaspStr                 address,
                                     gint64                   now_us);

/* clasp-route-merges.c. Written by the set's own hand, which outlives the mappings. */
void        clasp_route_host_write  (ClaspRouteHost          *host,
                                     ClaspStr                 address,
                                     const ClaspValue        *value);
/* FALSE when another's value counts. */
gboolean    clasp_route_merge       (ClaspRouteTarget        *target,
                                     ClaspStr                 address,
                                     const ClaspValue        *value,
                                     ClaspValue              *merged);
void        clasp_route_weigh       (ClaspRoute              *self,
                                     ClaspStr                 watched);
void        clasp_route_let_go      (ClaspRoute              *self);
void        clasp_route_let_go_of   (ClaspRouteTarget        *target,
                                     const char              *address);
void        clasp_route_merges_clear (ClaspRouteHost         *host);

/* clasp-route-out.c */
gboolean    clasp_route_is_state (const ClaspRouteManner *manner);
/* What became of a value on its way to a target. */
void        clasp_route_finish  (const ClaspRouteFlow   *flow,
                                 ClaspRouteTarget       *target,
                                 const ClaspChainResult *result);
void        clasp_route_flush_sends (ClaspRoute         *self,
                                     const ClaspDelivery *cause);
/* Its targets get their default; with a @source those that got their last value from there. */
void        clasp_route_release (ClaspRoute             *self,
                                 const char             *source);
GHashTable *clasp_route_ports_new (void);

void        clasp_route_write_trace (ClaspRoute            *self,
                                     const ClaspTraceEntry *entry);
void        clasp_route_host_write_trace (ClaspRouteHost        *self,
                                          const ClaspTraceEntry *entry);
void        clasp_route_trace_steps (const ClaspRouteFlow   *flow,
                                     const ClaspChainResult *result,
                                     guint                   target);

#define CLASP_ROUTE_TRACE(self, ...)                                                               \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if ((self)->host->is_traced)                                                                   \
      clasp_route_write_trace ((self), &(ClaspTraceEntry){ __VA_ARGS__ });                         \
  }                                                                                                \
  G_STMT_END

static inline gint64
clasp_route_now (const ClaspRoute *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->host->timers));
}

G_END_DECLS
