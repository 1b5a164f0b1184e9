/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is found in a tree like that of /sys, and which of it is meant. */

#include "bridges/dmx-usb/clasp-dmx-device.h"
#include "bridges/dmx-usb/clasp-dmx-driver.h"
#include "bridges/dmx-usb/clasp-dmx-hotplug.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char   *folder; /* (owned) */
  char   *sys, *dev; /* (owned) */
  GArray *devices;   /* (owned) (nullable) */
} Computer;

static void
set_up (Computer *computer, gconstpointer data)
{
  computer->folder = g_dir_make_tmp ("computer-XXXXXX", NULL);
  computer->sys = g_build_filename (computer->folder, "sys", NULL);
  computer->dev = g_build_filename (computer->folder, "dev", NULL);
}

static void
tear_down (Computer *computer, gconstpointer data)
{
  clasp_test_remove_tree (computer->folder);
  g_clear_pointer (&computer->devices, g_array_unref);
  g_free (computer->folder);
  g_free (computer->sys);
  g_free (computer->dev);
}

static void
put_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *inner = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (inner, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* @attributes is "idVendor=0403 idProduct=6001 product=DMX_USB_PRO"; an underscore is a blank. */
static void
plug (Computer *computer, const char *place, const char *attributes)
{
  g_autofree char *folder = g_build_filename (computer->sys, "bus/usb/devices", place, NULL);
  g_auto (GStrv)   pairs = g_strsplit (attributes, " ", -1);

  put_file (folder, "busnum", "1\n");
  put_file (folder, "devnum", "7\n");
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char            *value = strchr (pairs[i], '=');
      g_autofree char *line = NULL;

      *value++ = '\0';
      line = g_strconcat (g_strdelimit (value, "_", ' '), "\n", NULL);
      put_file (folder, pairs[i], line);
    }
}

static void
make_line (Computer *computer, const char *place, const char *path, const char *tty)
{
  g_autofree char *folder = g_build_filename (computer->sys, "bus/usb/devices", place, NULL);

  put_file (folder, path, "");
  put_file (computer->dev, tty, "");
}

static const ClaspDmxDevice *
look (Computer *computer, guint index, guint n)
{
  g_clear_pointer (&computer->devices, g_array_unref);
  computer->devices = clasp_dmx_devices_list_in (computer->sys, computer->dev);
  g_assert_cmpuint (computer->devices->len, ==, n);
  return index < n ? &g_array_index (computer->devices, ClaspDmxDevice, index) : NULL;
}

static void
test_nothing (Computer *computer, gconstpointer data)
{
  look (computer, 0, 0);
}

static void
test_pro_with_a_serial_line (Computer *computer, gconstpointer data)
{
  const ClaspDmxDevice *device;
  g_autofree char      *name = NULL;

  plug (computer, "1-1.2", "idVendor=0403 idProduct=6001 manufacturer=ENTTEC product=DMX_USB_PRO serial=EN012345 bNumInterfaces=_1");
  make_line (computer, "1-1.2", "1-1.2:1.0/ttyUSB3/dev", "ttyUSB3");
  plug (computer, "2-1", "idVendor=046d idProduct=c31c product=Keyboard");
  device = look (computer, 0, 1);
  name = clasp_dmx_device_describe (device);
  g_assert_cmpstr (name, ==, "“DMX USB PRO” (EN012345)");
  g_assert_cmpstr (device->id, ==, "EN012345");
  g_assert_cmpstr (device->driver, ==, "enttec-pro");
  g_assert_true (device->is_certain);
  g_assert_true (g_str_has_suffix (device->tty, "/dev/ttyUSB3"));
  g_assert_true (g_str_has_suffix (device->node, "/dev/bus/usb/001/007"));
  g_assert_cmpstr (device->problem, ==, "");
}

static void
test_without_a_number_its_place_counts (Computer *computer, gconstpointer data)
{
  plug (computer, "1-4", "idVendor=0403 idProduct=6001 product=FT232R_USB_UART");
  g_assert_cmpstr (look (computer, 0, 1)->id, ==, "usb:1-4");
  g_assert_false (look (computer, 0, 1)->is_certain);
}

static void
test_chip_with_several_lines (Computer *computer, gconstpointer data)
{
  const ClaspDmxDevice *device;

  plug (computer, "1-1", "idVendor=0403 idProduct=6011 serial=FT1 product=Quad bNumInterfaces=_4");
  make_line (computer, "1-1", "1-1:1.2/tty/ttyUSB9/dev", "ttyUSB9");
  device = look (computer, 2, 4);
  g_assert_cmpstr (device->id, ==, "FT1:3");
  g_assert_cmpuint (device->interface_number, ==, 2);
  g_assert_true (g_str_has_suffix (device->tty, "/dev/ttyUSB9"));
  g_assert_cmpstr (look (computer, 3, 4)->tty, ==, "");
}

