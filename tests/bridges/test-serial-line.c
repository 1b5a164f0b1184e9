/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Serial ports as libserialport opens them, and terminals that are none; pseudo-terminals stand for both. */

#include "bridges/clasp-serial-line.h"
#include "fake-modem.h"
#include "support/clasp-test.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MIDI ((ClaspSerialLineSettings){ .baud = 31250, .stop_bits = 1 })
#define DMX ((ClaspSerialLineSettings){ .baud = 250000, .stop_bits = 2, .rts_off = TRUE })

typedef struct
{
  int   far;  /* end of the line; -1 when it was unplugged */
  char *path; /* (owned) */
} Line;

static void
set_up_terminal (Line *line, gconstpointer data)
{
  line->far = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  g_assert_cmpint (line->far, >=, 0);
  g_assert_cmpint (grantpt (line->far) | unlockpt (line->far), ==, 0);
  line->path = g_strdup (ptsname (line->far));
}

static void
unplug (Line *line)
{
  if (line->far >= 0)
    close (line->far);
  line->far = -1;
}

static void
tear_down_terminal (Line *line, gconstpointer data)
{
  unplug (line);
  g_free (line->path);
}

static void
set_up (Line *line, gconstpointer data)
{
  fake_modem_enable ();
  set_up_terminal (line, NULL);
}

static void
tear_down (Line *line, gconstpointer data)
{
  tear_down_terminal (line, NULL);
  fake_modem_disable ();
}

static ClaspSerialLine *
open_line (Line *line, ClaspSerialLineSettings settings)
{
  ClaspSerialLine *self = clasp_serial_line_open (line->path, &settings);

  g_assert_nonnull (self);
  return self;
}

static struct termios2
look_at (Line *line)
{
  struct termios2 settings;

  g_assert_cmpint (ioctl (line->far, TCGETS2, &settings), ==, 0);
  return settings;
}

static void
expect_modem (const char *expected)
{
  g_autofree char *log = fake_modem_dup_log ();

  g_assert_cmpstr (log, ==, expected);
}

static void
expect_bytes (int fd, const char *expected, gsize n)
{
  char  bytes[32];
  gsize n_read = 0;

  while (n_read < n)
    {
      struct pollfd wait = { .fd = fd, .events = POLLIN };
      gssize        size;

      g_assert_cmpint (poll (&wait, 1, 20000), ==, 1);
      size = read (fd, bytes + n_read, sizeof bytes - n_read);
      g_assert_cmpint (size, >, 0);
      n_read += (gsize) size;
    }
  g_assert_cmpmem (bytes, n_read, expected, n);
}

/* Bytes that a terminal would change or act upon. */
static void
expect_bytes_pass (Line *line, ClaspSerialLine *self)
{
  static const char odd[] = "\x00\x03\x04\x0a\x0d\x11\x13\x1a\x7f\xff";
  int               fd = clasp_serial_line_get_fd (self);
  char              byte;

  g_assert_cmpint (read (fd, &byte, 1), ==, -1);
  g_assert_cmpint (errno, ==, EAGAIN);
  g_assert_cmpint (write (line->far, odd, 10), ==, 10);
  expect_bytes (fd, odd, 10);
  g_assert_cmpint (write (fd, odd, 10), ==, 10);
  expect_bytes (line->far, odd, 10);
}

/* ---- ports ---- */

static void
test_speed_of_midi (Line *line, gconstpointer data)
{
  ClaspSerialLine *self = open_line (line, MIDI);
  struct termios2  now = look_at (line);

  g_assert_cmpuint (now.c_ospeed, ==, 31250);
  g_assert_cmpuint (now.c_ispeed, ==, 31250);
  g_assert_cmpuint (now.c_cflag & (CSIZE | PARENB | CSTOPB | CRTSCTS), ==, CS8);
  expect_modem (""); /* its lines are left alone */
  expect_bytes_pass (line, self);
  clasp_serial_line_close (self, 0);
}

static void
test_dmx_line (Line *line, gconstpointer data)
{
  ClaspSerialLine *self = open_line (line, DMX);
  struct termios2  now = look_at (line);

  g_assert_cmpuint (now.c_ospeed, ==, 250000);
  g_assert_cmpuint (now.c_cflag & (CSIZE | PARENB | CSTOPB | CRTSCTS), ==, CS8 | CSTOPB);
  g_assert_true (clasp_serial_line_set_break (self, TRUE));
  g_assert_true (clasp_serial_line_set_break (self, FALSE));
  expect_modem ("rts- break+ break- ");
  clasp_serial_line_close (self, 0);
}

/* Whoever had the port before us may have left it in any state. */
static void
test_left_by_another_program (Line *line, gconstpointer data)
{
  struct termios2  before = look_at (line);
  ClaspSerialLine *self;

  before.c_cflag = CS7 | PARENB | CSTOPB | CRTSCTS | CREAD | B9600;
  before.c_iflag = IXON | IXOFF | ISTRIP | INPCK;
  g_assert_cmpint (ioctl (line->far, TCSETS2, &before), ==, 0);
  self = open_line (line, MIDI);
  g_assert_cmpuint (look_at (line).c_cflag & (CSIZE | PARENB | CSTOPB | CRTSCTS), ==, CS8);
  g_assert_cmpuint (look_at (line).c_iflag & (IXON | IXOFF | ISTRIP | INPCK | IGNBRK), ==, IGNBRK);
  expect_bytes_pass (line, self);
  clasp_serial_line_close (self, 0);
}

