/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "client/clasp-client.h"
#include "core/clasp-value-boxed.h"

/* Bundles: values and events that take effect together or not at all, now or at a time.
 *
 * Thread: the client's. */

G_BEGIN_DECLS

#define CLASP_TYPE_BUNDLE_BUILDER (clasp_bundle_builder_get_type ())
G_DECLARE_FINAL_TYPE (ClaspBundleBuilder, clasp_bundle_builder, CLASP, BUNDLE_BUILDER, GObject)

ClaspBundleBuilder *clasp_bundle_builder_new   (void);
/* Floating values are taken over. Errors: CLASP_CODEC_ERROR_INVALID_VALUE. */
gboolean            clasp_bundle_builder_set   (ClaspBundleBuilder *self,
                                                const char         *address,
                                                GVariant           *value,
                                                GError            **error);
gboolean            clasp_bundle_builder_emit  (ClaspBundleBuilder *self,
                                                const char         *address,
                                                GVariant           *value,
                                                GError            **error);
guint               clasp_bundle_builder_get_size (ClaspBundleBuilder *self);

/* @time_us: when, by the router's clock in Unix microseconds, see
 * clasp_client_get_server_time_us (); 0 = at once. Completes when the router has applied the bundle,
 * or has taken it for later. */
void                clasp_client_bundle_async  (ClaspClient        *self,
                                                ClaspBundleBuilder *bundle,
                                                gint64              time_us,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
/* The same, so long from now. */
void                clasp_client_bundle_after_async (ClaspClient   *self,
                                                ClaspBundleBuilder *bundle,
                                                guint               delay_ms,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
gboolean            clasp_client_bundle_finish (ClaspClient        *self,
                                                GAsyncResult       *result,
                                                GError            **error);

G_END_DECLS
