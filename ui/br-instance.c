/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "br-instance.h"

#include "window/br-crash-mark.h"
#include "window/br-settings.h"

#define LAST_SHOW "last-show"

static GFile *
in_data_folder (const char *name)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "clasp-bridge", NULL);

  g_mkdir_with_parents (folder, 0700);

  return g_file_new_build_filename (folder, name, NULL);
}

GFile *
br_instance_get_first_show (void)
{
  return in_data_folder ("show.json");
}

/* (transfer full) One that is gone, on a disk that is not there, is not waited for. */
static GFile *
find_last_show (void)
{
  g_autofree char *path = g_settings_get_string (br_settings (), LAST_SHOW);

  if (*path != '\0' && g_file_test (path, G_FILE_TEST_EXISTS))
    return g_file_new_for_path (path);

  return br_instance_get_first_show ();
}

static gboolean
is_same_file (GFile *a,
              GFile *b)
{
  g_autofree char *digits_a = br_show_dup_digits (a);
  g_autofree char *digits_b = br_show_dup_digits (b);

  return g_str_equal (digits_a, digits_b);
}

static void
br_instance_become_usual (BrInstance *self)
{
  self->application = g_strdup (CLASP_APP_ID);
  self->home = in_data_folder ("usual");
  self->is_usual = TRUE;
}

static void
br_instance_become_own (BrInstance *self,
                        GFile      *home)
{
  g_autofree char *digits = br_show_dup_digits (home);

  self->application = g_strconcat (CLASP_APP_ID ".Show_", digits, NULL);
  self->home = g_object_ref (home);
}

BrInstance *
br_instance_find (GFile *file)
{
  BrInstance       *self = g_new0 (BrInstance, 1);
  g_autoptr (GFile) last = find_last_show ();
  g_autoptr (GFile) usual = in_data_folder ("usual");
  g_autoptr (GFile) home = NULL;

  self->show = g_object_ref (file != NULL ? file : last);
  home = br_crash_mark_find_home (self->show);
  if (home != NULL && !is_same_file (home, usual))
    br_instance_become_own (self, home);
  else if (home != NULL || is_same_file (self->show, last))
    br_instance_become_usual (self);
  else
    br_instance_become_own (self, self->show);

  return self;
}

void
br_instance_free (BrInstance *self)
{
  g_free (self->application);
  g_object_unref (self->show);
  g_object_unref (self->home);
  g_free (self);
}

void
br_instance_follow (BrInstance *self,
                    GFile      *show)
{
  g_autofree char *path = g_file_get_path (show);

  g_set_object (&self->show, show);
  if (self->is_usual && path != NULL)
    g_settings_set_string (br_settings (), LAST_SHOW, path);
}

GFile *
br_instance_get_journal (BrInstance *self)
{
  g_autofree char *path = g_file_get_path (self->home);
  g_autofree char *journal = path != NULL ? g_strconcat (path, ".journal", NULL) : NULL;

  return journal != NULL ? g_file_new_for_path (journal) : NULL;
}
