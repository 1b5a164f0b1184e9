/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-codec-private.h"

/* The frames a fader sends and what answers them, each in one piece: a SET of a double, with or
 * without revision and lock, no time to live, no timestamp; its ACK; a PUBLISH of a double with
 * nothing besides. Nearly every frame of a show is one. Whatever is different or wrong about a
 * frame is left to the decoder that knows all of them, and its errors.
 *
 * Header, type, flags and length of the address are eight bytes, read and written as one word. */

G_BEGIN_DECLS

enum
{
  PLAIN_HEADER = 4,  /* magic, flags, length */
  PLAIN_ADDRESS = 8, /* behind type, flags and length of the address */
};

/* The first word of a frame, as a big-endian number. */
#define PLAIN_WORD(frame_flags, payload, type, flags, length)                                      \
  ((guint64) CLASP_FRAME_MAGIC << 56 | (guint64) (frame_flags) << 48 | (guint64) (payload) << 32 | \
   (guint64) (type) << 24 | (guint64) (flags) << 16 | (guint64) (length))
/* No timestamp, nothing encrypted or compressed. */
#define PLAIN_FRAME_FLAGS 0x38
#define PLAIN_SET_FLAGS (SET_HAS_TTL | SET_TYPE_MASK)
#define PLAIN_SET_MASK                                                                             \
  ((guint64) 0xff << 56 | (guint64) PLAIN_FRAME_FLAGS << 48 | (guint64) 0xff << 24 |               \
   (guint64) PLAIN_SET_FLAGS << 16)
#define PLAIN_SET_WORD PLAIN_WORD (0, 0, CLASP_MESSAGE_SET, CODE_F64, 0)

#define PLAIN_VERSION 1
#define NOT_ASCII G_GUINT64_CONSTANT (0x8080808080808080)

static inline guint64
clasp_plain_read_u64 (const guint8 *bytes)
{
  return GUINT64_FROM_BE (clasp_bytes_get_word (bytes));
}

static inline void
clasp_plain_write_u64 (guint8 *bytes, guint64 number)
{
  guint64 raw = GUINT64_TO_BE (number);

  memcpy (bytes, &raw, sizeof raw);
}

static inline guint8
clasp_plain_get_flags (guint64 word)
{
  return (guint8) (word >> 16);
}

static inline gsize
clasp_plain_get_length (guint64 word)
{
  return word & 0xffff;
}

static inline gsize
clasp_plain_get_payload (guint64 word)
{
  return (word >> 32) & 0xffff;
}

/* The first word of such a SET of which all is there, not looked into; 0 when it is none. */
static inline guint64
clasp_plain_set_recognise (const guint8 *bytes, gsize size)
{
  guint64 word;
  gsize   payload, needed;

  if (G_UNLIKELY (size < PLAIN_ADDRESS))
    return 0;
  word = clasp_plain_read_u64 (bytes);
  payload = clasp_plain_get_payload (word);
  needed = PLAIN_ADDRESS - PLAIN_HEADER + clasp_plain_get_length (word) + 8 +
           ((clasp_plain_get_flags (word) & SET_HAS_REVISION) >> 4);
  if (G_UNLIKELY ((word & PLAIN_SET_MASK) != PLAIN_SET_WORD || needed > payload ||
                  PLAIN_HEADER + payload > size))
    return 0;
  return word;
}

/* FALSE, with nothing written, when the frame is not such a one. */
static inline gboolean
clasp_plain_set_decode (const guint8     *bytes,
                        gsize             size,
                        ClaspFrameHeader *header,
                        ClaspMessage     *message)
{
  guint64       word = clasp_plain_set_recognise (bytes, size);
  gsize         length = clasp_plain_get_length (word);
  guint8        flags = clasp_plain_get_flags (word);
  const guint8 *data = bytes + PLAIN_ADDRESS + length;
  guint64       number;

  if (G_UNLIKELY (word == 0 || !clasp_bytes_are_some (length) ||
                  (clasp_bytes_or_some (bytes + PLAIN_ADDRESS, length) & NOT_ASCII) != 0))
    return FALSE;

  *header = (ClaspFrameHeader){ .version = (word >> 48) & 7, .qos = (ClaspQos) ((word >> 54) & 3) };
  message->type = CLASP_MESSAGE_SET;
  message->set = (ClaspSet){ .address = { (const char *) bytes + PLAIN_ADDRESS, length },
                             .value = { CLASP_VALUE_DOUBLE, { 0 } } };
  number = clasp_plain_read_u64 (data);
  memcpy (&message->set.value.as.number, &number, sizeof number);
  if (G_LIKELY ((flags & (SET_HAS_REVISION | SET_LOCK | SET_UNLOCK)) == 0))
    return TRUE;

  message->set.lock = (flags & SET_LOCK) != 0;
  message->set.unlock = (flags & SET_UNLOCK) != 0;
  message->set.has_revision = (flags & SET_HAS_REVISION) != 0;
  if (message->set.has_revision)
    message->set.revision = clasp_plain_read_u64 (data + 8);
  return TRUE;
}

/* Such a SET with neither revision nor lock, of an address that is copied without a call, a header
 * that asks for nothing else, and room in @writer: then writing it needs no call at all, and no
 * place on the stack. */
