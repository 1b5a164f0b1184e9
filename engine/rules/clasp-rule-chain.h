/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspRuleChains: which rules led to a message, so that none leads to itself.
 *
 * Every firing is a link that knows the link before it. The message a rule writes carries the
 * number of its link (ClaspDelivery.chain), through mappings too; a rule that finds itself among
 * the links before does not fire again. A scene that sets ten channels makes ten chains: a rule on
 * channels fires for each of them.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_RULE_CHAIN_LINKS 4096 /* remembered; older ones are stopped by the hop limit alone   \
                                     */

typedef struct
{
  guint32 number, before;
  guint64 rule; /* serial number */
} ClaspRuleLink;

typedef struct
{
  guint32       last;
  ClaspRuleLink links[CLASP_RULE_CHAIN_LINKS];
} ClaspRuleChains;

/* FALSE when @rule fired in the chain that ends in @before already. */
gboolean clasp_rule_chains_may_fire (ClaspRuleChains *self, guint32 before, guint64 rule);
/* The number of the new link; @before 0 = a beginning. */
guint32 clasp_rule_chains_add (ClaspRuleChains *self, guint32 before, guint64 rule);

G_END_DECLS
