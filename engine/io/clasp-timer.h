/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-clock.h"
#include "io/clasp-reactor.h"

/* ClaspTimers: one heap of one-shot timers on an injected clock, behind one GSource.
 *
 * With the system clock the source wakes the loop at the earliest time; with a manual clock the
 * test advances the clock and calls clasp_timers_run (). Precision: the loop's, better than 1 ms.
 *
 * Thread: the one that runs @context. */

G_BEGIN_DECLS

typedef struct _ClaspTimers ClaspTimers;

/* Embedded in its owner, zero-initialised; idle when not pending. */
typedef struct
{
  /*< private >*/
  guint  index; /* place in the heap, from 1; 0 = not pending */
  gint64 due_us;
  void (*func) (gpointer user_data);
  gpointer user_data;
} ClaspTimer;

ClaspTimers *clasp_timers_new     (GMainContext *context,
                                   ClaspClock   *clock);
/* Run them in a dispatch of @reactor, which lives longer, instead of from a source of their own. */
void         clasp_timers_use_reactor (ClaspTimers  *self,
                                       ClaspReactor *reactor);
void         clasp_timers_free    (ClaspTimers  *self);
ClaspClock  *clasp_timers_get_clock (ClaspTimers *self);

/* Starts or moves a timer: @func runs once when the clock (monotonic) has reached @due_us. */
void         clasp_timers_set     (ClaspTimers  *self,
                                   ClaspTimer   *timer,
                                   gint64        due_us,
                                   void        (*func) (gpointer user_data),
                                   gpointer      user_data);
void         clasp_timers_cancel  (ClaspTimers  *self,
                                   ClaspTimer   *timer);
static inline gboolean
clasp_timer_is_pending (const ClaspTimer *timer)
{
  return timer->index != 0;
}
/* Runs everything that is due; the source calls it, tests may. */
void         clasp_timers_run     (ClaspTimers  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspTimers, clasp_timers_free)

G_END_DECLS
