/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-enums.h"
#include "core/clasp-error.h"

#include <gio/gio.h>

/* ClaspClient: an asynchronous CLASP client over WebSocket or TCP, for command line tools, tests and
 * other people's programs. Here: making one, and its connection. What it can ask and say is in
 * clasp-client-params.h, -publish.h, -bundle.h, -subscribe.h and -query.h; <clasp.h> has them all.
 *
 * Connected once, it stays: a connection that ends is made again, without end, and the
 * subscriptions with it. What was sent to be confirmed and was not yet is sent again then.
 *
 * Thread: the one whose thread-default context it was made in; all callbacks come there. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_CLIENT_STATE_CLOSED,       /* not started, closed, or given up */
  CLASP_CLIENT_STATE_CONNECTING,   /* for the first time */
  CLASP_CLIENT_STATE_CONNECTED,
  CLASP_CLIENT_STATE_WAITING,      /* for the next try */
  CLASP_CLIENT_STATE_RECONNECTING, /* a try is under way */
  CLASP_CLIENT_STATE_CLOSING,
} ClaspClientState;

#define CLASP_TYPE_CLIENT_STATE (clasp_client_state_get_type ())
GType clasp_client_state_get_type (void) G_GNUC_CONST;

#define CLASP_TYPE_CLIENT (clasp_client_get_type ())
G_DECLARE_FINAL_TYPE (ClaspClient, clasp_client, CLASP, CLIENT, GObject)

/* @url: "ws://host:7330/clasp", "wss://…", "tcp://host:7334". docs/client.md has the properties and
 * signals. */
ClaspClient     *clasp_client_new                (const char         *url,
                                                  const char         *name);
/* One try; completes at WELCOME. Errors: CLASP_TRANSPORT_ERROR_*, CLASP_ROUTER_ERROR_REFUSED,
 * _TIMEOUT. */
void             clasp_client_connect_async      (ClaspClient        *self,
                                                  GCancellable       *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
gboolean         clasp_client_connect_finish     (ClaspClient        *self,
                                                  GAsyncResult       *result,
                                                  GError            **error);
/* Tries until it works, for programs that may be there before their router. */
void             clasp_client_start              (ClaspClient        *self);
/* Closes politely; completes when the carrier is closed. */
void             clasp_client_close_async        (ClaspClient        *self,
                                                  GCancellable       *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
gboolean         clasp_client_close_finish       (ClaspClient        *self,
                                                  GAsyncResult       *result,
                                                  GError            **error);
ClaspClientState clasp_client_get_state          (ClaspClient        *self);
/* Round trip in microseconds. */
void             clasp_client_ping_async         (ClaspClient        *self,
                                                  GCancellable       *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
gint64           clasp_client_ping_finish        (ClaspClient        *self,
                                                  GAsyncResult       *result,
                                                  GError            **error);
/* The router's clock now, as far as we know: Unix microseconds. */
gint64           clasp_client_get_server_time_us (ClaspClient        *self);

G_END_DECLS
