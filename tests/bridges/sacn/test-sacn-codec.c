/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/sacn/clasp-sacn-codec.h"
#include "support/clasp-test.h"

#include <json-glib/json-glib.h>

/* ---- vectors ---- */

static void
assert_int (JsonObject *expected, const char *name, gint64 value)
{
  g_assert_true (json_object_has_member (expected, name));
  g_assert_cmpint (json_object_get_int_member (expected, name), ==, value);
}

static void
assert_bool (JsonObject *expected, const char *name, gboolean value)
{
  g_assert_true (json_object_has_member (expected, name));
  g_assert_cmpint (json_object_get_boolean_member (expected, name), ==, value);
}

static void
assert_data (const ClaspSacnData *data, JsonObject *expected)
{
  g_autoptr (GBytes) slots = clasp_test_hex (json_object_get_string_member (expected, "slots"));

  g_assert_cmpstr (json_object_get_string_member (expected, "source_name"), ==, data->name);
  assert_int (expected, "priority", data->priority);
  assert_int (expected, "sync_address", data->sync_address);
  assert_int (expected, "sequence", data->sequence);
  assert_bool (expected, "preview", data->is_preview);
  assert_bool (expected, "terminated", data->is_terminated);
  assert_bool (expected, "force_sync", data->is_forced);
  assert_int (expected, "universe", data->universe);
  assert_int (expected, "property_count", data->n_slots + 1);
  assert_int (expected, "start_code", data->start_code);
  g_assert_cmpmem (data->slots, data->n_slots, g_bytes_get_data (slots, NULL),
                   g_bytes_get_size (slots));
}

static void
assert_discovery (const ClaspSacnDiscovery *discovery, JsonObject *expected)
{
  JsonArray *universes = json_object_get_array_member (expected, "universes");

  g_assert_cmpstr (json_object_get_string_member (expected, "source_name"), ==, discovery->name);
  assert_int (expected, "page", discovery->page);
  assert_int (expected, "last_page", discovery->last_page);
  g_assert_cmpuint (json_array_get_length (universes), ==, discovery->n_universes);
  for (guint i = 0; i < discovery->n_universes; i++)
    g_assert_cmpint (json_array_get_int_element (universes, i), ==,
                     clasp_sacn_discovery_get (discovery, i));
}

static void
assert_packet (const ClaspSacnPacket *packet, JsonObject *expected)
{
  static const char *const kinds[] = { "data", "sync", "discovery" };
  g_autoptr (GBytes)       cid = clasp_test_hex (json_object_get_string_member (expected, "cid"));

  g_assert_cmpmem (packet->cid, CLASP_SACN_CID_SIZE, g_bytes_get_data (cid, NULL),
                   g_bytes_get_size (cid));
  g_assert_cmpstr (json_object_get_string_member (expected, "packet"), ==, kinds[packet->kind]);
  switch (packet->kind)
    {
    case CLASP_SACN_DATA:
      assert_data (&packet->data, expected);
      break;
    case CLASP_SACN_SYNC:
      assert_int (expected, "sequence", packet->sync.sequence);
      assert_int (expected, "sync_address", packet->sync.address);
      break;
    case CLASP_SACN_DISCOVERY:
      assert_discovery (&packet->discovery, expected);
      break;
    }
}

static void
test_vectors (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char       *path = clasp_test_data ("show-vectors.json");
  JsonArray             *vectors;
  guint                  n_decoded = 0, n_ignored = 0, n_refused = 0;

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  vectors = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject          *vector = json_array_get_object_element (vectors, i);
      JsonObject          *decoded = json_object_get_object_member (vector, "decoded");
      g_autoptr (GBytes)   bytes = NULL;
      g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
      ClaspSacnPacket      packet;
      ClaspSacnStatus      status;
      gsize                size;
      const guint8        *data;

      if (!g_str_equal (json_object_get_string_member (vector, "protocol"), "sacn"))
        continue;

      g_test_message ("%s", json_object_get_string_member (vector, "name"));
      bytes = clasp_test_hex (json_object_get_string_member (vector, "hex"));
      data = g_bytes_get_data (bytes, &size);
      status = clasp_sacn_decode (data, size, &packet);
      if (json_object_has_member (decoded, "error"))
        {
          g_assert_cmpint (status, >, CLASP_SACN_OTHER);
          n_refused++;
        }
      else if (json_object_has_member (decoded, "ignore"))
        {
          g_assert_cmpint (status, ==, CLASP_SACN_OTHER);
          n_ignored++;
        }
      else
        {
          g_assert_cmpint (status, ==, CLASP_SACN_OK);
          assert_packet (&packet, decoded);
          clasp_sacn_encode (&packet, &writer);
          g_assert_cmpmem (writer.data, writer.length, data, size);
          n_decoded++;
        }
    }

  g_assert_cmpuint (n_decoded, ==, 11);
  g_assert_cmpuint (n_ignored, ==, 1);
  g_assert_cmpuint (n_refused, ==, 1);
}

