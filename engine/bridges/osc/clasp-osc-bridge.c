/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-bridge.h"

#include "bridges/osc/clasp-osc-address.h"
#include "bridges/osc/clasp-osc-peers.h"
#include "bridges/osc/clasp-osc-schedule.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "io/clasp-datagram.h"
#include "io/clasp-targets.h"

/* Bundles further ahead come from a wrong clock (bridges.md 2.3). */
#define MAX_AHEAD_US (10 * G_USEC_PER_SEC)
/* One datagram of patterns must not write the whole tree many times over. */
#define MAX_MATCHES_PER_DATAGRAM 4096

struct _ClaspOscBridge
{
  ClaspBridge parent_instance;

  ClaspDatagram *socket;       /* (owned) while started: listens, and sends */
  ClaspDatagram *other_socket; /* (owned) (nullable): sends to the address family @socket cannot */
  GSocketFamily  family;       /* of @socket */
  ClaspTargets  *targets;      /* (owned) while started */
  ClaspOscPeers *peers;        /* (owned) while started */
  ClaspOscSchedule *schedule;  /* (owned) while started */
  ClaspTimer        timer;     /* for the next scheduled bundle */

  ClaspOscStyle style;
  gsize         max_packet;
  gboolean      is_replying;

  guint n_matches; /* of patterns in the datagram being read */

  /* reused, so that the steady state does not allocate */
  ClaspOscEncoder encoder;
  ClaspWriter     packet;
  GString        *scratch; /* (owned) */
};

G_DEFINE_FINAL_TYPE (ClaspOscBridge, clasp_osc_bridge, CLASP_TYPE_BRIDGE)

static ClaspTimers *
get_timers (ClaspOscBridge *self)
{
  return clasp_bridge_get_host (CLASP_BRIDGE (self))->timers;
}

static gint64
now (ClaspOscBridge *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (get_timers (self)));
}

static gint64
unix_now (ClaspOscBridge *self)
{
  return clasp_clock_unix_us (clasp_timers_get_clock (get_timers (self)));
}

static void
report (ClaspOscBridge *self)
{
  clasp_bridge_set_state (CLASP_BRIDGE (self), CLASP_BRIDGE_STATE_IDLE,
                          clasp_targets_get_problem (self->targets));
}

static void
targets_changed_cb (gpointer user_data)
{
  report (user_data);
}

/* ---- in ---- */

static void
count_malformed (ClaspOscBridge *self, GSocketAddress *from, const char *why)
{
  ClaspOscPeer    *peer = clasp_osc_peers_get (self->peers, from, FALSE, now (self));
  g_autofree char *name = clasp_socket_address_to_text (from);
  g_autofree char *text = NULL;

  if (peer != NULL)
    {
      peer->n_malformed++;
      text = g_strdup_printf ("%s (%u from there)", why, peer->n_malformed);
    }
  clasp_bridge_count_malformed (CLASP_BRIDGE (self), name, text != NULL ? text : why);
}

static void
apply (ClaspOscBridge *self, ClaspStr address, const ClaspOscMessage *message, GSocketAddress *from)
{
  g_auto (ClaspValue) value = clasp_osc_message_to_value (message, unix_now (self));
  const char         *why;

  if (!clasp_address_is_valid (address, &why))
    {
      count_malformed (self, from, why);
      return;
    }

  clasp_osc_peers_note_heard (self->peers, address, message->tags, &value, from, now (self));
  if (clasp_osc_message_is_event (message))
    clasp_bridge_receive_event (CLASP_BRIDGE (self), address, NULL);
  else
    clasp_bridge_receive_param (CLASP_BRIDGE (self), address, &value);
}

typedef struct
{
  ClaspOscBridge *self;
  ClaspStr        pattern;
  GPtrArray      *matches; /* (owned) addresses below the namespace */
} Search;

static void
param_cb (const ClaspSnapshotParam *param, gpointer user_data)
{
  Search  *search = user_data;
  ClaspStr relative;

  if (search->self->n_matches < MAX_MATCHES_PER_DATAGRAM &&
      clasp_bridge_strip_namespace (CLASP_BRIDGE (search->self), param->address, &relative) &&
      clasp_osc_pattern_matches (search->pattern,
                                 clasp_osc_address_from_clasp (relative, search->self->scratch)))
    {
      search->self->n_matches++;
      g_ptr_array_add (search->matches, clasp_str_dup (relative));
    }
}

