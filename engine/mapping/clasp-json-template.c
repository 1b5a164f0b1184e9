/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. The template is parsed once as JSON with holes, so that no value can make it
 * anything else: a hole is a whole value, a member's name that is always a text, or digits in a
 * text. What has no holes becomes a constant while parsing; expanding copies constants and fills
 * the rest. */

#include "mapping/clasp-json-template.h"

#include "core/clasp-codec.h"
#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "mapping/clasp-mapping-private.h"

#include <math.h>

#define MAX_NODES 1024

typedef enum
{
  NODE_CONSTANT,
  NODE_VALUE,
  NODE_ADDRESS,
  NODE_TIME,
  NODE_CAPTURE,
  NODE_TEXT,  /* its children one after the other */
  NODE_ARRAY, /* of its children */
  NODE_MAP,   /* name, value, name, value, … */
} NodeKind;

typedef struct
{
  NodeKind   kind;
  guint      capture;
  ClaspValue constant; /* (owned) */
  GPtrArray *children; /* (owned) (nullable) of Node */
} Node;

struct _ClaspJsonTemplate
{
  Node *root; /* (owned) */
};

typedef struct
{
  const ClaspValue    *value;
  ClaspStr             address;
  const ClaspCaptures *captures;
  gint64               unix_us;
  gboolean             is_too_deep;
} Scope;

typedef struct
{
  const char              *text;
  gsize                    at;
  const ClaspRoutePattern *pattern;
  guint                    depth, n_names, n_nodes;
  GError                 **error;
} Parser;

static Node *read_value (Parser *parser);

/* ---- nodes ---- */

static void
node_free (gpointer data)
{
  Node *node = data;

  clasp_value_clear (&node->constant);
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, node_free)

static Node *
node_new (NodeKind kind)
{
  Node *node = g_new0 (Node, 1);

  node->kind = kind;
  if (kind == NODE_TEXT || kind == NODE_ARRAY || kind == NODE_MAP)
    node->children = g_ptr_array_new_with_free_func (node_free);
  return node;
}

static const Node *
get_child (const Node *node, guint index)
{
  return node->children->pdata[index];
}

/* ---- filling ---- */

static ClaspValue fill (const Node *node, guint depth, Scope *scope);

static void
append_digits (const Node *part, guint depth, Scope *scope, GString *text)
{
  g_auto (ClaspValue) value = fill (part, depth, scope);
  g_autofree char    *digits = clasp_value_to_text (&value);

  g_string_append (text, digits);
}

static ClaspValue
fill_text (const Node *node, guint depth, Scope *scope)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < node->children->len; i++)
    append_digits (get_child (node, i), depth, scope, text);
  return clasp_value_string ((ClaspStr){ text->str, text->len });
}

static ClaspValue
fill_array (const Node *node, guint depth, Scope *scope)
{
  guint                  n = node->children->len;
  g_autofree ClaspValue *elements = g_new (ClaspValue, n);

  for (guint i = 0; i < n; i++)
    elements[i] = fill (get_child (node, i), depth + 1, scope);
  return clasp_value_array (elements, n);
}

static ClaspValue
fill_map (const Node *node, guint depth, Scope *scope)
{
  guint                     n = node->children->len / 2;
  g_autofree ClaspMapEntry *entries = g_new (ClaspMapEntry, n);
  g_autofree ClaspValue    *names = g_new (ClaspValue, n);
  ClaspValue                map;

  for (guint i = 0; i < n; i++)
    {
      names[i] = fill (get_child (node, 2 * i), depth, scope);
      entries[i].key = clasp_value_get_string (&names[i]);
      entries[i].value = fill (get_child (node, 2 * i + 1), depth + 1, scope);
    }
  map = clasp_value_map (entries, n);
  for (guint i = 0; i < n; i++)
    clasp_value_clear (&names[i]);
  return map;
}

/* Whether @value may lie in @depth arrays and maps. */
static gboolean
fits (const ClaspValue *value, guint depth)
{
  ClaspStr key;

  if (value->type != CLASP_VALUE_ARRAY && value->type != CLASP_VALUE_MAP)
    return TRUE;
  if (depth >= CLASP_VALUE_MAX_DEPTH)
    return FALSE;
  for (guint i = 0; i < clasp_value_get_size (value); i++)
    if (!fits (value->type == CLASP_VALUE_ARRAY ? clasp_value_get_element (value, i)
                                                : clasp_value_get_entry (value, i, &key),
               depth + 1))
      return FALSE;
  return TRUE;
}

