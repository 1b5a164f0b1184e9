/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-condition.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

static const char *const ops[] = { "eq",      "ne",     "gt",    "gte",   "lt",      "lte", "between",
                                   "in",      "matches", "exists", "rises", "falls", "crosses", NULL };

/* The member that makes a row of each kind. */
static const char *const members[BR_N_CONDITION_KINDS] = {
  "input", "address", "var", "capture", "layer", "connection", "time", "changed", "expr", NULL,
};

const char *const *
br_condition_get_ops (void)
{
  return ops;
}

gboolean
br_condition_has_op (BrConditionKind kind)
{
  return kind <= BR_CONDITION_CAPTURE;
}

gboolean
br_condition_is_edge (const char *op)
{
  return g_str_equal (op, "rises") || g_str_equal (op, "falls") || g_str_equal (op, "crosses");
}

static gboolean
is_list (const char *op)
{
  return g_str_equal (op, "between") || g_str_equal (op, "in");
}

void
br_condition_set (char **member, const char *text)
{
  char *old = *member;

  *member = g_strdup (text);
  g_free (old);
}

/* --- rows --- */

static void
row_free (gpointer data)
{
  BrConditionRow *row = data;

  g_free (row->name);
  g_free (row->op);
  g_free (row->value);
  g_free (row->hysteresis);
  g_free (row);
}

static BrConditionRow *
row_new (BrConditionKind kind, const char *name, const char *op, const char *value)
{
  BrConditionRow *row = g_new0 (BrConditionRow, 1);

  row->kind = kind;
  row->name = g_strdup (name);
  row->op = g_strdup (op);
  row->value = g_strdup (value);
  row->hysteresis = g_strdup ("");
  return row;
}

BrConditionRow *
br_condition_add (BrCondition *self, BrConditionKind kind)
{
  static const char *const names[BR_N_CONDITION_KINDS] = {
    "", "/", "name", "n", "name", "", "18:00-23:30", "/", "value > 0.5", "{\"any\": []}",
  };
  const char *op = br_condition_has_op (kind) ? "gte" : "";
  const char *value = br_condition_has_op (kind) ? "0.5" : "";
  BrConditionRow *row;

  if (kind == BR_CONDITION_CONNECTION)
    op = "connected";
  if (kind == BR_CONDITION_CHANGED)
    value = "2";
  row = row_new (kind, names[kind], op, value);
  g_ptr_array_add (self->rows, row);
  return row;
}

static BrCondition *
condition_new (void)
{
  BrCondition *self = g_new0 (BrCondition, 1);

  self->rows = g_ptr_array_new_with_free_func (row_free);
  return self;
}

void
br_condition_free (BrCondition *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* --- values between JSON and what a person types --- */

/* The shortest that is the same number. */
static char *
number_to_text (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (int digits = 6; digits <= 17; digits++)
    {
      g_autofree char *format = g_strdup_printf ("%%.%dg", digits);

      g_ascii_formatd (text, sizeof text, format, number);
      if (g_ascii_strtod (text, NULL) == number)
        break;
    }
  return g_strdup (text);
}

static gboolean
is_number (const char *text)
{
  char  *end;
  double number = g_ascii_strtod (text, &end);

  return end != text && *end == '\0' && isfinite (number) && strpbrk (text, "xXnNiI") == NULL &&
         *text != '+' && *text != '.';
}

static gboolean
is_literal (const char *text)
{
  return is_number (text) || g_str_equal (text, "true") || g_str_equal (text, "false") ||
         g_str_equal (text, "null");
}

static char *
quote (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return json_to_string (node, FALSE);
}

static gboolean
is_json (const char *text)
{
  g_autofree char     *list = g_strdup_printf ("[%s]", text);
  g_autoptr (JsonNode) node = json_from_string (list, NULL);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) &&
         json_array_get_length (json_node_get_array (node)) == 1;
}

