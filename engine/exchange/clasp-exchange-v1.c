/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"
#include "exchange/clasp-exchange-steps.h"

#include <string.h>

/* Version 1 configurations of the reference application (mapping.md 10). The head is checked before
 * anything is added; from then on every item is for itself. A mapping is compiled as it will be
 * when it runs, and left out with the reason when that fails. Values pass as they are: the default
 * conversion by ranges is off for all that comes from there, but for direct links. */

/* Notes are maps here; version 1 means their velocity. */
static gboolean
is_note (const char *address)
{
  return g_str_has_prefix (address, "/midi") && strstr (address, "/note/") != NULL;
}

/* Notes are maps, and what is in a JSON path may be written without its beginning. */
static void
set_path (ClaspMappingEnd *source, const char *json_path)
{
  g_autofree char *path = NULL;

  if (json_path == NULL && is_note (clasp_mapping_end_get_address (source)))
    path = g_strdup ("$.velocity");
  else if (json_path != NULL && *json_path != '$')
    path = g_strconcat (*json_path == '[' ? "$" : "$.", json_path, NULL);
  else
    path = g_strdup (json_path);
  if (path != NULL)
    g_object_set (clasp_mapping_end_get_options (source), "path", path, NULL);
}

static void
set_ends (ClaspMapping *mapping, JsonObject *source_json, JsonObject *target_json)
{
  GListModel *sources = clasp_mapping_get_sources (mapping);
  const char *path = clasp_exchange_get_text (source_json, "jsonPath");
  const char *template = clasp_exchange_get_text (target_json, "jsonTemplate");
  g_autoptr (ClaspMappingEnd) target = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (ClaspMappingEnd) source = g_list_model_get_item (sources, i);

      set_path (source, path);
    }
  if (template == NULL)
    return;
  target = g_list_model_get_item (clasp_mapping_get_targets (mapping), 0);
  g_object_set (clasp_mapping_end_get_options (target), "template", template, NULL);
}

/* One source for each connection that is meant. */
static ClaspMapping *
make_mapping (ClaspImport *self,
              GPtrArray   *from,
              JsonObject  *source_json,
              const char  *target,
              GError     **error)
{
  g_autoptr (ClaspMapping) mapping = NULL;

  for (guint i = 0; i < MAX (from->len, 1); i++)
    {
      ClaspConnection *connection = from->len > 0 ? from->pdata[i] : NULL;
      g_autofree char *source = clasp_import_end (connection, source_json, NULL, error);

      if (source == NULL)
        return NULL;
      if (mapping == NULL)
        mapping = clasp_show_create_mapping (self->show, source, target);
      else if (strcmp (source, clasp_mapping_get_source (mapping)) != 0)
        {
          g_autoptr (ClaspMappingEnd) end = clasp_show_create_source (self->show, source);

          clasp_mapping_add_source (mapping, end);
        }
    }
  return g_steal_pointer (&mapping);
}

/* (transfer full) (nullable) */
static ClaspMapping *
read_ends (ClaspImport *self, JsonObject *json, const char *path, GError **error)
{
  JsonObject           *source_json = clasp_exchange_get_object (json, "source");
  JsonObject           *target_json = clasp_exchange_get_object (json, "target");
  g_autoptr (GPtrArray) from = NULL, to = NULL;
  g_autofree char      *first = NULL, *target = NULL;
  ClaspMapping         *mapping;

  if (source_json == NULL || target_json == NULL)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "%s: is missing",
                   source_json == NULL ? "source" : "target");
      return NULL;
    }
  from = clasp_import_choose (self, source_json, FALSE, path, error);
  first = from != NULL
            ? clasp_import_end (from->len > 0 ? from->pdata[0] : NULL, source_json, NULL, error)
            : NULL;
  to = first != NULL ? clasp_import_choose (self, target_json, TRUE, path, error) : NULL;
  target = to != NULL
             ? clasp_import_end (to->len > 0 ? to->pdata[0] : NULL, target_json, source_json, error)
             : NULL;
  if (target == NULL)
    return NULL;
  mapping = make_mapping (self, from, source_json, target, error);
  if (mapping != NULL)
    set_ends (mapping, source_json, target_json);
  return mapping;
}

static void
tell_unknown (ClaspImport *self, JsonObject *json, const char *const *known, const char *path)
{
  g_autoptr (GList) names = json_object_get_members (json);

  for (GList *item = names; item != NULL; item = item->next)
    if (!g_strv_contains (known, item->data) &&
        !JSON_NODE_HOLDS_NULL (json_object_get_member (json, item->data)))
      clasp_exchange_tell (self->report, path, "%.64s: is not known here; it is left out",
                           (const char *) item->data);
}

