/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/midi/clasp-midi-address.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

#include <math.h>
#include <string.h>

/* ---- MIDI to signals ---- */

static ClaspMidiPairs pairs;

/* "/ch/1/cc/7 = 100", "/transport ! start" for events, "" for no signal. */
static char *
signal_text (const ClaspMidiOptions *options, const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);
  ClaspMidiSignal    signal;
  g_autofree char   *value = NULL;
  char              *text;

  if (!clasp_midi_to_signal (options, &pairs, data, size, &signal))
    return g_strdup ("");

  value = clasp_value_to_text (&signal.value);
  text = g_strdup_printf ("%s %s %s", signal.address, signal.is_event ? "!" : "=", value);
  clasp_value_clear (&signal.value);
  return text;
}

#define assert_in(options, hex, expected)                                                          \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *text_ = signal_text (options, hex);                                           \
    g_assert_cmpstr (text_, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

static const ClaspMidiOptions plain = { 0 };

static void
test_in_every_message (void)
{
  assert_in (&plain, "90 3c 64", "/ch/1/note/60 ! {\"on\":true,\"velocity\":100}");
  assert_in (&plain, "9f 3c 00", "/ch/16/note/60 ! {\"on\":false,\"velocity\":0}");
  assert_in (&plain, "81 3c 40", "/ch/2/note/60 ! {\"on\":false,\"velocity\":64}");
  assert_in (&plain, "a3 3d 4d", "/ch/4/poly/61 = 77");
  assert_in (&plain, "b2 07 7f", "/ch/3/cc/7 = 127");
  assert_in (&plain, "c4 2a", "/ch/5/program = 42");
  assert_in (&plain, "d4 63", "/ch/5/pressure = 99");
  assert_in (&plain, "e1 00 00", "/ch/2/bend = -8192");
  assert_in (&plain, "e1 00 40", "/ch/2/bend = 0");
  assert_in (&plain, "e1 7f 7f", "/ch/2/bend = 8191");
  assert_in (&plain, "f2 68 07", "/songpos = 1000");
  assert_in (&plain, "fa", "/transport ! start");
  assert_in (&plain, "fb", "/transport ! continue");
  assert_in (&plain, "fc", "/transport ! stop");
  assert_in (&plain, "f0 7d 01 f7", "/sysex ! f07d01f7");
}

static void
test_in_what_is_no_signal (void)
{
  static const char *const none[] = { "f8", "fe",    "ff",       "f1 10", "f3 02",
                                      "f6", "90 3c", "c0 01 02", "40",    "" };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    assert_in (&plain, none[i], "");
}

/* Channel mode messages are orders, not state: kept as state, a device that comes back would be
 * told "all notes off" or "reset all controllers" once more. */
static void
test_in_channel_mode_is_an_event (void)
{
  assert_in (&plain, "b0 77 01", "/ch/1/cc/119 = 1");
  assert_in (&plain, "b0 78 00", "/ch/1/cc/120 ! 0");
  assert_in (&plain, "b0 7b 00", "/ch/1/cc/123 ! 0");
  assert_in (&plain, "b0 7f 00", "/ch/1/cc/127 ! 0");
}

static void
test_in_notes_as_param (void)
{
  ClaspMidiOptions options = { .notes_as_param = TRUE };

  assert_in (&options, "90 3c 64", "/ch/1/note/60 = 100");
  assert_in (&options, "90 3c 00", "/ch/1/note/60 = 0");
  assert_in (&options, "80 3c 40", "/ch/1/note/60 = 0");
}

static void
test_in_cc14 (void)
{
  ClaspMidiOptions options = { .cc14 = 1u << 7 };

  memset (&pairs, 0, sizeof pairs);
  assert_in (&options, "b0 07 40", "/ch/1/cc14/7 = 8192");
  assert_in (&options, "b0 27 41", "/ch/1/cc14/7 = 8257");
  assert_in (&options, "b0 27 00", "/ch/1/cc14/7 = 8192");
  assert_in (&options, "b1 27 05", "/ch/2/cc14/7 = 5");
  assert_in (&options, "b0 07 7f", "/ch/1/cc14/7 = 16256");
  assert_in (&options, "b0 27 7f", "/ch/1/cc14/7 = 16383");
  assert_in (&options, "b0 08 40", "/ch/1/cc/8 = 64");
  assert_in (&options, "b0 28 40", "/ch/1/cc/40 = 64");
  assert_in (&options, "b0 47 40", "/ch/1/cc/71 = 64");
}

/* ---- signals to MIDI ---- */

static const ClaspMidiOptions channel_3 = { .default_channel = 2 };

static char *
hex_of (const ClaspMidiOptions *options, const char *address, const char *text)
{
  g_auto (ClaspWriter) messages = CLASP_WRITER_INIT;
  g_auto (ClaspValue)  value = CLASP_VALUE_INIT;
  g_autoptr (GError)   error = NULL;
  GString             *hex = g_string_new (NULL);

  if (!clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, &error))
    g_error ("%s: %s", text, error->message);
  if (!clasp_midi_from_signal (options, clasp_str (address), &value, &messages))
    {
      g_assert_cmpint (messages.length, ==, 0);
      g_string_append (hex, "nothing");
    }
  for (gsize i = 0; i < messages.length; i++)
    g_string_append_printf (hex, i > 0 ? " %02x" : "%02x", messages.data[i]);
  return g_string_free (hex, FALSE);
}

