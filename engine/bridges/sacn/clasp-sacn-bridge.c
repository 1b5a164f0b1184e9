/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-sacn"

#include "bridges/sacn/clasp-sacn-bridge.h"

#include "bridges/sacn/clasp-sacn-address.h"
#include "bridges/sacn/clasp-sacn-discovery.h"
#include "bridges/sacn/clasp-sacn-inputs.h"
#include "bridges/sacn/clasp-sacn-network.h"
#include "bridges/sacn/clasp-sacn-receiver.h"
#include "bridges/sacn/clasp-sacn-sender.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "bridges/sacn/clasp-sacn-tell.h"
#include "bridges/sacn/clasp-sacn-write.h"
#include "dmx/clasp-dmx-settings.h"

#include <glib/gi18n-lib.h>

/* Design notes: all of what one packet changes leaves as one bundle. Lists of sources are told at
 * the end of the dispatch, once, however many packets changed them.
 *
 * Who we are: a receiver knows a source by its CID alone, so it has to be the same whenever this
 * show runs, and another one for any other connection. The connection's id is both: it is random,
 * stands in the show file, is kept when the show is loaded elsewhere, and a copy of the connection
 * gets a new one; a setting would be copied along. So the CID is derived from the id, unless
 * somebody sets one. */

/* So long after its last packet a source too many is still reported. */
#define EXCEEDED_SHOWN_US (2500 * G_GINT64_CONSTANT (1000))
#define MAX_LISTED_SOURCES 80 /* 64 that may be merged and 16 that went */

struct _ClaspSacnBridge
{
  ClaspBridge parent_instance;

  ClaspSacnNetwork     *network;     /* (owned) while started */
  ClaspSacnReceiver    *receiver;    /* (owned) while started */
  ClaspSacnDiscoveries *discoveries; /* (owned) while started */
  ClaspSacnSender      *sender;      /* (owned) (nullable): none without universes that go out */
  ClaspSacnInputs      *inputs;      /* (owned) while started: what comes in, in the list of all */
  ClaspUniverseLines   *lines;  /* (owned) while started: for single universes that go out */
  guint32      *sent;   /* (owned) one bit for each universe that goes out */
  GHashTable   *untold; /* (owned) set of universes whose sources changed */
  GHashTable   *ties;   /* (owned) universe → sentence (owned): sources that nothing decides between */
  ClaspDeferred deferred;
  ClaspTimer    timer;
  gint64        timer_us; /* when it runs out; G_MAXINT64 = not */
  ClaspScale     scale;
  guint8         cid[CLASP_SACN_CID_SIZE];
  gboolean       is_per_source;
  gboolean       is_ipv4, is_ipv6; /* groups of either */

  char  *exceeded;    /* (owned) (nullable): of a source too many, for a person */
  gint64 exceeded_us; /* when it was last heard */
};

G_DEFINE_FINAL_TYPE (ClaspSacnBridge, clasp_sacn_bridge, CLASP_TYPE_BRIDGE)

static const ClaspBridgeHost *
get_host (ClaspSacnBridge *self)
{
  return clasp_bridge_get_host (CLASP_BRIDGE (self));
}

static gint64
get_now (ClaspSacnBridge *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (get_host (self)->timers));
}

/* That of one universe, for a person; NULL for none. */
static const char *
get_tie (ClaspSacnBridge *self)
{
  GHashTableIter iter;
  gpointer       universe, sentence, lowest = NULL;
  const char    *tie = NULL;

  if (self->ties == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, self->ties);
  while (g_hash_table_iter_next (&iter, &universe, &sentence))
    if (tie == NULL || GPOINTER_TO_UINT (universe) < GPOINTER_TO_UINT (lowest))
      {
        lowest = universe;
        tie = sentence;
      }
  return tie;
}

