/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-reader.h"

/* Mappings: ends, options, steps. */

static const char *const step_members[] = { "kind", "enabled", "settings", NULL };
static const char *const source_members[] = { "address", "options", NULL };
static const char *const target_members[] = { "address", "options", "steps", NULL };
static const char *const mapping_members[] = { "id",      "name",    "enabled", "source",
                                               "sources", "target",  "targets", "colour",
                                               "convert", "options", "steps",   "group",
                                               NULL };

static ClaspStep *
read_step (ClaspReader *self, JsonNode *node, const char *path)
{
  JsonObject               *json;
  const char               *kind;
  const ClaspKind          *found;
  g_autoptr (ClaspSettings) settings = NULL;
  ClaspStep                *step;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      clasp_reader_complain (self, path, "is not an object");
      return NULL;
    }

  json = json_node_get_object (node);
  kind = clasp_reader_get_text (self, json, path, "kind");
  found = clasp_kind_find (self->registry->steps, self->registry->n_steps, kind);
  if (found == NULL)
    {
      clasp_reader_complain (self, path, "kind “%s” is not known", kind != NULL ? kind : "");
      return NULL;
    }

  settings = clasp_reader_read_settings (self, json, path, found->get_settings_type ());
  step = g_object_new (CLASP_TYPE_STEP, "kind", kind, "settings", settings, NULL);
  clasp_step_set_enabled (step, clasp_reader_get_boolean (self, json, path, "enabled"));
  clasp_extra_keep (G_OBJECT (step), json, step_members);
  return step;
}

/* Those of @mapping, or of one of its targets. */
static gboolean
read_steps (ClaspReader     *self,
            JsonObject      *json,
            const char      *path,
            ClaspMapping    *mapping,
            ClaspMappingEnd *target)
{
  gboolean   is_good;
  JsonArray *array =
    clasp_reader_get_list (self, json, path, "steps", CLASP_MAPPING_MAX_STEPS, &is_good);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      g_autofree char      *step_path = g_strdup_printf ("%s.steps[%u]", path, i);
      g_autoptr (ClaspStep) step = read_step (self, json_array_get_element (array, i), step_path);

      if (step == NULL)
        return FALSE;
      if (target != NULL)
        clasp_mapping_end_insert_step (target, i, step);
      else
        clasp_mapping_insert_step (mapping, i, step);
    }
  return is_good;
}

static ClaspMappingEnd *
read_end (ClaspReader *self, JsonNode *node, const char *path, gboolean is_target)
{
  JsonObject                 *json;
  const char                 *address;
  g_autofree char            *options_path = g_strconcat (path, ".options", NULL);
  g_autoptr (ClaspMappingEnd) end = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      clasp_reader_complain (self, path, "is not an object");
      return NULL;
    }

  json = json_node_get_object (node);
  address = clasp_reader_get_text (self, json, path, "address");
  if (address == NULL)
    {
      clasp_reader_complain (self, path, "has no address");
      return NULL;
    }

  end = clasp_mapping_end_new (self->registry, is_target, address);
  if (json_object_has_member (json, "options"))
    clasp_reader_fill_settings (self, json_object_get_member (json, "options"), options_path,
                                clasp_mapping_end_get_options (end));
  if (is_target && !read_steps (self, json, path, NULL, end))
    return NULL;
  clasp_extra_keep (G_OBJECT (end), json, is_target ? target_members : source_members);
  return g_steal_pointer (&end);
}

/* The list @several, or one address, @one. */
static gboolean
read_ends (ClaspReader  *self,
           JsonObject   *json,
           const char   *path,
           ClaspMapping *mapping,
           gboolean      is_target)
{
  const char           *one = is_target ? "target" : "source";
  const char           *several = is_target ? "targets" : "sources";
  ClaspEnds            *ends = clasp_mapping_peek_ends (mapping, is_target);
  g_autoptr (GPtrArray) read = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean              is_good;
  JsonArray            *array =
    clasp_reader_get_list (self, json, path, several, CLASP_MAPPING_MAX_ENDS, &is_good);

  if (array == NULL)
    {
      const char *address = is_good ? clasp_reader_get_text (self, json, path, one) : NULL;

      clasp_ends_set_address (ends, address);
      return address != NULL;
    }

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *end_path = g_strdup_printf ("%s.%s[%u]", path, several, i);
      ClaspMappingEnd *end =
        read_end (self, json_array_get_element (array, i), end_path, is_target);

      if (end == NULL)
        return FALSE;
      g_ptr_array_add (read, end);
    }
  if (read->len == 0)
    clasp_reader_complain (self, path, "%s is empty", several);
  else
    clasp_ends_replace (ends, self->registry, read);
  return read->len > 0;
}

static guint
get_colour (ClaspReader *self, JsonObject *json, const char *path)
{
  JsonNode *node = json_object_get_member (json, "colour");

  if (node == NULL)
    return 0;
  if (clasp_reader_holds (node, G_TYPE_INT64) && json_node_get_int (node) >= 0 &&
      json_node_get_int (node) <= CLASP_MAPPING_MAX_COLOUR)
    return (guint) json_node_get_int (node);
  clasp_reader_complain (self, path, "colour: expected 0–%d", CLASP_MAPPING_MAX_COLOUR);
  return 0;
}

static gboolean
has_ends (ClaspReader *self, JsonObject *json, const char *path)
{
  gboolean has_source =
    json_object_has_member (json, "source") || json_object_has_member (json, "sources");

  if (has_source &&
      (json_object_has_member (json, "target") || json_object_has_member (json, "targets")))
    return TRUE;
  clasp_reader_complain (self, path, "has no %s; this mapping is left out",
                         has_source ? "target" : "source");
  return FALSE;
}

void
clasp_reader_read_mapping (ClaspReader     *self,
                           JsonObject      *json,
                           const char      *path,
                           const ClaspKind *none)
{
  const char              *name = clasp_reader_get_text (self, json, path, "name");
  g_autofree char         *options_path = g_strconcat (path, ".options", NULL);
  g_autoptr (ClaspMapping) mapping = NULL;

  if (!has_ends (self, json, path))
    return;

  mapping = g_object_new (CLASP_TYPE_MAPPING, "id", clasp_reader_get_id (self, json, path), "name",
                          name, NULL);
  clasp_mapping_set_registry (mapping, self->registry);
  g_object_set (mapping, "enabled", clasp_reader_get_boolean (self, json, path, "enabled"),
                "convert", clasp_reader_get_boolean (self, json, path, "convert"), "colour",
                get_colour (self, json, path), "group",
                clasp_reader_get_text (self, json, path, "group"), NULL);
  if (json_object_has_member (json, "options"))
    clasp_reader_fill_settings (self, json_object_get_member (json, "options"), options_path,
                                clasp_mapping_get_options (mapping));
  if (!read_ends (self, json, path, mapping, FALSE) ||
      !read_ends (self, json, path, mapping, TRUE) || !read_steps (self, json, path, mapping, NULL))
    {
      clasp_reader_complain (
        self, path, "this mapping is left out: without all its parts it would send other values");
      return;
    }
  clasp_extra_keep (G_OBJECT (mapping), json, mapping_members);
  g_ptr_array_add (self->mappings, g_steal_pointer (&mapping));
}
