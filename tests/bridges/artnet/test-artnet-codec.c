/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/clasp-artnet-codec.h"
#include "support/clasp-test.h"

#include <json-glib/json-glib.h>

/* ---- golden vectors (show-protocols.md 11) ---- */

static void
assert_bytes (const guint8 *bytes, gsize size, const char *hex)
{
  g_autoptr (GBytes) expected = clasp_test_hex (hex);
  gsize              expected_size;
  const guint8      *data = g_bytes_get_data (expected, &expected_size);

  g_assert_cmpmem (bytes, size, data, expected_size);
}

/* Every key of a vector is compared with the field it names; a key nobody knows fails the test. */
static void
assert_int (JsonObject *expected, const char *key, gint64 number, guint *n_seen)
{
  if (!json_object_has_member (expected, key))
    return;
  g_test_message ("%s", key);
  g_assert_cmpint (number, ==, json_object_get_int_member (expected, key));
  (*n_seen)++;
}

static void
assert_string (JsonObject *expected, const char *key, const char *text, guint *n_seen)
{
  if (!json_object_has_member (expected, key))
    return;
  g_assert_cmpstr (text, ==, json_object_get_string_member (expected, key));
  (*n_seen)++;
}

static void
assert_four (JsonObject *expected, const char *key, const guint8 *bytes, guint *n_seen)
{
  if (!json_object_has_member (expected, key))
    return;

  for (guint i = 0; i < 4; i++)
    {
      JsonNode *node = json_array_get_element (json_object_get_array_member (expected, key), i);

      if (json_node_get_value_type (node) == G_TYPE_STRING)
        g_assert_cmpint (bytes[i], ==, CLASP_ARTNET_KEEP);
      else
        g_assert_cmpint (bytes[i] & 0x7f, ==, json_node_get_int (node) & 0x7f);
    }
  (*n_seen)++;
}

static void
assert_four_exact (JsonObject *expected, const char *key, const guint8 *bytes, guint *n_seen)
{
  if (!json_object_has_member (expected, key))
    return;
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (bytes[i], ==,
                     json_array_get_int_element (json_object_get_array_member (expected, key), i));
  (*n_seen)++;
}

static guint
assert_poll (const ClaspArtnetPoll *poll, JsonObject *expected)
{
  guint n = 0;

  g_assert_cmpint (poll->has_target, ==, json_object_has_member (expected, "target_top"));
  assert_int (expected, "flags", poll->flags, &n);
  assert_int (expected, "diag_priority", poll->diag_priority, &n);
  assert_int (expected, "target_top", poll->target_top, &n);
  assert_int (expected, "target_bottom", poll->target_bottom, &n);
  assert_int (expected, "esta", poll->esta, &n);
  assert_int (expected, "oem", poll->oem, &n);
  return n;
}

static guint
assert_poll_reply (const ClaspArtnetPollReply *reply, JsonObject *expected)
{
  guint            n = 0;
  g_autofree char *ip =
    g_strdup_printf ("%u.%u.%u.%u", reply->ip[0], reply->ip[1], reply->ip[2], reply->ip[3]);
  g_autofree char *bind_ip = g_strdup_printf ("%u.%u.%u.%u", reply->bind_ip[0], reply->bind_ip[1],
                                              reply->bind_ip[2], reply->bind_ip[3]);
  g_autofree char *mac =
    g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", reply->mac[0], reply->mac[1], reply->mac[2],
                     reply->mac[3], reply->mac[4], reply->mac[5]);

  assert_string (expected, "ip", ip, &n);
  assert_string (expected, "bind_ip", bind_ip, &n);
  assert_string (expected, "mac", mac, &n);
  assert_string (expected, "short_name", reply->short_name, &n);
  assert_string (expected, "long_name", reply->long_name, &n);
  assert_string (expected, "node_report", reply->node_report, &n);
  assert_int (expected, "port", reply->port, &n);
  assert_int (expected, "vers_info", reply->version, &n);
  assert_int (expected, "net_switch", reply->net_switch, &n);
  assert_int (expected, "sub_switch", reply->sub_switch, &n);
  assert_int (expected, "oem", reply->oem, &n);
  assert_int (expected, "ubea_version", reply->ubea_version, &n);
  assert_int (expected, "status1", reply->status1, &n);
  assert_int (expected, "esta", reply->esta, &n);
  assert_int (expected, "num_ports", reply->n_ports, &n);
  assert_int (expected, "acn_priority", reply->acn_priority, &n);
  assert_int (expected, "sw_macro", reply->sw_macro, &n);
  assert_int (expected, "sw_remote", reply->sw_remote, &n);
  assert_int (expected, "style", reply->style, &n);
  assert_int (expected, "bind_index", reply->bind_index, &n);
  assert_int (expected, "status2", reply->status2, &n);
  assert_int (expected, "status3", reply->status3, &n);
  assert_int (expected, "port_address_out0",
              clasp_artnet_port_address (reply->net_switch, reply->sub_switch, reply->sw_out[0]),
              &n);
  assert_four_exact (expected, "port_types", reply->port_types, &n);
  assert_four_exact (expected, "good_input", reply->good_input, &n);
  assert_four_exact (expected, "good_output_a", reply->good_output_a, &n);
  assert_four_exact (expected, "good_output_b", reply->good_output_b, &n);
  assert_four_exact (expected, "sw_in", reply->sw_in, &n);
  assert_four_exact (expected, "sw_out", reply->sw_out, &n);
  return n;
}

