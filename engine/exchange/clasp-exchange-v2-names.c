/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-v2-names.h"

#include <string.h>

/* Settings are called "inMin" there and "in-min" here; steps have theirs beside "type" and "on". */

char *
clasp_v2_name (const char *setting)
{
  GString *name = g_string_new (NULL);

  for (const char *p = setting; *p != '\0'; p++)
    if (p[0] == '-' && g_ascii_islower (p[1]))
      g_string_append_c (name, g_ascii_toupper (*++p));
    else
      g_string_append_c (name, *p);
  return g_string_free (name, FALSE);
}

char *
clasp_v2_setting (const char *name)
{
  GString *setting = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++)
    if (g_ascii_isupper (*p) && p > name)
      g_string_append_printf (setting, "-%c", g_ascii_tolower (*p));
    else
      g_string_append_c (setting, *p);
  return g_string_free (setting, FALSE);
}

static gboolean
is_setting (GType type, const char *name)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);

  return g_object_class_find_property (G_OBJECT_CLASS (klass), name) != NULL;
}

JsonObject *
clasp_v2_take (JsonObject *json, GType type)
{
  JsonObject           *settings = json_object_new ();
  g_autoptr (GList)     names = json_object_get_members (json);
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func (g_free);

  for (GList *item = names; item != NULL; item = item->next)
    {
      g_autofree char *setting = clasp_v2_setting (item->data);
      const char      *name = is_setting (type, setting) ? setting : item->data;

      if (!is_setting (type, name) || json_object_has_member (settings, name))
        continue;
      json_object_set_member (settings, name,
                              json_node_copy (json_object_get_member (json, item->data)));
      g_ptr_array_add (taken, g_strdup (item->data));
    }
  for (guint i = 0; i < taken->len; i++)
    json_object_remove_member (json, taken->pdata[i]);
  return settings;
}

void
clasp_v2_put (JsonObject *json, JsonObject *settings, GType type)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, settings);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *theirs = is_setting (type, name) ? clasp_v2_name (name) : g_strdup (name);

      if (!json_object_has_member (json, theirs) && !clasp_exchange_is_secret (theirs))
        json_object_set_member (json, theirs, json_node_copy (node));
    }
}

void
clasp_v2_drop (ClaspImport *self, JsonObject *json, const char *const *names, const char *path)
{
  g_autoptr (GList)     members = json_object_get_members (json);
  g_autoptr (GPtrArray) dropped = g_ptr_array_new_with_free_func (g_free);

  for (GList *item = members; item != NULL; item = item->next)
    if (g_strv_contains (names, item->data) || clasp_exchange_is_secret (item->data))
      {
        clasp_exchange_tell (
          self->report, path, "%.64s: %s; it is left out", (const char *) item->data,
          clasp_exchange_is_secret (item->data) ? "a secret does not belong into a show"
                                                : "has no place here");
        g_ptr_array_add (dropped, g_strdup (item->data));
      }
  for (guint i = 0; i < dropped->len; i++)
    json_object_remove_member (json, dropped->pdata[i]);
}

/* ---- steps ---- */

static const ClaspKind *
find_kind (ClaspShow *show, const char *kind)
{
  const ClaspRegistry *registry = clasp_show_get_registry (show);

  return clasp_kind_find (registry->steps, registry->n_steps, kind);
}

/* "scaleInMin" is "inMin", and what one has beside "on" may be the switch or a level. */
static void
rename_aliases (JsonObject *json, const char *type)
{
  for (guint i = 0; i < clasp_exchange_n_steps; i++)
    {
      const ClaspExchangeStep *known = &clasp_exchange_steps[i];

      if (strcmp (known->type, type) != 0)
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (known->names) && known->names[j].theirs != NULL; j++)
        {
          JsonNode *node = json_object_get_member (json, known->names[j].theirs);

          if (node == NULL || strcmp (known->names[j].theirs, known->names[j].ours) == 0)
            continue;
          json_object_set_member (json, known->names[j].ours, json_node_copy (node));
          json_object_remove_member (json, known->names[j].theirs);
        }
    }
}

static gboolean
take_switch (JsonObject *json)
{
  static const char *const names[] = { "on", "enabled" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonNode *node = json_object_get_member (json, names[i]);
      gboolean  is_on;

      if (node == NULL || !clasp_exchange_holds (node, G_TYPE_BOOLEAN))
        continue;
      is_on = json_node_get_boolean (node);
      json_object_remove_member (json, names[i]);
      return is_on;
    }
  return TRUE;
}

/* What version 2 has where it says nothing, and we have otherwise: what version 1 had. */
static void
set_usual (const char *kind, JsonObject *settings)
{
  if (strcmp (kind, "curve") == 0 && !json_object_has_member (settings, "shape"))
    json_object_set_string_member (settings, "shape", "linear");
  if (strcmp (kind, "smooth") == 0 && json_object_get_size (settings) == 0)
    json_object_set_double_member (settings, "factor", 0.3);
}

