/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"
#include "learn/clasp-learn-finding.h"

/* ClaspLearnPlaces: the numbers in the values of one address, wherever they stand: the value itself,
 * elements of arrays, members of maps, the same inside a text that is JSON; and how far each moved.
 *
 * Bounded: CLASP_LEARN_MAX_PATHS places, CLASP_LEARN_MAX_DEPTH deep, of a text of at most
 * CLASP_LEARN_MAX_JSON bytes.
 *
 * Thread: any, one at a time. */

G_BEGIN_DECLS

#define CLASP_LEARN_MAX_DEPTH 8
#define CLASP_LEARN_MAX_JSON (16 * 1024)

typedef struct _ClaspLearnPlaces ClaspLearnPlaces;

ClaspLearnPlaces *clasp_learn_places_new  (const ClaspLearnFacts *facts);
void              clasp_learn_places_free (ClaspLearnPlaces *self);
/* TRUE when something of it is not as it was. @is_move FALSE: the state at the start. */
gboolean          clasp_learn_places_add  (ClaspLearnPlaces *self, const ClaspValue *value, gboolean is_move);
/* Of the one that moved farthest: 0–1. */
double            clasp_learn_places_get_travel (const ClaspLearnPlaces *self);
/* Copies them into @finding, the one that moved farthest first, and its range. */
void              clasp_learn_places_tell (const ClaspLearnPlaces *self, ClaspLearnFinding *finding);

/* Snaps what was seen to the range it is likeliest part of: 0–1, 0–127, 0–255, 0–16383, 0–65535,
 * −8192–8191. FALSE, and the two as they were, when it is none of them. */
gboolean          clasp_learn_snap        (double *minimum, double *maximum);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspLearnPlaces, clasp_learn_places_free)

G_END_DECLS
