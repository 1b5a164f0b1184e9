/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-test.h"
#include "io/clasp-ws-framing.h"

#include <string.h>

#define LIMIT 65547

static GByteArray *
bytes_of (const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);

  return g_bytes_unref_to_array (g_steal_pointer (&bytes));
}

/* Parses one frame that must be complete. */
static ClaspWsEventType
parse (ClaspWsParser *parser, GByteArray *bytes, ClaspWsEvent *event)
{
  gsize needed;

  g_assert_cmpuint (clasp_ws_parser_next (parser, bytes->data, bytes->len, &needed, event), ==,
                    bytes->len);
  return event->type;
}

/* RFC 6455 5.7, and the bytes of transports.md 4.3 */
static void
test_examples_of_the_specifications (void)
{
  static const struct
  {
    ClaspWsRole      role;
    const char      *hex;
    const char      *payload;
    ClaspWsEventType type;
  } cases[] = {
    { CLASP_WS_SERVER, "82 85 37 fa 21 3d 64 fb 21 3c 76", "53 01 00 01 41",
      CLASP_WS_EVENT_BINARY },
    { CLASP_WS_CLIENT, "82 05 53 01 00 01 42", "53 01 00 01 42", CLASP_WS_EVENT_BINARY },
    { CLASP_WS_CLIENT, "89 05 48 65 6c 6c 6f", "48 65 6c 6c 6f", CLASP_WS_EVENT_PING },
    { CLASP_WS_SERVER, "8a 85 37 fa 21 3d 7f 9f 4d 51 58", "", CLASP_WS_EVENT_NONE },
    { CLASP_WS_SERVER, "81 85 37 fa 21 3d 7f 9f 4d 51 58", "", CLASP_WS_EVENT_NONE },
    { CLASP_WS_CLIENT, "88 02 03 e8", "", CLASP_WS_EVENT_CLOSE },
    { CLASP_WS_CLIENT, "88 00", "", CLASP_WS_EVENT_CLOSE },
    { CLASP_WS_CLIENT, "82 00", "", CLASP_WS_EVENT_BINARY },
    { CLASP_WS_CLIENT, "82 7e 00 01 41", "41",
      CLASP_WS_EVENT_BINARY }, /* longer than needed: accepted */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = bytes_of (cases[i].hex);
      g_autoptr (GByteArray) payload = bytes_of (cases[i].payload);
      ClaspWsParser          parser;
      ClaspWsEvent           event;

      clasp_ws_parser_init (&parser, cases[i].role, LIMIT);
      g_assert_cmpint (parse (&parser, bytes, &event), ==, cases[i].type);
      g_assert_cmpmem (event.data, event.size, payload->data, payload->len);
      clasp_ws_parser_clear (&parser);
    }
}

static void
test_every_truncation_waits (void)
{
  g_autofree guint8 *payload = g_malloc0 (70000);
  static const gsize sizes[] = { 0, 5, 126, 300, 65535, 65536 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gsize              whole = clasp_ws_header_size (CLASP_WS_CLIENT, sizes[i]) + sizes[i];
      g_autofree guint8 *bytes = g_malloc (whole);
      gsize              step = MAX (whole / 200, 1);

      clasp_ws_put_frame (bytes, CLASP_WS_CLIENT, CLASP_WS_BINARY, 1, payload, sizes[i]);
      for (gsize size = 0; size < whole; size += step)
        {
          ClaspWsParser parser;
          ClaspWsEvent  event;
          gsize         needed;

          clasp_ws_parser_init (&parser, CLASP_WS_SERVER, LIMIT);
          g_assert_cmpuint (clasp_ws_parser_next (&parser, bytes, size, &needed, &event), ==, 0);
          g_assert_cmpuint (needed, >, size);
          g_assert_cmpuint (needed, <=, whole);
          clasp_ws_parser_clear (&parser);
        }
    }
}

