/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-json-template-private.h"

#include "core/clasp-codec.h"
#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "mapping/clasp-mapping-private.h"

/* The text of a JSON template, read with its holes. */

#define MAX_NODES 1024

typedef struct
{
  const char              *text;
  gsize                    at;
  const ClaspRoutePattern *pattern;
  guint                    depth, n_names, n_nodes;
  GError                 **error;
} Parser;

static ClaspJsonNode *read_value (Parser *parser);

/* ---- reading the text ---- */

static ClaspJsonNode *fail (Parser *parser, gsize at, const char *format, ...) G_GNUC_PRINTF (3, 4);

static ClaspJsonNode *
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
static ClaspJsonNode *
read_constant (Parser *parser, gsize start, const char *text, gsize length)
{
  g_autoptr (JsonNode)      json = clasp_json_parse (text, length, NULL);
  g_autoptr (ClaspJsonNode) node = clasp_json_node_new (CLASP_JSON_NODE_CONSTANT);

  if (json == NULL || !clasp_value_from_json (json, &node->constant, NULL))
    return fail (parser, start, "this is no JSON value");
  return g_steal_pointer (&node);
}

/* A node without holes is worked out now. */
static ClaspJsonNode *
settle (ClaspJsonNode *node)
{
  const ClaspJsonNode *child;
  ClaspValue           constant;

  for (guint i = 0; i < node->children->len; i++)
    {
      child = clasp_json_node_get_child (node, i);
      if (child->kind != CLASP_JSON_NODE_CONSTANT)
        return node;
    }

  constant = clasp_json_node_settle (node);
  clasp_json_node_free (node);
  node = clasp_json_node_new (CLASP_JSON_NODE_CONSTANT);
  node->constant = constant;
  return node;
}

static ClaspJsonNode *
find_name (Parser *parser, gsize at, ClaspStr name)
{
  ClaspJsonNode *node = clasp_json_node_new (CLASP_JSON_NODE_CAPTURE);

  if (parser->pattern != NULL &&
      clasp_route_pattern_find_capture (parser->pattern, name, &node->capture))
    return node;

  if (clasp_str_equal (name, CLASP_STR_LITERAL ("value")))
    node->kind = CLASP_JSON_NODE_VALUE;
  else if (clasp_str_equal (name, CLASP_STR_LITERAL ("address")))
    node->kind = CLASP_JSON_NODE_ADDRESS;
  else if (clasp_str_equal (name, CLASP_STR_LITERAL ("time")))
    node->kind = CLASP_JSON_NODE_TIME;
  else if ((node->variable = clasp_mapping_variable_address (name)) != NULL)
    node->kind = CLASP_JSON_NODE_VARIABLE;
  else
    {
      clasp_json_node_free (node);
      return fail (parser, at, "the source captures nothing called \"%.*s\"", (int) name.length,
                   name.data);
    }
  return node;
}

/* `$` or `${name}`. */
static ClaspJsonNode *
read_hole (Parser *parser)
{
  gsize    start = parser->at++;
  ClaspStr name = { parser->text + parser->at + 1, 0 };

  if (parser->n_names++ == CLASP_JSON_TEMPLATE_MAX_NAMES)
    return fail (parser, start, "more than %d names", CLASP_JSON_TEMPLATE_MAX_NAMES);
  if (!take (parser, '{'))
    return clasp_json_node_new (CLASP_JSON_NODE_VALUE);

  name.length = strcspn (name.data, "}\n\"");
  parser->at += name.length;
  if (!take (parser, '}'))
    return fail (parser, start, "the brace is not closed");
  return find_name (parser, start, name);
}

static gboolean
is_number_capture (const Parser *parser, const ClaspJsonNode *node)
{
  return node->kind == CLASP_JSON_NODE_CAPTURE &&
         clasp_route_pattern_get_capture_kind (parser->pattern, node->capture) ==
           CLASP_CAPTURE_NUMBER;
}

