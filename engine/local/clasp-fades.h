/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-timer.h"
#include "mapping/clasp-curve.h"
#include "router/clasp-router.h"

/* ClaspFades: parameters on their way from what they are to what they shall be, of scenes and others.
 *
 * An address has one fade: a newer one takes it over from where it is. Whoever else writes to it has it
 * from then on, as with faders of a desk (latest takes precedence).
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_FADES_INTERVAL_US 25000 /* 40 steps a second: one for each frame of DMX */
#define CLASP_FADES_MAX 16384         /* addresses at a time; beyond, values change at once */

typedef struct _ClaspFades ClaspFades;

/* What goes together. Everything is borrowed. */
typedef struct
{
  const char          *name; /* a run with the name of one that is under way takes its place */
  guint                n;
  const char *const   *addresses;
  const ClaspValue    *values;
  gint64               duration_us;
  ClaspCurve           curve;
  const ClaspDelivery *cause; /* (nullable) */
} ClaspFadeRun;

/* A run came to its end; not one that was cancelled, or whose addresses others have. @cause is that of
 * a run without duration, else NULL. */
typedef void (*ClaspFadesFunc) (const char *name, const ClaspDelivery *cause, gpointer user_data);

ClaspFades *clasp_fades_new        (ClaspRouter        *router,
                                    ClaspTimers        *timers,
                                    ClaspSession       *session,
                                    ClaspFadesFunc      done,
                                    gpointer            user_data);
void        clasp_fades_free       (ClaspFades         *self);
/* What has no duration is written before this returns, or behind the delivery that is under way. */
void        clasp_fades_start      (ClaspFades         *self,
                                    const ClaspFadeRun *run);
gboolean    clasp_fades_is_running (ClaspFades         *self,
                                    const char         *name);
/* Values stay where they are. */
void        clasp_fades_cancel     (ClaspFades         *self,
                                    const char         *name);
/* The same for all runs whose names begin like that. */
void        clasp_fades_cancel_below (ClaspFades       *self,
                                      const char       *prefix);
/* All of them, also from within a step; says how many runs. */
guint       clasp_fades_cancel_all (ClaspFades         *self);
/* In the middle of a step, when what is written may be answered from within: start () and cancel ()
 * must wait. */
gboolean    clasp_fades_is_busy    (ClaspFades         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspFades, clasp_fades_free)

G_END_DECLS
