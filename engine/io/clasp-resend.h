/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-codec.h"
#include "io/clasp-timer.h"

/* ClaspResend: messages at confirm or commit that have not been acknowledged yet (decisions.md, QoS).
 *
 * Each gets an id, the timestamp of its frame: Unix microseconds, strictly increasing. On a carrier
 * that can lose, it is sent again after 100 ms, doubling, five times, then given up; commits go one
 * after the other, so that they arrive in order whatever is lost. On a reliable carrier nothing is
 * sent twice while the connection lasts. When a connection ends, what is not acknowledged waits and
 * is sent again over the next one, with the same ids: the receiver recognises what it has.
 *
 * Thread: the one that runs the timers. */

G_BEGIN_DECLS

typedef struct _ClaspResend ClaspResend;

typedef struct
{
  /* Sends one frame, now or when the carrier has room; whether it got anywhere is not asked. Must
   * not call back. */
  void (*send) (const guint8 *frame, gsize size, gpointer user_data);
  /* Not acknowledged after the last repeat. It is forgotten already; @tag is the caller's again. May
   * call back. */
  void (*given_up) (guint64 id, gpointer tag, gpointer user_data);
} ClaspResendHandler;

typedef struct
{
  guint first_ms;     /* 100: until the first repeat, then doubling */
  guint n_repeats;    /* 5 */
  guint max_messages; /* 4096: what a receiver remembers */
  gsize max_bytes;    /* 8 MiB of frames */
} ClaspResendLimits;

#define CLASP_RESEND_LIMITS_DEFAULT { 100, 5, 4096, 8 * 1024 * 1024 }

ClaspResend *clasp_resend_new          (ClaspTimers              *timers,
                                        const ClaspResendHandler *handler,
                                        gpointer                  user_data,
                                        const ClaspResendLimits  *limits); /* (nullable) */
/* Forgets everything without calling back. */
void         clasp_resend_free         (ClaspResend              *self);

/* A carrier is there: everything that waits is sent, in the order of ids, with all tries ahead. */
void         clasp_resend_connected    (ClaspResend              *self,
                                        gboolean                  is_lossy);
/* It is gone: everything waits, without an end. Also the state at the beginning. */
void         clasp_resend_disconnected (ClaspResend              *self);

/* Sends @message at @qos (confirm or commit). Returns its id; 0 with CLASP_ROUTER_ERROR_REFUSED when
 * too much waits already, or a codec error. @tag comes back with the answer. */
guint64      clasp_resend_post         (ClaspResend              *self,
                                        const ClaspMessage       *message,
                                        ClaspQos                  qos,
                                        gpointer                  tag,
                                        GError                  **error);
/* The same for a frame that is encoded already, without a timestamp. */
guint64      clasp_resend_post_frame   (ClaspResend              *self,
                                        const guint8             *frame,
                                        gsize                     size,
                                        ClaspQos                  qos,
                                        gpointer                  tag,
                                        GError                  **error);
/* An ACK or ERROR with @correlation_id came. TRUE when it answers one of ours, which is forgotten;
 * FALSE for a second answer, and for what was never asked. */
gboolean     clasp_resend_answer       (ClaspResend              *self,
                                        guint32                   correlation_id,
                                        gpointer                 *tag);
/* Nobody waits for it any more: it is not sent again. FALSE when it was not pending. */
gboolean     clasp_resend_take         (ClaspResend              *self,
                                        guint64                   id,
                                        gpointer                 *tag);
/* The oldest pending one goes, for callers that empty it; FALSE when there is none. */
gboolean     clasp_resend_take_first   (ClaspResend              *self,
                                        gpointer                 *tag);

guint        clasp_resend_get_n_pending (ClaspResend             *self);
gsize        clasp_resend_get_n_bytes  (ClaspResend              *self); /* of those pending */
guint64      clasp_resend_get_n_repeats (ClaspResend             *self); /* since the beginning */
/* An id for a frame that is sent without an answer (fire): from the same clock, never used twice. */
guint64      clasp_resend_next_id      (ClaspResend              *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspResend, clasp_resend_free)

G_END_DECLS
