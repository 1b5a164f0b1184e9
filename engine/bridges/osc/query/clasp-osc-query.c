/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/query/clasp-osc-query.h"

#include "bridges/osc/query/clasp-osc-query-client.h"
#include "discovery/clasp-mdns-service.h"

#include <glib/gi18n-lib.h>

#define SERVICE_TYPE "_oscjson._tcp"
/* Of one ANNOUNCE. */
#define MAX_SIGNALS 512

struct _ClaspOscQuery
{
  ClaspBridge         *bridge; /* (unowned) */
  ClaspOscQueryEvents  events;
  gpointer             user_data;
  ClaspOscQueryServer *server;  /* (owned) (nullable) */
  ClaspMdnsService    *service; /* (owned) (nullable) of @server */
  ClaspOscQueryClient *client;  /* (owned) (nullable) */
  ClaspOscStyle        style;
  guint16              osc_port;
  gboolean             is_osc_tcp;
  const char          *interface;       /* (unowned) (nullable) the only one used, … */
  guint                interface_index; /* … as it was since both were opened; 0 = away */
  char                *problem;         /* (owned) (nullable) why they are not open */
};

static void
changed_cb (gpointer user_data)
{
  ClaspOscQuery *self = user_data;

  self->events.changed (self->user_data);
}

/* ---- server ---- */

