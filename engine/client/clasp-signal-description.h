/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-enums.h"

/* ClaspSignalDescription: what a signal is, as programs announce it and others ask for it.
 *
 * Thread: any (plain data; its owner's while it is being filled). */

G_BEGIN_DECLS

typedef struct
{
  char       *address;  /* (owned) or a pattern */
  ClaspSignal signal;
  char       *datatype; /* (owned) (nullable) "f64" */
  char       *access;   /* (owned) (nullable) "rw" */
  /* only in what is announced; routers keep it to themselves */
  char       *unit;        /* (owned) (nullable) */
  char       *description; /* (owned) (nullable) */
  gboolean    has_range;
  double      minimum, maximum;
} ClaspSignalDescription;

#define CLASP_TYPE_SIGNAL_DESCRIPTION (clasp_signal_description_get_type ())
GType                   clasp_signal_description_get_type (void) G_GNUC_CONST;
ClaspSignalDescription *clasp_signal_description_new      (const char  *address,
                                                           ClaspSignal  signal,
                                                           const char  *datatype,
                                                           const char  *access);
void                    clasp_signal_description_set_text (ClaspSignalDescription *self,
                                                           const char             *unit,
                                                           const char             *description);
void                    clasp_signal_description_set_range (ClaspSignalDescription *self,
                                                            double                  minimum,
                                                            double                  maximum);
ClaspSignalDescription *clasp_signal_description_copy     (const ClaspSignalDescription *self);
void                    clasp_signal_description_free     (ClaspSignalDescription       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSignalDescription, clasp_signal_description_free)

G_END_DECLS
