/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/* WebSocket framing, RFC 6455: what bytes are a message, and the other way round. No I/O.
 *
 * Thread: any, one at a time. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_WS_CONTINUATION = 0x0,
  CLASP_WS_TEXT = 0x1,
  CLASP_WS_BINARY = 0x2,
  CLASP_WS_CLOSE = 0x8,
  CLASP_WS_PING = 0x9,
  CLASP_WS_PONG = 0xa,
} ClaspWsOpcode;

typedef enum
{
  CLASP_WS_CLIENT, /* sends masked, receives unmasked */
  CLASP_WS_SERVER, /* the other way round */
} ClaspWsRole;

typedef enum
{
  CLASP_WS_EVENT_NONE,   /* a frame that means nothing to the caller: a fragment, text, a pong */
  CLASP_WS_EVENT_BINARY, /* a whole message in data, size */
  CLASP_WS_EVENT_TEXT,   /* the same, of text; only for those who want it. May not be UTF-8 */
  CLASP_WS_EVENT_PING,   /* to be answered by a pong with data, size */
  CLASP_WS_EVENT_CLOSE,  /* the peer closes: code (1005 = none given), reason in data, size */
  CLASP_WS_EVENT_ERROR,  /* the peer broke the rules: close with code and reason */
} ClaspWsEventType;

typedef struct
{
  ClaspWsEventType type;
  const guint8    *data; /* valid until the next call, and as long as the bytes handed in */
  gsize            size;
  guint16          code;
  const char      *reason; /* static; only of CLASP_WS_EVENT_ERROR */
} ClaspWsEvent;

#define CLASP_WS_MAX_HEADER 14
#define CLASP_WS_PLAIN_HEADER 6
#define CLASP_WS_MAX_CONTROL 125
#define CLASP_WS_NO_CODE 1005

/* Cuts the byte stream of one peer. */
typedef struct
{
  ClaspWsRole role;
  gsize       limit; /* bytes of a whole message */
  gboolean    wants_text; /* FALSE at first: text is skipped */
  /*< private >*/
  guint8      opcode;       /* of the message whose fragments are coming; 0 = none */
  GByteArray *message;      /* (owned) (nullable) fragments so far */
  gboolean    is_delivered; /* @message was handed out and is to be dropped */
} ClaspWsParser;

void clasp_ws_parser_init (ClaspWsParser *self, ClaspWsRole role, gsize limit);
void clasp_ws_parser_clear (ClaspWsParser *self);
/* Takes the frame at the front of @bytes, unmasking it in place. Returns its size and sets @event,
 * or 0 with *@needed set to the bytes it takes as far as can be told. After an ERROR or CLOSE event
 * there is nothing more to parse. */
gsize clasp_ws_parser_next (ClaspWsParser *self,
                            guint8        *bytes,
                            gsize          size,
                            gsize         *needed,
                            ClaspWsEvent  *event);

static inline void
clasp_ws_xor_word (guint8 *bytes, guint64 mask)
{
  guint64 word;

  memcpy (&word, bytes, sizeof word);
  word ^= mask;
  memcpy (bytes, &word, sizeof word);
}

/* XORs @bytes with a mask of four bytes, which lies outside of them. */
static inline void
clasp_ws_unmask (guint8 *bytes, gsize size, const guint8 *mask)
{
  guint32 narrow, half;
  guint64 wide;

  memcpy (&narrow, mask, sizeof narrow);
  wide = (guint64) narrow << 32 | narrow;
  for (; size >= 16; size -= 16, bytes += 16)
    {
      clasp_ws_xor_word (bytes, wide);
      clasp_ws_xor_word (bytes + 8, wide);
    }
  if (size >= 8)
    {
      clasp_ws_xor_word (bytes, wide);
      size -= 8;
      bytes += 8;
    }
  if (size >= 4)
    {
      memcpy (&half, bytes, sizeof half);
      half ^= narrow;
      memcpy (bytes, &half, sizeof half);
      size -= 4;
      bytes += 4;
    }
  for (gsize i = 0; i < size; i++)
    bytes[i] ^= mask[i];
}

/* The frame at the front of @bytes is a short binary message in one piece from a client, and all
 * there: size of its header, which ends with the mask; 0 for whatever clasp_ws_parser_next () has to
 * look at. */
static inline gsize
clasp_ws_parser_get_plain (const ClaspWsParser *self, const guint8 *bytes, gsize size)
{
  gsize length;

  if (G_UNLIKELY (size < CLASP_WS_PLAIN_HEADER || bytes[0] != (0x80 | CLASP_WS_BINARY) ||
                  self->message != NULL || self->role != CLASP_WS_SERVER))
    return 0;
  length = (gsize) bytes[1] - 0x80; /* masked */
  return G_LIKELY (length < 126 && length <= size - CLASP_WS_PLAIN_HEADER) ? CLASP_WS_PLAIN_HEADER
                                                                           : 0;
}

/* The payload of such a frame. */
static inline gsize
clasp_ws_plain_size (const guint8 *bytes)
{
  return bytes[1] & 0x7f;
}

/* Bytes of the header of a frame with @size bytes of payload. */
static inline gsize
clasp_ws_header_size (ClaspWsRole role, gsize size)
{
  return (size < 126 ? 2 : size <= G_MAXUINT16 ? 4 : 10) + (role == CLASP_WS_CLIENT ? 4 : 0);
}

/* The header of a final frame that is not masked. */
void clasp_ws_put_long_header (guint8 *out, ClaspWsOpcode opcode, gsize size);

static inline void
clasp_ws_put_server_header (guint8 *out, ClaspWsOpcode opcode, gsize size)
{
  if (G_UNLIKELY (size >= 126))
    {
      clasp_ws_put_long_header (out, opcode, size);
      return;
    }
  out[0] = (guint8) (0x80 | opcode);
  out[1] = (guint8) size;
}

/* Writes header and payload of one final frame to @out, which has clasp_ws_header_size () + @size
 * bytes of room. @mask is used by clients only. */
void clasp_ws_put_frame (guint8       *out,
                         ClaspWsRole   role,
                         ClaspWsOpcode opcode,
                         guint32       mask,
                         const guint8 *payload,
                         gsize         size);
/* The payload of a close frame, at most CLASP_WS_MAX_CONTROL bytes; @reason is cut at a character.
 */
gsize clasp_ws_put_close (guint8 *out, guint16 code, const char *reason);

G_END_DECLS
