/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-steps.h"

#include <string.h>

/* Conditions of the bridge library (mapping.md 5) as trees of docs/conditions.md. There only
 * numbers fulfil them, which is so here, too. */

typedef struct
{
  JsonObject *json; /* (unowned) */
  guint       depth;
  GError    **error;
} Reader;

/* "condition: WHAT WHY" */
static JsonObject *
fail (Reader *self, const char *what, const char *why)
{
  g_set_error (self->error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "condition: %.64s %s", what,
               why);
  return NULL;
}

/* FALSE with an error unless it is a number. */
static gboolean
get_number (Reader *self, const char *name, double *number)
{
  JsonNode *node = json_object_get_member (self->json, name);

  if (!clasp_exchange_is_number (node))
    {
      fail (self, name, "is no number");
      return FALSE;
    }
  *number = json_node_get_double (node);
  return TRUE;
}

static JsonObject *
new_leaf (const char *op)
{
  JsonObject *leaf = json_object_new ();

  json_object_set_boolean_member (leaf, "input", TRUE);
  json_object_set_string_member (leaf, "op", op);
  return leaf;
}

static JsonObject *
read_comparison (Reader *self, const char *op)
{
  JsonObject *leaf;
  double      value;

  if (!get_number (self, "value", &value))
    return NULL;
  leaf = new_leaf (op);
  json_object_set_double_member (leaf, "value", value);
  return leaf;
}

static JsonObject *
new_expression (const char *text)
{
  JsonObject *leaf = json_object_new ();

  json_object_set_string_member (leaf, "expr", text);
  return leaf;
}

/* Strictly nearer than the tolerance, which our own comparison is not. */
static JsonObject *
read_equals (Reader *self)
{
  double           value, tolerance = 0.001;
  g_autofree char *number = NULL, *range = NULL, *text = NULL;

  if (!get_number (self, "value", &value) || (json_object_has_member (self->json, "tolerance") &&
                                              !get_number (self, "tolerance", &tolerance)))
    return NULL;
  number = clasp_exchange_print_number (value);
  range = clasp_exchange_print_number (tolerance);
  text = g_strdup_printf ("abs(value - (%s)) < %s", number, range);
  return new_expression (text);
}

static JsonObject *
read_range (Reader *self)
{
  JsonObject *leaf;
  JsonArray  *array;
  double      low, high;

  if (!get_number (self, "min", &low) || !get_number (self, "max", &high))
    return NULL;
  leaf = new_leaf ("between");
  array = json_array_new ();
  json_array_add_double_element (array, low);
  json_array_add_double_element (array, high);
  json_object_set_array_member (leaf, "value", array);
  return leaf;
}

static JsonObject *
read_expression (Reader *self)
{
  const char *text = clasp_exchange_get_text (self->json, "expr");

  return text != NULL ? new_expression (text) : fail (self, "expr", "is missing");
}

static JsonObject *
read_list (Reader *self, const char *name)
{
  JsonArray            *array = clasp_exchange_get_array (self->json, "conditions");
  g_autoptr (JsonArray) list = json_array_new ();
  JsonObject           *json;

  if (array == NULL)
    return fail (self, "conditions", "is missing, or no list");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode   *node = json_array_get_element (array, i);
      JsonObject *item = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return fail (self, "conditions", "has an item that is no object");
      item = clasp_import_condition (json_node_get_object (node), self->depth + 1, self->error);
      if (item == NULL)
        return NULL;
      json_array_add_object_element (list, item);
    }
  json = json_object_new ();
  json_object_set_array_member (json, name, g_steal_pointer (&list));
  return json;
}

static JsonObject *
read_not (Reader *self)
{
  JsonObject *inner = clasp_exchange_get_object (self->json, "condition"), *item, *json;

  if (inner == NULL)
    return fail (self, "condition", "is missing");
  item = clasp_import_condition (inner, self->depth + 1, self->error);
  if (item == NULL)
    return NULL;
  json = json_object_new ();
  json_object_set_object_member (json, "not", item);
  return json;
}

