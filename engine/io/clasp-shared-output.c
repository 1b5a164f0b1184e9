/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-shared-output.h"

/**
 * clasp_shared_output_start:
 * @self: a shared output that was not used yet
 *
 * Thread: worker.
 */
void
clasp_shared_output_start (ClaspSharedOutput *self)
{
  self->bytes = g_malloc (CLASP_SHARED_OUTPUT_SIZE);
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
