/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-bridge"

#include "bridges/clasp-bridge-private.h"
#include "bridges/clasp-bridge-settings.h"

#include <glib/gi18n-lib.h>

/* Values on their way through: out to the device, shaped and remembered as what may echo, and in
 * from it. */

#define SUBSCRIPTION_ID 1

/* ---- out ---- */

static void
deliver_end (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  if (priv->delivered_bundle == 0)
    return;

  priv->delivered_bundle = 0;
  clasp_reactor_cancel (priv->host.reactor, &priv->deliver_end);
  if (CLASP_BRIDGE_GET_CLASS (self)->deliver_end != NULL)
    CLASP_BRIDGE_GET_CLASS (self)->deliver_end (self);
}

static void
deliver_end_cb (gpointer user_data)
{
  deliver_end (user_data);
}

/* All of a bundle is delivered in one dispatch, one after the other. */
static void
deliver_begin (ClaspBridge *self, const ClaspDelivery *delivery)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  deliver_end (self);
  if (delivery->bundle == 0 || CLASP_BRIDGE_GET_CLASS (self)->deliver_begin == NULL)
    return;

  priv->delivered_bundle = delivery->bundle;
  clasp_reactor_defer (priv->host.reactor, &priv->deliver_end, deliver_end_cb, self);
  CLASP_BRIDGE_GET_CLASS (self)->deliver_begin (self, delivery->bundle_us);
}

static void
hand_over (ClaspBridge *self, const ClaspDelivery *delivery, gint64 now_us)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);
  const ClaspMessage *message = delivery->message;

  if (delivery->bundle != priv->delivered_bundle)
    deliver_begin (self, delivery);
  if (message->type == CLASP_MESSAGE_SET)
    clasp_echo_note_sent (priv->echo, message->set.address, &message->set.value, now_us);
  CLASP_BRIDGE_GET_CLASS (self)->deliver (self, delivery);
}

static void
warn_of_rate (ClaspBridge *self, ClaspStr address)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);
  guint               max_rate;

  if (priv->has_warned)
    return;

  priv->has_warned = TRUE;
  max_rate = clasp_bridge_settings_get_uint (priv->settings, "max-rate", CLASP_BRIDGE_DEFAULT_MAX_RATE);
  g_message (g_dngettext (GETTEXT_PACKAGE,
                          "%s: %.*s is written faster than %u time a second; only the newest values are sent",
                          "%s: %.*s is written faster than %u times a second; only the newest values are sent", max_rate),
             priv->name, (int) address.length, address.data, max_rate);
}

/* FALSE: held for later. */
static gboolean
pass_shaper (ClaspBridge *self, const ClaspDelivery *delivery, gint64 now_us)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  if (priv->shaper == NULL || delivery->message->type != CLASP_MESSAGE_SET)
    return TRUE;

  switch (clasp_bridge_shaper_pass (priv->shaper, delivery, now_us))
    {
    case CLASP_SHAPED_PASSED:
      return TRUE;
    case CLASP_SHAPED_HELD:
      warn_of_rate (self, delivery->message->set.address);
      return FALSE;
    case CLASP_SHAPED_REPLACED:
      priv->status.n_coalesced++;
      return FALSE;
    case CLASP_SHAPED_CROWDED:
      clasp_bridge_count_dropped (self);
      return FALSE;
    }

  return TRUE;
}

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  ClaspBridge *self = user_data;
  gint64       now_us = clasp_bridge_now (clasp_bridge_get_private (self));

  if (pass_shaper (self, delivery, now_us))
    hand_over (self, delivery, now_us);
}

static void
reply_cb (ClaspSession *session, const ClaspMessage *reply, gpointer user_data)
{
  if (reply->type == CLASP_MESSAGE_ERROR)
    clasp_bridge_get_private (user_data)->is_bundle_refused = TRUE;
}

static void
release_cb (const ClaspDelivery *delivery, gpointer user_data)
{
  hand_over (user_data, delivery, clasp_bridge_now (clasp_bridge_get_private (user_data)));
}

void
clasp_bridge_traffic_init (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);
  guint               echo_ms = clasp_bridge_settings_get_uint (priv->settings, "echo-ms",
                                                                CLASP_BRIDGE_DEFAULT_ECHO_MS);
  guint               max_rate = clasp_bridge_settings_get_uint (priv->settings, "max-rate",
                                                                 CLASP_BRIDGE_DEFAULT_MAX_RATE);
  guint               max_held = clasp_bridge_settings_get_uint (priv->settings, "max-held",
                                                                 CLASP_BRIDGE_DEFAULT_MAX_HELD);
  guint max_addresses = clasp_bridge_settings_get_uint (priv->settings, "max-addresses",
                                                        CLASP_BRIDGE_DEFAULT_MAX_ADDRESSES);

  priv->echo = clasp_echo_new ((gint64) echo_ms * 1000, max_addresses);
  if (max_rate > 0)
    priv->shaper = clasp_bridge_shaper_new (priv->host.timers, max_rate, max_addresses, max_held,
                                            release_cb, self);
  clasp_bridge_thin_init (self);
  priv->session = clasp_router_join (priv->host.router, priv->name, deliver_cb, reply_cb, self);
}

