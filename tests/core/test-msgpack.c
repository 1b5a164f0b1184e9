/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-message-json.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

/* Legacy messages are written here as JSON and packed by the test. */

static void pack (ClaspWriter *writer, const ClaspValue *value);

static void
pack_text (ClaspWriter *writer, ClaspStr text)
{
  clasp_writer_put_u8 (writer, 0xda);
  clasp_writer_put_u16_be (writer, (guint16) text.length);
  clasp_writer_put (writer, text.data, text.length);
}

static void
pack_list (ClaspWriter *writer, const ClaspValue *value)
{
  gboolean is_map = clasp_value_get_type_of (value) == CLASP_VALUE_MAP;
  guint    n = clasp_value_get_size (value);
  ClaspStr key;

  if (is_map && n < 16)
    clasp_writer_put_u8 (writer, (guint8) (0x80 | n));
  else
    {
      clasp_writer_put_u8 (writer, is_map ? 0xde : 0xdc);
      clasp_writer_put_u16_be (writer, (guint16) n);
    }
  for (guint i = 0; i < n; i++)
    if (is_map)
      {
        const ClaspValue *inner = clasp_value_get_entry (value, i, &key);

        pack_text (writer, key);
        pack (writer, inner);
      }
    else
      pack (writer, clasp_value_get_element (value, i));
}

static void
pack (ClaspWriter *writer, const ClaspValue *value)
{
  gint64 integer;
  double number;
  gsize  size;

  switch (clasp_value_get_type_of (value))
    {
    case CLASP_VALUE_NULL:
      clasp_writer_put_u8 (writer, 0xc0);
      break;
    case CLASP_VALUE_BOOL:
      clasp_value_to_int (value, &integer);
      clasp_writer_put_u8 (writer, integer != 0 ? 0xc3 : 0xc2);
      break;
    case CLASP_VALUE_INT:
      clasp_value_to_int (value, &integer);
      clasp_writer_put_u8 (writer, 0xd3);
      clasp_writer_put_u64_be (writer, (guint64) integer);
      break;
    case CLASP_VALUE_DOUBLE:
      clasp_value_to_double (value, &number);
      clasp_writer_put_u8 (writer, 0xcb);
      clasp_writer_put_f64_be (writer, number);
      break;
    case CLASP_VALUE_STRING:
      pack_text (writer, clasp_value_get_string (value));
      break;
    case CLASP_VALUE_BYTES:
      clasp_value_get_bytes (value, &size);
      clasp_writer_put_u8 (writer, 0xc4);
      clasp_writer_put_u8 (writer, (guint8) size);
      clasp_writer_put (writer, clasp_value_get_bytes (value, &size), size);
      break;
    case CLASP_VALUE_ARRAY:
    case CLASP_VALUE_MAP:
      pack_list (writer, value);
      break;
    }
}

static void
pack_json (ClaspWriter *writer, const char *json)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  g_autoptr (GError)  error = NULL;

  clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, &error);
  g_assert_no_error (error);
  pack (writer, &value);
}

static gboolean
decode (const ClaspWriter *writer, ClaspMessage *message, ClaspCodecStatus *status)
{
  g_autofree guint8 *bytes =
    g_memdup2 (writer->data, writer->length); /* exact, for the sanitizer */
  g_autofree guint8 *kept = NULL;
  gboolean           ok;

  memset (message, 0xa5, sizeof *message);
  ok = clasp_message_decode (bytes, writer->length, message, status);
  if (!ok)
    {
      ClaspMessage zeroed;

      memset (&zeroed, 0, sizeof zeroed);
      g_assert_cmpmem (message, sizeof *message, &zeroed, sizeof zeroed);
      return FALSE;
    }
  clasp_message_clear (message);
  return clasp_message_decode (writer->data, writer->length, message, status);
}

static void
assert_reads (const char *legacy, const char *expected)
{
  ClaspFrameHeader      header = { .version = 1 };
  g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
  g_auto (ClaspMessage) message = { 0 };
  g_autoptr (JsonNode)  node = NULL;
  g_autofree char      *found = NULL;
  ClaspCodecStatus      status;

  g_test_message ("%s", legacy);
  pack_json (&writer, legacy);
  g_assert_true (decode (&writer, &message, &status));
  node = clasp_frame_to_json (&header, &message);
  found = json_to_string (json_object_get_member (json_node_get_object (node), "message"), FALSE);
  g_assert_cmpstr (found, ==, expected);
}

