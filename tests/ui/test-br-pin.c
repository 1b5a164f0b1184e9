/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/clasp-test.h"
#include "window/br-pin.h"

#define FEW 10 /* rounds: fast */

static void
test_digits (void)
{
  g_assert_false (br_pin_is_valid (""));
  g_assert_false (br_pin_is_valid ("123"));
  g_assert_true (br_pin_is_valid ("1234"));
  g_assert_true (br_pin_is_valid ("123456789012"));
  g_assert_false (br_pin_is_valid ("1234567890123"));
  g_assert_false (br_pin_is_valid ("12a4"));
  g_assert_false (br_pin_is_valid ("١٢٣٤"));
  g_assert_null (br_pin_hash ("123", FEW));
}

static void
test_right_and_wrong (void)
{
  g_autofree char *hash = br_pin_hash ("4711", FEW);
  g_autofree char *again = br_pin_hash ("4711", FEW);

  g_assert_true (br_pin_check (hash, "4711"));
  g_assert_false (br_pin_check (hash, "4712"));
  g_assert_false (br_pin_check (hash, "04711"));
  g_assert_false (br_pin_check (hash, ""));
  /* The number is not in it, and two of the same do not look alike. */
  g_assert_null (strstr (hash, "4711$"));
  g_assert_cmpstr (hash, !=, again);
}

/* Made with another implementation: hashlib.pbkdf2_hmac ("sha256", b"123456", bytes (range (16)), 1000). */
static void
test_known_hash (void)
{
  const char *hash = "pbkdf2-sha256$1000$000102030405060708090a0b0c0d0e0f$"
                     "6e3849111be8d3070634220666e93c55dbfd75e923f34d35716805464c0a7eaf";

  g_assert_true (br_pin_check (hash, "123456"));
  g_assert_false (br_pin_check (hash, "123457"));
}

static void
test_damaged_hash (void)
{
  static const char *const damaged[] = {
    "",
    "$$$",
    "pbkdf2-sha256$10$00$00",
    "pbkdf2-sha256$0$000102030405060708090a0b0c0d0e0f$00",
    "md5$10$000102030405060708090a0b0c0d0e0f$000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f",
    "pbkdf2-sha256$1000001$000102030405060708090a0b0c0d0e0f$000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f",
    "pbkdf2-sha256$10$0001020304050607O8090a0b0c0d0e0f$000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f",
  };

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    g_assert_false (br_pin_check (damaged[i], "1234"));
}

static void
test_waits_after_five_wrong (void)
{
  BrPinGate gate = { 0 };

  for (guint i = 1; i < BR_PIN_TRIES; i++)
    br_pin_gate_note (&gate, FALSE, 1000);
  g_assert_cmpuint (br_pin_gate_get_wait (&gate, 1000), ==, 0);
  /* A right one between begins anew. */
  br_pin_gate_note (&gate, TRUE, 1000);
  for (guint i = 1; i < BR_PIN_TRIES; i++)
    br_pin_gate_note (&gate, FALSE, 1000);
  g_assert_cmpuint (br_pin_gate_get_wait (&gate, 1000), ==, 0);
  br_pin_gate_note (&gate, FALSE, 1000);
  g_assert_cmpuint (br_pin_gate_get_wait (&gate, 1000), ==, 30);
  g_assert_cmpuint (br_pin_gate_get_wait (&gate, 1000 + BR_PIN_WAIT_US - 1), ==, 1);
  g_assert_cmpuint (br_pin_gate_get_wait (&gate, 1000 + BR_PIN_WAIT_US), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/ui/pin/digits", test_digits);
  g_test_add_func ("/ui/pin/right-and-wrong", test_right_and_wrong);
  g_test_add_func ("/ui/pin/known-hash", test_known_hash);
  g_test_add_func ("/ui/pin/damaged-hash", test_damaged_hash);
  g_test_add_func ("/ui/pin/waits-after-five-wrong", test_waits_after_five_wrong);

  return g_test_run ();
}