static guint
assert_dmx (const ClaspArtnetDmx *dmx, JsonObject *expected)
{
  guint n = 1;

  assert_int (expected, "sequence", dmx->sequence, &n);
  assert_int (expected, "physical", dmx->physical, &n);
  assert_int (expected, "port_address", dmx->port_address, &n);
  assert_int (expected, "net", dmx->port_address >> 8, &n);
  assert_int (expected, "sub_net", dmx->port_address >> 4 & 15, &n);
  assert_int (expected, "universe", dmx->port_address & 15, &n);
  assert_int (expected, "length", dmx->n_slots, &n);
  assert_bytes (dmx->slots, dmx->n_slots, json_object_get_string_member (expected, "data"));
  return n;
}

static guint
assert_nzs (const ClaspArtnetNzs *nzs, JsonObject *expected)
{
  guint n = 1;

  assert_int (expected, "sequence", nzs->sequence, &n);
  assert_int (expected, "start_code", nzs->start_code, &n);
  assert_int (expected, "port_address", nzs->port_address, &n);
  assert_bytes (nzs->slots, nzs->n_slots, json_object_get_string_member (expected, "data"));
  return n;
}

static guint
assert_address (const ClaspArtnetAddress *address, JsonObject *expected)
{
  guint n = 0;

  assert_int (expected, "net_switch", address->net_switch & 0x7f, &n);
  assert_int (expected, "bind_index", address->bind_index, &n);
  assert_string (expected, "short_name", address->short_name, &n);
  assert_string (expected, "long_name", address->long_name, &n);
  assert_four (expected, "sw_in", address->sw_in, &n);
  assert_four (expected, "sw_out", address->sw_out, &n);
  assert_int (expected, "sub_switch", address->sub_switch & 0x7f, &n);
  assert_int (expected, "acn_priority", address->acn_priority, &n);
  assert_int (expected, "command", address->command, &n);
  return n;
}

static guint
assert_others (const ClaspArtnetPacket *packet, JsonObject *expected)
{
  const ClaspArtnetTimeCode *time_code = &packet->time_code;
  guint                      n = 0;

  if (packet->op == CLASP_ARTNET_OP_TIME_CODE)
    {
      assert_int (expected, "frames", time_code->frames, &n);
      assert_int (expected, "seconds", time_code->seconds, &n);
      assert_int (expected, "minutes", time_code->minutes, &n);
      assert_int (expected, "hours", time_code->hours, &n);
      assert_int (expected, "type", time_code->type, &n);
    }
  else if (packet->op == CLASP_ARTNET_OP_TRIGGER)
    {
      assert_int (expected, "oem", packet->trigger.oem, &n);
      assert_int (expected, "key", packet->trigger.key, &n);
      assert_int (expected, "subkey", packet->trigger.subkey, &n);
    }
  else if (packet->op == CLASP_ARTNET_OP_DIAG_DATA)
    {
      g_autofree char *text = clasp_str_dup (packet->diag_data.text);

      assert_int (expected, "priority", packet->diag_data.priority, &n);
      assert_string (expected, "text", text, &n);
    }
  return n;
}

