/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-message-json.h"
#include "support/clasp-test.h"

#include <json-glib/json-glib.h>

/* Walks tests/data/vectors.json: one subtest for each frame that must decode and each that must be
 * refused. */

static char *
to_hex (const guint8 *bytes, gsize size)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

/* An exact heap block, so that a sanitizer sees the first byte past the end. */
static guint8 *
frame_of (JsonObject *vector, gsize *size)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (json_object_get_string_member (vector, "frame_hex"));
  gconstpointer      data = g_bytes_get_data (bytes, size);

  return g_memdup2 (data, *size);
}

/* Frames that claim encryption or compression: the header is read, the frame refused. */
static void
check_opaque (JsonObject *vector, const guint8 *frame, gsize size)
{
  ClaspFrameHeader header;
  ClaspMessage     message;
  ClaspCodecStatus status;
  g_autofree char *payload_hex = NULL;
  gsize            payload, frame_size;

  g_assert_true (clasp_frame_decode_header (frame, size, &header, &payload, &frame_size, &status));
  payload_hex = to_hex (frame + payload, frame_size - payload);
  g_assert_cmpstr (payload_hex, ==, json_object_get_string_member (vector, "payload_hex"));
  g_assert_true (header.encrypted || header.compressed);

  g_assert_false (clasp_frame_decode (frame, size, &header, &message, &status));
  g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_UNSUPPORTED_FLAGS);
}

static void
check_header (JsonObject *expected, const ClaspFrameHeader *header)
{
  g_assert_cmpint (header->qos, ==, json_object_get_int_member (expected, "qos"));
  g_assert_cmpint (header->version, ==, json_object_get_int_member (expected, "version"));
  g_assert_cmpint (header->encrypted, ==, json_object_get_boolean_member (expected, "encrypted"));
  g_assert_cmpint (header->compressed, ==, json_object_get_boolean_member (expected, "compressed"));
  g_assert_cmpint (header->has_timestamp, ==, !json_object_get_null_member (expected, "timestamp"));
  if (header->has_timestamp)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, header->timestamp_us);

      g_assert_cmpstr (text, ==, json_object_get_string_member (expected, "timestamp"));
    }
}

static void
check_encode (const ClaspFrameHeader *header,
              const ClaspMessage     *message,
              const guint8           *frame,
              gsize                   size)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspCodecStatus     status;
  g_autofree char     *expected = to_hex (frame, size);
  g_autofree char     *found = NULL;

  g_assert_true (clasp_frame_encode (&writer, header, message, &status));
  found = to_hex (writer.data, writer.length);
  g_assert_cmpstr (found, ==, expected);
}

static char *
to_json (const ClaspFrameHeader *header, const ClaspMessage *message)
{
  g_autoptr (JsonNode) node = clasp_frame_to_json (header, message);

  return json_to_string (node, TRUE);
}

/* The vector's typed message says, member for member, what was decoded. */
static void
check_json (JsonObject *vector, const ClaspFrameHeader *header, const ClaspMessage *message)
{
  g_autoptr (JsonNode)    node = json_node_init_object (json_node_alloc (), vector);
  g_auto (ClaspJsonFrame) expected = { 0 };
  g_autoptr (GError)      error = NULL;
  g_autofree char        *expected_text = NULL;
  g_autofree char        *found_text = to_json (header, message);

  clasp_frame_from_json (node, &expected, &error);
  g_assert_no_error (error);
  expected_text = to_json (&expected.header, &expected.message);
  g_assert_cmpstr (found_text, ==, expected_text);
}

static void
test_vector (gconstpointer user_data)
{
  JsonObject           *vector = (JsonObject *) user_data;
  gsize                 size;
  g_autofree guint8    *frame = frame_of (vector, &size);
  ClaspFrameHeader      header;
  ClaspCodecStatus      status;
  g_auto (ClaspMessage) message = { 0 };

  if (json_object_get_null_member (vector, "message"))
    {
      check_opaque (vector, frame, size);
      return;
    }

  g_assert_true (clasp_frame_decode (frame, size, &header, &message, &status));
  check_header (json_object_get_object_member (vector, "frame"), &header);
  check_json (vector, &header, &message);
  if (json_object_get_boolean_member (vector, "canonical"))
    check_encode (&header, &message, frame, size);
}

static void
test_malformed (gconstpointer user_data)
{
  JsonObject        *vector = (JsonObject *) user_data;
  gsize              size;
  g_autofree guint8 *frame = frame_of (vector, &size);
  ClaspFrameHeader   header;
  ClaspMessage       message;
  ClaspMessage       zeroed;
  ClaspCodecStatus   status;

  memset (&message, 0xa5, sizeof message); /* what was there before must not matter */
  memset (&zeroed, 0, sizeof zeroed);
  g_assert_false (clasp_frame_decode (frame, size, &header, &message, &status));
  g_assert_cmpstr (clasp_codec_error_to_kind (status.code), ==,
                   json_object_get_string_member (vector, "error"));
  g_assert_cmpuint (status.offset, <=, size);
  g_assert_cmpmem (&message, sizeof message, &zeroed, sizeof zeroed);
}

static void
add_all (JsonObject *root, const char *member, GTestDataFunc func)
{
  JsonArray *array = json_object_get_array_member (root, member);

  g_assert_cmpuint (json_array_get_length (array), >, 200);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject      *vector = json_array_get_object_element (array, i);
      g_autofree char *path = g_strdup_printf ("/core/vectors/%s/%s", member,
                                               json_object_get_string_member (vector, "name"));

      g_test_add_data_func (path, vector, func);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError)     error = NULL;
  g_autofree char       *path = NULL;
  JsonObject            *root;

  clasp_test_init (&argc, &argv, 60);

  path = clasp_test_data ("vectors.json");
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  add_all (root, "vectors", test_vector);
  add_all (root, "malformed", test_malformed);

  return g_test_run ();
}
