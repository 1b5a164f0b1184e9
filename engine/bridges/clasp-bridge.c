/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-bridge"

#include "bridges/clasp-bridge-private.h"
#include "bridges/clasp-bridge-settings.h"
#include "core/clasp-fixed-text.h"

#include <glib/gi18n-lib.h>

/* Design notes: a bridge is off, or it runs, or it waits for its next start. Everything a protocol
 * reports goes through enter_state (), which alone subscribes, unsubscribes and publishes; so the
 * router never delivers to a device that is not there, and a device that comes back gets the state
 * as it is now. */

/* ui.md 12: reconnecting never gives up, and is never long in coming. */
#define FIRST_DELAY_MS 500
#define MAX_DELAY_MS 10000
#define HEALTHY_AFTER_US (10 * G_USEC_PER_SEC)

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ClaspBridge, clasp_bridge, G_TYPE_OBJECT)

static void attempt_start (ClaspBridge *self);

ClaspBridgePrivate *
clasp_bridge_get_private (ClaspBridge *self)
{
  return clasp_bridge_get_instance_private (self);
}

gint64
clasp_bridge_now (ClaspBridgePrivate *priv)
{
  return clasp_clock_now_us (clasp_timers_get_clock (priv->host.timers));
}

gboolean
clasp_bridge_is_running (ClaspBridgePrivate *priv)
{
  switch (priv->status.state)
    {
    case CLASP_BRIDGE_STATE_IDLE:
    case CLASP_BRIDGE_STATE_LIVE:
    case CLASP_BRIDGE_STATE_DEGRADED:
      return TRUE;
    case CLASP_BRIDGE_STATE_MISSING:
      /* Only its answers may be lost: what it shows must go on. */
      return priv->answer == CLASP_BRIDGE_ANSWER_GONE;
    case CLASP_BRIDGE_STATE_OFF:
    case CLASP_BRIDGE_STATE_STARTING:
    case CLASP_BRIDGE_STATE_WAITING:
    case CLASP_BRIDGE_STATE_ERROR:
      return FALSE;
    }

  return FALSE;
}

/* ---- states ---- */

static void
healthy_cb (gpointer user_data)
{
  clasp_bridge_get_private (user_data)->status.n_retries = 0;
}

/* What holds for ten seconds is no longer a matter of the backoff. */
static void
watch_health (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  if (!clasp_bridge_is_running (priv))
    clasp_timers_cancel (priv->host.timers, &priv->health_timer);
  else if (priv->status.n_retries > 0 && !clasp_timer_is_pending (&priv->health_timer))
    clasp_timers_set (priv->host.timers, &priv->health_timer,
                      clasp_bridge_now (priv) + HEALTHY_AFTER_US, healthy_cb, self);
}

static void
count_reconnect (ClaspBridgePrivate *priv)
{
  if (!priv->has_failed || !clasp_bridge_is_running (priv))
    return;

  priv->has_failed = FALSE;
  priv->status.n_reconnects++;
}

/* A start that is tried once more decides nothing. */
static void
note_outage (ClaspBridgePrivate *priv)
{
  ClaspBridgeStatus *status = &priv->status;
  gint64             now_us = clasp_bridge_now (priv);

  if (clasp_bridge_is_running (priv))
    {
      gint64 lasted_us = clasp_bridge_outages_end (&status->outages, now_us);

      if (lasted_us > 0 && !priv->host.is_quiet)
        g_message (_ ("%s: works again after %.1f s"), priv->name, (double) lasted_us / G_USEC_PER_SEC);
    }
  else if (status->state >= CLASP_BRIDGE_STATE_WAITING)
    clasp_bridge_outages_begin (&status->outages, status->detail, clasp_clock_unix_us (clasp_timers_get_clock (priv->host.timers)),
                                now_us);
}

