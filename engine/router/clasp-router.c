/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-router.h"

#include "router/clasp-drain.h"
#include "router/clasp-expiry.h"
#include "router/clasp-history.h"
#include "router/clasp-gestures.h"
#include "router/clasp-receipts.h"
#include "router/clasp-router-private.h"
#include "router/clasp-policies.h"
#include "router/clasp-rate.h"
#include "router/clasp-schedule.h"
#include "router/clasp-signals.h"
#include "router/clasp-snapshots.h"
#include "router/clasp-submit-queue.h"
#include "router/clasp-timelines.h"

/* Design notes: a turn of work starts with a frame, a submit, or a timer. What in-process sessions
 * submit while it hands a message around waits in one queue, which is emptied before the turn ends;
 * so every receiver sees one order. Sessions, subscriptions and matches that end meanwhile are
 * freed at the very end, when nobody can hold them. */

/* A full frame has to fit a session's queue, twice: a snapshot fills half of it at most. */
#define MIN_QUEUE_BYTES (256 * 1024)

/* Submitted messages handled in one turn. Two sessions that answer each other for ever then cost
 * much time, but the loop still runs. */
#define MAX_SUBMITS_PER_TURN 65536

G_DEFINE_FINAL_TYPE (ClaspRouter, clasp_router, G_TYPE_OBJECT)

static void
free_buried (ClaspRouter *self)
{
  ClaspSession *next;
  guint         n_references = 0;

  for (ClaspSession *session = g_steal_pointer (&self->buried); session != NULL; session = next)
    {
      next = session->next;
      if (!session->is_remote)
        n_references++;
      clasp_session_free (session);
    }
  while (n_references-- > 0)
    g_object_unref (self); /* what in-process sessions held; the last may end the router */
}

static void
drain_later_cb (gpointer user_data)
{
  ClaspRouter *self = user_data;

  clasp_router_enter (self);
  clasp_router_leave (self);
}

static void
drain (ClaspRouter *self)
{
  ClaspInbound        inbound;
  const ClaspMessage *message;

  for (guint i = 0; i < MAX_SUBMITS_PER_TURN; i++)
    {
      if (!clasp_submit_queue_take (self->queue, &inbound, &message))
        return;
      clasp_dispatch_message (self, &inbound, message);
      clasp_submit_queue_done (self->queue);
    }
  clasp_reactor_defer (self->reactor, &self->drain_later, drain_later_cb, self);
}

void
clasp_router_finish_turn (ClaspRouter *self)
{
  if (!clasp_submit_queue_is_empty (self->queue))
    drain (self);
  self->depth--;
  clasp_subscriptions_collect (self->subscriptions);
  if (G_UNLIKELY (self->buried != NULL) && clasp_submit_queue_is_empty (self->queue))
    free_buried (self);
}

/* From when on a noted time holds. A clock that a test drives is always asked. */
static guint64
get_event_to_note (ClaspRouter *self)
{
  return self->clock == clasp_clock_system () ? clasp_reactor_get_event (self->reactor) : 0;
}

gint64
clasp_router_ask_now_us (ClaspRouter *self)
{
  self->time.now_event = get_event_to_note (self);
  self->time.now_us = clasp_clock_now_us (self->clock);
  return self->time.now_us;
}

gint64
clasp_router_ask_unix_us (ClaspRouter *self)
{
  self->time.unix_event = get_event_to_note (self);
  self->time.unix_us = clasp_clock_unix_us (self->clock);
  return self->time.unix_us;
}

static void
clasp_router_dispose (GObject *object)
{
  ClaspRouter *self = CLASP_ROUTER (object);

  if (self->store != NULL)
    {
      g_clear_pointer (&self->drain, clasp_drain_free);
      clasp_router_shutdown (self, "The router is going away");
      while (self->closing != NULL)
        clasp_session_orphan (self->closing);
      clasp_reactor_cancel (self->reactor, &self->drain_later);
    }
  G_OBJECT_CLASS (clasp_router_parent_class)->dispose (object);
}

