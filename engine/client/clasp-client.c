/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client.h"

#include "client/clasp-client-carrier-private.h"
#include "client/clasp-client-requests-private.h"
#include "core/clasp-clock.h"
#include "core/clasp-clock-sync.h"
#include "core/clasp-codec.h"

/* Design notes: the carrier delivers frames; each is decoded once, emitted as "message", and then
 * completes the request it answers, if any. Callbacks of the user run inside, so everything that
 * calls out holds a reference and looks at the state again afterwards. */

/* As the JavaScript client, transports.md 11: 5 s for an answer, twice that to connect. */
#define ANSWER_TIMEOUT_MS 5000
#define CONNECT_FACTOR 2
#define SYNC_INTERVAL_S 30
#define FEATURES                                                                                   \
  (CLASP_FEATURE_PARAM | CLASP_FEATURE_EVENT | CLASP_FEATURE_STREAM | CLASP_FEATURE_GESTURE |      \
   CLASP_FEATURE_TIMELINE)

typedef enum
{
  STATE_CLOSED,
  STATE_CONNECTING, /* until WELCOME */
  STATE_CONNECTED,
  STATE_CLOSING,
} ClientState;

struct _ClaspClient
{
  GObject             parent_instance;
  char               *url;     /* (owned) */
  char               *name;    /* (owned) */
  char               *token;   /* (owned) (nullable) */
  char               *session; /* (owned) (nullable) while connected */
  guint               timeout_ms;
  ClientState         state;
  GMainContext       *context;         /* (owned) */
  ClaspClientCarrier *carrier;         /* (owned) (nullable) */
  GTask              *connect_task;    /* (owned) (nullable) while connecting */
  GSource            *connect_timeout; /* (owned) (nullable) */
  GSource            *connect_cancel;  /* (owned) (nullable) */
  GTask              *close_task;      /* (owned) (nullable) while closing */
  GSource            *sync_source;     /* (owned) (nullable) while connected */
  ClaspClockSync      sync;
  ClaspClientRequests requests;
  ClaspWriter         writer;
  guint32             last_subscription;
  gboolean            expects_initial; /* the next SNAPSHOT is the state after WELCOME */
};

enum
{
  PROP_0,
  PROP_URL,
  PROP_NAME,
  PROP_TOKEN,
  PROP_SESSION,
  PROP_CONNECTED,
  PROP_CLOCK_OFFSET_US,
  PROP_TIMEOUT_MS,
  N_PROPS
};

enum
{
  SIGNAL_MESSAGE,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ClaspClient, clasp_client, G_TYPE_OBJECT)

/* ---- state ---- */

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Back to closed, without telling anybody. */
static void
drop_connection (ClaspClient *self)
{
  gboolean was_connected = self->state == STATE_CONNECTED;

  self->state = STATE_CLOSED;
  clear_source (&self->connect_timeout);
  clear_source (&self->connect_cancel);
  clear_source (&self->sync_source);
  g_clear_pointer (&self->carrier, clasp_client_carrier_free);
  if (self->session != NULL)
    {
      g_clear_pointer (&self->session, g_free);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
    }
  if (was_connected)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTED]);
}

/* Takes over @error. */
static void
fail_connect (ClaspClient *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->connect_task);

  drop_connection (self);
  g_task_return_error (task, error);
}

static void
end_connection (ClaspClient *self, const char *reason)
{
  g_autoptr (GTask) close_task = g_steal_pointer (&self->close_task);

  drop_connection (self);
  clasp_client_requests_fail_all (&self->requests, reason);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0, reason);
  if (close_task != NULL)
    g_task_return_boolean (close_task, TRUE);
}

static gboolean
send_message (ClaspClient *self, const ClaspMessage *message, GError **error)
{
  ClaspCodecStatus status;

  clasp_writer_reset (&self->writer);
  if (!clasp_frame_encode_default (&self->writer, message, &status))
    {
      clasp_codec_status_to_error (&status, error);
      return FALSE;
    }
  if (self->carrier == NULL ||
      !clasp_client_carrier_send (self->carrier, self->writer.data, self->writer.length))
    {
      g_set_error_literal (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED,
                           "Not connected to a router");
      return FALSE;
    }
  return TRUE;
}

/* ---- clock ---- */

static gboolean
sync_cb (gpointer user_data)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SYNC };

  message.sync.t1_us = (guint64) clasp_clock_unix_us (clasp_clock_system ());
  send_message (user_data, &message, NULL);
  return G_SOURCE_CONTINUE;
}

