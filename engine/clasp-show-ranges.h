/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-announced-ranges.h"
#include "mapping/clasp-chain.h"
#include "show/clasp-show.h"

/* Which numbers an address of the show has, by the connection it belongs to, whatever that is called, by
 * what was announced, and by the connection's scale as long as it has not announced itself: what the live
 * mappings know (mapping/clasp-route-ranges.c).
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* @address may be a pattern or a template. FALSE, and @range as it was, when nothing is known. */
gboolean clasp_show_find_range (ClaspShow *show, const char *address, ClaspRange *range);
/* The same for chains that are tried; valid as long as @show. */
ClaspRangeSource clasp_show_range_source (ClaspShow *show);

/* (transfer none) What is announced now, kept beside @show by the engine that runs it; no part of it. */
ClaspAnnouncedRanges *clasp_show_get_announced_ranges (ClaspShow *show);

G_END_DECLS
