/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-address.h"
#include "bridges/osc/clasp-osc-bridge-private.h"

/* One message on its way out: encoded once for all who call the address as we do. */
typedef struct
{
  ClaspOscBridge      *self;
  ClaspStr             relative; /* below the namespace, in CLASP's form */
  ClaspStr             address;  /* in OSC's, in the bridge's scratch */
  const ClaspOscHeard *heard;    /* (nullable) */
  const ClaspValue    *value;    /* (nullable) */
  gint64               now_us;
  gint64               echo_since_us;
  gboolean             is_sent;
  gboolean             is_taken; /* … on a connection that the other side holds, too */
} Sending;

static gboolean
encode (const Sending *sending, ClaspStr address, ClaspWriter *writer)
{
  ClaspOscBridge *self = sending->self;
  ClaspStr        tags = clasp_str (sending->heard != NULL ? sending->heard->tags : NULL);

  clasp_osc_encoder_begin (&self->encoder, address);
  if (!clasp_osc_encode_value (&self->encoder, &self->style, tags, sending->value))
    return FALSE;
  clasp_writer_reset (writer);
  clasp_osc_encoder_finish (&self->encoder, writer);
  return TRUE;
}

static gboolean
put (Sending *sending, ClaspOscDestination *destination, const ClaspWriter *packet, GError **error)
{
  ClaspOscBridge *self = sending->self;
  gboolean        is_sent =
    self->is_in_bundle
             ? clasp_osc_destination_gather (destination, self->bundle_time, packet->data, packet->length,
                                             error)
             : clasp_osc_destination_send (destination, packet->data, packet->length, error);

  sending->is_sent = sending->is_sent || is_sent;
  sending->is_taken = sending->is_taken || (is_sent && destination->connection != NULL);
  if (is_sent)
    clasp_bridge_count_bytes_out (CLASP_BRIDGE (self), packet->length);
  else if (destination->connection != NULL && packet->length <= CLASP_OSC_MAX_FRAME)
    clasp_bridge_count_overflow (CLASP_BRIDGE (self)); /* its queue is full */
  else
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
  return is_sent;
}

/* ---- targets ---- */

static gboolean
is_echo_to (const Sending *sending, const ClaspOscOutlet *outlet)
{
  const ClaspOscDestination *destination = &outlet->destination;
  ClaspOscFrom               to = { 0, destination->to };

  if (destination->connection == NULL)
    return clasp_osc_heard_is_echo (sending->heard, sending->value, &to, TRUE,
                                    sending->echo_since_us);

  to = (ClaspOscFrom){ clasp_osc_connection_get_channel (destination->connection),
                       clasp_osc_connection_get_address (destination->connection) };
  return clasp_osc_heard_is_echo (sending->heard, sending->value, &to, FALSE,
                                  sending->echo_since_us);
}

static void
send_to_outlet (Sending *sending, ClaspOscOutlet *outlet)
{
  ClaspOscBridge    *self = sending->self;
  const ClaspWriter *packet = &self->packet;
  g_autoptr (GError) error = NULL;
  ClaspStr           address;

  if (!clasp_osc_place_wants (outlet->place, sending->relative) ||
      !clasp_osc_outlet_prepare (outlet) || is_echo_to (sending, outlet))
    return;

  address = clasp_osc_place_map_outward (outlet->place, sending->address, self->mapped);
  if (address.data != sending->address.data)
    {
      packet = &self->mapped_packet;
      if (!encode (sending, address, &self->mapped_packet))
        return;
    }
  put (sending, &outlet->destination, packet, &error);
  clasp_osc_outlet_note_result (outlet, error);
}

/* ---- peers ---- */

static gboolean
is_answered (const Sending *sending, const ClaspOscPeer *peer)
{
  ClaspOscBridge *self = sending->self;

  if (peer->is_target)
    return FALSE;
  if (self->subscribe[0] != NULL)
    return clasp_osc_peer_wants (peer, sending->relative, sending->address, sending->now_us);
  return self->is_replying && clasp_osc_peer_is_present (peer, sending->now_us);
}

static void
send_to_peer (Sending *sending, ClaspOscPeer *peer)
{
  const ClaspOscFrom to = { peer->channel, peer->address };

  if (is_answered (sending, peer) &&
      !clasp_osc_heard_is_echo (sending->heard, sending->value, &to, FALSE, sending->echo_since_us))
    put (sending, &peer->destination, &sending->self->packet, NULL);
}

/* ---- messages ---- */

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
begin (Sending *sending)
{
  sending->echo_since_us = sending->now_us - sending->self->echo_us;
  sending->address = clasp_osc_address_from_clasp (sending->relative, sending->self->scratch);
  return encode (sending, sending->address, &sending->self->packet);
}

