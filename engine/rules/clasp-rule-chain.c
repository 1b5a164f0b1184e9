/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/clasp-rule-chain.h"

/* NULL when it was forgotten, or never was. */
static ClaspRuleLink *
find (ClaspRuleChains *self, guint32 number)
{
  ClaspRuleLink *link = &self->links[number % CLASP_RULE_CHAIN_LINKS];

  return number != 0 && link->number == number ? link : NULL;
}

/**
 * clasp_rule_chains_may_fire:
 * @self: the links
 * @before: the link whose message would start the rule; 0 = none
 * @rule: the rule's serial number
 *
 * Thread: worker.
 *
 * Returns: whether the rule did not fire before in this chain
 */
gboolean
clasp_rule_chains_may_fire (ClaspRuleChains *self, guint32 before, guint64 rule)
{
  for (ClaspRuleLink *link = find (self, before); link != NULL; link = find (self, link->before))
    if (link->rule == rule)
      return FALSE;
  return TRUE;
}

/**
 * clasp_rule_chains_add:
 * @self: the links
 * @before: the link that led to this firing; 0 = none
 * @rule: the rule's serial number
 *
 * Thread: worker.
 *
 * Returns: the new link's number, not 0
 */
guint32
clasp_rule_chains_add (ClaspRuleChains *self, guint32 before, guint64 rule)
{
  self->last = self->last == G_MAXUINT32 ? 1 : self->last + 1;
  self->links[self->last % CLASP_RULE_CHAIN_LINKS] = (ClaspRuleLink){ self->last, before, rule };
  return self->last;
}
