/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-endpoint.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Host and port text of "[::1]:9000", "1.2.3.4:9000", "host", ":9000"; port may be empty. */
static gboolean
split (const char *text,
       char      **host,
       const char **port)
{
  const char *colon;

  if (text[0] == '[')
    {
      const char *end = strchr (text, ']');

      if (end == NULL || (end[1] != '\0' && end[1] != ':'))
        return FALSE;
      *host = g_strndup (text + 1, (gsize) (end - text - 1));
      *port = end[1] == ':' ? end + 2 : "";
      return TRUE;
    }

  colon = strchr (text, ':');
  if (colon != NULL && strchr (colon + 1, ':') != NULL)
    return FALSE;
  *host = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : g_strdup (text);
  *port = colon != NULL ? colon + 1 : "";
  return TRUE;
}

/**
 * clasp_endpoint_is_port:
 * @text: what somebody typed for an endpoint
 *
 * Thread: any.
 *
 * Returns: whether it is a port alone, "9000"
 */
gboolean
clasp_endpoint_is_port (const char *text)
{
  return g_ascii_isdigit (text[0]) && g_ascii_string_to_unsigned (text, 10, 0, 65535, NULL, NULL);
}

/**
 * clasp_endpoint_set_no_host_error:
 * @text: a port alone, where something is sent to
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS
 *
 * Thread: any.
 *
 * Returns: %FALSE
 */
gboolean
clasp_endpoint_set_no_host_error (const char *text, GError **error)
{
  g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
               _ ("‘%s’ is a port alone; write the address it is at before it, as 192.168.1.20:%s, or 127.0.0.1:%s for this computer"),
               text, text, text);
  return FALSE;
}

static gboolean
is_host (const char *host)
{
  if (g_hostname_is_ip_address (host))
    return TRUE;

  for (const char *p = host; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-._", *p) == NULL)
      return FALSE;

  return strlen (host) <= 253;
}

/**
 * clasp_endpoint_parse:
 * @text: "127.0.0.1:9000", "[::1]:9000", ":9000" or "9000" for any interface, "studio.local:9000"
 * @default_port: the port when the text has none; 0 = it must have one
 * @endpoint: (out caller-allocates): what it says; cleared by the caller
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS, naming the part that is wrong
 *
 * Port 0 is accepted and means "a free one".
 *
 * Thread: any.
 *
 * Returns: %TRUE when the text is an endpoint
 */
gboolean
clasp_endpoint_parse (const char    *text,
                      guint16        default_port,
                      ClaspEndpoint *endpoint,
                      GError       **error)
{
  g_autofree char *host = NULL;
  const char      *port_text;
  guint64          port = default_port;

  *endpoint = (ClaspEndpoint) { NULL, 0 };
  if (clasp_endpoint_is_port (text))
    {
      endpoint->host = g_strdup ("0.0.0.0");
      endpoint->port = (guint16) g_ascii_strtoull (text, NULL, 10);
      return TRUE;
    }
  if (!split (text, &host, &port_text))
    {
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
                   _ ("‘%s’ is not host:port; an IPv6 address stands in brackets, [::1]:9000"), text);
      return FALSE;
    }

  if (*port_text == '\0' ? default_port == 0 : !g_ascii_string_to_unsigned (port_text, 10, 0, 65535, &port, NULL))
    {
      if (*port_text == '\0')
        g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
                     _ ("‘%s’ has no port; write it behind a colon, as 127.0.0.1:9000"), text);
      else
        g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
                     _ ("‘%s’ has no port from 0 to 65535 behind its colon"), text);
      return FALSE;
    }

  if (!is_host (host))
    {
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
                   _ ("‘%s’ is neither an address nor a host name"), host);
      return FALSE;
    }

  endpoint->host = *host != '\0' ? g_steal_pointer (&host) : g_strdup ("0.0.0.0");
  endpoint->port = (guint16) port;
  return TRUE;
}

/**
 * clasp_endpoint_clear:
 * @self: an endpoint
 *
 * Thread: any.
 */
void
clasp_endpoint_clear (ClaspEndpoint *self)
{
  g_clear_pointer (&self->host, g_free);
}

/**
 * clasp_endpoint_to_address:
 * @self: an endpoint
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): the socket address, %NULL when the host is a name
 */
GSocketAddress *
clasp_endpoint_to_address (const ClaspEndpoint *self)
{
  return g_inet_socket_address_new_from_string (self->host, self->port);
}

/**
 * clasp_socket_address_to_text:
 * @address: an internet socket address
 *
 * Thread: any.
 *
 * Returns: (transfer full): "127.0.0.1:9000" or "[::1]:9000"
 */
char *
clasp_socket_address_to_text (GSocketAddress *address)
{
  GInetSocketAddress *inet;
  GInetAddress       *host;
  g_autofree char    *text = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("local");

  inet = G_INET_SOCKET_ADDRESS (address);
  host = g_inet_socket_address_get_address (inet);
  text = g_inet_address_to_string (host);
  return g_strdup_printf (g_inet_address_get_family (host) == G_SOCKET_FAMILY_IPV6 ? "[%s]:%u" : "%s:%u",
                          text, g_inet_socket_address_get_port (inet));
}

/**
 * clasp_endpoint_set_bind_error:
 * @error: return location
 * @self: what could not be bound
 * @errno_value: why
 *
 * Sets CLASP_TRANSPORT_ERROR_IN_USE, _DENIED or _ADDRESS with a sentence a person can act on.
 *
 * Thread: any.
 */
void
clasp_endpoint_set_bind_error (GError             **error,
                               const ClaspEndpoint *self,
                               int                  errno_value)
{
  if (errno_value == EADDRINUSE)
    g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_IN_USE,
                 _ ("Port %u on %s is used by another program"), self->port, self->host);
  else if (errno_value == EACCES || errno_value == EPERM)
    g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_DENIED,
                 _ ("No permission to use port %u on %s; ports below 1024 are for the administrator"), self->port, self->host);
  else if (errno_value == EADDRNOTAVAIL)
    g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
                 _ ("%s is not an address of this computer"), self->host);
  else
    g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
                 _ ("Cannot use port %u on %s: %s"), self->port, self->host, g_strerror (errno_value));
}
