/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "client/clasp-client.h"
#include "client/clasp-signal-description.h"

/* What signals there are: telling the router, and asking it.
 *
 * Thread: the client's. */

G_BEGIN_DECLS

/* @signals: of ClaspSignalDescription. All of them or none. */
void       clasp_client_announce_async  (ClaspClient        *self,
                                         const char         *name_space,
                                         GPtrArray          *signals,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean   clasp_client_announce_finish (ClaspClient        *self,
                                         GAsyncResult       *result,
                                         GError            **error);
/* What was announced and matches. */
void       clasp_client_query_async     (ClaspClient        *self,
                                         const char         *pattern,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
GPtrArray *clasp_client_query_finish    (ClaspClient        *self,
                                         GAsyncResult       *result,
                                         GError            **error);

G_END_DECLS