static void
assert_refuses (const char *legacy, ClaspCodecError code)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspMessage         message;
  ClaspCodecStatus     status;

  g_test_message ("%.200s", legacy);
  pack_json (&writer, legacy);
  g_assert_false (decode (&writer, &message, &status));
  g_assert_cmpstr (clasp_codec_error_to_kind (status.code), ==, clasp_codec_error_to_kind (code));
}

#define SET_1                                                                                      \
  "{\"type\":\"SET\",\"address\":\"/"                                                              \
  "a\",\"value\":{\"t\":\"i64\",\"v\":\"1\"},\"lock\":false,\"unlock\":false"

static void
test_keys_in_any_order (void)
{
  assert_reads ("{\"value\":1,\"address\":\"/a\",\"type\":\"SET\"}", SET_1 "}");
}

static void
test_unknown_keys_are_ignored (void)
{
  assert_reads (
    "{\"type\":\"SET\",\"x\":[1,{\"y\":[2]}],\"address\":\"/a\",\"value\":1,\"maxRate\":3}",
    SET_1 "}");
}

static void
test_nil_for_an_optional_key (void)
{
  assert_reads ("{\"type\":\"SET\",\"address\":\"/"
                "a\",\"value\":1,\"revision\":null,\"ttl\":null,\"lock\":null}",
                SET_1 "}");
}

static void
test_nil_as_a_value (void)
{
  assert_reads ("{\"type\":\"SET\",\"address\":\"/a\",\"value\":null}",
                "{\"type\":\"SET\",\"address\":\"/"
                "a\",\"value\":{\"t\":\"null\"},\"lock\":false,\"unlock\":false}");
  assert_refuses ("{\"type\":\"GET\",\"address\":null}", CLASP_CODEC_ERROR_MSGPACK_INVALID);
}

static void
test_ttl (void)
{
  assert_reads ("{\"type\":\"SET\",\"address\":\"/a\",\"value\":1,\"ttl\":{\"Sliding\":30}}",
                SET_1 ",\"ttl\":{\"mode\":\"sliding\",\"seconds\":30}}");
  assert_reads (
    "{\"type\":\"SET\",\"address\":\"/a\",\"value\":1,\"ttl\":{\"Absolute\":4294967295}}",
    SET_1 ",\"ttl\":{\"mode\":\"absolute\",\"seconds\":2147483647}}");
  assert_reads ("{\"type\":\"SET\",\"address\":\"/a\",\"value\":1,\"ttl\":\"Never\"}",
                SET_1 ",\"ttl\":{\"mode\":\"never\",\"seconds\":0}}");
  assert_refuses ("{\"type\":\"SET\",\"address\":\"/a\",\"value\":1,\"ttl\":\"never\"}",
                  CLASP_CODEC_ERROR_MSGPACK_INVALID);
  assert_refuses (
    "{\"type\":\"SET\",\"address\":\"/a\",\"value\":1,\"ttl\":{\"Sliding\":1,\"Absolute\":1}}",
    CLASP_CODEC_ERROR_MSGPACK_INVALID);
  assert_refuses ("{\"type\":\"SET\",\"address\":\"/a\",\"value\":1,\"ttl\":{\"Soon\":1}}",
                  CLASP_CODEC_ERROR_MSGPACK_INVALID);
}

#define PUBLISH_A                                                                                  \
  "{\"type\":\"PUBLISH\",\"address\":\"/a\",\"signal\":\"event\",\"phase\":\"start\""

static void
test_publish_without_signal_is_an_event (void)
{
  assert_reads ("{\"type\":\"PUBLISH\",\"address\":\"/a\"}", PUBLISH_A "}");
}

static void
test_publish_value_before_payload_before_timeline (void)
{
  assert_reads ("{\"type\":\"PUBLISH\",\"address\":\"/"
                "a\",\"timeline\":{\"x\":\"t\"},\"payload\":\"p\",\"value\":\"v\"}",
                PUBLISH_A ",\"value\":{\"t\":\"str\",\"v\":\"v\"}}");
  assert_reads (
    "{\"type\":\"PUBLISH\",\"address\":\"/a\",\"timeline\":{\"x\":\"t\"},\"payload\":\"p\"}",
    PUBLISH_A ",\"value\":{\"t\":\"str\",\"v\":\"p\"}}");
  assert_reads ("{\"type\":\"PUBLISH\",\"address\":\"/a\",\"value\":null,\"payload\":\"p\"}",
                PUBLISH_A ",\"value\":{\"t\":\"str\",\"v\":\"p\"}}");
}

