/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-artnet"

#include "bridges/artnet/clasp-artnet-bridge.h"

#include "bridges/artnet/clasp-artnet-address.h"
#include "bridges/artnet/clasp-artnet-answers.h"
#include "bridges/artnet/clasp-artnet-destinations.h"
#include "bridges/artnet/clasp-artnet-poller.h"
#include "bridges/artnet/clasp-artnet-receiver.h"
#include "bridges/artnet/clasp-artnet-sender.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "bridges/artnet/clasp-artnet-values.h"
#include "bridges/artnet/clasp-artnet-writer.h"
#include "dmx/clasp-dmx-settings.h"
#include "io/clasp-datagram.h"

/* A node that takes all universes lists those in use, and the first few so that it is found. */
#define N_ALWAYS_LISTED 4
/* Zeros are sent so often when the connection stops: a lost packet must not leave a lamp on. */
#define N_LAST_FRAMES 3

#define COMMAND_CANCEL_MERGE 0x01
#define COMMAND_LTP 0x10 /* to 0x13: one for each port of a page; ours have one */
#define COMMAND_HTP 0x50

struct _ClaspArtnetBridge
{
  ClaspBridge parent_instance;

  ClaspDatagram           *socket; /* (owned) while started, as all of these */
  ClaspArtnetDestinations *destinations;
  ClaspArtnetSender       *sender; /* (nullable): none without a destination */
  ClaspArtnetReceiver     *receiver;
  ClaspArtnetAnswers      *answers;   /* (nullable) */
  ClaspArtnetPoller       *poller;    /* (nullable) */
  ClaspArtnetUniverses    *universes; /* (owned) */
  ClaspArtnetWriter        writer;
  gboolean                 is_listening;
  guint16                  user;     /* tells our own ArtPollReplies from others' */
  char                    *homeless; /* (owned) (nullable): about a universe that goes nowhere */
};

G_DEFINE_FINAL_TYPE (ClaspArtnetBridge, clasp_artnet_bridge, CLASP_TYPE_BRIDGE)

static ClaspTimers *
get_timers (ClaspArtnetBridge *self)
{
  return clasp_bridge_get_host (CLASP_BRIDGE (self))->timers;
}

static void
report (ClaspArtnetBridge *self)
{
  const char *problem = clasp_artnet_destinations_get_problem (self->destinations);

  if (problem == NULL)
    problem = clasp_artnet_receiver_get_problem (self->receiver);
  if (problem == NULL)
    problem = self->homeless;
  clasp_bridge_set_state (CLASP_BRIDGE (self), CLASP_BRIDGE_STATE_IDLE, problem);
}

static void
targets_changed_cb (gpointer user_data)
{
  report (user_data);
}

static void
sources_changed_cb (gpointer user_data)
{
  ClaspArtnetBridge *self = user_data;

  if (self->answers != NULL)
    clasp_artnet_answers_changed (self->answers);
  report (self);
}

/* ---- sending ---- */

typedef struct
{
  ClaspArtnetBridge *bridge;
  const guint8      *bytes;
  gsize              size;
} Parcel;

static void
send_parcel_cb (GSocketAddress *to, int target, gpointer user_data)
{
  const Parcel      *parcel = user_data;
  ClaspArtnetBridge *self = parcel->bridge;
  g_autoptr (GError) error = NULL;

  if (clasp_datagram_send (self->socket, to, parcel->bytes, parcel->size,
                           target >= 0 ? &error : NULL))
    {
      clasp_bridge_count_sent (CLASP_BRIDGE (self));
      clasp_bridge_count_bytes_out (CLASP_BRIDGE (self), parcel->size);
    }
  else
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
  clasp_artnet_destinations_note_result (self->destinations, target, error);
}

static void
say_homeless (ClaspArtnetBridge *self, guint16 port_address)
{
  clasp_bridge_count_dropped (CLASP_BRIDGE (self));
  if (self->homeless != NULL)
    return;

  self->homeless = g_strdup_printf ("No node takes universe %u:%u:%u", port_address >> 8,
                                    port_address >> 4 & 0xfu, port_address & 0xfu);
  report (self);
}

static void
send_frame_cb (guint16 port_address, const guint8 *bytes, gsize size, gpointer user_data)
{
  ClaspArtnetBridge *self = user_data;
  Parcel             parcel = { self, bytes, size };

  if (clasp_artnet_destinations_for_frame (self->destinations, port_address, send_parcel_cb,
                                           &parcel) == 0)
    say_homeless (self, port_address);
}

