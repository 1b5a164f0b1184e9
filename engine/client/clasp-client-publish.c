/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-publish.h"

#include "client/clasp-client-private.h"

#define MAX_GESTURES 1024 /* at a time: more fingers than any table has */

/* Fills the value of @message, which the caller clears. @value is sunk; NULL is none. */
static gboolean
take_value (ClaspPublish *publish, GVariant *value, GError **error)
{
  g_autoptr (GVariant) sunk = value != NULL ? g_variant_ref_sink (value) : NULL;

  publish->has_value = sunk != NULL;
  return sunk == NULL || clasp_value_from_variant (sunk, &publish->value, error);
}

static ClaspMessage
make_publish (const char *address, ClaspSignal signal)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = clasp_str (address);
  message.publish.signal = signal;
  return message;
}

/* ---- events ---- */

/**
 * clasp_client_emit:
 * @self: a client that is connected or will be again
 * @address: of the event
 * @value: (nullable): what goes with it
 * @error: return location, as for [method@Clasp.Client.set]
 *
 * Publishes an event, confirmed by the router; if it is not, the signal "refused" says so.
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when it is on its way
 */
gboolean
clasp_client_emit (ClaspClient *self, const char *address, GVariant *value, GError **error)
{
  g_auto (ClaspMessage) message = make_publish (address, CLASP_SIGNAL_EVENT);

  return take_value (&message.publish, value, error) &&
         clasp_client_request_try (self, CLASP_REQUEST_PUBLISH, address, &message,
                                   CLASP_QOS_CONFIRM, error);
}

/**
 * clasp_client_publish_async:
 * @self: a client that is connected, or will be again unless @qos is fire
 * @address: of the event
 * @value: (nullable): what goes with it
 * @qos: fire, confirm, or commit
 * @cancellable: (nullable): stops waiting
 * @callback: called when the router has confirmed, at fire when it is sent
 * @user_data: for @callback
 *
 * Routers other than ours may not confirm events: that is a timeout.
 *
 * Thread: the client's.
 */
