/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-driver.h"
#include "bridges/dmx-usb/clasp-dmx-packets.h"
#include "bridges/dmx-usb/clasp-usb-handle.h"

#include <gio/gio.h>

/* Velleman K8062 and VM116: a frame in reports of 8 bytes, or of 64 when its firmware is newer; the
 * device repeats by itself (show-protocols.md 7.5). Never tried on the device. */

#define ENDPOINT_OUT 0x01
#define REPORT_MS 25

typedef struct
{
  ClaspDmxDriver base;
  ClaspUsbHandle usb;
  guint          report_size;
} VellemanDriver;

static gboolean
velleman_send (ClaspDmxDriver *driver, guint port, const guint8 *slots, guint n_slots, GError **error)
{
  VellemanDriver *self = (VellemanDriver *) driver;
  guint8          reports[CLASP_VELLEMAN_MAX_REPORTS * CLASP_VELLEMAN_LARGE];
  guint           n = clasp_velleman_pack (slots, n_slots, self->report_size, reports);

  for (guint i = 0; i < n; i++)
    if (!clasp_usb_handle_interrupt (&self->usb, ENDPOINT_OUT, reports + i * self->report_size, self->report_size,
                                     REPORT_MS, error))
      return FALSE;

  return TRUE;
}

static void
velleman_close (ClaspDmxDriver *driver)
{
  clasp_usb_handle_close (&((VellemanDriver *) driver)->usb);
  g_free (driver);
}

static ClaspDmxDriver *
velleman_open (const ClaspDmxDevice *device, const ClaspDmxDriverOptions *options, GError **error)
{
  g_autofree char *name = clasp_dmx_device_describe (device);
  VellemanDriver  *self;

  if (!clasp_dmx_driver_check_device (&clasp_dmx_driver_velleman, device, error) ||
      !clasp_dmx_driver_check_ports (options, name, 1, 0, error))
    return NULL;

  self = g_new0 (VellemanDriver, 1);
  self->base.klass = &clasp_dmx_driver_velleman;
  if (!clasp_usb_handle_open (&self->usb, device, 0, error))
    {
      g_free (self);
      return NULL;
    }
  self->report_size = libusb_get_max_packet_size (libusb_get_device (self->usb.handle), ENDPOINT_OUT) >= CLASP_VELLEMAN_LARGE
                        ? CLASP_VELLEMAN_LARGE
                        : CLASP_VELLEMAN_SMALL;
  g_snprintf (self->base.about, sizeof self->base.about, "%s, reports of %u bytes", name, self->report_size);
  return &self->base;
}

const ClaspDmxDriverClass clasp_dmx_driver_velleman = {
  .name = "velleman",
  .n_outputs = 1,
  .has_device = TRUE,
  .open = velleman_open,
  .close = velleman_close,
  .send = velleman_send,
};