static void
send_to_all_cb (const ClaspArtnetPacket *packet, gpointer user_data)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  Parcel               parcel = { .bridge = user_data };

  clasp_artnet_encode (packet, &writer);
  parcel.bytes = writer.data;
  parcel.size = writer.length;
  clasp_artnet_destinations_for_all (parcel.bridge->destinations, send_parcel_cb, &parcel);
}

static void
send_sync_cb (gpointer user_data)
{
  send_to_all_cb (&(ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_SYNC }, user_data);
}

/* ---- nodes ---- */

static void
send_poll_cb (const guint8 *bytes, gsize size, gpointer user_data)
{
  Parcel parcel = { user_data, bytes, size };

  clasp_artnet_destinations_for_poll (parcel.bridge->destinations, send_parcel_cb, &parcel);
}

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
  report (self);
}

static void
node_leaves_cb (const ClaspArtnetNodeInfo *node, gpointer user_data)
{
  publish_node (user_data, node, FALSE);
}

static void
handle_poll_reply (ClaspArtnetBridge *self, const ClaspArtnetPollReply *reply)
{
  if (self->poller == NULL)
    return;
  if (reply->user == self->user && reply->port == clasp_datagram_get_port (self->socket))
    return; /* our own, that answers our own poll */
  if (!clasp_artnet_poller_take (self->poller, reply))
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
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

  if (!is_listed (self, port_address))
    return FALSE;

  port->is_received = TRUE;
  port->is_sent = self->sender != NULL && clasp_artnet_sender_has (self->sender, port_address);
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

/* ---- in ---- */

static void
handle_dmx (ClaspArtnetBridge *self, const ClaspArtnetDmx *frame, GSocketAddress *from)
{
  if (!clasp_artnet_universes_has (self->universes, frame->port_address) ||
      (self->sender != NULL && clasp_artnet_sender_is_own (self->sender, frame)))
    return;

  clasp_artnet_receiver_take_dmx (self->receiver, frame, from);
}

/* "{…}/nzs/85": data of another start code, an event. */
static void
handle_nzs (ClaspArtnetBridge *self, const ClaspArtnetNzs *nzs)
{
  char                universe[CLASP_ARTNET_ADDRESS_SIZE];
  char                address[CLASP_ARTNET_ADDRESS_SIZE + 16];
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  gboolean is_flat = clasp_settings_get_int (clasp_bridge_get_settings (CLASP_BRIDGE (self)),
                                             "addressing") == CLASP_ARTNET_ADDRESSING_FLAT;

  if (!clasp_artnet_universes_has (self->universes, nzs->port_address))
    return;

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

  clasp_bridge_receive_stream (CLASP_BRIDGE (self), CLASP_STR_LITERAL ("/timecode"), &text);
  clasp_bridge_receive_stream (CLASP_BRIDGE (self), CLASP_STR_LITERAL ("/timecode/map"), &map);
}

static void
handle_trigger (ClaspArtnetBridge *self, const ClaspArtnetTrigger *trigger)
{
  g_auto (ClaspValue) value = clasp_artnet_trigger_to_value (trigger);

  clasp_bridge_receive_event (CLASP_BRIDGE (self), CLASP_STR_LITERAL ("/trigger"), &value);
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
    handle_nzs (self, &packet->nzs);
  else if (packet->op == CLASP_ARTNET_OP_TIME_CODE)
    handle_time_code (self, &packet->time_code);
  else if (packet->op == CLASP_ARTNET_OP_TRIGGER)
    handle_trigger (self, &packet->trigger);
  else if (packet->op == CLASP_ARTNET_OP_POLL && self->answers != NULL)
    clasp_artnet_answers_take_poll (self->answers, &packet->poll, from);
  else if (packet->op == CLASP_ARTNET_OP_ADDRESS)
    handle_address (self, &packet->address, from);
}

static void
received_cb (const guint8 *bytes, gsize size, GSocketAddress *from, gpointer user_data)
{
  ClaspArtnetBridge *self = user_data;
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
      return;
    }
  if (packet.op == CLASP_ARTNET_OP_POLL_REPLY)
    handle_poll_reply (self, &packet.poll_reply);
  else if (self->is_listening)
    handle_input (self, &packet, from);
}

/* ---- out ---- */

static const ClaspValue *
value_of (const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SET)
    return &message->set.value;
  return message->publish.has_value ? &message->publish.value : NULL;
}

static gboolean
is_of_a_universe (const ClaspArtnetPlace *place)
{
  return place->kind != CLASP_ARTNET_PLACE_TIME_CODE && place->kind != CLASP_ARTNET_PLACE_TRIGGER;
}

