/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-private.h"

#include "client/clasp-client-raw.h"

/* Design notes: a try is a carrier, a HELLO and a WELCOME within a time. Who called
 * clasp_client_connect_async () hears how his try went. Once connected, or started, the client
 * keeps trying: a connection that ends and a try that fails lead to a pause and the next try, until
 * the program closes it or the router says that it is not wanted (ERROR 300 to 302), which another
 * try would not change. */

/* So that all clients of a router that restarts do not come at once. */
#define SPREAD 0.2
#define CLOSE_TIMEOUT_MS 3000

/* ---- leaving a connection ---- */

static void
bury_carrier (ClaspClient *self)
{
  if (self->carrier == NULL)
    return;
  if (self->n_dispatching > 0)
    {
      /* the message being handled lies in its buffer */
      clasp_client_carrier_mute (self->carrier);
      g_ptr_array_add (self->dead, g_steal_pointer (&self->carrier));
    }
  else
    g_clear_pointer (&self->carrier, clasp_client_carrier_free);
}

/* Nothing of the connection is left, and nobody has been told. */
void
clasp_client_drop (ClaspClient *self)
{
  clasp_timers_cancel (self->timers, &self->connect_timer);
  clasp_timers_cancel (self->timers, &self->retry_timer);
  clasp_timers_cancel (self->timers, &self->hello_timer);
  clasp_clear_source (&self->connect_cancel);
  clasp_client_clock_stop (self);
  clasp_client_verify_stop (self);
  clasp_resend_disconnected (self->resend);
  g_hash_table_remove_all (self->gestures); /* the router cancels them */
  self->is_overfull = FALSE;
  bury_carrier (self);
}

static void retry_cb (gpointer user_data);

static gboolean
is_final (ClaspClient *self)
{
  return !self->reconnect || !self->keeps_trying ||
         (self->last_error >= 300 && self->last_error <= 302);
}

static guint
next_delay_ms (ClaspClient *self)
{
  double delay_ms = self->reconnect_initial_ms;

  for (guint i = 0; i < self->n_tries && delay_ms < self->reconnect_maximum_ms; i++)
    delay_ms *= self->reconnect_factor;
  delay_ms = MIN (delay_ms, self->reconnect_maximum_ms);
  return (guint) (delay_ms * g_random_double_range (1 - SPREAD, 1 + SPREAD));
}

static void
wait_and_retry (ClaspClient *self, const char *reason)
{
  guint delay_ms = next_delay_ms (self);

  g_debug ("%s: %s; next try in %u ms", self->url, reason, delay_ms);
  self->n_tries++;
  clasp_client_set_timer (self, &self->retry_timer, delay_ms, retry_cb);
  clasp_client_set_state (self, CLASP_CLIENT_STATE_WAITING);
  clasp_client_set_session (self, NULL);
  clasp_client_requests_suspend (self, reason);
  g_signal_emit (self, clasp_client_get_signal (CLASP_CLIENT_SIGNAL_RECONNECTING), 0, delay_ms,
                 reason);
}

static void
end (ClaspClient *self, const char *reason)
{
  g_autoptr (GTask) close_task = g_steal_pointer (&self->close_task);

  self->keeps_trying = FALSE;
  clasp_client_set_state (self, CLASP_CLIENT_STATE_CLOSED);
  clasp_client_set_session (self, NULL);
  clasp_client_requests_fail_all (self, reason);
  g_signal_emit (self, clasp_client_get_signal (CLASP_CLIENT_SIGNAL_CLOSED), 0, reason);
  if (close_task != NULL)
    g_task_return_boolean (close_task, TRUE);
}

void
clasp_client_lose (ClaspClient *self, const char *reason)
{
  gboolean is_last = self->state == CLASP_CLIENT_STATE_CLOSING || is_final (self);

  g_object_ref (self);
  clasp_client_drop (self);
  if (is_last)
    end (self, reason);
  else
    wait_and_retry (self, reason);
  g_object_unref (self);
}

