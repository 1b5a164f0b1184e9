/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-str.h"

/* OSC addresses and patterns against CLASP addresses (show-protocols.md 1.3, bridges.md 1.4).
 *
 * A CLASP segment holds what OSC forbids only percent-encoded, and no segment is empty; so the two
 * forms differ in rare cases only, and translate both ways without loss.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* The CLASP form of an OSC address without wildcards, below the namespace. Returns @address itself
 * where nothing has to change, else what it wrote into @scratch. */
ClaspStr clasp_osc_address_to_clasp (ClaspStr address, GString *scratch);
/* And back. */
ClaspStr clasp_osc_address_from_clasp (ClaspStr address, GString *scratch);

/* TRUE when an incoming address is to be matched: it holds ? * [ ] { } or //. */
gboolean clasp_osc_is_pattern (ClaspStr address);
/* Whether every bracket and brace of a pattern is closed. */
gboolean clasp_osc_pattern_is_valid (ClaspStr pattern);
/* Time is bounded by length of pattern × length of address, whatever the pattern. Addresses above
 * CLASP_ADDRESS_MAX_LENGTH match nothing. */
gboolean clasp_osc_pattern_matches (ClaspStr pattern, ClaspStr address);
/* A CLASP pattern below which every match lies: "/mixer/[12]/pan" becomes "/mixer/x/pan" with
 * a star for x, "//pan" becomes two stars. */
void clasp_osc_pattern_to_clasp (ClaspStr pattern, GString *result);

G_END_DECLS
