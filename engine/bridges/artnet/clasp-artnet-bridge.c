/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-artnet"

#include "bridges/artnet/clasp-artnet-bridge.h"

#include "bridges/artnet/clasp-artnet-address.h"
#include "bridges/artnet/clasp-artnet-node.h"
#include "bridges/artnet/clasp-artnet-sender.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "io/clasp-datagram.h"
#include "io/clasp-targets.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* A packet storm on all 32768 port-addresses must not fill the memory. */
#define MAX_INPUTS 1024
/* Controllers whose polls wait for their answer. */
#define MAX_ANSWERS 16
/* Art-Net 4: nodes answer after a random delay of up to a second, so that not all do at once. */
#define MAX_ANSWER_DELAY_US G_USEC_PER_SEC
#define EXPIRE_INTERVAL_US G_USEC_PER_SEC
/* A node that takes all universes lists those in use, and the first few so that it is found. */
#define N_ALWAYS_LISTED 4

struct _ClaspArtnetBridge
{
  ClaspBridge parent_instance;

  ClaspDatagram        *socket;  /* (owned) while started */
  ClaspTargets         *targets; /* (owned) while started */
  ClaspArtnetSender    *sender;  /* (owned) (nullable): none without targets */
  GHashTable           *inputs;  /* (owned) while started: port-address → ClaspArtnetInput */
  ClaspTimer            expire_timer;
  GPtrArray            *answers; /* (owned) while started: Answer */
  guint                 n_answers;
  ClaspArtnetUniverses *universes; /* (owned) */
  ClaspArtnetMerge      merge;
  gint64                timeout_us;
  gboolean              is_listening;

  char  *refused;    /* (owned) (nullable): of a third source, for a person */
  gint64 refused_us; /* when it was last heard */
};

G_DEFINE_FINAL_TYPE (ClaspArtnetBridge, clasp_artnet_bridge, CLASP_TYPE_BRIDGE)

static ClaspTimers *
get_timers (ClaspArtnetBridge *self)
{
  return clasp_bridge_get_host (CLASP_BRIDGE (self))->timers;
}

static gint64
now (ClaspArtnetBridge *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (get_timers (self)));
}

static void
report (ClaspArtnetBridge *self)
{
  const char *problem = clasp_targets_get_problem (self->targets);

  clasp_bridge_set_state (CLASP_BRIDGE (self), CLASP_BRIDGE_STATE_IDLE,
                          problem != NULL ? problem : self->refused);
}

static void
targets_changed_cb (gpointer user_data)
{
  report (user_data);
}

/* ---- in: frames ---- */

static void
change_cb (guint16 port_address, guint index, guint8 level, gpointer user_data)
{
  char       buffer[CLASP_ARTNET_ADDRESS_SIZE];
  ClaspValue value = clasp_value_int (level);

  clasp_bridge_receive_param (user_data, clasp_artnet_address_format (port_address, index, buffer),
                              &value);
}

static void
expire_cb (gpointer user_data)
{
  ClaspArtnetBridge *self = user_data;
  gint64             now_us = now (self);
  GHashTableIter     iter;
  gpointer           input;

  g_hash_table_iter_init (&iter, self->inputs);
  while (g_hash_table_iter_next (&iter, NULL, &input))
    clasp_artnet_input_expire (input, self->merge, self->timeout_us, now_us, change_cb, self);

  if (self->refused != NULL && now_us - self->refused_us >= self->timeout_us)
    {
      g_clear_pointer (&self->refused, g_free);
      report (self);
    }
  clasp_timers_set (get_timers (self), &self->expire_timer, now_us + EXPIRE_INTERVAL_US, expire_cb,
                    self);
}

static ClaspArtnetInput *
find_or_add_input (ClaspArtnetBridge *self, guint16 port_address)
{
  ClaspArtnetInput *input = g_hash_table_lookup (self->inputs, GUINT_TO_POINTER (port_address));

  if (input != NULL || g_hash_table_size (self->inputs) >= MAX_INPUTS)
    return input;

  input = g_new (ClaspArtnetInput, 1);
  clasp_artnet_input_init (input, port_address);
  g_hash_table_insert (self->inputs, GUINT_TO_POINTER (port_address), input);
  if (!clasp_timer_is_pending (&self->expire_timer))
    clasp_timers_set (get_timers (self), &self->expire_timer, now (self) + EXPIRE_INTERVAL_US,
                      expire_cb, self);
  return input;
}