static ClaspValue
fill_value (guint depth, Scope *scope)
{
  const ClaspValue *value = scope->value;

  if (value->type == CLASP_VALUE_DOUBLE && !isfinite (value->as.number))
    return clasp_value_null ();
  if (depth > 0 && !fits (value, depth))
    scope->is_too_deep = TRUE;
  return clasp_value_copy (value);
}

static ClaspValue
fill_capture (const Node *node, const Scope *scope)
{
  const ClaspCaptures *captures = scope->captures;

  if (captures == NULL || node->capture >= captures->n_captures)
    return clasp_value_null ();
  if (captures->captures[node->capture].is_number)
    return clasp_value_int (captures->captures[node->capture].number);
  return clasp_value_string (captures->captures[node->capture].text);
}

static ClaspValue
fill (const Node *node, guint depth, Scope *scope)
{
  switch (node->kind)
    {
    case NODE_CONSTANT:
      return clasp_value_copy (&node->constant);
    case NODE_VALUE:
      return fill_value (depth, scope);
    case NODE_ADDRESS:
      return clasp_value_string (scope->address);
    case NODE_TIME:
      return clasp_value_int (scope->unix_us / 1000);
    case NODE_CAPTURE:
      return fill_capture (node, scope);
    case NODE_TEXT:
      return fill_text (node, depth, scope);
    case NODE_ARRAY:
      return fill_array (node, depth, scope);
    case NODE_MAP:
      return fill_map (node, depth, scope);
    }

  return clasp_value_null ();
}

/**
 * clasp_json_template_expand:
 * @self: a template
 * @value: the value for `$`
 * @address: the source's address
 * @captures: (nullable): what it captured, of the pattern the template was made with
 * @unix_us: microseconds since 1970
 * @out: (out): what the JSON says
 *
 * Thread: any.
 *
 * Returns: %FALSE, and null in @out, when the result would be nested deeper than
 *   %CLASP_VALUE_MAX_DEPTH
 */
gboolean
clasp_json_template_expand (const ClaspJsonTemplate *self,
                            const ClaspValue        *value,
                            ClaspStr                 address,
                            const ClaspCaptures     *captures,
                            gint64                   unix_us,
                            ClaspValue              *out)
{
  Scope scope = { .value = value, .address = address, .captures = captures, .unix_us = unix_us };

  *out = fill (self->root, 0, &scope);
  if (scope.is_too_deep)
    clasp_value_clear (out);
  return !scope.is_too_deep;
}

/* ---- reading the text ---- */

static Node *fail (Parser *parser, gsize at, const char *format, ...) G_GNUC_PRINTF (3, 4);

static Node *
fail (Parser *parser, gsize at, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  clasp_mapping_set_error (parser->error, CLASP_MAPPING_ERROR_TEMPLATE, parser->text, at, "%s",
                           message);
  return NULL;
}

static char
peek (const Parser *parser)
{
  return parser->text[parser->at];
}

static gboolean
take (Parser *parser, char c)
{
  if (peek (parser) != c)
    return FALSE;
  parser->at++;
  return TRUE;
}

static void
skip_blanks (Parser *parser)
{
  parser->at += strspn (parser->text + parser->at, " \t\n\r");
}

/* @text as JSON, which is a scalar; it stands at @start. */
static Node *
read_constant (Parser *parser, gsize start, const char *text, gsize length)
{
  g_autoptr (JsonNode) json = clasp_json_parse (text, length, NULL);
  g_autoptr (Node)     node = node_new (NODE_CONSTANT);

  if (json == NULL || !clasp_value_from_json (json, &node->constant, NULL))
    return fail (parser, start, "this is no JSON value");
  return g_steal_pointer (&node);
}

/* A node without holes is worked out now. */
static Node *
settle (Node *node)
{
  Scope       scope = { 0 };
  const Node *child;
  ClaspValue  constant;

  for (guint i = 0; i < node->children->len; i++)
    {
      child = get_child (node, i);
      if (child->kind != NODE_CONSTANT)
        return node;
    }

  constant = fill (node, 0, &scope);
  node_free (node);
  node = node_new (NODE_CONSTANT);
  node->constant = constant;
  return node;
}

