/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-reader.h"

#include "core/clasp-address.h"
#include "core/clasp-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Design notes.
 *
 * Reading makes new items first and puts them into the show last, so that an error leaves it as it
 * was. A setting that cannot be read keeps its default; an item that would then do something else
 * than its author meant (unknown kind or step, no source) is left out as a whole. Either way there
 * is a sentence with the path. */

static const char *const show_members[] = { "format",      "version",  "name", "routers",
                                            "connections", "mappings", NULL };
static const char *const router_members[] = { "id", "name", "enabled", "settings", NULL };
static const char *const connection_members[] = { "id",        "kind",     "name", "enabled",
                                                  "namespace", "settings", NULL };
static void
read_router (ClaspReader *self, JsonObject *json, const char *path, const ClaspKind *none)
{
  g_autoptr (ClaspSettings) settings = NULL;
  const char               *id, *name;
  ClaspRouterConfig        *router;

  if (self->routers->len > 0)
    {
      clasp_reader_complain (self, path, "a show has one router; this one is left out");
      return;
    }

  id = clasp_reader_get_id (self, json, path);
  name = clasp_reader_get_text (self, json, path, "name");
  settings =
    clasp_reader_read_settings (self, json, path, self->registry->get_router_settings_type ());
  router = g_object_new (CLASP_TYPE_ROUTER_CONFIG, "id", id, "settings", settings, NULL);
  g_object_set (router, "name", name, "enabled",
                clasp_reader_get_boolean (self, json, path, "enabled"), NULL);
  clasp_extra_keep (G_OBJECT (router), json, router_members);
  g_ptr_array_add (self->routers, router);
}

static gboolean
is_good_namespace (ClaspReader *self, const char *namespace_, const char *path)
{
  const char *why;

  if (namespace_ == NULL || clasp_address_is_valid (clasp_str (namespace_), &why))
    return TRUE;
  clasp_reader_complain (self, path, "namespace “%.64s”: %s", namespace_, why);
  return FALSE;
}

static void
read_connection (ClaspReader *self, JsonObject *json, const char *path, const ClaspKind *none)
{
  const char      *kind = clasp_reader_get_text (self, json, path, "kind");
  const ClaspKind *found =
    clasp_kind_find (self->registry->connections, self->registry->n_connections, kind);
  g_autoptr (ClaspSettings) settings = NULL;
  const char               *id, *name, *namespace_;
  ClaspConnection          *connection;

  if (found == NULL)
    {
      clasp_reader_complain (self, path, "kind “%s” is not known; this connection is left out",
                             kind != NULL ? kind : "");
      return;
    }

  id = clasp_reader_get_id (self, json, path);
  name = clasp_reader_get_text (self, json, path, "name");
  namespace_ = clasp_reader_get_text (self, json, path, "namespace");
  settings = clasp_reader_read_settings (self, json, path, found->get_settings_type ());
  connection =
    g_object_new (CLASP_TYPE_CONNECTION, "id", id, "kind", kind, "settings", settings, NULL);
  g_object_set (connection, "name", name, "enabled",
                clasp_reader_get_boolean (self, json, path, "enabled"), NULL);
  if (is_good_namespace (self, namespace_, path))
    g_object_set (connection, "namespace", namespace_, NULL);
  clasp_extra_keep (G_OBJECT (connection), json, connection_members);
  g_ptr_array_add (self->connections, connection);
}

gboolean
clasp_reader_read_list (ClaspReader     *self,
                        JsonObject      *show,
                        const char      *name,
                        guint            limit,
                        ClaspReadFunc    read,
                        const ClaspKind *kind,
                        GError         **error)
{
  JsonNode  *node = json_object_get_member (show, name);
  JsonArray *array;
  guint      n_items;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "%s: is not a list", name);
      return FALSE;
    }

  array = json_node_get_array (node);
  n_items = json_array_get_length (array);
  if (n_items > limit)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "%s: %u are too many, at most %u", name, n_items, limit);
      return FALSE;
    }

  for (guint i = 0; i < n_items; i++)
    {
      JsonNode        *item = json_array_get_element (array, i);
      g_autofree char *path = g_strdup_printf ("%s[%u]", name, i);

      if (JSON_NODE_HOLDS_OBJECT (item))
        read (self, json_node_get_object (item), path, kind);
      else
        clasp_reader_complain (self, path, "is not an object; it is left out");
    }
  return TRUE;
}

static gboolean
check_head (JsonNode *root, GError **error)
{
  JsonObject *show;
  JsonNode   *format, *version;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   _ ("this is not a show: there is no object"));
      return FALSE;
    }

  show = json_node_get_object (root);
  format = json_object_get_member (show, "format");
  if (format == NULL || !clasp_reader_holds (format, G_TYPE_STRING) ||
      strcmp (json_node_get_string (format), CLASP_SHOW_FORMAT) != 0)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   _ ("this is not a show: format is not “%s”"), CLASP_SHOW_FORMAT);
      return FALSE;
    }

  version = json_object_get_member (show, "version");
  if (version == NULL || !clasp_reader_holds (version, G_TYPE_INT64) ||
      json_node_get_int (version) < 1)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "version: expected a whole number from 1");
      return FALSE;
    }
  if (json_node_get_int (version) > CLASP_SHOW_VERSION)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION,
                   _ ("this show was written by a newer version (format %d, known up to %d)"),
                   (int) MIN (json_node_get_int (version), G_MAXINT), CLASP_SHOW_VERSION);
      return FALSE;
    }
  return TRUE;
}

