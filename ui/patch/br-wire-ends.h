/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

/* BrWireEnds: what the wires of a mapping take from the show and from its connections, read once for many
 * frames. Stale as soon as either changes: the cache is emptied then.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *literals[2]; /* (owned) of its sources and its targets, so far as they are no pattern */
  gboolean   is_missing[2];
  guint      hue; /* 0 = none of its own */
  gboolean   is_two_way, is_muted;
} BrWireEnds;

/* An empty cache (transfer full), from ClaspMapping to BrWireEnds. */
GHashTable       *br_wire_ends_cache_new (void);
/* (transfer none) valid until the cache is emptied */
const BrWireEnds *br_wire_ends_get       (GHashTable *cache, ClaspEngine *engine, ClaspMapping *mapping);

G_END_DECLS
