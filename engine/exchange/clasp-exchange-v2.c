/* SPDX-License-Identifier: LGPL-2.1-or-later */

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
  JsonArray   *mappings; /* (owned) as a show file has them */
  GPtrArray   *places;   /* (owned) where each of them stands in the file, "routes[3]" */
} Reader;

static void
left_out (Reader *self, const char *path, const char *why)
{
  clasp_exchange_tell (self->import->report, path, "%s; it is left out", why);
}

/* ---- settings ---- */

/* What version 2 calls options is a show file's settings. */
static void
rename_options (JsonObject *json)
{
  JsonNode *options = json_object_get_member (json, "options");

  if (options == NULL)
    return;
  json_object_set_member (json, "settings", json_node_copy (options));
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
  JsonObject              *router = clasp_exchange_copy_object (json);
  const char              *url = clasp_exchange_get_text (json, "url");
  JsonObject              *settings;

  clasp_v2_drop (self->import, router, ours, path);
  drop_secrets (self, router, path);
  rename_options (router);
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
  JsonObject              *connection = clasp_exchange_copy_object (json);
  const char              *type = clasp_exchange_get_text (json, "type");

  clasp_v2_drop (self->import, connection, ours, path);
  drop_secrets (self, connection, path);
  rename_options (connection);
  if (type == NULL)
    {
      json_object_unref (connection);
      left_out (self, path, "type: is missing");
      return NULL;
    }
  json_object_set_string_member (connection, "kind", type);
  json_object_remove_member (connection, "type");
  return connection;
}

static JsonObject *
read_local (Reader *self, JsonObject *json, const char *path)
{
  static const char *const ours[] = { "settings", NULL };
  JsonObject              *local = clasp_exchange_copy_object (json);

  clasp_v2_drop (self->import, local, ours, path);
  drop_secrets (self, local, path);
  rename_options (local);
  return local;
}

/* ---- ends ---- */

/* An address for what only numbers say: by the reader of version 1. */
static char *
make_address (Reader *self, JsonObject *json, JsonObject *source, const char *path, GError **error)
{
  static const char *const groups[][3] = {
    { "midi", "type", "midiType" },     { "midi", "channel", "midiChannel" },
    { "midi", "number", "midiNumber" }, { "dmx", "universe", "dmxUniverse" },
    { "dmx", "slot", "dmxChannel" },
  };
  g_autoptr (JsonObject) end = json_object_new ();
  g_autoptr (GPtrArray)  connections = NULL;
  const char            *id = clasp_exchange_get_text (json, "connection");
  ClaspShowItem         *item = id != NULL ? clasp_show_find (self->import->show, id) : NULL;
  ClaspConnection       *connection = NULL;

  if (CLASP_IS_CONNECTION (item))
    {
      connection = CLASP_CONNECTION (item);
      json_object_set_string_member (end, "protocol", clasp_connection_get_kind (connection));
    }
  else if (clasp_exchange_get_text (json, "protocol") != NULL)
    json_object_set_string_member (end, "protocol", clasp_exchange_get_text (json, "protocol"));
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      JsonObject *group = clasp_exchange_get_object (json, groups[i][0]);
      JsonNode   *node = group != NULL ? json_object_get_member (group, groups[i][1]) : NULL;

      if (node != NULL)
        json_object_set_member (end, groups[i][2], json_node_copy (node));
    }
  if (connection == NULL)
    {
      connections = clasp_import_choose (self->import, end, source != NULL, path, error);
      if (connections == NULL)
        return NULL;
      connection = connections->len > 0 ? connections->pdata[0] : NULL;
    }
  return clasp_import_end (connection, end, source, error);
}

/* What has another meaning there: any connection, and the n-th argument of an OSC message. */
static void
finish_options (JsonObject *json, JsonObject *options)
{
  JsonObject      *osc = clasp_exchange_get_object (json, "osc");
  JsonNode        *arg = osc != NULL ? json_object_get_member (osc, "arg") : NULL;
  g_autofree char *path = NULL;

  if (g_strcmp0 (clasp_exchange_get_text (options, "connection"), "*") == 0)
    json_object_remove_member (options, "connection");
  if (arg == NULL || !clasp_exchange_holds (arg, G_TYPE_INT64) || json_node_get_int (arg) <= 0)
    return;
  path = g_strdup_printf ("$[%" G_GINT64_FORMAT "]", json_node_get_int (arg));
  if (clasp_exchange_get_text (options, "path") == NULL)
    json_object_set_string_member (options, "path", path);
}