static void
test_by_a_link (Line *line, gconstpointer data)
{
  g_autofree char *path = g_strdup (line->path);
  ClaspSerialLine *self;

  g_free (line->path);
  line->path = g_strdup_printf ("%s/serial-link-%d", g_get_tmp_dir (), getpid ());
  g_assert_cmpint (symlink (path, line->path), ==, 0);
  self = open_line (line, DMX);
  expect_modem ("rts- ");
  clasp_serial_line_close (self, 0);
  g_unlink (line->path);
}

/* ---- one owner ---- */

static void
test_has_one_owner (Line *line, gconstpointer data)
{
  ClaspSerialLine *self = open_line (line, MIDI);

  g_assert_null (clasp_serial_line_open (line->path, &DMX));
  g_assert_cmpint (errno, ==, EBUSY);
  g_assert_cmpuint (look_at (line).c_ospeed, ==, 31250); /* and is left as it is */
  expect_modem ("");
  expect_bytes_pass (line, self);
  clasp_serial_line_close (self, 0);
  clasp_serial_line_close (open_line (line, DMX), 0);
}

static void
test_opened_again_at_once (Line *line, gconstpointer data)
{
  ClaspSerialLine *self;

  for (guint i = 0; i < 20; i++)
    clasp_serial_line_close_later (open_line (line, MIDI));
  self = open_line (line, MIDI);
  expect_bytes_pass (line, self);
  g_assert_null (clasp_serial_line_open (line->path, &MIDI)); /* those before took nothing from it */
  clasp_serial_line_close (self, 0);
}

/* ---- what cannot be opened ---- */

static void
expect_refused (const char *path, int number)
{
  g_assert_null (clasp_serial_line_open (path, &MIDI));
  g_assert_cmpint (errno, ==, number);
}

static void
test_no_line (Line *line, gconstpointer data)
{
  g_autofree char *file = g_strdup_printf ("%s/serial-file-%d", g_get_tmp_dir (), getpid ());

  g_assert_true (g_file_set_contents (file, "text", -1, NULL));
  expect_refused ("/dev/no-such-line", ENOENT);
  expect_refused ("/dev/null", ENOTTY);
  expect_refused (file, ENOTTY);
  g_unlink (file);
}

static void
test_unplugged (Line *line, gconstpointer data)
{
  ClaspSerialLine *self = open_line (line, MIDI);
  char             byte;

  unplug (line);
  g_assert_cmpint (read (clasp_serial_line_get_fd (self), &byte, 1), <=, 0);
  g_assert_cmpint (errno, !=, EAGAIN);
  clasp_serial_line_close (self, 1000);
}

static guint
count_fds (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint            n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_nothing_is_left (Line *line, gconstpointer data)
{
  guint n = count_fds ();

  for (guint i = 0; i < 10; i++)
    {
      ClaspSerialLine *self = open_line (line, MIDI);

      g_assert_null (clasp_serial_line_open (line->path, &MIDI));
      clasp_serial_line_close (self, 0);
    }
  /* What earlier tests left to threads may be closed meanwhile. */
  g_assert_cmpuint (count_fds (), <=, n);
}

/* ---- terminals that are no ports ---- */

static void
test_terminal (Line *line, gconstpointer data)
{
  ClaspSerialLine *self = open_line (line, DMX);

  expect_bytes_pass (line, self);
  g_assert_true (clasp_serial_line_set_break (self, TRUE));
  g_assert_true (clasp_serial_line_set_break (self, FALSE));
  g_assert_null (clasp_serial_line_open (line->path, &MIDI));
  g_assert_cmpint (errno, ==, EBUSY);
  clasp_serial_line_close (self, 1000);
}

static void
list_cb (const char *path, const char *name, gpointer user_data)
{
  g_assert_true (g_str_has_prefix (path, "/dev/"));
  g_assert_true (g_utf8_validate (name, -1, NULL));
  ++*(guint *) user_data;
}

static void
test_list (void)
{
  guint n = 0;

  clasp_serial_lines_foreach (list_cb, &n);
  g_test_message ("%u ports", n);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);

#define PORT(path, func) g_test_add ("/bridges/serial-line/" path, Line, NULL, set_up, func, tear_down)
#define TERMINAL(path, func)                                                                       \
  g_test_add ("/bridges/serial-line/terminal/" path, Line, NULL, set_up_terminal, func, tear_down_terminal)
  PORT ("speed-of-midi", test_speed_of_midi);
  PORT ("dmx-line", test_dmx_line);
  PORT ("left-by-another-program", test_left_by_another_program);
  PORT ("by-a-link", test_by_a_link);
  PORT ("has-one-owner", test_has_one_owner);
  PORT ("opened-again-at-once", test_opened_again_at_once);
  PORT ("no-line", test_no_line);
  PORT ("unplugged", test_unplugged);
  PORT ("nothing-is-left", test_nothing_is_left);
  TERMINAL ("bytes-pass", test_terminal);
  TERMINAL ("unplugged", test_unplugged);
  TERMINAL ("nothing-is-left", test_nothing_is_left);
  g_test_add_func ("/bridges/serial-line/list", test_list);
  return g_test_run ();
}