static void
test_publish_timeline_becomes_the_value (void)
{
  assert_reads (
    "{\"type\":\"PUBLISH\",\"address\":\"/"
    "a\",\"signal\":\"timeline\",\"timeline\":{\"loop_\":true}}",
    "{\"type\":\"PUBLISH\",\"address\":\"/a\",\"signal\":\"timeline\",\"phase\":\"start\","
    "\"value\":{\"t\":\"map\",\"v\":[[\"loop_\",{\"t\":\"bool\",\"v\":true}]]}}");
}

static void
test_samples_may_be_integers (void)
{
  assert_reads (
    "{\"type\":\"PUBLISH\",\"address\":\"/a\",\"samples\":[1,0.5,-2],\"rate\":60,\"id\":7}",
    PUBLISH_A ",\"samples\":[1.0,0.5,-2.0],\"id\":7,\"rate\":60}");
}

static void
test_subscribe_options (void)
{
  assert_reads (
    "{\"type\":\"SUBSCRIBE\",\"id\":1,\"pattern\":\"/**\"}",
    "{\"type\":\"SUBSCRIBE\",\"id\":1,\"pattern\":\"/**\",\"types\":[],\"options\":null}");
  assert_reads (
    "{\"type\":\"SUBSCRIBE\",\"id\":1,\"pattern\":\"/**\",\"types\":[],\"options\":{}}",
    "{\"type\":\"SUBSCRIBE\",\"id\":1,\"pattern\":\"/**\",\"types\":[],\"options\":{}}");
  assert_reads ("{\"type\":\"SUBSCRIBE\",\"id\":1,\"pattern\":\"/"
                "**\",\"options\":{\"maxRate\":5,\"window\":9}}",
                "{\"type\":\"SUBSCRIBE\",\"id\":1,\"pattern\":\"/"
                "**\",\"types\":[],\"options\":{\"window\":9}}");
  assert_refuses ("{\"type\":\"SUBSCRIBE\",\"id\":1,\"pattern\":\"/**\",\"types\":[\"Param\"]}",
                  CLASP_CODEC_ERROR_MSGPACK_INVALID);
}

static void
test_announce_meta (void)
{
  assert_reads ("{\"type\":\"ANNOUNCE\",\"namespace\":\"/"
                "n\",\"meta\":{\"author\":\"x\"},\"signals\":[{\"address\":\"/n/a\","
                "\"type\":\"param\",\"datatype\":\"f64\",\"meta\":{\"unit\":\"dB\",\"range\":[0,1],"
                "\"default\":0.5}}]}",
                "{\"type\":\"ANNOUNCE\",\"namespace\":\"/n\",\"signals\":[{\"address\":\"/n/"
                "a\",\"signal\":\"param\","
                "\"datatype\":\"f64\",\"meta\":{\"unit\":\"dB\",\"range\":[0.0,1.0],\"default\":"
                "{\"t\":\"f64\",\"v\":0.5,\"bits\":\"3fe0000000000000\"}}}]}");
  assert_refuses ("{\"type\":\"ANNOUNCE\",\"namespace\":\"/n\",\"signals\":[{\"address\":\"/n/a\","
                  "\"type\":\"param\",\"meta\":{\"range\":[0,1,2]}}]}",
                  CLASP_CODEC_ERROR_MSGPACK_INVALID);
}

static void
test_federation_revisions (void)
{
  assert_reads (
    "{\"type\":\"FEDERATION_SYNC\",\"op\":\"RevisionVector\",\"revisions\":{\"/a\":1,\"/b\":2}}",
    "{\"type\":\"FEDERATION_SYNC\",\"op\":\"revision_vector\",\"patterns\":[],"
    "\"revisions\":[[\"/a\",\"1\"],[\"/b\",\"2\"]]}");
  assert_refuses ("{\"type\":\"FEDERATION_SYNC\",\"op\":\"revision_vector\"}",
                  CLASP_CODEC_ERROR_MSGPACK_INVALID);
}

