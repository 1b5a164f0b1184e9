/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* A list view keeps some two hundred rows, of which a person sees thirty. Rows out of sight need not be made
 * out nor drawn: what they would draw is laid out, compared and painted all the same, at every frame that
 * scrolls.
 *
 * A row asks br_is_in_sight () when it is drawn, and draws nothing when it is not. Its list draws those anew
 * that did not and may be in sight with the next picture: BrSight says which.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* TRUE for what stands in no list view. */
gboolean br_is_in_sight (GtkWidget *row);
/* The same after the list moves by up to @moved pixels. */
gboolean br_may_be_in_sight (GtkWidget *row, double moved);

/* Called when the list moves, by so much since the last br_sight_note (); by G_MAXDOUBLE when what it holds or
 * how much of it is seen is another. */
typedef void (*BrSightFunc) (double moved, gpointer owner);

typedef struct
{
  GtkAdjustment *adjustment; /* (unowned) */
  double         value;      /* as the rows stand */
  BrSightFunc    func;
} BrSight;

/* @self lives as long as @owner. */
void     br_sight_init  (BrSight *self, GtkScrolledWindow *scrolled, GtkWidget *owner, BrSightFunc func);
/* Before rows are laid out, at each frame. */
void     br_sight_note  (BrSight *self);

G_END_DECLS
