/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-ws-framing.h"

#include "core/clasp-reader.h"

/* Design notes: a message in one frame, the only kind CLASP peers send in practice, is handed out
 * where it lies. Fragments are gathered in a buffer that exists only while a message is in pieces.
 * Text messages are skipped, as the reference does, but are bound by the same limit. */

#define FLAG_FIN 0x80
#define FLAG_RSV 0x70
#define MASK_OPCODE 0x0f
#define FLAG_MASKED 0x80
#define LENGTH_16 126
#define LENGTH_64 127

typedef struct
{
  gboolean is_final, is_masked, has_reserved;
  guint8   opcode;
  guint8   mask[4];
  guint64  length;
  gsize    size; /* of the header itself */
} FrameHeader;

static gboolean
is_control (guint8 opcode)
{
  return (opcode & 0x8) != 0;
}

static gboolean
read_length (ClaspReader *reader, guint8 short_length, guint64 *length)
{
  guint16 length_16;

  if (short_length == LENGTH_64)
    return clasp_reader_get_u64_be (reader, length);
  if (short_length == LENGTH_16)
    {
      if (!clasp_reader_get_u16_be (reader, &length_16))
        return FALSE;
      *length = length_16;
      return TRUE;
    }

  *length = short_length;
  return TRUE;
}

/* FALSE with *@needed when the header is not complete. */
static gboolean
read_header (const guint8 *bytes, gsize size, FrameHeader *header, gsize *needed)
{
  ClaspReader   reader;
  guint8        first = 0, second = 0;
  const guint8 *mask = NULL;

  *needed = 2;
  clasp_reader_init (&reader, bytes, size);
  if (!clasp_reader_get_u8 (&reader, &first) || !clasp_reader_get_u8 (&reader, &second))
    return FALSE;

  header->is_final = (first & FLAG_FIN) != 0;
  header->has_reserved = (first & FLAG_RSV) != 0;
  header->opcode = first & MASK_OPCODE;
  header->is_masked = (second & FLAG_MASKED) != 0;
  second &= (guint8) ~FLAG_MASKED;
  *needed += (second == LENGTH_16 ? 2 : second == LENGTH_64 ? 8 : 0) + (header->is_masked ? 4 : 0);

  /* Longer forms than needed are accepted: nothing depends on it, and small devices send them. */
  if (!read_length (&reader, second, &header->length))
    return FALSE;
  if (header->is_masked)
    {
      mask = clasp_reader_take (&reader, sizeof header->mask);
      if (mask == NULL)
        return FALSE;
      memcpy (header->mask, mask, sizeof header->mask);
    }

  header->size = *needed;
  return TRUE;
}

static void
set_error (ClaspWsEvent *event, guint16 code, const char *reason)
{
  *event = (ClaspWsEvent){ CLASP_WS_EVENT_ERROR, NULL, 0, code, reason };
}

/* The rules of RFC 6455 5.1 to 5.5 that the header alone can break. */
static gboolean
check_header (ClaspWsParser *self, const FrameHeader *header, ClaspWsEvent *event)
{
  gsize gathered = self->message != NULL ? self->message->len : 0;

  if (header->has_reserved)
    set_error (event, 1002, "a reserved bit is set, but no extension was agreed on");
  else if (header->is_masked != (self->role == CLASP_WS_SERVER))
    set_error (event, 1002,
               self->role == CLASP_WS_SERVER ? "a client must mask its frames"
                                             : "a server must not mask its frames");
  else if (is_control (header->opcode) && header->opcode > CLASP_WS_PONG)
    set_error (event, 1002, "unknown kind of control frame");
  else if (is_control (header->opcode) &&
           (!header->is_final || header->length > CLASP_WS_MAX_CONTROL))
    set_error (event, 1002, "a control frame must be whole and at most 125 bytes long");
  else if (!is_control (header->opcode) && header->opcode > CLASP_WS_BINARY)
    set_error (event, 1002, "unknown kind of message");
  else if (header->opcode == CLASP_WS_CONTINUATION && self->opcode == 0)
    set_error (event, 1002, "a fragment of no message");
  else if ((header->opcode == CLASP_WS_TEXT || header->opcode == CLASP_WS_BINARY) &&
           self->opcode != 0)
    set_error (event, 1002, "a new message inside the fragments of another");
  else if (!is_control (header->opcode) &&
           (header->length > self->limit || header->length + gathered > self->limit))
    set_error (event, 1009, "a message above the limit of 65547 bytes");
  else
    return TRUE;

  return FALSE;
}

