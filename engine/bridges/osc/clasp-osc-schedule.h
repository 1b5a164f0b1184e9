/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* ClaspOscSchedule: bundles whose time has not come yet, in the order of their times.
 *
 * Bounded in number and bytes: a sender with a wrong clock cannot fill the memory. Time is handed
 * in, in monotonic microseconds.
 *
 * Thread: worker (one at a time). */

G_BEGIN_DECLS

#define CLASP_OSC_MAX_SCHEDULED 1024
#define CLASP_OSC_MAX_SCHEDULED_BYTES (4 * 1024 * 1024)

typedef struct
{
  gint64          due_us;
  GBytes         *packet; /* (owned) */
  GSocketAddress *from;   /* (owned) */
} ClaspOscScheduled;

typedef struct _ClaspOscSchedule ClaspOscSchedule;

ClaspOscSchedule *clasp_osc_schedule_new (void);
void              clasp_osc_schedule_free (ClaspOscSchedule *self);
/* Copies @packet; behind what has the same time. FALSE if there is no room. */
gboolean clasp_osc_schedule_add (ClaspOscSchedule *self,
                                 gint64            due_us,
                                 const guint8     *packet,
                                 gsize             size,
                                 GSocketAddress   *from);
/* When the first one is due; G_MAXINT64 if there is none. */
gint64 clasp_osc_schedule_next_us (ClaspOscSchedule *self);
/* (transfer full): the first one if it is due, else NULL. */
ClaspOscScheduled *clasp_osc_schedule_pop (ClaspOscSchedule *self, gint64 now_us);
void               clasp_osc_scheduled_free (ClaspOscScheduled *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOscSchedule, clasp_osc_schedule_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOscScheduled, clasp_osc_scheduled_free)

G_END_DECLS
