/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-message-json.h"
#include "core/message-generator.h"
#include "support/clasp-test.h"

#include <math.h>

static char *
to_json (const ClaspFrameHeader *header, const ClaspMessage *message)
{
  g_autoptr (JsonNode) node = clasp_frame_to_json (header, message);

  return json_to_string (node, FALSE);
}

static ClaspMessage
set (const char *address, ClaspValue value)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = clasp_str (address);
  message.set.value = value;
  return message;
}

/* encode∘decode = identity */

static void
check_same (const ClaspFrameHeader *header,
            const ClaspMessage     *message,
            const char             *expected_json,
            const ClaspWriter      *expected)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspCodecStatus     status;
  g_autofree char     *json = to_json (header, message);

  g_assert_cmpstr (json, ==, expected_json);
  g_assert_true (clasp_frame_encode (&writer, header, message, &status));
  g_assert_cmpmem (writer.data, writer.length, expected->data, expected->length);
}

static void
check_both_ways (const ClaspFrameHeader *header, const ClaspMessage *message)
{
  g_auto (ClaspWriter)    writer = CLASP_WRITER_INIT;
  g_auto (ClaspMessage)   decoded = { 0 };
  g_auto (ClaspJsonFrame) read = { 0 };
  g_autofree char        *json = to_json (header, message);
  g_autoptr (JsonNode)    node = json_from_string (json, NULL);
  g_autoptr (GError)      error = NULL;
  ClaspFrameHeader        decoded_header;
  ClaspCodecStatus        status;

  g_assert_true (clasp_frame_encode (&writer, header, message, &status));
  g_assert_true (
    clasp_frame_decode (writer.data, writer.length, &decoded_header, &decoded, &status));
  check_same (&decoded_header, &decoded, json, &writer);

  clasp_frame_from_json (node, &read, &error);
  g_assert_no_error (error);
  check_same (&read.header, &read.message, json, &writer);
}

/* Whatever part of a frame arrives, nothing is read past it, and what is accepted can be encoded.
 */
static void
check_truncations (const ClaspMessage *message)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspCodecStatus     status;

  g_assert_true (clasp_message_encode (&writer, message, &status));
  for (gsize size = 0; size < writer.length; size += MAX (1, writer.length / 60))
    {
      g_autofree guint8    *cut = g_memdup2 (writer.data, size); /* exact, for the sanitizer */
      g_auto (ClaspMessage) decoded = { 0 };
      g_auto (ClaspWriter)  again = CLASP_WRITER_INIT;

      if (clasp_message_decode (cut, size, &decoded, &status))
        g_assert_true (clasp_message_encode (&again, &decoded, &status));
      else
        g_assert_cmpuint (status.offset, <=, size);
    }
}

static void
test_random_messages (void)
{
  MessageGenerator generator;

  message_generator_init (&generator, 20260);
  for (guint i = 0; i < 200 * MESSAGE_GENERATOR_N_TYPES; i++)
    {
      g_auto (ClaspMessage) message = { 0 };
      ClaspFrameHeader      header = { .version = 1, .qos = (ClaspQos) (i % 3) };

      if (i % 5 == 0)
        {
          header.has_timestamp = TRUE;
          header.timestamp_us = G_GUINT64_CONSTANT (1704067200000000) + i;
        }
      message_generator_make (&generator, i % MESSAGE_GENERATOR_N_TYPES, &message);
      check_both_ways (&header, &message);
      if (i % 10 == 0)
        check_truncations (&message);
    }
  message_generator_clear (&generator);
}

/* Random bytes behind each type code: refused or understood, never more. */
static void
test_random_bytes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 60000; i++)
    {
      gsize                 size = (gsize) g_rand_int_range (rand, 0, 80);
      g_autofree guint8    *bytes = g_malloc (size + 1);
      g_auto (ClaspMessage) message = { 0 };
      ClaspCodecStatus      status;

      for (gsize j = 0; j < size; j++)
        bytes[j] = (guint8) g_rand_int_range (rand, 0, g_rand_boolean (rand) ? 16 : 256);
      if (size > 0 && i % 2 == 0)
        bytes[0] = (guint8) (0x20 + i % 5);
      if (!clasp_message_decode (bytes, size, &message, &status))
        g_assert_cmpuint (status.offset, <=, size);
    }
}

