/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Time, handed in: live parts ask a ClaspClock, tests drive one by hand.
 *
 * Thread: any (the system clock is immutable; a manual clock is set by one thread and read by any). */

G_BEGIN_DECLS

typedef struct _ClaspClock ClaspClock;

ClaspClock *clasp_clock_system          (void); /* (transfer none) one for the process, never freed */
ClaspClock *clasp_manual_clock_new      (gint64      now_us,
                                         gint64      unix_us);
void        clasp_manual_clock_advance  (ClaspClock *self,
                                         gint64      by_us);
/* Unix time alone, as when somebody sets the machine's clock forward. */
void        clasp_manual_clock_set_forward (ClaspClock *self,
                                            gint64      by_us);
ClaspClock *clasp_clock_ref             (ClaspClock *self);
void        clasp_clock_unref           (ClaspClock *self);
gint64      clasp_clock_now_us          (ClaspClock *self); /* monotonic */
gint64      clasp_clock_unix_us         (ClaspClock *self); /* since 1970, never runs backwards */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspClock, clasp_clock_unref)

G_END_DECLS