void
clasp_client_publish_async (ClaspClient        *self,
                            const char         *address,
                            GVariant           *value,
                            ClaspQos            qos,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_auto (ClaspMessage) message = make_publish (address, CLASP_SIGNAL_EVENT);
  GTask                *task = g_task_new (self, cancellable, callback, user_data);
  GError               *error = NULL;

  g_task_set_source_tag (task, clasp_client_publish_async);
  if (!take_value (&message.publish, value, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
  else if (qos == CLASP_QOS_CONFIRM || qos == CLASP_QOS_COMMIT)
    clasp_client_request_confirmed (self, CLASP_REQUEST_PUBLISH, address, &message, qos, task);
  else
    clasp_client_request_fire (self, &message, task);
}

/**
 * clasp_client_publish_finish:
 * @self: a client
 * @result: of the operation
 * @error: return location: CLASP_ROUTER_ERROR_REFUSED, _TIMEOUT, _CLOSED,
 *   CLASP_TRANSPORT_ERROR_CLOSED, CLASP_CODEC_ERROR_TOO_LARGE, _INVALID_VALUE
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when it is confirmed, at fire when it is sent
 */
gboolean
clasp_client_publish_finish (ClaspClient *self, GAsyncResult *result, GError **error)
{
  return clasp_client_finish_plain (result, error);
}

/* ---- streams ---- */

/**
 * clasp_client_stream:
 * @self: a connected client
 * @address: of the stream
 * @samples: (array length=n_samples): samples
 * @n_samples: how many, at most 8000
 * @rate: how many there are in a second, 0 = not said
 * @error: return location for CLASP_TRANSPORT_ERROR_CLOSED, CLASP_CODEC_ERROR_TOO_LARGE,
 *   G_IO_ERROR_WOULD_BLOCK
 *
 * Not confirmed and not kept: samples are worth nothing later. Carries the time of the first one by
 * the router's clock, so that receivers can even out the jitter.
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when they are on their way
 */
gboolean
clasp_client_stream (ClaspClient  *self,
                     const char   *address,
                     const double *samples,
                     gsize         n_samples,
                     guint         rate,
                     GError      **error)
{
  ClaspMessage message = make_publish (address, CLASP_SIGNAL_STREAM);

  message.publish.has_samples = TRUE;
  message.publish.samples = (double *) samples; /* borrowed: the message is not cleared */
  message.publish.n_samples = (guint) MIN (n_samples, G_MAXUINT);
  message.publish.has_timestamp = TRUE;
  message.publish.timestamp_us = (guint64) clasp_client_get_server_time_us (self);
  message.publish.has_rate = rate > 0;
  message.publish.rate = rate;
  return clasp_client_fire (self, &message, error);
}

/* ---- gestures ---- */

static gboolean
send_phase (ClaspClient *self,
            const char  *address,
            guint32      gesture,
            ClaspPhase   phase,
            GVariant    *value,
            GError     **error)
{
  g_auto (ClaspMessage) message = make_publish (address, CLASP_SIGNAL_GESTURE);

  message.publish.phase = phase;
  message.publish.has_id = TRUE;
  message.publish.id = gesture;
  return take_value (&message.publish, value, error) && clasp_client_fire (self, &message, error);
}

static gboolean
send_known_phase (ClaspClient *self,
                  guint32      gesture,
                  ClaspPhase   phase,
                  GVariant    *value,
                  GError     **error)
{
  const char          *address = g_hash_table_lookup (self->gestures, GUINT_TO_POINTER (gesture));
  g_autoptr (GVariant) sunk = value != NULL ? g_variant_ref_sink (value) : NULL;
  gboolean             is_sent;

  if (address == NULL)
    {
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED,
                   "There is no gesture %u: it has ended, or its connection has", gesture);
      return FALSE;
    }
  is_sent = send_phase (self, address, gesture, phase, sunk, error);
  if (phase != CLASP_PHASE_MOVE)
    g_hash_table_remove (self->gestures, GUINT_TO_POINTER (gesture));
  return is_sent;
}

/**
 * clasp_client_gesture_start:
 * @self: a connected client
 * @address: of the gesture
 * @value: (nullable): where it begins
 * @error: return location for CLASP_TRANSPORT_ERROR_CLOSED, CLASP_CODEC_ERROR_INVALID_VALUE,
 *   CLASP_ROUTER_ERROR_REFUSED when 1024 are under way
 *
 * Thread: the client's.
 *
 * Returns: its number, 0 on failure
 */
guint
clasp_client_gesture_start (ClaspClient *self, const char *address, GVariant *value, GError **error)
{
  g_autoptr (GVariant) sunk = value != NULL ? g_variant_ref_sink (value) : NULL;
  guint32              gesture = self->last_gesture + 1;

  if (g_hash_table_size (self->gestures) >= MAX_GESTURES)
    {
      g_set_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED,
                   "%d gestures are under way already", MAX_GESTURES);
      return 0;
    }
  if (!send_phase (self, address, gesture, CLASP_PHASE_START, sunk, error))
    return 0;
  self->last_gesture = gesture;
  g_hash_table_insert (self->gestures, GUINT_TO_POINTER (gesture), g_strdup (address));
  return gesture;
}

/**
 * clasp_client_gesture_move:
 * @self: a connected client
 * @gesture: one that was started
 * @value: (nullable): where it is now
 * @error: return location for CLASP_TRANSPORT_ERROR_CLOSED, CLASP_CODEC_ERROR_INVALID_VALUE
 *
 * Routers may leave moves out when they come fast; the last before the end always arrives.
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when it is on its way
 */
gboolean
clasp_client_gesture_move (ClaspClient *self, guint gesture, GVariant *value, GError **error)
{
  return send_known_phase (self, gesture, CLASP_PHASE_MOVE, value, error);
}

