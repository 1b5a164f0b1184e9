/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/sacn/clasp-sacn-discovery.h"
#include "bridges/sacn/clasp-sacn-receiver.h"
#include "core/clasp-value.h"

/* What is told of sources besides their levels, as values.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* More universes of one source are counted, not listed. */
#define CLASP_SACN_MAX_TOLD_UNIVERSES 4096

/* An array of maps: cid, name, priority, ip, lost, slot_priorities. To be cleared. */
ClaspValue clasp_sacn_tell_sources (const ClaspSacnSource *sources, guint n_sources);
/* A map: name, ip, universes, n_universes; null when it is gone. To be cleared. */
ClaspValue clasp_sacn_tell_discovered (const ClaspSacnDiscovered *source);

G_END_DECLS
