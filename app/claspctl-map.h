/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "claspctl.h"

#include "mapping/clasp-route-try.h"
#include "show/clasp-show.h"

G_BEGIN_DECLS

/* One mapping of the running show, as it answers; NULL text: too long for a message. */
typedef struct
{
  char    *id, *name, *text; /* (owned) */
  gboolean is_enabled;
} CtlMapping;

/* The mapping a person means: an id or a name. NULL with a line on standard error, and the exit status
 * in ctl->status. (transfer full) */
CtlMapping *ctl_find_mapping (Ctl *ctl, const char *which);
void        ctl_mapping_free (gpointer mapping);

/* What the running show has around a mapping. */
typedef struct
{
  GArray *connections; /* (owned) of ClaspRouteConnection */
  GArray *signals;     /* (owned) of ClaspSignalInfo */
} CtlMapWorld;

CtlMapWorld *ctl_map_world_new  (void);
void         ctl_map_world_free (CtlMapWorld *self);
/* Asks the router; the exit status. */
int          ctl_map_world_fill (CtlMapWorld *self, Ctl *ctl, ClaspMapping *mapping);

/* claspctl map test MAPPING: runs one here, on a clock of its own. */
int ctl_map_test (Ctl *ctl, const char *which);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtlMapping, ctl_mapping_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtlMapWorld, ctl_map_world_free)

G_END_DECLS
