/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"
#include "core/clasp-message.h"
#include "core/clasp-reader.h"
#include "core/clasp-writer.h"

/* Frames and the compact binary encoding of messages (wire.md 2 to 5); the legacy MessagePack
 * encoding is read by clasp-codec-msgpack.h, reached through the same decode calls.
 *
 * Decoding never reads past its bytes, never recurses deeper than the limits below, and allocates
 * from a count only after checking it against the bytes left (wire.md 9). Wire errors are a status
 * with an offset, not a GError: nothing is allocated for a bad packet.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

#define CLASP_FRAME_MAGIC 0x53
#define CLASP_FRAME_MAX_PAYLOAD 65535
#define CLASP_FRAME_MAX_SIZE (12 + CLASP_FRAME_MAX_PAYLOAD)
#define CLASP_FRAME_PORT 7330

#define CLASP_VALUE_MAX_DEPTH 64  /* arrays and maps inside each other */
#define CLASP_BUNDLE_MAX_DEPTH 4

typedef struct
{
  guint8   version;       /* 0 legacy, 1 binary; says nothing about the payload (wire.md 3) */
  ClaspQos qos;
  gboolean has_timestamp, encrypted, compressed;
  guint64  timestamp_us;
} ClaspFrameHeader;

/* What went wrong and where, counted from the start of the bytes handed in. */
typedef struct
{
  gboolean        failed;
  ClaspCodecError code;
  gsize           offset;
} ClaspCodecStatus;

/* Reads a frame header. On success @payload is where the payload starts and @frame_size the bytes
 * of the whole frame, of which all are present. On a byte stream a status of TRUNCATED_HEADER or
 * TRUNCATED_FRAME means "wait for more". */
gboolean clasp_frame_decode_header (const guint8     *bytes,
                                    gsize             size,
                                    ClaspFrameHeader *header,
                                    gsize            *payload,
                                    gsize            *frame_size,
                                    ClaspCodecStatus *status);

/* Header and message of the frame at the front of @bytes; bytes after the frame are ignored.
 * On failure @message is cleared. The message borrows from @bytes. */
gboolean clasp_frame_decode        (const guint8     *bytes,
                                    gsize             size,
                                    ClaspFrameHeader *header,
                                    ClaspMessage     *message,
                                    ClaspCodecStatus *status);

/* Appends one frame. FALSE with TOO_LARGE, and @writer as it was, when something does not fit. */
gboolean clasp_frame_encode        (ClaspWriter            *writer,
                                    const ClaspFrameHeader *header,
                                    const ClaspMessage     *message,
                                    ClaspCodecStatus       *status);

/* The same with the message's default quality of service, version 1 and no timestamp. */
gboolean clasp_frame_encode_default (ClaspWriter        *writer,
                                     const ClaspMessage *message,
                                     ClaspCodecStatus   *status);

/* One message without its frame. */
gboolean clasp_message_decode      (const guint8     *payload,
                                    gsize             size,
                                    ClaspMessage     *message,
                                    ClaspCodecStatus *status);
gboolean clasp_message_encode      (ClaspWriter        *writer,
                                    const ClaspMessage *message,
                                    ClaspCodecStatus   *status);

/* Size of one entry of a SNAPSHOT or RESULT, to fill frames to the limit; 0 if it fits in none. */
gsize    clasp_snapshot_param_size (const ClaspSnapshotParam *param);
gsize    clasp_result_signal_size  (const ClaspSignalInfo    *signal);

/* Turns a status into a GError: "truncated_message at byte 12". */
void     clasp_codec_status_to_error (const ClaspCodecStatus *status,
                                      GError                **error);

G_END_DECLS
