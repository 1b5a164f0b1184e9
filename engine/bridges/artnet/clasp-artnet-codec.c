/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-codec.h"

static const guint8 packet_id[8] = "Art-Net";

#define POLL_REPLY_SIZE 239
#define TRIGGER_DATA_SIZE 512

/**
 * clasp_artnet_status_to_string:
 * @status: what the decoder said
 *
 * Returns: a static sentence for a log line
 */
const char *
clasp_artnet_status_to_string (ClaspArtnetStatus status)
{
  switch (status)
    {
    case CLASP_ARTNET_OK:
      return "well-formed";
    case CLASP_ARTNET_OTHER_OP:
      return "is of a kind that is not read here";
    case CLASP_ARTNET_BAD_ID:
      return "does not begin with Art-Net";
    case CLASP_ARTNET_TRUNCATED:
      return "ends before its last field";
    case CLASP_ARTNET_BAD_LENGTH:
      return "says a length that cannot be";
    case CLASP_ARTNET_OLD_VERSION:
      return "is of a protocol version before 14";
    case CLASP_ARTNET_BAD_START_CODE:
      return "is an ArtNzs with the start code of levels or RDM";
    }

  return "unknown";
}

/* ---- reading ---- */

static void
read_bytes (ClaspReader *reader, guint8 *bytes, gsize size)
{
  const guint8 *data = clasp_reader_take (reader, size);

  if (data != NULL)
    memcpy (bytes, data, size);
}

/* A field of fixed size holds a text that ends at its first NUL, if it has one. */
static void
read_name (ClaspReader *reader, char *name, gsize size)
{
  const guint8 *data = clasp_reader_take (reader, size);

  if (data != NULL)
    g_strlcpy (name, (const char *) data, MIN (size, strnlen ((const char *) data, size) + 1));
}

static void
read_poll (ClaspReader *reader, ClaspArtnetPoll *poll)
{
  clasp_reader_get_u8 (reader, &poll->flags);
  clasp_reader_get_u8 (reader, &poll->diag_priority);
  poll->has_target = clasp_reader_remaining (reader) >= 8;
  if (!poll->has_target)
    return;
  clasp_reader_get_u16_be (reader, &poll->target_top);
  clasp_reader_get_u16_be (reader, &poll->target_bottom);
  clasp_reader_get_u16_be (reader, &poll->esta);
  clasp_reader_get_u16_be (reader, &poll->oem);
}

static void
read_poll_reply (ClaspReader *reader, ClaspArtnetPollReply *reply)
{
  read_bytes (reader, reply->ip, 4);
  clasp_reader_get_u16_le (reader, &reply->port);
  clasp_reader_get_u16_be (reader, &reply->version);
  clasp_reader_get_u8 (reader, &reply->net_switch);
  clasp_reader_get_u8 (reader, &reply->sub_switch);
  clasp_reader_get_u16_be (reader, &reply->oem);
  clasp_reader_get_u8 (reader, &reply->ubea_version);
  clasp_reader_get_u8 (reader, &reply->status1);
  clasp_reader_get_u16_le (reader, &reply->esta);
  read_name (reader, reply->short_name, sizeof reply->short_name);
  read_name (reader, reply->long_name, sizeof reply->long_name);
  read_name (reader, reply->node_report, sizeof reply->node_report);
  clasp_reader_get_u16_be (reader, &reply->n_ports);
  read_bytes (reader, reply->port_types, 4);
  read_bytes (reader, reply->good_input, 4);
  read_bytes (reader, reply->good_output_a, 4);
  read_bytes (reader, reply->sw_in, 4);
  read_bytes (reader, reply->sw_out, 4);
  clasp_reader_get_u8 (reader, &reply->acn_priority);
  clasp_reader_get_u8 (reader, &reply->sw_macro);
  clasp_reader_get_u8 (reader, &reply->sw_remote);
  clasp_reader_take (reader, 3);
  clasp_reader_get_u8 (reader, &reply->style);
  read_bytes (reader, reply->mac, 6);
}

