/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-value.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

#define NOW_UNIX_US G_GINT64_CONSTANT (1704067200000000) /* 2024-01-01 */

static const ClaspOscStyle default_style;

/* The message that @value becomes, into @writer. */
static gboolean
encode (const ClaspOscStyle *style, const char *tags, const ClaspValue *value, ClaspWriter *writer)
{
  g_auto (ClaspOscEncoder) encoder = { 0 };

  clasp_osc_encoder_begin (&encoder, CLASP_STR_LITERAL ("/x"));
  if (!clasp_osc_encode_value (&encoder, style, clasp_str (tags), value))
    return FALSE;
  clasp_osc_encoder_finish (&encoder, writer);
  return TRUE;
}

static ClaspValue
parse (const char *json)
{
  ClaspValue         value = CLASP_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, &error);
  g_assert_no_error (error);
  return value;
}

static void
decode (const ClaspWriter *writer, ClaspOscMessage *message)
{
  g_assert_cmpint (clasp_osc_message_decode (writer->data, writer->length, message), ==,
                   CLASP_OSC_OK);
}

static void
assert_tags (const ClaspOscStyle *style,
             const char          *tags,
             const ClaspValue    *value,
             const char          *expected)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspOscMessage      message;
  g_autofree char     *got = NULL;

  g_assert_true (encode (style, tags, value, &writer));
  decode (&writer, &message);
  got = clasp_str_dup (message.tags);
  g_assert_cmpstr (got, ==, expected);
}

static void
assert_json_tags (const ClaspOscStyle *style,
                  const char          *tags,
                  const char          *json,
                  const char          *expected)
{
  g_auto (ClaspValue) value = parse (json);

  assert_tags (style, tags, &value, expected);
}

/* Through the wire and back. */
static ClaspValue
round_trip (const ClaspOscStyle *style, const char *tags, const ClaspValue *value)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspOscMessage      message;

  g_assert_true (encode (style, tags, value, &writer));
  decode (&writer, &message);
  return clasp_osc_message_to_value (&message, NOW_UNIX_US);
}

/* ---- in ---- */

