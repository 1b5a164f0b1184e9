/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-clock.h"
#include "core/clasp-message.h"

/* ClaspLearn: which of many moving signals did the person mean?
 *
 * Addresses that moved during the second before are noise. Of the rest, the one that moved farthest
 * relative to its range within a short while after the first movement is the answer; a button or
 * any other event counts as full travel.
 *
 * Thread: worker (one at a time; time is handed in). */

G_BEGIN_DECLS

#define CLASP_LEARN_QUIET_US (1 * G_USEC_PER_SEC)
#define CLASP_LEARN_SETTLE_US (300 * 1000)

typedef struct _ClaspLearn ClaspLearn;

ClaspLearn *clasp_learn_new   (void);
void        clasp_learn_free  (ClaspLearn       *self);
/* @address was already moving when learning began. */
void        clasp_learn_ignore (ClaspLearn      *self,
                                ClaspStr         address);
/* One value that passed; NULL for an event without one. The state at the start does not count: hand
 * it in with @is_snapshot. */
void        clasp_learn_add   (ClaspLearn       *self,
                               ClaspStr          address,
                               ClaspSignal       signal,
                               const ClaspValue *value,
                               gboolean          is_snapshot,
                               gint64            now_us);
/* The answer once there is one: borrowed until the next call; NULL before. */
const char *clasp_learn_get   (ClaspLearn       *self,
                               gint64            now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspLearn, clasp_learn_free)

G_END_DECLS
