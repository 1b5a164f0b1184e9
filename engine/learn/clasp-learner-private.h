/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "learn/clasp-learner.h"

/* What the engine gives and takes. Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  void (*end)    (guint id, gpointer user_data);
  void (*filter) (guint id, const char *text, gpointer user_data);
} ClaspLearnerOwner;

/* @owner is static; it is not called any more once the run has ended. */
ClaspLearner *clasp_learner_new     (guint id, const ClaspLearnerOwner *owner, gpointer user_data);
guint         clasp_learner_get_id  (ClaspLearner *self);
/* Takes over @findings (element-type ClaspLearnFinding), best first. */
void          clasp_learner_update  (ClaspLearner *self, ClaspLearnState state, guint seconds_left, GPtrArray *findings);
/* It has ended on the other side. */
void          clasp_learner_close   (ClaspLearner *self);
ClaspLearnCandidate *clasp_learn_candidate_new (ClaspLearnFinding *finding);

G_END_DECLS
