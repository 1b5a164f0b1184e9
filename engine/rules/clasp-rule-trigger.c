/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/clasp-rule-private.h"

/* What starts a rule, and what must hold for it. */

static const char *const trigger_names[] = { "OnChange", "OnThreshold", "OnEvent", "OnInterval",
                                             NULL };
static const char *const op_names[] = { "eq", "ne", "gt", "gte", "lt", "lte", NULL };

/* ---- triggers ---- */

static void
read_edge (ClaspRuleReader       *self,
           const ClaspRuleTagged *tagged,
           gboolean               initial,
           gboolean              *is_edge)
{
  *is_edge = initial;
  clasp_rule_get_bool (self, tagged->path, tagged->fields, "edge", CLASP_RULE_OPTIONAL, is_edge);
}

static void
read_change (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleTrigger *trigger)
{
  static const char *const known[] = { "type", "pattern", "edge", NULL };

  clasp_rule_note_unknown (self, tagged->path, tagged->fields, known);
  trigger->pattern = clasp_rule_get_pattern (self, tagged->path, tagged->fields, "pattern");
  read_edge (self, tagged, FALSE, &trigger->is_edge);
}

static void
read_threshold (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleTrigger *trigger)
{
  static const char *const known[] = { "type", "address", "above", "below", "edge", NULL };

  clasp_rule_note_unknown (self, tagged->path, tagged->fields, known);
  trigger->pattern = clasp_rule_get_address (self, tagged->path, tagged->fields, "address");
  trigger->has_above = clasp_rule_get_number (self, tagged->path, tagged->fields, "above",
                                              CLASP_RULE_OPTIONAL, &trigger->above);
  trigger->has_below = clasp_rule_get_number (self, tagged->path, tagged->fields, "below",
                                              CLASP_RULE_OPTIONAL, &trigger->below);
  read_edge (self, tagged, tagged->is_internal, &trigger->is_edge);
  if (trigger->is_edge && !trigger->has_above && !trigger->has_below)
    clasp_rule_fault (self, tagged->path, "needs above, below or both");
}

static void
read_event (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleTrigger *trigger)
{
  static const char *const known[] = { "type", "pattern", NULL };

  clasp_rule_note_unknown (self, tagged->path, tagged->fields, known);
  trigger->pattern = clasp_rule_get_pattern (self, tagged->path, tagged->fields, "pattern");
}

static void
read_interval (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleTrigger *trigger)
{
  static const char *const known[] = { "type", "seconds", NULL };
  g_autofree char         *path = g_strdup_printf ("%s.seconds", tagged->path);
  JsonNode                *node =
    tagged->fields != NULL ? json_object_get_member (tagged->fields, "seconds") : NULL;

  clasp_rule_note_unknown (self, tagged->path, tagged->fields, known);
  if (node == NULL)
    clasp_rule_fault (self, path, "is missing");
  else
    clasp_rule_read_seconds (self, path, node, CLASP_RULE_MIN_INTERVAL_S, CLASP_RULE_MAX_INTERVAL_S,
                             &trigger->interval_us);
}

void
clasp_rule_read_trigger (ClaspRuleReader *self, JsonNode *node, ClaspRuleTrigger *trigger)
{
  ClaspRuleTagged tagged = { 0 };

  if (!clasp_rule_read_tagged (self, "trigger", node, trigger_names, &tagged))
    return;

  trigger->kind = tagged.kind;
  switch (trigger->kind)
    {
    case CLASP_RULE_ON_CHANGE:
      read_change (self, &tagged, trigger);
      break;
    case CLASP_RULE_ON_THRESHOLD:
      read_threshold (self, &tagged, trigger);
      break;
    case CLASP_RULE_ON_EVENT:
      read_event (self, &tagged, trigger);
      break;
    case CLASP_RULE_ON_INTERVAL:
      read_interval (self, &tagged, trigger);
      break;
    }
  clasp_rule_tagged_clear (&tagged);
}

/* ---- conditions ---- */

gboolean
clasp_rule_read_op (ClaspRuleReader *self, const char *path, const char *name, ClaspRuleOp *op)
{
  int index = clasp_rule_find_name (self, path, name, op_names);

  if (index < 0)
    return FALSE;
  *op = (ClaspRuleOp) index;
  return TRUE;
}

void
clasp_rule_read_condition (ClaspRuleReader    *self,
                           const char         *path,
                           JsonNode           *node,
                           ClaspRuleCondition *condition)
{
  static const char *const known[] = { "address", "op", "value", NULL };
  g_autofree char         *op_path = g_strdup_printf ("%s.op", path);
  JsonObject              *object;
  const char              *op;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      clasp_rule_fault (self, path, "expected an object, got %s", clasp_rule_describe_node (node));
      return;
    }

  object = json_node_get_object (node);
  clasp_rule_note_unknown (self, path, object, known);
  condition->address = clasp_rule_get_address (self, path, object, "address");
  if (clasp_rule_get_string (self, path, object, "op", CLASP_RULE_REQUIRED, &op))
    clasp_rule_read_op (self, op_path, op, &condition->op);
  clasp_rule_get_value (self, path, object, "value", CLASP_RULE_REQUIRED, &condition->value);
}
