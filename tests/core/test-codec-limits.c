/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-codec.h"
#include "core/message-generator.h"
#include "support/clasp-test.h"

static ClaspMessage
query (ClaspStr pattern)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_QUERY };

  message.query.pattern = pattern;
  return message;
}

static ClaspMessage
set (const char *address, ClaspValue value)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = clasp_str (address);
  message.set.value = value;
  return message;
}

/* The limits of the codec, at the limit and one beyond. */

static void
put_nested_value (ClaspWriter *writer, gboolean as_maps, guint depth)
{
  for (guint i = 0; i < depth; i++)
    {
      if (i > 0)
        clasp_writer_put_u8 (writer, as_maps ? 0x0b : 0x0a);
      clasp_writer_put_u16_be (writer, 1);
      if (as_maps)
        clasp_writer_put (writer, "\0\001k", 3);
    }
  clasp_writer_put_u8 (writer, 0x00);
}

static void
check_value_depth (gboolean as_maps, guint depth, gboolean is_accepted)
{
  g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
  g_auto (ClaspWriter)  again = CLASP_WRITER_INIT;
  g_auto (ClaspMessage) message = { 0 };
  ClaspCodecStatus      status;

  clasp_writer_put (&writer, as_maps ? "\041\013\0\0" : "\041\012\0\0", 4);
  put_nested_value (&writer, as_maps, depth);
  g_assert_cmpint (clasp_message_decode (writer.data, writer.length, &message, &status), ==,
                   is_accepted);
  if (!is_accepted)
    {
      g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_TOO_DEEP);
      return;
    }
  g_assert_true (clasp_message_encode (&again, &message, &status));
  g_assert_cmpmem (again.data, again.length, writer.data, writer.length);
}

static void
test_value_depth_64_and_65 (void)
{
  check_value_depth (FALSE, CLASP_VALUE_MAX_DEPTH, TRUE);
  check_value_depth (FALSE, CLASP_VALUE_MAX_DEPTH + 1, FALSE);
  check_value_depth (TRUE, CLASP_VALUE_MAX_DEPTH, TRUE);
  check_value_depth (TRUE, CLASP_VALUE_MAX_DEPTH + 1, FALSE);
}

static void
test_encode_value_depth_64_and_65 (void)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspValue           value = clasp_value_null ();
  ClaspCodecStatus     status;

  for (guint depth = 1; depth <= CLASP_VALUE_MAX_DEPTH + 1; depth++)
    {
      ClaspMessage message;

      value = clasp_value_array (&value, 1);
      message = set ("", value);
      g_assert_cmpint (clasp_message_encode (&writer, &message, &status), ==,
                       depth <= CLASP_VALUE_MAX_DEPTH);
    }
  g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_TOO_DEEP);
  clasp_value_clear (&value);
}

static void
test_bundle_depth_4_and_5 (void)
{
  ClaspMessage inner = { .type = CLASP_MESSAGE_PING };

  for (guint depth = 1; depth <= CLASP_BUNDLE_MAX_DEPTH + 1; depth++)
    {
      g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
      g_auto (ClaspMessage) decoded = { 0 };
      ClaspMessage          outer = { .type = CLASP_MESSAGE_BUNDLE };
      ClaspCodecStatus      status;
      gboolean              is_allowed = depth <= CLASP_BUNDLE_MAX_DEPTH;

      outer.bundle.messages = g_memdup2 (&inner, sizeof inner);
      outer.bundle.n_messages = 1;
      g_assert_cmpint (clasp_message_encode (&writer, &outer, &status), ==, is_allowed);
      if (is_allowed)
        g_assert_true (clasp_message_decode (writer.data, writer.length, &decoded, &status));
      else
        g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_TOO_DEEP);
      inner = outer;
    }
  clasp_message_clear (&inner);
}

static void
test_decode_bundle_depth_4_and_5 (void)
{
  for (guint depth = 1; depth <= CLASP_BUNDLE_MAX_DEPTH + 1; depth++)
    {
      g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
      g_auto (ClaspMessage) decoded = { 0 };
      ClaspCodecStatus      status;

      for (guint i = depth; i > 0; i--)
        {
          clasp_writer_put (&writer, "\060\0\0\001", 4);
          clasp_writer_put_u16_be (&writer, (guint16) (1 + (i - 1) * 6));
        }
      clasp_writer_put_u8 (&writer, CLASP_MESSAGE_PING);
      g_assert_cmpint (clasp_message_decode (writer.data, writer.length, &decoded, &status), ==,
                       depth <= CLASP_BUNDLE_MAX_DEPTH);
      if (depth > CLASP_BUNDLE_MAX_DEPTH)
        g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_TOO_DEEP);
    }
}

