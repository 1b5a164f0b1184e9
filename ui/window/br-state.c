/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-state.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define GROUP "window"

struct _BrState
{
  GKeyFile *file;
  char     *path;
  gboolean  changed;
};

BrState *
br_state_load (void)
{
  BrState *self = g_new0 (BrState, 1);

  self->path = g_build_filename (g_get_user_state_dir (), "clasp-bridge", "window.ini", NULL);
  self->file = g_key_file_new ();
  g_key_file_load_from_file (self->file, self->path, G_KEY_FILE_NONE, NULL);

  return self;
}

void
br_state_save (BrState *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *folder = g_path_get_dirname (self->path);

  if (!self->changed)
    return;

  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_key_file_save_to_file (self->file, self->path, &error))
    g_message (_ ("The size of the window cannot be remembered: %s"),
               error != NULL ? error->message : _ ("its folder cannot be made"));
  self->changed = FALSE;
}

void
br_state_free (BrState *self)
{
  g_key_file_unref (self->file);
  g_free (self->path);
  g_free (self);
}

int
br_state_get_int (BrState    *self,
                  const char *key,
                  int         fallback)
{
  g_autoptr (GError) error = NULL;
  int                value = g_key_file_get_integer (self->file, GROUP, key, &error);

  return error == NULL ? value : fallback;
}

void
br_state_set_int (BrState    *self,
                  const char *key,
                  int         value)
{
  if (g_key_file_has_key (self->file, GROUP, key, NULL) && br_state_get_int (self, key, value) == value)
    return;

  g_key_file_set_integer (self->file, GROUP, key, value);
  self->changed = TRUE;
}

char *
br_state_get_string (BrState    *self,
                     const char *key,
                     const char *fallback)
{
  char *value = g_key_file_get_string (self->file, GROUP, key, NULL);

  return value != NULL ? value : g_strdup (fallback);
}

void
br_state_set_string (BrState    *self,
                     const char *key,
                     const char *value)
{
  g_autofree char *old = g_key_file_get_string (self->file, GROUP, key, NULL);

  if (g_strcmp0 (old, value) == 0)
    return;

  g_key_file_set_string (self->file, GROUP, key, value);
  self->changed = TRUE;
}
