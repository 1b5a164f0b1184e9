/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* How frames leave to a remote session, and what happens when its link is full.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* The drop notice (router.md 12). */
#define CLASP_OUTPUT_DROP_WINDOW_US (10 * G_USEC_PER_SEC)
#define CLASP_OUTPUT_DROP_NOTICE 100

typedef enum
{
  CLASP_OUTPUT_KEEP,  /* events, replies: waits, or the session is closed */
  CLASP_OUTPUT_LATEST, /* streams, gesture moves: the newest waits, the others are dropped, counted */
} ClaspOutputPolicy;

/* FALSE when the frame was neither sent nor kept. May end the session. */
gboolean clasp_output_send         (ClaspSession      *session,
                                    const guint8      *frame,
                                    gsize              size,
                                    ClaspOutputPolicy  policy);
/* The same for a frame that others get too. */
gboolean clasp_output_share        (ClaspSession      *session,
                                    ClaspBroadcast    *broadcast,
                                    ClaspOutputPolicy  policy);
/* A parameter's SET: when the link is full only its newest value waits. */
void     clasp_output_share_param  (ClaspSession      *session,
                                    ClaspParam        *param,
                                    ClaspBroadcast    *broadcast);
/* An answer: while it waits, nothing more is read from a peer that asks but does not listen. */
void     clasp_output_reply        (ClaspSession      *session,
                                    const guint8      *frame,
                                    gsize              size);
void     clasp_output_drained      (ClaspSession      *session);
void     clasp_output_forget_param (ClaspSession      *session,
                                    ClaspParam        *param);
void     clasp_output_clear        (ClaspSession      *session);

static inline gboolean
clasp_output_is_blocked (const ClaspSession *session)
{
  return session->output.first != NULL;
}

G_END_DECLS