static JsonObject *
read_end (Reader     *self,
          JsonObject *json,
          JsonObject *source,
          gboolean    is_target,
          const char *path,
          GError    **error)
{
  static const char *const ours[] = { "options", "steps", NULL };
  const ClaspRegistry     *registry = clasp_show_get_registry (self->import->show);
  g_autoptr (JsonObject)   end = clasp_exchange_copy_object (json);
  g_autofree char         *address = g_strdup (clasp_exchange_get_text (json, "address"));
  JsonArray               *transforms = clasp_exchange_get_array (json, "transforms"), *steps;
  JsonObject              *options;

  clasp_v2_drop (self->import, end, ours, path);
  if (address == NULL)
    address = make_address (self, json, is_target ? source : NULL, path, error);
  if (address == NULL)
    return NULL;
  json_object_set_string_member (end, "address", address);
  if (json_object_has_member (end, "protocol"))
    json_object_remove_member (end, "protocol");
  options = clasp_v2_take (end, is_target ? registry->get_target_options_type ()
                                          : registry->get_source_options_type ());
  finish_options (json, options);
  json_object_set_object_member (end, "options", options);
  if (is_target && transforms != NULL)
    {
      steps = clasp_v2_read_steps (self->import, transforms, path, error);
      if (steps == NULL)
        return NULL;
      json_object_set_array_member (end, "steps", steps);
      json_object_remove_member (end, "transforms");
    }
  return g_steal_pointer (&end);
}

static JsonArray *
read_ends (Reader *self, JsonObject *json, gboolean is_target, const char *path, GError **error)
{
  const char           *name = is_target ? "targets" : "sources";
  JsonArray            *array = clasp_exchange_get_array (json, name);
  JsonArray            *sources = clasp_exchange_get_array (json, "sources");
  g_autoptr (JsonArray) ends = json_array_new ();
  JsonObject           *source = NULL;

  if (array == NULL || json_array_get_length (array) == 0)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "%s: is missing, or empty",
                   name);
      return NULL;
    }
  if (is_target && JSON_NODE_HOLDS_OBJECT (json_array_get_element (sources, 0)))
    source = json_array_get_object_element (sources, 0);
  for (guint i = 0; i < json_array_get_length (array) && i <= CLASP_MAPPING_MAX_ENDS; i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      g_autofree char *inner = g_strdup_printf ("%s.%s[%u]", path, name, i);
      JsonObject      *end = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                       "%s[%u]: is not an object", name, i);
          return NULL;
        }
      end = read_end (self, json_node_get_object (node), source, is_target, inner, error);
      if (end == NULL)
        {
          g_prefix_error (error, "%s[%u]: ", name, i);
          return NULL;
        }
      json_array_add_object_element (ends, end);
    }
  return g_steal_pointer (&ends);
}

/* ---- routes ---- */

/* A condition may stand as a tree or as the text that a show has. */
static void
read_when (JsonObject *options)
{
  JsonNode        *when = json_object_get_member (options, "when");
  g_autofree char *text = NULL;

  if (when == NULL || !JSON_NODE_HOLDS_OBJECT (when))
    return;
  if (json_object_get_size (json_node_get_object (when)) > 0)
    text = clasp_json_print_line (when);
  json_object_set_string_member (options, "when", text != NULL ? text : "");
}

static void
move_member (JsonObject *from, const char *name, JsonObject *to, const char *new_name)
{
  JsonNode *node = from != NULL ? json_object_get_member (from, name) : NULL;

  if (node != NULL)
    json_object_set_member (to, new_name, json_node_copy (node));
}

static void
drop (JsonObject *json, const char *name)
{
  if (json_object_has_member (json, name))
    json_object_remove_member (json, name);
}

