/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-line.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <linux/serial.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Design notes: <termios.h> knows only the speeds of 1980, and DMX's is none of them; the kernel's own
 * termios2 takes any. The two headers cannot be used together, hence the plain ioctls. */

#define SPEED 250000
#define DRAIN_US 100000
#define DRAIN_STEP_US 2000

typedef struct
{
  ClaspDmxLine base;
  int          fd;
  char        *name; /* (owned) of the device, for errors */
} SerialLine;

/* What an errno of a serial line means. */
static void
set_error (SerialLine *self, int number, GError **error)
{
  if (number == EIO || number == ENODEV || number == ENXIO || number == 0)
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, "%s was unplugged", self->name);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number), "%s: %s", self->name, g_strerror (number));
}

static gboolean
serial_write (ClaspDmxLine *line, const guint8 *bytes, gsize size, GError **error)
{
  SerialLine *self = (SerialLine *) line;
  gint64      end_us = g_get_monotonic_time () + CLASP_DMX_TRANSFER_MS * 1000;

  while (size > 0)
    {
      struct pollfd fd = { .fd = self->fd, .events = POLLOUT };
      gssize        n = write (self->fd, bytes, size);

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
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%s takes no data", self->name);
          return FALSE;
        }
      else
        {
          poll (&fd, 1, (int) ((end_us - g_get_monotonic_time ()) / 1000) + 1);
        }
    }

  return TRUE;
}

static gboolean
serial_set_break (ClaspDmxLine *line, gboolean on, GError **error)
{
  SerialLine *self = (SerialLine *) line;

  if (ioctl (self->fd, on ? TIOCSBRK : TIOCCBRK, 0) == 0)
    return TRUE;

  set_error (self, errno, error);
  return FALSE;
}

static gssize
serial_read (ClaspDmxLine *line, guint8 *bytes, gsize size, GError **error)
{
  SerialLine   *self = (SerialLine *) line;
  gssize        n = read (self->fd, bytes, size);
  struct pollfd fd = { .fd = self->fd };

  if (n > 0)
    return n;
  /* An empty raw line reads as nothing, and so does one that hung up. */
  if ((n < 0 && (errno == EAGAIN || errno == EINTR)) ||
      (n == 0 && (poll (&fd, 1, 0) == 0 || !(fd.revents & (POLLHUP | POLLERR)))))
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
serial_free (SerialLine *self)
{
  close (self->fd);
  g_free (self->name);
  g_free (self);
}

/* Closing a serial line waits for a device that takes nothing, half a minute long; so what has not
 * left in a while is thrown away. */
static void
serial_close (ClaspDmxLine *line)
{
  SerialLine *self = (SerialLine *) line;
  int         n_left = 0;

  for (guint waited_us = 0; waited_us < DRAIN_US; waited_us += DRAIN_STEP_US)
    {
      if (ioctl (self->fd, TIOCOUTQ, &n_left) != 0 || n_left == 0)
        break;
      g_usleep (DRAIN_STEP_US);
    }
  ioctl (self->fd, TCFLSH, TCIOFLUSH);
  ioctl (self->fd, TIOCNXCL);
  serial_free (self);
}

static const ClaspDmxLineClass serial_class = {
  serial_close, serial_write, serial_set_break, serial_read, serial_fill_poll,
};

static gboolean
set_up (int fd, ClaspDmxLineUse use)
{
  struct termios2      settings = { .c_cflag = CS8 | CREAD | CLOCAL | BOTHER, .c_ispeed = SPEED, .c_ospeed = SPEED };
  struct serial_struct serial;
  int                  rts = TIOCM_RTS;

  if (use == CLASP_DMX_LINE_DMX)
    settings.c_cflag |= CSTOPB;
  settings.c_cflag |= BOTHER << IBSHIFT;
  if (ioctl (fd, TCSETS2, &settings) != 0)
    return FALSE;

  /* A bare cable's line driver is switched on by RTS (show-protocols.md 7.3); a line that is no wire
   * has none. */
  if (use == CLASP_DMX_LINE_DMX)
    ioctl (fd, TIOCMBIC, &rts);
  /* FTDI chips keep what came for 16 ms unless told otherwise. */
  if (ioctl (fd, TIOCGSERIAL, &serial) == 0)
    {
      serial.flags |= ASYNC_LOW_LATENCY;
      ioctl (fd, TIOCSSERIAL, &serial);
    }
  ioctl (fd, TCFLSH, TCIOFLUSH);
  return TRUE;
}

static gboolean
take_alone (SerialLine *self, GError **error)
{
  /* Exclusive use stops other users' programs, the lock also those of root and ourselves. */
  if (flock (self->fd, LOCK_EX | LOCK_NB) == 0)
    {
      ioctl (self->fd, TIOCEXCL);
      return TRUE;
    }
  g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_BUSY,
               "%s is in use by another program or connection", self->name);
  return FALSE;
}

static int
open_tty (const ClaspDmxDevice *device, const char *name, GError **error)
{
  int fd = open (device->tty, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

  if (fd >= 0)
    return fd;

  if (errno == EACCES || errno == EPERM)
    clasp_dmx_device_set_denied (device, device->tty, error);
  else if (errno == EBUSY)
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_BUSY, "%s is in use by another program", name);
  else if (errno == ENOENT || errno == ENXIO || errno == ENODEV)
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, "%s is not connected", name);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s cannot be opened: %s", name, g_strerror (errno));
  return -1;
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
  g_autofree char *name = clasp_dmx_device_describe (device);
  SerialLine      *self;
  int              fd;

  if (device->tty[0] == '\0')
    {
      g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, "%s has no serial line", name);
      return NULL;
    }
  fd = open_tty (device, name, error);
  if (fd < 0)
    return NULL;

  self = g_new0 (SerialLine, 1);
  self->base.klass = &serial_class;
  self->fd = fd;
  self->name = g_steal_pointer (&name);
  if (!take_alone (self, error))
    {
      serial_free (self); /* what is in it is somebody else's */
      return NULL;
    }
  if (set_up (fd, use))
    return &self->base;

  set_error (self, errno, error);
  serial_close (&self->base);
  return NULL;
}
