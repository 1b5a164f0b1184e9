/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-bridge"

#include "bridges/clasp-bridge.h"

#include "bridges/clasp-bridge-bundle.h"
#include "bridges/clasp-bridge-echo.h"

/* Design notes: a bridge is off, or it runs, or it waits for its next start. Everything a protocol
 * reports goes through enter_state (), which alone subscribes, unsubscribes and publishes; so the
 * router never delivers to a device that is not there, and a device that comes back gets the state
 * as it is now. */

#define SUBSCRIPTION_ID 1
#define LIVE_FOR_US (2 * G_USEC_PER_SEC)
#define STATUS_INTERVAL_US (G_USEC_PER_SEC / 10)
#define MALFORMED_LOG_INTERVAL_US (5 * G_USEC_PER_SEC)

/* ui.md 12: reconnecting never gives up. */
static const guint backoff_ms[] = { 500, 1000, 2000, 4000, 8000, 10000 };

typedef struct
{
  ClaspBridgeHost   host;
  char             *name;       /* (owned) */
  char             *namespace_; /* (owned) */
  ClaspSettings    *settings;   /* (owned) */
  ClaspSession     *session;    /* (owned) while open */
  ClaspEcho        *echo;       /* (owned) */
  ClaspBridgeBundle *bundle;    /* (owned) (nullable) made when it is first needed */
  guint             bundle_depth;
  gboolean          is_bundle_refused;
  ClaspBridgeStatus status;
  ClaspTimer        retry_timer;
  ClaspTimer        status_timer;
  gboolean          is_open;
  gboolean          is_started;    /* between start () and stop () */
  gboolean          is_subscribed;
  gboolean          is_dirty;      /* the status changed since it was published */
  gint64            window_start_us;
  guint64           window_n_in, window_n_out;
  gint64            last_activity_us;
  gint64            malformed_logged_us;
} ClaspBridgePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ClaspBridge, clasp_bridge, G_TYPE_OBJECT)

#define PRIVATE(self) ((ClaspBridgePrivate *) clasp_bridge_get_instance_private (self))

static void attempt_start (ClaspBridge *self);

/**
 * clasp_bridge_state_to_string:
 * @state: a state
 *
 * Thread: any.
 *
 * Returns: its name in logs and files, "waiting"
 */
const char *
clasp_bridge_state_to_string (ClaspBridgeState state)
{
  switch (state)
    {
    case CLASP_BRIDGE_STATE_OFF:
      return "off";
    case CLASP_BRIDGE_STATE_STARTING:
      return "starting";
    case CLASP_BRIDGE_STATE_IDLE:
      return "idle";
    case CLASP_BRIDGE_STATE_LIVE:
      return "live";
    case CLASP_BRIDGE_STATE_WAITING:
      return "waiting";
    case CLASP_BRIDGE_STATE_MISSING:
      return "missing";
    case CLASP_BRIDGE_STATE_ERROR:
      return "error";
    }

  return "unknown";
}

G_DEFINE_ENUM_TYPE (ClaspBridgeState, clasp_bridge_state,
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_LIVE, "live"),
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_MISSING, "missing"),
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_ERROR, "error"))

static gint64
now (ClaspBridgePrivate *priv)
{
  return clasp_clock_now_us (clasp_timers_get_clock (priv->host.timers));
}

static gboolean
is_running (ClaspBridgePrivate *priv)
{
  return priv->status.state == CLASP_BRIDGE_STATE_IDLE || priv->status.state == CLASP_BRIDGE_STATE_LIVE;
}

/* ---- status ---- */

static void
publish (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = PRIVATE (self);

  priv->is_dirty = FALSE;
  if (priv->host.status != NULL)
    priv->host.status (&priv->status, priv->host.user_data);
}

static void
measure_rates (ClaspBridgePrivate *priv,
               gint64              now_us)
{
  gint64 elapsed_us = now_us - priv->window_start_us;

  if (elapsed_us < G_USEC_PER_SEC)
    return;

  priv->status.rate_in = (double) (priv->status.n_in - priv->window_n_in) * G_USEC_PER_SEC / (double) elapsed_us;
  priv->status.rate_out = (double) (priv->status.n_out - priv->window_n_out) * G_USEC_PER_SEC / (double) elapsed_us;
  priv->window_n_in = priv->status.n_in;
  priv->window_n_out = priv->status.n_out;
  priv->window_start_us = now_us;
  priv->is_dirty = TRUE;
}

