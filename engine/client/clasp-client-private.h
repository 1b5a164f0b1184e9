/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "client/clasp-client-carrier-private.h"
#include "client/clasp-client-requests-private.h"
#include "client/clasp-client-subscriptions-private.h"
#include "client/clasp-client.h"
#include "client/clasp-known-params-private.h"
#include "client/clasp-update-private.h"
#include "core/clasp-clock-sync.h"
#include "core/clasp-codec.h"
#include "io/clasp-resend.h"
#include "io/clasp-seen-ids.h"
#include "io/clasp-timer.h"

/* What the parts of ClaspClient share, one file a job: clasp-client.c the object, -properties.c what
 * can be set and read of it, -connection.c from the first try to the end, -dispatch.c what comes in,
 * -clock.c the router's time and whether it lives, -requests.c what is not answered, -subscribe.c who
 * is told of what, -verify.c what is gone after a reconnect; the others are what a program may ask
 * and say.
 *
 * Thread: the client's. */

G_BEGIN_DECLS

struct _ClaspClient
{
  GObject parent_instance;

  /* settings */
  char    *url;   /* (owned) */
  char    *name;  /* (owned) */
  char    *token; /* (owned) (nullable) */
  char    *tls_ca_file; /* (owned) (nullable) */
  gboolean tls_insecure;
  guint    timeout_ms, connect_timeout_ms, silence_timeout_ms, carry_ms;
  gboolean reconnect;
  guint    reconnect_initial_ms, reconnect_maximum_ms;
  double   reconnect_factor;
  guint    max_unanswered, max_known;

  /* the connection */
  ClaspClientState    state;
  char               *session; /* (owned) (nullable) while connected */
  GMainContext       *context; /* (owned) */
  ClaspTimers        *timers;  /* (owned) */
  ClaspClientCarrier *carrier; /* (owned) (nullable) */
  GPtrArray          *dead;    /* (owned) carriers whose frame is still being looked at */
  guint               n_dispatching;
  GTask              *connect_task;   /* (owned) (nullable) while connecting */
  GSource            *connect_cancel; /* (owned) (nullable) */
  GTask              *close_task;     /* (owned) (nullable) while closing */
  ClaspTimer          connect_timer, retry_timer;
  ClaspTimer          hello_timer; /* on a carrier that can lose */
  guint               n_hellos;    /* of this try */
  ClaspSeenIds       *seen;        /* (owned) what the router sent at confirm or commit */
  guint64             last_commit; /* its id */
  ClaspLink        *(*open_link) (gpointer user_data); /* (nullable) instead of the URL */
  gpointer            open_link_data;
  gboolean            keeps_trying; /* connected once, or started */
  guint               n_tries;      /* since the last WELCOME */
  guint16             last_error;   /* an ERROR about the whole connection, or 0 */
  gint64              message_time_us; /* of what REPLAY brings, while it is dispatched; 0 = live */

  /* its clock, and whether it lives */
  ClaspClockSync sync;
  gint64         welcome_offset_us; /* until the first round */
  ClaspTimer     sync_timer, silence_timer;
  gboolean       has_heard, has_asked;

  /* questions */
  ClaspClientRequests requests;
  ClaspResend        *resend;            /* (owned) */
  gboolean            is_overfull;       /* the carrier refused what must not be lost */
  gboolean            router_correlates; /* it gives ids back */
  ClaspWriter         writer;
  GHashTable         *gestures; /* (owned) id → address (owned) */
  guint32             last_gesture;

  /* what is told */
  ClaspClientSubscriptions subscriptions;
  ClaspKnownParams        *known; /* (owned) */
  ClaspTimer               verify_timer;
};

typedef enum
{
  CLASP_CLIENT_SIGNAL_MESSAGE,
  CLASP_CLIENT_SIGNAL_CLOSED,
  CLASP_CLIENT_SIGNAL_RECONNECTING,
  CLASP_CLIENT_SIGNAL_REFUSED,
  CLASP_CLIENT_SIGNAL_UPDATE,
  CLASP_CLIENT_SIGNAL_PARAM_CHANGED,
  CLASP_CLIENT_SIGNAL_PARAM_REMOVED,
  CLASP_CLIENT_SIGNAL_EVENT,
  CLASP_CLIENT_N_SIGNALS
} ClaspClientSignal;

