/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/transforms/clasp-value-step.h"

/* ClaspSplitStep and ClaspJoinStep: one number as the two or three that go over a wire, and back.
 *
 * A subclass says in its class into how many parts of how many bits, and with which unit it counts
 * until the settings say otherwise.
 *
 * Thread: the one that owns the step. */

G_BEGIN_DECLS

#define CLASP_SPLIT_MAX_PARTS 3

typedef enum
{
  CLASP_SPLIT_UNIT, /* 0–1 */
  CLASP_SPLIT_INT,  /* 0 to the highest number */
} ClaspSplitUnit;

typedef enum
{
  CLASP_SPLIT_MSB,
  CLASP_SPLIT_LSB,
} ClaspSplitOrder;

GType clasp_split_unit_get_type (void);
GType clasp_split_order_get_type (void);

typedef struct
{
  guint n;    /* 2 or 3 */
  guint bits; /* of each, 7 or 8 */
  GType (*get_inverse_type) (void);
} ClaspSplitForm;

#define CLASP_TYPE_SPLIT_STEP (clasp_split_step_get_type ())
G_DECLARE_DERIVABLE_TYPE (ClaspSplitStep, clasp_split_step, CLASP, SPLIT_STEP, ClaspValueStep)

struct _ClaspSplitStepClass
{
  ClaspValueStepClass parent_class;

  ClaspSplitForm form;
};

#define CLASP_TYPE_JOIN_STEP (clasp_join_step_get_type ())
G_DECLARE_DERIVABLE_TYPE (ClaspJoinStep, clasp_join_step, CLASP, JOIN_STEP, ClaspRangedStep)

struct _ClaspJoinStepClass
{
  ClaspRangedStepClass parent_class;

  ClaspSplitForm form;
};

/* Fills in the form and installs the settings. */
void clasp_split_step_class_install (ClaspSplitStepClass *klass,
                                     ClaspSplitForm       form,
                                     ClaspSplitUnit       unit);
void clasp_join_step_class_install (ClaspJoinStepClass *klass,
                                    ClaspSplitForm      form,
                                    ClaspSplitUnit      unit);

/* (transfer full) The step that undoes @self, with its order and unit. */
ClaspTransform *
clasp_split_form_invert (const ClaspSplitForm *form, ClaspTransform *self);
/* Before or behind the number: 0 to this. */
double clasp_split_form_maximum (const ClaspSplitForm *form);

#define CLASP_DEFINE_SPLIT_STEP(TypeName, type_name)                                               \
  typedef struct                                                                                   \
  {                                                                                                \
    ClaspSplitStep parent_instance;                                                                \
  } TypeName;                                                                                      \
  typedef ClaspSplitStepClass TypeName##Class;                                                     \
  G_DEFINE_TYPE (TypeName, type_name, CLASP_TYPE_SPLIT_STEP)                                       \
  static void type_name##_init (TypeName *self) {}

#define CLASP_DEFINE_JOIN_STEP(TypeName, type_name)                                                \
  typedef struct                                                                                   \
  {                                                                                                \
    ClaspJoinStep parent_instance;                                                                 \
  } TypeName;                                                                                      \
  typedef ClaspJoinStepClass TypeName##Class;                                                      \
  G_DEFINE_TYPE (TypeName, type_name, CLASP_TYPE_JOIN_STEP)                                        \
  static void type_name##_init (TypeName *self) {}

G_END_DECLS