static void
test_default_qos (void)
{
  static const struct
  {
    ClaspMessageType type;
    ClaspQos         qos;
  } cases[] = {
    { CLASP_MESSAGE_HELLO, CLASP_QOS_FIRE },
    { CLASP_MESSAGE_WELCOME, CLASP_QOS_FIRE },
    { CLASP_MESSAGE_ANNOUNCE, CLASP_QOS_FIRE },
    { CLASP_MESSAGE_FEDERATION_SYNC, CLASP_QOS_CONFIRM },
    { CLASP_MESSAGE_SUBSCRIBE, CLASP_QOS_CONFIRM },
    { CLASP_MESSAGE_UNSUBSCRIBE, CLASP_QOS_CONFIRM },
    { CLASP_MESSAGE_SET, CLASP_QOS_CONFIRM },
    { CLASP_MESSAGE_GET, CLASP_QOS_FIRE },
    { CLASP_MESSAGE_SNAPSHOT, CLASP_QOS_FIRE },
    { CLASP_MESSAGE_REPLAY, CLASP_QOS_CONFIRM },
    { CLASP_MESSAGE_BUNDLE, CLASP_QOS_COMMIT },
    { CLASP_MESSAGE_SYNC, CLASP_QOS_FIRE },
    { CLASP_MESSAGE_PING, CLASP_QOS_FIRE },
    { CLASP_MESSAGE_PONG, CLASP_QOS_FIRE },
    { CLASP_MESSAGE_ACK, CLASP_QOS_FIRE },
    { CLASP_MESSAGE_ERROR, CLASP_QOS_FIRE },
    { CLASP_MESSAGE_QUERY, CLASP_QOS_FIRE },
    { CLASP_MESSAGE_RESULT, CLASP_QOS_FIRE },
  };
  static const ClaspQos publish[] = { CLASP_QOS_CONFIRM, CLASP_QOS_CONFIRM, CLASP_QOS_FIRE,
                                      CLASP_QOS_FIRE, CLASP_QOS_COMMIT };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ClaspMessage message = { .type = cases[i].type };

      g_test_message ("%s", clasp_message_type_to_string (cases[i].type));
      g_assert_cmpint (clasp_message_default_qos (&message), ==, cases[i].qos);
    }
  for (guint i = 0; i < G_N_ELEMENTS (publish); i++)
    {
      ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

      message.publish.signal = (ClaspSignal) i;
      g_assert_cmpint (clasp_message_default_qos (&message), ==, publish[i]);
    }
}

static void
test_encode_default (void)
{
  static const guint8 expected[] = { 0x53, 0x41, 0x00, 0x11, 0x21, 0x07, 0x00, 0x05, '/', 't', 'e',
                                     's',  't',  0x3f, 0xe8, 0,    0,    0,    0,    0,   0 };
  g_auto (ClaspMessage) message = set ("/test", clasp_value_double (0.75));
  g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
  ClaspCodecStatus      status;

  g_assert_true (clasp_frame_encode_default (&writer, &message, &status));
  g_assert_cmpmem (writer.data, writer.length, expected, sizeof expected);
  /* Appends. */
  g_assert_true (clasp_frame_encode_default (&writer, &message, &status));
  g_assert_cmpmem (writer.data + sizeof expected, writer.length - sizeof expected, expected,
                   sizeof expected);
}

/* Byte streams: until the last byte is there the answer is "wait for more". */
static void
test_header_of_every_prefix (void)
{
  static const guint8 frame[] = { 0x53, 0x21, 0x00, 0x01, 0, 0, 0, 0, 0, 0, 0, 9, 0x41, 0x53 };
  ClaspFrameHeader    header;
  ClaspCodecStatus    status;
  gsize               payload, frame_size;

  for (gsize size = 0; size < 13; size++)
    {
      g_autofree guint8 *bytes = g_memdup2 (frame, size);

      g_assert_false (
        clasp_frame_decode_header (bytes, size, &header, &payload, &frame_size, &status));
      g_assert_true (status.failed);
      g_assert_cmpint (status.code, ==,
                       size < 4 ? CLASP_CODEC_ERROR_TRUNCATED_HEADER
                                : CLASP_CODEC_ERROR_TRUNCATED_FRAME);
    }
  g_assert_true (
    clasp_frame_decode_header (frame, sizeof frame, &header, &payload, &frame_size, &status));
  g_assert_false (status.failed);
  g_assert_cmpuint (payload, ==, 12);
  g_assert_cmpuint (frame_size, ==, 13);
  g_assert_cmpuint (header.timestamp_us, ==, 9);
}

