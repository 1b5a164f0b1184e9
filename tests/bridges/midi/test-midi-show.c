/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Machine control, show control and the arithmetic of time code. */

#include "bridges/midi/clasp-midi-machine.h"
#include "bridges/midi/clasp-midi-show-control.h"
#include "bridges/midi/clasp-midi-timecode.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

#include <string.h>

typedef struct
{
  const char *hex, *text;
} Pair;

static ClaspValue
parse_value (const char *text)
{
  ClaspValue         value;
  g_autoptr (GError) error = NULL;

  if (!clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, &error))
    g_error ("%s: %s", text, error->message);
  return value;
}

typedef gboolean (*EncodeFunc) (const ClaspValue *value, ClaspWriter *messages);

static void
assert_encodes (EncodeFunc encode, const char *text, const char *hex)
{
  g_auto (ClaspWriter) messages = CLASP_WRITER_INIT;
  g_auto (ClaspValue)  value = parse_value (text);
  g_autoptr (GBytes)   expected = clasp_test_hex (hex != NULL ? hex : "");

  g_test_message ("%s", text);
  g_assert_true (encode (&value, &messages) == (hex != NULL));
  g_assert_cmpmem (messages.data, messages.length, g_bytes_get_data (expected, NULL),
                   g_bytes_get_size (expected));
}

/* ---- machine control (show-protocols.md 3.2) ---- */

static void
machine_cb (const ClaspValue *value, gpointer user_data)
{
  GString         *text = user_data;
  g_autofree char *one = clasp_value_to_text (value);

  g_string_append_printf (text, "%s%s", text->len > 0 ? "|" : "", one);
}

static char *
machine_text (const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  GString           *text = g_string_new (NULL);

  if (!clasp_midi_machine_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                  machine_cb, text))
    g_string_append (text, "nothing");
  return g_string_free (text, FALSE);
}

