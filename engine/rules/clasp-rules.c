/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-rules"

#include "rules/clasp-rules.h"

#include "core/clasp-address.h"
#include "rules/clasp-rules-private.h"

#include <glib/gi18n-lib.h>

/* Design notes: a session for each rule gives its values the writer "rule:ID" and keeps its own
 * writes from starting it. What a firing does is in clasp-rule-sequence.c. */

#define SUBSCRIPTION_ID 1
#define MAX_KNOWN_VALUES                                                                           \
  65536 /* addresses a rule with edge compares; beyond every SET is a change */

gint64
clasp_rules_now (ClaspRules *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

gboolean
clasp_rules_take_line (ClaspRules *self)
{
  gint64 now_us = clasp_rules_now (self);

  if (now_us - self->log_us >= G_USEC_PER_SEC)
    {
      self->log_us = now_us;
      self->n_logged = 0;
    }
  return ++self->n_logged <= CLASP_RULES_MAX_LOGGED;
}

void
clasp_rules_fail (ClaspLiveRule *live, const char *what, const char *why)
{
  live->owner->stats.n_failed++;
  if (clasp_rules_take_line (live->owner))
    g_message (_ ("Rule %s: %s: %s"), live->rule->id, what, why);
}

ClaspLiveRule *
clasp_rules_find (ClaspRules *self, guint64 serial)
{
  for (guint i = 0; i < self->live->len; i++)
    {
      ClaspLiveRule *live = self->live->pdata[i];

      if (live->serial == serial)
        return live;
    }
  return NULL;
}

/* ---- firing ---- */

static void
note_stop (ClaspLiveRule *live, const char *why)
{
  live->owner->stats.n_stopped++;
  if (!live->has_logged_stop)
    g_message (_ ("Rule %s: stopped, %s"), live->rule->id, why);
  live->has_logged_stop = TRUE;
}

/* Rules that all listen to everything start each other in every order there is. */
static gboolean
is_avalanche (ClaspRules *self, const ClaspDelivery *cause)
{
  gint64 now_us;

  if (cause->chain == 0)
    return FALSE;
  now_us = clasp_rules_now (self);
  if (now_us - self->window_us >= G_USEC_PER_SEC)
    {
      self->window_us = now_us;
      self->n_chained = 0;
    }
  return ++self->n_chained > CLASP_RULES_MAX_CHAINED;
}

static gboolean
is_circle (ClaspLiveRule *live, const ClaspDelivery *cause)
{
  if (cause->hops + 1 > CLASP_ROUTER_MAX_HOPS)
    {
      note_stop (live, "the message passed too many rules and mappings");
      return TRUE;
    }
  if (!clasp_rule_chains_may_fire (&live->owner->chains, cause->chain, live->serial))
    {
      note_stop (live, "it was started by what it caused itself");
      return TRUE;
    }
  if (is_avalanche (live->owner, cause))
    {
      note_stop (live, "too many rules started each other within a second");
      return TRUE;
    }
  return FALSE;
}

static const ClaspValue *
peek_cb (ClaspStr address, gpointer user_data)
{
  return clasp_router_peek (user_data, address);
}

/* @env gets what it may look at. */
static ClaspConditionCall
make_call (ClaspLiveRule *live, const ClaspValue *trigger, ClaspTransformEnv *env)
{
  ClaspRules *self = live->owner;

  *env = (ClaspTransformEnv){ .get = peek_cb, .user_data = self->router };
  return (ClaspConditionCall){
    .input = trigger,
    .env = env,
    .now_us = clasp_rules_now (self),
    .unix_us = clasp_clock_unix_us (clasp_timers_get_clock (self->timers)),
  };
}

static gboolean
condition_holds (ClaspLiveRule *live, const ClaspValue *trigger)
{
  ClaspTransformEnv  env;
  ClaspConditionCall call = make_call (live, trigger, &env);

  return live->condition == NULL ||
         clasp_condition_check (live->condition, live->condition_state, &call, NULL);
}

static gboolean
conditions_hold (ClaspLiveRule *live)
{
  for (guint i = 0; i < live->rule->n_conditions; i++)
    {
      const ClaspRuleCondition *condition = &live->rule->conditions[i];

      if (!clasp_rule_condition_holds (
            condition, clasp_router_peek (live->owner->router, clasp_str (condition->address))))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_cooling_down (ClaspLiveRule *live)
{
  return live->has_fired &&
         clasp_rules_now (live->owner) - live->fired_us < live->rule->cooldown_us;
}

/* A place for a firing that will wait, or a line in the log. */
static gboolean
take_place (ClaspLiveRule *live)
{
  ClaspRules *self = live->owner;

  if (!live->has_delay)
    return TRUE;
  if (self->stats.n_pending < self->max_pending)
    {
      self->stats.n_pending++;
      return TRUE;
    }
  self->stats.n_dropped++;
  if (!self->has_logged_drop)
    g_message (g_dngettext (GETTEXT_PACKAGE, "Rule %s: not run, because %u firing waits in a delay already",
                            "Rule %s: not run, because %u firings wait in delays already", self->max_pending),
               live->rule->id, self->max_pending);
  self->has_logged_drop = TRUE;
  return FALSE;
}

/* Whether the sequence that is under way leaves room for another one. */
static gboolean
may_begin (ClaspLiveRule *live)
{
  if (live->waiting.length == 0)
    return TRUE;
  switch (live->rule->retrigger)
    {
    case CLASP_RULE_PARALLEL:
    case CLASP_RULE_QUEUE:
      return TRUE;
    case CLASP_RULE_RESTART:
      clasp_rule_sequence_drop (live);
      return TRUE;
    case CLASP_RULE_IGNORE:
      break;
    }
  return FALSE;
}

/* Empty for an interval. */
static char *
address_of (const ClaspDelivery *cause)
{
  const ClaspMessage *message = cause->message;

  if (message == NULL)
    return g_strdup ("");
  return clasp_str_dup (message->type == CLASP_MESSAGE_SET ? message->set.address
                                                           : message->publish.address);
}

static void
fire (ClaspLiveRule *live, const ClaspDelivery *cause, const ClaspValue *trigger)
{
  ClaspRules     *self = live->owner;
  ClaspRuleFiring firing = { live, { 0 }, CLASP_VALUE_INIT, NULL, 0, live->has_delay };

  /* An edge in the condition sees every value. */
  if (!condition_holds (live, trigger) || is_cooling_down (live) || !conditions_hold (live) ||
      is_circle (live, cause) || !may_begin (live) || !take_place (live))
    return;

  live->has_fired = TRUE;
  live->fired_us = clasp_rules_now (self);
  self->stats.n_fired++;
  firing.cause.hops = cause->hops;
  firing.cause.received_us = cause->received_us;
  firing.cause.chain = clasp_rule_chains_add (&self->chains, cause->chain, live->serial);
  firing.trigger = clasp_value_copy (trigger);
  if (live->scripts != NULL)
    firing.address = address_of (cause);
  if (live->rule->retrigger == CLASP_RULE_QUEUE && live->waiting.length > 0)
    g_queue_push_tail (&live->queued, g_memdup2 (&firing, sizeof firing));
  else
    clasp_rule_sequence_run (&firing);
}

/* ---- triggers ---- */

static void
free_value (gpointer data)
{
  clasp_value_clear (data);
  g_free (data);
}

/* Remembers the value; FALSE when it is the one that was there. */
static gboolean
is_change (ClaspLiveRule *live, const ClaspSet *set)
{
  g_autofree char *address = NULL;
  ClaspValue      *known, copy;

  if (live->values == NULL)
    return TRUE;

  address = clasp_str_dup (set->address);
  known = g_hash_table_lookup (live->values, address);
  if (known != NULL && clasp_value_equal (known, &set->value))
    return FALSE;
  if (known == NULL && g_hash_table_size (live->values) >= MAX_KNOWN_VALUES)
    return TRUE;
  copy = clasp_value_copy (&set->value);
  g_hash_table_replace (live->values, g_steal_pointer (&address), g_memdup2 (&copy, sizeof copy));
  return TRUE;
}

/* Level: wherever the number is beyond. Edge: where it was not beyond before. What is no number
 * says nothing, but null: the parameter is gone, and what comes next is news. */
static gboolean
is_beyond (ClaspLiveRule *live, const ClaspValue *value)
{
  const ClaspRuleTrigger *trigger = &live->rule->trigger;
  gboolean                was_above = live->is_above, was_below = live->is_below;
  double                  number = 0;

  if (!clasp_value_is_number (value))
    {
      if (value->type == CLASP_VALUE_NULL)
        live->is_above = live->is_below = FALSE;
      return FALSE;
    }

  clasp_value_to_double (value, &number);
  live->is_above = trigger->has_above && number > trigger->above;
  live->is_below = trigger->has_below && number < trigger->below;
  if (!trigger->has_above && !trigger->has_below)
    return TRUE;
  if (!trigger->is_edge)
    return live->is_above || live->is_below;
  return (live->is_above && !was_above) || (live->is_below && !was_below);
}

static gboolean
is_triggered (ClaspLiveRule *live, const ClaspMessage *message)
{
  switch (live->rule->trigger.kind)
    {
    case CLASP_RULE_ON_CHANGE:
      return message->type == CLASP_MESSAGE_SET && is_change (live, &message->set);
    case CLASP_RULE_ON_THRESHOLD:
      return message->type == CLASP_MESSAGE_SET && is_beyond (live, &message->set.value);
    case CLASP_RULE_ON_EVENT:
      return message->type == CLASP_MESSAGE_PUBLISH &&
             message->publish.signal == CLASP_SIGNAL_EVENT;
    case CLASP_RULE_ON_INTERVAL:
      break;
    }
  return FALSE;
}

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  ClaspLiveRule      *live = user_data;
  const ClaspMessage *message = delivery->message;
  const ClaspValue    none = clasp_value_null ();

  /* The state at the start tells an edge where it begins, and nothing else. */
  if (!is_triggered (live, message) || delivery->is_snapshot)
    return;
  if (message->type == CLASP_MESSAGE_SET)
    fire (live, delivery, &message->set.value);
  else
    fire (live, delivery, message->publish.has_value ? &message->publish.value : &none);
}

static void
reply_cb (ClaspSession *session, const ClaspMessage *reply, gpointer user_data)
{
  ClaspLiveRule *live = user_data;

  if (reply->type == CLASP_MESSAGE_ERROR)
    live->owner->stats.n_refused++;
}

/* The time of a tick is counted from the first one, so that no error adds up; what a sleeping
 * laptop missed is left out. */
static void
tick_cb (gpointer user_data)
{
  ClaspLiveRule      *live = user_data;
  const gint64        interval_us = live->rule->trigger.interval_us;
  const gint64        now_us = clasp_rules_now (live->owner);
  const ClaspDelivery cause = { .received_us = now_us };
  const ClaspValue    none = clasp_value_null ();

  live->n_ticks = MAX (live->n_ticks, (now_us - live->start_us) / interval_us) + 1;
  clasp_timers_set (live->owner->timers, &live->timer, live->start_us + live->n_ticks * interval_us,
                    tick_cb, live);
  fire (live, &cause, &none);
}

/* ---- conditions and orders ---- */

/* What has to last is timed from the change that made it hold, not from the rule's next trigger. */
static void
follow (ClaspLiveRule *live)
{
  ClaspTransformEnv  env;
  ClaspConditionCall call = make_call (live, NULL, &env);
  gint64             wake_us;

  clasp_condition_follow (live->condition, &call, &wake_us);
}

static void
watch_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  ClaspLiveRule *live = user_data;

  if (delivery->message->type == CLASP_MESSAGE_SET)
    clasp_condition_touch (live->condition, delivery->message->set.address,
                           clasp_rules_now (live->owner));
  follow (live);
}

static void
start_condition (ClaspLiveRule *live)
{
  const char *const *watched;
  g_autoptr (GError) error = NULL;

  if (live->rule->condition == NULL)
    return;
  live->condition = clasp_condition_new (live->rule->condition, NULL, &error);
  if (live->condition == NULL)
    {
      g_warning (_ ("Rule %s: %s"), live->rule->id, error->message);
      return;
    }
  live->condition_state = g_malloc0 (clasp_condition_state_size (live->condition) + 1);
  follow (live);
  watched = clasp_condition_get_watched (live->condition);
  if (watched[0] == NULL)
    return;
  live->watcher = clasp_router_join (live->owner->router, live->rule->id, watch_cb, NULL, live);
  for (guint i = 0; watched[i] != NULL; i++)
    clasp_session_subscribe (live->watcher, i + 1, clasp_str (watched[i]), CLASP_TYPES_PARAM, FALSE,
                             NULL);
}

static void
stop_condition (ClaspLiveRule *live)
{
  g_clear_pointer (&live->watcher, clasp_session_leave);
  if (live->condition != NULL)
    clasp_condition_clear_state (live->condition, live->condition_state);
  g_clear_pointer (&live->condition_state, g_free);
  g_clear_pointer (&live->condition, clasp_condition_free);
}

/* A pad that is let go sends a zero. */
static gboolean
is_pressed (const ClaspMessage *message)
{
  double number = 1;

  if (message->type == CLASP_MESSAGE_PUBLISH && !message->publish.has_value)
    return TRUE;
  clasp_value_to_double (
    message->type == CLASP_MESSAGE_SET ? &message->set.value : &message->publish.value, &number);
  return number >= 0.5;
}

/* An event is an order, whatever its value; a parameter is a button. A rule that waits for this event
 * by itself has been fired by it already. */
static void
run_by_order (ClaspLiveRule *live, const ClaspDelivery *delivery)
{
  const ClaspMessage     *message = delivery->message;
  const ClaspRuleTrigger *trigger = &live->rule->trigger;
  const ClaspValue        none = clasp_value_null ();

  if (trigger->kind != CLASP_RULE_ON_INTERVAL && g_str_equal (trigger->pattern, live->run_address))
    return;
  if (message->type == CLASP_MESSAGE_PUBLISH)
    fire (live, delivery, message->publish.has_value ? &message->publish.value : &none);
  else if (is_pressed (message))
    fire (live, delivery, &message->set.value);
}

static void
control_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  ClaspRules         *self = user_data;
  const ClaspMessage *message = delivery->message;
  ClaspStr            address =
    message->type == CLASP_MESSAGE_SET ? message->set.address : message->publish.address;

  for (guint i = 0; i < self->live->len; i++)
    {
      ClaspLiveRule *live = self->live->pdata[i];

      if (clasp_str_equal (address, clasp_str (live->run_address)))
        run_by_order (live, delivery);
      else if (is_pressed (message) &&
               (clasp_str_equal (address, CLASP_STR_LITERAL ("/local/rule/cancel")) ||
                clasp_str_equal (address, clasp_str (live->cancel_address))))
        clasp_rule_sequence_drop (live);
    }
}

