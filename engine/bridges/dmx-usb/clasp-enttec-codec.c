/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-enttec-codec.h"

#define START 0x7e
#define END 0xe7
#define HEADER_SIZE 4
#define MAX_USER_SIZE 508
#define CHANGE_BYTES 5
#define MAX_CHANGES (CHANGE_BYTES * 8)

/* ---- the line ---- */

/* How much of the buffer is to be forgotten; 0 when more bytes are needed. A message that is whole
 * is handed out. */
static guint
take_message (ClaspEnttecParser *self, ClaspEnttecFunc func, gpointer user_data)
{
  const guint8 *start = memchr (self->buffer, START, self->length);
  guint         n_data;

  if (start != self->buffer)
    {
      guint n_noise = start != NULL ? (guint) (start - self->buffer) : self->length;

      self->n_noise += n_noise;
      return n_noise;
    }
  if (self->length < HEADER_SIZE)
    return 0;

  n_data = self->buffer[2] | (guint) self->buffer[3] << 8;
  if (n_data <= CLASP_ENTTEC_MAX_DATA && self->length < HEADER_SIZE + n_data + 1)
    return 0;

  if (n_data <= CLASP_ENTTEC_MAX_DATA && self->buffer[HEADER_SIZE + n_data] == END)
    {
      ClaspEnttecMessage message = { self->buffer[1], self->buffer + HEADER_SIZE, n_data };

      func (&message, user_data);
      return HEADER_SIZE + n_data + 1;
    }
  self->n_dropped++;
  return 1;
}

static void
take_messages (ClaspEnttecParser *self, ClaspEnttecFunc func, gpointer user_data)
{
  guint n_taken;

  while (self->length > 0 && (n_taken = take_message (self, func, user_data)) > 0)
    {
      self->length -= n_taken;
      memmove (self->buffer, self->buffer + n_taken, self->length);
    }
}

/**
 * clasp_enttec_parser_feed:
 * @self: a parser
 * @bytes: what came from the line
 * @size: how many
 * @func: called for each whole message; must not feed @self
 * @user_data: for @func
 *
 * On a bad end byte the message is dropped and the next start byte looked for (show-protocols.md
 * 7.2), also within its data: a length that was damaged would otherwise swallow what follows.
 *
 * Thread: any.
 */
void
clasp_enttec_parser_feed (ClaspEnttecParser *self,
                          const guint8      *bytes,
                          gsize              size,
                          ClaspEnttecFunc    func,
                          gpointer           user_data)
{
  while (size > 0)
    {
      gsize n = MIN (size, sizeof self->buffer - self->length);

      memcpy (self->buffer + self->length, bytes, n);
      self->length += (guint) n;
      bytes += n;
      size -= n;
      /* A full buffer holds the longest message whole, so this always makes room. */
      take_messages (self, func, user_data);
    }
}

static void
put_header (ClaspWriter *writer, guint label, gsize n_data)
{
  clasp_writer_put_u8 (writer, START);
  clasp_writer_put_u8 (writer, (guint8) label);
  clasp_writer_put_u16_le (writer, (guint16) n_data);
}

/**
 * clasp_enttec_encode:
 * @writer: gets the message
 * @label: 0–255
 * @data: (nullable): its data
 * @n_data: 0–600
 *
 * Thread: any.
 *
 * Returns: %FALSE, with nothing written, when the data is too long
 */
gboolean
clasp_enttec_encode (ClaspWriter *writer, guint label, const guint8 *data, gsize n_data)
{
  if (n_data > CLASP_ENTTEC_MAX_DATA)
    return FALSE;

  put_header (writer, label, n_data);
  clasp_writer_put (writer, data, n_data);
  clasp_writer_put_u8 (writer, END);
  return TRUE;
}

/* ---- what the host says ---- */

/**
 * clasp_enttec_encode_ask_parameters:
 * @writer: gets the message
 * @user_size: bytes of the user's configuration to be answered, 0–508, clamped
 *
 * Thread: any.
 */
void
clasp_enttec_encode_ask_parameters (ClaspWriter *writer, guint user_size)
{
  user_size = MIN (user_size, MAX_USER_SIZE);
  put_header (writer, CLASP_ENTTEC_PARAMETERS, 2);
  clasp_writer_put_u16_le (writer, (guint16) user_size);
  clasp_writer_put_u8 (writer, END);
}