static void
tell_live_from_idle (ClaspBridgePrivate *priv,
                     gint64              now_us)
{
  gboolean         is_live = priv->last_activity_us > 0 && now_us - priv->last_activity_us < LIVE_FOR_US;
  ClaspBridgeState state = is_live ? CLASP_BRIDGE_STATE_LIVE : CLASP_BRIDGE_STATE_IDLE;

  if (!is_running (priv) || priv->status.state == state)
    return;

  priv->status.state = state;
  priv->is_dirty = TRUE;
}

static void
status_timer_cb (gpointer user_data)
{
  ClaspBridge        *self = user_data;
  ClaspBridgePrivate *priv = PRIVATE (self);
  gint64              now_us = now (priv);

  measure_rates (priv, now_us);
  tell_live_from_idle (priv, now_us);
  if (priv->is_dirty)
    publish (self);

  /* The timer sleeps when there is nothing left to tell: no traffic, no wake-up. */
  if (priv->status.state == CLASP_BRIDGE_STATE_LIVE || priv->status.rate_in > 0 || priv->status.rate_out > 0)
    clasp_timers_set (priv->host.timers, &priv->status_timer, now_us + STATUS_INTERVAL_US, status_timer_cb, self);
}

static void
touch_status (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = PRIVATE (self);

  priv->is_dirty = TRUE;
  if (!clasp_timer_is_pending (&priv->status_timer))
    {
      gint64 now_us = now (priv);

      priv->window_start_us = now_us;
      priv->window_n_in = priv->status.n_in;
      priv->window_n_out = priv->status.n_out;
      clasp_timers_set (priv->host.timers, &priv->status_timer, now_us + STATUS_INTERVAL_US, status_timer_cb, self);
    }
}

static void
note_activity (ClaspBridge *self)
{
  PRIVATE (self)->last_activity_us = now (PRIVATE (self));
  touch_status (self);
}

/* ---- router side ---- */

static void
deliver_cb (ClaspSession        *session,
            const ClaspDelivery *delivery,
            gpointer             user_data)
{
  ClaspBridge        *self = user_data;
  ClaspBridgePrivate *priv = PRIVATE (self);

  if (delivery->message->type == CLASP_MESSAGE_SET)
    clasp_echo_note_sent (priv->echo, delivery->message->set.address, &delivery->message->set.value, now (priv));
  CLASP_BRIDGE_GET_CLASS (self)->deliver (self, delivery);
}

static void
reply_cb (ClaspSession       *session,
          const ClaspMessage *reply,
          gpointer            user_data)
{
  if (reply->type == CLASP_MESSAGE_ERROR)
    PRIVATE (user_data)->is_bundle_refused = TRUE;
}

static void
set_subscribed (ClaspBridge *self,
                gboolean     subscribed)
{
  ClaspBridgePrivate *priv = PRIVATE (self);
  g_autofree char    *pattern = NULL;

  if (priv->is_subscribed == subscribed || priv->session == NULL)
    return;

  priv->is_subscribed = subscribed;
  pattern = g_strconcat (priv->namespace_, "/**", NULL);
  if (subscribed)
    clasp_session_subscribe (priv->session, SUBSCRIPTION_ID, clasp_str (pattern), CLASP_TYPES_VALUES, TRUE, NULL);
  else
    clasp_session_unsubscribe (priv->session, SUBSCRIPTION_ID);
}

/* ---- life ---- */

