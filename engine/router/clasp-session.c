/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-router"

#include "router/clasp-assured-link.h"
#include "router/clasp-filter.h"
#include "router/clasp-history.h"
#include "router/clasp-rate.h"
#include "router/clasp-gestures.h"
#include "router/clasp-output.h"
#include "router/clasp-params.h"
#include "router/clasp-plain.h"
#include "router/clasp-receipts.h"
#include "router/clasp-router-private.h"
#include "router/clasp-schedule.h"
#include "router/clasp-snapshots.h"
#include "router/clasp-timelines.h"

#include <glib/gi18n-lib.h>

/* Design notes: a session ends at once for everybody else, but its memory stays until the turn is
 * over, because whoever hands a message around may still hold it; a remote one also waits for its
 * link's last call. An in-process session keeps its router alive. */

static void
link_into (ClaspSession **list, ClaspSession *self)
{
  self->previous = NULL;
  self->next = *list;
  if (*list != NULL)
    (*list)->previous = self;
  *list = self;
}

static void
unlink_from (ClaspSession **list, ClaspSession *self)
{
  if (self->previous != NULL)
    self->previous->next = self->next;
  else
    *list = self->next;
  if (self->next != NULL)
    self->next->previous = self->previous;
  self->next = self->previous = NULL;
}

/* Of sessions without a link, or with one that copies. */
static ClaspSendQueue no_outlet;

ClaspSession *
clasp_session_new (ClaspRouter *router, ClaspStr id, const char *name)
{
  ClaspSession *self = g_new0 (ClaspSession, 1);

  self->router = router;
  self->outlet = &no_outlet;
  self->number = ++router->last_number;
  self->id = clasp_writer_id_new (id);
  self->name = g_strdup (name);
  self->subscriptions = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->cursors);
  link_into (&router->sessions, self);
  return self;
}

void
clasp_session_open (ClaspSession *self)
{
  ClaspRouter *router = self->router;

  self->state = CLASP_SESSION_OPEN;
  self->opened_us = self->last_received_us;
  if (router->restore != NULL)
    clasp_restore_claim (router, self);
  if (router->session_func != NULL)
    router->session_func (self->number, self->name, router->session_data);
}

void
clasp_session_free (ClaspSession *self)
{
  clasp_writer_id_unref (self->id);
  g_hash_table_unref (self->subscriptions);
  g_clear_object (&self->link);
  g_free (self->latency);
  g_free (self->name);
  g_free (self);
}

/* To be freed when nobody can hold it any more. */
static void
bury (ClaspSession *self)
{
  if (self->is_buried)
    return;
  self->is_buried = TRUE;
  self->next = self->router->buried;
  self->router->buried = self;
}

const char *
clasp_session_describe (ClaspSession *self)
{
  return self->link != NULL ? clasp_link_get_peer (self->link) : self->name;
}

void
clasp_session_remove_subscriptions (ClaspSession *self)
{
  GHashTableIter     iter;
  ClaspSubscription *subscription;

  clasp_snapshots_remove_session (self->router->snapshots, self);
  clasp_timelines_forget_session (self->router->timelines, self);
  g_hash_table_iter_init (&iter, self->subscriptions);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &subscription))
    {
      if (subscription->filter != NULL)
        clasp_filter_stop (subscription->filter);
      if (subscription->history > 0)
        clasp_history_unsubscribe (self->router->history, subscription);
      clasp_subscriptions_remove (self->router->subscriptions, subscription);
    }
  g_hash_table_remove_all (self->subscriptions);
}

static void
leave_counts (ClaspSession *self)
{
  ClaspRouter *router = self->router;

  if (self->state == CLASP_SESSION_OPEN && router->session_func != NULL)
    router->session_func (self->number, NULL, router->session_data);
  if (!self->is_remote)
    return;
  if (self->state == CLASP_SESSION_WAITING)
    router->n_waiting--;
  else
    {
      router->stats.n_sessions--;
      g_hash_table_remove (router->remote_ids, self->id->text);
    }
}

void
clasp_session_end (ClaspSession *self)
{
  ClaspRouter *router = self->router;

  if (self->state == CLASP_SESSION_GONE)
    return;

  leave_counts (self);
  self->state = CLASP_SESSION_GONE;
  unlink_from (&router->sessions, self);
  clasp_session_remove_subscriptions (self);
  clasp_params_release_locks (router, self);
  clasp_gestures_cancel_all (router->gestures, self);
  clasp_schedule_leave (router->schedule, self);
  clasp_receipts_leave (router->receipts, self);
  clasp_replays_cancel (router->replays, self);
  clasp_timers_cancel (router->timers, &self->timer);
  clasp_rate_clear (self);
  clasp_output_clear (self);
  if (self->is_remote)
    link_into (&router->closing, self);
  else
    bury (self);
}

void
clasp_session_close (ClaspSession  *self,
                     ClaspCloseCode close_code,
                     ClaspCode      code,
                     const char    *reason)
{
  ClaspRouter     *router = self->router;
  ClaspWriter     *writer = &router->reply_writer;
  ClaspMessage     message = { .type = CLASP_MESSAGE_ERROR };
  ClaspCodecStatus status;

  if (self->state == CLASP_SESSION_GONE)
    return;

  clasp_metrics_count_error (&router->metrics, code);
  message.error.code = (guint16) code;
  message.error.message = clasp_str (reason);
  clasp_writer_reset (writer);
  if (clasp_frame_encode_default (writer, &message, &status))
    {
      /* a full queue is no reason to leave without a word */
      clasp_link_set_limit (self->link, clasp_link_get_queued (self->link) + writer->length + 64);
      clasp_link_send (self->link, writer->data, writer->length);
    }
  if (close_code != CLASP_CLOSE_GOING)
    clasp_router_log_peer (router, self, reason);
  clasp_link_close (self->link, close_code, reason);
  clasp_session_end (self);
}