static void
start_sync (ClaspClient *self)
{
  self->sync = (ClaspClockSync){ 0 };
  sync_cb (self);
  self->sync_source = g_timeout_source_new_seconds (SYNC_INTERVAL_S);
  g_source_set_static_name (self->sync_source, "[clasp] client clock");
  g_source_set_callback (self->sync_source, sync_cb, self, NULL);
  g_source_attach (self->sync_source, self->context);
}

static void
handle_sync (ClaspClient *self, const ClaspSync *sync)
{
  gint64 before = self->sync.offset_us;
  gint64 now = clasp_clock_unix_us (clasp_clock_system ());

  if (!sync->has_t2 || !sync->has_t3 ||
      !clasp_clock_sync_add (&self->sync, (gint64) sync->t1_us, (gint64) sync->t2_us,
                             (gint64) sync->t3_us, now))
    return;
  if (self->sync.offset_us != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLOCK_OFFSET_US]);
}

/* ---- what the router says ---- */

static void
handle_welcome (ClaspClient *self, const ClaspWelcome *welcome)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->connect_task);

  self->state = STATE_CONNECTED;
  self->expects_initial = TRUE;
  self->session = clasp_str_dup (welcome->session);
  clear_source (&self->connect_timeout);
  clear_source (&self->connect_cancel);
  start_sync (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTED]);
  g_task_return_boolean (task, TRUE);
}

static void
handle_while_connecting (ClaspClient *self, const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_WELCOME)
    handle_welcome (self, &message->welcome);
  else if (message->type == CLASP_MESSAGE_ERROR)
    {
      g_autofree char *text = clasp_str_dup (message->error.message);

      fail_connect (self, g_error_new (CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED,
                                       "%s (error %u)", text, message->error.code));
    }
}

static void
handle_message (ClaspClient *self, const ClaspMessage *message)
{
  gboolean is_initial = self->expects_initial && message->type == CLASP_MESSAGE_SNAPSHOT;

  self->expects_initial = FALSE;
  if (message->type == CLASP_MESSAGE_PING)
    {
      ClaspMessage pong = { .type = CLASP_MESSAGE_PONG };

      send_message (self, &pong, NULL);
    }
  else if (message->type == CLASP_MESSAGE_SYNC)
    handle_sync (self, &message->sync);

  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, message);
  clasp_client_requests_answer (&self->requests, message, is_initial);
}

static void
frame_cb (const guint8 *bytes, gsize size, gpointer user_data)
{
  ClaspClient          *self = user_data;
  ClaspFrameHeader      header;
  g_auto (ClaspMessage) message = { 0 };
  ClaspCodecStatus      status;

  if (!clasp_frame_decode (bytes, size, &header, &message, &status))
    {
      g_debug ("%s: a frame that cannot be read: %s", self->url,
               clasp_codec_error_to_kind (status.code));
      return;
    }

  g_object_ref (self);
  if (self->state == STATE_CONNECTING)
    handle_while_connecting (self, &message);
  else
    handle_message (self, &message);
  g_object_unref (self);
}

static void
opened_cb (gpointer user_data)
{
  ClaspClient *self = user_data;
  ClaspMessage hello = { .type = CLASP_MESSAGE_HELLO };
  GError      *error = NULL;

  hello.hello = (ClaspHello){ 1, FEATURES, clasp_str (self->name), clasp_str (self->token) };
  if (!send_message (self, &hello, &error))
    fail_connect (self, error);
}

static void
closed_cb (const GError *error, gpointer user_data)
{
  ClaspClient *self = user_data;

  g_object_ref (self);
  if (self->state == STATE_CONNECTING)
    fail_connect (self, g_error_copy (error));
  else
    end_connection (self, error->message);
  g_object_unref (self);
}

static const ClaspClientCarrierHandler carrier_handler = { opened_cb, frame_cb, closed_cb };

/* ---- connecting and closing ---- */

static gboolean
connect_timeout_cb (gpointer user_data)
{
  ClaspClient *self = user_data;

  fail_connect (self, g_error_new (CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_TIMEOUT,
                                   "%s did not welcome us within %g s", self->url,
                                   self->timeout_ms * CONNECT_FACTOR / 1000.0));
  return G_SOURCE_REMOVE;
}

