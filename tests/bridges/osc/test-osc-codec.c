/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-codec.h"
#include "support/clasp-test.h"

#include <json-glib/json-glib.h>

/* ---- golden vectors (show-protocols.md 11) ---- */

static JsonArray *
load_vectors (JsonParser *parser)
{
  g_autofree char   *path = clasp_test_data ("show-vectors.json");
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_node_get_array (json_parser_get_root (parser));
}

static char *
hex_of (const guint8 *bytes, gsize size)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

static void
assert_text (ClaspStr text, const char *expected)
{
  g_autofree char *copy = clasp_str_dup (text);

  g_assert_cmpstr (copy, ==, expected);
}

static void
assert_bytes (const guint8 *bytes, gsize size, const char *expected)
{
  g_autofree char *hex = hex_of (bytes, size);

  g_assert_cmpstr (hex, ==, expected);
}

static void
assert_time (guint64 time, JsonObject *expected)
{
  g_assert_cmpint (time >> 32, ==, json_object_get_int_member (expected, "seconds"));
  g_assert_cmpint (time & G_MAXUINT32, ==, json_object_get_int_member (expected, "fraction"));
}

static void assert_arguments (ClaspOscArguments *arguments, JsonArray *expected);

static void
assert_argument (ClaspOscArguments      *arguments,
                 const ClaspOscArgument *argument,
                 JsonObject             *expected)
{
  const char *type = json_object_get_string_member (expected, "type");
  char        text[2] = { 0 };

  if (g_str_equal (type, "array"))
    {
      g_assert_cmpint (argument->tag, ==, '[');
      assert_arguments (arguments, json_object_get_array_member (expected, "value"));
      return;
    }

  g_assert_cmpint (argument->tag, ==, type[0]);
  switch (argument->tag)
    {
    case 'i':
      g_assert_cmpint (argument->int32, ==, json_object_get_int_member (expected, "value"));
      break;
    case 'h':
      g_assert_cmpint (
        argument->int64, ==,
        g_ascii_strtoll (json_object_get_string_member (expected, "value"), NULL, 10));
      break;
    case 'f':
      g_assert_cmpfloat ((double) argument->float32, ==,
                         json_object_get_double_member (expected, "value"));
      break;
    case 'd':
      g_assert_cmpfloat (argument->float64, ==, json_object_get_double_member (expected, "value"));
      break;
    case 's':
    case 'S':
      assert_text (argument->text, json_object_get_string_member (expected, "value"));
      break;
    case 'c':
      text[0] = (char) argument->character;
      g_assert_cmpstr (text, ==, json_object_get_string_member (expected, "value"));
      break;
    case 'b':
      assert_bytes (argument->blob.data, argument->blob.size,
                    json_object_get_string_member (expected, "value"));
      break;
    case 'r':
      assert_bytes (argument->bytes, 4, json_object_get_string_member (expected, "value"));
      break;
    case 'm':
      for (guint i = 0; i < 4; i++)
        g_assert_cmpint (
          argument->bytes[i], ==,
          json_array_get_int_element (json_object_get_array_member (expected, "value"), i));
      break;
    case 't':
      assert_time (argument->time, json_object_get_object_member (expected, "value"));
      break;
    default:
      g_assert_nonnull (strchr ("TFNI", argument->tag));
    }
}

/* Up to the end, or to the closing bracket. */
static void
assert_arguments (ClaspOscArguments *arguments, JsonArray *expected)
{
  ClaspOscArgument argument;

  for (guint i = 0; i < json_array_get_length (expected); i++)
    {
      g_assert_true (clasp_osc_arguments_next (arguments, &argument));
      assert_argument (arguments, &argument, json_array_get_object_element (expected, i));
    }
  g_assert_true (!clasp_osc_arguments_next (arguments, &argument) || argument.tag == ']');
}

static void assert_packet (const guint8 *bytes, gsize size, JsonObject *expected);

static void
assert_message (const guint8 *bytes, gsize size, JsonObject *expected)
{
  ClaspOscMessage message;

  g_assert_cmpint (clasp_osc_message_decode (bytes, size, &message), ==, CLASP_OSC_OK);
  assert_text (message.address, json_object_get_string_member (expected, "address"));
  if (json_object_get_null_member (expected, "tags"))
    {
      g_assert_false (message.has_tags);
    }
  else
    {
      g_assert_true (message.has_tags);
      assert_text (message.tags, json_object_get_string_member (expected, "tags") + 1);
    }
  assert_arguments (&message.arguments, json_object_get_array_member (expected, "args"));
}