static void
clasp_artnet_bridge_deliver (ClaspBridge *bridge, const ClaspDelivery *delivery)
{
  ClaspArtnetBridge  *self = CLASP_ARTNET_BRIDGE (bridge);
  const ClaspMessage *message = delivery->message;
  const ClaspValue   *value = value_of (message);
  ClaspArtnetPlace    place;
  ClaspStr            relative;

  if (self->sender == NULL ||
      !clasp_bridge_strip_namespace (bridge,
                                     message->type == CLASP_MESSAGE_SET ? message->set.address
                                                                        : message->publish.address,
                                     &relative))
    return;

  if (value == NULL || !clasp_artnet_address_parse (relative, &place))
    clasp_bridge_count_dropped (bridge);
  else if (is_of_a_universe (&place) &&
           !clasp_artnet_universes_has (self->universes, place.port_address))
    return;
  else if (!clasp_artnet_writer_write (&self->writer, &place, value))
    clasp_bridge_count_dropped (bridge);
}

/* ---- life ---- */

static gboolean
check_settings (ClaspArtnetBridge *self, ClaspSettings *settings, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (clasp_settings_validate (settings, &local) &&
      clasp_artnet_universes_parse (clasp_settings_get_strv (settings, "universes"),
                                    self->universes, &local))
    return TRUE;

  g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, local->message);
  return FALSE;
}

static gboolean
open_socket (ClaspArtnetBridge *self, ClaspSettings *settings, GError **error)
{
  const char            *listen = clasp_settings_get_string (settings, "listen");
  gboolean               is_finding = clasp_settings_get_boolean (settings, "find-nodes");
  g_auto (ClaspEndpoint) endpoint = { 0 };
  /* Other Art-Net programs on this machine have the port too. */
  ClaspDatagramOptions options = { .broadcast = TRUE,
                                   .reuse_address = TRUE,
                                   .interface = clasp_settings_get_string (settings, "interface") };

  self->is_listening = listen[0] != '\0';
  if (!self->is_listening)
    listen = is_finding ? CLASP_ARTNET_DEFAULT_LISTEN : "0.0.0.0:0"; /* nodes answer to the port */
  if (!clasp_endpoint_parse (listen, CLASP_ARTNET_PORT, &endpoint, error))
    return FALSE;

  self->socket =
    clasp_datagram_new (clasp_bridge_get_host (CLASP_BRIDGE (self))->reactor, &endpoint, &options,
                        self->is_listening || is_finding ? received_cb : NULL, self, error);
  return self->socket != NULL;
}

