/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/midi/clasp-midi-codec.h"
#include "support/clasp-test.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Messages as they are in the vectors: "note_on 0 60 100", one a line. */

static const struct
{
  guint8      status;
  const char *name;
} names[] = {
  { CLASP_MIDI_NOTE_OFF, "note_off" },
  { CLASP_MIDI_NOTE_ON, "note_on" },
  { CLASP_MIDI_POLY_PRESSURE, "poly_pressure" },
  { CLASP_MIDI_CONTROL, "cc" },
  { CLASP_MIDI_PROGRAM, "program" },
  { CLASP_MIDI_CHANNEL_PRESSURE, "channel_pressure" },
  { CLASP_MIDI_PITCH_BEND, "pitch_bend" },
  { CLASP_MIDI_SYSEX, "sysex" },
  { CLASP_MIDI_QUARTER_FRAME, "mtc_qf" },
  { CLASP_MIDI_SONG_POSITION, "song_position" },
  { CLASP_MIDI_SONG_SELECT, "song_select" },
  { CLASP_MIDI_TUNE_REQUEST, "tune_request" },
  { CLASP_MIDI_CLOCK, "clock" },
  { CLASP_MIDI_START, "start" },
  { CLASP_MIDI_CONTINUE, "continue" },
  { CLASP_MIDI_STOP, "stop" },
  { CLASP_MIDI_ACTIVE_SENSING, "active_sensing" },
  { CLASP_MIDI_RESET, "reset" },
};

static const char *
name_of (guint8 status)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].status == (status < 0xf0 ? status & 0xf0 : status))
      return names[i].name;

  g_assert_not_reached ();
}

static void
print_cb (const guint8 *message, gsize size, gpointer user_data)
{
  GString *text = user_data;
  guint8   kind = message[0] & 0xf0;

  g_string_append (text, name_of (message[0]));
  if (message[0] == CLASP_MIDI_SYSEX)
    {
      g_string_append_c (text, ' ');
      for (gsize i = 0; i < size; i++)
        g_string_append_printf (text, "%02x", message[i]);
      g_string_append_c (text, '\n');
      return;
    }

  g_assert_cmpint ((gint64) size, ==, 1 + clasp_midi_n_data (message[0]));
  if (message[0] < 0xf0)
    g_string_append_printf (text, " %u", message[0] & 15);
  if (kind == CLASP_MIDI_PITCH_BEND)
    g_string_append_printf (text, " %d", (message[2] << 7 | message[1]) - 8192);
  else if (message[0] == CLASP_MIDI_SONG_POSITION)
    g_string_append_printf (text, " %d", message[2] << 7 | message[1]);
  else
    for (gsize i = 1; i < size; i++)
      g_string_append_printf (text, " %u", message[i]);
  g_string_append_c (text, '\n');
}

/* Feeds @bytes in pieces of at most @piece. */
static char *
parse (const guint8 *bytes, gsize size, gsize piece, guint64 *n_dropped)
{
  ClaspMidiParser parser = { 0 };
  GString        *text = g_string_new (NULL);

  for (gsize at = 0; at < size; at += piece)
    clasp_midi_parser_feed (&parser, bytes + at, MIN (piece, size - at), 0, print_cb, text);
  if (n_dropped != NULL)
    *n_dropped = parser.n_dropped;
  clasp_midi_parser_clear (&parser);
  return g_string_free (text, FALSE);
}

static void
assert_parses (const char *hex, const char *expected, guint64 expected_drops)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);

  for (gsize piece = 1; piece <= size; piece++)
    {
      guint64          n_dropped;
      g_autofree char *text = parse (data, size, piece, &n_dropped);

      g_assert_cmpstr (text, ==, expected);
      g_assert_cmpint (n_dropped, ==, expected_drops);
    }
}

/* ---- golden vectors (show-protocols.md 11) ---- */

static char *
expected_text (JsonArray *events)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonArray *event = json_array_get_array_element (events, i);

      for (guint j = 0; j < json_array_get_length (event); j++)
        {
          JsonNode *node = json_array_get_element (event, j);

          g_string_append (text, j > 0 ? " " : "");
          if (json_node_get_value_type (node) == G_TYPE_STRING)
            g_string_append (text, json_node_get_string (node));
          else
            g_string_append_printf (text, "%d", (int) json_node_get_int (node));
        }
      g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}

static void
test_vectors (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char       *path = clasp_test_data ("show-vectors.json");
  g_autoptr (GError)     error = NULL;
  JsonArray             *vectors;
  guint                  n_found = 0;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  vectors = json_node_get_array (json_parser_get_root (parser));

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject        *vector = json_array_get_object_element (vectors, i);
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char   *expected = NULL;
      gsize              size;
      const guint8      *data;

      if (!g_str_equal (json_object_get_string_member (vector, "protocol"), "midi"))
        continue;

      n_found++;
      g_test_message ("%s", json_object_get_string_member (vector, "name"));
      bytes = clasp_test_hex (json_object_get_string_member (vector, "hex"));
      data = g_bytes_get_data (bytes, &size);
      expected = expected_text (
        json_object_get_array_member (json_object_get_object_member (vector, "decoded"), "events"));
      for (gsize piece = 1; piece <= size; piece++)
        {
          g_autofree char *text = parse (data, size, piece, NULL);

          g_assert_cmpstr (text, ==, expected);
        }
    }

  g_assert_cmpint (n_found, ==, 27);
}