static void
report (ClaspSacnBridge *self)
{
  const char *problem = clasp_sacn_network_get_problem (self->network);

  if (problem == NULL)
    problem = self->exceeded != NULL ? self->exceeded : get_tie (self);

  clasp_bridge_set_state (CLASP_BRIDGE (self),
                          clasp_sacn_network_is_missing (self->network) ? CLASP_BRIDGE_STATE_MISSING
                                                                        : CLASP_BRIDGE_STATE_IDLE,
                          problem);
}

static void
network_changed_cb (gpointer user_data)
{
  report (user_data);
}

/* ---- time ---- */

static void timer_cb (gpointer user_data);

static void
set_timer (ClaspSacnBridge *self)
{
  gint64 due_us = MIN (clasp_sacn_receiver_get_due_us (self->receiver),
                       clasp_sacn_discoveries_get_due_us (self->discoveries));

  if (self->exceeded != NULL)
    due_us = MIN (due_us, self->exceeded_us + EXCEEDED_SHOWN_US);
  if (due_us >= self->timer_us)
    return;
  self->timer_us = due_us;
  clasp_timers_set (get_host (self)->timers, &self->timer, due_us, timer_cb, self);
}

static void
timer_cb (gpointer user_data)
{
  ClaspSacnBridge *self = user_data;
  gint64           now_us = get_now (self);

  self->timer_us = G_MAXINT64;
  clasp_bridge_begin_bundle (CLASP_BRIDGE (self));
  clasp_sacn_receiver_expire (self->receiver, now_us);
  clasp_sacn_discoveries_expire (self->discoveries, now_us);
  clasp_sacn_inputs_tell (self->inputs);
  clasp_bridge_end_bundle (CLASP_BRIDGE (self));
  if (self->exceeded != NULL && now_us - self->exceeded_us >= EXCEEDED_SHOWN_US)
    {
      g_clear_pointer (&self->exceeded, g_free);
      report (self);
    }
  set_timer (self);
}

/* ---- in: what receivers tell ---- */

static void
level_cb (guint16 universe, guint slot, guint8 level, gpointer user_data)
{
  ClaspSacnBridge *self = user_data;
  char             buffer[CLASP_SACN_ADDRESS_SIZE];
  ClaspValue       value = clasp_scale_from_native (&self->scale, level, 0, 255);

  clasp_bridge_receive_param (CLASP_BRIDGE (self),
                              clasp_sacn_address_format (universe, slot, buffer), &value);
  clasp_sacn_inputs_note (self->inputs, universe, slot);
}

static void G_GNUC_PRINTF (3, 4)
  receive (ClaspSacnBridge *self, ClaspValue value, const char *format, ...)
{
  char    address[CLASP_SACN_ADDRESS_SIZE];
  va_list arguments;

  va_start (arguments, format);
  g_vsnprintf (address, sizeof address, format, arguments);
  va_end (arguments);
  clasp_bridge_receive_param (CLASP_BRIDGE (self), clasp_str (address), &value);
  clasp_value_clear (&value);
}

static void
forget_levels (ClaspSacnBridge *self, guint16 universe, const ClaspSacnSource *source)
{
  char cid[CLASP_SACN_CID_TEXT_SIZE];

  clasp_sacn_cid_format (source->cid, cid);
  receive (self, clasp_value_null (), "/%u/sources/%s", universe, cid);
}

/* Two that have the highest priority, and none for its slots (bridges.md 5.3). */
static void
note_tie (ClaspSacnBridge *self, guint16 universe, const ClaspSacnSource *sources, guint n)
{
  const ClaspSacnSource *first = NULL, *second = NULL;
  gboolean               was_tied = g_hash_table_remove (self->ties, GUINT_TO_POINTER (universe));

  for (guint i = 0; i < n; i++)
    {
      const ClaspSacnSource *source = &sources[i];

      if (source->is_lost || (first != NULL && source->priority < first->priority))
        continue;
      second = first != NULL && source->priority == first->priority ? source : NULL;
      first = second != NULL ? first : source;
    }
  if (second != NULL && !first->has_slot_priorities && !second->has_slot_priorities)
    g_hash_table_insert (
      self->ties, GUINT_TO_POINTER (universe),
      g_strdup_printf (_ ("Universe %u: “%s” and “%s” send with the same priority %u; nothing decides "
                          "between them but their levels"),
                       universe, first->name, second->name, first->priority));
  if (second != NULL || was_tied)
    report (self);
}

