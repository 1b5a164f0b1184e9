/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include "core/clasp-json.h"

#include <math.h>
#include <string.h>
#include <yaml.h>

/* YAML as the tree JSON would give, so that every form of configuration can be written either way.
 *
 * Design notes. libyaml makes events; the tree is made here, bounded in depth and in how many nodes
 * it has. Anchors are refused: a few lines of them unfold into more than any memory holds. Two ways
 * of writing that documents of the reference have are no YAML, `[0,127] -> [0,1]` and `{x: $[0]}`:
 * they get quotation marks first. */

typedef struct
{
  yaml_parser_t parser;
  GHashTable   *lines;
  guint         n_nodes;
  guint         depth;
  GError      **error;
} Reader;

static JsonNode *read_value (Reader *self, yaml_event_t *event, const char *path);

/* ---- what is no YAML ---- */

#define MAX_LOOK_BACK 1000 /* bytes; what is further into a line is left as it is */

/* Whether a quotation mark, or a comment, of the line is open at @position. */
static gboolean
is_quoted (const char *text, int position)
{
  char quote = '\0';
  int  start = position;

  while (start > 0 && text[start - 1] != '\n' && position - start < MAX_LOOK_BACK)
    start--;
  if (position - start >= MAX_LOOK_BACK)
    return TRUE;
  for (int i = start; i < position; i++)
    {
      if (quote == '\0' && (text[i] == '"' || text[i] == '\''))
        quote = text[i];
      else if (quote == text[i])
        quote = '\0';
      else if (quote == '\0' && text[i] == '#' && (i == start || g_ascii_isspace (text[i - 1])))
        return TRUE;
    }
  return quote != '\0';
}

static gboolean
quote_cb (const GMatchInfo *match, GString *result, gpointer user_data)
{
  g_autofree char *found = g_match_info_fetch (match, 0);
  int              start;

  g_match_info_fetch_pos (match, 0, &start, NULL);
  if (is_quoted (user_data, start))
    g_string_append (result, found);
  else
    g_string_append_printf (result, "\"%s\"", found);
  return FALSE;
}

static char *
quote_all (const char *text, const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, NULL);

  return g_regex_replace_eval (regex, text, -1, 0, 0, quote_cb, (gpointer) text, NULL);
}

/* (transfer full) (nullable): NULL when the text is no UTF-8. */
static char *
quote_what_is_no_yaml (const char *text)
{
  g_autofree char *ranges = NULL;

  if (strstr (text, "->") == NULL && strstr (text, "$[") == NULL)
    return g_strdup (text);
  ranges = quote_all (text, "\\[[-0-9., eE+]{1,80}\\] *-> *\\[[-0-9., eE+]{1,80}\\]");
  if (ranges == NULL)
    return NULL;
  return quote_all (ranges,
                    "(?<=[:,\\[] )\\$(?:\\[-?[0-9]{1,9}\\]|\\.[A-Za-z_][A-Za-z0-9_]{0,60}){1,16}");
}

/* ---- nodes ---- */

static JsonNode *
fail (Reader *self, const yaml_mark_t *mark, const char *format, const char *what)
{
  g_autofree char *text =
    g_strdup_printf ("line %zu, column %zu: ", mark->line + 1, mark->column + 1);
  g_autofree char *full = NULL;

  if (self->error != NULL && *self->error != NULL)
    return NULL;
  full = g_strconcat (text, format, what, NULL);
  g_set_error_literal (self->error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SYNTAX, full);
  return NULL;
}

static gboolean
next_event (Reader *self, yaml_event_t *event)
{
  if (yaml_parser_parse (&self->parser, event))
    return TRUE;
  memset (event, 0, sizeof *event);
  fail (self,
        self->parser.error == YAML_READER_ERROR ? &self->parser.mark : &self->parser.problem_mark,
        self->parser.problem != NULL ? self->parser.problem : "cannot be read", "");
  return FALSE;
}

static gboolean
read_number (const char *text, JsonNode *node)
{
  gint64 whole;
  double number;
  char  *end;

  if (text[strspn (text, "+-0123456789.eE")] != '\0' || strpbrk (text, "0123456789") == NULL)
    return FALSE;
  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &whole, NULL))
    {
      json_node_set_int (node, whole);
      return TRUE;
    }
  number = g_ascii_strtod (text, &end);
  if (*end != '\0' || !isfinite (number))
    return FALSE;
  json_node_set_double (node, number);
  return TRUE;
}

/* As the core schema of YAML 1.2 has it: yes and no are texts. */
static JsonNode *
read_scalar (Reader *self, yaml_event_t *event)
{
  const char *text = (const char *) event->data.scalar.value;
  JsonNode   *node;

  if (strlen (text) != event->data.scalar.length)
    return fail (self, &event->start_mark, "a text with a zero byte", "");
  if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
      (*text == '\0' || strcmp (text, "~") == 0 || strcmp (text, "null") == 0))
    return json_node_new (JSON_NODE_NULL);
  node = json_node_new (JSON_NODE_VALUE);
  if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
    json_node_set_string (node, text);
  else if (strcmp (text, "true") == 0 || strcmp (text, "false") == 0)
    json_node_set_boolean (node, *text == 't');
  else if (!read_number (text, node))
    json_node_set_string (node, text);
  return node;
}

