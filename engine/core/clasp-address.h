/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"
#include "core/clasp-str.h"

/* Addresses and the one matcher for patterns (wire.md 7).
 *
 * Thread: any (pure functions; ClaspPattern is immutable). */

G_BEGIN_DECLS

#define CLASP_ADDRESS_MAX_LENGTH 256
#define CLASP_ADDRESS_MAX_SEGMENTS 64

/* Rules for every address that is written: not empty, leading slash, no empty segment, no `*`, at
 * most 256 bytes and 64 segments. @why gets a static sentence for a person. */
gboolean      clasp_address_is_valid  (ClaspStr     address,
                                       const char **why);
/* The same for patterns, where `*` is allowed, and a trailing slash and `/` pass (wire.md 7.1). */
gboolean      clasp_pattern_is_valid  (ClaspStr     pattern,
                                       const char **why);

/* The next segment of @address from *@offset (start with 0); FALSE after the last. */
gboolean      clasp_address_next_segment (ClaspStr   address,
                                          gsize     *offset,
                                          ClaspStr  *segment);

typedef struct _ClaspPattern ClaspPattern;

/* Never fails: what is not a valid pattern matches only itself. */
ClaspPattern *clasp_pattern_new       (ClaspStr            pattern);
ClaspPattern *clasp_pattern_ref       (ClaspPattern       *self);
void          clasp_pattern_unref     (ClaspPattern       *self);
ClaspStr      clasp_pattern_get_text  (const ClaspPattern *self);
gboolean      clasp_pattern_is_exact  (const ClaspPattern *self); /* no wildcard: a plain address */
/* Linear in practice: time is bounded by segments of pattern × segments of address. */
gboolean      clasp_pattern_matches   (const ClaspPattern *self,
                                       ClaspStr            address);
/* One segment against a segment pattern with `*` in it. */
gboolean      clasp_segment_matches   (ClaspStr            pattern,
                                       ClaspStr            segment);

/* Percent-encodes what cannot stand in one segment (bridges.md 1.4), and back. */
char         *clasp_segment_escape    (ClaspStr            text);
char         *clasp_segment_unescape  (ClaspStr            segment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspPattern, clasp_pattern_unref)

G_END_DECLS