/* A QUERY is its type, a length and the text: the longest text is what is left of the payload. */
static void
test_payload_65535_and_65536 (void)
{
  g_autofree char      *text = g_strnfill (70000, 'x');
  ClaspFrameHeader      header = { .version = 1, .has_timestamp = TRUE };
  static const gsize    refused[] = { 65533, 65535, 65536, 70000 };
  ClaspMessage          message = query ((ClaspStr){ text, 65532 });
  g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
  g_auto (ClaspMessage) decoded = { 0 };
  ClaspFrameHeader      decoded_header;
  ClaspCodecStatus      status;

  g_assert_true (clasp_frame_encode (&writer, &header, &message, &status));
  g_assert_cmpuint (writer.length, ==, CLASP_FRAME_MAX_SIZE);
  g_assert_true (
    clasp_frame_decode (writer.data, writer.length, &decoded_header, &decoded, &status));
  g_assert_cmpuint (decoded.query.pattern.length, ==, 65532);

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      message = query ((ClaspStr){ text, refused[i] });
      g_assert_false (clasp_frame_encode (&writer, &header, &message, &status));
      g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_TOO_LARGE);
      g_assert_false (clasp_message_encode (&writer, &message, &status));
      g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_TOO_LARGE);
      g_assert_cmpuint (writer.length, ==, CLASP_FRAME_MAX_SIZE); /* as it was */
    }
}

/* Type, flags, empty address and count leave 65529 bytes for the elements of an array. */
static void
test_array_as_large_as_a_frame (void)
{
  static const struct
  {
    guint    n;
    gboolean is_accepted;
  } cases[] = {
    { 65529, TRUE }, { 65530, FALSE }, { 65535, FALSE }, { 65536, FALSE }, { 200000, FALSE }
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree ClaspValue *elements = g_new0 (ClaspValue, cases[i].n);
      g_auto (ClaspMessage)  message = set ("", clasp_value_array (elements, cases[i].n));
      g_auto (ClaspMessage)  decoded = { 0 };
      g_auto (ClaspWriter)   writer = CLASP_WRITER_INIT;
      ClaspCodecStatus       status;

      g_assert_cmpint (clasp_message_encode (&writer, &message, &status), ==, cases[i].is_accepted);
      if (!cases[i].is_accepted)
        {
          g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_TOO_LARGE);
          g_assert_cmpuint (writer.length, ==, 0);
          continue;
        }
      g_assert_true (clasp_message_decode (writer.data, writer.length, &decoded, &status));
      g_assert_cmpuint (clasp_value_get_size (&decoded.set.value), ==, cases[i].n);
    }
}

static void
test_bytes_and_strings_too_large (void)
{
  g_autofree char *text = g_strnfill (65536, 'x');

  for (guint i = 0; i < 2; i++)
    {
      g_auto (ClaspMessage) message =
        set ("", i == 0 ? clasp_value_bytes ((const guint8 *) text, 65536)
                        : clasp_value_string ((ClaspStr){ text, 65536 }));
      g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
      ClaspCodecStatus     status;

      g_assert_false (clasp_message_encode (&writer, &message, &status));
      g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_TOO_LARGE);
    }
}

static void
test_lists_too_long (void)
{
  ClaspMessage  samples = { .type = CLASP_MESSAGE_PUBLISH };
  ClaspMessage  bundle = { .type = CLASP_MESSAGE_BUNDLE };
  ClaspMessage  snapshot = { .type = CLASP_MESSAGE_SNAPSHOT };
  ClaspMessage  result = { .type = CLASP_MESSAGE_RESULT };
  ClaspMessage *all[] = { &samples, &bundle, &snapshot, &result };

  samples.publish.has_samples = TRUE;
  samples.publish.n_samples = 65536;
  samples.publish.samples = g_new0 (double, 65536);
  bundle.bundle.n_messages = 65536;
  bundle.bundle.messages = g_new0 (ClaspMessage, 65536);
  snapshot.snapshot.n_params = 65536;
  snapshot.snapshot.params = g_new0 (ClaspSnapshotParam, 65536);
  result.result.n_signals = 65536;
  result.result.signals = g_new0 (ClaspSignalInfo, 65536);

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
      ClaspCodecStatus     status;

      g_assert_false (clasp_message_encode (&writer, all[i], &status));
      g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_TOO_LARGE);
      g_assert_cmpuint (writer.capacity, <, 1024); /* refused before it was written */
      clasp_message_clear (all[i]);
    }
}

