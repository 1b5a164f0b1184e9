/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"

/* The USB devices of this computer that make DMX, as the kernel lists them below /sys.
 *
 * Nothing is opened and no device is asked anything: what a device is follows from its numbers and
 * names. Plain data that may be copied to any thread.
 *
 * Thread: any but the worker (reads files of /sys). */

G_BEGIN_DECLS

#define CLASP_DMX_VENDOR_FTDI 0x0403
/* Room for an id and for the path of a serial line. */
#define CLASP_DMX_PATH_SIZE 256

/* Where a device is, for somebody who has not opened it. */
typedef struct
{
  char        id[CLASP_DMX_PATH_SIZE]; /* stable: the serial number, else "usb:" and the place, "usb:1-1.2" */
  char        product[64];      /* as it calls itself; may be empty */
  char        manufacturer[64];
  char        serial[64];
  char        place[32];        /* bus and ports, "1-1.2"; changes when it is plugged in elsewhere */
  char        tty[CLASP_DMX_PATH_SIZE]; /* "/dev/ttyUSB0"; empty when the kernel made no serial line of it */
  char        node[CLASP_DMX_PATH_SIZE]; /* "/dev/bus/usb/001/004" */
  guint16     vendor, model;
  guint8      interface_number; /* chips with several lines: 0-3 */
  gboolean    has_interfaces;   /* it has several */
  const char *driver;           /* (unowned) the name of the driver that fits */
  gboolean    is_certain;       /* FALSE: other devices look like that, any serial cable */
  char        problem[256];     /* why it cannot be opened; empty when it can */
} ClaspDmxDevice;

/* Every device that could be one, in the order of their ids. */
GArray  *clasp_dmx_devices_list    (void);
/* The same below other folders than /sys and /dev, for tests. */
GArray  *clasp_dmx_devices_list_in (const char *sys, const char *dev);

/* The one that is meant: @wanted is an id, a serial number, a place or the path of a serial line;
 * empty: the first that fits @driver, "auto" being what is certain to make DMX. */
gboolean clasp_dmx_devices_choose  (GArray         *devices,
                                    const char     *driver,
                                    const char     *wanted,
                                    ClaspDmxDevice *device,
                                    GError        **error);

/* Somebody else has the one that was chosen: when nobody said which, and others fit as well, @error
 * says that, too. */
void     clasp_dmx_devices_explain_busy (GArray     *devices,
                                         const char *driver,
                                         const char *wanted,
                                         GError    **error);

/* "DMX USB PRO (EN012345)" */
char    *clasp_dmx_device_describe (const ClaspDmxDevice *self);
/* CLASP_BRIDGE_ERROR_DENIED with a sentence that says what to do. */
void     clasp_dmx_device_set_denied (const ClaspDmxDevice *self, const char *path, GError **error);

G_END_DECLS