/* Its numbers are anybody's: the names decide. */
static void
test_udmx_by_its_names (Computer *computer, gconstpointer data)
{
  plug (computer, "1-1", "idVendor=16c0 idProduct=05dc manufacturer=www.anyma.ch product=uDMX serial=1");
  plug (computer, "1-2", "idVendor=16c0 idProduct=05dc manufacturer=www.fischl.de product=USBasp serial=2");
  plug (computer, "1-3", "idVendor=03eb idProduct=8888 manufacturer=AVLdiy.cn product=D512 serial=3");
  g_assert_cmpstr (look (computer, 0, 2)->driver, ==, "udmx");
  g_assert_cmpstr (look (computer, 1, 2)->serial, ==, "3");
}

static void
test_known_ones (Computer *computer, gconstpointer data)
{
  static const struct { const char *attributes, *driver; } cases[] = {
    { "idVendor=16d0 idProduct=0830 product=x", "nodle" },
    { "idVendor=16d0 idProduct=0833 product=x", "nodle" },
    { "idVendor=04b4 idProduct=0f1f product=USB_DMX", "nodle" },
    { "idVendor=16c0 idProduct=088b product=DMX_Interface", "nodle" },
    { "idVendor=03eb idProduct=2018 manufacturer=DMX4ALL product=x", "dmx4all" },
    { "idVendor=03eb idProduct=2018 product=NanoDMX_Interface", "dmx4all" },
    { "idVendor=0403 idProduct=c850 product=x", "dmx4all" },
    { "idVendor=10cf idProduct=8062 product=x", "velleman" },
    { "idVendor=0a30 idProduct=0002 product=x", "dmxcreator" },
    { "idVendor=0483 idProduct=57fe product=x", "showjockey" },
    { "idVendor=04d8 idProduct=fa63 product=x", "eurolite-pro" },
    { "idVendor=1fc9 idProduct=0094 product=x", "enttec-pro" },
    { "idVendor=0403 idProduct=6001 manufacturer=Eurolite product=DMX", "eurolite-pro" },
    { "idVendor=0403 idProduct=6001 manufacturer=FTDI product=DMXking_ultraDMX2", "enttec-pro" },
    { "idVendor=0403 idProduct=6001 manufacturer=DMXking.com product=ultra", "enttec-pro" },
    { "idVendor=0403 idProduct=6001 product=Open_DMX_USB", "enttec-open" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      plug (computer, "1-1", "manufacturer= product= serial=");
      plug (computer, "1-1", cases[i].attributes);
      g_assert_cmpstr (look (computer, 0, 1)->driver, ==, cases[i].driver);
      g_assert_true (look (computer, 0, 1)->is_certain);
    }
}

/* Whose numbers nobody gave them are not taken by themselves unless they say DMX. */
static void
test_nodles_with_borrowed_numbers (Computer *computer, gconstpointer data)
{
  ClaspDmxDevice device;

  plug (computer, "1-1", "idVendor=04b4 idProduct=0f1f product=Thermometer serial=1");
  plug (computer, "1-2", "idVendor=16c0 idProduct=088b product=Clock serial=2");
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpstr (look (computer, i, 2)->driver, ==, "nodle");
      g_assert_false (look (computer, i, 2)->is_certain);
    }
  g_assert_false (clasp_dmx_devices_choose (computer->devices, "auto", "", &device, NULL));
  g_assert_true (clasp_dmx_devices_choose (computer->devices, "auto", "2", &device, NULL));
  g_assert_false (clasp_dmx_devices_choose (computer->devices, "enttec-pro", "", &device, NULL));
}

/* Its numbers are those of a sample for Atmel's chips. */
static void
test_dmx4all_by_its_names (Computer *computer, gconstpointer data)
{
  ClaspDmxDevice device;

  plug (computer, "1-1", "idVendor=03eb idProduct=2018 manufacturer=ATMEL product=CDC_Demo serial=1");
  g_assert_cmpstr (look (computer, 0, 1)->driver, ==, "dmx4all");
  g_assert_false (look (computer, 0, 1)->is_certain);
  g_assert_false (clasp_dmx_devices_choose (computer->devices, "auto", "", &device, NULL));
  g_assert_true (clasp_dmx_devices_choose (computer->devices, "dmx4all", "", &device, NULL));
}

