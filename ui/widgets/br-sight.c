/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-sight.h"

#include <math.h>

#define QDATA "br-sight"

gboolean
br_may_be_in_sight (GtkWidget *row,
                    double     moved)
{
  GtkWidget    *list_item = gtk_widget_get_parent (row);
  GtkWidget    *view = list_item != NULL ? gtk_widget_get_parent (list_item) : NULL;
  GtkAllocation allocation;

  if (view == NULL || !GTK_IS_LIST_VIEW (view))
    return TRUE;

  gtk_widget_get_allocation (list_item, &allocation);

  return allocation.y + allocation.height > -moved && allocation.y < gtk_widget_get_height (view) + moved;
}

gboolean
br_is_in_sight (GtkWidget *row)
{
  return br_may_be_in_sight (row, 0);
}

static void
moved_cb (GtkWidget     *owner,
          GtkAdjustment *adjustment)
{
  BrSight *self = g_object_get_data (G_OBJECT (owner), QDATA);

  self->func (fabs (gtk_adjustment_get_value (adjustment) - self->value), owner);
}

static void
changed_cb (GtkWidget     *owner,
            GtkAdjustment *adjustment)
{
  BrSight *self = g_object_get_data (G_OBJECT (owner), QDATA);

  self->func (G_MAXDOUBLE, owner);
}

void
br_sight_init (BrSight           *self,
               GtkScrolledWindow *scrolled,
               GtkWidget         *owner,
               BrSightFunc        func)
{
  *self = (BrSight) { .adjustment = gtk_scrolled_window_get_vadjustment (scrolled), .func = func };
  g_object_set_data (G_OBJECT (owner), QDATA, self);
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (moved_cb), owner, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adjustment, "changed", G_CALLBACK (changed_cb), owner, G_CONNECT_SWAPPED);
}

void
br_sight_note (BrSight *self)
{
  self->value = gtk_adjustment_get_value (self->adjustment);
}
