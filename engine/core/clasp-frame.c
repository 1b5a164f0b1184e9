/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-codec-plain-private.h"

/* The frame around one message (wire.md 2). What is special is apart, so that what is plain needs no
 * room on the stack. */

#define HEADER_SIZE 4
#define HEADER_SIZE_WITH_TIMESTAMP 12

#define FLAG_QOS_SHIFT 6
#define FLAG_TIMESTAMP 0x20
#define FLAG_ENCRYPTED 0x10
#define FLAG_COMPRESSED 0x08
#define FLAG_VERSION_MASK 0x07

static gboolean
refuse (ClaspCodecStatus *status, ClaspCodecError code, gsize offset)
{
  *status = (ClaspCodecStatus){ TRUE, code, offset };
  return FALSE;
}

static inline guint16
read_u16 (const guint8 *bytes)
{
  guint16 raw;

  memcpy (&raw, bytes, sizeof raw);
  return GUINT16_FROM_BE (raw);
}

static inline guint64
read_u64 (const guint8 *bytes)
{
  guint64 raw;

  memcpy (&raw, bytes, sizeof raw);
  return GUINT64_FROM_BE (raw);
}

static inline gboolean
decode_header (const guint8     *bytes,
               gsize             size,
               ClaspFrameHeader *header,
               gsize            *payload,
               gsize            *frame_size,
               ClaspCodecStatus *status)
{
  guint8 flags;
  gsize  start, whole;

  if (G_UNLIKELY (size > 0 && bytes[0] != CLASP_FRAME_MAGIC))
    return refuse (status, CLASP_CODEC_ERROR_BAD_MAGIC, 0);
  if (G_UNLIKELY (size < HEADER_SIZE))
    return refuse (status, CLASP_CODEC_ERROR_TRUNCATED_HEADER, size);

  flags = bytes[1];
  start = (flags & FLAG_TIMESTAMP) != 0 ? HEADER_SIZE_WITH_TIMESTAMP : HEADER_SIZE;
  whole = start + read_u16 (bytes + 2);
  if (G_UNLIKELY (size < whole))
    return refuse (status, CLASP_CODEC_ERROR_TRUNCATED_FRAME, size);

  header->version = flags & FLAG_VERSION_MASK;
  header->qos = (ClaspQos) (flags >> FLAG_QOS_SHIFT);
  header->has_timestamp = (flags & FLAG_TIMESTAMP) != 0;
  header->encrypted = (flags & FLAG_ENCRYPTED) != 0;
  header->compressed = (flags & FLAG_COMPRESSED) != 0;
  header->timestamp_us = header->has_timestamp ? read_u64 (bytes + HEADER_SIZE) : 0;
  *payload = start;
  *frame_size = whole;
  status->failed = FALSE;
  return TRUE;
}

/**
 * clasp_frame_decode_header:
 * @bytes: (array length=size): the front of a frame
 * @size: bytes there are
 * @header: (out caller-allocates): the header's fields
 * @payload: (out): offset of the payload, 4 or 12
 * @frame_size: (out): size of the whole frame, at most %CLASP_FRAME_MAX_SIZE and @size
 * @status: (out caller-allocates): what is wrong, and where
 *
 * Reads a frame's header and checks that all of the frame is there.
 *
 * The bits for encryption and compression are reported as they are: no such thing is defined, so it
 * is [func@Clasp.frame_decode] that refuses frames which have them. What follows a header that is
 * encrypted or compressed is opaque, and a relay may still want its size.
 *
 * On a byte stream %CLASP_CODEC_ERROR_TRUNCATED_HEADER and %CLASP_CODEC_ERROR_TRUNCATED_FRAME mean
 * "wait for more". A wrong magic byte is reported as soon as there is one byte.
 *
 * Thread: any.
 *
 * Returns: %TRUE if a whole frame is there; the out parameters are untouched otherwise
 */
gboolean
clasp_frame_decode_header (const guint8     *bytes,
                           gsize             size,
                           ClaspFrameHeader *header,
                           gsize            *payload,
                           gsize            *frame_size,
                           ClaspCodecStatus *status)
{
  return decode_header (bytes, size, header, payload, frame_size, status);
}

static G_NO_INLINE gboolean
decode_any (const guint8     *bytes,
            gsize             size,
            ClaspFrameHeader *header,
            ClaspMessage     *message,
            ClaspCodecStatus *status)
{
  ClaspDecoder decoder;
  gsize        payload, frame_size;

  message->type = 0;
  if (G_UNLIKELY (!decode_header (bytes, size, header, &payload, &frame_size, status)))
    {
      clasp_message_wipe (message);
      return FALSE;
    }
  if (G_UNLIKELY (header->encrypted || header->compressed))
    {
      clasp_message_wipe (message);
      return refuse (status, CLASP_CODEC_ERROR_UNSUPPORTED_FLAGS, 1);
    }

  clasp_decoder_init (&decoder, bytes, payload, frame_size);
  if (G_LIKELY (clasp_decoder_get_message (&decoder, message)))
    return TRUE;

  clasp_message_wipe (message);
  *status = decoder.status;
  return FALSE;
}

