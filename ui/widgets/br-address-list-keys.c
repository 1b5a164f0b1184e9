/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-list-private.h"

#include "widgets/br-format.h"
#include "widgets/br-type-ahead.h"
#include "window/br-keys.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

/* "Open everything below" stops here. */
#define MAX_OPENED_ROWS 2000

static void
br_address_list_focus_parent (BrAddressList *self,
                              BrAddressRow  *row)
{
  g_autoptr (GtkTreeListRow) parent = gtk_tree_list_row_get_parent (br_address_row_get_tree_row (row));

  if (parent != NULL)
    {
      guint position = gtk_tree_list_row_get_position (parent);

      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
      br_type_ahead_focus_row (GTK_WIDGET (self->view), position);
    }
}

static gboolean
br_address_list_fold (BrAddressList *self,
                      BrAddressRow  *row,
                      gboolean       open)
{
  GtkTreeListRow *tree_row = br_address_row_get_tree_row (row);

  if (tree_row == NULL)
    return FALSE;

  if (gtk_tree_list_row_is_expandable (tree_row) && gtk_tree_list_row_get_expanded (tree_row) != open)
    br_address_list_toggle (self, row);
  else if (!open)
    br_address_list_focus_parent (self, row);

  return TRUE;
}

/* FALSE: there are more than may be. */
static gboolean
br_address_list_open_below (BrAddressList  *self,
                            GtkTreeListRow *row)
{
  GListModel *children;
  gboolean    is_all = TRUE;

  if (!gtk_tree_list_row_is_expandable (row))
    return TRUE;
  if (br_address_list_get_n_rows (self) >= MAX_OPENED_ROWS)
    return FALSE;

  gtk_tree_list_row_set_expanded (row, TRUE);
  children = gtk_tree_list_row_get_children (row);
  for (guint i = 0; is_all && children != NULL && i < g_list_model_get_n_items (children); i++)
    {
      g_autoptr (GtkTreeListRow) child = gtk_tree_list_row_get_child_row (row, i);

      is_all = child == NULL || br_address_list_open_below (self, child);
    }

  return is_all;
}

static void
br_address_list_open_all_below (BrAddressList  *self,
                                GtkTreeListRow *row)
{
  BrWindow        *window = br_window_of (GTK_WIDGET (self));
  g_autofree char *limit = br_format_count (MAX_OPENED_ROWS);
  g_autofree char *text = NULL;

  if (br_address_list_open_below (self, row) || window == NULL)
    return;

  /* Translators: %s is a count */
  text = g_strdup_printf (_("Opened up to %s rows. Open the others one by one, or search."), limit);
  br_window_toast (window, text, FALSE);
}

void
br_address_list_copy (BrAddressList *self)
{
  g_auto (GStrv)   addresses = br_address_list_dup_selected_addresses (self);
  g_autofree char *text = g_strjoinv ("\n", addresses);

  if (*text != '\0')
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

gboolean
br_address_list_show_in_tree (BrAddressList *self)
{
  BrAddressRow             *row = br_address_list_get_focus_row (self);
  g_autoptr (BrAddressItem) item
    = row != NULL ? g_object_ref (br_address_row_get_item (row)) : br_address_list_dup_item (self, 0);
  g_autofree char          *address = NULL;

  if (!br_address_list_is_flat (self) || item == NULL)
    return FALSE;

  address = br_address_item_dup_address (item);
  g_signal_emit_by_name (self, "clear-search");
  if (br_address_list_reveal (self, address))
    br_address_list_grab_focus (self);

  return TRUE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        state,
                gpointer               user_data)
{
  BrAddressList *self = user_data;
  BrAddressRow  *row = br_address_list_get_focus_row (self);
  gboolean       rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (row == NULL)
    return FALSE;
  if (state & GDK_CONTROL_MASK)
    return (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && br_address_list_show_in_tree (self);
  if (state & GDK_ALT_MASK)
    return FALSE;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      return br_address_list_fold (self, row, (key == GDK_KEY_Right) != rtl);
    case GDK_KEY_asterisk:
    case GDK_KEY_KP_Multiply:
      if (br_address_row_get_tree_row (row) != NULL)
        br_address_list_open_all_below (self, br_address_row_get_tree_row (row));
      return TRUE;
    default:
      return FALSE;
    }
}

/* As its row calls it. */
static char *
dup_name (gpointer row)
{
  g_autoptr (BrAddressItem) item
    = GTK_IS_TREE_LIST_ROW (row) ? gtk_tree_list_row_get_item (row) : g_object_ref (BR_ADDRESS_ITEM (row));

  return br_address_item_dup_label (item);
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            gpointer         user_data)
{
  BrAddressList *self = user_data;
  BrAddressRow  *row = br_address_list_row_at (self, x, y);
  double         row_x, row_y;

  if (row == NULL)
    return;

  gtk_widget_translate_coordinates (GTK_WIDGET (self->view), GTK_WIDGET (row), x, y, &row_x, &row_y);
  if (br_address_row_hits_arrow (row, row_x))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      br_address_list_toggle (self, row);
    }
}

static void
released_cb (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             gpointer         user_data)
{
  BrAddressList *self = user_data;
  BrAddressRow  *row = br_address_list_row_at (self, x, y);
  double         row_x, row_y;

  if (row == NULL)
    return;

  gtk_widget_translate_coordinates (GTK_WIDGET (self->view), GTK_WIDGET (row), x, y, &row_x, &row_y);
  if (br_address_row_hits_port (row, row_x) || (self->whole_rows && br_address_row_has_port (row)))
    g_signal_emit_by_name (self, "port-clicked", br_address_row_get_item (row));
}

void
br_address_list_set_whole_rows (BrAddressList *self,
                                gboolean       whole_rows)
{
  self->whole_rows = whole_rows;
}

void
br_address_list_add_keys (BrAddressList *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture         *click = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  br_keys_add_to_list (GTK_WIDGET (self->view), "address.", GTK_PHASE_CAPTURE);
  br_type_ahead_add (GTK_WIDGET (self->view), "address.", dup_name);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
}
