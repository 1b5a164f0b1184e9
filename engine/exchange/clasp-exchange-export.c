/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include "core/clasp-json.h"

#include <string.h>

/* A show as a version 1 configuration. A mapping that cannot be said there is left out, since half
 * of it would do something else; so is a setting, and the rest is written. */

typedef struct
{
  ClaspShow *show;
  GPtrArray *report;
  JsonArray *bridges, *mappings;
} Export;

static void
write_end_options (Export          *self,
                   JsonObject      *json,
                   ClaspMappingEnd *end,
                   gboolean         is_target,
                   const char      *path)
{
  static const char *const source_known[] = { "path", NULL };
  static const char *const target_known[] = { "template", NULL };
  ClaspSettings           *options = clasp_mapping_end_get_options (end);
  const char *text = clasp_settings_get_string (options, is_target ? "template" : "path");
  const char *type = json_object_has_member (json, "midiType")
                       ? json_object_get_string_member (json, "midiType")
                       : "";
  gboolean    is_usual = strcmp (type, "noteon") == 0 && strcmp (text, "$.velocity") == 0;

  if (*text != '\0' && (is_target || !is_usual))
    json_object_set_string_member (json, is_target ? "jsonTemplate" : "jsonPath", text);
  clasp_export_tell_settings (self->report, path, options, is_target ? target_known : source_known);
}

static JsonObject *
write_end (Export *self, ClaspMappingEnd *end, gboolean is_target, const char *path, GError **error)
{
  JsonObject *json;

  if (is_target && g_list_model_get_n_items (clasp_mapping_end_get_steps (end)) > 0)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "steps of one target alone do not exist there");
      return NULL;
    }
  json = clasp_export_end (self->show, clasp_mapping_end_get_address (end), is_target, error);
  if (json != NULL)
    write_end_options (self, json, end, is_target, path);
  return json;
}

/* One source to one target. */
static gboolean
write_pair (Export          *self,
            ClaspMapping    *mapping,
            ClaspMappingEnd *source,
            ClaspMappingEnd *target,
            const char      *path,
            GError         **error)
{
  g_autoptr (JsonObject) json = json_object_new (), from = NULL, to = NULL, transform = NULL;
  const char            *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping));

  from = write_end (self, source, FALSE, path, error);
  to = from != NULL ? write_end (self, target, TRUE, path, error) : NULL;
  transform = to != NULL ? clasp_export_transform (mapping, path, self->report, error) : NULL;
  if (transform == NULL)
    return FALSE;

  if (name != NULL && *name != '\0')
    json_object_set_string_member (json, "name", name);
  json_object_set_boolean_member (json, "enabled",
                                  clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)));
  json_object_set_object_member (json, "source", g_steal_pointer (&from));
  json_object_set_object_member (json, "target", g_steal_pointer (&to));
  json_object_set_object_member (json, "transform", g_steal_pointer (&transform));
  json_array_add_object_element (self->mappings, g_steal_pointer (&json));
  return TRUE;
}

static gboolean
write_pairs (Export *self, ClaspMapping *mapping, const char *path, GError **error)
{
  GListModel *sources = clasp_mapping_get_sources (mapping);
  GListModel *targets = clasp_mapping_get_targets (mapping);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    for (guint j = 0; j < g_list_model_get_n_items (targets); j++)
      {
        g_autoptr (ClaspMappingEnd) source = g_list_model_get_item (sources, i);
        g_autoptr (ClaspMappingEnd) target = g_list_model_get_item (targets, j);

        if (!write_pair (self, mapping, source, target, path, error))
          return FALSE;
      }
  return TRUE;
}

/* ---- direct links ---- */

/* The kind and place of the connection that has @address, but for its end @rest, as namespace. */
static gboolean
set_side (Export *self, JsonObject *json, const char *address, const char *rest, const char *side)
{
  GListModel *list = clasp_show_get_connections (self->show);

  for (guint i = 0; g_str_has_suffix (address, rest) && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (list, i);
      ClaspSettings              *settings = clasp_connection_get_settings (connection);
      const char                 *kind = clasp_connection_get_kind (connection);
      const char                 *namespace_ = clasp_connection_get_namespace (connection);
      g_autofree char            *place_name = g_strconcat (side, "Addr", NULL);
      const char                 *place = "default";

      if (strlen (namespace_) + strlen (rest) != strlen (address) ||
          !g_str_has_prefix (address, namespace_))
        continue;
      if (strcmp (kind, "osc") == 0)
        {
          const char *const *listen = clasp_settings_get_strv (settings, "listen");
          const char *const *send = clasp_settings_get_strv (settings, "send");

          place = listen[0] != NULL ? listen[0] : send[0];
        }
      else if (strcmp (kind, "artnet") == 0)
        place = clasp_settings_get_string (settings, "listen");
      else if (strcmp (kind, "dmx") == 0)
        place = clasp_settings_get_string (settings, "device");
      else if (strcmp (kind, "midi") == 0 && *clasp_settings_get_string (settings, "port") != '\0')
        place = clasp_settings_get_string (settings, "port");
      json_object_set_string_member (json, side, kind);
      if (place != NULL)
        json_object_set_string_member (json, place_name, place);
      return TRUE;
    }
  return FALSE;
}