static void
test_bad_magic_is_seen_at_once (void)
{
  ClaspFrameHeader header;
  ClaspCodecStatus status;
  gsize            payload, frame_size;

  g_assert_false (
    clasp_frame_decode_header ((const guint8 *) "G", 1, &header, &payload, &frame_size, &status));
  g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_BAD_MAGIC);
}

/* Encryption and compression: nothing defines them, so nothing may pretend to. */
static void
test_unsupported_flags (void)
{
  static const guint8  flags[] = { 0x09, 0x11, 0x19 };
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspMessage         ping = { .type = CLASP_MESSAGE_PING };
  ClaspMessage         message;
  ClaspCodecStatus     status;

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      guint8           frame[] = { 0x53, flags[i], 0x00, 0x01, 0x41 };
      ClaspFrameHeader header;
      gsize            payload, frame_size;

      g_assert_true (
        clasp_frame_decode_header (frame, sizeof frame, &header, &payload, &frame_size, &status));
      g_assert_cmpint (header.compressed, ==, (flags[i] & 0x08) != 0);
      g_assert_cmpint (header.encrypted, ==, (flags[i] & 0x10) != 0);
      g_assert_false (clasp_frame_decode (frame, sizeof frame, &header, &message, &status));
      g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_UNSUPPORTED_FLAGS);
      g_assert_cmpuint (status.offset, ==, 1);
      g_assert_false (clasp_frame_encode (&writer, &header, &ping, &status));
      g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_UNSUPPORTED_FLAGS);
      g_assert_cmpuint (writer.length, ==, 0);
    }
}

static void
test_status_to_error (void)
{
  ClaspCodecStatus   status = { TRUE, CLASP_CODEC_ERROR_TRUNCATED_MESSAGE, 12 };
  g_autoptr (GError) error = NULL;

  clasp_codec_status_to_error (&status, &error);
  g_assert_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_TRUNCATED_MESSAGE);
  g_assert_cmpstr (error->message, ==, "truncated_message at byte 12");
}

/* The offset is that of the field that cannot be read, counted from the start of the frame. */
static void
test_offsets (void)
{
  static const struct
  {
    const char     *hex;
    ClaspCodecError code;
    gsize           offset;
  } cases[] = {
    { "53 01 0001 99", CLASP_CODEC_ERROR_UNKNOWN_MESSAGE_TYPE, 4 },
    { "53 21 0001 0000000000000001 99", CLASP_CODEC_ERROR_UNKNOWN_MESSAGE_TYPE, 12 },
    { "53 01 0008 21 07 0002 2f61 3ff0", CLASP_CODEC_ERROR_TRUNCATED_MESSAGE, 10 },
    { "53 01 0006 22 0003 61 80 62", CLASP_CODEC_ERROR_INVALID_UTF8, 8 },
    { "53 01 0007 21 0c 0002 2f61 00", CLASP_CODEC_ERROR_UNKNOWN_VALUE_TYPE, 5 },
    { "53 01 0009 21 0a 0002 2f61 0001 20", CLASP_CODEC_ERROR_UNKNOWN_VALUE_TYPE, 12 },
    { "53 01 0000", CLASP_CODEC_ERROR_EMPTY_PAYLOAD, 4 },
    { "53 01 0007 30 00 0001 0001 99", CLASP_CODEC_ERROR_UNKNOWN_MESSAGE_TYPE, 10 },
    { "53 01 0002 04 09", CLASP_CODEC_ERROR_BAD_FEDERATION_OP, 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = clasp_test_hex (cases[i].hex);
      ClaspFrameHeader   header;
      ClaspMessage       message;
      ClaspCodecStatus   status;

      g_test_message ("%s", cases[i].hex);
      g_assert_false (clasp_frame_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                          &header, &message, &status));
      g_assert_cmpint (status.code, ==, cases[i].code);
      g_assert_cmpuint (status.offset, ==, cases[i].offset);
    }
}

