/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a value that is written below the namespace does to a universe. */

#include "bridges/sacn/clasp-sacn-write.h"
#include "sender-stage.h"

#include <math.h>

static gboolean
write_value (SenderStage *stage, const char *address, ClaspValue value)
{
  ClaspScale     scale = { CLASP_SCALE_AUTO, 0, 0 };
  ClaspSacnPlace place;
  gboolean       is_written;

  g_assert_true (clasp_sacn_address_parse (clasp_str (address), &place));
  is_written = clasp_sacn_write (stage->sender, &scale, &place, &value);
  clasp_value_clear (&value);
  return is_written;
}

static ClaspValue
three (double a, double b, double c)
{
  ClaspValue elements[] = { clasp_value_double (a), clasp_value_double (b), clasp_value_double (c) };

  return clasp_value_array (elements, 3);
}

static void
test_values (SenderStage *stage, gconstpointer data)
{
  static const guint8 bytes[] = { 9, 8, 7 };
  const guint8       *slots;

  OPEN (stage, 0);
  g_assert_true (write_value (stage, "/7", clasp_value_bytes (bytes, 3)));
  g_assert_true (write_value (stage, "/7/2", clasp_value_double (0.5)));
  g_assert_true (write_value (stage, "/7/4/16", clasp_value_int (0x1234)));
  g_assert_true (write_value (stage, "/7/6/16", clasp_value_double (1)));
  g_assert_true (write_value (stage, "/7/8/rgb", three (1, 0.5, 0)));
  g_assert_true (write_value (stage, "/7/11/rgb", clasp_value_string (CLASP_STR_LITERAL ("#ff8001"))));
  g_assert_false (write_value (stage, "/7/11/rgb", clasp_value_string (CLASP_STR_LITERAL ("#ff80"))));
  g_assert_false (write_value (stage, "/7/11/rgb", clasp_value_int (1)));
  g_assert_false (write_value (stage, "/7/1", clasp_value_null ()));
  g_assert_false (write_value (stage, "/7/1", clasp_value_double (NAN)));
  g_assert_false (write_value (stage, "/7", clasp_value_int (1)));
  sender_stage_run_loop ();
  slots = sender_stage_get_data (stage, 0)->slots;
  g_assert_cmpmem (slots, 14, "\x09\x80\x07\x12\x34\xff\xff\xff\x80\x00\xff\x80\x01\x00", 14);
  g_assert_true (write_value (stage, "/7", three (0.2, 0.4, 1)));
  sender_stage_advance (stage, FRAME_US + MS);
  g_assert_cmpmem (sender_stage_get_data (stage, 1)->slots, 4, "\x33\x66\xff\x12", 4);
  g_assert_true (write_value (stage, "/7", clasp_value_null ()));
  g_assert_false (clasp_sacn_sender_has (stage->sender, 7));
}

static void
test_priority_values (SenderStage *stage, gconstpointer data)
{
  static const guint8 bytes[] = { 250, 0 };

  OPEN (stage, 0);
  write_value (stage, "/7/1", clasp_value_int (1));
  g_assert_true (write_value (stage, "/7/priority", clasp_value_int (500)));
  g_assert_true (write_value (stage, "/7/3/priority", clasp_value_double (149.6)));
  g_assert_false (write_value (stage, "/7/3/priority", clasp_value_bool (TRUE)));
  sender_stage_run_loop ();
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->priority, ==, 200);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->slots[2], ==, 150);
  g_assert_true (write_value (stage, "/7/priority", clasp_value_bytes (bytes, 2)));
  g_assert_true (write_value (stage, "/7/3/priority", clasp_value_null ()));
  g_assert_true (write_value (stage, "/7/priority", clasp_value_null ()));
  sender_stage_forget (stage);
  sender_stage_advance (stage, FRAME_US + MS);
  g_assert_cmpmem (sender_stage_get_data (stage, 0)->slots, 3, "\xc8\x00\x64", 3);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->priority, ==, 100);
}

static void
expect_place (const char *address, gboolean is_one, ClaspSacnPlaceKind kind, guint universe, guint slot)
{
  ClaspSacnPlace place;

  g_assert_cmpint (clasp_sacn_address_parse (clasp_str (address), &place), ==, is_one);
  if (!is_one)
    return;
  g_assert_cmpint (place.kind, ==, kind);
  g_assert_cmpuint (place.universe, ==, universe);
  g_assert_cmpuint (place.slot, ==, slot);
}

static void
test_addresses (void)
{
  static const char *const none[] = { "", "/", "/0", "/64000", "/7/0", "/7/513", "/7/512/16",
                                      "/7/511/rgb", "/7/1/x", "/7/1/", "/7/", "7/1", "/x/1",
                                      "/7/1/16/1", "/7/sources", "/discovery/x", "/000007", "/-1" };
  char buffer[CLASP_SACN_ADDRESS_SIZE];

  expect_place ("/1", TRUE, CLASP_SACN_PLACE_FRAME, 1, 0);
  expect_place ("/63999/512", TRUE, CLASP_SACN_PLACE_SLOT, 63999, 511);
  expect_place ("/7/511/16", TRUE, CLASP_SACN_PLACE_SLOT_16, 7, 510);
  expect_place ("/7/510/rgb", TRUE, CLASP_SACN_PLACE_RGB, 7, 509);
  expect_place ("/7/1/priority", TRUE, CLASP_SACN_PLACE_SLOT_PRIORITY, 7, 0);
  expect_place ("/7/priority", TRUE, CLASP_SACN_PLACE_PRIORITY, 7, 0);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    expect_place (none[i], FALSE, 0, 0, 0);
  g_assert_true (clasp_str_equal (clasp_sacn_address_format (63999, 511, buffer),
                                  CLASP_STR_LITERAL ("/63999/512")));
  g_assert_true (clasp_str_equal (clasp_sacn_address_format (1, 0, buffer), CLASP_STR_LITERAL ("/1/1")));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/sacn/sender/" path, SenderStage, NULL, sender_stage_set_up, func,          \
              sender_stage_tear_down)
  ADD ("values/levels", test_values);
  ADD ("values/priorities", test_priority_values);
  g_test_add_func ("/bridges/sacn/addresses", test_addresses);

  return g_test_run ();
}
