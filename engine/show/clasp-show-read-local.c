/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-reader.h"

/* Variables, timers, scenes, layers: a list of the show for each kind. */

static const char *const local_members[] = { "id", "name", "enabled", "settings", NULL };

char *
clasp_show_local_member (const ClaspKind *kind)
{
  return g_strconcat (kind->kind, "s", NULL);
}

static gboolean
is_good_name (ClaspReader *self, const char *kind, const char *name, const char *path)
{
  const char *why = clasp_show_local_name_fault (name != NULL ? name : "");

  if (why != NULL)
    clasp_reader_complain (self, path, "name “%.64s”: %s; this %s is left out",
                           name != NULL ? name : "", why, kind);
  else if (!g_hash_table_add (self->names, g_strconcat (kind, "/", name, NULL)))
    clasp_reader_complain (self, path, "the name “%s” is taken; this %s is left out", name, kind);
  else
    return TRUE;
  return FALSE;
}

static void
read_local (ClaspReader *self, JsonObject *json, const char *path, const ClaspKind *kind)
{
  const char               *name = clasp_reader_get_text (self, json, path, "name");
  g_autoptr (ClaspSettings) settings = NULL;
  ClaspShowLocal           *local;

  if (!is_good_name (self, kind->kind, name, path))
    return;

  settings = clasp_reader_read_settings (self, json, path, kind->get_settings_type ());
  local = g_object_new (CLASP_TYPE_SHOW_LOCAL, "id", clasp_reader_get_id (self, json, path), "kind",
                        kind->kind, "name", name, "settings", settings, NULL);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (local),
                               clasp_reader_get_boolean (self, json, path, "enabled"));
  clasp_extra_keep (G_OBJECT (local), json, local_members);
  g_ptr_array_add (self->locals, local);
}

gboolean
clasp_reader_read_locals (ClaspReader *self, JsonObject *show, GError **error)
{
  for (guint i = 0; i < self->registry->n_locals; i++)
    {
      g_autofree char *member = clasp_show_local_member (&self->registry->locals[i]);

      if (!clasp_reader_read_list (self, show, member, CLASP_SHOW_MAX_LOCALS - self->locals->len,
                                   read_local, &self->registry->locals[i], error))
        return FALSE;
    }
  return TRUE;
}
