/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-private.h"

/* As the JavaScript client, transports.md 11: 5 s for an answer, 10 s to connect. */
#define ANSWER_TIMEOUT_MS 5000
#define CONNECT_TIMEOUT_MS 10000
#define SILENCE_TIMEOUT_MS 15000
/* As the bridges: a router on this machine is back within a second. */
#define RECONNECT_INITIAL_MS 500
#define RECONNECT_FACTOR 1.5
#define RECONNECT_MAXIMUM_MS 10000
/* How long, and how many, a router recognises what it has been sent before (decisions.md, QoS). */
#define CARRY_MS 60000
#define MAX_UNANSWERED 4096
#define MAX_KNOWN 1000000

enum
{
  PROP_0,
  PROP_URL,
  PROP_NAME,
  PROP_TOKEN,
  PROP_TIMEOUT_MS,
  PROP_CONNECT_TIMEOUT_MS,
  PROP_SILENCE_TIMEOUT_MS,
  PROP_CARRY_MS,
  PROP_RECONNECT,
  PROP_RECONNECT_INITIAL_MS,
  PROP_RECONNECT_FACTOR,
  PROP_RECONNECT_MAXIMUM_MS,
  PROP_MAX_UNANSWERED,
  PROP_MAX_KNOWN,
  PROP_SESSION,
  PROP_CONNECTED,
  PROP_CONNECTION_STATE,
  PROP_CLOCK_OFFSET_US,
  PROP_ROUND_TRIP_US,
  PROP_JITTER_US,
  PROP_DRIFT_PPM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint       signals[CLASP_CLIENT_N_SIGNALS];

G_DEFINE_FINAL_TYPE (ClaspClient, clasp_client, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (ClaspClientState,
                    clasp_client_state,
                    G_DEFINE_ENUM_VALUE (CLASP_CLIENT_STATE_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (CLASP_CLIENT_STATE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (CLASP_CLIENT_STATE_CONNECTED, "connected"),
                    G_DEFINE_ENUM_VALUE (CLASP_CLIENT_STATE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (CLASP_CLIENT_STATE_RECONNECTING, "reconnecting"),
                    G_DEFINE_ENUM_VALUE (CLASP_CLIENT_STATE_CLOSING, "closing"))

/* ---- for the other files ---- */

guint
clasp_client_get_signal (ClaspClientSignal signal)
{
  return signals[signal];
}

void
clasp_client_notify_state (ClaspClient *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTION_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTED]);
}

void
clasp_client_set_state (ClaspClient *self, ClaspClientState state)
{
  gboolean was_connected = self->state == CLASP_CLIENT_STATE_CONNECTED;

  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTION_STATE]);
  if (was_connected)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTED]);
}

