/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"
#include "learn/clasp-learn-finding.h"

/* ClaspLearnValues: which kind of control sends such numbers (mapping.md 14): encoders say a few clicks near
 * 0, 64 or 127 again and again, buttons have two values, faders many.
 *
 * Thread: any, one at a time. */

G_BEGIN_DECLS

typedef struct
{
  guint    n, n_repeats;   /* numbers, and how many were the same as the one before */
  guint    n_distinct;     /* up to 3 */
  double   distinct[3];
  double   last;
  gboolean is_boolean, is_text;
  gboolean is_low, is_near_64, is_high, is_other; /* where numbers were: 1–8, 56–72, 120–127, elsewhere */
  gboolean is_above_64;                           /* of those near 64, all are 65–72 */
} ClaspLearnValues;

#define CLASP_LEARN_VALUES_INIT { .is_above_64 = TRUE }

/* @number: NULL when it stands for none. */
void              clasp_learn_values_add     (ClaspLearnValues       *self,
                                              const ClaspValue       *value,
                                              const double           *number);
/* How an encoder would write that; NONE when it is none. */
ClaspLearnTurns   clasp_learn_values_get_turns (const ClaspLearnValues *self);
/* @travel: how far it moved, 0–1. */
ClaspLearnControl clasp_learn_values_get_control (const ClaspLearnValues *self,
                                                  gboolean                is_event,
                                                  double                  travel);

G_END_DECLS
