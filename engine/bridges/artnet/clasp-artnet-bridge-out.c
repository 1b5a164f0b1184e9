/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-artnet"

#include "bridges/artnet/clasp-artnet-bridge-private.h"

#include <glib/gi18n-lib.h>

/* Zeros are sent so often when the connection stops: a lost packet must not leave a lamp on. */
#define N_LAST_FRAMES 3

/* ---- packets ---- */

typedef struct
{
  ClaspArtnetBridge *bridge;
  const guint8      *bytes;
  gsize              size;
  gboolean           is_frame; /* ArtDmx, which is known by what it says */
  gboolean           is_poll;  /* nobody's data */
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
      if (!parcel->is_frame)
        clasp_artnet_own_note (self->own, to, parcel->bytes, parcel->size, clasp_artnet_bridge_now (self));
      if (!parcel->is_poll)
        clasp_bridge_count_sent (CLASP_BRIDGE (self));
      clasp_bridge_count_bytes_out (CLASP_BRIDGE (self), parcel->size);
    }
  else
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
  if (error != NULL)
    clasp_bridge_count_error (CLASP_BRIDGE (self), error);
  clasp_artnet_destinations_note_result (self->destinations, target, error);
}

static void
say_homeless (ClaspArtnetBridge *self, guint16 port_address)
{
  clasp_bridge_count_dropped (CLASP_BRIDGE (self));
  if (self->homeless != NULL)
    return;

  self->homeless = g_strdup_printf (_ ("No node takes universe %u:%u:%u"), port_address >> 8,
                                    port_address >> 4 & 0xfu, port_address & 0xfu);
  clasp_artnet_bridge_report (self);
}

static void
send_to_takers (Parcel *parcel, guint16 port_address, gboolean is_synced)
{
  if (!clasp_artnet_destinations_for_frame (parcel->bridge->destinations, port_address, is_synced,
                                            send_parcel_cb, parcel))
    say_homeless (parcel->bridge, port_address);
}

static void
send_frame_cb (guint16       port_address,
               gboolean      is_synced,
               const guint8 *bytes,
               gsize         size,
               gpointer      user_data)
{
  Parcel parcel = { user_data, bytes, size, TRUE };

  send_to_takers (&parcel, port_address, is_synced);
}

static void
send_to_takers_cb (guint16 port_address, const guint8 *bytes, gsize size, gpointer user_data)
{
  Parcel parcel = { user_data, bytes, size, FALSE };

  send_to_takers (&parcel, port_address, FALSE);
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
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  Parcel               parcel = { .bridge = user_data };

  clasp_artnet_encode (&(ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_SYNC }, &writer);
  parcel.bytes = writer.data;
  parcel.size = writer.length;
  clasp_artnet_destinations_for_sync (parcel.bridge->destinations, send_parcel_cb, &parcel);
}

void
clasp_artnet_bridge_send_poll_cb (const guint8 *bytes, gsize size, gpointer bridge)
{
  Parcel parcel = { bridge, bytes, size, FALSE, TRUE };

  clasp_artnet_destinations_for_poll (parcel.bridge->destinations, send_parcel_cb, &parcel);
}

void
clasp_artnet_bridge_ask (ClaspArtnetBridge *self, const guint8 *bytes, gsize size)
{
  Parcel parcel = { self, bytes, size, FALSE, TRUE };

  clasp_artnet_destinations_for_presence (self->destinations, send_parcel_cb, &parcel);
}

void
clasp_artnet_bridge_send_diagnostic_cb (GSocketAddress *to, const guint8 *bytes, gsize size, gpointer bridge)
{
  Parcel parcel = { bridge, bytes, size, FALSE };

  if (to != NULL)
    send_parcel_cb (to, -1, &parcel);
  else
    clasp_artnet_destinations_for_network (parcel.bridge->destinations, send_parcel_cb, &parcel);
}

/* ---- values ---- */

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

void
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
           !clasp_artnet_universes_has (self->sent, place.port_address))
    return;
  else if (!clasp_artnet_writer_write (&self->writer, &place, value))
    clasp_bridge_count_dropped (bridge);
}

/* ---- what there is ---- */

static void
targets_changed_cb (gpointer user_data)
{
  clasp_artnet_bridge_report (user_data);
}

gboolean
clasp_artnet_bridge_make_destinations (ClaspArtnetBridge *self,
                                       ClaspSettings     *settings,
                                       GError           **error)
{
  const ClaspBridgeHost         *host = clasp_bridge_get_host (CLASP_BRIDGE (self));
  ClaspArtnetDestinationsOptions options = {
    .timers = host->timers,
    .interfaces = host->interfaces,
    .usual = clasp_artnet_output_read (settings),
    .interface = clasp_settings_get_string (settings, "interface"),
    .port = CLASP_ARTNET_PORT,
    .changed = targets_changed_cb,
    .user_data = self,
  };

  self->lines = clasp_artnet_lines_parse (settings, error);
  options.lines = self->lines;
  if (self->lines != NULL)
    self->destinations = clasp_artnet_destinations_new (&options, error);
  return self->destinations != NULL;
}

static void
dropped_cb (gpointer user_data)
{
  clasp_bridge_count_dropped (user_data);
}

static guint
count_sent (const ClaspArtnetUniverses *sent)
{
  guint n = 0;

  for (guint number = 0; number <= CLASP_ARTNET_MAX_PORT_ADDRESS; number++)
    n += clasp_artnet_universes_has (sent, (guint16) number);
  return n;
}

/* None of those that are shown may take the place of one that is sent. */
static void
expect_sent (ClaspArtnetBridge *self, guint max_universes)
{
  if (self->sent->is_all || count_sent (self->sent) > max_universes)
    return;
  for (guint number = 0; number <= CLASP_ARTNET_MAX_PORT_ADDRESS; number++)
    if (clasp_artnet_universes_has (self->sent, (guint16) number))
      clasp_artnet_sender_expect (self->sender, (guint16) number);
}

void
clasp_artnet_bridge_make_sender (ClaspArtnetBridge *self, ClaspSettings *settings)
{
  const ClaspBridgeHost   *host = clasp_bridge_get_host (CLASP_BRIDGE (self));
  ClaspArtnetSenderOptions options = {
    .reactor = host->reactor,
    .timers = host->timers,
    .universes = host->universes,
    .connection = clasp_bridge_get_id (CLASP_BRIDGE (self)),
    .namespace_ = clasp_bridge_get_namespace (CLASP_BRIDGE (self)),
    .is_flat = clasp_settings_get_int (settings, "addressing") == CLASP_ARTNET_ADDRESSING_FLAT,
    .usual = clasp_artnet_output_read (settings),
    .lines = self->lines,
    .max_universes = (guint) clasp_settings_get_int (settings, "max-universes"),
    .is_short = clasp_settings_get_boolean (settings, "short-frames"),
    .send = send_frame_cb,
    .sync = send_sync_cb,
    .user_data = self,
  };

  self->sender = clasp_artnet_sender_new (&options);
  expect_sent (self, options.max_universes);
  self->writer = (ClaspArtnetWriter){ .sender = self->sender,
                                      .sequences = self->sequences,
                                      .send_to_takers = send_to_takers_cb,
                                      .send_to_all = send_to_all_cb,
                                      .dropped = dropped_cb,
                                      .user_data = self };
  clasp_scale_read (settings, &self->writer.scale);
}

void
clasp_artnet_bridge_black_out (ClaspArtnetBridge *self)
{
  for (guint i = 0; self->sender != NULL && i < N_LAST_FRAMES; i++)
    clasp_artnet_sender_black_out (self->sender);
}
