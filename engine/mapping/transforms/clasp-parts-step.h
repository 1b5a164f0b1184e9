/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/transforms/clasp-ranged-step.h"

/* ClaspPartsStep: what steps share that make some numbers of some others: colours and points.
 *
 * They come as a list, [0.1, 0.2, 0.3], or as a map, {"r": 0.1, "g": 0.2, "b": 0.3}, and go out in the
 * same shape. What else is in it (a colour's alpha) stays behind them.
 *
 * Thread: the one that owns the step. */

G_BEGIN_DECLS

#define CLASP_PARTS_MAX 6

#define CLASP_TYPE_PARTS_STEP (clasp_parts_step_get_type ())
G_DECLARE_DERIVABLE_TYPE (ClaspPartsStep, clasp_parts_step, CLASP, PARTS_STEP, ClaspRangedStep)

struct _ClaspPartsStepClass
{
  ClaspRangedStepClass parent_class;

  /* Keys in maps, NULL-terminated: their order is that of the list. */
  const char *in_keys[CLASP_PARTS_MAX + 1];
  const char *out_keys[CLASP_PARTS_MAX + 1];
  const char *chip; /* N_() */

  /* Reads the settings once. May be NULL. */
  gboolean (*prepare) (ClaspPartsStep *self, GError **error);
  /* @in is finite. @memory is what the step keeps for an address, 0 at first. */
  void (*compute) (ClaspPartsStep *self, const double *in, double *out, double *memory);
};

/* The keys: "r g b". */
void clasp_parts_step_class_name (ClaspPartsStepClass *klass, const char *in, const char *out);
/* "full": what the colours that go in or out call full, 1 or 255. */
void clasp_parts_step_class_install_full (ClaspPartsStepClass *klass);
/* "hue": whether a hue is 0–1 or degrees. */
void clasp_parts_step_class_install_hue (ClaspPartsStepClass *klass);
/* A full turn in the step's units: 1 or 360. */
double clasp_parts_step_get_turn (ClaspPartsStep *self);
double clasp_parts_step_get_full (ClaspPartsStep *self);
/* (transfer full) For the vfunc invert: @type with the settings that both have. */
ClaspTransform *clasp_parts_step_invert_to (ClaspTransform *self, GType type);

#define CLASP_DEFINE_PARTS_STEP(TypeName, type_name)                                               \
  typedef ClaspPartsStepClass TypeName##Class;                                                     \
  G_DEFINE_TYPE (TypeName, type_name, CLASP_TYPE_PARTS_STEP)                                       \
  static void type_name##_init (TypeName *self) {}

G_END_DECLS