static void
clasp_router_finalize (GObject *object)
{
  ClaspRouter *self = CLASP_ROUTER (object);

  clasp_snapshots_free (self->snapshots);
  clasp_schedule_free (self->schedule);
  clasp_replays_free (self->replays);
  clasp_restore_free (self->restore);
  clasp_expiry_free (self->expiry);
  clasp_history_free (self->history);
  clasp_gestures_free (self->gestures);
  clasp_timelines_free (self->timelines);
  clasp_receipts_free (self->receipts);
  clasp_signals_free (self->signals);
  clasp_policies_free (self->policies);
  clasp_submit_queue_free (self->queue);
  free_buried (self); /* remote ones; those of this process would have kept the router */
  clasp_subscriptions_free (self->subscriptions);
  clasp_store_free (self->store);
  clasp_writer_id_unref (self->own_id);
  g_hash_table_unref (self->remote_ids);
  clasp_metrics_clear (&self->metrics);
  clasp_writer_clear (&self->fanout_writer);
  clasp_writer_clear (&self->reply_writer);
  g_free (self->name);
  clasp_reactor_unref (self->reactor);
  G_OBJECT_CLASS (clasp_router_parent_class)->finalize (object);
}

static void
clasp_router_class_init (ClaspRouterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = clasp_router_dispose;
  object_class->finalize = clasp_router_finalize;
}

static void
clasp_router_init (ClaspRouter *self)
{
  self->remote_ids = g_hash_table_new (g_str_hash, g_str_equal);
  clasp_metrics_init (&self->metrics);
}

static void
take_limits (ClaspRouter *self, const char *name, const ClaspRouterLimits *limits)
{
  g_free (self->name);
  self->name = g_strdup (name);
  self->limits = *limits;
  self->limits.max_queue_bytes = MAX (self->limits.max_queue_bytes, MIN_QUEUE_BYTES);
  clasp_metrics_set_timing (&self->metrics, !limits->is_unmeasured);
  self->limits.timeline_rate_hz = MAX (self->limits.timeline_rate_hz, 1);
}

/**
 * clasp_router_new:
 * @reactor: the worker's reactor
 * @timers: the worker's timers; must live longer than the router. Their clock is the router's
 * @name: what clients are told, for example “Clasp Bridge”
 * @limits: (nullable): what may be used up; NULL: %CLASP_ROUTER_LIMITS_DEFAULT
 *
 * Makes a router without sessions. A queue limit below 256 KiB is raised to that.
 *
 * Thread: worker.
 *
 * Returns: (transfer full): the router
 */
ClaspRouter *
clasp_router_new (ClaspReactor            *reactor,
                  ClaspTimers             *timers,
                  const char              *name,
                  const ClaspRouterLimits *limits)
{
  static const ClaspRouterLimits defaults = CLASP_ROUTER_LIMITS_DEFAULT;
  ClaspRouter                   *self = g_object_new (CLASP_TYPE_ROUTER, NULL);

  self->reactor = clasp_reactor_ref (reactor);
  self->timers = timers;
  self->clock = clasp_timers_get_clock (timers);
  take_limits (self, name, limits != NULL ? limits : &defaults);
  self->own_id = clasp_writer_id_new (CLASP_STR_LITERAL ("router"));
  self->store = clasp_store_new ();
  self->subscriptions = clasp_subscriptions_new ();
  self->queue = clasp_submit_queue_new ();
  self->snapshots = clasp_snapshots_new (self);
  self->schedule = clasp_schedule_new (self);
  self->signals = clasp_signals_new (self);
  self->policies = clasp_policies_new (self);
  self->expiry = clasp_expiry_new (self);
  self->history = clasp_history_new (self);
  self->gestures = clasp_gestures_new (self);
  self->timelines = clasp_timelines_new (self);
  self->receipts = clasp_receipts_new (self);
  self->replays = clasp_replays_new (self);
  return self;
}