/* Connections whose namespace could not be read get one that is free. */
static void
complete_namespaces (ClaspReader *self)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->connections->len; i++)
    g_hash_table_add (taken,
                      g_strdup (clasp_connection_get_namespace (self->connections->pdata[i])));

  for (guint i = 0; i < self->connections->len; i++)
    {
      ClaspConnection *connection = self->connections->pdata[i];
      const ClaspKind *kind =
        clasp_kind_find (self->registry->connections, self->registry->n_connections,
                         clasp_connection_get_kind (connection));
      char *namespace_;

      if (*clasp_connection_get_namespace (connection) != '\0')
        continue;
      namespace_ = g_strdup (kind->namespace_);
      for (guint n = 2; g_hash_table_contains (taken, namespace_); n++)
        {
          g_free (namespace_);
          namespace_ = g_strdup_printf ("%s%u", kind->namespace_, n);
        }
      clasp_connection_set_namespace_automatically (connection, namespace_);
      g_hash_table_add (taken, namespace_);
    }
}

static JsonObject *
take_unknown (const ClaspRegistry *registry, JsonObject *json)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; show_members[i] != NULL; i++)
    g_ptr_array_add (known, g_strdup (show_members[i]));
  for (guint i = 0; i < registry->n_locals; i++)
    g_ptr_array_add (known, clasp_show_local_member (&registry->locals[i]));
  g_ptr_array_add (known, NULL);
  return clasp_extra_take (json, (const char *const *) known->pdata);
}

static void
take_content (ClaspShow *self, ClaspReader *reader, JsonObject *json)
{
  const char *name = clasp_reader_get_text (reader, json, "show", "name");

  self->quiet++;
  clasp_show_set_name_quietly (self, name);
  self->quiet--;
  g_clear_pointer (&self->extra, json_object_unref);
  self->extra = take_unknown (self->registry, json);
  clasp_show_reset_content (self, reader->routers, reader->connections, reader->mappings,
                            reader->locals);
  clasp_show_note_edit (self);
  clasp_show_emit_changed (self, NULL);
}

static void
move_problems (GPtrArray *from, GPtrArray *to)
{
  for (guint i = 0; to != NULL && i < from->len; i++)
    g_ptr_array_add (to, g_strdup (from->pdata[i]));
}

/**
 * clasp_show_from_text:
 * @self: a show
 * @text: what clasp_show_to_text () writes
 * @problems: (element-type utf8) (nullable): where sentences are appended, each owned by the array
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Replaces the whole content; the history of edits is gone. What cannot be read is left out, each
 * with a sentence that begins with its path; members we do not know are kept and written back.
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_SYNTAX with line and column, %CLASP_SHOW_ERROR_CONTENT when it is no
 * show or larger than a show may be, %CLASP_SHOW_ERROR_VERSION when a newer version wrote it.
 * Nothing changed then.
 *
 * Returns: whether the show has the content now
 */
gboolean
clasp_show_from_text (ClaspShow *self, const char *text, GPtrArray *problems, GError **error)
{
  gsize                  length = strlen (text);
  g_autoptr (JsonNode)   root = NULL;
  g_autoptr (GPtrArray)  own = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray)  routers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray)  connections = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray)  mappings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray)  locals = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ClaspReader reader = { self->registry, own, ids, names, routers, connections, mappings, locals };
  JsonObject *json;

  if (length > CLASP_SHOW_MAX_SIZE)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, _ ("larger than %d MiB"),
                   CLASP_SHOW_MAX_SIZE / 1024 / 1024);
      return FALSE;
    }
  root = clasp_json_parse (text, length, error);
  if (root == NULL || !check_head (root, error))
    return FALSE;

  json = json_node_get_object (root);
  if (!clasp_reader_read_list (&reader, json, "routers", CLASP_SHOW_MAX_CONNECTIONS, read_router,
                               NULL, error) ||
      !clasp_reader_read_list (&reader, json, "connections", CLASP_SHOW_MAX_CONNECTIONS,
                               read_connection, NULL, error) ||
      !clasp_reader_read_list (&reader, json, "mappings", CLASP_SHOW_MAX_MAPPINGS,
                               clasp_reader_read_mapping, NULL, error) ||
      !clasp_reader_read_locals (&reader, json, error))
    return FALSE;

  complete_namespaces (&reader);
  take_content (self, &reader, json);
  move_problems (own, problems);
  return TRUE;
}