static void
test_refused (void)
{
  static const char *const cases[] = {
    "{\"type\":\"NOPE\"}",
    "{\"type\":\"set\",\"address\":\"/a\",\"value\":1}",
    "{\"type\":33,\"address\":\"/a\",\"value\":1}",
    "{\"address\":\"/a\",\"value\":1}",
    "{\"type\":\"SET\",\"address\":\"/a\",\"value\":1,\"revision\":-1}",
    "{\"type\":\"SET\",\"address\":\"/a\",\"value\":1,\"revision\":1.5}",
    "{\"type\":\"SET\",\"address\":\"/a\",\"value\":1,\"lock\":1}",
    "{\"type\":\"SET\",\"address\":7,\"value\":1}",
    "{\"type\":\"SET\",\"value\":1}",
    "{\"type\":\"SUBSCRIBE\",\"id\":4294967296,\"pattern\":\"/a\"}",
    "{\"type\":\"ERROR\",\"code\":65536,\"message\":\"m\"}",
    "{\"type\":\"PUBLISH\",\"address\":\"/a\",\"phase\":\"middle\"}",
    "{\"type\":\"PUBLISH\",\"address\":\"/a\",\"samples\":[\"x\"]}",
    "{\"type\":\"SNAPSHOT\"}",
    "{\"type\":\"SNAPSHOT\",\"params\":[{\"address\":\"/a\",\"value\":{\"long\":\"value\"}}]}",
    "{\"type\":\"SNAPSHOT\",\"params\":{}}",
    "{\"type\":\"RESULT\"}",
    "{\"type\":\"BUNDLE\"}",
    "{\"type\":\"BUNDLE\",\"messages\":[{\"type\":\"NOPE-NOPE\"}]}",
    "{\"type\":\"WELCOME\",\"version\":1,\"session\":\"s\",\"name\":\"n\"}",
    "{\"type\":\"SYNC\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refuses (cases[i], CLASP_CODEC_ERROR_MSGPACK_INVALID);
}

/* What JSON cannot spell, as bytes. */
static void
test_bytes (void)
{
  static const struct
  {
    const char *hex;
    const char *value; /* of a SET to "", or NULL: refused */
  } cases[] = {
    { "c4 02 dead", "{\"t\":\"bytes\",\"v\":\"dead\"}" },
    { "c5 0001 ff", "{\"t\":\"bytes\",\"v\":\"ff\"}" },
    { "c6 00000001 ff", "{\"t\":\"bytes\",\"v\":\"ff\"}" },
    { "c4 00", "{\"t\":\"bytes\",\"v\":\"\"}" },
    { "cf 8000000000000000",
      "{\"t\":\"f64\",\"v\":9.2233720368547758e+18,\"bits\":\"43e0000000000000\"}" },
    { "cf 7fffffffffffffff", "{\"t\":\"i64\",\"v\":\"9223372036854775807\"}" },
    { "d3 8000000000000000", "{\"t\":\"i64\",\"v\":\"-9223372036854775808\"}" },
    { "cc ff", "{\"t\":\"i64\",\"v\":\"255\"}" },
    { "cd ffff", "{\"t\":\"i64\",\"v\":\"65535\"}" },
    { "ce ffffffff", "{\"t\":\"i64\",\"v\":\"4294967295\"}" },
    { "d0 80", "{\"t\":\"i64\",\"v\":\"-128\"}" },
    { "d1 8000", "{\"t\":\"i64\",\"v\":\"-32768\"}" },
    { "d2 80000000", "{\"t\":\"i64\",\"v\":\"-2147483648\"}" },
    { "7f", "{\"t\":\"i64\",\"v\":\"127\"}" },
    { "e0", "{\"t\":\"i64\",\"v\":\"-32\"}" },
    { "ff", "{\"t\":\"i64\",\"v\":\"-1\"}" },
    { "ca 3fc00000", "{\"t\":\"f64\",\"v\":1.5,\"bits\":\"3ff8000000000000\"}" },
    { "a0", "{\"t\":\"str\",\"v\":\"\"}" },
    { "d9 01 78", "{\"t\":\"str\",\"v\":\"x\"}" },
    { "db 00000001 78", "{\"t\":\"str\",\"v\":\"x\"}" },
    { "a3 61 00 62", "{\"t\":\"str\",\"v\":\"a\",\"hex\":\"610062\"}" },
    { "90", "{\"t\":\"array\",\"v\":[]}" },
    { "dd 00000001 c0", "{\"t\":\"array\",\"v\":[{\"t\":\"null\"}]}" },
    { "df 00000001 a1 6b c0", "{\"t\":\"map\",\"v\":[[\"k\",{\"t\":\"null\"}]]}" },
    { "82 a1 6b 01 a1 6b 02", "{\"t\":\"map\",\"v\":[[\"k\",{\"t\":\"i64\",\"v\":\"2\"}]]}" },
    { "c1", NULL },       /* never used */
    { "d4 01 00", NULL }, /* extensions are no values */
    { "c7 01 01 00", NULL },
    { "81 01 02", NULL },    /* a key that is no string */
    { "a1 ff", NULL },       /* not UTF-8 */
    { "dd ffffffff", NULL }, /* counts and sizes beyond the end */
    { "df ffffffff", NULL },
    { "df 80000001 00 00", NULL },
    { "db ffffffff", NULL },
    { "c6 ffffffff", NULL },
    { "c9 ffffffff 00", NULL },
    { "a5 61", NULL },
    { "cb 00", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *hex = g_strdup_printf (
        "83 a4 74797065 a3 534554 a7 61646472657373 a0 a5 76616c7565 %s", cases[i].hex);
      g_autoptr (GBytes) bytes = clasp_test_hex (hex);
      ClaspWriter writer = { (guint8 *) g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                             0 };
      g_auto (ClaspMessage) message = { 0 };
      ClaspCodecStatus      status;

      g_test_message ("%s", cases[i].hex);
      g_assert_cmpint (decode (&writer, &message, &status), ==, cases[i].value != NULL);
      if (cases[i].value != NULL)
        {
          g_autoptr (JsonNode) node = clasp_value_to_typed_json (&message.set.value);
          g_autofree char     *found = json_to_string (node, FALSE);

          g_assert_cmpstr (found, ==, cases[i].value);
        }
    }
}

static void
test_unknown_key_with_an_extension (void)
{
  g_autoptr (GBytes) bytes =
    clasp_test_hex ("83 a4 74797065 a4 50494e47 a1 78 d4 01 00 a1 79 c7 02 01 0000");
  g_auto (ClaspMessage) message = { 0 };
  ClaspCodecStatus      status;

  g_assert_true (clasp_message_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                       &message, &status));
  g_assert_cmpint (message.type, ==, CLASP_MESSAGE_PING);
}

static void
test_repeated_key (void)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (
    "84 a4 74797065 a3 534554 a7 61646472657373 a0 a5 76616c7565 a1 78 a5 76616c7565 a1 79");
  ClaspMessage     message;
  ClaspCodecStatus status;

  g_assert_false (clasp_message_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                        &message, &status));
  g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_MSGPACK_INVALID);
}

