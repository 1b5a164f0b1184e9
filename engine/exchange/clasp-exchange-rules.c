/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include "core/clasp-json.h"
#include "rules/clasp-rule-set.h"

#include <math.h>
#include <string.h>

/* Rules in three forms (mapping.md 7, operations.md 13). Two of them our reader of rules knows; the
 * third, of the desktop's editor, is put into the words of docs/rules.md here. Each rule is tried
 * alone, so that a bad one does not cost the others. */

/* "OnThreshold", "on_threshold", "threshold" → "on_threshold"; NULL for something else. */
static const char *
find_trigger (const char *type)
{
  static const char *const names[][2] = {
    { "change", "on_change" },
    { "threshold", "on_threshold" },
    { "event", "on_event" },
    { "interval", "on_interval" },
  };
  g_autoptr (GString) plain = g_string_new (NULL);

  for (const char *p = type; *p != '\0'; p++)
    if (*p != '_' && *p != '-')
      g_string_append_c (plain, g_ascii_tolower (*p));
  if (g_str_has_prefix (plain->str, "on"))
    g_string_erase (plain, 0, 2);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (plain->str, names[i][0]) == 0)
      return names[i][1];
  return NULL;
}

static gboolean
any_has (JsonArray *array, const char *name)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (node) &&
          json_object_has_member (json_node_get_object (node), name))
        return TRUE;
    }
  return FALSE;
}

/* By the words that only the editor has. */
static gboolean
is_of_editor (JsonObject *rule)
{
  JsonObject *trigger = clasp_exchange_get_object (rule, "trigger");
  const char *type = trigger != NULL ? clasp_exchange_get_text (trigger, "type") : NULL;

  if (type == NULL)
    return FALSE;
  if (any_has (clasp_exchange_get_array (rule, "conditions"), "operator") ||
      any_has (clasp_exchange_get_array (rule, "actions"), "delayMs"))
    return TRUE;
  if (g_ascii_strncasecmp (type, "on", 2) != 0 || json_object_has_member (trigger, "event") ||
      json_object_has_member (trigger, "direction") ||
      json_object_has_member (trigger, "threshold"))
    return TRUE;
  return g_strcmp0 (find_trigger (type), "on_change") == 0 &&
         json_object_has_member (trigger, "address");
}

/* ---- the editor's words in ours ---- */

/* What was typed into a field: "1" is a number, "true" is true. */
static JsonNode *
read_typed (JsonNode *node)
{
  JsonNode *typed;
  double    number;
  char     *end;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return node != NULL ? json_node_copy (node) : NULL;
  number = g_ascii_strtod (json_node_get_string (node), &end);
  typed = json_node_new (JSON_NODE_VALUE);
  if (end != json_node_get_string (node) && *end == '\0' && isfinite (number))
    {
      if (floor (number) == number && fabs (number) < 1e15)
        json_node_set_int (typed, (gint64) number);
      else
        json_node_set_double (typed, number);
    }
  else if (strcmp (json_node_get_string (node), "true") == 0 ||
           strcmp (json_node_get_string (node), "false") == 0)
    json_node_set_boolean (typed, *json_node_get_string (node) == 't');
  else
    json_node_set_string (typed, json_node_get_string (node));
  return typed;
}

static void
move_member (JsonObject *json, const char *from, const char *to)
{
  JsonNode *node = json_object_get_member (json, from);

  if (node == NULL)
    return;
  if (!json_object_has_member (json, to))
    json_object_set_member (json, to, json_node_copy (node));
  json_object_remove_member (json, from);
}

/* What is written with nothing in it counts as left out. */
static void
drop_empty (JsonObject *json)
{
  g_autoptr (GList)     names = json_object_get_members (json);
  g_autoptr (GPtrArray) empty = g_ptr_array_new_with_free_func (g_free);

  for (GList *item = names; item != NULL; item = item->next)
    {
      JsonNode *node = json_object_get_member (json, item->data);

      if (JSON_NODE_HOLDS_NULL (node) ||
          (clasp_exchange_holds (node, G_TYPE_STRING) && *json_node_get_string (node) == '\0'))
        g_ptr_array_add (empty, g_strdup (item->data));
    }
  for (guint i = 0; i < empty->len; i++)
    json_object_remove_member (json, empty->pdata[i]);
}

