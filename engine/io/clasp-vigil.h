/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspVigil: whether a thread that has nothing to do should stay awake for what comes next.
 *
 * To wake a thread up costs the sender tens of microseconds and the message as many, more than a
 * small message takes to handle. While a thread has worked for a good part of the time, the next
 * message is near, and it watches for a moment before it sleeps. What it costs is bounded: a thread
 * that works for less than a quarter of the time sleeps as ever.
 *
 * Thread: any; the time is handed in. */

G_BEGIN_DECLS

#define CLASP_VIGIL_BUSY_PART 4 /* one in so many of the time is work */

typedef struct
{
  gint64 limit_us; /* for how long; 0 = never */
  /*< private >*/
  gint64 woke_us;              /* when the last wait ended */
  gint64 worked_us, waited_us; /* lately */
} ClaspVigil;

/* The thread has nothing to do. Until when it should watch; not after @now_us: not at all. */
gint64 clasp_vigil_begin (ClaspVigil *self, gint64 now_us);
/* It has again. */
void   clasp_vigil_end   (ClaspVigil *self, gint64 now_us);

G_END_DECLS
