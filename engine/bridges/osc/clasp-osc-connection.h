/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/clasp-osc-framing.h"
#include "io/clasp-stream.h"
#include "transports/clasp-transport.h"

/* ClaspOscConnection: OSC packets to and from one peer over TCP, framed, or over WebSocket.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_OSC_CONNECTION_LIMIT (1024 * 1024) /* bytes that wait for a slow reader */

typedef struct _ClaspOscConnection ClaspOscConnection;

/* All come from the loop, and any of them may free the connection. */
typedef struct
{
  /* Ready to be spoken to: the framing is known. Once, before the first packet. */
  void (*opened) (ClaspOscConnection *connection, gpointer user_data);
  void (*packet) (ClaspOscConnection *connection,
                  const guint8       *bytes,
                  gsize               size,
                  gpointer            user_data);
  /* What came cannot be cut into packets; the connection is closed where it cannot go on. */
  void (*unreadable) (ClaspOscConnection *connection, const char *why, gpointer user_data);
  /* The peer takes again what it refused before. */
  void (*drained) (ClaspOscConnection *connection, gpointer user_data);
  /* The last call ever. */
  void (*closed) (ClaspOscConnection *connection, const char *reason, gpointer user_data);
} ClaspOscConnectionHandler;

/* Takes over @fd, a connected socket, and @place. @handler lives as long as the connection. */
ClaspOscConnection *clasp_osc_connection_new (ClaspReactor                    *reactor,
                                              int                              fd,
                                              ClaspOscFramingKind              kind,
                                              GSocketAddress                  *address,
                                              const ClaspOscConnectionHandler *handler,
                                              gpointer                         user_data);
/* A WebSocket peer. */
ClaspOscConnection *clasp_osc_connection_new_for_link (ClaspLink                       *link,
                                                       const ClaspOscConnectionHandler *handler,
                                                       gpointer                         user_data);
/* The kernel is to notice a peer that is gone, within about ten seconds. */
void clasp_osc_connection_watch_for_silence (int fd);
/* Nothing calls back afterwards; what is queued still leaves. */
void            clasp_osc_connection_free (ClaspOscConnection *self);
gboolean        clasp_osc_connection_is_open (ClaspOscConnection *self);
GSocketAddress *clasp_osc_connection_get_address (ClaspOscConnection *self);
/* "tcp", "websocket" */
const char     *clasp_osc_connection_get_transport (ClaspOscConnection *self);
/* FALSE when the peer does not take any more for now, or the packet is too large for a frame. */
gboolean clasp_osc_connection_send (ClaspOscConnection *self, const guint8 *packet, gsize size);

/* A number and a pointer for the owner. */
void     clasp_osc_connection_set_channel (ClaspOscConnection *self, guint64 channel);
guint64  clasp_osc_connection_get_channel (ClaspOscConnection *self);
void     clasp_osc_connection_set_data (ClaspOscConnection *self, gpointer data);
gpointer clasp_osc_connection_get_data (ClaspOscConnection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOscConnection, clasp_osc_connection_free)

G_END_DECLS
