/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/midi/clasp-midi-input.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  ClaspMidiOptions options;
  ClaspMidiInput  *input;
  GString         *heard; /* "/ch/1/cc/7 = 100|/transport ! start" */
  gint64           now_us;
} Fixture;

static void
signal_cb (const ClaspMidiSignal *signal, gpointer user_data)
{
  Fixture         *fixture = user_data;
  g_autofree char *value = clasp_value_to_text (&signal->value);

  if (fixture->heard->len > 0)
    g_string_append_c (fixture->heard, '|');
  g_string_append_printf (fixture->heard, "%s %s %s", signal->address, signal->is_event ? "!" : "=",
                          value);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->options = (ClaspMidiOptions){ .parameters = TRUE, .sysex = TRUE, .channel_base = 1 };
  fixture->heard = g_string_new (NULL);
  fixture->now_us = 1000000;
  fixture->input = clasp_midi_input_new (&fixture->options, signal_cb, fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  clasp_midi_input_free (fixture->input);
  g_string_free (fixture->heard, TRUE);
}

static void
parsed_cb (const guint8 *message, gsize size, gpointer user_data)
{
  Fixture *fixture = user_data;

  clasp_midi_input_take (fixture->input, message, size, fixture->now_us);
}

static void
hear (Fixture *fixture, const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  ClaspMidiParser    parser = { 0 };

  clasp_midi_parser_feed (&parser, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                          fixture->now_us, parsed_cb, fixture);
  clasp_midi_parser_clear (&parser);
}

static void
wait_us (Fixture *fixture, gint64 us)
{
  fixture->now_us += us;
  clasp_midi_input_expire (fixture->input, fixture->now_us);
}

#define assert_heard(fixture, expected)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr ((fixture)->heard->str, ==, expected);                                         \
    g_string_truncate ((fixture)->heard, 0);                                                       \
  }                                                                                                \
  G_STMT_END

#define assert_in(fixture, hex, expected)                                                          \
  G_STMT_START                                                                                     \
  {                                                                                                \
    hear (fixture, hex);                                                                           \
    assert_heard (fixture, expected);                                                              \
  }                                                                                                \
  G_STMT_END

/* ---- messages ---- */

static void
test_every_message (Fixture *fixture, gconstpointer data)
{
  assert_in (fixture, "90 3c 64", "/ch/1/note/60 ! {\"on\":true,\"velocity\":100}");
  assert_in (fixture, "9f 3c 00", "/ch/16/note/60 ! {\"on\":false,\"velocity\":0}");
  assert_in (fixture, "81 3c 40", "/ch/2/note/60 ! {\"on\":false,\"velocity\":64}");
  assert_in (fixture, "a3 3d 4d", "/ch/4/poly/61 = 77");
  assert_in (fixture, "b2 07 7f", "/ch/3/cc/7 = 127");
  assert_in (fixture, "c4 2a", "/ch/5/program = 42");
  assert_in (fixture, "d4 63", "/ch/5/pressure = 99");
  assert_in (fixture, "e1 00 00", "/ch/2/bend = -8192");
  assert_in (fixture, "e1 00 40", "/ch/2/bend = 0");
  assert_in (fixture, "e1 7f 7f", "/ch/2/bend = 8191");
  assert_in (fixture, "f2 68 07", "/songpos = 1000");
  assert_in (fixture, "f3 20", "/songselect = 32");
  assert_in (fixture, "f6", "/tune ! null");
  assert_in (fixture, "fa", "/transport ! start");
  assert_in (fixture, "fb", "/transport ! continue");
  assert_in (fixture, "fc", "/transport ! stop");
  assert_in (fixture, "f0 7d 01 f7", "/sysex ! f07d01f7");
}