typedef struct
{
  const char *address, *value, *hex;
} Out;

static void
assert_all_out (const Out *outs, guint n_outs)
{
  for (guint i = 0; i < n_outs; i++)
    {
      g_autofree char *hex = hex_of (&channel_3, outs[i].address, outs[i].value);

      g_test_message ("%s %s", outs[i].address, outs[i].value);
      g_assert_cmpstr (hex, ==, outs[i].hex);
    }
}

static void
test_out_canonical (void)
{
  static const Out outs[] = {
    { "/ch/1/note/60", "{\"on\":true,\"velocity\":100}", "90 3c 64" },
    { "/ch/16/note/60", "{\"on\":false,\"velocity\":64}", "8f 3c 40" },
    { "/ch/1/note/60", "{\"velocity\":100}", "90 3c 64" },
    { "/ch/1/note/60", "{\"velocity\":0}", "80 3c 00" },
    { "/ch/1/note/60", "{\"on\":true}", "90 3c 7f" },
    { "/ch/1/note/60", "{\"on\":true,\"velocity\":0}", "90 3c 01" },
    { "/ch/1/note/60", "100", "90 3c 64" },
    { "/ch/1/note/60", "0", "80 3c 00" },
    { "/ch/1/note/60", "0.5", "90 3c 40" },
    { "/ch/1/note/60", "true", "90 3c 7f" },
    { "/ch/1/note/60", "false", "80 3c 00" },
    { "/ch/4/poly/61", "77", "a3 3d 4d" },
    { "/ch/3/cc/7", "64", "b2 07 40" },
    { "/ch/1/cc14/7", "8257", "b0 07 40 b0 27 41" },
    { "/ch/5/program", "42", "c4 2a" },
    { "/ch/5/pressure", "99", "d4 63" },
    { "/ch/2/bend", "-8192", "e1 00 00" },
    { "/ch/2/bend", "0", "e1 00 40" },
    { "/ch/2/bend", "8191", "e1 7f 7f" },
    { "/songpos", "1000", "f2 68 07" },
    { "/transport", "start", "fa" },
    { "/transport", "continue", "fb" },
    { "/transport", "stop", "fc" },
  };

  assert_all_out (outs, G_N_ELEMENTS (outs));
}

