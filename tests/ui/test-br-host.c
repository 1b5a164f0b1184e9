/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clasp-kinds.h"
#include "support/clasp-test-log.h"
#include "support/clasp-test.h"
#include "window/br-host-watch.h"

#include <glib/gstdio.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

static fsblkcnt_t n_free_blocks; /* of the disk; 0 = as it is */

typedef struct
{
  char *folder; /* (owned) like /sys/class/power_supply */
} Fixture;

static void
setup (Fixture      *fixture,
       gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("clasp-host-XXXXXX", NULL);
}

static void
teardown (Fixture      *fixture,
          gconstpointer data)
{
  clasp_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static void
put (Fixture    *fixture,
     const char *supply,
     const char *name,
     const char *word)
{
  g_autofree char *folder = g_build_filename (fixture->folder, supply, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *line = g_strconcat (word, "\n", NULL);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, line, -1, NULL));
}

static void
put_battery (Fixture    *fixture,
             const char *supply,
             const char *percent,
             const char *status)
{
  put (fixture, supply, "type", "Battery");
  put (fixture, supply, "capacity", percent);
  put (fixture, supply, "status", status);
}

static BrHostReading
read_now (Fixture *fixture)
{
  BrHostReading reading = { 0 };

  br_host_read (&reading, fixture->folder, NULL);

  return reading;
}

/* --- reading ------------------------------------------------------------------------------------ */

static void
test_no_battery (Fixture      *fixture,
                 gconstpointer data)
{
  BrHostReading reading;

  put (fixture, "AC", "type", "Mains");
  put (fixture, "AC", "online", "1");
  reading = read_now (fixture);

  g_assert_cmpint (reading.battery_percent, ==, -1);
  g_assert_false (reading.is_discharging);
}

static void
test_no_folder (void)
{
  BrHostReading reading = { 0 };

  br_host_read (&reading, "/nowhere/at/all", "/nowhere/at/all");

  g_assert_cmpint (reading.battery_percent, ==, -1);
  g_assert_cmpuint (reading.disk_size, ==, 0);
}

static void
test_two_batteries_by_their_size (Fixture      *fixture,
                                  gconstpointer data)
{
  BrHostReading reading;

  put_battery (fixture, "BAT0", "10", "Discharging");
  put (fixture, "BAT0", "energy_full", "30000000");
  put_battery (fixture, "BAT1", "90", "Unknown");
  put (fixture, "BAT1", "energy_full", "10000000");
  reading = read_now (fixture);

  g_assert_cmpint (reading.battery_percent, ==, 30);
  g_assert_true (reading.is_discharging);
}

static void
test_a_mouse_is_no_battery (Fixture      *fixture,
                            gconstpointer data)
{
  put_battery (fixture, "hidpp_battery_0", "3", "Discharging");
  put (fixture, "hidpp_battery_0", "scope", "Device");

  g_assert_cmpint (read_now (fixture).battery_percent, ==, -1);
}

static void
test_nonsense_is_not_known (Fixture      *fixture,
                            gconstpointer data)
{
  g_autofree char *long_word = g_strnfill (5000, '9');

  put_battery (fixture, "BAT0", "minus three", "Discharging");
  put_battery (fixture, "BAT1", long_word, "Discharging");
  g_assert_cmpint (read_now (fixture).battery_percent, ==, -1);

  put_battery (fixture, "BAT2", "400", "Discharging");
  g_assert_cmpint (read_now (fixture).battery_percent, ==, 100);
}

static void
test_real_disk (Fixture      *fixture,
                gconstpointer data)
{
  BrHostReading reading = { 0 };

  br_host_read (&reading, fixture->folder, fixture->folder);

  g_assert_cmpuint (reading.disk_size, >, 0);
  g_assert_cmpuint (reading.disk_free, <=, reading.disk_size);
}

/* --- judging ------------------------------------------------------------------------------------ */

static gboolean
battery (BrHostVerdict *verdict,
         int            percent,
         gboolean       is_discharging)
{
  const BrHostReading reading = { percent, is_discharging, 0, 0 };

  br_host_judge (verdict, &reading);

  return verdict->is_battery_low;
}

static void
test_battery_at_the_limit (void)
{
  BrHostVerdict verdict = { 0 };

  g_assert_false (battery (&verdict, -1, FALSE));
  g_assert_false (battery (&verdict, BR_BATTERY_LOW, TRUE));
  g_assert_true (battery (&verdict, BR_BATTERY_LOW - 1, TRUE));
  g_assert_false (verdict.is_battery_very_low);
  /* It does not flicker at the edge. */
  g_assert_true (battery (&verdict, BR_BATTERY_FINE - 1, TRUE));
  g_assert_false (battery (&verdict, BR_BATTERY_FINE, TRUE));
  g_assert_false (battery (&verdict, BR_BATTERY_FINE - 1, TRUE));

  g_assert_true (battery (&verdict, BR_BATTERY_VERY_LOW, TRUE));
  g_assert_false (verdict.is_battery_very_low);
  g_assert_true (battery (&verdict, BR_BATTERY_VERY_LOW - 1, TRUE));
  g_assert_true (verdict.is_battery_very_low);
  /* Plugged in, all is well. */
  g_assert_false (battery (&verdict, 3, FALSE));
  g_assert_false (verdict.is_battery_very_low);
}

static gboolean
disk (BrHostVerdict *verdict,
      guint64        left,
      guint64        size)
{
  const BrHostReading reading = { -1, FALSE, left, size };

  br_host_judge (verdict, &reading);

  return verdict->is_disk_low;
}

