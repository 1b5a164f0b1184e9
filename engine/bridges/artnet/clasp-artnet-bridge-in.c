/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-artnet"

#include "bridges/artnet/clasp-artnet-bridge-private.h"

#include "bridges/artnet/clasp-artnet-address.h"
#include "bridges/artnet/clasp-artnet-values.h"
#include "dmx/clasp-dmx-settings.h"

#include <glib/gi18n-lib.h>

/* A node that takes all universes lists those in use, and the first few so that it is found. */
#define N_ALWAYS_LISTED 4
/* Whoever looks for nodes polls every ten seconds: three of these, and a little. */
#define OVERHEARD_US (35 * G_USEC_PER_SEC)

#define COMMAND_CANCEL_MERGE 0x01
#define COMMAND_LTP 0x10 /* to 0x13: one for each port of a page; ours have one */
#define COMMAND_HTP 0x50

static ClaspTimers *
get_timers (ClaspArtnetBridge *self)
{
  return clasp_bridge_get_host (CLASP_BRIDGE (self))->timers;
}

/* ---- nodes ---- */

/* "/nodes/10.0.0.7": what a list of nodes shows. */
static void
publish_node (ClaspArtnetBridge *self, const ClaspArtnetNodeInfo *node, gboolean is_online)
{
  ClaspClock      *clock = clasp_timers_get_clock (get_timers (self));
  gint64           age_us = clasp_clock_now_us (clock) - node->seen_us;
  g_autofree char *address =
    g_strdup_printf ("%s/nodes/%u.%u.%u.%u", clasp_bridge_get_namespace (CLASP_BRIDGE (self)),
                     node->ip[0], node->ip[1], node->ip[2], node->ip[3]);
  g_auto (ClaspValue) value = clasp_artnet_node_to_value (
    node, is_online, (clasp_clock_unix_us (clock) - age_us) / G_USEC_PER_SEC);

  clasp_session_set (clasp_bridge_get_session (CLASP_BRIDGE (self)), clasp_str (address), &value);
}

static void
node_changed_cb (const ClaspArtnetNodeInfo *node, gpointer user_data)
{
  ClaspArtnetBridge *self = user_data;

  publish_node (self, node, node->is_online);
  if (self->homeless == NULL)
    return;
  g_clear_pointer (&self->homeless, g_free);
  clasp_artnet_bridge_report (self);
}

static void
node_leaves_cb (const ClaspArtnetNodeInfo *node, gpointer user_data)
{
  publish_node (user_data, node, FALSE);
}

/* Nodes answer to the protocol's port, whoever asked and from whichever port: what looks for them in this program
 * has none of its own while we have it. Full: those that are there are enough to look at. */
static void
overhear (ClaspArtnetBridge *self, const ClaspArtnetPollReply *reply)
{
  clasp_artnet_nodes_note (self->overheard, reply, clasp_artnet_bridge_now (self));
}

static void
handle_poll_reply (ClaspArtnetBridge *self, const ClaspArtnetPollReply *reply, GSocketAddress *from)
{
  if (reply->user == self->user && reply->port == clasp_datagram_get_port (self->socket))
    return; /* our own, that answers our own poll */
  clasp_artnet_bridge_note_answer (from);
  if (self->poller == NULL)
    overhear (self, reply);
  else if (!clasp_artnet_poller_take (self->poller, reply))
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
}

static void
overheard_cb (const ClaspArtnetNodeInfo *node, gpointer user_data)
{
}

static void
view_cb (ClaspLightingView *view, gint64 now_us, gpointer user_data)
{
  ClaspArtnetBridge *self = user_data;
  const char        *id = clasp_bridge_get_id (CLASP_BRIDGE (self));

  if (self->poller != NULL)
    {
      clasp_artnet_nodes_view (clasp_artnet_poller_get_nodes (self->poller), view, id, FALSE, now_us);
      return;
    }
  clasp_artnet_nodes_expire (self->overheard, now_us);
  clasp_artnet_nodes_view (self->overheard, view, id, TRUE, now_us);
}

void
clasp_artnet_bridge_begin_telling (ClaspArtnetBridge *self, ClaspSettings *settings)
{
  self->overheard = clasp_artnet_nodes_new ((guint) clasp_settings_get_int (settings, "max-nodes"), OVERHEARD_US,
                                            overheard_cb, self);
  clasp_universes_add_teller (clasp_bridge_get_host (CLASP_BRIDGE (self))->universes, view_cb, self);
}