/* encode, then decode, is the identity: both roles, sizes around every border, odd masks */
static void
test_round_trip (void)
{
  static const gsize sizes[] = { 0, 1, 3, 7, 8, 9, 125, 126, 127, 1000, 65535, 65536, LIMIT };

  for (guint i = 0; i < G_N_ELEMENTS (sizes) * 2; i++)
    {
      ClaspWsRole            role = i % 2 == 0 ? CLASP_WS_CLIENT : CLASP_WS_SERVER;
      gsize                  size = sizes[i / 2];
      gsize                  whole = clasp_ws_header_size (role, size) + size;
      g_autofree guint8     *payload = g_malloc (size + 1);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      ClaspWsParser          parser;
      ClaspWsEvent           event;

      for (gsize j = 0; j < size; j++)
        payload[j] = (guint8) g_test_rand_int ();
      g_byte_array_set_size (bytes, (guint) whole);
      clasp_ws_put_frame (bytes->data, role, CLASP_WS_BINARY, (guint32) g_test_rand_int (), payload,
                          size);
      clasp_ws_parser_init (&parser, role == CLASP_WS_CLIENT ? CLASP_WS_SERVER : CLASP_WS_CLIENT,
                            LIMIT);
      g_assert_cmpint (parse (&parser, bytes, &event), ==, CLASP_WS_EVENT_BINARY);
      g_assert_cmpmem (event.data, event.size, payload, size);
      clasp_ws_parser_clear (&parser);
    }
}

static void
test_fragments (void)
{
  ClaspWsParser          parser;
  ClaspWsEvent           event;
  g_autoptr (GByteArray) first = bytes_of ("02 02 01 02");
  g_autoptr (GByteArray) ping = bytes_of ("89 00");
  g_autoptr (GByteArray) middle = bytes_of ("00 01 03");
  g_autoptr (GByteArray) empty = bytes_of ("00 00");
  g_autoptr (GByteArray) end = bytes_of ("80 01 04");
  g_autoptr (GByteArray) next = bytes_of ("82 01 05");

  clasp_ws_parser_init (&parser, CLASP_WS_CLIENT, LIMIT);
  g_assert_cmpint (parse (&parser, first, &event), ==, CLASP_WS_EVENT_NONE);
  g_assert_cmpint (parse (&parser, ping, &event), ==, CLASP_WS_EVENT_PING);
  g_assert_cmpint (parse (&parser, middle, &event), ==, CLASP_WS_EVENT_NONE);
  g_assert_cmpint (parse (&parser, empty, &event), ==, CLASP_WS_EVENT_NONE);
  g_assert_cmpint (parse (&parser, end, &event), ==, CLASP_WS_EVENT_BINARY);
  g_assert_cmpmem (event.data, event.size, "\1\2\3\4", 4);
  g_assert_cmpint (parse (&parser, next, &event), ==, CLASP_WS_EVENT_BINARY);
  g_assert_cmpmem (event.data, event.size, "\5", 1);
  g_assert_null (parser.message);
  clasp_ws_parser_clear (&parser);
}

static void
test_fragments_above_the_limit (void)
{
  ClaspWsParser          parser;
  ClaspWsEvent           event;
  gsize                  needed;
  g_autoptr (GByteArray) first = bytes_of ("02 03 01 02 03");
  g_autoptr (GByteArray) last_ok = bytes_of ("00 01 04");
  g_autoptr (GByteArray) too_much = bytes_of ("80 01 05");

  clasp_ws_parser_init (&parser, CLASP_WS_CLIENT, 4);
  g_assert_cmpint (parse (&parser, first, &event), ==, CLASP_WS_EVENT_NONE);
  g_assert_cmpint (parse (&parser, last_ok, &event), ==, CLASP_WS_EVENT_NONE);
  g_assert_cmpuint (clasp_ws_parser_next (&parser, too_much->data, too_much->len, &needed, &event),
                    >, 0);
  g_assert_cmpint (event.type, ==, CLASP_WS_EVENT_ERROR);
  g_assert_cmpuint (event.code, ==, 1009);
  clasp_ws_parser_clear (&parser);
}

/* text in fragments is skipped as a whole; what follows is read */
static void
test_text_fragments_are_skipped (void)
{
  ClaspWsParser          parser;
  ClaspWsEvent           event;
  g_autoptr (GByteArray) first = bytes_of ("01 02 68 69");
  g_autoptr (GByteArray) end = bytes_of ("80 01 21");
  g_autoptr (GByteArray) next = bytes_of ("82 01 05");

  clasp_ws_parser_init (&parser, CLASP_WS_CLIENT, LIMIT);
  g_assert_cmpint (parse (&parser, first, &event), ==, CLASP_WS_EVENT_NONE);
  g_assert_cmpint (parse (&parser, end, &event), ==, CLASP_WS_EVENT_NONE);
  g_assert_cmpint (parse (&parser, next, &event), ==, CLASP_WS_EVENT_BINARY);
  clasp_ws_parser_clear (&parser);
}