void
clasp_client_set_session (ClaspClient *self, char *session)
{
  if (self->session == NULL && session == NULL)
    return;
  g_free (self->session);
  self->session = session;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

void
clasp_client_notify_clock (ClaspClient *self)
{
  for (guint i = PROP_CLOCK_OFFSET_US; i <= PROP_DRIFT_PPM; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

void
clasp_client_emit_refused (ClaspClient *self, const char *address, guint16 code, const char *text)
{
  g_signal_emit (self, signals[CLASP_CLIENT_SIGNAL_REFUSED], 0, address, (guint) code, text);
}

/**
 * clasp_client_get_state:
 * @self: a client
 *
 * Thread: the client's.
 *
 * Returns: what the property "connection-state" says
 */
ClaspClientState
clasp_client_get_state (ClaspClient *self)
{
  return self->state;
}

/* ---- properties ---- */

static void
get_setting (ClaspClient *self, guint id, GValue *value)
{
  const guint numbers[N_PROPS] = {
    [PROP_TIMEOUT_MS] = self->timeout_ms,
    [PROP_CONNECT_TIMEOUT_MS] = self->connect_timeout_ms,
    [PROP_SILENCE_TIMEOUT_MS] = self->silence_timeout_ms,
    [PROP_CARRY_MS] = self->carry_ms,
    [PROP_RECONNECT_INITIAL_MS] = self->reconnect_initial_ms,
    [PROP_RECONNECT_MAXIMUM_MS] = self->reconnect_maximum_ms,
    [PROP_MAX_UNANSWERED] = self->max_unanswered,
    [PROP_MAX_KNOWN] = self->max_known,
  };

  g_value_set_uint (value, numbers[id]);
}

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
    case PROP_RECONNECT:
      g_value_set_boolean (value, self->reconnect);
      break;
    case PROP_RECONNECT_FACTOR:
      g_value_set_double (value, self->reconnect_factor);
      break;
    case PROP_SESSION:
      g_value_set_string (value, self->session);
      break;
    case PROP_CONNECTED:
      g_value_set_boolean (value, self->state == CLASP_CLIENT_STATE_CONNECTED);
      break;
    case PROP_CONNECTION_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_CLOCK_OFFSET_US:
      g_value_set_int64 (value, self->sync.offset_us);
      break;
    case PROP_ROUND_TRIP_US:
      g_value_set_int64 (value, self->sync.rtt_us);
      break;
    case PROP_JITTER_US:
      g_value_set_int64 (value, self->sync.jitter_us);
      break;
    case PROP_DRIFT_PPM:
      g_value_set_double (value, self->sync.drift_ppm);
      break;
    case PROP_TIMEOUT_MS:
    case PROP_CONNECT_TIMEOUT_MS:
    case PROP_SILENCE_TIMEOUT_MS:
    case PROP_CARRY_MS:
    case PROP_RECONNECT_INITIAL_MS:
    case PROP_RECONNECT_MAXIMUM_MS:
    case PROP_MAX_UNANSWERED:
    case PROP_MAX_KNOWN:
      get_setting (self, id, value);
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
set_uint (ClaspClient *self, guint *field, const GValue *value, GParamSpec *pspec)
{
  if (*field == g_value_get_uint (value))
    return;
  *field = g_value_get_uint (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
set_reconnect (ClaspClient *self, gboolean reconnect, GParamSpec *pspec)
{
  if (self->reconnect == reconnect)
    return;
  self->reconnect = reconnect;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
set_factor (ClaspClient *self, double factor, GParamSpec *pspec)
{
  if (self->reconnect_factor == factor)
    return;
  self->reconnect_factor = factor;
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
      set_uint (self, &self->timeout_ms, value, pspec);
      break;
    case PROP_CONNECT_TIMEOUT_MS:
      set_uint (self, &self->connect_timeout_ms, value, pspec);
      break;
    case PROP_SILENCE_TIMEOUT_MS:
      set_uint (self, &self->silence_timeout_ms, value, pspec);
      break;
    case PROP_CARRY_MS:
      set_uint (self, &self->carry_ms, value, pspec);
      break;
    case PROP_RECONNECT:
      set_reconnect (self, g_value_get_boolean (value), pspec);
      break;
    case PROP_RECONNECT_INITIAL_MS:
      set_uint (self, &self->reconnect_initial_ms, value, pspec);
      break;
    case PROP_RECONNECT_FACTOR:
      set_factor (self, g_value_get_double (value), pspec);
      break;
    case PROP_RECONNECT_MAXIMUM_MS:
      set_uint (self, &self->reconnect_maximum_ms, value, pspec);
      break;
    case PROP_MAX_UNANSWERED:
      set_uint (self, &self->max_unanswered, value, pspec);
      break;
    case PROP_MAX_KNOWN:
      set_uint (self, &self->max_known, value, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* ---- life ---- */

static void
send_cb (const guint8 *frame, gsize size, gpointer user_data)
{
  ClaspClient *self = user_data;

  if (self->carrier != NULL && !clasp_client_carrier_send (self->carrier, frame, size))
    self->is_overfull = TRUE;
}

static void
given_up_cb (guint64 id, gpointer tag, gpointer user_data)
{
  clasp_client_requests_given_up (user_data, tag);
}

static void
make_timers (ClaspClient *self, ClaspClock *clock)
{
  const ClaspResendHandler handler = { send_cb, given_up_cb };
  ClaspResendLimits        limits = CLASP_RESEND_LIMITS_DEFAULT;

  limits.max_messages = self->max_unanswered;
  g_clear_pointer (&self->resend, clasp_resend_free);
  g_clear_pointer (&self->timers, clasp_timers_free);
  self->timers = clasp_timers_new (self->context, clock);
  self->resend = clasp_resend_new (self->timers, &handler, self, &limits);
}

void
clasp_client_set_clock (ClaspClient *self, ClaspClock *clock)
{
  g_assert (self->state == CLASP_CLIENT_STATE_CLOSED);
  make_timers (self, clock);
}

static void
clasp_client_constructed (GObject *object)
{
  ClaspClient *self = CLASP_CLIENT (object);

  G_OBJECT_CLASS (clasp_client_parent_class)->constructed (object);
  make_timers (self, clasp_clock_system ());
  self->known = clasp_known_params_new (self->max_known);
}

/* Operations hold a reference, so that none is under way unless somebody disposes of it on purpose.
 */
static void
clasp_client_dispose (GObject *object)
{
  ClaspClient *self = CLASP_CLIENT (object);

  self->keeps_trying = FALSE;
  self->state = CLASP_CLIENT_STATE_CLOSED;
  clasp_client_drop (self);
  if (self->connect_task != NULL)
    {
      g_autoptr (GTask) task = g_steal_pointer (&self->connect_task);

      g_task_return_new_error (task, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_CLOSED,
                               "The client is gone");
    }
  if (self->close_task != NULL)
    {
      g_autoptr (GTask) task = g_steal_pointer (&self->close_task);

      g_task_return_boolean (task, TRUE);
    }
  clasp_client_requests_fail_all (self, "the client is gone");
  clasp_client_subscriptions_end_all (self);
  G_OBJECT_CLASS (clasp_client_parent_class)->dispose (object);
}

static void
clasp_client_finalize (GObject *object)
{
  ClaspClient *self = CLASP_CLIENT (object);

  clasp_client_subscriptions_clear (&self->subscriptions);
  clasp_known_params_free (self->known);
  clasp_resend_free (self->resend);
  clasp_timers_free (self->timers);
  clasp_writer_clear (&self->writer);
  g_ptr_array_unref (self->dead);
  g_hash_table_unref (self->gestures);
  g_main_context_unref (self->context);
  g_free (self->url);
  g_free (self->name);
  g_free (self->token);
  g_free (self->session);
  G_OBJECT_CLASS (clasp_client_parent_class)->finalize (object);
}

static GParamSpec *
milliseconds (const char *name, const char *nick, const char *blurb, guint minimum, guint value)
{
  return g_param_spec_uint (name, nick, blurb, minimum, G_MAXINT / 2, value,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY |
                              G_PARAM_CONSTRUCT);
}

static void
install_settings (void)
{
  const GParamFlags flags =
    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_CONSTRUCT;

  properties[PROP_URL] =
    g_param_spec_string ("url", "URL", "Address of the router", "ws://127.0.0.1:7330/clasp", flags);
  properties[PROP_NAME] = g_param_spec_string ("name", "Name", "What the router calls this client",
                                               "Clasp Client", flags);
  properties[PROP_TOKEN] = g_param_spec_string (
    "token", "Token", "What lets this client in, where the router asks for it", NULL, flags);
  properties[PROP_TIMEOUT_MS] =
    milliseconds ("timeout-ms", "Timeout", "How long to wait for an answer, in milliseconds", 1,
                  ANSWER_TIMEOUT_MS);
  properties[PROP_CONNECT_TIMEOUT_MS] =
    milliseconds ("connect-timeout-ms", "Connect timeout",
                  "How long a try to connect may take, in milliseconds", 1, CONNECT_TIMEOUT_MS);
  properties[PROP_SILENCE_TIMEOUT_MS] = milliseconds (
    "silence-timeout-ms", "Silence timeout",
    "After how many milliseconds without a word a connection counts as lost; 0 = never", 0,
    SILENCE_TIMEOUT_MS);
  properties[PROP_CARRY_MS] = milliseconds (
    "carry-ms", "Carry over",
    "How long what is to be confirmed waits for a new connection, in milliseconds", 0, CARRY_MS);
  properties[PROP_RECONNECT] = g_param_spec_boolean (
    "reconnect", "Reconnect", "Whether a connection that ends is made again", TRUE, flags);
  properties[PROP_RECONNECT_INITIAL_MS] = milliseconds (
    "reconnect-initial-ms", "First pause",
    "Pause before the first try to reconnect, in milliseconds", 1, RECONNECT_INITIAL_MS);
  properties[PROP_RECONNECT_FACTOR] =
    g_param_spec_double ("reconnect-factor", "Growth", "By what each pause is longer than the last",
                         1, 100, RECONNECT_FACTOR, flags);
  properties[PROP_RECONNECT_MAXIMUM_MS] =
    milliseconds ("reconnect-maximum-ms", "Longest pause",
                  "Longest pause between two tries, in milliseconds", 1, RECONNECT_MAXIMUM_MS);
  properties[PROP_MAX_UNANSWERED] = g_param_spec_uint (
    "max-unanswered", "Unanswered", "Messages that may wait to be confirmed", 1, MAX_UNANSWERED,
    MAX_UNANSWERED,
    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_MAX_KNOWN] = g_param_spec_uint (
    "max-known", "Known parameters",
    "Parameters whose values are kept, to tell after a reconnect what is new and what is gone", 0,
    G_MAXINT, MAX_KNOWN,
    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_CONSTRUCT_ONLY);
}

static void
install_status (void)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_SESSION] = g_param_spec_string (
    "session", "Session", "Id the router gave, NULL while not connected", NULL, flags);
  properties[PROP_CONNECTED] = g_param_spec_boolean (
    "connected", "Connected", "Whether the router has welcomed this client", FALSE, flags);
  properties[PROP_CONNECTION_STATE] =
    g_param_spec_enum ("connection-state", "Connection state", "How the connection does",
                       CLASP_TYPE_CLIENT_STATE, CLASP_CLIENT_STATE_CLOSED, flags);
  properties[PROP_CLOCK_OFFSET_US] = g_param_spec_int64 (
    "clock-offset-us", "Clock offset", "Router's clock minus ours, in microseconds", G_MININT64,
    G_MAXINT64, 0, flags);
  properties[PROP_ROUND_TRIP_US] =
    g_param_spec_int64 ("round-trip-us", "Round trip", "To the router and back, in microseconds",
                        G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_JITTER_US] = g_param_spec_int64 (
    "jitter-us", "Jitter", "How much that varies, in microseconds", 0, G_MAXINT64, 0, flags);
  properties[PROP_DRIFT_PPM] = g_param_spec_double (
    "drift-ppm", "Drift", "By how many millionths the router's clock runs faster than ours",
    -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
}

static guint
new_signal (const char *name, guint n_params, GType first, GType second, GType third)
{
  return g_signal_new (name, CLASP_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       n_params, first, second, third);
}

static void
install_connection_signals (void)
{
  /**
   * ClaspClient::message: (skip)
   * @self: a client
   * @message: (type gpointer): the ClaspMessage, valid during the emission
   *
   * Every message the router sends after WELCOME.
   */
  signals[CLASP_CLIENT_SIGNAL_MESSAGE] =
    new_signal ("message", 1, G_TYPE_POINTER, G_TYPE_NONE, G_TYPE_NONE);
  /**
   * ClaspClient::closed:
   * @self: a client
   * @reason: a sentence
   *
   * The connection has ended and will not be made again by itself, whoever ended it.
   */
  signals[CLASP_CLIENT_SIGNAL_CLOSED] =
    new_signal ("closed", 1, G_TYPE_STRING, G_TYPE_NONE, G_TYPE_NONE);
  /**
   * ClaspClient::reconnecting:
   * @self: a client
   * @delay_ms: until the next try, in milliseconds
   * @reason: why, a sentence
   *
   * The connection has ended, or a try to make it again has failed.
   */
  signals[CLASP_CLIENT_SIGNAL_RECONNECTING] =
    new_signal ("reconnecting", 2, G_TYPE_UINT, G_TYPE_STRING, G_TYPE_NONE);
  /**
   * ClaspClient::refused:
   * @self: a client
   * @address: (nullable): what it is about
   * @code: the router's, see the protocol; 0 when there was no answer
   * @text: a sentence
   *
   * The router has refused, or did not confirm, something nobody waits for: a
   * [method@Clasp.Client.set], a subscription.
   */
  signals[CLASP_CLIENT_SIGNAL_REFUSED] =
    new_signal ("refused", 3, G_TYPE_STRING, G_TYPE_UINT, G_TYPE_STRING);
}

static void
install_update_signals (void)
{
  /**
   * ClaspClient::update:
   * @self: a client
   * @update: what is new
   *
   * Anything that matches a subscription, once, however many it matches.
   */
  signals[CLASP_CLIENT_SIGNAL_UPDATE] =
    new_signal ("update", 1, CLASP_TYPE_UPDATE, G_TYPE_NONE, G_TYPE_NONE);
  /**
   * ClaspClient::param-changed:
   * @self: a client
   * @address: of a parameter
   * @value: its value, see [method@Clasp.Value.to_variant]
   * @revision: its revision
   *
   * The value of a parameter that matches a subscription: at subscription, at each change, and
   * after a reconnect if it changed meanwhile.
   */
  signals[CLASP_CLIENT_SIGNAL_PARAM_CHANGED] =
    new_signal ("param-changed", 3, G_TYPE_STRING, G_TYPE_VARIANT, G_TYPE_UINT64);
  /**
   * ClaspClient::param-removed:
   * @self: a client
   * @address: of a parameter
   *
   * After a reconnect: the router does not have it any more.
   */
  signals[CLASP_CLIENT_SIGNAL_PARAM_REMOVED] =
    new_signal ("param-removed", 1, G_TYPE_STRING, G_TYPE_NONE, G_TYPE_NONE);
  /**
   * ClaspClient::event:
   * @self: a client
   * @address: of an event
   * @value: (nullable): what came with it
   *
   * An event that matches a subscription.
   */
  signals[CLASP_CLIENT_SIGNAL_EVENT] =
    new_signal ("event", 2, G_TYPE_STRING, G_TYPE_VARIANT, G_TYPE_NONE);
}

static void
clasp_client_class_init (ClaspClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = clasp_client_constructed;
  object_class->get_property = clasp_client_get_property;
  object_class->set_property = clasp_client_set_property;
  object_class->dispose = clasp_client_dispose;
  object_class->finalize = clasp_client_finalize;
  install_settings ();
  install_status ();
  g_object_class_install_properties (object_class, N_PROPS, properties);
  install_connection_signals ();
  install_update_signals ();
}

static void
clasp_client_init (ClaspClient *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->writer = (ClaspWriter) CLASP_WRITER_INIT;
  self->dead = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_client_carrier_free);
  self->gestures = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  clasp_client_subscriptions_init (&self->subscriptions);
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