/* Sources are told apart by IP address and physical port (show-protocols.md 5.1). */
static guint64
source_of (GSocketAddress *from, guint8 physical)
{
  const guint8 *ip =
    g_inet_address_to_bytes (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (from)));
  guint32 number;

  memcpy (&number, ip, sizeof number);
  return (guint64) number << 8 | physical;
}

static void
refuse_source (ClaspArtnetBridge *self, GSocketAddress *from, guint16 port_address)
{
  g_autofree char *name =
    g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (from)));

  clasp_bridge_count_dropped (CLASP_BRIDGE (self));
  self->refused_us = now (self);
  if (self->refused != NULL)
    return;

  self->refused =
    g_strdup_printf ("Universe %u:%u:%u has two sources; a third one, %s, is ignored",
                     port_address >> 8, port_address >> 4 & 0xfu, port_address & 0xfu, name);
  report (self);
}

static void
handle_dmx (ClaspArtnetBridge *self, const ClaspArtnetDmx *frame, GSocketAddress *from)
{
  ClaspArtnetInput *input;

  if (!clasp_artnet_universes_has (self->universes, frame->port_address) ||
      (self->sender != NULL && clasp_artnet_sender_is_own (self->sender, frame)))
    return;

  input = find_or_add_input (self, frame->port_address);
  if (input == NULL)
    {
      clasp_bridge_count_dropped (CLASP_BRIDGE (self));
      return;
    }

  switch (clasp_artnet_input_receive (input, self->merge, self->timeout_us,
                                      source_of (from, frame->physical), frame, now (self),
                                      change_cb, self))
    {
    case CLASP_ARTNET_INPUT_TAKEN:
      break;
    case CLASP_ARTNET_INPUT_OUT_OF_ORDER:
      clasp_bridge_count_dropped (CLASP_BRIDGE (self));
      break;
    case CLASP_ARTNET_INPUT_THIRD_SOURCE:
      refuse_source (self, from, frame->port_address);
      break;
    }
}

/* ---- in: polls ---- */

typedef struct
{
  ClaspArtnetBridge *bridge; /* (unowned) */
  GSocketAddress    *to;     /* (owned) */
  ClaspArtnetPoll    poll;
  ClaspTimer         timer;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  clasp_timers_cancel (get_timers (answer->bridge), &answer->timer);
  g_object_unref (answer->to);
  g_free (answer);
}

/* The address the asker knows us by: that of the interface that leads to it. */
static gboolean
find_own_ip (GSocketAddress *towards, guint8 ip[4])
{
  struct sockaddr_in native;
  socklen_t          size = sizeof native;
  int                fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean           is_found;

  /* Connecting a datagram socket sends nothing and does not wait: it looks at the routes. */
  is_found = fd >= 0 && g_socket_address_to_native (towards, &native, sizeof native, NULL) &&
             connect (fd, (struct sockaddr *) &native, sizeof native) == 0 &&
             getsockname (fd, (struct sockaddr *) &native, &size) == 0;
  if (is_found)
    memcpy (ip, &native.sin_addr, 4);
  if (fd >= 0)
    close (fd);
  return is_found;
}

static gboolean
is_listed (ClaspArtnetBridge *self, guint16 port_address)
{
  if (!self->universes->is_all)
    return clasp_artnet_universes_has (self->universes, port_address);

  return port_address < N_ALWAYS_LISTED ||
         g_hash_table_contains (self->inputs, GUINT_TO_POINTER (port_address)) ||
         (self->sender != NULL && clasp_artnet_sender_has (self->sender, port_address));
}

static void
send_reply (ClaspArtnetBridge     *self,
            const ClaspArtnetNode *node,
            guint16                port_address,
            guint                  index,
            GSocketAddress        *to)
{
  const ClaspArtnetInput *input =
    g_hash_table_lookup (self->inputs, GUINT_TO_POINTER (port_address));
  ClaspArtnetPort port = {
    .port_address = port_address,
    .is_received = TRUE,
    .is_sent = self->sender != NULL && clasp_artnet_sender_has (self->sender, port_address),
    .n_sources = input != NULL ? clasp_artnet_input_count_sources (input) : 0,
  };
  ClaspArtnetPacket    packet;
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  clasp_artnet_node_describe (node, &port, index, &packet);
  clasp_artnet_encode (&packet, &writer);
  clasp_datagram_send (self->socket, to, writer.data, writer.length, NULL);
}

