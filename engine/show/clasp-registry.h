/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

/* ClaspRegistry: the kinds of connection, mapping step and the like that exist, handed to the show so that it
 * can make settings objects by name without knowing any protocol.
 *
 * Thread: any (static tables). */

G_BEGIN_DECLS

typedef struct
{
  const char *kind;        /* "osc", "range": what the show file and the command line say */
  const char *title;       /* N_("OSC"), N_("Range") */
  const char *summary;     /* N_("Tablets, media servers, most show software") */
  GType     (*get_settings_type) (void);
  /* Connections only: */
  const char *namespace_;  /* "/osc" */
  GType     (*get_bridge_type) (void);
  /* Steps only: */
  const char *group;       /* N_("Numbers"): where it stands in a menu and in the docs */
  const char *formula;     /* of a step: "y = x · k"; NULL for other kinds */
} ClaspKind;

typedef struct
{
  const ClaspKind *connections;
  guint            n_connections;
  const ClaspKind *steps;
  guint            n_steps;
  GType          (*get_router_settings_type) (void);
  /* Of mappings, their sources, their targets. */
  GType          (*get_route_options_type) (void);
  GType          (*get_source_options_type) (void);
  GType          (*get_target_options_type) (void);
  const ClaspKind *locals; /* "variable", "timer", "scene", "layer" */
  guint            n_locals;
} ClaspRegistry;

static inline const ClaspKind *
clasp_kind_find (const ClaspKind *kinds,
                 guint            n_kinds,
                 const char      *kind)
{
  for (guint i = 0; i < n_kinds; i++)
    if (g_strcmp0 (kinds[i].kind, kind) == 0)
      return &kinds[i];

  return NULL;
}

G_END_DECLS