static Node *
find_name (Parser *parser, gsize at, ClaspStr name)
{
  Node *node = node_new (NODE_CAPTURE);

  if (parser->pattern != NULL &&
      clasp_route_pattern_find_capture (parser->pattern, name, &node->capture))
    return node;

  if (clasp_str_equal (name, CLASP_STR_LITERAL ("value")))
    node->kind = NODE_VALUE;
  else if (clasp_str_equal (name, CLASP_STR_LITERAL ("address")))
    node->kind = NODE_ADDRESS;
  else if (clasp_str_equal (name, CLASP_STR_LITERAL ("time")))
    node->kind = NODE_TIME;
  else
    {
      node_free (node);
      return fail (parser, at, "the source captures nothing called \"%.*s\"", (int) name.length,
                   name.data);
    }
  return node;
}

/* `$` or `${name}`. */
static Node *
read_hole (Parser *parser)
{
  gsize    start = parser->at++;
  ClaspStr name = { parser->text + parser->at + 1, 0 };

  if (parser->n_names++ == CLASP_JSON_TEMPLATE_MAX_NAMES)
    return fail (parser, start, "more than %d names", CLASP_JSON_TEMPLATE_MAX_NAMES);
  if (!take (parser, '{'))
    return node_new (NODE_VALUE);

  name.length = strcspn (name.data, "}\n\"");
  parser->at += name.length;
  if (!take (parser, '}'))
    return fail (parser, start, "the brace is not closed");
  return find_name (parser, start, name);
}

static gboolean
is_number_capture (const Parser *parser, const Node *node)
{
  return node->kind == NODE_CAPTURE && clasp_route_pattern_get_capture_kind (
                                         parser->pattern, node->capture) == CLASP_CAPTURE_NUMBER;
}

/* A hole in a text: what is JSON there for every value is digits alone. */
static gboolean
read_digits (Parser *parser, Node *text)
{
  gsize            start = parser->at;
  g_autoptr (Node) hole = read_hole (parser);

  if (hole == NULL)
    return FALSE;
  if (hole->kind != NODE_TIME && !is_number_capture (parser, hole))
    {
      fail (parser, start,
            "in quotation marks only whole numbers can stand: write the name without them, "
            "or \\u0024 for a dollar sign");
      return FALSE;
    }
  g_ptr_array_add (text->children, g_steal_pointer (&hole));
  return TRUE;
}

/* Up to the next hole or the closing mark. */
static gboolean
read_run (Parser *parser, Node *text)
{
  gsize               start = parser->at;
  g_autoptr (GString) json = g_string_new ("\"");
  Node               *node;

  while (peek (parser) != '"' && peek (parser) != '$' && peek (parser) != '\0')
    parser->at += peek (parser) == '\\' && parser->text[parser->at + 1] != '\0' ? 2 : 1;
  g_string_append_len (json, parser->text + start, (gssize) (parser->at - start));
  g_string_append_c (json, '"');
  node = read_constant (parser, start, json->str, json->len);
  if (node != NULL)
    g_ptr_array_add (text->children, node);
  return node != NULL;
}

static Node *
read_text (Parser *parser)
{
  gsize            start = parser->at++;
  g_autoptr (Node) text = node_new (NODE_TEXT);

  while (peek (parser) != '"')
    {
      if (peek (parser) == '\0')
        return fail (parser, start, "this text has no closing quotation mark");
      if (peek (parser) == '$' ? !read_digits (parser, text) : !read_run (parser, text))
        return NULL;
    }
  parser->at++;
  return settle (g_steal_pointer (&text));
}

static Node *
read_word (Parser *parser)
{
  gsize start = parser->at;

  while (g_ascii_isalnum (peek (parser)) || strchr ("+-._", peek (parser)) != NULL)
    {
      if (peek (parser) == '\0')
        break;
      parser->at++;
    }
  if (parser->at == start)
    return fail (parser, start,
                 peek (parser) == '\0' ? "the JSON ends too early" : "expected a JSON value");
  return read_constant (parser, start, parser->text + start, parser->at - start);
}

static gboolean
enter (Parser *parser)
{
  if (++parser->depth <= CLASP_JSON_TEMPLATE_MAX_DEPTH)
    return TRUE;
  fail (parser, parser->at, "nested too deeply");
  return FALSE;
}

static Node *
read_array (Parser *parser)
{
  g_autoptr (Node) array = node_new (NODE_ARRAY);

  if (!enter (parser))
    return NULL;
  parser->at++;
  skip_blanks (parser);
  if (!take (parser, ']'))
    do
      {
        Node *element = read_value (parser);

        if (element == NULL)
          return NULL;
        g_ptr_array_add (array->children, element);
        if (take (parser, ']'))
          break;
        if (peek (parser) != ',')
          return fail (parser, parser->at, "expected a comma or ]");
      }
    while (take (parser, ','));
  parser->depth--;
  return settle (g_steal_pointer (&array));
}