/* bridges.md 3.3; the default channel here is 3, and 0 stands for 1. */
static void
test_out_every_alias (void)
{
  static const Out outs[] = {
    { "/2/cc/7", "64", "b1 07 40" },
    { "/0/cc/7", "64", "b0 07 40" },
    { "/2/bend", "0", "e1 00 40" },
    { "/0/bend", "0", "e0 00 40" },
    { "/2/note", "{\"note\":60,\"velocity\":100,\"on\":true}", "91 3c 64" },
    { "/0/note", "{\"note\":60,\"velocity\":100,\"on\":false}", "80 3c 64" },
    { "/cc/7", "64", "b2 07 40" },
    { "/cc/2/7", "64", "b1 07 40" },
    { "/cc/0/7", "64", "b0 07 40" },
    { "/pb/2", "0", "e1 00 40" },
    { "/pb/0", "0", "e0 00 40" },
    { "/bend", "0", "e2 00 40" },
    { "/bend/2", "0", "e1 00 40" },
    { "/bend/0", "0", "e0 00 40" },
    { "/pc/2", "5", "c1 05" },
    { "/pc/0", "5", "c0 05" },
    { "/note", "{\"note\":60,\"velocity\":100,\"channel\":2}", "91 3c 64" },
    { "/note", "{\"note\":60,\"velocity\":100,\"channel\":0}", "90 3c 64" },
    { "/note", "{\"note\":60,\"velocity\":100}", "92 3c 64" },
    { "/note", "{\"note\":60,\"velocity\":0}", "82 3c 00" },
    { "/program", "{\"program\":5,\"channel\":2}", "c1 05" },
    { "/program", "{\"program\":5,\"channel\":0}", "c0 05" },
    { "/program", "{\"program\":5}", "c2 05" },
    { "/program", "5", "c2 05" },
  };

  assert_all_out (outs, G_N_ELEMENTS (outs));
}

/* bridges.md 1.4: whole numbers raw, floating-point ones shares, bool the ends; clamped, rounded
 * half away from zero. */
static void
test_out_scaling (void)
{
  static const Out outs[] = {
    { "/ch/1/cc/7", "-1", "b0 07 00" },
    { "/ch/1/cc/7", "128", "b0 07 7f" },
    { "/ch/1/cc/7", "9223372036854775807", "b0 07 7f" },
    { "/ch/1/cc/7", "0.0", "b0 07 00" },
    { "/ch/1/cc/7", "0.5", "b0 07 40" },
    { "/ch/1/cc/7", "1.0", "b0 07 7f" },
    { "/ch/1/cc/7", "1.5", "b0 07 7f" },
    { "/ch/1/cc/7", "-0.5", "b0 07 00" },
    { "/ch/1/cc/7", "true", "b0 07 7f" },
    { "/ch/1/cc/7", "false", "b0 07 00" },
    { "/ch/1/bend", "1.0", "e0 7f 7f" },
    { "/ch/1/bend", "-1.0", "e0 00 00" },
    { "/ch/1/bend", "0.0", "e0 00 40" },
    { "/ch/1/bend", "-2.5", "e0 00 00" },
    { "/ch/1/bend", "9000", "e0 7f 7f" },
    { "/ch/1/bend", "-9000", "e0 00 00" },
    { "/ch/1/cc14/0", "0.5", "b0 00 40 b0 20 00" },
    { "/ch/1/cc14/31", "1.0", "b0 1f 7f b0 3f 7f" },
    { "/ch/1/cc14/0", "20000", "b0 00 7f b0 20 7f" },
    { "/ch/1/cc14/0", "true", "b0 00 7f b0 20 7f" },
    { "/songpos", "20000", "f2 7f 7f" },
  };

  assert_all_out (outs, G_N_ELEMENTS (outs));
}

