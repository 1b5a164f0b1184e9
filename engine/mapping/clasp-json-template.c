/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. The template is parsed once as JSON with holes, so that no value can make it
 * anything else: a hole is a whole value, a member's name that is always a text, or digits in a
 * text. What has no holes becomes a constant while parsing; expanding copies constants and fills
 * the rest. */

#include "mapping/clasp-json-template-private.h"

#include "core/clasp-codec.h"
#include "core/clasp-json.h"
#include "core/clasp-value-text.h"

#include <math.h>

typedef struct
{
  const ClaspValue     *value;
  ClaspStr              address;
  const ClaspCaptures  *captures;
  gint64                unix_us;
  const ClaspVariables *variables;
  gboolean              is_too_deep;
} Scope;

/* ---- nodes ---- */

void
clasp_json_node_free (gpointer data)
{
  ClaspJsonNode *node = data;

  clasp_value_clear (&node->constant);
  g_free (node->variable);
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node);
}

ClaspJsonNode *
clasp_json_node_new (ClaspJsonNodeKind kind)
{
  ClaspJsonNode *node = g_new0 (ClaspJsonNode, 1);

  node->kind = kind;
  if (kind == CLASP_JSON_NODE_TEXT || kind == CLASP_JSON_NODE_ARRAY || kind == CLASP_JSON_NODE_MAP)
    node->children = g_ptr_array_new_with_free_func (clasp_json_node_free);
  return node;
}

/* ---- filling ---- */

static ClaspValue fill (const ClaspJsonNode *node, guint depth, Scope *scope);

static void
append_digits (const ClaspJsonNode *part, guint depth, Scope *scope, GString *text)
{
  g_auto (ClaspValue) value = fill (part, depth, scope);
  g_autofree char    *digits = clasp_value_to_text (&value);

  g_string_append (text, digits);
}

static ClaspValue
fill_text (const ClaspJsonNode *node, guint depth, Scope *scope)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < node->children->len; i++)
    append_digits (clasp_json_node_get_child (node, i), depth, scope, text);
  return clasp_value_string ((ClaspStr){ text->str, text->len });
}

static ClaspValue
fill_array (const ClaspJsonNode *node, guint depth, Scope *scope)
{
  guint                  n = node->children->len;
  g_autofree ClaspValue *elements = g_new (ClaspValue, n);

  for (guint i = 0; i < n; i++)
    elements[i] = fill (clasp_json_node_get_child (node, i), depth + 1, scope);
  return clasp_value_array (elements, n);
}

static ClaspValue
fill_map (const ClaspJsonNode *node, guint depth, Scope *scope)
{
  guint                     n = node->children->len / 2;
  g_autofree ClaspMapEntry *entries = g_new (ClaspMapEntry, n);
  g_autofree ClaspValue    *names = g_new (ClaspValue, n);
  ClaspValue                map;

  for (guint i = 0; i < n; i++)
    {
      names[i] = fill (clasp_json_node_get_child (node, 2 * i), depth, scope);
      entries[i].key = clasp_value_get_string (&names[i]);
      entries[i].value = fill (clasp_json_node_get_child (node, 2 * i + 1), depth + 1, scope);
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
fill_value (const ClaspValue *value, guint depth, Scope *scope)
{
  if (value == NULL)
    return clasp_value_null ();
  if (value->type == CLASP_VALUE_DOUBLE && !isfinite (value->as.number))
    return clasp_value_null ();
  if (depth > 0 && !fits (value, depth))
    scope->is_too_deep = TRUE;
  return clasp_value_copy (value);
}

static ClaspValue
fill_capture (const ClaspJsonNode *node, const Scope *scope)
{
  const ClaspCaptures *captures = scope->captures;

  if (captures == NULL || node->capture >= captures->n_captures)
    return clasp_value_null ();
  if (captures->captures[node->capture].is_number)
    return clasp_value_int (captures->captures[node->capture].number);
  return clasp_value_string (captures->captures[node->capture].text);
}

static const ClaspValue *
get_variable (const ClaspJsonNode *node, const Scope *scope)
{
  if (scope->variables == NULL)
    return NULL;
  return scope->variables->get (clasp_str (node->variable), scope->variables->user_data);
}

static ClaspValue
fill (const ClaspJsonNode *node, guint depth, Scope *scope)
{
  switch (node->kind)
    {
    case CLASP_JSON_NODE_CONSTANT:
      return clasp_value_copy (&node->constant);
    case CLASP_JSON_NODE_VALUE:
      return fill_value (scope->value, depth, scope);
    case CLASP_JSON_NODE_VARIABLE:
      return fill_value (get_variable (node, scope), depth, scope);
    case CLASP_JSON_NODE_ADDRESS:
      return clasp_value_string (scope->address);
    case CLASP_JSON_NODE_TIME:
      return clasp_value_int (scope->unix_us / 1000);
    case CLASP_JSON_NODE_CAPTURE:
      return fill_capture (node, scope);
    case CLASP_JSON_NODE_TEXT:
      return fill_text (node, depth, scope);
    case CLASP_JSON_NODE_ARRAY:
      return fill_array (node, depth, scope);
    case CLASP_JSON_NODE_MAP:
      return fill_map (node, depth, scope);
    }

  return clasp_value_null ();
}

ClaspValue
clasp_json_node_settle (const ClaspJsonNode *node)
{
  Scope scope = { 0 };

  return fill (node, 0, &scope);
}

/**
 * clasp_json_template_expand:
 * @self: a template
 * @value: the value for `$`
 * @address: the source's address
 * @captures: (nullable): what it captured, of the pattern the template was made with
 * @unix_us: microseconds since 1970
 * @variables: (nullable): what variables there are
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
                            const ClaspVariables    *variables,
                            ClaspValue              *out)
{
  Scope scope = { .value = value,
                  .address = address,
                  .captures = captures,
                  .unix_us = unix_us,
                  .variables = variables };

  *out = fill (self->root, 0, &scope);
  if (scope.is_too_deep)
    clasp_value_clear (out);
  return !scope.is_too_deep;
}
