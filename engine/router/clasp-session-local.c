/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-router-private.h"
#include "router/clasp-snapshots.h"
#include "router/clasp-submit-queue.h"
#include "router/clasp-timelines.h"

/* The calls of in-process sessions: bridges, mappings, views. */

/**
 * clasp_router_join:
 * @self: a router
 * @name: what a person knows the session by; also the writer its values carry
 * @deliver: called for every SET and PUBLISH the session subscribed to and did not write itself
 * @reply: (nullable): called with what the session's own messages cause
 * @user_data: for both
 *
 * Joins a peer of this process: a bridge, a mapping, a view. It is a session like any other and
 * keeps the router alive until clasp_session_leave ().
 *
 * Thread: worker.
 *
 * Returns: (transfer full): the session
 */
ClaspSession *
clasp_router_join (ClaspRouter          *self,
                   const char           *name,
                   ClaspSessionFunc      deliver,
                   ClaspSessionReplyFunc reply,
                   gpointer              user_data)
{
  ClaspSession *session;

  g_return_val_if_fail (CLASP_IS_ROUTER (self), NULL);
  g_return_val_if_fail (name != NULL && deliver != NULL, NULL);

  session = clasp_session_new (g_object_ref (self), clasp_str (name), name);
  clasp_session_open (session);
  session->deliver = deliver;
  session->reply = reply;
  session->user_data = user_data;
  return session;
}

/**
 * clasp_session_leave:
 * @self: (transfer full): a session made by clasp_router_join ()
 *
 * Ends the session: its locks are released, its subscriptions removed, and nothing calls back
 * afterwards, also when this is called from within a delivery. What it submitted before is still
 * handled.
 *
 * Thread: worker.
 */
void
clasp_session_leave (ClaspSession *self)
{
  ClaspRouter *router = self->router;

  g_return_if_fail (!self->is_remote);

  clasp_router_enter (router);
  clasp_session_end (self);
  clasp_router_leave (router);
}

/**
 * clasp_session_get_number:
 * @self: a session
 *
 * Thread: worker.
 *
 * Returns: the number deliveries name as their origin: from 1, never used twice
 */
guint64
clasp_session_get_number (ClaspSession *self)
{
  return self->number;
}

/**
 * clasp_session_get_name:
 * @self: a session
 *
 * Thread: worker.
 *
 * Returns: (transfer none): the name given at joining, or in HELLO
 */
const char *
clasp_session_get_name (ClaspSession *self)
{
  return self->name;
}

/**
 * clasp_session_lift_limits:
 * @self: an in-process session
 *
 * It may have any number of subscriptions, because it stands for many parts of this program.
 *
 * Thread: worker.
 */
void
clasp_session_lift_limits (ClaspSession *self)
{
  self->is_unlimited = TRUE;
}

/**
 * clasp_session_get_latency:
 * @self: a session
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): how long the router took for some of its messages, in
 * nanoseconds, until the session ends
 */
const ClaspHistogram *
clasp_session_get_latency (ClaspSession *self)
{
  return self->latency;
}

/**
 * clasp_session_submit:
 * @self: an in-process session
 * @message: any message a client may send; borrowed, copied when it has to wait
 * @cause: (nullable): the delivery that made the session write
 * @hop: whether the message passed through one mapping more than @cause
 *
 * Hands a message to the router. Outside of any delivery it is handled before this returns; from
 * within one it waits until the current message has reached everybody. The queue holds
 * %CLASP_SUBMIT_QUEUE_MAX messages; more are dropped and counted.
 *
 * A message that passed through more than %CLASP_ROUTER_MAX_HOPS mappings is dropped and counted.
 *
 * Thread: worker.
 */
