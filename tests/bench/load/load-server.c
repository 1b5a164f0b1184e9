/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load-server.h"

#include "load.h"

#include <stdio.h>
#include <unistd.h>

static gint64
read_clock (clockid_t clock)
{
  struct timespec now = { 0 };

  clock_gettime (clock, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

void
load_server_open (LoadServer *self, pid_t pid)
{
  int error = clock_getcpuclockid (pid, &self->clock);

  if (error != 0)
    load_die ("no processor clock of process %d: %s", (int) pid, g_strerror (error));
  self->pid = pid;
}

gint64
load_server_cpu_ns (const LoadServer *self)
{
  return read_clock (self->clock);
}

gsize
load_server_rss (const LoadServer *self)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/statm", (int) self->pid);
  g_autofree char *text = NULL;
  gsize            size, resident;

  if (!g_file_get_contents (path, &text, NULL, NULL) ||
      sscanf (text, "%zu %zu", &size, &resident) != 2)
    load_die ("%s cannot be read", path);
  return resident * (gsize) sysconf (_SC_PAGESIZE);
}

gint64
load_own_cpu_ns (void)
{
  return read_clock (CLOCK_PROCESS_CPUTIME_ID);
}
