/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-crash-mark.h"

#include "widgets/br-format.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define GROUP "running"
#define CONDITION "crash"
#define PREFIX "running-"

struct _BrCrashMark
{
  ClaspShow *show;       /* (unowned) */
  char      *path;       /* (owned) */
  char      *home;       /* (owned) */
  gint64     restored_s; /* when the edits were made that a crash left; 0 = none did */
  gboolean   was_killed; /* the program of before did not end by itself */
};

/* --- where it is -------------------------------------------------------------------------------- */

/* Where a file is or will be, without links. */
static char *
real_path (const char *path)
{
  g_autofree char *real = realpath (path, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *real_folder = realpath (folder, NULL);

  if (real != NULL)
    return g_strdup (real);
  return real_folder != NULL ? g_build_filename (real_folder, name, NULL) : g_strdup (path);
}

char *
br_show_dup_digits (GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *place = path != NULL ? real_path (path) : g_file_get_uri (file);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, place, -1);

  return g_strndup (sum, 16);
}

static char *
dup_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "clasp-bridge", NULL);
}

static char *
dup_path (GFile *home)
{
  g_autofree char *digits = br_show_dup_digits (home);
  g_autofree char *name = g_strconcat (PREFIX, digits, ".ini", NULL);
  g_autofree char *folder = dup_folder ();

  return g_build_filename (folder, name, NULL);
}

/* --- whose show it is --------------------------------------------------------------------------- */

static gboolean
is_alive (GKeyFile *mark)
{
  int process = g_key_file_get_integer (mark, GROUP, "process", NULL);

  return process > 0 && kill (process, 0) == 0;
}

/* TRUE: @mark is that of a program with this show; @home is its home. */
static gboolean
has_show (GKeyFile   *mark,
          const char *show,
          char      **home)
{
  g_autofree char *other = g_key_file_get_string (mark, GROUP, "show", NULL);

  if (g_strcmp0 (other, show) != 0)
    return FALSE;

  *home = g_key_file_get_string (mark, GROUP, "home", NULL);

  return *home != NULL;
}

GFile *
br_crash_mark_find_home (GFile *file)
{
  g_autofree char *folder = dup_folder ();
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *show = path != NULL ? real_path (path) : g_file_get_uri (file);
  g_autofree char *found = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gboolean         is_running = FALSE;
  const char      *name;

  while (dir != NULL && !is_running && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autoptr (GKeyFile) mark = g_key_file_new ();
      g_autofree char     *mark_path = g_build_filename (folder, name, NULL);
      g_autofree char     *home = NULL;

      if (!g_str_has_prefix (name, PREFIX) || !g_key_file_load_from_file (mark, mark_path, G_KEY_FILE_NONE, NULL)
          || !has_show (mark, show, &home))
        continue;
      is_running = is_alive (mark);
      g_free (found);
      found = g_steal_pointer (&home);
    }

  return found != NULL ? g_file_new_for_path (found) : NULL;
}

/* --- life --------------------------------------------------------------------------------------- */

void
br_crash_mark_write (BrCrashMark *self)
{
  g_autoptr (GKeyFile) mark = g_key_file_new ();
  g_autofree char     *folder = dup_folder ();
  g_autoptr (GFile)    file = NULL;
  g_autofree char     *path = NULL;
  g_autofree char     *show = NULL;

  g_object_get (self->show, "file", &file, NULL);
  path = file != NULL ? g_file_get_path (file) : NULL;
  show = path != NULL ? real_path (path) : NULL;
  g_mkdir_with_parents (folder, 0700);
  g_key_file_set_integer (mark, GROUP, "process", (int) getpid ());
  g_key_file_set_boolean (mark, GROUP, "locked", clasp_show_get_locked (self->show));
  g_key_file_set_string (mark, GROUP, "home", self->home);
  if (show != NULL)
    g_key_file_set_string (mark, GROUP, "show", show);
  g_key_file_save_to_file (mark, self->path, NULL);
}

static void
read_left (BrCrashMark *self,
           GKeyFile    *mark,
           GFile       *file)
{
  int                   process = g_key_file_get_integer (mark, GROUP, "process", NULL);
  g_autoptr (GFileInfo) info = NULL;

  self->was_killed = process > 0 && process != (int) getpid () && !is_alive (mark);
  if (!self->was_killed)
    return;

  g_message ("%s", _ ("Clasp Bridge ended without being told to, and was started again"));
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_TIME_MODIFIED, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  if (info != NULL)
    self->restored_s = (gint64) g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED);
  if (self->restored_s != 0 && g_key_file_get_boolean (mark, GROUP, "locked", NULL))
    clasp_show_set_locked (self->show, TRUE);
}

BrCrashMark *
br_crash_mark_new (ClaspShow *show,
                   GFile     *home,
                   GFile     *file)
{
  BrCrashMark         *self = g_new0 (BrCrashMark, 1);
  g_autoptr (GKeyFile) mark = g_key_file_new ();

  self->show = show;
  self->path = dup_path (home);
  self->home = g_file_is_native (home) ? g_file_get_path (home) : g_file_get_uri (home);
  if (g_key_file_load_from_file (mark, self->path, G_KEY_FILE_NONE, NULL))
    read_left (self, mark, file);
  br_crash_mark_write (self);

  return self;
}

void
br_crash_mark_free (BrCrashMark *self)
{
  g_unlink (self->path);
  g_free (self->path);
  g_free (self->home);
  g_free (self);
}

/* --- telling ------------------------------------------------------------------------------------ */

static void
tell_restored (BrCrashMark *self,
               BrWindow    *window)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (self->restored_s);
  g_autofree char      *clock = NULL;
  g_autofree char      *text = NULL;

  if (self->restored_s == 0)
    return;

  clock = br_format_clock (time);
  /* Translators: %s is a time of day */
  text = g_strdup_printf (_("Restored edits from %s"), clock);
  br_window_toast (window, text, FALSE);
  self->restored_s = 0;
}

/* Stays until somebody looked at the Log: nobody may have been there when it happened. */
void
br_crash_mark_tell (BrCrashMark *self,
                    BrWindow    *window)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char      *clock = br_format_clock (now);
  g_autofree char      *text = NULL;

  tell_restored (self, window);
  if (!self->was_killed)
    return;

  /* Translators: %s is a time of day */
  text = g_strdup_printf (_("Clasp Bridge stopped without being told to and was started again at %s. Outputs are as they were."), clock);
  br_window_set_condition_with_action (window, CONDITION, BR_SEVERITY_WARNING, text, _("Log"), "app.look-at-crash");
  self->was_killed = FALSE;
}

void
br_crash_mark_forget (BrWindow *window)
{
  br_window_clear_condition (window, CONDITION);
}
