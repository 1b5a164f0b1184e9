/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-timer.h"
#include "router/clasp-router.h"
#include "rules/clasp-rule-http.h"
#include "rules/clasp-rule-set.h"

/* ClaspRules: the rules of a show, running: a router session for each.
 *
 * What a rule writes may start other rules and pass through mappings. No chain is endless: a
 * message passes CLASP_ROUTER_MAX_HOPS rules and mappings, and no rule is started by what it caused
 * itself (clasp-rule-chain.h), and rules start each other so often in a second; what was stopped is
 * counted, and logged once for each rule.
 *
 * An event at /local/rule/ID/run runs a rule whatever its trigger is, with the event's value as what started
 * it: that is how mappings and buttons do what rules do.
 *
 * What waits in a delay is dropped by an event at /local/rule/ID/cancel, of all rules at
 * /local/rule/cancel.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_RULES_MAX_PENDING 1000  /* firings that wait in a delay, by default */
#define CLASP_RULES_MAX_LOGGED 20   /* lines a second that rules write to the log */
#define CLASP_RULES_MAX_CHAINED 10000 /* firings a second that other rules started */

typedef struct
{
  guint   n_rules;   /* that are on */
  guint   n_pending; /* firings that wait in a delay */
  guint64 n_fired;
  guint64 n_stopped; /* to end a circle */
  guint64 n_refused; /* writes the router would not have: a lock, for example */
  guint64 n_dropped; /* firings because too many were waiting */
  guint64 n_failed;  /* scripts and requests that did not do what they should */
} ClaspRulesStats;

typedef struct _ClaspRules ClaspRules;

ClaspRules *clasp_rules_new (ClaspRouter *router, ClaspTimers *timers);
/* Not from within a delivery. What waits in delays is not run any more. */
void clasp_rules_free (ClaspRules *self);
/* Replaces the rules; NULL = none. One that did not change goes on as if nothing had happened. Not
 * from within a delivery. */
void clasp_rules_set_rules (ClaspRules *self, ClaspRuleSet *set);
void clasp_rules_set_max_pending (ClaspRules *self, guint max_pending);
/* What HTTP requests are allowed; nothing is until this was called. */
void clasp_rules_set_http (ClaspRules *self, const ClaspRuleHttpLimits *limits);
void clasp_rules_get_stats (ClaspRules *self, ClaspRulesStats *stats);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspRules, clasp_rules_free)

G_END_DECLS