static void
enter_state (ClaspBridge *self, ClaspBridgeState state, const char *detail)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);
  char                shown[sizeof priv->status.detail];
  gboolean            is_news;

  clasp_fixed_text_set (shown, sizeof shown, clasp_str (detail));
  if (state == CLASP_BRIDGE_STATE_IDLE && clasp_bridge_is_running (priv))
    state = clasp_bridge_tell_live (priv, clasp_bridge_now (priv));
  /* That nobody answers is told by the base itself: it comes and goes with the traffic. */
  is_news = state != priv->status.state ||
            strcmp (shown, priv->status.is_unheard ? "" : priv->status.detail) != 0;
  priv->status.state = state;
  g_strlcpy (priv->status.detail, shown, sizeof priv->status.detail);
  priv->status.is_unheard = FALSE;
  clasp_bridge_tell_heard (priv, clasp_bridge_now (priv));
  if (state != CLASP_BRIDGE_STATE_WAITING && state != CLASP_BRIDGE_STATE_MISSING)
    priv->status.retry_at_us = 0;
  if (is_news && !priv->host.is_quiet)
    g_message ("%s: %s%s%s", priv->name, clasp_bridge_state_describe (state),
               priv->status.detail[0] != '\0' ? ": " : "", priv->status.detail);
  if (clasp_bridge_is_running (priv) || state == CLASP_BRIDGE_STATE_OFF)
    priv->status.is_faulty = FALSE;
  count_reconnect (priv);
  note_outage (priv);
  watch_health (self);
  clasp_bridge_publish (self);
  if (state == CLASP_BRIDGE_STATE_LIVE)
    clasp_bridge_touch_status (self); /* until it is idle */
  clasp_bridge_set_subscribed (self, clasp_bridge_is_running (priv));
}

/* ---- failing and trying again ---- */

static void
retry_cb (gpointer user_data)
{
  attempt_start (user_data);
}

/**
 * clasp_bridge_backoff_us:
 * @n_failures: attempts that failed in a row, without the first
 *
 * A fifth more or less keeps many connections from trying at the same moment.
 *
 * Thread: any.
 *
 * Returns: how long to wait before the next attempt, µs
 */
gint64
clasp_bridge_backoff_us (guint n_failures)
{
  guint delay_ms = n_failures < 16 ? MIN (FIRST_DELAY_MS << n_failures, MAX_DELAY_MS) : MAX_DELAY_MS;

  return (gint64) (delay_ms * 1000.0 * g_random_double_range (0.8, 1.2));
}

static void
wait_and_retry (ClaspBridge *self, const GError *error)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);
  gint64              delay_us = clasp_bridge_backoff_us (priv->status.n_retries);
  gboolean            is_missing =
    g_error_matches (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING);

  priv->status.n_retries++;
  priv->status.retry_at_us = clasp_bridge_now (priv) + delay_us;
  clasp_timers_set (priv->host.timers, &priv->retry_timer, priv->status.retry_at_us, retry_cb,
                    self);
  enter_state (self, is_missing ? CLASP_BRIDGE_STATE_MISSING : CLASP_BRIDGE_STATE_WAITING,
               error->message);
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
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  if (!priv->is_started)
    return;

  priv->is_started = FALSE;
  CLASP_BRIDGE_GET_CLASS (self)->stop (self);
}

static void
handle_failure (ClaspBridge *self, const GError *error)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  priv->status.n_failures++;
  priv->status.fault = clasp_bridge_fault_of (error);
  priv->status.is_faulty = TRUE;
  priv->status.faults[priv->status.fault]++;
  priv->has_failed = TRUE;
  clasp_bridge_keep_error (self, error->message);
  clasp_bridge_set_subscribed (self, FALSE);
  stop (self);
  if (needs_a_person (error))
    enter_state (self, CLASP_BRIDGE_STATE_ERROR, error->message);
  else
    wait_and_retry (self, error);
}

/* ---- the interface ---- */

static void
forget_interface (ClaspBridgePrivate *priv)
{
  g_clear_object (&priv->interface.address);
  g_clear_object (&priv->interface.broadcast);
  g_clear_object (&priv->interface.address6);
  priv->interface = (ClaspInterface){ 0 };
}

static void
remember_interface (ClaspBridgePrivate *priv, const ClaspInterface *now)
{
  forget_interface (priv);
  priv->interface = *now;
  if (now->address != NULL)
    g_object_ref (now->address);
  if (now->broadcast != NULL)
    g_object_ref (now->broadcast);
  if (now->address6 != NULL)
    g_object_ref (now->address6);
}

/* FALSE: it is named, and cannot be used now. */
static gboolean
find_interface (ClaspBridge *self, GError **error)
{
  ClaspBridgePrivate   *priv = clasp_bridge_get_private (self);
  const char           *name = clasp_bridge_settings_get_interface (priv->settings);
  const ClaspInterface *now;

  if (name[0] == '\0')
    return TRUE;

  now = clasp_interfaces_find (priv->host.interfaces, name);
  if (now != NULL && now->is_up)
    {
      remember_interface (priv, now);
      return TRUE;
    }
  g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING,
               now != NULL ? _ ("Network interface “%s” is down; switch it on or plug its cable in")
                           : _ ("Network interface “%s” is not there; waiting for it"),
               name);
  return FALSE;
}