static gboolean
connect_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  fail_connect (user_data,
                g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Connecting was cancelled"));
  return G_SOURCE_REMOVE;
}

static void
watch_connecting (ClaspClient *self, GCancellable *cancellable)
{
  self->connect_timeout = g_timeout_source_new (self->timeout_ms * CONNECT_FACTOR);
  g_source_set_static_name (self->connect_timeout, "[clasp] client connect timeout");
  g_source_set_callback (self->connect_timeout, connect_timeout_cb, self, NULL);
  g_source_attach (self->connect_timeout, self->context);
  if (cancellable == NULL)
    return;

  self->connect_cancel = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->connect_cancel, G_SOURCE_FUNC (connect_cancelled_cb), self, NULL);
  g_source_attach (self->connect_cancel, self->context);
}

/**
 * clasp_client_connect_async:
 * @self: a client that is not connected
 * @cancellable: (nullable): ends the attempt
 * @callback: called when the router has welcomed the client, or did not
 * @user_data: for @callback
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
  GError           *error = NULL;

  g_task_set_source_tag (task, clasp_client_connect_async);
  if (self->state != STATE_CLOSED)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING,
                               "Connected or connecting already");
      return;
    }

  self->carrier = clasp_client_carrier_open (self->url, &carrier_handler, self, &error);
  if (self->carrier == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->state = STATE_CONNECTING;
  self->connect_task = g_steal_pointer (&task);
  watch_connecting (self, cancellable);
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
 * clasp_client_close_async:
 * @self: a client, in any state
 * @cancellable: (nullable): not looked at: closing is bounded in time
 * @callback: called when the connection is closed
 * @user_data: for @callback
 *
 * What was sent leaves first. A connect that is under way fails.
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
  if (self->state == STATE_CONNECTED)
    {
      self->close_task = g_steal_pointer (&task);
      self->state = STATE_CLOSING;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTED]);
      clasp_client_carrier_close (self->carrier, CLASP_CLOSE_NORMAL, NULL);
      return;
    }

  if (self->state == STATE_CONNECTING)
    fail_connect (self, g_error_new_literal (CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_CLOSED,
                                             "Closed while connecting"));
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

/* ---- requests ---- */

/**
 * clasp_client_send:
 * @self: a connected client
 * @message: any message a client may send
 * @error: return location for CLASP_TRANSPORT_ERROR_CLOSED, CLASP_CODEC_ERROR_TOO_LARGE
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when it was queued
 */
gboolean
clasp_client_send (ClaspClient *self, const ClaspMessage *message, GError **error)
{
  if (self->state != STATE_CONNECTED)
    {
      g_set_error_literal (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_CLOSED,
                           "Not connected to a router");
      return FALSE;
    }

  return send_message (self, message, error);
}