static void
answer_cb (gpointer user_data)
{
  Answer            *answer = user_data;
  ClaspArtnetBridge *self = answer->bridge;
  ClaspSettings     *settings = clasp_bridge_get_settings (CLASP_BRIDGE (self));
  guint              index = 0;
  ClaspArtnetNode    node = {
       .port = clasp_datagram_get_port (self->socket),
       .short_name = clasp_settings_get_string (settings, "short-name"),
       .long_name = clasp_settings_get_string (settings, "long-name"),
       .n_answers = ++self->n_answers,
       .is_ltp = self->merge == CLASP_ARTNET_MERGE_LTP,
  };

  if (find_own_ip (answer->to, node.ip))
    for (guint i = 0; i <= CLASP_ARTNET_MAX_PORT_ADDRESS && index < CLASP_ARTNET_MAX_PORTS; i++)
      {
        if (!is_listed (self, (guint16) i))
          continue;
        if (clasp_artnet_poll_wants (&answer->poll, (guint16) i))
          send_reply (self, &node, (guint16) i, index, answer->to);
        index++;
      }
  g_ptr_array_remove_fast (self->answers, answer);
}

static void
handle_poll (ClaspArtnetBridge *self, const ClaspArtnetPoll *poll, GSocketAddress *from)
{
  Answer *answer;

  if (!clasp_settings_get_boolean (clasp_bridge_get_settings (CLASP_BRIDGE (self)),
                                   "answer-polls") ||
      self->answers->len >= MAX_ANSWERS)
    return;

  answer = g_new0 (Answer, 1);
  answer->bridge = self;
  answer->to = g_object_ref (from);
  answer->poll = *poll;
  g_ptr_array_add (self->answers, answer);
  clasp_timers_set (get_timers (self), &answer->timer,
                    now (self) + g_random_int_range (0, MAX_ANSWER_DELAY_US), answer_cb, answer);
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
    }
  else if (packet.op == CLASP_ARTNET_OP_DMX)
    {
      handle_dmx (self, &packet.dmx, from);
    }
  else if (packet.op == CLASP_ARTNET_OP_POLL)
    {
      handle_poll (self, &packet.poll, from);
    }
}

/* ---- out ---- */

static void
send_cb (const guint8 *bytes, gsize size, gpointer user_data)
{
  ClaspArtnetBridge *self = user_data;

  for (guint i = 0; i < clasp_targets_get_count (self->targets); i++)
    {
      GSocketAddress    *to = clasp_targets_get_address (self->targets, i);
      g_autoptr (GError) error = NULL;

      if (to == NULL)
        continue;
      if (clasp_datagram_send (self->socket, to, bytes, size, &error))
        {
          clasp_bridge_count_sent (CLASP_BRIDGE (self));
          clasp_bridge_count_bytes_out (CLASP_BRIDGE (self), size);
        }
      else
        clasp_bridge_count_dropped (CLASP_BRIDGE (self));
      clasp_targets_note_result (self->targets, i, error);
    }
}

static void
set_slot (ClaspArtnetBridge *self, guint16 port_address, guint index, const ClaspValue *value)
{
  guint8 level;

  if (!clasp_artnet_level_from_value (value, &level) ||
      !clasp_artnet_sender_set_slot (self->sender, port_address, index, level))
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
}

/* An array of levels or bytes, from slot 1 on; what is beyond slot 512 is nobody's. */
static void
set_frame (ClaspArtnetBridge *self, guint16 port_address, const ClaspValue *value)
{
  gsize          n_bytes = 0;
  const guint8  *bytes = clasp_value_get_bytes (value, &n_bytes);
  ClaspValueType type = clasp_value_get_type_of (value);

  if (type == CLASP_VALUE_BYTES)
    for (guint i = 0; i < MIN (n_bytes, CLASP_ARTNET_MAX_SLOTS); i++)
      set_slot (self, port_address, i, &(ClaspValue){ CLASP_VALUE_INT, { .integer = bytes[i] } });
  else if (type == CLASP_VALUE_ARRAY)
    for (guint i = 0; i < MIN (clasp_value_get_size (value), CLASP_ARTNET_MAX_SLOTS); i++)
      set_slot (self, port_address, i, clasp_value_get_element (value, i));
  else
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
}