/* Behind byte 207: fields that older nodes leave out (5.5); what is not there stays zero. */
static void
read_poll_reply_tail (ClaspReader reader, ClaspArtnetPollReply *reply)
{
  read_bytes (&reader, reply->bind_ip, 4);
  clasp_reader_get_u8 (&reader, &reply->bind_index);
  clasp_reader_get_u8 (&reader, &reply->status2);
  read_bytes (&reader, reply->good_output_b, 4);
  clasp_reader_get_u8 (&reader, &reply->status3);
  read_bytes (&reader, reply->responder_uid, 6);
  clasp_reader_get_u16_be (&reader, &reply->user);
  clasp_reader_get_u16_be (&reader, &reply->refresh_rate);
  clasp_reader_get_u8 (&reader, &reply->queue_policy);
}

/* Low byte and net, then length and slots: shared by ArtDmx and ArtNzs. */
static ClaspArtnetStatus
read_slots (ClaspReader *reader, guint16 *port_address, const guint8 **slots, guint16 *n_slots)
{
  guint8 sub_uni = 0, net = 0;

  clasp_reader_get_u8 (reader, &sub_uni);
  clasp_reader_get_u8 (reader, &net);
  if (!clasp_reader_get_u16_be (reader, n_slots))
    return CLASP_ARTNET_TRUNCATED;
  if (*n_slots == 0 || *n_slots > CLASP_ARTNET_MAX_SLOTS ||
      *n_slots > clasp_reader_remaining (reader))
    return CLASP_ARTNET_BAD_LENGTH;

  *port_address = (guint16) ((net & 0x7f) << 8 | sub_uni);
  *slots = clasp_reader_take (reader, *n_slots);
  return CLASP_ARTNET_OK;
}

static ClaspArtnetStatus
read_dmx (ClaspReader *reader, ClaspArtnetDmx *dmx)
{
  clasp_reader_get_u8 (reader, &dmx->sequence);
  clasp_reader_get_u8 (reader, &dmx->physical);
  return read_slots (reader, &dmx->port_address, &dmx->slots, &dmx->n_slots);
}

static ClaspArtnetStatus
read_nzs (ClaspReader *reader, ClaspArtnetNzs *nzs)
{
  clasp_reader_get_u8 (reader, &nzs->sequence);
  if (clasp_reader_get_u8 (reader, &nzs->start_code) && !clasp_artnet_is_start_code (nzs->start_code))
    return CLASP_ARTNET_BAD_START_CODE;
  return read_slots (reader, &nzs->port_address, &nzs->slots, &nzs->n_slots);
}

static ClaspArtnetStatus
read_diag_data (ClaspReader *reader, ClaspArtnetDiagData *diag)
{
  guint16     length;
  const char *text;

  clasp_reader_take (reader, 1);
  clasp_reader_get_u8 (reader, &diag->priority);
  clasp_reader_get_u8 (reader, &diag->logical_port);
  clasp_reader_take (reader, 1);
  if (!clasp_reader_get_u16_be (reader, &length))
    return CLASP_ARTNET_TRUNCATED;
  if (length > CLASP_ARTNET_MAX_SLOTS || length > clasp_reader_remaining (reader))
    return CLASP_ARTNET_BAD_LENGTH;

  text = (const char *) clasp_reader_take (reader, length);
  diag->text = (ClaspStr){ text, strnlen (text, length) };
  return CLASP_ARTNET_OK;
}

static void
read_address (ClaspReader *reader, ClaspArtnetAddress *address)
{
  clasp_reader_get_u8 (reader, &address->net_switch);
  clasp_reader_get_u8 (reader, &address->bind_index);
  read_name (reader, address->short_name, sizeof address->short_name);
  read_name (reader, address->long_name, sizeof address->long_name);
  read_bytes (reader, address->sw_in, 4);
  read_bytes (reader, address->sw_out, 4);
  clasp_reader_get_u8 (reader, &address->sub_switch);
  clasp_reader_get_u8 (reader, &address->acn_priority);
  clasp_reader_get_u8 (reader, &address->command);
}

static void
read_time_code (ClaspReader *reader, ClaspArtnetTimeCode *time_code)
{
  clasp_reader_take (reader, 1);
  clasp_reader_get_u8 (reader, &time_code->stream_id);
  clasp_reader_get_u8 (reader, &time_code->frames);
  clasp_reader_get_u8 (reader, &time_code->seconds);
  clasp_reader_get_u8 (reader, &time_code->minutes);
  clasp_reader_get_u8 (reader, &time_code->hours);
  clasp_reader_get_u8 (reader, &time_code->type);
}