static void
test_disk_at_the_limit (void)
{
  const guint64 large = BR_DISK_LOW_BYTES * 500;
  BrHostVerdict verdict = { 0 };

  g_assert_false (disk (&verdict, 0, 0));
  g_assert_false (disk (&verdict, BR_DISK_LOW_BYTES, large));
  g_assert_true (disk (&verdict, BR_DISK_LOW_BYTES - 1, large));
  g_assert_true (disk (&verdict, BR_DISK_LOW_BYTES + 1, large));
  g_assert_false (disk (&verdict, (guint64) (BR_DISK_FINE * (double) BR_DISK_LOW_BYTES), large));
  /* A small one: a twentieth. */
  g_assert_false (disk (&verdict, 50000, 1000000));
  g_assert_true (disk (&verdict, 49999, 1000000));
  g_assert_true (disk (&verdict, 0, 1000000));
}

static void
test_says_what_to_do (void)
{
  const BrHostReading reading = { 17, TRUE, 300000000, G_GUINT64_CONSTANT (500000000000) };
  BrHostVerdict       verdict = { 0 };
  g_autofree char    *power = NULL;
  g_autofree char    *space = NULL;

  g_assert_null (br_host_describe_battery (&verdict, &reading));
  g_assert_null (br_host_describe_disk (&verdict, &reading));
  g_assert_true (br_host_judge (&verdict, &reading));
  g_assert_false (br_host_judge (&verdict, &reading));

  power = br_host_describe_battery (&verdict, &reading);
  space = br_host_describe_disk (&verdict, &reading);
  g_assert_nonnull (strstr (power, "17 %"));
  g_assert_nonnull (strstr (power, "plug"));
  g_assert_nonnull (strstr (space, "300"));
}

/* --- the strip ---------------------------------------------------------------------------------- */

static gboolean
has_condition (gpointer user_data)
{
  return br_conditions_get_n (user_data) > 0;
}

static gboolean
has_none (gpointer user_data)
{
  return br_conditions_get_n (user_data) == 0;
}

static void
test_condition_comes_and_goes (Fixture      *fixture,
                               gconstpointer data)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (BrConditions) conditions = br_conditions_new ();
  g_autoptr (BrHostWatch)  watch = NULL;

  put_battery (fixture, "BAT0", "5", "Discharging");
  watch = br_host_watch_new (show, conditions, fixture->folder);
  clasp_test_spin_until (has_condition, conditions, "the battery to be told of");
  g_assert_cmpstr (br_conditions_peek (conditions)->id, ==, "host/battery");
  g_assert_cmpint (br_conditions_peek (conditions)->severity, ==, BR_SEVERITY_ERROR);
  clasp_test_log_expect ("The battery is at 5 %.");
  g_assert_false (clasp_test_log_has ("The battery is no longer low"));

  put (fixture, "BAT0", "status", "Charging");
  br_host_watch_look (watch);
  clasp_test_spin_until (has_none, conditions, "the end of it");
  clasp_test_log_expect ("The battery is no longer low");
  /* One that ends in the middle of a look. */
  br_host_watch_look (watch);
}

/* Called in the place of the system's by the program under test: no disk is filled for a test. */
int
statvfs (const char *path, struct statvfs *disk)
{
  int fd, result;

  if (n_free_blocks > 0)
    {
      *disk = (struct statvfs){ .f_frsize = 4096, .f_blocks = 1u << 26, .f_bavail = n_free_blocks };
      return 0;
    }
  fd = open (path, O_RDONLY | O_CLOEXEC);
  result = fstatvfs (fd, disk);
  close (fd);
  return result;
}

static void
test_disk_comes_and_goes (Fixture *fixture, gconstpointer data)
{
  g_autofree char         *path = g_build_filename (fixture->folder, "show.json", NULL);
  g_autoptr (GFile)        file = g_file_new_for_path (path);
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (BrConditions) conditions = br_conditions_new ();
  g_autoptr (BrHostWatch)  watch = NULL;

  g_assert_true (clasp_show_save_as (show, file, NULL));
  n_free_blocks = 16;
  watch = br_host_watch_new (show, conditions, fixture->folder);
  clasp_test_spin_until (has_condition, conditions, "the disk to be told of");
  g_assert_cmpstr (br_conditions_peek (conditions)->id, ==, "host/disk");
  clasp_test_log_expect ("The disk is nearly full");
  g_assert_false (clasp_test_log_has ("There is room on the disk again"));
  n_free_blocks = 1u << 25;
  br_host_watch_look (watch);
  clasp_test_spin_until (has_none, conditions, "the end of it");
  clasp_test_log_expect ("There is room on the disk again");
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  clasp_test_log_keep ();

#define ADD(name, func) g_test_add ("/ui/host/" name, Fixture, NULL, setup, func, teardown)
  ADD ("no-battery", test_no_battery);
  g_test_add_func ("/ui/host/no-folder", test_no_folder);
  ADD ("two-batteries-by-their-size", test_two_batteries_by_their_size);
  ADD ("a-mouse-is-no-battery", test_a_mouse_is_no_battery);
  ADD ("nonsense-is-not-known", test_nonsense_is_not_known);
  ADD ("real-disk", test_real_disk);
  g_test_add_func ("/ui/host/battery-at-the-limit", test_battery_at_the_limit);
  g_test_add_func ("/ui/host/disk-at-the-limit", test_disk_at_the_limit);
  g_test_add_func ("/ui/host/says-what-to-do", test_says_what_to_do);
  ADD ("condition-comes-and-goes", test_condition_comes_and_goes);
  ADD ("disk-comes-and-goes", test_disk_comes_and_goes);

  return g_test_run ();
}
