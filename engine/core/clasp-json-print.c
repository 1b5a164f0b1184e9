/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-json.h"

#include "core/clasp-value.h"

#include <math.h>
#include <string.h>

/* In a text on one line, where nothing is indented. */
#define ONE_LINE G_MAXUINT

static void print_node (GString *text, JsonNode *node, guint depth);

static guint
deeper (guint depth)
{
  return depth == ONE_LINE ? ONE_LINE : depth + 1;
}

static void
print_line (GString *text, guint depth)
{
  if (depth == ONE_LINE)
    return;
  g_string_append_c (text, '\n');
  for (guint i = 0; i < depth; i++)
    g_string_append (text, "  ");
}

static gboolean
is_plain (char c)
{
  return (guchar) c >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
}

static void
print_escaped (GString *text, char c)
{
  if (c == '"' || c == '\\')
    {
      g_string_append_c (text, '\\');
      g_string_append_c (text, c);
    }
  else if (c == '\n')
    g_string_append (text, "\\n");
  else if (c == '\t')
    g_string_append (text, "\\t");
  else
    g_string_append_printf (text, "\\u%04x", (guchar) c);
}

/* By runs: a show's scripts are long, and its text is made in the thread that draws. */
static void
print_string (GString *text, const char *string)
{
  g_string_append_c (text, '"');
  for (const char *p = string, *run = p; *p != '\0'; run = p)
    {
      while (is_plain (*p))
        p++;
      g_string_append_len (text, run, p - run);
      if (*p != '\0')
        print_escaped (text, *p++);
    }
  g_string_append_c (text, '"');
}

/* A double stays one: 1.0 is not written as 1. JSON has no infinities. */
static void
print_double (GString *text, double number)
{
  char       buffer[40];
  ClaspValue value = clasp_value_double (number);

  if (!isfinite (number))
    {
      g_string_append (text, "null");
      return;
    }
  clasp_value_print (&value, buffer, sizeof buffer);
  g_string_append (text, buffer);
  if (strpbrk (buffer, ".e") == NULL)
    g_string_append (text, ".0");
}

static void
print_scalar (GString *text, JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_NULL (node) ? G_TYPE_INVALID : json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    print_string (text, json_node_get_string (node));
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (text, json_node_get_boolean (node) ? "true" : "false");
  else if (type == G_TYPE_INT64)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    print_double (text, json_node_get_double (node));
  else
    g_string_append (text, "null");
}

static void
print_object (GString *text, JsonObject *object, guint depth)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;
  gboolean       is_first = TRUE;

  g_string_append_c (text, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (!is_first)
        g_string_append_c (text, ',');
      is_first = FALSE;
      print_line (text, deeper (depth));
      print_string (text, name);
      g_string_append (text, depth == ONE_LINE ? ":" : ": ");
      print_node (text, value, deeper (depth));
    }
  if (!is_first)
    print_line (text, depth);
  g_string_append_c (text, '}');
}

static void
print_array (GString *text, JsonArray *array, guint depth)
{
  guint n_elements = json_array_get_length (array);

  g_string_append_c (text, '[');
  for (guint i = 0; i < n_elements; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      print_line (text, deeper (depth));
      print_node (text, json_array_get_element (array, i), deeper (depth));
    }
  if (n_elements > 0)
    print_line (text, depth);
  g_string_append_c (text, ']');
}

static void
print_node (GString *text, JsonNode *node, guint depth)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    print_object (text, json_node_get_object (node), depth);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    print_array (text, json_node_get_array (node), depth);
  else
    print_scalar (text, node);
}

/**
 * clasp_json_print:
 * @node: a value, nested at most %CLASP_JSON_MAX_DEPTH deep
 *
 * Writes a value as clasp_json_parse () reads it.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the text, without a newline at the end
 */
char *
clasp_json_print (JsonNode *node)
{
  GString *text = g_string_new (NULL);

  print_node (text, node, 0);
  return g_string_free (text, FALSE);
}

/**
 * clasp_json_print_line:
 * @node: a value
 *
 * The same on one line, for programs that read a line at a time.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the text, without a newline at the end
 */
char *
clasp_json_print_line (JsonNode *node)
{
  GString *text = g_string_new (NULL);

  print_node (text, node, ONE_LINE);
  return g_string_free (text, FALSE);
}
