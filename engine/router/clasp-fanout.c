/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-fanout.h"

#include "router/clasp-filter.h"
#include "router/clasp-history.h"
#include "router/clasp-output.h"
#include "router/clasp-snapshots.h"

typedef struct
{
  ClaspRouter        *router;
  const ClaspInbound *inbound;
  const ClaspMessage *message;
  ClaspParam         *param; /* (nullable) */
  ClaspOutputPolicy   policy;
  guint8              types; /* one bit */
  gboolean            is_unsendable;
  gboolean            is_nested;
  ClaspWriter         own; /* of a nested one */
  ClaspBroadcast      broadcast; /* of the frame, once it is encoded */
} Fanout;

const ClaspMatch *
clasp_router_match_anew (ClaspRouter *self, ClaspParam *param)
{
  param->match = clasp_subscriptions_match (self->subscriptions, clasp_param_get_address (param));
  param->match_generation = clasp_subscriptions_get_generation (self->subscriptions);
  return param->match;
}

/* The end of a gesture makes a subscription with a rate let go of the last move first: one message is
 * handed out within another, and must not be written over it. */
static void
begin (Fanout *self)
{
  self->is_nested = self->router->is_fanning_out;
  self->router->is_fanning_out = TRUE;
}

static void
end (Fanout *self)
{
  self->router->is_fanning_out = self->is_nested;
  if (G_UNLIKELY (self->is_nested))
    clasp_writer_clear (&self->own);
}

static gboolean
ensure_encoded (Fanout *self)
{
  ClaspWriter     *writer = self->is_nested ? &self->own : &self->router->fanout_writer;
  ClaspCodecStatus status;

  if (G_LIKELY (self->broadcast.frame != NULL))
    return TRUE;
  if (self->is_unsendable)
    return FALSE;

  clasp_writer_reset (writer);
  self->is_unsendable = !clasp_frame_encode_default (writer, self->message, &status);
  if (self->is_unsendable)
    return FALSE;
  self->broadcast.frame = writer->data;
  self->broadcast.size = writer->length;
  return TRUE;
}

static void
hand_to_remote (Fanout *self, ClaspSession *session)
{
  if (!ensure_encoded (self))
    {
      self->router->stats.n_dropped++; /* an in-process message that fits no frame */
      return;
    }
  if (self->param != NULL && G_LIKELY (!self->inbound->is_last))
    clasp_output_share_param (session, self->param, &self->broadcast);
  else if (!clasp_output_share (session, &self->broadcast, self->policy))
    return;
  self->router->stats.n_delivered++;
  session->n_delivered++;
}

static void
hand_to (Fanout *self, ClaspSession *session)
{
  if (session->is_remote)
    {
      hand_to_remote (self, session);
      return;
    }

  self->router->stats.n_delivered++;
  session->n_delivered++;
  session->deliver (session,
                    &(ClaspDelivery){
                      .message = self->message,
                      .origin = self->inbound->session != NULL ? self->inbound->session->number : 0,
                      .hops = self->inbound->hops,
                      .chain = self->inbound->chain,
                      .received_us = self->inbound->received_us,
                      .bundle = self->inbound->bundle,
                      .bundle_us = self->inbound->bundle_us,
                    },
                    session->user_data);
}

/* Whether a subscription that has conditions lets the message through. */
static gboolean
passes (Fanout *self, ClaspSubscription *subscription)
{
  if (subscription->is_removed || (subscription->types & self->types) == 0)
    return FALSE;
  if (self->param != NULL && subscription->cursor != NULL &&
      !clasp_cursor_has_passed (subscription->cursor, self->param))
    return FALSE; /* its snapshot will have the new value */
  if (subscription->filter == NULL)
    return TRUE;
  return clasp_filter_pass (subscription->filter, self->inbound, self->message);
}

static gboolean
passes_any (Fanout *self, const ClaspMatch *match, const ClaspMatchEntry *entry)
{
  gboolean is_wanted = FALSE;

  /* no short cut: every filter must see what went by */
  for (guint i = 0; i < entry->n; i++)
    if (passes (self, match->subscriptions[entry->first + i]))
      is_wanted = TRUE;
  return is_wanted;
}

static gboolean
is_excluded (const Fanout *self, const ClaspSession *session)
{
  if (session->state == CLASP_SESSION_GONE)
    return TRUE;
  /* A remote writer sees its own SET come back (router.md 19), nobody else meets himself. */
  return session == self->inbound->session && (self->param == NULL || !session->is_remote);
}