static inline gboolean
clasp_plain_set_fits (const ClaspWriter      *writer,
                      const ClaspFrameHeader *header,
                      const ClaspMessage     *message)
{
  const ClaspSet *set = &message->set;

  return message->type == CLASP_MESSAGE_SET && set->value.type == CLASP_VALUE_DOUBLE &&
         (set->has_revision | set->has_ttl | set->lock | set->unlock) == 0 &&
         (header->has_timestamp | header->encrypted | header->compressed) == 0 &&
         clasp_bytes_are_some (set->address.length) &&
         writer->capacity - writer->length >= PLAIN_ADDRESS + CLASP_BYTES_SOME_MAX + 8;
}

static inline void
clasp_plain_put_address (guint8  *bytes,
                         guint8   frame_flags,
                         gsize    size,
                         guint    type,
                         guint    flags,
                         ClaspStr address)
{
  clasp_plain_write_u64 (
    bytes, PLAIN_WORD (frame_flags, size - PLAIN_HEADER, type, flags, address.length));
  clasp_bytes_copy (bytes + PLAIN_ADDRESS, address.data, address.length);
}

static inline void
clasp_plain_write_double (guint8 *bytes, double number)
{
  guint64 bits;

  memcpy (&bits, &number, sizeof bits);
  clasp_plain_write_u64 (bytes, bits);
}

/* For a message that fits. */
static inline void
clasp_plain_set_encode (ClaspWriter *writer, const ClaspFrameHeader *header, const ClaspSet *set)
{
  gsize   length = set->address.length;
  guint8 *bytes = writer->data + writer->length;

  writer->length += PLAIN_ADDRESS + length + 8;
  clasp_plain_write_u64 (bytes,
                         PLAIN_WORD ((guint8) (header->qos << 6 | (header->version & 7)),
                                     PLAIN_ADDRESS - PLAIN_HEADER + length + 8, CLASP_MESSAGE_SET,
                                     CODE_F64, length));
  clasp_bytes_copy_some (bytes + PLAIN_ADDRESS, set->address.data, length);
  clasp_plain_write_double (bytes + PLAIN_ADDRESS + length, set->value.as.number);
}

static inline gsize
clasp_plain_told_set_size (gsize length)
{
  return PLAIN_ADDRESS + length + 16;
}

/* A SET as a router tells it, with its revision. There is room for it. */
static inline void
clasp_plain_put_told_set (guint8 *bytes, ClaspStr address, double number, guint64 revision)
{
  gsize size = clasp_plain_told_set_size (address.length);

  clasp_plain_put_address (bytes, CLASP_QOS_CONFIRM << 6 | PLAIN_VERSION, size, CLASP_MESSAGE_SET,
                           CODE_F64 | SET_HAS_REVISION, address);
  clasp_plain_write_double (bytes + size - 16, number);
  clasp_plain_write_u64 (bytes + size - 8, revision);
}

static inline gsize
clasp_plain_ack_size (gsize length)
{
  return PLAIN_ADDRESS + length + 8;
}

/* The ACK of a SET. There is room for it. */
static inline void
clasp_plain_put_ack (guint8 *bytes, ClaspStr address, guint64 revision)
{
  gsize size = clasp_plain_ack_size (address.length);

  clasp_plain_put_address (bytes, CLASP_QOS_FIRE << 6 | PLAIN_VERSION, size, CLASP_MESSAGE_ACK,
                           ACK_HAS_ADDRESS | ACK_HAS_REVISION, address);
  clasp_plain_write_u64 (bytes + size - 8, revision);
}

/* The first word of a PUBLISH of an event or a stream with a double and nothing else, exactly as it
 * would be written; 0 when it is none. */
static inline guint64
clasp_plain_publish_recognise (const guint8 *bytes, gsize size)
{
  const guint64 stream = PLAIN_WORD (CLASP_QOS_FIRE << 6 | PLAIN_VERSION, 0, CLASP_MESSAGE_PUBLISH,
                                     CLASP_SIGNAL_STREAM << PUBLISH_SIGNAL_SHIFT, 0);
  const guint64 event =
    PLAIN_WORD (CLASP_QOS_CONFIRM << 6 | PLAIN_VERSION, 0, CLASP_MESSAGE_PUBLISH,
                CLASP_SIGNAL_EVENT << PUBLISH_SIGNAL_SHIFT, 0);
  const guint64 fixed = G_GUINT64_CONSTANT (0xffff0000ffff0000);
  guint64       word;
  gsize         length, content;

  if (G_UNLIKELY (size < PLAIN_ADDRESS))
    return 0;
  word = clasp_plain_read_u64 (bytes);
  length = clasp_plain_get_length (word);
  content = PLAIN_ADDRESS + length;
  if (G_UNLIKELY (((word & fixed) != stream && (word & fixed) != event) || size != content + 10 ||
                  clasp_plain_get_payload (word) != size - PLAIN_HEADER ||
                  bytes[content] != PUBLISH_VALUE || bytes[content + 1] != CODE_F64))
    return 0;
  return word;
}

G_END_DECLS