static void
tell_sources (ClaspSacnBridge *self, guint16 universe)
{
  ClaspSacnSource sources[MAX_LISTED_SOURCES];
  guint           n =
    clasp_sacn_receiver_list_sources (self->receiver, universe, sources, G_N_ELEMENTS (sources));

  receive (self, clasp_sacn_tell_sources (sources, n), "/%u/sources", universe);
  note_tie (self, universe, sources, n);
  for (guint i = 0; self->is_per_source && i < n; i++)
    if (sources[i].is_lost)
      forget_levels (self, universe, &sources[i]);
}

static void
tell_cb (gpointer user_data)
{
  ClaspSacnBridge *self = user_data;
  GHashTableIter   iter;
  gpointer         universe;

  clasp_bridge_begin_bundle (CLASP_BRIDGE (self));
  g_hash_table_iter_init (&iter, self->untold);
  while (g_hash_table_iter_next (&iter, &universe, NULL))
    tell_sources (self, (guint16) GPOINTER_TO_UINT (universe));
  g_hash_table_remove_all (self->untold);
  clasp_bridge_end_bundle (CLASP_BRIDGE (self));
}

static void
sources_cb (guint16 universe, gpointer user_data)
{
  ClaspSacnBridge *self = user_data;

  g_hash_table_add (self->untold, GUINT_TO_POINTER (universe));
  clasp_reactor_defer (get_host (self)->reactor, &self->deferred, tell_cb, self);
}

static void
source_cb (guint16 universe, const guint8 *cid, const guint8 *levels, guint n, gpointer user_data)
{
  char text[CLASP_SACN_CID_TEXT_SIZE];

  clasp_sacn_cid_format (cid, text);
  receive (user_data, clasp_value_bytes (levels, n), "/%u/sources/%s", universe, text);
}

static void
lost_cb (guint16 universe, ClaspSacnLoss why, gpointer user_data)
{
  char       address[CLASP_SACN_ADDRESS_SIZE];
  ClaspValue value = clasp_value_string (
    why == CLASP_SACN_LOST_SILENT ? CLASP_STR_LITERAL ("silent") : CLASP_STR_LITERAL ("stopped"));

  g_snprintf (address, sizeof address, "/%u/lost", universe);
  clasp_bridge_receive_event (user_data, clasp_str (address), &value);
  clasp_value_clear (&value);
}

static void
sync_cb (guint16 address, gboolean is_wanted, gpointer user_data)
{
  ClaspSacnBridge *self = user_data;

  if (is_wanted)
    clasp_sacn_network_join (self->network, address);
  else if (clasp_sacn_receiver_peek_input (self->receiver, address) == NULL)
    clasp_sacn_network_leave (self->network, address);
}

static void
discovered_cb (const ClaspSacnDiscovered *source, gpointer user_data)
{
  char cid[CLASP_SACN_CID_TEXT_SIZE];

  clasp_sacn_cid_format (source->cid, cid);
  receive (user_data, clasp_sacn_tell_discovered (source), "/discovery/%s", cid);
}

/* ---- in: packets ---- */

