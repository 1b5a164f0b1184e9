/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

#include "core/clasp-json.h"
#include "core/clasp-settings-private.h"

/* Writing the file's text, and what its members are called. */

static G_DEFINE_QUARK (clasp_show_extra, clasp_show_extra)

  /* Copies the members that are not in @known; NULL when all are. */
  JsonObject *clasp_extra_take (JsonObject *json, const char *const *known)
{
  JsonObject    *extra = NULL;
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  json_object_iter_init_ordered (&iter, json);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!g_strv_contains (known, name))
      {
        if (extra == NULL)
          extra = json_object_new ();
        json_object_set_member (extra, name, json_node_ref (value));
      }
  return extra;
}

void
clasp_extra_keep (GObject *object, JsonObject *json, const char *const *known)
{
  g_object_set_qdata_full (object, clasp_show_extra_quark (), clasp_extra_take (json, known),
                           (GDestroyNotify) json_object_unref);
}

JsonObject *
clasp_extra_get (GObject *object)
{
  return g_object_get_qdata (object, clasp_show_extra_quark ());
}

void
clasp_extra_write (JsonObject *extra, JsonObject *json)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (extra == NULL)
    return;
  json_object_iter_init_ordered (&iter, extra);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (json, name, json_node_ref (value));
}

/* Nothing set, nothing kept. */
gboolean
clasp_show_settings_are_default (ClaspSettings *settings)
{
  guint        n_pspecs;
  GParamSpec **pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (settings), &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    {
      GValue   initial = G_VALUE_INIT;
      gboolean is_equal;

      clasp_setting_init_default (pspecs[i], &initial);
      is_equal = clasp_setting_equal (clasp_settings_peek (settings, pspecs[i]), &initial);
      g_value_unset (&initial);
      if (!is_equal)
        return FALSE;
    }
  return clasp_extra_get (G_OBJECT (settings)) == NULL;
}

static JsonObject *
write_settings (ClaspSettings *settings)
{
  JsonObject *json = json_object_new ();

  clasp_settings_to_json (settings, json);
  clasp_extra_write (clasp_extra_get (G_OBJECT (settings)), json);
  return json;
}

static JsonObject *
begin_item (ClaspShowItem *item, const char *kind)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "id", clasp_show_item_get_id (item));
  if (kind != NULL)
    json_object_set_string_member (json, "kind", kind);
  json_object_set_string_member (json, "name", clasp_show_item_get_name (item));
  json_object_set_boolean_member (json, "enabled", clasp_show_item_get_enabled (item));
  return json;
}

static JsonObject *
write_router (gpointer item)
{
  JsonObject *json = begin_item (item, NULL);

  json_object_set_object_member (json, "settings",
                                 write_settings (clasp_router_config_get_settings (item)));
  clasp_extra_write (clasp_extra_get (item), json);
  return json;
}

static JsonObject *
write_connection (gpointer item)
{
  JsonObject *json = begin_item (item, clasp_connection_get_kind (item));

  json_object_set_string_member (json, "namespace", clasp_connection_get_namespace (item));
  json_object_set_object_member (json, "settings",
                                 write_settings (clasp_connection_get_settings (item)));
  clasp_extra_write (clasp_extra_get (item), json);
  return json;
}

static JsonObject *
write_step (gpointer item)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "kind", clasp_step_get_kind (item));
  json_object_set_boolean_member (json, "enabled", clasp_step_get_enabled (item));
  json_object_set_object_member (json, "settings", write_settings (clasp_step_get_settings (item)));
  clasp_extra_write (clasp_extra_get (item), json);
  return json;
}

static JsonArray *
write_list (GListModel *list, JsonObject *(*write) (gpointer))
{
  guint      n_items = g_list_model_get_n_items (list);
  JsonArray *array = json_array_sized_new (n_items);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (list, i);

      json_array_add_object_element (array, write (item));
    }
  return array;
}

static void
write_options (JsonObject *json, ClaspSettings *options)
{
  if (options != NULL && !clasp_show_settings_are_default (options))
    json_object_set_object_member (json, "options", write_settings (options));
}

