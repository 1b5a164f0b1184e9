/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-list-private.h"

#include "patch/br-patch-edit.h"
#include "widgets/br-drag-label.h"
#include "widgets/br-finger-drag.h"
#include "widgets/br-hold-menu.h"
#include "widgets/br-signal-drag.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

/* The pointer on the list of mappings: menus, rows dragged to another place, signals dropped. */

static BrMappingRow *
row_at (BrMappingList *self,
        double         at_y)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      BrMappingRow *row = g_ptr_array_index (self->rows, i);
      int           y, height;

      if (br_mapping_list_row_in_sight (self, row, &y, &height) && at_y >= y && at_y < y + height)
        return row;
    }

  return NULL;
}

static gboolean
is_selected (BrMappingList *self,
             ClaspMapping  *mapping)
{
  g_autoptr (GPtrArray) selected = br_mapping_list_dup_selected (self);

  return g_ptr_array_find (selected, mapping, NULL);
}

void
br_mapping_list_show_menu (BrMappingList *self,
                           GtkWidget     *widget,
                           double         x,
                           double         y)
{
  double own_x = x, own_y = y;

  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (self->row_menu);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
    }
  br_step_presets_fill_menu (self->presets_menu, self->show, "mapping.add-preset");
  gtk_widget_translate_coordinates (widget, GTK_WIDGET (self), x, y, &own_x, &own_y);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) own_x, (int) own_y, 1, 1 });
  br_hold_menu_popup (GTK_POPOVER (self->menu));
}

static void
show_menu_cb (GtkWidget *view,
              double     x,
              double     y,
              gpointer   user_data)
{
  BrMappingList *self = user_data;
  BrMappingRow  *row = row_at (self, y);

  if (row == NULL)
    return;

  if (!is_selected (self, br_mapping_row_get_mapping (row)))
    br_mapping_list_select (self, br_mapping_row_get_mapping (row));
  br_mapping_list_show_menu (self, view, x, y);
}

static gboolean
refuse_edit (BrMappingList *self)
{
  BrWindow *window = br_window_of (GTK_WIDGET (self));

  return window != NULL && br_window_refuse_edit (window);
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source,
                 double         x,
                 double         y,
                 gpointer       user_data)
{
  BrMappingRow *row = br_finger_drag_is_mine (source) ? NULL : row_at (user_data, y);

  if (row == NULL || refuse_edit (user_data))
    return NULL;

  return gdk_content_provider_new_typed (CLASP_TYPE_MAPPING, br_mapping_row_get_mapping (row));
}

static void
drag_begin_cb (GtkDragSource *source,
               GdkDrag       *drag,
               gpointer       user_data)
{
  g_auto (GValue)  value = G_VALUE_INIT;
  g_autofree char *name = NULL;

  /* The toolkit lets all gestures go first, which may have ended it. */
  if (drag == NULL)
    return;
  g_value_init (&value, CLASP_TYPE_MAPPING);
  if (!gdk_content_provider_get_value (gdk_drag_get_content (drag), &value, NULL))
    return;
  name = br_mapping_dup_name (g_value_get_object (&value));
  br_drag_show_label (drag, name);
}

/* To the place of the row it was dropped on, and into its group. */
static void
move_to (BrMappingList *self,
         ClaspMapping  *mapping,
         ClaspMapping  *place)
{
  GListModel *mappings = clasp_show_get_mappings (self->show);

  clasp_show_begin_edit (self->show, _("Move mapping"));
  clasp_mapping_set_group (mapping, clasp_mapping_get_group (place));
  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) other = g_list_model_get_item (mappings, i);

      if (other != place)
        continue;
      clasp_show_move (self->show, CLASP_SHOW_ITEM (mapping), i);
      break;
    }
  clasp_show_end_edit (self->show);
}

/* --- signals dropped on it ---------------------------------------------------------------------- */

static void
br_mapping_list_hover (BrMappingList *self,
                       BrMappingRow  *row,
                       gboolean       anywhere)
{
  if (self->drop_row != NULL && self->drop_row != row)
    gtk_widget_remove_css_class (GTK_WIDGET (self->drop_row), "drop-target");
  if (row != NULL && self->drop_row != row)
    gtk_widget_add_css_class (GTK_WIDGET (row), "drop-target");
  g_set_weak_pointer (&self->drop_row, row);
  if (anywhere && row == NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "drop-target");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-target");
}

ClaspMapping *
br_mapping_list_get_hovered (BrMappingList *self)
{
  return self->drop_row != NULL ? br_mapping_row_get_mapping (self->drop_row) : NULL;
}

