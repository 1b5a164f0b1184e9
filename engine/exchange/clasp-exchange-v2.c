/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-secrets.h"
#include "exchange/clasp-exchange-v2-names.h"

#include "core/clasp-json.h"
#include "show/clasp-show-private.h"

#include <string.h>

/* Version 2 configurations (mapping.md 16).
 *
 * Design notes. Version 2 has what a show has, under other names. So its JSON becomes that of a
 * show file, which the show then reads: with its checks and limits, and members nobody knows are
 * kept and written back. Connections come first, since an end may name one by kind and numbers
 * alone. What the show complains about it names by its own places, which are put back into the
 * file's. */

#define VERSION 2

typedef struct
{
  ClaspImport *import;
  JsonObject  *file;     /* (unowned) */
  const ClaspKind *local; /* (unowned) of the list that is read */
  JsonArray   *mappings; /* (owned) as a show file has them */
  GPtrArray   *places;   /* (owned) where each of them stands in the file, "routes[3]" */
} Reader;

static void
left_out (Reader *self, const char *path, const char *why)
{
  clasp_exchange_tell (self->import->report, path, "%s; it is left out", why);
}

/* ---- settings ---- */

/* "mk2-key-ref" stands for a secret that is not in the file; with a passphrase it is in "secrets". */
static void
drop_references (Reader *self, JsonObject *options, const char *path)
{
  g_autoptr (GList)     names = json_object_get_members (options);
  g_autoptr (GPtrArray) dropped = g_ptr_array_new_with_free_func (g_free);

  for (GList *item = names; item != NULL; item = item->next)
    {
      const char      *name = item->data;
      g_autofree char *secret =
        g_str_has_suffix (name, "-ref") ? g_strndup (name, strlen (name) - strlen ("-ref")) : NULL;

      if (secret == NULL || !clasp_exchange_is_secret (secret))
        continue;
      if (self->import->passphrase == NULL)
        clasp_exchange_tell (self->import->report, path,
                             "%s: is a secret, which is not in the file; enter it again", secret);
      g_ptr_array_add (dropped, g_strdup (name));
    }
  for (guint i = 0; i < dropped->len; i++)
    json_object_remove_member (options, dropped->pdata[i]);
}

/* What version 2 calls options is a show file's settings, by our names or with capital letters. @type may be none:
 * then they stay as they are. */
static void
read_options (Reader *self, JsonObject *json, GType type, const char *path)
{
  JsonNode              *node = json_object_get_member (json, "options");
  JsonObject            *options = clasp_exchange_get_object (json, "options");
  g_autoptr (JsonObject) rest = NULL;
  g_autofree char       *inner = g_strconcat (path, ".options", NULL);
  JsonObject            *settings;
  JsonObjectIter         iter;
  const char            *name;
  JsonNode              *value;

  if (node == NULL)
    return;
  if (options == NULL || type == G_TYPE_INVALID)
    {
      json_object_set_member (json, "settings", json_node_copy (node));
      json_object_remove_member (json, "options");
      return;
    }
  rest = clasp_exchange_copy_object (options);
  settings = clasp_v2_take (rest, type);
  drop_references (self, rest, inner);
  clasp_v2_tell_unknown (self->import, rest, NULL, inner);
  json_object_iter_init_ordered (&iter, rest);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (settings, name, json_node_copy (value));
  json_object_set_object_member (json, "settings", settings);
  json_object_remove_member (json, "options");
}

static void
drop_secrets (Reader *self, JsonObject *json, const char *path)
{
  static const char *const nothing[] = { NULL };
  JsonObject              *options = clasp_exchange_get_object (json, "options");

  clasp_v2_drop (self->import, json, nothing, path);
  if (options != NULL)
    clasp_v2_drop (self->import, options, nothing, path);
}

/* ---- routers, connections, variables and the like ---- */

static JsonObject *
read_router (Reader *self, JsonObject *json, const char *path)
{
  static const char *const ours[] = { "settings", NULL };
  static const char *const known[] = { "id", "name", "enabled", "url", "tokenRef", "settings", NULL };
  const ClaspRegistry     *registry = clasp_show_get_registry (self->import->show);
  JsonObject              *router = clasp_exchange_copy_object (json);
  const char              *url = clasp_exchange_get_text (json, "url");
  JsonObject              *settings;

  clasp_v2_drop (self->import, router, ours, path);
  drop_secrets (self, router, path);
  read_options (self, router, registry->get_router_settings_type (), path);
  clasp_v2_tell_unknown (self->import, router, known, path);
  if (json_object_has_member (router, "url"))
    json_object_remove_member (router, "url");
  settings = clasp_exchange_get_object (router, "settings");
  if (url == NULL || (settings != NULL && json_object_has_member (settings, "listen")))
    return router;
  if (settings == NULL)
    {
      settings = json_object_new ();
      json_object_set_object_member (router, "settings", settings);
    }
  json_object_set_array_member (settings, "listen", json_array_new ());
  json_array_add_string_element (json_object_get_array_member (settings, "listen"), url);
  return router;
}

