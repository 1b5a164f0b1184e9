/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include "core/clasp-json.h"
#include "mapping/clasp-condition.h"
#include "mapping/clasp-json-path.h"
#include "mapping/clasp-json-template.h"
#include "mapping/clasp-transform.h"
#include "show/clasp-show-private.h"
#include "show/clasp-show-secrets.h"

#include <math.h>
#include <string.h>

/* Design notes.
 *
 * A text is read into a show of its own, whatever its form: what a person then confirms is what was
 * read, and a running show is not touched before. YAML becomes the same tree as JSON, so that each
 * form has one reader. The head is checked before anything else; from then on every item is for
 * itself. */

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

gboolean
clasp_exchange_holds (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

const char *
clasp_exchange_get_text (JsonObject *json, const char *name)
{
  JsonNode *node = json_object_get_member (json, name);

  if (!clasp_exchange_holds (node, G_TYPE_STRING) || *json_node_get_string (node) == '\0')
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
  value = clasp_exchange_is_number (node) ? json_node_get_double (node) : NAN;
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

  return !clasp_exchange_holds (node, G_TYPE_BOOLEAN) || json_node_get_boolean (node);
}

JsonObject *
clasp_exchange_get_object (JsonObject *json, const char *name)
{
  JsonNode *node = json_object_get_member (json, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
clasp_exchange_get_array (JsonObject *json, const char *name)
{
  JsonNode *node = json_object_get_member (json, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

gboolean
clasp_exchange_is_number (JsonNode *node)
{
  return clasp_exchange_holds (node, G_TYPE_INT64) || clasp_exchange_holds (node, G_TYPE_DOUBLE);
}

gboolean
clasp_exchange_is_secret (const char *name)
{
  return clasp_json_is_secret (name);
}

char *
clasp_exchange_print_number (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint digits = 15; digits < 17; digits++)
    {
      g_autofree char *format = g_strdup_printf ("%%.%ug", digits);

      g_ascii_formatd (text, sizeof text, format, number);
      if (g_ascii_strtod (text, NULL) == number)
        return g_strdup (text);
    }
  return g_strdup (g_ascii_dtostr (text, sizeof text, number));
}

JsonObject *
clasp_exchange_copy_object (JsonObject *json)
{
  JsonObject    *copy = json_object_new ();
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, json);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (copy, name, json_node_copy (node));
  return copy;
}

/* ---- mappings ---- */

static gboolean
check_source (ClaspMappingEnd *source, GError **error)
{
  const char *path = clasp_settings_get_string (clasp_mapping_end_get_options (source), "path");
  g_autoptr (ClaspJsonPath) as_path = NULL;

  if (*path != '\0' && (as_path = clasp_json_path_new (path, error)) == NULL)
    {
      g_prefix_error (error, "jsonPath: ");
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_steps (GListModel *steps, const ClaspRoutePattern *pattern, GError **error)
{
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep)     step = g_list_model_get_item (steps, i);
      g_autoptr (ClaspSettings) copy = clasp_settings_copy (clasp_step_get_settings (step));

      if (!clasp_transform_compile (CLASP_TRANSFORM (copy), pattern, error))
        {
          g_prefix_error (error, "%s: ", clasp_step_get_kind (step));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_target (ClaspMappingEnd *target, const ClaspRoutePattern *pattern, GError **error)
{
  const char *template =
    clasp_settings_get_string (clasp_mapping_end_get_options (target), "template");
  g_autoptr (ClaspTemplate)     address = NULL;
  g_autoptr (ClaspJsonTemplate) as_template = NULL;

  address = clasp_template_new (clasp_mapping_end_get_address (target), pattern, error);
  if (address == NULL)
    {
      g_prefix_error (error, "target: ");
      return FALSE;
    }
  if (*template != '\0' &&
      (as_template = clasp_json_template_new (template, pattern, error)) == NULL)
    {
      g_prefix_error (error, "jsonTemplate: ");
      return FALSE;
    }
  return check_steps (clasp_mapping_end_get_steps (target), pattern, error);
}

static gboolean
check_when (ClaspMapping *mapping, const ClaspRoutePattern *pattern, GError **error)
{
  const char *when = clasp_settings_get_string (clasp_mapping_get_options (mapping), "when");
  g_autoptr (ClaspCondition) condition = NULL;

  if (*when == '\0')
    return TRUE;
  condition = clasp_condition_new (when, pattern, error);
  if (condition == NULL)
    g_prefix_error (error, "when: ");
  return condition != NULL;
}

/* All that depends on what a source captures. */
static gboolean
check_from (ClaspMapping *mapping, ClaspMappingEnd *source, GError **error)
{
  GListModel                   *targets = clasp_mapping_get_targets (mapping);
  g_autoptr (ClaspRoutePattern) pattern =
    clasp_route_pattern_new (clasp_mapping_end_get_address (source), error);

  if (pattern == NULL)
    {
      g_prefix_error (error, "source: ");
      return FALSE;
    }
  for (guint i = 0; i < g_list_model_get_n_items (targets); i++)
    {
      g_autoptr (ClaspMappingEnd) target = g_list_model_get_item (targets, i);

      if (!check_target (target, pattern, error))
        return FALSE;
    }
  return check_steps (clasp_mapping_get_steps (mapping), pattern, error) &&
         check_when (mapping, pattern, error) && check_source (source, error);
}

gboolean
clasp_exchange_check_mapping (ClaspMapping *mapping, GError **error)
{
  GListModel *sources = clasp_mapping_get_sources (mapping);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (ClaspMappingEnd) source = g_list_model_get_item (sources, i);

      if (!check_from (mapping, source, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- forms ---- */

static gboolean
fail (GError **error, const char *text)
{
  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, text);
  return FALSE;
}

static gboolean
has_any (JsonObject *json, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (json_object_has_member (json, names[i]))
      return TRUE;
  return FALSE;
}

gboolean
clasp_import_accepts (ClaspImport *self, gint64 version, gint64 known)
{
  if (version <= known)
    return TRUE;
  if (self->is_view)
    self->newer = version;
  return self->is_view;
}

static void
role_free (gpointer data)
{
  ClaspExchangeRole *self = data;

  g_free (self->there);
  g_free (self->prefix);
  g_free (self->new_prefix);
  g_free (self);
}

static gboolean
read_own (ClaspImport *self, JsonNode *root, GError **error)
{
  JsonObject      *json = json_node_get_object (root);
  JsonNode        *version = json_object_get_member (json, "version");
  g_autofree char *text = NULL, *whole = NULL;

  if (clasp_exchange_holds (version, G_TYPE_INT64) &&
      json_node_get_int (version) > CLASP_SHOW_VERSION &&
      clasp_import_accepts (self, json_node_get_int (version), CLASP_SHOW_VERSION))
    json_object_set_int_member (json, "version", CLASP_SHOW_VERSION);
  text = clasp_json_print (root);
  whole = clasp_show_find_secrets (text, self->report);
  return clasp_show_from_text (self->show, whole, self->report, error);
}

static gboolean
read_array (ClaspImport *self, JsonArray *array, ClaspExchangeForm *form, GError **error)
{
  JsonNode *first = json_array_get_length (array) > 0 ? json_array_get_element (array, 0) : NULL;

  if (first != NULL && JSON_NODE_HOLDS_OBJECT (first) &&
      json_object_has_member (json_node_get_object (first), "from"))
    {
      *form = CLASP_EXCHANGE_TABLE;
      return clasp_import_tables (self, NULL, array, error);
    }
  if (first == NULL)
    return fail (error, "an empty list; this is no configuration that can be read");
  *form = CLASP_EXCHANGE_RULES;
  return clasp_import_rules (self, array, error);
}

static gboolean
read_object (ClaspImport *self, JsonNode *root, ClaspExchangeForm *form, GError **error)
{
  static const char *const v1[] = { "servers", "bridges", NULL };
  static const char *const tables[] = { "mapping", "filter", "mappings", "transforms", NULL };
  JsonObject              *json = json_node_get_object (root);
  const char              *name = clasp_exchange_get_text (json, "format");
  JsonArray               *rules = clasp_exchange_get_array (json, "rules");

  if (g_strcmp0 (name, "clasp-bridge-show") == 0)
    {
      *form = CLASP_EXCHANGE_SHOW;
      return read_own (self, root, error);
    }
  if (g_strcmp0 (name, CLASP_EXCHANGE_PART_FORMAT) == 0)
    {
      *form = CLASP_EXCHANGE_PART;
      json_object_set_string_member (json, "format", "clasp-bridge-show");
      return read_own (self, root, error);
    }
  if (rules != NULL && !clasp_import_rules (self, rules, error))
    return FALSE;
  if (g_strcmp0 (name, "show-control-project") == 0)
    {
      *form = CLASP_EXCHANGE_V2;
      return clasp_import_v2 (self, json, error);
    }
  if (has_any (json, v1) ||
      (json_object_has_member (json, "version") && !has_any (json, tables) && rules == NULL))
    {
      *form = CLASP_EXCHANGE_V1;
      return clasp_import_v1 (self, json, error);
    }
  if (has_any (json, tables))
    {
      *form = CLASP_EXCHANGE_TABLE;
      return clasp_import_tables (self, json, NULL, error);
    }
  *form = CLASP_EXCHANGE_RULES;
  return rules != NULL ||
         fail (error, "there are no servers, routes, mappings or rules; this is no configuration "
                      "that can be read");
}

static gboolean
read_node (ClaspImport *self, JsonNode *root, ClaspExchangeForm *form, GError **error)
{
  if (JSON_NODE_HOLDS_OBJECT (root))
    return read_object (self, root, form, error);
  if (JSON_NODE_HOLDS_ARRAY (root))
    return read_array (self, json_node_get_array (root), form, error);
  return fail (error, "a single value; this is no configuration that can be read");
}

static gboolean
read_json (ClaspImport *self, const char *text, ClaspExchangeForm *form, GError **error)
{
  g_autoptr (JsonNode)   root = clasp_json_parse (text, strlen (text), error);
  g_autoptr (GHashTable) lines = NULL;

  if (root == NULL || !read_node (self, root, form, error))
    return FALSE;
  if (self->report->len == 0)
    return TRUE;
  lines = clasp_exchange_find_lines (text);
  clasp_exchange_add_lines (self->report, 0, lines);
  return TRUE;
}

static gboolean
read_yaml (ClaspImport *self, const char *text, ClaspExchangeForm *form, GError **error)
{
  g_autoptr (GHashTable) lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonNode)   root = clasp_exchange_parse_yaml (text, lines, error);

  if (root == NULL || !read_node (self, root, form, error))
    return FALSE;
  clasp_exchange_add_lines (self->report, 0, lines);
  return TRUE;
}

static gboolean
read_text (ClaspImport *self, const char *text, ClaspExchangeForm *form, GError **error)
{
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += strlen ("\xef\xbb\xbf");
  if (g_ascii_strncasecmp (text, "source,", strlen ("source,")) == 0)
    {
      *form = CLASP_EXCHANGE_CSV;
      return clasp_import_csv (self, text, error);
    }
  if (strchr ("{[", text[strspn (text, " \t\r\n")]) != NULL)
    return read_json (self, text, form, error);
  return read_yaml (self, text, form, error);
}

static ClaspImported *
read_any (
  const ClaspRegistry *registry, const char *text, const char *passphrase, gboolean is_view, GError **error)
{
  g_autoptr (ClaspImported) imported = g_new0 (ClaspImported, 1);
  ClaspImport               self;

  imported->show = clasp_show_new (registry);
  imported->report = g_ptr_array_new_with_free_func (g_free);
  imported->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  imported->roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, role_free);
  self = (ClaspImport){ imported->show, imported->report, imported->rules, 0, passphrase, is_view, 0, FALSE };
  if (strlen (text) > CLASP_EXCHANGE_MAX_SIZE)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "larger than %d MiB",
                   CLASP_EXCHANGE_MAX_SIZE / 1024 / 1024);
      return NULL;
    }
  if (!read_text (&self, text, &imported->form, error))
    return NULL;
  imported->newer = self.newer;
  imported->is_sealed = self.is_sealed;
  return g_steal_pointer (&imported);
}

/**
 * clasp_exchange_read:
 * @registry: the kinds there are; outlives what is returned
 * @text: a configuration in any form (docs/exchange.md), at most 16 MiB
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Reads connections, places the router listens on, mappings, rules and all that a show has
 * (mapping.md 3, 4, 5, 7, 10, 16) into a show of their own. What cannot be taken over is left out,
 * each with a sentence that begins with its line, where that is known, and its path.
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_SYNTAX with line and column, %CLASP_SHOW_ERROR_CONTENT when it is too
 * large or is no configuration, %CLASP_SHOW_ERROR_VERSION for a newer version, which is named.
 *
 * Returns: (transfer full) (nullable): what could be taken over
 */
ClaspImported *
clasp_exchange_read (const ClaspRegistry *registry, const char *text, GError **error)
{
  return read_any (registry, text, NULL, FALSE, error);
}

/**
 * clasp_exchange_read_secrets:
 * @registry: the kinds there are; outlives what is returned
 * @text: a configuration in any form
 * @passphrase: (nullable): of the secrets in it, at most 1024 bytes
 * @error: return location for a [error@Clasp.ShowError]
 *
 * As [func@Clasp.exchange_read], with the secrets of a version 2 file (mapping.md 16). Blocks for about half a
 * second when there are any.
 *
 * Thread: any; what is returned belongs to one of them.
 *
 * Errors: those of [func@Clasp.exchange_read]; %CLASP_SHOW_ERROR_CONTENT when they cannot be decrypted.
 *
 * Returns: (transfer full) (nullable): what could be taken over
 */
ClaspImported *
clasp_exchange_read_secrets (const ClaspRegistry *registry,
                             const char          *text,
                             const char          *passphrase,
                             GError             **error)
{
  return read_any (registry, text, passphrase, FALSE, error);
}

/**
 * clasp_exchange_view:
 * @registry: the kinds there are; outlives what is returned
 * @text: a configuration in any form, of a newer version or not
 * @error: return location for a [error@Clasp.ShowError]
 *
 * As [func@Clasp.exchange_read], but a newer version is read as far as this program understands it. What it does
 * not understand is in the report. Such a picture goes into no show: [func@Clasp.exchange_plan] is empty and
 * [func@Clasp.exchange_apply] does nothing, so that no file of the newer program is written over with less.
 *
 * Thread: UI.
 *
 * Errors: those of [func@Clasp.exchange_read] but for %CLASP_SHOW_ERROR_VERSION.
 *
 * Returns: (transfer full) (nullable): what is understood
 */
ClaspImported *
clasp_exchange_view (const ClaspRegistry *registry, const char *text, GError **error)
{
  return read_any (registry, text, NULL, TRUE, error);
}

/**
 * clasp_imported_free:
 * @self: (transfer full): what was read
 *
 * Thread: UI.
 */
void
clasp_imported_free (ClaspImported *self)
{
  g_clear_object (&self->show);
  g_clear_pointer (&self->report, g_ptr_array_unref);
  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_clear_pointer (&self->roles, g_hash_table_unref);
  g_free (self);
}