static void
enter_state (ClaspBridge     *self,
             ClaspBridgeState state,
             const char      *detail)
{
  ClaspBridgePrivate *priv = PRIVATE (self);
  gboolean            is_news = state != priv->status.state || g_strcmp0 (detail, priv->status.detail) != 0;

  if (state == CLASP_BRIDGE_STATE_IDLE && is_running (priv))
    state = priv->status.state;
  priv->status.state = state;
  g_strlcpy (priv->status.detail, detail != NULL ? detail : "", sizeof priv->status.detail);
  if (state != CLASP_BRIDGE_STATE_WAITING)
    priv->status.retry_at_us = 0;
  if (is_news)
    g_message ("%s: %s%s%s", priv->name, clasp_bridge_state_to_string (state), priv->status.detail[0] != '\0' ? ": " : "", priv->status.detail);
  publish (self);
  set_subscribed (self, is_running (priv));
}

static void
retry_cb (gpointer user_data)
{
  attempt_start (user_data);
}

static void
wait_and_retry (ClaspBridge  *self,
                const GError *error)
{
  ClaspBridgePrivate *priv = PRIVATE (self);
  guint               step = MIN (priv->status.n_retries, G_N_ELEMENTS (backoff_ms) - 1);
  gint64              delay_us = (gint64) ((double) backoff_ms[step] * 1000 * g_random_double_range (0.8, 1.2));

  priv->status.n_retries++;
  priv->status.retry_at_us = now (priv) + delay_us;
  clasp_timers_set (priv->host.timers, &priv->retry_timer, priv->status.retry_at_us, retry_cb, self);
  enter_state (self, g_error_matches (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING) ? CLASP_BRIDGE_STATE_MISSING : CLASP_BRIDGE_STATE_WAITING, error->message);
}

/* A setting that cannot work, or a permission, does not mend itself. */
static gboolean
needs_a_person (const GError *error)
{
  return g_error_matches (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS) ||
         g_error_matches (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_DENIED) ||
         g_error_matches (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_DENIED);
}

static void
stop (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = PRIVATE (self);

  if (!priv->is_started)
    return;

  priv->is_started = FALSE;
  CLASP_BRIDGE_GET_CLASS (self)->stop (self);
}

static void
handle_failure (ClaspBridge  *self,
                const GError *error)
{
  PRIVATE (self)->status.n_failures++;
  stop (self);
  set_subscribed (self, FALSE);
  if (needs_a_person (error))
    enter_state (self, CLASP_BRIDGE_STATE_ERROR, error->message);
  else
    wait_and_retry (self, error);
}

static void
attempt_start (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = PRIVATE (self);
  g_autoptr (GError)  error = NULL;

  enter_state (self, CLASP_BRIDGE_STATE_STARTING, NULL);
  priv->is_started = TRUE;
  if (!CLASP_BRIDGE_GET_CLASS (self)->start (self, &error))
    handle_failure (self, error);
}

/**
 * clasp_bridge_open:
 * @self: a bridge that was never opened
 * @id: the connection's id
 * @name: the connection's name, for logs and session lists
 * @namespace_: where its signals live, "/osc"
 * @settings: (transfer full): a copy of the connection's settings, the bridge's own from now on
 * @host: what the engine provides; copied
 *
 * Joins the router and starts, and starts again after every failure, until clasp_bridge_close ().
 *
 * Thread: worker.
 */
void
clasp_bridge_open (ClaspBridge           *self,
                   const char            *id,
                   const char            *name,
                   const char            *namespace_,
                   ClaspSettings         *settings,
                   const ClaspBridgeHost *host)
{
  ClaspBridgePrivate *priv = PRIVATE (self);

  g_return_if_fail (!priv->is_open && priv->settings == NULL);

  priv->is_open = TRUE;
  priv->host = *host;
  priv->name = g_strdup (name);
  priv->namespace_ = g_strdup (namespace_);
  priv->settings = settings;
  g_strlcpy (priv->status.id, id, sizeof priv->status.id);
  priv->session = clasp_router_join (host->router, name, deliver_cb, reply_cb, self);
  attempt_start (self);
}

/**
 * clasp_bridge_close:
 * @self: a bridge
 *
 * Stops, leaves the router and reports OFF. Nothing calls back afterwards. Idempotent.
 *
 * Thread: worker.
 */
