/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-message.h"

/* ClaspBridgeBundle: SETs and PUBLISHes that came in together, gathered for one BUNDLE. Keeps its memory from one
 * to the next.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* More of one frame leave in several bundles: what a router checks at once stays small. */
#define CLASP_BRIDGE_MAX_BUNDLE 4096

typedef struct _ClaspBridgeBundle ClaspBridgeBundle;

ClaspBridgeBundle *clasp_bridge_bundle_new   (void);
void               clasp_bridge_bundle_free  (ClaspBridgeBundle *self);
/* Copies both. FALSE when there is no more room: take it, clear it, add again. */
gboolean           clasp_bridge_bundle_add   (ClaspBridgeBundle *self,
                                              ClaspStr           address,
                                              const ClaspValue  *value);
/* The same for a PUBLISH of one value or none. */
gboolean           clasp_bridge_bundle_add_publish (ClaspBridgeBundle *self,
                                              const ClaspPublish *publish);
/* All of them, in the order they were added; valid until the next call. */
ClaspMessage      *clasp_bridge_bundle_peek  (ClaspBridgeBundle *self,
                                              guint             *n_messages);
void               clasp_bridge_bundle_clear (ClaspBridgeBundle *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspBridgeBundle, clasp_bridge_bundle_free)

G_END_DECLS
