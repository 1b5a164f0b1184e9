/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspSharedOutput: bytes that many streams send, written once.
 *
 * A message for a thousand peers is not copied a thousand times: each stream notes where it lies
 * here, and sends it from here at the end of the dispatch. What a stream cannot send then it copies,
 * so nothing stays for longer than a dispatch.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_SHARED_OUTPUT_SIZE (512 * 1024)

typedef struct
{
  guint8 *bytes; /* (owned) (nullable) made at first use */
  gsize   used;
  guint   n_users; /* streams that have not sent theirs yet */
} ClaspSharedOutput;

void    clasp_shared_output_start   (ClaspSharedOutput *self);
/* Starts over, unless somebody still has to send. */
void    clasp_shared_output_recycle (ClaspSharedOutput *self);
void    clasp_shared_output_clear   (ClaspSharedOutput *self);

/* Room for @size bytes behind what was reserved before; NULL when it is full, and the bytes have to
 * be copied to each stream. */
static inline guint8 *
clasp_shared_output_reserve (ClaspSharedOutput *self,
                             gsize              size)
{
  guint8 *place;

  if (G_UNLIKELY (size > CLASP_SHARED_OUTPUT_SIZE - self->used))
    return NULL;
  if (G_UNLIKELY (self->bytes == NULL))
    clasp_shared_output_start (self);
  place = self->bytes + self->used;
  self->used += size;
  return place;
}

G_END_DECLS
