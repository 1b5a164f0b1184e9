/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-framing.h"
#include "support/clasp-test.h"

#include <json-glib/json-glib.h>

/* What came of a stream that is handed over in pieces of @piece bytes, as text: "61 62|63|!2". */
static char *
cut (ClaspOscFramingKind kind, const guint8 *data, gsize size, gsize piece)
{
  g_auto (ClaspOscFraming) framing = { .kind = kind };
  GString                 *text = g_string_new (NULL);
  ClaspOscFrameStatus      status = CLASP_OSC_FRAME_MORE;

  for (gsize offset = 0; offset < size && !clasp_osc_framing_is_lost (&framing, status);
       offset += piece)
    {
      const guint8 *bytes = data + offset, *packet;
      gsize         left = MIN (piece, size - offset), packet_size;

      do
        {
          status = clasp_osc_framing_next (&framing, &bytes, &left, &packet, &packet_size);
          if (status == CLASP_OSC_FRAME_PACKET)
            for (gsize i = 0; i < packet_size; i++)
              g_string_append_printf (text, "%02x", packet[i]);
          else if (status != CLASP_OSC_FRAME_MORE)
            g_string_append_printf (text, "!%d", status);
          if (status != CLASP_OSC_FRAME_MORE)
            g_string_append_c (text, '|');
        }
      while (status != CLASP_OSC_FRAME_MORE && !clasp_osc_framing_is_lost (&framing, status));
    }
  return g_string_free (text, FALSE);
}

/* The same whatever the network makes of it. */
static void
expect_cut (ClaspOscFramingKind kind, const char *hex, const char *expected)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);

  for (gsize piece = 1; piece <= size; piece++)
    {
      g_autofree char *text = cut (kind, data, size, piece);

      g_assert_cmpstr (text, ==, expected);
    }
}

static void
test_length (void)
{
  expect_cut (CLASP_OSC_FRAMING_LENGTH, "00000004 2f610000 00000008 2f620000 2c000000",
              "2f610000|2f6200002c000000|");
  expect_cut (CLASP_OSC_FRAMING_LENGTH, "00000000 00000004 2f610000", "|2f610000|");
  expect_cut (CLASP_OSC_FRAMING_LENGTH, "00000004 2f6100", "");
}

static void
test_length_above_the_limit_ends_the_stream (void)
{
  expect_cut (CLASP_OSC_FRAMING_LENGTH, "00010001 00000004 2f610000", "!2|");
  expect_cut (CLASP_OSC_FRAMING_LENGTH, "ffffffff", "!2|");
}

static void
test_slip (void)
{
  expect_cut (CLASP_OSC_FRAMING_SLIP, "c0 2f610000 c0 c0 2f620000 c0", "2f610000|2f620000|");
  expect_cut (CLASP_OSC_FRAMING_SLIP, "2f610000 c0 2f620000 c0", "2f610000|2f620000|");
  expect_cut (CLASP_OSC_FRAMING_SLIP, "c0 c0 c0", "");
  expect_cut (CLASP_OSC_FRAMING_SLIP, "c0 01 dbdc 02 dbdd 03 c0", "01c002db03|");
  expect_cut (CLASP_OSC_FRAMING_SLIP, "c0 dbdc dbdd c0", "c0db|");
}

static void
test_slip_with_a_bad_escape_loses_one_packet (void)
{
  expect_cut (CLASP_OSC_FRAMING_SLIP, "c0 01 db05 02 c0 2f610000 c0", "!3|2f610000|");
  expect_cut (CLASP_OSC_FRAMING_SLIP, "c0 01 db c0 2f610000 c0", "!3|2f610000|");
}

/* Exactly the limit, and one more; with and without the last byte escaped. */
static void
expect_large (ClaspOscFramingKind kind, gsize size, gboolean is_escaped, gboolean is_good)
{
  g_auto (ClaspWriter)  stream = CLASP_WRITER_INIT;
  g_autofree guint8    *packet = g_malloc0 (size);
  const ClaspOscFraming writing = { .kind = kind };
  static const gsize    pieces[] = { G_MAXSIZE, 65536, 1000, 7 };

  packet[0] = '/';
  packet[size - 1] = is_escaped ? 0xc0 : 'a';
  clasp_osc_framing_write (&writing, packet, size, &stream);
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *text =
        cut (kind, stream.data, stream.length, MIN (pieces[i], stream.length));

      if (is_good)
        g_assert_cmpuint (strlen (text), ==, 2 * size + 1);
      else
        g_assert_cmpstr (text, ==, "!2|");
    }
}

