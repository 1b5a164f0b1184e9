/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-steps.h"

#include "core/clasp-address.h"
#include "core/clasp-json.h"
#include "mapping/clasp-expression.h"

#include <string.h>

/* Tables of addresses, as the reference's library and documents have them (mapping.md 3):
 *
 *   mapping: { prefix, strip_prefix, custom: { FROM: TO } }, filter: { include, exclude },
 *   mappings: { FROM: { type, to } }, transforms: [ { from, to, scale, … } ], or a list of the
 * last.
 *
 * There the first that matches counts: each mapping stops what it took. */

#define MAX_PATTERNS 64 /* that a filter has of each kind */

typedef struct
{
  ClaspImport *import;
  const char  *namespace_; /* in front of what comes from a device; "" when no protocol is named */
  JsonArray   *include, *exclude; /* (nullable) */
} Tables;

static void
left_out (Tables *self, const char *path, const char *why)
{
  clasp_exchange_tell (self->import->report, path, "%s; it is left out", why);
}

/* ---- addresses ---- */

/* "/midi/DEVICE/cc/CHANNEL/NUMBER" is "/midi/DEVICE/ch/CHANNEL/cc/NUMBER" here. */
static char *
translate (const char *address)
{
  g_auto (GStrv) parts = g_strsplit (address, "/", 8);

  if (g_strv_length (parts) == 6 && strcmp (parts[1], "midi") == 0 &&
      (strcmp (parts[3], "cc") == 0 || strcmp (parts[3], "note") == 0))
    return g_strdup_printf ("/midi/%s/ch/%s/%s/%s", parts[2], parts[4], parts[3], parts[5]);
  return g_strdup (address);
}

static char *
source_address (Tables *self, const char *from)
{
  g_autofree char *address = translate (from);

  if (*self->namespace_ == '\0' || clasp_exchange_is_under (address, self->namespace_))
    return g_steal_pointer (&address);
  return g_strconcat (self->namespace_, address, NULL);
}

/* ---- what passes ---- */

static gboolean
matches_any (JsonArray *array, const char *address)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode                *node = json_array_get_element (array, i);
      g_autoptr (ClaspPattern) pattern = NULL;
      const char              *text, *why;

      if (!clasp_exchange_holds (node, G_TYPE_STRING))
        continue;
      text = json_node_get_string (node);
      if (!clasp_pattern_is_valid (clasp_str (text), &why))
        continue;
      pattern = clasp_pattern_new (clasp_str (text));
      if (clasp_pattern_matches (pattern, clasp_str (address)))
        return TRUE;
    }
  return FALSE;
}

/* Of what stands in a table: a pattern passes when the filter covers it. */
static gboolean
passes (Tables *self, const char *from)
{
  if (matches_any (self->exclude, from))
    return FALSE;
  return self->include == NULL || json_array_get_length (self->include) == 0 ||
         matches_any (self->include, from);
}

/* A pattern without @strip in front as a regular expression over the rest; NULL when it can match
 * nothing below it. */
static char *
to_regex (const char *pattern, const char *strip)
{
  GString *regex;

  if (*strip != '\0' && !g_str_has_prefix (pattern, "/**"))
    {
      if (!clasp_exchange_is_under (pattern, strip))
        return NULL;
      pattern += strlen (strip);
    }
  regex = g_string_new ("^");
  for (const char *p = *pattern == '/' ? pattern + 1 : pattern; *p != '\0'; p++)
    if (p[0] == '*' && p[1] == '*')
      {
        g_string_append (regex, ".*");
        p++;
      }
    else if (*p == '*')
      g_string_append (regex, "[^/]+");
    else if (g_ascii_isalnum (*p) || strchr ("/_-", *p) != NULL || (guchar) *p >= 0x80)
      g_string_append_c (regex, *p);
    else
      g_string_append_printf (regex, "\\%c", *p);
  g_string_append_c (regex, '$');
  return g_string_free (regex, FALSE);
}

