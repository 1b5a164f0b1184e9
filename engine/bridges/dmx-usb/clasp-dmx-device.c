/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-device.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A chip with more lines does not exist (FT4232H). */
#define MAX_INTERFACES 4
/* More is no USB tree but a fault. */
#define MAX_DEVICES 256

typedef struct
{
  guint16     vendor, model;
  const char *manufacturer, *product; /* (nullable) a part of the names it must have */
  const char *driver;
  gboolean    is_certain;
} Known;

/* First match counts (show-protocols.md 7.2 to 7.5). */
static const Known known[] = {
  { 0x16c0, 0x05dc, "www.anyma.ch", "uDMX", "udmx", TRUE },
  { 0x03eb, 0x8888, "AVLdiy.cn", "D512", "udmx", TRUE },
  { 0x16d0, 0x0830, NULL, NULL, "nodle", TRUE },
  { 0x16d0, 0x0833, NULL, NULL, "nodle", TRUE },
  { 0x04b4, 0x0f1f, NULL, "DMX", "nodle", TRUE },
  { 0x04b4, 0x0f1f, NULL, NULL, "nodle", FALSE },
  { 0x16c0, 0x088b, NULL, "DMX", "nodle", TRUE },
  { 0x16c0, 0x088b, NULL, NULL, "nodle", FALSE },
  { 0x10cf, 0x8062, NULL, NULL, "velleman", TRUE },
  { 0x0a30, 0x0002, NULL, NULL, "dmxcreator", TRUE },
  { 0x0483, 0x57fe, NULL, NULL, "showjockey", TRUE },
  { 0x03eb, 0x2018, "DMX4ALL", NULL, "dmx4all", TRUE },
  { 0x03eb, 0x2018, NULL, "NanoDMX", "dmx4all", TRUE },
  { 0x03eb, 0x2018, NULL, NULL, "dmx4all", FALSE },
  { CLASP_DMX_VENDOR_FTDI, 0xc850, NULL, NULL, "dmx4all", TRUE },
  { 0x04d8, 0xfa63, NULL, NULL, "eurolite-pro", TRUE },
  { 0x1fc9, 0x0094, NULL, NULL, "enttec-pro", TRUE },
  { CLASP_DMX_VENDOR_FTDI, 0x6001, "EUROLITE", NULL, "eurolite-pro", TRUE },
  { CLASP_DMX_VENDOR_FTDI, 0x6001, NULL, "EUROLITE", "eurolite-pro", TRUE },
  { CLASP_DMX_VENDOR_FTDI, 0x6001, "DMXking", NULL, "enttec-pro", TRUE },
  { CLASP_DMX_VENDOR_FTDI, 0x6001, NULL, "ultraDMX", "enttec-pro", TRUE },
  { CLASP_DMX_VENDOR_FTDI, 0x6001, NULL, "DMX USB PRO", "enttec-pro", TRUE },
  { CLASP_DMX_VENDOR_FTDI, 0x6001, NULL, "Open DMX", "enttec-open", TRUE },
  { CLASP_DMX_VENDOR_FTDI, 0x6001, NULL, NULL, "enttec-open", FALSE },
  { CLASP_DMX_VENDOR_FTDI, 0x6010, NULL, NULL, "enttec-open", FALSE },
  { CLASP_DMX_VENDOR_FTDI, 0x6011, NULL, NULL, "enttec-open", FALSE },
};

/* ---- reading /sys ---- */

