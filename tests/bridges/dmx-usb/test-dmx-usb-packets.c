/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets of the interfaces with a packing of their own, byte for byte; what is expected was worked
 * out by hand from the table of show-protocols.md 7.5. */

#include "bridges/dmx-usb/clasp-dmx-driver.h"
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

/* ---- Nodle ---- */

/* The blocks that would be sent now, and are then known. */
static void
expect_nodle (ClaspNodleFrame *held, const Levels *levels, guint n_slots, const char *expected)
{
  guint8 packets[CLASP_NODLE_BLOCKS * CLASP_NODLE_PACKET];
  guint  n = 0;

  for (guint i = 0; i < clasp_nodle_count_blocks (n_slots); i++)
    if (clasp_nodle_pack_block (held, i, levels->slots, n_slots, packets + n * CLASP_NODLE_PACKET))
      {
        g_assert_true (clasp_nodle_apply (held, packets + n * CLASP_NODLE_PACKET, CLASP_NODLE_PACKET));
        n++;
      }
  if (expected == NULL)
    g_assert_cmpuint (n, ==, 0);
  else
    expect_packets (packets, n, CLASP_NODLE_PACKET, expected);
}

static void
test_nodle_blocks (void)
{
  ClaspNodleFrame held = { 0 };
  Levels          levels = { { 0 } };

  count_up (&levels, 33);
  levels.slots[511] = 0xcc;
  /* The device knows nothing yet, so it gets the zeros too. */
  expect_nodle (&held, &levels, 512,
                "00 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20|01 21|02|03|04|05|06|07|08|09|0a|0b|0c|0d|0e|"
                "0f 00000000000000000000000000000000000000000000000000000000000000cc");
}

static void
test_nodle_changed_blocks_only (void)
{
  ClaspNodleFrame held = { 0 };
  Levels          levels = { { 0 } };

  expect_nodle (&held, &levels, 512, "00|01|02|03|04|05|06|07|08|09|0a|0b|0c|0d|0e|0f");
  expect_nodle (&held, &levels, 512, NULL);
  levels.slots[31] = 0x11; /* the last of the first block, the first of the second */
  expect_nodle (&held, &levels, 512, "00 0000000000000000000000000000000000000000000000000000000000000011");
  levels.slots[32] = 0x22;
  expect_nodle (&held, &levels, 512, "01 22");
  levels.slots[0] = 0x33;
  levels.slots[480] = 0x44;
  levels.slots[511] = 0x55;
  expect_nodle (&held, &levels, 512,
                "00 3300000000000000000000000000000000000000000000000000000000000011|"
                "0f 4400000000000000000000000000000000000000000000000000000000000055");
  levels.slots[32] = 0;
  expect_nodle (&held, &levels, 512, "01");
}