/* (transfer full) {"any": […]} over what the source captured as "rest". */
static JsonObject *
print_any (JsonArray *array, const char *strip)
{
  JsonObject *json = json_object_new ();
  JsonArray  *list = json_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      g_autofree char *regex = clasp_exchange_holds (node, G_TYPE_STRING)
                                 ? to_regex (json_node_get_string (node), strip)
                                 : NULL;
      JsonObject      *leaf;

      if (regex == NULL)
        continue; /* it speaks of something else */
      leaf = json_object_new ();
      json_object_set_string_member (leaf, "capture", "rest");
      json_object_set_string_member (leaf, "op", "matches");
      json_object_set_string_member (leaf, "value", regex);
      json_array_add_object_element (list, leaf);
    }
  json_object_set_array_member (json, "any", list);
  return json;
}

static void
set_filter (Tables *self, ClaspMapping *mapping, const char *strip)
{
  g_autoptr (JsonObject) json = json_object_new ();
  g_autoptr (JsonNode)   node = NULL;
  g_autofree char       *text = NULL;
  JsonArray             *list = json_array_new ();

  if (self->include != NULL && json_array_get_length (self->include) > 0)
    {
      JsonObject *any = print_any (self->include, strip);

      if (json_array_get_length (json_object_get_array_member (any, "any")) == 0)
        clasp_exchange_tell (self->import->report, "filter.include",
                             "nothing of what the prefix is for passes");
      json_array_add_object_element (list, any);
    }
  if (self->exclude != NULL && json_array_get_length (self->exclude) > 0)
    {
      JsonObject *not = json_object_new ();

      json_object_set_object_member (not, "not", print_any (self->exclude, strip));
      json_array_add_object_element (list, not);
    }
  json_object_set_array_member (json, "all", list);
  if (json_array_get_length (list) == 0)
    return;
  node = json_node_init_object (json_node_alloc (), json);
  text = clasp_json_print_line (node);
  g_object_set (clasp_mapping_get_options (mapping), "when", text, NULL);
}

/* ---- mappings ---- */

static void
add_mapping (Tables *self, ClaspMapping *mapping, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (!clasp_exchange_check_mapping (mapping, &error))
    left_out (self, path, error->message);
  else if (!clasp_show_add (self->import->show, CLASP_SHOW_ITEM (mapping)))
    left_out (self, path, "the show is full");
}

static ClaspMapping *
new_mapping (Tables *self, const char *source, const char *target)
{
  ClaspMapping *mapping = clasp_show_create_mapping (self->import->show, source, target);

  g_object_set (mapping, "convert", FALSE, NULL);
  g_object_set (clasp_mapping_get_options (mapping), "stop", TRUE, NULL);
  return mapping;
}

static gboolean
fail (GError **error, const char *text)
{
  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, text);
  return FALSE;
}

/* "[0,127] -> [0,1]", or the four in a list. */
static gboolean
read_range (JsonNode *node, double range[4])
{
  g_autoptr (GRegex) separators = g_regex_new ("[][, ]+|->", 0, 0, NULL);
  g_auto (GStrv)     words = NULL;
  guint              n = 0;

  if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 4)
    {
      for (; n < 4; n++)
        {
          JsonNode *item = json_array_get_element (json_node_get_array (node), n);

          if (!clasp_exchange_is_number (item))
            return FALSE;
          range[n] = json_node_get_double (item);
        }
      return TRUE;
    }
  if (!clasp_exchange_holds (node, G_TYPE_STRING) || strlen (json_node_get_string (node)) > 200)
    return FALSE;
  words = g_regex_split (separators, json_node_get_string (node), 0);
  for (guint i = 0; words[i] != NULL; i++)
    {
      char *end;

      if (*words[i] == '\0')
        continue;
      if (n == 4)
        return FALSE;
      range[n++] = g_ascii_strtod (words[i], &end);
      if (*end != '\0')
        return FALSE;
    }
  return n == 4;
}