static void
test_text_for_those_who_want_it (void)
{
  ClaspWsParser          parser;
  ClaspWsEvent           event;
  g_autoptr (GByteArray) whole = bytes_of ("81 02 68 69");
  g_autoptr (GByteArray) first = bytes_of ("01 02 68 69");
  g_autoptr (GByteArray) end = bytes_of ("80 01 21");

  clasp_ws_parser_init (&parser, CLASP_WS_CLIENT, LIMIT);
  parser.wants_text = TRUE;
  g_assert_cmpint (parse (&parser, whole, &event), ==, CLASP_WS_EVENT_TEXT);
  g_assert_cmpmem (event.data, event.size, "hi", 2);
  g_assert_cmpint (parse (&parser, first, &event), ==, CLASP_WS_EVENT_NONE);
  g_assert_cmpint (parse (&parser, end, &event), ==, CLASP_WS_EVENT_TEXT);
  g_assert_cmpmem (event.data, event.size, "hi!", 3);
  clasp_ws_parser_clear (&parser);
}

static void
test_close_reason_is_cut_at_a_character (void)
{
  guint8           out[CLASP_WS_MAX_CONTROL];
  g_autofree char *reason = g_strnfill (122, 'x');
  g_autofree char *longer = g_strconcat (reason, "é", NULL); /* its second byte does not fit */

  g_assert_cmpuint (clasp_ws_put_close (out, 1000, longer), ==, 2 + 122);
  g_assert_cmpuint (clasp_ws_put_close (out, 1000, "bye"), ==, 5);
  g_assert_cmpmem (out, 5,
                   "\x03\xe8"
                   "bye",
                   5);
  g_assert_cmpuint (clasp_ws_put_close (out, 1001, NULL), ==, 2);
  g_assert_cmpuint (clasp_ws_put_close (out, CLASP_WS_NO_CODE, "ignored"), ==, 0);
}

static void
test_close_codes (void)
{
  static const struct
  {
    guint16  code;
    gboolean is_valid;
  } cases[] = {
    { 999, FALSE },  { 1000, TRUE }, { 1003, TRUE },  { 1004, FALSE }, { 1005, FALSE },
    { 1006, FALSE }, { 1007, TRUE }, { 1014, TRUE },  { 1015, FALSE }, { 2999, FALSE },
    { 3000, TRUE },  { 4999, TRUE }, { 5000, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 frame[] = { 0x88, 0x02, (guint8) (cases[i].code >> 8), (guint8) cases[i].code };
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      ClaspWsParser          parser;
      ClaspWsEvent           event;

      g_byte_array_append (bytes, frame, sizeof frame);
      clasp_ws_parser_init (&parser, CLASP_WS_CLIENT, LIMIT);
      g_assert_cmpint (parse (&parser, bytes, &event), ==,
                       cases[i].is_valid ? CLASP_WS_EVENT_CLOSE : CLASP_WS_EVENT_ERROR);
      if (cases[i].is_valid)
        g_assert_cmpuint (event.code, ==, cases[i].code);
    }
}

static void
test_a_server_must_not_mask (void)
{
  ClaspWsParser          parser;
  ClaspWsEvent           event;
  gsize                  needed;
  g_autoptr (GByteArray) bytes = bytes_of ("82 81 00 00 00 00 41");

  clasp_ws_parser_init (&parser, CLASP_WS_CLIENT, LIMIT);
  g_assert_cmpuint (clasp_ws_parser_next (&parser, bytes->data, bytes->len, &needed, &event), >, 0);
  g_assert_cmpint (event.type, ==, CLASP_WS_EVENT_ERROR);
  g_assert_cmpuint (event.code, ==, 1002);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/transports/ws/framing/examples-of-the-specifications",
                   test_examples_of_the_specifications);
  g_test_add_func ("/transports/ws/framing/every-truncation-waits", test_every_truncation_waits);
  g_test_add_func ("/transports/ws/framing/round-trip", test_round_trip);
  g_test_add_func ("/transports/ws/framing/fragments", test_fragments);
  g_test_add_func ("/transports/ws/framing/fragments-above-the-limit",
                   test_fragments_above_the_limit);
  g_test_add_func ("/transports/ws/framing/text-for-those-who-want-it",
                   test_text_for_those_who_want_it);
  g_test_add_func ("/transports/ws/framing/text-fragments-are-skipped",
                   test_text_fragments_are_skipped);
  g_test_add_func ("/transports/ws/framing/close-reason-is-cut-at-a-character",
                   test_close_reason_is_cut_at_a_character);
  g_test_add_func ("/transports/ws/framing/close-codes", test_close_codes);
  g_test_add_func ("/transports/ws/framing/a-server-must-not-mask", test_a_server_must_not_mask);

  return g_test_run ();
}