/**
 * clasp_router_set_limits:
 * @self: a router
 * @name: what clients are told from now on
 * @limits: what may be used up from now on
 *
 * Changes what a person can set while the router runs. Sessions, subscriptions and parameters above
 * a lowered limit stay; time-outs count anew from what was received last.
 *
 * Thread: worker.
 */
void
clasp_router_set_limits (ClaspRouter *self, const char *name, const ClaspRouterLimits *limits)
{
  guint old_ttl_s = self->limits.param_ttl_s;
  guint old_rate = self->limits.update_rate;

  take_limits (self, name, limits);
  clasp_expiry_update (self->expiry, old_ttl_s);
  clasp_timelines_update (self->timelines);
  clasp_signals_set_ttl (self->signals);
  for (ClaspSession *session = self->sessions; session != NULL; session = session->next)
    {
      if (!session->is_remote)
        continue;
      clasp_rate_clear (session);
      clasp_link_set_limit (session->link, self->limits.max_queue_bytes);
      if (self->limits.update_rate != old_rate)
        clasp_session_follow_rate (session);
      if (session->state == CLASP_SESSION_OPEN)
        clasp_liveness_start (session);
    }
  if (self->limits.update_rate != old_rate)
    clasp_subscriptions_invalidate (self->subscriptions);
}

/**
 * clasp_router_set_strategies:
 * @self: a router
 * @lines: (nullable): "PATTERN STRATEGY" each, the first that matches holds; a line that makes no
 *   sense is left out
 *
 * Says which writes of parameters are accepted: `lww` (all, the default), `max`, `min`, `lock`,
 * `merge` (router.md 5.2). What the show says here comes before what peers announce.
 *
 * Thread: worker.
 */
void
clasp_router_set_strategies (ClaspRouter *self, const char *const *lines)
{
  clasp_policies_set_lines (self->policies, lines);
}

/**
 * clasp_router_set_history:
 * @self: a router
 * @lines: (nullable): "PATTERN N" each; a line that makes no sense is left out
 *
 * Says of which addresses the last messages are always kept, for subscriptions that ask for them
 * (`history`). Others are kept while somebody asks for them.
 *
 * Thread: worker.
 */
void
clasp_router_set_history (ClaspRouter *self, const char *const *lines)
{
  clasp_history_set_lines (self->history, lines);
}

/**
 * clasp_router_set_session_func:
 * @self: a router
 * @func: (nullable) (scope forever): called when a session begins and when it ends
 * @user_data: for @func
 *
 * Tells the numbers that deliveries carry as their origin by name. @func must not call the router.
 *
 * Thread: worker.
 */
void
clasp_router_set_session_func (ClaspRouter *self, ClaspRouterSessionFunc func, gpointer user_data)
{
  self->session_func = func;
  self->session_data = user_data;
}

/**
 * clasp_router_accept:
 * @self: a router
 * @link: a new connection; its handler must not be set
 *
 * Takes a connection over and waits for its HELLO, within the time and the number of such waiting
 * connections that the limits allow. One that is too many gets ERROR 503 and is closed.
 *
 * Thread: worker.
 */
void
clasp_router_accept (ClaspRouter *self, ClaspLink *link)
{
  g_autofree char *id = g_uuid_string_random ();
  ClaspSession    *session;

  g_return_if_fail (CLASP_IS_ROUTER (self));
  g_return_if_fail (CLASP_IS_LINK (link));

  clasp_router_enter (self);
  session = clasp_session_new (self, clasp_str (id), "");
  clasp_session_accept_link (session, link);
  if (self->is_shut_down)
    clasp_session_close (session, CLASP_CLOSE_GOING, CLASP_CODE_OVERFLOW,
                         "The router is going away");
  else if (self->n_waiting > self->limits.max_unauthenticated)
    clasp_session_close (session, CLASP_CLOSE_BUSY, CLASP_CODE_OVERFLOW,
                         "Too many connections that have not said HELLO");
  else
    clasp_liveness_wait_hello (session);
  clasp_router_leave (self);
}