/* ---- fixed fields and lengths ---- */

static const guint8 some_slots[CLASP_SACN_MAX_SLOTS];

static void
encode_data (ClaspWriter *writer, guint n_slots)
{
  ClaspSacnPacket packet = { .kind = CLASP_SACN_DATA, .cid = { 1, 2, 3 } };

  packet.data = (ClaspSacnData){ .name = "Desk",
                                 .priority = 100,
                                 .universe = 7,
                                 .slots = some_slots,
                                 .n_slots = (guint16) n_slots };
  clasp_writer_reset (writer);
  clasp_sacn_encode (&packet, writer);
}

static void
encode_discovery (ClaspWriter *writer, guint n_universes)
{
  ClaspSacnPacket packet = { .kind = CLASP_SACN_DISCOVERY };
  guint8          list[2 * (CLASP_SACN_MAX_LISTED + 1)] = { 0 };

  packet.discovery = (ClaspSacnDiscovery){ .name = "Desk",
                                           .last_page = 1,
                                           .universes = list,
                                           .n_universes = (guint16) n_universes };
  clasp_writer_reset (writer);
  clasp_sacn_encode (&packet, writer);
}

/* What becomes of @writer's packet when two of its bytes say something else. */
static ClaspSacnStatus
decode_changed (const ClaspWriter *writer, gsize offset, guint16 value)
{
  g_autofree guint8 *copy = g_memdup2 (writer->data, writer->length);
  ClaspSacnPacket    packet;

  copy[offset] = (guint8) (value >> 8);
  copy[offset + 1] = (guint8) value;
  return clasp_sacn_decode (copy, writer->length, &packet);
}

static void
test_fixed_fields (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  encode_data (&writer, 4);
  g_assert_cmpint (decode_changed (&writer, 0, 0x0011), ==, CLASP_SACN_BAD_ID);
  g_assert_cmpint (decode_changed (&writer, 2, 0x0001), ==, CLASP_SACN_BAD_ID);
  g_assert_cmpint (decode_changed (&writer, 14, 0x0001), ==, CLASP_SACN_BAD_ID);
  g_assert_cmpint (decode_changed (&writer, 20, 0x0005), ==, CLASP_SACN_OTHER);
  g_assert_cmpint (decode_changed (&writer, 42, 0x0004), ==, CLASP_SACN_OTHER);
  g_assert_cmpint (decode_changed (&writer, 117, 0x03a1), ==, CLASP_SACN_BAD_FIELD);
  g_assert_cmpint (decode_changed (&writer, 117, 0x02a0), ==, CLASP_SACN_BAD_FIELD);
  g_assert_cmpint (decode_changed (&writer, 119, 0x0001), ==, CLASP_SACN_BAD_FIELD);
  g_assert_cmpint (decode_changed (&writer, 121, 0x0002), ==, CLASP_SACN_BAD_FIELD);
  encode_discovery (&writer, 1);
  g_assert_cmpint (decode_changed (&writer, 116, 0x0002), ==, CLASP_SACN_BAD_FIELD);
}

/* Every length that is one too small or one too large, in every layer, and flags that are not 7. */
static void
test_lengths_against_the_datagram (void)
{
  static const struct
  {
    gsize   offset;
    guint16 right;
  } lengths[] = { { 16, 0x7072 }, { 38, 0x705c }, { 115, 0x700f } };
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  encode_data (&writer, 4);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      guint16 right = lengths[i].right;

      g_assert_cmpint (decode_changed (&writer, lengths[i].offset, right), ==, CLASP_SACN_OK);
      g_assert_cmpint (decode_changed (&writer, lengths[i].offset, right - 1), ==,
                       CLASP_SACN_BAD_LENGTH);
      g_assert_cmpint (decode_changed (&writer, lengths[i].offset, right + 1), ==,
                       CLASP_SACN_BAD_LENGTH);
      g_assert_cmpint (decode_changed (&writer, lengths[i].offset, (guint16) (right ^ 0x1000)), ==,
                       CLASP_SACN_BAD_LENGTH);
    }
  encode_discovery (&writer, 2);
  g_assert_cmpint (decode_changed (&writer, 112, 0x700c), ==, CLASP_SACN_OK);
  g_assert_cmpint (decode_changed (&writer, 112, 0x700b), ==, CLASP_SACN_BAD_LENGTH);
  g_assert_cmpint (decode_changed (&writer, 112, 0x700d), ==, CLASP_SACN_BAD_LENGTH);
}