void
clasp_artnet_bridge_end_telling (ClaspArtnetBridge *self)
{
  clasp_universes_remove_teller (clasp_bridge_get_host (CLASP_BRIDGE (self))->universes, self);
  g_clear_pointer (&self->overheard, clasp_artnet_nodes_free);
}

void
clasp_artnet_bridge_make_poller (ClaspArtnetBridge *self, ClaspSettings *settings)
{
  gint64 interval_us = (gint64) clasp_settings_get_int (settings, "poll-interval-ms") * 1000;

  self->poller = clasp_artnet_poller_new (get_timers (self), interval_us,
                                          (guint) clasp_settings_get_int (settings, "max-nodes"),
                                          (guint8) clasp_settings_get_int (settings, "diagnostics"),
                                          clasp_artnet_bridge_send_poll_cb, node_changed_cb, self);
  clasp_artnet_destinations_set_nodes (self->destinations,
                                       clasp_artnet_poller_get_nodes (self->poller));
}

void
clasp_artnet_bridge_end_poller (ClaspArtnetBridge *self)
{
  if (self->poller != NULL)
    clasp_artnet_nodes_foreach (clasp_artnet_poller_get_nodes (self->poller), node_leaves_cb, self);
}

/* ---- being found ---- */

static gboolean
is_listed (ClaspArtnetBridge *self, guint16 port_address)
{
  if (!self->universes->is_all)
    return clasp_artnet_universes_has (self->universes, port_address);

  return port_address < N_ALWAYS_LISTED ||
         clasp_artnet_receiver_has (self->receiver, port_address) ||
         (self->sender != NULL && clasp_artnet_sender_has (self->sender, port_address));
}

static gboolean
describe_port_cb (guint16 port_address, ClaspArtnetPort *port, gpointer user_data)
{
  ClaspArtnetBridge *self = user_data;

  port->is_received = is_listed (self, port_address);
  port->is_sent = self->sender != NULL && clasp_artnet_sender_has (self->sender, port_address);
  if (!port->is_received && !port->is_sent)
    return FALSE;

  port->is_ltp =
    clasp_artnet_receiver_get_merge (self->receiver, port_address) == CLASP_DMX_MERGE_LTP;
  port->n_sources = clasp_artnet_receiver_count_sources (self->receiver, port_address);
  return TRUE;
}

static void
send_answer_cb (GSocketAddress *to, const guint8 *bytes, gsize size, gpointer user_data)
{
  clasp_datagram_send (((ClaspArtnetBridge *) user_data)->socket, to, bytes, size, NULL);
}

static void
handle_address (ClaspArtnetBridge *self, const ClaspArtnetAddress *address, GSocketAddress *from)
{
  int port_address;

  if (self->answers == NULL)
    return;

  port_address = clasp_artnet_answers_find_port (self->answers, address->bind_index);
  if (address->command == COMMAND_CANCEL_MERGE)
    clasp_artnet_receiver_cancel_merge (self->receiver,
                                        address->bind_index <= 1 ? -1 : port_address);
  else if (port_address >= 0 && address->command == COMMAND_LTP)
    clasp_artnet_receiver_set_merge (self->receiver, (guint16) port_address, CLASP_DMX_MERGE_LTP);
  else if (port_address >= 0 && address->command == COMMAND_HTP)
    clasp_artnet_receiver_set_merge (self->receiver, (guint16) port_address, CLASP_DMX_MERGE_HTP);
  clasp_artnet_answers_take_address (self->answers, address, from);
}

void
clasp_artnet_bridge_make_answers (ClaspArtnetBridge *self, ClaspSettings *settings)
{
  ClaspArtnetAnswersOptions options = {
    .timers = get_timers (self),
    .short_name = clasp_settings_get_string (settings, "short-name"),
    .long_name = clasp_settings_get_string (settings, "long-name"),
    .port = clasp_datagram_get_port (self->socket),
    .is_controller = clasp_settings_get_boolean (settings, "find-nodes"),
    .loss = (ClaspDmxLoss) clasp_settings_get_int (settings, "loss"),
    .oem = (guint16) clasp_settings_get_int (settings, "oem"),
    .esta = (guint16) clasp_settings_get_int (settings, "esta"),
    .user = self->user,
    .describe = describe_port_cb,
    .send = send_answer_cb,
    .user_data = self,
  };

  self->answers = clasp_artnet_answers_new (&options);
}

/* ---- in ---- */

static void
handle_dmx (ClaspArtnetBridge *self, const ClaspArtnetDmx *frame, GSocketAddress *from)
{
  if (!clasp_artnet_universes_has (self->universes, frame->port_address) ||
      (self->sender != NULL && clasp_artnet_sender_is_own (self->sender, frame)))
    return;

  clasp_artnet_receiver_take_dmx (self->receiver, frame, from);
}

