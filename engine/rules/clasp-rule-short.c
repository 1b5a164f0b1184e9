/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/clasp-rule-private.h"

#include "core/clasp-address.h"

/* The definitions people hand to the reference's SDK: {"when": "/temp", "above": 30,
 * "if": {"/mode": "live"}, "then": [{"set": ["/fan", 1]}], "cooldown": "60s"}. */

/**
 * clasp_rule_is_short:
 * @object: a rule
 *
 * Returns: whether it is written in the short form
 */
gboolean
clasp_rule_is_short (JsonObject *object)
{
  return json_object_has_member (object, "then") && !json_object_has_member (object, "actions");
}

/* ---- trigger ---- */

static void
read_when (ClaspRuleReader *self, JsonObject *object, ClaspRuleTrigger *trigger)
{
  trigger->has_above =
    clasp_rule_get_number (self, "", object, "above", CLASP_RULE_OPTIONAL, &trigger->above);
  trigger->has_below =
    clasp_rule_get_number (self, "", object, "below", CLASP_RULE_OPTIONAL, &trigger->below);
  if (trigger->has_above || trigger->has_below)
    {
      trigger->kind = CLASP_RULE_ON_THRESHOLD;
      trigger->is_edge = TRUE;
      trigger->pattern = clasp_rule_get_address (self, "", object, "when");
    }
  else
    {
      trigger->kind = CLASP_RULE_ON_CHANGE;
      trigger->pattern = clasp_rule_get_pattern (self, "", object, "when");
    }
  clasp_rule_get_bool (self, "", object, "edge", CLASP_RULE_OPTIONAL, &trigger->is_edge);
}

static void
read_trigger (ClaspRuleReader *self, JsonObject *object, ClaspRuleTrigger *trigger)
{
  guint n_triggers = (guint) json_object_has_member (object, "when") +
                     (guint) json_object_has_member (object, "onEvent") +
                     (guint) json_object_has_member (object, "every");

  if (n_triggers != 1)
    {
      clasp_rule_fault (self, "", "expected one of when, onEvent and every, got %u", n_triggers);
      return;
    }

  if (json_object_has_member (object, "when"))
    read_when (self, object, trigger);
  else if (json_object_has_member (object, "onEvent"))
    {
      trigger->kind = CLASP_RULE_ON_EVENT;
      trigger->pattern = clasp_rule_get_pattern (self, "", object, "onEvent");
    }
  else
    {
      trigger->kind = CLASP_RULE_ON_INTERVAL;
      clasp_rule_read_seconds (self, "every", json_object_get_member (object, "every"),
                               CLASP_RULE_MIN_INTERVAL_S, CLASP_RULE_MAX_INTERVAL_S,
                               &trigger->interval_us);
    }
}

/* ---- conditions ---- */

static void
add_condition (ClaspRuleReader *self,
               const char      *address,
               const char      *op,
               JsonNode        *value,
               GArray          *conditions)
{
  g_autofree char   *path = g_strdup_printf ("if[\"%s\"]", address);
  ClaspRuleCondition condition = { .op = CLASP_RULE_EQ };

  if (conditions->len >= CLASP_RULE_MAX_CONDITIONS)
    {
      if (conditions->len == CLASP_RULE_MAX_CONDITIONS)
        clasp_rule_fault (self, "if", "at most %u conditions are allowed",
                          CLASP_RULE_MAX_CONDITIONS);
      return;
    }
  if (!clasp_rule_check_address (self, path, address) ||
      (op != NULL && !clasp_rule_read_op (self, path, op, &condition.op)) ||
      !clasp_rule_read_value (self, path, value, &condition.value))
    return;
  condition.address = g_strdup (address);
  g_array_append_val (conditions, condition);
}

static void
read_if (ClaspRuleReader *self, JsonObject *object, ClaspRule *rule)
{
  g_autoptr (GArray) conditions = g_array_new (FALSE, FALSE, sizeof (ClaspRuleCondition));
  JsonNode          *node = json_object_get_member (object, "if");
  g_autoptr (GList)  addresses = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      clasp_rule_fault (self, "if", "expected an object, got %s", clasp_rule_describe_node (node));
      return;
    }

  addresses = json_object_get_members (json_node_get_object (node));
  for (GList *l = addresses; l != NULL; l = l->next)
    {
      JsonNode         *check = json_object_get_member (json_node_get_object (node), l->data);
      g_autoptr (GList) ops = JSON_NODE_HOLDS_OBJECT (check)
                                ? json_object_get_members (json_node_get_object (check))
                                : NULL;

      if (ops == NULL)
        add_condition (self, l->data, NULL, check, conditions);
      for (GList *op = ops; op != NULL; op = op->next)
        add_condition (self, l->data, op->data,
                       json_object_get_member (json_node_get_object (check), op->data), conditions);
    }
  rule->n_conditions = conditions->len;
  rule->conditions = (ClaspRuleCondition *) g_array_free (g_steal_pointer (&conditions), FALSE);
}

/* ---- actions ---- */