/* FALSE when it is more than a link. */
static gboolean
write_link (Export *self, ClaspMapping *mapping)
{
  g_autoptr (JsonObject) json = json_object_new ();

  if (!clasp_mapping_is_plain (mapping) ||
      g_list_model_get_n_items (clasp_mapping_get_steps (mapping)) > 0 ||
      !set_side (self, json, clasp_mapping_get_source (mapping), "/{rest:**}", "source") ||
      !set_side (self, json, clasp_mapping_get_target (mapping), "/{rest}", "target"))
    return FALSE;
  if (!clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)))
    json_object_set_boolean_member (json, "enabled", FALSE);
  json_array_add_object_element (self->bridges, g_steal_pointer (&json));
  return TRUE;
}

/* ---- the whole ---- */

static void
write_mapping (Export *self, ClaspMapping *mapping, const char *path)
{
  static const char *const known[] = { "notes", NULL };
  g_autoptr (GError)       error = NULL;
  guint                    n_before = json_array_get_length (self->mappings);

  if (write_link (self, mapping))
    return;
  if (!write_pairs (self, mapping, path, &error))
    {
      while (json_array_get_length (self->mappings) > n_before)
        json_array_remove_element (self->mappings, json_array_get_length (self->mappings) - 1);
      clasp_exchange_tell (self->report, path, "%s; it is left out", error->message);
      return;
    }
  clasp_export_tell_settings (self->report, path, clasp_mapping_get_options (mapping), known);
}

/* Rules, variables and all the like have no place there. */
static void
tell_locals (Export *self)
{
  GListModel *list = clasp_show_get_locals (self->show);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspShowLocal) local = g_list_model_get_item (list, i);

      clasp_exchange_tell (self->report, clasp_show_local_get_kind (local),
                           "“%s” is left out, there is nothing like it there",
                           clasp_show_item_get_name (CLASP_SHOW_ITEM (local)));
    }
}

static gboolean
is_converted (ClaspMapping *mapping)
{
  gboolean convert;

  g_object_get (mapping, "convert", &convert, NULL);
  return convert;
}

static void
write_mappings (Export *self)
{
  GListModel *list = clasp_show_get_mappings (self->show);
  gboolean    is_told = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (list, i);
      g_autofree char         *path = g_strdup_printf ("mappings[%u]", i);
      guint                    n_before = json_array_get_length (self->mappings);

      write_mapping (self, mapping, path);
      if (is_told || !is_converted (mapping) || json_array_get_length (self->mappings) == n_before)
        continue;
      is_told = TRUE;
      clasp_exchange_tell (
        self->report, path,
        "values of one range are not brought to another by themselves there; this "
        "goes for all that follow");
    }
}

static char *
print (Export *self, JsonArray *servers)
{
  g_autoptr (JsonNode)  root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char      *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.000Z");
  g_autofree char      *name = NULL, *text = NULL;
  JsonObject           *json = json_object_new ();

  g_object_get (self->show, "name", &name, NULL);
  json_object_set_int_member (json, "version", 1);
  json_object_set_string_member (json, "exportedAt", time);
  json_object_set_string_member (json, "name", name != NULL ? name : "");
  json_object_set_array_member (json, "servers", servers);
  json_object_set_array_member (json, "bridges", self->bridges);
  json_object_set_array_member (json, "mappings", self->mappings);
  json_node_take_object (root, json);
  /* Also what members hold that nobody here knows. */
  clasp_json_drop_secrets (root);
  text = clasp_json_print (root);
  return g_strconcat (text, "\n", NULL);
}

/**
 * clasp_exchange_export_v1:
 * @show: a show
 * @report: (element-type utf8): where sentences are appended, each owned by the array
 *
 * Writes @show as another program reads it (mapping.md 10). A mapping that cannot be said there is
 * left out whole, a setting alone, each with a sentence that begins with its item. The name and
 * whether a thing is on are written as members the reference does not know.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): the text, ending in a newline
 */
char *
clasp_exchange_export_v1 (ClaspShow *show, GPtrArray *report)
{
  Export self = { show, report, NULL, NULL };

  self.bridges = json_array_new ();
  self.mappings = json_array_new ();
  write_mappings (&self);
  tell_locals (&self);
  return print (&self, clasp_export_servers (show, report));
}
