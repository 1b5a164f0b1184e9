/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-engine.h"
#include "clasp-setup-report.h"

/* "Test this set-up": looks at every connection and our router (clasp-setup-checks.h), sends through each kind of
 * connection that can be looped (clasp-setup-loop.h), and looks at the networks (clasp-setup-hints.h). Nothing of
 * the show is changed and nothing is sent but an empty datagram to each OSC peer.
 *
 * Thread: UI; the work is done by another. */

G_BEGIN_DECLS

/* (transfer full) (element-type ClaspSetupSubject) the router first, then connections in their order. */
GPtrArray *clasp_setup_list_subjects  (ClaspEngine *engine);

void       clasp_setup_test_async     (ClaspEngine         *engine,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
/* (transfer full) (element-type ClaspSetupReport) connections in their order, then kinds, then the networks where
 * something is worth a look. NULL only when cancelled. */
GPtrArray *clasp_setup_test_finish    (ClaspEngine *engine, GAsyncResult *result, GError **error);

/* Only the hints: quick, but not for the window's thread either. (transfer full) */
void              clasp_setup_hints_async  (ClaspEngine         *engine,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
ClaspSetupReport *clasp_setup_hints_finish (ClaspEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
