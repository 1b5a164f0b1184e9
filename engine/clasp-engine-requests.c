/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"

typedef struct
{
  ClaspEngine      *engine; /* (unowned) outlives its worker */
  char             *text;   /* (owned) address or id */
  ClaspValue        value;
  gboolean          has_value;
  gboolean          flag;
  gint64            since_us;
  ClaspSignalTable *signals; /* (owned) (nullable) */
  ClaspMonitor     *monitor; /* (owned) (nullable) */
  ClaspTrace       *trace;   /* (owned) (nullable) */
  ClaspForgotten   *forgotten; /* (owned) (nullable) */
} Request;

static Request *
request_new (ClaspEngine *self,
             const char  *text)
{
  Request *request = g_new0 (Request, 1);

  request->engine = self;
  request->text = g_strdup (text);
  return request;
}

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->text);
  clasp_value_clear (&request->value);
  g_clear_pointer (&request->signals, clasp_signal_table_unref);
  g_clear_pointer (&request->monitor, clasp_monitor_unref);
  g_clear_pointer (&request->trace, clasp_trace_unref);
  g_clear_pointer (&request->forgotten, clasp_forgotten_unref);
  g_free (request);
}

static void
post_request (ClaspEngine *self,
              GSourceFunc  func,
              Request     *request)
{
  if (self->context != NULL)
    clasp_context_post (self->context, func, request, request_free);
  else
    request_free (request);
}