/* ---- life ---- */

static void
start_trigger (ClaspLiveRule *live)
{
  const ClaspRuleTrigger *trigger = &live->rule->trigger;
  const gboolean          is_event = trigger->kind == CLASP_RULE_ON_EVENT;
  g_autoptr (GError)      error = NULL;

  if (trigger->kind == CLASP_RULE_ON_INTERVAL)
    {
      live->start_us = clasp_rules_now (live->owner);
      clasp_timers_set (live->owner->timers, &live->timer, live->start_us, tick_cb, live);
      return;
    }
  if (trigger->kind == CLASP_RULE_ON_CHANGE && trigger->is_edge)
    live->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_value);
  if (!clasp_session_subscribe (live->session, SUBSCRIPTION_ID, clasp_str (trigger->pattern),
                                is_event ? CLASP_TYPES_EVENT : CLASP_TYPES_PARAM, trigger->is_edge,
                                &error))
    g_warning (_ ("Rule %s: %s"), live->rule->id, error->message);
}

static void
script_free (gpointer data)
{
  if (data != NULL)
    clasp_rule_script_free (data);
}

static void
make_scripts (ClaspLiveRule *live)
{
  const ClaspRule *rule = live->rule;

  for (guint i = 0; i < rule->n_actions; i++)
    {
      if (rule->actions[i].kind != CLASP_RULE_SCRIPT)
        continue;
      if (live->scripts == NULL)
        {
          live->scripts = g_ptr_array_new_with_free_func (script_free);
          g_ptr_array_set_size (live->scripts, (int) rule->n_actions);
        }
      live->scripts->pdata[i] = clasp_rule_script_new (rule->actions[i].text, NULL);
    }
}

