/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/dmx-usb/clasp-enttec-codec.h"
#include "support/clasp-test.h"

#include <json-glib/json-glib.h>

/* Messages as they come, each as "label:hex ". */
static void
note_cb (const ClaspEnttecMessage *message, gpointer user_data)
{
  g_string_append_printf (user_data, "%u:", message->label);
  for (guint i = 0; i < message->n_data; i++)
    g_string_append_printf (user_data, "%02x", message->data[i]);
  g_string_append_c (user_data, ' ');
}

static void
feed_hex (ClaspEnttecParser *parser, const char *hex, GString *log)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);

  clasp_enttec_parser_feed (parser, data, size, note_cb, log);
}

static void
expect_messages (const char *hex, const char *expected, guint64 n_dropped)
{
  ClaspEnttecParser   parser = { 0 };
  g_autoptr (GString) log = g_string_new (NULL);

  feed_hex (&parser, hex, log);
  g_assert_cmpstr (log->str, ==, expected);
  g_assert_cmpuint (parser.n_dropped, ==, n_dropped);
}

static void
assert_written (ClaspWriter *writer, const char *hex)
{
  g_autoptr (GBytes) expected = clasp_test_hex (hex);
  gsize              size;
  const guint8      *data = g_bytes_get_data (expected, &size);

  g_assert_cmpmem (writer->data, writer->length, data, size);
  clasp_writer_reset (writer);
}

/* ---- golden vectors (show-protocols.md 11) ---- */

static void
assert_slots (JsonObject *expected, const guint8 *slots, guint n_slots)
{
  g_autoptr (GBytes) wanted = clasp_test_hex (json_object_get_string_member (expected, "slots"));

  g_assert_cmpmem (slots, n_slots, g_bytes_get_data (wanted, NULL), g_bytes_get_size (wanted));
}

static gboolean
near (JsonObject *expected, const char *key, guint units)
{
  return ABS (json_object_get_double_member (expected, key) - units * CLASP_ENTTEC_UNIT_US) < 0.05;
}

static void
check_parameters (const ClaspEnttecMessage *message, JsonObject *expected, ClaspWriter *again)
{
  ClaspEnttecParameters parameters;
  g_autofree char      *firmware = NULL;

  if (message->n_data == 2)
    {
      g_assert_cmpint (json_object_get_int_member (expected, "user_size"), ==, message->data[0]);
      clasp_enttec_encode_ask_parameters (again, message->data[0]);
      return;
    }

  g_assert_true (clasp_enttec_read_parameters (message, &parameters));
  g_assert_true (near (expected, "break_us", parameters.break_units));
  g_assert_true (near (expected, "mab_us", parameters.mark_units));
  g_assert_cmpint (parameters.break_units, ==, json_object_get_int_member (expected, "break_units"));
  g_assert_cmpint (parameters.mark_units, ==, json_object_get_int_member (expected, "mab_units"));
  g_assert_cmpint (parameters.rate, ==, json_object_get_int_member (expected, "rate"));
  if (message->label == CLASP_ENTTEC_SET_PARAMETERS)
    {
      clasp_enttec_encode_parameters (again, &parameters);
      return;
    }
  firmware = g_strdup_printf ("%u.%u", parameters.firmware_major, parameters.firmware_minor);
  /* The vector prints the whole number "0418" as 4.24: major 4, minor 24. */
  g_assert_cmpstr (firmware, ==, json_object_get_string_member (expected, "firmware"));
}

static void
check_frame (const ClaspEnttecMessage *message, JsonObject *expected)
{
  ClaspEnttecReceived received;

  if (message->label == CLASP_ENTTEC_SEND)
    {
      g_assert_cmpint (message->data[0], ==, json_object_get_int_member (expected, "start_code"));
      assert_slots (expected, message->data + 1, message->n_data - 1);
      return;
    }
  g_assert_true (clasp_enttec_read_received (message, &received));
  g_assert_cmpint (received.status, ==, json_object_get_int_member (expected, "status"));
  g_assert_cmpint (received.start_code, ==, json_object_get_int_member (expected, "start_code"));
  assert_slots (expected, received.slots, received.n_slots);
}

typedef struct
{
  JsonObject *expected;
  ClaspWriter again;
  guint       n;
} Vector;