static void
test_names_are_made_readable (Computer *computer, gconstpointer data)
{
  const ClaspDmxDevice *device;

  plug (computer, "1-1", "idVendor=0403 idProduct=6001 serial=A\x01\xff");
  device = look (computer, 0, 1);
  g_assert_true (g_utf8_validate (device->serial, -1, NULL));
  g_assert_cmpstr (device->serial, ==, "A \xef\xbf\xbd");
}

static void
test_why_it_cannot_be_opened (Computer *computer, gconstpointer data)
{
  plug (computer, "1-1", "idVendor=16c0 idProduct=05dc manufacturer=www.anyma.ch product=uDMX serial=7");
  /* There is no such file, so nobody may open it. */
  g_assert_nonnull (strstr (look (computer, 0, 1)->problem, "No permission for “uDMX” (7) at "));
  g_assert_nonnull (strstr (look (computer, 0, 1)->problem, "70-clasp-bridge-dmx.rules to /etc/udev/rules.d"));
}

static void
test_devices_are_bounded (Computer *computer, gconstpointer data)
{
  for (guint i = 1; i <= 257; i++)
    {
      g_autofree char *place = g_strdup_printf ("9-%u", i);

      plug (computer, place, "idVendor=0403 idProduct=6001");
      if (i >= 256)
        look (computer, 0, 256);
    }
}

/* ---- which one ---- */

static void
expect_choice (Computer *computer, const char *driver, const char *wanted, const char *id)
{
  g_autoptr (GError) error = NULL;
  ClaspDmxDevice     device;

  if (clasp_dmx_devices_choose (computer->devices, driver, wanted, &device, &error))
    g_assert_cmpstr (device.id, ==, id);
  else
    {
      g_assert_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING);
      g_assert_nonnull (strstr (error->message, id));
    }
}

static void
test_choice (Computer *computer, gconstpointer data)
{
  look (computer, 0, 0);
  expect_choice (computer, "auto", "", "No USB DMX device is connected");

  plug (computer, "1-1", "idVendor=0403 idProduct=6001 product=UART serial=AAA");
  look (computer, 0, 1);
  expect_choice (computer, "auto", "", "If “UART” (AAA) is one, set device to AAA");
  expect_choice (computer, "auto", "AAA", "AAA");
  expect_choice (computer, "enttec-open", "", "AAA");
  expect_choice (computer, "enttec-pro", "", "AAA");
  expect_choice (computer, "udmx", "", "No DMX device is connected that tells what it is");
  expect_choice (computer, "velleman", "", "No DMX device is connected that tells what it is");

  plug (computer, "1-2", "idVendor=0403 idProduct=6001 product=DMX_USB_PRO serial=BBB");
  plug (computer, "1-3", "idVendor=16c0 idProduct=05dc manufacturer=www.anyma.ch product=uDMX");
  look (computer, 0, 3);
  expect_choice (computer, "auto", "", "BBB");
  expect_choice (computer, "enttec-pro", "", "BBB");
  expect_choice (computer, "udmx", "", "usb:1-3");
  expect_choice (computer, "auto", "bbb", "BBB");
  expect_choice (computer, "auto", "usb:1-2", "BBB");
  expect_choice (computer, "auto", "usb:1-9", "“usb:1-9” is not connected");
}

/* A link of udev's leads to the device, and so to its driver. */
static void
test_choice_by_a_link (Computer *computer, gconstpointer data)
{
  g_autofree char *link = g_build_filename (computer->folder, "usb-uDMX-if00", NULL);
  g_autofree char *tty = g_build_filename (computer->dev, "ttyUSB3", NULL);

  plug (computer, "1-2", "idVendor=0403 idProduct=6001 product=EUROLITE serial=BBB");
  make_line (computer, "1-2", "1-2:1.0/ttyUSB3/dev", "ttyUSB3");
  g_assert_cmpint (symlink (tty, link), ==, 0);
  look (computer, 0, 1);
  expect_choice (computer, "auto", link, "BBB");
}

/* Cheap chips all have one number. */
static void
test_equal_numbers (Computer *computer, gconstpointer data)
{
  plug (computer, "1-1", "idVendor=0403 idProduct=6001 product=UART serial=0001");
  plug (computer, "1-2", "idVendor=0403 idProduct=6001 product=UART serial=0001");
  plug (computer, "1-3", "idVendor=0403 idProduct=6001 product=UART serial=0002");
  look (computer, 0, 3);
  expect_choice (computer, "auto", "usb:1-1", "usb:1-1");
  expect_choice (computer, "auto", "usb:1-2", "usb:1-2");
  expect_choice (computer, "auto", "0002", "0002");
}

