/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "transports/clasp-transport.h"

/* ClaspClientCarrier: the client's end of one connection, over WebSocket (libsoup) or TCP.
 *
 * Thread: the one whose thread-default context it was opened in. */

G_BEGIN_DECLS

typedef struct _ClaspClientCarrier ClaspClientCarrier;

/* All come from the loop. Any of them may free the carrier. */
typedef struct
{
  void (*opened) (gpointer user_data);
  void (*frame) (const guint8 *bytes, gsize size, gpointer user_data);
  /* There is room again after send () had refused something. */
  void (*drained) (gpointer user_data);
  /* The last call ever: it could not be opened, or it ended. */
  void (*closed) (const GError *error, gpointer user_data);
} ClaspClientCarrierHandler;

/* Whom to believe over wss:// and tls://. */
typedef struct
{
  const char *ca_file;     /* (nullable) PEM; NULL = the system's authorities */
  gboolean    is_insecure; /* everybody */
} ClaspClientCarrierTls;

/* Errors: CLASP_TRANSPORT_ERROR_ADDRESS, or _TLS when the file of authorities is no good. */
ClaspClientCarrier *clasp_client_carrier_open (const char                      *url,
                                               const ClaspClientCarrierTls     *tls,
                                               const ClaspClientCarrierHandler *handler,
                                               gpointer                         user_data,
                                               GError                         **error);
/* A connection that is there already. Takes over @link, whose handler is not set; `opened` follows
 * from the loop. */
ClaspClientCarrier *clasp_client_carrier_new_for_link (ClaspLink                       *link,
                                                       const ClaspClientCarrierHandler *handler,
                                                       gpointer user_data);
/* Nothing calls back afterwards. */
void clasp_client_carrier_free (ClaspClientCarrier *self);
/* The same, but what it has handed out stays readable until it is freed. */
void clasp_client_carrier_mute (ClaspClientCarrier *self);
gboolean clasp_client_carrier_is_open (ClaspClientCarrier *self);
/* Whether frames get lost on it and have to be sent again. */
gboolean clasp_client_carrier_is_lossy (ClaspClientCarrier *self);
/* FALSE while it is not open, or when the peer takes nothing any more. */
gboolean clasp_client_carrier_send (ClaspClientCarrier *self, const guint8 *frame, gsize size);
void clasp_client_carrier_close (ClaspClientCarrier *self, ClaspCloseCode code, const char *reason);

G_END_DECLS
