/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/sacn/clasp-sacn-codec.h"

/* Design notes: a packet is three layers deep, and each layer says how long the rest is, counted
 * from the layer's own first byte (flags 7 in the high nibble). All of them end where the datagram
 * ends, so one look at each length is enough to trust every field after it. */

static const guint8 packet_id[12] = "ASC-E1.17\0\0";

#define PREAMBLE_SIZE 0x0010
#define ROOT_DATA 4u
#define ROOT_EXTENDED 8u
#define FRAMING_DATA 2u
#define FRAMING_SYNC 1u
#define FRAMING_DISCOVERY 2u
#define LIST_UNIVERSES 1u
#define DMP_SET_PROPERTY 2u
#define DMP_ADDRESS_TYPE 0xa1u
#define DMP_HEADER 10u
#define LIST_HEADER 8u

#define OPTION_PREVIEW 0x80u
#define OPTION_TERMINATED 0x40u
#define OPTION_FORCED 0x20u

/**
 * clasp_sacn_status_to_string:
 * @status: what the decoder said
 *
 * Returns: a static sentence for a log line
 */
const char *
clasp_sacn_status_to_string (ClaspSacnStatus status)
{
  switch (status)
    {
    case CLASP_SACN_OK:
      return "well-formed";
    case CLASP_SACN_OTHER:
      return "is of a kind that is not read here";
    case CLASP_SACN_BAD_ID:
      return "does not begin as a packet of sACN";
    case CLASP_SACN_TRUNCATED:
      return "ends before its last field";
    case CLASP_SACN_BAD_LENGTH:
      return "says a length that cannot be";
    case CLASP_SACN_BAD_FIELD:
      return "has another value where the standard fixes one";
    case CLASP_SACN_BAD_PRIORITY:
      return "has a priority above 200";
    case CLASP_SACN_BAD_UNIVERSE:
      return "names a universe that is not between 1 and 63999";
    }

  return "unknown";
}

/* ---- reading ---- */

/* A layer ends where the datagram ends (6, "flags+length"). */
static gboolean
take_length (ClaspReader *reader)
{
  gsize   rest = clasp_reader_remaining (reader);
  guint16 flags_and_length;

  return clasp_reader_get_u16_be (reader, &flags_and_length) && flags_and_length >> 12 == 7 &&
         (flags_and_length & 0xfffu) == rest;
}

static gboolean
is_universe (guint16 number)
{
  return number >= 1 && number <= CLASP_SACN_MAX_UNIVERSE;
}

static void
read_name (ClaspReader *reader, char name[CLASP_SACN_NAME_SIZE])
{
  const guint8 *data = clasp_reader_take (reader, CLASP_SACN_NAME_SIZE);
  gsize         length = data != NULL ? strnlen ((const char *) data, CLASP_SACN_NAME_SIZE - 1) : 0;

  memset (name, 0, CLASP_SACN_NAME_SIZE);
  if (length > 0)
    memcpy (name, data, length);
}

static ClaspSacnStatus
read_slots (ClaspReader *reader, ClaspSacnData *data)
{
  guint8  vector, type;
  guint16 first, increment, count;

  if (!take_length (reader))
    return CLASP_SACN_BAD_LENGTH;
  clasp_reader_get_u8 (reader, &vector);
  clasp_reader_get_u8 (reader, &type);
  clasp_reader_get_u16_be (reader, &first);
  clasp_reader_get_u16_be (reader, &increment);
  if (!clasp_reader_get_u16_be (reader, &count))
    return CLASP_SACN_TRUNCATED;
  if (vector != DMP_SET_PROPERTY || type != DMP_ADDRESS_TYPE || first != 0 || increment != 1)
    return CLASP_SACN_BAD_FIELD;
  if (count < 1 || count > CLASP_SACN_MAX_SLOTS + 1 || count > clasp_reader_remaining (reader))
    return CLASP_SACN_BAD_LENGTH;

  clasp_reader_get_u8 (reader, &data->start_code);
  data->n_slots = (guint16) (count - 1);
  data->slots = clasp_reader_take (reader, data->n_slots);
  return CLASP_SACN_OK;
}