static void
test_nodle_short_frames (void)
{
  ClaspNodleFrame held = { 0 };
  Levels          levels = { { 0 } };

  count_up (&levels, 64);
  expect_nodle (&held, &levels, 24, "00 0102030405060708090a0b0c0d0e0f101112131415161718");
  levels.slots[24] = 0xff; /* beyond the frame */
  expect_nodle (&held, &levels, 24, NULL);
  levels.slots[24] = 0x19;
  expect_nodle (&held, &levels, 32, "00 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
  expect_nodle (&held, &levels, 33, "01 21");
  g_assert_cmpuint (clasp_nodle_count_blocks (480), ==, 15);
  g_assert_cmpuint (clasp_nodle_count_blocks (481), ==, 16);
}

static void
test_nodle_mode (void)
{
  guint8 packet[CLASP_NODLE_PACKET];

  clasp_nodle_pack_mode (CLASP_NODLE_SENDS, packet);
  expect_packets (packet, 1, CLASP_NODLE_PACKET, "10 02");
  clasp_nodle_pack_mode (CLASP_NODLE_SENDS | CLASP_NODLE_RECEIVES, packet);
  expect_packets (packet, 1, CLASP_NODLE_PACKET, "10 06");
}

static void
test_nodle_input (void)
{
  ClaspNodleFrame come = { 0 };
  guint8          packet[CLASP_NODLE_PACKET] = { 1, 0x21 };

  g_assert_cmpuint (clasp_nodle_count_slots (&come, TRUE), ==, 0);
  g_assert_true (clasp_nodle_apply (&come, packet, 33));
  g_assert_cmpuint (come.slots[32], ==, 0x21);
  /* The first block has not come: nothing is known from slot 1 on, until it is late. */
  g_assert_cmpuint (clasp_nodle_count_slots (&come, FALSE), ==, 0);
  g_assert_cmpuint (clasp_nodle_count_slots (&come, TRUE), ==, 64);
  packet[0] = 0;
  g_assert_true (clasp_nodle_apply (&come, packet, 33));
  g_assert_cmpuint (clasp_nodle_count_slots (&come, FALSE), ==, 64);
  packet[0] = 15;
  packet[32] = 0x7f;
  g_assert_true (clasp_nodle_apply (&come, packet, 33));
  g_assert_cmpuint (come.slots[511], ==, 0x7f);
  g_assert_cmpuint (clasp_nodle_count_slots (&come, FALSE), ==, 64);
  g_assert_cmpuint (clasp_nodle_count_slots (&come, TRUE), ==, 512);
}

static void
test_nodle_what_is_no_block (void)
{
  ClaspNodleFrame come = { 0 };
  guint8          packet[CLASP_NODLE_PACKET + 1] = { 16, 0xff };

  g_assert_false (clasp_nodle_apply (&come, packet, 33));
  packet[0] = 15;
  g_assert_false (clasp_nodle_apply (&come, packet, 32));
  g_assert_false (clasp_nodle_apply (&come, packet, 34));
  g_assert_false (clasp_nodle_apply (&come, packet, 0));
  g_assert_cmpuint (come.known, ==, 0);
}

/* ---- DMX4ALL ---- */

static void
expect_dmx4all (guint slot, guint8 level, gboolean is_fast, const char *hex)
{
  g_autoptr (GBytes) expected = clasp_test_hex (hex);
  guint8             message[CLASP_DMX4ALL_TEXT];
  guint              n = clasp_dmx4all_pack (slot, level, is_fast, message);

  g_assert_cmpmem (message, n, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

static void
test_dmx4all_fast (void)
{
  expect_dmx4all (0, 0, TRUE, "e2 00 00");
  expect_dmx4all (23, 128, TRUE, "e2 17 80");
  expect_dmx4all (255, 255, TRUE, "e2 ff ff");
  expect_dmx4all (256, 255, TRUE, "e3 00 ff");
  expect_dmx4all (511, 1, TRUE, "e3 ff 01");
}

static void
test_dmx4all_text (void)
{
  expect_dmx4all (0, 0, FALSE, "43 303030 4c 303030");    /* C000L000 */
  expect_dmx4all (23, 9, FALSE, "43 303233 4c 303039");   /* C023L009 */
  expect_dmx4all (511, 255, FALSE, "43 353131 4c 323535"); /* C511L255 */
}

/* show-protocols.md 7.5; its last two bytes are 512. */
static void
test_dmxcreator_order (void)
{
  static const guint8 expected[] = { 0x80, 0x01, 0x00, 0x00, 0x00, 0x02 };

  g_assert_cmpmem (clasp_dmxcreator_order, CLASP_DMXCREATOR_ORDER, expected, sizeof expected);
}

static void
test_showjockey (void)
{
  guint8 slots[CLASP_DMX_SLOTS], packet[CLASP_SHOWJOCKEY_MAX];

  for (guint i = 0; i < CLASP_DMX_SLOTS; i++)
    slots[i] = (guint8) (i * 7);

  for (guint size = CLASP_SHOWJOCKEY_HEAD + 1; size <= CLASP_SHOWJOCKEY_MAX + 1; size++)
    {
      guint8 got[CLASP_DMX_SLOTS] = { 0 };
      guint  n_sent = 0;

      while (n_sent < CLASP_DMX_SLOTS)
        {
          guint n = clasp_showjockey_pack (slots, CLASP_DMX_SLOTS, n_sent, size, packet);

          g_assert_cmpuint (n, >, CLASP_SHOWJOCKEY_HEAD);
          g_assert_cmpuint (n, <=, MIN (size, CLASP_SHOWJOCKEY_MAX));
          g_assert_cmpuint (packet[0] | packet[1] << 8, ==, n_sent);
          memcpy (got + n_sent, packet + CLASP_SHOWJOCKEY_HEAD, n - CLASP_SHOWJOCKEY_HEAD);
          n_sent += n - CLASP_SHOWJOCKEY_HEAD;
        }
      g_assert_cmpmem (got, sizeof got, slots, sizeof slots);
    }
}

/* 24 slots in packets of 64 and of 16 bytes. */
static void
test_showjockey_to_the_byte (void)
{
  guint8 slots[24] = { 0xff, 0x80 }, packet[CLASP_SHOWJOCKEY_MAX];

  slots[14] = 0x0e;
  slots[23] = 0x17;
  g_assert_cmpuint (clasp_showjockey_pack (slots, 24, 0, 64, packet), ==, 26);
  g_assert_cmpmem (packet, 4, "\x00\x00\xff\x80", 4);
  g_assert_cmpuint (packet[25], ==, 0x17);
  g_assert_cmpuint (clasp_showjockey_pack (slots, 24, 0, 16, packet), ==, 16);
  g_assert_cmpuint (clasp_showjockey_pack (slots, 24, 14, 16, packet), ==, 12);
  g_assert_cmpmem (packet, 3, "\x0e\x00\x0e", 3);
  g_assert_cmpuint (packet[11], ==, 0x17);
}

/* ---- what does not leave in time (bridges.md 6.3) ---- */

typedef struct
{
  ClaspDmxDriver base; /* first */
  guint          n_fails, n_sent;
  int            code;
} SlowDriver;

static gboolean
send_slowly (ClaspDmxDriver *driver, guint port, const guint8 *slots, guint n_slots, GError **error)
{
  SlowDriver *self = (SlowDriver *) driver;

  if (self->n_sent++ >= self->n_fails)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, self->code, "It takes no data");
  return FALSE;
}

static gboolean
try_slow_driver (guint n_fails, int code, guint n_expected)
{
  static const ClaspDmxDriverClass klass = { .name = "slow", .send = send_slowly };
  SlowDriver                       driver = { .base.klass = &klass, .n_fails = n_fails, .code = code };
  guint8                           slots[24] = { 0 };
  g_autoptr (GError)               error = NULL;
  gboolean is_sent = clasp_dmx_driver_send (&driver.base, 0, slots, sizeof slots, &error);

  g_assert_cmpuint (driver.n_sent, ==, n_expected);
  g_assert_true (is_sent == (error == NULL));
  return is_sent;
}

static void
test_late_frames_get_a_second_chance (void)
{
  g_assert_true (try_slow_driver (0, G_IO_ERROR_TIMED_OUT, 1));
  g_assert_true (try_slow_driver (1, G_IO_ERROR_TIMED_OUT, 2));
  g_assert_false (try_slow_driver (2, G_IO_ERROR_TIMED_OUT, 2));
  g_assert_false (try_slow_driver (1, G_IO_ERROR_FAILED, 1));
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
  g_test_add_func ("/bridges/dmx-usb/packets/nodle/blocks", test_nodle_blocks);
  g_test_add_func ("/bridges/dmx-usb/packets/nodle/changed-blocks-only", test_nodle_changed_blocks_only);
  g_test_add_func ("/bridges/dmx-usb/packets/nodle/short-frames", test_nodle_short_frames);
  g_test_add_func ("/bridges/dmx-usb/packets/nodle/mode", test_nodle_mode);
  g_test_add_func ("/bridges/dmx-usb/packets/nodle/input", test_nodle_input);
  g_test_add_func ("/bridges/dmx-usb/packets/nodle/what-is-no-block", test_nodle_what_is_no_block);
  g_test_add_func ("/bridges/dmx-usb/packets/dmx4all/fast", test_dmx4all_fast);
  g_test_add_func ("/bridges/dmx-usb/packets/dmx4all/text", test_dmx4all_text);
  g_test_add_func ("/bridges/dmx-usb/packets/dmxcreator/order", test_dmxcreator_order);
  g_test_add_func ("/bridges/dmx-usb/packets/showjockey/every-size", test_showjockey);
  g_test_add_func ("/bridges/dmx-usb/packets/showjockey/to-the-byte", test_showjockey_to_the_byte);
  g_test_add_func ("/bridges/dmx-usb/driver/late-frames-get-a-second-chance", test_late_frames_get_a_second_chance);
  return g_test_run ();
}
