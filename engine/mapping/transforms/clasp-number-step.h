/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/transforms/clasp-ranged-step.h"

/* ClaspNumberStep: what steps share that make one number of one number and remember nothing.
 *
 * A subclass fills in its class: how a number becomes another, what its chip says, and what its
 * numbers mean to the default conversion. With an operand, which may also be the value of a
 * parameter that is followed as it changes.
 *
 * Thread: the one that owns the step. */

G_BEGIN_DECLS

#define CLASP_TYPE_NUMBER_STEP (clasp_number_step_get_type ())
G_DECLARE_DERIVABLE_TYPE (ClaspNumberStep, clasp_number_step, CLASP, NUMBER_STEP, ClaspRangedStep)

struct _ClaspNumberStepClass
{
  ClaspRangedStepClass parent_class;

  const char *chip; /* with %s for the operand: "× %s"; NULL when summarise is there */
  /* Reads the settings once; CLASP_MAPPING_ERROR_TRANSFORM for those that cannot work. May be NULL.
   */
  gboolean (*prepare) (ClaspNumberStep *self, GError **error);
  /* FALSE when there is no result. @operand is 0 for steps without one. */
  gboolean (*compute) (ClaspNumberStep *self, double in, double operand, double *out);
  char *(*summarise) (ClaspNumberStep *self); /* (transfer full); may be NULL */
};

/* Installs "operand" and "address". */
void clasp_number_step_class_install_operand (ClaspNumberStepClass *klass,
                                              const char           *nick,
                                              const char           *blurb,
                                              double                default_value);

/* FALSE, and an error, when the operand is the value of a parameter: for the vfunc invert. */
gboolean clasp_number_step_get_fixed (ClaspTransform *self, double *operand, GError **error);

/* A step without settings but perhaps an operand: class_init and the type. */
#define CLASP_DEFINE_NUMBER_STEP(TypeName, type_name)                                              \
  typedef ClaspNumberStepClass TypeName##Class;                                                    \
  G_DEFINE_TYPE (TypeName, type_name, CLASP_TYPE_NUMBER_STEP)                                      \
  static void type_name##_init (TypeName *self) {}

G_END_DECLS