static void
test_every_truncation (void)
{
  g_auto (ClaspWriter) data = CLASP_WRITER_INIT, discovery = CLASP_WRITER_INIT;
  ClaspSacnPacket      packet;

  encode_data (&data, CLASP_SACN_MAX_SLOTS);
  for (gsize size = 0; size < data.length; size++)
    g_assert_cmpint (clasp_sacn_decode (data.data, size, &packet), >, CLASP_SACN_OTHER);
  encode_discovery (&discovery, 3);
  for (gsize size = 0; size < discovery.length; size++)
    g_assert_cmpint (clasp_sacn_decode (discovery.data, size, &packet), >, CLASP_SACN_OTHER);
}

static void
test_counts_of_slots (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  encode_data (&writer, CLASP_SACN_MAX_SLOTS);
  g_assert_cmpuint (writer.length, ==, 638);
  g_assert_cmpint (decode_changed (&writer, 123, 0), ==, CLASP_SACN_BAD_LENGTH);
  g_assert_cmpint (decode_changed (&writer, 123, 1), ==, CLASP_SACN_OK);
  g_assert_cmpint (decode_changed (&writer, 123, 513), ==, CLASP_SACN_OK);
  g_assert_cmpint (decode_changed (&writer, 123, 514), ==, CLASP_SACN_BAD_LENGTH);
  g_assert_cmpint (decode_changed (&writer, 123, 65535), ==, CLASP_SACN_BAD_LENGTH);
  encode_data (&writer, 4);
  g_assert_cmpint (decode_changed (&writer, 123, 6), ==, CLASP_SACN_BAD_LENGTH);
}

/* One slot more than a universe has, with every length right. */
static void
test_513_slots (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  guint8               packet_513[639] = { 0 };
  ClaspSacnPacket      packet;

  encode_data (&writer, CLASP_SACN_MAX_SLOTS);
  memcpy (packet_513, writer.data, writer.length);
  packet_513[17]++;
  packet_513[39]++;
  packet_513[116]++;
  g_assert_cmpint (clasp_sacn_decode (packet_513, 639, &packet), ==, CLASP_SACN_OK);
  g_assert_cmpuint (packet.data.n_slots, ==, 512); /* what is behind the count is ignored */
  packet_513[124]++;
  g_assert_cmpint (clasp_sacn_decode (packet_513, 639, &packet), ==, CLASP_SACN_BAD_LENGTH);
}

static void
test_priorities (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  encode_data (&writer, 1);
  g_assert_cmpint (decode_changed (&writer, 107, 0), ==, CLASP_SACN_OK);
  g_assert_cmpint (decode_changed (&writer, 107, 200), ==, CLASP_SACN_OK);
  g_assert_cmpint (decode_changed (&writer, 107, 201), ==, CLASP_SACN_BAD_PRIORITY);
}

static void
test_universes (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspSacnPacket      sync = { .kind = CLASP_SACN_SYNC, .sync = { 1, 7 } };

  encode_data (&writer, 1);
  g_assert_cmpint (decode_changed (&writer, 113, 0), ==, CLASP_SACN_BAD_UNIVERSE);
  g_assert_cmpint (decode_changed (&writer, 113, 1), ==, CLASP_SACN_OK);
  g_assert_cmpint (decode_changed (&writer, 113, 63999), ==, CLASP_SACN_OK);
  g_assert_cmpint (decode_changed (&writer, 113, 64000), ==, CLASP_SACN_BAD_UNIVERSE);
  g_assert_cmpint (decode_changed (&writer, 109, 0), ==, CLASP_SACN_OK);
  g_assert_cmpint (decode_changed (&writer, 109, 63999), ==, CLASP_SACN_OK);
  g_assert_cmpint (decode_changed (&writer, 109, 64000), ==, CLASP_SACN_BAD_UNIVERSE);
  clasp_writer_reset (&writer);
  clasp_sacn_encode (&sync, &writer);
  g_assert_cmpint (decode_changed (&writer, 45, 0), ==, CLASP_SACN_BAD_UNIVERSE);
  g_assert_cmpint (decode_changed (&writer, 45, 63999), ==, CLASP_SACN_OK);
  g_assert_cmpint (decode_changed (&writer, 45, 64000), ==, CLASP_SACN_BAD_UNIVERSE);
}

