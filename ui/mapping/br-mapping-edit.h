/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"
#include "tap/clasp-signal-table.h"

/* The edits behind the mapping editor, apart from its widgets. Each is one undo step.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Which values pass. */
typedef enum
{
  BR_WHEN_EVERY,   /* every message */
  BR_WHEN_CHANGES, /* what differs from the last one sent */
  BR_WHEN_CROSSES, /* those with which the input crosses a level */
} BrWhen;

/* How a control takes over: the option, and a step for what only tells how far it was turned. */
typedef enum
{
  BR_TAKEOVER_OFF,
  BR_TAKEOVER_PICKUP,
  BR_TAKEOVER_SCALE,
  BR_TAKEOVER_RELATIVE,
} BrTakeover;

BrWhen     br_mapping_get_when    (ClaspMapping *mapping, double *level);
void       br_mapping_set_when    (ClaspShow *show, ClaspMapping *mapping, BrWhen when, double level);

BrTakeover br_mapping_get_takeover (ClaspMapping *mapping);
void       br_mapping_set_takeover (ClaspShow *show, ClaspMapping *mapping, BrTakeover takeover);

/* The value of one target turned round, by a step of its own. */
gboolean   br_target_get_inverted (ClaspMappingEnd *target);
void       br_target_set_inverted (ClaspShow *show, ClaspMappingEnd *target, gboolean inverted);

/* Each target, or with one target each source, as a mapping of its own behind @mapping, which goes. */
gboolean   br_mapping_can_split   (ClaspMapping *mapping);
/* (transfer full) (element-type ClaspMapping) empty when it cannot be split */
GPtrArray *br_mapping_split       (ClaspShow *show, ClaspMapping *mapping);

/* The circle that @mapping closes, or would close if it were on: "/a → /b → /a"; NULL when there is
 * none. (transfer full) */
char      *br_mapping_find_circle (ClaspShow *show, ClaspMapping *mapping);
/* The circle that was found is wanted: on, and only what changes is sent. */
void       br_mapping_guard       (ClaspShow *show, ClaspMapping *mapping);
gboolean   br_mapping_is_guarded  (ClaspMapping *mapping);

/* Addresses of @table that @source takes, and what @target makes of each: "/a/1 → /b/1", at most
 * @max; @n_matches gets how many there are. Empty for a pattern without parts and one that is none.
 * (transfer full) (element-type utf8) */
GPtrArray *br_mapping_list_matches (ClaspSignalTable *table,
                                    const char       *source,
                                    const char       *target,
                                    guint             max,
                                    guint            *n_matches);

/* The segment(s) of @address that name its device, by the connection's namespace (“/midi/nano”), or
 * NULL when there is no such connection. (transfer full) */
char      *br_address_dup_device  (ClaspShow *show, const char *address, ClaspConnection **connection);

G_END_DECLS
