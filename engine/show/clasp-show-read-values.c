/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-reader.h"

#include "core/clasp-json.h"

#include <string.h>

/* The members that items of every kind have. */

void
clasp_reader_complain (ClaspReader *self, const char *path, const char *format, ...)
{
  va_list          arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->problems, g_strdup_printf ("%s: %s", path, text));
}

gboolean
clasp_reader_holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

/* NULL when it is missing or, with a sentence, no text. Borrowed. */
const char *
clasp_reader_get_text (ClaspReader *self, JsonObject *json, const char *path, const char *name)
{
  JsonNode *node = json_object_get_member (json, name);

  if (node == NULL)
    return NULL;
  if (clasp_reader_holds (node, G_TYPE_STRING))
    return json_node_get_string (node);
  clasp_reader_complain (self, path, "%s is not a text", name);
  return NULL;
}

gboolean
clasp_reader_get_boolean (ClaspReader *self, JsonObject *json, const char *path, const char *name)
{
  JsonNode *node = json_object_get_member (json, name);

  if (node == NULL)
    return TRUE;
  if (clasp_reader_holds (node, G_TYPE_BOOLEAN))
    return json_node_get_boolean (node);
  clasp_reader_complain (self, path, "%s is neither true nor false", name);
  return TRUE;
}

gboolean
clasp_show_is_good_id (const char *id)
{
  if (*id == '\0' || strlen (id) > CLASP_SHOW_MAX_ID)
    return FALSE;
  for (const char *p = id; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isprint (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

/* NULL to have one made. */
const char *
clasp_reader_get_id (ClaspReader *self, JsonObject *json, const char *path)
{
  const char *id = clasp_reader_get_text (self, json, path, "id");

  if (id == NULL)
    return NULL;
  if (!clasp_show_is_good_id (id))
    {
      clasp_reader_complain (self, path, "id must have 1 to %d printable bytes; it got a new one",
                             CLASP_SHOW_MAX_ID);
      return NULL;
    }
  if (!g_hash_table_add (self->ids, g_strdup (id)))
    {
      clasp_reader_complain (self, path, "the id “%s” is taken; it got a new one", id);
      return NULL;
    }
  return id;
}

static void
keep_unknown_settings (ClaspSettings *settings, JsonObject *json)
{
  g_autofree GParamSpec **pspecs = NULL;
  g_autoptr (GPtrArray)   known = g_ptr_array_new ();
  guint                   n_pspecs;

  pspecs = clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    g_ptr_array_add (known, (gpointer) pspecs[i]->name);
  g_ptr_array_add (known, NULL);
  clasp_extra_keep (G_OBJECT (settings), json, (const char *const *) known->pdata);
}

void
clasp_reader_fill_settings (ClaspReader   *self,
                            JsonNode      *node,
                            const char    *path,
                            ClaspSettings *settings)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      clasp_reader_complain (self, path, "is not an object");
      return;
    }
  clasp_settings_from_json (settings, json_node_get_object (node), path, self->problems);
  keep_unknown_settings (settings, json_node_get_object (node));
}

ClaspSettings *
clasp_reader_read_settings (ClaspReader *self, JsonObject *json, const char *path, GType type)
{
  ClaspSettings   *settings = g_object_new (type, NULL);
  JsonNode        *node = json_object_get_member (json, "settings");
  g_autofree char *settings_path = g_strconcat (path, ".settings", NULL);

  if (node != NULL)
    clasp_reader_fill_settings (self, node, settings_path, settings);
  return settings;
}

/* As many elements as there may be, or NULL: absent (*@is_good), or with a sentence. */
JsonArray *
clasp_reader_get_list (ClaspReader *self,
                       JsonObject  *json,
                       const char  *path,
                       const char  *name,
                       guint        limit,
                       gboolean    *is_good)
{
  JsonNode *node = json_object_get_member (json, name);

  *is_good = node == NULL || JSON_NODE_HOLDS_ARRAY (node);
  if (!*is_good)
    clasp_reader_complain (self, path, "%s is not a list", name);
  if (node == NULL || !*is_good)
    return NULL;

  *is_good = json_array_get_length (json_node_get_array (node)) <= limit;
  if (*is_good)
    return json_node_get_array (node);
  clasp_reader_complain (self, path, "%u %s are too many, at most %u",
                         json_array_get_length (json_node_get_array (node)), name, limit);
  return NULL;
}