static void
assert_hex_is (const char *hex, const char *expected)
{
  g_autoptr (GBytes)  packet = clasp_test_hex (hex);
  gsize               size;
  const guint8       *bytes = g_bytes_get_data (packet, &size);
  ClaspOscMessage     message;
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  g_autofree char    *text = NULL;

  g_assert_cmpint (clasp_osc_message_decode (bytes, size, &message), ==, CLASP_OSC_OK);
  value = clasp_osc_message_to_value (&message, NOW_UNIX_US);
  text = clasp_value_to_text (&value);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_every_tag_has_a_value (void)
{
  assert_hex_is ("2f780000 2c690000 ffffffff", "-1");
  assert_hex_is ("2f780000 2c680000 0000000100000000", "4294967296");
  assert_hex_is ("2f780000 2c660000 3f000000", "0.5");
  assert_hex_is ("2f780000 2c640000 bfe0000000000000", "-0.5");
  assert_hex_is ("2f780000 2c730000 61620000", "ab");
  assert_hex_is ("2f780000 2c530000 61620000", "ab");
  assert_hex_is ("2f780000 2c630000 00000041", "A");
  assert_hex_is ("2f780000 2c540000", "true");
  assert_hex_is ("2f780000 2c460000", "false");
  assert_hex_is ("2f780000 2c4e0000", "null");
  assert_hex_is ("2f780000 2c720000 ff800080", "[255,128,0,128]");
  assert_hex_is ("2f780000 2c6d0000 01903c64", "[1,144,60,100]");
  assert_hex_is ("2f780000 2c740000 e93c7f0080000000",
                 "{\"ntp\":[3913056000,2147483648],\"us\":1704067200500000}");
}

static void
test_several_arguments_are_an_array (void)
{
  assert_hex_is ("2f780000 2c696900 00000001 00000002", "[1,2]");
  assert_hex_is ("2f780000 2c5b6969 5d000000 00000001 00000002", "[1,2]");
  assert_hex_is ("2f780000 2c695b69 5d490000 00000001 00000002", "[1,[2],null]");
}

static void
test_latin_1_becomes_readable_text (void)
{
  assert_hex_is ("2f780000 2c730000 61e46200", "a\xef\xbf\xbd"
                                               "b");
}

static void
test_events (void)
{
  static const char *const cases[][2] = {
    { "", "yes" }, { "I", "yes" }, { "N", "no" }, { "II", "no" }, { "i", "no" }
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ClaspOscMessage message = { .tags = clasp_str (cases[i][0]) };

      g_assert_cmpint (clasp_osc_message_is_event (&message), ==, g_str_equal (cases[i][1], "yes"));
    }
}

/* ---- out ---- */

static void
test_default_style (void)
{
  g_auto (ClaspValue) bytes = clasp_value_bytes ((const guint8 *) "\1\2", 2);

  assert_json_tags (&default_style, "", "1", "i");
  assert_json_tags (&default_style, "", "-2147483648", "i");
  assert_json_tags (&default_style, "", "2147483648", "h");
  assert_json_tags (&default_style, "", "0.5", "f");
  assert_json_tags (&default_style, "", "true", "T");
  assert_json_tags (&default_style, "", "false", "F");
  assert_json_tags (&default_style, "", "null", "N");
  assert_json_tags (&default_style, "", "\"a\"", "s");
  assert_json_tags (&default_style, "", "[1,[2,[0.5]],\"a\"]", "iifs");
  assert_json_tags (&default_style, "", "{\"a\":1}", "s");
  assert_tags (&default_style, "", &bytes, "b");
  assert_tags (&default_style, "", NULL, "");
}

static void
test_every_style (void)
{
  assert_json_tags (&(ClaspOscStyle){ .float_tag = CLASP_OSC_FLOAT_TAG_D }, "", "0.5", "d");
  assert_json_tags (&(ClaspOscStyle){ .int_tag = CLASP_OSC_INT_TAG_H }, "", "1", "h");
  assert_json_tags (&(ClaspOscStyle){ .int_tag = CLASP_OSC_INT_TAG_I }, "", "2147483648", "i");
  assert_json_tags (&(ClaspOscStyle){ .bool_tag = CLASP_OSC_BOOL_TAG_I }, "", "true", "i");
  assert_json_tags (&(ClaspOscStyle){ .null_tag = CLASP_OSC_NULL_TAG_I }, "", "null", "I");
  assert_json_tags (&(ClaspOscStyle){ .null_tag = CLASP_OSC_NULL_TAG_NONE }, "", "null", "");
  assert_json_tags (&(ClaspOscStyle){ .array_mode = CLASP_OSC_ARRAY_MODE_BRACKETS }, "",
                    "[1,[2,[3]]]", "i[i[i]]");
}

static void
test_numbers_are_clamped_not_wrapped (void)
{
  ClaspOscStyle       style = { .int_tag = CLASP_OSC_INT_TAG_I };
  g_auto (ClaspValue) big = clasp_value_int (G_GINT64_CONSTANT (5000000000)),
                      huge = clasp_value_double (1e300);
  g_auto (ClaspValue) came_back = round_trip (&style, "", &big);
  g_auto (ClaspValue) finite = round_trip (&style, "", &huge);
  gint64              number;
  double              real;

  g_assert_true (clasp_value_to_int (&came_back, &number));
  g_assert_cmpint (number, ==, G_MAXINT32);
  g_assert_true (clasp_value_to_double (&finite, &real));
  g_assert_cmpfloat (real, >, 3e38);
  g_assert_cmpfloat (real, <, 4e38);
}

static void
test_brackets_keep_every_shape (void)
{
  static const char *const shapes[] = { "[]",        "[1]",     "[[1]]", "[1,2]", "[[1,2],3]",
                                        "[[],[[]]]", "[[1,2]]", "null",  "\"a\"", "[null,true]" };
  ClaspOscStyle            style = { .array_mode = CLASP_OSC_ARRAY_MODE_BRACKETS };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_auto (ClaspValue) value = parse (shapes[i]);
      g_auto (ClaspValue) came_back = round_trip (&style, "", &value);

      g_test_message ("%s", shapes[i]);
      g_assert_true (clasp_value_equal (&value, &came_back));
    }
}