static void
read_trigger (ClaspReader *reader, ClaspArtnetTrigger *trigger)
{
  clasp_reader_take (reader, 2);
  clasp_reader_get_u16_be (reader, &trigger->oem);
  clasp_reader_get_u8 (reader, &trigger->key);
  clasp_reader_get_u8 (reader, &trigger->subkey);
  trigger->n_data = MIN (clasp_reader_remaining (reader), TRIGGER_DATA_SIZE);
  trigger->data = clasp_reader_take (reader, trigger->n_data);
}

static ClaspArtnetStatus
read_content (ClaspReader *reader, ClaspArtnetPacket *packet)
{
  switch (packet->op)
    {
    case CLASP_ARTNET_OP_POLL:
      read_poll (reader, &packet->poll);
      break;
    case CLASP_ARTNET_OP_POLL_REPLY:
      read_poll_reply (reader, &packet->poll_reply);
      read_poll_reply_tail (*reader, &packet->poll_reply);
      break;
    case CLASP_ARTNET_OP_DMX:
      return read_dmx (reader, &packet->dmx);
    case CLASP_ARTNET_OP_NZS:
      return read_nzs (reader, &packet->nzs);
    case CLASP_ARTNET_OP_DIAG_DATA:
      return read_diag_data (reader, &packet->diag_data);
    case CLASP_ARTNET_OP_SYNC:
      clasp_reader_take (reader, 2);
      break;
    case CLASP_ARTNET_OP_ADDRESS:
      read_address (reader, &packet->address);
      break;
    case CLASP_ARTNET_OP_TIME_CODE:
      read_time_code (reader, &packet->time_code);
      break;
    case CLASP_ARTNET_OP_TRIGGER:
      read_trigger (reader, &packet->trigger);
      break;
    default:
      return CLASP_ARTNET_OTHER_OP;
    }

  return reader->failed ? CLASP_ARTNET_TRUNCATED : CLASP_ARTNET_OK;
}

/**
 * clasp_artnet_decode:
 * @bytes: a datagram
 * @size: its size
 * @packet: (out caller-allocates): what it says; slots and data borrow from @bytes
 *
 * Bytes behind the last field are ignored (show-protocols.md 5). ArtDmx may have any length from 1
 * to 512, odd ones too (5.1); ArtPollReply may end after its MAC (5.5).
 *
 * Returns: %CLASP_ARTNET_OK, %CLASP_ARTNET_OTHER_OP, or what is wrong
 */
ClaspArtnetStatus
clasp_artnet_decode (const guint8 *bytes, gsize size, ClaspArtnetPacket *packet)
{
  ClaspReader   reader;
  const guint8 *id;
  guint16       op;

  memset (packet, 0, sizeof *packet);
  clasp_reader_init (&reader, bytes, size);
  id = clasp_reader_take (&reader, sizeof packet_id);
  if (id == NULL || memcmp (id, packet_id, sizeof packet_id) != 0)
    return CLASP_ARTNET_BAD_ID;
  if (!clasp_reader_get_u16_le (&reader, &op))
    return CLASP_ARTNET_TRUNCATED;

  packet->op = (ClaspArtnetOp) op;
  if (packet->op == CLASP_ARTNET_OP_POLL_REPLY)
    return read_content (&reader, packet); /* the one packet that has no version */
  if (!clasp_reader_get_u16_be (&reader, &packet->version))
    return CLASP_ARTNET_TRUNCATED;
  if (packet->version < CLASP_ARTNET_PROTOCOL_VERSION)
    return CLASP_ARTNET_OLD_VERSION;
  return read_content (&reader, packet);
}

/* ---- writing ---- */

static void
write_name (ClaspWriter *writer, const char *name, gsize size)
{
  guint8 *place = clasp_writer_extend (writer, size);

  memset (place, 0, size);
  memcpy (place, name, strnlen (name, size - 1));
}

static void
write_zeros (ClaspWriter *writer, gsize size)
{
  memset (clasp_writer_extend (writer, size), 0, size);
}

static void
write_poll (ClaspWriter *writer, const ClaspArtnetPoll *poll)
{
  clasp_writer_put_u8 (writer, poll->flags);
  clasp_writer_put_u8 (writer, poll->diag_priority);
  if (!poll->has_target)
    return;
  clasp_writer_put_u16_be (writer, poll->target_top);
  clasp_writer_put_u16_be (writer, poll->target_bottom);
  clasp_writer_put_u16_be (writer, poll->esta);
  clasp_writer_put_u16_be (writer, poll->oem);
}

