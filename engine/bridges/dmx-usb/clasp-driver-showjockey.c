/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-driver.h"
#include "bridges/dmx-usb/clasp-dmx-packets.h"
#include "bridges/dmx-usb/clasp-usb-handle.h"

#include <gio/gio.h>

/* ShowJockey DMX-U1: packets as large as its endpoint takes, each with the place of its slots
 * (show-protocols.md 7.5). Which endpoint that is, the device says. Never tried on the device. */

typedef struct
{
  ClaspDmxDriver base;
  ClaspUsbHandle usb;
  guint8         endpoint;
  guint          packet_size;
} JockeyDriver;

static gboolean
jockey_send (ClaspDmxDriver *driver, guint port, const guint8 *slots, guint n_slots, GError **error)
{
  JockeyDriver *self = (JockeyDriver *) driver;
  guint8        packet[CLASP_SHOWJOCKEY_MAX];
  guint         n_sent = 0;

  while (n_sent < n_slots)
    {
      guint size = clasp_showjockey_pack (slots, n_slots, n_sent, self->packet_size, packet);

      if (!clasp_usb_handle_bulk (&self->usb, self->endpoint, packet, size, NULL, NULL, error))
        return FALSE;
      n_sent += size - CLASP_SHOWJOCKEY_HEAD;
    }

  return TRUE;
}

/* The first interface's endpoint for bulk transfers to the device. */
static gboolean
find_endpoint (JockeyDriver *self, const char *name, GError **error)
{
  struct libusb_config_descriptor          *config;
  const struct libusb_interface_descriptor *interface;

  if (libusb_get_active_config_descriptor (libusb_get_device (self->usb.handle), &config) == LIBUSB_SUCCESS)
    {
      interface = config->bNumInterfaces > 0 && config->interface[0].num_altsetting > 0
                    ? &config->interface[0].altsetting[0]
                    : NULL;
      for (guint i = 0; interface != NULL && i < interface->bNumEndpoints && self->endpoint == 0; i++)
        {
          const struct libusb_endpoint_descriptor *endpoint = &interface->endpoint[i];

          if ((endpoint->bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) == LIBUSB_TRANSFER_TYPE_BULK &&
              (endpoint->bEndpointAddress & LIBUSB_ENDPOINT_DIR_MASK) == LIBUSB_ENDPOINT_OUT)
            {
              self->endpoint = endpoint->bEndpointAddress;
              self->packet_size = CLAMP (endpoint->wMaxPacketSize, CLASP_SHOWJOCKEY_HEAD + 1, CLASP_SHOWJOCKEY_MAX);
            }
        }
      libusb_free_config_descriptor (config);
    }
  if (self->endpoint != 0)
    return TRUE;

  g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, "device: %s takes no data in bulk", name);
  return FALSE;
}

static void
jockey_close (ClaspDmxDriver *driver)
{
  clasp_usb_handle_close (&((JockeyDriver *) driver)->usb);
  g_free (driver);
}

static ClaspDmxDriver *
jockey_open (const ClaspDmxDevice *device, const ClaspDmxDriverOptions *options, GError **error)
{
  g_autofree char *name = clasp_dmx_device_describe (device);
  JockeyDriver    *self;

  if (!clasp_dmx_driver_check_device (&clasp_dmx_driver_showjockey, device, error) ||
      !clasp_dmx_driver_check_ports (options, name, 1, 0, error))
    return NULL;

  self = g_new0 (JockeyDriver, 1);
  self->base.klass = &clasp_dmx_driver_showjockey;
  if (!clasp_usb_handle_open (&self->usb, device, 0, error))
    {
      g_free (self);
      return NULL;
    }
  g_strlcpy (self->base.about, name, sizeof self->base.about);
  if (find_endpoint (self, name, error))
    return &self->base;

  jockey_close (&self->base);
  return NULL;
}

const ClaspDmxDriverClass clasp_dmx_driver_showjockey = {
  .name = "showjockey",
  .n_outputs = 1,
  .has_device = TRUE,
  .open = jockey_open,
  .close = jockey_close,
  .send = jockey_send,
};