static ClaspLiveRule *
live_new (ClaspRules *self, ClaspRuleSet *set, const ClaspRule *rule)
{
  ClaspLiveRule   *live = g_new0 (ClaspLiveRule, 1);
  const gboolean   is_interval = rule->trigger.kind == CLASP_RULE_ON_INTERVAL;
  g_autofree char *name = g_strconcat (is_interval ? "interval:" : "rule:", rule->id, NULL);
  g_autofree char *segment = clasp_segment_escape (clasp_str (rule->id));

  live->owner = self;
  live->set = clasp_rule_set_ref (set);
  live->rule = rule;
  live->serial = ++self->last_serial;
  for (guint i = 0; i < rule->n_actions; i++)
    live->has_delay |= rule->actions[i].kind == CLASP_RULE_DELAY && rule->actions[i].delay_us > 0;
  live->session = clasp_router_join (self->router, name, deliver_cb, reply_cb, live);
  live->cancel_address = g_strconcat ("/local/rule/", segment, "/cancel", NULL);
  live->run_address = g_strconcat ("/local/rule/", segment, "/run", NULL);
  make_scripts (live);
  start_condition (live);
  start_trigger (live);
  return live;
}

static void
live_free (gpointer data)
{
  ClaspLiveRule *live = data;

  clasp_rule_sequence_drop (live);
  stop_condition (live);
  clasp_timers_cancel (live->owner->timers, &live->timer);
  clasp_session_leave (live->session);
  g_clear_pointer (&live->values, g_hash_table_unref);
  g_clear_pointer (&live->scripts, g_ptr_array_unref);
  g_free (live->cancel_address);
  g_free (live->run_address);
  clasp_rule_set_unref (live->set);
  g_free (live);
}