static guint32
ip_of (GSocketAddress *from)
{
  guint32 ip;

  memcpy (&ip, g_inet_address_to_bytes (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (from))), sizeof ip);
  return ip;
}

/* "{…}/nzs/85": data of another start code, an event. */
static void
handle_nzs (ClaspArtnetBridge *self, const ClaspArtnetNzs *nzs, GSocketAddress *from)
{
  char                universe[CLASP_ARTNET_ADDRESS_SIZE];
  char                address[CLASP_ARTNET_ADDRESS_SIZE + 16];
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  gboolean is_flat = clasp_settings_get_int (clasp_bridge_get_settings (CLASP_BRIDGE (self)),
                                             "addressing") == CLASP_ARTNET_ADDRESSING_FLAT;

  if (!clasp_artnet_universes_has (self->universes, nzs->port_address))
    return;
  if (!clasp_artnet_sequences_take (self->sequences, ip_of (from), nzs->port_address, nzs->start_code, nzs->sequence,
                                    clasp_artnet_bridge_now (self)))
    {
      clasp_bridge_count_dropped (CLASP_BRIDGE (self));
      return;
    }

  value = clasp_value_bytes (nzs->slots, nzs->n_slots);
  clasp_artnet_address_format (is_flat, nzs->port_address, universe);
  g_snprintf (address, sizeof address, "%s/nzs/%u", universe, nzs->start_code);
  clasp_bridge_receive_event (CLASP_BRIDGE (self), clasp_str (address), &value);
}

static void
handle_time_code (ClaspArtnetBridge *self, const ClaspArtnetTimeCode *time_code)
{
  char                buffer[CLASP_ARTNET_TIME_CODE_SIZE];
  g_auto (ClaspValue) text = clasp_value_string (clasp_artnet_time_code_format (time_code, buffer));
  g_auto (ClaspValue) map = clasp_artnet_time_code_to_value (time_code);

  clasp_bridge_note_timecode (CLASP_BRIDGE (self));
  clasp_bridge_receive_stream (CLASP_BRIDGE (self), CLASP_STR_LITERAL ("/timecode"), &text);
  clasp_bridge_receive_stream (CLASP_BRIDGE (self), CLASP_STR_LITERAL ("/timecode/map"), &map);
}

static void
handle_trigger (ClaspArtnetBridge *self, const ClaspArtnetTrigger *trigger)
{
  g_auto (ClaspValue) value = clasp_artnet_trigger_to_value (trigger);

  clasp_bridge_receive_event (CLASP_BRIDGE (self), CLASP_STR_LITERAL ("/trigger"), &value);
}

static void
handle_poll (ClaspArtnetBridge *self, const ClaspArtnetPoll *poll, GSocketAddress *from)
{
  clasp_artnet_answers_take_poll (self->answers, poll, from);
  clasp_artnet_diagnostics_take_poll (self->diagnostics, poll, from, clasp_artnet_bridge_now (self));
}

/* What a node says of itself, for whoever looks; "/diagnostics" for mappings and the monitor. */
static void
handle_diagnostic (ClaspArtnetBridge *self, const ClaspArtnetDiagData *diag, GSocketAddress *from)
{
  g_autofree char    *ip =
    g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (from)));
  g_autofree char    *text = g_utf8_make_valid (diag->text.data, (gssize) diag->text.length);
  ClaspMapEntry       entries[4];
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (!clasp_artnet_diagnostics_may_log (self->diagnostics, clasp_artnet_bridge_now (self)))
    {
      clasp_bridge_count_dropped (CLASP_BRIDGE (self));
      return;
    }
  /* Translators: connection, address of a node, what it says of itself */
  g_message (_ ("%s: %s says: %s"), clasp_bridge_get_name (CLASP_BRIDGE (self)), ip, text);
  entries[0] = (ClaspMapEntry){ CLASP_STR_LITERAL ("ip"), clasp_value_string (clasp_str (ip)) };
  entries[1] = (ClaspMapEntry){ CLASP_STR_LITERAL ("priority"), clasp_value_int (diag->priority) };
  entries[2] = (ClaspMapEntry){ CLASP_STR_LITERAL ("port"), clasp_value_int (diag->logical_port) };
  entries[3] = (ClaspMapEntry){ CLASP_STR_LITERAL ("text"), clasp_value_string (clasp_str (text)) };
  value = clasp_value_map (entries, G_N_ELEMENTS (entries));
  clasp_bridge_receive_event (CLASP_BRIDGE (self), CLASP_STR_LITERAL ("/diagnostics"), &value);
}