void
clasp_client_fail_try (ClaspClient *self, GError *error)
{
  g_autoptr (GTask)  task = g_steal_pointer (&self->connect_task);
  g_autoptr (GError) cause = g_error_copy (error);

  g_object_ref (self);
  if (g_error_matches (cause, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS))
    self->keeps_trying = FALSE; /* it will not become a better one */
  if (self->state == CLASP_CLIENT_STATE_RECONNECTING || self->state == CLASP_CLIENT_STATE_WAITING)
    clasp_client_lose (self, cause->message);
  else
    {
      clasp_client_drop (self);
      clasp_client_set_state (self, CLASP_CLIENT_STATE_CLOSED);
    }
  if (task != NULL)
    g_task_return_error (task, error);
  else
    g_error_free (error);
  g_object_unref (self);
}

/* ---- one try ---- */

static void
connect_timeout_cb (gpointer user_data)
{
  ClaspClient *self = user_data;

  clasp_client_fail_try (self, g_error_new (CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_TIMEOUT,
                                            "%s did not welcome us within %g s", self->url,
                                            self->connect_timeout_ms / 1000.0));
}

static ClaspClientCarrier *
open_carrier (ClaspClient *self, GError **error)
{
  const ClaspClientCarrierTls tls = { self->tls_ca_file, self->tls_insecure };
  ClaspLink                  *link;

  if (self->open_link == NULL)
    return clasp_client_carrier_open (self->url, &tls, &clasp_client_carrier_handler, self, error);
  link = self->open_link (self->open_link_data);
  if (link != NULL)
    return clasp_client_carrier_new_for_link (link, &clasp_client_carrier_handler, self);
  g_set_error_literal (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE,
                       "There is no connection");
  return NULL;
}

static gboolean
try_once (ClaspClient *self, ClaspClientState state, GError **error)
{
  self->last_error = 0;
  self->carrier = open_carrier (self, error);
  if (self->carrier == NULL)
    return FALSE;

  clasp_client_set_timer (self, &self->connect_timer, self->connect_timeout_ms, connect_timeout_cb);
  clasp_client_set_state (self, state);
  return TRUE;
}

static void
retry_cb (gpointer user_data)
{
  ClaspClient *self = user_data;
  GError      *error = NULL;

  /* the context of the tries is that of the first one, whoever runs the loop now */
  g_main_context_push_thread_default (self->context);
  if (!try_once (self, CLASP_CLIENT_STATE_RECONNECTING, &error))
    clasp_client_fail_try (self, error);
  g_main_context_pop_thread_default (self->context);
}

/* The carrier is open. */
void
clasp_client_opened (ClaspClient *self)
{
  self->n_hellos = 0;
  self->last_commit = 0;
  clasp_seen_ids_clear (self->seen);
  clasp_client_say_hello (self);
}

void
clasp_client_welcomed (ClaspClient *self, const ClaspWelcome *welcome)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->connect_task);

  clasp_timers_cancel (self->timers, &self->connect_timer);
  clasp_timers_cancel (self->timers, &self->hello_timer);
  clasp_clear_source (&self->connect_cancel);
  self->keeps_trying = TRUE;
  self->n_tries = 0;
  self->router_correlates = FALSE;
  self->state = CLASP_CLIENT_STATE_CONNECTED; /* others are told when everything is in place */
  clasp_client_clock_start (self, welcome->time_us);
  clasp_client_resubscribe (self);
  clasp_client_verify_start (self);
  clasp_resend_connected (self->resend, clasp_client_carrier_is_lossy (self->carrier));
  clasp_client_requests_resume (self);
  clasp_client_set_session (self, clasp_str_dup (welcome->session));
  clasp_client_notify_state (self);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static gboolean
