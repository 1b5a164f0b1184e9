/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rules/clasp-rule-set.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* A rule that was read can be told, and turns any value into one. */
static void
use_rule (const ClaspRule *rule)
{
  g_autofree char *text = clasp_rule_to_text (rule);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (rule->n_actions, >, 0);
  for (guint i = 0; i < rule->n_conditions; i++)
    clasp_rule_condition_holds (&rule->conditions[i], &rule->conditions[i].value);
  for (guint i = 0; i < rule->n_actions; i++)
    {
      const ClaspValue    number = clasp_value_double (0.5);
      g_auto (ClaspValue) result =
        clasp_rule_transform_apply (&rule->actions[i].transform, &number);

      g_assert_true (rule->actions[i].kind == CLASP_RULE_DELAY ||
                     rule->actions[i].kind == CLASP_RULE_LOG ||
                     (rule->actions[i].kind == CLASP_RULE_HTTP && rule->actions[i].url != NULL) ||
                     (rule->actions[i].kind == CLASP_RULE_SCRIPT && rule->actions[i].text != NULL) ||
                     rule->actions[i].address != NULL);
    }
}

static void
check_sentences (GPtrArray *sentences)
{
  for (guint i = 0; i < sentences->len; i++)
    g_assert_true (g_utf8_validate (sentences->pdata[i], -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char         *text = g_strndup ((const char *) data, size);
  g_autoptr (GPtrArray)    errors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray)    notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspRuleSet) set = clasp_rule_set_parse (text, strlen (text), errors, notes);

  g_assert_true ((set == NULL) == (errors->len > 0));
  check_sentences (errors);
  check_sentences (notes);
  for (guint i = 0; set != NULL && i < clasp_rule_set_get_n_rules (set); i++)
    use_rule (clasp_rule_set_get_rule (set, i));
  return 0;
}