/* clasp-client.c */
guint  clasp_client_get_signal   (ClaspClientSignal signal);
void   clasp_client_emit_refused (ClaspClient      *self,
                                  const char       *address,
                                  guint16           code,
                                  const char       *text);
/* For tests: before connecting, time is @clock's and the test runs the timers. */
void   clasp_client_set_clock    (ClaspClient      *self,
                                  ClaspClock       *clock);

/* For carriers that no URL names yet: before connecting; @func makes a link for each try, %NULL when
 * there is none. */
void   clasp_client_set_open_link (ClaspClient     *self,
                                  ClaspLink      *(*func) (gpointer user_data),
                                  gpointer          user_data);

/* clasp-client-properties.c */
void   clasp_client_install_properties (GObjectClass *klass);
void   clasp_client_get_property (GObject          *object,
                                  guint             id,
                                  GValue           *value,
                                  GParamSpec       *pspec);
void   clasp_client_set_property (GObject          *object,
                                  guint             id,
                                  const GValue     *value,
                                  GParamSpec       *pspec);
void   clasp_client_set_state    (ClaspClient      *self,
                                  ClaspClientState  state);
void   clasp_client_notify_state (ClaspClient      *self);
void   clasp_client_set_session  (ClaspClient      *self,
                                  char             *session); /* (transfer full) (nullable) */
void   clasp_client_notify_clock (ClaspClient      *self);

/* clasp-client-connection.c */
/* Any message, at its default quality of service and without an answer. */
gboolean clasp_client_send_message (ClaspClient        *self,
                                    const ClaspMessage *message,
                                    GError            **error);
/* The same at fire, while connected. */
gboolean clasp_client_fire         (ClaspClient        *self,
                                    const ClaspMessage *message,
                                    GError            **error);
GError  *clasp_client_not_connected (void);
/* What is answered in order: at its default quality of service, on a carrier that can lose at
 * commit. @id (optional): of the latter, else 0. */
gboolean clasp_client_send_in_order (ClaspClient        *self,
                                    const ClaspMessage *message,
                                    guint64            *id,
                                    GError            **error);
/* The connection ended, or has to. */
void     clasp_client_lose         (ClaspClient        *self,
                                    const char         *reason);
void     clasp_client_drop         (ClaspClient        *self);

void     clasp_client_opened       (ClaspClient        *self);
void     clasp_client_welcomed     (ClaspClient        *self,
                                    const ClaspWelcome *welcome);
/* A try has failed. Takes over @error. */
void     clasp_client_fail_try     (ClaspClient        *self,
                                    GError             *error);
void     clasp_client_drained      (ClaspClient        *self);

/* clasp-client-dispatch.c */
extern const ClaspClientCarrierHandler clasp_client_carrier_handler;

/* clasp-client-lossy.c */
void     clasp_client_say_hello    (ClaspClient        *self);
/* FALSE when a message is not to be looked at: it came before, too late, or before WELCOME. */
gboolean clasp_client_accepts      (ClaspClient            *self,
                                    const ClaspFrameHeader *header,
                                    const ClaspMessage     *message);
/* A value from before the one that is known. */
gboolean clasp_client_is_outdated  (ClaspClient        *self,
                                    ClaspStr            address,
                                    guint64             revision);

/* clasp-client-clock.c */
void     clasp_client_clock_start  (ClaspClient        *self,
                                    guint64             welcome_us);
void     clasp_client_clock_stop   (ClaspClient        *self);
void     clasp_client_clock_answer (ClaspClient        *self,
                                    const ClaspSync    *sync);

static inline gboolean
clasp_client_is_lossy (ClaspClient *self)
{
  return self->carrier != NULL && clasp_client_carrier_is_lossy (self->carrier);
}

static inline gint64
clasp_client_now_us (ClaspClient *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

static inline void
clasp_client_set_timer (ClaspClient *self,
                        ClaspTimer  *timer,
                        guint        in_ms,
                        void       (*func) (gpointer user_data))
{
  clasp_timers_set (self->timers, timer, clasp_client_now_us (self) + (gint64) in_ms * 1000, func,
                    self);
}

static inline void
clasp_clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

G_END_DECLS