/* What the wire has no place for follows the last signal, where others look no more. */
static void
test_notes_follow_the_signals (void)
{
  static const char announce[] = "03 00 00 00 02 00 02 2f 61 00 00 00 02 2f 62 00 04 02 "
                                 "00 00 00 00 00 00 00 00 3f f0 00 00 00 00 00 00 "
                                 "4d 00 01 10 00 03 6d 61 78";
  static const char result[] = "61 00 02 00 02 2f 61 00 00 00 02 2f 62 00 00 "
                               "4d 00 01 12 00 00 00 00 00 00 00 00 3f f0 00 00 00 00 00 00 "
                               "00 03 6d 61 78";
  const char       *both[] = { announce, result };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autoptr (GBytes)     expected = clasp_test_hex (both[i]);
      ClaspSignalInfo        signals[2] = { { .address = CLASP_STR_LITERAL ("/a") },
                                            { .address = CLASP_STR_LITERAL ("/b"),
                                              .has_meta = TRUE,
                                              .has_range = TRUE,
                                              .maximum = 1,
                                              .has_strategy = TRUE,
                                              .strategy = CLASP_STR_LITERAL ("max") } };
      ClaspMessage           message = { .type = CLASP_MESSAGE_ANNOUNCE };
      g_auto (ClaspMessage)  back = { 0 };
      g_auto (ClaspWriter)   writer = CLASP_WRITER_INIT;
      const ClaspSignalInfo *b;
      ClaspCodecStatus       status;

      message.announce.signals = signals;
      message.announce.n_signals = 2;
      if (i == 1)
        {
          message = (ClaspMessage){ .type = CLASP_MESSAGE_RESULT };
          message.result.signals = signals;
          message.result.n_signals = 2;
        }
      g_assert_true (clasp_message_encode (&writer, &message, &status));
      g_assert_cmpmem (writer.data, writer.length, g_bytes_get_data (expected, NULL),
                       g_bytes_get_size (expected));
      g_assert_true (clasp_message_decode (writer.data, writer.length, &back, &status));
      b = i == 0 ? &back.announce.signals[1] : &back.result.signals[1];
      g_assert_true (b->has_meta && b->has_range && b->has_strategy);
      g_assert_cmpfloat (b->maximum, ==, 1);
      g_assert_true (clasp_str_equal (b->strategy, signals[1].strategy));
    }
}

/* Bytes behind the last field are no fault, whatever they look like (wire.md 5). */
static void
test_what_is_no_note_is_ignored (void)
{
  static const char *const tails[] = {
    "4d",             /* nothing behind it */
    "4d 00 01 00",    /* no such signal */
    "4d 00 00 04 55", /* a default of no type */
    "4d 00 00 10 00 05 6d", /* cut off */
    "4e 00 00 00",    /* something else */
    "4d 00 00 0c 08 00 01 78 00 09", /* a default, then cut off */
    "4d 00 00 04 08 00 01 78 4d 00 00 04 08 00 01 79", /* told twice */
  };

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char      *hex = g_strdup_printf ("61 00 01 00 02 2f 61 00 00 %s", tails[i]);
      g_autoptr (GBytes)    bytes = clasp_test_hex (hex);
      g_auto (ClaspMessage) message = { 0 };
      ClaspCodecStatus      status;
      gboolean              is_note = i == G_N_ELEMENTS (tails) - 1;

      g_assert_true (clasp_message_decode (g_bytes_get_data (bytes, NULL),
                                           g_bytes_get_size (bytes), &message, &status));
      g_assert_cmpuint (message.result.n_signals, ==, 1);
      g_assert_cmpint (message.result.signals[0].has_meta, ==, is_note);
      g_assert_cmpint (message.result.signals[0].has_strategy, ==, FALSE);
    }
}

