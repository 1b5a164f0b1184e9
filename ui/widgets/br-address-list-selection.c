/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-list-private.h"

/* What is selected, as items, addresses and patterns. */

BrAddressItem *
br_address_list_dup_item (BrAddressList *self,
                          guint          position)
{
  g_autoptr (GObject) object = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (object == NULL)
    return NULL;
  if (GTK_IS_TREE_LIST_ROW (object))
    return gtk_tree_list_row_get_item (GTK_TREE_LIST_ROW (object));

  return BR_ADDRESS_ITEM (g_steal_pointer (&object));
}

BrAddressItem *
br_address_list_dup_selected (BrAddressList *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  guint64               n = gtk_bitset_get_size (selected);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BrAddressItem) item = br_address_list_dup_item (self, gtk_bitset_get_nth (selected, i));

      if (item != NULL && br_address_item_is_endpoint (item))
        return g_steal_pointer (&item);
    }

  return NULL;
}

char *
br_address_list_dup_selected_path (BrAddressList *self)
{
  g_autoptr (GtkBitset)     selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  g_autoptr (BrAddressItem) item
    = gtk_bitset_is_empty (selected) ? NULL : br_address_list_dup_item (self, gtk_bitset_get_minimum (selected));

  return item != NULL ? br_address_item_dup_address (item) : NULL;
}

char **
br_address_list_dup_selected_addresses (BrAddressList *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GPtrArray            *addresses = g_ptr_array_new ();
  guint64               n = gtk_bitset_get_size (selected);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BrAddressItem) item = br_address_list_dup_item (self, gtk_bitset_get_nth (selected, i));

      if (item != NULL && br_address_item_is_endpoint (item))
        g_ptr_array_add (addresses, br_address_item_dup_address (item));
    }
  g_ptr_array_add (addresses, NULL);

  return (char **) g_ptr_array_free (addresses, FALSE);
}

static char *
pattern_of (BrAddressItem *item)
{
  g_autofree char *address = br_address_item_dup_address (item);

  /* A range is a thousand of a branch, a protocol several: nobody means all of that. */
  if (*address == '\0' || br_address_item_get_kind (item) == BR_ITEM_RANGE)
    return NULL;
  if (br_address_item_is_expandable (item) || br_address_item_get_kind (item) == BR_ITEM_CONNECTION)
    return g_strconcat (address, "/**", NULL);

  return g_steal_pointer (&address);
}

char **
br_address_list_dup_selected_patterns (BrAddressList *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GPtrArray            *patterns = g_ptr_array_new ();
  guint64               n = gtk_bitset_get_size (selected);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BrAddressItem) item = br_address_list_dup_item (self, gtk_bitset_get_nth (selected, i));
      char                     *pattern = item != NULL ? pattern_of (item) : NULL;

      if (pattern != NULL)
        g_ptr_array_add (patterns, pattern);
    }
  g_ptr_array_add (patterns, NULL);

  return (char **) g_ptr_array_free (patterns, FALSE);
}

void
br_address_list_select_first (BrAddressList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BrAddressItem) item = br_address_list_dup_item (self, i);

      if (item == NULL || !br_address_item_is_endpoint (item))
        continue;
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, TRUE);
      gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", i);
      return;
    }
}

void
br_address_list_select_row (BrAddressList *self,
                            BrAddressRow  *row)
{
  GtkWidget *list_item = gtk_widget_get_parent (GTK_WIDGET (row));

  if (list_item != NULL)
    gtk_widget_activate_action (list_item, "listitem.select", "(bb)", FALSE, FALSE);
}

void
br_address_list_unselect (BrAddressList *self)
{
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
}
