/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-condition.h"
#include "rules/clasp-rule-chain.h"
#include "rules/clasp-rule-script.h"
#include "rules/clasp-rules.h"

/* What clasp-rules.c (when a rule fires) and clasp-rule-sequence.c (what it does then) share.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  ClaspRules      *owner; /* (unowned) */
  ClaspRuleSet    *set;   /* (owned) keeps @rule */
  const ClaspRule *rule;
  ClaspSession    *session;         /* (owned) */
  ClaspCondition  *condition;       /* (owned) (nullable) */
  gpointer         condition_state; /* (owned) */
  ClaspSession    *watcher;         /* (owned) (nullable) hears of what @condition looks at */
  char            *cancel_address;  /* (owned) "/local/rule/ID/cancel" */
  char            *run_address;     /* (owned) "/local/rule/ID/run" */
  guint64          serial;          /* never used twice */
  gboolean         has_delay;
  GPtrArray       *scripts; /* (owned) (nullable) of ClaspRuleScript (nullable), by action */
  /* firing */
  gboolean has_fired;
  gint64   fired_us;
  GQueue   waiting; /* of Waiting (owned) */
  GQueue   queued;  /* of ClaspRuleFiring (owned): after what waits */
  gboolean has_logged_stop;
  /* triggers */
  gboolean    is_above, is_below; /* where the last number was */
  GHashTable *values; /* (owned) (nullable) address → ClaspValue, of a change with edge */
  ClaspTimer  timer;  /* of an interval */
  gint64      start_us;
  gint64      n_ticks;
} ClaspLiveRule;

struct _ClaspRules
{
  ClaspRouter    *router;  /* (owned) */
  ClaspRuleHttp  *http;    /* (owned) */
  ClaspTimers    *timers;  /* (unowned) */
  ClaspSession   *control; /* (owned) runs and cancels */
  GPtrArray      *live;    /* (owned) of ClaspLiveRule */
  guint           max_pending;
  guint64         last_serial;
  gboolean        has_logged_drop;
  gint64          window_us; /* when the present second of chained firings began */
  guint           n_chained; /* in it */
  gint64          log_us;    /* when the present second of log lines began */
  guint           n_logged;  /* in it */
  ClaspRulesStats stats;
  ClaspRuleChains chains;
};

/* One run through a rule's actions. */
typedef struct
{
  ClaspLiveRule *live;    /* (unowned) */
  ClaspDelivery  cause;   /* hops, chain and time; nothing else */
  ClaspValue     trigger; /* (owned) */
  char          *address; /* (owned) (nullable) where it came from; of rules with a script */
  guint          next_action;
  gboolean       has_place; /* among the pending */
} ClaspRuleFiring;

gint64 clasp_rules_now (ClaspRules *self);
/* The rule with that serial; NULL when it is no more. */
ClaspLiveRule *clasp_rules_find (ClaspRules *self, guint64 serial);
/* TRUE when one more line may go to the log. */
gboolean clasp_rules_take_line (ClaspRules *self);
/* Counts and logs what did not work. */
void clasp_rules_fail (ClaspLiveRule *live, const char *what, const char *why);
/* The actions of clasp-rule-act.c. */
void clasp_rule_act_http (ClaspRuleFiring *firing, const ClaspRuleAction *action);
void clasp_rule_act_script (ClaspRuleFiring *firing, guint index);
/* Does the actions from the next one on; takes over what @firing holds. */
void clasp_rule_sequence_run (ClaspRuleFiring *firing);
/* What waits in delays, and behind these, is not done any more. */
void clasp_rule_sequence_drop (ClaspLiveRule *live);

G_END_DECLS