/* One line of a file, as text that can be shown; empty when it cannot be read. */
static void
read_text (const char *folder, const char *name, char *text, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *content = NULL;
  g_autofree char *valid = NULL;

  text[0] = '\0';
  if (!g_file_get_contents (path, &content, NULL, NULL))
    return;
  valid = g_utf8_make_valid (g_strstrip (content), -1);
  for (char *p = valid; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  g_strlcpy (text, valid, size);
  if (!g_utf8_validate (text, -1, NULL)) /* cut within a character */
    *(char *) g_utf8_find_prev_char (text, text + strlen (text)) = '\0';
}

static guint
read_number (const char *folder, const char *name, guint base)
{
  char    text[16];
  guint64 number;

  read_text (folder, name, text, sizeof text);
  return g_ascii_string_to_unsigned (text, base, 0, G_MAXUINT16, &number, NULL) ? (guint) number : 0;
}

/* "ttyUSB0" stands in the interface's folder, "ttyACM0" in a folder "tty" there. */
static void
find_tty (const char *interface_folder, const char *dev, char *tty, gsize size)
{
  g_autofree char *inner = g_build_filename (interface_folder, "tty", NULL);
  const char      *folders[] = { interface_folder, inner };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autoptr (GDir) dir = g_dir_open (folders[i], 0, NULL);
      const char      *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        if (g_str_has_prefix (name, "tty") && name[3] != '\0')
          {
            g_snprintf (tty, size, "%s/%s", dev, name);
            return;
          }
    }
}

/* ---- what it is ---- */

static gboolean
has_part (const char *text, const char *part)
{
  g_autofree char *lower = NULL, *lower_part = NULL;

  if (part == NULL)
    return TRUE;

  lower = g_ascii_strdown (text, -1);
  lower_part = g_ascii_strdown (part, -1);
  return strstr (lower, lower_part) != NULL;
}

static const Known *
recognise (const ClaspDmxDevice *device)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].vendor == device->vendor && known[i].model == device->model &&
        has_part (device->manufacturer, known[i].manufacturer) &&
        has_part (device->product, known[i].product))
      return &known[i];

  return NULL;
}

static void
set_id (ClaspDmxDevice *device, gboolean has_number)
{
  int n = has_number ? g_snprintf (device->id, sizeof device->id, "%s", device->serial)
                                    : g_snprintf (device->id, sizeof device->id, "usb:%s", device->place);

  if (device->has_interfaces && n < (int) sizeof device->id)
    g_snprintf (device->id + n, sizeof device->id - (gsize) n, ":%u", device->interface_number + 1u);
}

static gboolean
may_open (const char *path)
{
  return path[0] != '\0' && access (path, R_OK | W_OK) == 0;
}

static void
check_access (ClaspDmxDevice *device)
{
  g_autoptr (GError) error = NULL;

  if (may_open (device->tty) || may_open (device->node))
    return;
  clasp_dmx_device_set_denied (device, device->tty[0] != '\0' ? device->tty : device->node, &error);
  g_strlcpy (device->problem, error->message, sizeof device->problem);
}

static void
add_interface (GArray *devices, const ClaspDmxDevice *whole, guint number, const char *folder, const char *dev)
{
  ClaspDmxDevice   device = *whole;
  g_autofree char *name = g_strdup_printf ("%s:1.%u", whole->place, number);
  g_autofree char *interface_folder = g_build_filename (folder, name, NULL);

  device.interface_number = (guint8) number;
  find_tty (interface_folder, dev, device.tty, sizeof device.tty);
  set_id (&device, device.serial[0] != '\0');
  check_access (&device);
  g_array_append_val (devices, device);
}

static guint
count_interfaces (const char *folder)
{
  return CLAMP (read_number (folder, "bNumInterfaces", 10), 1, MAX_INTERFACES);
}

static void
add_device (GArray *devices, const char *folder, const char *place, const char *dev)
{
  ClaspDmxDevice device = { .vendor = (guint16) read_number (folder, "idVendor", 16),
                            .model = (guint16) read_number (folder, "idProduct", 16) };
  const Known   *found;
  guint          n_lines;

  read_text (folder, "manufacturer", device.manufacturer, sizeof device.manufacturer);
  read_text (folder, "product", device.product, sizeof device.product);
  read_text (folder, "serial", device.serial, sizeof device.serial);
  found = recognise (&device);
  if (found == NULL)
    return;

  g_strlcpy (device.place, place, sizeof device.place);
  g_snprintf (device.node, sizeof device.node, "%s/bus/usb/%03u/%03u", dev,
              read_number (folder, "busnum", 10), read_number (folder, "devnum", 10));
  device.driver = found->driver;
  device.is_certain = found->is_certain;
  /* Only FTDI's chips have independent lines; the interfaces of others are one device. */
  n_lines = device.vendor == CLASP_DMX_VENDOR_FTDI ? count_interfaces (folder) : 1;
  device.has_interfaces = n_lines > 1;
  for (guint i = 0; i < n_lines; i++)
    add_interface (devices, &device, i, folder, dev);
}