static JsonObject *
write_end (gpointer item)
{
  JsonObject *json = json_object_new ();
  GListStore *steps = clasp_mapping_end_peek_steps (item);

  json_object_set_string_member (json, "address", clasp_mapping_end_get_address (item));
  write_options (json, clasp_mapping_end_peek_options (item));
  if (steps != NULL && g_list_model_get_n_items (G_LIST_MODEL (steps)) > 0)
    json_object_set_array_member (json, "steps", write_list (G_LIST_MODEL (steps), write_step));
  clasp_extra_write (clasp_extra_get (item), json);
  return json;
}

/* One end that is no more than its address is that address; all else is a list. */
static void
write_ends (JsonObject *json, ClaspEnds *ends, const char *one, const char *several)
{
  if (clasp_ends_are_plain (ends))
    json_object_set_string_member (json, one, ends->address);
  else
    json_object_set_array_member (json, several, write_list (G_LIST_MODEL (ends->list), write_end));
}

static JsonObject *
write_mapping (gpointer item)
{
  JsonObject *json = begin_item (item, NULL);
  guint       colour;
  gboolean    convert;

  g_object_get (item, "colour", &colour, "convert", &convert, NULL);
  write_ends (json, clasp_mapping_peek_ends (item, FALSE), "source", "sources");
  write_ends (json, clasp_mapping_peek_ends (item, TRUE), "target", "targets");
  json_object_set_int_member (json, "colour", colour);
  if (*clasp_mapping_get_group (item) != '\0')
    json_object_set_string_member (json, "group", clasp_mapping_get_group (item));
  json_object_set_boolean_member (json, "convert", convert);
  write_options (json, clasp_mapping_peek_options (item));
  json_object_set_array_member (json, "steps",
                                write_list (clasp_mapping_get_steps (item), write_step));
  clasp_extra_write (clasp_extra_get (item), json);
  return json;
}

static JsonObject *
write_local (gpointer item)
{
  JsonObject *json = begin_item (item, NULL);

  json_object_set_object_member (json, "settings",
                                 write_settings (clasp_show_local_get_settings (item)));
  clasp_extra_write (clasp_extra_get (item), json);
  return json;
}

/* A list for each kind of which there is one. */
static void
write_locals (ClaspShow *self, JsonObject *json)
{
  guint n_locals = g_list_model_get_n_items (G_LIST_MODEL (self->locals));

  for (guint kind = 0; n_locals > 0 && kind < self->registry->n_locals; kind++)
    {
      g_autofree char      *member = clasp_show_local_member (&self->registry->locals[kind]);
      g_autoptr (JsonArray) array = json_array_new ();

      for (guint i = 0; i < n_locals; i++)
        {
          g_autoptr (ClaspShowLocal) local = g_list_model_get_item (G_LIST_MODEL (self->locals), i);

          if (g_str_equal (clasp_show_local_get_kind (local), self->registry->locals[kind].kind))
            json_array_add_object_element (array, write_local (local));
        }
      if (json_array_get_length (array) > 0)
        json_object_set_array_member (json, member, g_steal_pointer (&array));
    }
}

/**
 * clasp_show_to_text:
 * @self: a show
 *
 * Writes the show as its file holds it: JSON with two blanks of indentation, members in a fixed
 * order, settings that differ from their defaults, and the members of the loaded file that we do
 * not know.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): UTF-8 text that ends in a newline
 */
char *
clasp_show_to_text (ClaspShow *self)
{
  g_autoptr (JsonNode) root = json_node_alloc ();
  JsonObject          *json = json_object_new ();
  g_autofree char     *text = NULL;

  json_node_init (root, JSON_NODE_OBJECT);
  json_node_take_object (root, json);
  json_object_set_string_member (json, "format", CLASP_SHOW_FORMAT);
  json_object_set_int_member (json, "version", CLASP_SHOW_VERSION);
  json_object_set_string_member (json, "name", self->name);
  json_object_set_array_member (json, "routers",
                                write_list (G_LIST_MODEL (self->routers), write_router));
  json_object_set_array_member (json, "connections",
                                write_list (G_LIST_MODEL (self->connections), write_connection));
  json_object_set_array_member (json, "mappings",
                                write_list (G_LIST_MODEL (self->mappings), write_mapping));
  write_locals (self, json);
  clasp_extra_write (self->extra, json);

  text = clasp_json_print (root);
  return g_strconcat (text, "\n", NULL);
}