static void
expect_busy (Computer *computer, const char *driver, const char *wanted, const char *expected)
{
  g_autoptr (GError) error = g_error_new_literal (CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_BUSY, "it is in use");

  clasp_dmx_devices_explain_busy (computer->devices, driver, wanted, &error);
  g_assert_cmpstr (error->message, ==, expected);
}

/* Two Pros, and two connections that do not say which. */
static void
test_busy_one_of_two (Computer *computer, gconstpointer data)
{
  plug (computer, "1-1", "idVendor=0403 idProduct=6001 product=DMX_USB_PRO serial=AAA");
  plug (computer, "1-2", "idVendor=0403 idProduct=6001 product=UART serial=CCC");
  look (computer, 0, 2);
  expect_busy (computer, "auto", "", "it is in use");
  plug (computer, "1-3", "idVendor=0403 idProduct=6001 product=DMX_USB_PRO serial=BBB");
  look (computer, 0, 3);
  expect_busy (computer, "auto", "", "Set device to one of AAA, BBB: it is in use");
  expect_busy (computer, "auto", "AAA", "it is in use");
  expect_busy (computer, "udmx", "", "it is in use");
}

static void
test_line_that_is_not_listed (Computer *computer, gconstpointer data)
{
  g_autofree char *path = g_build_filename (computer->folder, "line", NULL);

  look (computer, 0, 0);
  expect_choice (computer, "enttec-pro", path, "is not connected");
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  expect_choice (computer, "enttec-pro", path, path);
}

/* ---- announcements ---- */

static void
test_announcements (void)
{
  static const char usb[] = "add@/devices/x\0ACTION=add\0SUBSYSTEM=usb\0SEQNUM=1";
  static const char tty[] = "libudev\0\xfe\xed\xca\xfe\0ACTION=add\0SUBSYSTEM=tty\0";
  static const char block[] = "add@/devices/x\0SUBSYSTEM=block\0SUBSYSTEM=usbmisc\0";

  g_assert_true (clasp_dmx_hotplug_is_news ((const guint8 *) usb, sizeof usb));
  g_assert_true (clasp_dmx_hotplug_is_news ((const guint8 *) tty, sizeof tty));
  g_assert_false (clasp_dmx_hotplug_is_news ((const guint8 *) block, sizeof block));
  g_assert_false (clasp_dmx_hotplug_is_news ((const guint8 *) usb, 5));
  g_assert_false (clasp_dmx_hotplug_is_news ((const guint8 *) usb, 0));
}

static void
test_drivers_by_name (void)
{
  g_assert_true (clasp_dmx_driver_find ("enttec-pro") == &clasp_dmx_driver_enttec_pro);
  g_assert_true (clasp_dmx_driver_find ("enttec-open")->is_host_timed);
  g_assert_false (clasp_dmx_driver_find ("virtual")->has_device);
  g_assert_null (clasp_dmx_driver_find ("auto"));
}

#define ADD(name, function) g_test_add ("/bridges/dmx-usb/devices/" name, Computer, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("none", test_nothing);
  ADD ("pro-with-a-serial-line", test_pro_with_a_serial_line);
  ADD ("without-a-number", test_without_a_number_its_place_counts);
  ADD ("several-lines", test_chip_with_several_lines);
  ADD ("udmx-by-its-names", test_udmx_by_its_names);
  ADD ("known-ones", test_known_ones);
  ADD ("nodles-with-borrowed-numbers", test_nodles_with_borrowed_numbers);
  ADD ("dmx4all-by-its-names", test_dmx4all_by_its_names);
  ADD ("names-are-made-readable", test_names_are_made_readable);
  ADD ("why-it-cannot-be-opened", test_why_it_cannot_be_opened);
  ADD ("are-bounded", test_devices_are_bounded);
  ADD ("choice", test_choice);
  ADD ("choice-by-a-link", test_choice_by_a_link);
  ADD ("equal-numbers", test_equal_numbers);
  ADD ("busy-one-of-two", test_busy_one_of_two);
  ADD ("line-that-is-not-listed", test_line_that_is_not_listed);
  g_test_add_func ("/bridges/dmx-usb/hotplug/announcements", test_announcements);
  g_test_add_func ("/bridges/dmx-usb/drivers/by-name", test_drivers_by_name);
  return g_test_run ();
}