/* Matches first, writes after: the tree must not change under the search. */
static void
apply_pattern (ClaspOscBridge *self, const ClaspOscMessage *message, GSocketAddress *from)
{
  g_autoptr (GPtrArray)    matches = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString)      text = g_string_new (clasp_bridge_get_namespace (CLASP_BRIDGE (self)));
  g_autoptr (ClaspPattern) narrowed = NULL;
  Search                   search = { self, message->address, matches };

  if (!clasp_osc_pattern_is_valid (message->address))
    {
      count_malformed (self, from, "has a pattern whose brackets are not closed");
      return;
    }

  clasp_osc_pattern_to_clasp (message->address, text);
  narrowed = clasp_pattern_new ((ClaspStr){ text->str, text->len });
  clasp_router_foreach (clasp_bridge_get_host (CLASP_BRIDGE (self))->router, narrowed, param_cb,
                        &search);
  if (matches->len == 0)
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
  for (guint i = 0; i < matches->len; i++)
    apply (self, clasp_str (g_ptr_array_index (matches, i)), message, from);
}

static void
handle_message (ClaspOscBridge *self, const guint8 *bytes, gsize size, GSocketAddress *from)
{
  ClaspOscMessage message;

  if (clasp_osc_message_decode (bytes, size, &message) != CLASP_OSC_OK)
    return; /* the whole packet was checked: not reached */

  if (clasp_osc_is_pattern (message.address))
    apply_pattern (self, &message, from);
  else
    apply (self, clasp_osc_address_to_clasp (message.address, self->scratch), &message, from);
}

static void
handle_packet (ClaspOscBridge *self, const guint8 *bytes, gsize size, GSocketAddress *from);

static void
handle_elements (ClaspOscBridge *self, ClaspOscBundle bundle, GSocketAddress *from)
{
  const guint8 *element;
  gsize         size;

  while (clasp_osc_bundle_next (&bundle, &element, &size))
    handle_packet (self, element, size, from);
}

static void
timer_cb (gpointer user_data)
{
  ClaspOscBridge *self = user_data;

  for (;;)
    {
      g_autoptr (ClaspOscScheduled) scheduled = clasp_osc_schedule_pop (self->schedule, now (self));
      ClaspOscBundle                bundle;
      gsize                         size;
      const guint8                 *bytes;

      if (scheduled == NULL)
        break;
      self->n_matches = 0;
      bytes = g_bytes_get_data (scheduled->packet, &size);
      clasp_osc_bundle_decode (bytes, size, &bundle);
      handle_elements (self, bundle, scheduled->from);
    }

  if (clasp_osc_schedule_next_us (self->schedule) != G_MAXINT64)
    clasp_timers_set (get_timers (self), &self->timer, clasp_osc_schedule_next_us (self->schedule),
                      timer_cb, self);
}

/* Late and immediate bundles happen now, early ones when their time has come. A bundle inside
 * another looks at its own time when its turn comes, which is never before the outer one's. */
static void
handle_bundle (ClaspOscBridge *self, const guint8 *bytes, gsize size, GSocketAddress *from)
{
  ClaspOscBundle bundle;
  gint64         unix_us = unix_now (self);
  gint64         ahead_us = 0;

  if (clasp_osc_bundle_decode (bytes, size, &bundle) != CLASP_OSC_OK)
    return; /* the whole packet was checked: not reached */

  if (!clasp_osc_time_is_immediate (bundle.time))
    ahead_us = clasp_osc_time_to_unix_us (bundle.time, unix_us) - unix_us;
  if (ahead_us <= 0)
    {
      handle_elements (self, bundle, from);
      return;
    }

  if (ahead_us > MAX_AHEAD_US ||
      !clasp_osc_schedule_add (self->schedule, now (self) + ahead_us, bytes, size, from))
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
  else
    clasp_timers_set (get_timers (self), &self->timer, clasp_osc_schedule_next_us (self->schedule),
                      timer_cb, self);
}

static void
handle_packet (ClaspOscBridge *self, const guint8 *bytes, gsize size, GSocketAddress *from)
{
  if (clasp_osc_packet_is_bundle (bytes, size))
    handle_bundle (self, bytes, size, from);
  else
    handle_message (self, bytes, size, from);
}

static void
received_cb (const guint8 *bytes, gsize size, GSocketAddress *from, gpointer user_data)
{
  ClaspOscBridge *self = user_data;
  ClaspOscStatus  status = clasp_osc_packet_check (bytes, size);

  clasp_bridge_count_bytes_in (CLASP_BRIDGE (self), size);
  if (status != CLASP_OSC_OK)
    {
      count_malformed (self, from, clasp_osc_status_to_string (status));
      return;
    }

  clasp_osc_peers_get (self->peers, from, TRUE, now (self));
  self->n_matches = 0;
  handle_packet (self, bytes, size, from);
}

