/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/clasp-serial-line.h"

#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <linux/serial.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

/* Design notes: libserialport opens the port, sets speed, format and modem lines, makes breaks and says
 * what waits. Four things it cannot do are done here, on its descriptor or beside it:
 *
 * - It has no lock, and opening a port changes it for whoever has it. So a descriptor of our own is
 *   opened first and locked, and stays open as long as the port.
 * - It leaves hardware flow control as the program before us left it (0.1.1 looks for it among the
 *   wrong flags), reads nothing as the end of the line, and breaks as bytes.
 * - An FTDI chip keeps what came for 16 ms unless its driver is told to be quick.
 * - It refuses a terminal without modem lines; there our own descriptor is the line. */

#define DRAIN_STEP_MS 2
/* The kernel keeps 4096 bytes: more than a second at MIDI's speed. */
#define LATER_DRAIN_MS 2000
/* Character devices of pseudo-terminals (Linux, devices.txt). */
#define FIRST_PTY_MAJOR 136
#define LAST_PTY_MAJOR 143

struct _ClaspSerialLine
{
  struct sp_port *port;    /* (owned) (nullable): none of a terminal without modem lines */
  int             lock_fd; /* has the lock */
  int             fd;      /* (unowned) the port's, else @lock_fd */
};

/* ---- opening ---- */