static void
assert_bundle (const guint8 *bytes, gsize size, JsonObject *expected)
{
  ClaspOscBundle bundle;
  const guint8  *element;
  gsize          element_size;
  JsonArray     *elements = json_object_get_array_member (expected, "elements");

  g_assert_cmpint (clasp_osc_bundle_decode (bytes, size, &bundle), ==, CLASP_OSC_OK);
  assert_time (bundle.time, json_object_get_object_member (expected, "timetag"));
  if (json_object_has_member (expected, "unix_us"))
    {
      gint64 unix_us =
        g_ascii_strtoll (json_object_get_string_member (expected, "unix_us"), NULL, 10);

      g_assert_cmpint (clasp_osc_time_to_unix_us (bundle.time, unix_us), ==, unix_us);
      g_assert_cmpuint (clasp_osc_time_from_unix_us (unix_us), ==, bundle.time);
    }
  for (guint i = 0; i < json_array_get_length (elements); i++)
    {
      g_assert_true (clasp_osc_bundle_next (&bundle, &element, &element_size));
      assert_packet (element, element_size, json_array_get_object_element (elements, i));
    }
  g_assert_false (clasp_osc_bundle_next (&bundle, &element, &element_size));
}

static void
assert_packet (const guint8 *bytes, gsize size, JsonObject *expected)
{
  if (g_str_equal (json_object_get_string_member (expected, "packet"), "bundle"))
    assert_bundle (bytes, size, expected);
  else
    assert_message (bytes, size, expected);
}

static void
encode_message (const guint8 *bytes, gsize size, ClaspWriter *writer)
{
  g_auto (ClaspOscEncoder) encoder = { 0 };
  ClaspOscMessage          message;
  ClaspOscArgument         argument;

  g_assert_cmpint (clasp_osc_message_decode (bytes, size, &message), ==, CLASP_OSC_OK);
  clasp_osc_encoder_begin (&encoder, message.address);
  while (clasp_osc_arguments_next (&message.arguments, &argument))
    clasp_osc_encoder_add (&encoder, &argument);
  clasp_osc_encoder_finish (&encoder, writer);
}

static void
encode_again (const guint8 *bytes, gsize size, ClaspWriter *writer)
{
  ClaspOscBundle bundle;
  const guint8  *element;
  gsize          element_size;

  if (!clasp_osc_packet_is_bundle (bytes, size))
    {
      encode_message (bytes, size, writer);
      return;
    }

  g_assert_cmpint (clasp_osc_bundle_decode (bytes, size, &bundle), ==, CLASP_OSC_OK);
  clasp_osc_write_bundle (writer, bundle.time);
  while (clasp_osc_bundle_next (&bundle, &element, &element_size))
    {
      gsize mark = clasp_osc_open_element (writer);

      encode_again (element, element_size, writer);
      clasp_osc_close_element (writer, mark);
    }
}

static gboolean
is_hand_made (JsonObject *vector)
{
  return g_str_has_prefix (json_object_get_string_member (vector, "tool"), "hand-made");
}

static void
test_vectors (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray             *vectors = load_vectors (parser);
  guint                  n_decoded = 0, n_refused = 0, n_encoded = 0;

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject          *vector = json_array_get_object_element (vectors, i);
      JsonObject          *decoded = json_object_get_object_member (vector, "decoded");
      g_autoptr (GBytes)   packet = clasp_test_hex (json_object_get_string_member (vector, "hex"));
      g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
      gsize                size;
      const guint8        *bytes = g_bytes_get_data (packet, &size);

      if (!g_str_equal (json_object_get_string_member (vector, "protocol"), "osc"))
        continue;

      g_test_message ("%s", json_object_get_string_member (vector, "name"));
      if (json_object_has_member (decoded, "error"))
        {
          g_assert_cmpint (clasp_osc_packet_check (bytes, size), !=, CLASP_OSC_OK);
          n_refused++;
          continue;
        }

      g_assert_cmpint (clasp_osc_packet_check (bytes, size), ==, CLASP_OSC_OK);
      assert_packet (bytes, size, decoded);
      n_decoded++;
      if (is_hand_made (vector))
        continue;

      encode_again (bytes, size, &writer);
      g_assert_cmpmem (writer.data, writer.length, bytes, size);
      n_encoded++;
    }

  g_assert_cmpuint (n_decoded, ==, 28);
  g_assert_cmpuint (n_refused, ==, 4);
  g_assert_cmpuint (n_encoded, ==, 27);
}