static JsonObject *
read_connection (Reader *self, JsonObject *json, const char *path)
{
  static const char *const ours[] = { "kind", "settings", NULL };
  static const char *const known[] = { "id",        "name", "enabled",  "namespace",
                                       "tokenRef", "kind", "settings", NULL };
  const ClaspRegistry     *registry = clasp_show_get_registry (self->import->show);
  JsonObject              *connection = clasp_exchange_copy_object (json);
  const ClaspKind         *kind;
  const char              *type = clasp_exchange_get_text (json, "type");

  clasp_v2_drop (self->import, connection, ours, path);
  drop_secrets (self, connection, path);
  if (type == NULL)
    {
      json_object_unref (connection);
      left_out (self, path, "type: is missing");
      return NULL;
    }
  kind = clasp_kind_find (registry->connections, registry->n_connections, type);
  read_options (self, connection, kind != NULL ? kind->get_settings_type () : G_TYPE_INVALID, path);
  json_object_set_string_member (connection, "kind", type);
  json_object_remove_member (connection, "type");
  clasp_v2_tell_unknown (self->import, connection, known, path);
  return connection;
}

/* A variable and the like may have its options beside its name. */
static JsonObject *
read_local (Reader *self, JsonObject *json, const char *path)
{
  static const char *const ours[] = { "settings", NULL };
  static const char *const known[] = { "id", "name", "enabled", "settings", NULL };
  GType                    type = self->local->get_settings_type ();
  JsonObject              *local = clasp_exchange_copy_object (json);
  g_autoptr (JsonObject)   beside = NULL;
  JsonObjectIter           iter;
  const char              *name;
  JsonNode                *node;

  clasp_v2_drop (self->import, local, ours, path);
  drop_secrets (self, local, path);
  read_options (self, local, type, path);
  beside = clasp_v2_take (local, type);
  if (json_object_get_size (beside) > 0 && clasp_exchange_get_object (local, "settings") == NULL)
    json_object_set_object_member (local, "settings", json_object_new ());
  json_object_iter_init_ordered (&iter, beside);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (json_object_get_object_member (local, "settings"), name,
                            json_node_copy (node));
  clasp_v2_tell_unknown (self->import, local, known, path);
  return local;
}

/* ---- routes ---- */

static void
add_mapping (Reader *self, JsonObject *json, const char *place)
{
  json_array_add_object_element (self->mappings, json);
  g_ptr_array_add (self->places, g_strdup (place));
}

static void
import_route (Reader *self, JsonObject *json, const char *path)
{
  g_autoptr (GError) error = NULL;
  JsonObject        *route = clasp_v2_read_route (self->import, json, path, &error);

  if (route != NULL)
    add_mapping (self, route, path);
  else
    left_out (self, path, error->message);
}

/* ---- their order ---- */

typedef struct
{
  guint  index;
  double order;
} Place;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *first = a, *second = b;

  if (first->order != second->order)
    return first->order < second->order ? -1 : 1;
  return first->index < second->index ? -1 : first->index > second->index;
}

/* By "order", where there is any; what has none stays behind the one before. */
static GArray *
sort_routes (JsonArray *array)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));
  double  order = 0.0;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      JsonNode *node = JSON_NODE_HOLDS_OBJECT (item)
                         ? json_object_get_member (json_node_get_object (item), "order")
                         : NULL;
      Place     place = { i, order };

      if (clasp_exchange_is_number (node))
        place.order = order = json_node_get_double (node);
      g_array_append_val (places, place);
    }
  g_array_sort (places, compare_places);
  return places;
}

static void
import_routes (Reader *self, JsonObject *json)
{
  JsonArray         *array = clasp_exchange_get_array (json, "routes");
  g_autoptr (GArray) places = NULL;

  if (array == NULL)
    {
      if (json_object_has_member (json, "routes"))
        left_out (self, "routes", "is not a list");
      return;
    }
  places = sort_routes (array);
  for (guint i = 0; i < places->len; i++)
    {
      guint            index = g_array_index (places, Place, i).index;
      JsonNode        *node = json_array_get_element (array, index);
      g_autofree char *path = g_strdup_printf ("routes[%u]", index);

      if (JSON_NODE_HOLDS_OBJECT (node))
        import_route (self, json_node_get_object (node), path);
      else
        left_out (self, path, "is not an object");
    }
}

/* ---- links ---- */

static void
import_link (Reader *self, JsonObject *json, const char *path)
{
  g_autoptr (JsonArray) mappings = clasp_v2_read_link (self->import, self->file, json, path);

  for (guint i = 0; i < json_array_get_length (mappings); i++)
    add_mapping (self, json_object_ref (json_array_get_object_element (mappings, i)), path);
}

