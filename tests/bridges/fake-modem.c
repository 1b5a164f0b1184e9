/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-modem.h"

#include <dlfcn.h>
#include <glib/gstdio.h>
#include <libserialport.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Design notes: two functions stand before those of the libraries. The library looks a port up as
 * /sys/class/tty/NAME, of /dev/NAME, and believes a link that is there; so it is asked for a name that
 * leads out of both folders to a link of ours. What it asks the kernel next is answered here. */

/* Of /dev/pts, all the kernel makes. */
#define MAX_LINES 4096

static GMutex   lock;
static gboolean is_on;            /* under @lock */
static gboolean is_held;          /* under @lock */
static guint    n_waiting;        /* under @lock */
static GCond    released;         /* when it is no longer held */
static GString *log_text;         /* (owned) (nullable) under @lock */
static char    *folder;           /* (owned) (nullable) under @lock: of the links */
static int      lines[MAX_LINES]; /* under @lock: modem lines by the number of the terminal */

void
fake_modem_enable (void)
{
  g_mutex_lock (&lock);
  is_on = TRUE;
  log_text = g_string_new (NULL);
  folder = g_dir_make_tmp ("modem-XXXXXX", NULL);
  for (guint i = 0; i < MAX_LINES; i++)
    lines[i] = TIOCM_RTS | TIOCM_DTR;
  g_mutex_unlock (&lock);
}

void
fake_modem_disable (void)
{
  g_autoptr (GDir) dir = NULL;
  const char      *name;

  g_mutex_lock (&lock);
  is_on = FALSE;
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_clear_pointer (&folder, g_free);
  g_string_free (g_steal_pointer (&log_text), TRUE);
  g_mutex_unlock (&lock);
}

void
fake_modem_hold (gboolean held)
{
  g_mutex_lock (&lock);
  is_held = held;
  g_cond_broadcast (&released);
  g_mutex_unlock (&lock);
}

gboolean
fake_modem_is_waited_for (void)
{
  gboolean is_waited_for;

  g_mutex_lock (&lock);
  is_waited_for = n_waiting > 0;
  g_mutex_unlock (&lock);
  return is_waited_for;
}

char *
fake_modem_dup_log (void)
{
  char *text;

  g_mutex_lock (&lock);
  text = g_strdup (log_text->str);
  g_mutex_unlock (&lock);
  return text;
}

/* ---- before the library ---- */

/* A name of the library's for the terminal @path; NULL for everything else. */
static char *
make_name_locked (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *link = NULL;

  if (!is_on || !g_str_has_prefix (path, "/dev/pts/"))
    return NULL;

  link = g_build_filename (folder, base, NULL);
  if (!g_file_test (link, G_FILE_TEST_IS_SYMLINK))
    g_assert_cmpint (symlink (path, link), ==, 0);
  return g_strconcat ("/dev/../../..", link, NULL);
}

enum sp_return
sp_get_port_by_name (const char *path, struct sp_port **port)
{
  enum sp_return (*next) (const char *, struct sp_port **) = dlsym (RTLD_NEXT, "sp_get_port_by_name");
  g_autofree char *name = NULL;

  g_mutex_lock (&lock);
  n_waiting++;
  while (is_held)
    g_cond_wait (&released, &lock);
  n_waiting--;
  name = make_name_locked (path);
  g_mutex_unlock (&lock);
  return next (name != NULL ? name : path, port);
}

/* ---- before the kernel ---- */

/* The number of a pseudo-terminal, -1 for everything else. */
static int
get_number (int fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *path = g_file_read_link (link, NULL);
  guint64          number;

  if (path == NULL || !g_str_has_prefix (path, "/dev/pts/") ||
      !g_ascii_string_to_unsigned (path + strlen ("/dev/pts/"), 10, 0, MAX_LINES - 1, &number, NULL))
    return -1;
  return (int) number;
}

/* FALSE when it is nothing about modem lines. */
static gboolean
answer_locked (int number, unsigned long request, int *bits)
{
  gboolean was_on;

  switch (request)
    {
    case TIOCMGET:
      *bits = lines[number];
      return TRUE;
    case TIOCMBIC:
    case TIOCMBIS:
      was_on = (lines[number] & TIOCM_RTS) != 0;
      lines[number] = request == TIOCMBIS ? lines[number] | *bits : lines[number] & ~*bits;
      if (was_on != ((lines[number] & TIOCM_RTS) != 0))
        g_string_append (log_text, was_on ? "rts- " : "rts+ ");
      return TRUE;
    case TIOCSBRK:
    case TIOCCBRK:
      g_string_append (log_text, request == TIOCSBRK ? "break+ " : "break- ");
      return TRUE;
    default:
      return FALSE;
    }
}

int
ioctl (int fd, unsigned long request, ...)
{
  static int (*next) (int, unsigned long, void *);
  va_list  arguments;
  void    *argument;
  gboolean is_answered = FALSE;

  va_start (arguments, request);
  argument = va_arg (arguments, void *);
  va_end (arguments);
  if (next == NULL)
    next = (int (*) (int, unsigned long, void *)) dlsym (RTLD_NEXT, "ioctl");

  if (request == TIOCMGET || request == TIOCMBIC || request == TIOCMBIS || request == TIOCSBRK ||
      request == TIOCCBRK)
    {
      int number = get_number (fd);

      g_mutex_lock (&lock);
      is_answered = is_on && number >= 0 && answer_locked (number, request, argument);
      g_mutex_unlock (&lock);
    }
  return is_answered ? 0 : next (fd, request, argument);
}
