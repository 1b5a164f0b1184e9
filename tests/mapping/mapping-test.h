/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/clasp-chain.h"

/* Steps and values for the tests of mappings, written as a person writes them. */

/* "range 0 1 0 127": a kind and its settings in order; fails the test when they are wrong. */
ClaspTransform *clasp_test_step (const char *text);
/* Steps separated by "|"; "" = none. (transfer full): the array and the steps. */
ClaspTransform **clasp_test_steps (const char *text, guint *n);
/* A chain of them; fails the test when it does not compile. */
ClaspChain *
clasp_test_chain (const char *source, const char *steps, const char *target, gboolean convert);
/* The same, and @env is what its steps may look at. */
ClaspChain *clasp_test_chain_with_env (const char              *source,
                                       const char              *steps,
                                       const char              *target,
                                       gboolean                 convert,
                                       const ClaspTransformEnv *env);

/* One compiled step with the state of one address. */
typedef struct
{
  ClaspTransform *step;
  gpointer        state;
  double          input;   /* for the test to keep the last one */
  gint64          wake_us; /* what it asked for */
  const char     *problem; /* what it said */
  gboolean        is_event; /* for the test to set */
  gint64          tick_us;  /* the same: how often the output may be written */
  const ClaspTransformEnv *env; /* the same; NULL: nothing to look at */
} ClaspStepRunner;

/* Fails the test when it does not compile. */
ClaspStepRunner      clasp_step_runner (const char *text);
/* The same of a step there is. (transfer full) @step */
ClaspStepRunner      clasp_step_runner_for (ClaspTransform *step);
void                 clasp_step_runner_clear (ClaspStepRunner *self);
ClaspTransformResult clasp_step_runner_run (ClaspStepRunner *self,
                                            gint64           now_us,
                                            gboolean         is_tick,
                                            ClaspValue      *value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspStepRunner, clasp_step_runner_clear)