connect_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  clasp_client_fail_try (
    user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Connecting was cancelled"));
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (ClaspClient *self, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  self->connect_cancel = g_cancellable_source_new (cancellable);
  g_source_set_static_name (self->connect_cancel, "[clasp] client connect cancelled");
  g_source_set_callback (self->connect_cancel, G_SOURCE_FUNC (connect_cancelled_cb), self, NULL);
  g_source_attach (self->connect_cancel, self->context);
}

/**
 * clasp_client_connect_async:
 * @self: a client that is closed, or waits for its next try, which then comes at once
 * @cancellable: (nullable): ends the try
 * @callback: called when the router has welcomed the client, or did not
 * @user_data: for @callback
 *
 * One try. Once it has worked, a connection that ends is made again by itself, unless the property
 * "reconnect" says no.
 *
 * Thread: the client's.
 */
void
clasp_client_connect_async (ClaspClient        *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  gboolean          is_waiting = self->state == CLASP_CLIENT_STATE_WAITING;
  GError           *error = NULL;

  g_task_set_source_tag (task, clasp_client_connect_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->state != CLASP_CLIENT_STATE_CLOSED && !is_waiting)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING,
                               "Connected or connecting already");
      return;
    }

  self->connect_task = g_steal_pointer (&task);
  clasp_timers_cancel (self->timers, &self->retry_timer);
  watch_cancellable (self, cancellable);
  if (!try_once (self, is_waiting ? CLASP_CLIENT_STATE_RECONNECTING : CLASP_CLIENT_STATE_CONNECTING,
                 &error))
    clasp_client_fail_try (self, error);
}

/**
 * clasp_client_connect_finish:
 * @self: a client
 * @result: of the operation
 * @error: return location: CLASP_TRANSPORT_ERROR_ADDRESS, _UNREACHABLE, _PROTOCOL or _CLOSED,
 *   CLASP_ROUTER_ERROR_REFUSED with the router's words, CLASP_ROUTER_ERROR_TIMEOUT
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when connected
 */