static void
write_poll_reply (ClaspWriter *writer, const ClaspArtnetPollReply *reply)
{
  gsize start = writer->length;

  clasp_writer_put (writer, reply->ip, 4);
  clasp_writer_put_u16_le (writer, reply->port);
  clasp_writer_put_u16_be (writer, reply->version);
  clasp_writer_put_u8 (writer, reply->net_switch);
  clasp_writer_put_u8 (writer, reply->sub_switch);
  clasp_writer_put_u16_be (writer, reply->oem);
  clasp_writer_put_u8 (writer, reply->ubea_version);
  clasp_writer_put_u8 (writer, reply->status1);
  clasp_writer_put_u16_le (writer, reply->esta);
  write_name (writer, reply->short_name, sizeof reply->short_name);
  write_name (writer, reply->long_name, sizeof reply->long_name);
  write_name (writer, reply->node_report, sizeof reply->node_report);
  clasp_writer_put_u16_be (writer, reply->n_ports);
  clasp_writer_put (writer, reply->port_types, 4);
  clasp_writer_put (writer, reply->good_input, 4);
  clasp_writer_put (writer, reply->good_output_a, 4);
  clasp_writer_put (writer, reply->sw_in, 4);
  clasp_writer_put (writer, reply->sw_out, 4);
  clasp_writer_put_u8 (writer, reply->acn_priority);
  clasp_writer_put_u8 (writer, reply->sw_macro);
  clasp_writer_put_u8 (writer, reply->sw_remote);
  write_zeros (writer, 3);
  clasp_writer_put_u8 (writer, reply->style);
  clasp_writer_put (writer, reply->mac, 6);
  clasp_writer_put (writer, reply->bind_ip, 4);
  clasp_writer_put_u8 (writer, reply->bind_index);
  clasp_writer_put_u8 (writer, reply->status2);
  clasp_writer_put (writer, reply->good_output_b, 4);
  clasp_writer_put_u8 (writer, reply->status3);
  clasp_writer_put (writer, reply->responder_uid, 6);
  clasp_writer_put_u16_be (writer, reply->user);
  clasp_writer_put_u16_be (writer, reply->refresh_rate);
  clasp_writer_put_u8 (writer, reply->queue_policy);
  write_zeros (writer, POLL_REPLY_SIZE - sizeof packet_id - 2 - (writer->length - start));
}

static void
write_slots (ClaspWriter  *writer,
             guint8        first,
             guint8        second,
             guint16       port_address,
             const guint8 *slots,
             guint16       n_slots)
{
  clasp_writer_put_u8 (writer, first);
  clasp_writer_put_u8 (writer, second);
  clasp_writer_put_u8 (writer, (guint8) (port_address & 0xff));
  clasp_writer_put_u8 (writer, (guint8) (port_address >> 8));
  clasp_writer_put_u16_be (writer, n_slots);
  clasp_writer_put (writer, slots, n_slots);
}

static void
write_diag_data (ClaspWriter *writer, const ClaspArtnetDiagData *diag)
{
  gsize length = MIN (diag->text.length, CLASP_ARTNET_MAX_SLOTS - 1);

  clasp_writer_put_u8 (writer, 0);
  clasp_writer_put_u8 (writer, diag->priority);
  clasp_writer_put_u8 (writer, diag->logical_port);
  clasp_writer_put_u8 (writer, 0);
  clasp_writer_put_u16_be (writer, (guint16) (length + 1));
  clasp_writer_put (writer, diag->text.data, length);
  clasp_writer_put_u8 (writer, 0);
}

static void
write_address (ClaspWriter *writer, const ClaspArtnetAddress *address)
{
  clasp_writer_put_u8 (writer, address->net_switch);
  clasp_writer_put_u8 (writer, address->bind_index);
  write_name (writer, address->short_name, sizeof address->short_name);
  write_name (writer, address->long_name, sizeof address->long_name);
  clasp_writer_put (writer, address->sw_in, 4);
  clasp_writer_put (writer, address->sw_out, 4);
  clasp_writer_put_u8 (writer, address->sub_switch);
  clasp_writer_put_u8 (writer, address->acn_priority);
  clasp_writer_put_u8 (writer, address->command);
}

