/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "client/clasp-client.h"
#include "core/clasp-value-boxed.h"

/* What a ClaspClient publishes: events, samples of streams, gestures, timelines.
 *
 * Thread: the client's. */

G_BEGIN_DECLS

/* An event, confirmed as clasp_client_set () is; @value may be NULL. */
gboolean clasp_client_emit              (ClaspClient        *self,
                                         const char         *address,
                                         GVariant           *value,
                                         GError            **error);
/* An event at a quality of service; completes when it is confirmed, at fire when it is sent. */
void     clasp_client_publish_async     (ClaspClient        *self,
                                         const char         *address,
                                         GVariant           *value,
                                         ClaspQos            qos,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean clasp_client_publish_finish    (ClaspClient        *self,
                                         GAsyncResult       *result,
                                         GError            **error);

/* Fire and forget: needs a connection. @rate per second, 0 = not said. */
gboolean clasp_client_stream            (ClaspClient        *self,
                                         const char         *address,
                                         const double       *samples,
                                         gsize               n_samples,
                                         guint               rate,
                                         GError            **error);

/* A gesture is cancelled by the router when the connection ends: its number is then unknown here
 * (CLASP_TRANSPORT_ERROR_CLOSED). @value may be NULL. */
guint    clasp_client_gesture_start     (ClaspClient        *self,
                                         const char         *address,
                                         GVariant           *value,
                                         GError            **error);
gboolean clasp_client_gesture_move      (ClaspClient        *self,
                                         guint               gesture,
                                         GVariant           *value,
                                         GError            **error);
gboolean clasp_client_gesture_end       (ClaspClient        *self,
                                         guint               gesture,
                                         GVariant           *value,
                                         GError            **error);
gboolean clasp_client_gesture_cancel    (ClaspClient        *self,
                                         guint               gesture,
                                         GError            **error);

/* A timeline as a dictionary, see docs/client.md; starts at @start_us of the router's clock, 0 = at
 * once. Committed. */
void     clasp_client_timeline_async    (ClaspClient        *self,
                                         const char         *address,
                                         GVariant           *timeline,
                                         gint64              start_us,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
/* "pause", "resume", "stop", or "seek" to a position; ends in clasp_client_timeline_finish (). */
void     clasp_client_timeline_order_async (ClaspClient     *self,
                                         const char         *address,
                                         const char         *action,
                                         gint64              position_us,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean clasp_client_timeline_finish   (ClaspClient        *self,
                                         GAsyncResult       *result,
                                         GError            **error);

G_END_DECLS