/* Some makers give all their devices one number: then the place counts. */
static void
tell_equals_apart (GArray *devices)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < devices->len; i++)
    {
      const char *id = g_array_index (devices, ClaspDmxDevice, i).id;
      guint       n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, id));

      g_hash_table_insert (counts, g_strdup (id), GUINT_TO_POINTER (n + 1));
    }
  for (guint i = 0; i < devices->len; i++)
    {
      ClaspDmxDevice *device = &g_array_index (devices, ClaspDmxDevice, i);

      if (GPOINTER_TO_UINT (g_hash_table_lookup (counts, device->id)) > 1)
        set_id (device, FALSE);
    }
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (((const ClaspDmxDevice *) a)->id, ((const ClaspDmxDevice *) b)->id);
}

/**
 * clasp_dmx_devices_list_in:
 * @sys: "/sys"
 * @dev: "/dev"
 *
 * Thread: any but the worker.
 *
 * Returns: (transfer full): #ClaspDmxDevice of each line of each device that may make DMX
 */
GArray *
clasp_dmx_devices_list_in (const char *sys, const char *dev)
{
  g_autofree char *folder = g_build_filename (sys, "bus", "usb", "devices", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GArray          *devices = g_array_new (FALSE, TRUE, sizeof (ClaspDmxDevice));
  const char      *name;

  while (dir != NULL && devices->len < MAX_DEVICES && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *device_folder = g_build_filename (folder, name, NULL);

      if (strchr (name, ':') == NULL)
        add_device (devices, device_folder, name, dev);
    }
  tell_equals_apart (devices);
  g_array_sort (devices, compare_ids);
  return devices;
}

/**
 * clasp_dmx_devices_list:
 *
 * Thread: any but the worker.
 *
 * Returns: (transfer full): #ClaspDmxDevice of each line of each device of this computer that may
 *   make DMX
 */
GArray *
clasp_dmx_devices_list (void)
{
  return clasp_dmx_devices_list_in ("/sys", "/dev");
}

/* ---- which one ---- */

static gboolean
is_wanted (const ClaspDmxDevice *device, const char *wanted)
{
  return g_ascii_strcasecmp (device->id, wanted) == 0 ||
         (device->serial[0] != '\0' && !device->has_interfaces && g_ascii_strcasecmp (device->serial, wanted) == 0) ||
         strcmp (device->tty, wanted) == 0 || strcmp (device->node, wanted) == 0 ||
         (g_str_has_prefix (wanted, "usb:") && strcmp (device->place, wanted + 4) == 0);
}

/* These talk to any serial cable. */
static gboolean
takes_cables (const char *driver)
{
  return g_str_equal (driver, "enttec-pro") || g_str_equal (driver, "enttec-open") ||
         g_str_equal (driver, "eurolite-pro");
}

/* Without a name: what is certain, or, when a driver was chosen, what may be one. */
static gboolean
fits (const ClaspDmxDevice *device, const char *driver)
{
  if (g_str_equal (driver, "auto"))
    return device->is_certain;
  return g_str_equal (device->driver, driver) ||
         (!device->is_certain && device->vendor == CLASP_DMX_VENDOR_FTDI && takes_cables (driver));
}

static const ClaspDmxDevice *
find_first (GArray *devices, const char *driver, const char *wanted)
{
  const ClaspDmxDevice *second = NULL;

  for (guint i = 0; i < devices->len; i++)
    {
      const ClaspDmxDevice *device = &g_array_index (devices, ClaspDmxDevice, i);

      if (wanted[0] != '\0' ? is_wanted (device, wanted) : fits (device, driver))
        {
          if (wanted[0] != '\0' || device->is_certain)
            return device;
          second = second != NULL ? second : device;
        }
    }

  return second;
}

static void
set_missing (GArray *devices, const char *wanted, GError **error)
{
  if (wanted[0] != '\0')
    {
      g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, _ ("“%s” is not connected"), wanted);
      return;
    }
  if (devices->len > 0)
    {
      const ClaspDmxDevice *device = &g_array_index (devices, ClaspDmxDevice, 0);
      g_autofree char      *name = clasp_dmx_device_describe (device);

      g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING,
                   _ ("No DMX device is connected that tells what it is. If %s is one, set device to %s and choose its driver."),
                   name, device->id);
      return;
    }
  g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, _ ("No USB DMX device is connected"));
}