static void
assert_packet (const ClaspArtnetPacket *packet, JsonObject *expected)
{
  guint n = 1; /* op, the name of the opcode */

  assert_int (expected, "opcode", packet->op, &n);
  assert_int (expected, "prot_ver", packet->version, &n);
  if (packet->op == CLASP_ARTNET_OP_POLL)
    n += assert_poll (&packet->poll, expected);
  else if (packet->op == CLASP_ARTNET_OP_POLL_REPLY)
    n += assert_poll_reply (&packet->poll_reply, expected);
  else if (packet->op == CLASP_ARTNET_OP_DMX)
    n += assert_dmx (&packet->dmx, expected);
  else if (packet->op == CLASP_ARTNET_OP_NZS)
    n += assert_nzs (&packet->nzs, expected);
  else if (packet->op == CLASP_ARTNET_OP_ADDRESS)
    n += assert_address (&packet->address, expected);
  else
    n += assert_others (packet, expected);
  g_assert_cmpuint (n, ==, json_object_get_size (expected));
}

static void
test_vectors (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char       *path = clasp_test_data ("show-vectors.json");
  JsonArray             *vectors;
  guint                  n_decoded = 0, n_refused = 0;

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  vectors = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject          *vector = json_array_get_object_element (vectors, i);
      JsonObject          *decoded = json_object_get_object_member (vector, "decoded");
      g_autoptr (GBytes)   bytes = NULL;
      g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
      ClaspArtnetPacket    packet;
      gsize                size;
      const guint8        *data;

      if (!g_str_equal (json_object_get_string_member (vector, "protocol"), "artnet"))
        continue;

      g_test_message ("%s", json_object_get_string_member (vector, "name"));
      bytes = clasp_test_hex (json_object_get_string_member (vector, "hex"));
      data = g_bytes_get_data (bytes, &size);
      if (json_object_has_member (decoded, "error"))
        {
          g_assert_cmpint (clasp_artnet_decode (data, size, &packet), >, CLASP_ARTNET_OTHER_OP);
          n_refused++;
          continue;
        }

      g_assert_cmpint (clasp_artnet_decode (data, size, &packet), ==, CLASP_ARTNET_OK);
      assert_packet (&packet, decoded);
      clasp_artnet_encode (&packet, &writer);
      g_assert_cmpmem (writer.data, writer.length, data, size);
      n_decoded++;
    }

  g_assert_cmpuint (n_decoded, ==, 13);
  g_assert_cmpuint (n_refused, ==, 2);
}

/* ---- refusals and limits ---- */

static ClaspArtnetStatus
decode_hex (const char *hex, ClaspArtnetPacket *packet)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);

  return clasp_artnet_decode (data, size, packet);
}

static ClaspArtnetStatus
decode_dmx_of (guint16 length, gsize n_present)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspArtnetPacket    packet;

  clasp_writer_put (&writer, "Art-Net\0\0\x50\0\x0e\x01\0\0\0", 16);
  clasp_writer_put_u16_be (&writer, length);
  memset (clasp_writer_extend (&writer, n_present), 7, n_present);
  return clasp_artnet_decode (writer.data, writer.length, &packet);
}

static void
test_dmx_lengths (void)
{
  g_assert_cmpint (decode_dmx_of (0, 2), ==, CLASP_ARTNET_BAD_LENGTH);
  g_assert_cmpint (decode_dmx_of (1, 1), ==, CLASP_ARTNET_OK);
  g_assert_cmpint (decode_dmx_of (511, 511), ==, CLASP_ARTNET_OK);
  g_assert_cmpint (decode_dmx_of (512, 512), ==, CLASP_ARTNET_OK);
  g_assert_cmpint (decode_dmx_of (512, 600), ==, CLASP_ARTNET_OK);
  g_assert_cmpint (decode_dmx_of (513, 600), ==, CLASP_ARTNET_BAD_LENGTH);
  g_assert_cmpint (decode_dmx_of (65535, 600), ==, CLASP_ARTNET_BAD_LENGTH);
  g_assert_cmpint (decode_dmx_of (4, 3), ==, CLASP_ARTNET_BAD_LENGTH);
}

static void
test_versions (void)
{
  ClaspArtnetPacket packet;

  g_assert_cmpint (decode_hex ("4172742d4e657400 0052 000d 0000", &packet), ==,
                   CLASP_ARTNET_OLD_VERSION);
  g_assert_cmpint (decode_hex ("4172742d4e657400 0052 000f 0000", &packet), ==, CLASP_ARTNET_OK);
}