static int
open_alone (const char *path)
{
  int fd = open (path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC), number;

  if (fd < 0)
    return -1;
  if (isatty (fd) && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;

  number = errno == EWOULDBLOCK ? EBUSY : errno;
  close (fd);
  errno = number;
  return -1;
}

static gboolean
is_pseudo_terminal (int fd)
{
  struct stat status;

  return fstat (fd, &status) == 0 && major (status.st_rdev) >= FIRST_PTY_MAJOR &&
         major (status.st_rdev) <= LAST_PTY_MAJOR;
}

/* FALSE with errno set, but for a terminal that is no port of the library's. */
static gboolean
open_port (ClaspSerialLine *self, const char *path)
{
  g_autofree char *target = realpath (path, NULL); /* what udev's links lead to */

  if (target == NULL)
    return FALSE;
  if (sp_get_port_by_name (target, &self->port) != SP_OK)
    {
      errno = ENODEV;
      return is_pseudo_terminal (self->lock_fd);
    }
  if (sp_open (self->port, SP_MODE_READ_WRITE) == SP_OK)
    return sp_get_port_handle (self->port, &self->fd) == SP_OK;

  g_clear_pointer (&self->port, sp_free_port);
  return errno == ENOTTY;
}

/* Bytes as they are, without flow control; nothing there is EAGAIN. */
static gboolean
make_plain (int fd)
{
  struct termios line;

  if (tcgetattr (fd, &line) != 0)
    return FALSE;

  cfmakeraw (&line);
  line.c_iflag = IGNBRK | IGNPAR; /* no XOFF of ours among the bytes either */
  line.c_cflag |= CREAD | CLOCAL;
  line.c_cflag &= ~CRTSCTS;
  line.c_cc[VMIN] = 1;
  line.c_cc[VTIME] = 0;
  return tcsetattr (fd, TCSANOW, &line) == 0;
}

/* All at once, and modem lines only as asked: what a configuration does not name stays. But for XON and
 * XOFF, which a new configuration of libserialport 0.1.1 has no word of, only what was in memory before:
 * most of that is refused. */
static gboolean
set_format (struct sp_port *port, const ClaspSerialLineSettings *settings)
{
  struct sp_port_config *config;
  enum sp_return         result;

  if (sp_new_config (&config) != SP_OK)
    return FALSE;

  sp_set_config_baudrate (config, (int) settings->baud);
  sp_set_config_bits (config, 8);
  sp_set_config_parity (config, SP_PARITY_NONE);
  sp_set_config_stopbits (config, (int) settings->stop_bits);
  sp_set_config_xon_xoff (config, SP_XONXOFF_DISABLED);
  if (settings->rts_off)
    sp_set_config_rts (config, SP_RTS_OFF);
  result = sp_set_config (port, config);
  sp_free_config (config);
  if (result == SP_ERR_ARG || result == SP_ERR_SUPP)
    errno = EINVAL; /* nothing the system said */
  return result == SP_OK;
}

/* Not every driver can, and none has to. */
static void
be_quick (int fd)
{
  struct serial_struct serial;

  if (ioctl (fd, TIOCGSERIAL, &serial) != 0)
    return;
  serial.flags |= ASYNC_LOW_LATENCY;
  ioctl (fd, TIOCSSERIAL, &serial);
}

static gboolean
set_up (ClaspSerialLine *self, const ClaspSerialLineSettings *settings)
{
  fcntl (self->fd, F_SETFD, FD_CLOEXEC);
  if (!make_plain (self->fd) || (self->port != NULL && !set_format (self->port, settings)))
    return FALSE;

  be_quick (self->fd);
  tcflush (self->fd, TCIFLUSH); /* what came before we listened */
  ioctl (self->fd, TIOCEXCL);   /* the lock stops only those who look for one */
  return TRUE;
}

/* ---- closing ---- */

static void
free_line (ClaspSerialLine *self)
{
  if (self->port != NULL)
    {
      sp_close (self->port); /* fails when it was never opened */
      sp_free_port (self->port);
    }
  close (self->lock_fd);
  g_free (self);
}

/* The kernel would wait half a minute for a device that takes nothing. What somebody else writes, who
 * has the line by now, is theirs. */
static void
drain (ClaspSerialLine *self, guint drain_ms)
{
  if (self->port == NULL)
    return;

  for (guint waited_ms = 0; waited_ms < drain_ms && sp_output_waiting (self->port) > 0; waited_ms += DRAIN_STEP_MS)
    g_usleep (DRAIN_STEP_MS * 1000);
  if (sp_output_waiting (self->port) > 0 && flock (self->lock_fd, LOCK_EX | LOCK_NB) == 0)
    sp_flush (self->port, SP_BUF_OUTPUT);
}

/* ---- public ---- */

/**
 * clasp_serial_line_open:
 * @path: of the line, or of a link to it
 * @settings: how it is set
 *
 * Whoever asks for a line that somebody has gets EBUSY, and the line is left as it is.
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): the line; %NULL with errno set
 */
ClaspSerialLine *
clasp_serial_line_open (const char *path, const ClaspSerialLineSettings *settings)
{
  int              lock_fd = open_alone (path), number;
  ClaspSerialLine *self;

  if (lock_fd < 0)
    return NULL;

  self = g_new0 (ClaspSerialLine, 1);
  self->fd = self->lock_fd = lock_fd;
  if (open_port (self, path) && set_up (self, settings))
    return self;

  number = errno;
  free_line (self);
  errno = number;
  return NULL;
}

/**
 * clasp_serial_line_close:
 * @self: (transfer full): a line
 * @drain_ms: how long what was written may take to leave
 *
 * Thread: any but the worker: it waits.
 */
void
clasp_serial_line_close (ClaspSerialLine *self, guint drain_ms)
{
  drain (self, drain_ms);
  ioctl (self->fd, TIOCNXCL);
  free_line (self);
}

static gpointer
close_thread (gpointer line)
{
  drain (line, LATER_DRAIN_MS);
  free_line (line);
  return NULL;
}

/**
 * clasp_serial_line_close_later:
 * @self: (transfer full): a line
 *
 * Returns at once; a thread waits until what was written has left, two seconds at most. The line may be
 * opened again meanwhile.
 *
 * Thread: any.
 */
void
clasp_serial_line_close_later (ClaspSerialLine *self)
{
  GThread *thread;

  ioctl (self->fd, TIOCNXCL);
  flock (self->lock_fd, LOCK_UN);
  thread = g_thread_try_new ("clasp-serial", close_thread, self, NULL);
  if (thread != NULL)
    g_thread_unref (thread);
  else
    free_line (self);
}

/**
 * clasp_serial_line_get_fd:
 * @self: a line
 *
 * Thread: any.
 *
 * Returns: what is read, written and waited for; the line's
 */
int
clasp_serial_line_get_fd (ClaspSerialLine *self)
{
  return self->fd;
}

/**
 * clasp_serial_line_set_break:
 * @self: a line
 * @on: whether the line is held low from now on
 *
 * How long a break lasts is up to the caller. A terminal that is no hardware has none.
 *
 * Thread: any.
 *
 * Returns: %FALSE with errno set if the line is gone
 */
gboolean
clasp_serial_line_set_break (ClaspSerialLine *self, gboolean on)
{
  if (self->port == NULL)
    return TRUE;
  return (on ? sp_start_break (self->port) : sp_end_break (self->port)) == SP_OK;
}

/**
 * clasp_serial_lines_foreach:
 * @func: (scope call): called for each
 * @user_data: for @func
 *
 * To find out which ports of the mainboard there are they are opened for a moment.
 *
 * Thread: any but the worker.
 */
void
clasp_serial_lines_foreach (ClaspSerialLineFunc func, gpointer user_data)
{
  struct sp_port **ports;

  if (sp_list_ports (&ports) != SP_OK)
    return;

  for (guint i = 0; ports[i] != NULL; i++)
    {
      const char      *path = sp_get_port_name (ports[i]), *description = sp_get_port_description (ports[i]);
      g_autofree char *name = g_utf8_make_valid (description != NULL ? description : path, -1);

      func (path, name, user_data);
    }
  sp_free_port_list (ports);
}