gboolean
clasp_client_connect_finish (ClaspClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * clasp_client_start:
 * @self: a client; nothing happens unless it is closed
 *
 * Connects from the loop, and tries again without an end when that does not work: for programs that
 * may be there before their router. The property "connection-state" tells how it goes.
 *
 * Thread: the client's.
 */
void
clasp_client_start (ClaspClient *self)
{
  if (self->state != CLASP_CLIENT_STATE_CLOSED)
    return;
  self->keeps_trying = TRUE;
  self->n_tries = 0;
  clasp_client_set_timer (self, &self->retry_timer, 0, retry_cb);
  clasp_client_set_state (self, CLASP_CLIENT_STATE_WAITING);
}

/* ---- closing ---- */

static void
close_timeout_cb (gpointer user_data)
{
  clasp_client_lose (user_data, "The router did not answer the goodbye");
}

/**
 * clasp_client_close_async:
 * @self: a client, in any state
 * @cancellable: (nullable): not looked at: closing is bounded in time
 * @callback: called when the connection is closed
 * @user_data: for @callback
 *
 * What was sent leaves first; what has not been answered fails, and so does a connect that is under
 * way. Subscriptions are kept for a next connection.
 *
 * Thread: the client's.
 */
void
clasp_client_close_async (ClaspClient        *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, clasp_client_close_async);
  self->keeps_trying = FALSE;
  switch (self->state)
    {
    case CLASP_CLIENT_STATE_CONNECTED:
      self->close_task = g_steal_pointer (&task);
      clasp_client_set_state (self, CLASP_CLIENT_STATE_CLOSING);
      clasp_client_carrier_close (self->carrier, CLASP_CLOSE_NORMAL, NULL);
      clasp_client_set_timer (self, &self->connect_timer, CLOSE_TIMEOUT_MS, close_timeout_cb);
      return;
    case CLASP_CLIENT_STATE_WAITING:
      clasp_client_lose (self, "Closed while waiting for the router");
      break;
    case CLASP_CLIENT_STATE_CONNECTING:
    case CLASP_CLIENT_STATE_RECONNECTING:
      clasp_client_fail_try (self,
                             g_error_new_literal (CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_CLOSED,
                                                  "Closed while connecting"));
      break;
    case CLASP_CLIENT_STATE_CLOSING:
    case CLASP_CLIENT_STATE_CLOSED:
      break;
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * clasp_client_close_finish:
 * @self: a client
 * @result: of the operation
 * @error: return location
 *
 * Thread: the client's.
 *
 * Returns: %TRUE
 */
gboolean
clasp_client_close_finish (ClaspClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- sending ---- */

GError *
clasp_client_not_connected (void)
{
  return g_error_new_literal (CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED,
                              "Not connected to a router");
}

/* What was encoded. */
static gboolean
send_written (ClaspClient *self, GError **error)
{
  if (self->carrier == NULL || !clasp_client_carrier_is_open (self->carrier))
    {
      g_propagate_error (error, clasp_client_not_connected ());
      return FALSE;
    }
  if (!clasp_client_carrier_send (self->carrier, self->writer.data, self->writer.length))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
                           "The router does not read as fast as this program sends");
      return FALSE;
    }
  return TRUE;
}

gboolean
clasp_client_send_message (ClaspClient *self, const ClaspMessage *message, GError **error)
{
  ClaspCodecStatus status;

  clasp_writer_reset (&self->writer);
  if (clasp_frame_encode_default (&self->writer, message, &status))
    return send_written (self, error);
  clasp_codec_status_to_error (&status, error);
  return FALSE;
}

gboolean
clasp_client_send_in_order (ClaspClient        *self,
                            const ClaspMessage *message,
                            guint64            *id,
                            GError            **error)
{
  guint64 its_id = 0;

  if (id != NULL)
    *id = 0;
  if (!clasp_client_is_lossy (self))
    return clasp_client_send_message (self, message, error);
  its_id = clasp_resend_post (self->resend, message, CLASP_QOS_COMMIT, NULL, error);
  if (id != NULL)
    *id = its_id;
  return its_id != 0;
}

gboolean
clasp_client_fire (ClaspClient *self, const ClaspMessage *message, GError **error)
{
  ClaspFrameHeader header = { .version = 1, .qos = CLASP_QOS_FIRE };
  ClaspCodecStatus status;

  if (self->state != CLASP_CLIENT_STATE_CONNECTED)
    {
      g_propagate_error (error, clasp_client_not_connected ());
      return FALSE;
    }
  header.has_timestamp = clasp_client_is_lossy (self); /* so that a second copy is recognised */
  header.timestamp_us = header.has_timestamp ? clasp_resend_next_id (self->resend) : 0;
  clasp_writer_reset (&self->writer);
  if (clasp_frame_encode (&self->writer, &header, message, &status))
    return send_written (self, error);
  clasp_codec_status_to_error (&status, error);
  return FALSE;
}

/* The router reads again: what must not be lost goes once more, and is recognised where it is
 * known.
 */
void
clasp_client_drained (ClaspClient *self)
{
  if (!self->is_overfull)
    return;
  self->is_overfull = FALSE;
  clasp_resend_disconnected (self->resend);
  clasp_resend_connected (self->resend, clasp_client_carrier_is_lossy (self->carrier));
}

/**
 * clasp_client_send: (skip)
 * @self: a connected client
 * @message: any message a client may send
 * @error: return location for CLASP_TRANSPORT_ERROR_CLOSED, CLASP_CODEC_ERROR_TOO_LARGE,
 *   G_IO_ERROR_WOULD_BLOCK
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when it was queued
 */
gboolean
clasp_client_send (ClaspClient *self, const ClaspMessage *message, GError **error)
{
  if (self->state == CLASP_CLIENT_STATE_CONNECTED)
    return clasp_client_send_message (self, message, error);
  g_propagate_error (error, clasp_client_not_connected ());
  return FALSE;
}
