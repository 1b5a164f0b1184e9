/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/clasp-histogram.h"

#include <gtk/gtk.h>

/* The frame meter: what the windows cost the main thread, and how smooth they are.
 *
 * There is one main thread and one poll function in a process, so there is one meter; it is made by
 * br_frame_meter_start () and lives as long as the process. It costs two clock readings a turn of the
 * main loop and a handful of additions a frame; nothing while nothing happens.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Times in microseconds. */
typedef struct
{
  gint64         since_us; /* monotonic: counted from here */
  guint64        n_frames;
  guint64        n_missed;    /* pictures that came late or not at all while something moved */
  guint64        n_bound;     /* rows that lists bound to items */
  guint          bound_max;   /* most of them in one frame */
  gint64         block_us;    /* longest turn of the main loop */
  ClaspHistogram work;        /* of the main thread, per frame, by the clock on the wall */
  ClaspHistogram cpu;         /* what of it the processor was there for */
  ClaspHistogram drain;       /* taking over what the engine tells, per frame that did */
  ClaspHistogram input;       /* from a key, click or scroll to the picture after it */
  ClaspHistogram value;       /* from a value's arrival to the picture of its meter */
} BrFrameFigures;

void                  br_frame_meter_start         (void);
/* What a window tells when it has a frame clock; @user_data of the signals is the clock's hub. */
void                  br_frame_meter_begin_frame   (GdkFrameClock *clock,
                                                    gint64        *last_us,
                                                    gboolean       is_running);
void                  br_frame_meter_end_frame     (void);
/* What is measured on the way. */
void                  br_frame_meter_note_input    (guint32 event_ms);
void                  br_frame_meter_note_value    (gint64 updated_us);
void                  br_frame_meter_note_bound    (void);
/* How long taking over from the engine may go on in this frame, in microseconds: it begins at
 * BR_DRAIN_BUDGET_US and shrinks with each use. */
#define BR_DRAIN_BUDGET_US 2000
gint64                br_frame_meter_begin_drain   (void);
void                  br_frame_meter_end_drain     (void);
gint64                br_frame_meter_get_drain_left (void);

/* Since the start or the last reset. */
const BrFrameFigures *br_frame_meter_get_total     (void);
void                  br_frame_meter_reset         (void);
/* The last whole second with frames in it; empty when there were none lately. */
const BrFrameFigures *br_frame_meter_get_recent    (gint64 now_us);
/* The first picture of all, monotonic; 0 = none yet. */
gint64                br_frame_meter_get_first_us  (void);
/* The total as a{sv}, for tests (docs/debugging.md). */
GVariant             *br_frame_meter_to_variant    (void);

G_END_DECLS
