/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge-faults.h"
#include "bridges/clasp-bridge-outages.h"
#include "core/clasp-settings.h"
#include "dmx/clasp-universes.h"
#include "io/clasp-interfaces.h"
#include "io/clasp-reactor.h"
#include "io/clasp-timer.h"
#include "router/clasp-router.h"

/* ClaspBridge: the live part of one connection; a router session on one side, a protocol on the other.
 *
 * The base joins the router, subscribes to the namespace, suppresses echoes, retries with backoff,
 * counts, and publishes status; a protocol only implements start, stop and deliver.
 *
 * Lifetime: made by the engine when the show asks for it, stopped and dropped when it no longer does.
 * Settings never change in a running bridge: an edit makes a new one.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_BRIDGE_STATE_OFF,      /* by choice */
  CLASP_BRIDGE_STATE_STARTING,
  CLASP_BRIDGE_STATE_IDLE,     /* reachable, no data lately */
  CLASP_BRIDGE_STATE_LIVE,     /* in the last two seconds data came in, or went to somebody who answers */
  CLASP_BRIDGE_STATE_DEGRADED, /* works in part; the detail says what does not */
  CLASP_BRIDGE_STATE_WAITING,  /* retrying, next attempt known */
  CLASP_BRIDGE_STATE_MISSING,  /* the device is not present; we wait for it */
  CLASP_BRIDGE_STATE_ERROR,    /* needs a person */
} ClaspBridgeState;

#define CLASP_TYPE_BRIDGE_STATE (clasp_bridge_state_get_type ())
GType       clasp_bridge_state_get_type  (void);
const char *clasp_bridge_state_to_string (ClaspBridgeState state);
const char *clasp_bridge_state_describe  (ClaspBridgeState state);

/* What is known of the other side, besides what comes in from it. */
typedef enum
{
  CLASP_BRIDGE_ANSWER_UNKNOWN, /* it never said a word, or cannot */
  CLASP_BRIDGE_ANSWER_HEARD,   /* it answers, or takes what is sent in a way that can be told */
  CLASP_BRIDGE_ANSWER_GONE,    /* it answered, and does no longer */
} ClaspBridgeAnswer;

/* An immutable picture of a running bridge for the other side of the thread border. */
typedef struct
{
  char             id[64];       /* of the connection */
  ClaspBridgeState state;
  char             detail[256];  /* a sentence for a person: what happened, what to do; may be empty */
  guint64          n_in, n_out;  /* messages */
  guint64          bytes_in, bytes_out; /* of packets, where the protocol counts them */
  guint64          n_malformed, n_dropped;
  guint64          n_overflowed; /* of the dropped: the other side took less than came */
  guint64          n_coalesced;  /* values a newer one took the place of before they were sent */
  guint64          n_thinned;    /* of what came in: more than max-rate-in lets pass */
  double           rate_in, rate_out; /* per second over the last second */
  double           rate_thinned; /* the same of n_thinned */
  gint64           last_in_us;   /* monotonic; 0 = never */
  gint64           retry_at_us;  /* monotonic; 0 = none */
  guint            n_retries;    /* since it worked for ten seconds */
  guint            n_part_retries; /* DEGRADED: of the part of it that retry_at_us is about */
  guint64          n_failures;   /* times it could not start or stopped working */
  guint64          n_reconnects; /* times it worked again after that */
  guint64          n_errors;     /* things that did not work while it went on */
  guint64          faults[CLASP_BRIDGE_N_FAULTS]; /* failures and errors, by what they were */
  gboolean         is_unheard;   /* IDLE, though it sends: nobody answers, so nobody knows whether it arrives */
  gboolean         is_faulty;    /* it does not run, because of … */
  ClaspBridgeFault fault;        /* … this, while it is faulty */
  char             last_error[256];
  gint64           last_error_unix_us; /* 0 = never */
  gint64           last_clock_us, last_timecode_us; /* a clock or time code came in; monotonic, 0 = never */
  ClaspBridgeOutages outages;
} ClaspBridgeStatus;