static void
set_typed (JsonObject *json, const char *name, JsonNode *node)
{
  JsonNode *typed = read_typed (node);

  if (typed != NULL)
    json_object_set_member (json, name, typed);
}

static void
convert_threshold (JsonObject *trigger)
{
  JsonNode   *threshold = json_object_get_member (trigger, "threshold");
  const char *direction = clasp_exchange_get_text (trigger, "direction");
  gboolean    is_both = g_strcmp0 (direction, "both") == 0;

  if (is_both || g_strcmp0 (direction, "falling") != 0)
    set_typed (trigger, "above", threshold);
  if (is_both || g_strcmp0 (direction, "falling") == 0)
    set_typed (trigger, "below", threshold);
}

static void
convert_trigger (JsonObject *trigger)
{
  const char *type = find_trigger (json_object_get_string_member (trigger, "type"));
  JsonNode   *seconds = NULL;

  drop_empty (trigger);
  if (type == NULL)
    return; /* the reader says what there is */
  json_object_set_string_member (trigger, "type", type);
  if (strcmp (type, "on_threshold") == 0 && json_object_has_member (trigger, "threshold"))
    convert_threshold (trigger);
  if (strcmp (type, "on_event") == 0)
    move_member (trigger, "event", "pattern");
  if (strcmp (type, "on_event") == 0 || strcmp (type, "on_change") == 0)
    move_member (trigger, "address", "pattern");
  seconds = json_object_get_member (trigger, "seconds");
  if (strcmp (type, "on_interval") == 0)
    set_typed (trigger, "seconds", seconds);
  else if (seconds != NULL)
    json_object_remove_member (trigger, "seconds");
  for (guint i = 0; i < 3; i++)
    {
      static const char *const done[] = { "threshold", "direction", "event" };

      if (json_object_has_member (trigger, done[i]))
        json_object_remove_member (trigger, done[i]);
    }
}

static const char *
find_op (const char *sign)
{
  static const char *const signs[][2] = {
    { "==", "eq" },  { "=", "eq" }, { "!=", "ne" },  { ">", "gt" },
    { ">=", "gte" }, { "<", "lt" }, { "<=", "lte" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strcmp (sign, signs[i][0]) == 0)
      return signs[i][1];
  return sign;
}

static void
convert_condition (JsonObject *condition)
{
  const char *op;

  move_member (condition, "operator", "op");
  op = clasp_exchange_get_text (condition, "op");
  if (op != NULL)
    json_object_set_string_member (condition, "op", find_op (op));
  set_typed (condition, "value", json_object_get_member (condition, "value"));
}

static void
convert_action (JsonObject *action)
{
  JsonNode *delay = json_object_get_member (action, "delayMs");

  if (delay != NULL)
    {
      set_typed (action, "milliseconds", delay);
      json_object_remove_member (action, "delayMs");
    }
  if (g_strcmp0 (clasp_exchange_get_text (action, "type"), "delay") != 0 &&
      json_object_has_member (action, "milliseconds"))
    json_object_remove_member (action, "milliseconds");
  set_typed (action, "value", json_object_get_member (action, "value"));
  if (json_object_has_member (action, "transform"))
    drop_empty (action);
}

static void
convert_list (JsonArray *array, void (*convert) (JsonObject *json))
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        convert (json_node_get_object (node));
    }
}

static void
convert_editor (JsonObject *rule)
{
  JsonNode *cooldown = json_object_get_member (rule, "cooldown");

  convert_trigger (clasp_exchange_get_object (rule, "trigger"));
  convert_list (clasp_exchange_get_array (rule, "conditions"), convert_condition);
  convert_list (clasp_exchange_get_array (rule, "actions"), convert_action);
  set_typed (rule, "cooldown", cooldown);
  drop_empty (rule);
}

/* ---- the list ---- */

static void
complete_id (ClaspImport *self, JsonObject *rule)
{
  const char      *name = clasp_exchange_get_text (rule, "name");
  g_autofree char *id = NULL;

  if (clasp_exchange_get_text (rule, "id") != NULL)
    return;
  if (name != NULL && strlen (name) < CLASP_RULE_MAX_ID - 16)
    id = g_strdup_printf ("%s-%u", name, self->rules->len + 1);
  else
    id = g_strdup_printf ("rule-%u", self->rules->len + 1);
  json_object_set_string_member (rule, "id", id);
}