static gboolean
add_scale (Tables *self, JsonNode *node, ClaspMapping *mapping, const char *path, GError **error)
{
  static const char *const names[] = { "from_min", "from_max", "to_min", "to_max" };
  g_autoptr (JsonObject)   json = json_object_new ();
  g_autoptr (JsonNode)     step = NULL;
  double                   range[4];

  if (!read_range (node, range))
    return fail (error, "scale: expected [a, b] -> [c, d]");
  json_object_set_string_member (json, "type", "scale");
  for (guint i = 0; i < 4; i++)
    json_object_set_double_member (json, names[i], range[i]);
  step = json_node_init_object (json_node_alloc (), json);
  return clasp_import_transform (self->import, step, mapping, path, error);
}

static gboolean
add_threshold (Tables       *self,
               JsonNode     *node,
               ClaspMapping *mapping,
               const char   *path,
               GError      **error)
{
  g_autoptr (JsonObject) json = json_object_new ();
  g_autoptr (JsonNode)   step = NULL;

  if (!clasp_exchange_is_number (node))
    return fail (error, "threshold: is no number");
  json_object_set_string_member (json, "type", "threshold");
  json_object_set_member (json, "threshold", json_node_copy (node));
  step = json_node_init_object (json_node_alloc (), json);
  return clasp_import_transform (self->import, step, mapping, path, error);
}

static gboolean
insert (ClaspMapping *mapping, ClaspStep *step, GError **error)
{
  return clasp_mapping_insert_step (mapping, G_MAXUINT, step) || fail (error, "too many steps");
}

/* {x: $[0], y: $[1]}: a map of what the paths find. */
static gboolean
add_map (Tables *self, JsonNode *node, ClaspMapping *mapping, const char *path, GError **error)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_autoptr (ClaspStep)    pick = clasp_show_create_step (self->import->show, "pick", error);
  g_autoptr (ClaspStep)    pack = clasp_show_create_step (self->import->show, "pack", error);
  g_auto (GStrv)           all_paths = NULL, all_keys = NULL;
  JsonObjectIter           iter;
  const char              *key;
  JsonNode                *value;

  if (!JSON_NODE_HOLDS_OBJECT (node) || json_object_get_size (json_node_get_object (node)) > 64)
    return fail (error, "map: expected at most 64 names with a path each");
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      if (!clasp_exchange_holds (value, G_TYPE_STRING))
        return fail (error, "map: a path is no text");
      g_strv_builder_add (keys, key);
      g_strv_builder_add (paths, json_node_get_string (value));
    }
  all_paths = g_strv_builder_end (paths);
  all_keys = g_strv_builder_end (keys);
  g_object_set (clasp_step_get_settings (pick), "paths", all_paths, NULL);
  g_object_set (clasp_step_get_settings (pack), "keys", all_keys, NULL);
  return insert (mapping, pick, error) && insert (mapping, pack, error);
}

static gboolean
set_when (Tables *self, JsonNode *node, ClaspMapping *mapping, const char *path, GError **error)
{
  if (!clasp_exchange_holds (node, G_TYPE_STRING))
    return fail (error, "filter: is no expression");
  g_object_set (clasp_mapping_get_options (mapping), "when", json_node_get_string (node), NULL);
  return TRUE;
}

static gboolean
add_transform (Tables       *self,
               JsonNode     *node,
               ClaspMapping *mapping,
               const char   *path,
               GError      **error)
{
  return clasp_import_transform (self->import, node, mapping, path, error);
}

static gboolean
set_signal (Tables *self, JsonNode *node, ClaspMapping *mapping, const char *path, GError **error)
{
  g_autoptr (ClaspMappingEnd) target =
    g_list_model_get_item (clasp_mapping_get_targets (mapping), 0);

  if (!clasp_exchange_holds (node, G_TYPE_STRING))
    return fail (error, "type: is no text");
  return clasp_settings_set_text (clasp_mapping_end_get_options (target), "signal",
                                  json_node_get_string (node), error);
}

static gboolean
nothing (Tables *self, JsonNode *node, ClaspMapping *mapping, const char *path, GError **error)
{
  return TRUE;
}