/* ---- stream rules (show-protocols.md 2.2) ---- */

static void
test_running_status (void)
{
  assert_parses ("b0 07 40 0a 20", "cc 0 7 64\ncc 0 10 32\n", 0);
  assert_parses ("c3 05 06", "program 3 5\nprogram 3 6\n", 0);
}

static void
test_realtime_inside_everything (void)
{
  assert_parses ("90 f8 3c fe 64 f8 3e 64 f0 01 fa 02 f7",
                 "clock\nactive_sensing\nnote_on 0 60 100\nclock\nnote_on 0 62 100\nstart\n"
                 "sysex f00102f7\n",
                 0);
}

static void
test_undefined_realtime_is_nothing (void)
{
  assert_parses ("90 f9 3c fd 64", "note_on 0 60 100\n", 0);
}

static void
test_data_without_status_is_ignored (void)
{
  assert_parses ("3c 64 90 3c 64", "note_on 0 60 100\n", 0);
}

static void
test_common_ends_running_status (void)
{
  assert_parses ("90 3c 64 f6 3e 64", "note_on 0 60 100\ntune_request\n", 0);
  assert_parses ("90 3c 64 f2 01 02 3e 64", "note_on 0 60 100\nsong_position 257\n", 0);
}

static void
test_sysex_ends_running_status (void)
{
  assert_parses ("90 3c 64 f0 01 f7 3e 64", "note_on 0 60 100\nsysex f001f7\n", 0);
}

static void
test_undefined_status_drops_the_begun_message (void)
{
  assert_parses ("90 3c f5 64 3e 64", "", 0);
}

static void
test_end_of_sysex_alone_is_ignored (void)
{
  assert_parses ("f7 90 3c 64", "note_on 0 60 100\n", 0);
}

static void
test_end_of_sysex_alone_touches_nothing (void)
{
  assert_parses ("90 3c f7 64 3e 64", "note_on 0 60 100\nnote_on 0 62 100\n", 0);
}

static void
test_status_inside_sysex_drops_it (void)
{
  assert_parses ("f0 01 02 90 3c 64 f7", "note_on 0 60 100\n", 1);
  assert_parses ("f0 01 f0 02 f7", "sysex f002f7\n", 1);
  assert_parses ("f0 01 f4 02 f7", "", 1);
}

static void
test_empty_sysex (void)
{
  assert_parses ("f0 f7", "sysex f0f7\n", 0);
}

static void
test_reset_forgets_what_was_begun (void)
{
  static const guint8 begun[] = { 0x90, 0x3c, 0x64, 0xf0, 0x01 };
  static const guint8 rest[] = { 0x02, 0xf7, 0x3c, 0x64 };
  ClaspMidiParser     parser = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);

  clasp_midi_parser_feed (&parser, begun, sizeof begun, 0, print_cb, text);
  clasp_midi_parser_reset (&parser);
  clasp_midi_parser_feed (&parser, rest, sizeof rest, 0, print_cb, text);
  g_assert_cmpstr (text->str, ==, "note_on 0 60 100\n");
  clasp_midi_parser_clear (&parser);
}

/* ---- limits ---- */

typedef struct
{
  gsize size;
  guint n_messages;
} Counted;

static void
count_cb (const guint8 *message, gsize size, gpointer user_data)
{
  Counted *counted = user_data;

  counted->n_messages++;
  counted->size = size;
}

static void
feed_sysex (ClaspMidiParser *parser, gsize size, gsize piece, Counted *counted)
{
  g_autofree guint8 *bytes = g_malloc (size);

  memset (bytes, 0x55, size);
  bytes[0] = CLASP_MIDI_SYSEX;
  bytes[size - 1] = CLASP_MIDI_END_OF_SYSEX;
  for (gsize at = 0; at < size; at += piece)
    clasp_midi_parser_feed (parser, bytes + at, MIN (piece, size - at), 0, count_cb, counted);
}

static void
test_sysex_at_the_limit (void)
{
  ClaspMidiParser parser = { 0 };
  Counted         counted = { 0 };

  feed_sysex (&parser, CLASP_MIDI_MAX_SYSEX, 256, &counted);
  g_assert_cmpint (counted.n_messages, ==, 1);
  g_assert_cmpint (counted.size, ==, CLASP_MIDI_MAX_SYSEX);
  g_assert_cmpint (parser.n_dropped, ==, 0);
  clasp_midi_parser_clear (&parser);
}