/* Reserved bits and bytes are ignored, so that what the standard adds later does no harm. */
static void
test_reserved_is_ignored (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspSacnPacket      sync = { .kind = CLASP_SACN_SYNC, .sync = { 1, 7 } };

  encode_data (&writer, 1);
  g_assert_cmpint (decode_changed (&writer, 111, 0x001f), ==, CLASP_SACN_OK);
  clasp_writer_reset (&writer);
  clasp_sacn_encode (&sync, &writer);
  g_assert_cmpint (decode_changed (&writer, 47, 0xffff), ==, CLASP_SACN_OK);
}

static void
test_pages (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspSacnPacket      packet;

  encode_discovery (&writer, CLASP_SACN_MAX_LISTED);
  g_assert_cmpuint (writer.length, ==, CLASP_SACN_MAX_PACKET);
  g_assert_cmpint (clasp_sacn_decode (writer.data, writer.length, &packet), ==, CLASP_SACN_OK);
  g_assert_cmpuint (packet.discovery.n_universes, ==, CLASP_SACN_MAX_LISTED);
  g_assert_cmpint (decode_changed (&writer, 118, 0x0101), ==, CLASP_SACN_OK);
  g_assert_cmpint (decode_changed (&writer, 118, 0x0201), ==, CLASP_SACN_BAD_FIELD);
  encode_discovery (&writer, CLASP_SACN_MAX_LISTED + 1);
  g_assert_cmpint (clasp_sacn_decode (writer.data, writer.length, &packet), ==,
                   CLASP_SACN_BAD_LENGTH);
  encode_discovery (&writer, 0);
  g_assert_cmpint (clasp_sacn_decode (writer.data, writer.length, &packet), ==, CLASP_SACN_OK);
}

static void
test_name_without_nul_is_cut (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspSacnPacket      packet;

  encode_data (&writer, 1);
  memset (writer.data + 44, 'x', 64);
  g_assert_cmpint (clasp_sacn_decode (writer.data, writer.length, &packet), ==, CLASP_SACN_OK);
  g_assert_cmpuint (strlen (packet.data.name), ==, 63);
}

/* ---- component identifiers ---- */

static void
test_cid_text (void)
{
  static const char text[] = "a835f42f-df24-4690-95f9-8a315dcef887";
  guint8            cid[CLASP_SACN_CID_SIZE];
  char              buffer[CLASP_SACN_CID_TEXT_SIZE];

  g_assert_true (clasp_sacn_cid_parse (text, cid));
  clasp_sacn_cid_format (cid, buffer);
  g_assert_cmpstr (buffer, ==, text);
  g_assert_true (clasp_sacn_cid_parse ("A835F42F-DF24-4690-95F9-8A315DCEF887", cid));
  clasp_sacn_cid_format (cid, buffer);
  g_assert_cmpstr (buffer, ==, text);
  g_assert_false (clasp_sacn_cid_parse ("a835f42f-df24-4690-95f9-8a315dcef88", cid));
  g_assert_false (clasp_sacn_cid_parse ("desk", cid));
}

static void
test_cid_is_stable_per_id (void)
{
  guint8 first[CLASP_SACN_CID_SIZE], again[CLASP_SACN_CID_SIZE], other[CLASP_SACN_CID_SIZE];
  char   text[CLASP_SACN_CID_TEXT_SIZE];

  clasp_sacn_cid_derive ("k3vmq7xw9abc", first);
  clasp_sacn_cid_derive ("k3vmq7xw9abc", again);
  clasp_sacn_cid_derive ("k3vmq7xw9abd", other);
  g_assert_cmpmem (first, sizeof first, again, sizeof again);
  g_assert_true (memcmp (first, other, sizeof first) != 0);
  clasp_sacn_cid_format (first, text);
  g_assert_true (g_uuid_string_is_valid (text));
  g_assert_cmpint (text[14], ==, '5'); /* the version */
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 30);
#define ADD(path, func) g_test_add_func ("/bridges/sacn/codec/" path, func)
  ADD ("vectors", test_vectors);
  ADD ("fixed-fields", test_fixed_fields);
  ADD ("lengths-against-the-datagram", test_lengths_against_the_datagram);
  ADD ("every-truncation-is-refused", test_every_truncation);
  ADD ("counts-of-slots", test_counts_of_slots);
  ADD ("513-slots", test_513_slots);
  ADD ("priorities", test_priorities);
  ADD ("universes", test_universes);
  ADD ("reserved-is-ignored", test_reserved_is_ignored);
  ADD ("pages", test_pages);
  ADD ("name-without-nul-is-cut", test_name_without_nul_is_cut);
  ADD ("cid/text", test_cid_text);
  ADD ("cid/is-stable-per-id", test_cid_is_stable_per_id);
  return g_test_run ();
}
