/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* ClaspRouteSpec: what one mapping of the show asks for, as it crosses to the worker. Everything in it
 * is a copy that nobody else has.
 *
 * Thread: any; handed over whole. */

G_BEGIN_DECLS

#define CLASP_ROUTE_MAX_ENDS 32 /* sources, and targets; as CLASP_MAPPING_MAX_ENDS */

/* A source or a target. */
typedef struct
{
  char          *address; /* (owned) pattern with captures; template */
  ClaspSettings *options; /* (owned) ClaspSourceOptions; ClaspTargetOptions */
  GPtrArray     *steps;   /* (owned) of ClaspTransform: a target's own; empty for a source */
} ClaspRouteEnd;

typedef struct
{
  char          *id, *name; /* (owned) */
  guint          order;     /* its place in the show: what has `stop` is before those behind it */
  gboolean       convert;
  gboolean       is_muted;  /* it only says so of messages it would have taken */
  ClaspSettings *options;   /* (owned) ClaspRouteOptions */
  GPtrArray     *sources;   /* (owned) of ClaspRouteEnd, at least one */
  GPtrArray     *steps;     /* (owned) of ClaspTransform */
  GPtrArray     *targets;   /* (owned) of ClaspRouteEnd, at least one */
} ClaspRouteSpec;

/* With empty lists and default options. */
ClaspRouteSpec *clasp_route_spec_new   (const char *id, const char *name);
void            clasp_route_spec_free  (ClaspRouteSpec *self);
/* Appends one with default options and no steps. (transfer none) */
ClaspRouteEnd  *clasp_route_spec_add_source (ClaspRouteSpec *self, const char *address);
ClaspRouteEnd  *clasp_route_spec_add_target (ClaspRouteSpec *self, const char *address);
/* Whether they ask for the same; `order` too. */
gboolean        clasp_route_spec_equal (const ClaspRouteSpec *a, const ClaspRouteSpec *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspRouteSpec, clasp_route_spec_free)

G_END_DECLS
