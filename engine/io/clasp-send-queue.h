/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-shared-output.h"

/* ClaspSendQueue: bytes that wait for a socket. Part of a stream, zero-initialised.
 *
 * An empty queue owns no memory. What many queues hold alike stays where all of them find it: the
 * tail is the last of the bytes, not copied as long as nothing else comes behind it and the socket
 * takes it in the same dispatch.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  const guint8      *tail; /* (nullable) behind @bytes, in @shared */
  gsize              tail_size;
  gsize              tail_limit; /* it stays below without anybody being asked */
  ClaspSharedOutput *shared; /* (unowned) where @tail lies */
  gsize              start, end; /* of @bytes */
  guint8            *bytes; /* (owned) (nullable) */
  gsize              capacity;
  gsize              hint; /* what the last filling took */
} ClaspSendQueue;

static inline gsize
clasp_send_queue_get_size (const ClaspSendQueue *self)
{
  return self->end - self->start + self->tail_size;
}

guint8       *clasp_send_queue_make_room     (ClaspSendQueue    *self,
                                              gsize              size);
void          clasp_send_queue_append_shared (ClaspSendQueue    *self,
                                              ClaspSharedOutput *shared,
                                              const guint8      *bytes,
                                              gsize              size,
                                              gsize              limit);

/* Room for @size bytes at the end, counted as written and valid until the next call. */
static inline guint8 *
clasp_send_queue_reserve (ClaspSendQueue *self,
                          gsize           size)
{
  guint8 *place;

  if (G_UNLIKELY (self->tail != NULL || size > self->capacity - self->end))
    return clasp_send_queue_make_room (self, size);
  place = self->bytes + self->end;
  self->end += size;
  return place;
}

/* Takes @size bytes more of what is shared, when they come right behind the tail and stay below the
 * limit: the way of nearly all messages for many, a few instructions each. FALSE, as always when there
 * is no tail: whoever owns the queue has to look. */
static inline gboolean
clasp_send_queue_lengthen (ClaspSendQueue *self,
                           const guint8   *bytes,
                           gsize           size)
{
  gsize longer = self->tail_size + size;

  if (G_UNLIKELY (longer >= self->tail_limit || self->tail + self->tail_size != bytes))
    return FALSE;
  self->tail_size = longer;
  return TRUE;
}

/* Nothing more may come without its owner being asked. */
static inline void
clasp_send_queue_seal (ClaspSendQueue *self)
{
  self->tail_limit = 0;
}

/* All there is, in one piece, from the front. */
const guint8 *clasp_send_queue_peek          (ClaspSendQueue    *self,
                                              gsize             *size);
/* The first @size of what peek () returned have left. */
void          clasp_send_queue_consume       (ClaspSendQueue    *self,
                                              gsize              size);
/* The dispatch ends: what is left may not stay in what is shared. */
void          clasp_send_queue_keep          (ClaspSendQueue    *self);
void          clasp_send_queue_clear         (ClaspSendQueue    *self);

G_END_DECLS
