/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-clock.h"
#include "io/clasp-endpoint.h"
#include "io/clasp-timer.h"

/* ClaspTargets: where datagrams go, as people write it: "10.0.0.7:8000", "studio.local:9000".
 *
 * Names are resolved asynchronously, again after a failure, and again now and then: a device that
 * comes back with another address is found without a restart.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TARGETS_MAX 64

typedef struct _ClaspTargets ClaspTargets;

/* A name was resolved for the first time, or the problem changed. Never called from within new ().
 */
typedef void (*ClaspTargetsFunc) (gpointer user_data);

/* Empty texts are left out. Errors: CLASP_TRANSPORT_ERROR_ADDRESS naming the text. @default_port 0:
 * every text needs one. */
ClaspTargets *clasp_targets_new (ClaspTimers       *timers,
                                 const char *const *texts,
                                 guint16            default_port,
                                 ClaspTargetsFunc   changed,
                                 gpointer           user_data,
                                 GError           **error);
void          clasp_targets_free (ClaspTargets *self);
guint         clasp_targets_get_count (ClaspTargets *self);
/* NULL as long as its name is not resolved. */
GSocketAddress *clasp_targets_get_address (ClaspTargets *self, guint index);
/* What became of a datagram to a target: the first error is kept as its problem until one gets
 * through. */
void clasp_targets_note_result (ClaspTargets *self, guint index, const GError *error);
/* A sentence about the first target that cannot be found or reached; NULL when all can. */
const char *clasp_targets_get_problem (ClaspTargets *self);

/* Checks the texts as new () would. */
gboolean clasp_targets_check (const char *const *texts, guint16 default_port, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspTargets, clasp_targets_free)

G_END_DECLS
