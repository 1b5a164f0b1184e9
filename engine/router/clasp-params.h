/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"
#include "router/clasp-policies.h"

/* The rules of writing parameters: revisions, locks, capacity, expiry (router.md 5).
 *
 * Thread: worker, within a turn. */

G_BEGIN_DECLS

/* What the rules need to know of a parameter; a bundle keeps its own of what it will have changed. */
typedef struct
{
  gboolean exists;
  gboolean is_governed;
  guint64  revision;
  guint64  lock_holder; /* session number, 0 = nobody */
  /* if there is a policy, else not even initialised */
  ClaspPolicy       policy;
  const ClaspValue *value;  /* (unowned) (nullable) */
  ClaspValue        merged; /* (owned) what @value may point to */
} ClaspParamView;

void           clasp_params_view          (ClaspRouter        *self,
                                           ClaspStr            address,
                                           ClaspParam         *param, /* (nullable) */
                                           ClaspParamView     *view);
static inline void
clasp_params_view_clear (ClaspParamView *view)
{
  if (G_UNLIKELY (view->is_governed))
    clasp_value_clear (&view->merged);
}


/* Whether @set may be written. If so @view becomes what it will be afterwards. */
gboolean       clasp_params_check         (ClaspRouter        *self,
                                           ClaspSession       *session,
                                           const ClaspSet     *set,
                                           ClaspParamView     *view,
                                           ClaspRefusal       *refusal);
/* Room for so many new parameters, by evicting old ones that nobody subscribes to. */
gboolean       clasp_params_make_room     (ClaspRouter        *self,
                                           guint               n_new,
                                           gsize               n_bytes,
                                           ClaspRefusal       *refusal);
/* Writes what was checked; there must be room. */
ClaspParam    *clasp_params_write         (ClaspRouter        *self,
                                           ClaspSession       *session,
                                           const ClaspSet     *set,
                                           ClaspParam         *param); /* NULL: a new one */
/* Somebody read it: a sliding time to live starts again, and it is evicted later. */
void           clasp_params_read          (ClaspRouter        *self,
                                           ClaspParam         *param);
/* Its time is over, or its room is needed: subscribers get a last SET of null. */
void           clasp_params_end           (ClaspRouter        *self,
                                           ClaspParam         *param);
/* Whoever holds it. */
void           clasp_params_break_lock    (ClaspRouter        *self,
                                           ClaspParam         *param);
void           clasp_params_remove        (ClaspRouter        *self,
                                           ClaspParam         *param);
void           clasp_params_release_locks (ClaspRouter        *self,
                                           ClaspSession       *session);

G_END_DECLS
