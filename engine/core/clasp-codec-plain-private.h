/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-codec-private.h"

/* The frame a fader sends, all in one piece: a SET of a double, with or without revision and lock,
 * no time to live, no timestamp. Nearly every frame of a show is one. Whatever is different or wrong
 * about a frame is left to the decoder that knows all of them, and its errors. */

G_BEGIN_DECLS

enum
{
  PLAIN_HEADER = 4,           /* magic, flags, length */
  PLAIN_ADDRESS = 8,          /* behind type, flags and length of the address */
  PLAIN_FRAME_FLAGS = 0x38,   /* timestamp, encrypted, compressed: none of them */
  PLAIN_SET_FLAGS = SET_HAS_TTL | SET_TYPE_MASK
};

static inline guint16
clasp_plain_read_u16 (const guint8 *bytes)
{
  guint16 raw;

  memcpy (&raw, bytes, sizeof raw);
  return GUINT16_FROM_BE (raw);
}

static inline guint64
clasp_plain_read_u64 (const guint8 *bytes)
{
  guint64 raw;

  memcpy (&raw, bytes, sizeof raw);
  return GUINT64_FROM_BE (raw);
}

static inline void
clasp_plain_fill_set (ClaspSet *set, const guint8 *bytes, gsize length, guint8 flags)
{
  const guint8 *data = bytes + PLAIN_ADDRESS + length;
  guint64       bits = clasp_plain_read_u64 (data);

  set->address = (ClaspStr){ (const char *) bytes + PLAIN_ADDRESS, length };
  set->value.type = CLASP_VALUE_DOUBLE;
  memcpy (&set->value.as.number, &bits, sizeof bits);
  set->has_revision = (flags & SET_HAS_REVISION) != 0;
  set->has_ttl = FALSE;
  set->lock = (flags & SET_LOCK) != 0;
  set->unlock = (flags & SET_UNLOCK) != 0;
  set->revision = set->has_revision ? clasp_plain_read_u64 (data + 8) : 0;
  set->ttl = (ClaspTtl){ 0 };
}

/* FALSE, with nothing written, when the frame is not such a one. */
static inline gboolean
clasp_plain_set_decode (const guint8     *bytes,
                        gsize             size,
                        ClaspFrameHeader *header,
                        ClaspMessage     *message)
{
  gsize  length, payload, needed;
  guint8 flags;

  if (size < PLAIN_ADDRESS || bytes[0] != CLASP_FRAME_MAGIC || (bytes[1] & PLAIN_FRAME_FLAGS) != 0 ||
      bytes[4] != CLASP_MESSAGE_SET || (bytes[5] & PLAIN_SET_FLAGS) != CODE_F64)
    return FALSE;

  flags = bytes[5];
  payload = clasp_plain_read_u16 (bytes + 2);
  length = clasp_plain_read_u16 (bytes + 6);
  needed = PLAIN_ADDRESS - PLAIN_HEADER + length + 8 + ((flags & SET_HAS_REVISION) != 0 ? 8 : 0);
  if (needed > payload || PLAIN_HEADER + payload > size ||
      !clasp_utf8_is_ascii ((const char *) bytes + PLAIN_ADDRESS, length))
    return FALSE;

  *header = (ClaspFrameHeader){ .version = bytes[1] & 7, .qos = (ClaspQos) (bytes[1] >> 6) };
  message->type = CLASP_MESSAGE_SET;
  clasp_plain_fill_set (&message->set, bytes, length, flags);
  return TRUE;
}

static inline gboolean
clasp_plain_set_is (const ClaspFrameHeader *header, const ClaspMessage *message)
{
  return message->type == CLASP_MESSAGE_SET && message->set.value.type == CLASP_VALUE_DOUBLE &&
         !message->set.has_ttl && !header->has_timestamp &&
         message->set.address.length <= CLASP_FRAME_MAX_PAYLOAD - 20;
}

/* For a message that is one, and a header without encryption and compression. */
static inline void
clasp_plain_set_encode (ClaspWriter *writer, const ClaspFrameHeader *header, const ClaspSet *set)
{
  gsize   length = set->address.length;
  gsize   size = PLAIN_ADDRESS + length + (set->has_revision ? 16 : 8);
  guint8 *bytes = clasp_writer_extend (writer, size);
  guint16 raw_size = GUINT16_TO_BE ((guint16) (size - PLAIN_HEADER));
  guint16 raw_length = GUINT16_TO_BE ((guint16) length);
  guint64 bits;

  bytes[0] = CLASP_FRAME_MAGIC;
  bytes[1] = (guint8) (header->qos << 6 | (header->version & 7));
  memcpy (bytes + 2, &raw_size, sizeof raw_size);
  bytes[4] = CLASP_MESSAGE_SET;
  bytes[5] = (guint8) (CODE_F64 | (set->has_revision ? SET_HAS_REVISION : 0) |
                       (set->lock ? SET_LOCK : 0) | (set->unlock ? SET_UNLOCK : 0));
  memcpy (bytes + 6, &raw_length, sizeof raw_length);
  if (length > 0)
    memcpy (bytes + PLAIN_ADDRESS, set->address.data, length);
  memcpy (&bits, &set->value.as.number, sizeof bits);
  bits = GUINT64_TO_BE (bits);
  memcpy (bytes + PLAIN_ADDRESS + length, &bits, sizeof bits);
  if (!set->has_revision)
    return;
  bits = GUINT64_TO_BE (set->revision);
  memcpy (bytes + PLAIN_ADDRESS + length + 8, &bits, sizeof bits);
}

G_END_DECLS
