/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "presets/clasp-preset-private.h"

#include "core/clasp-json.h"
#include "show/clasp-show-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Design notes. What a preset holds is what a show file holds, so the show's own reader reads it: the
 * answers are put into a copy of the JSON tree, never into text, and the tree is read as a show.
 * "${key}" in any text is replaced; a key with dots in it names a member by its path instead. */

#define MAX_DEPTH 64

typedef struct
{
  ClaspPreset *preset;
  GHashTable  *answers; /* (nullable) */
} Filling;

/* ---- answers ---- */

static const char *
get_answer (const Filling *filling, const ClaspPresetAsk *ask)
{
  const char *answer =
    filling->answers != NULL ? g_hash_table_lookup (filling->answers, ask->key) : NULL;

  return answer != NULL ? answer : ask->fallback;
}

static gboolean
is_one_line (const char *text)
{
  if (strlen (text) > CLASP_PRESET_MAX_TEXT || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (; *text != '\0'; text++)
    if ((guchar) *text < ' ' || *text == 127)
      return FALSE;
  return TRUE;
}

static gboolean
is_whole (const char *text)
{
  return *text != '\0' && text[strspn (text, "0123456789")] == '\0' && strlen (text) < 6;
}

static gboolean
is_host (const char *text)
{
  return *text != '\0' && strlen (text) <= 253 && !is_whole (text) &&
         text[strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:%[]")] ==
           '\0';
}

static gboolean
is_number (const char *text, double minimum, double maximum)
{
  char  *end;
  double number = g_ascii_strtod (text, &end);

  return end != text && *end == '\0' && isfinite (number) && number >= minimum && number <= maximum;
}

static gboolean
is_good_answer (const ClaspPresetAsk *ask, const char *answer)
{
  switch (ask->type)
    {
    case CLASP_PRESET_ASK_TEXT:
    case CLASP_PRESET_ASK_DEVICE:
      return is_one_line (answer);
    case CLASP_PRESET_ASK_HOST:
      return is_host (answer);
    case CLASP_PRESET_ASK_PORT:
      return is_whole (answer) && is_number (answer, 1, 65535);
    case CLASP_PRESET_ASK_NUMBER:
      return is_number (answer, ask->minimum, ask->maximum);
    case CLASP_PRESET_ASK_CHOICE:
      return g_strv_contains (ask->choices, answer);
    }

  return FALSE;
}

static gboolean
check_answers (const Filling *filling, GError **error)
{
  for (guint i = 0; i < filling->preset->asks->len; i++)
    {
      const ClaspPresetAsk *ask = clasp_preset_get_ask (filling->preset, i);
      const char           *answer = get_answer (filling, ask);
      g_autofree char      *shown = g_utf8_make_valid (answer, -1);

      if (is_good_answer (ask, answer))
        continue;
      if (ask->type == CLASP_PRESET_ASK_HOST && is_whole (answer))
        {
          g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                       "%s: “%s” is a port alone; an address is asked for, as 192.168.1.20, or 127.0.0.1 for this computer", ask->key,
                       answer);
          return FALSE;
        }
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "%s: “%.64s” is no good answer to “%s”", ask->key, shown, ask->label);
      return FALSE;
    }
  return TRUE;
}

/* ---- into the tree ---- */

static JsonNode *
make_answer (const ClaspPresetAsk *ask, const char *answer)
{
  JsonNode *node = json_node_alloc ();
  gboolean  is_number_ask =
    ask->type == CLASP_PRESET_ASK_PORT || ask->type == CLASP_PRESET_ASK_NUMBER;
  double number = is_number_ask ? g_ascii_strtod (answer, NULL) : 0;

  if (!is_number_ask)
    json_node_init_string (node, answer);
  else if (number == floor (number) && fabs (number) < 1e15)
    json_node_init_int (node, (gint64) number);
  else
    json_node_init_double (node, number);
  return node;
}

/* Which ask a "${key}" at @text names; @length gets its own. NULL = none: it is left as it is. */
static const ClaspPresetAsk *
find_ask (const Filling *filling, const char *text, gsize *length)
{
  const char *end = g_str_has_prefix (text, "${") ? strchr (text, '}') : NULL;

  for (guint i = 0; end != NULL && i < filling->preset->asks->len; i++)
    {
      const ClaspPresetAsk *ask = clasp_preset_get_ask (filling->preset, i);

      if (strlen (ask->key) == (gsize) (end - text) - 2 &&
          strncmp (ask->key, text + 2, strlen (ask->key)) == 0)
        {
          *length = (gsize) (end - text) + 1;
          return ask;
        }
    }
  return NULL;
}

