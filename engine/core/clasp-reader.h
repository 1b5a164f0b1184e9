/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-str.h"

/* ClaspReader: the one way bytes from outside are read.
 *
 * Every getter checks the bytes left; after the first failure the reader stays failed, so a parser
 * may read several fields and look once. No getter ever returns bytes past the end; what could not
 * be read is zero.
 *
 * Thread: any (plain data). */

G_BEGIN_DECLS

typedef struct
{
  /*< private >*/
  const guint8 *data;
  gsize         size;
  gsize         offset;
  gboolean      failed;
} ClaspReader;

static inline void
clasp_reader_init (ClaspReader  *self,
                   const guint8 *data,
                   gsize         size)
{
  *self = (ClaspReader) { data, size, 0, FALSE };
}

static inline gsize
clasp_reader_remaining (const ClaspReader *self)
{
  return self->size - self->offset;
}

static inline const guint8 *
clasp_reader_take (ClaspReader *self,
                   gsize        size)
{
  const guint8 *bytes = self->data + self->offset;

  if (G_UNLIKELY (self->failed || size > self->size - self->offset))
    {
      self->failed = TRUE;
      return NULL;
    }

  self->offset += size;
  return bytes;
}

#define CLASP_READER_DEFINE(name, type, size, convert)                                           \
  static inline gboolean clasp_reader_get_##name (ClaspReader *self, type *value)                \
  {                                                                                              \
    const guint8 *bytes = clasp_reader_take (self, size);                                        \
    type          raw;                                                                           \
    if (G_UNLIKELY (bytes == NULL))                                                              \
      {                                                                                          \
        *value = 0;                                                                              \
        return FALSE;                                                                            \
      }                                                                                          \
    memcpy (&raw, bytes, size);                                                                  \
    *value = convert (raw);                                                                      \
    return TRUE;                                                                                 \
  }

CLASP_READER_DEFINE (u8, guint8, 1, )
CLASP_READER_DEFINE (u16_be, guint16, 2, GUINT16_FROM_BE)
CLASP_READER_DEFINE (u16_le, guint16, 2, GUINT16_FROM_LE)
CLASP_READER_DEFINE (u32_be, guint32, 4, GUINT32_FROM_BE)
CLASP_READER_DEFINE (u64_be, guint64, 8, GUINT64_FROM_BE)

static inline gboolean
clasp_reader_get_f32_be (ClaspReader *self,
                         float       *value)
{
  guint32  bits;
  gboolean ok = clasp_reader_get_u32_be (self, &bits);

  memcpy (value, &bits, sizeof bits);
  return ok;
}

static inline gboolean
clasp_reader_get_f64_be (ClaspReader *self,
                         double      *value)
{
  guint64  bits;
  gboolean ok = clasp_reader_get_u64_be (self, &bits);

  memcpy (value, &bits, sizeof bits);
  return ok;
}

G_END_DECLS