/* A number, true, false, null and JSON are what they are, anything else is a text. */
static char *
typed_to_json (const char *typed)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));

  if (is_literal (text) || (strchr ("\"[{", *text) != NULL && *text != '\0' && is_json (text)))
    return g_steal_pointer (&text);
  return quote (text);
}

static char *
list_to_json (const char *typed)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  g_auto (GStrv)   parts = NULL;
  GString         *list;

  if (*text == '[' && is_json (text))
    return g_steal_pointer (&text);

  parts = g_strsplit (text, ",", -1);
  list = g_string_new ("[");
  for (guint i = 0; parts[i] != NULL && *text != '\0'; i++)
    {
      g_autofree char *json = typed_to_json (parts[i]);

      g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", json);
    }
  g_string_append_c (list, ']');
  return g_string_free (list, FALSE);
}

static char *
scalar_to_typed (JsonNode *node)
{
  g_autofree char *text = NULL;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return json_to_string (node, FALSE);
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return number_to_text (json_node_get_double (node));
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return json_to_string (node, FALSE);

  /* A text that would be taken for something else keeps its marks. */
  text = typed_to_json (json_node_get_string (node));
  return *text == '"' && *json_node_get_string (node) != '"' &&
             !g_ascii_isspace (*json_node_get_string (node))
           ? g_strdup (json_node_get_string (node))
           : json_to_string (node, FALSE);
}

static char *
list_to_typed (JsonNode *node)
{
  JsonArray *array = json_node_get_array (node);
  GString   *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode        *element = json_array_get_element (array, i);
      g_autofree char *part = scalar_to_typed (element);

      /* What cannot be divided at commas again. */
      if (!(JSON_NODE_HOLDS_VALUE (element) || JSON_NODE_HOLDS_NULL (element)) ||
          strchr (part, ',') != NULL)
        {
          g_string_free (text, TRUE);
          return json_to_string (node, FALSE);
        }
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", part);
    }
  return g_string_free (text, FALSE);
}

static char *
node_to_typed (JsonNode *node, const char *op)
{
  return is_list (op) && JSON_NODE_HOLDS_ARRAY (node) ? list_to_typed (node)
                                                      : scalar_to_typed (node);
}

/* --- reading --- */

static const char *
member_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

/* A number as text, "" where there is none, NULL for anything else. */
static char *
member_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return g_strdup ("");
  if (!JSON_NODE_HOLDS_VALUE (node) || (json_node_get_value_type (node) != G_TYPE_DOUBLE &&
                                        json_node_get_value_type (node) != G_TYPE_INT64))
    return NULL;
  return number_to_text (json_node_get_double (node));
}

static BrConditionRow *
read_comparison (JsonObject *object, BrConditionKind kind, const char *name)
{
  const char      *op = member_text (object, "op");
  JsonNode        *value = json_object_get_member (object, "value");
  g_autofree char *hysteresis = member_number (object, "hysteresis");
  g_autofree char *text = NULL;
  BrConditionRow  *row;
  guint            n_known = 2;

  if (op == NULL || !g_strv_contains (ops, op) || hysteresis == NULL)
    return NULL;
  n_known += value != NULL ? 1 : 0;
  n_known += *hysteresis != '\0' ? 1 : 0;
  if (json_object_get_size (object) != n_known)
    return NULL;

  text = value != NULL ? node_to_typed (value, op) : g_strdup ("");
  row = row_new (kind, name, op, text);
  br_condition_set (&row->hysteresis, hysteresis);
  return row;
}

static BrConditionRow *
read_connection (JsonObject *object, const char *name)
{
  const char *state = member_text (object, "is");

  if (json_object_get_size (object) != (json_object_has_member (object, "is") ? 2 : 1) ||
      (json_object_has_member (object, "is") && state == NULL))
    return NULL;
  return row_new (BR_CONDITION_CONNECTION, name, state != NULL ? state : "connected", "");
}

