/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-bridge"

#include "bridges/clasp-bridge-private.h"
#include "core/clasp-fixed-text.h"

#include <glib/gi18n-lib.h>

/* The state of a connection and what passed through it, as people and metrics see it. */

#define LIVE_FOR_US (2 * G_USEC_PER_SEC)
#define STATUS_INTERVAL_US (G_USEC_PER_SEC / 10)
#define MALFORMED_LOG_INTERVAL_US (5 * G_USEC_PER_SEC)

/**
 * clasp_bridge_state_to_string:
 * @state: a state
 *
 * Thread: any.
 *
 * Returns: its name in files and for programs, "waiting"
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
    case CLASP_BRIDGE_STATE_DEGRADED:
      return "degraded";
    case CLASP_BRIDGE_STATE_WAITING:
      return "waiting";
    case CLASP_BRIDGE_STATE_MISSING:
      return "missing";
    case CLASP_BRIDGE_STATE_ERROR:
      return "error";
    }

  return "unknown";
}

/**
 * clasp_bridge_state_describe:
 * @state: a state
 *
 * Thread: any.
 *
 * Returns: what the log says of a connection that is in it, translated: "waiting"
 */
const char *
clasp_bridge_state_describe (ClaspBridgeState state)
{
  switch (state)
    {
    case CLASP_BRIDGE_STATE_OFF:
      return C_ ("a connection in the log", "off");
    case CLASP_BRIDGE_STATE_STARTING:
      return C_ ("a connection in the log", "starting");
    case CLASP_BRIDGE_STATE_IDLE:
      return C_ ("a connection in the log", "idle");
    case CLASP_BRIDGE_STATE_LIVE:
      return C_ ("a connection in the log", "live");
    case CLASP_BRIDGE_STATE_DEGRADED:
      return C_ ("a connection in the log", "degraded");
    case CLASP_BRIDGE_STATE_WAITING:
      return C_ ("a connection in the log", "waiting");
    case CLASP_BRIDGE_STATE_MISSING:
      return C_ ("a connection in the log", "missing");
    case CLASP_BRIDGE_STATE_ERROR:
      return C_ ("a connection in the log", "error");
    }

  return clasp_bridge_state_to_string (state);
}

G_DEFINE_ENUM_TYPE (ClaspBridgeState, clasp_bridge_state,
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_LIVE, "live"),
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_DEGRADED, "degraded"),
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_MISSING, "missing"),
                    G_DEFINE_ENUM_VALUE (CLASP_BRIDGE_STATE_ERROR, "error"))

void
clasp_bridge_publish (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  priv->is_dirty = FALSE;
  if (priv->host.status != NULL)
    priv->host.status (&priv->status, priv->host.user_data);
}

/* ---- rates ---- */

static void
begin_window (ClaspBridgePrivate *priv, gint64 now_us)
{
  priv->window_start_us = now_us;
  priv->window_n_in = priv->status.n_in;
  priv->window_n_out = priv->status.n_out;
  priv->window_n_thinned = priv->status.n_thinned;
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
  priv->status.rate_thinned = (double) (priv->status.n_thinned - priv->window_n_thinned) * G_USEC_PER_SEC / (double) elapsed_us;
  begin_window (priv, now_us);
  priv->is_dirty = TRUE;
}

static gboolean
is_recent (gint64 then_us, gint64 now_us)
{
  return then_us > 0 && now_us - then_us < LIVE_FOR_US;
}

ClaspBridgeState
clasp_bridge_tell_live (ClaspBridgePrivate *priv, gint64 now_us)
{
  gboolean is_taken =
    is_recent (priv->last_sent_us, now_us) && priv->answer == CLASP_BRIDGE_ANSWER_HEARD;

  return is_recent (priv->last_heard_us, now_us) || is_taken ? CLASP_BRIDGE_STATE_LIVE
                                                             : CLASP_BRIDGE_STATE_IDLE;
}

gboolean
clasp_bridge_tell_heard (ClaspBridgePrivate *priv, gint64 now_us)
{
  ClaspBridgeStatus *status = &priv->status;
  ClaspBridgeState   state = clasp_bridge_tell_live (priv, now_us);
  gboolean           is_whole = status->state == CLASP_BRIDGE_STATE_IDLE || status->state == CLASP_BRIDGE_STATE_LIVE;
  gboolean           is_unheard =
    is_whole && state == CLASP_BRIDGE_STATE_IDLE && is_recent (priv->last_sent_us, now_us);

  if ((!is_whole || status->state == state) && status->is_unheard == is_unheard)
    return FALSE;

  if (is_whole)
    {
      status->state = state;
      clasp_fixed_text_set (status->detail, sizeof status->detail,
                            clasp_str (is_unheard ? _ ("Sending; nobody answers, so whether it arrives is not known.") : NULL));
    }
  status->is_unheard = is_unheard;
  return TRUE;
}

static void
status_timer_cb (gpointer user_data)
{
  ClaspBridge        *self = user_data;
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);
  gint64              now_us = clasp_bridge_now (priv);

  measure_rates (priv, now_us);
  if (clasp_bridge_tell_heard (priv, now_us) || priv->is_dirty)
    clasp_bridge_publish (self);

  /* The timer sleeps when there is nothing left to tell: no traffic, no wake-up. */
  if (clasp_bridge_tell_live (priv, now_us) == CLASP_BRIDGE_STATE_LIVE ||
      priv->status.state == CLASP_BRIDGE_STATE_LIVE || priv->status.is_unheard || priv->status.rate_in > 0 ||
      priv->status.rate_out > 0)
    clasp_timers_set (priv->host.timers, &priv->status_timer, now_us + STATUS_INTERVAL_US, status_timer_cb, self);
}

