/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-list-private.h"

#include "widgets/br-drag-label.h"
#include "widgets/br-finger-drag.h"
#include "widgets/br-short-name.h"

#include <glib/gi18n.h>

/* GtkListView of the floor toolkit neither opens folded rows nor scrolls during a drag. */

#define OPEN_AFTER_MS 600
#define EDGE 32
#define MAX_SPEED 1200.0 /* pixels a second at the very edge */

/* --- starting ----------------------------------------------------------------------------------- */

/* All selected addresses when the pressed row is one of them, else its own. */
static char **
dup_dragged (BrAddressList *self,
             BrAddressRow  *row)
{
  g_autofree char *address = br_address_item_dup_address (br_address_row_get_item (row));
  char           **selected = br_address_list_dup_selected_addresses (self);
  char           **own;

  if (g_strv_contains ((const char *const *) selected, address))
    return selected;

  g_strfreev (selected);
  own = g_new0 (char *, 2);
  own[0] = g_steal_pointer (&address);

  return own;
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source,
            double         x,
            double         y,
            gpointer       user_data)
{
  BrAddressList           *self = user_data;
  BrAddressRow            *row = br_address_list_row_at (self, x, y);
  g_autoptr (BrSignalDrag) drag = NULL;

  if (br_finger_drag_is_mine (source) || row == NULL || br_address_row_get_item (row) == NULL
      || !br_address_item_is_endpoint (br_address_row_get_item (row))
      || (self->drag_func != NULL && !self->drag_func (self->drag_data)))
    return NULL;

  drag = br_signal_drag_new (self->role, dup_dragged (self, row));
  g_object_set_data_full (G_OBJECT (source), "drag", g_object_ref (drag), g_object_unref);

  return gdk_content_provider_new_typed (BR_TYPE_SIGNAL_DRAG, drag);
}

static void
drag_begin_cb (GtkDragSource *source,
               GdkDrag       *gdk_drag,
               gpointer       user_data)
{
  BrAddressList     *self = user_data;
  BrSignalDrag      *drag = g_object_get_data (G_OBJECT (source), "drag");
  const char *const *addresses;
  g_autofree char   *text = NULL;
  guint              n;

  /* The toolkit lets all gestures go first, which may have ended it. */
  if (gdk_drag == NULL || drag == NULL)
    return;

  addresses = br_signal_drag_get_addresses (drag);
  n = g_strv_length ((char **) addresses);
  text = n > 1 ? g_strdup_printf (ngettext ("%u signal", "%u signals", n), n) : br_short_name (addresses[0]);
  br_drag_show_label (gdk_drag, text);
  g_signal_emit_by_name (self, "drag-began", drag);
}

static void
finger_began_cb (GtkWidget          *view,
                 GdkContentProvider *content,
                 gpointer            user_data)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, BR_TYPE_SIGNAL_DRAG);
  if (gdk_content_provider_get_value (content, &value, NULL))
    g_signal_emit_by_name (user_data, "drag-began", g_value_get_object (&value));
}

static void
finger_ended_cb (GtkWidget *view,
                 gpointer   user_data)
{
  g_signal_emit_by_name (user_data, "drag-ended");
}

static void
drag_end_cb (GtkDragSource *source,
             GdkDrag       *gdk_drag,
             gboolean       delete_data,
             gpointer       user_data)
{
  g_object_set_data (G_OBJECT (source), "drag", NULL);
  g_signal_emit_by_name (user_data, "drag-ended");
}

/* --- hovering ----------------------------------------------------------------------------------- */

static gboolean
open_cb (gpointer user_data)
{
  BrAddressList  *self = user_data;
  GtkTreeListRow *row = self->drop_row != NULL ? br_address_row_get_tree_row (self->drop_row) : NULL;

  self->open_id = 0;
  if (row != NULL && gtk_tree_list_row_is_expandable (row) && !gtk_tree_list_row_get_expanded (row))
    br_address_list_toggle (self, self->drop_row);

  return G_SOURCE_REMOVE;
}

static gboolean
scroll_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       user_data)
{
  BrAddressList *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + self->scroll_speed / 60);

  return G_SOURCE_CONTINUE;
}

static void
br_address_list_set_scroll_speed (BrAddressList *self,
                                  double         speed)
{
  self->scroll_speed = speed;
  if (speed != 0 && self->scroll_id == 0)
    self->scroll_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, self, NULL);
  else if (speed == 0 && self->scroll_id != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_id);
      self->scroll_id = 0;
    }
}

static void
br_address_list_hover (BrAddressList *self,
                       BrAddressRow  *row,
                       gboolean       accepts)
{
  if (self->drop_row != row)
    {
      g_clear_handle_id (&self->open_id, g_source_remove);
      if (self->drop_row != NULL)
        br_address_row_set_drop_target (self->drop_row, FALSE);
      g_set_weak_pointer (&self->drop_row, row);
      if (row != NULL)
        self->open_id = g_timeout_add (OPEN_AFTER_MS, open_cb, self);
    }
  if (row != NULL)
    br_address_row_set_drop_target (row, accepts);
}

void
br_address_list_stop_dnd (BrAddressList *self)
{
  br_address_list_hover (self, NULL, FALSE);
  /* The row may have gone before, and the timer not with it. */
  g_clear_handle_id (&self->open_id, g_source_remove);
  br_address_list_set_scroll_speed (self, 0);
}