/* What a panic ended. */
typedef struct
{
  guint n_ports; /* outputs that were told to be silent */
  guint n_notes; /* that sounded */
} ClaspBridgeSilenced;

#define CLASP_TYPE_BRIDGE (clasp_bridge_get_type ())
G_DECLARE_DERIVABLE_TYPE (ClaspBridge, clasp_bridge, CLASP, BRIDGE, GObject)

typedef struct
{
  ClaspReactor *reactor; /* (unowned) */
  ClaspTimers  *timers;  /* (unowned) */
  ClaspRouter  *router;  /* (unowned) */
  /* Called whenever the status changed, and at most ten times a second for the counters. */
  void        (*status) (const ClaspBridgeStatus *status, gpointer user_data);
  gpointer      user_data;
  ClaspInterfaces *interfaces; /* (unowned) (nullable) NULL where they cannot be followed; its
                                  functions take that as a machine without any */
  ClaspUniverses  *universes;  /* (unowned) of all connections, and what holds them */
  const ClaspBridgeOutages *outages; /* (nullable) of the same connection as it was set before; for the call that opens it */
  gboolean         is_quiet;   /* its states are nobody's news: nothing of them is logged */
} ClaspBridgeHost;

/* Addresses below the namespace and what they carry, for those who ask the router. */
typedef struct
{
  const char *pattern;  /* below the namespace, with wildcards: "/fader/1" */
  const char *datatype; /* (nullable) "int"; NULL: any */
  const char *unit;     /* (nullable) */
  int         minimum, maximum; /* native; scaling makes values of it. Both 0: no range */
  ClaspSignal signal;      /* what it is; 0 = a parameter */
  gboolean    is_unscaled; /* the range is of the values, however the others are scaled */
  gboolean    is_told;     /* by the bridge alone: it can be read, whichever way values go */
} ClaspBridgeSignal;

/* @signal is borrowed for the call. */
typedef void (*ClaspBridgeSignalFunc) (const ClaspBridgeSignal *signal, gpointer user_data);

#define CLASP_BRIDGE_MAX_SIGNALS 4096 /* are announced; more are left out */

/* One of those a bridge speaks with, and what went to and fro. */
typedef struct
{
  const char *name; /* unique in its bridge: "udp 192.0.2.7:50123 #1" */
  const char *address;   /* (nullable) for people: "192.0.2.7:50123", or what the settings call it */
  const char *transport; /* (nullable) "udp" */
  gboolean    is_target;  /* sent to because the settings say so */
  gboolean    is_present; /* connected, or heard lately; of a target: it can be reached */
  guint       n_wanted;   /* patterns it subscribed to; G_MAXUINT: everything */
  guint64     n_in, n_out, bytes_in, bytes_out; /* packets */
  guint64     n_malformed, n_dropped;
  gint64      last_in_us; /* monotonic; 0 = never */
} ClaspBridgePeer;

typedef void (*ClaspBridgePeerFunc) (const ClaspBridgePeer *peer, gpointer user_data);

/* Which way values go, as the settings have it. */
typedef enum
{
  CLASP_BRIDGE_DIRECTION_IN,   /* from the device only */
  CLASP_BRIDGE_DIRECTION_OUT,  /* to the device only */
  CLASP_BRIDGE_DIRECTION_BOTH, /* also of a connection that does nothing */
} ClaspBridgeDirection;

static inline ClaspBridgeDirection
clasp_bridge_direction (gboolean is_in, gboolean is_out)
{
  return is_in == is_out ? CLASP_BRIDGE_DIRECTION_BOTH
         : is_in         ? CLASP_BRIDGE_DIRECTION_IN
                         : CLASP_BRIDGE_DIRECTION_OUT;
}

struct _ClaspBridgeClass
{
  GObjectClass parent_class;