static void
write_time_code (ClaspWriter *writer, const ClaspArtnetTimeCode *time_code)
{
  clasp_writer_put_u8 (writer, 0);
  clasp_writer_put_u8 (writer, time_code->stream_id);
  clasp_writer_put_u8 (writer, time_code->frames);
  clasp_writer_put_u8 (writer, time_code->seconds);
  clasp_writer_put_u8 (writer, time_code->minutes);
  clasp_writer_put_u8 (writer, time_code->hours);
  clasp_writer_put_u8 (writer, time_code->type);
}

static void
write_trigger (ClaspWriter *writer, const ClaspArtnetTrigger *trigger)
{
  gsize n = MIN (trigger->n_data, TRIGGER_DATA_SIZE);

  clasp_writer_put_u16_be (writer, 0);
  clasp_writer_put_u16_be (writer, trigger->oem);
  clasp_writer_put_u8 (writer, trigger->key);
  clasp_writer_put_u8 (writer, trigger->subkey);
  clasp_writer_put (writer, trigger->data, n);
  write_zeros (writer, TRIGGER_DATA_SIZE - n);
}

/**
 * clasp_artnet_encode:
 * @packet: what to say
 * @writer: gets the datagram appended
 */
void
clasp_artnet_encode (const ClaspArtnetPacket *packet, ClaspWriter *writer)
{
  clasp_writer_put (writer, packet_id, sizeof packet_id);
  clasp_writer_put_u16_le (writer, (guint16) packet->op);
  if (packet->op != CLASP_ARTNET_OP_POLL_REPLY)
    clasp_writer_put_u16_be (writer, CLASP_ARTNET_PROTOCOL_VERSION);

  switch (packet->op)
    {
    case CLASP_ARTNET_OP_POLL:
      write_poll (writer, &packet->poll);
      break;
    case CLASP_ARTNET_OP_POLL_REPLY:
      write_poll_reply (writer, &packet->poll_reply);
      break;
    case CLASP_ARTNET_OP_DMX:
      write_slots (writer, packet->dmx.sequence, packet->dmx.physical, packet->dmx.port_address,
                   packet->dmx.slots, packet->dmx.n_slots);
      break;
    case CLASP_ARTNET_OP_NZS:
      write_slots (writer, packet->nzs.sequence, packet->nzs.start_code, packet->nzs.port_address,
                   packet->nzs.slots, packet->nzs.n_slots);
      break;
    case CLASP_ARTNET_OP_DIAG_DATA:
      write_diag_data (writer, &packet->diag_data);
      break;
    case CLASP_ARTNET_OP_SYNC:
      write_zeros (writer, 2);
      break;
    case CLASP_ARTNET_OP_ADDRESS:
      write_address (writer, &packet->address);
      break;
    case CLASP_ARTNET_OP_TIME_CODE:
      write_time_code (writer, &packet->time_code);
      break;
    case CLASP_ARTNET_OP_TRIGGER:
      write_trigger (writer, &packet->trigger);
      break;
    }
}

static gboolean
parse_part (const char **text, gint64 maximum, guint *part)
{
  char  *end;
  gint64 number;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  number = g_ascii_strtoll (*text, &end, 10);
  if (number > maximum)
    return FALSE;
  *part = (guint) number;
  *text = end;
  return TRUE;
}

/**
 * clasp_artnet_port_address_parse:
 * @text: "1:2:5" or "293"
 * @port_address: (out): the 15-bit number
 *
 * Net 0–127, sub-net and universe 0–15, flat 0–32767 (show-protocols.md 5).
 *
 * Returns: %FALSE if @text is neither form
 */
gboolean
clasp_artnet_port_address_parse (const char *text, guint16 *port_address)
{
  g_autofree char *copy = g_strstrip (g_strdup (text));
  const char      *p = copy;
  guint            parts[3] = { 0 };
  gboolean         has_parts = strchr (copy, ':') != NULL;

  if (!has_parts)
    {
      if (!parse_part (&p, CLASP_ARTNET_MAX_PORT_ADDRESS, &parts[0]) || *p != '\0')
        return FALSE;
      *port_address = (guint16) parts[0];
      return TRUE;
    }

  if (!parse_part (&p, 127, &parts[0]) || *p++ != ':' || !parse_part (&p, 15, &parts[1]) ||
      *p++ != ':' || !parse_part (&p, 15, &parts[2]) || *p != '\0')
    return FALSE;
  *port_address = clasp_artnet_port_address (parts[0], parts[1], parts[2]);
  return TRUE;
}
