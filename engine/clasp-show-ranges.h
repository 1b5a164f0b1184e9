/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-chain.h"
#include "show/clasp-show.h"

/* Which numbers an address of the show has, by the connection it belongs to, whatever that is called, and
 * by its scale: what the live mappings know once the connections are there (mapping/clasp-route-ranges.c).
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* @address may be a pattern or a template. FALSE, and @range as it was, when nothing is known. */
gboolean clasp_show_find_range (ClaspShow *show, const char *address, ClaspRange *range);
/* The same for chains that are tried; valid as long as @show. */
ClaspRangeSource clasp_show_range_source (ClaspShow *show);

G_END_DECLS