/* In the order in which they work on a value. */
static const struct
{
  const char *name;
  gboolean (
    *set) (Tables *self, JsonNode *node, ClaspMapping *mapping, const char *path, GError **error);
} operations[] = {
  { "from", nothing },
  { "to", nothing },
  { "rename", nothing },
  { "filter", set_when },
  { "map", add_map },
  { "scale", add_scale },
  { "threshold", add_threshold },
  { "transform", add_transform },
  { "type", set_signal },
};

static void
tell_unknown (Tables *self, JsonObject *json, const char *path)
{
  g_autoptr (GList) names = json_object_get_members (json);

  for (GList *item = names; item != NULL; item = item->next)
    {
      guint i = 0;

      while (i < G_N_ELEMENTS (operations) && strcmp (operations[i].name, item->data) != 0)
        i++;
      if (i == G_N_ELEMENTS (operations))
        clasp_exchange_tell (self->import->report, path, "%.64s: is not known, and left out",
                             (const char *) item->data);
    }
}

/* One entry: @from may stand outside of it. */
static void
import_entry (Tables *self, JsonObject *json, const char *from, const char *path)
{
  const char              *to = clasp_exchange_get_text (json, "to");
  g_autofree char         *source = NULL, *target = NULL;
  g_autoptr (ClaspMapping) mapping = NULL;
  g_autoptr (GError)       error = NULL;

  if (from == NULL)
    from = clasp_exchange_get_text (json, "from");
  if (to == NULL)
    to = clasp_exchange_get_text (json, "rename");
  if (from == NULL || to == NULL)
    {
      left_out (self, path,
                from == NULL ? "from: is missing"
                             : "to: is missing; as what kind of signal something comes "
                               "is up to its connection here");
      return;
    }
  if (!passes (self, from))
    {
      left_out (self, path, "the filter does not let it pass");
      return;
    }
  source = source_address (self, from);
  target = translate (to);
  mapping = new_mapping (self, source, target);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      JsonNode *node = json_object_get_member (json, operations[i].name);

      if (node != NULL && !operations[i].set (self, node, mapping, path, &error))
        {
          left_out (self, path, error->message);
          return;
        }
    }
  tell_unknown (self, json, path);
  add_mapping (self, mapping, path);
}

static void
import_entries (Tables *self, JsonArray *array, const char *name)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      g_autofree char *path = g_strdup_printf ("%s[%u]", name, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        import_entry (self, json_node_get_object (node), NULL, path);
      else
        left_out (self, path, "is not an object");
    }
}

/* { FROM: TO } or { FROM: { … } } */
static void
import_named (Tables *self, JsonObject *json, const char *name)
{
  JsonObjectIter iter;
  const char    *from;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, json);
  while (json_object_iter_next_ordered (&iter, &from, &node))
    {
      g_autofree char       *path = g_strdup_printf ("%s.%s", name, from);
      g_autoptr (JsonObject) entry = json_object_new ();

      if (JSON_NODE_HOLDS_OBJECT (node))
        import_entry (self, json_node_get_object (node), from, path);
      else if (clasp_exchange_holds (node, G_TYPE_STRING))
        {
          json_object_set_string_member (entry, "to", json_node_get_string (node));
          import_entry (self, entry, from, path);
        }
      else
        left_out (self, path, "is no address");
    }
}

/* ---- everything else ---- */

static void
import_prefix (Tables *self, JsonObject *mapping_json)
{
  const char              *prefix = clasp_exchange_get_text (mapping_json, "prefix");
  const char              *strip = clasp_exchange_get_text (mapping_json, "strip_prefix");
  g_autofree char         *source = NULL, *target = NULL;
  g_autoptr (ClaspMapping) mapping = NULL;

  if (prefix == NULL && strip == NULL)
    return;
  if (strip == NULL && *self->namespace_ == '\0')
    {
      left_out (self, "mapping.prefix",
                "without strip_prefix or a protocol it would take everything there is");
      return;
    }
  source = g_strconcat (self->namespace_, strip != NULL ? strip : "", "/{rest:**}", NULL);
  target = g_strconcat (prefix != NULL ? prefix : "", "/{rest}", NULL);
  mapping = new_mapping (self, source, target);
  set_filter (self, mapping, strip != NULL ? strip : "");
  add_mapping (self, mapping, prefix != NULL ? "mapping.prefix" : "mapping.strip_prefix");
}