/* "name": or ${name}: where that is always a text. */
static Node *
read_member_name (Parser *parser)
{
  gsize            start;
  g_autoptr (Node) name = NULL;

  skip_blanks (parser);
  start = parser->at;
  if (peek (parser) == '"')
    name = read_text (parser);
  else if (peek (parser) == '$')
    name = read_hole (parser);
  else
    return fail (parser, start, "expected a member's name in quotation marks");
  if (name == NULL)
    return NULL;
  if (name->kind == NODE_VALUE || name->kind == NODE_TIME || is_number_capture (parser, name))
    return fail (parser, start, "a member's name is a text, which this is not always");

  skip_blanks (parser);
  if (!take (parser, ':'))
    return fail (parser, parser->at, "expected a colon");
  return g_steal_pointer (&name);
}

static gboolean
has_member (const Node *map, const Node *name)
{
  if (name->kind != NODE_CONSTANT)
    return FALSE;
  for (guint i = 0; i + 1 < map->children->len; i += 2)
    {
      const Node *other = get_child (map, i);

      if (other->kind == NODE_CONSTANT && clasp_value_equal (&other->constant, &name->constant))
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_member (Parser *parser, Node *map)
{
  g_autoptr (Node) name = NULL;
  gsize            start;
  Node            *value;

  skip_blanks (parser);
  start = parser->at;
  name = read_member_name (parser);
  if (name == NULL)
    return FALSE;
  if (has_member (map, name))
    {
      fail (parser, start, "this member stands here twice");
      return FALSE;
    }
  value = read_value (parser);
  if (value == NULL)
    return FALSE;

  g_ptr_array_add (map->children, g_steal_pointer (&name));
  g_ptr_array_add (map->children, value);
  return TRUE;
}

static Node *
read_map (Parser *parser)
{
  g_autoptr (Node) map = node_new (NODE_MAP);

  if (!enter (parser))
    return NULL;
  parser->at++;
  skip_blanks (parser);
  if (!take (parser, '}'))
    do
      {
        if (!read_member (parser, map))
          return NULL;
        if (take (parser, '}'))
          break;
        if (peek (parser) != ',')
          return fail (parser, parser->at, "expected a comma or }");
      }
    while (take (parser, ','));
  parser->depth--;
  return settle (g_steal_pointer (&map));
}

/* With the blanks around it. */
static Node *
read_value (Parser *parser)
{
  Node *node;

  skip_blanks (parser);
  if (parser->n_nodes++ == MAX_NODES)
    return fail (parser, parser->at, "more than %d parts", MAX_NODES);

  if (peek (parser) == '{')
    node = read_map (parser);
  else if (peek (parser) == '[')
    node = read_array (parser);
  else if (peek (parser) == '"')
    node = read_text (parser);
  else if (peek (parser) == '$')
    node = read_hole (parser);
  else
    node = read_word (parser);
  skip_blanks (parser);
  return node;
}

/**
 * clasp_json_template_new:
 * @text: JSON with `$`, `${value}`, `${address}`, `${time}` and `${name}` in it
 * @pattern: (nullable): the source, which names the captures
 * @error: return location
 *
 * Compiles the template of a mapping's target (mapping.md 11.3).
 *
 * Thread: any.
 *
 * Errors: %CLASP_MAPPING_ERROR_TEMPLATE, "column N: …".
 *
 * Returns: (transfer full): a template that is JSON whatever the value, or %NULL
 */
ClaspJsonTemplate *
clasp_json_template_new (const char *text, const ClaspRoutePattern *pattern, GError **error)
{
  Parser             parser = { .text = text, .pattern = pattern, .error = error };
  g_autoptr (Node)   root = NULL;
  ClaspJsonTemplate *self;

  if (!clasp_mapping_check_text (text, CLASP_MAPPING_ERROR_TEMPLATE, error))
    return NULL;
  root = read_value (&parser);
  if (root == NULL)
    return NULL;
  if (peek (&parser) != '\0')
    {
      fail (&parser, parser.at, "expected nothing more");
      return NULL;
    }

  self = g_new0 (ClaspJsonTemplate, 1);
  self->root = g_steal_pointer (&root);
  return self;
}

/**
 * clasp_json_template_free:
 * @self: (transfer full): a template
 *
 * Thread: any.
 */
void
clasp_json_template_free (ClaspJsonTemplate *self)
{
  node_free (self->root);
  g_free (self);
}