static JsonNode *
fill_text (const Filling *filling, const char *text)
{
  g_autoptr (GString)   filled = g_string_new (NULL);
  gsize                 length;
  const ClaspPresetAsk *ask = find_ask (filling, text, &length);
  JsonNode             *node;

  if (ask != NULL && text[length] == '\0')
    return make_answer (ask, get_answer (filling, ask));
  while (*text != '\0')
    {
      ask = find_ask (filling, text, &length);
      if (ask == NULL)
        g_string_append_c (filled, *text++);
      else
        {
          g_string_append (filled, get_answer (filling, ask));
          text += length;
        }
    }
  node = json_node_alloc ();
  json_node_init_string (node, filled->str);
  return node;
}

/* A list of texts may leave one out: an empty answer that is all of an element. */
static gboolean
is_left_out (const Filling *filling, JsonNode *node)
{
  gsize                 length;
  const ClaspPresetAsk *ask;
  const char           *text;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  text = json_node_get_string (node);
  ask = find_ask (filling, text, &length);
  return ask != NULL && text[length] == '\0' && *get_answer (filling, ask) == '\0';
}

static JsonNode *fill_node (const Filling *filling, JsonNode *node);

static JsonNode *
fill_object (const Filling *filling, JsonObject *object)
{
  JsonObject    *filled = json_object_new ();
  JsonNode      *result = json_node_alloc ();
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (filled, name, fill_node (filling, value));
  json_node_init_object (result, filled);
  json_object_unref (filled);
  return result;
}

static JsonNode *
fill_array (const Filling *filling, JsonArray *array)
{
  JsonArray *filled = json_array_new ();
  JsonNode  *result = json_node_alloc ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!is_left_out (filling, element))
        json_array_add_element (filled, fill_node (filling, element));
    }
  json_node_init_array (result, filled);
  json_array_unref (filled);
  return result;
}

/* As deep as clasp_json_parse () lets it be. */
static JsonNode *
fill_node (const Filling *filling, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return fill_object (filling, json_node_get_object (node));
  if (JSON_NODE_HOLDS_ARRAY (node))
    return fill_array (filling, json_node_get_array (node));
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return fill_text (filling, json_node_get_string (node));
  return json_node_copy (node);
}

/* "connections.0.settings.name": the member, or the element, of what stands there. */
static gboolean
set_by_path (JsonObject *root, const ClaspPresetAsk *ask, const char *answer)
{
  g_auto (GStrv)       names = g_strsplit (ask->key, ".", MAX_DEPTH);
  guint                n = g_strv_length (names);
  g_autoptr (JsonNode) top = json_node_alloc ();
  JsonNode            *node = top;

  json_node_init_object (top, root);
  for (guint i = 0; i + 1 < n && node != NULL; i++)
    {
      if (JSON_NODE_HOLDS_OBJECT (node))
        node = json_object_get_member (json_node_get_object (node), names[i]);
      else if (JSON_NODE_HOLDS_ARRAY (node) && is_whole (names[i]) &&
               atoi (names[i]) < (int) json_array_get_length (json_node_get_array (node)))
        node = json_array_get_element (json_node_get_array (node), (guint) atoi (names[i]));
      else
        node = NULL;
    }
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  json_object_set_member (json_node_get_object (node), names[n - 1], make_answer (ask, answer));
  return TRUE;
}

static gboolean
set_paths (const Filling *filling, JsonObject *root, GError **error)
{
  for (guint i = 0; i < filling->preset->asks->len; i++)
    {
      const ClaspPresetAsk *ask = clasp_preset_get_ask (filling->preset, i);

      if (strchr (ask->key, '.') == NULL ||
          set_by_path (root, ask, get_answer (filling, ask)))
        continue;
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "ask[%u]: there is nothing at “%s”", i, ask->key);
      return FALSE;
    }
  return TRUE;
}

/* ---- what this build does not have ---- */