static void
run (Fanout *self, const ClaspMatch *match)
{
  begin (self);
  for (guint i = 0; i < match->n_entries; i++)
    {
      const ClaspMatchEntry *entry = &match->entries[i];

      if (is_excluded (self, entry->session))
        continue;
      if (G_LIKELY ((entry->plain_types & self->types) != 0))
        hand_to (self, entry->session);
      else if ((entry->limited_types & self->types) != 0 && passes_any (self, match, entry))
        hand_to (self, entry->session);
    }
  end (self);
}

static void
hand_to_one (Fanout *self, ClaspSession *session)
{
  if (session->state != CLASP_SESSION_OPEN)
    return;
  begin (self);
  hand_to (self, session);
  end (self);
}

static void
fill_set (ClaspMessage *message, ClaspParam *param, const ClaspSet *set)
{
  message->type = CLASP_MESSAGE_SET;
  message->set = (ClaspSet){
    .address = clasp_param_get_address (param),
    .value = param->value, /* borrowed */
    .has_revision = TRUE,
    .revision = param->revision,
  };
  if (set == NULL)
    return;
  message->set.lock = set->lock;
  message->set.unlock = set->unlock;
  message->set.has_ttl = set->has_ttl;
  message->set.ttl = set->ttl;
}

void
clasp_fanout_param (ClaspRouter        *self,
                    const ClaspInbound *inbound,
                    ClaspParam         *param,
                    const ClaspSet     *set)
{
  const ClaspMatch *match = clasp_router_match_param (self, param);
  ClaspMessage      message;
  Fanout fanout = { self, inbound, &message, param, CLASP_OUTPUT_KEEP, CLASP_TYPES_PARAM };

  if (G_UNLIKELY (self->keeps_history))
    clasp_history_note_param (self->history, param);
  if (match->n_entries == 0)
    return;
  fill_set (&message, param, set);
  run (&fanout, match);
}

void
clasp_fanout_param_to (ClaspRouter        *self,
                       const ClaspInbound *inbound,
                       ClaspParam         *param,
                       ClaspSession       *session)
{
  ClaspMessage message;
  Fanout       fanout = { self, inbound, &message, param, CLASP_OUTPUT_KEEP, CLASP_TYPES_PARAM };

  fill_set (&message, param, NULL);
  hand_to_one (&fanout, session);
}

static ClaspOutputPolicy
policy_of (const ClaspPublish *publish)
{
  if (publish->signal == CLASP_SIGNAL_STREAM)
    return CLASP_OUTPUT_LATEST;
  if (publish->signal == CLASP_SIGNAL_GESTURE && publish->phase == CLASP_PHASE_MOVE)
    return CLASP_OUTPUT_LATEST;
  return CLASP_OUTPUT_KEEP;
}

static void
observe_published (ClaspRouter *self, const ClaspInbound *inbound, const ClaspMessage *message)
{
  const ClaspWriterId *author = inbound->session != NULL ? inbound->session->id : self->own_id;

  self->observer->published (message, (ClaspStr){ author->text, author->length },
                             (guint64) clasp_router_unix_us (self), self->observer_data);
}

void
clasp_fanout_publish (ClaspRouter *self, const ClaspInbound *inbound, const ClaspMessage *message)
{
  const ClaspPublish *publish = &message->publish;
  const ClaspMatch   *match =
    clasp_subscriptions_match_cached (self->subscriptions, publish->address);
  Fanout fanout = {
    self, inbound, message, NULL, policy_of (publish), clasp_signal_to_types (publish->signal)
  };

  if (G_UNLIKELY (self->interceptor != NULL) && clasp_intercept_message (self, inbound, message))
    return;
  if (G_UNLIKELY (self->observer != NULL))
    observe_published (self, inbound, message);
  if (G_UNLIKELY (self->keeps_history))
    clasp_history_note_publish (self->history, message);
  run (&fanout, match);
}

void
clasp_fanout_to (ClaspRouter        *self,
                 const ClaspInbound *inbound,
                 const ClaspMessage *message,
                 ClaspSession       *session)
{
  Fanout fanout = { self, inbound, message, NULL, policy_of (&message->publish), 0 };

  hand_to_one (&fanout, session);
}