static const ClaspValue *
value_of (const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SET)
    return &message->set.value;
  return message->publish.has_value ? &message->publish.value : NULL;
}

static void
clasp_artnet_bridge_deliver (ClaspBridge *bridge, const ClaspDelivery *delivery)
{
  ClaspArtnetBridge  *self = CLASP_ARTNET_BRIDGE (bridge);
  const ClaspMessage *message = delivery->message;
  const ClaspValue   *value = value_of (message);
  guint16             port_address;
  int                 slot;
  ClaspStr            relative;

  if (self->sender == NULL ||
      !clasp_bridge_strip_namespace (
        bridge, message->type == CLASP_MESSAGE_SET ? message->set.address : message->publish.address, &relative))
    return;

  if (value == NULL || !clasp_artnet_address_parse (relative, &port_address, &slot))
    clasp_bridge_count_dropped (bridge);
  else if (!clasp_artnet_universes_has (self->universes, port_address))
    return;
  else if (slot == CLASP_ARTNET_WHOLE_FRAME)
    set_frame (self, port_address, value);
  else
    set_slot (self, port_address, (guint) slot, value);
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
open_socket (ClaspArtnetBridge *self, const char *listen, GError **error)
{
  g_auto (ClaspEndpoint) endpoint = { 0 };
  /* Other Art-Net programs on this machine have the port too. */
  ClaspDatagramOptions options = { .broadcast = TRUE, .reuse_address = TRUE };

  self->is_listening = listen[0] != '\0';
  if (!clasp_endpoint_parse (self->is_listening ? listen : "0.0.0.0:0", CLASP_ARTNET_PORT,
                             &endpoint, error))
    return FALSE;

  self->socket =
    clasp_datagram_new (clasp_bridge_get_host (CLASP_BRIDGE (self))->reactor, &endpoint, &options,
                        self->is_listening ? received_cb : NULL, self, error);
  return self->socket != NULL;
}

static gboolean
clasp_artnet_bridge_start (ClaspBridge *bridge, GError **error)
{
  ClaspArtnetBridge *self = CLASP_ARTNET_BRIDGE (bridge);
  ClaspSettings     *settings = clasp_bridge_get_settings (bridge);

  self->inputs = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->answers = g_ptr_array_new_with_free_func (answer_free);
  self->merge = (ClaspArtnetMerge) clasp_settings_get_int (settings, "merge");
  self->timeout_us = (gint64) clasp_settings_get_int (settings, "input-timeout-ms") * 1000;
  if (!check_settings (self, settings, error) ||
      !open_socket (self, clasp_settings_get_string (settings, "listen"), error))
    return FALSE;

  self->targets = clasp_targets_new (get_timers (self), clasp_settings_get_strv (settings, "send"),
                                     CLASP_ARTNET_PORT, targets_changed_cb, self, error);
  if (self->targets == NULL)
    return FALSE;
  if (clasp_targets_get_count (self->targets) > 0)
    self->sender = clasp_artnet_sender_new (
      clasp_bridge_get_host (bridge)->reactor, get_timers (self),
      (guint) clasp_settings_get_int (settings, "max-hz"),
      (guint) clasp_settings_get_int (settings, "keep-alive-ms"), send_cb, self);
  report (self);
  return TRUE;
}

static void
clasp_artnet_bridge_stop (ClaspBridge *bridge)
{
  ClaspArtnetBridge *self = CLASP_ARTNET_BRIDGE (bridge);

  clasp_timers_cancel (get_timers (self), &self->expire_timer);
  g_clear_pointer (&self->answers, g_ptr_array_unref);
  g_clear_pointer (&self->sender, clasp_artnet_sender_free);
  g_clear_pointer (&self->inputs, g_hash_table_unref);
  g_clear_pointer (&self->targets, clasp_targets_free);
  g_clear_pointer (&self->socket, clasp_datagram_free);
  g_clear_pointer (&self->refused, g_free);
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
  ClaspBridgeClass *bridge_class = CLASP_BRIDGE_CLASS (klass);

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
}
