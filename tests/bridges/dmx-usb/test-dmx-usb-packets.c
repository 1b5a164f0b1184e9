/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets of the interfaces with a packing of their own, byte for byte; what is expected was worked
 * out by hand from the table of show-protocols.md 7.5. */

#include "bridges/dmx-usb/clasp-dmx-packets.h"
#include "support/clasp-test.h"

#include <string.h>

typedef struct
{
  guint8 slots[CLASP_DMX_SLOTS];
} Levels;

static void
fill (Levels *levels, guint first, guint n, guint8 level)
{
  memset (levels->slots + first - 1, level, n);
}

static void
count_up (Levels *levels, guint n)
{
  for (guint i = 0; i < n; i++)
    levels->slots[i] = (guint8) (i + 1);
}

/* @expected is "hex|hexx3|…": each with zeros up to @size, the second three times. */
static void
expect_packets (const guint8 *packets, guint n, guint size, const char *expected)
{
  g_auto (GStrv) items = g_strsplit (expected, "|", -1);
  guint          at = 0;

  for (guint i = 0; items[i] != NULL; i++)
    {
      g_auto (GStrv)    parts = g_strsplit (items[i], "x", 2);
      g_autoptr (GBytes) bytes = clasp_test_hex (parts[0]);
      guint             n_times = parts[1] != NULL ? (guint) g_ascii_strtoull (parts[1], NULL, 10) : 1;
      guint8            packet[CLASP_VELLEMAN_LARGE] = { 0 };

      g_assert_cmpuint (g_bytes_get_size (bytes), <=, size);
      memcpy (packet, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      for (guint k = 0; k < n_times; k++, at++)
        {
          g_assert_cmpuint (at, <, n);
          g_assert_cmpmem (packets + at * size, size, packet, size);
        }
    }
  g_assert_cmpuint (at, ==, n);
}

/* ---- Velleman ---- */

static void
expect_velleman (const Levels *levels, guint n_slots, guint size, const char *expected)
{
  guint8 reports[CLASP_VELLEMAN_MAX_REPORTS * CLASP_VELLEMAN_LARGE];
  guint  n;

  memset (reports, 0xee, sizeof reports);
  n = clasp_velleman_pack (levels->slots, n_slots, size, reports);
  g_assert_cmpuint (n, <=, CLASP_VELLEMAN_MAX_REPORTS);
  expect_packets (reports, n, size, expected);
}

#define FF6 "ffffffffffff"
#define FF7 FF6 "ff"
#define FF62 FF6 FF7 FF7 FF7 FF7 FF7 FF7 FF7 FF7
#define FF63 FF62 "ff"

static void
test_velleman_small (void)
{
  Levels levels = { { 0 } };

  count_up (&levels, 24);
  expect_velleman (&levels, 24, 8, "04 01 010203040506|02 0708090a0b0c0d|02 0e0f1011121314|03 15|03 16|03 17|03 18");
  levels.slots[6] = 0;
  expect_velleman (&levels, 24, 8, "04 01 010203040506|05 01 08090a0b0c0d|02 0e0f1011121314|03 15|03 16|03 17|03 18");
  fill (&levels, 1, 512, 255);
  expect_velleman (&levels, 512, 8, "04 01" FF6 "|02" FF7 "x72|03 ffx2");
}

/* Seven slots that are left make a whole report, six do not. */
static void
test_velleman_small_last_slots (void)
{
  Levels levels = { { 0 } };

  fill (&levels, 1, 512, 255);
  expect_velleman (&levels, 27, 8, "04 01" FF6 "|02" FF7 "x3");
  expect_velleman (&levels, 28, 8, "04 01" FF6 "|02" FF7 "x3|03 ff");
  expect_velleman (&levels, 33, 8, "04 01" FF6 "|02" FF7 "x3|03 ffx6");
  fill (&levels, 28, 6, 0);
  expect_velleman (&levels, 33, 8, "04 01" FF6 "|02" FF7 "x3|03 00x6");
}

/* The first report passes 100 zeros, not 101. */
static void
test_velleman_small_zeros (void)
{
  Levels levels = { { 0 } };

  expect_velleman (&levels, 24, 8, "04 13");
  expect_velleman (&levels, 512, 8, "04 65|05 64x3|05 52");
  levels.slots[511] = 0xcc;
  expect_velleman (&levels, 512, 8, "04 65|05 64x3|05 52 0000000000cc");
  levels.slots[511] = 0;
  levels.slots[99] = 0xaa;
  expect_velleman (&levels, 512, 8, "04 64 aa|05 64x3|05 53");
  levels.slots[99] = 0;
  levels.slots[100] = 0xaa;
  expect_velleman (&levels, 512, 8, "04 65 aa|05 64x3|05 52");
  levels.slots[100] = 0;
  levels.slots[101] = 0xaa;
  expect_velleman (&levels, 512, 8, "04 65 00aa|05 64x3|05 52");
}

static void
test_velleman_small_zeros_within (void)
{
  Levels levels = { { 0 } };

  fill (&levels, 1, 6, 255);
  levels.slots[106] = 0xbb;
  expect_velleman (&levels, 512, 8, "04 01" FF6 "|05 64 bb|05 64x3|05 4c");
  levels.slots[106] = 0;
  levels.slots[107] = 0xbb;
  expect_velleman (&levels, 512, 8, "04 01" FF6 "|05 64 00bb|05 64x3|05 4c");
}

static void
test_velleman_large (void)
{
  Levels levels = { { 0 } };

  count_up (&levels, 24);
  expect_velleman (&levels, 24, 64, "07 18 0102030405060708090a0b0c0d0e0f101112131415161718");
  fill (&levels, 1, 512, 255);
  expect_velleman (&levels, 62, 64, "07 3e" FF62);
  expect_velleman (&levels, 63, 64, "04 01" FF62 "|06 01 ff");
  expect_velleman (&levels, 124, 64, "04 01" FF62 "|06 3e" FF62);
  expect_velleman (&levels, 125, 64, "04 01" FF62 "|02" FF63);
  expect_velleman (&levels, 126, 64, "04 01" FF62 "|02" FF63 "|06 01 ff");
  expect_velleman (&levels, 512, 64, "04 01" FF62 "|02" FF63 "x7|06 09 ffffffffffffffffff");
}

/* Here the limit is 254. */
static void
test_velleman_large_zeros (void)
{
  Levels levels = { { 0 } };

  expect_velleman (&levels, 512, 64, "04 ff|05 86");
  levels.slots[254] = 0xaa;
  expect_velleman (&levels, 512, 64, "04 ff aa|05 86");
  levels.slots[254] = 0;
  levels.slots[255] = 0xaa;
  expect_velleman (&levels, 512, 64, "04 ff 00aa|05 86");
  levels.slots[255] = 0;
  levels.slots[0] = 1;
  levels.slots[316] = 0xbb;
  expect_velleman (&levels, 512, 64, "04 01 01|05 fe bb|05 48");
  levels.slots[316] = 0;
  levels.slots[317] = 0xbb;
  expect_velleman (&levels, 512, 64, "04 01 01|05 fe 00bb|05 48");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/bridges/dmx-usb/packets/velleman/small", test_velleman_small);
  g_test_add_func ("/bridges/dmx-usb/packets/velleman/small-last-slots", test_velleman_small_last_slots);
  g_test_add_func ("/bridges/dmx-usb/packets/velleman/small-zeros", test_velleman_small_zeros);
  g_test_add_func ("/bridges/dmx-usb/packets/velleman/small-zeros-within", test_velleman_small_zeros_within);
  g_test_add_func ("/bridges/dmx-usb/packets/velleman/large", test_velleman_large);
  g_test_add_func ("/bridges/dmx-usb/packets/velleman/large-zeros", test_velleman_large_zeros);
  return g_test_run ();
}
