/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-message-json.h"
#include "core/clasp-json.h"
#include "support/clasp-test.h"

#include <math.h>

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode          *node = clasp_json_parse_capture (text, strlen (text), &error);

  g_assert_no_error (error);
  return node;
}

static void
assert_fault (const char *text, const char *message)
{
  g_autoptr (JsonNode) node = parse (text);
  g_autoptr (GError)   error = NULL;
  ClaspJsonFrame       frame;

  memset (&frame, 0xa5, sizeof frame);
  g_assert_false (clasp_frame_from_json (node, &frame, &error));
  g_assert_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_null (frame.texts);
}

static void
test_faults_name_their_path (void)
{
  assert_fault ("[]", "expected an object with frame and message, found []");
  assert_fault ("{}", "message: expected an object, found nothing");
  assert_fault ("{\"message\":{}}",
                "message.type: expected a message type such as SET, found nothing");
  assert_fault ("{\"message\":{\"type\":\"SETT\"}}",
                "message.type: expected a message type such as SET, found \"SETT\"");
  assert_fault ("{\"message\":{\"type\":7}}",
                "message.type: expected a message type such as SET, found 7");
  assert_fault ("{\"message\":{\"type\":\"GET\"}}",
                "message.address: expected a value, found nothing");
  assert_fault ("{\"message\":{\"type\":\"GET\",\"address\":7}}",
                "message.address: expected a string, found 7");
  assert_fault ("{\"message\":{\"type\":\"GET\",\"address\":\"/a\",\"adress\":7}}",
                "message.adress: expected no such member, found 7");
  assert_fault (
    "{\"message\":{\"type\":\"SNAPSHOT\",\"params\":[{\"address\":\"/"
    "a\",\"value\":{\"t\":\"null\"},"
    "\"revision\":\"0\"},{\"address\":\"/b\",\"value\":{\"t\":\"null\"},\"revision\":\"x\"}]}}",
    "message.params[1].revision: expected an unsigned integer of 64 bits as a decimal string, "
    "found \"x\"");
  assert_fault (
    "{\"message\":{\"type\":\"SET\",\"address\":\"/a\",\"value\":{\"t\":\"array\",\"v\":["
    "{\"t\":\"map\",\"v\":[[\"k\",{\"t\":\"i8\",\"v\":\"128\"}]]}]}}}",
    "message.value[0][0]: expected an integer of 8 bits as a decimal string, found \"128\"");
  assert_fault (
    "{\"message\":{\"type\":\"BUNDLE\",\"messages\":[{\"type\":\"PING\"},{\"type\":\"UNSUBSCRIBE\","
    "\"id\":4294967296}]}}",
    "message.messages[1].id: expected an integer from 0 to 4294967295, found 4294967296");
  assert_fault (
    "{\"message\":{\"type\":\"PUBLISH\",\"address\":\"/a\",\"signal\":\"fader\"}}",
    "message.signal: expected one of param, event, stream, gesture, timeline, found \"fader\"");
  assert_fault ("{\"message\":{\"type\":\"PING\"},\"frame\":{\"qos\":4}}",
                "frame.qos: expected an integer from 0 to 3, found 4");
  assert_fault ("{\"message\":{\"type\":\"PING\"},\"frame\":{\"version\":8}}",
                "frame.version: expected an integer from 0 to 7, found 8");
  assert_fault (
    "{\"message\":{\"type\":\"SET\",\"address\":\"/a\",\"value\":{\"t\":\"bool\",\"v\":true},"
    "\"ttl\":{\"mode\":\"sliding\",\"seconds\":2147483648}}}",
    "message.ttl: expected at most 2147483647 seconds, found "
    "{\"mode\":\"sliding\",\"seconds\":2147483648}");
}

static void
test_header_is_optional (void)
{
  g_autoptr (JsonNode) node =
    parse ("{\"message\":{\"type\":\"SET\",\"address\":\"/a\",\"value\":{\"t\":\"null\"}}}");
  g_auto (ClaspJsonFrame) frame = { 0 };

  g_assert_true (clasp_frame_from_json (node, &frame, NULL));
  g_assert_cmpint (frame.header.qos, ==, CLASP_QOS_CONFIRM);
  g_assert_cmpint (frame.header.version, ==, 1);
  g_assert_false (frame.header.has_timestamp);
}

static void
test_texts_outlive_the_document (void)
{
  JsonNode *node = parse ("{\"message\":{\"type\":\"GET\",\"address\":\"/lights/1\"}}");
  g_auto (ClaspJsonFrame) frame = { 0 };

  g_assert_true (clasp_frame_from_json (node, &frame, NULL));
  json_node_unref (node);
  g_assert_true (clasp_str_equal (frame.message.get.address, CLASP_STR_LITERAL ("/lights/1")));
}

static void
test_text_with_nul (void)
{
  ClaspFrameHeader        header = { .version = 1 };
  ClaspMessage            message = { .type = CLASP_MESSAGE_GET };
  g_autoptr (JsonNode)    node = NULL;
  g_auto (ClaspJsonFrame) frame = { 0 };

  message.get.address = (ClaspStr){ "/a\0b", 4 };
  node = clasp_frame_to_json (&header, &message);
  g_assert_true (clasp_frame_from_json (node, &frame, NULL));
  g_assert_cmpmem (frame.message.get.address.data, frame.message.get.address.length, "/a\0b", 4);
}

static void
test_opaque_payload_is_null (void)
{
  ClaspFrameHeader     header = { .version = 1, .encrypted = TRUE };
  g_autoptr (JsonNode) node = clasp_frame_to_json (&header, NULL);
  g_autofree char     *text = json_to_string (node, FALSE);

  g_assert_cmpstr (text, ==,
                   "{\"frame\":{\"qos\":0,\"encrypted\":true,\"compressed\":false,\"version\":1,"
                   "\"timestamp\":null},\"message\":null}");
}

