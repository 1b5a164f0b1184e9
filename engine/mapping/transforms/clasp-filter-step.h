/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/transforms/clasp-ranged-step.h"

/* ClaspFilterStep: what steps share that make one number of one number and remember something.
 *
 * A subclass says how much it remembers for each element of an array and what one element does with
 * a number. It may ask to be called again in a while (the tail of a filter), and look at a
 * parameter.
 *
 * Thread: the one that owns the step. */

G_BEGIN_DECLS

/* How often a tail moves: far faster than 44 frames a second need. */
#define CLASP_FILTER_TICK_US 10000

#define CLASP_TYPE_FILTER_STEP (clasp_filter_step_get_type ())
G_DECLARE_DERIVABLE_TYPE (ClaspFilterStep, clasp_filter_step, CLASP, FILTER_STEP, ClaspRangedStep)

typedef struct
{
  const ClaspTransformCall *transform; /* (unowned) */
  gint64                    now_us;
  double                    dt; /* seconds since the last call of this address; 0 at the first */
  gboolean                  is_first; /* nothing is remembered yet */
  gboolean                  is_tick;  /* no new input: asked for, or what it watches changed */
  gboolean                  is_bare;  /* an event without a value: a press that is over at once */
  gint64                    wake_us;  /* out: when to be called again; 0 = not needed */
} ClaspFilterCall;

struct _ClaspFilterStepClass
{
  ClaspRangedStepClass parent_class;

  gsize       item_size; /* of what an element remembers, zeroed at first */
  gboolean    takes_bare;     /* an event without a value counts as 1; see ClaspFilterCall.is_bare */
  gboolean    takes_anything; /* so does what is no number */
  const char *watched;   /* name of the setting that holds an address; NULL = none */
  /* Reads the settings once. May be NULL. */
  gboolean (*prepare) (ClaspFilterStep *self, GError **error);
  ClaspTransformResult (
    *follow) (ClaspFilterStep *self, gpointer item, ClaspFilterCall *call, double in, double *out);
  void (*clear) (gpointer item);              /* may be NULL */
  char *(*summarise) (ClaspFilterStep *self); /* (transfer full) */
};

/* Asks for a call a tick from now. */
void clasp_filter_call_again (ClaspFilterCall *call);
/* Seconds that passed for a tail: at rest no time passes, or the first message after a minute of
 * silence would count as a minute's worth of movement. */
double clasp_filter_call_dt (const ClaspFilterCall *call, gboolean is_moving);

#define CLASP_DEFINE_FILTER_STEP(TypeName, type_name)                                              \
  typedef ClaspFilterStepClass TypeName##Class;                                                    \
  G_DEFINE_TYPE (TypeName, type_name, CLASP_TYPE_FILTER_STEP)                                      \
  static void type_name##_init (TypeName *self) {}

G_END_DECLS
