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
  PROP_TLS_CA_FILE,
  PROP_TLS_INSECURE,
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

/* ---- what changes by itself ---- */

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

/* ---- reading and writing ---- */

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

void
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
    case PROP_TLS_CA_FILE:
      g_value_set_string (value, self->tls_ca_file);
      break;
    case PROP_TLS_INSECURE:
      g_value_set_boolean (value, self->tls_insecure);
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

void
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
    case PROP_TLS_CA_FILE:
      set_string (self, &self->tls_ca_file, value, pspec);
      break;
    case PROP_TLS_INSECURE:
      if (self->tls_insecure != g_value_get_boolean (value))
        {
          self->tls_insecure = g_value_get_boolean (value);
          g_object_notify_by_pspec (object, pspec);
        }
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

/* ---- what there is ---- */

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
  properties[PROP_TLS_CA_FILE] = g_param_spec_string (
    "tls-ca-file", "Authorities",
    "File (PEM) of the authorities to believe over wss:// and tls://; NULL = the system's", NULL,
    flags);
  properties[PROP_TLS_INSECURE] = g_param_spec_boolean (
    "tls-insecure", "Insecure", "Whether to believe any certificate: anybody can listen in then",
    FALSE, flags);
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

void
clasp_client_install_properties (GObjectClass *klass)
{
  install_settings ();
  install_status ();
  g_object_class_install_properties (klass, N_PROPS, properties);
}