static void
test_sysex_above_the_limit (void)
{
  static const guint8 note[] = { 0x90, 0x3c, 0x64 };
  ClaspMidiParser     parser = { 0 };
  Counted             counted = { 0 };

  feed_sysex (&parser, CLASP_MIDI_MAX_SYSEX + 1, 256, &counted);
  feed_sysex (&parser, CLASP_MIDI_MAX_SYSEX * 4, 4096, &counted);
  g_assert_cmpint (counted.n_messages, ==, 0);
  g_assert_cmpint (parser.n_dropped, ==, 2);
  g_assert_cmpint (parser.sysex->len, <=, CLASP_MIDI_MAX_SYSEX);

  feed_sysex (&parser, 16, 16, &counted);
  clasp_midi_parser_feed (&parser, note, sizeof note, 0, count_cb, &counted);
  g_assert_cmpint (counted.n_messages, ==, 2);
  clasp_midi_parser_clear (&parser);
}

typedef struct
{
  const char *hex;
  gint64      at_us;
} Chunk;

static void
assert_chunks (const Chunk *chunks, guint n_chunks, const char *expected, guint64 expected_drops)
{
  ClaspMidiParser     parser = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_chunks; i++)
    {
      g_autoptr (GBytes) bytes = clasp_test_hex (chunks[i].hex);
      gsize              size;
      const guint8      *data = g_bytes_get_data (bytes, &size);

      clasp_midi_parser_feed (&parser, data, size, chunks[i].at_us, print_cb, text);
    }
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpint (parser.n_dropped, ==, expected_drops);
  clasp_midi_parser_clear (&parser);
}

static void
test_sysex_in_time (void)
{
  static const Chunk chunks[] = { { "f0 01", 5 }, { "02", 1000005 }, { "03 f7", 2000005 } };

  assert_chunks (chunks, G_N_ELEMENTS (chunks), "sysex f0010203f7\n", 0);
}

static void
test_sysex_given_up (void)
{
  static const Chunk chunks[] = { { "f0 01", 5 }, { "02 f7 90 3c 64", 1000006 } };

  assert_chunks (chunks, G_N_ELEMENTS (chunks), "note_on 0 60 100\n", 1);
}

/* A clock runs on while the sender of a sysex is long gone. */
static void
test_clock_keeps_no_sysex_alive (void)
{
  static const Chunk chunks[] = {
    { "f0 01", 0 }, { "f8", 600000 }, { "f8", 1200000 }, { "02 f7", 1300000 }
  };

  assert_chunks (chunks, G_N_ELEMENTS (chunks), "clock\nclock\n", 1);
}

static void
test_data_bytes_by_status (void)
{
  static const guint8 two[] = { 0x80, 0x9f, 0xa0, 0xbf, 0xe0, 0xf2 };
  static const guint8 one[] = { 0xc0, 0xdf, 0xf1, 0xf3 };
  static const guint8 zero[] = { 0xf6, 0xf8, 0xfa, 0xfb, 0xfc, 0xfe, 0xff };
  static const guint8 none[] = { 0x00, 0x7f, 0xf0, 0xf4, 0xf5, 0xf7, 0xf9, 0xfd };

  for (guint i = 0; i < G_N_ELEMENTS (two); i++)
    g_assert_cmpint (clasp_midi_n_data (two[i]), ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (one); i++)
    g_assert_cmpint (clasp_midi_n_data (one[i]), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (zero); i++)
    g_assert_cmpint (clasp_midi_n_data (zero[i]), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_cmpint (clasp_midi_n_data (none[i]), ==, -1);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add_func ("/bridges/midi/codec/" path, func)
  ADD ("vectors", test_vectors);
  ADD ("running-status", test_running_status);
  ADD ("realtime-inside-everything", test_realtime_inside_everything);
  ADD ("undefined-realtime-is-nothing", test_undefined_realtime_is_nothing);
  ADD ("data-without-status-is-ignored", test_data_without_status_is_ignored);
  ADD ("common-ends-running-status", test_common_ends_running_status);
  ADD ("sysex-ends-running-status", test_sysex_ends_running_status);
  ADD ("undefined-status-drops-the-begun-message", test_undefined_status_drops_the_begun_message);
  ADD ("end-of-sysex-alone-is-ignored", test_end_of_sysex_alone_is_ignored);
  ADD ("end-of-sysex-alone-touches-nothing", test_end_of_sysex_alone_touches_nothing);
  ADD ("status-inside-sysex-drops-it", test_status_inside_sysex_drops_it);
  ADD ("empty-sysex", test_empty_sysex);
  ADD ("reset-forgets-what-was-begun", test_reset_forgets_what_was_begun);
  ADD ("sysex-at-the-limit", test_sysex_at_the_limit);
  ADD ("sysex-above-the-limit", test_sysex_above_the_limit);
  ADD ("sysex-in-time", test_sysex_in_time);
  ADD ("sysex-given-up", test_sysex_given_up);
  ADD ("clock-keeps-no-sysex-alive", test_clock_keeps_no_sysex_alive);
  ADD ("data-bytes-by-status", test_data_bytes_by_status);
  return g_test_run ();
}
