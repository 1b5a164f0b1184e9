/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge-bundle.h"
#include "bridges/clasp-bridge-echo.h"
#include "bridges/clasp-bridge-shaper.h"
#include "bridges/clasp-bridge.h"

/* What clasp-bridge.c (life), clasp-bridge-status.c (state and counters), clasp-bridge-traffic.c
 * (values both ways) and clasp-bridge-announce.c share.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  ClaspBridgeHost       host;
  char                 *name;       /* (owned) */
  char                 *namespace_; /* (owned) */
  ClaspSettings        *settings;   /* (owned) */
  ClaspSession         *session;    /* (owned) while open */
  ClaspEcho            *echo;       /* (owned) while open */
  ClaspBridgeShaper    *shaper;     /* (owned) (nullable) while open and there is a ceiling */
  ClaspBridgeShaper    *params_in, *streams_in; /* (owned) (nullable) the same for what comes in */
  ClaspInterfacesWatch *interfaces_watch;
  ClaspInterface        interface;  /* (owned) as it was when the bridge started, with "interface" */
  ClaspBridgeStatus     status;
  ClaspTimer            retry_timer;
  ClaspTimer            health_timer;
  ClaspTimer            status_timer;
  gboolean              is_open;
  gboolean              is_started;    /* between start () and stop () */
  gboolean              has_failed;    /* since it worked last */
  gboolean              is_subscribed;
  gboolean              is_dirty;      /* the status changed since it was published */
  gboolean              has_warned;    /* of updates faster than the ceiling */
  gint64                window_start_us;
  guint64               window_n_in, window_n_out, window_n_thinned;
  gint64                last_heard_us, last_sent_us;
  ClaspBridgeAnswer     answer;
  gint64                malformed_logged_us;
  guint64               delivered_bundle; /* that is being delivered; 0 = none */
  ClaspDeferred         deliver_end;
  ClaspBridgeBundle    *bundle;        /* (owned) (nullable) of what comes in */
  guint                 bundle_depth;
  gint64                bundle_unix_us; /* when it is to happen; 0 = at once */
  gboolean              is_bundle_refused;
} ClaspBridgePrivate;

ClaspBridgePrivate *clasp_bridge_get_private      (ClaspBridge        *self);
gint64              clasp_bridge_now              (ClaspBridgePrivate *priv);
/* It works, maybe in part: values go both ways. */
gboolean            clasp_bridge_is_running       (ClaspBridgePrivate *priv);

/* clasp-bridge-status.c */
void                clasp_bridge_publish          (ClaspBridge        *self);
/* It is published within a tenth of a second. */
void                clasp_bridge_touch_status     (ClaspBridge        *self);
/* Something came in. */
void                clasp_bridge_note_heard       (ClaspBridge        *self,
                                                   gint64              now_us);
void                clasp_bridge_keep_error       (ClaspBridge        *self,
                                                   const char         *text);
/* LIVE if lately data came in, or went to somebody who answers; else IDLE. */
ClaspBridgeState    clasp_bridge_tell_live        (ClaspBridgePrivate *priv,
                                                   gint64              now_us);
/* IDLE, LIVE and whether nobody is known to hear what is sent, as it is now; TRUE when that is news. */
gboolean            clasp_bridge_tell_heard       (ClaspBridgePrivate *priv,
                                                   gint64              now_us);

/* clasp-bridge-traffic.c */
void                clasp_bridge_traffic_init     (ClaspBridge        *self);
void                clasp_bridge_traffic_clear    (ClaspBridge        *self);
void                clasp_bridge_set_subscribed   (ClaspBridge        *self,
                                                   gboolean            subscribed);

/* clasp-bridge-thin.c */
void                clasp_bridge_thin_init        (ClaspBridge        *self);
void                clasp_bridge_thin_clear       (ClaspBridge        *self);
/* Of those for what comes in. FALSE: held, and written when its time has come. */
gboolean            clasp_bridge_thin_pass        (ClaspBridge        *self,
                                                   ClaspBridgeShaper  *shaper,
                                                   ClaspStr            address,
                                                   const ClaspValue   *value,
                                                   gint64              now_us);

/* clasp-bridge-announce.c */
void                clasp_bridge_announce         (ClaspBridge        *self);

G_END_DECLS