static void
add_step (JsonArray  *steps,
          const char *kind,
          gboolean    is_on,
          JsonObject *settings,
          JsonObject *rest)
{
  JsonObject    *step = json_object_new ();
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_set_string_member (step, "kind", kind);
  json_object_set_boolean_member (step, "enabled", is_on);
  if (rest != NULL)
    {
      json_object_iter_init_ordered (&iter, rest);
      while (json_object_iter_next_ordered (&iter, &name, &node))
        json_object_set_member (settings, name, json_node_copy (node));
    }
  json_object_set_object_member (step, "settings", settings);
  json_array_add_object_element (steps, step);
}

/* One of ours, by our names or those of version 1. */
static void
read_own (JsonArray *steps, const ClaspKind *kind, JsonObject *json)
{
  g_autoptr (JsonObject) rest = clasp_exchange_copy_object (json);
  gboolean               is_on;
  JsonObject            *settings;

  json_object_remove_member (rest, "type");
  is_on = take_switch (rest);
  rename_aliases (rest, kind->kind);
  settings = clasp_v2_take (rest, kind->get_settings_type ());
  set_usual (kind->kind, settings);
  add_step (steps, kind->kind, is_on, settings, rest);
}

/* One of the library, or a program that does not run here. */
static gboolean
read_foreign (ClaspImport *self,
              JsonArray   *steps,
              JsonObject  *json,
              const char  *path,
              GError     **error)
{
  g_autoptr (GPtrArray)  read = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JsonObject) copy = clasp_exchange_copy_object (json);
  gboolean               is_on = take_switch (copy);
  ClaspStepReader        reader = { self, NULL, read, path, 0 };

  if (!clasp_import_step (&reader, copy, error))
    return FALSE;
  for (guint i = 0; i < read->len; i++)
    {
      JsonObject *settings = json_object_new ();

      clasp_settings_to_json (clasp_step_get_settings (read->pdata[i]), settings);
      add_step (steps, clasp_step_get_kind (read->pdata[i]),
                is_on && clasp_step_get_enabled (read->pdata[i]), settings, NULL);
    }
  return TRUE;
}

static gboolean
is_own (const ClaspKind *kind, JsonObject *json)
{
  if (kind == NULL)
    return FALSE;
  return !(strcmp (kind->kind, "threshold") == 0 && json_object_has_member (json, "mode")) &&
         !(strcmp (kind->kind, "curve") == 0 && json_object_has_member (json, "curve_type")) &&
         !(strcmp (kind->kind, "scale") == 0 && json_object_has_member (json, "from_min"));
}

JsonArray *
clasp_v2_read_steps (ClaspImport *self, JsonArray *array, const char *path, GError **error)
{
  g_autoptr (JsonArray) steps = json_array_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      JsonObject      *json = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char      *type = json != NULL ? clasp_exchange_get_text (json, "type") : NULL;
      const ClaspKind *kind = type != NULL ? find_kind (self->show, type) : NULL;

      if (type == NULL)
        {
          g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                       "transforms[%u]: type: is missing", i);
          return NULL;
        }
      if (is_own (kind, json))
        read_own (steps, kind, json);
      else if (!read_foreign (self, steps, json, path, error))
        {
          g_prefix_error (error, "transforms[%u]: ", i);
          return NULL;
        }
    }
  return g_steal_pointer (&steps);
}

/* Written in any case: where the two differ in what is usual. */
static void
write_usual (const char *kind, JsonObject *settings)
{
  if (strcmp (kind, "curve") == 0 && !json_object_has_member (settings, "shape"))
    json_object_set_string_member (settings, "shape", "ease-in-out");
  if (strcmp (kind, "smooth") == 0 && json_object_get_size (settings) == 0)
    json_object_set_int_member (settings, "time-ms", 80);
}

JsonArray *
clasp_v2_write_steps (ClaspShow *show, JsonArray *steps)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    {
      g_autoptr (JsonObject) step =
        clasp_exchange_copy_object (json_array_get_object_element (steps, i));
      const char      *kind = json_object_get_string_member (step, "kind");
      const ClaspKind *found = find_kind (show, kind);
      JsonObject      *json = json_object_new ();
      JsonObject      *settings = clasp_exchange_get_object (step, "settings");
      gboolean         has_level = settings != NULL && json_object_has_member (settings, "on");

      json_object_set_string_member (json, "type", kind);
      json_object_set_boolean_member (json, has_level ? "enabled" : "on",
                                      json_object_get_boolean_member (step, "enabled"));
      if (settings != NULL && found != NULL)
        {
          write_usual (kind, settings);
          clasp_v2_put (json, settings, found->get_settings_type ());
        }
      json_object_remove_member (step, "kind");
      json_object_remove_member (step, "enabled");
      if (settings != NULL)
        json_object_remove_member (step, "settings");
      clasp_v2_put (json, step, G_TYPE_OBJECT);
      json_array_add_object_element (array, json);
    }
  return array;
}