/* Nobody else can reach what only this computer can. */
static gboolean
is_for_others (const ClaspEndpoint *endpoint)
{
  g_autoptr (GSocketAddress) address = clasp_endpoint_to_address (endpoint);

  return address == NULL || !G_IS_INET_SOCKET_ADDRESS (address) ||
         !g_inet_address_get_is_loopback (
           g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static gboolean
open_server (ClaspOscQuery *self, const char *listen, GError **error)
{
  const ClaspBridgeHost *host = clasp_bridge_get_host (self->bridge);
  ClaspSettings         *settings = clasp_bridge_get_settings (self->bridge);
  g_auto (ClaspEndpoint) endpoint = { 0 };
  ClaspOscQueryConfig    config = {
       .reactor = host->reactor,
       .timers = host->timers,
       .router = host->router,
       .name = clasp_bridge_get_name (self->bridge),
       .namespace_ = clasp_bridge_get_namespace (self->bridge),
       .style = self->style,
       .osc_port = self->osc_port,
       .is_osc_tcp = self->is_osc_tcp,
       .max_nodes = (guint) clasp_settings_get_int (settings, "query-max-nodes"),
       .interface = self->interface,
  };

  if (!clasp_endpoint_parse (listen, 0, &endpoint, error))
    return FALSE;
  self->server =
    clasp_osc_query_server_new (&config, &endpoint, self->events.packet, self->user_data, error);
  if (self->server == NULL)
    return FALSE;

  if (clasp_settings_get_boolean (settings, "advertise") && is_for_others (&endpoint))
    {
      self->service = clasp_mdns_service_new (host->timers, config.name, SERVICE_TYPE,
                                              clasp_osc_query_server_get_port (self->server), NULL,
                                              changed_cb, self);
      clasp_mdns_service_set_interface (self->service, self->interface_index);
    }
  return TRUE;
}

/* ---- client ---- */

static void
announce (ClaspOscQuery *self, GArray *leaves, guint first, guint n)
{
  const char                 *namespace_ = clasp_bridge_get_namespace (self->bridge);
  g_autoptr (GPtrArray)       addresses = g_ptr_array_new_with_free_func (g_free);
  g_autofree ClaspSignalInfo *signals = g_new (ClaspSignalInfo, n);
  ClaspMessage                message = { .type = CLASP_MESSAGE_ANNOUNCE };

  for (guint i = 0; i < n; i++)
    {
      const ClaspOscQueryLeaf *leaf = &g_array_index (leaves, ClaspOscQueryLeaf, first + i);
      char                    *address = g_strconcat (namespace_, leaf->address, NULL);

      g_ptr_array_add (addresses, address);
      clasp_osc_query_leaf_describe (leaf, address, &signals[i]);
    }
  message.announce.namespace_ = clasp_str (namespace_);
  message.announce.signals = signals;
  message.announce.n_signals = n;
  clasp_session_submit (clasp_bridge_get_session (self->bridge), &message, NULL, FALSE);
}

/* The values as they were when it was asked, then what it is like. */
static void
leaves_cb (GArray *leaves, gpointer user_data)
{
  ClaspOscQuery *self = user_data;

  for (guint i = 0; i < leaves->len; i += MAX_SIGNALS)
    announce (self, leaves, i, MIN (MAX_SIGNALS, leaves->len - i));
  for (guint i = 0; i < leaves->len; i++)
    {
      const ClaspOscQueryLeaf *leaf = &g_array_index (leaves, ClaspOscQueryLeaf, i);

      if (leaf->has_value && leaf->is_readable)
        clasp_bridge_receive_param (self->bridge, clasp_str (leaf->address), &leaf->value);
    }
}

static void
packet_cb (const guint8 *packet, gsize size, gpointer user_data)
{
  ClaspOscQuery *self = user_data;

  self->events.packet (packet, size, NULL, self->user_data);
}

static void
place_cb (const char *place, gpointer user_data)
{
  ClaspOscQuery *self = user_data;

  self->events.device_place (place, self->user_data);
}

static void
open_client (ClaspOscQuery *self, const char *url)
{
  static const ClaspOscQueryClientEvents events = { place_cb, leaves_cb, packet_cb, changed_cb };
  ClaspSettings                         *settings = clasp_bridge_get_settings (self->bridge);

  self->client = clasp_osc_query_client_new (
    clasp_bridge_get_host (self->bridge)->timers, url, self->interface,
    (guint) clasp_settings_get_int (settings, "query-max-nodes"), &events, self);
}

/* ---- the interface ---- */

/* FALSE while it is away. */
static gboolean
find_interface (ClaspOscQuery *self)
{
  ClaspInterfaces      *interfaces = clasp_bridge_get_host (self->bridge)->interfaces;
  const ClaspInterface *interface = NULL;

  if (self->interface == NULL)
    return TRUE;

  interface = clasp_interfaces_find (interfaces, self->interface);
  self->interface_index = interface != NULL ? interface->index : 0;
  return interface != NULL;
}

static void
close_both (ClaspOscQuery *self)
{
  g_clear_pointer (&self->client, clasp_osc_query_client_free);
  g_clear_pointer (&self->service, clasp_mdns_service_free);
  g_clear_pointer (&self->server, clasp_osc_query_server_free);
  g_clear_pointer (&self->problem, g_free);
}

/* An interface that is away is waited for; a port in use is an error as it is without one. */
static gboolean
open_both (ClaspOscQuery *self, GError **error)
{
  ClaspSettings *settings = clasp_bridge_get_settings (self->bridge);
  const char    *listen = clasp_settings_get_string (settings, "query-listen");
  const char    *url = clasp_settings_get_string (settings, "query-url");

  if (listen[0] == '\0' && url[0] == '\0')
    return TRUE;
  if (!find_interface (self))
    {
      self->problem =
        g_strdup_printf (_ ("There is no network interface ‘%s’ now"), self->interface);
      return TRUE;
    }
  if (listen[0] != '\0' && !open_server (self, listen, error))
    return FALSE;
  if (url[0] != '\0')
    open_client (self, url);
  return TRUE;
}

void
clasp_osc_query_follow_interface (ClaspOscQuery *self)
{
  guint              before = self->interface_index;
  g_autoptr (GError) error = NULL;

  if (self->interface == NULL || (find_interface (self) && self->interface_index == before))
    return;

  close_both (self);
  if (!open_both (self, &error))
    {
      self->interface_index = 0; /* tried again with the next news */
      self->problem = g_strdup (error->message);
    }
}

void
clasp_osc_query_retry_now (ClaspOscQuery *self)
{
  if (self->client != NULL)
    clasp_osc_query_client_retry_now (self->client);
}

void
clasp_osc_query_foreach_peer (ClaspOscQuery *self, ClaspBridgePeerFunc func, gpointer user_data)
{
  if (self->server != NULL)
    clasp_osc_query_server_foreach_peer (self->server, func, user_data);
}

/* ---- life ---- */

/**
 * clasp_osc_query_new:
 * @bridge: an OSC connection that starts
 * @style: how values are written
 * @osc_port: where it listens; 0 = nowhere
 * @is_osc_tcp: by TCP, not by UDP
 * @events: copied
 * @user_data: for @events
 * @error: return location for what the server's port is refused for
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): what is to be freed at stop
 */
ClaspOscQuery *
clasp_osc_query_new (ClaspBridge               *bridge,
                     const ClaspOscStyle       *style,
                     guint16                    osc_port,
                     gboolean                   is_osc_tcp,
                     const ClaspOscQueryEvents *events,
                     gpointer                   user_data,
                     GError                   **error)
{
  const char *interface =
    clasp_settings_get_string (clasp_bridge_get_settings (bridge), "query-interface");
  ClaspOscQuery *self = g_new0 (ClaspOscQuery, 1);

  self->bridge = bridge;
  self->style = *style;
  self->osc_port = osc_port;
  self->is_osc_tcp = is_osc_tcp;
  self->events = *events;
  self->user_data = user_data;
  self->interface = interface[0] != '\0' ? interface : NULL;
  if (!open_both (self, error))
    g_clear_pointer (&self, clasp_osc_query_free);
  return self;
}

void
clasp_osc_query_free (ClaspOscQuery *self)
{
  close_both (self);
  g_free (self);
}

const char *
clasp_osc_query_get_problem (ClaspOscQuery *self)
{
  const char *problem = self->problem;

  if (problem == NULL && self->client != NULL)
    problem = clasp_osc_query_client_get_problem (self->client);
  if (problem == NULL && self->service != NULL)
    problem = clasp_mdns_service_get_problem (self->service);
  return problem;
}