static gboolean
retry_cb (gpointer data)
{
  Request *request = data;

  clasp_worker_retry (request->engine->worker, request->text);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_engine_retry_connection:
 * @self: an engine
 * @connection_id: a connection's id
 *
 * Tries again now instead of when its wait is over.
 */
void
clasp_engine_retry_connection (ClaspEngine *self,
                               const char  *connection_id)
{
  post_request (self, retry_cb, request_new (self, connection_id));
}

static gboolean
watch_signals_cb (gpointer data)
{
  Request *request = data;

  clasp_worker_watch_signals (request->engine->worker, request->signals);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_engine_watch_signals:
 * @self: a started engine
 *
 * The first watcher starts the feeding; the present state is in the table within a turn of the
 * worker. End with clasp_engine_unwatch_signals ().
 *
 * Returns: (transfer none): the table of all signals, the same for all watchers
 */
ClaspSignalTable *
clasp_engine_watch_signals (ClaspEngine *self)
{
  Request *request;

  if (self->n_signal_watchers++ > 0)
    return self->signals;

  if (self->signals == NULL)
    self->signals = clasp_signal_table_new ();
  request = request_new (self, NULL);
  request->signals = clasp_signal_table_ref (self->signals);
  post_request (self, watch_signals_cb, request);
  return self->signals;
}

/**
 * clasp_engine_unwatch_signals:
 * @self: an engine
 *
 * The last one ends the feeding; the table keeps what it has.
 */
void
clasp_engine_unwatch_signals (ClaspEngine *self)
{
  g_return_if_fail (self->n_signal_watchers > 0);

  if (--self->n_signal_watchers == 0)
    post_request (self, watch_signals_cb, request_new (self, NULL));
}

static gboolean
open_monitor_cb (gpointer data)
{
  Request *request = data;

  clasp_worker_add_monitor (request->engine->worker, request->monitor, request->since_us);
  return G_SOURCE_REMOVE;
}

static gboolean
close_monitor_cb (gpointer data)
{
  Request *request = data;

  clasp_worker_remove_monitor (request->engine->worker, request->monitor);
  return G_SOURCE_REMOVE;
}

static void
post_monitor (ClaspEngine  *self,
              GSourceFunc   func,
              ClaspMonitor *monitor,
              gint64        since_us)
{
  Request *request = request_new (self, NULL);

  request->since_us = since_us;
  request->monitor = clasp_monitor_ref (monitor);
  post_request (self, func, request);
}

/**
 * clasp_engine_open_monitor:
 * @self: a started engine
 * @n_records: room in the ring
 *
 * Every reader has a ring of its own.
 *
 * Returns: (transfer full): the messages from now on, until clasp_engine_close_monitor ()
 */
ClaspMonitor *
clasp_engine_open_monitor (ClaspEngine *self,
                           guint        n_records)
{
  return clasp_engine_open_monitor_since (self, n_records, G_MAXINT64);
}

/**
 * clasp_engine_open_monitor_since:
 * @self: a started engine
 * @n_records: room in the ring
 * @since_us: microseconds since 1970; 0 = as long ago as possible
 *
 * What mappings were offered lately though nobody looked, the last 200 messages, comes first.
 *
 * Returns: (transfer full): the messages since then, until clasp_engine_close_monitor ()
 */
ClaspMonitor *
clasp_engine_open_monitor_since (ClaspEngine *self,
                                 guint        n_records,
                                 gint64       since_us)
{
  ClaspMonitor *monitor = clasp_monitor_new (n_records);

  post_monitor (self, open_monitor_cb, monitor, since_us);
  return monitor;
}

/**
 * clasp_engine_close_monitor:
 * @self: an engine
 * @monitor: one it opened
 *
 * Nothing more is written to @monitor, which stays its holder's.
 */
void
clasp_engine_close_monitor (ClaspEngine  *self,
                            ClaspMonitor *monitor)
{
  post_monitor (self, close_monitor_cb, monitor, 0);
}

static gboolean
trace_cb (gpointer data)
{
  Request *request = data;

  clasp_worker_set_trace (request->engine->worker, request->trace);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_engine_open_trace:
 * @self: a started engine
 * @n_records: room in the ring between two readings
 *
 * Begins with what became of the last 200 inputs; the ring should have room for 4096 records.
 *
 * Returns: (transfer full): the ring to read; it replaces an earlier one
 */
ClaspTrace *
clasp_engine_open_trace (ClaspEngine *self,
                         guint        n_records)
{
  Request    *request = request_new (self, NULL);
  ClaspTrace *trace = clasp_trace_new (n_records);

  request->trace = clasp_trace_ref (trace);
  post_request (self, trace_cb, request);
  return trace;
}

/**
 * clasp_engine_close_trace:
 * @self: an engine
 *
 * Nothing is written to the ring any more.
 */
void
clasp_engine_close_trace (ClaspEngine *self)
{
  post_request (self, trace_cb, request_new (self, NULL));
}

static gboolean
watch_mappings_cb (gpointer data)
{
  Request *request = data;

  clasp_worker_watch_mappings (request->engine->worker, request->flag);
  return G_SOURCE_REMOVE;
}

static void
post_watch_mappings (ClaspEngine *self,
                     gboolean     watch)
{
  Request *request = request_new (self, NULL);

  request->flag = watch;
  post_request (self, watch_mappings_cb, request);
}

/**
 * clasp_engine_watch_mappings:
 * @self: a started engine
 *
 * Feeds the mappings' statuses at frame rate until clasp_engine_unwatch_mappings (); nests.
 */
void
clasp_engine_watch_mappings (ClaspEngine *self)
{
  if (self->n_mapping_watchers++ == 0)
    post_watch_mappings (self, TRUE);
}

/**
 * clasp_engine_unwatch_mappings:
 * @self: an engine
 */
void
clasp_engine_unwatch_mappings (ClaspEngine *self)
{
  g_return_if_fail (self->n_mapping_watchers > 0);

  if (--self->n_mapping_watchers == 0)
    post_watch_mappings (self, FALSE);
}

static gboolean
send_cb (gpointer data)
{
  Request *request = data;

  clasp_worker_send (request->engine->worker, request->text, request->has_value ? &request->value : NULL, request->flag);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_engine_send:
 * @self: an engine
 * @address: where to
 * @value: (nullable): what; %NULL is an event without a value
 * @as_event: %TRUE for a moment, %FALSE for a state
 */
void
clasp_engine_send (ClaspEngine      *self,
                   const char       *address,
                   const ClaspValue *value,
                   gboolean          as_event)
{
  Request *request = request_new (self, address);

  request->has_value = value != NULL;
  if (value != NULL)
    request->value = clasp_value_copy (value);
  request->flag = as_event;
  post_request (self, send_cb, request);
}

/* ---- forgetting ---- */

static gboolean forget_cb (gpointer data);

static void
post_forgotten (ClaspEngine      *self,
                ClaspForgotten   *forgotten,
                ClaspSignalTable *signals,
                gboolean          remember)
{
  Request *request = request_new (self, NULL);

  request->forgotten = clasp_forgotten_ref (forgotten);
  request->signals = signals != NULL ? clasp_signal_table_ref (signals) : NULL;
  request->flag = remember;
  post_request (self, forget_cb, request);
}

/* What is left has its turn after everything else that waits. */
static gboolean
forget_cb (gpointer data)
{
  Request     *request = data;
  ClaspRouter *router;
  gboolean     more;

  if (request->engine->worker == NULL) /* it ended meanwhile */
    return G_SOURCE_REMOVE;
  router = clasp_worker_get_router (request->engine->worker);

  if (request->flag)
    more = clasp_forgotten_give (request->forgotten, router, request->signals);
  else
    more = clasp_forgotten_take (request->forgotten, router, request->signals);
  if (more)
    post_forgotten (request->engine, request->forgotten, request->signals, request->flag);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_engine_forget:
 * @self: a started engine
 * @forgotten: which addresses; keeps what they were
 *
 * Parameters go without a word to their subscribers, so that outputs stay as they are; signals go from the
 * table. All of them are there again as soon as they are written again.
 */
void
clasp_engine_forget (ClaspEngine    *self,
                     ClaspForgotten *forgotten)
{
  post_forgotten (self, forgotten, self->signals, FALSE);
}

/**
 * clasp_engine_remember:
 * @self: a started engine
 * @forgotten: what clasp_engine_forget () took
 *
 * Puts back what was not seen meanwhile, and sends nothing.
 */
void
clasp_engine_remember (ClaspEngine    *self,
                       ClaspForgotten *forgotten)
{
  post_forgotten (self, forgotten, self->signals, TRUE);
}
