/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-curve-points.h"
#include "widgets/br-curve-view.h"
#include "widgets/br-meter.h"

/* What the files of BrCurveView share. */

#define BR_CURVE_N_SAMPLES 129
#define BR_CURVE_N_TAIL 32
/* Lines of the grid from one edge to the other: points are caught by them. */
#define BR_CURVE_N_GRID 4
#define BR_CURVE_N_FINE_GRID 8

typedef struct
{
  gint64 time_us;
  double x, y;
} BrTailPoint;

struct _BrCurveView
{
  GtkWidget parent_instance;

  double      samples[BR_CURVE_N_SAMPLES]; /* outputs; NaN = none */
  double      in_min, in_max, out_min, out_max;
  double      labels[4]; /* what is written at the ends of both axes; NaN: where they end */
  gboolean    has_dot, is_test;
  double      input, output;
  BrTailPoint tail[BR_CURVE_N_TAIL]; /* oldest first */
  guint       n_tail;

  PangoLayout *figures[2]; /* (owned) what comes in and what goes out, at the axes; NULL before there was a dot */
  gboolean     figures_old;
  gint64       figures_us; /* when they were laid out */

  GskRenderNode *picture; /* (owned) grid, curve and axes, or NULL */
  BrPalette      palette;

  /* br-curve-view-points.c */
  GArray    *points;  /* (owned) of BrCurvePoint; NULL: nothing to edit */
  GPtrArray *handles; /* (owned) of the child widgets, one for each point */
  guint      chosen;  /* the point that had the focus last */
  guint      dragged; /* G_MAXUINT: none */
  double     start_x, start_y;
  GtkWidget *menu; /* (unowned) a child, or NULL */
};

/* Where values are drawn, in the widget's coordinates. */
graphene_rect_t br_curve_view_get_area       (BrCurveView *self);
/* br-curve-view-figures.c */
void            br_curve_view_update_figures (BrCurveView *self, gint64 now_us);
void            br_curve_view_clear_figures  (BrCurveView *self);
void            br_curve_view_draw_figures   (BrCurveView           *self,
                                              GtkSnapshot           *snapshot,
                                              const graphene_rect_t *area,
                                              double                 x,
                                              double                 y,
                                              const GdkRGBA         *colour);

/* br-curve-view-points.c */
void            br_curve_view_init_points    (BrCurveView *self);
void            br_curve_view_clear_points   (BrCurveView *self);
void            br_curve_view_place_handles  (BrCurveView *self);
void            br_curve_view_install_points (GtkWidgetClass *widget_class);