void
clasp_bridge_traffic_clear (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  clasp_reactor_cancel (priv->host.reactor, &priv->deliver_end);
  clasp_bridge_thin_clear (self);
  g_clear_pointer (&priv->session, clasp_session_leave);
  g_clear_pointer (&priv->shaper, clasp_bridge_shaper_free);
  g_clear_pointer (&priv->echo, clasp_echo_free);
  g_clear_pointer (&priv->bundle, clasp_bridge_bundle_free);
}

void
clasp_bridge_set_subscribed (ClaspBridge *self, gboolean subscribed)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);
  g_autofree char    *pattern = NULL;

  if (priv->is_subscribed == subscribed || priv->session == NULL)
    return;

  priv->is_subscribed = subscribed;
  if (!subscribed)
    {
      clasp_session_unsubscribe (priv->session, SUBSCRIPTION_ID);
      if (priv->shaper != NULL)
        clasp_bridge_shaper_clear (priv->shaper);
      deliver_end (self);
      return;
    }
  pattern = g_strconcat (priv->namespace_, "/**", NULL);
  clasp_session_subscribe (priv->session, SUBSCRIPTION_ID, clasp_str (pattern), CLASP_TYPES_VALUES,
                           TRUE, NULL);
}

/* ---- in ---- */

/* Its time, which the caller may need again. */
static gint64
count_received (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);
  gint64              now_us = clasp_bridge_now (priv);

  priv->status.n_in++;
  priv->status.last_in_us = now_us;
  clasp_bridge_note_heard (self, now_us);
  return now_us;
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
  message.bundle.has_timestamp = priv->bundle_unix_us != 0;
  message.bundle.timestamp_us = (guint64) priv->bundle_unix_us;
  if (message.bundle.n_messages > (message.bundle.has_timestamp ? 0 : 1))
    clasp_session_submit (priv->session, &message, NULL, FALSE);
  if (message.bundle.has_timestamp)
    priv->status.n_dropped += priv->is_bundle_refused ? message.bundle.n_messages : 0;
  else if (message.bundle.n_messages == 1 || priv->is_bundle_refused)
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
 * What is received until clasp_bridge_end_bundle () leaves as one BUNDLE: whoever hears a slot of
 * a frame hears all of it before anything else. Pairs may nest; the outermost counts. A bundle that
 * the router refuses because of one of them is written one by one.
 *
 * Thread: worker.
 */
void
clasp_bridge_begin_bundle (ClaspBridge *self)
{
  clasp_bridge_begin_bundle_at (self, 0);
}

/**
 * clasp_bridge_begin_bundle_at:
 * @self: an open bridge
 * @unix_us: when it is to happen; 0 for at once. Inside another bundle that one's time counts
 *
 * The same for a bundle with a time, which the router keeps until then. One that it does not take is
 * dropped and counted.
 *
 * Thread: worker.
 */
void
clasp_bridge_begin_bundle_at (ClaspBridge *self, gint64 unix_us)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  if (priv->bundle == NULL)
    priv->bundle = clasp_bridge_bundle_new ();
  if (priv->bundle_depth++ == 0)
    priv->bundle_unix_us = unix_us;
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
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

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
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);
  char                buffer[CLASP_ADDRESS_MAX_LENGTH];
  ClaspStr            absolute;
  gint64              now_us = count_received (self);

  if (!make_absolute (priv, address, buffer, &absolute))
    clasp_bridge_count_malformed (self, NULL, "address longer than 256 bytes");
  else if (!clasp_echo_is_echo (priv->echo, absolute, value, now_us) &&
           (G_LIKELY (priv->params_in == NULL) || clasp_bridge_thin_pass (self, priv->params_in, absolute, value, now_us)))
    set_param (priv, absolute, value);
}

static void
receive_publish (ClaspBridge      *self,
                 ClaspStr          address,
                 const ClaspValue *value,
                 ClaspSignal       signal)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);
  char                buffer[CLASP_ADDRESS_MAX_LENGTH];
  ClaspMessage        message = { .type = CLASP_MESSAGE_PUBLISH };
  gint64              now_us = count_received (self);

  if (!make_absolute (priv, address, buffer, &message.publish.address))
    {
      clasp_bridge_count_malformed (self, NULL, "address longer than 256 bytes");
      return;
    }

  if (signal == CLASP_SIGNAL_STREAM && value != NULL &&
      (clasp_echo_is_echo (priv->echo, message.publish.address, value, now_us) ||
       (priv->streams_in != NULL && !clasp_bridge_thin_pass (self, priv->streams_in, message.publish.address, value, now_us))))
    return;

  message.publish.signal = signal;
  message.publish.has_value = value != NULL;
  if (value != NULL)
    message.publish.value = *value; /* lent for the call */
  if (priv->bundle_depth == 0)
    {
      clasp_session_submit (priv->session, &message, NULL, FALSE);
    }
  else if (!clasp_bridge_bundle_add_publish (priv->bundle, &message.publish))
    {
      submit_bundle (priv);
      clasp_bridge_bundle_add_publish (priv->bundle, &message.publish);
    }
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
 * Published as a stream, unless it is the echo of what was sent to that address just now.
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
  const char *namespace_ = clasp_bridge_get_private (self)->namespace_;
  gsize       prefix = strlen (namespace_);

  if (address.length <= prefix + 1 || memcmp (address.data, namespace_, prefix) != 0 || address.data[prefix] != '/')
    return FALSE;

  *relative = (ClaspStr) { address.data + prefix, address.length - prefix };
  return TRUE;
}
