/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-reorder.h"

#include "widgets/br-finger-drag.h"

typedef struct
{
  GtkWidget    *row; /* (unowned) which owns this */
  GType         type;
  GObject     **item; /* (unowned) a member of the row */
  BrReorderFunc func;
} Reorder;

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, Reorder *self)
{
  if (br_finger_drag_is_mine (source))
    return NULL;

  return *self->item != NULL ? gdk_content_provider_new_typed (self->type, *self->item) : NULL;
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, Reorder *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (self->row);

  gtk_drag_source_set_icon (source, picture, 0, 0);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, Reorder *self)
{
  GObject *dropped = g_value_get_object (value);

  if (dropped == NULL || dropped == *self->item)
    return FALSE;
  self->func (self->row, dropped);

  return TRUE;
}

void
br_reorder_add (GtkWidget *row, GtkWidget *handle, GType type, gpointer item, BrReorderFunc func)
{
  Reorder       *self = g_new (Reorder, 1);
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (type, GDK_ACTION_MOVE);

  *self = (Reorder) { row, type, item, func };
  g_object_set_data_full (G_OBJECT (row), "br-reorder", self, g_free);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (source));
  br_finger_drag_add (source, NULL, NULL, NULL);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
}
