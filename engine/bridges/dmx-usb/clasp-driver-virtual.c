/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-cable.h"

/* No device at all: a line in memory, named by the setting `device`. */

typedef struct
{
  ClaspDmxDriver    base;
  ClaspDmxCableEnd *end; /* (owned) */
} VirtualDriver;

static gboolean
virtual_send (ClaspDmxDriver *driver, guint port, const guint8 *slots, guint n_slots, GError **error)
{
  clasp_dmx_cable_send (((VirtualDriver *) driver)->end, port, 0, slots, n_slots);
  return TRUE;
}

static gboolean
virtual_receive (ClaspDmxDriver *driver, GError **error)
{
  ClaspDmxReceived frame;

  while (clasp_dmx_cable_take (((VirtualDriver *) driver)->end, &frame, NULL))
    driver->received (&frame, driver->received_data);
  return TRUE;
}

static guint
virtual_fill_poll (ClaspDmxDriver *driver, struct pollfd *fds, guint n_max)
{
  if (n_max == 0)
    return 0;

  fds[0] = (struct pollfd){ .fd = clasp_dmx_cable_get_fd (((VirtualDriver *) driver)->end), .events = POLLIN };
  return 1;
}

static void
virtual_close (ClaspDmxDriver *driver)
{
  clasp_dmx_cable_unplug (((VirtualDriver *) driver)->end);
  g_free (driver);
}

static ClaspDmxDriver *
virtual_open (const ClaspDmxDevice *device, const ClaspDmxDriverOptions *options, GError **error)
{
  VirtualDriver *self = g_new0 (VirtualDriver, 1);

  self->base.klass = &clasp_dmx_driver_virtual;
  self->end = clasp_dmx_cable_plug (options->device);
  g_snprintf (self->base.about, sizeof self->base.about, "A line in memory%s%s", options->device[0] != '\0' ? ", " : "",
              options->device);
  return &self->base;
}

const ClaspDmxDriverClass clasp_dmx_driver_virtual = {
  .name = "virtual",
  .n_outputs = CLASP_DMX_MAX_PORTS,
  .n_inputs = CLASP_DMX_MAX_PORTS,
  .open = virtual_open,
  .close = virtual_close,
  .send = virtual_send,
  .receive = virtual_receive,
  .fill_poll = virtual_fill_poll,
};