static ClaspSacnStatus
read_data (ClaspReader *reader, ClaspSacnData *data)
{
  guint8 options;

  read_name (reader, data->name);
  clasp_reader_get_u8 (reader, &data->priority);
  clasp_reader_get_u16_be (reader, &data->sync_address);
  clasp_reader_get_u8 (reader, &data->sequence);
  clasp_reader_get_u8 (reader, &options);
  if (!clasp_reader_get_u16_be (reader, &data->universe))
    return CLASP_SACN_TRUNCATED;
  if (data->priority > CLASP_SACN_MAX_PRIORITY)
    return CLASP_SACN_BAD_PRIORITY;
  if (!is_universe (data->universe) || data->sync_address > CLASP_SACN_MAX_UNIVERSE)
    return CLASP_SACN_BAD_UNIVERSE;

  data->is_preview = (options & OPTION_PREVIEW) != 0;
  data->is_terminated = (options & OPTION_TERMINATED) != 0;
  data->is_forced = (options & OPTION_FORCED) != 0;
  return read_slots (reader, data);
}

static ClaspSacnStatus
read_sync (ClaspReader *reader, ClaspSacnSync *sync)
{
  clasp_reader_get_u8 (reader, &sync->sequence);
  clasp_reader_get_u16_be (reader, &sync->address);
  if (clasp_reader_take (reader, 2) == NULL) /* reserved: ignored, as the standard says */
    return CLASP_SACN_TRUNCATED;
  return is_universe (sync->address) ? CLASP_SACN_OK : CLASP_SACN_BAD_UNIVERSE;
}

static ClaspSacnStatus
read_discovery (ClaspReader *reader, ClaspSacnDiscovery *discovery)
{
  guint32 vector;
  gsize   size;

  read_name (reader, discovery->name);
  if (clasp_reader_take (reader, 4) == NULL)
    return CLASP_SACN_TRUNCATED;
  if (!take_length (reader))
    return CLASP_SACN_BAD_LENGTH;
  clasp_reader_get_u32_be (reader, &vector);
  clasp_reader_get_u8 (reader, &discovery->page);
  if (!clasp_reader_get_u8 (reader, &discovery->last_page))
    return CLASP_SACN_TRUNCATED;
  if (vector != LIST_UNIVERSES || discovery->page > discovery->last_page)
    return CLASP_SACN_BAD_FIELD;

  size = clasp_reader_remaining (reader);
  if (size % 2 != 0 || size / 2 > CLASP_SACN_MAX_LISTED)
    return CLASP_SACN_BAD_LENGTH;
  discovery->n_universes = (guint16) (size / 2);
  discovery->universes = clasp_reader_take (reader, size);
  return CLASP_SACN_OK;
}

static ClaspSacnStatus
read_framing (ClaspReader *reader, guint32 root_vector, ClaspSacnPacket *packet)
{
  guint32 vector;

  if (!take_length (reader))
    return CLASP_SACN_BAD_LENGTH;
  if (!clasp_reader_get_u32_be (reader, &vector))
    return CLASP_SACN_TRUNCATED;

  if (root_vector == ROOT_DATA && vector == FRAMING_DATA)
    {
      packet->kind = CLASP_SACN_DATA;
      return read_data (reader, &packet->data);
    }
  if (root_vector == ROOT_EXTENDED && vector == FRAMING_SYNC)
    {
      packet->kind = CLASP_SACN_SYNC;
      return read_sync (reader, &packet->sync);
    }
  if (root_vector == ROOT_EXTENDED && vector == FRAMING_DISCOVERY)
    {
      packet->kind = CLASP_SACN_DISCOVERY;
      return read_discovery (reader, &packet->discovery);
    }
  return CLASP_SACN_OTHER;
}

/**
 * clasp_sacn_decode:
 * @bytes: one datagram
 * @size: its size
 * @packet: (out caller-allocates): what it says; borrows from @bytes
 *
 * Every fixed field and every length is looked at (6.1); what lies behind the count of slots is
 * ignored. Packets of the drafts before 2016 are of another kind.
 *
 * Returns: %CLASP_SACN_OK, or why @packet must not be used
 */
