/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-sandbox.h"
#include "clasp-setup-checks.h"

/* What is worth a look in how this computer and its networks are set up, each with its reason: two interfaces in one
 * network, a broadcast address that reaches nobody, multicast that does not arrive, clocks that fight, devices the package
 * is not shown.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* (transfer full) findings of doubt; none when all is well. @subjects and @places as for clasp_setup_check (). */
ClaspSetupReport *clasp_setup_hints (const GPtrArray *subjects, const GPtrArray *places);
/* Add theirs to @report. */
void              clasp_setup_hint_sandbox (ClaspSetupReport *report, const ClaspSandbox *sandbox);
void              clasp_setup_hint_clocks  (ClaspSetupReport *report, const GPtrArray *subjects, gint64 now_us);

G_END_DECLS
