/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-codec.h"
#include "core/clasp-utf8-private.h"

/* What the parts of the codec share: a reader that remembers the first fault, a writer that does
 * the same, and the codes of value types. Every function returns FALSE after a fault, so that a
 * message is one chain of calls joined by &&.
 *
 * Thread: any, one at a time. */

G_BEGIN_DECLS

/* Value types on the wire (wire.md 8.1) */
enum
{
  CODE_NULL,
  CODE_BOOL,
  CODE_I8,
  CODE_I16,
  CODE_I32,
  CODE_I64,
  CODE_F32,
  CODE_F64,
  CODE_STRING,
  CODE_BYTES,
  CODE_ARRAY,
  CODE_MAP
};

/* Flag bits, in the order of wire.md 5 */
enum
{
  SIGNAL_HAS_DATATYPE = 0x01,
  SIGNAL_HAS_ACCESS = 0x02,
  SIGNAL_HAS_META = 0x04,

  META_HAS_UNIT = 0x01,
  META_HAS_RANGE = 0x02,
  META_HAS_DEFAULT = 0x04,
  META_HAS_DESCRIPTION = 0x08,
  META_HAS_STRATEGY = 0x10, /* in notes only */

  SUBSCRIBE_HAS_MAX_RATE = 0x01,
  SUBSCRIBE_HAS_EPSILON = 0x02,
  SUBSCRIBE_HAS_HISTORY = 0x04,
  SUBSCRIBE_HAS_WINDOW = 0x08,

  PUBLISH_SIGNAL_SHIFT = 5,
  PUBLISH_HAS_TIMESTAMP = 0x10,
  PUBLISH_HAS_ID = 0x08,
  PUBLISH_PHASE_MASK = 0x07,
  PUBLISH_NOTHING = 0,
  PUBLISH_VALUE = 1,
  PUBLISH_SAMPLES = 2,

  SET_HAS_REVISION = 0x80,
  SET_LOCK = 0x40,
  SET_UNLOCK = 0x20,
  SET_HAS_TTL = 0x10,
  SET_TYPE_MASK = 0x0f,

  PARAM_HAS_WRITER = 0x01,
  PARAM_HAS_TIMESTAMP = 0x02,

  REPLAY_HAS_FROM = 0x80,
  REPLAY_HAS_TO = 0x40,
  REPLAY_HAS_LIMIT = 0x20,

  FEDERATION_HAS_SINCE = 0x80,
  FEDERATION_HAS_ORIGIN = 0x40,

  BUNDLE_HAS_TIMESTAMP = 0x80,

  SYNC_HAS_T2 = 0x01,
  SYNC_HAS_T3 = 0x02,

  ACK_HAS_ADDRESS = 0x01,
  ACK_HAS_REVISION = 0x02,
  ACK_HAS_LOCKED = 0x04,
  ACK_HAS_HOLDER = 0x08,
  ACK_HAS_CORRELATION_ID = 0x10,

  ERROR_HAS_ADDRESS = 0x01,
  ERROR_HAS_CORRELATION_ID = 0x02
};

/* The wire has no place for the metadata of a RESULT, nor for a strategy anywhere. Both follow the
 * last signal as notes, where other decoders look no more (wire.md 5): this byte, the number of the
 * signal (u16), metadata flags, and what they name in their order, the strategy (str) last. */
#define SIGNAL_NOTE 0x4d
#define NOTE_HEAD 4

#define TTL_ABSOLUTE_BIT 0x80000000u
#define TYPES_KNOWN 0x1fu

/* Least bytes an entry takes, to check counts before anything is allocated (wire.md 9). */
#define MIN_SIZE_SAMPLE 8
#define MIN_SIZE_PARAM 12
#define MIN_SIZE_SIGNAL 4
#define MIN_SIZE_BUNDLE_MEMBER 2 /* a length of 0 is a fault of its own */
#define MIN_SIZE_PATTERN 2
#define MIN_SIZE_REVISION 10
#define MIN_SIZE_MAP_ENTRY 3

typedef struct
{
  ClaspReader      reader;
  ClaspCodecStatus status;
} ClaspDecoder;

/* Notes the first fault; always FALSE. */
gboolean
clasp_decoder_fail (ClaspDecoder *self, ClaspCodecError code, gsize offset) G_GNUC_NO_INLINE;

static inline void
clasp_decoder_init (ClaspDecoder *self, const guint8 *bytes, gsize start, gsize size)
{
  clasp_reader_init (&self->reader, bytes, size);
  self->reader.offset = start;
  self->status.failed = FALSE;
}

static inline gboolean
clasp_decoder_fail_truncated (ClaspDecoder *self)
{
  return clasp_decoder_fail (self, CLASP_CODEC_ERROR_TRUNCATED_MESSAGE, self->reader.offset);
}