static void
check_message (const ClaspEnttecMessage *message, gpointer user_data)
{
  Vector     *vector = user_data;
  JsonObject *expected = vector->expected;
  char        serial[CLASP_ENTTEC_SERIAL_SIZE];

  vector->n++;
  g_assert_cmpint (message->label, ==, json_object_get_int_member (expected, "label"));
  if (json_object_has_member (expected, "length"))
    g_assert_cmpint (message->n_data, ==, json_object_get_int_member (expected, "length"));
  if (json_object_has_member (expected, "serial_bcd"))
    {
      g_assert_true (clasp_enttec_read_serial (message, serial));
      g_assert_cmpstr (serial, ==, json_object_get_string_member (expected, "serial_bcd"));
    }
  if (json_object_has_member (expected, "slots"))
    check_frame (message, expected);
  if (message->label == CLASP_ENTTEC_RECEIVE_MODE)
    g_assert_cmpint (message->data[0], ==, json_object_get_int_member (expected, "mode"));
  if (message->label == CLASP_ENTTEC_PARAMETERS || message->label == CLASP_ENTTEC_SET_PARAMETERS)
    check_parameters (message, expected, &vector->again);
  if (vector->again.length == 0)
    clasp_enttec_encode (&vector->again, message->label, message->data, message->n_data);
}

static void
run_vector (JsonObject *entry)
{
  const char        *hex = json_object_get_string_member (entry, "hex");
  JsonObject        *decoded = json_object_get_object_member (entry, "decoded");
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);
  ClaspEnttecParser  parser = { 0 };
  Vector             vector = { .expected = decoded };
  gboolean           is_stream = json_object_has_member (decoded, "frames");

  g_test_message ("%s", json_object_get_string_member (entry, "name"));
  if (is_stream)
    {
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (decoded, "frames")), ==, 1);
      vector.expected = json_array_get_object_element (json_object_get_array_member (decoded, "frames"), 0);
    }
  clasp_enttec_parser_feed (&parser, data, size, check_message, &vector);
  g_assert_cmpuint (vector.n, ==, 1);
  g_assert_cmpuint (parser.n_dropped, ==, is_stream ? json_object_get_int_member (decoded, "dropped") : 0);
  if (!is_stream)
    assert_written (&vector.again, hex);
  clasp_writer_clear (&vector.again);
}

static void
test_vectors (void)
{
  g_autofree char       *path = clasp_test_data ("show-vectors.json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray             *vectors;
  guint                  n = 0;

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  vectors = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *entry = json_array_get_object_element (vectors, i);

      if (!g_str_equal (json_object_get_string_member (entry, "protocol"), "enttec-pro"))
        continue;
      run_vector (entry);
      n++;
    }
  g_assert_cmpuint (n, ==, 13);
}

/* ---- the line ---- */

static void
test_pieces_of_any_size (void)
{
  static const char  *hex = "00ff 7e05030000 01 02e7 7e0a0000e7 55";
  g_autoptr (GBytes)  bytes = clasp_test_hex (hex);
  gsize               size;
  const guint8       *data = g_bytes_get_data (bytes, &size);
  ClaspEnttecParser   parser = { 0 };
  g_autoptr (GString) log = g_string_new (NULL);

  for (gsize piece = 1; piece <= size; piece++)
    {
      memset (&parser, 0, sizeof parser);
      g_string_truncate (log, 0);
      for (gsize at = 0; at < size; at += piece)
        clasp_enttec_parser_feed (&parser, data + at, MIN (piece, size - at), note_cb, log);
      g_assert_cmpstr (log->str, ==, "5:000102 10: ");
      g_assert_cmpuint (parser.n_noise, ==, 3);
      g_assert_cmpuint (parser.n_dropped, ==, 0);
    }
}

static void
test_goes_on_after_a_bad_end (void)
{
  expect_messages ("7e0a040078563412e6 7e0a040078563412e7", "10:78563412 ", 1);
}

/* A length that was damaged must not swallow the whole messages behind it. */
static void
test_finds_a_message_within_what_was_dropped (void)
{
  expect_messages ("7e050800 0001 7e0a0000e7 0203 7e0e010003e7", "10: 14:03 ", 1);
}

static GString *
long_message (guint n_data)
{
  GString *hex = g_string_new ("7e05");

  g_string_append_printf (hex, "%02x%02x", n_data & 0xffu, n_data >> 8);
  for (guint i = 0; i < n_data; i++)
    g_string_append (hex, "11");
  g_string_append (hex, "e7");
  return hex;
}

static void
test_longest_data (void)
{
  g_autoptr (GString)  longest = long_message (600), longer = long_message (601), log = g_string_new (NULL);
  ClaspEnttecParser    parser = { 0 };
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  guint8               data[601] = { 0 };

  feed_hex (&parser, longest->str, log);
  g_assert_cmpuint (log->len, ==, strlen ("5: ") + 1200);
  g_string_truncate (log, 0);
  feed_hex (&parser, longer->str, log);
  feed_hex (&parser, "7e0a0000e7", log);
  g_assert_cmpstr (log->str, ==, "10: ");
  g_assert_cmpuint (parser.n_dropped, ==, 1);

  g_assert_true (clasp_enttec_encode (&writer, 5, data, 600));
  g_assert_cmpuint (writer.length, ==, 605);
  g_assert_false (clasp_enttec_encode (&writer, 5, data, 601));
  g_assert_cmpuint (writer.length, ==, 605);
}