static void
test_other_packets_are_ignored (void)
{
  ClaspArtnetPacket packet;

  g_assert_cmpint (decode_hex ("4172742d4e657400 00f8 000e 0000", &packet), ==,
                   CLASP_ARTNET_OTHER_OP);
}

static void
test_names_without_nul_are_cut (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspArtnetPacket    packet = { .op = CLASP_ARTNET_OP_POLL_REPLY }, decoded;

  clasp_artnet_encode (&packet, &writer);
  memset (writer.data + 26, 'x', 18);
  g_assert_cmpint (clasp_artnet_decode (writer.data, writer.length, &decoded), ==, CLASP_ARTNET_OK);
  g_assert_cmpstr (decoded.poll_reply.short_name, ==, "xxxxxxxxxxxxxxxxx");
  g_assert_cmpstr (decoded.poll_reply.long_name, ==, "");
}

static void
test_old_poll_reply (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspArtnetPacket    packet = { .op = CLASP_ARTNET_OP_POLL_REPLY,
                                  .poll_reply = { .status2 = 8, .style = 1, .bind_index = 3 } };
  ClaspArtnetPacket    decoded;

  clasp_artnet_encode (&packet, &writer);
  g_assert_cmpuint (writer.length, ==, 239);
  g_assert_cmpint (clasp_artnet_decode (writer.data, 207, &decoded), ==, CLASP_ARTNET_OK);
  g_assert_cmpint (decoded.poll_reply.style, ==, 1);
  g_assert_cmpint (decoded.poll_reply.status2, ==, 0);
  g_assert_cmpint (clasp_artnet_decode (writer.data, 206, &decoded), ==, CLASP_ARTNET_TRUNCATED);
}

/* ---- properties ---- */

static ClaspArtnetPacket
packet_of (ClaspArtnetOp op, const guint8 *random)
{
  ClaspArtnetPacket packet = { .op = op };

  switch (op)
    {
    case CLASP_ARTNET_OP_POLL:
      packet.poll = (ClaspArtnetPoll){ random[0], random[1], random[2] & 1, 0, 0, 0, 0 };
      if (packet.poll.has_target)
        packet.poll.target_top = random[3];
      break;
    case CLASP_ARTNET_OP_POLL_REPLY:
      packet.poll_reply.net_switch = random[0];
      packet.poll_reply.esta = (guint16) (random[1] << 8 | random[2]);
      packet.poll_reply.refresh_rate = random[3];
      g_strlcpy (packet.poll_reply.long_name, "a long name", sizeof packet.poll_reply.long_name);
      memcpy (packet.poll_reply.sw_out, random + 4, 4);
      break;
    case CLASP_ARTNET_OP_DMX:
      packet.dmx = (ClaspArtnetDmx){ random[0], random[1], (guint16) (random[2] << 7), random,
                                     (guint16) (random[3] + 1) };
      break;
    case CLASP_ARTNET_OP_NZS:
      packet.nzs =
        (ClaspArtnetNzs){ random[0], (guint8) (1 + random[1] % 0xcb), random[2], random, (guint16) (random[3] + 1) };
      break;
    case CLASP_ARTNET_OP_DIAG_DATA:
      packet.diag_data = (ClaspArtnetDiagData){ random[0], random[1], CLASP_STR_LITERAL ("text") };
      break;
    case CLASP_ARTNET_OP_ADDRESS:
      packet.address.command = random[0];
      packet.address.sub_switch = random[1];
      memcpy (packet.address.sw_in, random + 2, 4);
      break;
    case CLASP_ARTNET_OP_TIME_CODE:
      packet.time_code =
        (ClaspArtnetTimeCode){ random[0], random[1], random[2], random[3], random[4], random[5] };
      break;
    case CLASP_ARTNET_OP_TRIGGER:
      packet.trigger = (ClaspArtnetTrigger){ random[0], random[1], random[2], random, random[3] };
      break;
    case CLASP_ARTNET_OP_SYNC:
      break;
    }

  return packet;
}

