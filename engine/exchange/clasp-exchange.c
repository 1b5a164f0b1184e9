/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include "core/clasp-json.h"
#include "mapping/clasp-json-path.h"
#include "mapping/clasp-json-template.h"
#include "mapping/clasp-transform.h"

#include <math.h>
#include <string.h>

/* Design notes.
 *
 * The head of the file is checked before anything is added, so that an error leaves the show as it
 * was; from then on every item is for itself. A mapping is compiled as it will be when it runs, and
 * left out with the reason when that fails. Values pass as they are, as in version 1: the default
 * conversion by ranges is off for all that comes from there, but for direct links. */

void
clasp_exchange_tell (GPtrArray *report, const char *path, const char *format, ...)
{
  g_autofree char *text = NULL, *line = NULL;
  va_list          arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = g_strconcat (path, ": ", text, NULL);
  g_ptr_array_add (report, g_utf8_make_valid (line, -1));
}

static gboolean
holds (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

const char *
clasp_exchange_get_text (JsonObject *json, const char *name)
{
  JsonNode *node = json_object_get_member (json, name);

  if (!holds (node, G_TYPE_STRING) || *json_node_get_string (node) == '\0')
    return NULL;
  return json_node_get_string (node);
}

gboolean
clasp_exchange_get_number (JsonObject *json,
                           const char *name,
                           gint64      lowest,
                           gint64      highest,
                           gint64     *number,
                           GError    **error)
{
  JsonNode *node = json_object_get_member (json, name);
  double    value;

  *number = -1;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  value =
    holds (node, G_TYPE_INT64) || holds (node, G_TYPE_DOUBLE) ? json_node_get_double (node) : NAN;
  if (value >= (double) lowest && value <= (double) highest && floor (value) == value)
    {
      *number = (gint64) value;
      return TRUE;
    }
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
               "%s: expected a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, name,
               lowest, highest);
  return FALSE;
}

gboolean
clasp_exchange_get_enabled (JsonObject *json)
{
  JsonNode *node = json_object_get_member (json, "enabled");

  return !holds (node, G_TYPE_BOOLEAN) || json_node_get_boolean (node);
}

ClaspConnection *
clasp_exchange_find (ClaspShow *show, const char *kind)
{
  GListModel *list = clasp_show_get_connections (show);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (list, i);

      if (strcmp (clasp_connection_get_kind (connection), kind) == 0)
        return g_steal_pointer (&connection);
    }
  return NULL;
}

gboolean
clasp_exchange_is_below (const char *address, const char *namespace_)
{
  gsize length = strlen (namespace_);

  if (strncmp (address, namespace_, length) != 0)
    return FALSE;
  while (g_ascii_isdigit (address[length]))
    length++;
  return address[length] == '\0' || address[length] == '/';
}

/* ---- mappings ---- */

static gboolean
check_options (ClaspMapping *mapping, const ClaspRoutePattern *pattern, GError **error)
{
  g_autoptr (ClaspMappingEnd) source =
    g_list_model_get_item (clasp_mapping_get_sources (mapping), 0);
  g_autoptr (ClaspMappingEnd) target =
    g_list_model_get_item (clasp_mapping_get_targets (mapping), 0);
  const char *path = clasp_settings_get_string (clasp_mapping_end_get_options (source), "path");
  const char *template =
    clasp_settings_get_string (clasp_mapping_end_get_options (target), "template");
  g_autoptr (ClaspJsonPath)     as_path = NULL;
  g_autoptr (ClaspJsonTemplate) as_template = NULL;

  if (*path != '\0' && (as_path = clasp_json_path_new (path, error)) == NULL)
    {
      g_prefix_error (error, "jsonPath: ");
      return FALSE;
    }
  if (*template != '\0' &&
      (as_template = clasp_json_template_new (template, pattern, error)) == NULL)
    {
      g_prefix_error (error, "jsonTemplate: ");
      return FALSE;
    }
  return TRUE;
}

gboolean
clasp_exchange_check_mapping (ClaspMapping *mapping, GError **error)
{
  g_autoptr (ClaspRoutePattern) pattern =
    clasp_route_pattern_new (clasp_mapping_get_source (mapping), error);
  g_autoptr (ClaspTemplate) template = NULL;
  GListModel *steps = clasp_mapping_get_steps (mapping);

  if (pattern == NULL)
    {
      g_prefix_error (error, "source: ");
      return FALSE;
    }
  template = clasp_template_new (clasp_mapping_get_target (mapping), pattern, error);
  if (template == NULL)
    {
      g_prefix_error (error, "target: ");
      return FALSE;
    }
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep)     step = g_list_model_get_item (steps, i);
      g_autoptr (ClaspSettings) copy = clasp_settings_copy (clasp_step_get_settings (step));

      if (!clasp_transform_compile (CLASP_TRANSFORM (copy), pattern, error))
        return FALSE;
    }
  return check_options (mapping, pattern, error);
}