static void
test_labels_nobody_knows_pass (void)
{
  expect_messages ("7ec8020001 02e7 7e0a0000e7", "200:0102 10: ", 0);
}

/* ---- frames ---- */

static void
test_short_frames_are_filled (void)
{
  static const guint8  slots[] = { 1, 2, 3 };
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  clasp_enttec_encode_frame (&writer, CLASP_ENTTEC_SEND, slots, 3);
  assert_written (&writer, "7e061900 00 010203 000000000000000000000000000000000000000000 e7");
}

static void
test_frame_lengths (void)
{
  static const struct { guint n_slots, n_sent; } cases[] = { { 0, 24 },    { 23, 24 },   { 24, 24 },  { 25, 25 },
                                                             { 511, 511 }, { 512, 512 }, { 513, 512 } };
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  guint8               slots[513] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      clasp_writer_reset (&writer);
      clasp_enttec_encode_frame (&writer, CLASP_ENTTEC_SEND_PORT_2, slots, cases[i].n_slots);
      g_assert_cmpuint (writer.length, ==, 4 + 1 + cases[i].n_sent + 1);
      g_assert_cmpuint (writer.data[1], ==, 101);
      g_assert_cmpuint (writer.data[2] | writer.data[3] << 8, ==, cases[i].n_sent + 1);
    }
}

/* ---- what the widget says ---- */

static ClaspEnttecMessage
message_of (guint8 label, const guint8 *data, guint n_data)
{
  return (ClaspEnttecMessage){ label, data, n_data };
}

static void
test_serial_forms (void)
{
  static const guint8 none[] = { 0xff, 0xff, 0xff, 0xff }, small[] = { 0x45, 0x23, 0x01, 0x00 };
  ClaspEnttecMessage  message = message_of (CLASP_ENTTEC_SERIAL, none, 4);
  char                serial[CLASP_ENTTEC_SERIAL_SIZE];

  g_assert_true (clasp_enttec_read_serial (&message, serial));
  g_assert_cmpstr (serial, ==, "");
  message.data = small;
  g_assert_true (clasp_enttec_read_serial (&message, serial));
  g_assert_cmpstr (serial, ==, "00012345");
  message.n_data = 3;
  g_assert_false (clasp_enttec_read_serial (&message, serial));
  message = message_of (CLASP_ENTTEC_HARDWARE, small, 4);
  g_assert_false (clasp_enttec_read_serial (&message, serial));
}

static void
test_identity (void)
{
  static const guint8 king[] = "\x6b\x6a" "DMX\x01king\0rest";
  guint8              longest[2 + 40];
  ClaspEnttecMessage  message = message_of (CLASP_ENTTEC_MANUFACTURER, king, sizeof king - 1);
  ClaspEnttecIdentity identity;

  g_assert_true (clasp_enttec_read_identity (&message, &identity));
  g_assert_cmphex (identity.id, ==, CLASP_ENTTEC_ESTA_DMXKING);
  g_assert_cmpstr (identity.name, ==, "DMX?king");

  memset (longest, 'x', sizeof longest);
  for (guint n_name = 32; n_name <= 33; n_name++)
    {
      message = message_of (CLASP_ENTTEC_DEVICE, longest, 2 + n_name);
      g_assert_true (clasp_enttec_read_identity (&message, &identity));
      g_assert_cmpuint (strlen (identity.name), ==, 32);
    }
  message.n_data = 1;
  g_assert_false (clasp_enttec_read_identity (&message, &identity));
}

static void
test_parameters_are_clamped (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  clasp_enttec_encode_parameters (&writer, &(ClaspEnttecParameters){ .break_units = 8, .mark_units = 0, .rate = 41 });
  assert_written (&writer, "7e040500 0000 09 01 28 e7");
  clasp_enttec_encode_parameters (&writer, &(ClaspEnttecParameters){ .break_units = 9, .mark_units = 1, .rate = 40 });
  assert_written (&writer, "7e040500 0000 09 01 28 e7");
  clasp_enttec_encode_parameters (&writer, &(ClaspEnttecParameters){ .break_units = 128, .mark_units = 128, .rate = 0 });
  assert_written (&writer, "7e040500 0000 7f 7f 00 e7");
}

