/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-bridge-private.h"
#include "bridges/clasp-bridge-settings.h"
#include "bridges/osc/clasp-osc-text.h"

G_DEFINE_FINAL_TYPE (ClaspOscBridge, clasp_osc_bridge, CLASP_TYPE_BRIDGE)

void
clasp_osc_bridge_report (ClaspOscBridge *self)
{
  const char *problem = clasp_osc_ports_get_problem (self);
  gint64      retry_at_us;
  guint       n_failures;

  if (problem == NULL && self->query != NULL)
    problem = clasp_osc_query_get_problem (self->query);
  clasp_bridge_set_state (CLASP_BRIDGE (self), CLASP_BRIDGE_STATE_IDLE,
                          problem != NULL ? problem : clasp_osc_outlets_get_problem (self));
  retry_at_us = clasp_osc_outlets_get_retry (self, &n_failures);
  clasp_bridge_set_part_retry (CLASP_BRIDGE (self), problem == NULL ? retry_at_us : 0, n_failures);
}

static void
interfaces_changed_cb (gpointer user_data)
{
  ClaspOscBridge *self = user_data;

  clasp_osc_ports_follow_interfaces (self);
  clasp_osc_outlets_follow_interfaces (self);
  clasp_osc_outlets_retry_now (self);
  if (self->query != NULL)
    {
      clasp_osc_query_follow_interface (self->query);
      clasp_osc_query_retry_now (self->query);
    }
  clasp_osc_bridge_report (self);
}

/* ---- keep-alive ---- */

static void
keep_alive_cb (gpointer user_data)
{
  ClaspOscBridge *self = user_data;

  for (guint i = 0; i < self->outlets->len; i++)
    {
      ClaspOscOutlet    *outlet = g_ptr_array_index (self->outlets, i);
      g_autoptr (GError) error = NULL;

      if (!clasp_osc_outlet_prepare (outlet))
        continue;
      clasp_osc_destination_send (&outlet->destination, self->keep_alive.data,
                                  self->keep_alive.length, &error);
      clasp_osc_outlet_note_result (outlet, error);
    }
  clasp_timers_set (clasp_osc_bridge_get_timers (self), &self->keep_alive_timer,
                    clasp_osc_bridge_now (self) + self->keep_alive_us, keep_alive_cb, self);
}

static gboolean
prepare_keep_alive (ClaspOscBridge *self, ClaspSettings *settings, GError **error)
{
  const char *text = clasp_settings_get_string (settings, "keep-alive");

  clasp_writer_reset (&self->keep_alive);
  self->keep_alive_us =
    (gint64) (clasp_settings_get_double (settings, "keep-alive-s") * G_USEC_PER_SEC);
  return text[0] == '\0' || clasp_osc_message_from_text (text, &self->keep_alive, error);
}

/* ---- settings ---- */

static void
read_settings (ClaspOscBridge *self, ClaspSettings *settings)
{
  self->style = clasp_osc_settings_get_style (CLASP_OSC_SETTINGS (settings));
  self->echo_us =
    (gint64) clasp_bridge_settings_get_uint (settings, "echo-ms", CLASP_BRIDGE_DEFAULT_ECHO_MS) *
    1000;
  self->max_packet = (gsize) clasp_settings_get_int (settings, "max-packet");
  self->is_replying = clasp_settings_get_boolean (settings, "reply-to-sender");
  self->reply_port = (guint16) clasp_settings_get_int (settings, "reply-port");
  self->is_bundling = clasp_settings_get_int (settings, "bundle-out") == CLASP_OSC_BUNDLE_OUT_GROUP;
  self->schedule_ahead_s = (guint) clasp_settings_get_int (settings, "schedule-ahead-s");
  self->stream_above = (guint) clasp_settings_get_int (settings, "stream-above-hz");
  self->max_connections = (guint) clasp_settings_get_int (settings, "max-connections");
  self->subscribe_s = (guint) clasp_settings_get_int (settings, "subscribe-s");
  self->subscribe = clasp_settings_get_strv (settings, "subscribe");
  self->unsubscribe = clasp_settings_get_string (settings, "unsubscribe");
  self->triggers = clasp_settings_get_strv (settings, "triggers");
}

