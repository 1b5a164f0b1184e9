/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-writer.h"

#define MIN_CAPACITY 256

/* Apart from what is inlined everywhere: it runs once in a long while. */
void
clasp_writer_grow (ClaspWriter *self, gsize needed)
{
  self->capacity = MAX (MAX (self->capacity * 2, MIN_CAPACITY), needed);
  self->data = (guint8 *) g_realloc (self->data, self->capacity);
}