static gboolean
is_valid_close_code (guint16 code)
{
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

/* RFC 6455 5.5.1: an optional code, then an optional reason in UTF-8. */
static void
parse_close (const guint8 *data, gsize size, ClaspWsEvent *event)
{
  ClaspReader reader;
  guint16     code = CLASP_WS_NO_CODE;

  clasp_reader_init (&reader, data, size);
  if (size > 0 && (!clasp_reader_get_u16_be (&reader, &code) || !is_valid_close_code (code)))
    set_error (event, 1002, "a close frame without a valid code");
  else if (size > 2 && !g_utf8_validate_len ((const char *) data + 2, size - 2, NULL))
    set_error (event, 1007, "a close reason that is not UTF-8");
  else
    *event = (ClaspWsEvent){ CLASP_WS_EVENT_CLOSE, size > 2 ? data + 2 : data,
                             size > 2 ? size - 2 : 0, code, NULL };
}

static void
handle_control (guint8 opcode, const guint8 *data, gsize size, ClaspWsEvent *event)
{
  if (opcode == CLASP_WS_CLOSE)
    parse_close (data, size, event);
  else if (opcode == CLASP_WS_PING)
    *event = (ClaspWsEvent){ CLASP_WS_EVENT_PING, data, size, 0, NULL };
}

static void
set_message (const ClaspWsParser *self,
             guint8               opcode,
             const guint8        *data,
             gsize                size,
             ClaspWsEvent        *event)
{
  if (opcode == CLASP_WS_BINARY)
    *event = (ClaspWsEvent){ CLASP_WS_EVENT_BINARY, data, size, 0, NULL };
  else if (self->wants_text)
    *event = (ClaspWsEvent){ CLASP_WS_EVENT_TEXT, data, size, 0, NULL };
}

static void
handle_data (ClaspWsParser     *self,
             const FrameHeader *header,
             const guint8      *data,
             gsize              size,
             ClaspWsEvent      *event)
{
  guint8 opcode = header->opcode == CLASP_WS_CONTINUATION ? self->opcode : header->opcode;

  if (header->is_final && self->opcode == 0)
    {
      set_message (self, opcode, data, size, event);
      return;
    }

  if (self->message == NULL)
    self->message = g_byte_array_new ();
  g_byte_array_append (self->message, data, (guint) size);
  self->opcode = header->is_final ? 0 : opcode;
  if (!header->is_final)
    return;

  self->is_delivered = TRUE;
  set_message (self, opcode, self->message->data, self->message->len, event);
}

/**
 * clasp_ws_parser_init:
 * @self: (out caller-allocates): a parser
 * @role: which side the caller is
 * @limit: bytes a whole message may have; more is an error with code 1009
 *
 * Thread: any.
 */
void
clasp_ws_parser_init (ClaspWsParser *self, ClaspWsRole role, gsize limit)
{
  *self = (ClaspWsParser){ .role = role, .limit = limit };
}

/**
 * clasp_ws_parser_clear:
 * @self: a parser
 *
 * Thread: any.
 */
void
clasp_ws_parser_clear (ClaspWsParser *self)
{
  g_clear_pointer (&self->message, g_byte_array_unref);
  self->opcode = 0;
  self->is_delivered = FALSE;
}

/**
 * clasp_ws_parser_next:
 * @self: a parser
 * @bytes: the front of what the peer sent; the frame is unmasked in place
 * @size: how much of it is there
 * @needed: (out): bytes the frame takes, as far as can be told
 * @event: (out caller-allocates): what the frame means; set when a size is returned
 *
 * Thread: any.
 *
 * Returns: size of the frame, 0 when it is not complete
 */
gsize
clasp_ws_parser_next (ClaspWsParser *self,
                      guint8        *bytes,
                      gsize          size,
                      gsize         *needed,
                      ClaspWsEvent  *event)
{
  FrameHeader header = { 0 };
  guint8     *payload;

  if (self->is_delivered)
    clasp_ws_parser_clear (self);

  *event = (ClaspWsEvent){ CLASP_WS_EVENT_NONE };
  if (!read_header (bytes, size, &header, needed))
    return 0;
  if (!check_header (self, &header, event))
    return header.size;

  *needed = header.size + (gsize) header.length;
  if (size < *needed)
    return 0;

  payload = bytes + header.size;
  if (header.is_masked)
    clasp_ws_unmask (payload, (gsize) header.length, header.mask);
  if (is_control (header.opcode))
    handle_control (header.opcode, payload, (gsize) header.length, event);
  else
    handle_data (self, &header, payload, (gsize) header.length, event);
  return *needed;
}

static guint8 *
put_be (guint8 *out, guint64 value, guint size)
{
  for (guint i = 0; i < size; i++)
    *out++ = (guint8) (value >> (8 * (size - 1 - i)));

  return out;
}

/**
 * clasp_ws_put_long_header:
 * @out: room for the header
 * @opcode: the kind of frame
 * @size: bytes of payload, 126 or more
 *
 * Thread: any.
 */
void
clasp_ws_put_long_header (guint8 *out, ClaspWsOpcode opcode, gsize size)
{
  *out++ = (guint8) (FLAG_FIN | opcode);
  *out++ = size <= G_MAXUINT16 ? LENGTH_16 : LENGTH_64;
  put_be (out, size, size <= G_MAXUINT16 ? 2 : 8);
}

/**
 * clasp_ws_put_frame:
 * @out: room for header and payload
 * @role: who sends
 * @opcode: the kind of frame
 * @mask: what a client masks with; it should be unpredictable
 * @payload: what to send
 * @size: bytes of payload
 *
 * Thread: any.
 */
void
clasp_ws_put_frame (guint8       *out,
                    ClaspWsRole   role,
                    ClaspWsOpcode opcode,
                    guint32       mask,
                    const guint8 *payload,
                    gsize         size)
{
  guint8 masked = role == CLASP_WS_CLIENT ? FLAG_MASKED : 0;

  *out++ = (guint8) (FLAG_FIN | opcode);
  *out++ = masked | (guint8) (size < LENGTH_16      ? size
                              : size <= G_MAXUINT16 ? LENGTH_16
                                                    : LENGTH_64);
  if (size >= LENGTH_16)
    out = put_be (out, size, size <= G_MAXUINT16 ? 2 : 8);
  if (role == CLASP_WS_CLIENT)
    out = put_be (out, mask, 4);
  if (size > 0)
    memcpy (out, payload, size);
  if (role == CLASP_WS_CLIENT)
    clasp_ws_unmask (out, size, out - 4);
}

/**
 * clasp_ws_put_close:
 * @out: room for CLASP_WS_MAX_CONTROL bytes
 * @code: why; CLASP_WS_NO_CODE writes nothing
 * @reason: (nullable): a sentence, cut to what fits
 *
 * Thread: any.
 *
 * Returns: bytes written
 */
gsize
clasp_ws_put_close (guint8 *out, guint16 code, const char *reason)
{
  gsize length = reason != NULL ? strlen (reason) : 0;

  if (code == CLASP_WS_NO_CODE)
    return 0;

  out = put_be (out, code, 2);
  if (length > CLASP_WS_MAX_CONTROL - 2)
    {
      const char *end = reason + CLASP_WS_MAX_CONTROL - 2;

      while (end > reason && ((guint8) *end & 0xc0) == 0x80)
        end--;
      length = (gsize) (end - reason);
    }
  memcpy (out, reason != NULL ? reason : "", length);
  return 2 + length;
}