/* Well-formed UTF-8 at every place of a text, which is looked at eight bytes at a time. */
static void
test_utf8 (void)
{
  static const struct
  {
    const char *bytes;
    gsize       length;
    gboolean    is_valid;
  } cases[] = {
    { "\0", 1, TRUE },
    { "\x7f", 1, TRUE },
    { "\xc2\x80", 2, TRUE },
    { "\xdf\xbf", 2, TRUE },
    { "\xe0\xa0\x80", 3, TRUE },
    { "\xed\x9f\xbf", 3, TRUE },
    { "\xef\xbf\xbf", 3, TRUE },
    { "\xf0\x90\x80\x80", 4, TRUE },
    { "\xf4\x8f\xbf\xbf", 4, TRUE },
    { "\xef\xbb\xbf", 3, TRUE },
    { "\x80", 1, FALSE },
    { "\xbf", 1, FALSE },
    { "\xc0\x80", 2, FALSE },
    { "\xc1\xbf", 2, FALSE },
    { "\xe0\x9f\xbf", 3, FALSE },
    { "\xed\xa0\x80", 3, FALSE },
    { "\xed\xbf\xbf", 3, FALSE },
    { "\xf0\x8f\xbf\xbf", 4, FALSE },
    { "\xf4\x90\x80\x80", 4, FALSE },
    { "\xf5\x80\x80\x80", 4, FALSE },
    { "\xff", 1, FALSE },
    { "\xc3", 1, FALSE },
    { "\xe2\x82", 2, FALSE },
    { "\xf0\x9f\x8e", 3, FALSE },
    { "\xc3\0", 2, FALSE },
    { "\0\xff", 2, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize before = 0; before < 18; before++)
      for (gsize after = 0; after < 10; after += 3)
        {
          g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
          g_auto (ClaspMessage) message = { 0 };
          ClaspCodecStatus      status;
          gsize                 length = before + cases[i].length + after;

          clasp_writer_put_u8 (&writer, CLASP_MESSAGE_QUERY);
          clasp_writer_put_u16_be (&writer, (guint16) length);
          clasp_writer_put (&writer, "aaaaaaaaaaaaaaaaaa", before);
          clasp_writer_put (&writer, cases[i].bytes, cases[i].length);
          clasp_writer_put (&writer, "aaaaaaaaaaaaaaaaaa", after);
          g_assert_cmpint (clasp_message_decode (writer.data, writer.length, &message, &status), ==,
                           cases[i].is_valid);
          if (!cases[i].is_valid)
            g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_INVALID_UTF8);
        }
}

static void
test_message_borrows_its_texts (void)
{
  static const guint8   payload[] = { 0x22, 0x00, 0x02, '/', 'a' };
  g_auto (ClaspMessage) message = { 0 };
  ClaspCodecStatus      status;

  g_assert_true (clasp_message_decode (payload, sizeof payload, &message, &status));
  g_assert_true (message.get.address.data == (const char *) payload + 3);
}

static void
test_narrow_numbers_are_widened (void)
{
  static const struct
  {
    const char *hex;
    ClaspValue  value;
  } cases[] = {
    { "21 02 0000 ff", { CLASP_VALUE_INT, { .integer = -1 } } },
    { "21 03 0000 8000", { CLASP_VALUE_INT, { .integer = -32768 } } },
    { "21 04 0000 fffffffe", { CLASP_VALUE_INT, { .integer = -2 } } },
    { "21 06 0000 3fc00000", { CLASP_VALUE_DOUBLE, { .number = 1.5 } } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes)    bytes = clasp_test_hex (cases[i].hex);
      g_auto (ClaspMessage) message = { 0 };
      ClaspCodecStatus      status;

      g_assert_true (clasp_message_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                           &message, &status));
      g_assert_true (clasp_value_equal (&message.set.value, &cases[i].value));
    }
}

/* A frame with a timestamp never takes the short way; but for its header it must be the same. */
static GByteArray *
with_timestamp (const guint8 *frame, gsize size)
{
  GByteArray *other = g_byte_array_new ();

  g_byte_array_append (other, frame, 4);
  other->data[1] |= 0x20;
  g_byte_array_append (other, (const guint8 *) "\0\0\0\0\0\0\0\1", 8);
  g_byte_array_append (other, frame + 4, (guint) size - 4);
  return other;
}

static void
check_short_and_long_way (const guint8 *frame, gsize size)
{
  g_autoptr (GByteArray) other = with_timestamp (frame, size);
  ClaspFrameHeader       short_header = { 0 }, long_header = { 0 };
  ClaspMessage           short_message = { 0 }, long_message = { 0 };
  ClaspCodecStatus       short_status, long_status;
  gboolean short_ok = clasp_frame_decode (frame, size, &short_header, &short_message, &short_status);
  gboolean long_ok =
    clasp_frame_decode (other->data, other->len, &long_header, &long_message, &long_status);

  g_assert_cmpint (short_ok, ==, long_ok);
  if (!short_ok)
    {
      g_assert_cmpint (short_status.code, ==, long_status.code);
      g_assert_cmpuint (short_status.offset + 8, ==, long_status.offset);
      return;
    }
  long_header.has_timestamp = FALSE;
  long_header.timestamp_us = 0;
  g_autofree char *short_text = to_json (&short_header, &short_message);
  g_autofree char *long_text = to_json (&long_header, &long_message);
  g_assert_cmpstr (short_text, ==, long_text);
  clasp_message_clear (&short_message);
  clasp_message_clear (&long_message);
}