static void
request (ClaspClient        *self,
         ClaspRequestKind    kind,
         const char         *address,
         const ClaspMessage *message,
         GTask              *task)
{
  GError *error = NULL;

  if (!clasp_client_send (self, message, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  clasp_client_requests_add (&self->requests, kind, address, self->timeout_ms, task);
}

static ClaspAnswer *
finish_request (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * clasp_client_set_async:
 * @self: a connected client
 * @address: a parameter
 * @value: its new value
 * @cancellable: (nullable): stops waiting; what was sent stays sent
 * @callback: called with the router's answer
 * @user_data: for @callback
 *
 * Thread: the client's.
 */
void
clasp_client_set_async (ClaspClient        *self,
                        const char         *address,
                        const ClaspValue   *value,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask       *task = g_task_new (self, cancellable, callback, user_data);
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  g_task_set_source_tag (task, clasp_client_set_async);
  message.set.address = clasp_str (address);
  message.set.value = *value; /* borrowed: the message is not cleared */
  request (self, CLASP_REQUEST_SET, address, &message, task);
}

/**
 * clasp_client_set_finish:
 * @self: a client
 * @result: of the operation
 * @revision: (out) (optional): the parameter's new revision
 * @error: return location: CLASP_ROUTER_ERROR_REFUSED, _TIMEOUT, _CLOSED
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when the router has taken the value
 */
gboolean
clasp_client_set_finish (ClaspClient *self, GAsyncResult *result, guint64 *revision, GError **error)
{
  ClaspAnswer *answer = finish_request (result, error);

  if (answer == NULL)
    return FALSE;
  if (revision != NULL)
    *revision = answer->revision;
  clasp_answer_free (answer);
  return TRUE;
}

/**
 * clasp_client_get_async:
 * @self: a connected client
 * @address: a parameter
 * @cancellable: (nullable): stops waiting
 * @callback: called with the router's answer
 * @user_data: for @callback
 *
 * Thread: the client's.
 */
void
clasp_client_get_async (ClaspClient        *self,
                        const char         *address,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask       *task = g_task_new (self, cancellable, callback, user_data);
  ClaspMessage message = { .type = CLASP_MESSAGE_GET };

  g_task_set_source_tag (task, clasp_client_get_async);
  message.get.address = clasp_str (address);
  request (self, CLASP_REQUEST_GET, address, &message, task);
}

/**
 * clasp_client_get_finish:
 * @self: a client
 * @result: of the operation
 * @value: (out) (optional): the value, cleared by the caller; null when there is none
 * @revision: (out) (optional): its revision
 * @error: return location: CLASP_ROUTER_ERROR_REFUSED, _TIMEOUT, _CLOSED
 *
 * Routers other than ours may not answer for an address nobody has set: that is a timeout.
 *
 * Thread: the client's.
 *
 * Returns: %TRUE when there is such a parameter; %FALSE without an error when there is none
 */
gboolean
clasp_client_get_finish (ClaspClient  *self,
                         GAsyncResult *result,
                         ClaspValue   *value,
                         guint64      *revision,
                         GError      **error)
{
  ClaspAnswer *answer = finish_request (result, error);
  gboolean     is_found = answer != NULL && answer->is_found;

  if (value != NULL)
    *value = clasp_value_null ();
  if (answer == NULL)
    return FALSE;

  if (value != NULL && is_found)
    {
      *value = answer->value;
      answer->value = clasp_value_null ();
    }
  if (revision != NULL)
    *revision = answer->revision;
  clasp_answer_free (answer);
  return is_found;
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
  GTask       *task = g_task_new (self, cancellable, callback, user_data);
  ClaspMessage message = { .type = CLASP_MESSAGE_PING };

  g_task_set_source_tag (task, clasp_client_ping_async);
  request (self, CLASP_REQUEST_PING, NULL, &message, task);
}

/**
 * clasp_client_ping_finish:
 * @self: a client
 * @result: of the operation
 * @error: return location: CLASP_ROUTER_ERROR_TIMEOUT, _CLOSED
 *
 * Thread: the client's.
 *
 * Returns: the round trip in microseconds, -1 on failure
 */
gint64
clasp_client_ping_finish (ClaspClient *self, GAsyncResult *result, GError **error)
{
  ClaspAnswer *answer = finish_request (result, error);
  gint64       round_trip_us = answer != NULL ? answer->round_trip_us : -1;

  g_clear_pointer (&answer, clasp_answer_free);
  return round_trip_us;
}

/**
 * clasp_client_subscribe:
 * @self: a connected client
 * @pattern: which addresses
 * @types: ClaspTypes: which signals
 * @error: return location for CLASP_TRANSPORT_ERROR_CLOSED
 *
 * What matches arrives by the signal "message": the state at once in SNAPSHOTs, then every change.
 *
 * Thread: the client's.
 *
 * Returns: the subscription's id, 0 on failure
 */
guint32
clasp_client_subscribe (ClaspClient *self, const char *pattern, guint8 types, GError **error)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SUBSCRIBE };

  message.subscribe.id = self->last_subscription + 1;
  message.subscribe.pattern = clasp_str (pattern);
  message.subscribe.types = types;
  if (!clasp_client_send (self, &message, error))
    return 0;

  return ++self->last_subscription;
}

/**
 * clasp_client_unsubscribe:
 * @self: a client
 * @id: of a subscription
 *
 * Thread: the client's.
 */
void
clasp_client_unsubscribe (ClaspClient *self, guint32 id)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_UNSUBSCRIBE };

  message.unsubscribe.id = id;
  clasp_client_send (self, &message, NULL);
}

/* ---- GObject ---- */