static void
test_largest_packet (void)
{
  for (guint i = 0; i < 2; i++)
    {
      expect_large (CLASP_OSC_FRAMING_SLIP, CLASP_OSC_MAX_FRAME, i, TRUE);
      expect_large (CLASP_OSC_FRAMING_SLIP, CLASP_OSC_MAX_FRAME + 1, i, FALSE);
      expect_large (CLASP_OSC_FRAMING_LENGTH, CLASP_OSC_MAX_FRAME, i, TRUE);
      expect_large (CLASP_OSC_FRAMING_LENGTH, CLASP_OSC_MAX_FRAME + 1, i, FALSE);
    }
}

static void
test_guess (void)
{
  expect_cut (CLASP_OSC_FRAMING_GUESS, "c0 2f610000 c0", "2f610000|");
  expect_cut (CLASP_OSC_FRAMING_GUESS, "2f610000 c0", "2f610000|");
  expect_cut (CLASP_OSC_FRAMING_GUESS, "23620000 c0", "23620000|");
  expect_cut (CLASP_OSC_FRAMING_GUESS, "00000004 2f610000", "2f610000|");
  expect_cut (CLASP_OSC_FRAMING_GUESS, "47455420", "!4|"); /* GET: a browser */
}

static void
test_written_is_read_again (void)
{
  static const guint8 packet[] = { '/', 0xc0, 0xdb, 0xdc, 0xdd, 0xc0, 0, 0 };

  for (guint kind = CLASP_OSC_FRAMING_LENGTH; kind <= CLASP_OSC_FRAMING_SLIP; kind++)
    {
      const ClaspOscFraming writing = { .kind = kind };
      g_auto (ClaspWriter)  stream = CLASP_WRITER_INIT;
      g_autofree char      *text = NULL;

      clasp_osc_framing_write (&writing, packet, sizeof packet, &stream);
      clasp_osc_framing_write (&writing, packet, sizeof packet, &stream);
      text = cut (CLASP_OSC_FRAMING_GUESS, stream.data, stream.length, 3);
      g_assert_cmpstr (text, ==, "2fc0dbdcddc00000|2fc0dbdcddc00000|");
    }
}

/* ---- golden vectors (show-protocols.md 11) ---- */

static void
check_slip (const char *hex, JsonObject *decoded)
{
  const ClaspOscFraming writing = { .kind = CLASP_OSC_FRAMING_SLIP };
  const char           *unframed = json_object_get_string_member (decoded, "unframed");
  g_autofree char      *expected = g_strconcat (unframed, "|", NULL);
  g_autoptr (GBytes)    packet = clasp_test_hex (unframed), stream = clasp_test_hex (hex);
  g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;

  expect_cut (CLASP_OSC_FRAMING_SLIP, hex, expected);
  clasp_osc_framing_write (&writing, g_bytes_get_data (packet, NULL), g_bytes_get_size (packet),
                           &writer);
  g_assert_cmpmem (writer.data, writer.length, g_bytes_get_data (stream, NULL),
                   g_bytes_get_size (stream));
}

static void
check_length (const char *hex)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GBytes)  stream = clasp_test_hex (hex);
  gsize               size;
  const guint8       *data = g_bytes_get_data (stream, &size);

  for (gsize offset = 0; offset < size; offset += 4 + data[offset + 3])
    {
      g_assert_cmpuint (data[offset + 2], ==, 0);
      for (guint i = 0; i < data[offset + 3]; i++)
        g_string_append_printf (expected, "%02x", data[offset + 4 + i]);
      g_string_append_c (expected, '|');
    }
  expect_cut (CLASP_OSC_FRAMING_LENGTH, hex, expected->str);
}

static void
test_vectors (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char       *path = clasp_test_data ("show-vectors.json");
  JsonArray             *vectors;
  guint                  n_slip = 0, n_length = 0;

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  vectors = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = json_array_get_object_element (vectors, i);
      const char *protocol = json_object_get_string_member (vector, "protocol");
      const char *hex = json_object_get_string_member (vector, "hex");

      if (g_str_equal (protocol, "osc-slip"))
        {
          n_slip++;
          check_slip (hex, json_object_get_object_member (vector, "decoded"));
        }
      if (g_str_equal (protocol, "osc-tcp-length"))
        {
          n_length++;
          check_length (hex);
        }
    }
  g_assert_cmpuint (n_slip, >, 0);
  g_assert_cmpuint (n_length, >, 0);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func) g_test_add_func ("/bridges/osc/framing/" path, func)
  ADD ("length", test_length);
  ADD ("length-above-the-limit-ends-the-stream", test_length_above_the_limit_ends_the_stream);
  ADD ("slip", test_slip);
  ADD ("slip-with-a-bad-escape-loses-one-packet", test_slip_with_a_bad_escape_loses_one_packet);
  ADD ("largest-packet", test_largest_packet);
  ADD ("guess", test_guess);
  ADD ("written-is-read-again", test_written_is_read_again);
  ADD ("vectors", test_vectors);
  return g_test_run ();
}
