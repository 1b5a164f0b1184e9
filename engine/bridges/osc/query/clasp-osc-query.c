/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/query/clasp-osc-query.h"

struct _ClaspOscQuery
{
  ClaspBridge         *bridge; /* (unowned) */
  ClaspOscQueryEvents  events;
  gpointer             user_data;
  ClaspOscQueryServer *server; /* (owned) (nullable) */
};

static gboolean
open_server (ClaspOscQuery       *self,
             const ClaspOscStyle *style,
             guint16              osc_port,
             const char          *listen,
             GError             **error)
{
  const ClaspBridgeHost *host = clasp_bridge_get_host (self->bridge);
  g_auto (ClaspEndpoint) endpoint = { 0 };
  ClaspOscQueryConfig    config = {
       .reactor = host->reactor,
       .timers = host->timers,
       .router = host->router,
       .name = clasp_bridge_get_name (self->bridge),
       .namespace_ = clasp_bridge_get_namespace (self->bridge),
       .style = *style,
       .osc_port = osc_port,
       .max_nodes = (guint) clasp_settings_get_int (clasp_bridge_get_settings (self->bridge),
                                                    "query-max-nodes"),
  };

  if (!clasp_endpoint_parse (listen, 0, &endpoint, error))
    return FALSE;
  self->server =
    clasp_osc_query_server_new (&config, &endpoint, self->events.packet, self->user_data, error);
  return self->server != NULL;
}

/**
 * clasp_osc_query_new:
 * @bridge: an OSC connection that starts
 * @style: how values are written
 * @osc_port: where it listens by UDP; 0 = nowhere
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
                     const ClaspOscQueryEvents *events,
                     gpointer                   user_data,
                     GError                   **error)
{
  ClaspSettings *settings = clasp_bridge_get_settings (bridge);
  const char    *listen = clasp_settings_get_string (settings, "query-listen");
  ClaspOscQuery *self = g_new0 (ClaspOscQuery, 1);

  self->bridge = bridge;
  self->events = *events;
  self->user_data = user_data;
  if (listen[0] != '\0' && !open_server (self, style, osc_port, listen, error))
    {
      clasp_osc_query_free (self);
      return NULL;
    }
  return self;
}

void
clasp_osc_query_free (ClaspOscQuery *self)
{
  g_clear_pointer (&self->server, clasp_osc_query_server_free);
  g_free (self);
}

const char *
clasp_osc_query_get_problem (ClaspOscQuery *self)
{
  return NULL;
}
