/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "learn/clasp-learner.h"
#include "mapping/clasp-route-options.h"
#include "show/clasp-show.h"

/* What dropping signals on something makes, apart from its widgets.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* What the keys held while dropping ask for. */
typedef enum
{
  BR_DROP_NEW,       /* none: a new mapping */
  BR_DROP_LIKE_LAST, /* Shift: with the steps of the last one */
  BR_DROP_ADD,       /* Ctrl: to the selected mapping */
  BR_DROP_TWO_WAY,   /* Alt */
} BrDropWay;

/* What the source sends, as far as it decides how one value becomes several. */
typedef enum
{
  BR_PARTS_NONE, /* one value */
  BR_PARTS_LIST, /* a list of three or more numbers: red, green, blue */
  BR_PARTS_HEX,  /* a text like "#ff8000" */
} BrParts;

typedef struct
{
  ClaspMapping *like;    /* (nullable) lends its steps */
  ClaspLearnCandidate *learned; /* (nullable) what is known of the source with its address: steps, other half */
  gboolean      two_way;
  ClaspMerge    merge;   /* of several sources to one target */
  BrParts       parts;   /* of one source to three slots in a row */
} BrDrop;

/* Ctrl before Alt before Shift. GdkModifierType as bits, so that no display is needed. */
BrDropWay  br_drop_way_for       (gboolean shift, gboolean control, gboolean alt);

/* Maps @sources to @targets, all in one undo step: paired in order when there are several of both,
 * else each with the one. A colour goes to three slots in a row part by part. A mapping that would
 * close a circle is added muted; one to a careful target waits to be picked up. An empty target is
 * left open. What is mapped so already is not mapped again. (transfer full) (element-type ClaspMapping)
 * what was added, in order */
GPtrArray *br_patch_drop         (ClaspShow         *show,
                                  const char *const *sources,
                                  const char *const *targets,
                                  const BrDrop      *drop);
/* How many pairs those are, mapped already or not. */
guint      br_patch_count_drop   (const char *const *sources, const char *const *targets);
/* The mapping that has both as ends, or NULL. (transfer none) */
ClaspMapping *br_patch_find_mapping (ClaspShow *show, const char *source, const char *target);
/* What br_patch_drop() did, which returned @added; NULL when nothing was asked for. (transfer full) */
char      *br_patch_tell_drop    (const char *const *sources, const char *const *targets, GPtrArray *added);
/* Adds ends that @mapping has not yet, in one undo step; returns how many. */
guint      br_patch_add_ends     (ClaspShow         *show,
                                  ClaspMapping      *mapping,
                                  const char *const *sources,
                                  const char *const *targets);
/* Of the first target of each, in one undo step. */
void       br_patch_set_merge    (ClaspShow *show, GPtrArray *mappings, ClaspMerge merge);
ClaspMerge br_patch_get_merge    (ClaspMapping *mapping);
void       br_patch_set_two_way  (ClaspShow *show, ClaspMapping *mapping, gboolean two_way);
gboolean   br_patch_is_two_way   (ClaspMapping *mapping);
void       br_patch_set_solo     (ClaspShow *show, GPtrArray *mappings, gboolean solo);
gboolean   br_patch_is_solo      (ClaspMapping *mapping);
/* Turns @mapping on so that its circle comes to rest: only what differs by more than a hair goes
 * round. */
void       br_patch_guard_loop   (ClaspShow *show, ClaspMapping *mapping);
/* TRUE for three addresses that differ only in a last number that counts up by one. */
gboolean   br_are_three_slots    (const char *const *targets);

/* Why @address cannot be set, for a person; NULL when it can, or when nobody can know. (transfer full) */
char      *br_why_not_set        (ClaspShow *show, const char *address);
/* TRUE for a slot that the show calls careful: it moves something heavy. */
gboolean   br_is_careful         (ClaspShow *show, const char *address);

G_END_DECLS