/* NULL where there is no row. */
static BrMappingRow *
row_below (BrMappingList *self,
           double         x,
           double         y)
{
  double view_x, view_y;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->view)))
    return NULL;

  gtk_widget_translate_coordinates (GTK_WIDGET (self), GTK_WIDGET (self->view), x, y, &view_x, &view_y);

  return row_at (self, view_y);
}

static GdkDragAction
signal_motion_cb (GtkDropTarget *target,
                  double         x,
                  double         y,
                  gpointer       user_data)
{
  GdkDrop      *drop = gtk_drop_target_get_current_drop (target);
  GdkDragAction offered = drop != NULL ? gdk_drop_get_actions (drop) : GDK_ACTION_COPY;

  br_mapping_list_hover (user_data, row_below (user_data, x, y), TRUE);
  if (offered & GDK_ACTION_COPY)
    return GDK_ACTION_COPY;

  return offered & GDK_ACTION_MOVE ? GDK_ACTION_MOVE : GDK_ACTION_LINK;
}

static void
signal_leave_cb (GtkDropTarget *target,
                 gpointer       user_data)
{
  br_mapping_list_hover (user_data, NULL, FALSE);
}

static gboolean
signal_drop_cb (GtkDropTarget *target,
                const GValue  *value,
                double         x,
                double         y,
                gpointer       user_data)
{
  BrMappingRow *row = row_below (user_data, x, y);

  br_mapping_list_hover (user_data, NULL, FALSE);
  g_signal_emit_by_name (user_data,
                         "signal-dropped",
                         g_value_get_object (value),
                         row != NULL ? br_mapping_row_get_mapping (row) : NULL);

  return TRUE;
}

/* --- what a row alone takes: another row, a preset ------------------------------------------------ */

static GdkDragAction
row_motion_cb (GtkDropTarget *target,
               double         x,
               double         y,
               gpointer       user_data)
{
  BrMappingRow *row = row_below (user_data, x, y);

  br_mapping_list_hover (user_data, row, FALSE);

  return row != NULL ? gtk_drop_target_get_actions (target) : 0;
}

static gboolean
row_drop_cb (GtkDropTarget *target,
             const GValue  *value,
             double         x,
             double         y,
             gpointer       user_data)
{
  BrMappingRow *row = row_below (user_data, x, y);
  ClaspMapping *mapping = g_value_get_object (value);

  br_mapping_list_hover (user_data, NULL, FALSE);
  if (row == NULL || br_mapping_row_get_mapping (row) == mapping || refuse_edit (user_data))
    return FALSE;

  move_to (user_data, mapping, br_mapping_row_get_mapping (row));

  return TRUE;
}

static gboolean
preset_drop_cb (GtkDropTarget *target,
                const GValue  *value,
                double         x,
                double         y,
                gpointer       user_data)
{
  BrMappingRow *row = row_below (user_data, x, y);

  br_mapping_list_hover (user_data, NULL, FALSE);
  if (row == NULL)
    return FALSE;

  br_mapping_list_add_preset (user_data, g_value_get_object (value), br_mapping_row_get_mapping (row));

  return TRUE;
}

/* --- all ------------------------------------------------------------------------------------------ */

static void
take_drops (BrMappingList *self,
            GType          type,
            GdkDragAction  actions,
            GCallback      motion_cb,
            GCallback      dropped_cb)
{
  GtkDropTarget *target = gtk_drop_target_new (type, actions);

  g_signal_connect (target, "enter", motion_cb, self);
  g_signal_connect (target, "motion", motion_cb, self);
  g_signal_connect (target, "leave", G_CALLBACK (signal_leave_cb), self);
  g_signal_connect (target, "drop", dropped_cb, self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

void
br_mapping_list_add_pointer (BrMappingList *self)
{
  GtkDragSource *source = gtk_drag_source_new ();

  br_hold_menu_add (GTK_WIDGET (self->view), show_menu_cb, self);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (drag_prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (source));
  br_finger_drag_add (source, NULL, NULL, NULL);
  take_drops (self, CLASP_TYPE_MAPPING, GDK_ACTION_MOVE, G_CALLBACK (row_motion_cb), G_CALLBACK (row_drop_cb));
  take_drops (self, BR_TYPE_SIGNAL_DRAG, BR_SIGNAL_DRAG_ACTIONS, G_CALLBACK (signal_motion_cb), G_CALLBACK (signal_drop_cb));
  take_drops (self, CLASP_TYPE_PRESET, GDK_ACTION_COPY, G_CALLBACK (row_motion_cb), G_CALLBACK (preset_drop_cb));
}