static void
report_exceeded (ClaspSacnBridge *self, const ClaspSacnData *data, GSocketAddress *from)
{
  g_autofree char *address = clasp_socket_address_to_text (from);
  g_autofree char *name = g_utf8_make_valid (data->name, -1);

  clasp_bridge_count_dropped (CLASP_BRIDGE (self));
  self->exceeded_us = get_now (self);
  if (self->exceeded != NULL)
    return;

  self->exceeded = g_strdup_printf (
    _ ("Sources exceeded: universe %u has %d; one more, “%s” (%s), is ignored"), data->universe,
    clasp_settings_get_int (clasp_bridge_get_settings (CLASP_BRIDGE (self)), "max-sources"), name,
    address);
  report (self);
}

static void
take_data (ClaspSacnBridge *self, const ClaspSacnPacket *packet, GSocketAddress *from)
{
  switch (clasp_sacn_receiver_take_data (self->receiver, packet, from, get_now (self)))
    {
    case CLASP_SACN_TAKEN:
    case CLASP_SACN_HELD:
    case CLASP_SACN_NOT_OURS:
    case CLASP_SACN_PREVIEW:
    case CLASP_SACN_DUPLICATE:
    case CLASP_SACN_GOODBYE:
      break;
    case CLASP_SACN_OUT_OF_ORDER:
      clasp_bridge_count_dropped (CLASP_BRIDGE (self));
      break;
    case CLASP_SACN_TOO_MANY_SOURCES:
      report_exceeded (self, &packet->data, from);
      break;
    }
}

static void
take_discovery (ClaspSacnBridge *self, const ClaspSacnPacket *packet, GSocketAddress *from)
{
  g_autofree char *address =
    g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (from)));

  if (!clasp_sacn_discoveries_receive (self->discoveries, packet, address, get_now (self)))
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
}

static void
take_packet (ClaspSacnBridge *self, const ClaspSacnPacket *packet, GSocketAddress *from)
{
  clasp_bridge_begin_bundle (CLASP_BRIDGE (self));
  switch (packet->kind)
    {
    case CLASP_SACN_DATA:
      take_data (self, packet, from);
      break;
    case CLASP_SACN_SYNC:
      clasp_sacn_receiver_take_sync (self->receiver, packet, get_now (self));
      break;
    case CLASP_SACN_DISCOVERY:
      take_discovery (self, packet, from);
      break;
    }
  clasp_sacn_inputs_tell (self->inputs);
  clasp_bridge_end_bundle (CLASP_BRIDGE (self));
  set_timer (self);
}

static void
received_cb (const guint8 *bytes, gsize size, GSocketAddress *from, gpointer user_data)
{
  ClaspSacnBridge *self = user_data;
  ClaspSacnPacket  packet;
  ClaspSacnStatus  status = clasp_sacn_decode (bytes, size, &packet);

  clasp_bridge_count_bytes_in (CLASP_BRIDGE (self), size);
  if (status == CLASP_SACN_OTHER)
    return;
  if (status != CLASP_SACN_OK)
    {
      g_autofree char *name = clasp_socket_address_to_text (from);

      clasp_bridge_count_malformed (CLASP_BRIDGE (self), name,
                                    clasp_sacn_status_to_string (status));
    }
  else if (memcmp (packet.cid, self->cid, sizeof packet.cid) !=
           0) /* our own come back from groups */
    {
      take_packet (self, &packet, from);
    }
}

/* ---- out ---- */

static void
send_cb (guint16               universe,
         const ClaspSacnRoute *route,
         const guint8         *bytes,
         gsize                 size,
         gpointer              user_data)
{
  ClaspSacnBridge *self = user_data;
  g_autoptr (GError) error = NULL;
  ClaspSacnSent    sent =
    clasp_sacn_network_send (self->network, universe, route, bytes, size, &error);

  if (error != NULL)
    clasp_bridge_count_error (CLASP_BRIDGE (self), error);
  clasp_bridge_count_bytes_out (CLASP_BRIDGE (self), sent.n_sent * size);
  for (guint i = 0; i < sent.n_sent; i++)
    clasp_bridge_count_sent (CLASP_BRIDGE (self));
  for (guint i = 0; i < sent.n_dropped; i++)
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
}