  /* What is announced; NULL: nothing. Static. */
  const char              *protocol; /* "osc" */
  const ClaspBridgeSignal *signals;
  guint                    n_signals;
  /* May be NULL. More of them, which depend on the settings; asked for before start (). */
  void (*foreach_signal) (ClaspBridge           *self,
                          ClaspBridgeSignalFunc  func,
                          gpointer               user_data);
  /* May be NULL: values go both ways. Of settings that may be wrong. */
  ClaspBridgeDirection (*get_direction) (ClaspSettings *settings);

  /* Opens sockets or devices without blocking. TRUE: running, or on its way and reporting by
   * clasp_bridge_set_state (). FALSE with @error: the base reports it and, unless the error is one
   * of settings, calls start () again after a backoff. start () may be called again after stop (). */
  gboolean (*start)   (ClaspBridge          *self,
                       GError              **error);
  /* Closes everything at once, sending what the protocol owes (note-offs, termination). */
  void     (*stop)    (ClaspBridge          *self);
  /* A SET or PUBLISH under the namespace that this bridge did not write itself. The base has already
   * dropped echoes. */
  void     (*deliver) (ClaspBridge          *self,
                       const ClaspDelivery  *delivery);
  /* May be NULL. What is delivered between the two is one BUNDLE of the router's, complete; what
   * mappings made of it may be in another one with the same time. @unix_us 0: none was given. */
  void     (*deliver_begin) (ClaspBridge    *self,
                             guint64         unix_us);
  void     (*deliver_end)   (ClaspBridge    *self);
  /* May be NULL. Everything that sounds or moves is to end now; adds what it ended to @silenced. */
  void     (*panic)         (ClaspBridge    *self,
                             ClaspBridgeSilenced *silenced);
  /* May be NULL: it runs, and what of it waits to be tried again is to be tried now. */
  void     (*retry)         (ClaspBridge    *self);
  /* May be NULL. How the newest message of @address, below the namespace, was typed when it came in,
   * as the protocol writes it (",ifs"); NULL: not known. Of a started bridge. */
  char    *(*dup_tags)      (ClaspBridge    *self,
                             ClaspStr        address);
  /* May be NULL. Of a started bridge. */
  void     (*foreach_peer) (ClaspBridge         *self,
                            ClaspBridgePeerFunc  func,
                            gpointer             user_data);
  /* May be NULL. Session @number, a peer's or a mapping's, is no more: what it began and only it would
   * have ended is to end. */
  void     (*writer_left)   (ClaspBridge    *self,
                             guint64         number);
};

/* Everybody the bridge speaks with now; nobody where it does not tell them apart. @func must not
 * call the bridge. */
void           clasp_bridge_foreach_peer  (ClaspBridge           *self,
                                           ClaspBridgePeerFunc    func,
                                           gpointer               user_data);

/* (transfer full) (nullable) The type tags of the newest message that came in at @address, as the router has it. */
char          *clasp_bridge_dup_tags      (ClaspBridge           *self,
                                           ClaspStr               address);

/* @id and @namespace_ ("/osc") are copied; takes over a reference of @settings. */
void           clasp_bridge_open          (ClaspBridge           *self,
                                           const char            *id,
                                           const char            *name,
                                           const char            *namespace_,
                                           ClaspSettings         *settings,
                                           const ClaspBridgeHost *host);
/* Idempotent. After it nothing calls back. */
void           clasp_bridge_close         (ClaspBridge           *self);
/* How long to wait after so many failures: 0.5, 1, 2, 4, 8, then always 10 s, each a little more or less. */
gint64         clasp_bridge_backoff_us    (guint                  n_failures);
/* After set_state (), for what is degraded: when the part of it that does not work is tried again. 0 = nobody knows. */
void           clasp_bridge_set_part_retry (ClaspBridge          *self,
                                           gint64                 retry_at_us,
                                           guint                  n_retries);
/* Ends the backoff: a person pressed "Try now", a device appeared. */
void           clasp_bridge_retry_now     (ClaspBridge           *self);

/* A person pressed panic; adds what it ended to @silenced. */
void           clasp_bridge_panic         (ClaspBridge           *self,
                                           ClaspBridgeSilenced   *silenced);
