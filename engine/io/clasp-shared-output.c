/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-shared-output.h"

/**
 * clasp_shared_output_reserve:
 * @self: a shared output, zero-initialised at first
 * @size: bytes
 *
 * Thread: worker.
 *
 * Returns: (nullable): where to write them, until the end of the dispatch; %NULL when too much was
 *   reserved in this one
 */
guint8 *
clasp_shared_output_reserve (ClaspSharedOutput *self, gsize size)
{
  guint8 *place;

  if (size > CLASP_SHARED_OUTPUT_SIZE - self->used)
    return NULL;
  if (G_UNLIKELY (self->bytes == NULL))
    self->bytes = g_malloc (CLASP_SHARED_OUTPUT_SIZE);

  place = self->bytes + self->used;
  self->used += size;
  return place;
}

/**
 * clasp_shared_output_recycle:
 * @self: a shared output
 *
 * Called when no message is being handed out. As long as it stays small it stays in the processor's
 * cache.
 *
 * Thread: worker.
 */
void
clasp_shared_output_recycle (ClaspSharedOutput *self)
{
  if (self->n_users == 0)
    self->used = 0;
}

/**
 * clasp_shared_output_clear:
 * @self: a shared output that no stream uses any more
 *
 * Thread: worker.
 */
void
clasp_shared_output_clear (ClaspSharedOutput *self)
{
  g_clear_pointer (&self->bytes, g_free);
  self->used = 0;
}