/* Those that stay, by id; @live keeps the others, to be freed. */
static GHashTable *
take_unchanged (ClaspRules *self, ClaspRuleSet *set)
{
  GHashTable *wanted = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTable *kept = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; set != NULL && i < clasp_rule_set_get_n_rules (set); i++)
    {
      const ClaspRule *rule = clasp_rule_set_get_rule (set, i);

      g_hash_table_insert (wanted, rule->id, (gpointer) rule);
    }
  for (guint i = self->live->len; i-- > 0;)
    {
      ClaspLiveRule   *live = self->live->pdata[i];
      const ClaspRule *rule = g_hash_table_lookup (wanted, live->rule->id);

      if (rule != NULL && g_str_equal (rule->text, live->rule->text))
        g_hash_table_insert (kept, live->rule->id, g_ptr_array_steal_index (self->live, i));
    }
  g_hash_table_unref (wanted);
  return kept;
}

/**
 * clasp_rules_set_rules:
 * @self: rules
 * @set: (nullable): what is to run from now on
 *
 * Rules that are new, changed or switched on start; those that are gone, changed or switched off
 * stop, and what they had waiting in delays is not run. A rule whose text did not change keeps its
 * cooldown, its edges, its interval and its delays.
 *
 * Thread: worker; not from within a delivery.
 */