/* ["/address", value]: the value may be left out where @need says so. */
static void
read_pair (ClaspRuleReader *self,
           const char      *path,
           JsonNode        *node,
           ClaspRuleNeed    need,
           ClaspRuleAction *action)
{
  JsonArray  *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint       n = pair != NULL ? json_array_get_length (pair) : 0;
  JsonNode   *first = n > 0 ? json_array_get_element (pair, 0) : NULL;
  const char *address;

  if (first == NULL || n > 2 || (need == CLASP_RULE_REQUIRED && n < 2) ||
      !JSON_NODE_HOLDS_VALUE (first) || json_node_get_value_type (first) != G_TYPE_STRING)
    {
      clasp_rule_fault (self, path, "expected [\"/address\"%s]",
                        need == CLASP_RULE_REQUIRED ? ", value" : "");
      return;
    }
  address = json_node_get_string (first);
  if (clasp_rule_check_address (self, path, address))
    action->address = g_strdup (address);
  if (n > 1)
    action->has_value =
      clasp_rule_read_value (self, path, json_array_get_element (pair, 1), &action->value);
}

static void
read_delay (ClaspRuleReader *self, const char *path, JsonObject *object, ClaspRuleAction *action)
{
  const double most = CLASP_RULE_MAX_DELAY_S * 1000.0;
  double       milliseconds = 0;

  action->kind = CLASP_RULE_DELAY;
  clasp_rule_get_number (self, path, object, "delay", CLASP_RULE_REQUIRED, &milliseconds);
  if (milliseconds < 0 || milliseconds > most)
    clasp_rule_fault (self, path, "delay: expected 0 to %.0f, got %g", most, milliseconds);
  else
    action->delay_us = (gint64) (milliseconds * 1000);
}

static void
read_set_from (ClaspRuleReader *self, const char *path, JsonObject *object, ClaspRuleAction *action)
{
  g_autofree char *inner = g_strdup_printf ("%s.transform", path);
  JsonNode        *transform = json_object_get_member (object, "transform");

  action->kind = CLASP_RULE_SET_FROM_TRIGGER;
  read_pair (self, path, json_object_get_member (object, "setFrom"), CLASP_RULE_OPTIONAL, action);
  if (transform != NULL)
    clasp_rule_read_transform (self, inner, transform, &action->transform);
}

static void
read_action (ClaspRuleReader *self, const char *path, JsonNode *node, ClaspRuleAction *action)
{
  static const char *const known[] = { "set", "emit", "setFrom", "transform", "delay", NULL };
  JsonObject              *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      clasp_rule_fault (self, path, "expected an object, got %s", clasp_rule_describe_node (node));
      return;
    }

  object = json_node_get_object (node);
  clasp_rule_note_unknown (self, path, object, known);
  if (json_object_has_member (object, "set"))
    {
      action->kind = CLASP_RULE_SET;
      read_pair (self, path, json_object_get_member (object, "set"), CLASP_RULE_REQUIRED, action);
    }
  else if (json_object_has_member (object, "emit"))
    {
      action->kind = CLASP_RULE_PUBLISH;
      action->signal = CLASP_SIGNAL_EVENT;
      read_pair (self, path, json_object_get_member (object, "emit"), CLASP_RULE_OPTIONAL, action);
    }
  else if (json_object_has_member (object, "setFrom"))
    read_set_from (self, path, object, action);
  else if (json_object_has_member (object, "delay"))
    read_delay (self, path, object, action);
  else
    clasp_rule_fault (self, path, "expected set, emit, setFrom or delay");
}

static void
read_then (ClaspRuleReader *self, JsonNode *node, ClaspRule *rule)
{
  JsonArray *list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint      n = list != NULL ? json_array_get_length (list) : 1;

  if (n == 0 || n > CLASP_RULE_MAX_ACTIONS)
    {
      clasp_rule_fault (self, "then", "expected 1 to %u actions, got %u", CLASP_RULE_MAX_ACTIONS,
                        n);
      return;
    }
  rule->n_actions = n;
  rule->actions = g_new0 (ClaspRuleAction, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = list != NULL ? g_strdup_printf ("then[%u]", i) : g_strdup ("then");

      read_action (self, path, list != NULL ? json_array_get_element (list, i) : node,
                   &rule->actions[i]);
    }
}

/**
 * clasp_rule_read_short:
 * @self: gets the faults
 * @object: a rule in the short form
 * @rule: gets trigger, conditions and actions
 */
void
clasp_rule_read_short (ClaspRuleReader *self, JsonObject *object, ClaspRule *rule)
{
  static const char *const known[] = { "id",    "name", "enabled", "cooldown", "description",
                                       "when",  "edge", "above",   "below",    "onEvent",
                                       "every", "if",   "then",    "retrigger", NULL };

  clasp_rule_note_unknown (self, "", object, known);
  read_trigger (self, object, &rule->trigger);
  read_if (self, object, rule);
  read_then (self, json_object_get_member (object, "then"), rule);
}
