/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* What in-process sessions submit while a message is being handed out: first in, first out.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* More than this within one turn means that sessions answer each other without end. */
#define CLASP_SUBMIT_QUEUE_MAX 65536

ClaspSubmitQueue *clasp_submit_queue_new      (void);
void              clasp_submit_queue_free     (ClaspSubmitQueue   *self);
/* Copies the message. FALSE when the queue is full, or the message fits no frame. */
gboolean          clasp_submit_queue_push     (ClaspSubmitQueue   *self,
                                               const ClaspInbound *inbound,
                                               const ClaspMessage *message);
/* The next one, readable until done () is called, which must follow; FALSE when there is none. The
 * place is not used again before. */
gboolean          clasp_submit_queue_take     (ClaspSubmitQueue   *self,
                                               ClaspInbound       *inbound,
                                               const ClaspMessage **message);
void              clasp_submit_queue_done     (ClaspSubmitQueue   *self);

G_END_DECLS