static gboolean
is_same_address (GInetAddress *a, GInetAddress *b)
{
  return a == b || (a != NULL && b != NULL && g_inet_address_equal (a, b));
}

static gboolean
has_interface_changed (ClaspBridgePrivate *priv)
{
  const ClaspInterface *was = &priv->interface;
  const ClaspInterface *now;

  if (was->index == 0)
    return FALSE;

  now = clasp_interfaces_find (priv->host.interfaces, was->name);
  return now == NULL || !now->is_up || now->index != was->index ||
         !is_same_address (now->address, was->address) ||
         !is_same_address (now->broadcast, was->broadcast) ||
         !is_same_address (now->address6, was->address6);
}

/* A wait may be over, and what is bound to an interface begins again with it as it is now. */
static void
interfaces_cb (gpointer user_data)
{
  ClaspBridge        *self = user_data;
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  if (priv->is_started && has_interface_changed (priv))
    {
      clasp_bridge_set_subscribed (self, FALSE);
      stop (self);
      attempt_start (self);
    }
  else if (clasp_timer_is_pending (&priv->retry_timer))
    {
      clasp_timers_cancel (priv->host.timers, &priv->retry_timer);
      attempt_start (self);
    }
}

static void
attempt_start (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);
  g_autoptr (GError)  error = NULL;

  priv->answer = CLASP_BRIDGE_ANSWER_UNKNOWN;
  enter_state (self, CLASP_BRIDGE_STATE_STARTING, NULL);
  forget_interface (priv);
  if (!find_interface (self, &error))
    {
      handle_failure (self, error);
      return;
    }
  priv->is_started = TRUE;
  if (!CLASP_BRIDGE_GET_CLASS (self)->start (self, &error))
    handle_failure (self, error);
}

/* ---- life ---- */

/**
 * clasp_bridge_open:
 * @self: a bridge that was never opened
 * @id: the connection's id
 * @name: the connection's name, for logs and session lists
 * @namespace_: where its signals live, "/osc"
 * @settings: (transfer full): a copy of the connection's settings, the bridge's own from now on
 * @host: what the engine provides; copied
 *
 * Joins the router, announces itself and starts, and starts again after every failure, until
 * clasp_bridge_close ().
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
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  g_return_if_fail (!priv->is_open && priv->settings == NULL);

  priv->is_open = TRUE;
  priv->host = *host;
  priv->host.outages = NULL;
  if (host->outages != NULL)
    priv->status.outages = *host->outages;
  priv->name = g_strdup (name);
  priv->namespace_ = g_strdup (namespace_);
  priv->settings = settings;
  g_strlcpy (priv->status.id, id, sizeof priv->status.id);
  priv->interfaces_watch = clasp_interfaces_watch (host->interfaces, interfaces_cb, self);
  clasp_bridge_traffic_init (self);
  clasp_bridge_announce (self);
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
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  if (!priv->is_open)
    return;

  priv->is_open = FALSE;
  clasp_interfaces_unwatch (priv->host.interfaces, g_steal_pointer (&priv->interfaces_watch));
  clasp_bridge_set_subscribed (self, FALSE);
  stop (self);
  clasp_timers_cancel (priv->host.timers, &priv->retry_timer);
  clasp_timers_cancel (priv->host.timers, &priv->status_timer);
  enter_state (self, CLASP_BRIDGE_STATE_OFF, NULL);
  clasp_bridge_traffic_clear (self);
  forget_interface (priv);
}

/**
 * clasp_bridge_retry_now:
 * @self: an open bridge
 *
 * Ends a wait at once, of the whole or, where it runs, of those of its parts that wait.
 *
 * Thread: worker.
 */
void
clasp_bridge_retry_now (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  if (!priv->is_open)
    return;
  if (priv->is_started)
    {
      if (CLASP_BRIDGE_GET_CLASS (self)->retry != NULL)
        CLASP_BRIDGE_GET_CLASS (self)->retry (self);
      return;
    }

  clasp_timers_cancel (priv->host.timers, &priv->retry_timer);
  priv->status.n_retries = 0;
  attempt_start (self);
}

/**
 * clasp_bridge_panic:
 * @self: a bridge
 * @silenced: (inout): what was ended is added
 *
 * Ends everything that it keeps sounding or moving, as far as its protocol has such things; the
 * state of the router stays as it is.
 *
 * Thread: worker.
 */
void
clasp_bridge_panic (ClaspBridge *self, ClaspBridgeSilenced *silenced)
{
  if (clasp_bridge_get_private (self)->is_started && CLASP_BRIDGE_GET_CLASS (self)->panic != NULL)
    CLASP_BRIDGE_GET_CLASS (self)->panic (self, silenced);
}

