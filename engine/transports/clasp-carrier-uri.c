/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transports/clasp-carrier-uri.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *scheme;
  guint16     port;
} schemes[] = { { "ws", 7330 }, { "wss", 7330 }, { "tcp", 7334 }, { "tls", 7334 } };

static guint16
default_port (const char *scheme)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strcasecmp (schemes[i].scheme, scheme) == 0)
      return schemes[i].port;

  return 0;
}

/**
 * clasp_carrier_uri_parse:
 * @text: "ws://127.0.0.1:7330/clasp"
 * @uri: (out caller-allocates): what it says; cleared by the caller, also after a failure
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS
 *
 * Thread: any.
 *
 * Returns: %TRUE when the text is the address of a carrier this program knows
 */
gboolean
clasp_carrier_uri_parse (const char *text, ClaspCarrierUri *uri, GError **error)
{
  const char      *colon = strstr (text, "://");
  g_autofree char *authority = NULL;
  const char      *path;

  *uri = (ClaspCarrierUri){ 0 };
  uri->scheme = colon != NULL ? g_ascii_strdown (text, colon - text) : g_strdup ("");
  if (default_port (uri->scheme) == 0)
    {
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS,
                   _ ("‘%s’ does not start with ws://, wss://, tcp:// or tls://"), text);
      return FALSE;
    }

  path = strchr (colon + 3, '/');
  authority =
    path != NULL ? g_strndup (colon + 3, (gsize) (path - colon - 3)) : g_strdup (colon + 3);
  uri->path = g_strdup (path != NULL ? path : "");
  return clasp_endpoint_parse (authority, default_port (uri->scheme), &uri->endpoint, error);
}

/**
 * clasp_carrier_uri_clear:
 * @self: an address
 *
 * Thread: any.
 */
void
clasp_carrier_uri_clear (ClaspCarrierUri *self)
{
  g_clear_pointer (&self->scheme, g_free);
  g_clear_pointer (&self->path, g_free);
  clasp_endpoint_clear (&self->endpoint);
}