/**
 * clasp_client_gesture_end:
 * @self: a connected client
 * @gesture: one that was started
 * @value: (nullable): where it ends
 * @error: return location for CLASP_TRANSPORT_ERROR_CLOSED, CLASP_CODEC_ERROR_INVALID_VALUE
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when it is on its way
 */
gboolean
clasp_client_gesture_end (ClaspClient *self, guint gesture, GVariant *value, GError **error)
{
  return send_known_phase (self, gesture, CLASP_PHASE_END, value, error);
}

/**
 * clasp_client_gesture_cancel:
 * @self: a connected client
 * @gesture: one that was started
 * @error: return location for CLASP_TRANSPORT_ERROR_CLOSED
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when it is on its way
 */
gboolean
clasp_client_gesture_cancel (ClaspClient *self, guint gesture, GError **error)
{
  return send_known_phase (self, gesture, CLASP_PHASE_CANCEL, NULL, error);
}

/* ---- timelines ---- */

/**
 * clasp_client_timeline_async:
 * @self: a client that is connected or will be again
 * @address: of the timeline
 * @timeline: a dictionary with "keyframes", an array of dictionaries with "time" (microseconds from
 *   the start), "value" and "easing"; and if wanted "loop" and "duration" (wire.md 10)
 * @start_us: when it begins, by the router's clock in Unix microseconds; 0 = at once
 * @cancellable: (nullable): stops waiting
 * @callback: called when the router has confirmed
 * @user_data: for @callback
 *
 * Publishing another one at the same address replaces it.
 *
 * Thread: the client's.
 */
void
clasp_client_timeline_async (ClaspClient        *self,
                             const char         *address,
                             GVariant           *timeline,
                             gint64              start_us,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_auto (ClaspMessage) message = make_publish (address, CLASP_SIGNAL_TIMELINE);
  GTask                *task = g_task_new (self, cancellable, callback, user_data);
  GError               *error = NULL;

  g_task_set_source_tag (task, clasp_client_timeline_async);
  message.publish.has_timestamp = start_us > 0;
  message.publish.timestamp_us = (guint64) MAX (start_us, 0);
  if (take_value (&message.publish, timeline, &error))
    {
      clasp_client_request_confirmed (self, CLASP_REQUEST_PUBLISH, address, &message,
                                      CLASP_QOS_COMMIT, task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/**
 * clasp_client_timeline_order_async:
 * @self: a client that is connected or will be again
 * @address: of a timeline that was published
 * @action: "pause", "resume", "stop" or "seek"
 * @position_us: where to seek, in microseconds from its start; for the others not looked at
 * @cancellable: (nullable): stops waiting
 * @callback: called when the router has done it
 * @user_data: for @callback
 *
 * Needs our router: others do not play timelines.
 *
 * Thread: the client's.
 */
void
clasp_client_timeline_order_async (ClaspClient        *self,
                                   const char         *address,
                                   const char         *action,
                                   gint64              position_us,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  GVariantDict order;

  g_variant_dict_init (&order, NULL);
  g_variant_dict_insert (&order, "action", "s", action);
  if (g_str_equal (action, "seek"))
    g_variant_dict_insert (&order, "position", "x", position_us);
  clasp_client_timeline_async (self, address, g_variant_dict_end (&order), 0, cancellable, callback,
                               user_data);
}

/**
 * clasp_client_timeline_finish:
 * @self: a client
 * @result: of the operation
 * @error: return location: CLASP_ROUTER_ERROR_REFUSED, _TIMEOUT, _CLOSED,
 *   CLASP_CODEC_ERROR_INVALID_VALUE
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when the router has taken it
 */
gboolean
clasp_client_timeline_finish (ClaspClient *self, GAsyncResult *result, GError **error)
{
  return clasp_client_finish_plain (result, error);
}