#define CLASP_DECODER_DEFINE(name, type)                                                           \
  static inline gboolean clasp_decoder_get_##name (ClaspDecoder *self, type *value)                \
  {                                                                                                \
    return G_LIKELY (clasp_reader_get_##name (&self->reader, value)) ||                            \
           clasp_decoder_fail_truncated (self);                                                    \
  }

CLASP_DECODER_DEFINE (u8, guint8)
CLASP_DECODER_DEFINE (u16_be, guint16)
CLASP_DECODER_DEFINE (u32_be, guint32)
CLASP_DECODER_DEFINE (u64_be, guint64)
CLASP_DECODER_DEFINE (f32_be, float)
CLASP_DECODER_DEFINE (f64_be, double)

/* @size bytes; NULL after a fault. */
static inline const guint8 *
clasp_decoder_take (ClaspDecoder *self, gsize size)
{
  const guint8 *bytes = clasp_reader_take (&self->reader, size);

  if (G_UNLIKELY (bytes == NULL))
    clasp_decoder_fail_truncated (self);
  return bytes;
}

gboolean clasp_decoder_fail_utf8 (ClaspDecoder *self, ClaspStr text) G_GNUC_NO_INLINE;

static inline gboolean
clasp_decoder_get_str (ClaspDecoder *self, ClaspStr *text)
{
  guint16     length;
  const char *bytes;

  if (!clasp_decoder_get_u16_be (self, &length) ||
      (bytes = (const char *) clasp_decoder_take (self, length)) == NULL)
    return FALSE;

  *text = (ClaspStr){ bytes, length };
  return G_LIKELY (clasp_utf8_is_valid (bytes, length)) || clasp_decoder_fail_utf8 (self, *text);
}

/* A u16 count of entries of at least @min_size bytes each, which must still be there. */
static inline gboolean
clasp_decoder_get_count (ClaspDecoder *self, gsize min_size, guint16 *count)
{
  return clasp_decoder_get_u16_be (self, count) &&
         (*count * min_size <= clasp_reader_remaining (&self->reader) ||
          clasp_decoder_fail_truncated (self));
}

/* The data of a value whose type @code stood at @code_offset. @value is null after a fault. */
gboolean clasp_decoder_get_value_slow (ClaspDecoder *self,
                                       guint8        code,
                                       gsize         code_offset,
                                       ClaspValue   *value) G_GNUC_NO_INLINE;

static inline gboolean
clasp_decoder_get_value_data (ClaspDecoder *self, guint8 code, gsize code_offset, ClaspValue *value)
{
  double number;

  if (G_UNLIKELY (code != CODE_F64))
    return clasp_decoder_get_value_slow (self, code, code_offset, value);

  *value = clasp_value_null ();
  if (!clasp_decoder_get_f64_be (self, &number))
    return FALSE;
  *value = clasp_value_double (number);
  return TRUE;
}

/* A type code and its data. */
static inline gboolean
clasp_decoder_get_value (ClaspDecoder *self, ClaspValue *value)
{
  gsize  code_offset = self->reader.offset;
  guint8 code;

  *value = clasp_value_null ();
  return clasp_decoder_get_u8 (self, &code) &&
         clasp_decoder_get_value_data (self, code, code_offset, value);
}

/* The binary message between the reader's position and its end. @message may be anything before;
 * after a fault it is filled in part and can be cleared. */
gboolean clasp_decoder_get_binary (ClaspDecoder *self, guint bundle_depth, ClaspMessage *message);
/* The same of either encoding (wire.md 3). */
gboolean clasp_decoder_get_message (ClaspDecoder *self, ClaspMessage *message);

/* What a decoder leaves behind that has failed: nothing at all. */
static inline void
clasp_message_wipe (ClaspMessage *self)
{
  clasp_message_clear (self);
  memset (self, 0, sizeof *self);
}

static inline ClaspSignal
clasp_signal_from_code (guint8 code)
{
  return code <= CLASP_SIGNAL_TIMELINE ? (ClaspSignal) code : CLASP_SIGNAL_EVENT;
}

/* A count and as many signals; of a RESULT metadata is only in the notes (@with_meta FALSE). */
gboolean clasp_decoder_get_signals (ClaspDecoder     *self,
                                    gboolean          with_meta,
                                    ClaspSignalInfo **signals,
                                    guint            *n_signals);

typedef struct
{
  ClaspWriter     *writer;
  gsize            start; /* where in the writer the frame or message began */
  ClaspCodecStatus status;
} ClaspEncoder;

gboolean clasp_encoder_fail (ClaspEncoder *self, ClaspCodecError code) G_GNUC_NO_INLINE;
gboolean clasp_encoder_put_str (ClaspEncoder *self, ClaspStr text);
gboolean clasp_encoder_put_count (ClaspEncoder *self, gsize count);
/* The code a value is written with, and its data. */
guint8   clasp_value_get_code (const ClaspValue *self);
gboolean clasp_encoder_put_value_data (ClaspEncoder *self, const ClaspValue *value);
gboolean clasp_encoder_put_value (ClaspEncoder *self, const ClaspValue *value);
/* Bytes of the data of @self without its type code; FALSE when it cannot be encoded. */
gboolean clasp_value_get_data_size (const ClaspValue *self, gsize *size);
gboolean clasp_encoder_put_signals (ClaspEncoder          *self,
                                    const ClaspSignalInfo *signals,
                                    guint                  n_signals,
                                    gboolean               with_meta);
gboolean
clasp_encoder_put_message (ClaspEncoder *self, guint bundle_depth, const ClaspMessage *message);

G_END_DECLS