/**
 * clasp_frame_decode:
 * @bytes: (array length=size): a frame; bytes after its end are ignored
 * @size: bytes there are
 * @header: (out caller-allocates): the header's fields
 * @message: (out caller-allocates): the message, which borrows its texts from @bytes and is given
 *   back with [func@Clasp.message_clear]; whatever it holds before is overwritten
 * @status: (out caller-allocates): what is wrong, and where in @bytes
 *
 * Reads the frame at the front of @bytes.
 *
 * Thread: any.
 *
 * Errors: those of wire.md 1.3, and %CLASP_CODEC_ERROR_UNSUPPORTED_FLAGS for an encrypted or
 * compressed frame, which would be misread as if it were not.
 *
 * Returns: %TRUE on success; on failure @message is zeroed and holds nothing
 */
gboolean
clasp_frame_decode (const guint8     *bytes,
                    gsize             size,
                    ClaspFrameHeader *header,
                    ClaspMessage     *message,
                    ClaspCodecStatus *status)
{
  if (G_UNLIKELY (!clasp_plain_set_decode (bytes, size, header, message)))
    return decode_any (bytes, size, header, message, status);
  status->failed = FALSE;
  return TRUE;
}

static guint8
header_to_flags (const ClaspFrameHeader *header)
{
  return (guint8) ((header->qos << FLAG_QOS_SHIFT) | (header->has_timestamp ? FLAG_TIMESTAMP : 0) |
                   (header->version & FLAG_VERSION_MASK));
}

static void
put_header (ClaspWriter *writer, const ClaspFrameHeader *header)
{
  guint8 *bytes =
    clasp_writer_extend (writer, header->has_timestamp ? HEADER_SIZE_WITH_TIMESTAMP : HEADER_SIZE);

  bytes[0] = CLASP_FRAME_MAGIC;
  bytes[1] = header_to_flags (header);
  if (header->has_timestamp)
    {
      guint64 raw = GUINT64_TO_BE (header->timestamp_us);

      memcpy (bytes + HEADER_SIZE, &raw, sizeof raw);
    }
}

static G_NO_INLINE gboolean
encode_any (ClaspWriter            *writer,
            const ClaspFrameHeader *header,
            const ClaspMessage     *message,
            ClaspCodecStatus       *status)
{
  ClaspEncoder encoder = { writer, writer->length, { 0 } };
  gsize        payload, size;
  guint16      length;

  if (G_UNLIKELY (header->encrypted || header->compressed))
    return refuse (status, CLASP_CODEC_ERROR_UNSUPPORTED_FLAGS, 1);

  put_header (writer, header);
  payload = writer->length;
  if (clasp_encoder_put_message (&encoder, 0, message) &&
      G_UNLIKELY (writer->length - payload > CLASP_FRAME_MAX_PAYLOAD))
    clasp_encoder_fail (&encoder, CLASP_CODEC_ERROR_TOO_LARGE);

  *status = encoder.status;
  if (G_UNLIKELY (status->failed))
    {
      writer->length = encoder.start;
      return FALSE;
    }

  size = writer->length - payload;
  length = GUINT16_TO_BE ((guint16) size);
  memcpy (writer->data + encoder.start + 2, &length, sizeof length);
  return TRUE;
}

/**
 * clasp_frame_encode:
 * @writer: where the frame is appended
 * @header: quality of service, timestamp and version to write
 * @message: a message, written in the binary encoding
 * @status: (out caller-allocates): what does not fit, and where in the frame
 *
 * Writes one frame.
 *
 * Thread: any.
 *
 * Errors: %CLASP_CODEC_ERROR_TOO_LARGE for a text, list, inner message or payload above 65535,
 * %CLASP_CODEC_ERROR_TOO_DEEP for what a decoder would refuse, and
 * %CLASP_CODEC_ERROR_UNSUPPORTED_FLAGS for a header that promises encryption or compression.
 *
 * Returns: %TRUE on success; on failure @writer is as it was
 */
gboolean
clasp_frame_encode (ClaspWriter            *writer,
                    const ClaspFrameHeader *header,
                    const ClaspMessage     *message,
                    ClaspCodecStatus       *status)
{
  if (G_UNLIKELY (!clasp_plain_set_fits (writer, header, message)))
    return encode_any (writer, header, message, status);
  clasp_plain_set_encode (writer, header, &message->set);
  status->failed = FALSE;
  return TRUE;
}

/**
 * clasp_frame_encode_default:
 * @writer: where the frame is appended
 * @message: a message
 * @status: (out caller-allocates): what does not fit, and where in the frame
 *
 * [func@Clasp.frame_encode] with the quality of service of wire.md 4, version 1 and no timestamp.
 *
 * Returns: %TRUE on success; on failure @writer is as it was
 */
gboolean
clasp_frame_encode_default (ClaspWriter        *writer,
                            const ClaspMessage *message,
                            ClaspCodecStatus   *status)
{
  ClaspFrameHeader header = { .version = 1, .qos = clasp_message_default_qos (message) };

  return clasp_frame_encode (writer, &header, message, status);
}

/**
 * clasp_codec_status_to_error:
 * @status: a status that has failed
 * @error: return location for a [error@Clasp.CodecError]
 *
 * Turns a status into an error with a message such as `truncated_message at byte 12`.
 */
void
clasp_codec_status_to_error (const ClaspCodecStatus *status, GError **error)
{
  g_set_error (error, CLASP_CODEC_ERROR, (int) status->code, "%s at byte %" G_GSIZE_FORMAT,
               clasp_codec_error_to_kind (status->code), status->offset);
}