void
clasp_bridge_touch_status (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  priv->is_dirty = TRUE;
  if (!clasp_timer_is_pending (&priv->status_timer))
    {
      gint64 now_us = clasp_bridge_now (priv);

      begin_window (priv, now_us);
      clasp_timers_set (priv->host.timers, &priv->status_timer, now_us + STATUS_INTERVAL_US, status_timer_cb, self);
    }
}

void
clasp_bridge_note_heard (ClaspBridge *self, gint64 now_us)
{
  clasp_bridge_get_private (self)->last_heard_us = now_us;
  clasp_bridge_touch_status (self);
}

/**
 * clasp_bridge_set_answer:
 * @self: an open bridge
 * @answer: what is known of the other side
 *
 * Thread: worker.
 */
void
clasp_bridge_set_answer (ClaspBridge *self, ClaspBridgeAnswer answer)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  if (priv->answer == answer)
    return;

  priv->answer = answer;
  clasp_bridge_touch_status (self);
}

/* ---- counters ---- */

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
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  priv->status.n_out++;
  priv->last_sent_us = clasp_bridge_now (priv);
  clasp_bridge_touch_status (self);
}

/**
 * clasp_bridge_count_bytes_in:
 * @self: an open bridge
 * @size: of a packet that came in, whatever it says
 *
 * Thread: worker.
 */
void
clasp_bridge_count_bytes_in (ClaspBridge *self, gsize size)
{
  clasp_bridge_get_private (self)->status.bytes_in += size;
}

/**
 * clasp_bridge_count_bytes_out:
 * @self: an open bridge
 * @size: of a packet that left
 *
 * Thread: worker.
 */
void
clasp_bridge_count_bytes_out (ClaspBridge *self, gsize size)
{
  clasp_bridge_get_private (self)->status.bytes_out += size;
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
  return &clasp_bridge_get_private (self)->status;
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
  clasp_bridge_get_private (self)->status.n_dropped++;
  clasp_bridge_touch_status (self);
}

/**
 * clasp_bridge_count_overflow:
 * @self: an open bridge
 *
 * One message was dropped because the other side takes less than is sent to it.
 *
 * Thread: worker.
 */
void
clasp_bridge_count_overflow (ClaspBridge *self)
{
  clasp_bridge_get_private (self)->status.n_overflowed++;
  clasp_bridge_count_dropped (self);
}

/**
 * clasp_bridge_note_clock:
 * @self: an open bridge
 *
 * A beat of somebody's clock came in.
 *
 * Thread: worker.
 */
void
clasp_bridge_note_clock (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  priv->status.last_clock_us = clasp_bridge_now (priv);
}

/**
 * clasp_bridge_note_timecode:
 * @self: an open bridge
 *
 * Somebody's time code came in.
 *
 * Thread: worker.
 */
void
clasp_bridge_note_timecode (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  priv->status.last_timecode_us = clasp_bridge_now (priv);
}

static void
log_malformed (ClaspBridgePrivate *priv, const char *peer, const char *why)
{
  g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, priv->status.n_malformed);

  if (peer != NULL)
    /* Translators: connection, peer, reason, how many */
    g_message (_ ("%s: unreadable packet from %s: %s (%s so far)"), priv->name, peer, why, count);
  else
    /* Translators: connection, reason, how many */
    g_message (_ ("%s: unreadable packet: %s (%s so far)"), priv->name, why, count);
}

/**
 * clasp_bridge_count_malformed:
 * @self: an open bridge
 * @peer: (nullable): who sent it
 * @why: (nullable): what was wrong, a few words; %NULL if the caller logs it
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
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);
  gint64              now_us = clasp_bridge_now (priv);

  priv->status.n_malformed++;
  clasp_bridge_touch_status (self);
  if (why == NULL)
    return;
  if (priv->malformed_logged_us != 0 && now_us - priv->malformed_logged_us < MALFORMED_LOG_INTERVAL_US)
    return;

  priv->malformed_logged_us = now_us;
  log_malformed (priv, peer, why);
}

void
clasp_bridge_keep_error (ClaspBridge *self, const char *text)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  clasp_fixed_text_set (priv->status.last_error, sizeof priv->status.last_error, clasp_str (text));
  priv->status.last_error_unix_us =
    clasp_clock_unix_us (clasp_timers_get_clock (priv->host.timers));
}

/**
 * clasp_bridge_count_error:
 * @self: an open bridge
 * @error: what did not work, while the bridge as a whole goes on
 *
 * Counted, also by its kind, and kept as the last error with its time. What ends the work of the bridge is for
 * clasp_bridge_fail () instead.
 *
 * Thread: worker.
 */
void
clasp_bridge_count_error (ClaspBridge *self, const GError *error)
{
  ClaspBridgeStatus *status = &clasp_bridge_get_private (self)->status;

  status->n_errors++;
  status->faults[clasp_bridge_fault_of (error)]++;
  clasp_bridge_keep_error (self, error->message);
  clasp_bridge_touch_status (self);
}
