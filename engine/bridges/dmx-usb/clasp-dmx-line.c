/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-line.h"

#include <gio/gio.h>

G_DEFINE_ENUM_TYPE (ClaspDmxAccess,
                    clasp_dmx_access,
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_ACCESS_AUTO, "auto"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_ACCESS_SERIAL, "serial"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_ACCESS_USB, "usb"))

static ClaspDmxLine *
open_over_usb (const ClaspDmxDevice *device, ClaspDmxLineUse use, GError **error)
{
#ifdef CLASP_HAVE_USB
  if (device->node[0] != '\0' && device->vendor == CLASP_DMX_VENDOR_FTDI)
    return clasp_dmx_line_open_ftdi (device, use, error);
#endif
  g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS,
               "access: “%s” can only be reached through its serial line", device->id);
  return NULL;
}

static ClaspDmxLine *
open_as (const ClaspDmxDevice *device, ClaspDmxAccess access, ClaspDmxLineUse use, GError **error)
{
  if (access == CLASP_DMX_ACCESS_USB)
    return open_over_usb (device, use, error);
  return clasp_dmx_line_open_serial (device, use, error);
}

/**
 * clasp_dmx_line_open:
 * @device: a device
 * @access: how a person wants it reached
 * @preferred: which of the two is tried first when that is %CLASP_DMX_ACCESS_AUTO
 * @use: what for
 * @error: return location for what the preferred way said, or the other where that does not exist
 *
 * A device that is in use is not tried the other way: that would take it from whoever has it.
 *
 * Thread: the device's own.
 *
 * Returns: (transfer full) (nullable): an open line
 */
ClaspDmxLine *
clasp_dmx_line_open (const ClaspDmxDevice *device,
                     ClaspDmxAccess        access,
                     ClaspDmxAccess        preferred,
                     ClaspDmxLineUse       use,
                     GError              **error)
{
  ClaspDmxAccess other = preferred == CLASP_DMX_ACCESS_USB ? CLASP_DMX_ACCESS_SERIAL : CLASP_DMX_ACCESS_USB;
  GError        *local = NULL;
  ClaspDmxLine  *line;

  if (access != CLASP_DMX_ACCESS_AUTO)
    return open_as (device, access, use, error);

  line = open_as (device, preferred, use, &local);
  if (line != NULL)
    return line;
  if (g_error_matches (local, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS))
    {
      g_error_free (local);
      return open_as (device, other, use, error);
    }
  if (!g_error_matches (local, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_BUSY))
    line = open_as (device, other, use, NULL);
  if (line == NULL)
    g_propagate_error (error, local);
  else
    g_clear_error (&local);
  return line;
}

/**
 * clasp_dmx_line_close:
 * @self: (transfer full): a line
 *
 * What was written has a tenth of a second to leave; a kernel driver that was sent away comes back.
 *
 * Thread: the device's own.
 */
void
clasp_dmx_line_close (ClaspDmxLine *self)
{
  self->klass->close (self);
}

/**
 * clasp_dmx_line_set_readable:
 * @self: a line
 * @func: (nullable): called while a write waits, when there is something to read
 * @user_data: for @func
 *
 * Thread: the device's own.
 */
void
clasp_dmx_line_set_readable (ClaspDmxLine *self, ClaspDmxLineFunc func, gpointer user_data)
{
  self->readable = func;
  self->readable_data = user_data;
}
