/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-list-private.h"

#define FOLLOWED "br-followed"

/* What a list says to people who hear it: of the row that has the focus. */

BrAddressItem *
br_address_list_dup_device (GtkTreeListRow *row)
{
  g_autoptr (GtkTreeListRow) above = gtk_tree_list_row_get_parent (row);

  while (above != NULL)
    {
      g_autoptr (BrAddressItem)  item = gtk_tree_list_row_get_item (above);
      g_autoptr (GtkTreeListRow) here = g_steal_pointer (&above);

      if (br_address_item_get_connection (item) != NULL)
        return g_steal_pointer (&item);
      above = gtk_tree_list_row_get_parent (here);
    }

  return NULL;
}

void
br_address_list_speak (BrAddressList *self,
                       BrAddressRow  *row)
{
  GtkTreeListRow           *tree_row = br_address_row_get_tree_row (row);
  g_autoptr (BrAddressItem) device = tree_row != NULL ? br_address_list_dup_device (tree_row) : NULL;
  g_autofree char          *name = device != NULL ? br_address_item_dup_label (device) : NULL;

  br_address_row_speak_value (row, name);
}

static void
focus_came_cb (GtkEventControllerFocus *focus,
               BrAddressList           *self)
{
  BrAddressRow *row = br_address_list_get_focus_row (self);

  if (row != NULL)
    br_address_list_speak (self, row);
}

static void
focus_left_cb (GtkEventControllerFocus *focus,
               BrAddressRow            *row)
{
  br_address_row_hush (row);
}

static void
position_changed_cb (GtkListItem  *list_item,
                     GParamSpec   *pspec,
                     BrAddressRow *row)
{
  br_address_row_set_position (row, gtk_list_item_get_position (list_item));
}

void
br_address_list_follow_row (BrAddressList *self,
                            GtkListItem   *list_item)
{
  BrAddressRow       *row = BR_ADDRESS_ROW (gtk_list_item_get_child (list_item));
  GtkEventController *focus;

  br_address_row_set_position (row, gtk_list_item_get_position (list_item));
  if (g_object_get_data (G_OBJECT (list_item), FOLLOWED) != NULL)
    return;

  focus = gtk_event_controller_focus_new ();
  g_object_set_data (G_OBJECT (list_item), FOLLOWED, focus);
  g_signal_connect_object (focus, "enter", G_CALLBACK (focus_came_cb), self, 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_left_cb), row, 0);
  gtk_widget_add_controller (gtk_widget_get_parent (GTK_WIDGET (row)), focus);
  g_signal_connect_object (list_item, "notify::position", G_CALLBACK (position_changed_cb), row, 0);
}