static gboolean
is_sent (const ClaspSacnBridge *self, guint16 universe)
{
  return (self->sent[universe / 32] >> (universe % 32) & 1) != 0;
}

static void
clasp_sacn_bridge_deliver (ClaspBridge *bridge, const ClaspDelivery *delivery)
{
  ClaspSacnBridge    *self = CLASP_SACN_BRIDGE (bridge);
  const ClaspMessage *message = delivery->message;
  gboolean            is_set = message->type == CLASP_MESSAGE_SET;
  const ClaspValue   *value = is_set                       ? &message->set.value
                              : message->publish.has_value ? &message->publish.value
                                                           : NULL;
  ClaspSacnPlace      place;
  ClaspStr            relative;

  if (self->sender == NULL ||
      !clasp_bridge_strip_namespace (
        bridge, is_set ? message->set.address : message->publish.address, &relative))
    return;

  if (value == NULL || !clasp_sacn_address_parse (relative, &place))
    clasp_bridge_count_dropped (bridge);
  else if (is_sent (self, place.universe) &&
           !clasp_sacn_write (self->sender, &self->scale, &place, value))
    clasp_bridge_count_dropped (bridge);
}

/* ---- life ---- */

static gboolean
is_multicasting (ClaspSacnBridge *self, ClaspSettings *settings)
{
  gboolean is_any = clasp_settings_get_boolean (settings, "multicast");

  for (guint i = 0; !is_any && i < clasp_universe_lines_get_count (self->lines); i++)
    is_any = clasp_universe_line_is (clasp_universe_lines_get (self->lines, i),
                                     CLASP_UNIVERSE_MULTICAST, FALSE);
  return is_any;
}

static gboolean
open_network (ClaspSacnBridge *self, ClaspSettings *settings, gboolean is_receiving, GError **error)
{
  ClaspSacnNetworkOptions options = {
    .reactor = get_host (self)->reactor,
    .timers = get_host (self)->timers,
    .interfaces = get_host (self)->interfaces,
    .names = clasp_settings_get_strv (settings, "interfaces"),
    .ipv4 = self->is_ipv4,
    .ipv6 = self->is_ipv6,
    .port = (guint16) clasp_settings_get_int (settings, "port"),
    .is_receiving = is_receiving,
    .is_multicasting = is_multicasting (self, settings),
    .unicast = clasp_universe_lines_get_hosts (self->lines),
    .ttl = (guint) clasp_settings_get_int (settings, "ttl"),
  };

  self->network = clasp_sacn_network_new (&options, received_cb, network_changed_cb, self, error);
  return self->network != NULL;
}

static void
open_receiver (ClaspSacnBridge *self, ClaspSettings *settings, const GArray *numbers)
{
  ClaspSacnReceiverOptions options = {
    .merge = (ClaspDmxMerge) clasp_settings_get_int (settings, "merge"),
    .lines = self->lines,
    .max_sources = (guint) clasp_settings_get_int (settings, "max-sources"),
    .timeout_us = (gint64) clasp_settings_get_int (settings, "input-timeout-ms") * 1000,
    .sampling_us = (gint64) clasp_settings_get_int (settings, "sampling-ms") * 1000,
    .ignore_preview = clasp_settings_get_boolean (settings, "ignore-preview"),
  };
  ClaspSacnReceiverFuncs funcs = { .level = level_cb,
                                   .sources = sources_cb,
                                   .source = self->is_per_source ? source_cb : NULL,
                                   .lost = lost_cb,
                                   .sync = sync_cb };

  clasp_dmx_loss_read (settings, &options.loss, &options.fade_us);
  self->receiver = clasp_sacn_receiver_new (&options, numbers, &funcs, self);
  for (guint i = 0; i < numbers->len; i++)
    {
      guint16 number = g_array_index (numbers, guint16, i);
      char    group[CLASP_SACN_GROUP_SIZE];

      clasp_sacn_network_join (self->network, number);
      clasp_sacn_inputs_add (self->inputs, self->receiver, number,
                             clasp_sacn_group_format (number, self->is_ipv4, self->is_ipv6, group));
    }
  clasp_sacn_network_join (self->network, CLASP_SACN_DISCOVERY_UNIVERSE);
}