static void
test_ports_of_dmxking (void)
{
  static const guint8  count[] = { 2 };
  ClaspEnttecPorts     ports = { 3, 1, 2, 3 }, again;
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspEnttecMessage   message;
  guint8               n = 0;

  clasp_enttec_encode_ports (&writer, &ports);
  message = message_of (CLASP_ENTTEC_PORT_DIRECTIONS, writer.data + 4, 4);
  g_assert_true (clasp_enttec_read_ports (&message, &again));
  g_assert_cmpmem (&ports, sizeof ports, &again, sizeof again);
  assert_written (&writer, "7e710400 03010203 e7");
  message = message_of (CLASP_ENTTEC_PORT_COUNT, count, 1);
  g_assert_true (clasp_enttec_read_byte (&message, &n));
  g_assert_cmpuint (n, ==, 2);
  message.n_data = 0;
  g_assert_false (clasp_enttec_read_byte (&message, &n));
}

static void
test_received_at_the_limits (void)
{
  guint8              data[515] = { CLASP_ENTTEC_OVERRUN, 0xcc };
  ClaspEnttecMessage  message = message_of (CLASP_ENTTEC_RECEIVED, data, 2);
  ClaspEnttecReceived received;

  g_assert_true (clasp_enttec_read_received (&message, &received));
  g_assert_cmpuint (received.n_slots, ==, 0);
  g_assert_cmpuint (received.status, ==, CLASP_ENTTEC_OVERRUN);
  g_assert_cmpuint (received.start_code, ==, 0xcc);
  for (guint n = 514; n <= 515; n++)
    {
      message.n_data = n;
      g_assert_true (clasp_enttec_read_received (&message, &received));
      g_assert_cmpuint (received.n_slots, ==, 512);
    }
  message.n_data = 1;
  g_assert_false (clasp_enttec_read_received (&message, &received));
}

static gboolean
apply (const char *hex, guint8 frame[513], guint *n_known)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  ClaspEnttecMessage message = message_of (CLASP_ENTTEC_CHANGES, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));

  return clasp_enttec_apply_changes (&message, frame, n_known);
}

static void
test_changes (void)
{
  guint8 frame[513] = { 0 };
  guint  n_known = 0;

  /* Indices 1, 2 and 39 from 0. */
  g_assert_true (apply ("00 0600000080 0b1621", frame, &n_known));
  g_assert_cmpuint (frame[1], ==, 11);
  g_assert_cmpuint (frame[2], ==, 22);
  g_assert_cmpuint (frame[39], ==, 33);
  g_assert_cmpuint (n_known, ==, 40);
  /* From 8 · 2: slot 17 is index 17. */
  g_assert_true (apply ("02 0200000000 63", frame, &n_known));
  g_assert_cmpuint (frame[17], ==, 99);
  g_assert_cmpuint (n_known, ==, 40);
  /* A level too few: nothing changes. */
  g_assert_false (apply ("00 0600000000 ff", frame, &n_known));
  g_assert_cmpuint (frame[1], ==, 11);
  g_assert_false (apply ("00 00000000", frame, &n_known));
}

static void
test_changes_at_the_limit (void)
{
  guint8 frame[513] = { 0 };
  guint  n_known = 0;

  g_assert_true (apply ("40 0100000000 07", frame, &n_known)); /* index 512: slot 512 */
  g_assert_cmpuint (frame[512], ==, 7);
  g_assert_cmpuint (n_known, ==, 513);
  g_assert_false (apply ("40 0200000000 07", frame, &n_known)); /* 513: no such slot */
  g_assert_false (apply ("ff 0000000080 07", frame, &n_known));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/bridges/enttec/codec/vectors", test_vectors);
  g_test_add_func ("/bridges/enttec/codec/pieces-of-any-size", test_pieces_of_any_size);
  g_test_add_func ("/bridges/enttec/codec/goes-on-after-a-bad-end", test_goes_on_after_a_bad_end);
  g_test_add_func ("/bridges/enttec/codec/finds-a-message-within-what-was-dropped", test_finds_a_message_within_what_was_dropped);
  g_test_add_func ("/bridges/enttec/codec/longest-data", test_longest_data);
  g_test_add_func ("/bridges/enttec/codec/labels-nobody-knows-pass", test_labels_nobody_knows_pass);
  g_test_add_func ("/bridges/enttec/codec/short-frames-are-filled", test_short_frames_are_filled);
  g_test_add_func ("/bridges/enttec/codec/frame-lengths", test_frame_lengths);
  g_test_add_func ("/bridges/enttec/codec/serial-forms", test_serial_forms);
  g_test_add_func ("/bridges/enttec/codec/identity", test_identity);
  g_test_add_func ("/bridges/enttec/codec/parameters-are-clamped", test_parameters_are_clamped);
  g_test_add_func ("/bridges/enttec/codec/ports-of-dmxking", test_ports_of_dmxking);
  g_test_add_func ("/bridges/enttec/codec/received-at-the-limits", test_received_at_the_limits);
  g_test_add_func ("/bridges/enttec/codec/changes", test_changes);
  g_test_add_func ("/bridges/enttec/codec/changes-at-the-limit", test_changes_at_the_limit);
  return g_test_run ();
}
