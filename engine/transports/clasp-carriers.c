/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transports/clasp-carriers.h"

#include "transports/tcp/clasp-tcp-listener.h"
#include "transports/ws/clasp-ws-listener.h"

#include <glib/gi18n-lib.h>

static void
secure_ws (ClaspListener *listener, ClaspTlsIdentity *identity)
{
  clasp_ws_listener_set_identity (CLASP_WS_LISTENER (listener), identity);
}

static void
secure_tcp (ClaspListener *listener, ClaspTlsIdentity *identity)
{
  clasp_tcp_listener_set_identity (CLASP_TCP_LISTENER (listener), identity);
}

typedef struct
{
  const char *scheme;
  ClaspListener *(*new_listener) (ClaspReactor *reactor, const char *uri, GError **error);
  void (*secure) (ClaspListener *listener, ClaspTlsIdentity *identity); /* NULL = plain */
} Carrier;

static const Carrier carriers[] = {
  { "ws", clasp_ws_listener_new, NULL },
  { "wss", clasp_ws_listener_new, secure_ws },
  { "tcp", clasp_tcp_listener_new, NULL },
  { "tls", clasp_tcp_listener_new, secure_tcp },
};

static const Carrier *
find_carrier (const char *uri)
{
  g_autofree char *scheme = g_uri_parse_scheme (uri);

  for (guint i = 0; scheme != NULL && i < G_N_ELEMENTS (carriers); i++)
    if (g_ascii_strcasecmp (scheme, carriers[i].scheme) == 0)
      return &carriers[i];
  return NULL;
}

/**
 * clasp_listener_needs_identity:
 * @uri: where to listen
 *
 * Thread: any.
 *
 * Returns: whether that is over TLS
 */
gboolean
clasp_listener_needs_identity (const char *uri)
{
  const Carrier *carrier = find_carrier (uri);

  return carrier != NULL && carrier->secure != NULL;
}

/**
 * clasp_listener_renew_identity:
 * @self: a listener made for @uri, also one that listens
 * @uri: where
 * @identity: who it is to peers that connect from now on; nothing where there is no TLS
 *
 * Thread: worker.
 */
void
clasp_listener_renew_identity (ClaspListener *self, const char *uri, ClaspTlsIdentity *identity)
{
  const Carrier *carrier = find_carrier (uri);

  if (carrier != NULL && carrier->secure != NULL)
    carrier->secure (self, identity);
}

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
  return clasp_listener_new_with_identity (reactor, uri, NULL, error);
}

/**
 * clasp_listener_new_with_identity:
 * @reactor: the worker's reactor
 * @uri: where to listen; the scheme chooses the carrier
 * @identity: (nullable): who we are to peers over TLS
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS, or _TLS when @identity is missing
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): a listener that was not started
 */
ClaspListener *
clasp_listener_new_with_identity (ClaspReactor     *reactor,
                                  const char       *uri,
                                  ClaspTlsIdentity *identity,
                                  GError          **error)
{
  const Carrier *carrier = find_carrier (uri);
  ClaspListener *listener;

  if (carrier == NULL)
    {
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
                   _ ("Cannot listen at ‘%s’: addresses start with ws://, wss://, tcp:// or tls://"),
                   uri);
      return NULL;
    }
  if (carrier->secure != NULL && identity == NULL)
    {
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_TLS,
                   _ ("%s:// needs a certificate and its key: set tls-certificate and tls-key"),
                   carrier->scheme);
      return NULL;
    }

  listener = carrier->new_listener (reactor, uri, error);
  if (listener != NULL && carrier->secure != NULL)
    carrier->secure (listener, identity);
  return listener;
}