void
clasp_osc_output_deliver (ClaspOscBridge *self, const ClaspDelivery *delivery)
{
  ClaspBridge        *bridge = CLASP_BRIDGE (self);
  const ClaspMessage *message = delivery->message;
  ClaspStr            address =
    message->type == CLASP_MESSAGE_SET ? message->set.address : message->publish.address;
  ClaspValue sample = CLASP_VALUE_INIT;
  Sending    sending = { .self = self,
                         .value = value_of (message, &sample),
                         .now_us = clasp_osc_bridge_now (self) };

  if (!clasp_bridge_strip_namespace (bridge, address, &sending.relative))
    return;
  sending.heard = clasp_osc_memory_look_up (self->memory, sending.relative);
  if (!begin (&sending))
    {
      clasp_bridge_count_dropped (bridge);
      return;
    }

  for (guint i = 0; i < self->outlets->len; i++)
    send_to_outlet (&sending, g_ptr_array_index (self->outlets, i));
  if (self->is_replying || self->subscribe[0] != NULL)
    for (guint i = 0; i < clasp_osc_peers_get_count (self->peers); i++)
      send_to_peer (&sending, clasp_osc_peers_get_at (self->peers, i));
  if (!sending.is_sent)
    return;
  clasp_bridge_set_answer (bridge, sending.is_taken ? CLASP_BRIDGE_ANSWER_HEARD : CLASP_BRIDGE_ANSWER_UNKNOWN);
  clasp_bridge_count_sent (bridge);
}

/* ---- bundles ---- */

/* Of a connection, its queue is full. */
static void
count_lost (ClaspOscBridge *self, const ClaspOscDestination *destination)
{
  if (destination->connection != NULL)
    clasp_bridge_count_overflow (CLASP_BRIDGE (self));
  else
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
}

void
clasp_osc_output_begin_bundle (ClaspOscBridge *self, guint64 unix_us)
{
  self->is_in_bundle = self->is_bundling;
  self->bundle_time =
    unix_us != 0 ? clasp_osc_time_from_unix_us ((gint64) unix_us) : CLASP_OSC_TIME_IMMEDIATELY;
}

void
clasp_osc_output_end_bundle (ClaspOscBridge *self)
{
  if (!self->is_in_bundle)
    return;

  self->is_in_bundle = FALSE;
  for (guint i = 0; i < self->outlets->len; i++)
    {
      ClaspOscOutlet    *outlet = g_ptr_array_index (self->outlets, i);
      g_autoptr (GError) error = NULL;

      if (!clasp_osc_outlet_prepare (outlet))
        continue;
      if (clasp_osc_destination_flush (&outlet->destination, &error))
        continue;
      clasp_osc_outlet_note_result (outlet, error);
      count_lost (self, &outlet->destination);
    }
  for (guint i = 0; i < clasp_osc_peers_get_count (self->peers); i++)
    if (!clasp_osc_destination_flush (&clasp_osc_peers_get_at (self->peers, i)->destination, NULL))
      count_lost (self, &clasp_osc_peers_get_at (self->peers, i)->destination);
}

/* ---- the state ---- */

typedef struct
{
  ClaspOscBridge *self;
  ClaspOscPeer   *peer;   /* (nullable) */
  ClaspOscOutlet *outlet; /* (nullable) */
} Telling;

static void
tell_cb (const ClaspSnapshotParam *param, gpointer user_data)
{
  const Telling *telling = user_data;
  Sending        sending = { .self = telling->self,
                             .value = &param->value,
                             .now_us = clasp_osc_bridge_now (telling->self) };

  if (!clasp_bridge_strip_namespace (CLASP_BRIDGE (telling->self), param->address,
                                     &sending.relative))
    return;
  sending.heard = clasp_osc_memory_look_up (telling->self->memory, sending.relative);
  if (!begin (&sending))
    return;
  if (telling->outlet != NULL)
    send_to_outlet (&sending, telling->outlet);
  else
    send_to_peer (&sending, telling->peer);
}

void
clasp_osc_output_send_state (ClaspOscBridge *self, ClaspOscPeer *peer, ClaspOscOutlet *outlet)
{
  Telling              telling = { self, peer, outlet };
  ClaspOscDestination *destination = peer != NULL ? &peer->destination : &outlet->destination;
  g_autofree char     *text =
    g_strconcat (clasp_bridge_get_namespace (CLASP_BRIDGE (self)), "/**", NULL);
  g_autoptr (ClaspPattern) below = clasp_pattern_new (clasp_str (text));

  clasp_router_foreach (clasp_bridge_get_host (CLASP_BRIDGE (self))->router, below, tell_cb,
                        &telling);
  /* What of the state itself was too much will not fit the next time either. */
  destination->owes_state = FALSE;
}
