/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-driver.h"
#include "bridges/dmx-usb/clasp-dmx-packets.h"
#include "bridges/dmx-usb/clasp-usb-handle.h"

#include <gio/gio.h>
#include <string.h>

/* DMXCreator 512 Basic: a few bytes that announce a frame, then its halves; always 512 slots
 * (show-protocols.md 7.5). Never tried on the device. */

#define ENDPOINT_ORDERS 0x01
#define ENDPOINT_SLOTS 0x02

typedef struct
{
  ClaspDmxDriver base;
  ClaspUsbHandle usb;
} CreatorDriver;

static gboolean
creator_send (ClaspDmxDriver *driver, guint port, const guint8 *slots, guint n_slots, GError **error)
{
  CreatorDriver *self = (CreatorDriver *) driver;
  guint8         whole[CLASP_DMX_SLOTS] = { 0 };

  memcpy (whole, slots, MIN (n_slots, CLASP_DMX_SLOTS));
  if (!clasp_usb_handle_bulk (&self->usb, ENDPOINT_ORDERS, clasp_dmxcreator_order, CLASP_DMXCREATOR_ORDER, NULL, NULL,
                              error))
    return FALSE;

  for (guint at = 0; at < CLASP_DMX_SLOTS; at += CLASP_DMXCREATOR_HALF)
    if (!clasp_usb_handle_bulk (&self->usb, ENDPOINT_SLOTS, whole + at, CLASP_DMXCREATOR_HALF, NULL, NULL, error))
      return FALSE;
  return TRUE;
}

static void
creator_close (ClaspDmxDriver *driver)
{
  clasp_usb_handle_close (&((CreatorDriver *) driver)->usb);
  g_free (driver);
}

static ClaspDmxDriver *
creator_open (const ClaspDmxDevice *device, const ClaspDmxDriverOptions *options, GError **error)
{
  g_autofree char *name = clasp_dmx_device_describe (device);
  CreatorDriver   *self;

  if (!clasp_dmx_driver_check_device (&clasp_dmx_driver_dmxcreator, device, error) ||
      !clasp_dmx_driver_check_ports (options, name, 1, 0, error))
    return NULL;

  self = g_new0 (CreatorDriver, 1);
  self->base.klass = &clasp_dmx_driver_dmxcreator;
  if (!clasp_usb_handle_open (&self->usb, device, 0, error))
    {
      g_free (self);
      return NULL;
    }
  g_strlcpy (self->base.about, name, sizeof self->base.about);
  return &self->base;
}

const ClaspDmxDriverClass clasp_dmx_driver_dmxcreator = {
  .name = "dmxcreator",
  .n_outputs = 1,
  .has_device = TRUE,
  .open = creator_open,
  .close = creator_close,
  .send = creator_send,
};
