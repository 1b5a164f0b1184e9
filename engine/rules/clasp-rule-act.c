/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-rules"

#include "rules/clasp-rules-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What rules do beyond the router: requests and scripts. */

static void
submit (ClaspLiveRule       *live,
        const ClaspDelivery *cause,
        ClaspStr             address,
        const ClaspValue    *value,
        gboolean             is_event)
{
  ClaspMessage message = { .type = is_event ? CLASP_MESSAGE_PUBLISH : CLASP_MESSAGE_SET };

  if (is_event)
    {
      message.publish.address = address;
      message.publish.signal = CLASP_SIGNAL_EVENT;
      message.publish.has_value = value->type != CLASP_VALUE_NULL;
      message.publish.value = *value; /* lent */
    }
  else
    {
      message.set.address = address;
      message.set.value = *value; /* lent */
    }
  clasp_session_submit (live->session, &message, cause, TRUE);
}

/* ---- requests ---- */

/* What is remembered until the answer comes; the rule may be gone by then. */
typedef struct
{
  ClaspRules   *rules;  /* (unowned): outlives every answer */
  guint64       serial; /* of the rule */
  char         *address; /* (owned) (nullable) */
  char         *url;     /* (owned) */
  ClaspDelivery cause;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_free (asked->address);
  g_free (asked->url);
  g_free (asked);
}

static void
tell_answer (const Asked *asked, ClaspLiveRule *live, guint status, const ClaspValue *body)
{
  const ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("status"), clasp_value_int (status) },
    { CLASP_STR_LITERAL ("body"), clasp_value_copy (body) },
  };
  g_auto (ClaspValue) answer = clasp_value_map (entries, G_N_ELEMENTS (entries));

  submit (live, &asked->cause, clasp_str (asked->address), &answer, TRUE);
}

static void
answer_cb (guint status, const ClaspValue *body, const char *why, gpointer user_data)
{
  const Asked   *asked = user_data;
  ClaspLiveRule *live = clasp_rules_find (asked->rules, asked->serial);

  if (live == NULL)
    return;
  if (why != NULL)
    clasp_rules_fail (live, asked->url, why);
  else if (asked->address != NULL)
    tell_answer (asked, live, status, body);
}

/* With POST and its like the value that started the rule is sent where the rule names nothing else. */
static const ClaspValue *
body_of (const ClaspRuleFiring *firing, const ClaspRuleAction *action)
{
  if (action->has_value)
    return &action->value;
  return strchr (action->method, 'P') == action->method ? &firing->trigger : NULL;
}

void
clasp_rule_act_http (ClaspRuleFiring *firing, const ClaspRuleAction *action)
{
  ClaspLiveRule             *live = firing->live;
  Asked                     *asked = g_new0 (Asked, 1);
  g_autofree char           *why = NULL;
  const ClaspRuleHttpRequest request = {
    .method = action->method,
    .url = action->url,
    .headers = action->headers.type == CLASP_VALUE_MAP ? &action->headers : NULL,
    .body = body_of (firing, action),
  };

  asked->rules = live->owner;
  asked->serial = live->serial;
  asked->address = g_strdup (action->address);
  asked->url = g_strdup (action->url);
  asked->cause = firing->cause;
  if (!clasp_rule_http_send (live->owner->http, &request, answer_cb, asked, asked_free, &why))
    clasp_rules_fail (live, "request", why);
}

/* ---- scripts ---- */

static const ClaspValue *
get_cb (ClaspStr address, gpointer user_data)
{
  const ClaspRuleFiring *firing = user_data;

  return clasp_router_peek (firing->live->owner->router, address);
}

static void
send_cb (ClaspStr address, const ClaspValue *value, gboolean is_event, gpointer user_data)
{
  const ClaspRuleFiring *firing = user_data;

  submit (firing->live, &firing->cause, address, value, is_event);
}

static void
log_cb (const char *text, gpointer user_data)
{
  const ClaspRuleFiring *firing = user_data;

  if (clasp_rules_take_line (firing->live->owner))
    g_message (_ ("Rule %s: %s"), firing->live->rule->id, text);
}

void
clasp_rule_act_script (ClaspRuleFiring *firing, guint index)
{
  const ClaspRuleScriptFuncs funcs = { get_cb, send_cb, log_cb, firing };
  const ClaspRuleAction     *action = &firing->live->rule->actions[index];
  ClaspRuleScript           *script = firing->live->scripts->pdata[index];
  g_auto (ClaspValue)        result = CLASP_VALUE_INIT;
  const char                *why;

  if (script == NULL)
    return; /* it was readable once, so this is for want of memory alone */
  if (!clasp_rule_script_run (script, clasp_str (firing->address), &firing->trigger,
                              clasp_rules_now (firing->live->owner), &funcs, &result, &why))
    clasp_rules_fail (firing->live, "script", why);
  else if (action->address != NULL && result.type != CLASP_VALUE_NULL)
    submit (firing->live, &firing->cause, clasp_str (action->address), &result, FALSE);
}
