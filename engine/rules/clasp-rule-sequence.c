/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-rules"

#include "rules/clasp-rules-private.h"

#include <glib/gi18n-lib.h>

/* Design notes: a firing that meets a delay becomes a Waiting with a timer; its place was taken
 * when it began, so that a sequence which turns something on also turns it off again. */

#define MAX_LOGGED_VALUE 80 /* bytes */

typedef struct
{
  ClaspRuleFiring firing;
  ClaspTimer      timer;
  GList           link;
} Waiting;

static void
submit_set (const ClaspRuleFiring *firing, const char *address, const ClaspValue *value)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = clasp_str (address);
  message.set.value = *value; /* lent */
  clasp_session_submit (firing->live->session, &message, &firing->cause, TRUE);
}

static void
submit_publish (const ClaspRuleFiring *firing, const ClaspRuleAction *action)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = clasp_str (action->address);
  message.publish.signal = action->signal;
  message.publish.has_value = action->has_value;
  message.publish.value = action->value; /* lent */
  clasp_session_submit (firing->live->session, &message, &firing->cause, TRUE);
}

static void
submit_from_trigger (const ClaspRuleFiring *firing, const ClaspRuleAction *action)
{
  g_auto (ClaspValue) value = clasp_rule_transform_apply (&action->transform, &firing->trigger);

  submit_set (firing, action->address, &value);
}

static void
submit_fade (const ClaspRuleFiring *firing, const ClaspRuleAction *action)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = CLASP_STR_LITERAL ("/local/fade");
  message.publish.signal = CLASP_SIGNAL_EVENT;
  message.publish.has_value = TRUE;
  message.publish.value = action->value; /* lent */
  clasp_session_submit (firing->live->session, &message, &firing->cause, TRUE);
}

/* A rule that answers each move of a fader must not fill the disk. */
static void
log_line (const ClaspRuleFiring *firing, const ClaspRuleAction *action)
{
  g_autofree char *value = NULL;

  if (!clasp_rules_take_line (firing->live->owner))
    return;
  value = clasp_value_to_text (&firing->trigger);
  if (firing->trigger.type == CLASP_VALUE_NULL)
    g_message (_ ("Rule %s: %s"), firing->live->rule->id, action->text);
  else
    g_message (_ ("Rule %s: %s (%.*s)"), firing->live->rule->id, action->text, MAX_LOGGED_VALUE, value);
}

static void waiting_cb (gpointer user_data);

/* The rest of the actions comes when the delay is over. */
static void
wait (ClaspRuleFiring *firing, gint64 delay_us)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->firing = *firing;
  waiting->link.data = waiting;
  g_queue_push_tail_link (&firing->live->waiting, &waiting->link);
  clasp_timers_set (firing->live->owner->timers, &waiting->timer,
                    clasp_rules_now (firing->live->owner) + delay_us, waiting_cb, waiting);
}

static void
end_firing (ClaspRuleFiring *firing)
{
  clasp_value_clear (&firing->trigger);
  g_clear_pointer (&firing->address, g_free);
  if (firing->has_place)
    firing->live->owner->stats.n_pending--;
}

static void start_queued (ClaspLiveRule *live);

void
clasp_rule_sequence_run (ClaspRuleFiring *firing)
{
  const ClaspRule *rule = firing->live->rule;

  while (firing->next_action < rule->n_actions)
    {
      const ClaspRuleAction *action = &rule->actions[firing->next_action++];

      switch (action->kind)
        {
        case CLASP_RULE_SET:
          submit_set (firing, action->address, &action->value);
          break;
        case CLASP_RULE_PUBLISH:
          submit_publish (firing, action);
          break;
        case CLASP_RULE_SET_FROM_TRIGGER:
          submit_from_trigger (firing, action);
          break;
        case CLASP_RULE_DELAY:
          if (action->delay_us == 0)
            break;
          wait (firing, action->delay_us);
          return;
        case CLASP_RULE_FADE:
          submit_fade (firing, action);
          break;
        case CLASP_RULE_LOG:
          log_line (firing, action);
          break;
        case CLASP_RULE_HTTP:
          clasp_rule_act_http (firing, action);
          break;
        case CLASP_RULE_SCRIPT:
          clasp_rule_act_script (firing, firing->next_action - 1);
          break;
        }
    }
  end_firing (firing);
  start_queued (firing->live);
}

/* Each of them waits, so that this comes back. */
static void
start_queued (ClaspLiveRule *live)
{
  ClaspRuleFiring *queued = live->waiting.length == 0 ? g_queue_pop_head (&live->queued) : NULL;
  ClaspRuleFiring  firing;

  if (queued == NULL)
    return;
  firing = *queued;
  g_free (queued);
  clasp_rule_sequence_run (&firing);
}

void
clasp_rule_sequence_drop (ClaspLiveRule *live)
{
  ClaspRuleFiring *queued;
  GList           *link;

  while ((queued = g_queue_pop_head (&live->queued)) != NULL)
    {
      end_firing (queued);
      g_free (queued);
    }
  while ((link = g_queue_pop_head_link (&live->waiting)) != NULL)
    {
      Waiting *waiting = link->data;

      clasp_timers_cancel (live->owner->timers, &waiting->timer);
      end_firing (&waiting->firing);
      g_free (waiting);
    }
}

static void
waiting_cb (gpointer user_data)
{
  Waiting        *waiting = user_data;
  ClaspRuleFiring firing = waiting->firing;

  g_queue_unlink (&firing.live->waiting, &waiting->link);
  g_free (waiting);
  clasp_rule_sequence_run (&firing);
}
