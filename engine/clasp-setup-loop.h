/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-setup-report.h"

#include <gio/gio.h>

/* Loops: an engine of its own sends to itself over this computer alone, through one connection of each kind that
 * can, and times how long a value takes to come back. The show and its engine know nothing of it.
 *
 * Thread: any that may wait and has no main loop running; the calls last some seconds at most. */

G_BEGIN_DECLS

#define CLASP_SETUP_LOOP_ROUNDS 5

/* (transfer full) (element-type ClaspSetupReport) one for each kind, with the median of the round trips. */
GPtrArray *clasp_setup_loop_run  (GCancellable *cancellable);
/* Calls on each of @uris ("ws://0.0.0.0:7330/clasp"), as another program of this computer would. */
void       clasp_setup_loop_call (const char *const *uris, ClaspSetupReport *report, GCancellable *cancellable);

G_END_DECLS