/* --- remote --------------------------------------------------------------------------------- */

static void
frame_cb (ClaspLink *link, const guint8 *bytes, gsize size, gpointer user_data)
{
  ClaspSession *self = user_data;
  ClaspRouter  *router = self->router;

  if (self->state == CLASP_SESSION_GONE)
    return;
  clasp_router_enter (router);
  clasp_plain_dispatch (self, bytes, size);
  clasp_router_leave (router);
}

static void
closed_cb (ClaspLink *link, const char *reason, gpointer user_data)
{
  ClaspSession *self = user_data;
  ClaspRouter  *router = self->router;

  if (router == NULL)
    return; /* the link frees what is left of the session */
  if (self->state != CLASP_SESSION_GONE)
    g_debug ("%s: the link closed: %s", clasp_session_describe (self), reason);
  clasp_router_enter (router);
  clasp_session_end (self);
  unlink_from (&router->closing, self);
  bury (self);
  clasp_router_leave (router);
}

static void
drained_cb (ClaspLink *link, gpointer user_data)
{
  ClaspSession *self = user_data;

  if (self->state != CLASP_SESSION_OPEN)
    return;
  clasp_router_enter (self->router);
  clasp_output_drained (self);
  clasp_snapshots_wake (self->router->snapshots);
  clasp_router_leave (self->router);
}

static const ClaspLinkHandler link_handler = { frame_cb, closed_cb, drained_cb };

/* A value that was not acknowledged goes again when the peer is heard of; an event is lost. */
static void
given_up_cb (gpointer user_data)
{
  ClaspSession *self = user_data;

  self->router->stats.n_unacknowledged++;
  self->n_dropped++;
  clasp_router_log_peer (self->router, self, _ ("did not acknowledge a message"));
}

void
clasp_session_accept_link (ClaspSession *self, ClaspLink *link)
{
  self->is_remote = TRUE;
  self->state = CLASP_SESSION_WAITING;
  self->is_lossy = clasp_link_is_lossy (link);
  self->link = self->is_lossy
                 ? clasp_assured_link_new (self->router->timers, link, given_up_cb, self)
                 : g_object_ref (link);
  link = self->link;
  self->send = CLASP_LINK_GET_IFACE (link)->send;
  self->reserve = CLASP_LINK_GET_IFACE (link)->reserve;
  self->send_shared = CLASP_LINK_GET_IFACE (link)->send_shared;
  if (CLASP_LINK_GET_IFACE (link)->get_outlet != NULL)
    self->outlet = CLASP_LINK_GET_IFACE (link)->get_outlet (link, &self->outlet_kind);
  self->router->n_waiting++;
  clasp_link_set_limit (link, self->router->limits.max_queue_bytes);
  clasp_link_set_handler (link, &link_handler, self);
}

void
clasp_session_orphan (ClaspSession *self)
{
  ClaspLink *link = g_steal_pointer (&self->link);

  unlink_from (&self->router->closing, self);
  self->router = NULL;
  g_object_set_data_full (G_OBJECT (link), "clasp-router-session", self,
                          (GDestroyNotify) clasp_session_free);
  g_object_unref (link);
}

/* --- subscriptions -------------------------------------------------------------------------- */

void
clasp_session_remove_subscription (ClaspSession *self, guint32 id)
{
  ClaspSubscription *subscription =
    g_hash_table_lookup (self->subscriptions, GUINT_TO_POINTER (id));

  if (subscription == NULL)
    return;
  if (subscription->cursor != NULL)
    clasp_snapshots_remove (self->router->snapshots, subscription->cursor);
  if (subscription->filter != NULL)
    clasp_filter_stop (subscription->filter);
  if (subscription->history > 0)
    clasp_history_unsubscribe (self->router->history, subscription);
  g_hash_table_remove (self->subscriptions, GUINT_TO_POINTER (id));
  clasp_subscriptions_remove (self->router->subscriptions, subscription);
}

void
clasp_session_follow_rate (ClaspSession *self)
{
  GHashTableIter iter;
  gpointer       subscription;

  g_hash_table_iter_init (&iter, self->subscriptions);
  while (g_hash_table_iter_next (&iter, NULL, &subscription))
    clasp_filter_follow (subscription);
}

ClaspSubscription *
clasp_session_add_subscription (ClaspSession *self, const ClaspSubscribe *subscribe)
{
  ClaspSubscription *subscription = g_new0 (ClaspSubscription, 1);

  clasp_session_remove_subscription (self, subscribe->id);
  subscription->session = self;
  subscription->session_number = self->number;
  subscription->is_remote = self->is_remote;
  subscription->id = subscribe->id;
  subscription->types = subscribe->types;
  subscription->pattern = clasp_pattern_new (subscribe->pattern);
  subscription->history = subscribe->has_history ? subscribe->history : 0;
  subscription->filter = clasp_filter_new (subscription, subscribe);
  g_hash_table_insert (self->subscriptions, GUINT_TO_POINTER (subscribe->id), subscription);
  clasp_subscriptions_add (self->router->subscriptions, subscription);
  return subscription;
}