static void
keep_line (Reader *self, const char *path, const yaml_event_t *event)
{
  if (path != NULL && g_hash_table_size (self->lines) < 200000)
    g_hash_table_insert (self->lines, g_strdup (path),
                         GUINT_TO_POINTER (event->start_mark.line + 1));
}

/* Of what stands at most two below the whole. */
static char *
item_path (Reader *self, const char *path, guint index)
{
  return path != NULL && self->depth <= 2 ? g_strdup_printf ("%s[%u]", path, index) : NULL;
}

static char *
member_path (Reader *self, const char *path, const char *name)
{
  if (path == NULL || self->depth > 3)
    return NULL;
  return *path == '\0' ? g_strdup (name) : g_strdup_printf ("%s.%s", path, name);
}

static JsonNode *
read_list (Reader *self, const char *path)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (;;)
    {
      yaml_event_t     event;
      g_autofree char *inner = NULL;
      JsonNode        *item;

      if (!next_event (self, &event))
        return NULL;
      if (event.type == YAML_SEQUENCE_END_EVENT)
        {
          yaml_event_delete (&event);
          return json_node_init_array (json_node_alloc (), array);
        }
      inner = item_path (self, path, json_array_get_length (array));
      item = read_value (self, &event, inner);
      yaml_event_delete (&event);
      if (item == NULL)
        return NULL;
      json_array_add_element (array, item);
    }
}

/* One key and its value. */
static gboolean
read_member (Reader *self, JsonObject *json, yaml_event_t *key, const char *path)
{
  yaml_event_t     event;
  g_autofree char *inner = NULL;
  const char      *name;
  JsonNode        *item;

  if (key->type != YAML_SCALAR_EVENT)
    return fail (self, &key->start_mark, "a key must be a text", "") != NULL;
  name = (const char *) key->data.scalar.value;
  if (json_object_has_member (json, name))
    return fail (self, &key->start_mark, "a key stands twice: ", name) != NULL;
  if (!next_event (self, &event))
    return FALSE;
  inner = member_path (self, path, name);
  keep_line (self, inner, key);
  item = read_value (self, &event, inner);
  yaml_event_delete (&event);
  if (item == NULL)
    return FALSE;
  json_object_set_member (json, name, item);
  return TRUE;
}

static JsonNode *
read_map (Reader *self, const char *path)
{
  g_autoptr (JsonObject) json = json_object_new ();

  for (;;)
    {
      yaml_event_t event;
      gboolean     is_good;

      if (!next_event (self, &event))
        return NULL;
      if (event.type == YAML_MAPPING_END_EVENT)
        {
          yaml_event_delete (&event);
          return json_node_init_object (json_node_alloc (), json);
        }
      is_good = read_member (self, json, &event, path);
      yaml_event_delete (&event);
      if (!is_good)
        return NULL;
    }
}

/* @path (nullable) is where it stands, while that is worth knowing. */
static JsonNode *
read_value (Reader *self, yaml_event_t *event, const char *path)
{
  JsonNode *node;

  if (++self->n_nodes > CLASP_EXCHANGE_MAX_NODES)
    return fail (self, &event->start_mark, "too many keys and values", "");
  if (event->type == YAML_ALIAS_EVENT)
    return fail (self, &event->start_mark, "aliases are not read", "");
  if (event->type == YAML_SCALAR_EVENT)
    return read_scalar (self, event);
  if (event->type != YAML_SEQUENCE_START_EVENT && event->type != YAML_MAPPING_START_EVENT)
    return fail (self, &event->start_mark, "a value is missing", "");
  if (self->depth == CLASP_JSON_MAX_DEPTH)
    return fail (self, &event->start_mark, "nested too deep", "");

  keep_line (self, path, event);
  self->depth++;
  node = event->type == YAML_SEQUENCE_START_EVENT ? read_list (self, path) : read_map (self, path);
  self->depth--;
  return node;
}

/* The first document, whole. */
static JsonNode *
read_document (Reader *self)
{
  yaml_event_t event;
  JsonNode    *node = NULL;
  gboolean     is_start = TRUE;

  while (is_start)
    {
      if (!next_event (self, &event))
        return NULL;
      is_start = event.type == YAML_STREAM_START_EVENT || event.type == YAML_DOCUMENT_START_EVENT;
      if (event.type == YAML_STREAM_END_EVENT)
        fail (self, &event.start_mark, "there is nothing in it", "");
      else if (!is_start)
        node = read_value (self, &event, "");
      yaml_event_delete (&event);
    }
  if (node != NULL && next_event (self, &event)) /* its end, unless something stands behind it */
    yaml_event_delete (&event);
  return node;
}

JsonNode *
clasp_exchange_parse_yaml (const char *text, GHashTable *lines, GError **error)
{
  g_autofree char *quoted = quote_what_is_no_yaml (text);
  GError          *local_error = NULL;
  Reader           self = { .lines = lines, .error = &local_error };
  JsonNode        *node;

  if (quoted == NULL || !yaml_parser_initialize (&self.parser))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SYNTAX, "line 1: is no text in UTF-8");
      return NULL;
    }
  yaml_parser_set_encoding (&self.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string (&self.parser, (const guchar *) quoted, strlen (quoted));
  node = read_document (&self);
  yaml_parser_delete (&self.parser);
  if (local_error != NULL)
    {
      g_clear_pointer (&node, json_node_unref);
      g_propagate_error (error, local_error);
    }
  return node;
}