/* A message far beyond the limit stops growing soon after it. */
static void
test_writer_does_not_balloon (void)
{
  g_autofree char      *text = g_strnfill (60000, 'x');
  g_auto (ClaspMessage) message = { .type = CLASP_MESSAGE_SNAPSHOT };
  g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
  ClaspCodecStatus      status;

  message.snapshot.n_params = 60000;
  message.snapshot.params = g_new0 (ClaspSnapshotParam, 60000);
  for (guint i = 0; i < 60000; i++)
    message.snapshot.params[i].address = (ClaspStr){ text, 60000 };
  g_assert_false (clasp_message_encode (&writer, &message, &status));
  g_assert_cmpint (status.code, ==, CLASP_CODEC_ERROR_TOO_LARGE);
  g_assert_cmpuint (writer.capacity, <, 600000);
}

static void
test_entry_sizes (void)
{
  MessageGenerator generator;
  guint            n_checked = 0;

  message_generator_init (&generator, 99);
  for (guint i = 0; i < 3000; i++)
    {
      g_auto (ClaspMessage) message = { 0 };
      g_auto (ClaspWriter)  writer = CLASP_WRITER_INIT;
      ClaspCodecStatus      status;
      gsize                 size = 3;

      message_generator_make (&generator, i % MESSAGE_GENERATOR_N_TYPES, &message);
      if (message.type == CLASP_MESSAGE_SNAPSHOT)
        for (guint j = 0; j < message.snapshot.n_params; j++)
          size += clasp_snapshot_param_size (&message.snapshot.params[j]);
      else if (message.type == CLASP_MESSAGE_RESULT)
        for (guint j = 0; j < message.result.n_signals; j++)
          size += clasp_result_signal_size (&message.result.signals[j]);
      else
        continue;
      g_assert_true (clasp_message_encode (&writer, &message, &status));
      g_assert_cmpuint (writer.length, ==, size);
      n_checked++;
    }
  message_generator_clear (&generator);
  g_assert_cmpuint (n_checked, >, 100);
}

/* Type, count, then address, value type, string, revision and flags. */
static void
test_entry_that_just_fits (void)
{
  g_autofree char   *text = g_strnfill (65536, 'x');
  ClaspSnapshotParam param = { .address = CLASP_STR_LITERAL ("/a") };
  ClaspSignalInfo    signal = { .address = { text, 65535 - 3 - 4 } };

  param.value = clasp_value_string ((ClaspStr){ text, 65535 - 3 - 16 });
  g_assert_cmpuint (clasp_snapshot_param_size (&param), ==, 65532);
  clasp_value_clear (&param.value);
  param.value = clasp_value_string ((ClaspStr){ text, 65535 - 3 - 15 });
  g_assert_cmpuint (clasp_snapshot_param_size (&param), ==, 0);
  clasp_value_clear (&param.value);

  g_assert_cmpuint (clasp_result_signal_size (&signal), ==, 65532);
  signal.address.length++;
  g_assert_cmpuint (clasp_result_signal_size (&signal), ==, 0);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);

  g_test_add_func ("/core/codec/value-depth-64-and-65", test_value_depth_64_and_65);
  g_test_add_func ("/core/codec/encode-value-depth-64-and-65", test_encode_value_depth_64_and_65);
  g_test_add_func ("/core/codec/bundle-depth-4-and-5", test_bundle_depth_4_and_5);
  g_test_add_func ("/core/codec/decode-bundle-depth-4-and-5", test_decode_bundle_depth_4_and_5);
  g_test_add_func ("/core/codec/payload-65535-and-65536", test_payload_65535_and_65536);
  g_test_add_func ("/core/codec/array-as-large-as-a-frame", test_array_as_large_as_a_frame);
  g_test_add_func ("/core/codec/bytes-and-strings-too-large", test_bytes_and_strings_too_large);
  g_test_add_func ("/core/codec/lists-too-long", test_lists_too_long);
  g_test_add_func ("/core/codec/writer-does-not-balloon", test_writer_does_not_balloon);
  g_test_add_func ("/core/codec/entry-sizes", test_entry_sizes);
  g_test_add_func ("/core/codec/entry-that-just-fits", test_entry_that_just_fits);

  return g_test_run ();
}