/**
 * clasp_dmx_devices_choose:
 * @devices: what there is
 * @driver: the driver's name, or "auto"
 * @wanted: an id, serial number, "usb:" and place, or the path of a serial line; may be empty
 * @device: (out): the one that is meant
 * @error: return location for %CLASP_BRIDGE_ERROR_MISSING
 *
 * A path of a serial line need not be listed: whoever writes it knows what is there.
 *
 * Thread: any.
 *
 * Returns: %FALSE if it is not connected
 */
gboolean
clasp_dmx_devices_choose (GArray         *devices,
                          const char     *driver,
                          const char     *wanted,
                          ClaspDmxDevice *device,
                          GError        **error)
{
  /* udev's links (/dev/serial/by-id) lead to a line that is listed. */
  g_autofree char      *target = g_path_is_absolute (wanted) ? realpath (wanted, NULL) : NULL;
  const ClaspDmxDevice *found = find_first (devices, driver, target != NULL ? target : wanted);

  if (found != NULL)
    {
      *device = *found;
      return TRUE;
    }
  if (g_path_is_absolute (wanted) && access (wanted, F_OK) == 0)
    {
      *device = (ClaspDmxDevice){ .driver = "enttec-pro" };
      g_strlcpy (device->id, wanted, sizeof device->id);
      g_strlcpy (device->tty, wanted, sizeof device->tty);
      return TRUE;
    }
  set_missing (devices, wanted, error);
  return FALSE;
}

/**
 * clasp_dmx_devices_explain_busy:
 * @devices: what there is
 * @driver: the driver's name, or "auto"
 * @wanted: as it was chosen by
 * @error: (inout): %CLASP_BRIDGE_ERROR_BUSY of the one chosen
 *
 * The next one is not taken instead: which universe comes out where would depend on which connection was
 * faster.
 *
 * Thread: any.
 */
void
clasp_dmx_devices_explain_busy (GArray *devices, const char *driver, const char *wanted, GError **error)
{
  g_autoptr (GString) ids = g_string_new (NULL);
  guint               n = 0;

  if (wanted[0] != '\0')
    return;

  for (guint i = 0; i < devices->len; i++)
    {
      const ClaspDmxDevice *device = &g_array_index (devices, ClaspDmxDevice, i);

      if (!device->is_certain || !fits (device, driver))
        continue;
      g_string_append_printf (ids, "%s%s", n > 0 ? ", " : "", device->id);
      n++;
    }
  if (n > 1)
    g_prefix_error (error, _ ("Set device to one of %s: "), ids->str);
}

/* ---- for a person ---- */

/**
 * clasp_dmx_device_describe:
 * @self: a device
 *
 * Thread: any.
 *
 * Returns: (transfer full): what a person calls it
 */
char *
clasp_dmx_device_describe (const ClaspDmxDevice *self)
{
  if (self->product[0] == '\0')
    return g_strdup_printf ("“%s”", self->id);
  return g_strdup_printf ("“%s” (%s)", self->product, self->id);
}

/**
 * clasp_dmx_device_set_denied:
 * @self: a device
 * @path: what could not be opened
 * @error: return location for %CLASP_BRIDGE_ERROR_DENIED
 *
 * Thread: any.
 */
void
clasp_dmx_device_set_denied (const ClaspDmxDevice *self, const char *path, GError **error)
{
  g_autofree char *name = clasp_dmx_device_describe (self);

  if (g_str_has_prefix (path, "/dev/tty"))
    {
      g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_DENIED,
                   _ ("No permission to open %s at %s. Your user must be in the group ‘dialout’."), name, path);
      return;
    }
  g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_DENIED,
               _ ("No permission for %s at %s. Copy %s to /etc/udev/rules.d, then unplug the device and plug it in again."),
               name, path, CLASP_UDEV_RULE);
}