static void
test_bytes_after_the_map_are_ignored (void)
{
  g_autoptr (GBytes)    bytes = clasp_test_hex ("81 a4 74797065 a4 50494e47 c1 ff");
  g_auto (ClaspMessage) message = { 0 };
  ClaspCodecStatus      status;

  g_assert_true (clasp_message_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                       &message, &status));
}

static void
test_value_depth_64_and_65 (void)
{
  for (guint depth = CLASP_VALUE_MAX_DEPTH; depth <= CLASP_VALUE_MAX_DEPTH + 1; depth++)
    {
      g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
      g_auto (ClaspMessage) message = { 0 };
      ClaspCodecStatus      status;

      clasp_writer_put (&writer, "\203\244type\243SET\247address\240\245value", 25);
      for (guint i = 0; i < depth; i++)
        clasp_writer_put_u8 (&writer, 0x91);
      clasp_writer_put_u8 (&writer, 0xc0);
      g_assert_cmpint (decode (&writer, &message, &status), ==, depth <= CLASP_VALUE_MAX_DEPTH);
      if (depth > CLASP_VALUE_MAX_DEPTH)
        g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_TOO_DEEP);
    }
}

/* Skipping needs no stack, however deep. */
static void
test_unknown_key_60000_deep (void)
{
  g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
  g_auto (ClaspMessage) message = { 0 };
  ClaspCodecStatus      status;

  clasp_writer_put (&writer, "\202\241x", 3);
  for (guint i = 0; i < 60000; i++)
    clasp_writer_put_u8 (&writer, 0x91);
  clasp_writer_put (&writer, "\300\244type\244PING", 11);
  g_assert_true (decode (&writer, &message, &status));
}