void
clasp_bridge_close (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = PRIVATE (self);

  if (!priv->is_open)
    return;

  priv->is_open = FALSE;
  set_subscribed (self, FALSE);
  stop (self);
  clasp_timers_cancel (priv->host.timers, &priv->retry_timer);
  clasp_timers_cancel (priv->host.timers, &priv->status_timer);
  enter_state (self, CLASP_BRIDGE_STATE_OFF, NULL);
  g_clear_pointer (&priv->session, clasp_session_leave);
}

/**
 * clasp_bridge_retry_now:
 * @self: an open bridge
 *
 * Ends a wait at once; a bridge that runs or starts is left alone.
 *
 * Thread: worker.
 */
void
clasp_bridge_retry_now (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = PRIVATE (self);

  if (!priv->is_open || priv->is_started)
    return;

  clasp_timers_cancel (priv->host.timers, &priv->retry_timer);
  priv->status.n_retries = 0;
  attempt_start (self);
}

/* ---- for implementations ---- */

/**
 * clasp_bridge_get_settings:
 * @self: an open bridge
 *
 * Returns: (transfer none): its settings
 */
ClaspSettings *
clasp_bridge_get_settings (ClaspBridge *self)
{
  return PRIVATE (self)->settings;
}

/**
 * clasp_bridge_get_host:
 * @self: an open bridge
 *
 * Returns: (transfer none): reactor, timers and router
 */
const ClaspBridgeHost *
clasp_bridge_get_host (ClaspBridge *self)
{
  return &PRIVATE (self)->host;
}

/**
 * clasp_bridge_get_id:
 * @self: an open bridge
 *
 * Returns: (transfer none): the connection's id
 */
const char *
clasp_bridge_get_id (ClaspBridge *self)
{
  return PRIVATE (self)->status.id;
}

/**
 * clasp_bridge_get_namespace:
 * @self: an open bridge
 *
 * Returns: (transfer none): "/osc"
 */
const char *
clasp_bridge_get_namespace (ClaspBridge *self)
{
  return PRIVATE (self)->namespace_;
}

/**
 * clasp_bridge_get_session:
 * @self: an open bridge
 *
 * Returns: (transfer none) (nullable): its router session, %NULL once closed
 */
ClaspSession *
clasp_bridge_get_session (ClaspBridge *self)
{
  return PRIVATE (self)->session;
}

static void
count_received (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = PRIVATE (self);

  priv->status.n_in++;
  priv->status.last_in_us = now (priv);
  priv->status.n_retries = 0;
  note_activity (self);
}

/* The absolute address in @buffer, which must hold 512 bytes; FALSE when it is too long. */
static gboolean
make_absolute (ClaspBridgePrivate *priv,
               ClaspStr            relative,
               char               *buffer,
               ClaspStr           *address)
{
  gsize prefix = strlen (priv->namespace_);

  if (prefix + relative.length > CLASP_ADDRESS_MAX_LENGTH)
    return FALSE;

  memcpy (buffer, priv->namespace_, prefix);
  memcpy (buffer + prefix, relative.data, relative.length);
  *address = (ClaspStr) { buffer, prefix + relative.length };
  return TRUE;
}

/* One that is refused (a fader that somebody holds) must not keep the others from their values. */
static void
submit_bundle (ClaspBridgePrivate *priv)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_BUNDLE };

  message.bundle.messages = clasp_bridge_bundle_peek (priv->bundle, &message.bundle.n_messages);
  priv->is_bundle_refused = FALSE;
  if (message.bundle.n_messages > 1)
    clasp_session_submit (priv->session, &message, NULL, FALSE);
  if (message.bundle.n_messages == 1 || priv->is_bundle_refused)
    for (guint i = 0; i < message.bundle.n_messages; i++)
      clasp_session_submit (priv->session, &message.bundle.messages[i], NULL, FALSE);
  clasp_bridge_bundle_clear (priv->bundle);
}

static void
set_param (ClaspBridgePrivate *priv,
           ClaspStr            address,
           const ClaspValue   *value)
{
  if (priv->bundle_depth == 0)
    {
      clasp_session_set (priv->session, address, value);
      return;
    }
  if (!clasp_bridge_bundle_add (priv->bundle, address, value))
    {
      submit_bundle (priv);
      clasp_bridge_bundle_add (priv->bundle, address, value);
    }
}

