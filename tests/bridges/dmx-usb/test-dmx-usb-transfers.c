/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What drivers ask USB for, to the byte (show-protocols.md 7.3 to 7.5), how long breaks last, and what errors mean. */

#include "bridges/clasp-bridge.h"
#include "bridges/dmx-usb/clasp-dmx-driver.h"
#include "bridges/dmx-usb/fake-usb.h"
#include "support/clasp-test.h"

#include <libusb.h>
#include <string.h>

#define BREAK_US 3000
#define MARK_US 2000

static guint8 levels[CLASP_DMX_SLOTS];

static ClaspDmxDriver *
open_device (const ClaspDmxDriverClass *klass, guint16 vendor, guint8 outputs, guint8 inputs)
{
  ClaspDmxDevice        device = { .id = "X1", .node = "/dev/null", .vendor = vendor, .driver = klass->name };
  ClaspDmxDriverOptions options = { .outputs = outputs, .inputs = inputs, .max_hz = 44,
                                    .break_us = BREAK_US, .mark_us = MARK_US };
  g_autoptr (GError)    error = NULL;
  ClaspDmxDriver       *driver = klass->open (&device, &options, &error);

  g_assert_no_error (error);
  return driver;
}

static void
set_up (int *unused, gconstpointer data)
{
  fake_usb_reset ();
  memset (levels, 0, sizeof levels);
  levels[0] = 0x11;
  levels[1] = 0x22;
  levels[511] = 0xee;
}

static void
expect_calls (const char *expected)
{
  g_autofree char *calls = fake_usb_print ();

  g_assert_cmpstr (calls, ==, expected);
  g_array_set_size (fake_usb.calls, 0);
}

static void
send_levels (ClaspDmxDriver *driver, guint n_slots)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (driver->klass->send (driver, 0, levels, n_slots, &error));
  g_assert_no_error (error);
}

static void
close_device (ClaspDmxDriver *driver)
{
  clasp_dmx_driver_close (driver);
  g_assert_cmpuint (fake_usb.n_open, ==, 0);
}

/* ---- uDMX ---- */

static void
test_udmx (int *unused, gconstpointer data)
{
  ClaspDmxDriver *driver = open_device (&clasp_dmx_driver_udmx, 0x16c0, 1, 0);

  send_levels (driver, 512);
  expect_calls ("c 40 2 0200 0000 =1122 00x509 ee");
  send_levels (driver, 24);
  expect_calls ("c 40 2 0018 0000 =1122 00x22 ");
  close_device (driver);
}

/* Its firmware stalls after it has done its work (7.4). */
static void
test_udmx_pipe_error_is_none (int *unused, gconstpointer data)
{
  ClaspDmxDriver *driver = open_device (&clasp_dmx_driver_udmx, 0x16c0, 1, 0);

  fake_usb.result = LIBUSB_ERROR_PIPE;
  send_levels (driver, 512);
  g_assert_true (clasp_dmx_driver_send (driver, 0, levels, 512, NULL));
  g_assert_cmpuint (fake_usb.calls->len, ==, 2); /* and is not sent twice for it */
  close_device (driver);
}

