/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-bridge"

#include "bridges/clasp-bridge-private.h"
#include "bridges/clasp-bridge-settings.h"

/* What comes in faster than the setting max-rate-in lets it. The addresses are those of the router. */

static void
release_param_cb (const ClaspDelivery *delivery, gpointer user_data)
{
  clasp_session_submit (clasp_bridge_get_private (user_data)->session, delivery->message, NULL, FALSE);
}

static void
release_stream_cb (const ClaspDelivery *delivery, gpointer user_data)
{
  const ClaspMessage *held = delivery->message;
  ClaspMessage        message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = held->set.address;
  message.publish.signal = CLASP_SIGNAL_STREAM;
  message.publish.has_value = TRUE;
  message.publish.value = held->set.value; /* lent for the call */
  clasp_session_submit (clasp_bridge_get_private (user_data)->session, &message, NULL, FALSE);
}

static ClaspBridgeShaper *
create_shaper (ClaspBridge *self, guint max_rate, ClaspBridgeShaperFunc func)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  return clasp_bridge_shaper_new (priv->host.timers, max_rate,
                                  clasp_bridge_settings_get_uint (priv->settings, "max-addresses", CLASP_BRIDGE_DEFAULT_MAX_ADDRESSES),
                                  clasp_bridge_settings_get_uint (priv->settings, "max-held", CLASP_BRIDGE_DEFAULT_MAX_HELD), func, self);
}

void
clasp_bridge_thin_init (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);
  guint               max_rate = clasp_bridge_settings_get_uint (priv->settings, "max-rate-in", CLASP_BRIDGE_DEFAULT_MAX_RATE_IN);

  if (max_rate == 0)
    return;
  priv->params_in = create_shaper (self, max_rate, release_param_cb);
  priv->streams_in = create_shaper (self, max_rate, release_stream_cb);
}

void
clasp_bridge_thin_clear (ClaspBridge *self)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (self);

  g_clear_pointer (&priv->params_in, clasp_bridge_shaper_free);
  g_clear_pointer (&priv->streams_in, clasp_bridge_shaper_free);
}

gboolean
clasp_bridge_thin_pass (ClaspBridge *self, ClaspBridgeShaper *shaper, ClaspStr address, const ClaspValue *value, gint64 now_us)
{
  ClaspMessage  message = { .type = CLASP_MESSAGE_SET };
  ClaspDelivery delivery = { .message = &message };

  message.set.address = address;
  message.set.value = *value; /* lent for the call */
  switch (clasp_bridge_shaper_pass (shaper, &delivery, now_us))
    {
    case CLASP_SHAPED_PASSED:
      return TRUE;
    case CLASP_SHAPED_HELD:
      return FALSE;
    case CLASP_SHAPED_REPLACED:
      clasp_bridge_get_private (self)->status.n_coalesced++;
      clasp_bridge_get_private (self)->status.n_thinned++;
      return FALSE;
    case CLASP_SHAPED_CROWDED:
      clasp_bridge_get_private (self)->status.n_thinned++;
      clasp_bridge_count_dropped (self);
      return FALSE;
    }

  return TRUE;
}
