/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-timer.h"
#include "local/clasp-local-spec.h"
#include "router/clasp-router.h"

/* ClaspLocals: the show's own things as addresses, so that rules, mappings, peers and buttons use them
 * alike (docs/scenes.md):
 *
 *   /local/var/NAME             param: a variable
 *   /local/timer/NAME           param, bool: it runs; an event without value toggles
 *   /local/timer/NAME/fired     event, from us: how often since it was started
 *   /local/scene/NAME/recall    event: null, or {"fade": SECONDS}
 *   /local/scene/NAME/store     event: null, or a pattern of addresses
 *   /local/scene/NAME/recalled  event, from us, when all is as it shall be
 *   /local/scene/active         param, from us: the scene that was recalled last
 *   /local/scene/cancel         event: stops fades, of the scene it names or of all
 *   /local/layer/NAME           param, bool
 *   /local/connection/ID/state  param, from us: "connected", "degraded", "starting", "waiting",
 *                               "missing", "error" or "off"
 *   /local/connection/ID/on     param, bool: off holds it back until the show is edited, or started again
 *   /local/fade                 event {"address", "value", "seconds", "curve"}: one parameter moves
 *   /local/fade/cancel          event: stops what /local/fade began, of the address it names or of all
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_LOCALS_MAX 16384       /* as CLASP_SHOW_MAX_LOCALS */
#define CLASP_LOCALS_MAX_WAITING 1024 /* messages that came in the middle of a step of fades */

typedef struct _ClaspLocals ClaspLocals;

typedef struct
{
  ClaspRouter *router; /* (unowned) */
  ClaspTimers *timers; /* (unowned) */
  /* The scene with the id @id shall keep these values ("ADDRESS=JSON"): an edit of the show. */
  void       (*stored) (const char *id, const char *const *values, gpointer user_data);
  /* Somebody wants the connection held back, or no longer; called from within a delivery. */
  void       (*hold_back) (const char *id, gboolean is_held_back, gpointer user_data);
  gpointer     user_data;
} ClaspLocalsHost;

ClaspLocals *clasp_locals_new    (const ClaspLocalsHost *host);
/* Fades stop where they are. Not from within a delivery. */
void         clasp_locals_free   (ClaspLocals           *self);
/* Takes over @spec; an unchanged one changes nothing. */
void         clasp_locals_set    (ClaspLocals           *self,
                                  ClaspLocalSpec        *spec);
void         clasp_locals_remove (ClaspLocals           *self,
                                  const char            *id);

/* Ends what moves, at the latest when the step under way is done; says how many fades. */
guint        clasp_locals_end_fades (ClaspLocals       *self);

/* How a connection of the show is; NULL = the show has it no more, or has it off. */
void         clasp_locals_set_connection (ClaspLocals   *self,
                                          const char    *id,
                                          const char    *state);
/* Whether it is held back. */
void         clasp_locals_hold_back (ClaspLocals        *self,
                                     const char         *id,
                                     gboolean            is_held_back);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspLocals, clasp_locals_free)

G_END_DECLS
