/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-driver.h"
#include "bridges/dmx-usb/clasp-usb-handle.h"

#include <gio/gio.h>

/* Anyma uDMX and its clones: control transfers, the device repeats by itself (show-protocols.md 7.4). */

#define REQUEST_RANGE 2
/* It is a slow USB device: more full universes a second are not safe (7.4). */
#define FULL_HZ 30

typedef struct
{
  ClaspDmxDriver base;
  ClaspUsbHandle usb;
} UdmxDriver;

static gboolean
udmx_send (ClaspDmxDriver *driver, guint port, const guint8 *slots, guint n_slots, GError **error)
{
  UdmxDriver *self = (UdmxDriver *) driver;
  int         result =
    libusb_control_transfer (self->usb.handle,
                             LIBUSB_ENDPOINT_OUT | LIBUSB_REQUEST_TYPE_VENDOR | LIBUSB_RECIPIENT_DEVICE,
                             REQUEST_RANGE, (uint16_t) n_slots, 0, (unsigned char *) slots, (uint16_t) n_slots,
                             CLASP_DMX_TRANSFER_MS);

  /* Its firmware has done its work when it stalls (7.4). */
  if (result >= 0 || result == LIBUSB_ERROR_PIPE)
    return TRUE;

  clasp_usb_handle_set_error (&self->usb, result, error);
  return FALSE;
}

static void
udmx_close (ClaspDmxDriver *driver)
{
  clasp_usb_handle_close (&((UdmxDriver *) driver)->usb);
  g_free (driver);
}

static ClaspDmxDriver *
udmx_open (const ClaspDmxDevice *device, const ClaspDmxDriverOptions *options, GError **error)
{
  g_autofree char *name = clasp_dmx_device_describe (device);
  UdmxDriver      *self;

  /* Its numbers are shared by many hobby devices, so its names have to be right. */
  if (!g_str_equal (device->driver, "udmx"))
    {
      g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, "device: %s is no uDMX", name);
      return NULL;
    }
  if (!clasp_dmx_driver_check_ports (options, name, 1, 0, error))
    return NULL;

  self = g_new0 (UdmxDriver, 1);
  self->base.klass = &clasp_dmx_driver_udmx;
  if (!clasp_usb_handle_open (&self->usb, device, 0, error))
    {
      g_free (self);
      return NULL;
    }
  g_strlcpy (self->base.about, name, sizeof self->base.about);
  return &self->base;
}

const ClaspDmxDriverClass clasp_dmx_driver_udmx = {
  .name = "udmx",
  .n_outputs = 1,
  .has_device = TRUE,
  .full_hz = FULL_HZ,
  .open = udmx_open,
  .close = udmx_close,
  .send = udmx_send,
};
