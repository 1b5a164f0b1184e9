/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/transforms/clasp-ranged-step.h"

/* ClaspValueStep: what steps share that make one whole value of another and remember nothing.
 *
 * Texts, lists and maps: a subclass says in its class how one becomes the other.
 *
 * Thread: the one that owns the step. */

G_BEGIN_DECLS

/* No text that goes in or comes out is longer than this, in bytes. */
#define CLASP_VALUE_STEP_MAX_TEXT (64 * 1024)
/* No list or map that comes out has more elements. */
#define CLASP_VALUE_STEP_MAX_SIZE 4096
/* What a regular expression may try before it counts as found nowhere. */
#define CLASP_VALUE_STEP_MATCH_LIMIT "(*LIMIT_MATCH=20000)"

#define CLASP_TYPE_VALUE_STEP (clasp_value_step_get_type ())
G_DECLARE_DERIVABLE_TYPE (ClaspValueStep, clasp_value_step, CLASP, VALUE_STEP, ClaspRangedStep)

struct _ClaspValueStepClass
{
  ClaspRangedStepClass parent_class;

  /* Reads the settings once; CLASP_MAPPING_ERROR_TRANSFORM for those that cannot work. May be NULL.
   * @pattern names the captures; NULL in tests. */
  gboolean (*prepare) (ClaspValueStep *self, const ClaspRoutePattern *pattern, GError **error);
  /* PASS with a value in @out, which is null before; DROP and ERROR leave it so. A result with a NaN
   * or an infinite number in it counts as an error. */
  ClaspTransformResult (*convert) (ClaspValueStep     *self,
                                   ClaspTransformCall *call,
                                   const ClaspValue   *in,
                                   ClaspValue         *out);
  /* As ClaspTransform's; may be NULL. */
  const char *const *(*watches) (ClaspValueStep *self);
  const char *chip;                          /* N_(); NULL when summarise is there */
  char *(*summarise) (ClaspValueStep *self); /* (transfer full); may be NULL */
};

/* (transfer full) The text @in stands for; NULL when it is too long. */
char *clasp_value_step_dup_text (const ClaspValue *in);
/* PASS with @text, which must be UTF-8; ERROR when it is too long. */
ClaspTransformResult clasp_value_step_take_text (ClaspValue *out, const char *text, gsize length);

#define CLASP_DEFINE_VALUE_STEP(TypeName, type_name)                                               \
  typedef ClaspValueStepClass TypeName##Class;                                                     \
  G_DEFINE_TYPE (TypeName, type_name, CLASP_TYPE_VALUE_STEP)                                       \
  static void type_name##_init (TypeName *self) {}

G_END_DECLS