static BrConditionRow *
read_time (JsonObject *object)
{
  const char *time = member_text (object, "time");
  const char *days = member_text (object, "days");
  guint       n_known = (time != NULL) + (days != NULL);

  return json_object_get_size (object) == n_known
           ? row_new (BR_CONDITION_TIME, time != NULL ? time : "", "", days != NULL ? days : "")
           : NULL;
}

static BrConditionRow *
read_changed (JsonObject *object, const char *name)
{
  g_autofree char *seconds = member_number (object, "within");

  return seconds != NULL && *seconds != '\0' && json_object_get_size (object) == 2
           ? row_new (BR_CONDITION_CHANGED, name, "", seconds)
           : NULL;
}

static BrConditionRow *
read_kind (JsonObject *object, BrConditionKind kind)
{
  const char *name = member_text (object, members[kind]);

  if (kind != BR_CONDITION_INPUT && name == NULL)
    return NULL;
  switch (kind)
    {
    case BR_CONDITION_INPUT:
      return json_object_get_boolean_member_with_default (object, "input", FALSE)
               ? read_comparison (object, kind, "")
               : NULL;
    case BR_CONDITION_ADDRESS:
    case BR_CONDITION_VARIABLE:
    case BR_CONDITION_CAPTURE:
      return read_comparison (object, kind, name);
    case BR_CONDITION_LAYER:
    case BR_CONDITION_EXPRESSION:
      return json_object_get_size (object) == 1 ? row_new (kind, name, "", "") : NULL;
    case BR_CONDITION_CONNECTION:
      return read_connection (object, name);
    case BR_CONDITION_TIME:
      return read_time (object);
    case BR_CONDITION_CHANGED:
      return read_changed (object, name);
    case BR_CONDITION_TREE:
      break;
    }
  return NULL;
}

static BrConditionRow *
read_plain (JsonObject *object)
{
  if (json_object_has_member (object, "days") && !json_object_has_member (object, "time"))
    return read_time (object);
  for (guint i = 0; i < BR_CONDITION_TREE; i++)
    if (json_object_has_member (object, members[i]))
      return read_kind (object, (BrConditionKind) i);
  return NULL;
}

static BrConditionRow *
read_row (JsonNode *node)
{
  JsonObject      *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode        *inner = object != NULL ? json_object_get_member (object, "not") : NULL;
  BrConditionRow  *row = NULL;
  g_autofree char *text = NULL;

  if (inner != NULL && json_object_get_size (object) == 1 && JSON_NODE_HOLDS_OBJECT (inner))
    {
      row = read_plain (json_node_get_object (inner));
      if (row != NULL)
        row->is_not = TRUE;
    }
  else if (object != NULL)
    row = read_plain (object);
  if (row != NULL)
    return row;

  text = json_to_string (node, FALSE);
  return row_new (BR_CONDITION_TREE, text, "", "");
}

static gboolean
read_branch (BrCondition *self, JsonObject *object, const char *name)
{
  JsonNode  *node = json_object_get_member (object, name);
  JsonArray *array;

  if (node == NULL || json_object_get_size (object) != 1 || !JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  /* An empty list says something too: it stays a tree. */
  if (json_array_get_length (array) == 0)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (self->rows, read_row (json_array_get_element (array, i)));
  return TRUE;
}

BrCondition *
br_condition_new_from_text (const char *text, GError **error)
{
  g_autoptr (BrCondition) self = condition_new ();
  g_autofree char        *stripped = g_strstrip (g_strdup (text));
  g_autoptr (JsonNode)    node = NULL;

  if (*stripped == '\0')
    return g_steal_pointer (&self);
  if (*stripped != '{')
    {
      g_ptr_array_add (self->rows, row_new (BR_CONDITION_EXPRESSION, stripped, "", ""));
      return g_steal_pointer (&self);
    }

  node = json_from_string (stripped, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("This is no JSON."));
      return NULL;
    }
  self->is_any = read_branch (self, json_node_get_object (node), "any");
  if (!self->is_any && !read_branch (self, json_node_get_object (node), "all"))
    g_ptr_array_add (self->rows, read_row (node));
  return g_steal_pointer (&self);
}