static void
test_out_refused (void)
{
  static const Out outs[] = {
    { "/ch/17/cc/7", "1", "nothing" },
    { "/ch/1/cc/128", "1", "nothing" },
    { "/ch/1/cc/-1", "1", "nothing" },
    { "/ch/1/cc/", "1", "nothing" },
    { "/ch/1/cc", "1", "nothing" },
    { "/ch/1/cc/7/8", "1", "nothing" },
    { "/ch/1/cc14/32", "1", "nothing" },
    { "/ch/1/note/128", "1", "nothing" },
    { "/ch/1", "1", "nothing" },
    { "/ch", "1", "nothing" },
    { "/ch/x/cc/7", "1", "nothing" },
    { "/17/cc/7", "1", "nothing" },
    { "/cc/17/7", "1", "nothing" },
    { "/a/b/c/d/e/f", "1", "nothing" },
    { "/", "1", "nothing" },
    { "", "1", "nothing" },
    { "cc/7", "1", "nothing" },
    { "/ch/1/cc/7", "null", "nothing" },
    { "/ch/1/cc/7", "loud", "nothing" },
    { "/ch/1/cc/7", "{\"value\":1}", "nothing" },
    { "/ch/1/note/60", "{}", "nothing" },
    { "/ch/1/note/60", "{\"on\":\"loud\"}", "nothing" },
    { "/note", "{\"velocity\":100}", "nothing" },
    { "/note", "{\"note\":128,\"velocity\":100}", "nothing" },
    { "/note", "{\"note\":60,\"velocity\":100,\"channel\":17}", "nothing" },
    { "/note", "60", "nothing" },
    { "/program", "{\"channel\":2}", "nothing" },
    { "/program", "{\"program\":5,\"channel\":17}", "nothing" },
    { "/transport", "jump", "nothing" },
    { "/transport", "1", "nothing" },
    { "/sysex", "f07d01f7", "nothing" },
  };

  assert_all_out (outs, G_N_ELEMENTS (outs));
}

static gboolean
sends (const char *address, ClaspValue value, ClaspWriter *messages)
{
  gboolean is_sent;

  clasp_writer_reset (messages);
  is_sent = clasp_midi_from_signal (&plain, clasp_str (address), &value, messages);
  clasp_value_clear (&value);
  return is_sent;
}

static void
test_out_not_finite (void)
{
  g_auto (ClaspWriter) messages = CLASP_WRITER_INIT;

  g_assert_false (sends ("/ch/1/cc/7", clasp_value_double (NAN), &messages));
  g_assert_cmpint (messages.length, ==, 0);
  g_assert_true (sends ("/ch/1/cc/7", clasp_value_double (INFINITY), &messages));
  g_assert_cmpint (messages.data[2], ==, 127);
  g_assert_true (sends ("/ch/1/bend", clasp_value_double (-INFINITY), &messages));
  g_assert_cmpint (messages.data[1] | messages.data[2], ==, 0);
}

static gboolean
sends_sysex (gsize size, guint8 inside, ClaspWriter *messages)
{
  g_autofree guint8 *bytes = g_malloc (MAX (size, 1));

  memset (bytes, inside, MAX (size, 1));
  bytes[0] = CLASP_MIDI_SYSEX;
  if (size > 1)
    bytes[size - 1] = CLASP_MIDI_END_OF_SYSEX;
  return sends ("/sysex", clasp_value_bytes (bytes, size), messages);
}

static void
test_out_sysex (void)
{
  static const guint8  no_start[] = { 0x7d, 0x01, 0xf7 };
  static const guint8  no_end[] = { 0xf0, 0x7d, 0x01 };
  g_auto (ClaspWriter) messages = CLASP_WRITER_INIT;

  g_assert_true (sends_sysex (4, 0x7d, &messages));
  g_assert_cmpint (messages.length, ==, 4);
  g_assert_true (sends_sysex (2, 0, &messages));
  g_assert_true (sends_sysex (CLASP_MIDI_MAX_SYSEX, 0x7f, &messages));
  g_assert_cmpint (messages.length, ==, CLASP_MIDI_MAX_SYSEX);
  g_assert_false (sends_sysex (CLASP_MIDI_MAX_SYSEX + 1, 0x7f, &messages));
  g_assert_false (sends_sysex (4, 0x80, &messages));
  g_assert_false (sends_sysex (1, 0, &messages));
  g_assert_false (sends_sysex (0, 0, &messages));
  g_assert_false (sends ("/sysex", clasp_value_bytes (no_start, sizeof no_start), &messages));
  g_assert_false (sends ("/sysex", clasp_value_bytes (no_end, sizeof no_end), &messages));
}