/**
 * clasp_bridge_begin_bundle:
 * @self: an open bridge
 *
 * The params received until clasp_bridge_end_bundle () leave as one BUNDLE: whoever hears a slot of
 * a frame hears all of it before anything else. Pairs may nest; the outermost counts. A bundle that
 * the router refuses because of one of them is written one by one.
 *
 * Thread: worker.
 */
void
clasp_bridge_begin_bundle (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = PRIVATE (self);

  if (priv->bundle == NULL)
    priv->bundle = clasp_bridge_bundle_new ();
  priv->bundle_depth++;
}

/**
 * clasp_bridge_end_bundle:
 * @self: an open bridge, after clasp_bridge_begin_bundle ()
 *
 * Thread: worker.
 */
void
clasp_bridge_end_bundle (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = PRIVATE (self);

  g_return_if_fail (priv->bundle_depth > 0);

  if (--priv->bundle_depth == 0)
    submit_bundle (priv);
}

/**
 * clasp_bridge_receive_param:
 * @self: an open bridge
 * @address: below the namespace, "/fader/1"
 * @value: the value as the protocol has it
 *
 * Counts it and writes a SET, unless it is the echo of what was sent to that address just now.
 *
 * Thread: worker.
 */
void
clasp_bridge_receive_param (ClaspBridge      *self,
                            ClaspStr          address,
                            const ClaspValue *value)
{
  ClaspBridgePrivate *priv = PRIVATE (self);
  char                buffer[CLASP_ADDRESS_MAX_LENGTH];
  ClaspStr            absolute;

  count_received (self);
  if (!make_absolute (priv, address, buffer, &absolute))
    clasp_bridge_count_malformed (self, NULL, "address longer than 256 bytes");
  else if (!clasp_echo_is_echo (priv->echo, absolute, value, now (priv)))
    set_param (priv, absolute, value);
}

static void
receive_publish (ClaspBridge      *self,
                 ClaspStr          address,
                 const ClaspValue *value,
                 ClaspSignal       signal)
{
  ClaspBridgePrivate *priv = PRIVATE (self);
  char                buffer[CLASP_ADDRESS_MAX_LENGTH];
  ClaspMessage        message = { .type = CLASP_MESSAGE_PUBLISH };

  count_received (self);
  if (!make_absolute (priv, address, buffer, &message.publish.address))
    {
      clasp_bridge_count_malformed (self, NULL, "address longer than 256 bytes");
      return;
    }

  message.publish.signal = signal;
  message.publish.has_value = value != NULL;
  if (value != NULL)
    message.publish.value = *value; /* lent for the call */
  clasp_session_submit (priv->session, &message, NULL, FALSE);
}

/**
 * clasp_bridge_receive_event:
 * @self: an open bridge
 * @address: below the namespace
 * @value: (nullable): what came with it
 *
 * Something momentary happened: published as an event, never stored, never taken for an echo.
 *
 * Thread: worker.
 */
void
clasp_bridge_receive_event (ClaspBridge      *self,
                            ClaspStr          address,
                            const ClaspValue *value)
{
  receive_publish (self, address, value, CLASP_SIGNAL_EVENT);
}

/**
 * clasp_bridge_receive_stream:
 * @self: an open bridge
 * @address: below the namespace
 * @value: one sample
 *
 * Thread: worker.
 */
void
clasp_bridge_receive_stream (ClaspBridge      *self,
                             ClaspStr          address,
                             const ClaspValue *value)
{
  receive_publish (self, address, value, CLASP_SIGNAL_STREAM);
}

/**
 * clasp_bridge_strip_namespace:
 * @self: an open bridge
 * @address: an address from the router
 * @relative: (out): the part below the namespace, with its leading slash
 *
 * Thread: worker.
 *
 * Returns: %FALSE when the address is not below the namespace
 */
gboolean
clasp_bridge_strip_namespace (ClaspBridge *self,
                              ClaspStr     address,
                              ClaspStr    *relative)
{
  const char *namespace_ = PRIVATE (self)->namespace_;
  gsize       prefix = strlen (namespace_);

  if (address.length <= prefix + 1 || memcmp (address.data, namespace_, prefix) != 0 || address.data[prefix] != '/')
    return FALSE;

  *relative = (ClaspStr) { address.data + prefix, address.length - prefix };
  return TRUE;
}