/* ---- the lists ---- */

static void
read_list (Reader     *self,
           JsonObject *json,
           const char *name,
           JsonObject *(*read) (Reader *self, JsonObject *json, const char *path),
           JsonObject *show)
{
  JsonArray *array = clasp_exchange_get_array (json, name);
  JsonArray *list;

  if (array == NULL)
    {
      if (json_object_has_member (json, name))
        left_out (self, name, "is not a list");
      return;
    }
  list = json_array_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      g_autofree char *path = g_strdup_printf ("%s[%u]", name, i);
      JsonObject      *item =
        JSON_NODE_HOLDS_OBJECT (node) ? read (self, json_node_get_object (node), path) : NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        left_out (self, path, "is not an object");
      if (item != NULL)
        json_array_add_object_element (list, item);
      else
        json_array_add_null_element (list); /* so that the places stay */
    }
  json_object_set_array_member (show, name, list);
}

static void
each (Reader     *self,
      JsonObject *json,
      const char *name,
      void (*import) (Reader *self, JsonObject *json, const char *path))
{
  JsonArray *array = clasp_exchange_get_array (json, name);

  if (array == NULL && json_object_has_member (json, name))
    left_out (self, name, "is not a list");
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      g_autofree char *path = g_strdup_printf ("%s[%u]", name, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        import (self, json_node_get_object (node), path);
      else
        left_out (self, path, "is not an object");
    }
}

/* ---- the show ---- */

/* "mappings[4].steps[1].settings.gamma: …" → "routes[3].transforms[1].gamma: …" */
static char *
put_back (Reader *self, const char *sentence)
{
  guint64            index;
  char              *end;
  g_autofree char   *rest = NULL;
  g_autoptr (GRegex) words = NULL;

  words = g_regex_new ("\\.(settings|options)(?=[.:])", 0, 0, NULL);
  if (!g_str_has_prefix (sentence, "mappings["))
    return g_regex_replace_literal (words, sentence, -1, 0, ".options", 0, NULL);
  index = g_ascii_strtoull (sentence + strlen ("mappings["), &end, 10);
  if (*end != ']' || index >= self->places->len)
    return g_strdup (sentence);
  rest = g_regex_replace_literal (words, end + 1, -1, 0, "", 0, NULL);
  if (rest != NULL && g_str_has_prefix (rest, ".steps["))
    return g_strdup_printf ("%s.transforms%s", (char *) self->places->pdata[index],
                            rest + strlen (".steps"));
  return g_strconcat (self->places->pdata[index], rest, NULL);
}

static gboolean
load (Reader *self, JsonObject *show, GError **error)
{
  g_autoptr (JsonNode)  root = json_node_init_object (json_node_alloc (), show);
  g_autofree char      *text = clasp_json_print (root);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  if (!clasp_show_from_text (self->import->show, text, problems, error))
    return FALSE;
  for (guint i = 0; i < problems->len; i++)
    /* what was no item of the file has been told */
    if (!g_str_has_suffix (problems->pdata[i], ": is not an object; it is left out"))
      g_ptr_array_add (self->import->report, put_back (self, problems->pdata[i]));
  return TRUE;
}

/* As it will be when it runs. */
static void
check_mappings (Reader *self)
{
  GListModel *list = clasp_show_get_mappings (self->import->show);

  for (guint i = g_list_model_get_n_items (list); i-- > 0;)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (list, i);
      g_autoptr (GError)       error = NULL;
      g_autofree char         *path = NULL;
      JsonObject              *extra = clasp_extra_get (G_OBJECT (mapping));

      path = g_strdup (extra != NULL ? clasp_exchange_get_text (extra, "\x01place") : NULL);
      if (extra != NULL && path != NULL)
        json_object_remove_member (extra, "\x01place");
      if (clasp_exchange_check_mapping (mapping, &error))
        continue;
      left_out (self, path != NULL ? path : "routes", error->message);
      clasp_show_remove (self->import->show, CLASP_SHOW_ITEM (mapping));
    }
}

/* Where it stands goes with it, as a member the show does not know. */
static void
mark_places (Reader *self)
{
  for (guint i = 0; i < self->places->len; i++)
    json_object_set_string_member (json_array_get_object_element (self->mappings, i), "\x01place",
                                   self->places->pdata[i]);
}

static JsonObject *
new_show (JsonObject *json)
{
  JsonObject *show = json_object_new ();

  json_object_set_string_member (show, "format", CLASP_SHOW_FORMAT);
  json_object_set_int_member (show, "version", CLASP_SHOW_VERSION);
  if (clasp_exchange_get_text (json, "name") != NULL)
    json_object_set_string_member (show, "name", clasp_exchange_get_text (json, "name"));
  return show;
}

