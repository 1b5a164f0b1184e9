/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-framing.h"

/* RFC 1055 */
#define SLIP_END 0xc0
#define SLIP_ESC 0xdb
#define SLIP_ESC_END 0xdc
#define SLIP_ESC_ESC 0xdd

#define PREFIX_SIZE 4

/**
 * clasp_osc_frame_status_to_string:
 * @status: what came of the bytes
 *
 * Returns: a static sentence for a log line
 */
const char *
clasp_osc_frame_status_to_string (ClaspOscFrameStatus status)
{
  switch (status)
    {
    case CLASP_OSC_FRAME_MORE:
      return "is not complete";
    case CLASP_OSC_FRAME_PACKET:
      return "well-formed";
    case CLASP_OSC_FRAME_TOO_LARGE:
      return "is larger than 65536 bytes";
    case CLASP_OSC_FRAME_BAD_ESCAPE:
      return "has a SLIP escape that means nothing";
    case CLASP_OSC_FRAME_NOT_OSC:
      return "begins neither with a size nor as SLIP";
    }

  return "unknown";
}

/**
 * clasp_osc_framing_clear:
 * @self: the state of a stream
 *
 * Frees what it holds.
 */
void
clasp_osc_framing_clear (ClaspOscFraming *self)
{
  g_clear_pointer (&self->pending, g_byte_array_unref);
  self->is_escaped = self->is_skipping = self->is_taken = FALSE;
}

/**
 * clasp_osc_framing_is_lost:
 * @self: the state of a stream
 * @status: what clasp_osc_framing_next () said
 *
 * Returns: %TRUE if nothing behind it can be read: the place of the next packet is not known
 */
gboolean
clasp_osc_framing_is_lost (const ClaspOscFraming *self, ClaspOscFrameStatus status)
{
  return status == CLASP_OSC_FRAME_NOT_OSC ||
         (status == CLASP_OSC_FRAME_TOO_LARGE && self->kind != CLASP_OSC_FRAMING_SLIP);
}

static void
keep (ClaspOscFraming *self, const guint8 *bytes, gsize size)
{
  if (size == 0)
    return;
  if (self->pending == NULL)
    self->pending = g_byte_array_new ();
  g_byte_array_append (self->pending, bytes, (guint) size);
}

static gsize
n_kept (const ClaspOscFraming *self)
{
  return self->pending != NULL ? self->pending->len : 0;
}

static const guint8 *
skip (const guint8 **bytes, gsize *size, gsize n)
{
  const guint8 *start = *bytes;

  *bytes += n;
  *size -= n;
  return start;
}

/* Hands out what was kept. */
static ClaspOscFrameStatus
take (ClaspOscFraming *self, gsize offset, const guint8 **packet, gsize *packet_size)
{
  self->is_taken = TRUE;
  *packet = self->pending->data + offset;
  *packet_size = self->pending->len - offset;
  return CLASP_OSC_FRAME_PACKET;
}

/* ---- behind its size ---- */

static gsize
prefix_of (const guint8 *bytes)
{
  return (gsize) bytes[0] << 24 | (gsize) bytes[1] << 16 | (gsize) bytes[2] << 8 | bytes[3];
}

/* Takes from the front until @wanted bytes are kept; FALSE if there were not enough. */
static gboolean
keep_up_to (ClaspOscFraming *self, gsize wanted, const guint8 **bytes, gsize *size)
{
  gsize n = wanted > n_kept (self) ? MIN (wanted - n_kept (self), *size) : 0;

  keep (self, skip (bytes, size, n), n);
  return n_kept (self) >= wanted;
}

static ClaspOscFrameStatus
next_by_length (ClaspOscFraming *self,
                const guint8   **bytes,
                gsize           *size,
                const guint8   **packet,
                gsize           *packet_size)
{
  gsize length;

  /* the usual case: all of it is here */
  if (n_kept (self) == 0 && *size >= PREFIX_SIZE && prefix_of (*bytes) <= CLASP_OSC_MAX_FRAME &&
      *size - PREFIX_SIZE >= prefix_of (*bytes))
    {
      *packet_size = prefix_of (skip (bytes, size, PREFIX_SIZE));
      *packet = skip (bytes, size, *packet_size);
      return CLASP_OSC_FRAME_PACKET;
    }

  if (!keep_up_to (self, PREFIX_SIZE, bytes, size))
    return CLASP_OSC_FRAME_MORE;
  length = prefix_of (self->pending->data);
  if (length > CLASP_OSC_MAX_FRAME)
    return CLASP_OSC_FRAME_TOO_LARGE;
  if (!keep_up_to (self, PREFIX_SIZE + length, bytes, size))
    return CLASP_OSC_FRAME_MORE;
  return take (self, PREFIX_SIZE, packet, packet_size);
}

/* ---- SLIP ---- */

/* Bytes up to the next END or ESC. */
static gsize
plain_run (const guint8 *bytes, gsize size)
{
  gsize n = 0;

  while (n < size && bytes[n] != SLIP_END && bytes[n] != SLIP_ESC)
    n++;
  return n;
}

static ClaspOscFrameStatus
give_up (ClaspOscFraming *self, ClaspOscFrameStatus status)
{
  self->is_skipping = TRUE;
  self->is_escaped = FALSE;
  if (self->pending != NULL)
    g_byte_array_set_size (self->pending, 0);
  return status;
}

