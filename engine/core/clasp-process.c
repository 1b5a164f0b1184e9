/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-process.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Design notes: files below /proc are answered by the kernel from memory, so reading them does not
 * wait. Counting open descriptors does cost, a microsecond each, on kernels before 6.2 that do not
 * tell the number: beyond a thousand it is left out rather than holding up a show. */

#define DESCRIPTORS_DIR "/proc/self/fd"
#define MAX_COUNTED 1024
#define STAT_FIELDS_TO_START 19 /* behind the state: field 22 of proc(5) */

/* Resident and virtual size in pages. */
static gboolean
read_sizes (guint64 *virtual_pages, guint64 *resident_pages)
{
  FILE    *file = fopen ("/proc/self/statm", "re");
  gboolean is_read;

  if (file == NULL)
    return FALSE;
  is_read =
    fscanf (file, "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, virtual_pages, resident_pages) == 2;
  fclose (file);
  return is_read;
}

/* In clock ticks since the machine started; 0 when it cannot be read. */
static guint64
read_start_ticks (void)
{
  g_autofree char *text = NULL;
  const char      *p;

  if (!g_file_get_contents ("/proc/self/stat", &text, NULL, NULL))
    return 0;
  p = strrchr (text, ')'); /* the program's name may hold anything */
  for (guint i = 0; p != NULL && i <= STAT_FIELDS_TO_START; i++)
    p = strchr (p + 1, ' ');
  return p != NULL ? g_ascii_strtoull (p + 1, NULL, 10) : 0;
}

static double
start_time_s (void)
{
  guint64         ticks = read_start_ticks ();
  struct timespec boot, unix_now;

  if (ticks == 0)
    return 0;
  clock_gettime (CLOCK_BOOTTIME, &boot);
  clock_gettime (CLOCK_REALTIME, &unix_now);
  return (double) (unix_now.tv_sec - boot.tv_sec) +
         (double) (unix_now.tv_nsec - boot.tv_nsec) / 1e9 +
         (double) ticks / (double) sysconf (_SC_CLK_TCK);
}

/* 0 = not known. */
static guint64
count_descriptors (void)
{
  struct stat info;
  DIR        *directory;
  guint64     n = 0;

  if (stat (DESCRIPTORS_DIR, &info) == 0 && info.st_size > 0)
    return (guint64) info.st_size;
  directory = opendir (DESCRIPTORS_DIR);
  if (directory == NULL)
    return 0;
  while (readdir (directory) != NULL && n <= MAX_COUNTED + 3)
    n++;
  closedir (directory);
  return n > 3 && n <= MAX_COUNTED + 3 ? n - 3 : 0; /* ".", ".." and the directory itself */
}

static void
write_descriptors (ClaspExposition *text)
{
  guint64       n = count_descriptors ();
  struct rlimit limit;

  if (n > 0)
    clasp_exposition_gauge (text, "process_open_fds", "Open file descriptors.", (double) n);
  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    clasp_exposition_gauge (text, "process_max_fds", "How many file descriptors may be open.",
                            (double) limit.rlim_cur);
}

/**
 * clasp_process_write_metrics:
 * @text: where to append
 *
 * Thread: any.
 */
void
clasp_process_write_metrics (ClaspExposition *text)
{
  struct timespec cpu;
  guint64         virtual_pages, resident_pages;
  double          page = (double) sysconf (_SC_PAGESIZE);
  double          start_s = start_time_s ();

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &cpu);
  clasp_exposition_begin (text, "process_cpu_seconds_total", CLASP_METRIC_COUNTER,
                          "Processor time used, of all threads.");
  clasp_exposition_add_double (text, NULL, (double) cpu.tv_sec + (double) cpu.tv_nsec / 1e9);
  if (read_sizes (&virtual_pages, &resident_pages))
    {
      clasp_exposition_gauge (text, "process_resident_memory_bytes", "Memory in use.",
                              (double) resident_pages * page);
      clasp_exposition_gauge (text, "process_virtual_memory_bytes", "Address space in use.",
                              (double) virtual_pages * page);
    }
  if (start_s > 0)
    clasp_exposition_gauge (text, "process_start_time_seconds",
                            "When the process started, in seconds since 1970.", start_s);
  write_descriptors (text);
}