static const ClaspArtnetOp ops[] = { CLASP_ARTNET_OP_POLL,      CLASP_ARTNET_OP_POLL_REPLY,
                                     CLASP_ARTNET_OP_DIAG_DATA, CLASP_ARTNET_OP_DMX,
                                     CLASP_ARTNET_OP_NZS,       CLASP_ARTNET_OP_SYNC,
                                     CLASP_ARTNET_OP_ADDRESS,   CLASP_ARTNET_OP_TIME_CODE,
                                     CLASP_ARTNET_OP_TRIGGER };

static void
test_encode_then_decode_is_identity (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (guint i = 0; i < 2000; i++)
    {
      g_auto (ClaspWriter) first = CLASP_WRITER_INIT, second = CLASP_WRITER_INIT;
      guint8               random[512];
      ClaspArtnetPacket    packet, decoded;

      for (guint j = 0; j < sizeof random; j++)
        random[j] = (guint8) g_rand_int (rand);
      packet = packet_of (ops[i % G_N_ELEMENTS (ops)], random);
      clasp_artnet_encode (&packet, &first);
      g_assert_cmpint (clasp_artnet_decode (first.data, first.length, &decoded), ==,
                       CLASP_ARTNET_OK);
      g_assert_cmpint (decoded.op, ==, packet.op);
      clasp_artnet_encode (&decoded, &second);
      g_assert_cmpmem (first.data, first.length, second.data, second.length);
    }
}

/* The shortest form that is still whole: a poll without target, a reply up to its MAC, a trigger
 * without data. */
static gsize
shortest (ClaspArtnetOp op, gsize size)
{
  if (op == CLASP_ARTNET_OP_POLL)
    return 14;
  if (op == CLASP_ARTNET_OP_POLL_REPLY)
    return 207;
  if (op == CLASP_ARTNET_OP_TRIGGER)
    return 18;
  return size;
}

static void
test_every_truncation_is_refused (void)
{
  static const guint8 random[512] = { 1, 2, 1, 4, 5, 6 };

  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    {
      g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
      ClaspArtnetPacket    packet = packet_of (ops[i], random), decoded;

      clasp_artnet_encode (&packet, &writer);
      for (gsize cut = 0; cut < shortest (ops[i], writer.length); cut++)
        {
          g_autofree guint8 *tight = g_memdup2 (writer.data, MAX (cut, 1));

          g_assert_cmpint (clasp_artnet_decode (tight, cut, &decoded), >, CLASP_ARTNET_OTHER_OP);
        }
      g_assert_cmpint (
        clasp_artnet_decode (writer.data, shortest (ops[i], writer.length), &decoded), ==,
        CLASP_ARTNET_OK);
    }
}

/* ---- port-addresses ---- */

static void
test_port_address_forms (void)
{
  static const struct
  {
    const char *text;
    int         expected; /* -1: refused */
  } cases[] = { { "0", 0 },
                { "293", 293 },
                { "32767", 32767 },
                { "32768", -1 },
                { "1:2:5", 293 },
                { " 127:15:15 ", 32767 },
                { "128:0:0", -1 },
                { "0:16:0", -1 },
                { "0:0:16", -1 },
                { "0:1", -1 },
                { "0:0:0:0", -1 },
                { "", -1 },
                { "-1", -1 },
                { "1:2:", -1 },
                { "a", -1 },
                { "1a", -1 },
                { "99999999999999999999", -1 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint16  port_address = 0;
      gboolean is_parsed = clasp_artnet_port_address_parse (cases[i].text, &port_address);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (is_parsed ? port_address : -1, ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/bridges/artnet/codec/vectors", test_vectors);
  g_test_add_func ("/bridges/artnet/codec/decode/dmx-lengths", test_dmx_lengths);
  g_test_add_func ("/bridges/artnet/codec/decode/versions", test_versions);
  g_test_add_func ("/bridges/artnet/codec/decode/other-packets-are-ignored",
                   test_other_packets_are_ignored);
  g_test_add_func ("/bridges/artnet/codec/decode/names-without-nul-are-cut",
                   test_names_without_nul_are_cut);
  g_test_add_func ("/bridges/artnet/codec/decode/old-poll-reply", test_old_poll_reply);
  g_test_add_func ("/bridges/artnet/codec/encode-then-decode-is-identity",
                   test_encode_then_decode_is_identity);
  g_test_add_func ("/bridges/artnet/codec/every-truncation-is-refused",
                   test_every_truncation_is_refused);
  g_test_add_func ("/bridges/artnet/codec/port-address-forms", test_port_address_forms);
  return g_test_run ();
}