/* ---- out ---- */

/* The socket that can reach @to; a second one is made when it is of the other address family. */
static ClaspDatagram *
socket_for (ClaspOscBridge *self, GSocketAddress *to, GError **error)
{
  ClaspDatagramOptions options = { .broadcast = TRUE };
  ClaspEndpoint any = { (char *) (self->family == G_SOCKET_FAMILY_IPV4 ? "::" : "0.0.0.0"), 0 };

  if (g_socket_address_get_family (to) == self->family)
    return self->socket;
  if (self->other_socket == NULL)
    self->other_socket = clasp_datagram_new (clasp_bridge_get_host (CLASP_BRIDGE (self))->reactor,
                                             &any, &options, NULL, NULL, error);
  return self->other_socket;
}

typedef struct
{
  ClaspOscBridge      *self;
  const ClaspOscHeard *heard; /* (nullable) */
  const ClaspValue    *value; /* (nullable) */
  gint64               now_us;
  gboolean             is_sent;
} Sending;

static gboolean
send_to (Sending *sending, GSocketAddress *to, GError **error)
{
  ClaspOscBridge *self = sending->self;
  ClaspDatagram  *socket = socket_for (self, to, error);

  if (socket == NULL ||
      !clasp_datagram_send (socket, to, self->packet.data, self->packet.length, error))
    {
      clasp_bridge_count_dropped (CLASP_BRIDGE (self));
      return FALSE;
    }

  clasp_bridge_count_bytes_out (CLASP_BRIDGE (self), self->packet.length);
  sending->is_sent = TRUE;
  return TRUE;
}

static void
send_to_target (Sending *sending, guint index, GSocketAddress *to)
{
  g_autoptr (GError) error = NULL;

  send_to (sending, to, &error);
  clasp_targets_note_result (sending->self->targets, index, error);
}

static gboolean
is_target (ClaspOscBridge *self, GSocketAddress *address)
{
  for (guint i = 0; i < clasp_targets_get_count (self->targets); i++)
    {
      GSocketAddress *target = clasp_targets_get_address (self->targets, i);

      if (target != NULL && clasp_osc_same_address (target, address, FALSE))
        return TRUE;
    }

  return FALSE;
}

static void
send_to_peer_cb (const ClaspOscPeer *peer, gpointer user_data)
{
  Sending *sending = user_data;

  if (!is_target (sending->self, peer->address) &&
      !clasp_osc_heard_is_echo (sending->heard, sending->value, peer->address, FALSE,
                                sending->now_us))
    send_to (sending, peer->address, NULL);
}

static void
send_to_all (Sending *sending)
{
  ClaspOscBridge *self = sending->self;

  for (guint i = 0; i < clasp_targets_get_count (self->targets); i++)
    {
      GSocketAddress *target = clasp_targets_get_address (self->targets, i);

      if (target != NULL &&
          !clasp_osc_heard_is_echo (sending->heard, sending->value, target, TRUE, sending->now_us))
        send_to_target (sending, i, target);
    }
  if (self->is_replying)
    clasp_osc_peers_foreach_recent (self->peers, sending->now_us, send_to_peer_cb, sending);
  if (sending->is_sent)
    clasp_bridge_count_sent (CLASP_BRIDGE (self));
}

/* What a message says in one value: its own, or the newest of a stream's samples. NULL if nothing.
 */
static const ClaspValue *
value_of (const ClaspMessage *message, ClaspValue *sample)
{
  if (message->type == CLASP_MESSAGE_SET)
    return &message->set.value;
  if (message->publish.has_value)
    return &message->publish.value;
  if (!message->publish.has_samples || message->publish.n_samples == 0)
    return NULL;

  *sample = clasp_value_double (message->publish.samples[message->publish.n_samples - 1]);
  return sample;
}

static gboolean
encode (ClaspOscBridge      *self,
        ClaspStr             relative,
        const ClaspOscHeard *heard,
        const ClaspValue    *value)
{
  ClaspStr tags = clasp_str (heard != NULL ? heard->tags : NULL);

  clasp_osc_encoder_begin (&self->encoder, clasp_osc_address_from_clasp (relative, self->scratch));
  if (!clasp_osc_encode_value (&self->encoder, &self->style, tags, value))
    return FALSE;

  clasp_writer_reset (&self->packet);
  clasp_osc_encoder_finish (&self->encoder, &self->packet);
  return self->packet.length <= self->max_packet;
}

