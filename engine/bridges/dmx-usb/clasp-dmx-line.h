/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/dmx-usb/clasp-dmx-device.h"

#include <glib-object.h>
#include <poll.h>

/* ClaspDmxLine: the serial line of a device, as bytes: through the kernel's serial driver, or
 * straight to an FTDI chip over USB, which needs no serial driver and has finer control of the break.
 *
 * Writing waits for the device, at most for CLASP_DMX_TRANSFER_MS, and says meanwhile that there is
 * something to read.
 *
 * Errors: CLASP_BRIDGE_ERROR_MISSING when the device is gone, _DENIED, _BUSY when somebody else has
 * it; G_IO_ERROR_TIMED_OUT when it does not take data.
 *
 * Thread: the device's own. */

G_BEGIN_DECLS

#define CLASP_DMX_TRANSFER_MS 500

/* How an FTDI chip is reached. */
typedef enum
{
  CLASP_DMX_ACCESS_AUTO, /* the driver's choice, and the other one where that is not to be had */
  CLASP_DMX_ACCESS_SERIAL,
  CLASP_DMX_ACCESS_USB,
} ClaspDmxAccess;

GType clasp_dmx_access_get_type (void); /* "auto", "serial", "usb" */

typedef enum
{
  CLASP_DMX_LINE_MESSAGES, /* a widget with a protocol of its own: any speed, 8N1, it may answer */
  CLASP_DMX_LINE_DMX,      /* the DMX line itself: 250 kbit/s, 8N2, breaks, nothing to read */
} ClaspDmxLineUse;

typedef struct _ClaspDmxLine ClaspDmxLine;

typedef void (*ClaspDmxLineFunc) (gpointer user_data);

typedef struct
{
  void     (*close)      (ClaspDmxLine *self);
  gboolean (*write)      (ClaspDmxLine *self, const guint8 *bytes, gsize size, GError **error);
  gboolean (*set_break)  (ClaspDmxLine *self, gboolean on, GError **error);
  /* Never waits; -1 on error, 0 when nothing is there. */
  gssize   (*read)       (ClaspDmxLine *self, guint8 *bytes, gsize size, GError **error);
  /* What poll () is to look at; returns how many. */
  guint    (*fill_poll)  (ClaspDmxLine *self, struct pollfd *fds, guint n_max);
} ClaspDmxLineClass;

struct _ClaspDmxLine
{
  /*< private >*/
  const ClaspDmxLineClass *klass;
  ClaspDmxLineFunc         readable; /* (nullable) */
  gpointer                 readable_data;
};

/* @access is never AUTO for a line that could be both: see clasp_dmx_line_open (). */
ClaspDmxLine *clasp_dmx_line_open (const ClaspDmxDevice *device,
                                   ClaspDmxAccess        access,
                                   ClaspDmxAccess        preferred,
                                   ClaspDmxLineUse       use,
                                   GError              **error);
void          clasp_dmx_line_close (ClaspDmxLine *self);

/* @func is called when a write that waits finds something to read; it may read, not write. */
void          clasp_dmx_line_set_readable (ClaspDmxLine *self, ClaspDmxLineFunc func, gpointer user_data);

/* The two kinds. */
ClaspDmxLine *clasp_dmx_line_open_serial (const ClaspDmxDevice *device, ClaspDmxLineUse use, GError **error);
ClaspDmxLine *clasp_dmx_line_open_ftdi   (const ClaspDmxDevice *device, ClaspDmxLineUse use, GError **error);

static inline gboolean
clasp_dmx_line_write (ClaspDmxLine *self, const guint8 *bytes, gsize size, GError **error)
{
  return self->klass->write (self, bytes, size, error);
}

static inline gboolean
clasp_dmx_line_set_break (ClaspDmxLine *self, gboolean on, GError **error)
{
  return self->klass->set_break (self, on, error);
}

static inline gssize
clasp_dmx_line_read (ClaspDmxLine *self, guint8 *bytes, gsize size, GError **error)
{
  return self->klass->read (self, bytes, size, error);
}

static inline guint
clasp_dmx_line_fill_poll (ClaspDmxLine *self, struct pollfd *fds, guint n_max)
{
  return self->klass->fill_poll (self, fds, n_max);
}

G_END_DECLS
