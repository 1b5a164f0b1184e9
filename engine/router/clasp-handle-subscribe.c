/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-history.h"
#include "router/clasp-router-private.h"
#include "router/clasp-snapshots.h"
#include "router/clasp-timelines.h"

/* The texts of router.md 6.1, which clients know, before the rules of our own. */
static gboolean
check_pattern (ClaspStr pattern, ClaspRefusal *refusal)
{
  const char *why = NULL;
  gboolean has_empty = pattern.length > 1 && memmem (pattern.data, pattern.length, "//", 2) != NULL;

  refusal->code = CLASP_CODE_PATTERN;
  if (pattern.length == 0)
    g_strlcpy (refusal->text, "invalid address: empty address", sizeof refusal->text);
  else if (pattern.data[0] != '/')
    g_snprintf (refusal->text, sizeof refusal->text,
                "invalid address: address must start with '/': %.*s",
                (int) MIN (pattern.length, 100), pattern.data);
  else if (has_empty)
    g_snprintf (refusal->text, sizeof refusal->text,
                "invalid address: empty segment in address: %.*s", (int) MIN (pattern.length, 100),
                pattern.data);
  else if (!clasp_pattern_is_valid (pattern, &why))
    g_snprintf (refusal->text, sizeof refusal->text, "invalid address: %s", why);
  else
    return TRUE;
  return FALSE;
}

ClaspSubscription *
clasp_subscribe (ClaspSession *session, const ClaspSubscribe *subscribe, ClaspRefusal *refusal)
{
  guint    maximum = session->router->limits.max_subscriptions;
  gboolean is_new =
    !g_hash_table_contains (session->subscriptions, GUINT_TO_POINTER (subscribe->id));

  if (is_new && !session->is_unlimited && g_hash_table_size (session->subscriptions) >= maximum)
    {
      refusal->code = CLASP_CODE_LIMIT;
      g_snprintf (refusal->text, sizeof refusal->text, "Subscription limit reached (max %u)",
                  maximum);
      return NULL;
    }
  if (!check_pattern (subscribe->pattern, refusal))
    return NULL;
  return clasp_session_add_subscription (session, subscribe);
}

static void
send_snapshot (ClaspRouter *self, ClaspSubscription *subscription)
{
  if (subscription->session->is_remote)
    clasp_snapshots_add (self->snapshots, subscription);
  else
    clasp_snapshots_deliver (self, subscription);
}

void
clasp_handle_subscribe (ClaspRouter          *self,
                        const ClaspInbound   *inbound,
                        const ClaspSubscribe *subscribe)
{
  ClaspRefusal       refusal;
  ClaspSubscription *subscription = clasp_subscribe (inbound->session, subscribe, &refusal);

  if (subscription == NULL)
    {
      clasp_reply_refusal (self, inbound, &refusal, subscribe->pattern);
      return;
    }
  clasp_reply_confirm (self, inbound);
  if (subscription->history > 0)
    clasp_history_subscribe (self->history, subscription);
  if ((subscription->types & CLASP_TYPES_PARAM) != 0 && !subscription->is_removed)
    send_snapshot (self, subscription);
  if ((subscription->types & CLASP_TYPES_TIMELINE) != 0 && !subscription->is_removed)
    clasp_timelines_send (self->timelines, subscription);
}

void
clasp_handle_unsubscribe (ClaspRouter            *self,
                          const ClaspInbound     *inbound,
                          const ClaspUnsubscribe *unsubscribe)
{
  clasp_session_remove_subscription (inbound->session, unsubscribe->id);
  clasp_reply_confirm (self, inbound);
}