ClaspSacnStatus
clasp_sacn_decode (const guint8 *bytes, gsize size, ClaspSacnPacket *packet)
{
  ClaspReader   reader;
  guint16       preamble, postamble;
  guint32       vector;
  const guint8 *id, *cid;

  memset (packet, 0, sizeof *packet);
  clasp_reader_init (&reader, bytes, size);
  clasp_reader_get_u16_be (&reader, &preamble);
  clasp_reader_get_u16_be (&reader, &postamble);
  id = clasp_reader_take (&reader, sizeof packet_id);
  if (id == NULL || preamble != PREAMBLE_SIZE || postamble != 0 ||
      memcmp (id, packet_id, sizeof packet_id) != 0)
    return CLASP_SACN_BAD_ID;
  if (!take_length (&reader))
    return CLASP_SACN_BAD_LENGTH;

  clasp_reader_get_u32_be (&reader, &vector);
  cid = clasp_reader_take (&reader, CLASP_SACN_CID_SIZE);
  if (cid == NULL)
    return CLASP_SACN_TRUNCATED;
  if (vector != ROOT_DATA && vector != ROOT_EXTENDED)
    return CLASP_SACN_OTHER;
  memcpy (packet->cid, cid, CLASP_SACN_CID_SIZE);
  return read_framing (&reader, vector, packet);
}

/* ---- writing ---- */

static void
put_length (ClaspWriter *writer, gsize rest)
{
  clasp_writer_put_u16_be (writer, (guint16) (0x7000u | rest));
}

static void
put_name (ClaspWriter *writer, const char name[CLASP_SACN_NAME_SIZE])
{
  gsize   length = strnlen (name, CLASP_SACN_NAME_SIZE - 1);
  guint8 *place = clasp_writer_extend (writer, CLASP_SACN_NAME_SIZE);

  memcpy (place, name, length);
  memset (place + length, 0, CLASP_SACN_NAME_SIZE - length);
}

static void
put_root (ClaspWriter *writer, const ClaspSacnPacket *packet, gsize size)
{
  clasp_writer_put_u16_be (writer, PREAMBLE_SIZE);
  clasp_writer_put_u16_be (writer, 0);
  clasp_writer_put (writer, packet_id, sizeof packet_id);
  put_length (writer, size - 16);
  clasp_writer_put_u32_be (writer, packet->kind == CLASP_SACN_DATA ? ROOT_DATA : ROOT_EXTENDED);
  clasp_writer_put (writer, packet->cid, CLASP_SACN_CID_SIZE);
  put_length (writer, size - 38);
}

static void
write_data (ClaspWriter *writer, const ClaspSacnPacket *packet)
{
  const ClaspSacnData *data = &packet->data;

  put_root (writer, packet, 126u + data->n_slots);
  clasp_writer_put_u32_be (writer, FRAMING_DATA);
  put_name (writer, data->name);
  clasp_writer_put_u8 (writer, data->priority);
  clasp_writer_put_u16_be (writer, data->sync_address);
  clasp_writer_put_u8 (writer, data->sequence);
  clasp_writer_put_u8 (writer, (guint8) ((data->is_preview ? OPTION_PREVIEW : 0) |
                                         (data->is_terminated ? OPTION_TERMINATED : 0) |
                                         (data->is_forced ? OPTION_FORCED : 0)));
  clasp_writer_put_u16_be (writer, data->universe);
  put_length (writer, DMP_HEADER + 1u + data->n_slots);
  clasp_writer_put_u8 (writer, DMP_SET_PROPERTY);
  clasp_writer_put_u8 (writer, DMP_ADDRESS_TYPE);
  clasp_writer_put_u16_be (writer, 0);
  clasp_writer_put_u16_be (writer, 1);
  clasp_writer_put_u16_be (writer, (guint16) (data->n_slots + 1));
  clasp_writer_put_u8 (writer, data->start_code);
  clasp_writer_put (writer, data->slots, data->n_slots);
}