static void
clasp_osc_bridge_deliver (ClaspBridge *bridge, const ClaspDelivery *delivery)
{
  ClaspOscBridge     *self = CLASP_OSC_BRIDGE (bridge);
  const ClaspMessage *message = delivery->message;
  ClaspStr            address =
    message->type == CLASP_MESSAGE_SET ? message->set.address : message->publish.address;
  ClaspStr   relative;
  ClaspValue sample = CLASP_VALUE_INIT;
  Sending    sending = { .self = self, .value = value_of (message, &sample), .now_us = now (self) };

  if (!clasp_bridge_strip_namespace (bridge, address, &relative))
    return;

  sending.heard = clasp_osc_peers_look_up (self->peers, relative);
  if (encode (self, relative, sending.heard, sending.value))
    send_to_all (&sending);
  else
    clasp_bridge_count_dropped (bridge);
}

/* ---- life ---- */

static gboolean
open_socket (ClaspOscBridge *self, const char *listen, GError **error)
{
  ClaspDatagramOptions       options = { .broadcast = TRUE };
  g_auto (ClaspEndpoint)     endpoint = { 0 };
  g_autoptr (GSocketAddress) address = NULL;
  gboolean                   is_listening = listen[0] != '\0';

  if (!clasp_endpoint_parse (is_listening ? listen : "0.0.0.0:0", 0, &endpoint, error))
    return FALSE;

  address = clasp_endpoint_to_address (&endpoint);
  self->family = address != NULL ? g_socket_address_get_family (address) : G_SOCKET_FAMILY_IPV4;
  self->socket =
    clasp_datagram_new (clasp_bridge_get_host (CLASP_BRIDGE (self))->reactor, &endpoint, &options,
                        is_listening ? received_cb : NULL, self, error);
  return self->socket != NULL;
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
clasp_osc_bridge_start (ClaspBridge *bridge, GError **error)
{
  ClaspOscBridge *self = CLASP_OSC_BRIDGE (bridge);
  ClaspSettings  *settings = clasp_bridge_get_settings (bridge);

  self->style = clasp_osc_settings_get_style (CLASP_OSC_SETTINGS (settings));
  self->max_packet = (gsize) clasp_settings_get_int (settings, "max-packet");
  self->is_replying = clasp_settings_get_boolean (settings, "reply-to-sender");
  self->peers = clasp_osc_peers_new ();
  self->schedule = clasp_osc_schedule_new ();
  if (!check_settings (settings, error) ||
      !open_socket (self, clasp_settings_get_string (settings, "listen"), error))
    return FALSE;

  self->targets = clasp_targets_new (get_timers (self), clasp_settings_get_strv (settings, "send"),
                                     0, targets_changed_cb, self, error);
  if (self->targets == NULL)
    return FALSE;

  report (self);
  return TRUE;
}

static void
clasp_osc_bridge_stop (ClaspBridge *bridge)
{
  ClaspOscBridge *self = CLASP_OSC_BRIDGE (bridge);

  clasp_timers_cancel (get_timers (self), &self->timer);
  g_clear_pointer (&self->socket, clasp_datagram_free);
  g_clear_pointer (&self->other_socket, clasp_datagram_free);
  g_clear_pointer (&self->targets, clasp_targets_free);
  g_clear_pointer (&self->peers, clasp_osc_peers_free);
  g_clear_pointer (&self->schedule, clasp_osc_schedule_free);
}

static void
clasp_osc_bridge_finalize (GObject *object)
{
  ClaspOscBridge *self = CLASP_OSC_BRIDGE (object);

  clasp_osc_encoder_clear (&self->encoder);
  clasp_writer_clear (&self->packet);
  g_string_free (self->scratch, TRUE);
  G_OBJECT_CLASS (clasp_osc_bridge_parent_class)->finalize (object);
}

static void
clasp_osc_bridge_class_init (ClaspOscBridgeClass *klass)
{
  ClaspBridgeClass *bridge_class = CLASP_BRIDGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = clasp_osc_bridge_finalize;
  bridge_class->protocol = "osc";
  bridge_class->start = clasp_osc_bridge_start;
  bridge_class->stop = clasp_osc_bridge_stop;
  bridge_class->deliver = clasp_osc_bridge_deliver;
}

static void
clasp_osc_bridge_init (ClaspOscBridge *self)
{
  self->scratch = g_string_new (NULL);
}