static JsonObject *
get_object (JsonObject *json, const char *name)
{
  JsonNode *node = json_object_get_member (json, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* Notes are maps here; version 1 means their velocity. */
static gboolean
is_note (const char *address)
{
  return g_str_has_prefix (address, "/midi") && strstr (address, "/note/") != NULL;
}

static void
set_ends (ClaspMapping *mapping, JsonObject *source_json, JsonObject *target_json)
{
  g_autoptr (ClaspMappingEnd) source =
    g_list_model_get_item (clasp_mapping_get_sources (mapping), 0);
  g_autoptr (ClaspMappingEnd) target =
    g_list_model_get_item (clasp_mapping_get_targets (mapping), 0);
  const char *json_path = clasp_exchange_get_text (source_json, "jsonPath");
  const char *template = clasp_exchange_get_text (target_json, "jsonTemplate");
  g_autofree char *path = NULL;

  if (json_path == NULL && is_note (clasp_mapping_get_source (mapping)))
    path = g_strdup ("$.velocity");
  else if (json_path != NULL && *json_path != '$')
    path = g_strconcat (*json_path == '[' ? "$" : "$.", json_path, NULL);
  else
    path = g_strdup (json_path);
  if (path != NULL)
    g_object_set (clasp_mapping_end_get_options (source), "path", path, NULL);
  if (template != NULL)
    g_object_set (clasp_mapping_end_get_options (target), "template", template, NULL);
}

/* (transfer full) (nullable) */
static ClaspMapping *
read_mapping (ClaspImport *self, JsonObject *json, const char *path, GError **error)
{
  JsonObject              *source_json = get_object (json, "source");
  JsonObject              *target_json = get_object (json, "target");
  JsonObject              *transform = get_object (json, "transform");
  g_autofree char         *source = NULL, *target = NULL;
  g_autoptr (ClaspMapping) mapping = NULL;

  if (source_json == NULL || target_json == NULL)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "%s: is missing",
                   source_json == NULL ? "source" : "target");
      return NULL;
    }
  source = clasp_import_end (self, source_json, NULL, error);
  target = source != NULL ? clasp_import_end (self, target_json, source_json, error) : NULL;
  if (target == NULL)
    return NULL;

  mapping = clasp_show_create_mapping (self->show, source, target);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping), clasp_exchange_get_enabled (json));
  if (clasp_exchange_get_text (json, "name") != NULL)
    clasp_show_item_set_name (CLASP_SHOW_ITEM (mapping), clasp_exchange_get_text (json, "name"));
  g_object_set (mapping, "convert", FALSE, NULL);
  set_ends (mapping, source_json, target_json);
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
check_head (JsonNode *root, GError **error)
{
  JsonNode *version = NULL;

  if (JSON_NODE_HOLDS_OBJECT (root))
    version = json_object_get_member (json_node_get_object (root), "version");
  if (!holds (version, G_TYPE_INT64) || json_node_get_int (version) < 0)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "version: is missing; this is no configuration that can be read");
      return FALSE;
    }
  if (json_node_get_int (version) > 1)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION,
                   "version: %" G_GINT64_FORMAT " is newer than what can be read, 1",
                   json_node_get_int (version));
      return FALSE;
    }
  return check_lists (json_node_get_object (root), error);
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

/**
 * clasp_exchange_import:
 * @show: a new show
 * @text: a version 1 configuration of the reference application, JSON, or a table of mappings, CSV
 *   with the head `source,target,inMin,inMax,outMin,outMax,transform`; at most 16 MiB
 * @report: (element-type utf8): where sentences are appended, each owned by the array
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Adds connections, places the router listens on, and mappings to @show (mapping.md 4, 10, 16).
 * What cannot be taken over is left out, each with a sentence that begins with its path.
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_SYNTAX with line and column, %CLASP_SHOW_ERROR_CONTENT when it is too
 * large or a list is missing, %CLASP_SHOW_ERROR_VERSION for a newer version. Nothing changed then.
 *
 * Returns: whether @show has what could be taken over
 */
gboolean
clasp_exchange_import (ClaspShow *show, const char *text, GPtrArray *report, GError **error)
{
  ClaspImport          self = { show, report, 0 };
  gsize                length = strlen (text);
  g_autoptr (JsonNode) root = NULL;
  JsonObject          *json;

  if (length > CLASP_EXCHANGE_MAX_SIZE)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "larger than %d MiB",
                   CLASP_EXCHANGE_MAX_SIZE / 1024 / 1024);
      return FALSE;
    }
  if (g_ascii_strncasecmp (text, "source,", strlen ("source,")) == 0)
    return clasp_import_csv (show, text, report, error);
  root = clasp_json_parse (text, length, error);
  if (root == NULL || !check_head (root, error))
    return FALSE;

  json = json_node_get_object (root);
  if (clasp_exchange_get_text (json, "name") != NULL)
    g_object_set (show, "name", clasp_exchange_get_text (json, "name"), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    import_list (&self, json_object_get_array_member (json, lists[i].name), i);
  return TRUE;
}
