/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-host.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

/* A line of such a file is a word or a number. */
#define MAX_LINE 64

/* --- battery ------------------------------------------------------------------------------------ */

static gboolean
read_word (const char *folder,
           const char *supply,
           const char *name,
           char        word[MAX_LINE])
{
  g_autofree char *path = g_build_filename (folder, supply, name, NULL);
  FILE            *file = fopen (path, "re");
  gboolean         is_read;

  if (file == NULL)
    return FALSE;

  is_read = fgets (word, MAX_LINE, file) != NULL;
  fclose (file);
  if (is_read)
    g_strstrip (word);

  return is_read;
}

static double
read_number (const char *folder,
             const char *supply,
             const char *name)
{
  char    word[MAX_LINE];
  guint64 number;

  if (!read_word (folder, supply, name, word) || !g_ascii_string_to_unsigned (word, 10, 0, G_MAXUINT64, &number, NULL))
    return -1;

  return (double) number;
}

static gboolean
is_word (const char *folder,
         const char *supply,
         const char *name,
         const char *wanted)
{
  char word[MAX_LINE];

  return read_word (folder, supply, name, word) && g_str_equal (word, wanted);
}

/* How much it holds when full; batteries of one computer tell it in the same unit. */
static double
read_size (const char *folder,
           const char *supply)
{
  double size = read_number (folder, supply, "energy_full");

  if (size <= 0)
    size = read_number (folder, supply, "charge_full");

  return size > 0 ? size : 1;
}

/* The battery of a mouse or a headset has the scope "Device". */
static gboolean
is_battery (const char *folder,
            const char *supply)
{
  return is_word (folder, supply, "type", "Battery") && !is_word (folder, supply, "scope", "Device")
         && !is_word (folder, supply, "present", "0");
}

static void
read_battery (BrHostReading *reading,
              const char    *folder)
{
  g_autoptr (GDir) supplies = g_dir_open (folder, 0, NULL);
  const char      *supply;
  double           size = 0, left = 0;

  reading->battery_percent = -1;
  reading->is_discharging = FALSE;
  for (guint n = 0; supplies != NULL && n < BR_HOST_MAX_SUPPLIES && (supply = g_dir_read_name (supplies)) != NULL; n++)
    {
      double percent = is_battery (folder, supply) ? read_number (folder, supply, "capacity") : -1;
      double one = percent >= 0 ? read_size (folder, supply) : 0;

      size += one;
      left += one * CLAMP (percent, 0, 100);
      reading->is_discharging |= percent >= 0 && is_word (folder, supply, "status", "Discharging");
    }
  if (size > 0)
    reading->battery_percent = (int) (left / size);
}

/* --- disk --------------------------------------------------------------------------------------- */

static void
read_disk (BrHostReading *reading,
           const char    *path)
{
  struct statvfs disk;

  reading->disk_free = reading->disk_size = 0;
  if (path == NULL || statvfs (path, &disk) != 0)
    return;

  reading->disk_free = (guint64) disk.f_bavail * disk.f_frsize;
  reading->disk_size = (guint64) disk.f_blocks * disk.f_frsize;
}

void
br_host_read (BrHostReading *reading,
              const char    *power_folder,
              const char    *path)
{
  read_battery (reading, power_folder);
  read_disk (reading, path);
}

/* --- what it means ------------------------------------------------------------------------------ */

static gboolean
is_battery_below (const BrHostReading *reading,
                  int                  percent)
{
  return reading->battery_percent >= 0 && reading->is_discharging && reading->battery_percent < percent;
}

static gboolean
is_disk_below (const BrHostReading *reading,
               double               times)
{
  double little = MIN ((double) BR_DISK_LOW_BYTES, (double) reading->disk_size * BR_DISK_LOW_SHARE);

  return reading->disk_size > 0 && (double) reading->disk_free < little * times;
}

gboolean
br_host_judge (BrHostVerdict       *verdict,
               const BrHostReading *reading)
{
  BrHostVerdict before = *verdict;

  verdict->is_battery_low = is_battery_below (reading, before.is_battery_low ? BR_BATTERY_FINE : BR_BATTERY_LOW);
  verdict->is_battery_very_low = is_battery_below (reading, BR_BATTERY_VERY_LOW);
  verdict->is_disk_low = is_disk_below (reading, before.is_disk_low ? BR_DISK_FINE : 1);

  return before.is_battery_low != verdict->is_battery_low || before.is_battery_very_low != verdict->is_battery_very_low
         || before.is_disk_low != verdict->is_disk_low;
}

char *
br_host_describe_battery (const BrHostVerdict *verdict,
                          const BrHostReading *reading)
{
  if (!verdict->is_battery_low)
    return NULL;

  /* Translators: of the computer's battery */
  return g_strdup_printf (_("The battery is at %d %%. Outputs end when it is empty: plug the computer in."),
                          reading->battery_percent);
}

char *
br_host_describe_disk (const BrHostVerdict *verdict,
                       const BrHostReading *reading)
{
  g_autofree char *left = NULL;

  if (!verdict->is_disk_low)
    return NULL;

  left = g_format_size (reading->disk_free);
  /* Translators: %s is as in "300 MB" */
  return g_strdup_printf (_("The disk is nearly full: %s are left. Soon edits cannot be saved: make room."), left);
}