/* ---- strictness (show-protocols.md 1.5) ---- */

static ClaspOscStatus
check_hex (const char *hex)
{
  g_autoptr (GBytes) packet = clasp_test_hex (hex);
  gsize              size;
  const guint8      *bytes = g_bytes_get_data (packet, &size);

  return clasp_osc_packet_check (bytes, size);
}

static void
test_empty_packet (void)
{
  g_assert_cmpint (clasp_osc_packet_check ((const guint8 *) "", 0), ==, CLASP_OSC_NOT_OSC);
}

static void
test_missing_final_padding (void)
{
  /* /s ,s "ab" with one NUL and nothing after it */
  g_assert_cmpint (check_hex ("2f730000 2c730000 616200"), ==, CLASP_OSC_OK);
  /* /b ,b of one byte without its three of padding */
  g_assert_cmpint (check_hex ("2f620000 2c620000 00000001 ff"), ==, CLASP_OSC_OK);
  /* but a text in front of another argument needs its padding */
  g_assert_cmpint (check_hex ("2f730000 2c736900 616200 00000001"), !=, CLASP_OSC_OK);
}

static void
test_bytes_behind_the_arguments (void)
{
  g_assert_cmpint (check_hex ("2f690000 2c690000 00000001 00000000"), ==, CLASP_OSC_TRAILING_BYTES);
}

static void
test_unknown_tag (void)
{
  g_assert_cmpint (check_hex ("2f690000 2c510000 00000001"), ==, CLASP_OSC_UNKNOWN_TAG);
}

static void
test_blob_length (void)
{
  g_assert_cmpint (check_hex ("2f620000 2c620000 00000004 01020304"), ==, CLASP_OSC_OK);
  g_assert_cmpint (check_hex ("2f620000 2c620000 00000005 01020304"), ==, CLASP_OSC_BAD_BLOB);
  g_assert_cmpint (check_hex ("2f620000 2c620000 ffffffff 01020304"), ==, CLASP_OSC_BAD_BLOB);
  g_assert_cmpint (check_hex ("2f620000 2c620000 80000000 01020304"), ==, CLASP_OSC_BAD_BLOB);
  g_assert_cmpint (check_hex ("2f620000 2c620000 0000"), ==, CLASP_OSC_TRUNCATED);
}

static void
test_brackets (void)
{
  g_assert_cmpint (check_hex ("2f610000 2c5b5d00"), ==, CLASP_OSC_OK);
  g_assert_cmpint (check_hex ("2f610000 2c5b0000"), ==, CLASP_OSC_BAD_BRACKETS);
  g_assert_cmpint (check_hex ("2f610000 2c5d5b00"), ==, CLASP_OSC_BAD_BRACKETS);
  g_assert_cmpint (check_hex ("2f610000 2c5b5d5d 00000000"), ==, CLASP_OSC_BAD_BRACKETS);
}

static void
test_elements (void)
{
  const char      *header = "2362756e646c6500 0000000000000001";
  g_autofree char *good = g_strconcat (header, "00000008 2f610000 2c000000", NULL);
  g_autofree char *past = g_strconcat (header, "0000000c 2f610000 2c000000", NULL);
  g_autofree char *odd = g_strconcat (header, "00000006 2f610000 2c00", NULL);
  g_autofree char *negative = g_strconcat (header, "fffffffc 2f610000 2c000000", NULL);
  g_autofree char *bad_second =
    g_strconcat (header, "00000008 2f610000 2c000000 00000008 2f610000 2c690000", NULL);
  g_autofree char *empty = g_strconcat (header, "00000000", NULL);

  g_assert_cmpint (check_hex (good), ==, CLASP_OSC_OK);
  g_assert_cmpint (check_hex (past), ==, CLASP_OSC_BAD_ELEMENT);
  g_assert_cmpint (check_hex (odd), ==, CLASP_OSC_BAD_ELEMENT);
  g_assert_cmpint (check_hex (negative), ==, CLASP_OSC_BAD_ELEMENT);
  g_assert_cmpint (check_hex (bad_second), ==, CLASP_OSC_TRUNCATED);
  g_assert_cmpint (check_hex (empty), ==, CLASP_OSC_NOT_OSC);
  g_assert_cmpint (check_hex ("2362756e646c6500 00000000"), ==, CLASP_OSC_TRUNCATED);
}

static void
test_address_not_utf8 (void)
{
  g_assert_cmpint (check_hex ("2fff0000 2c000000"), ==, CLASP_OSC_NOT_UTF8);
}