static void
make_receiver (ClaspArtnetBridge *self, ClaspSettings *settings)
{
  ClaspArtnetReceiverOptions options = {
    .merge = (ClaspDmxMerge) clasp_settings_get_int (settings, "merge"),
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

static gboolean
make_destinations (ClaspArtnetBridge *self, ClaspSettings *settings, GError **error)
{
  const ClaspBridgeHost         *host = clasp_bridge_get_host (CLASP_BRIDGE (self));
  ClaspArtnetDestinationsOptions options = {
    .timers = host->timers,
    .interfaces = host->interfaces,
    .lines = clasp_artnet_lines_parse (settings, NULL), /* they were checked */
    .interface = clasp_settings_get_string (settings, "interface"),
    .port = CLASP_ARTNET_PORT,
    .is_broadcast = clasp_settings_get_boolean (settings, "broadcast"),
    .changed = targets_changed_cb,
    .user_data = self,
  };

  self->destinations = clasp_artnet_destinations_new (&options, error);
  return self->destinations != NULL;
}

static gboolean
has_destination (ClaspSettings *settings)
{
  g_autoptr (ClaspUniverseLines) lines = clasp_artnet_lines_parse (settings, NULL);

  return clasp_universe_lines_get_hosts (lines)[0] != NULL ||
         clasp_settings_get_boolean (settings, "find-nodes") ||
         clasp_settings_get_boolean (settings, "broadcast");
}

static void
dropped_cb (gpointer user_data)
{
  clasp_bridge_count_dropped (user_data);
}

static void
make_sender (ClaspArtnetBridge *self, ClaspSettings *settings)
{
  const ClaspBridgeHost *host = clasp_bridge_get_host (CLASP_BRIDGE (self));
  gint64 interval_ns = CLASP_DMX_INTERVAL_NS (clasp_settings_get_int (settings, "max-hz"));
  gboolean               is_continuous = clasp_settings_get_boolean (settings, "continuous");
  ClaspArtnetSenderOptions options = {
    .reactor = host->reactor,
    .timers = host->timers,
    .universes = host->universes,
    .connection = clasp_bridge_get_id (CLASP_BRIDGE (self)),
    .namespace_ = clasp_bridge_get_namespace (CLASP_BRIDGE (self)),
    .is_flat = clasp_settings_get_int (settings, "addressing") == CLASP_ARTNET_ADDRESSING_FLAT,
    .timing = { .interval_ns = interval_ns,
                .keep_alive_us =
                  is_continuous
                    ? interval_ns / 1000
                    : (gint64) clasp_settings_get_int (settings, "keep-alive-ms") * 1000,
                .n_repeats = 1,
                .make_up_us = CLASP_UNIVERSE_MAKE_UP_US },
    .max_universes = (guint) clasp_settings_get_int (settings, "max-universes"),
    .is_short = clasp_settings_get_boolean (settings, "short-frames"),
    .is_synced = clasp_settings_get_boolean (settings, "sync"),
    .send = send_frame_cb,
    .sync = send_sync_cb,
    .user_data = self,
  };

  self->sender = clasp_artnet_sender_new (&options);
  self->writer = (ClaspArtnetWriter){ .sender = self->sender,
                                      .send_to_takers = send_frame_cb,
                                      .send_to_all = send_to_all_cb,
                                      .dropped = dropped_cb,
                                      .user_data = self };
  clasp_scale_read (settings, &self->writer.scale);
}

static void
make_answers (ClaspArtnetBridge *self, ClaspSettings *settings)
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

static gboolean
clasp_artnet_bridge_start (ClaspBridge *bridge, GError **error)
{
  ClaspArtnetBridge *self = CLASP_ARTNET_BRIDGE (bridge);
  ClaspSettings     *settings = clasp_bridge_get_settings (bridge);

  if (!check_settings (self, settings, error) || !open_socket (self, settings, error) ||
      !make_destinations (self, settings, error))
    return FALSE;

  make_receiver (self, settings);
  if (has_destination (settings))
    make_sender (self, settings);
  if (self->is_listening && clasp_settings_get_boolean (settings, "answer-polls"))
    make_answers (self, settings);
  if (clasp_settings_get_boolean (settings, "find-nodes"))
    {
      self->poller = clasp_artnet_poller_new (
        get_timers (self), (gint64) clasp_settings_get_int (settings, "poll-interval-ms") * 1000,
        send_poll_cb, node_changed_cb, self);
      clasp_artnet_destinations_set_nodes (self->destinations,
                                           clasp_artnet_poller_get_nodes (self->poller));
    }
  report (self);
  return TRUE;
}

static void
clasp_artnet_bridge_stop (ClaspBridge *bridge)
{
  ClaspArtnetBridge *self = CLASP_ARTNET_BRIDGE (bridge);

  if (self->sender != NULL &&
      clasp_settings_get_boolean (clasp_bridge_get_settings (bridge), "blackout-on-stop"))
    for (guint i = 0; i < N_LAST_FRAMES; i++)
      clasp_artnet_sender_black_out (self->sender);
  if (self->poller != NULL)
    clasp_artnet_nodes_foreach (clasp_artnet_poller_get_nodes (self->poller), node_leaves_cb, self);
  g_clear_pointer (&self->sender, clasp_artnet_sender_free);
  g_clear_pointer (&self->answers, clasp_artnet_answers_free);
  g_clear_pointer (&self->receiver, clasp_artnet_receiver_free);
  g_clear_pointer (&self->destinations, clasp_artnet_destinations_free);
  g_clear_pointer (&self->poller, clasp_artnet_poller_free);
  g_clear_pointer (&self->socket, clasp_datagram_free);
  g_clear_pointer (&self->homeless, g_free);
}

static void
clasp_artnet_bridge_finalize (GObject *object)
{
  g_free (CLASP_ARTNET_BRIDGE (object)->universes);
  G_OBJECT_CLASS (clasp_artnet_bridge_parent_class)->finalize (object);
}

static void
clasp_artnet_bridge_class_init (ClaspArtnetBridgeClass *klass)
{
  static const ClaspBridgeSignal signals[] = { { "/**", "int", "dmx", 0, 255 } };
  ClaspBridgeClass              *bridge_class = CLASP_BRIDGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = clasp_artnet_bridge_finalize;
  bridge_class->protocol = "artnet";
  bridge_class->signals = signals;
  bridge_class->n_signals = G_N_ELEMENTS (signals);
  bridge_class->start = clasp_artnet_bridge_start;
  bridge_class->stop = clasp_artnet_bridge_stop;
  bridge_class->deliver = clasp_artnet_bridge_deliver;
}

static void
clasp_artnet_bridge_init (ClaspArtnetBridge *self)
{
  self->universes = g_new0 (ClaspArtnetUniverses, 1);
  self->user = (guint16) g_random_int_range (1, 65536);
}