/**
 * clasp_enttec_encode_frame:
 * @writer: gets the message
 * @label: %CLASP_ENTTEC_SEND, or that of a port
 * @slots: levels
 * @n_slots: 0–512, more are left out; fewer than 24 are filled up with zeros (show-protocols.md 7.2)
 *
 * Thread: any.
 */
void
clasp_enttec_encode_frame (ClaspWriter *writer, guint label, const guint8 *slots, guint n_slots)
{
  static const guint8 zeros[CLASP_ENTTEC_MIN_SLOTS];
  guint               n_filled;

  n_slots = MIN (n_slots, CLASP_DMX_SLOTS);
  n_filled = MAX (n_slots, CLASP_ENTTEC_MIN_SLOTS);
  put_header (writer, label, n_filled + 1);
  clasp_writer_put_u8 (writer, 0);
  clasp_writer_put (writer, slots, n_slots);
  clasp_writer_put (writer, zeros, n_filled - n_slots);
  clasp_writer_put_u8 (writer, END);
}

/* ---- what the widget says ---- */

/**
 * clasp_enttec_read_parameters:
 * @message: an answer to 3, or a 4 with its size in front
 * @parameters: (out): what it says
 *
 * Thread: any.
 *
 * Returns: %FALSE if it is neither, or ends early
 */
gboolean
clasp_enttec_read_parameters (const ClaspEnttecMessage *message, ClaspEnttecParameters *parameters)
{
  ClaspReader reader;
  gboolean    is_setting = message->label == CLASP_ENTTEC_SET_PARAMETERS;

  *parameters = (ClaspEnttecParameters){ 0 };
  if (!is_setting && message->label != CLASP_ENTTEC_PARAMETERS)
    return FALSE;

  clasp_reader_init (&reader, message->data, message->n_data);
  if (is_setting)
    {
      clasp_reader_take (&reader, 2);
    }
  else
    {
      clasp_reader_get_u8 (&reader, &parameters->firmware_minor);
      clasp_reader_get_u8 (&reader, &parameters->firmware_major);
    }
  clasp_reader_get_u8 (&reader, &parameters->break_units);
  clasp_reader_get_u8 (&reader, &parameters->mark_units);
  return clasp_reader_get_u8 (&reader, &parameters->rate);
}

/**
 * clasp_enttec_encode_parameters:
 * @writer: gets a message 4 without a user's configuration
 * @parameters: break, mark and rate, clamped to 9–127, 1–127 and 0–40; the firmware is not sent
 *
 * Thread: any.
 */
void
clasp_enttec_encode_parameters (ClaspWriter *writer, const ClaspEnttecParameters *parameters)
{
  guint8 data[] = { 0, 0, CLAMP (parameters->break_units, 9, 127), CLAMP (parameters->mark_units, 1, 127),
                    MIN (parameters->rate, 40) };

  clasp_enttec_encode (writer, CLASP_ENTTEC_SET_PARAMETERS, data, sizeof data);
}

/**
 * clasp_enttec_read_serial:
 * @message: an answer to 10
 * @serial: eight digits, or nothing when the widget has no number
 *
 * Binary-coded decimals, the least significant byte first.
 *
 * Thread: any.
 *
 * Returns: %FALSE if it is none
 */
gboolean
clasp_enttec_read_serial (const ClaspEnttecMessage *message, char serial[CLASP_ENTTEC_SERIAL_SIZE])
{
  const guint8 *data = message->data;

  serial[0] = '\0';
  if (message->label != CLASP_ENTTEC_SERIAL || message->n_data < 4)
    return FALSE;

  if (memcmp (data, "\xff\xff\xff\xff", 4) != 0)
    g_snprintf (serial, CLASP_ENTTEC_SERIAL_SIZE, "%02x%02x%02x%02x", data[3], data[2], data[1], data[0]);
  return TRUE;
}

/**
 * clasp_enttec_read_identity:
 * @message: an answer to 77 or 78
 * @identity: (out): who made it, or what it is
 *
 * Thread: any.
 *
 * Returns: %FALSE if it is neither
 */
gboolean
clasp_enttec_read_identity (const ClaspEnttecMessage *message, ClaspEnttecIdentity *identity)
{
  guint n_name;

  *identity = (ClaspEnttecIdentity){ 0 };
  if ((message->label != CLASP_ENTTEC_MANUFACTURER && message->label != CLASP_ENTTEC_DEVICE) ||
      message->n_data < 2)
    return FALSE;

  identity->id = (guint16) (message->data[0] | message->data[1] << 8);
  n_name = MIN (message->n_data - 2, CLASP_ENTTEC_NAME_SIZE - 1);
  for (guint i = 0; i < n_name && message->data[i + 2] != '\0'; i++)
    identity->name[i] = g_ascii_isprint (message->data[i + 2]) ? (char) message->data[i + 2] : '?';
  return TRUE;
}