void
clasp_session_submit (ClaspSession        *self,
                      const ClaspMessage  *message,
                      const ClaspDelivery *cause,
                      gboolean             hop)
{
  ClaspRouter *router = self->router;
  ClaspInbound inbound = { .session = self };

  if (self->state == CLASP_SESSION_GONE)
    return;

  inbound.hops = (cause != NULL ? cause->hops : 0) + (hop ? 1 : 0);
  if (inbound.hops > CLASP_ROUTER_MAX_HOPS)
    {
      router->stats.n_looped++;
      return;
    }
  inbound.chain = cause != NULL ? cause->chain : 0;
  inbound.bundle = cause != NULL ? cause->bundle : 0;
  inbound.bundle_us = cause != NULL ? cause->bundle_us : 0;
  inbound.received_us = cause != NULL && cause->received_us != 0
                          ? cause->received_us
                          : clasp_router_now_us (router);

  if (router->depth > 0 || !clasp_submit_queue_is_empty (router->queue))
    {
      if (!clasp_submit_queue_push (router->queue, &inbound, message))
        router->stats.n_dropped++;
      return;
    }
  clasp_router_enter (router);
  clasp_dispatch_message (router, &inbound, message);
  clasp_router_leave (router);
}

/**
 * clasp_session_set:
 * @self: an in-process session
 * @address: of the parameter
 * @value: its new value; borrowed
 *
 * Submits a plain SET without a cause.
 *
 * Thread: worker.
 */
void
clasp_session_set (ClaspSession *self, ClaspStr address, const ClaspValue *value)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = address;
  message.set.value = *value; /* borrowed */
  clasp_session_submit (self, &message, NULL, FALSE);
}

/**
 * clasp_session_emit:
 * @self: an in-process session
 * @address: of the event
 * @value: (nullable): what it carries; borrowed
 *
 * Submits an event without a cause.
 *
 * Thread: worker.
 */
void
clasp_session_emit (ClaspSession *self, ClaspStr address, const ClaspValue *value)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = address;
  message.publish.signal = CLASP_SIGNAL_EVENT;
  if (value != NULL)
    {
      message.publish.has_value = TRUE;
      message.publish.value = *value; /* borrowed */
    }
  clasp_session_submit (self, &message, NULL, FALSE);
}

/**
 * clasp_session_subscribe:
 * @self: an in-process session
 * @id: unique in the session; one in use is replaced
 * @pattern: an address, with `*` and `**` as in wire.md 7.3
 * @types: which signals are wanted (#ClaspTypes)
 * @want_snapshot: whether to deliver the parameters there are
 * @error: return location for an error
 *
 * Subscribes. With @want_snapshot every parameter that matches is delivered, marked as snapshot,
 * before this returns; what changes later is delivered live.
 *
 * Thread: worker.
 *
 * Errors: %CLASP_ROUTER_ERROR_ADDRESS for a pattern that makes no sense,
 * %CLASP_ROUTER_ERROR_REFUSED when the session has too many subscriptions.
 *
 * Returns: %TRUE if the session is subscribed
 */
gboolean
clasp_session_subscribe (ClaspSession *self,
                         guint32       id,
                         ClaspStr      pattern,
                         guint8        types,
                         gboolean      want_snapshot,
                         GError      **error)
{
  const ClaspSubscribe subscribe = { .id = id, .pattern = pattern, .types = types };
  ClaspRouter         *router = self->router;
  ClaspSubscription   *subscription;
  ClaspRefusal         refusal;

  if (self->state == CLASP_SESSION_GONE)
    {
      g_set_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_CLOSED, "The session has ended");
      return FALSE;
    }

  clasp_router_enter (router);
  subscription = clasp_subscribe (self, &subscribe, &refusal);
  if (subscription != NULL && want_snapshot)
    clasp_snapshots_deliver (router, subscription);
  if (subscription != NULL && want_snapshot && (types & CLASP_TYPES_TIMELINE) != 0 &&
      !subscription->is_removed)
    clasp_timelines_send (router->timelines, subscription);
  if (subscription == NULL)
    g_set_error_literal (error, CLASP_ROUTER_ERROR,
                         refusal.code == CLASP_CODE_PATTERN ? CLASP_ROUTER_ERROR_ADDRESS
                                                            : CLASP_ROUTER_ERROR_REFUSED,
                         refusal.text);
  clasp_router_leave (router);
  return subscription != NULL;
}

/**
 * clasp_session_unsubscribe:
 * @self: an in-process session
 * @id: of a subscription; an unknown one changes nothing
 *
 * Thread: worker.
 */
void
clasp_session_unsubscribe (ClaspSession *self, guint32 id)
{
  if (self->state == CLASP_SESSION_GONE)
    return;
  clasp_router_enter (self->router);
  clasp_session_remove_subscription (self, id);
  clasp_router_leave (self->router);
}
