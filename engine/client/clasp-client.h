/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"
#include "core/clasp-message.h"

#include <gio/gio.h>

/* ClaspClient: an asynchronous CLASP client over WebSocket or TCP, for command line tools, tests and
 * other people's programs.
 *
 * Thread: the one whose thread-default context it was made in. */

G_BEGIN_DECLS

#define CLASP_TYPE_CLIENT (clasp_client_get_type ())
G_DECLARE_FINAL_TYPE (ClaspClient, clasp_client, CLASP, CLIENT, GObject)

/* @url: "ws://host:7330/clasp", "wss://…", "tcp://host:7334". Properties: url, name, token, session
 * (string or NULL), connected (boolean), clock-offset-us (int64). Signals:
 * "message" (const ClaspMessage *), every message the router sends, valid during the emission;
 * "closed" (string reason). */
ClaspClient *clasp_client_new              (const char *url,
                                            const char *name);
/* Completes at WELCOME. Errors: CLASP_TRANSPORT_ERROR_*, CLASP_ROUTER_ERROR_REFUSED, _TIMEOUT. */
void         clasp_client_connect_async    (ClaspClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     clasp_client_connect_finish   (ClaspClient *self, GAsyncResult *result, GError **error);
/* Closes politely; completes when the carrier is closed. */
void         clasp_client_close_async      (ClaspClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     clasp_client_close_finish     (ClaspClient *self, GAsyncResult *result, GError **error);

/* Any message, at its default quality of service. Errors: _CLOSED, CLASP_CODEC_ERROR_TOO_LARGE. */
gboolean     clasp_client_send             (ClaspClient *self, const ClaspMessage *message, GError **error);

/* Completes with the router's ACK; the new revision, or the router's ERROR as
 * CLASP_ROUTER_ERROR_REFUSED with its code and text. */
void         clasp_client_set_async        (ClaspClient *self, const char *address, const ClaspValue *value, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     clasp_client_set_finish       (ClaspClient *self, GAsyncResult *result, guint64 *revision, GError **error);
/* FALSE without an error when there is no such parameter. */
void         clasp_client_get_async        (ClaspClient *self, const char *address, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean     clasp_client_get_finish       (ClaspClient *self, GAsyncResult *result, ClaspValue *value, guint64 *revision, GError **error);
/* Round trip in microseconds. */
void         clasp_client_ping_async       (ClaspClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gint64       clasp_client_ping_finish      (ClaspClient *self, GAsyncResult *result, GError **error);
/* Returns the subscription's id. */
guint32      clasp_client_subscribe        (ClaspClient *self, const char *pattern, guint8 types, GError **error);
void         clasp_client_unsubscribe      (ClaspClient *self, guint32 id);

G_END_DECLS