/* Connections that an end needed beside those of the file. */
static void
add_needed (Reader *self, JsonObject *show)
{
  g_autofree char     *text = clasp_show_to_text (self->import->show);
  g_autoptr (JsonNode) root = clasp_json_parse (text, strlen (text), NULL);

  if (root != NULL)
    json_object_set_array_member (
      show, "connections",
      json_array_ref (json_object_get_array_member (json_node_get_object (root), "connections")));
}

/* "variables" and the like: told where they are read. */
static gboolean
is_local (Reader *self, const char *member)
{
  const ClaspRegistry *registry = clasp_show_get_registry (self->import->show);

  for (guint i = 0; i < registry->n_locals; i++)
    {
      g_autofree char *name = clasp_show_local_member (&registry->locals[i]);

      if (strcmp (name, member) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
keep_unknown (Reader *self, JsonObject *json, JsonObject *show)
{
  static const char *const known[] = { "format",      "version", "name",   "saved", "routers",
                                       "connections", "links",   "routes", "rules", NULL };
  static const char *const ours[] = { "mappings", NULL };
  g_autoptr (JsonObject)   others = json_object_new ();
  JsonObjectIter           iter;
  const char              *name;
  JsonNode                *node;

  clasp_v2_drop (self->import, json, ours, "file");
  json_object_iter_init_ordered (&iter, json);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!g_strv_contains (known, name) && !json_object_has_member (show, name) &&
        !is_local (self, name))
      {
        json_object_set_member (show, name, json_node_copy (node));
        if (strcmp (name, "ui") != 0)
          json_object_set_member (others, name, json_node_copy (node));
      }
  clasp_v2_tell_unknown (self->import, others, NULL, "file");
}

/* Out of the file: where nobody has the passphrase they are left out. */
static JsonNode *
take_secrets (JsonObject *json)
{
  JsonNode *node = json_object_get_member (json, "secrets");

  if (node == NULL)
    return NULL;
  node = json_node_copy (node);
  json_object_remove_member (json, "secrets");
  return node;
}

static gboolean
read_secrets (Reader *self, JsonNode *node, GError **error)
{
  g_autofree char *text = NULL;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      left_out (self, "secrets", "is not an object");
      return TRUE;
    }
  if (self->import->passphrase == NULL)
    {
      self->import->is_sealed = TRUE;
      left_out (self, "secrets", "are encrypted, and no passphrase was given");
      return TRUE;
    }
  text = clasp_secrets_open (json_node_get_object (node), self->import->passphrase, error);
  if (text != NULL)
    clasp_secrets_restore (self->import->show, text, self->import->report);
  return text != NULL;
}

static gboolean
read_all (Reader *self, JsonObject *json, GError **error)
{
  const ClaspRegistry   *registry = clasp_show_get_registry (self->import->show);
  g_autoptr (JsonObject) first = new_show (json), show = new_show (json);
  g_autoptr (JsonNode)   secrets = take_secrets (json);

  read_list (self, json, "routers", read_router, show);
  read_list (self, json, "connections", read_connection, first);
  if (!load (self, first, error))
    return FALSE;
  import_routes (self, json);
  each (self, json, "links", import_link);
  mark_places (self);
  add_needed (self, show);
  json_object_set_array_member (show, "mappings", json_array_ref (self->mappings));
  for (guint i = 0; i < registry->n_locals; i++)
    {
      g_autofree char *name = clasp_show_local_member (&registry->locals[i]);

      self->local = &registry->locals[i];
      read_list (self, json, name, read_local, show);
    }
  keep_unknown (self, json, show);
  if (!load (self, show, error))
    return FALSE;
  check_mappings (self);
  return read_secrets (self, secrets, error);
}

static gboolean
check_version (ClaspImport *self, JsonObject *json, GError **error)
{
  JsonNode *version = json_object_get_member (json, "version");

  if (version == NULL || !clasp_exchange_holds (version, G_TYPE_INT64) ||
      json_node_get_int (version) < 1)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "version: expected a whole number from 1");
      return FALSE;
    }
  if (clasp_import_accepts (self, json_node_get_int (version), VERSION))
    return TRUE;
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION,
               "version: %" G_GINT64_FORMAT " is newer than what can be read, %d",
               json_node_get_int (version), VERSION);
  return FALSE;
}

gboolean
clasp_import_v2 (ClaspImport *import, JsonObject *json, GError **error)
{
  Reader   self = { import, json, NULL, NULL, NULL };
  gboolean is_good;

  if (!check_version (import, json, error))
    return FALSE;
  self.mappings = json_array_new ();
  self.places = g_ptr_array_new_with_free_func (g_free);
  is_good = read_all (&self, json, error);
  json_array_unref (self.mappings);
  g_ptr_array_unref (self.places);
  return is_good;
}