static const char *
get_text (JsonObject *json, const char *member)
{
  JsonNode *node = json_object_get_member (json, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : "";
}

static gboolean
is_optional (JsonObject *json)
{
  JsonNode *node = json_object_get_member (json, "optional");

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

static JsonArray *
get_list (JsonObject *json, const char *member)
{
  JsonNode *node = json_object_get_member (json, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
is_below (const char *address, const char *namespace_)
{
  gsize length = strlen (namespace_);

  return length > 0 && strncmp (address, namespace_, length) == 0 &&
         (address[length] == '/' || address[length] == '\0');
}

/* Mappings to and from what is left out go with it. */
static void
remove_mappings_of (JsonObject *root, const char *namespace_)
{
  JsonArray *mappings = get_list (root, "mappings");

  for (guint i = mappings != NULL ? json_array_get_length (mappings) : 0; i-- > 0;)
    {
      JsonNode *node = json_array_get_element (mappings, i);

      if (JSON_NODE_HOLDS_OBJECT (node) &&
          (is_below (get_text (json_node_get_object (node), "source"), namespace_) ||
           is_below (get_text (json_node_get_object (node), "target"), namespace_)))
        json_array_remove_element (mappings, i);
    }
}

static gboolean
drop_unknown_kinds (ClaspPreset *self, JsonObject *root, GError **error)
{
  JsonArray *connections = get_list (root, "connections");

  for (guint i = connections != NULL ? json_array_get_length (connections) : 0; i-- > 0;)
    {
      JsonNode        *node = json_array_get_element (connections, i);
      JsonObject      *json = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char      *kind = json != NULL ? get_text (json, "kind") : "";
      g_autofree char *namespace_ = json != NULL ? g_strdup (get_text (json, "namespace")) : NULL;

      if (json == NULL)
        continue; /* the show's reader says so */
      if (clasp_kind_find (self->registry->connections, self->registry->n_connections, kind) != NULL)
        {
          json_object_remove_member (json, "optional");
          continue;
        }
      if (!is_optional (json))
        {
          g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                       "connections[%u]: kind “%.64s” is not known", i, kind);
          return FALSE;
        }
      json_array_remove_element (connections, i);
      remove_mappings_of (root, namespace_);
    }
  return TRUE;
}

/* ---- reading it ---- */

static void
write_head (JsonObject *root, const ClaspPreset *self)
{
  json_object_set_string_member (root, "format", CLASP_SHOW_FORMAT);
  json_object_set_int_member (root, "version", CLASP_SHOW_VERSION);
  json_object_set_string_member (root, "name", self->name);
}

/* Steps alone are read as those of a mapping. */
static void
wrap_steps (JsonObject *root)
{
  JsonNode   *steps = json_object_dup_member (root, "steps");
  JsonObject *mapping = json_object_new ();
  JsonArray  *mappings = json_array_new ();

  json_object_set_string_member (mapping, "source", "/a");
  json_object_set_string_member (mapping, "target", "/b");
  if (steps != NULL)
    json_object_set_member (mapping, "steps", steps);
  json_array_add_object_element (mappings, mapping);
  json_object_remove_member (root, "connections");
  json_object_remove_member (root, "router");
  json_object_set_array_member (root, "mappings", mappings);
}

static void
wrap_router (JsonObject *root)
{
  JsonNode  *router = json_object_dup_member (root, "router");
  JsonArray *routers;

  json_object_remove_member (root, "routers");
  if (router == NULL)
    return;
  routers = json_array_new ();
  json_array_add_element (routers, router);
  json_object_set_array_member (root, "routers", routers);
}

static ClaspShow *
read_tree (ClaspPreset *self, JsonNode *tree, GError **error)
{
  g_autoptr (ClaspShow) show = clasp_show_new (self->registry);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char      *text = clasp_json_print (tree);

  if (!clasp_show_from_text (show, text, problems, error))
    return NULL;
  if (problems->len > 0)
    {
      const char *problem = problems->pdata[0];
      /* An unknown step is a kind this build does not have; all else is wrong in itself. */
      gboolean is_kind = strstr (problem, "is not known") != NULL;

      g_set_error (error, CLASP_SHOW_ERROR,
                   is_kind ? CLASP_SHOW_ERROR_SETTING : CLASP_SHOW_ERROR_CONTENT, "%s", problem);
      return NULL;
    }
  return g_steal_pointer (&show);
}

ClaspShow *
clasp_preset_fill (ClaspPreset *self, GHashTable *answers, GError **error)
{
  const Filling        filling = { self, answers };
  g_autoptr (JsonNode) tree = NULL;
  JsonObject          *root;

  if (!check_answers (&filling, error))
    return NULL;
  tree = fill_object (&filling, self->root);
  root = json_node_get_object (tree);
  if (!set_paths (&filling, root, error))
    return NULL;
  write_head (root, self);
  if (self->purpose == CLASP_PRESET_STEPS)
    wrap_steps (root);
  wrap_router (root);
  if (!drop_unknown_kinds (self, root, error))
    return NULL;
  return read_tree (self, tree, error);
}

JsonObject *
clasp_preset_get_router (ClaspPreset *self)
{
  JsonNode *node = json_object_get_member (self->root, "router");
  JsonNode *settings;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  settings = json_object_get_member (json_node_get_object (node), "settings");
  return settings != NULL && JSON_NODE_HOLDS_OBJECT (settings) ? json_node_get_object (settings)
                                                               : NULL;
}
