/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-bridge-private.h"

#include <glib/gi18n-lib.h>

/* How far what is sent to a group may travel: this network, and one behind a router. */
#define MULTICAST_TTL 2

/* What a device says of itself counts, where it is asked and not only told. */
static void
tell_state (ClaspOscOutlet *outlet)
{
  if (!outlet->bridge->has_device)
    clasp_osc_output_send_state (outlet->bridge, NULL, outlet);
}

/* ---- connections ---- */

/* A device that comes back is told everything, as it is now. */
static void
opened_cb (ClaspOscConnection *connection, gpointer user_data)
{
  ClaspOscOutlet *outlet = user_data;
  ClaspOscBridge *self = outlet->bridge;
  ClaspOscPeer   *peer;

  clasp_osc_connection_set_channel (connection, ++self->last_channel);
  peer = clasp_osc_peers_add_connection (self->peers, connection);
  peer->is_target = TRUE;
  clasp_osc_connection_set_data (connection, peer);
  outlet->destination.connection = connection;
  if (self->keep_alive.length > 0)
    clasp_osc_destination_send (&outlet->destination, self->keep_alive.data,
                                self->keep_alive.length, NULL);
  tell_state (outlet);
  clasp_osc_bridge_report (self);
}

static void
packet_cb (ClaspOscConnection *connection, const guint8 *bytes, gsize size, gpointer user_data)
{
  ClaspOscOutlet    *outlet = user_data;
  ClaspOscBridge    *self = outlet->bridge;
  ClaspOscPeer      *peer = clasp_osc_connection_get_data (connection);
  const ClaspOscFrom from = { peer->channel, peer->address };
  ClaspOscStatus     status = clasp_osc_packet_check (bytes, size);

  if (status != CLASP_OSC_OK)
    {
      clasp_osc_input_malformed (self, &from, clasp_osc_status_to_string (status));
      return;
    }
  peer->heard_us = clasp_osc_bridge_now (self);
  clasp_osc_input_packet (self, peer, &from, bytes, size);
}

static void
unreadable_cb (ClaspOscConnection *connection, const char *why, gpointer user_data)
{
  const ClaspOscFrom from = { clasp_osc_connection_get_channel (connection),
                              clasp_osc_connection_get_address (connection) };

  clasp_osc_input_malformed (((ClaspOscOutlet *) user_data)->bridge, &from, why);
}

static void
drained_cb (ClaspOscConnection *connection, gpointer user_data)
{
  ClaspOscOutlet *outlet = user_data;

  if (outlet->destination.owes_state)
    clasp_osc_output_send_state (outlet->bridge, NULL, outlet);
}

static void
closed_cb (ClaspOscConnection *connection, const char *reason, gpointer user_data)
{
  ClaspOscOutlet *outlet = user_data;

  outlet->destination.connection = NULL;
  clasp_osc_destination_clear (&outlet->destination);
  clasp_osc_peers_remove_connection (outlet->bridge->peers, connection);
  clasp_osc_bridge_report (outlet->bridge);
}

static const ClaspOscConnectionHandler client_handler = { opened_cb, packet_cb, unreadable_cb,
                                                          drained_cb, closed_cb };

static void
problem_cb (gpointer user_data)
{
  clasp_osc_bridge_report (((ClaspOscOutlet *) user_data)->bridge);
}

/* ---- interfaces ---- */

static gboolean
can_carry (const ClaspInterface *interface, const ClaspEndpoint *to)
{
  if (!interface->is_up)
    return FALSE;
  if (strchr (to->host, ':') != NULL)
    return interface->address6 != NULL;
  return interface->address != NULL ||
         (interface->address6 != NULL && !g_hostname_is_ip_address (to->host));
}

/* FALSE while its interface is away. */
static gboolean
choose_interface (ClaspOscOutlet *outlet, GError **error)
{
  ClaspInterfaces *interfaces = clasp_bridge_get_host (CLASP_BRIDGE (outlet->bridge))->interfaces;
  const char      *name = outlet->place->interface;
  const ClaspInterface *interface = name != NULL ? clasp_interfaces_find (interfaces, name) : NULL;

  if (name != NULL && (interface == NULL || !can_carry (interface, &outlet->place->endpoint)))
    {
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE,
                   interface == NULL ? _ ("There is no network interface ‘%s’ now")
                                     : _ ("Network interface ‘%s’ is not connected now"),
                   name);
      return FALSE;
    }
  return outlet->socket == NULL ||
         clasp_datagram_set_multicast (outlet->socket, interface != NULL ? interface->index : 0,
                                       MULTICAST_TTL, TRUE, error);
}