/* A session of the router ended. */
void           clasp_bridge_writer_left   (ClaspBridge           *self,
                                           guint64                number);

/* As it is now; valid as long as the bridge. */
const ClaspBridgeStatus *clasp_bridge_peek_status (ClaspBridge    *self);

/* For implementations: */
ClaspSettings *clasp_bridge_get_settings  (ClaspBridge           *self);
const ClaspBridgeHost *clasp_bridge_get_host (ClaspBridge        *self);
const char    *clasp_bridge_get_id        (ClaspBridge           *self);
const char    *clasp_bridge_get_name      (ClaspBridge           *self);
const char    *clasp_bridge_get_namespace (ClaspBridge           *self);
ClaspSession  *clasp_bridge_get_session   (ClaspBridge           *self);
/* The one of the setting "interface"; NULL: all. Valid until stop (). */
const ClaspInterface *clasp_bridge_get_interface (ClaspBridge     *self);

/* Something came in from outside. The address is relative to the namespace ("/fader/1"). The base
 * counts it, drops it when it is the echo of what was just sent, and writes SET or PUBLISH. */
void           clasp_bridge_receive_param (ClaspBridge           *self,
                                           ClaspStr               address,
                                           const ClaspValue      *value);
void           clasp_bridge_receive_event (ClaspBridge           *self,
                                           ClaspStr               address,
                                           const ClaspValue      *value); /* NULL = none */
void           clasp_bridge_receive_stream (ClaspBridge          *self,
                                            ClaspStr              address,
                                            const ClaspValue     *value);
/* What comes in between the two leaves as one BUNDLE, refused params aside. May nest. */
void           clasp_bridge_begin_bundle   (ClaspBridge           *self);
/* The same for one that is to happen later; when the router does not take it, it is dropped and
 * counted. Unix time; 0 is at once. */
void           clasp_bridge_begin_bundle_at (ClaspBridge          *self,
                                             gint64                unix_us);
void           clasp_bridge_end_bundle     (ClaspBridge           *self);
/* The part of @address below the namespace, "/fader/1"; FALSE when it is not below it. */
gboolean       clasp_bridge_strip_namespace (ClaspBridge         *self,
                                             ClaspStr             address,
                                             ClaspStr            *relative);

void           clasp_bridge_count_sent      (ClaspBridge         *self);
void           clasp_bridge_count_bytes_in  (ClaspBridge         *self,
                                             gsize                size);
void           clasp_bridge_count_bytes_out (ClaspBridge         *self,
                                             gsize                size);
void           clasp_bridge_count_dropped   (ClaspBridge         *self);
/* Dropped because the other side takes less than is sent to it. */
void           clasp_bridge_count_overflow  (ClaspBridge         *self);
/* A clock, or time code, came in: two of the same kind at a time are worth a hint. */
void           clasp_bridge_note_clock      (ClaspBridge         *self);
void           clasp_bridge_note_timecode   (ClaspBridge         *self);
/* Something did not work, and the bridge goes on. */
void           clasp_bridge_count_error     (ClaspBridge         *self,
                                             const GError        *error);
/* Counted; the first of a peer, then at most one in 5 s, makes a log line. */
void           clasp_bridge_count_malformed (ClaspBridge         *self,
                                             const char          *peer,
                                             const char          *why);
/* IDLE and LIVE are told apart by the base from the traffic: report IDLE when it works. IDLE with a
 * detail says what part does not work: it becomes DEGRADED. */
void           clasp_bridge_set_state       (ClaspBridge         *self,
                                             ClaspBridgeState     state,
                                             const char          *detail);
/* What is sent makes the connection LIVE only with HEARD; UNKNOWN after each start. A MISSING that is reported
 * after GONE goes on sending: the device may only have become silent. */
void           clasp_bridge_set_answer       (ClaspBridge         *self,
                                             ClaspBridgeAnswer    answer);
/* Running stopped working: calls stop (), reports WAITING, starts again after a backoff. */
void           clasp_bridge_fail            (ClaspBridge         *self,
                                             const GError        *error);

G_END_DECLS
