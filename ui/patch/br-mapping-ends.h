/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

/* Whether there is anything at the two ends of a mapping: an address of a connection that was removed, is away,
 * off or faulty carries nothing. That a pattern matches nothing yet is no fault.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef enum
{
  BR_END_FINE,
  BR_END_OFF,     /* by choice */
  BR_END_MISSING, /* the device is away */
  BR_END_ERROR,
  BR_END_GONE,    /* it belongs to no connection any more */
} BrEndState;

/* The worst of the addresses at that end of @mapping. */
BrEndState br_mapping_judge_end  (ClaspEngine *engine, ClaspMapping *mapping, gboolean is_target);
gboolean   br_mapping_has_bad_end (ClaspEngine *engine, ClaspMapping *mapping);
/* (transfer full) (nullable) "source missing", "source missing, target off"; NULL when all is well. */
char      *br_mapping_dup_bad_ends (ClaspEngine *engine, ClaspMapping *mapping);

/* Part of the edit that removes it. Its namespace may be any word: mappings that are left below it are known by it from
 * now on, also when the show is opened again. */
void       br_mapping_ends_forget_connection (ClaspShow *show, ClaspConnection *connection);
/* Part of the edit that adds it: it gets the namespace of one of its kind that was removed, so that what is left of that
 * has its end again. */
void       br_mapping_ends_adopt (ClaspShow *show, ClaspConnection *connection);
/* (transfer full) "Removed OSC in; 8 mappings have no source now". Asked before it is removed. */
char      *br_mapping_ends_describe_removal  (ClaspShow *show, ClaspConnection *connection);

G_END_DECLS