static void
open_sender (ClaspSacnBridge *self, ClaspSettings *settings, const GArray *numbers)
{
  ClaspSacnSenderOptions options = {
    .reactor = get_host (self)->reactor,
    .timers = get_host (self)->timers,
    .universes = get_host (self)->universes,
    .connection = clasp_bridge_get_id (CLASP_BRIDGE (self)),
    .namespace_ = clasp_bridge_get_namespace (CLASP_BRIDGE (self)),
    .name = clasp_settings_get_string (settings, "source-name"),
    .max_universes = (guint) clasp_settings_get_int (settings, "max-universes"),
    .usual = clasp_sacn_output_read (settings, self->lines),
    .lines = self->lines,
    .is_listed = clasp_settings_get_boolean (settings, "discovery"),
    .is_ipv4 = self->is_ipv4,
    .is_ipv6 = self->is_ipv6,
  };

  memset (self->sent, 0, (G_MAXUINT16 + 1) / 8);
  for (guint i = 0; i < numbers->len; i++)
    {
      guint16 number = g_array_index (numbers, guint16, i);

      self->sent[number / 32] |= 1u << (number % 32);
    }
  memcpy (options.cid, self->cid, sizeof options.cid);
  if (numbers->len > 0)
    self->sender = clasp_sacn_sender_new (&options, send_cb, self);
  for (guint i = 0; i < numbers->len; i++)
    clasp_sacn_sender_expect (self->sender, g_array_index (numbers, guint16, i));
}

static void
view_cb (ClaspLightingView *view, gint64 now_us, gpointer user_data)
{
  ClaspSacnBridge *self = user_data;

  clasp_sacn_discoveries_view (self->discoveries, view, clasp_bridge_get_id (CLASP_BRIDGE (self)), now_us);
}

static void
read_settings (ClaspSacnBridge *self, ClaspSettings *settings)
{
  if (!clasp_sacn_cid_parse (clasp_settings_get_string (settings, "cid"), self->cid))
    clasp_sacn_cid_derive (clasp_bridge_get_id (CLASP_BRIDGE (self)), self->cid);
  clasp_scale_read (settings, &self->scale);
  self->is_per_source = clasp_settings_get_boolean (settings, "per-source");
  self->is_ipv4 = clasp_settings_get_int (settings, "ip") != CLASP_SACN_IP_6;
  self->is_ipv6 = clasp_settings_get_int (settings, "ip") != CLASP_SACN_IP_4;
  self->timer_us = G_MAXINT64;
}

static gboolean
clasp_sacn_bridge_start (ClaspBridge *bridge, GError **error)
{
  ClaspSacnBridge   *self = CLASP_SACN_BRIDGE (bridge);
  ClaspSettings     *settings = clasp_bridge_get_settings (bridge);
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) received = NULL, sent = NULL;

  if (!clasp_settings_validate (settings, &local))
    {
      g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, local->message);
      return FALSE;
    }

  received = clasp_sacn_settings_get_universes (settings, "receive", NULL);
  sent = clasp_sacn_settings_get_universes (settings, "send", NULL);
  read_settings (self, settings);
  self->lines = clasp_sacn_output_parse_lines (settings, NULL);
  if (!open_network (self, settings, received->len > 0, error))
    {
      g_clear_pointer (&self->lines, clasp_universe_lines_free);
      return FALSE;
    }

  self->untold = g_hash_table_new (NULL, NULL);
  self->ties = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->inputs = clasp_sacn_inputs_new (CLASP_BRIDGE (self), &self->scale);
  self->discoveries = clasp_sacn_discoveries_new (
    (guint) clasp_settings_get_int (settings, "max-discovered"), discovered_cb, self);
  open_receiver (self, settings, received);
  open_sender (self, settings, sent);
  if (get_host (self)->universes != NULL)
    clasp_universes_add_teller (get_host (self)->universes, view_cb, self);
  report (self);
  return TRUE;
}