/* What comes in goes out again under the same name as the same bytes. */
static void
test_round_trip (void)
{
  ClaspMidiOptions    options = { 0 };
  static const guint8 kinds[] = { 0x80, 0x90, 0xa0, 0xb0, 0xc0, 0xd0, 0xe0 };

  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    for (guint channel = 0; channel < 16; channel++)
      for (guint data = 0; data < 128; data++)
        {
          g_auto (ClaspWriter) messages = CLASP_WRITER_INIT;
          guint8               bytes[] = { (guint8) (kinds[kind] | channel), (guint8) data,
                                           (guint8) (127 - data / 2) };
          gsize                size = 1 + (gsize) clasp_midi_n_data (bytes[0]);
          ClaspMidiSignal      signal;

          g_assert_true (clasp_midi_to_signal (&options, &pairs, bytes, size, &signal));
          g_assert_true (clasp_midi_from_signal (&options, clasp_str (signal.address),
                                                 &signal.value, &messages));
          g_assert_cmpmem (messages.data, messages.length, bytes, size);
          clasp_value_clear (&signal.value);
        }
}

static gboolean
is_order (guint8 status, guint8 first)
{
  guint8 message[] = { status, first, 1 };

  return clasp_midi_is_order (message);
}

static void
test_orders_are_no_state (void)
{
  static const guint8 orders[] = { 6, 38, 96, 97, 98, 99, 100, 101, 120, 121, 123, 127 };
  static const guint8 state[] = { 0, 5, 7, 32, 37, 39, 64, 95, 102, 119 };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    g_assert_true (is_order (0xb3, orders[i]));
  for (guint i = 0; i < G_N_ELEMENTS (state); i++)
    g_assert_false (is_order (0xb3, state[i]));
  g_assert_false (is_order (0x90, 120));
  g_assert_false (is_order (0xc0, 6));
  g_assert_true (is_order (0xf2, 0));
  g_assert_true (is_order (0xfa, 0));
}

static void
assert_slug (const char *name, const char *expected)
{
  g_autofree char *slug = clasp_midi_slug (name);

  g_assert_cmpstr (slug, ==, expected);
}

static void
test_slug (void)
{
  assert_slug ("X-Touch Mini", "x-touch_mini");
  assert_slug ("nanoKONTROL2:nanoKONTROL2 MIDI 1", "nanokontrol2nanokontrol2_midi_1");
  assert_slug ("a/b*c?", "abc");
  assert_slug ("設備", "midi");
  assert_slug ("", "midi");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add_func ("/bridges/midi/address/" path, func)
  ADD ("in/every-message", test_in_every_message);
  ADD ("in/what-is-no-signal", test_in_what_is_no_signal);
  ADD ("in/channel-mode-is-an-event", test_in_channel_mode_is_an_event);
  ADD ("in/notes-as-param", test_in_notes_as_param);
  ADD ("in/cc14", test_in_cc14);
  ADD ("out/canonical", test_out_canonical);
  ADD ("out/every-alias", test_out_every_alias);
  ADD ("out/scaling", test_out_scaling);
  ADD ("out/refused", test_out_refused);
  ADD ("out/not-finite", test_out_not_finite);
  ADD ("out/sysex", test_out_sysex);
  ADD ("round-trip", test_round_trip);
  ADD ("orders-are-no-state", test_orders_are_no_state);
  ADD ("slug", test_slug);
  return g_test_run ();
}