static void
clasp_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ClaspClient *self = CLASP_CLIENT (object);

  switch (id)
    {
    case PROP_URL:
      g_value_set_string (value, self->url);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_TOKEN:
      g_value_set_string (value, self->token);
      break;
    case PROP_SESSION:
      g_value_set_string (value, self->session);
      break;
    case PROP_CONNECTED:
      g_value_set_boolean (value, self->state == STATE_CONNECTED);
      break;
    case PROP_CLOCK_OFFSET_US:
      g_value_set_int64 (value, self->sync.offset_us);
      break;
    case PROP_TIMEOUT_MS:
      g_value_set_uint (value, self->timeout_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_string (ClaspClient *self, char **field, const GValue *value, GParamSpec *pspec)
{
  const char *text = g_value_get_string (value);

  if (g_strcmp0 (*field, text) == 0)
    return;
  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
clasp_client_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ClaspClient *self = CLASP_CLIENT (object);

  switch (id)
    {
    case PROP_URL:
      set_string (self, &self->url, value, pspec);
      break;
    case PROP_NAME:
      set_string (self, &self->name, value, pspec);
      break;
    case PROP_TOKEN:
      set_string (self, &self->token, value, pspec);
      break;
    case PROP_TIMEOUT_MS:
      if (self->timeout_ms != g_value_get_uint (value))
        {
          self->timeout_ms = g_value_get_uint (value);
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
clasp_client_dispose (GObject *object)
{
  drop_connection (CLASP_CLIENT (object));
  G_OBJECT_CLASS (clasp_client_parent_class)->dispose (object);
}

static void
clasp_client_finalize (GObject *object)
{
  ClaspClient *self = CLASP_CLIENT (object);

  clasp_writer_clear (&self->writer);
  g_main_context_unref (self->context);
  g_free (self->url);
  g_free (self->name);
  g_free (self->token);
  G_OBJECT_CLASS (clasp_client_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *klass)
{
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags write = read | G_PARAM_WRITABLE;

  properties[PROP_URL] = g_param_spec_string (
    "url", "URL", "Address of the router", "ws://127.0.0.1:7330/clasp", write | G_PARAM_CONSTRUCT);
  properties[PROP_NAME] = g_param_spec_string ("name", "Name", "What the router calls this client",
                                               "Clasp Client", write | G_PARAM_CONSTRUCT);
  properties[PROP_TOKEN] = g_param_spec_string (
    "token", "Token", "What lets this client in, where the router asks for it", NULL, write);
  properties[PROP_SESSION] = g_param_spec_string (
    "session", "Session", "Id the router gave, NULL while not connected", NULL, read);
  properties[PROP_CONNECTED] = g_param_spec_boolean (
    "connected", "Connected", "Whether the router has welcomed this client", FALSE, read);
  properties[PROP_CLOCK_OFFSET_US] = g_param_spec_int64 (
    "clock-offset-us", "Clock offset", "Router's clock minus ours, in microseconds", G_MININT64,
    G_MAXINT64, 0, read);
  properties[PROP_TIMEOUT_MS] =
    g_param_spec_uint ("timeout-ms", "Timeout", "How long to wait for an answer, in milliseconds",
                       1, G_MAXINT, ANSWER_TIMEOUT_MS, write | G_PARAM_CONSTRUCT);
  g_object_class_install_properties (klass, N_PROPS, properties);
}

static void
clasp_client_class_init (ClaspClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = clasp_client_get_property;
  object_class->set_property = clasp_client_set_property;
  object_class->dispose = clasp_client_dispose;
  object_class->finalize = clasp_client_finalize;
  install_properties (object_class);

  /**
   * ClaspClient::message:
   * @self: a client
   * @message: (type gpointer): the ClaspMessage, valid during the emission
   *
   * Every message the router sends after WELCOME.
   */
  signals[SIGNAL_MESSAGE] = g_signal_new ("message", CLASP_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  /**
   * ClaspClient::closed:
   * @self: a client
   * @reason: a sentence
   *
   * The connection has ended, whoever ended it.
   */
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", CLASP_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
clasp_client_init (ClaspClient *self)
{
  GMainContext *context = g_main_context_get_thread_default ();

  self->context = g_main_context_ref (context != NULL ? context : g_main_context_default ());
  self->writer = (ClaspWriter) CLASP_WRITER_INIT;
  g_queue_init (&self->requests.pending);
}

/**
 * clasp_client_new:
 * @url: "ws://host:7330/clasp", "wss://…", "tcp://host:7334"
 * @name: what the router shows for this client
 *
 * Thread: any; the client then belongs to this one.
 *
 * Returns: (transfer full): a client that is not connected
 */
ClaspClient *
clasp_client_new (const char *url, const char *name)
{
  return g_object_new (CLASP_TYPE_CLIENT, "url", url, "name", name, NULL);
}