JsonObject *
clasp_import_condition (JsonObject *json, guint depth, GError **error)
{
  const char *type = clasp_exchange_get_text (json, "type");
  Reader      self = { json, depth, error };

  if (depth > CLASP_EXCHANGE_MAX_DEPTH)
    return fail (&self, "it", "is nested too deep");
  if (type == NULL)
    return fail (&self, "type", "is missing");
  if (strcmp (type, "greater_than") == 0)
    return read_comparison (&self, "gt");
  if (strcmp (type, "less_than") == 0)
    return read_comparison (&self, "lt");
  if (strcmp (type, "equals") == 0)
    return read_equals (&self);
  if (strcmp (type, "in_range") == 0)
    return read_range (&self);
  if (strcmp (type, "expression") == 0)
    return read_expression (&self);
  if (strcmp (type, "and") == 0)
    return read_list (&self, "all");
  if (strcmp (type, "or") == 0)
    return read_list (&self, "any");
  if (strcmp (type, "not") == 0)
    return read_not (&self);
  return fail (&self, type, "is not a known type");
}

/* ---- trees ---- */

/* "operator" is "op", and "==" is "eq", as rules have them. */
static void
read_comparison_of_rule (JsonObject *leaf)
{
  static const char *const signs[][2] = {
    { "==", "eq" },  { "=", "eq" }, { "!=", "ne" },  { ">", "gt" },
    { ">=", "gte" }, { "<", "lt" }, { "<=", "lte" },
  };
  JsonNode   *node = json_object_get_member (leaf, "operator");
  const char *op;

  if (node != NULL && !json_object_has_member (leaf, "op"))
    {
      json_object_set_member (leaf, "op", json_node_copy (node));
      json_object_remove_member (leaf, "operator");
    }
  op = clasp_exchange_get_text (leaf, "op");
  for (guint i = 0; op != NULL && i < G_N_ELEMENTS (signs); i++)
    if (strcmp (op, signs[i][0]) == 0)
      {
        json_object_set_string_member (leaf, "op", signs[i][1]);
        return;
      }
}

static JsonObject *
read_tree_list (JsonObject *json, const char *name, guint depth, GError **error)
{
  JsonArray             *array = clasp_exchange_get_array (json, name);
  g_autoptr (JsonArray)  list = json_array_new ();
  g_autoptr (JsonObject) copy = clasp_exchange_copy_object (json);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode   *node = json_array_get_element (array, i);
      JsonObject *item = JSON_NODE_HOLDS_OBJECT (node)
                           ? clasp_import_tree (json_node_get_object (node), depth + 1, error)
                           : NULL;

      if (item == NULL)
        return NULL;
      json_array_add_object_element (list, item);
    }
  json_object_set_array_member (copy, name, g_steal_pointer (&list));
  return g_steal_pointer (&copy);
}

JsonObject *
clasp_import_tree (JsonObject *json, guint depth, GError **error)
{
  static const char *const lists[] = { "all", "any" };
  JsonObject              *inner = clasp_exchange_get_object (json, "not"), *copy;

  if (depth > CLASP_EXCHANGE_MAX_DEPTH)
    return NULL;
  if (clasp_exchange_get_text (json, "type") != NULL)
    return clasp_import_condition (json, depth, error);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (clasp_exchange_get_array (json, lists[i]) != NULL)
      return read_tree_list (json, lists[i], depth, error);
  copy = clasp_exchange_copy_object (json);
  if (inner != NULL)
    {
      inner = clasp_import_tree (inner, depth + 1, error);
      if (inner == NULL)
        json_object_unref (copy);
      if (inner == NULL)
        return NULL;
      json_object_set_object_member (copy, "not", inner);
    }
  else
    read_comparison_of_rule (copy);
  return copy;
}