/**
 * clasp_enttec_read_byte:
 * @message: an answer to 14 or 99
 * @byte: (out): the version, or the number of ports
 *
 * Thread: any.
 *
 * Returns: %FALSE if it is neither
 */
gboolean
clasp_enttec_read_byte (const ClaspEnttecMessage *message, guint8 *byte)
{
  *byte = 0;
  if ((message->label != CLASP_ENTTEC_HARDWARE && message->label != CLASP_ENTTEC_PORT_COUNT) ||
      message->n_data < 1)
    return FALSE;

  *byte = message->data[0];
  return TRUE;
}

/**
 * clasp_enttec_read_ports:
 * @message: a 113
 * @ports: (out): its four masks
 *
 * Thread: any.
 *
 * Returns: %FALSE if it is none
 */
gboolean
clasp_enttec_read_ports (const ClaspEnttecMessage *message, ClaspEnttecPorts *ports)
{
  *ports = (ClaspEnttecPorts){ 0 };
  if (message->label != CLASP_ENTTEC_PORT_DIRECTIONS || message->n_data < 4)
    return FALSE;

  *ports = (ClaspEnttecPorts){ message->data[0], message->data[1], message->data[2], message->data[3] };
  return TRUE;
}

/**
 * clasp_enttec_encode_ports:
 * @writer: gets a message 113
 * @ports: its four masks
 *
 * Thread: any.
 */
void
clasp_enttec_encode_ports (ClaspWriter *writer, const ClaspEnttecPorts *ports)
{
  guint8 data[] = { ports->outputs, ports->from_usb, ports->from_net, ports->selected };

  clasp_enttec_encode (writer, CLASP_ENTTEC_PORT_DIRECTIONS, data, sizeof data);
}

/**
 * clasp_enttec_read_received:
 * @message: a 5
 * @received: (out): a frame; its slots are those of @message
 *
 * A widget that lost bytes sends what it has: a frame may be empty. Slots above 512 are left out.
 *
 * Thread: any.
 *
 * Returns: %FALSE if it is none
 */
gboolean
clasp_enttec_read_received (const ClaspEnttecMessage *message, ClaspEnttecReceived *received)
{
  *received = (ClaspEnttecReceived){ 0 };
  if (message->label != CLASP_ENTTEC_RECEIVED || message->n_data < 2)
    return FALSE;

  received->status = message->data[0];
  received->start_code = message->data[1];
  received->slots = message->data + 2;
  received->n_slots = MIN (message->n_data - 2, CLASP_DMX_SLOTS);
  return TRUE;
}

/**
 * clasp_enttec_apply_changes:
 * @message: a 9
 * @frame: the last frame, start code first
 * @n_known: (inout): bytes of @frame that were ever heard of
 *
 * Bit i of byte j stands for index 8 s + 8 j + i of the frame, s being the first byte; the new levels
 * follow in order. All or nothing: a message with fewer levels than bits, or with a bit beyond the
 * frame, changes nothing.
 *
 * Thread: any.
 *
 * Returns: %FALSE if it is none, or contradicts itself
 */
gboolean
clasp_enttec_apply_changes (const ClaspEnttecMessage *message,
                            guint8                    frame[CLASP_DMX_SLOTS + 1],
                            guint                    *n_known)
{
  guint indices[MAX_CHANGES];
  guint n_changes = 0;

  if (message->label != CLASP_ENTTEC_CHANGES || message->n_data < 1 + CHANGE_BYTES)
    return FALSE;

  for (guint i = 0; i < MAX_CHANGES; i++)
    if (message->data[1 + i / 8] & 1u << (i % 8))
      indices[n_changes++] = message->data[0] * 8u + i;
  if (n_changes > message->n_data - 1 - CHANGE_BYTES ||
      (n_changes > 0 && indices[n_changes - 1] > CLASP_DMX_SLOTS))
    return FALSE;

  for (guint i = 0; i < n_changes; i++)
    frame[indices[i]] = message->data[1 + CHANGE_BYTES + i];
  if (n_changes > 0)
    *n_known = MAX (*n_known, indices[n_changes - 1] + 1);
  return TRUE;
}