static gboolean
open_group (ClaspOscOutlet *outlet, GError **error)
{
  ClaspDatagramOptions options = { .ipv6_only = TRUE };
  gboolean             is_v6 = strchr (outlet->place->endpoint.host, ':') != NULL;
  ClaspEndpoint        any = { (char *) (is_v6 ? "::" : "0.0.0.0"), 0 };

  outlet->socket =
    clasp_datagram_new (clasp_bridge_get_host (CLASP_BRIDGE (outlet->bridge))->reactor, &any,
                        &options, NULL, NULL, error);
  return outlet->socket != NULL;
}

/* What was away missed what was said meanwhile. */
void
clasp_osc_outlets_follow_interfaces (ClaspOscBridge *self)
{
  for (guint i = 0; i < self->outlets->len; i++)
    {
      ClaspOscOutlet    *outlet = g_ptr_array_index (self->outlets, i);
      gboolean           was_away = outlet->is_away;
      g_autoptr (GError) error = NULL;

      if (outlet->client != NULL)
        clasp_osc_client_follow_interface (outlet->client);
      if (outlet->client != NULL || (outlet->socket == NULL && outlet->place->interface == NULL))
        continue;
      outlet->is_away = !choose_interface (outlet, &error);
      clasp_osc_outlet_note_result (outlet, error);
      if (was_away && !outlet->is_away)
        tell_state (outlet);
    }
}

/* ---- all of them ---- */

void
clasp_osc_outlets_retry_now (ClaspOscBridge *self)
{
  for (guint i = 0; i < self->outlets->len; i++)
    {
      ClaspOscOutlet *outlet = g_ptr_array_index (self->outlets, i);

      if (outlet->client != NULL)
        clasp_osc_client_retry_now (outlet->client);
    }
}

/* TRUE when @outlet's name was resolved since the last look. */
static gboolean
was_just_found (ClaspOscOutlet *outlet)
{
  if (outlet->client != NULL || outlet->is_found ||
      clasp_targets_get_address (outlet->bridge->resolver, outlet->index) == NULL)
    return FALSE;

  outlet->is_found = TRUE;
  return TRUE;
}

/* Who was found later than the connection started is told everything now. */
static void
targets_changed_cb (gpointer user_data)
{
  ClaspOscBridge *self = user_data;

  clasp_osc_outlets_mark_peers (self);
  for (guint i = 0; i < self->outlets->len; i++)
    {
      ClaspOscOutlet *outlet = g_ptr_array_index (self->outlets, i);

      if (was_just_found (outlet))
        tell_state (outlet);
    }
  clasp_osc_bridge_report (self);
}

static gboolean
start_resolver (ClaspOscBridge *self, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv)           texts = NULL;
  guint                    n = 0;

  for (guint i = 0; i < self->outlets->len; i++)
    {
      ClaspOscOutlet      *outlet = g_ptr_array_index (self->outlets, i);
      const ClaspEndpoint *endpoint = &outlet->place->endpoint;
      g_autofree char     *text = g_strdup_printf (
            strchr (endpoint->host, ':') != NULL ? "[%s]:%u" : "%s:%u", endpoint->host, endpoint->port);

      if (outlet->place->transport != CLASP_OSC_TRANSPORT_UDP)
        continue;
      outlet->index = n++;
      g_strv_builder_add (builder, text);
    }

  texts = g_strv_builder_end (builder);
  self->resolver =
    clasp_targets_new (clasp_osc_bridge_get_timers (self), (const char *const *) texts, 0,
                       targets_changed_cb, self, error);
  return self->resolver != NULL;
}

static void
free_outlet (gpointer data)
{
  ClaspOscOutlet *outlet = data;

  g_clear_pointer (&outlet->client, clasp_osc_client_free);
  g_clear_pointer (&outlet->socket, clasp_datagram_free);
  clasp_osc_destination_clear (&outlet->destination);
  g_free (outlet);
}

static gboolean
open_outlet (ClaspOscOutlet *outlet, GError **error)
{
  ClaspOscBridge        *self = outlet->bridge;
  const ClaspBridgeHost *host = clasp_bridge_get_host (CLASP_BRIDGE (self));

  if (outlet->place->is_multicast)
    return open_group (outlet, error);
  if (outlet->place->transport == CLASP_OSC_TRANSPORT_UDP)
    return TRUE;

  outlet->client =
    clasp_osc_client_new (host->reactor, host->timers, host->interfaces, outlet->place,
                          &client_handler, outlet);
  clasp_osc_client_set_problem_func (outlet->client, problem_cb);
  return TRUE;
}