static void
test_tags_that_came_in_go_out (void)
{
  static const char *const cases[][3] = {
    /* tags in, value out, tags out */
    { "f", "1", "f" },
    { "i", "1.0", "i" },
    { "i", "0.5", "f" },
    { "i", "true", "i" },
    { "i", "5000000000", "h" },
    { "d", "0.5", "d" },
    { "h", "1", "h" },
    { "f", "16777216", "f" },
    { "f", "16777217", "i" },
    { "T", "0", "F" },
    { "F", "true", "T" },
    { "T", "0.5", "f" },
    { "S", "\"a\"", "S" },
    { "c", "\"A\"", "c" },
    { "c", "\"AB\"", "s" },
    { "s", "1", "i" },
    { "I", "null", "I" },
    { "ff", "[1,2]", "ff" },
    { "ff", "[1,\"a\"]", "fs" },
    { "sf", "[1,2]", "if" },
    { "fff", "[1,2]", "ff" },
    { "f", "[1,2]", "fi" },
    { "[ff]", "[1,2]", "[ff]" },
    { "[ff]", "[1,2,3]", "[ffi]" },
    { "i[ff]s", "[1,[2,3],\"a\"]", "i[ff]s" },
    { "i[ff]f", "[1,2,3]", "iif" },
    { "r", "[255,128,0,128]", "r" },
    { "r", "[256,128,0,128]", "iiii" },
    { "rf", "[[255,128,0,128],1]", "rf" },
    { "m", "[1,144,60,100]", "m" },
    { "t", "{\"ntp\":[3913056000,2147483648]}", "t" },
    { "t", "{\"ntp\":[-1,0]}", "s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s %s", cases[i][0], cases[i][1]);
      assert_json_tags (&default_style, cases[i][0], cases[i][1], cases[i][2]);
    }
}

/* Whatever came in goes out as the same bytes. */
static void
test_every_message_goes_back_unchanged (void)
{
  static const char *const packets[] = {
    "2f780000 2c690000 ffffffff",
    "2f780000 2c680000 0000000100000000",
    "2f780000 2c660000 3f000000",
    "2f780000 2c640000 bfe0000000000000",
    "2f780000 2c730000 61620000",
    "2f780000 2c530000 61620000",
    "2f780000 2c630000 00000041",
    "2f780000 2c54464e 49000000",
    "2f780000 2c490000",
    "2f780000 2c720000 ff800080",
    "2f780000 2c6d0000 01903c64",
    "2f780000 2c740000 e93c7f0080000000",
    "2f780000 2c5b6969 5d000000 00000001 00000002",
    "2f780000 2c695b5b 665d5d73 00000000 00000001 3f000000 656e6400",
    "2f780000 2c620000 00000001 ff000000"
  };

  for (guint i = 0; i < G_N_ELEMENTS (packets); i++)
    {
      g_autoptr (GBytes)   packet = clasp_test_hex (packets[i]);
      gsize                size;
      const guint8        *bytes = g_bytes_get_data (packet, &size);
      ClaspOscMessage      message;
      g_auto (ClaspValue)  value = CLASP_VALUE_INIT;
      g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
      g_autofree char     *tags = NULL;

      g_assert_cmpint (clasp_osc_message_decode (bytes, size, &message), ==, CLASP_OSC_OK);
      value = clasp_osc_message_to_value (&message, NOW_UNIX_US);
      tags = clasp_str_dup (message.tags);
      g_assert_true (encode (&default_style, tags, &value, &writer));
      g_assert_cmpmem (writer.data, writer.length, bytes, size);
    }
}

static ClaspValue
nested (guint depth)
{
  ClaspValue value = clasp_value_int (1);

  while (depth-- > 0)
    value = clasp_value_array (&value, 1);
  return value;
}