/* FALSE with its faults told. */
static gboolean
is_rule (ClaspImport *self, JsonNode *node, const char *path)
{
  g_autofree char         *text = clasp_json_print_line (node);
  g_autoptr (GPtrArray)    errors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspRuleSet) set = clasp_rule_set_parse (text, strlen (text), errors, NULL);

  for (guint i = 0; set == NULL && i < errors->len; i++)
    clasp_exchange_tell (self->report, path, "%s; it is left out", (const char *) errors->pdata[i]);
  return set != NULL;
}

/* What rules and their parts have, in any spelling. */
static const char *const words[] = {
  "id",      "name",      "description", "enabled",   "trigger", "conditions", "condition", "actions",
  "cooldown", "retrigger", "when",       "edge",      "above",   "below",      "onEvent",   "every",
  "if",      "then",      "live",        "type",      "pattern", "address",    "op",        "value",
  "seconds", "signal",    "transform",   "milliseconds", "curve", "text",      "method",    "url",
  "headers", "body",      "factor",      "scale",     "offset",  "min",        "max",       "precision",
  "table",   "set",       "emit",        "setFrom",   "delay",   NULL
};

/* Whatever stands in these is the writer's. */
static const char *const opaque[] = { "value", "body", "headers", "table", "if", "set", "emit", "when", "condition", NULL };

static void
tell_unknown (ClaspImport *self, JsonNode *node, const char *path)
{
  JsonArray     *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *member;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      g_autofree char *inner = g_strdup_printf ("%s[%u]", path, i);

      tell_unknown (self, json_array_get_element (array, i), inner);
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_autofree char *inner = g_strdup_printf ("%s.%s", path, name);

      /* the relay names a part by its only member, "OnChange" */
      if (!g_strv_contains (words, name) && !g_ascii_isupper (*name))
        clasp_exchange_tell (self->report, path,
                             "%.64s: is not known here; it is kept and does nothing", name);
      else if (!g_strv_contains (opaque, name))
        tell_unknown (self, member, inner);
    }
}

static void
import_rule (ClaspImport *self, JsonNode *node, const char *path)
{
  g_autoptr (JsonNode) copy = NULL;
  g_autofree char     *text = NULL;
  JsonObject          *rule;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      clasp_exchange_tell (self->report, path, "is not an object; it is left out");
      return;
    }
  /* a copy of its own, all the way down */
  text = clasp_json_print_line (node);
  copy = clasp_json_parse (text, strlen (text), NULL);
  if (copy == NULL)
    return;
  rule = json_node_get_object (copy);
  if (is_of_editor (rule))
    convert_editor (rule);
  complete_id (self, rule);
  if (!is_rule (self, copy, path))
    return;
  tell_unknown (self, copy, path);
  g_ptr_array_add (self->rules, g_steal_pointer (&copy));
}

gboolean
clasp_import_rules (ClaspImport *self, JsonArray *array, GError **error)
{
  guint n = json_array_get_length (array);

  if (n > CLASP_RULE_MAX_RULES)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "rules: %u are too many, at most %d", n, CLASP_RULE_MAX_RULES);
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("rules[%u]", i);

      import_rule (self, json_array_get_element (array, i), path);
    }
  return TRUE;
}

/**
 * clasp_imported_print_rules:
 * @self: what was read
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (nullable): its rules as the text of a file (docs/rules.md); %NULL when
 * it has none
 */
char *
clasp_imported_print_rules (const ClaspImported *self)
{
  g_autoptr (JsonNode)   root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) json = json_object_new ();
  JsonArray             *array;
  g_autofree char       *text = NULL;

  if (self->rules->len == 0)
    return NULL;
  array = json_array_new ();
  for (guint i = 0; i < self->rules->len; i++)
    json_array_add_element (array, json_node_copy (self->rules->pdata[i]));
  json_object_set_array_member (json, "rules", array);
  json_node_set_object (root, json);
  text = clasp_json_print (root);
  return g_strconcat (text, "\n", NULL);
}