/* What stands together there. */
static void
read_groups (JsonObject *route, JsonObject *options)
{
  JsonObject *rate = clasp_exchange_get_object (route, "rate");
  JsonObject *change = clasp_exchange_get_object (route, "change");
  JsonNode   *epsilon = change != NULL ? json_object_get_member (change, "epsilon") : NULL;

  move_member (rate, "hz", options, "rate-hz");
  move_member (rate, "keep", options, "rate-keep");
  move_member (change, "epsilon", options, "epsilon");
  move_member (change, "on", options, "only-changes");
  if (!json_object_has_member (options, "only-changes") && clasp_exchange_is_number (epsilon) &&
      json_node_get_double (epsilon) > 0.0)
    json_object_set_boolean_member (options, "only-changes", TRUE);
  move_member (route, "bidirectional", options, "two-way");
  if (g_strcmp0 (clasp_exchange_get_text (options, "join"), "any") == 0)
    json_object_remove_member (options, "join");
  drop (route, "rate");
  drop (route, "change");
  drop (route, "bidirectional");
}

static JsonObject *
read_route (Reader *self, JsonObject *json, const char *path, GError **error)
{
  static const char *const ours[] = { "source", "target", "steps", "options", NULL };
  const ClaspRegistry     *registry = clasp_show_get_registry (self->import->show);
  g_autoptr (JsonObject)   route = clasp_exchange_copy_object (json);
  JsonArray               *sources, *targets, *steps;
  JsonObject              *options;

  clasp_v2_drop (self->import, route, ours, path);
  sources = read_ends (self, json, FALSE, path, error);
  if (sources == NULL)
    return NULL;
  json_object_set_array_member (route, "sources", sources);
  targets = read_ends (self, json, TRUE, path, error);
  if (targets == NULL)
    return NULL;
  json_object_set_array_member (route, "targets", targets);
  steps =
    clasp_v2_read_steps (self->import, clasp_exchange_get_array (json, "transforms"), path, error);
  if (steps == NULL)
    return NULL;
  json_object_set_array_member (route, "steps", steps);
  drop (route, "transforms");
  options = clasp_v2_take (route, registry->get_route_options_type ());
  read_groups (route, options);
  read_when (options);
  json_object_set_object_member (route, "options", options);
  if (!json_object_has_member (route, "convert"))
    json_object_set_boolean_member (route, "convert", FALSE);
  return g_steal_pointer (&route);
}

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
  JsonObject        *route = read_route (self, json, path, &error);

  if (route != NULL)
    add_mapping (self, route, path);
  else
    left_out (self, path, error->message);
}

/* ---- links ---- */

/* What of @pattern stands in front of its "**", and where that goes; FALSE for other patterns. */
static gboolean
make_link (ClaspConnection *from,
           ClaspConnection *to,
           JsonObject      *json,
           const char      *pattern,
           char           **source,
           char           **target)
{
  const char      *strip = clasp_exchange_get_text (json, "strip");
  const char      *prefix = clasp_exchange_get_text (json, "prefix");
  const char      *namespace_ = from != NULL ? clasp_connection_get_namespace (from) : "";
  g_autofree char *base = NULL;
  const char      *rest;

  if (strcmp (pattern, "**") != 0 && !g_str_has_suffix (pattern, "/**"))
    return FALSE;
  base = g_strndup (pattern, strlen (pattern) - (*pattern == '/' ? 3 : 2));
  if (strchr (base, '*') != NULL)
    return FALSE;
  if (*base == '\0')
    {
      g_free (base);
      base = g_strdup (namespace_);
    }
  rest = base;
  if (*namespace_ != '\0' && clasp_exchange_is_under (base, namespace_))
    rest = base + strlen (namespace_);
  if (strip != NULL && clasp_exchange_is_under (rest, strip))
    rest += strlen (strip);
  *source = g_strconcat (base, "/{rest:**}", NULL);
  *target = g_strconcat (to != NULL ? clasp_connection_get_namespace (to) : "",
                         prefix != NULL ? prefix : "", rest, "/{rest}", NULL);
  return TRUE;
}