/* What is input; a socket that is only there to find nodes has none. */
static void
handle_input (ClaspArtnetBridge *self, const ClaspArtnetPacket *packet, GSocketAddress *from)
{
  if (packet->op == CLASP_ARTNET_OP_DMX)
    handle_dmx (self, &packet->dmx, from);
  else if (packet->op == CLASP_ARTNET_OP_SYNC)
    clasp_artnet_receiver_take_sync (self->receiver, from);
  else if (packet->op == CLASP_ARTNET_OP_NZS)
    handle_nzs (self, &packet->nzs, from);
  else if (packet->op == CLASP_ARTNET_OP_TIME_CODE)
    handle_time_code (self, &packet->time_code);
  else if (packet->op == CLASP_ARTNET_OP_TRIGGER)
    handle_trigger (self, &packet->trigger);
  else if (packet->op == CLASP_ARTNET_OP_POLL && self->answers != NULL)
    handle_poll (self, &packet->poll, from);
  else if (packet->op == CLASP_ARTNET_OP_ADDRESS)
    handle_address (self, &packet->address, from);
}

/* Levels are known by what they say; see handle_dmx (). */
static gboolean
is_own (ClaspArtnetBridge       *self,
        const ClaspArtnetPacket *packet,
        const guint8            *bytes,
        gsize                    size,
        GSocketAddress          *from)
{
  return packet->op != CLASP_ARTNET_OP_DMX &&
         clasp_artnet_own_take (self->own, from, bytes, size, clasp_artnet_bridge_now (self));
}

static void
diagnose_malformed (ClaspArtnetBridge *self, const char *name, ClaspArtnetStatus status)
{
  g_autofree char *text = g_strdup_printf ("A packet of %s %s", name, clasp_artnet_status_to_string (status));

  clasp_artnet_diagnostics_tell (self->diagnostics, CLASP_ARTNET_DIAGNOSTIC_MEDIUM, text,
                                 clasp_artnet_bridge_now (self));
}

void
clasp_artnet_bridge_received_cb (const guint8   *bytes,
                                 gsize           size,
                                 GSocketAddress *from,
                                 gpointer        bridge)
{
  ClaspArtnetBridge *self = bridge;
  ClaspArtnetPacket  packet;
  ClaspArtnetStatus  status = clasp_artnet_decode (bytes, size, &packet);

  clasp_bridge_count_bytes_in (CLASP_BRIDGE (self), size);
  if (status == CLASP_ARTNET_OTHER_OP)
    return;
  if (status != CLASP_ARTNET_OK)
    {
      g_autofree char *name = clasp_socket_address_to_text (from);

      clasp_bridge_count_malformed (CLASP_BRIDGE (self), name,
                                    clasp_artnet_status_to_string (status));
      diagnose_malformed (self, name, status);
      return;
    }
  if (packet.op == CLASP_ARTNET_OP_POLL_REPLY)
    handle_poll_reply (self, &packet.poll_reply, from);
  else if (is_own (self, &packet, bytes, size, from))
    return;
  else if (packet.op == CLASP_ARTNET_OP_DIAG_DATA)
    handle_diagnostic (self, &packet.diag_data, from);
  else if (self->is_listening)
    handle_input (self, &packet, from);
}

static void
sources_changed_cb (gpointer user_data)
{
  ClaspArtnetBridge *self = user_data;

  if (self->answers != NULL)
    clasp_artnet_answers_changed (self->answers);
  clasp_artnet_bridge_report (self);
}

void
clasp_artnet_bridge_make_receiver (ClaspArtnetBridge *self, ClaspSettings *settings)
{
  ClaspArtnetReceiverOptions options = {
    .merge = (ClaspDmxMerge) clasp_settings_get_int (settings, "merge"),
    .lines = self->lines,
    .timeout_us = (gint64) clasp_settings_get_int (settings, "input-timeout-ms") * 1000,
    .in_mode = (ClaspArtnetInMode) clasp_settings_get_int (settings, "in-mode"),
    .is_flat = clasp_settings_get_int (settings, "addressing") == CLASP_ARTNET_ADDRESSING_FLAT,
    .is_per_source = clasp_settings_get_boolean (settings, "per-source"),
    .max_universes = (guint) clasp_settings_get_int (settings, "max-universes"),
    .changed = sources_changed_cb,
    .user_data = self,
  };

  clasp_dmx_loss_read (settings, &options.loss, &options.fade_us);
  clasp_scale_read (settings, &options.scale);
  self->receiver = clasp_artnet_receiver_new (CLASP_BRIDGE (self), &options);
}
