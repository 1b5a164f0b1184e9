/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"
#include "core/clasp-value.h"

/* Timelines as data, and what value they have at a time (wire.md 10). Playing one is the router's
 * business; here is only the arithmetic.
 *
 * Thread: any (immutable timeline; a player belongs to one thread). */

G_BEGIN_DECLS

typedef enum
{
  CLASP_EASING_LINEAR,
  CLASP_EASING_EASE_IN,
  CLASP_EASING_EASE_OUT,
  CLASP_EASING_EASE_IN_OUT,
  CLASP_EASING_STEP,
  CLASP_EASING_CUBIC_BEZIER,
} ClaspEasing;

typedef enum { CLASP_TIMELINE_PLAYING, CLASP_TIMELINE_PAUSED, CLASP_TIMELINE_FINISHED } ClaspTimelineState;

typedef struct
{
  guint64     time_us; /* from the start */
  ClaspValue  value;   /* owned */
  ClaspEasing easing;
  gboolean    has_bezier;
  double      bezier[4]; /* x1 y1 x2 y2 */
} ClaspKeyframe;

typedef struct _ClaspTimeline ClaspTimeline;

#define CLASP_TIMELINE_MAX_KEYFRAMES 65535

/* Takes over the keyframes' values. @duration_us < 0 = time of the last keyframe. */
ClaspTimeline *clasp_timeline_new        (const ClaspKeyframe *keyframes,
                                          guint                n_keyframes,
                                          gboolean             loop,
                                          gint64               duration_us);
/* The map encoding of wire.md 10, both spellings of loop and start time read. Errors:
 * CLASP_CODEC_ERROR_INVALID_VALUE. */
ClaspTimeline *clasp_timeline_from_value (const ClaspValue    *value,
                                          gint64              *start_us,
                                          GError             **error);
ClaspValue     clasp_timeline_to_value   (ClaspTimeline       *self,
                                          gint64               start_us);
guint          clasp_timeline_get_n_keyframes (const ClaspTimeline *self);
gint64         clasp_timeline_get_duration_us (const ClaspTimeline *self);
gboolean       clasp_timeline_is_loop    (const ClaspTimeline *self);
ClaspTimeline *clasp_timeline_ref        (ClaspTimeline       *self);
void           clasp_timeline_unref      (ClaspTimeline       *self);

typedef struct
{
  ClaspTimeline     *timeline; /* (owned) */
  gint64             start_us;
  gint64             paused_us;  /* when it was paused; meaningful while PAUSED */
  ClaspTimelineState state;
  guint64            loop_count;
} ClaspTimelinePlayer;

void     clasp_timeline_player_init   (ClaspTimelinePlayer *self,
                                       ClaspTimeline       *timeline,
                                       gint64               start_us);
void     clasp_timeline_player_clear  (ClaspTimelinePlayer *self);
void     clasp_timeline_player_pause  (ClaspTimelinePlayer *self,
                                       gint64               now_us);
void     clasp_timeline_player_resume (ClaspTimelinePlayer *self,
                                       gint64               now_us);
/* Moves the start so that it is at @position_us now; what was finished plays again. */
void     clasp_timeline_player_seek   (ClaspTimelinePlayer *self,
                                       gint64               now_us,
                                       gint64               position_us);
/* Where it is: 0 to the duration. */
gint64   clasp_timeline_player_get_position_us (const ClaspTimelinePlayer *self,
                                                gint64               now_us);
/* The value at @now_us, which the caller clears; FALSE when the timeline has no keyframes. Updates
 * state and loop_count. */
gboolean clasp_timeline_player_sample (ClaspTimelinePlayer *self,
                                       gint64               now_us,
                                       ClaspValue          *value);

double      clasp_easing_apply       (ClaspEasing   easing,
                                      const double *bezier,
                                      double        t);
const char *clasp_easing_to_string   (ClaspEasing   easing);
gboolean    clasp_easing_from_string (const char   *name,
                                      ClaspEasing  *easing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspTimeline, clasp_timeline_unref)

G_END_DECLS