static void
add_link (Reader *self, JsonObject *json, const char *pattern, const char *path)
{
  const char      *from_id = clasp_exchange_get_text (json, "source");
  const char      *to_id = clasp_exchange_get_text (json, "target");
  ClaspShowItem   *from = from_id != NULL ? clasp_show_find (self->import->show, from_id) : NULL;
  ClaspShowItem   *to = to_id != NULL ? clasp_show_find (self->import->show, to_id) : NULL;
  JsonObject      *route;
  g_autofree char *source = NULL, *target = NULL;

  if (!CLASP_IS_CONNECTION (from) || !CLASP_IS_CONNECTION (to))
    {
      left_out (self, path,
                CLASP_IS_CONNECTION (from) ? "target: there is no such connection"
                                           : "source: there is no such connection");
      return;
    }
  if (!make_link (CLASP_CONNECTION (from), CLASP_CONNECTION (to), json, pattern, &source, &target))
    {
      left_out (self, path, "patterns: only what ends in /** can be taken over");
      return;
    }
  route = json_object_new ();
  json_object_set_boolean_member (route, "enabled", clasp_exchange_get_enabled (json));
  json_object_set_string_member (route, "source", source);
  json_object_set_string_member (route, "target", target);
  add_mapping (self, route, path);
}

static void
import_link (Reader *self, JsonObject *json, const char *path)
{
  JsonArray *patterns = clasp_exchange_get_array (json, "patterns");

  if (patterns == NULL)
    add_link (self, json, "**", path);
  for (guint i = 0;
       patterns != NULL && i < json_array_get_length (patterns) && i < CLASP_MAPPING_MAX_ENDS; i++)
    {
      JsonNode *node = json_array_get_element (patterns, i);

      if (clasp_exchange_holds (node, G_TYPE_STRING))
        add_link (self, json, json_node_get_string (node), path);
    }
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

static void
keep_unknown (Reader *self, JsonObject *json, JsonObject *show)
{
  static const char *const known[] = { "format",      "version", "name",   "saved", "routers",
                                       "connections", "links",   "routes", "rules", NULL };
  static const char *const ours[] = { "mappings", NULL };
  JsonObjectIter           iter;
  const char              *name;
  JsonNode                *node;

  clasp_v2_drop (self->import, json, ours, "file");
  json_object_iter_init_ordered (&iter, json);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!g_strv_contains (known, name) && !json_object_has_member (show, name))
      json_object_set_member (show, name, json_node_copy (node));
}

static gboolean
read_all (Reader *self, JsonObject *json, GError **error)
{
  const ClaspRegistry   *registry = clasp_show_get_registry (self->import->show);
  g_autoptr (JsonObject) first = new_show (json), show = new_show (json);

  read_list (self, json, "routers", read_router, show);
  read_list (self, json, "connections", read_connection, first);
  if (!load (self, first, error))
    return FALSE;
  each (self, json, "routes", import_route);
  each (self, json, "links", import_link);
  mark_places (self);
  add_needed (self, show);
  json_object_set_array_member (show, "mappings", json_array_ref (self->mappings));
  for (guint i = 0; i < registry->n_locals; i++)
    {
      g_autofree char *name = clasp_show_local_member (&registry->locals[i]);

      read_list (self, json, name, read_local, show);
    }
  keep_unknown (self, json, show);
  if (!load (self, show, error))
    return FALSE;
  check_mappings (self);
  return TRUE;
}

static gboolean
check_version (JsonObject *json, GError **error)
{
  JsonNode *version = json_object_get_member (json, "version");

  if (version == NULL || !clasp_exchange_holds (version, G_TYPE_INT64) ||
      json_node_get_int (version) < 1)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "version: expected a whole number from 1");
      return FALSE;
    }
  if (json_node_get_int (version) <= VERSION)
    return TRUE;
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION,
               "version: %" G_GINT64_FORMAT " is newer than what can be read, %d",
               json_node_get_int (version), VERSION);
  return FALSE;
}

gboolean
clasp_import_v2 (ClaspImport *import, JsonObject *json, GError **error)
{
  Reader   self = { import, NULL, NULL };
  gboolean is_good;

  if (!check_version (json, error))
    return FALSE;
  self.mappings = json_array_new ();
  self.places = g_ptr_array_new_with_free_func (g_free);
  is_good = read_all (&self, json, error);
  json_array_unref (self.mappings);
  g_ptr_array_unref (self.places);
  return is_good;
}