/**
 * clasp_bridge_count_sent:
 * @self: an open bridge
 *
 * One message left for the device.
 *
 * Thread: worker.
 */
void
clasp_bridge_count_sent (ClaspBridge *self)
{
  PRIVATE (self)->status.n_out++;
  note_activity (self);
}

/**
 * clasp_bridge_peek_status:
 * @self: a bridge
 *
 * Thread: worker.
 *
 * Returns: (transfer none): its status with all counters as they are now
 */
const ClaspBridgeStatus *
clasp_bridge_peek_status (ClaspBridge *self)
{
  return &PRIVATE (self)->status;
}

/**
 * clasp_bridge_count_dropped:
 * @self: an open bridge
 *
 * One message could not be sent, or had no meaning for the device.
 *
 * Thread: worker.
 */
void
clasp_bridge_count_dropped (ClaspBridge *self)
{
  PRIVATE (self)->status.n_dropped++;
  touch_status (self);
}

/**
 * clasp_bridge_count_malformed:
 * @self: an open bridge
 * @peer: (nullable): who sent it
 * @why: what was wrong, a few words
 *
 * Bad input is counted, and logged at most once in five seconds.
 *
 * Thread: worker.
 */
void
clasp_bridge_count_malformed (ClaspBridge *self,
                              const char  *peer,
                              const char  *why)
{
  ClaspBridgePrivate *priv = PRIVATE (self);
  gint64              now_us = now (priv);

  priv->status.n_malformed++;
  touch_status (self);
  if (priv->malformed_logged_us != 0 && now_us - priv->malformed_logged_us < MALFORMED_LOG_INTERVAL_US)
    return;

  priv->malformed_logged_us = now_us;
  g_message ("%s: unreadable packet%s%s: %s (%" G_GUINT64_FORMAT " so far)", priv->name, peer != NULL ? " from " : "", peer != NULL ? peer : "", why, priv->status.n_malformed);
}

/**
 * clasp_bridge_set_state:
 * @self: an open bridge
 * @state: IDLE when it works, MISSING while the device is away, ERROR when a person must act
 * @detail: (nullable): a sentence for a person
 *
 * Reports what a started bridge knows. MISSING keeps it started: the protocol watches for the
 * device itself.
 *
 * Thread: worker.
 */
void
clasp_bridge_set_state (ClaspBridge     *self,
                        ClaspBridgeState state,
                        const char      *detail)
{
  if (PRIVATE (self)->is_open)
    enter_state (self, state, detail);
}

/**
 * clasp_bridge_fail:
 * @self: an open bridge
 * @error: what happened
 *
 * What ran stopped working: stops it and starts again after a backoff, at once visible as such.
 *
 * Thread: worker.
 */
void
clasp_bridge_fail (ClaspBridge  *self,
                   const GError *error)
{
  if (PRIVATE (self)->is_open)
    handle_failure (self, error);
}

static void
clasp_bridge_dispose (GObject *object)
{
  clasp_bridge_close (CLASP_BRIDGE (object));
  G_OBJECT_CLASS (clasp_bridge_parent_class)->dispose (object);
}

static void
clasp_bridge_finalize (GObject *object)
{
  ClaspBridgePrivate *priv = PRIVATE (CLASP_BRIDGE (object));

  g_free (priv->name);
  g_free (priv->namespace_);
  g_clear_object (&priv->settings);
  g_clear_pointer (&priv->bundle, clasp_bridge_bundle_free);
  clasp_echo_free (priv->echo);
  G_OBJECT_CLASS (clasp_bridge_parent_class)->finalize (object);
}

static void
clasp_bridge_class_init (ClaspBridgeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clasp_bridge_dispose;
  G_OBJECT_CLASS (klass)->finalize = clasp_bridge_finalize;
}

static void
clasp_bridge_init (ClaspBridge *self)
{
  PRIVATE (self)->echo = clasp_echo_new ();
}