/**
 * clasp_bridge_writer_left:
 * @self: a bridge
 * @number: of a session of the router that ended: a peer went, a mapping was changed or removed
 *
 * Thread: worker.
 */
void
clasp_bridge_writer_left (ClaspBridge *self, guint64 number)
{
  if (clasp_bridge_get_private (self)->is_started && CLASP_BRIDGE_GET_CLASS (self)->writer_left != NULL)
    CLASP_BRIDGE_GET_CLASS (self)->writer_left (self, number);
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
  return clasp_bridge_get_private (self)->settings;
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
  return &clasp_bridge_get_private (self)->host;
}

/**
 * clasp_bridge_foreach_peer:
 * @self: a bridge
 * @func: (scope call): called for each; must not call the bridge
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_bridge_foreach_peer (ClaspBridge *self, ClaspBridgePeerFunc func, gpointer user_data)
{
  if (clasp_bridge_get_private (self)->is_started &&
      CLASP_BRIDGE_GET_CLASS (self)->foreach_peer != NULL)
    CLASP_BRIDGE_GET_CLASS (self)->foreach_peer (self, func, user_data);
}

/**
 * clasp_bridge_dup_tags:
 * @self: a bridge
 * @address: an address of the router
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): how the newest message that came in at @address was typed, as
 * the protocol writes it (",ifs"); %NULL when none did, it is not one of @self, or the protocol has
 * no such tags
 */
char *
clasp_bridge_dup_tags (ClaspBridge *self, ClaspStr address)
{
  ClaspStr relative;

  if (!clasp_bridge_get_private (self)->is_started || CLASP_BRIDGE_GET_CLASS (self)->dup_tags == NULL ||
      !clasp_bridge_strip_namespace (self, address, &relative))
    return NULL;
  return CLASP_BRIDGE_GET_CLASS (self)->dup_tags (self, relative);
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
  return clasp_bridge_get_private (self)->status.id;
}

/**
 * clasp_bridge_get_name:
 * @self: an open bridge
 *
 * Returns: (transfer none): what the connection is called
 */
const char *
clasp_bridge_get_name (ClaspBridge *self)
{
  return clasp_bridge_get_private (self)->name;
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
  return clasp_bridge_get_private (self)->namespace_;
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
  return clasp_bridge_get_private (self)->session;
}

/**
 * clasp_bridge_get_interface:
 * @self: a started bridge
 *
 * The interface the connection is bound to, as it is since the start: when it changes, the bridge
 * is started anew.
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): the interface; %NULL: all of them
 */
const ClaspInterface *
clasp_bridge_get_interface (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  return priv->interface.index != 0 ? &priv->interface : NULL;
}

/**
 * clasp_bridge_set_state:
 * @self: an open bridge
 * @state: IDLE when it works, MISSING while the device is away, ERROR when a person must act
 * @detail: (nullable): a sentence for a person
 *
 * Reports what a started bridge knows. MISSING keeps it started: the protocol watches for the
 * device itself. After clasp_bridge_set_answer () with GONE it goes on sending, too. IDLE with a sentence says that something does not work, and is DEGRADED.
 *
 * Thread: worker.
 */
void
clasp_bridge_set_state (ClaspBridge     *self,
                        ClaspBridgeState state,
                        const char      *detail)
{
  if (!clasp_bridge_get_private (self)->is_open)
    return;

  if (state == CLASP_BRIDGE_STATE_IDLE && detail != NULL && detail[0] != '\0')
    state = CLASP_BRIDGE_STATE_DEGRADED;
  enter_state (self, state, detail);
}

/**
 * clasp_bridge_set_part_retry:
 * @self: a bridge
 * @retry_at_us: monotonic; 0 = it is not known
 * @n_retries: how often that part was tried without success
 *
 * Does nothing unless it is DEGRADED.
 *
 * Thread: worker.
 */
void
clasp_bridge_set_part_retry (ClaspBridge *self,
                             gint64       retry_at_us,
                             guint        n_retries)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  if (priv->status.state != CLASP_BRIDGE_STATE_DEGRADED || priv->status.retry_at_us == retry_at_us)
    return;
  priv->status.retry_at_us = retry_at_us;
  priv->status.n_part_retries = n_retries;
  clasp_bridge_publish (self);
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
  if (clasp_bridge_get_private (self)->is_open)
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
  ClaspBridgePrivate *priv = clasp_bridge_get_private (CLASP_BRIDGE (object));

  g_free (priv->name);
  g_free (priv->namespace_);
  g_clear_object (&priv->settings);
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
}