static double
speed_at (double y,
          int    height)
{
  if (y < EDGE)
    return -MAX_SPEED * (EDGE - y) / EDGE;
  if (y > height - EDGE)
    return MAX_SPEED * (y - (height - EDGE)) / EDGE;

  return 0;
}

static void
collect_endpoints (GListModel *items,
                   GPtrArray  *addresses,
                   guint       limit)
{
  for (guint i = 0; i < g_list_model_get_n_items (items) && addresses->len < limit; i++)
    {
      g_autoptr (BrAddressItem) item = g_list_model_get_item (items, i);
      g_autoptr (GListModel)    below = NULL;

      if (br_address_item_is_endpoint (item))
        g_ptr_array_add (addresses, br_address_item_dup_address (item));
      else if ((below = br_address_item_create_children (item)) != NULL)
        collect_endpoints (below, addresses, limit);
    }
}

char **
br_address_item_dup_endpoints (BrAddressItem *item,
                               guint          limit)
{
  GPtrArray             *addresses = g_ptr_array_new ();
  g_autoptr (GListModel) below = br_address_item_create_children (item);

  if (below != NULL)
    collect_endpoints (below, addresses, limit);
  g_ptr_array_add (addresses, NULL);

  return (char **) g_ptr_array_free (addresses, FALSE);
}

char *
br_address_list_dup_hovered (BrAddressList *self)
{
  BrAddressItem *item = self->drop_row != NULL ? br_address_row_get_item (self->drop_row) : NULL;

  return item != NULL && br_address_item_is_endpoint (item) ? br_address_item_dup_address (item) : NULL;
}

/* --- dropping ----------------------------------------------------------------------------------- */

static gboolean
br_address_list_accepts (BrAddressList *self,
                         BrAddressRow  *row,
                         BrSignalDrag  *drag,
                         char         **reason)
{
  BrAddressItem *item = row != NULL ? br_address_row_get_item (row) : NULL;

  *reason = NULL;
  if (item == NULL)
    return FALSE;

  return drag == NULL || self->drop_func == NULL || self->drop_func (drag, item, reason, self->drop_data);
}

void
br_address_list_mark_refusal (BrAddressList *self,
                              BrAddressRow  *row)
{
  g_autofree char *reason = NULL;

  if (self->drag != NULL)
    br_address_list_accepts (self, row, self->drag, &reason);
  br_address_row_set_refusal (row, reason);
}

void
br_address_list_set_drag (BrAddressList *self,
                          BrSignalDrag  *drag)
{
  g_set_object (&self->drag, drag);
  for (guint i = 0; i < self->rows->len; i++)
    br_address_list_mark_refusal (self, g_ptr_array_index (self->rows, i));
}

void
br_address_list_set_drop_func (BrAddressList *self,
                               BrDropFunc     func,
                               gpointer       user_data)
{
  self->drop_func = func;
  self->drop_data = user_data;
}

void
br_address_list_set_drag_func (BrAddressList *self,
                               BrDragFunc     func,
                               gpointer       user_data)
{
  self->drag_func = func;
  self->drag_data = user_data;
}

char *
br_address_list_dup_refusal (BrAddressList *self)
{
  char *reason = NULL;

  if (self->drop_row != NULL)
    br_address_list_accepts (self, self->drop_row, self->drag, &reason);

  return reason;
}

/* Whichever of the actions the keys that are held have left: all mean the same to us. */
static GdkDragAction
action_of (GtkDropTarget *target)
{
  static const GdkDragAction actions[] = { GDK_ACTION_COPY, GDK_ACTION_MOVE, GDK_ACTION_LINK };
  GdkDrop                   *drop = gtk_drop_target_get_current_drop (target);
  GdkDragAction              offered = drop != NULL ? gdk_drop_get_actions (drop) : GDK_ACTION_COPY;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (offered & actions[i])
      return actions[i];

  return 0;
}

static GdkDragAction
motion_cb (GtkDropTarget *target,
           double         x,
           double         y,
           gpointer       user_data)
{
  BrAddressList   *self = user_data;
  BrAddressRow    *row = br_address_list_row_at (self, x, y);
  g_autofree char *reason = NULL;
  gboolean         accepts = br_address_list_accepts (self, row, self->drag, &reason);

  br_address_list_hover (self, row, accepts);
  br_address_list_set_scroll_speed (self, speed_at (y, gtk_widget_get_height (GTK_WIDGET (self->view))));

  return accepts ? action_of (target) : 0;
}

static void
leave_cb (GtkDropTarget *target,
          gpointer       user_data)
{
  br_address_list_stop_dnd (user_data);
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         gpointer       user_data)
{
  BrAddressList *self = user_data;
  BrAddressRow  *row = br_address_list_row_at (self, x, y);
  g_autoptr (BrAddressItem) item = NULL;
  g_autofree char *reason = NULL;

  br_address_list_stop_dnd (self);
  if (!br_address_list_accepts (self, row, g_value_get_object (value), &reason))
    return FALSE;

  item = g_object_ref (br_address_row_get_item (row));
  g_signal_emit_by_name (self, "dropped", g_value_get_object (value), item);

  return TRUE;
}

void
br_address_list_add_dnd (BrAddressList *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (BR_TYPE_SIGNAL_DRAG, BR_SIGNAL_DRAG_ACTIONS);

  gtk_drag_source_set_actions (source, BR_SIGNAL_DRAG_ACTIONS);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (source, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (source));
  br_finger_drag_add (source, finger_began_cb, finger_ended_cb, self);

  g_signal_connect (target, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect (target, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (target));
}
