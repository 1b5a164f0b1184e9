/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/clasp-rule-set.h"

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"

/* A rule as a sentence, to see whether what was written is what was meant. */

static void
add_value (GString *text, const ClaspValue *value)
{
  g_autoptr (JsonNode) node =
    value->type == CLASP_VALUE_STRING ? clasp_value_to_json (value) : NULL;
  g_autofree char *plain =
    node != NULL ? clasp_json_print_line (node) : clasp_value_to_text (value);

  g_string_append (text, plain);
}

static void
add_seconds (GString *text, gint64 us)
{
  g_string_append_printf (text, "%.10g s", (double) us / G_USEC_PER_SEC);
}

static void
add_threshold (GString *text, const ClaspRuleTrigger *trigger)
{
  const char *above = trigger->is_edge ? "rises above" : "is set above";
  const char *below = trigger->is_edge ? "falls below" : "is set below";

  g_string_append_printf (text, "when %s ", trigger->pattern);
  if (trigger->has_above)
    g_string_append_printf (text, "%s %.17g", above, trigger->above);
  if (trigger->has_above && trigger->has_below)
    g_string_append (text, " or ");
  if (trigger->has_below)
    g_string_append_printf (text, "%s %.17g", below, trigger->below);
  if (!trigger->has_above && !trigger->has_below)
    g_string_append (text, "is set to a number");
}

static void
add_trigger (GString *text, const ClaspRuleTrigger *trigger)
{
  switch (trigger->kind)
    {
    case CLASP_RULE_ON_CHANGE:
      g_string_append_printf (text, "when %s %s", trigger->pattern,
                              trigger->is_edge ? "changes" : "is set");
      break;
    case CLASP_RULE_ON_THRESHOLD:
      add_threshold (text, trigger);
      break;
    case CLASP_RULE_ON_EVENT:
      g_string_append_printf (text, "at the event %s", trigger->pattern);
      break;
    case CLASP_RULE_ON_INTERVAL:
      g_string_append (text, "every ");
      add_seconds (text, trigger->interval_us);
      break;
    }
}

static void
add_condition (GString *text, const ClaspRuleCondition *condition)
{
  static const char *const signs[] = { "=", "≠", ">", "≥", "<", "≤" };

  g_string_append_printf (text, "%s %s ", condition->address, signs[condition->op]);
  add_value (text, &condition->value);
}

static void
add_transform (GString *text, const ClaspRuleTransform *transform)
{
  switch (transform->kind)
    {
    case CLASP_RULE_IDENTITY:
      break;
    case CLASP_RULE_SCALE:
      g_string_append_printf (text, " × %.10g + %.10g", transform->a, transform->b);
      break;
    case CLASP_RULE_CLAMP:
      g_string_append_printf (text, " within %.10g–%.10g", transform->a, transform->b);
      break;
    case CLASP_RULE_THRESHOLD:
      g_string_append_printf (text, " %s %.10g: ", transform->is_strict ? ">" : "≥", transform->a);
      add_value (text, &transform->above);
      g_string_append (text, ", else ");
      add_value (text, &transform->below);
      break;
    case CLASP_RULE_INVERT:
      g_string_append_printf (text, " inverted in %.10g–%.10g", transform->a, transform->b);
      break;
    case CLASP_RULE_ROUND:
      g_string_append_printf (text, " rounded to %.0f decimals", transform->a);
      break;
    case CLASP_RULE_ABS:
      g_string_append (text, " without sign");
      break;
    case CLASP_RULE_MAP:
      g_string_append (text, " by ");
      add_value (text, &transform->table);
      break;
    }
}

static void
add_action (GString *text, const ClaspRuleAction *action)
{
  switch (action->kind)
    {
    case CLASP_RULE_SET:
      g_string_append_printf (text, "set %s to ", action->address);
      add_value (text, &action->value);
      break;
    case CLASP_RULE_PUBLISH:
      g_string_append_printf (text, "publish %s %s", clasp_signal_to_string (action->signal),
                              action->address);
      if (action->has_value)
        g_string_append_c (text, ' ');
      if (action->has_value)
        add_value (text, &action->value);
      break;
    case CLASP_RULE_SET_FROM_TRIGGER:
      g_string_append_printf (text, "set %s to the value", action->address);
      add_transform (text, &action->transform);
      break;
    case CLASP_RULE_DELAY:
      g_string_append (text, "wait ");
      add_seconds (text, action->delay_us);
      break;
    case CLASP_RULE_FADE:
      g_string_append_printf (text, "fade %s to ", action->address);
      add_value (text, clasp_value_lookup (&action->value, "value"));
      g_string_append (text, " in ");
      add_seconds (text, action->delay_us);
      break;
    case CLASP_RULE_LOG:
      g_string_append_printf (text, "log “%s”", action->text);
      break;
    case CLASP_RULE_HTTP:
      g_string_append_printf (text, "%s %s", action->method, action->url);
      break;
    case CLASP_RULE_SCRIPT:
      g_string_append (text, "run a script");
      break;
    }
}

/**
 * clasp_rule_to_text:
 * @self: a rule
 *
 * Thread: any.
 *
 * Returns: (transfer full): one line that says what it does
 */
char *
clasp_rule_to_text (const ClaspRule *self)
{
  static const char *const retriggers[] = { "beside", "anew", "not", "afterwards" };
  GString                 *text = g_string_new (NULL);

  g_string_append_printf (text, "%s%s: ", self->id, self->is_enabled ? "" : " (off)");
  add_trigger (text, &self->trigger);
  for (guint i = 0; i < self->n_conditions; i++)
    {
      g_string_append (text, i == 0 ? ", if " : " and ");
      add_condition (text, &self->conditions[i]);
    }
  if (self->condition != NULL)
    g_string_append_printf (text, "%s%s", self->n_conditions == 0 ? ", if " : " and ",
                            self->condition);
  for (guint i = 0; i < self->n_actions; i++)
    {
      g_string_append (text, i == 0 ? ": " : ", ");
      add_action (text, &self->actions[i]);
    }
  if (self->cooldown_us > 0)
    {
      g_string_append (text, "; at most once in ");
      add_seconds (text, self->cooldown_us);
    }
  if (self->retrigger != CLASP_RULE_PARALLEL)
    g_string_append_printf (text, "; started again: %s", retriggers[self->retrigger]);
  return g_string_free (text, FALSE);
}
