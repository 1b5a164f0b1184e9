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

/* The link takes no more, or others wait before it. */
gboolean clasp_output_keep         (ClaspSession      *session,
                                    const guint8      *frame,
                                    gsize              size,
                                    ClaspOutputPolicy  policy);
void     clasp_output_keep_param   (ClaspSession      *session,
                                    ClaspParam        *param);
/* An answer that did not go straight to the link. */
void     clasp_output_keep_reply   (ClaspSession      *session,
                                    const guint8      *frame,
                                    gsize              size);

/* FALSE when the frame was neither sent nor kept. May end the session. */
static inline gboolean
clasp_output_send (ClaspSession *session, const guint8 *frame, gsize size, ClaspOutputPolicy policy)
{
  if (G_LIKELY (session->output.first == NULL && session->send (session->link, frame, size)))
    return TRUE;
  return clasp_output_keep (session, frame, size, policy);
}

/* Another frame for many in the same dispatch, behind the one before. */
static inline gboolean
clasp_output_lengthen (ClaspSession *session, const ClaspBroadcast *broadcast)
{
  return session->output.first == NULL &&
         clasp_send_queue_lengthen (session->outlet, broadcast->framed[session->outlet_kind].bytes,
                                    broadcast->framed[session->outlet_kind].size);
}

/* The same as send () for a frame that others get too. */
static inline gboolean
clasp_output_share (ClaspSession *session, ClaspBroadcast *broadcast, ClaspOutputPolicy policy)
{
  if (G_LIKELY (clasp_output_lengthen (session, broadcast)))
    return TRUE;
  if (G_LIKELY (session->output.first == NULL && session->send_shared (session->link, broadcast)))
    return TRUE;
  return clasp_output_keep (session, broadcast->frame, broadcast->size, policy);
}

/* A parameter's SET: when the link is full only its newest value waits. */
static inline void
clasp_output_share_param (ClaspSession *session, ClaspParam *param, ClaspBroadcast *broadcast)
{
  if (G_LIKELY (clasp_output_lengthen (session, broadcast)))
    return;
  if (G_UNLIKELY (session->output.first != NULL ||
                  !session->send_shared (session->link, broadcast)))
    clasp_output_keep_param (session, param);
}

/* An answer: while it waits, nothing more is read from a peer that asks but does not listen. */
static inline void
clasp_output_reply (ClaspSession *session, const guint8 *frame, gsize size)
{
  if (G_UNLIKELY (session->output.first != NULL || !session->send (session->link, frame, size)))
    clasp_output_keep_reply (session, frame, size);
}

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
