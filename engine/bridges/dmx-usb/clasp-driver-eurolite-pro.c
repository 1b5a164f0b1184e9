/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-driver.h"
#include "bridges/dmx-usb/clasp-enttec-codec.h"
#include "bridges/dmx-usb/clasp-usb-handle.h"

#include <string.h>

/* Eurolite USB-DMX512 PRO and PRO MK2: frames like ENTTEC's with all 512 slots, over a bulk endpoint or
 * an FTDI chip, and no answers (show-protocols.md 7.2). */

#define ENDPOINT_OUT 0x02

typedef struct
{
  ClaspDmxDriver base;
  ClaspUsbHandle usb;  /* PRO */
  ClaspDmxLine  *line; /* (owned) (nullable): MK2 */
  ClaspWriter    out;
} EuroliteDriver;

static gboolean
eurolite_send (ClaspDmxDriver *driver, guint port, const guint8 *slots, guint n_slots, GError **error)
{
  EuroliteDriver *self = (EuroliteDriver *) driver;
  guint8          whole[CLASP_DMX_SLOTS] = { 0 };

  memcpy (whole, slots, MIN (n_slots, CLASP_DMX_SLOTS));
  clasp_writer_reset (&self->out);
  clasp_enttec_encode_frame (&self->out, CLASP_ENTTEC_SEND, whole, CLASP_DMX_SLOTS);
  if (self->line != NULL)
    return clasp_dmx_line_write (self->line, self->out.data, self->out.length, error);
  return clasp_usb_handle_bulk (&self->usb, ENDPOINT_OUT, self->out.data, (guint) self->out.length, NULL, NULL,
                                error);
}

static void
eurolite_close (ClaspDmxDriver *driver)
{
  EuroliteDriver *self = (EuroliteDriver *) driver;

  if (self->line != NULL)
    clasp_dmx_line_close (self->line);
  else
    clasp_usb_handle_close (&self->usb);
  clasp_writer_clear (&self->out);
  g_free (self);
}

static gboolean
has_endpoint (const struct libusb_interface_descriptor *interface)
{
  for (guint i = 0; i < interface->bNumEndpoints; i++)
    if (interface->endpoint[i].bEndpointAddress == ENDPOINT_OUT)
      return TRUE;

  return FALSE;
}

/* The interface that has the endpoint; 0 when none says so. */
static int
find_interface (ClaspUsbHandle *usb)
{
  struct libusb_config_descriptor *config;
  int                              found = 0;

  if (libusb_get_active_config_descriptor (libusb_get_device (usb->handle), &config) != LIBUSB_SUCCESS)
    return 0;
  for (guint i = 0; i < config->bNumInterfaces; i++)
    if (config->interface[i].num_altsetting > 0 && has_endpoint (&config->interface[i].altsetting[0]))
      found = config->interface[i].altsetting[0].bInterfaceNumber;
  libusb_free_config_descriptor (config);
  return found;
}

static gboolean
open_bulk (EuroliteDriver *self, const ClaspDmxDevice *device, GError **error)
{
  int number;

  if (!clasp_usb_handle_open (&self->usb, device, 0, error))
    return FALSE;

  number = find_interface (&self->usb);
  if (number == 0)
    return TRUE;
  clasp_usb_handle_close (&self->usb);
  return clasp_usb_handle_open (&self->usb, device, number, error);
}

static ClaspDmxDriver *
eurolite_open (const ClaspDmxDevice *device, const ClaspDmxDriverOptions *options, GError **error)
{
  g_autofree char *name = clasp_dmx_device_describe (device);
  EuroliteDriver  *self;
  gboolean         is_open;

  if (!clasp_dmx_driver_check_ports (options, name, 1, 0, error))
    return NULL;

  self = g_new0 (EuroliteDriver, 1);
  self->base.klass = &clasp_dmx_driver_eurolite_pro;
  if (device->vendor == CLASP_DMX_VENDOR_FTDI)
    is_open = (self->line = clasp_dmx_line_open (device, options->access, CLASP_DMX_ACCESS_USB,
                                                 CLASP_DMX_LINE_MESSAGES, error)) != NULL;
  else
    is_open = open_bulk (self, device, error);
  if (!is_open)
    {
      g_free (self);
      return NULL;
    }
  g_strlcpy (self->base.about, name, sizeof self->base.about);
  return &self->base;
}

const ClaspDmxDriverClass clasp_dmx_driver_eurolite_pro = {
  .name = "eurolite-pro",
  .n_outputs = 1,
  .has_device = TRUE,
  .open = eurolite_open,
  .close = eurolite_close,
  .send = eurolite_send,
};
