/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-endpoint.h"

/* Addresses of carriers as people write them: "ws://127.0.0.1:7330/clasp", "tcp://[::1]:7334".
 *
 * Thread: any. */

G_BEGIN_DECLS

typedef struct
{
  char         *scheme; /* (owned) "ws" */
  ClaspEndpoint endpoint;
  char         *path; /* (owned) "/clasp"; "" when there is none */
} ClaspCarrierUri;

/* A missing port is that of the scheme: ws and wss 7330, tcp and tls 7334. Errors: CLASP_TRANSPORT_ERROR_ADDRESS
 * naming what is wrong. */
gboolean clasp_carrier_uri_parse (const char *text, ClaspCarrierUri *uri, GError **error);
void     clasp_carrier_uri_clear (ClaspCarrierUri *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspCarrierUri, clasp_carrier_uri_clear)

G_END_DECLS
