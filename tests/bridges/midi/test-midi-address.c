/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/midi/clasp-midi-address.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

#include <math.h>
#include <string.h>

static const ClaspMidiOptions plain = { .channel_base = 1 };

static const ClaspMidiOptions channel_3 = { .default_channel = 2, .channel_base = 1 };

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

/* ---- more than one message ---- */

static void
test_out_parameters (void)
{
  static const Out outs[] = {
    { "/ch/3/nrpn/1234", "5678", "b2 63 09 b2 62 52 b2 06 2c b2 26 2e" },
    { "/ch/1/rpn/0", "256", "b0 65 00 b0 64 00 b0 06 02 b0 26 00" },
    { "/ch/1/nrpn/16383", "1.0", "b0 63 7f b0 62 7f b0 06 7f b0 26 7f" },
    { "/ch/1/nrpn/16384", "1", "nothing" },
    { "/ch/1/nrpn/1/step", "2", "b0 63 00 b0 62 01 b0 60 00 b0 60 00" },
    { "/ch/1/rpn/1/step", "-1", "b0 65 00 b0 64 01 b0 61 00" },
    { "/ch/1/rpn/1/step", "0", "nothing" },
    { "/ch/2/bank", "130", "b1 00 01 b1 20 02" },
  };

  assert_all_out (outs, G_N_ELEMENTS (outs));
}

/* As many steps as one value may send, and one more. */
static void
test_out_steps_at_the_limit (void)
{
  g_autofree char *at = hex_of (&plain, "/ch/1/nrpn/1/step", "64");
  g_autofree char *above = hex_of (&plain, "/ch/1/nrpn/1/step", "65");

  g_assert_cmpint (strlen (at), ==, 9 * (2 + CLASP_MIDI_MAX_STEPS) - 1);
  g_assert_cmpstr (above, ==, at);
}

static void
test_out_system (void)
{
  static const Out outs[] = {
    { "/songselect", "32", "f3 20" },
    { "/tune", "null", "f6" },
    { "/clock", "null", "f8" },
    { "/mtc", "10:20:30:12", "f0 7f 7f 01 01 2a 14 1e 0c f7" },
    { "/mtc", "{\"hours\":10,\"minutes\":20,\"seconds\":30,\"frames\":12,\"rate\":\"24\"}",
      "f0 7f 7f 01 01 0a 14 1e 0c f7" },
    { "/mtc", "10:20:30:25", "nothing" },
    { "/mmc", "play", "f0 7f 7f 06 02 f7" },
    { "/msc", "{\"command\":\"GO\",\"cue\":\"12.5\",\"list\":3,\"device\":1}",
      "f0 7f 01 02 01 01 31 32 2e 35 00 33 f7" },
  };

  assert_all_out (outs, G_N_ELEMENTS (outs));
}

/* With the first channel called 0 there is no other name for it. */
static void
test_out_channels_from_zero (void)
{
  ClaspMidiOptions options = { .channel_base = 0 };
  g_autofree char *first = hex_of (&options, "/ch/0/cc/7", "1");
  g_autofree char *last = hex_of (&options, "/ch/15/cc/7", "1");
  g_autofree char *none = hex_of (&options, "/ch/16/cc/7", "1");
  g_autofree char *alias = hex_of (&options, "/1/cc/7", "1");

  g_assert_cmpstr (first, ==, "b0 07 01");
  g_assert_cmpstr (last, ==, "bf 07 01");
  g_assert_cmpstr (none, ==, "nothing");
  g_assert_cmpstr (alias, ==, "b1 07 01");
}

static void
test_out_unit_scale (void)
{
  ClaspMidiOptions options = { .channel_base = 1, .scale = { CLASP_SCALE_UNIT, 0, 0 } };
  g_autofree char *full = hex_of (&options, "/ch/1/cc/7", "1");
  g_autofree char *program = hex_of (&options, "/ch/1/program", "1");

  g_assert_cmpstr (full, ==, "b0 07 7f");
  g_assert_cmpstr (program, ==, "c0 01");
}

static guint
key_of (const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);

  return clasp_midi_value_key (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_keys_of_values (void)
{
  static const char *const different[] = { "b0 07 01",
                                           "b1 07 01",
                                           "b0 08 01",
                                           "a0 07 01",
                                           "d0 07",
                                           "e0 07 01",
                                           "b0 07 01 b0 27 01",
                                           "b0 63 00 b0 62 07 b0 06 01 b0 26 01",
                                           "b0 65 00 b0 64 07 b0 06 01 b0 26 01" };
  static const char *const none[] = { "90 3c 64", "80 3c 00",
                                      "c0 05",    "fa",
                                      "f0 01 f7", "b0 06 01",
                                      "b0 7b 00", "b0 63 00 b0 62 07 b0 60 00 b0 60 00" };

  for (guint i = 0; i < G_N_ELEMENTS (different); i++)
    for (guint j = 0; j < G_N_ELEMENTS (different); j++)
      g_assert_true ((key_of (different[i]) == key_of (different[j])) == (i == j));
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_cmpint (key_of (none[i]), ==, 0);
  g_assert_cmpint (key_of ("b0 07 01"), ==, key_of ("b0 07 7f"));
}

static gboolean
is_order (guint8 status, guint8 first)
{
  guint8 message[] = { status, first, 1 };

  return clasp_midi_is_order (message, sizeof message);
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
  g_assert_false (
    clasp_midi_is_order ((const guint8 *) "\xb0\x63\x00\xb0\x62\x07\xb0\x06\x01\xb0\x26\x01", 12));
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
  ADD ("out/canonical", test_out_canonical);
  ADD ("out/every-alias", test_out_every_alias);
  ADD ("out/scaling", test_out_scaling);
  ADD ("out/refused", test_out_refused);
  ADD ("out/not-finite", test_out_not_finite);
  ADD ("out/sysex", test_out_sysex);
  ADD ("out/parameters", test_out_parameters);
  ADD ("out/steps-at-the-limit", test_out_steps_at_the_limit);
  ADD ("out/system", test_out_system);
  ADD ("out/channels-from-zero", test_out_channels_from_zero);
  ADD ("out/unit-scale", test_out_unit_scale);
  ADD ("keys-of-values", test_keys_of_values);
  ADD ("orders-are-no-state", test_orders_are_no_state);
  ADD ("slug", test_slug);
  return g_test_run ();
}