/* A hole in a text: what is JSON there for every value is digits alone. */
static gboolean
read_digits (Parser *parser, ClaspJsonNode *text)
{
  gsize                     start = parser->at;
  g_autoptr (ClaspJsonNode) hole = read_hole (parser);

  if (hole == NULL)
    return FALSE;
  if (hole->kind != CLASP_JSON_NODE_TIME && !is_number_capture (parser, hole))
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
read_run (Parser *parser, ClaspJsonNode *text)
{
  gsize               start = parser->at;
  g_autoptr (GString) json = g_string_new ("\"");
  ClaspJsonNode      *node;

  while (peek (parser) != '"' && peek (parser) != '$' && peek (parser) != '\0')
    parser->at += peek (parser) == '\\' && parser->text[parser->at + 1] != '\0' ? 2 : 1;
  g_string_append_len (json, parser->text + start, (gssize) (parser->at - start));
  g_string_append_c (json, '"');
  node = read_constant (parser, start, json->str, json->len);
  if (node != NULL)
    g_ptr_array_add (text->children, node);
  return node != NULL;
}

static ClaspJsonNode *
read_text (Parser *parser)
{
  gsize                     start = parser->at++;
  g_autoptr (ClaspJsonNode) text = clasp_json_node_new (CLASP_JSON_NODE_TEXT);

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

static ClaspJsonNode *
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

static ClaspJsonNode *
read_array (Parser *parser)
{
  g_autoptr (ClaspJsonNode) array = clasp_json_node_new (CLASP_JSON_NODE_ARRAY);

  if (!enter (parser))
    return NULL;
  parser->at++;
  skip_blanks (parser);
  if (!take (parser, ']'))
    do
      {
        ClaspJsonNode *element = read_value (parser);

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
static ClaspJsonNode *
read_member_name (Parser *parser)
{
  gsize                     start;
  g_autoptr (ClaspJsonNode) name = NULL;

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
  if (name->kind == CLASP_JSON_NODE_VALUE || name->kind == CLASP_JSON_NODE_TIME ||
      is_number_capture (parser, name))
    return fail (parser, start, "a member's name is a text, which this is not always");

  skip_blanks (parser);
  if (!take (parser, ':'))
    return fail (parser, parser->at, "expected a colon");
  return g_steal_pointer (&name);
}

static gboolean
has_member (const ClaspJsonNode *map, const ClaspJsonNode *name)
{
  if (name->kind != CLASP_JSON_NODE_CONSTANT)
    return FALSE;
  for (guint i = 0; i + 1 < map->children->len; i += 2)
    {
      const ClaspJsonNode *other = clasp_json_node_get_child (map, i);

      if (other->kind == CLASP_JSON_NODE_CONSTANT &&
          clasp_value_equal (&other->constant, &name->constant))
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_member (Parser *parser, ClaspJsonNode *map)
{
  g_autoptr (ClaspJsonNode) name = NULL;
  gsize                     start;
  ClaspJsonNode            *value;

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

static ClaspJsonNode *
read_map (Parser *parser)
{
  g_autoptr (ClaspJsonNode) map = clasp_json_node_new (CLASP_JSON_NODE_MAP);

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
static ClaspJsonNode *
read_value (Parser *parser)
{
  ClaspJsonNode *node;

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

static void
list_variables (const ClaspJsonNode *node, GPtrArray *variables)
{
  if (node->variable != NULL &&
      !g_ptr_array_find_with_equal_func (variables, node->variable, g_str_equal, NULL))
    g_ptr_array_add (variables, node->variable);
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    list_variables (clasp_json_node_get_child (node, i), variables);
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
  Parser                    parser = { .text = text, .pattern = pattern, .error = error };
  g_autoptr (ClaspJsonNode) root = NULL;
  ClaspJsonTemplate        *self;

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
  self->variables = g_ptr_array_new ();
  list_variables (self->root, self->variables);
  g_ptr_array_add (self->variables, NULL);
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
  g_ptr_array_unref (self->variables);
  clasp_json_node_free (self->root);
  g_free (self);
}

/**
 * clasp_json_template_get_variables:
 * @self: a template
 *
 * Thread: any.
 *
 * Returns: (transfer none) (array zero-terminated=1): addresses of the variables it names, each once
 */
const char *const *
clasp_json_template_get_variables (const ClaspJsonTemplate *self)
{
  return (const char *const *) self->variables->pdata;
}