static void
test_bundle_depth_4_and_5 (void)
{
  g_autofree char *json = g_strdup ("{\"type\":\"PING\"}");

  for (guint depth = 1; depth <= CLASP_BUNDLE_MAX_DEPTH + 1; depth++)
    {
      g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
      g_auto (ClaspMessage) message = { 0 };
      ClaspCodecStatus      status;
      char *outer = g_strdup_printf ("{\"type\":\"BUNDLE\",\"messages\":[%s]}", json);

      g_free (json);
      json = outer;
      pack_json (&writer, json);
      g_assert_cmpint (decode (&writer, &message, &status), ==, depth <= CLASP_BUNDLE_MAX_DEPTH);
      if (depth > CLASP_BUNDLE_MAX_DEPTH)
        g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_TOO_DEEP);
    }
}

static void
test_every_truncation (void)
{
  static const char *const cases[] = {
    "{\"type\":\"SNAPSHOT\",\"params\":[{\"address\":\"/"
    "a\",\"value\":[1,{\"k\":\"text\"}],\"revision\":1,\"writer\":\"w\"}]}",
    "{\"type\":\"BUNDLE\",\"messages\":[{\"type\":\"SET\",\"address\":\"/"
    "a\",\"value\":\"text\"},{\"type\":\"PING\"}]}",
    "{\"type\":\"PUBLISH\",\"address\":\"/"
    "a\",\"payload\":[\"p\"],\"timeline\":{\"k\":[\"t\"]},\"samples\":[1,2]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
      gsize                size;

      pack_json (&writer, cases[i]);
      for (size = writer.length; writer.length > 0;)
        {
          ClaspMessage     message;
          ClaspCodecStatus status;

          writer.length--;
          g_assert_false (decode (&writer, &message, &status));
          g_assert_cmpuint (status.offset, <=, writer.length);
        }
      g_assert_cmpuint (size, >, 50);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/core/msgpack/keys-in-any-order", test_keys_in_any_order);
  g_test_add_func ("/core/msgpack/unknown-keys-are-ignored", test_unknown_keys_are_ignored);
  g_test_add_func ("/core/msgpack/nil-for-an-optional-key", test_nil_for_an_optional_key);
  g_test_add_func ("/core/msgpack/nil-as-a-value", test_nil_as_a_value);
  g_test_add_func ("/core/msgpack/ttl", test_ttl);
  g_test_add_func ("/core/msgpack/publish-without-signal-is-an-event",
                   test_publish_without_signal_is_an_event);
  g_test_add_func ("/core/msgpack/publish-value-before-payload-before-timeline",
                   test_publish_value_before_payload_before_timeline);
  g_test_add_func ("/core/msgpack/publish-timeline-becomes-the-value",
                   test_publish_timeline_becomes_the_value);
  g_test_add_func ("/core/msgpack/samples-may-be-integers", test_samples_may_be_integers);
  g_test_add_func ("/core/msgpack/subscribe-options", test_subscribe_options);
  g_test_add_func ("/core/msgpack/announce-meta", test_announce_meta);
  g_test_add_func ("/core/msgpack/federation-revisions", test_federation_revisions);
  g_test_add_func ("/core/msgpack/refused", test_refused);
  g_test_add_func ("/core/msgpack/bytes", test_bytes);
  g_test_add_func ("/core/msgpack/unknown-key-with-an-extension",
                   test_unknown_key_with_an_extension);
  g_test_add_func ("/core/msgpack/repeated-key", test_repeated_key);
  g_test_add_func ("/core/msgpack/bytes-after-the-map-are-ignored",
                   test_bytes_after_the_map_are_ignored);
  g_test_add_func ("/core/msgpack/value-depth-64-and-65", test_value_depth_64_and_65);
  g_test_add_func ("/core/msgpack/unknown-key-60000-deep", test_unknown_key_60000_deep);
  g_test_add_func ("/core/msgpack/bundle-depth-4-and-5", test_bundle_depth_4_and_5);
  g_test_add_func ("/core/msgpack/every-truncation", test_every_truncation);

  return g_test_run ();
}