static void
check_frame_and_what_is_wrong_with_it (guint8 *frame, gsize size)
{
  const gsize fields[] = { 1, 4, 5, 6, 7, 8, 12 };

  check_short_and_long_way (frame, size);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        guint8 *field = frame + MIN (fields[i], size - 1);

        if (fields[i] == 1 && (1 << bit & 0x38) != 0)
          continue; /* not the same header any more */
        *field ^= (guint8) (1 << bit);
        check_short_and_long_way (frame, size);
        *field ^= (guint8) (1 << bit);
      }
  for (guint cut = 1; cut < 20 && cut < size - 4; cut++)
    {
      frame[3] -= (guint8) cut; /* the payload says that it is shorter */
      check_short_and_long_way (frame, size - cut);
      frame[3] += (guint8) cut;
    }
}

static void
test_fader_frames_both_ways (void)
{
  const ClaspFrameHeader short_header = { .version = 1, .qos = CLASP_QOS_CONFIRM };
  const ClaspFrameHeader long_header = { 1, CLASP_QOS_CONFIRM, .has_timestamp = TRUE };
  g_auto (ClaspWriter)   short_way = CLASP_WRITER_INIT, long_way = CLASP_WRITER_INIT;
  g_auto (ClaspWriter)   all = CLASP_WRITER_INIT; /* of which the room ends anywhere */
  ClaspCodecStatus       status;

  for (guint i = 0; i < 81 * 8; i++)
    {
      g_autofree char *address = g_strnfill (i / 8, 'a');
      ClaspMessage     message = set (address, clasp_value_double (i * 0.25));

      message.set.has_revision = (i & 1) != 0;
      message.set.revision = (i & 1) != 0 ? G_GUINT64_CONSTANT (0x0102030405060708) : 0;
      message.set.lock = (i & 2) != 0;
      message.set.unlock = (i & 4) != 0;
      clasp_writer_reset (&short_way);
      clasp_writer_reset (&long_way);
      g_assert_true (clasp_frame_encode (&short_way, &short_header, &message, &status));
      g_assert_true (clasp_frame_encode (&long_way, &long_header, &message, &status));
      g_assert_cmpmem (short_way.data + 4, short_way.length - 4, long_way.data + 12,
                       long_way.length - 12);
      g_assert_true (clasp_frame_encode (&all, &short_header, &message, &status));
      g_assert_cmpmem (all.data + all.length - short_way.length, short_way.length, short_way.data,
                       short_way.length);
      check_frame_and_what_is_wrong_with_it (short_way.data, short_way.length);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);

  g_test_add_func ("/core/codec/notes-follow-the-signals", test_notes_follow_the_signals);
  g_test_add_func ("/core/codec/what-is-no-note-is-ignored", test_what_is_no_note_is_ignored);
  g_test_add_func ("/core/codec/fader-frames-both-ways", test_fader_frames_both_ways);
  g_test_add_func ("/core/codec/random-messages", test_random_messages);
  g_test_add_func ("/core/codec/random-bytes", test_random_bytes);
  g_test_add_func ("/core/codec/default-qos", test_default_qos);
  g_test_add_func ("/core/codec/encode-default", test_encode_default);
  g_test_add_func ("/core/codec/header-of-every-prefix", test_header_of_every_prefix);
  g_test_add_func ("/core/codec/bad-magic-is-seen-at-once", test_bad_magic_is_seen_at_once);
  g_test_add_func ("/core/codec/unsupported-flags", test_unsupported_flags);
  g_test_add_func ("/core/codec/status-to-error", test_status_to_error);
  g_test_add_func ("/core/codec/offsets", test_offsets);
  g_test_add_func ("/core/codec/utf8", test_utf8);
  g_test_add_func ("/core/codec/message-borrows-its-texts", test_message_borrows_its_texts);
  g_test_add_func ("/core/codec/narrow-numbers-are-widened", test_narrow_numbers_are_widened);

  return g_test_run ();
}
