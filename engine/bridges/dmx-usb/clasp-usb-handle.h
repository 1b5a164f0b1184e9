/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/dmx-usb/clasp-dmx-device.h"

#include <libusb.h>
#include <poll.h>

/* ClaspUsbHandle: one interface of a USB device, claimed; the kernel's driver is sent away and comes
 * back at the end.
 *
 * Each has a libusb context of its own, which only its thread looks at, and which starts no thread
 * and lists no devices.
 *
 * Thread: the device's own. */

G_BEGIN_DECLS

typedef struct
{
  libusb_context       *context; /* (owned) */
  libusb_device_handle *handle;  /* (owned) */
  int                   fd;
  int                   interface_number;
  char                 *name;    /* (owned) of the device, for errors */
} ClaspUsbHandle;

typedef void (*ClaspUsbFunc) (gpointer user_data);

gboolean clasp_usb_handle_open  (ClaspUsbHandle *self, const ClaspDmxDevice *device, int interface_number,
                                 GError **error);
void     clasp_usb_handle_close (ClaspUsbHandle *self);

/* A request to the device itself, or data to an endpoint; FALSE with @error after
 * CLASP_DMX_TRANSFER_MS. */
gboolean clasp_usb_handle_control (ClaspUsbHandle *self, guint8 request, guint16 value, guint16 index,
                                   const guint8 *bytes, guint size, GError **error);
/* @meanwhile (nullable) is called after each event of the context while it waits. */
gboolean clasp_usb_handle_bulk    (ClaspUsbHandle *self, guint8 endpoint, const guint8 *bytes, guint size,
                                   ClaspUsbFunc meanwhile, gpointer user_data, GError **error);
/* The same for reports, each of which has so long. */
gboolean clasp_usb_handle_interrupt (ClaspUsbHandle *self, guint8 endpoint, const guint8 *bytes, guint size,
                                     guint timeout_ms, GError **error);
/* What a libusb code means, as the errors of ClaspDmxLine. */
void     clasp_usb_handle_set_error (const ClaspUsbHandle *self, int code, GError **error);
guint    clasp_usb_handle_fill_poll (ClaspUsbHandle *self, struct pollfd *fds, guint n_max);

G_END_DECLS
