/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-v2-names.h"
#include "exchange/clasp-exchange-v2-parameters.h"

#include <string.h>

/* Transforms of version 2 and steps of a show file, both ways. A step has its settings beside "type" and "on". */

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
          clasp_v2_rename (json, known->names[j].theirs, known->names[j].ours);
          if (known->names[j].library != NULL)
            clasp_v2_rename (json, known->names[j].library, known->names[j].ours);
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

/* What is in @more and not in @settings. */
static void
add_settings (JsonObject *settings, JsonObject *more)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, more);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (settings, name, json_node_copy (node));
}

/* One of ours, by the names of version 2, ours or those of version 1. What nobody knows is kept, and told. */
static void
read_own (ClaspImport     *self,
          JsonArray       *steps,
          const ClaspKind *kind,
          JsonObject      *json,
          const char      *path)
{
  static const char *const ours[] = { "kind", "enabled", "settings", NULL };
  g_autoptr (JsonObject)   rest = clasp_exchange_copy_object (json), taken = NULL;
  JsonObject              *settings = json_object_new ();
  gboolean                 is_on;

  json_object_remove_member (rest, "type");
  is_on = take_switch (rest);
  clasp_v2_drop (self, rest, ours, path);
  clasp_v2_read_parameters (self, kind->kind, rest, settings, path);
  rename_aliases (rest, kind->kind);
  taken = clasp_v2_take (rest, kind->get_settings_type ());
  add_settings (taken, settings);
  clasp_v2_adapt (taken, kind->get_settings_type ());
  set_usual (kind->kind, taken);
  clasp_v2_tell_unknown (self, rest, NULL, path);
  add_step (steps, kind->kind, is_on, json_object_ref (taken), rest);
  json_object_unref (settings);
}

static void
keep_notes (JsonObject *kept, ClaspMapping *mapping)
{
  const char *notes = clasp_settings_get_string (clasp_mapping_get_options (mapping), "notes");

  if (*notes != '\0')
    json_object_set_string_member (kept, "notes", notes);
}

/* One of the library, or a program that does not run here: that is kept. */
static gboolean
read_foreign (ClaspImport *self,
              JsonArray   *steps,
              JsonObject  *json,
              const char  *path,
              JsonObject  *kept,
              GError     **error)
{
  g_autoptr (GPtrArray)    read = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JsonObject)   copy = clasp_exchange_copy_object (json);
  g_autoptr (ClaspMapping) mapping =
    kept != NULL ? clasp_show_create_mapping (self->show, "/a", "/b") : NULL;
  gboolean        is_on = take_switch (copy);
  ClaspStepReader reader = { self, mapping, read, path, 0 };

  if (!clasp_import_step (&reader, copy, error))
    return FALSE;
  if (mapping != NULL)
    keep_notes (kept, mapping);
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
         !(strcmp (kind->kind, "scale") == 0 && json_object_has_member (json, "from_min")) &&
         !((strcmp (kind->kind, "min") == 0 || strcmp (kind->kind, "max") == 0) &&
           json_object_has_member (json, "window_size"));
}

JsonArray *
clasp_v2_read_steps (ClaspImport *self, JsonArray *array, const char *path, GError **error)
{
  return clasp_v2_read_chain (self, array, path, NULL, error);
}

JsonArray *
clasp_v2_read_chain (
  ClaspImport *self, JsonArray *array, const char *path, JsonObject *kept, GError **error)
{
  g_autoptr (JsonArray) steps = json_array_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      g_autofree char *inner = g_strdup_printf ("%s.transforms[%u]", path, i);
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
        read_own (self, steps, kind, json, inner);
      else if (!read_foreign (self, steps, json, inner, kept, error))
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
      /* one whose level is called so, too */
      gboolean has_level = settings != NULL && json_object_has_member (settings, "on") &&
                           strcmp (kind, "threshold") != 0;

      json_object_set_string_member (json, "type", kind);
      json_object_set_boolean_member (json, has_level ? "enabled" : "on",
                                      json_object_get_boolean_member (step, "enabled"));
      if (settings != NULL && found != NULL)
        {
          write_usual (kind, settings);
          clasp_v2_write_parameters (show, kind, found->get_settings_type (), settings, json);
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