gboolean
clasp_osc_outlets_open (ClaspOscBridge *self, GError **error)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      ClaspOscOutlet *outlet = g_new0 (ClaspOscOutlet, 1);

      outlet->bridge = self;
      outlet->place = g_ptr_array_index (self->places, i);
      outlet->destination.max_packet = self->max_packet;
      self->has_maps = self->has_maps || outlet->place->maps->len > 0;
      g_ptr_array_add (self->outlets, outlet);
      if (!open_outlet (outlet, error))
        return FALSE;
    }
  if (!start_resolver (self, error))
    return FALSE;
  for (guint i = 0; i < self->outlets->len; i++)
    was_just_found (g_ptr_array_index (self->outlets, i));
  clasp_osc_outlets_follow_interfaces (self);
  return TRUE;
}

void
clasp_osc_outlets_close (ClaspOscBridge *self)
{
  for (guint i = 0; self->outlets != NULL && i < self->outlets->len; i++)
    free_outlet (g_ptr_array_index (self->outlets, i));
  g_clear_pointer (&self->outlets, g_ptr_array_unref);
  g_clear_pointer (&self->resolver, clasp_targets_free);
}

gboolean
clasp_osc_outlet_prepare (ClaspOscOutlet *self)
{
  g_autoptr (GError) error = NULL;

  if (self->client != NULL)
    return self->destination.connection != NULL;
  if (self->is_away)
    return FALSE;

  self->destination.to = clasp_targets_get_address (self->bridge->resolver, self->index);
  if (self->destination.to == NULL)
    return FALSE;
  self->destination.socket =
    self->socket != NULL ? self->socket
                         : clasp_osc_ports_socket_for (self->bridge, self->destination.to,
                                                       self->place->interface, &error);
  if (self->destination.socket == NULL)
    clasp_osc_outlet_note_result (self, error);
  self->destination.own =
    clasp_osc_ports_hear (self->bridge, self->destination.to) ? self->bridge->own : NULL;
  return self->destination.socket != NULL;
}

/* A message that is too large says nothing about the way. */
void
clasp_osc_outlet_note_result (ClaspOscOutlet *self, const GError *error)
{
  if (self->client == NULL &&
      !g_error_matches (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_LIMIT))
    clasp_targets_note_result (self->bridge->resolver, self->index, error);
  if (error != NULL)
    clasp_bridge_count_error (CLASP_BRIDGE (self->bridge), error);
}

ClaspOscOutlet *
clasp_osc_outlets_find (ClaspOscBridge *self, const ClaspOscFrom *from)
{
  for (guint i = 0; i < self->outlets->len; i++)
    {
      ClaspOscOutlet *outlet = g_ptr_array_index (self->outlets, i);
      GSocketAddress *address;

      if (outlet->client != NULL)
        {
          if (outlet->destination.connection != NULL &&
              clasp_osc_connection_get_channel (outlet->destination.connection) == from->channel)
            return outlet;
          continue;
        }
      address =
        self->resolver != NULL ? clasp_targets_get_address (self->resolver, outlet->index) : NULL;
      if (address != NULL && clasp_osc_same_address (address, from->address, FALSE))
        return outlet;
    }

  return NULL;
}

/* What is sent to targets is not sent to them again as an answer. */
void
clasp_osc_outlets_mark_peers (ClaspOscBridge *self)
{
  for (guint i = 0; i < clasp_osc_peers_get_count (self->peers); i++)
    {
      ClaspOscPeer      *peer = clasp_osc_peers_get_at (self->peers, i);
      const ClaspOscFrom from = { peer->channel, peer->address };

      peer->is_target = clasp_osc_outlets_find (self, &from) != NULL;
    }
}

static ClaspOscClient *
find_troubled (ClaspOscBridge *self)
{
  for (guint i = 0; i < self->outlets->len; i++)
    {
      ClaspOscOutlet *outlet = g_ptr_array_index (self->outlets, i);

      if (outlet->client != NULL && clasp_osc_client_get_problem (outlet->client) != NULL)
        return outlet->client;
    }

  return NULL;
}

const char *
clasp_osc_outlets_get_problem (ClaspOscBridge *self)
{
  ClaspOscClient *troubled = find_troubled (self);

  return troubled != NULL ? clasp_osc_client_get_problem (troubled) : clasp_targets_get_problem (self->resolver);
}

gint64
clasp_osc_outlets_get_retry (ClaspOscBridge *self, guint *n_failures)
{
  ClaspOscClient *troubled = find_troubled (self);

  *n_failures = 0;
  return troubled != NULL ? clasp_osc_client_get_retry (troubled, n_failures) : 0;
}