static void
test_values (void)
{
  static const struct
  {
    const char *text;
    const char *printed; /* NULL: refused */
  } cases[] = {
    { "{\"t\":\"null\"}", "null" },
    { "{\"t\":\"i8\",\"v\":\"-128\"}", "-128" },
    { "{\"t\":\"i8\",\"v\":\"-129\"}", NULL },
    { "{\"t\":\"i16\",\"v\":\"32767\"}", "32767" },
    { "{\"t\":\"i16\",\"v\":\"32768\"}", NULL },
    { "{\"t\":\"i32\",\"v\":-2147483648}", "-2147483648" },
    { "{\"t\":\"i32\",\"v\":-2147483649}", NULL },
    { "{\"t\":\"i64\",\"v\":\"-9223372036854775808\"}", "-9223372036854775808" },
    { "{\"t\":\"i64\",\"v\":\"9223372036854775808\"}", NULL },
    { "{\"t\":\"i64\",\"v\":1.5}", NULL },
    { "{\"t\":\"i64\"}", NULL },
    { "{\"t\":\"f32\",\"v\":0.5}", "0.5" },
    { "{\"t\":\"f32\",\"bits\":\"3fc00000\"}", "1.5" },
    { "{\"t\":\"f32\",\"bits\":\"3fc0000\"}", NULL },
    { "{\"t\":\"f64\",\"v\":7,\"bits\":\"3ff8000000000000\"}", "1.5" }, /* the bits decide */
    { "{\"t\":\"f64\",\"v\":\"NaN\"}", "NaN" },
    { "{\"t\":\"f64\",\"v\":\"-0\"}", "-0" },
    { "{\"t\":\"f64\",\"v\":\"-Infinity\"}", "-Infinity" },
    { "{\"t\":\"f64\",\"v\":\"1.5\"}", NULL },
    { "{\"t\":\"f64\",\"v\":1,\"bits\":\"3ff800000000000g\"}", NULL },
    { "{\"t\":\"str\",\"v\":\"x\"}", "x" },
    { "{\"t\":\"str\",\"v\":\"x\",\"hex\":\"6100\"}", "a\342\220\200" },
    { "{\"t\":\"str\",\"v\":\"a\\u0000\",\"hex\":\"6100\"}", "a\342\220\200" },
    { "{\"t\":\"str\",\"v\":\"x\",\"hex\":\"ff\"}", NULL },
    { "{\"t\":\"str\",\"v\":7}", NULL },
    { "{\"t\":\"bytes\",\"v\":\"DEad\"}", "dead" },
    { "{\"t\":\"bytes\",\"v\":\"dea\"}", NULL },
    { "{\"t\":\"bytes\",\"v\":7}", NULL },
    { "{\"t\":\"array\",\"v\":{}}", NULL },
    { "{\"t\":\"array\",\"v\":[1]}", NULL },
    { "{\"t\":\"map\",\"v\":[[\"k\"]]}", NULL },
    { "{\"t\":\"map\",\"v\":[[1,{\"t\":\"null\"}]]}", NULL },
    { "{\"t\":\"map\",\"v\":[[\"k\",{\"t\":\"null\"}],[\"k\",{\"t\":\"bool\",\"v\":true}]]}",
      "{\"k\":true}" },
    { "{\"t\":\"vec2\",\"v\":[]}", NULL },
    { "{\"v\":1}", NULL },
    { "1", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = parse (cases[i].text);
      g_auto (ClaspValue)  value = CLASP_VALUE_INIT;
      g_autoptr (GError)   error = NULL;
      g_autofree char     *printed = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (clasp_value_from_typed_json (node, &value, &error), ==,
                       cases[i].printed != NULL);
      if (cases[i].printed == NULL)
        {
          g_assert_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE);
          continue;
        }
      printed = clasp_value_to_text (&value);
      g_assert_cmpstr (printed, ==, cases[i].printed);
    }
}

static void
test_value_depth_64_and_65 (void)
{
  for (guint depth = CLASP_VALUE_MAX_DEPTH; depth <= CLASP_VALUE_MAX_DEPTH + 1; depth++)
    {
      JsonNode           *node = parse ("{\"t\":\"null\"}");
      g_auto (ClaspValue) value = CLASP_VALUE_INIT;

      for (guint i = 0; i < depth; i++)
        {
          JsonObject *object = json_object_new ();
          JsonArray  *array = json_array_new ();

          json_array_add_element (array, node);
          json_object_set_string_member (object, "t", "array");
          json_object_set_array_member (object, "v", array);
          node = json_node_new (JSON_NODE_OBJECT);
          json_node_take_object (node, object);
        }
      g_assert_cmpint (clasp_value_from_typed_json (node, &value, NULL), ==,
                       depth <= CLASP_VALUE_MAX_DEPTH);
      json_node_unref (node);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/core/message-json/faults-name-their-path", test_faults_name_their_path);
  g_test_add_func ("/core/message-json/header-is-optional", test_header_is_optional);
  g_test_add_func ("/core/message-json/texts-outlive-the-document",
                   test_texts_outlive_the_document);
  g_test_add_func ("/core/message-json/text-with-nul", test_text_with_nul);
  g_test_add_func ("/core/message-json/opaque-payload-is-null", test_opaque_payload_is_null);
  g_test_add_func ("/core/message-json/values", test_values);
  g_test_add_func ("/core/message-json/value-depth-64-and-65", test_value_depth_64_and_65);

  return g_test_run ();
}
