/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/clasp-serial-line.h"
#include "bridges/dmx-usb/clasp-dmx-line.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#define BAUD 250000
#define DRAIN_MS 100

typedef struct
{
  ClaspDmxLine     base;
  ClaspSerialLine *line; /* (owned) */
  int              fd;   /* (unowned) of @line */
  char            *name; /* (owned) of the device, for errors */
} SerialLine;

/* What an errno of a serial line means. */
static void
set_error (SerialLine *self, int number, GError **error)
{
  if (number == EIO || number == ENODEV || number == ENXIO || number == 0)
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, _ ("%s was unplugged"), self->name);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number), "%s: %s", self->name, g_strerror (number));
}

/* Until the device takes more, or the time is over; what it says meanwhile is read. */
static void
wait_for_room (SerialLine *self, gint64 end_us)
{
  gboolean      reads = self->base.readable != NULL;
  struct pollfd fd = { .fd = self->fd, .events = (short) (POLLOUT | (reads ? POLLIN : 0)) };

  poll (&fd, 1, (int) ((end_us - g_get_monotonic_time ()) / 1000) + 1);
  if (reads && (fd.revents & POLLIN))
    self->base.readable (self->base.readable_data);
}

static gboolean
serial_write (ClaspDmxLine *line, const guint8 *bytes, gsize size, GError **error)
{
  SerialLine *self = (SerialLine *) line;
  gint64      end_us = g_get_monotonic_time () + CLASP_DMX_TRANSFER_MS * 1000;

  while (size > 0)
    {
      gssize n = write (self->fd, bytes, size);

      if (n > 0)
        {
          bytes += n;
          size -= (gsize) n;
        }
      else if (n < 0 && errno != EAGAIN && errno != EINTR)
        {
          set_error (self, errno, error);
          return FALSE;
        }
      else if (g_get_monotonic_time () >= end_us)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _ ("%s takes no data"), self->name);
          return FALSE;
        }
      else
        {
          wait_for_room (self, end_us);
        }
    }

  return TRUE;
}

static gboolean
serial_set_break (ClaspDmxLine *line, gboolean on, GError **error)
{
  SerialLine *self = (SerialLine *) line;

  if (clasp_serial_line_set_break (self->line, on))
    return TRUE;

  set_error (self, errno, error);
  return FALSE;
}

static gssize
serial_read (ClaspDmxLine *line, guint8 *bytes, gsize size, GError **error)
{
  SerialLine *self = (SerialLine *) line;
  gssize      n = read (self->fd, bytes, size);

  if (n > 0)
    return n;
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return 0;

  set_error (self, n < 0 ? errno : 0, error);
  return -1;
}

static guint
serial_fill_poll (ClaspDmxLine *line, struct pollfd *fds, guint n_max)
{
  if (n_max == 0)
    return 0;

  fds[0] = (struct pollfd){ .fd = ((SerialLine *) line)->fd, .events = POLLIN };
  return 1;
}

static void
serial_close (ClaspDmxLine *line)
{
  SerialLine *self = (SerialLine *) line;

  clasp_serial_line_close (self->line, DRAIN_MS);
  g_free (self->name);
  g_free (self);
}

static const ClaspDmxLineClass serial_class = {
  serial_close, serial_write, serial_set_break, serial_read, serial_fill_poll,
};

/* Why the line could not be opened. */
static void
set_open_error (const ClaspDmxDevice *device, const char *name, int number, GError **error)
{
  if (number == EACCES || number == EPERM)
    clasp_dmx_device_set_denied (device, device->tty, error);
  else if (number == EBUSY)
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_BUSY, _ ("%s is in use by another program or connection"),
                 name);
  else if (number == ENOENT || number == ENXIO || number == ENODEV || number == EIO)
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, _ ("%s is not connected"), name);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number), _ ("%s cannot be opened: %s"), name,
                 g_strerror (number));
}

/**
 * clasp_dmx_line_open_serial:
 * @device: a device with a serial line
 * @use: what for
 * @error: return location for an error
 *
 * Thread: the device's own.
 *
 * Returns: (transfer full) (nullable): the line through the kernel's serial driver
 */
ClaspDmxLine *
clasp_dmx_line_open_serial (const ClaspDmxDevice *device, ClaspDmxLineUse use, GError **error)
{
  /* A widget takes any speed; a bare cable's line driver is switched on by RTS being off
   * (show-protocols.md 7.2, 7.3). */
  gboolean                is_dmx = use == CLASP_DMX_LINE_DMX;
  ClaspSerialLineSettings settings = { .baud = BAUD, .stop_bits = is_dmx ? 2 : 1, .rts_off = is_dmx };
  g_autofree char        *name = clasp_dmx_device_describe (device);
  ClaspSerialLine        *line;
  SerialLine             *self;

  if (device->tty[0] == '\0')
    {
      g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, _ ("%s has no serial line"), name);
      return NULL;
    }
  line = clasp_serial_line_open (device->tty, &settings);
  if (line == NULL)
    {
      set_open_error (device, name, errno, error);
      return NULL;
    }

  self = g_new0 (SerialLine, 1);
  self->base.klass = &serial_class;
  self->line = line;
  self->fd = clasp_serial_line_get_fd (line);
  self->name = g_steal_pointer (&name);
  return &self->base;
}
