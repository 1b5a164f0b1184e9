/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transports/clasp-carriers.h"

#include "transports/tcp/clasp-tcp-listener.h"
#include "transports/ws/clasp-ws-listener.h"

static const struct
{
  const char *scheme;
  ClaspListener *(*new_listener) (ClaspReactor *reactor, const char *uri, GError **error);
} carriers[] = {
  { "ws", clasp_ws_listener_new },
  { "tcp", clasp_tcp_listener_new },
};

/**
 * clasp_listener_new_for_uri:
 * @reactor: the worker's reactor
 * @uri: where to listen; the scheme chooses the carrier
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): a listener that was not started
 */
ClaspListener *
clasp_listener_new_for_uri (ClaspReactor *reactor, const char *uri, GError **error)
{
  g_autofree char *scheme = g_uri_parse_scheme (uri);

  for (guint i = 0; scheme != NULL && i < G_N_ELEMENTS (carriers); i++)
    if (g_ascii_strcasecmp (scheme, carriers[i].scheme) == 0)
      return carriers[i].new_listener (reactor, uri, error);

  g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
               "Cannot listen at ‘%s’: addresses start with ws:// or tcp://", uri);
  return NULL;
}
