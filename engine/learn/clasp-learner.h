/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "learn/clasp-learn-finding.h"

#include <gio/gio.h>

/* ClaspLearner: one run of learning. Which control did the person move, or which address do they want
 * as a target?
 *
 * A list model of ClaspLearnCandidate, best first, that lives while values pass: what changed most
 * recently, of those the one that moved farthest. What moved in the second before the start, and clocks,
 * active sensing and time code at any time, are not in it. Learning itself changes nothing of the show;
 * clasp_learn_create_mapping () makes a mapping of what was chosen, which the caller adds.
 *
 * clasp_engine_learn () begins one. It ends by clasp_learner_end () (Escape), at its time limit, with the
 * engine, or when the last reference goes; the candidates stay.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define CLASP_LEARN_MAX_CANDIDATES 256        /* listed */
#define CLASP_LEARN_DEFAULT_TIMEOUT_MS 10000
#define CLASP_LEARN_MAX_TIMEOUT_MS 3600000

typedef enum
{
  CLASP_LEARN_SIDE_SOURCE,
  CLASP_LEARN_SIDE_TARGET, /* also what was not moved: every address that is known or announced */
} ClaspLearnSide;

typedef enum
{
  CLASP_LEARN_STATE_LISTENING,  /* finding out which events come by themselves: a second at most, none when
                                   clasp_engine_watch_signals () is on */
  CLASP_LEARN_STATE_COLLECTING,
  CLASP_LEARN_STATE_ENDED,
} ClaspLearnState;

typedef struct
{
  ClaspLearnSide side;
  const char    *pattern;    /* which addresses count; NULL = all */
  gboolean       is_many;    /* each new control is learned, not only the first */
  gboolean       swallow;    /* what is moved reaches nobody else meanwhile */
  guint          timeout_ms; /* 0 = the longest */
} ClaspLearnOptions;

#define CLASP_LEARN_OPTIONS_INIT { .timeout_ms = CLASP_LEARN_DEFAULT_TIMEOUT_MS }

/* One row. The object stays the same while its numbers change: signal "changed", 20 times a second at
 * most. */
#define CLASP_TYPE_LEARN_CANDIDATE (clasp_learn_candidate_get_type ())
G_DECLARE_FINAL_TYPE (ClaspLearnCandidate, clasp_learn_candidate, CLASP, LEARN_CANDIDATE, GObject)

/* Everything that is known; borrowed until the next "changed". */
const ClaspLearnFinding *clasp_learn_candidate_peek     (ClaspLearnCandidate *self);
const char              *clasp_learn_candidate_get_address (ClaspLearnCandidate *self);
/* In words, translated: "Controller 7, channel 1", "Universe 3, slot 12", "Argument 2". (transfer full) */
char                    *clasp_learn_candidate_describe (ClaspLearnCandidate *self);

/* What the finding asks for, each as text of a step ("range 0 127 0 1", "encoder mode=offset", "flip") with
 * the sentence that says why. All give 0–1, which the default conversion makes the target's range of. */
typedef struct
{
  char    *steps;     /* (owned) in the form of --map, without arrows */
  char    *reason;    /* (owned) translated */
  gboolean is_needed; /* without it the values would mean something else; else the default conversion
                         does the same */
} ClaspLearnProposal;

/* (transfer full) (element-type ClaspLearnProposal) best first, may be empty. */
GPtrArray               *clasp_learn_candidate_propose  (ClaspLearnCandidate *self);
void                     clasp_learn_proposal_free      (ClaspLearnProposal  *self);

/* Signals: "learned" (ClaspLearnCandidate), once a control has been moved clearly, 0.3 s after its first
 * movement: once in a run, or once for each control with is_many; "ended", once. Properties, read-only
 * with notify: state (ClaspLearnState as int), seconds-left (uint). */
#define CLASP_TYPE_LEARNER (clasp_learner_get_type ())
G_DECLARE_FINAL_TYPE (ClaspLearner, clasp_learner, CLASP, LEARNER, GObject)

ClaspLearnState      clasp_learner_get_state      (ClaspLearner *self);
/* Rows whose address, connection or description has all the words of @text in it; NULL or "" = all. */
void                 clasp_learner_set_filter     (ClaspLearner *self, const char *text);
/* Ends it, and the swallowing at the worker's next turn; the show is as it was. Does nothing the second
 * time. */
void                 clasp_learner_end            (ClaspLearner *self);

G_END_DECLS
