/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Points of a curve from left to right, and how the way from each to the next one goes: what a person
 * edits of the step "curvepoints", as X,Y,KIND.
 *
 * Thread: any (plain data). */

G_BEGIN_DECLS

#define BR_CURVE_MAX_POINTS 64
/* No two points stand nearer to each other. */
#define BR_CURVE_MIN_WIDTH 0.001

typedef enum
{
  BR_SEGMENT_LINEAR,
  BR_SEGMENT_SMOOTH, /* "cubic" */
  BR_SEGMENT_HOLD,
  BR_SEGMENT_EASE, /* "bezier" */
} BrSegment;

#define BR_N_SEGMENTS (BR_SEGMENT_EASE + 1)

typedef struct
{
  double    x, y; /* x 0–1 */
  BrSegment segment;
  double    handles[4]; /* of BR_SEGMENT_EASE: x1, y1, x2, y2, as in CSS */
} BrCurvePoint;

/* (transfer full) of BrCurvePoint; NULL when @texts are no points. */
GArray       *br_curve_points_from_texts (const char *const *texts);
char        **br_curve_points_to_texts   (const GArray      *points);
/* The index of the new point; G_MAXUINT when there is no room. */
guint         br_curve_points_insert     (GArray            *points,
                                          double             x,
                                          double             y);
/* As far as the neighbours and 0–1 let it. */
void          br_curve_points_move       (GArray            *points,
                                          guint              index,
                                          double             x,
                                          double             y);
/* FALSE for one of the last two. */
gboolean      br_curve_points_remove     (GArray            *points,
                                          guint              index);
void          br_curve_points_set_segment (GArray           *points,
                                           guint             index,
                                           BrSegment         segment);
/* The nearest line of the grid. */
double        br_curve_points_snap       (double             value,
                                          guint              n_lines);
/* Ready-made curves: a title for a person (untranslated), NULL beyond the last. */
const char   *br_curve_preset_title      (guint              index);
/* "0,0,linear;1,1" */
const char   *br_curve_preset_points     (guint              index);

G_END_DECLS