void
clasp_rules_set_rules (ClaspRules *self, ClaspRuleSet *set)
{
  g_autoptr (GHashTable) kept = take_unchanged (self, set);
  guint                  n_rules = set != NULL ? clasp_rule_set_get_n_rules (set) : 0;

  g_ptr_array_set_size (self->live, 0);
  for (guint i = 0; i < n_rules; i++)
    {
      const ClaspRule *rule = clasp_rule_set_get_rule (set, i);
      ClaspLiveRule   *live = g_hash_table_lookup (kept, rule->id);

      if (live == NULL && rule->is_enabled)
        live = live_new (self, set, rule);
      if (live != NULL)
        g_ptr_array_add (self->live, live);
    }
  self->stats.n_rules = self->live->len;
  self->has_logged_drop = FALSE;
}

/**
 * clasp_rules_set_max_pending:
 * @self: rules
 * @max_pending: how many firings may wait in delays at a time, from 1
 *
 * Thread: worker.
 */
void
clasp_rules_set_max_pending (ClaspRules *self, guint max_pending)
{
  self->max_pending = max_pending;
}

/**
 * clasp_rules_set_http:
 * @self: rules
 * @limits: which hosts rules may ask, and how much
 *
 * Thread: worker.
 */
void
clasp_rules_set_http (ClaspRules *self, const ClaspRuleHttpLimits *limits)
{
  clasp_rule_http_set_limits (self->http, limits);
}

/**
 * clasp_rules_get_stats:
 * @self: rules
 * @stats: (out caller-allocates): what happened since they were made
 *
 * Thread: worker.
 */
void
clasp_rules_get_stats (ClaspRules *self, ClaspRulesStats *stats)
{
  *stats = self->stats;
}

/**
 * clasp_rules_new:
 * @router: the router whose messages start rules
 * @timers: the worker's timers
 *
 * Thread: worker.
 *
 * Returns: (transfer full): rules, none yet
 */
ClaspRules *
clasp_rules_new (ClaspRouter *router, ClaspTimers *timers)
{
  ClaspRules *self = g_new0 (ClaspRules, 1);

  self->router = g_object_ref (router);
  self->timers = timers;
  self->live = g_ptr_array_new_with_free_func (live_free);
  self->http = clasp_rule_http_new (timers);
  self->control = clasp_router_join (router, "Rules", control_cb, NULL, self);
  clasp_session_subscribe (self->control, 1, CLASP_STR_LITERAL ("/local/rule/**"), CLASP_TYPES_ALL,
                           FALSE, NULL);
  self->max_pending = CLASP_RULES_MAX_PENDING;
  return self;
}

/**
 * clasp_rules_free:
 * @self: (transfer full): rules
 *
 * Thread: worker; not from within a delivery.
 */
void
clasp_rules_free (ClaspRules *self)
{
  clasp_rule_http_free (self->http);
  g_ptr_array_unref (self->live);
  clasp_session_leave (self->control);
  g_object_unref (self->router);
  g_free (self);
}