/* ---- limits, each at its value and one above ---- */

static ClaspOscStatus
check_tags (const char *open, guint n_open, const char *close, guint n_close)
{
  g_autoptr (GString)  tags = g_string_new (",");
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  for (guint i = 0; i < n_open; i++)
    g_string_append (tags, open);
  for (guint i = 0; i < n_close; i++)
    g_string_append (tags, close);
  clasp_writer_put (&writer, "/a\0", 4);
  clasp_writer_put (&writer, tags->str, tags->len + 1);
  while (writer.length % 4 != 0)
    clasp_writer_put_u8 (&writer, 0);
  return clasp_osc_packet_check (writer.data, writer.length);
}

static void
test_array_depth (void)
{
  g_assert_cmpint (check_tags ("[", 16, "]", 16), ==, CLASP_OSC_OK);
  g_assert_cmpint (check_tags ("[", 17, "]", 17), ==, CLASP_OSC_TOO_DEEP);
}

static void
test_argument_count (void)
{
  g_assert_cmpint (check_tags ("T", CLASP_OSC_MAX_ARGUMENTS, "", 0), ==, CLASP_OSC_OK);
  g_assert_cmpint (check_tags ("T", CLASP_OSC_MAX_ARGUMENTS + 1, "", 0), ==, CLASP_OSC_TOO_MANY);
}

static void
write_nested (ClaspWriter *writer, guint depth)
{
  gsize mark;

  clasp_osc_write_bundle (writer, CLASP_OSC_TIME_IMMEDIATELY);
  if (depth == 1)
    return;
  mark = clasp_osc_open_element (writer);
  write_nested (writer, depth - 1);
  clasp_osc_close_element (writer, mark);
}

static void
test_bundle_depth (void)
{
  g_auto (ClaspWriter) deep = CLASP_WRITER_INIT, deeper = CLASP_WRITER_INIT;

  write_nested (&deep, CLASP_OSC_MAX_BUNDLE_DEPTH);
  g_assert_cmpint (clasp_osc_packet_check (deep.data, deep.length), ==, CLASP_OSC_OK);
  write_nested (&deeper, CLASP_OSC_MAX_BUNDLE_DEPTH + 1);
  g_assert_cmpint (clasp_osc_packet_check (deeper.data, deeper.length), ==, CLASP_OSC_TOO_DEEP);
}

/* ---- properties ---- */

static ClaspOscArgument
random_argument (GRand *random)
{
  static const char   tags[] = "ifsbTFNIthdScrm";
  static const guint8 blob[16] = "blob of 16 bytes";
  static const char   text[] = "some text";
  ClaspOscArgument    argument = { .tag = tags[g_rand_int_range (random, 0, sizeof tags - 1)] };

  switch (argument.tag)
    {
    case 's':
    case 'S':
      argument.text = (ClaspStr){ text, (gsize) g_rand_int_range (random, 0, sizeof text) };
      break;
    case 'b':
      argument.blob.data = blob;
      argument.blob.size = (gsize) g_rand_int_range (random, 0, sizeof blob + 1);
      break;
    case 'f':
      argument.float32 = (float) g_rand_double_range (random, -1000, 1000);
      break;
    case 'd':
      argument.float64 = g_rand_double_range (random, -1e300, 1e300);
      break;
    case 'h':
    case 't':
      argument.time = (guint64) g_rand_int (random) << 32 | g_rand_int (random);
      break;
    default:
      argument.character = g_rand_int (random);
    }
  return argument;
}

static void
write_random_message (GRand *random, ClaspWriter *writer, gsize *address_end)
{
  g_auto (ClaspOscEncoder) encoder = { 0 };
  guint                    n = (guint) g_rand_int_range (random, 0, 8), depth = 0;

  clasp_osc_encoder_begin (&encoder,
                           (ClaspStr){ "/some/address", (gsize) g_rand_int_range (random, 1, 14) });
  for (guint i = 0; i < n; i++)
    {
      ClaspOscArgument argument = random_argument (random);

      if (g_rand_int_range (random, 0, 6) == 0)
        {
          depth++;
          clasp_osc_encoder_add (&encoder, &(ClaspOscArgument){ .tag = '[' });
        }
      clasp_osc_encoder_add (&encoder, &argument);
    }
  while (depth-- > 0)
    clasp_osc_encoder_add (&encoder, &(ClaspOscArgument){ .tag = ']' });
  *address_end = strnlen ((char *) encoder.address.data, encoder.address.length) + 1;
  clasp_osc_encoder_finish (&encoder, writer);
}