static gboolean
check_settings (ClaspSettings *settings, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (clasp_settings_validate (settings, &local))
    return TRUE;

  g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, local->message);
  return FALSE;
}

static gboolean
parse_places (ClaspOscBridge *self, ClaspSettings *settings, GError **error)
{
  self->listeners = clasp_osc_places_new (clasp_settings_get_strv (settings, "listen"),
                                          CLASP_OSC_PLACE_LISTENER, error);
  if (self->listeners != NULL)
    self->places = clasp_osc_places_new (clasp_settings_get_strv (settings, "send"),
                                         CLASP_OSC_PLACE_TARGET, error);
  return self->places != NULL;
}

/* ---- OSCQuery ---- */

static gboolean
query_packet_cb (const guint8 *packet, gsize size, GSocketAddress *address, gpointer user_data)
{
  ClaspOscBridge    *self = user_data;
  const ClaspOscFrom from = { CLASP_OSC_QUERY_CHANNEL, address };
  ClaspOscStatus     status = clasp_osc_packet_check (packet, size);

  if (status == CLASP_OSC_OK)
    clasp_osc_input_packet (self, NULL, &from, packet, size);
  else
    clasp_osc_input_malformed (self, &from, clasp_osc_status_to_string (status));
  return status == CLASP_OSC_OK;
}

static void
query_changed_cb (gpointer user_data)
{
  clasp_osc_bridge_report (user_data);
}

static void
device_place_cb (const char *place, gpointer user_data)
{
  clasp_osc_outlets_set_device (user_data, place);
}

static gboolean
open_query (ClaspOscBridge *self, GError **error)
{
  static const ClaspOscQueryEvents events = { query_packet_cb, query_changed_cb,
                                              device_place_cb };

  gboolean is_tcp;
  guint16  port = clasp_osc_ports_get_told (self, &is_tcp);

  self->query =
    clasp_osc_query_new (CLASP_BRIDGE (self), &self->style, port, is_tcp, &events, self, error);
  return self->query != NULL;
}

/* ---- life ---- */

static gboolean
clasp_osc_bridge_start (ClaspBridge *bridge, GError **error)
{
  ClaspOscBridge        *self = CLASP_OSC_BRIDGE (bridge);
  ClaspSettings         *settings = clasp_bridge_get_settings (bridge);
  const ClaspBridgeHost *host = clasp_bridge_get_host (bridge);

  read_settings (self, settings);
  self->ports = g_ptr_array_new ();
  self->outlets = g_ptr_array_new ();
  self->peers = clasp_osc_peers_new ();
  self->memory = clasp_osc_memory_new (clasp_bridge_settings_get_uint (
    settings, "max-addresses", CLASP_BRIDGE_DEFAULT_MAX_ADDRESSES));
  self->own = clasp_osc_own_new (host->timers);
  self->has_maps = FALSE;
  self->has_device = FALSE;
  if (!check_settings (settings, error) || !parse_places (self, settings, error) ||
      !prepare_keep_alive (self, settings, error) || !clasp_osc_ports_open (self, error) ||
      !clasp_osc_outlets_open (self, error) || !open_query (self, error))
    return FALSE;

  self->interfaces_watch = clasp_interfaces_watch (host->interfaces, interfaces_changed_cb, self);
  clasp_osc_bridge_report (self);
  if (self->keep_alive.length > 0)
    keep_alive_cb (self);
  return TRUE;
}

static void
clasp_osc_bridge_stop (ClaspBridge *bridge)
{
  ClaspOscBridge        *self = CLASP_OSC_BRIDGE (bridge);
  const ClaspBridgeHost *host = clasp_bridge_get_host (bridge);

  clasp_osc_output_end_bundle (self);
  clasp_timers_cancel (host->timers, &self->settle_timer);
  clasp_timers_cancel (host->timers, &self->keep_alive_timer);
  if (self->interfaces_watch != NULL)
    clasp_interfaces_unwatch (host->interfaces, self->interfaces_watch);
  self->interfaces_watch = NULL;
  g_clear_pointer (&self->query, clasp_osc_query_free);
  clasp_osc_outlets_close (self);
  clasp_osc_ports_close (self);
  g_clear_pointer (&self->peers, clasp_osc_peers_free);
  g_clear_pointer (&self->memory, clasp_osc_memory_free);
  g_clear_pointer (&self->own, clasp_osc_own_free);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->listeners, g_ptr_array_unref);
}

