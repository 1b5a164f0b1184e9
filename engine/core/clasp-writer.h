/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-str.h"

/* ClaspWriter: a growing byte buffer that every encoder writes to.
 *
 * Reused between messages (clasp_writer_reset () keeps the memory), so that the steady state does
 * not allocate. Initialise with CLASP_WRITER_INIT, free with clasp_writer_clear ().
 *
 * Thread: any, one at a time. */

G_BEGIN_DECLS

typedef struct
{
  guint8 *data;   /* (owned) */
  gsize   length;
  /*< private >*/
  gsize   capacity;
} ClaspWriter;

#define CLASP_WRITER_INIT { NULL, 0, 0 }

static inline void
clasp_writer_reset (ClaspWriter *self)
{
  self->length = 0;
}

static inline void
clasp_writer_clear (ClaspWriter *self)
{
  g_free (self->data);
  *self = (ClaspWriter) CLASP_WRITER_INIT;
}

/* Makes room for @needed bytes in all. */
void clasp_writer_grow (ClaspWriter *self,
                        gsize        needed);

/* Room for @size bytes, counted as written; valid until the next call. */
static inline guint8 *
clasp_writer_extend (ClaspWriter *self,
                     gsize        size)
{
  guint8 *place;

  if (G_UNLIKELY (self->length + size > self->capacity))
    clasp_writer_grow (self, self->length + size);
  place = self->data + self->length;
  self->length += size;
  return place;
}

static inline void
clasp_writer_put (ClaspWriter *self,
                  const void  *bytes,
                  gsize        size)
{
  if (size > 0)
    memcpy (clasp_writer_extend (self, size), bytes, size);
}

#define CLASP_WRITER_DEFINE(name, type, convert)                                                 \
  static inline void clasp_writer_put_##name (ClaspWriter *self, type value)                     \
  {                                                                                              \
    type raw = convert (value);                                                                  \
    memcpy (clasp_writer_extend (self, sizeof raw), &raw, sizeof raw);                           \
  }

CLASP_WRITER_DEFINE (u8, guint8, )
CLASP_WRITER_DEFINE (u16_be, guint16, GUINT16_TO_BE)
CLASP_WRITER_DEFINE (u16_le, guint16, GUINT16_TO_LE)
CLASP_WRITER_DEFINE (u32_be, guint32, GUINT32_TO_BE)
CLASP_WRITER_DEFINE (u64_be, guint64, GUINT64_TO_BE)

static inline void
clasp_writer_put_f32_be (ClaspWriter *self,
                         float        value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  clasp_writer_put_u32_be (self, bits);
}

static inline void
clasp_writer_put_f64_be (ClaspWriter *self,
                         double       value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  clasp_writer_put_u64_be (self, bits);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspWriter, clasp_writer_clear)

G_END_DECLS