static gboolean
unescape (ClaspOscFraming *self, guint8 byte)
{
  guint8 plain = byte == SLIP_ESC_END ? SLIP_END : SLIP_ESC;

  self->is_escaped = FALSE;
  if (byte != SLIP_ESC_END && byte != SLIP_ESC_ESC)
    return FALSE;
  keep (self, &plain, 1);
  return TRUE;
}

static ClaspOscFrameStatus
next_by_slip (ClaspOscFraming *self,
              const guint8   **bytes,
              gsize           *size,
              const guint8   **packet,
              gsize           *packet_size)
{
  while (*size > 0)
    {
      gsize         n = self->is_escaped ? 0 : plain_run (*bytes, *size);
      const guint8 *start = skip (bytes, size, n);
      guint8        byte;

      if (!self->is_skipping && n_kept (self) + n > CLASP_OSC_MAX_FRAME)
        return give_up (self, CLASP_OSC_FRAME_TOO_LARGE);
      /* the usual case: all of it is here, and nothing in it is escaped */
      if (n > 0 && n_kept (self) == 0 && !self->is_skipping && *size > 0 && **bytes == SLIP_END)
        {
          *packet = start;
          *packet_size = n;
          return CLASP_OSC_FRAME_PACKET;
        }
      if (!self->is_skipping)
        keep (self, start, n);
      if (*size == 0)
        break;

      byte = *skip (bytes, size, 1);
      if (byte == SLIP_END && !self->is_escaped)
        {
          self->is_skipping = FALSE;
          if (n_kept (self) > 0)
            return take (self, 0, packet, packet_size);
        }
      else if (self->is_skipping)
        continue;
      else if (!self->is_escaped)
        self->is_escaped = TRUE; /* byte is ESC */
      else if (!unescape (self, byte))
        {
          give_up (self, CLASP_OSC_FRAME_BAD_ESCAPE);
          self->is_skipping = byte != SLIP_END; /* it ends here all the same */
          return CLASP_OSC_FRAME_BAD_ESCAPE;
        }
    }

  return CLASP_OSC_FRAME_MORE;
}

/* A packet's first byte may follow at once where a sender leaves out the first END. */
static gboolean
guess (ClaspOscFraming *self, guint8 first)
{
  switch (first)
    {
    case 0:
      self->kind = CLASP_OSC_FRAMING_LENGTH;
      return TRUE;
    case SLIP_END:
    case '/':
    case '#':
      self->kind = CLASP_OSC_FRAMING_SLIP;
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * clasp_osc_framing_next:
 * @self: the state of a stream
 * @bytes: (inout): what came in; moved behind what was used
 * @size: (inout): how much there is
 * @packet: (out): one packet, never empty with SLIP
 * @packet_size: (out): its size
 *
 * To be called until it says %CLASP_OSC_FRAME_MORE, or the stream is lost.
 *
 * Returns: what came of the bytes
 */
ClaspOscFrameStatus
clasp_osc_framing_next (ClaspOscFraming *self,
                        const guint8   **bytes,
                        gsize           *size,
                        const guint8   **packet,
                        gsize           *packet_size)
{
  if (self->is_taken)
    {
      self->is_taken = FALSE;
      g_clear_pointer (&self->pending, g_byte_array_unref);
    }
  if (*size == 0)
    return CLASP_OSC_FRAME_MORE;
  if (self->kind == CLASP_OSC_FRAMING_GUESS && !guess (self, **bytes))
    return CLASP_OSC_FRAME_NOT_OSC;
  if (self->kind == CLASP_OSC_FRAMING_LENGTH)
    return next_by_length (self, bytes, size, packet, packet_size);
  return next_by_slip (self, bytes, size, packet, packet_size);
}

static void
write_slip (const guint8 *packet, gsize size, ClaspWriter *writer)
{
  clasp_writer_put_u8 (writer, SLIP_END);
  while (size > 0)
    {
      gsize n = plain_run (packet, size);

      clasp_writer_put (writer, skip (&packet, &size, n), n);
      if (size == 0)
        break;
      clasp_writer_put_u8 (writer, SLIP_ESC);
      clasp_writer_put_u8 (writer,
                           *skip (&packet, &size, 1) == SLIP_END ? SLIP_ESC_END : SLIP_ESC_ESC);
    }
  clasp_writer_put_u8 (writer, SLIP_END);
}

/**
 * clasp_osc_framing_write:
 * @self: the state of a stream
 * @packet: one packet
 * @size: its size
 * @writer: gets the packet appended, framed: with SLIP an END stands at both ends
 */
void
clasp_osc_framing_write (const ClaspOscFraming *self,
                         const guint8          *packet,
                         gsize                  size,
                         ClaspWriter           *writer)
{
  switch (self->kind)
    {
    case CLASP_OSC_FRAMING_GUESS:
      break;
    case CLASP_OSC_FRAMING_LENGTH:
      clasp_writer_put_u32_be (writer, (guint32) size);
      clasp_writer_put (writer, packet, size);
      break;
    case CLASP_OSC_FRAMING_SLIP:
      write_slip (packet, size, writer);
      break;
    }
}