/**
 * clasp_router_shutdown:
 * @self: a router
 * @reason: a sentence for the peers
 *
 * Sends every remote peer ERROR 503 with @reason and closes its link; later ones are refused. What
 * in-process sessions do still works.
 *
 * Thread: worker.
 */
void
clasp_router_shutdown (ClaspRouter *self, const char *reason)
{
  ClaspSession *next;

  self->is_shut_down = TRUE;
  clasp_router_enter (self);
  for (ClaspSession *session = self->sessions; session != NULL; session = next)
    {
      next = session->next;
      if (session->is_remote)
        clasp_session_close (session, CLASP_CLOSE_GOING, CLASP_CODE_OVERFLOW, reason);
    }
  clasp_router_leave (self);
}

/**
 * clasp_router_peek:
 * @self: a router
 * @address: of a parameter
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): its value, valid until the next message; %NULL if there is
 * no such parameter
 */
const ClaspValue *
clasp_router_peek (ClaspRouter *self, ClaspStr address)
{
  ClaspParam *param = clasp_store_lookup (self->store, address);

  return param != NULL ? &param->value : NULL;
}

static void
foreach_exact (ClaspRouter *self, ClaspStr address, ClaspRouterParamFunc func, gpointer user_data)
{
  ClaspParam        *param = clasp_store_lookup (self->store, address);
  ClaspSnapshotParam entry;

  if (param == NULL)
    return;
  entry = clasp_param_to_snapshot (param);
  func (&entry, user_data);
}

/**
 * clasp_router_foreach:
 * @self: a router
 * @pattern: which parameters
 * @func: (scope call): called for each; what it submits is handled afterwards
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_router_foreach (ClaspRouter         *self,
                      const ClaspPattern  *pattern,
                      ClaspRouterParamFunc func,
                      gpointer             user_data)
{
  clasp_router_enter (self);
  if (clasp_pattern_is_exact (pattern))
    foreach_exact (self, clasp_pattern_get_text (pattern), func, user_data);
  for (guint place = 0;
       place < clasp_store_get_n_places (self->store) && !clasp_pattern_is_exact (pattern); place++)
    {
      ClaspParam        *param = clasp_store_get_at (self->store, place);
      ClaspSnapshotParam entry;

      if (param == NULL || !clasp_pattern_matches (pattern, clasp_param_get_address (param)))
        continue;
      entry = clasp_param_to_snapshot (param);
      func (&entry, user_data);
    }
  clasp_router_leave (self);
}

/**
 * clasp_router_foreach_signal:
 * @self: a router
 * @pattern: which announced addresses
 * @func: (scope call): called for each; must not call the router
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_router_foreach_signal (ClaspRouter          *self,
                             const ClaspPattern   *pattern,
                             ClaspRouterSignalFunc func,
                             gpointer              user_data)
{
  g_autoptr (GPtrArray) infos = clasp_signals_query (self->signals, pattern);

  for (guint i = 0; i < infos->len; i++)
    func (infos->pdata[i], user_data);
}

/**
 * clasp_router_get_stats:
 * @self: a router
 * @stats: (out caller-allocates): the counters since it was made
 *
 * Thread: worker.
 */
void
clasp_router_get_stats (ClaspRouter *self, ClaspRouterStats *stats)
{
  *stats = self->stats;
  stats->n_received = clasp_metrics_get_received (&self->metrics);
  stats->n_params = clasp_store_get_n_params (self->store);
  stats->n_subscriptions = clasp_subscriptions_get_n (self->subscriptions);
  stats->n_timelines = clasp_timelines_get_n_playing (self->timelines);
}