/* What a mapping and its ends have beyond version 1; "valueType" is there and was never used. */
static void
tell_rest (ClaspImport *self, JsonObject *json, const char *path)
{
  static const char *const known[] = { "id", "name", "enabled", "source", "target", "transform", NULL };
  static const char *const ends[] = { "protocol",    "address",      "midiType",   "midiChannel",
                                      "midiNumber",  "dmxUniverse",  "dmxChannel", "valueType",
                                      "jsonPath",    "jsonTemplate", "namespace", NULL };
  static const char *const names[] = { "source", "target" };

  tell_unknown (self, json, known, path);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *inner = g_strdup_printf ("%s.%s", path, names[i]);

      tell_unknown (self, json_object_get_object_member (json, names[i]), ends, inner);
    }
}

/* (transfer full) (nullable) */
static ClaspMapping *
read_mapping (ClaspImport *self, JsonObject *json, const char *path, GError **error)
{
  JsonNode                *transform = json_object_get_member (json, "transform");
  g_autoptr (ClaspMapping) mapping = read_ends (self, json, path, error);

  if (mapping == NULL)
    return NULL;
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping), clasp_exchange_get_enabled (json));
  if (clasp_exchange_get_text (json, "name") != NULL)
    clasp_show_item_set_name (CLASP_SHOW_ITEM (mapping), clasp_exchange_get_text (json, "name"));
  if (clasp_exchange_get_text (json, "id") != NULL)
    clasp_show_adopt_id (self->show, CLASP_SHOW_ITEM (mapping),
                         clasp_exchange_get_text (json, "id"));
  tell_rest (self, json, path);
  g_object_set (mapping, "convert", FALSE, NULL);
  if ((transform != NULL && !clasp_import_transform (self, transform, mapping, path, error)) ||
      !clasp_exchange_check_mapping (mapping, error))
    return NULL;
  return g_steal_pointer (&mapping);
}

static void
import_mapping (ClaspImport *self, JsonObject *json, const char *path)
{
  g_autoptr (GError)       error = NULL;
  g_autoptr (ClaspMapping) mapping = read_mapping (self, json, path, &error);

  if (mapping == NULL)
    clasp_exchange_tell (self->report, path, "%s; it is left out", error->message);
  else if (!clasp_show_add (self->show, CLASP_SHOW_ITEM (mapping)))
    clasp_exchange_tell (self->report, path, "the show is full; it is left out");
}

/* ---- the whole ---- */

static const struct
{
  const char *name;
  guint       limit;
  void (*read) (ClaspImport *self, JsonObject *json, const char *path);
} lists[] = {
  { "servers", CLASP_EXCHANGE_MAX_SERVERS, clasp_import_server },
  { "bridges", CLASP_EXCHANGE_MAX_SERVERS, clasp_import_link },
  { "mappings", CLASP_SHOW_MAX_MAPPINGS, import_mapping },
};

static gboolean
check_lists (JsonObject *json, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      JsonNode *node = json_object_get_member (json, lists[i].name);
      guint     length;

      if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
        {
          g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                       "%s: is missing, or no list", lists[i].name);
          return FALSE;
        }
      length = json_array_get_length (json_node_get_array (node));
      if (length > lists[i].limit)
        {
          g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                       "%s: %u are too many, at most %u", lists[i].name, length, lists[i].limit);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_head (ClaspImport *self, JsonObject *json, GError **error)
{
  JsonNode *version = json_object_get_member (json, "version");

  if (version == NULL || !clasp_exchange_holds (version, G_TYPE_INT64) ||
      json_node_get_int (version) < 0)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "version: is missing; this is no configuration that can be read");
      return FALSE;
    }
  if (!clasp_import_accepts (self, json_node_get_int (version), 1))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION,
                   "version: %" G_GINT64_FORMAT " is newer than what can be read in this form, 1",
                   json_node_get_int (version));
      return FALSE;
    }
  return check_lists (json, error);
}

static void
import_list (ClaspImport *self, JsonArray *array, guint list)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      g_autofree char *path = g_strdup_printf ("%s[%u]", lists[list].name, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        lists[list].read (self, json_node_get_object (node), path);
      else
        clasp_exchange_tell (self->report, path, "is not an object; it is left out");
    }
}

gboolean
clasp_import_v1 (ClaspImport *self, JsonObject *json, GError **error)
{
  static const char *const known[] = { "version", "exportedAt", "name",  "servers",
                                       "bridges", "mappings",   "rules", NULL };

  if (!check_head (self, json, error))
    return FALSE;
  tell_unknown (self, json, known, "file");
  if (clasp_exchange_get_text (json, "name") != NULL)
    g_object_set (self->show, "name", clasp_exchange_get_text (json, "name"), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    import_list (self, json_object_get_array_member (json, lists[i].name), i);
  return TRUE;
}