static gboolean
read_protocol (Tables *self, JsonObject *json, char **namespace_, GError **error)
{
  const char           *protocol = clasp_exchange_get_text (json, "protocol");
  g_autoptr (GPtrArray) all = NULL;

  if (protocol == NULL || strcmp (protocol, "clasp") == 0)
    return TRUE;
  if (!clasp_import_need_connection (self->import, protocol, error))
    return FALSE;
  all = clasp_exchange_list (self->import->show, protocol);
  *namespace_ = g_strdup (clasp_connection_get_namespace (all->pdata[0]));
  self->namespace_ = *namespace_;
  return TRUE;
}

static gboolean
check_size (JsonObject *json, GError **error)
{
  static const char *const names[] = { "mappings", "transforms" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonArray  *array = clasp_exchange_get_array (json, names[i]);
      JsonObject *object = clasp_exchange_get_object (json, names[i]);
      guint       n = array != NULL ? json_array_get_length (array) : 0;

      n += object != NULL ? json_object_get_size (object) : 0;
      if (n > CLASP_SHOW_MAX_MAPPINGS)
        return fail (error, "too many mappings");
    }
  return TRUE;
}

static gboolean
read_filter (Tables *self, JsonObject *json, GError **error)
{
  JsonObject *filter = clasp_exchange_get_object (json, "filter");

  if (filter == NULL)
    return TRUE;
  self->include = clasp_exchange_get_array (filter, "include");
  self->exclude = clasp_exchange_get_array (filter, "exclude");
  if ((self->include != NULL && json_array_get_length (self->include) > MAX_PATTERNS) ||
      (self->exclude != NULL && json_array_get_length (self->exclude) > MAX_PATTERNS))
    return fail (error, "filter: too many patterns");
  return TRUE;
}

static void
tell_filter (Tables *self, JsonObject *json)
{
  JsonObject *mapping = clasp_exchange_get_object (json, "mapping");

  if (self->include == NULL && self->exclude == NULL)
    return;
  if (mapping == NULL && !json_object_has_member (json, "transforms") &&
      !json_object_has_member (json, "mappings"))
    left_out (self, "filter",
              "there is nothing that it would filter; what a connection hears is on the router");
}

gboolean
clasp_import_tables (ClaspImport *import, JsonObject *json, JsonArray *entries, GError **error)
{
  Tables           self = { import, "", NULL, NULL };
  g_autofree char *namespace_ = NULL;
  JsonObject      *mapping;

  if (entries != NULL)
    {
      import_entries (&self, entries, "");
      return TRUE;
    }
  if (!check_size (json, error) || !read_filter (&self, json, error) ||
      !read_protocol (&self, json, &namespace_, error))
    return FALSE;
  mapping = clasp_exchange_get_object (json, "mapping");
  if (mapping != NULL && clasp_exchange_get_object (mapping, "custom") != NULL)
    import_named (&self, clasp_exchange_get_object (mapping, "custom"), "mapping.custom");
  if (clasp_exchange_get_object (json, "mappings") != NULL)
    import_named (&self, clasp_exchange_get_object (json, "mappings"), "mappings");
  else if (clasp_exchange_get_array (json, "mappings") != NULL)
    import_entries (&self, clasp_exchange_get_array (json, "mappings"), "mappings");
  if (clasp_exchange_get_array (json, "transforms") != NULL)
    import_entries (&self, clasp_exchange_get_array (json, "transforms"), "transforms");
  if (mapping != NULL)
    import_prefix (&self, mapping);
  tell_filter (&self, json);
  return TRUE;
}