/* --- writing --- */

static void
append_text (GString *json, const char *name, const char *text)
{
  g_autofree char *quoted = quote (text);

  g_string_append_printf (json, "%s\"%s\": %s", json->str[json->len - 1] == '{' ? "" : ", ", name,
                          quoted);
}

static void
append_raw (GString *json, const char *name, const char *raw)
{
  g_string_append_printf (json, "%s\"%s\": %s", json->str[json->len - 1] == '{' ? "" : ", ", name,
                          raw);
}

static void
append_comparison (GString *json, const BrConditionRow *row)
{
  g_autofree char *value =
    is_list (row->op) ? list_to_json (row->value) : typed_to_json (row->value);

  append_text (json, "op", row->op);
  if (!g_str_equal (row->op, "exists") || *row->value != '\0')
    append_raw (json, "value", value);
  if (br_condition_is_edge (row->op) && *row->hysteresis != '\0')
    {
      g_autofree char *hysteresis = typed_to_json (row->hysteresis);

      append_raw (json, "hysteresis", hysteresis);
    }
}

static void
append_members (GString *json, const BrConditionRow *row)
{
  switch (row->kind)
    {
    case BR_CONDITION_INPUT:
      append_raw (json, "input", "true");
      append_comparison (json, row);
      return;
    case BR_CONDITION_ADDRESS:
    case BR_CONDITION_VARIABLE:
    case BR_CONDITION_CAPTURE:
      append_text (json, members[row->kind], row->name);
      append_comparison (json, row);
      return;
    case BR_CONDITION_LAYER:
    case BR_CONDITION_EXPRESSION:
      append_text (json, members[row->kind], row->name);
      return;
    case BR_CONDITION_CONNECTION:
      append_text (json, "connection", row->name);
      append_text (json, "is", row->op);
      return;
    case BR_CONDITION_TIME:
      if (*row->name != '\0')
        append_text (json, "time", row->name);
      if (*row->value != '\0')
        append_text (json, "days", row->value);
      return;
    case BR_CONDITION_CHANGED:
      {
        g_autofree char *seconds = typed_to_json (row->value);

        append_text (json, "changed", row->name);
        append_raw (json, "within", seconds);
        return;
      }
    case BR_CONDITION_TREE:
      return;
    }
}

static char *
row_to_json (const BrConditionRow *row)
{
  GString *json;

  if (row->kind == BR_CONDITION_TREE)
    return g_strdup (row->name);

  json = g_string_new (row->is_not ? "{\"not\": {" : "{");
  append_members (json, row);
  g_string_append (json, row->is_not ? "}}" : "}");
  return g_string_free (json, FALSE);
}

char *
br_condition_to_text (const BrCondition *self)
{
  GString *json;

  if (self->rows->len == 0)
    return g_strdup ("");
  if (self->rows->len == 1)
    {
      const BrConditionRow *row = self->rows->pdata[0];

      /* A formula that begins with a brace would be taken for a tree. */
      return row->kind == BR_CONDITION_EXPRESSION && !row->is_not && *row->name != '{'
               ? g_strdup (row->name)
               : row_to_json (row);
    }

  json = g_string_new (self->is_any ? "{\"any\": [" : "{\"all\": [");
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_autofree char *row = row_to_json (self->rows->pdata[i]);

      g_string_append_printf (json, "%s%s", i > 0 ? ", " : "", row);
    }
  g_string_append (json, "]}");
  return g_string_free (json, FALSE);
}

int
br_condition_find_fault (const BrCondition *self, const char *message)
{
  const char *branch = self->is_any ? "any[" : "all[";
  const char *found = strstr (message, branch);
  guint64     index;

  if (self->rows->len == 1)
    return 0;
  if (found == NULL)
    return -1;
  index = g_ascii_strtoull (found + strlen (branch), NULL, 10);
  return index < self->rows->len ? (int) index : -1;
}