static void
clasp_sacn_bridge_stop (ClaspBridge *bridge)
{
  ClaspSacnBridge *self = CLASP_SACN_BRIDGE (bridge);

  if (get_host (self)->universes != NULL)
    clasp_universes_remove_teller (get_host (self)->universes, self);
  clasp_timers_cancel (get_host (self)->timers, &self->timer);
  clasp_reactor_cancel (get_host (self)->reactor, &self->deferred);
  g_clear_pointer (&self->sender, clasp_sacn_sender_free); /* says goodbye */
  g_clear_pointer (&self->inputs, clasp_sacn_inputs_free);
  g_clear_pointer (&self->receiver, clasp_sacn_receiver_free);
  g_clear_pointer (&self->discoveries, clasp_sacn_discoveries_free);
  g_clear_pointer (&self->network, clasp_sacn_network_free);
  g_clear_pointer (&self->lines, clasp_universe_lines_free);
  g_clear_pointer (&self->untold, g_hash_table_unref);
  g_clear_pointer (&self->ties, g_hash_table_unref);
  g_clear_pointer (&self->exceeded, g_free);
}

static void
clasp_sacn_bridge_finalize (GObject *object)
{
  g_free (CLASP_SACN_BRIDGE (object)->sent);
  G_OBJECT_CLASS (clasp_sacn_bridge_parent_class)->finalize (object);
}

static ClaspBridgeDirection
get_direction (ClaspSettings *settings)
{
  g_autoptr (GArray) received = clasp_sacn_settings_get_universes (settings, "receive", NULL);
  g_autoptr (GArray) sent = clasp_sacn_settings_get_universes (settings, "send", NULL);

  return clasp_bridge_direction (received != NULL && received->len > 0,
                                 sent != NULL && sent->len > 0);
}

static void
clasp_sacn_bridge_class_init (ClaspSacnBridgeClass *klass)
{
  /* What a later one says of an address holds. */
  static const ClaspBridgeSignal signals[] = {
    { "/*", "bytes", NULL, 0, 0 },
    { "/*/*", "int", "dmx", 0, 255 },
    { "/*/*/16", "int", NULL, 0, 65535 },
    { "/*/*/rgb", "array", NULL, 0, 0 },
    { "/*/priority", "int", NULL, 0, 200, CLASP_SIGNAL_PARAM, TRUE },
    { "/*/*/priority", "int", NULL, 0, 200, CLASP_SIGNAL_PARAM, TRUE },
    { "/*/sources", "array", .is_told = TRUE },
    { "/*/sources/*", "bytes", .is_told = TRUE },
    { "/*/lost", "string", .signal = CLASP_SIGNAL_EVENT, .is_told = TRUE },
    { "/discovery/*", "map", .is_told = TRUE },
  };
  ClaspBridgeClass *bridge_class = CLASP_BRIDGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = clasp_sacn_bridge_finalize;
  bridge_class->protocol = "sacn";
  bridge_class->signals = signals;
  bridge_class->n_signals = G_N_ELEMENTS (signals);
  bridge_class->get_direction = get_direction;
  bridge_class->start = clasp_sacn_bridge_start;
  bridge_class->stop = clasp_sacn_bridge_stop;
  bridge_class->deliver = clasp_sacn_bridge_deliver;
}

static void
clasp_sacn_bridge_init (ClaspSacnBridge *self)
{
  self->sent = g_new0 (guint32, (G_MAXUINT16 + 1) / 32);
}
