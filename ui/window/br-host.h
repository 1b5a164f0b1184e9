/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* BrHost: how the computer does that the show runs on: its battery, and the disk the show is kept on. What is
 * read and what is said of it, apart from who asks when (BrHostWatch).
 *
 * Thread: any (plain data). */

G_BEGIN_DECLS

/* Said below the first, until above the second: a figure at the edge does not come and go. */
#define BR_BATTERY_LOW 20       /* percent */
#define BR_BATTERY_FINE 23
#define BR_BATTERY_VERY_LOW 8   /* from here on it is an error */
#define BR_DISK_LOW_BYTES (G_GUINT64_CONSTANT (1) << 30)
#define BR_DISK_LOW_SHARE 0.05  /* of a small disk, that much is little */
#define BR_DISK_FINE 1.25       /* times what is little */
#define BR_HOST_MAX_SUPPLIES 32 /* folders looked at */

typedef struct
{
  int      battery_percent; /* of all batteries together, 0–100; -1 = there is none */
  gboolean is_discharging;
  guint64  disk_free, disk_size; /* bytes; a size of 0 = not known */
} BrHostReading;

typedef struct
{
  gboolean is_battery_low, is_battery_very_low;
  gboolean is_disk_low;
} BrHostVerdict;

/* @power_folder is /sys/class/power_supply; @path is any file or folder of the disk in question, or NULL. Reads
 * files: not for the window's thread. */
void  br_host_read    (BrHostReading       *reading,
                       const char          *power_folder,
                       const char          *path);
/* From @verdict of before to that of now; TRUE when it is another. */
gboolean br_host_judge (BrHostVerdict       *verdict,
                       const BrHostReading *reading);
/* What is wrong, what it means and what to do; NULL when nothing is. (transfer full) */
char *br_host_describe_battery (const BrHostVerdict *verdict, const BrHostReading *reading);
char *br_host_describe_disk    (const BrHostVerdict *verdict, const BrHostReading *reading);

G_END_DECLS