static void
write_sync (ClaspWriter *writer, const ClaspSacnPacket *packet)
{
  put_root (writer, packet, 49);
  clasp_writer_put_u32_be (writer, FRAMING_SYNC);
  clasp_writer_put_u8 (writer, packet->sync.sequence);
  clasp_writer_put_u16_be (writer, packet->sync.address);
  clasp_writer_put_u16_be (writer, 0);
}

static void
write_discovery (ClaspWriter *writer, const ClaspSacnPacket *packet)
{
  const ClaspSacnDiscovery *discovery = &packet->discovery;

  put_root (writer, packet, 120u + 2u * discovery->n_universes);
  clasp_writer_put_u32_be (writer, FRAMING_DISCOVERY);
  put_name (writer, discovery->name);
  clasp_writer_put_u32_be (writer, 0);
  put_length (writer, LIST_HEADER + 2u * discovery->n_universes);
  clasp_writer_put_u32_be (writer, LIST_UNIVERSES);
  clasp_writer_put_u8 (writer, discovery->page);
  clasp_writer_put_u8 (writer, discovery->last_page);
  clasp_writer_put (writer, discovery->universes, 2u * discovery->n_universes);
}

/**
 * clasp_sacn_encode:
 * @packet: what to say; at most 512 slots, or 512 universes
 * @writer: where the bytes are appended
 */
void
clasp_sacn_encode (const ClaspSacnPacket *packet, ClaspWriter *writer)
{
  switch (packet->kind)
    {
    case CLASP_SACN_DATA:
      write_data (writer, packet);
      break;
    case CLASP_SACN_SYNC:
      write_sync (writer, packet);
      break;
    case CLASP_SACN_DISCOVERY:
      write_discovery (writer, packet);
      break;
    }
}

/* ---- who ---- */

/**
 * clasp_sacn_cid_format:
 * @cid: a component identifier
 * @buffer: (out): where its text goes
 */
void
clasp_sacn_cid_format (const guint8 cid[CLASP_SACN_CID_SIZE], char buffer[CLASP_SACN_CID_TEXT_SIZE])
{
  static const char digits[] = "0123456789abcdef";
  char             *p = buffer;

  for (guint i = 0; i < CLASP_SACN_CID_SIZE; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        *p++ = '-';
      *p++ = digits[cid[i] >> 4];
      *p++ = digits[cid[i] & 0xf];
    }
  *p = '\0';
}

/**
 * clasp_sacn_cid_parse:
 * @text: a UUID in its usual form
 * @cid: (out): its bytes
 *
 * Returns: %FALSE if it is no UUID
 */
gboolean
clasp_sacn_cid_parse (const char *text, guint8 cid[CLASP_SACN_CID_SIZE])
{
  if (!g_uuid_string_is_valid (text))
    return FALSE;

  for (guint i = 0; i < CLASP_SACN_CID_SIZE; i++)
    {
      if (*text == '-')
        text++;
      cid[i] = (guint8) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));
      text += 2;
    }
  return TRUE;
}

/**
 * clasp_sacn_cid_derive:
 * @id: what identifies the sender for good
 * @cid: (out): its component identifier
 */
void
clasp_sacn_cid_derive (const char *id, guint8 cid[CLASP_SACN_CID_SIZE])
{
  /* drawn once for this purpose: 5f0c9e52-7d1b-4c38-9a86-2b64e0d7f193 */
  static const guint8   namespace_[16] = { 0x5f, 0x0c, 0x9e, 0x52, 0x7d, 0x1b, 0x4c, 0x38,
                                           0x9a, 0x86, 0x2b, 0x64, 0xe0, 0xd7, 0xf1, 0x93 };
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8                digest[20];
  gsize                 size = sizeof digest;

  g_checksum_update (checksum, namespace_, sizeof namespace_);
  g_checksum_update (checksum, (const guint8 *) id, (gssize) strlen (id));
  g_checksum_get_digest (checksum, digest, &size);
  memcpy (cid, digest, CLASP_SACN_CID_SIZE);
  cid[6] = (guint8) ((cid[6] & 0x0f) | 0x50);
  cid[8] = (guint8) ((cid[8] & 0x3f) | 0x80);
}
