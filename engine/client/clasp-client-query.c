/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-query.h"

#include "client/clasp-client-private.h"
#include "client/clasp-signal-description-private.h"

/**
 * clasp_client_announce_async:
 * @self: a client that is connected or will be again
 * @name_space: what the signals have in common, "/lights"
 * @signals: (element-type ClaspSignalDescription): the signals
 * @cancellable: (nullable): stops waiting
 * @callback: called with the router's answer
 * @user_data: for @callback
 *
 * Tells the router what signals there are. It is not repeated after a reconnect: routers keep what
 * was announced.
 *
 * Thread: the client's.
 */
void
clasp_client_announce_async (ClaspClient        *self,
                             const char         *name_space,
                             GPtrArray          *signals,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GTask                      *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree ClaspSignalInfo *infos = g_new0 (ClaspSignalInfo, signals->len + 1);
  ClaspMessage                message = { .type = CLASP_MESSAGE_ANNOUNCE };

  g_task_set_source_tag (task, clasp_client_announce_async);
  for (guint i = 0; i < signals->len; i++)
    infos[i] = clasp_signal_description_to_info (signals->pdata[i]);
  message.announce.namespace_ = clasp_str (name_space);
  message.announce.signals = infos; /* borrowed: the message is not cleared */
  message.announce.n_signals = signals->len;
  clasp_client_request_confirmed (self, CLASP_REQUEST_ANNOUNCE, name_space, &message,
                                  CLASP_QOS_CONFIRM, task);
}

/**
 * clasp_client_announce_finish:
 * @self: a client
 * @result: of the operation
 * @error: return location: CLASP_ROUTER_ERROR_REFUSED, _TIMEOUT, _CLOSED,
 *   CLASP_CODEC_ERROR_TOO_LARGE for more than fits one message
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when the router knows them
 */
gboolean
clasp_client_announce_finish (ClaspClient *self, GAsyncResult *result, GError **error)
{
  return clasp_client_finish_plain (result, error);
}

/**
 * clasp_client_query_async:
 * @self: a connected client
 * @pattern: which signals
 * @cancellable: (nullable): stops waiting
 * @callback: called when the router has answered, in as many messages as it takes
 * @user_data: for @callback
 *
 * Thread: the client's.
 */
void
clasp_client_query_async (ClaspClient        *self,
                          const char         *pattern,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GTask       *task = g_task_new (self, cancellable, callback, user_data);
  ClaspMessage message = { .type = CLASP_MESSAGE_QUERY };

  g_task_set_source_tag (task, clasp_client_query_async);
  message.query.pattern = clasp_str (pattern);
  clasp_client_request_barrier (self, CLASP_REQUEST_QUERY, pattern, &message, task);
}

/**
 * clasp_client_query_finish:
 * @self: a client
 * @result: of the operation
 * @error: return location: CLASP_ROUTER_ERROR_TIMEOUT, _CLOSED, CLASP_TRANSPORT_ERROR_CLOSED
 *
 * Thread: the client's.
 *
 * Returns: (transfer container) (element-type ClaspSignalDescription) (nullable): what was
 * announced and matches, empty if nothing was; the array owns its elements
 */
GPtrArray *
clasp_client_query_finish (ClaspClient *self, GAsyncResult *result, GError **error)
{
  ClaspAnswer *answer = g_task_propagate_pointer (G_TASK (result), error);
  GPtrArray   *signals = NULL;

  if (answer == NULL)
    return NULL;
  signals = g_steal_pointer (&answer->signals);
  clasp_answer_free (answer);
  return signals;
}

/**
 * clasp_client_ping_async:
 * @self: a connected client
 * @cancellable: (nullable): stops waiting
 * @callback: called with the router's answer
 * @user_data: for @callback
 *
 * The router answers in order: with the answer, everything asked before has been answered too.
 *
 * Thread: the client's.
 */
void
clasp_client_ping_async (ClaspClient        *self,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, clasp_client_ping_async);
  clasp_client_request_barrier (self, CLASP_REQUEST_PING, NULL, NULL, task);
}

/**
 * clasp_client_ping_finish:
 * @self: a client
 * @result: of the operation
 * @error: return location: CLASP_ROUTER_ERROR_TIMEOUT, _CLOSED, CLASP_TRANSPORT_ERROR_CLOSED
 *
 * Thread: the client's.
 *
 * Returns: the round trip in microseconds, -1 on failure
 */
gint64
clasp_client_ping_finish (ClaspClient *self, GAsyncResult *result, GError **error)
{
  ClaspAnswer *answer = g_task_propagate_pointer (G_TASK (result), error);
  gint64       round_trip_us = answer != NULL ? answer->round_trip_us : -1;

  g_clear_pointer (&answer, clasp_answer_free);
  return round_trip_us;
}