static void
test_encode_then_decode_is_identity (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20240101);

  for (guint i = 0; i < 2000; i++)
    {
      g_auto (ClaspWriter) first = CLASP_WRITER_INIT, second = CLASP_WRITER_INIT;
      gsize                address_end;

      write_random_message (random, &first, &address_end);
      g_assert_cmpuint (first.length % 4, ==, 0);
      g_assert_cmpint (clasp_osc_packet_check (first.data, first.length), ==, CLASP_OSC_OK);
      encode_again (first.data, first.length, &second);
      g_assert_cmpmem (first.data, first.length, second.data, second.length);
    }
}

/* A cut that only takes padding, or that leaves nothing but the address (an old sender's message),
 * is the two exceptions the rules make. */
static gboolean
cut_may_pass (const ClaspWriter *packet, gsize address_end, gsize cut)
{
  if (cut >= address_end && cut <= (address_end + 3) / 4 * 4)
    return TRUE;
  for (gsize i = cut; i < packet->length; i++)
    if (packet->data[i] != 0)
      return FALSE;
  return packet->length - cut <= 3;
}

static void
test_every_truncation_is_refused (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guint             n_refused = 0;

  for (guint i = 0; i < 500; i++)
    {
      g_auto (ClaspWriter) packet = CLASP_WRITER_INIT;
      gsize                address_end;

      write_random_message (random, &packet, &address_end);
      for (gsize cut = 0; cut < packet.length; cut++)
        {
          g_autofree guint8 *tight = g_memdup2 (packet.data, MAX (cut, 1));

          if (cut_may_pass (&packet, address_end, cut))
            continue;
          g_assert_cmpint (clasp_osc_packet_check (tight, cut), !=, CLASP_OSC_OK);
          n_refused++;
        }
    }

  g_assert_cmpuint (n_refused, >, 5000);
}

/* ---- time (show-protocols.md 1.2) ---- */

static void
test_time_wraps_in_2036 (void)
{
  gint64  in_2040 = G_GINT64_CONSTANT (2208988800) * G_USEC_PER_SEC; /* 1970 + 70 years */
  guint64 time = clasp_osc_time_from_unix_us (in_2040);

  g_assert_cmpuint (time >> 32, <, 200000000);
  g_assert_cmpint (clasp_osc_time_to_unix_us (time, in_2040 - G_USEC_PER_SEC), ==, in_2040);
}

static void
test_zero_and_one_are_immediate (void)
{
  g_assert_true (clasp_osc_time_is_immediate (0));
  g_assert_true (clasp_osc_time_is_immediate (1));
  g_assert_false (clasp_osc_time_is_immediate (2));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/bridges/osc/codec/vectors", test_vectors);
  g_test_add_func ("/bridges/osc/codec/decode/empty-packet", test_empty_packet);
  g_test_add_func ("/bridges/osc/codec/decode/missing-final-padding", test_missing_final_padding);
  g_test_add_func ("/bridges/osc/codec/decode/bytes-behind-the-arguments",
                   test_bytes_behind_the_arguments);
  g_test_add_func ("/bridges/osc/codec/decode/unknown-tag", test_unknown_tag);
  g_test_add_func ("/bridges/osc/codec/decode/blob-length", test_blob_length);
  g_test_add_func ("/bridges/osc/codec/decode/brackets", test_brackets);
  g_test_add_func ("/bridges/osc/codec/decode/bundle-elements", test_elements);
  g_test_add_func ("/bridges/osc/codec/decode/address-not-utf8", test_address_not_utf8);
  g_test_add_func ("/bridges/osc/codec/limits/array-depth", test_array_depth);
  g_test_add_func ("/bridges/osc/codec/limits/argument-count", test_argument_count);
  g_test_add_func ("/bridges/osc/codec/limits/bundle-depth", test_bundle_depth);
  g_test_add_func ("/bridges/osc/codec/encode-then-decode-is-identity",
                   test_encode_then_decode_is_identity);
  g_test_add_func ("/bridges/osc/codec/every-truncation-is-refused",
                   test_every_truncation_is_refused);
  g_test_add_func ("/bridges/osc/codec/time/wraps-in-2036", test_time_wraps_in_2036);
  g_test_add_func ("/bridges/osc/codec/time/zero-and-one-are-immediate",
                   test_zero_and_one_are_immediate);
  return g_test_run ();
}
