/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-list-private.h"

#include "core/clasp-address.h"

/* Finding the place of an address: opening the way to it, and where it is on the screen. */

/* Is one of the connections of a protocol above @node? */
static gboolean
holds (BrAddressList *self,
       BrAddressItem *protocol,
       BrNode         node)
{
  g_autoptr (GListModel) members = br_address_item_create_children (protocol);
  guint                  n = g_list_model_get_n_items (members);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BrAddressItem) item = g_list_model_get_item (members, i);

      if (br_address_tree_is_below (self->tree, node, br_address_item_get_node (item)))
        return TRUE;
    }

  return FALSE;
}

/* Opens the child of @parent (or of the root) that leads to @node, one level; NULL when it is there
 * or nowhere. */
static GtkTreeListRow *
br_address_list_step_to (BrAddressList  *self,
                         GtkTreeListRow *parent,
                         BrNode          node)
{
  GListModel *children;
  guint       n;

  if (parent != NULL)
    gtk_tree_list_row_set_expanded (parent, TRUE);
  children = parent != NULL ? gtk_tree_list_row_get_children (parent) : self->top;
  n = children != NULL ? g_list_model_get_n_items (children) : 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BrAddressItem) item = g_list_model_get_item (children, i);
      gboolean                  leads;

      if (br_address_item_get_kind (item) == BR_ITEM_RANGE)
        {
          g_autoptr (GListModel)    slice = br_address_item_create_children (item);
          g_autoptr (BrAddressItem) last = g_list_model_get_item (slice, g_list_model_get_n_items (slice) - 1);

          leads = br_address_tree_compare (self->tree, node, br_address_item_get_node (last)) <= 0
                  || br_address_tree_is_below (self->tree, node, br_address_item_get_node (last));
        }
      else if (br_address_item_get_kind (item) == BR_ITEM_PROTOCOL)
        leads = holds (self, item, node);
      else
        leads = br_address_tree_is_below (self->tree, node, br_address_item_get_node (item));
      if (leads)
        return parent != NULL ? gtk_tree_list_row_get_child_row (parent, i)
                              : gtk_tree_list_model_get_child_row (self->tree_model, i);
    }

  return NULL;
}

gboolean
br_address_list_reveal (BrAddressList *self,
                        const char    *address)
{
  BrNode                     node = br_address_tree_find (self->tree, address);
  g_autoptr (GtkTreeListRow) row = NULL;
  guint                      position;

  if (node == BR_NODE_NONE)
    return FALSE;

  br_address_list_set_query (self, NULL);
  if (br_address_list_is_flat (self))
    br_address_list_set_order (self, BR_ORDER_TREE);
  for (guint level = 0; level < CLASP_ADDRESS_MAX_SEGMENTS; level++)
    {
      GtkTreeListRow *next = br_address_list_step_to (self, row, node);

      if (next == NULL)
        break;
      g_set_object (&row, next);
      g_object_unref (next);
    }
  if (row == NULL)
    return FALSE;

  position = gtk_tree_list_row_get_position (row);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
  self->moved = TRUE;

  return TRUE;
}

/* Connections stand before what belongs to none, in their own order. */
static guint
group_of (BrAddressList *self,
          BrNode         node)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->roots));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BrAddressItem) item = g_list_model_get_item (G_LIST_MODEL (self->roots), i);

      if (br_address_tree_is_below (self->tree, node, br_address_item_get_node (item)))
        return i;
    }

  return n;
}

/* Is @node listed before the topmost row in sight? */
static gboolean
is_above (BrAddressList *self,
          BrNode         node,
          BrNode         topmost)
{
  guint a = group_of (self, node), b = group_of (self, topmost);

  return a != b ? a < b : br_address_tree_compare (self->tree, node, topmost) < 0;
}

BrPlace
br_address_list_locate (BrAddressList *self,
                        const char    *address,
                        double        *y)
{
  BrNode  node = br_address_tree_find (self->tree, address);
  BrNode  topmost = BR_NODE_NONE, best = BR_NODE_NONE;
  int     top = G_MAXINT;
  BrPlace place = BR_PLACE_NONE;
  int     header = gtk_widget_get_height (GTK_WIDGET (self)) - gtk_widget_get_height (GTK_WIDGET (self->view));

  if (node == BR_NODE_NONE)
    return BR_PLACE_NONE;

  for (guint i = 0; i < self->rows->len; i++)
    {
      BrAddressRow  *row = g_ptr_array_index (self->rows, i);
      BrAddressItem *item = br_address_row_get_item (row);
      BrNode         own = br_address_item_get_node (item);
      int            row_y, height;

      if (own == BR_NODE_NONE || !br_address_list_row_in_sight (self, row, &row_y, &height))
        continue;
      if (row_y < top)
        {
          top = row_y;
          topmost = own;
        }
      /* The deepest row that holds it. */
      if (br_address_tree_is_below (self->tree, node, own)
          && (best == BR_NODE_NONE || br_address_tree_is_below (self->tree, own, best)))
        {
          best = own;
          place = own == node && br_address_item_is_endpoint (item) ? BR_PLACE_ROW : BR_PLACE_PARENT;
          *y = header + row_y + height / 2.0;
          if (br_address_row_get_tree_row (row) != NULL && own != node
              && gtk_tree_list_row_get_expanded (br_address_row_get_tree_row (row)))
            place = BR_PLACE_NONE;
        }
    }
  if (best != BR_NODE_NONE && place != BR_PLACE_NONE)
    return place;
  if (br_address_list_is_flat (self))
    return BR_PLACE_HIDDEN;
  if (topmost == BR_NODE_NONE)
    return BR_PLACE_NONE;

  place = is_above (self, node, topmost) ? BR_PLACE_ABOVE : BR_PLACE_BELOW;
  *y = place == BR_PLACE_ABOVE ? header : gtk_widget_get_height (GTK_WIDGET (self));

  return place;
}