static void
test_machine_in (void)
{
  static const Pair pairs[] = {
    { "f0 7f 7f 06 02 f7", "{\"device\":127,\"command\":\"play\"}" },
    { "f0 7f 05 06 01 f7", "{\"device\":5,\"command\":\"stop\"}" },
    { "f0 7f 7f 06 44 06 01 21 02 03 04 00 f7",
      "{\"device\":127,\"command\":\"locate\",\"time\":\"01:02:03:04\",\"rate\":\"25\","
      "\"subframes\":0}" },
    { "f0 7f 00 06 01 02 09 f7", "{\"device\":0,\"command\":\"stop\"}|{\"device\":0,\"command\":"
                                 "\"play\"}|{\"device\":0,\"command\":\"pause\"}" },
    { "f0 7f 7f 06 47 03 01 02 03 02 f7",
      "{\"device\":127,\"command\":\"shuttle\",\"data\":\"\\u0001\\u0002\\u0003\"}" },
    { "f0 7f 7f 06 7c 7f f7",
      "{\"device\":127,\"command\":\"wait\"}|{\"device\":127,\"command\":\"resume\"}" },
    { "f0 7f 7f 06 f7", "nothing" },
    { "f0 7f 7f 06 0e f7", "nothing" },
    { "f0 7f 7f 06 47 03 01 02 f7", "nothing" },
    { "f0 7f 7f 06 44 f7", "nothing" },
    { "f0 7f 7f 07 02 f7", "nothing" },
    { "f0 7e 7f 06 02 f7", "nothing" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *text = machine_text (pairs[i].hex);

      if (strstr (pairs[i].text, "shuttle") != NULL)
        {
          g_assert_true (
            g_str_has_prefix (text, "{\"device\":127,\"command\":\"shuttle\",\"data\":"));
          g_assert_true (g_str_has_suffix (text, "|{\"device\":127,\"command\":\"play\"}"));
        }
      else
        g_assert_cmpstr (text, ==, pairs[i].text);
    }
}

static void
test_machine_every_command_back (void)
{
  static const guint8 simple[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0x7c, 0x7f };

  for (guint i = 0; i < G_N_ELEMENTS (simple); i++)
    {
      g_autofree char *hex = g_strdup_printf ("f0 7f 10 06 %02x f7", simple[i]);
      g_autofree char *text = machine_text (hex);

      assert_encodes (clasp_midi_machine_encode, text, hex);
    }
}

static void
keep_cb (const ClaspValue *value, gpointer user_data)
{
  *(ClaspValue *) user_data = clasp_value_copy (value);
}

/* As much data as its count can say comes in and goes out; one byte more has no count. */
static void
test_machine_longest_data (void)
{
  guint8              message[134] = { 0xf0, 0x7f, 0x7f, 0x06, 0x47, 127 }, longer[128] = { 0 };
  g_auto (ClaspValue) value = CLASP_VALUE_INIT, too_long = CLASP_VALUE_INIT;
  g_auto (ClaspWriter) out = CLASP_WRITER_INIT;
  ClaspMapEntry       entries[] = { { CLASP_STR_LITERAL ("command"),
                                      clasp_value_string (CLASP_STR_LITERAL ("shuttle")) },
                                    { CLASP_STR_LITERAL ("data"),
                                      clasp_value_bytes (longer, sizeof longer) } };

  message[sizeof message - 1] = 0xf7;
  g_assert_true (clasp_midi_machine_decode (message, sizeof message, keep_cb, &value));
  g_assert_true (clasp_midi_machine_encode (&value, &out));
  g_assert_cmpmem (out.data, out.length, message, sizeof message);
  too_long = clasp_value_map (entries, G_N_ELEMENTS (entries));
  g_assert_false (clasp_midi_machine_encode (&too_long, &out));
}

/* A count of none is none. */
static void
test_machine_no_data (void)
{
  static const guint8  message[] = { 0xf0, 0x7f, 0x7f, 0x06, 0x47, 0x00, 0xf7 };
  g_auto (ClaspValue)  value = CLASP_VALUE_INIT;
  g_auto (ClaspWriter) out = CLASP_WRITER_INIT;

  g_assert_true (clasp_midi_machine_decode (message, sizeof message, keep_cb, &value));
  g_assert_true (clasp_midi_machine_encode (&value, &out));
  g_assert_cmpmem (out.data, out.length, message, sizeof message);
}

static void
test_machine_out (void)
{
  static const Pair pairs[] = {
    { "f0 7f 7f 06 02 f7", "play" },
    { "f0 7f 07 06 06 f7", "{\"command\":\"record-strobe\",\"device\":7}" },
    { "f0 7f 7f 06 09 f7", "{\"command\":9}" },
    { "f0 7f 7f 06 44 06 01 21 02 03 04 00 f7",
      "{\"command\":\"locate\",\"time\":\"01:02:03:04\"}" },
    { "f0 7f 7f 06 44 06 01 41 02 03 04 32 f7",
      "{\"command\":\"locate\",\"time\":\"01:02:03:04\",\"rate\":\"29.97\",\"subframes\":50}" },
    { NULL, "jump" },
    { NULL, "{}" },
    { NULL, "{\"command\":\"locate\"}" },
    { NULL, "{\"command\":\"locate\",\"time\":\"25:02:03:04\"}" },
    { NULL, "{\"command\":\"shuttle\"}" },
    { NULL, "{\"command\":\"play\",\"device\":128}" },
    { NULL, "{\"command\":14}" },
    { NULL, "5.5" },
    { NULL, "null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    assert_encodes (clasp_midi_machine_encode, pairs[i].text, pairs[i].hex);
}

/* ---- show control (show-protocols.md 3.3) ---- */

static char *
show_text (const char *hex)
{
  g_autoptr (GBytes)  bytes = clasp_test_hex (hex);
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (!clasp_midi_show_control_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                       &value))
    return g_strdup ("nothing");
  return clasp_value_to_text (&value);
}

/* Every command of the table with all it takes, and back. */
static void
test_show_every_command (void)
{
  static const Pair pairs[] = {
    { "01 31 32 2e 35 00 33", "\"command\":\"GO\",\"cue\":\"12.5\",\"list\":\"3\"" },
    { "01", "\"command\":\"GO\"" },
    { "02 31", "\"command\":\"STOP\",\"cue\":\"1\"" },
    { "03 31 00 32 00 33", "\"command\":\"RESUME\",\"cue\":\"1\",\"list\":\"2\",\"path\":\"3\"" },
    { "04 21 02 03 04 05 31", "\"command\":\"TIMED_GO\",\"time\":[33,2,3,4,5],\"cue\":\"1\"" },
    { "05 31 00 32", "\"command\":\"LOAD\",\"cue\":\"1\",\"list\":\"2\"" },
    { "06 01 02 03 04", "\"command\":\"SET\",\"control\":257,\"value\":515" },
    { "06 01 02 03 04 00 00 01 00 00",
      "\"command\":\"SET\",\"control\":257,\"value\":515,\"time\":[0,0,1,0,0]" },
    { "07 05", "\"command\":\"FIRE\",\"macro\":5" },
    { "08", "\"command\":\"ALL_OFF\"" },
    { "09", "\"command\":\"RESTORE\"" },
    { "0a", "\"command\":\"RESET\"" },
    { "0b 31", "\"command\":\"GO_OFF\",\"cue\":\"1\"" },
    { "10 31", "\"command\":\"GO/JAM_CLOCK\",\"cue\":\"1\"" },
    { "11 31", "\"command\":\"STANDBY_+\",\"list\":\"1\"" },
    { "12 31", "\"command\":\"STANDBY_-\",\"list\":\"1\"" },
    { "13", "\"command\":\"SEQUENCE_+\"" },
    { "14", "\"command\":\"SEQUENCE_-\"" },
    { "15 31", "\"command\":\"START_CLOCK\",\"list\":\"1\"" },
    { "16 31", "\"command\":\"STOP_CLOCK\",\"list\":\"1\"" },
    { "17 31", "\"command\":\"ZERO_CLOCK\",\"list\":\"1\"" },
    { "18 01 02 03 04 05 31", "\"command\":\"SET_CLOCK\",\"time\":[1,2,3,4,5],\"list\":\"1\"" },
    { "19 31", "\"command\":\"MTC_CHASE_ON\",\"list\":\"1\"" },
    { "1a 31", "\"command\":\"MTC_CHASE_OFF\",\"list\":\"1\"" },
    { "1b 31", "\"command\":\"OPEN_CUE_LIST\",\"list\":\"1\"" },
    { "1c 31", "\"command\":\"CLOSE_CUE_LIST\",\"list\":\"1\"" },
    { "1d 31", "\"command\":\"OPEN_CUE_PATH\",\"path\":\"1\"" },
    { "1e 31", "\"command\":\"CLOSE_CUE_PATH\",\"path\":\"1\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *hex = g_strdup_printf ("f0 7f 01 02 01 %s f7", pairs[i].hex);
      g_autofree char *expected =
        g_strdup_printf ("{\"device\":1,\"format\":\"lighting\",%s}", pairs[i].text);
      g_autofree char *text = show_text (hex);

      g_assert_cmpstr (text, ==, expected);
      assert_encodes (clasp_midi_show_control_encode, expected, hex);
    }
}

static void
test_show_two_phase (void)
{
  for (guint command = 0x20; command <= 0x26; command++)
    {
      g_autofree char     *hex = g_strdup_printf ("f0 7f 01 02 60 %02x 01 02 03 f7", command);
      g_autoptr (GBytes)   bytes = clasp_test_hex (hex);
      g_auto (ClaspValue)  value = CLASP_VALUE_INIT;
      g_auto (ClaspWriter) messages = CLASP_WRITER_INIT;

      g_assert_true (clasp_midi_show_control_decode (g_bytes_get_data (bytes, NULL),
                                                     g_bytes_get_size (bytes), &value));
      g_assert_true (clasp_midi_show_control_encode (&value, &messages));
      g_assert_cmpmem (messages.data, messages.length, g_bytes_get_data (bytes, NULL),
                       g_bytes_get_size (bytes));
    }
}

static void
test_show_every_format (void)
{
  guint n_known = 0;

  for (guint format = 0; format < 128; format++)
    {
      g_autofree char *hex = g_strdup_printf ("f0 7f 7f 02 %02x 08 f7", format);
      g_autofree char *text = show_text (hex);

      if (g_str_equal (text, "nothing"))
        continue;
      n_known++;
      assert_encodes (clasp_midi_show_control_encode, text, hex);
    }
  g_assert_cmpint (n_known, ==, 6 + 9 + 11 + 9 + 6 + 9 + 5 + 1);
}

static void
test_show_unknown_is_ignored (void)
{
  static const char *const bad[] = {
    "f0 7f 01 02 01 01 00 33 f7", /* a list without a cue */
    "f0 7f 01 02 01 01 31 00 00 33 f7",
    "f0 7f 01 02 01 0c f7",          /* command */
    "f0 7f 01 02 09 01 f7",          /* format */
    "f0 7f 01 02 01 01 41 f7",       /* a cue of letters */
    "f0 7f 01 02 01 07 f7",          /* no macro */
    "f0 7f 01 02 01 08 01 f7",       /* more than there should be */
    "f0 7f 01 02 01 04 01 02 f7",    /* half a time */
    "f0 7f 01 02 01 06 01 02 03 f7", /* half a value */
    "f0 7f 01 02 01 f7",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = show_text (bad[i]);

      g_assert_cmpstr (text, ==, "nothing");
    }
}

static void
test_show_at_the_limit (void)
{
  for (guint n_digits = 121; n_digits <= 122; n_digits++)
    {
      g_autofree char     *digits = g_strnfill (n_digits, '1');
      g_autofree char     *text = g_strdup_printf ("{\"command\":\"GO\",\"cue\":\"%s\"}", digits);
      g_auto (ClaspValue)  value = parse_value (text);
      g_auto (ClaspWriter) messages = CLASP_WRITER_INIT;
      gboolean             fits = n_digits + 7 <= CLASP_MIDI_SHOW_CONTROL_MAX;

      g_assert_true (clasp_midi_show_control_encode (&value, &messages) == fits);
      g_assert_cmpint (messages.length, ==, fits ? CLASP_MIDI_SHOW_CONTROL_MAX : 0);
    }
}

static void
test_show_refused (void)
{
  static const char *const bad[] = {
    "GO",
    "{}",
    "{\"command\":\"JUMP\"}",
    "{\"command\":\"GO\",\"list\":\"3\"}",
    "{\"command\":\"GO\",\"cue\":\"A\"}",
    "{\"command\":\"GO\",\"cue\":\"\"}",
    "{\"command\":\"FIRE\"}",
    "{\"command\":\"FIRE\",\"macro\":128}",
    "{\"command\":\"SET\",\"control\":16384,\"value\":1}",
    "{\"command\":\"TIMED_GO\",\"time\":[1,2],\"cue\":\"1\"}",
    "{\"command\":\"GO\",\"device\":128}",
    "{\"command\":\"GO\",\"format\":\"juggling\"}",
    "{\"command\":12}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_encodes (clasp_midi_show_control_encode, bad[i], NULL);
  assert_encodes (clasp_midi_show_control_encode, "{\"command\":\"go\",\"cue\":7}",
                  "f0 7f 7f 02 01 01 37 f7");
}

/* ---- time code (show-protocols.md 3.1) ---- */

static void
assert_frame (const char *text, ClaspMidiRate rate, gint64 frame)
{
  ClaspMidiTimecode timecode, back;
  char              printed[CLASP_MIDI_TIMECODE_TEXT];

  g_assert_true (clasp_midi_timecode_parse (clasp_str (text), rate, &timecode));
  g_assert_cmpint (clasp_midi_timecode_to_frame (&timecode), ==, frame);
  clasp_midi_timecode_from_frame (&back, rate, frame);
  clasp_midi_timecode_print (&back, printed);
  g_assert_cmpstr (printed, ==, text);
}

static void
test_timecode_drop_frame (void)
{
  assert_frame ("00:00:59:29", CLASP_MIDI_RATE_30_DROP, 1799);
  assert_frame ("00:01:00:02", CLASP_MIDI_RATE_30_DROP, 1800);
  assert_frame ("00:09:59:29", CLASP_MIDI_RATE_30_DROP, 17981);
  assert_frame ("00:10:00:00", CLASP_MIDI_RATE_30_DROP, 17982);
  assert_frame ("01:00:00:00", CLASP_MIDI_RATE_30_DROP, 107892);
  assert_frame ("23:59:59:29", CLASP_MIDI_RATE_30_DROP, 2589407);
  g_assert_cmpint (clasp_midi_rate_get_day (CLASP_MIDI_RATE_30_DROP), ==, 2589408);
}

/* Every frame of a day is one time, and no dropped number is shown. */
static void
test_timecode_every_frame_of_a_day (void)
{
  for (gint64 frame = 0; frame < clasp_midi_rate_get_day (CLASP_MIDI_RATE_30_DROP); frame++)
    {
      ClaspMidiTimecode timecode;

      clasp_midi_timecode_from_frame (&timecode, CLASP_MIDI_RATE_30_DROP, frame);
      if (!clasp_midi_timecode_is_valid (&timecode) ||
          clasp_midi_timecode_to_frame (&timecode) != frame)
        g_error ("frame %" G_GINT64_FORMAT, frame);
    }
}

static void
test_timecode_rates (void)
{
  assert_frame ("10:20:30:12", CLASP_MIDI_RATE_24, ((10 * 60 + 20) * 60 + 30) * 24 + 12);
  assert_frame ("23:59:59:24", CLASP_MIDI_RATE_25, 86400 * 25 - 1);
  assert_frame ("00:01:00:00", CLASP_MIDI_RATE_30, 1800);
  g_assert_cmpint (clasp_midi_rate_get_us (CLASP_MIDI_RATE_24, 96), ==, 1000000);
  g_assert_cmpint (clasp_midi_rate_get_us (CLASP_MIDI_RATE_25, 1), ==, 10000);
  g_assert_cmpint (clasp_midi_rate_get_us (CLASP_MIDI_RATE_30, 120), ==, 1000000);
  g_assert_cmpint (clasp_midi_rate_get_us (CLASP_MIDI_RATE_30_DROP, 120000), ==, 1001000000);
  g_assert_cmpint (clasp_midi_rate_get_quarters (CLASP_MIDI_RATE_25, 29999), ==, 2);
}

static void
test_timecode_wraps (void)
{
  ClaspMidiTimecode timecode;
  char              text[CLASP_MIDI_TIMECODE_TEXT];

  clasp_midi_timecode_from_frame (&timecode, CLASP_MIDI_RATE_25, -1);
  clasp_midi_timecode_print (&timecode, text);
  g_assert_cmpstr (text, ==, "23:59:59:24");
  clasp_midi_timecode_from_frame (&timecode, CLASP_MIDI_RATE_25, 86400 * 25);
  clasp_midi_timecode_print (&timecode, text);
  g_assert_cmpstr (text, ==, "00:00:00:00");
}

static void
test_timecode_texts_refused (void)
{
  static const char *const bad[] = { "",
                                     "1:2:3:4",
                                     "24:00:00:00",
                                     "00:60:00:00",
                                     "00:00:60:00",
                                     "00:00:00:30",
                                     "00:01:00:00",
                                     "00:00:00-00",
                                     "00;00:00:00",
                                     "aa:00:00:00",
                                     "00:00:00:000" };
  ClaspMidiTimecode        timecode;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (
      clasp_midi_timecode_parse (clasp_str (bad[i]), CLASP_MIDI_RATE_30_DROP, &timecode));
  g_assert_true (clasp_midi_timecode_parse (CLASP_STR_LITERAL ("00:01:00;02"),
                                            CLASP_MIDI_RATE_30_DROP, &timecode));
}

static void
test_timecode_full_frame (void)
{
  g_autoptr (GBytes)   bytes = clasp_test_hex ("f0 7f 7f 01 01 0a 14 1e 0c f7");
  g_autoptr (GBytes)   invalid = clasp_test_hex ("f0 7f 7f 01 01 0a 14 1e 18 f7");
  g_auto (ClaspWriter) messages = CLASP_WRITER_INIT;
  ClaspMidiTimecode    timecode;

  g_assert_true (clasp_midi_full_frame_decode (g_bytes_get_data (bytes, NULL), 10, &timecode));
  g_assert_cmpint (timecode.hours, ==, 10);
  g_assert_cmpint (timecode.minutes, ==, 20);
  g_assert_cmpint (timecode.seconds, ==, 30);
  g_assert_cmpint (timecode.frames, ==, 12);
  g_assert_cmpint (timecode.rate, ==, CLASP_MIDI_RATE_24);
  clasp_midi_full_frame_encode (&timecode, &messages);
  g_assert_cmpmem (messages.data, messages.length, g_bytes_get_data (bytes, NULL), 10);
  g_assert_false (clasp_midi_full_frame_decode (g_bytes_get_data (invalid, NULL), 10, &timecode));
  g_assert_false (clasp_midi_full_frame_decode (g_bytes_get_data (bytes, NULL), 9, &timecode));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add_func ("/bridges/midi/show/" path, func)
  ADD ("machine/in", test_machine_in);
  ADD ("machine/every-command-back", test_machine_every_command_back);
  ADD ("machine/no-data", test_machine_no_data);
  ADD ("machine/longest-data", test_machine_longest_data);
  ADD ("machine/out", test_machine_out);
  ADD ("control/every-command", test_show_every_command);
  ADD ("control/two-phase", test_show_two_phase);
  ADD ("control/every-format", test_show_every_format);
  ADD ("control/unknown-is-ignored", test_show_unknown_is_ignored);
  ADD ("control/at-the-limit", test_show_at_the_limit);
  ADD ("control/refused", test_show_refused);
  ADD ("timecode/drop-frame", test_timecode_drop_frame);
  ADD ("timecode/every-frame-of-a-day", test_timecode_every_frame_of_a_day);
  ADD ("timecode/rates", test_timecode_rates);
  ADD ("timecode/wraps", test_timecode_wraps);
  ADD ("timecode/texts-refused", test_timecode_texts_refused);
  ADD ("timecode/full-frame", test_timecode_full_frame);
  return g_test_run ();
}
