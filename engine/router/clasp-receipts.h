/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* Messages at confirm and commit: applied once, however often they come, and answered each time as
 * the first time (decisions.md, QoS).
 *
 * A frame's timestamp is its message's id. What was applied is known by session, id and payload for
 * a while; when a session departs, to whoever comes from the same host with the same name.
 *
 * Thread: worker, within a turn. */

G_BEGIN_DECLS

/* What a message is recognised by. */
typedef struct
{
  guint64 id;
  guint64 digest;   /* of the payload */
  guint64 identity; /* of the peer: its host and its name */
} ClaspReceiptKey;

ClaspReceipts *clasp_receipts_new         (ClaspRouter            *router);
void           clasp_receipts_free        (ClaspReceipts          *self);
/* A frame with a timestamp, from a session past HELLO. */
void           clasp_receipts_dispatch    (ClaspSession           *session,
                                           ClaspInbound           *inbound,
                                           const ClaspFrameHeader *header,
                                           const ClaspMessage     *message,
                                           const guint8           *bytes,
                                           gsize                   size);
/* Handles a message and remembers how it was answered; clasp-commits.c calls it in due order. */
void           clasp_receipts_apply       (ClaspSession           *session,
                                           const ClaspInbound     *inbound,
                                           const ClaspReceiptKey  *key,
                                           const ClaspMessage     *message);
/* The answer to a message that is not applied at all. */
void           clasp_receipts_refuse      (ClaspSession           *session,
                                           const ClaspInbound     *inbound,
                                           const ClaspReceiptKey  *key,
                                           const char             *text);
/* An answer with a correlation id, encoded, on its way out. */
void           clasp_receipts_note_answer (ClaspReceipts          *self,
                                           const ClaspMessage     *reply,
                                           const guint8           *frame,
                                           gsize                   size);
/* The message that is being handled; FALSE when it is not one that is remembered. */
gboolean       clasp_receipts_get_current (ClaspReceipts          *self,
                                           ClaspReceiptKey        *key);
/* What was accepted will not be done after all: it may come again. */
void           clasp_receipts_forget      (ClaspReceipts          *self,
                                           ClaspSession           *session,
                                           const ClaspReceiptKey  *key);
/* @session ends. */
void           clasp_receipts_leave       (ClaspReceipts          *self,
                                           ClaspSession           *session);
guint          clasp_receipts_get_n       (ClaspReceipts          *self);
gsize          clasp_receipts_get_n_bytes (ClaspReceipts          *self);

G_END_DECLS