static void
test_what_is_no_signal (Fixture *fixture, gconstpointer data)
{
  static const guint8 none[][3] = {
    { 0xf8 }, { 0xfe }, { 0xff }, { 0xf1, 0x10 }, { 0x40 }, { 0xf4 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    clasp_midi_input_take (fixture->input, none[i], none[i][0] == 0xf1 ? 2 : 1, 0);
  clasp_midi_input_take (fixture->input, (const guint8 *) "\x90\x3c", 2, 0);
  clasp_midi_input_take (fixture->input, (const guint8 *) "\xc0\x01\x02", 3, 0);
  clasp_midi_input_take (fixture->input, none[0], 0, 0);
  assert_heard (fixture, "");
}

/* Channel mode messages are orders, not state: kept as state, a device that comes back would be
 * told "all notes off" or "reset all controllers" once more. */
static void
test_channel_mode_is_an_event (Fixture *fixture, gconstpointer data)
{
  assert_in (fixture, "b0 77 01", "/ch/1/cc/119 = 1");
  assert_in (fixture, "b0 78 00", "/ch/1/cc/120 ! 0");
  assert_in (fixture, "b0 7b 00", "/ch/1/cc/123 ! 0");
  assert_in (fixture, "b0 7f 00", "/ch/1/cc/127 ! 0");
}

static void
test_notes_as_param (Fixture *fixture, gconstpointer data)
{
  fixture->options.notes_as_param = TRUE;
  assert_in (fixture, "90 3c 64", "/ch/1/note/60 = 100");
  assert_in (fixture, "90 3c 00", "/ch/1/note/60 = 0");
  assert_in (fixture, "80 3c 40", "/ch/1/note/60 = 0");
}

static void
test_channels_from_zero (Fixture *fixture, gconstpointer data)
{
  fixture->options.channel_base = 0;
  assert_in (fixture, "b0 07 01", "/ch/0/cc/7 = 1");
  assert_in (fixture, "bf 07 01", "/ch/15/cc/7 = 1");
}

static void
test_unit_scale (Fixture *fixture, gconstpointer data)
{
  fixture->options.scale.mode = CLASP_SCALE_UNIT;
  assert_in (fixture, "b0 07 7f", "/ch/1/cc/7 = 1");
  assert_in (fixture, "e0 00 00", "/ch/1/bend = -1");
  assert_in (fixture, "c0 05", "/ch/1/program = 5");
  assert_in (fixture, "90 3c 7f", "/ch/1/note/60 ! {\"on\":true,\"velocity\":1}");
}

static void
test_options_of_events (Fixture *fixture, gconstpointer data)
{
  fixture->options.sysex = FALSE;
  fixture->options.clock = TRUE;
  assert_in (fixture, "f0 7d 01 f7", "");
  assert_in (fixture, "f8", "/clock ! null");
}

/* ---- 14-bit controllers ---- */

static void
test_cc14_is_one_value (Fixture *fixture, gconstpointer data)
{
  fixture->options.cc14 = 1u << 7;
  assert_in (fixture, "b0 07 40 27 41", "/ch/1/cc14/7 = 8257");
  assert_in (fixture, "b0 27 00", "/ch/1/cc14/7 = 8192");
  assert_in (fixture, "b1 27 05", "/ch/2/cc14/7 = 5");
  assert_in (fixture, "b0 08 40", "/ch/1/cc/8 = 64");
  assert_in (fixture, "b0 28 40", "/ch/1/cc/40 = 64");
  assert_in (fixture, "b0 47 40", "/ch/1/cc/71 = 64");
}

/* A fader that goes from 8191 to 8192 must not be seen at 8064 in between. */
static void
test_coarse_half_waits (Fixture *fixture, gconstpointer data)
{
  fixture->options.cc14 = 1u << 7;
  assert_in (fixture, "b0 07 40", "");
  g_assert_cmpint (clasp_midi_input_get_due (fixture->input), ==,
                   fixture->now_us + CLASP_MIDI_PAIR_WAIT_US);
  wait_us (fixture, CLASP_MIDI_PAIR_WAIT_US - 1);
  assert_heard (fixture, "");
  wait_us (fixture, 1);
  assert_heard (fixture, "/ch/1/cc14/7 = 8192");
  g_assert_cmpint (clasp_midi_input_get_due (fixture->input), ==, 0);
}

static void
test_anything_else_ends_the_wait (Fixture *fixture, gconstpointer data)
{
  fixture->options.cc14 = 3u << 7;
  assert_in (fixture, "b0 07 40 90 3c 64",
             "/ch/1/cc14/7 = 8192|/ch/1/note/60 ! {\"on\":true,\"velocity\":100}");
  assert_in (fixture, "b0 07 40 08 10 28 01", "/ch/1/cc14/7 = 8192|/ch/1/cc14/8 = 2049");
  assert_in (fixture, "b0 07 40 07 41 27 00", "/ch/1/cc14/7 = 8192|/ch/1/cc14/7 = 8320");
  assert_in (fixture, "b0 07 40 b1 01 01 b0 27 02", "/ch/2/cc/1 = 1|/ch/1/cc14/7 = 8194");
}

/* ---- NRPN and RPN ---- */

static void
test_parameters (Fixture *fixture, gconstpointer data)
{
  assert_in (fixture, "b2 63 09 62 52 06 2c 26 2e", "/ch/3/nrpn/1234 = 5678");
  assert_in (fixture, "b2 26 2f", "/ch/3/nrpn/1234 = 5679");
  assert_in (fixture, "b0 65 00 64 00 06 02 26 00", "/ch/1/rpn/0 = 256");
  hear (fixture, "b2 06 01");
  wait_us (fixture, CLASP_MIDI_PAIR_WAIT_US);
  assert_heard (fixture, "/ch/3/nrpn/1234 = 128");
}

static void
test_parameter_steps (Fixture *fixture, gconstpointer data)
{
  hear (fixture, "b0 63 00 62 05 06 00 26 01");
  assert_heard (fixture, "/ch/1/nrpn/5 = 1");
  assert_in (fixture, "b0 60 7f", "/ch/1/nrpn/5 = 2");
  assert_in (fixture, "b0 61 00 61 00 61 00", "/ch/1/nrpn/5 = 1|/ch/1/nrpn/5 = 0|/ch/1/nrpn/5 = 0");
  fixture->options.relative.parameters = TRUE;
  assert_in (fixture, "b0 60 00", "/ch/1/nrpn/5/step ! 1|/ch/1/nrpn/5 = 1");
  hear (fixture, "b0 06 7f 26 7f");
  g_string_truncate (fixture->heard, 0);
  assert_in (fixture, "b0 60 00", "/ch/1/nrpn/5/step ! 1|/ch/1/nrpn/5 = 16383");
}

/* Each parameter has its own value, and each channel its own selection. */
static void
test_parameters_apart (Fixture *fixture, gconstpointer data)
{
  hear (fixture, "b0 63 00 62 01 06 00 26 0a b1 63 00 62 01 06 00 26 14 b0 62 02 06 00 26 1e");
  g_string_truncate (fixture->heard, 0);
  assert_in (fixture, "b0 60 00", "/ch/1/nrpn/2 = 31");
  assert_in (fixture, "b0 62 01 60 00", "/ch/1/nrpn/1 = 11");
  assert_in (fixture, "b1 60 00", "/ch/2/nrpn/1 = 21");
  assert_in (fixture, "b0 65 00 64 01 60 00", "/ch/1/rpn/1 = 1");
}

static void
test_null_parameter (Fixture *fixture, gconstpointer data)
{
  hear (fixture, "b0 65 00 64 00 06 02 26 00 65 7f 64 7f");
  assert_heard (fixture, "/ch/1/rpn/0 = 256");
  assert_in (fixture, "b0 06 05 26 06 60 00 61 00", ""); /* for no parameter */
  assert_in (fixture, "b1 06 05", "/ch/2/cc/6 = 5");
  assert_in (fixture, "b0 65 00 64 00 60 00", "/ch/1/rpn/0 = 257");
}

/* RP-015: 121 takes the selection away, on its channel, of NRPN and RPN alike. */
static void
test_reset_controllers_deselect (Fixture *fixture, gconstpointer data)
{
  hear (fixture, "b0 63 00 62 05 06 01 26 01 b1 63 00 62 05 06 01 26 01");
  assert_heard (fixture, "/ch/1/nrpn/5 = 129|/ch/2/nrpn/5 = 129");
  assert_in (fixture, "b0 79 00", "/ch/1/cc/121 ! 0");
  assert_in (fixture, "b0 06 05 26 06 60 00", "");
  assert_in (fixture, "b1 26 02", "/ch/2/nrpn/5 = 130");
  assert_in (fixture, "b0 63 00 62 05 26 03", "/ch/1/nrpn/5 = 131");
}

/* One that waits for its fine half was said before. */
static void
test_reset_controllers_after_a_coarse_half (Fixture *fixture, gconstpointer data)
{
  fixture->options.cc14 = 1u << 1 | 1u << 11;
  assert_in (fixture, "b0 63 00 62 05 06 01 79 00", "/ch/1/nrpn/5 = 128|/ch/1/cc/121 ! 0");
  assert_in (fixture, "b0 01 40 21 01 79 00 21 02", "/ch/1/cc14/1 = 8193|/ch/1/cc/121 ! 0|/ch/1/cc14/1 = 2");
  assert_in (fixture, "b0 2b 02", "/ch/1/cc14/11 = 16258");
  /* where nobody ever selected one these are faders */
  assert_in (fixture, "b2 79 00 06 05", "/ch/3/cc/121 ! 0|/ch/3/cc/6 = 5");
}

/* What it had moved goes back, and nothing else: volume, pan and bank stay, as does what is at rest. */
static void
test_reset_controllers_puts_back (Fixture *fixture, gconstpointer data)
{
  hear (fixture, "b0 01 05 0b 40 40 7f 41 01 07 20 0a 21 00 01 e0 00 50 d0 11 a0 3c 12 a0 7f 13 b1 01 06");
  hear (fixture, "b0 42 7f 42 00 0c 01");
  g_string_truncate (fixture->heard, 0);
  assert_in (fixture, "b0 79 00",
             "/ch/1/cc/121 ! 0|/ch/1/cc/1 = 0|/ch/1/cc/11 = 127|/ch/1/cc/64 = 0|/ch/1/cc/65 = 0|"
             "/ch/1/bend = 0|/ch/1/pressure = 0|/ch/1/poly/60 = 0|/ch/1/poly/127 = 0");
  assert_in (fixture, "b0 79 00", "/ch/1/cc/121 ! 0"); /* once */
  assert_in (fixture, "b1 79 00", "/ch/2/cc/121 ! 0|/ch/2/cc/1 = 0");
  hear (fixture, "b0 01 05");
  g_string_truncate (fixture->heard, 0);
  assert_in (fixture, "b0 79 01", "/ch/1/cc/121 ! 1"); /* a fader of that number */
  clasp_midi_input_reset (fixture->input); /* another device: nothing is known of it */
  assert_in (fixture, "b0 79 00", "/ch/1/cc/121 ! 0");
}

/* Joined with its fine half, and nothing at all for an encoder, whose 0 is a step. */
static void
test_reset_controllers_of_pairs_and_encoders (Fixture *fixture, gconstpointer data)
{
  fixture->options.cc14 = 1u << 1;
  g_assert_true (clasp_midi_relative_add (&fixture->options.relative, "1/11=offset", NULL));
  hear (fixture, "b0 01 40 21 01 0b 41");
  g_string_truncate (fixture->heard, 0);
  assert_in (fixture, "b0 79 00", "/ch/1/cc/121 ! 0");
  wait_us (fixture, CLASP_MIDI_PAIR_WAIT_US);
  assert_heard (fixture, "/ch/1/cc14/1 = 0");
}

/* Mixers use 6 and 96 for faders: without a parameter they are ordinary controllers. */
static void
test_data_entry_without_parameter (Fixture *fixture, gconstpointer data)
{
  assert_in (fixture, "b0 06 05 26 06", "/ch/1/cc/6 = 5|/ch/1/cc/38 = 6");
  assert_in (fixture, "b0 63 05 06 06", "/ch/1/cc/6 = 6"); /* one half of a number is none */
  fixture->options.parameters = FALSE;
  assert_in (fixture, "b0 63 09 62 52", "/ch/1/cc/99 = 9|/ch/1/cc/98 = 82");
}

static void
test_reset_forgets (Fixture *fixture, gconstpointer data)
{
  fixture->options.cc14 = 1u << 7;
  hear (fixture, "b0 63 09 62 52 06 2c 26 2e c0 01 07 01");
  hear (fixture, "b0 07 40");
  g_string_truncate (fixture->heard, 0);
  clasp_midi_input_reset (fixture->input);
  wait_us (fixture, CLASP_MIDI_PAIR_WAIT_US);
  assert_heard (fixture, "");
  assert_in (fixture, "b0 06 05 27 01", "/ch/1/cc/6 = 5|/ch/1/cc14/7 = 1");
}

/* ---- banks ---- */

static void
test_bank_with_its_program (Fixture *fixture, gconstpointer data)
{
  assert_in (fixture, "c0 05", "/ch/1/program = 5");
  assert_in (fixture, "b0 00 01 20 02 c0 05",
             "/ch/1/cc/0 = 1|/ch/1/cc/32 = 2|/ch/1/bank = 130|/ch/1/program = 5");
  assert_in (fixture, "c1 05", "/ch/2/program = 5");
}

/* ---- relative encoders ---- */

static void
test_encoder_steps_and_position (Fixture *fixture, gconstpointer data)
{
  g_assert_true (clasp_midi_relative_add (&fixture->options.relative, "1/16=sign-bit", NULL));
  assert_in (fixture, "b0 10 03", "/ch/1/cc/16/step ! 3|/ch/1/cc/16 = 3");
  assert_in (fixture, "b0 10 45", "/ch/1/cc/16/step ! -5|/ch/1/cc/16 = 0");
  assert_in (fixture, "b0 10 41", "/ch/1/cc/16/step ! -1"); /* at its end */
  assert_in (fixture, "b0 10 00", "");
  clasp_midi_input_place (fixture->input, 0, 16, 100);
  assert_in (fixture, "b0 10 01", "/ch/1/cc/16/step ! 1|/ch/1/cc/16 = 101");
  assert_in (fixture, "b1 10 01", "/ch/2/cc/16 = 1");
}

typedef struct
{
  ClaspMidiRelativeMode mode;
  guint8                byte;
  int                   steps;
} Code;

static void
test_encoder_codes (void)
{
  static const Code codes[] = {
    { CLASP_MIDI_TWOS_COMPLEMENT, 1, 1 },
    { CLASP_MIDI_TWOS_COMPLEMENT, 63, 63 },
    { CLASP_MIDI_TWOS_COMPLEMENT, 127, -1 },
    { CLASP_MIDI_TWOS_COMPLEMENT, 65, -63 },
    { CLASP_MIDI_OFFSET, 65, 1 },
    { CLASP_MIDI_OFFSET, 127, 63 },
    { CLASP_MIDI_OFFSET, 63, -1 },
    { CLASP_MIDI_OFFSET, 1, -63 },
    { CLASP_MIDI_SIGN_BIT, 1, 1 },
    { CLASP_MIDI_SIGN_BIT, 63, 63 },
    { CLASP_MIDI_SIGN_BIT, 65, -1 },
    { CLASP_MIDI_SIGN_BIT, 127, -63 },
    { CLASP_MIDI_SIGN_BIT_DOWN, 65, 1 },
    { CLASP_MIDI_SIGN_BIT_DOWN, 1, -1 },
    { CLASP_MIDI_UP_DOWN, 65, 1 },
    { CLASP_MIDI_UP_DOWN, 63, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      int rest;

      g_test_message ("%s %d", clasp_midi_relative_mode_to_string (codes[i].mode), codes[i].steps);
      g_assert_cmpint (clasp_midi_relative_decode (codes[i].mode, codes[i].byte), ==,
                       codes[i].steps);
      g_assert_cmpint (clasp_midi_relative_encode (codes[i].mode, codes[i].steps, &rest), ==,
                       codes[i].byte);
      g_assert_cmpint (rest, ==, 0);
    }
  g_assert_cmpint (clasp_midi_relative_decode (CLASP_MIDI_UP_DOWN, 127), ==, 1);
  g_assert_cmpint (clasp_midi_relative_decode (CLASP_MIDI_UP_DOWN, 64), ==, 0);
  g_assert_cmpint (clasp_midi_relative_decode (CLASP_MIDI_UP_DOWN, 0), ==, -1); /* below 64 */
  g_assert_cmpint (clasp_midi_relative_decode (CLASP_MIDI_OFFSET, 64), ==, 0);
}

static void
test_encoder_settings (void)
{
  static const char *const bad[] = { "",
                                     "16",
                                     "16=",
                                     "=offset",
                                     "128=offset",
                                     "16-8=offset",
                                     "0/1=offset",
                                     "17/1=offset",
                                     "1/=offset",
                                     "16=absolute",
                                     "16=Offset",
                                     "x=offset",
                                     "1/2/3=offset" };
  ClaspMidiRelative        relative = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (clasp_midi_relative_add (&relative, bad[i], &error));
      g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
    }
  g_assert_true (clasp_midi_relative_add (&relative, "0-127=offset", NULL));
  g_assert_true (clasp_midi_relative_add (&relative, "2-3/5=up-down", NULL));
  g_assert_true (clasp_midi_relative_add (&relative, "nrpn", NULL));
  g_assert_cmpint (relative.modes[15][127], ==, CLASP_MIDI_OFFSET);
  g_assert_cmpint (relative.modes[0][5], ==, CLASP_MIDI_OFFSET);
  g_assert_cmpint (relative.modes[1][5], ==, CLASP_MIDI_UP_DOWN);
  g_assert_cmpint (relative.modes[2][5], ==, CLASP_MIDI_UP_DOWN);
  g_assert_true (relative.parameters);
}

/* ---- round trip (bridges.md 13.1) ---- */

typedef struct
{
  Fixture    *fixture;
  ClaspWriter messages;
} Trip;

static void
back_cb (const ClaspMidiSignal *signal, gpointer user_data)
{
  Trip *trip = user_data;

  g_assert_true (clasp_midi_from_signal (&trip->fixture->options, clasp_str (signal->address),
                                         &signal->value, &trip->messages));
}

/* What comes in goes out again under the same name as the same bytes. */
static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  static const guint8        kinds[] = { 0x80, 0x90, 0xa0, 0xb0, 0xc0, 0xd0, 0xe0 };
  Trip                       trip = { fixture, CLASP_WRITER_INIT };
  g_autoptr (ClaspMidiInput) input = NULL;

  fixture->options.parameters = FALSE;
  input = clasp_midi_input_new (&fixture->options, back_cb, &trip);
  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    for (guint channel = 0; channel < 16; channel++)
      for (guint number = 0; number < 128; number++)
        {
          guint8 bytes[] = { (guint8) (kinds[kind] | channel), (guint8) number,
                             (guint8) (127 - number / 2) };
          gsize  size = 1 + (gsize) clasp_midi_n_data (bytes[0]);

          clasp_midi_input_reset (input);
          clasp_writer_reset (&trip.messages);
          clasp_midi_input_take (input, bytes, size, 0);
          g_assert_cmpmem (trip.messages.data, trip.messages.length, bytes, size);
        }
  clasp_writer_clear (&trip.messages);
}

/* The vectors that are one value in several messages, and MSC and MMC. */
static void
test_vectors_back (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *hex, *expected;
  } trips[] = {
    { "b2 63 09 62 52 06 2c 26 2e", "b2 63 09 b2 62 52 b2 06 2c b2 26 2e" },
    { "b0 07 40 27 41", "b0 07 40 b0 27 41" },
    { "f0 7f 7f 06 44 06 01 21 02 03 04 00 f7", "f0 7f 7f 06 44 06 01 21 02 03 04 00 f7" },
    { "f0 7f 05 06 01 f7", "f0 7f 05 06 01 f7" },
    { "f0 7f 01 02 01 01 31 32 2e 35 00 33 f7", "f0 7f 01 02 01 01 31 32 2e 35 00 33 f7" },
    { "f0 7f 7f 02 7f 02 f7", "f0 7f 7f 02 7f 02 f7" },
    { "f3 20", "f3 20" },
  };
  Trip                       trip = { fixture, CLASP_WRITER_INIT };
  g_autoptr (ClaspMidiInput) input = clasp_midi_input_new (&fixture->options, back_cb, &trip);

  fixture->options.cc14 = 1u << 7;
  clasp_midi_input_free (fixture->input);
  fixture->input = g_steal_pointer (&input);
  for (guint i = 0; i < G_N_ELEMENTS (trips); i++)
    {
      g_autoptr (GBytes) expected = clasp_test_hex (trips[i].expected);

      clasp_writer_reset (&trip.messages);
      hear (fixture, trips[i].hex);
      g_assert_cmpmem (trip.messages.data, trip.messages.length, g_bytes_get_data (expected, NULL),
                       g_bytes_get_size (expected));
    }
  clasp_writer_clear (&trip.messages);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/midi/input/" path, Fixture, NULL, setup, func, teardown)
  ADD ("every-message", test_every_message);
  ADD ("what-is-no-signal", test_what_is_no_signal);
  ADD ("channel-mode-is-an-event", test_channel_mode_is_an_event);
  ADD ("notes-as-param", test_notes_as_param);
  ADD ("channels-from-zero", test_channels_from_zero);
  ADD ("unit-scale", test_unit_scale);
  ADD ("options-of-events", test_options_of_events);
  ADD ("cc14/one-value", test_cc14_is_one_value);
  ADD ("cc14/coarse-half-waits", test_coarse_half_waits);
  ADD ("cc14/anything-else-ends-the-wait", test_anything_else_ends_the_wait);
  ADD ("parameters/one-value", test_parameters);
  ADD ("parameters/steps", test_parameter_steps);
  ADD ("parameters/apart", test_parameters_apart);
  ADD ("parameters/null", test_null_parameter);
  ADD ("parameters/reset-controllers", test_reset_controllers_deselect);
  ADD ("parameters/reset-controllers-after-a-coarse-half", test_reset_controllers_after_a_coarse_half);
  ADD ("reset-controllers/puts-back", test_reset_controllers_puts_back);
  ADD ("reset-controllers/pairs-and-encoders", test_reset_controllers_of_pairs_and_encoders);
  ADD ("parameters/data-entry-without", test_data_entry_without_parameter);
  ADD ("reset-forgets", test_reset_forgets);
  ADD ("bank-with-its-program", test_bank_with_its_program);
  ADD ("encoder/steps-and-position", test_encoder_steps_and_position);
  g_test_add_func ("/bridges/midi/input/encoder/codes", test_encoder_codes);
  g_test_add_func ("/bridges/midi/input/encoder/settings", test_encoder_settings);
  ADD ("round-trip", test_round_trip);
  ADD ("vectors-back", test_vectors_back);
  return g_test_run ();
}
