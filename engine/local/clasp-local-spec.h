/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* ClaspLocalSpec: what one variable, timer, scene or layer of the show asks for, as it crosses to the
 * worker. Everything in it is a copy that nobody else has.
 *
 * Thread: any; handed over whole. */

G_BEGIN_DECLS

typedef struct
{
  char          *id;       /* (owned) of the show's item */
  char          *kind;     /* (owned) "variable", "timer", "scene", "layer" */
  char          *name;     /* (owned) one segment of an address: /local/var/NAME */
  ClaspSettings *settings; /* (owned) ClaspVariableSettings and so on */
} ClaspLocalSpec;

/* @settings is copied. */
ClaspLocalSpec *clasp_local_spec_new   (const char           *id,
                                        const char           *kind,
                                        const char           *name,
                                        ClaspSettings        *settings);
void            clasp_local_spec_free  (ClaspLocalSpec       *self);
gboolean        clasp_local_spec_equal (const ClaspLocalSpec *a,
                                        const ClaspLocalSpec *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspLocalSpec, clasp_local_spec_free)

G_END_DECLS