static void
test_udmx_other_errors_are (int *unused, gconstpointer data)
{
  ClaspDmxDriver    *driver = open_device (&clasp_dmx_driver_udmx, 0x16c0, 1, 0);
  g_autoptr (GError) late = NULL, gone = NULL;

  fake_usb.result = LIBUSB_ERROR_TIMEOUT;
  g_assert_false (clasp_dmx_driver_send (driver, 0, levels, 512, &late));
  g_assert_error (late, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpuint (fake_usb.calls->len, ==, 2); /* once more (bridges.md 6.3) */
  fake_usb.result = LIBUSB_ERROR_NO_DEVICE;
  g_assert_false (clasp_dmx_driver_send (driver, 0, levels, 512, &gone));
  g_assert_error (gone, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING);
  g_assert_cmpuint (fake_usb.calls->len, ==, 3);
  close_device (driver);
}

/* 30 full universes a second are safe (7.4); shorter ones may go as much more often. */
static void
test_udmx_is_not_overrun (int *unused, gconstpointer data)
{
  g_assert_cmpint (clasp_dmx_driver_get_interval_us (&clasp_dmx_driver_udmx, 44, 512), ==, G_USEC_PER_SEC / 30);
  g_assert_cmpint (clasp_dmx_driver_get_interval_us (&clasp_dmx_driver_udmx, 20, 512), ==, G_USEC_PER_SEC / 20);
  g_assert_cmpint (clasp_dmx_driver_get_interval_us (&clasp_dmx_driver_udmx, 44, 448), ==, 448 * G_USEC_PER_SEC / 512 / 30);
  g_assert_cmpint (clasp_dmx_driver_get_interval_us (&clasp_dmx_driver_udmx, 44, 128), ==, G_USEC_PER_SEC / 44);
  g_assert_cmpint (clasp_dmx_driver_get_interval_us (&clasp_dmx_driver_enttec_pro, 44, 512), ==, G_USEC_PER_SEC / 44);
}

/* ---- ENTTEC Pro ---- */

/* One that is there with its answer at the moment the question is gone, as a computer finds it that looks late. */
static const char *
answer_at_once (const guint8 *bytes, guint size)
{
  if (size != 5 && size != 7)
    return NULL;
  return bytes[1] == 10 ? "7e0a0400 45230100 e7" : bytes[1] == 3 ? "7e030500 2c01110228 e7" : NULL;
}

static void
test_pro_answers_while_it_is_asked (int *unused, gconstpointer data)
{
  ClaspDmxDriver *driver;

  fake_usb.answer = answer_at_once;
  driver = open_device (&clasp_dmx_driver_enttec_pro, CLASP_DMX_VENDOR_FTDI, 0, 0);
  g_assert_cmpstr (driver->about, ==, "“X1”, number 00012345, firmware 1.44");
  g_array_set_size (fake_usb.calls, 0);
  send_levels (driver, 512);
  expect_calls ("b 02 =7e060102001122 00x509 eee7");
  close_device (driver);
}

static guint n_asked;

/* It knows its number alone, and only when it is asked a second time. */
static const char *
answer_later (const guint8 *bytes, guint size)
{
  return size == 5 && bytes[1] == 10 && ++n_asked == 2 ? "7e0a0400 45230100 e7" : NULL;
}

/* What it has of a message that nobody ended is ended before it is asked again. */
static void
test_pro_is_asked_again (int *unused, gconstpointer data)
{
  static const char *const first = "b 02 =7e4d0000e7|b 02 =7e4e0000e7|b 02 =7e0a0000e7|b 02 =7e0302000000e7|b 02 =7e0e0000e7";
  g_autofree char         *calls = NULL, *expected = g_strconcat (first, "|b 02 = 00x605 |", first, NULL);
  ClaspDmxDriver          *driver;

  n_asked = 0;
  fake_usb.answer = answer_later;
  driver = open_device (&clasp_dmx_driver_enttec_pro, CLASP_DMX_VENDOR_FTDI, 0, 0);
  calls = fake_usb_print ();
  g_assert_nonnull (strstr (calls, expected));
  close_device (driver);
}

/* ---- Eurolite ---- */

/* Always all slots, as label 6 (7.2). */
static void
test_eurolite_pro (int *unused, gconstpointer data)
{
  ClaspDmxDriver *driver = open_device (&clasp_dmx_driver_eurolite_pro, 0x04d8, 1, 0);

  send_levels (driver, 24);
  expect_calls ("b 02 =7e060102001122 00x510 e7");
  send_levels (driver, 512);
  expect_calls ("b 02 =7e060102001122 00x509 eee7");
  close_device (driver);
}

/* The MK2 has an FTDI chip: 250000 baud first. */
static void
test_eurolite_mk2 (int *unused, gconstpointer data)
{
  ClaspDmxDriver *driver = open_device (&clasp_dmx_driver_eurolite_pro, CLASP_DMX_VENDOR_FTDI, 1, 0);

  expect_calls ("c 40 0 0000 0000|c 40 3 000c 0000|c 40 4 0008 0000|c 40 2 0000 0000|c 40 1 0200 0000|"
                "c 40 6 01e7 0000|c 40 9 0010 0000|c 40 0 0001 0000|c 40 0 0002 0000");
  send_levels (driver, 512);
  expect_calls ("b 02 =7e060102001122 00x509 eee7");
  close_device (driver);
}

/* A chip that cannot hand over what ends a message at once is asked every millisecond. */
static void
test_eurolite_mk2_of_another_chip (int *unused, gconstpointer data)
{
  ClaspDmxDriver  *driver;
  g_autofree char *calls = NULL;

  fake_usb.refused = 6;
  driver = open_device (&clasp_dmx_driver_eurolite_pro, CLASP_DMX_VENDOR_FTDI, 1, 0);
  calls = fake_usb_print ();
  g_assert_nonnull (strstr (calls, "|c 40 6 01e7 0000|c 40 9 0001 0000|c 40 0 0001 0000|"));
  close_device (driver);
}

/* ---- Open DMX ---- */

static const FakeUsbCall *
call_at (guint index)
{
  g_assert_cmpuint (index, <, fake_usb.calls->len);
  return &g_array_index (fake_usb.calls, FakeUsbCall, index);
}

static void
test_open_dmx (int *unused, gconstpointer data)
{
  ClaspDmxDriver *driver = open_device (&clasp_dmx_driver_enttec_open, CLASP_DMX_VENDOR_FTDI, 1, 0);

  expect_calls ("c 40 0 0000 0000|c 40 3 000c 0000|c 40 4 1008 0000|c 40 2 0000 0000|c 40 1 0200 0000|"
                "c 40 9 0001 0000|c 40 0 0001 0000|c 40 0 0002 0000");
  send_levels (driver, 512);
  expect_calls ("c 40 4 5008 0000|c 40 4 1008 0000|b 02 =001122 00x509 ee");
  close_device (driver);
}

/* Break and mark last at least as long as set: a shorter one is none to a lamp. */
static void
test_open_dmx_break_and_mark (int *unused, gconstpointer data)
{
  ClaspDmxDriver *driver = open_device (&clasp_dmx_driver_enttec_open, CLASP_DMX_VENDOR_FTDI, 1, 0);

  for (guint i = 0; i < 20; i++)
    {
      g_array_set_size (fake_usb.calls, 0);
      send_levels (driver, 24);
      g_assert_cmpuint (fake_usb.calls->len, ==, 3);
      g_assert_cmpuint (call_at (0)->value, ==, 0x5008);
      g_assert_cmpuint (call_at (1)->value, ==, 0x1008);
      g_assert_cmpint (call_at (1)->us - call_at (0)->us, >=, BREAK_US);
      g_assert_cmpint (call_at (2)->us - call_at (1)->us, >=, MARK_US);
    }
  close_device (driver);
}

/* The faster chips count from 12 MHz, and each of their lines has endpoints of its own. */
static void
test_open_dmx_on_a_faster_chip (int *unused, gconstpointer data)
{
  ClaspDmxDevice        device = { .id = "X1:2", .node = "/dev/null", .vendor = CLASP_DMX_VENDOR_FTDI,
                                   .driver = "enttec-open", .has_interfaces = TRUE, .interface_number = 1 };
  ClaspDmxDriverOptions options = { .outputs = 1, .max_hz = 44 };
  g_autoptr (GError)    error = NULL;
  ClaspDmxDriver       *driver;

  fake_usb.release = 0x0700;
  driver = clasp_dmx_driver_enttec_open.open (&device, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (call_at (1)->value, ==, 0x0030);
  g_assert_cmpuint (call_at (1)->index, ==, 0x0202);
  g_assert_cmpuint (call_at (2)->index, ==, 0x0002);
  send_levels (driver, 24);
  g_assert_cmpuint (call_at (fake_usb.calls->len - 1)->endpoint, ==, 0x04);
  close_device (driver);
}

/* A device that was pulled out during a frame is said to be missing, whichever step meets it. */
static void
test_open_dmx_unplugged (int *unused, gconstpointer data)
{
  ClaspDmxDriver    *driver = open_device (&clasp_dmx_driver_enttec_open, CLASP_DMX_VENDOR_FTDI, 1, 0);
  g_autoptr (GError) error = NULL;

  fake_usb.result = LIBUSB_ERROR_NO_DEVICE;
  g_assert_false (clasp_dmx_driver_send (driver, 0, levels, 512, &error));
  g_assert_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING);
  close_device (driver);
}

/* ---- others (7.5) ---- */

static void
test_nodle (int *unused, gconstpointer data)
{
  ClaspDmxDriver *driver = open_device (&clasp_dmx_driver_nodle, 0x16d0, 1, 0);

  expect_calls ("i 02 =1002 00x31 ");
  g_assert_cmpuint (fake_usb.n_open, ==, 2);
  send_levels (driver, 64);
  expect_calls ("i 02 =001122 00x30 |i 02 =01 00x32 ");
  levels[40] = 9;
  send_levels (driver, 64);
  expect_calls ("i 02 =01000000000000000009 00x23 "); /* what changed */
  send_levels (driver, 64);
  expect_calls ("i 02 =01000000000000000009 00x23 "); /* each block in turn */
  send_levels (driver, 64);
  expect_calls ("i 02 =001122 00x30 ");
  close_device (driver);
}

static void
test_nodle_both_ways (int *unused, gconstpointer data)
{
  ClaspDmxDriver *driver = open_device (&clasp_dmx_driver_nodle, 0x16d0, 1, 2);

  g_assert_cmpuint (call_at (0)->timeout_ms, ==, 70);
  expect_calls ("i 02 =1006 00x31 ");
  close_device (driver);
}

static void
test_velleman (int *unused, gconstpointer data)
{
  ClaspDmxDriver *driver;

  fake_usb.packet_size = 8;
  driver = open_device (&clasp_dmx_driver_velleman, 0x10cf, 1, 0);
  memset (levels, 0xff, sizeof levels);
  send_levels (driver, 27);
  g_assert_cmpuint (call_at (0)->timeout_ms, ==, 25);
  expect_calls ("i 01 =0401ffffffffffff|i 01 =02ffffffffffffff|i 01 =02ffffffffffffff|i 01 =02ffffffffffffff");
  send_levels (driver, 28);
  g_assert_cmpuint (fake_usb.calls->len, ==, 5);
  fake_usb.result = LIBUSB_ERROR_TIMEOUT;
  g_assert_false (driver->klass->send (driver, 0, levels, 27, NULL));
  close_device (driver);
}

static void
test_velleman_with_large_reports (int *unused, gconstpointer data)
{
  ClaspDmxDriver *driver = open_device (&clasp_dmx_driver_velleman, 0x10cf, 1, 0);

  memset (levels, 0xff, sizeof levels);
  send_levels (driver, 62);
  expect_calls ("i 01 =073e ffx62 ");
  close_device (driver);
}

static void
test_dmxcreator (int *unused, gconstpointer data)
{
  ClaspDmxDriver *driver = open_device (&clasp_dmx_driver_dmxcreator, 0x0a30, 1, 0);

  send_levels (driver, 24);
  expect_calls ("b 01 =800100000002|b 02 =1122 00x254 |b 02 = 00x256 ");
  send_levels (driver, 512);
  expect_calls ("b 01 =800100000002|b 02 =1122 00x254 |b 02 = 00x255 ee");
  close_device (driver);
}

static void
test_showjockey (int *unused, gconstpointer data)
{
  ClaspDmxDriver *driver;

  fake_usb.endpoint_out = 0x03;
  driver = open_device (&clasp_dmx_driver_showjockey, 0x0483, 1, 0);
  send_levels (driver, 64);
  expect_calls ("b 03 =00001122 00x60 |b 03 =3e000000");
  send_levels (driver, 512);
  g_assert_cmpuint (fake_usb.calls->len, ==, 9); /* 62 slots in each */
  close_device (driver);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(name, func) g_test_add ("/bridges/dmx-usb/transfers/" name, int, NULL, set_up, func, NULL)
  ADD ("udmx/frames", test_udmx);
  ADD ("udmx/pipe-error-is-none", test_udmx_pipe_error_is_none);
  ADD ("udmx/other-errors-are", test_udmx_other_errors_are);
  ADD ("udmx/not-overrun", test_udmx_is_not_overrun);
  ADD ("pro/answers-while-it-is-asked", test_pro_answers_while_it_is_asked);
  ADD ("pro/is-asked-again", test_pro_is_asked_again);
  ADD ("eurolite/pro", test_eurolite_pro);
  ADD ("eurolite/mk2", test_eurolite_mk2);
  ADD ("eurolite/mk2-of-another-chip", test_eurolite_mk2_of_another_chip);
  ADD ("open-dmx/requests", test_open_dmx);
  ADD ("open-dmx/break-and-mark", test_open_dmx_break_and_mark);
  ADD ("open-dmx/faster-chip", test_open_dmx_on_a_faster_chip);
  ADD ("open-dmx/unplugged", test_open_dmx_unplugged);
  ADD ("nodle/blocks", test_nodle);
  ADD ("nodle/both-ways", test_nodle_both_ways);
  ADD ("velleman/small-reports", test_velleman);
  ADD ("velleman/large-reports", test_velleman_with_large_reports);
  ADD ("dmxcreator/halves", test_dmxcreator);
  ADD ("showjockey/packets", test_showjockey);
  return g_test_run ();
}
