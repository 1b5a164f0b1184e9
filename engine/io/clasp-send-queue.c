/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-send-queue.h"

#include <string.h>

#define FIRST_CAPACITY 1024

static void
drop_tail (ClaspSendQueue *self)
{
  if (self->tail == NULL)
    return;
  self->shared->n_users--;
  self->tail = NULL;
  self->tail_size = self->tail_limit = 0;
}

static void
release (ClaspSendQueue *self)
{
  self->hint = self->end;
  g_clear_pointer (&self->bytes, g_free);
  self->start = self->end = self->capacity = 0;
}

static void
make_room (ClaspSendQueue *self, gsize size)
{
  gsize used = self->end - self->start;

  if (self->end + size <= self->capacity)
    return;

  if (self->start > 0 && self->start >= used)
    {
      memcpy (self->bytes, self->bytes + self->start, used);
      self->start = 0;
      self->end = used;
    }
  if (self->end + size > self->capacity)
    {
      gsize least = self->capacity > 0 ? self->capacity * 2 : MAX (FIRST_CAPACITY, self->hint);

      self->capacity = MAX (least, self->end + size);
      self->bytes = g_realloc (self->bytes, self->capacity);
    }
}

/**
 * clasp_send_queue_keep:
 * @self: a queue
 *
 * Moves what is shared into the queue's own memory: something comes behind it, or it cannot leave
 * in this dispatch.
 *
 * Thread: worker.
 */
void
clasp_send_queue_keep (ClaspSendQueue *self)
{
  if (self->tail == NULL)
    return;
  make_room (self, self->tail_size);
  memcpy (self->bytes + self->end, self->tail, self->tail_size);
  self->end += self->tail_size;
  drop_tail (self);
}

/**
 * clasp_send_queue_make_room:
 * @self: a queue
 * @size: bytes
 *
 * What clasp_send_queue_reserve() does when there is no room, or something shared comes before.
 *
 * Thread: worker.
 *
 * Returns: where to write them
 */
guint8 *
clasp_send_queue_make_room (ClaspSendQueue *self, gsize size)
{
  guint8 *place;

  clasp_send_queue_keep (self);
  make_room (self, size);
  place = self->bytes + self->end;
  self->end += size;
  return place;
}

/**
 * clasp_send_queue_append_shared:
 * @self: a queue
 * @shared: where others find the bytes too
 * @bytes: what was reserved there
 * @size: how much
 * @limit: what the queue may hold before its owner wants to be asked again, in bytes
 *
 * Thread: worker.
 */
void
clasp_send_queue_append_shared (ClaspSendQueue    *self,
                                ClaspSharedOutput *shared,
                                const guint8      *bytes,
                                gsize              size,
                                gsize              limit)
{
  gsize own;

  if (self->tail == NULL || self->tail + self->tail_size != bytes)
    {
      clasp_send_queue_keep (self);
      self->tail = bytes;
      self->tail_size = 0;
      self->shared = shared;
      shared->n_users++;
    }
  own = self->end - self->start;
  self->tail_size += size;
  self->tail_limit = limit > own ? limit - own : 0;
}

/**
 * clasp_send_queue_peek:
 * @self: a queue
 * @size: (out): how much there is
 *
 * Thread: worker.
 *
 * Returns: the bytes, until the next call; those that are shared alone stay where they are
 */
const guint8 *
clasp_send_queue_peek (ClaspSendQueue *self, gsize *size)
{
  *size = clasp_send_queue_get_size (self);
  if (self->start == self->end)
    return self->tail;
  clasp_send_queue_keep (self);
  return self->bytes + self->start;
}

/**
 * clasp_send_queue_consume:
 * @self: a queue that was peeked into
 * @size: bytes that have left
 *
 * Thread: worker.
 */
void
clasp_send_queue_consume (ClaspSendQueue *self, gsize size)
{
  if (self->tail != NULL)
    {
      self->tail += size;
      self->tail_size -= size;
      if (self->tail_size == 0)
        drop_tail (self);
      return;
    }
  self->start += size;
  if (self->start == self->end)
    release (self);
}

/**
 * clasp_send_queue_clear:
 * @self: a queue
 *
 * Thread: worker.
 */
void
clasp_send_queue_clear (ClaspSendQueue *self)
{
  drop_tail (self);
  release (self);
}