static void
test_depth_limit (void)
{
  ClaspOscStyle        style = { .array_mode = CLASP_OSC_ARRAY_MODE_BRACKETS };
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  g_auto (ClaspValue)  deep = nested (16), deeper = nested (17);

  g_assert_true (encode (&style, "", &deep, &writer));
  g_assert_cmpint (clasp_osc_packet_check (writer.data, writer.length), ==, CLASP_OSC_OK);
  g_assert_false (encode (&style, "", &deeper, &writer));
}

static void
test_count_limit (void)
{
  g_auto (ClaspWriter)   writer = CLASP_WRITER_INIT;
  g_autofree ClaspValue *elements = g_new0 (ClaspValue, CLASP_OSC_MAX_ARGUMENTS + 1);
  g_auto (ClaspValue)    many = clasp_value_array (elements, CLASP_OSC_MAX_ARGUMENTS);
  g_auto (ClaspValue)    too_many = clasp_value_array (elements, CLASP_OSC_MAX_ARGUMENTS + 1);

  g_assert_true (encode (&default_style, "", &many, &writer));
  g_assert_false (encode (&default_style, "", &too_many, &writer));
}

static void
test_text_ends_at_nul (void)
{
  g_auto (ClaspValue) value = clasp_value_string ((ClaspStr){ "a\0b", 3 });
  g_auto (ClaspValue) came_back = round_trip (&default_style, "", &value);

  g_assert_true (clasp_str_equal (clasp_value_get_string (&came_back), CLASP_STR_LITERAL ("a")));
}

/* Each map inside another is one level, as arrays in brackets are. */
static gboolean
can_encode_pairs (guint depth)
{
  static const ClaspOscStyle style = { .map_mode = CLASP_OSC_MAP_MODE_PAIRS };
  g_auto (ClaspOscEncoder)   encoder = { 0 };
  ClaspValue                 value = clasp_value_int (1);
  gboolean                   is_encoded;

  for (guint i = 0; i < depth; i++)
    value = clasp_value_map (&(ClaspMapEntry){ CLASP_STR_LITERAL ("x"), value }, 1);
  clasp_osc_encoder_begin (&encoder, CLASP_STR_LITERAL ("/a"));
  is_encoded = clasp_osc_encode_value (&encoder, &style, CLASP_STR_EMPTY, &value);
  clasp_value_clear (&value);
  return is_encoded;
}

static void
test_maps_as_pairs_nest_so_deep (void)
{
  g_assert_true (can_encode_pairs (CLASP_OSC_MAX_ARRAY_DEPTH));
  g_assert_false (can_encode_pairs (CLASP_OSC_MAX_ARRAY_DEPTH + 1));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/bridges/osc/value/in/every-tag-has-a-value", test_every_tag_has_a_value);
  g_test_add_func ("/bridges/osc/value/in/several-arguments-are-an-array",
                   test_several_arguments_are_an_array);
  g_test_add_func ("/bridges/osc/value/in/latin-1-becomes-readable-text",
                   test_latin_1_becomes_readable_text);
  g_test_add_func ("/bridges/osc/value/in/events", test_events);
  g_test_add_func ("/bridges/osc/value/out/default-style", test_default_style);
  g_test_add_func ("/bridges/osc/value/out/every-style", test_every_style);
  g_test_add_func ("/bridges/osc/value/out/numbers-are-clamped-not-wrapped",
                   test_numbers_are_clamped_not_wrapped);
  g_test_add_func ("/bridges/osc/value/out/brackets-keep-every-shape",
                   test_brackets_keep_every_shape);
  g_test_add_func ("/bridges/osc/value/out/tags-that-came-in-go-out",
                   test_tags_that_came_in_go_out);
  g_test_add_func ("/bridges/osc/value/out/every-message-goes-back-unchanged",
                   test_every_message_goes_back_unchanged);
  g_test_add_func ("/bridges/osc/value/out/depth-limit", test_depth_limit);
  g_test_add_func ("/bridges/osc/value/out/count-limit", test_count_limit);
  g_test_add_func ("/bridges/osc/value/out/text-ends-at-nul", test_text_ends_at_nul);
  g_test_add_func ("/bridges/osc/value/out/maps-as-pairs-nest-so-deep",
                   test_maps_as_pairs_nest_so_deep);
  return g_test_run ();
}