static void
clasp_osc_bridge_deliver (ClaspBridge *bridge, const ClaspDelivery *delivery)
{
  clasp_osc_output_deliver (CLASP_OSC_BRIDGE (bridge), delivery);
}

static void
clasp_osc_bridge_deliver_begin (ClaspBridge *bridge, guint64 unix_us)
{
  clasp_osc_output_begin_bundle (CLASP_OSC_BRIDGE (bridge), unix_us);
}

static void
clasp_osc_bridge_deliver_end (ClaspBridge *bridge)
{
  clasp_osc_output_end_bundle (CLASP_OSC_BRIDGE (bridge));
}

static void
clasp_osc_bridge_retry (ClaspBridge *bridge)
{
  ClaspOscBridge *self = CLASP_OSC_BRIDGE (bridge);

  clasp_osc_outlets_retry_now (self);
  if (self->query != NULL)
    clasp_osc_query_retry_now (self->query);
}

static void
clasp_osc_bridge_foreach_peer (ClaspBridge *bridge, ClaspBridgePeerFunc func, gpointer user_data)
{
  clasp_osc_status_foreach (CLASP_OSC_BRIDGE (bridge), func, user_data);
}

static char *
clasp_osc_bridge_dup_tags (ClaspBridge *bridge, ClaspStr address)
{
  const ClaspOscHeard *heard = clasp_osc_memory_look_up (CLASP_OSC_BRIDGE (bridge)->memory, address);

  return heard != NULL ? g_strconcat (",", heard->tags, NULL) : NULL;
}

static void
clasp_osc_bridge_finalize (GObject *object)
{
  ClaspOscBridge *self = CLASP_OSC_BRIDGE (object);

  clasp_osc_encoder_clear (&self->encoder);
  clasp_writer_clear (&self->packet);
  clasp_writer_clear (&self->mapped_packet);
  clasp_writer_clear (&self->keep_alive);
  g_string_free (self->scratch, TRUE);
  g_string_free (self->mapped, TRUE);
  G_OBJECT_CLASS (clasp_osc_bridge_parent_class)->finalize (object);
}

/* Whoever is sent to may answer, and is heard; a device that is asked by OSCQuery tells, and says where
 * it takes packets. */
static ClaspBridgeDirection
get_direction (ClaspSettings *settings)
{
  const char *const *subscribe = clasp_settings_get_strv (settings, "subscribe");
  gboolean is_answering = clasp_settings_get_boolean (settings, "reply-to-sender") ||
                          (subscribe[0] != NULL && subscribe[0][0] != '\0');
  gboolean is_out =
    clasp_osc_settings_has_places (settings, "send") ||
    (clasp_osc_settings_has_places (settings, "listen") && is_answering) ||
    clasp_settings_get_string (settings, "query-listen")[0] != '\0' ||
    clasp_settings_get_string (settings, "query-url")[0] != '\0';

  return clasp_bridge_direction (TRUE, is_out);
}

static void
clasp_osc_bridge_class_init (ClaspOscBridgeClass *klass)
{
  ClaspBridgeClass *bridge_class = CLASP_BRIDGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = clasp_osc_bridge_finalize;
  bridge_class->start = clasp_osc_bridge_start;
  bridge_class->stop = clasp_osc_bridge_stop;
  bridge_class->protocol = "osc";
  bridge_class->get_direction = get_direction;
  bridge_class->deliver = clasp_osc_bridge_deliver;
  bridge_class->deliver_begin = clasp_osc_bridge_deliver_begin;
  bridge_class->deliver_end = clasp_osc_bridge_deliver_end;
  bridge_class->retry = clasp_osc_bridge_retry;
  bridge_class->foreach_signal = clasp_osc_bridge_foreach_signal;
  bridge_class->foreach_peer = clasp_osc_bridge_foreach_peer;
  bridge_class->dup_tags = clasp_osc_bridge_dup_tags;
}

static void
clasp_osc_bridge_init (ClaspOscBridge *self)
{
  self->scratch = g_string_new (NULL);
  self->mapped = g_string_new (NULL);
}
