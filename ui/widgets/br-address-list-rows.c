/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-list-private.h"

#include "widgets/br-type-ahead.h"

#include "widgets/br-frame-meter.h"

/* Rows as they come into the list, and what is marked on those that are there. */

/* --- marks -------------------------------------------------------------------------------------- */

static void
br_address_list_mark_mapped (BrAddressList *self,
                             BrAddressRow  *row)
{
  BrAddressItem   *item = br_address_row_get_item (row);
  g_autofree char *address = NULL;

  if (self->mapped_func == NULL || item == NULL || !br_address_item_is_endpoint (item))
    {
      br_address_row_set_mapped (row, FALSE);
      return;
    }

  address = br_address_item_dup_address (item);
  br_address_row_set_mapped (row, self->mapped_func (address, self->mapped_data));
}

void
br_address_list_set_mapped_func (BrAddressList *self,
                                 BrMappedFunc   func,
                                 gpointer       user_data)
{
  self->mapped_func = func;
  self->mapped_data = user_data;
}

void
br_address_list_refresh_mapped (BrAddressList *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    br_address_list_mark_mapped (self, g_ptr_array_index (self->rows, i));
}

static void
br_address_list_mark_related (BrAddressList *self,
                              BrAddressRow  *row)
{
  BrAddressItem   *item = br_address_row_get_item (row);
  g_autofree char *address = NULL;
  gboolean         is_related;

  if (self->related == NULL || item == NULL || !br_address_item_is_endpoint (item))
    {
      br_address_row_set_relation (row, FALSE, FALSE);
      return;
    }

  address = br_address_item_dup_address (item);
  is_related = g_hash_table_contains (self->related, address);
  br_address_row_set_relation (row, !is_related, is_related);
}

void
br_address_list_set_related (BrAddressList *self,
                             GHashTable    *related)
{
  g_clear_pointer (&self->related, g_hash_table_unref);
  self->related = related != NULL ? g_hash_table_ref (related) : NULL;
  for (guint i = 0; i < self->rows->len; i++)
    br_address_list_mark_related (self, g_ptr_array_index (self->rows, i));
}

static void
br_address_list_mark_count (BrAddressList *self,
                            BrAddressRow  *row)
{
  BrAddressItem   *item = br_address_row_get_item (row);
  g_autofree char *address = self->counts != NULL && item != NULL ? br_address_item_dup_address (item) : NULL;

  br_address_row_set_n_mappings (row, address != NULL ? br_mapping_index_count (self->counts, address) : 0);
}

void
br_address_list_set_counts (BrAddressList  *self,
                            BrMappingIndex *counts)
{
  g_clear_pointer (&self->counts, br_mapping_index_unref);
  self->counts = br_mapping_index_ref (counts);
  for (guint i = 0; i < self->rows->len; i++)
    br_address_list_mark_count (self, g_ptr_array_index (self->rows, i));
}

/* --- coming and going --------------------------------------------------------------------------- */

static ClaspStatus *
status_of (BrAddressList *self,
           BrAddressItem *item)
{
  ClaspConnection *connection = br_address_item_get_connection (item);

  if (self->engine == NULL || connection == NULL)
    return NULL;

  return clasp_engine_get_status (self->engine, clasp_show_item_get_id (CLASP_SHOW_ITEM (connection)));
}

/* The connection that @row stands below. */
static ClaspStatus *
device_of (BrAddressList  *self,
           GtkTreeListRow *row)
{
  g_autoptr (BrAddressItem) device = br_address_list_dup_device (row);

  return device != NULL ? status_of (self, device) : NULL;
}

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *list_item,
          gpointer            user_data)
{
  BrAddressList *self = user_data;
  GtkWidget     *row = br_address_row_new ();

  br_address_row_set_columns (BR_ADDRESS_ROW (row), self->columns, &self->widths);
  br_type_ahead_set_child (list_item, row);
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *list_item,
         gpointer            user_data)
{
  BrAddressList *self = user_data;
  BrAddressRow  *row = BR_ADDRESS_ROW (gtk_list_item_get_child (list_item));
  GObject       *object = gtk_list_item_get_item (list_item);

  br_address_row_set_marked (row, self->query != NULL ? br_query_get_words (self->query) : NULL);
  if (GTK_IS_TREE_LIST_ROW (object))
    {
      g_autoptr (BrAddressItem) item = gtk_tree_list_row_get_item (GTK_TREE_LIST_ROW (object));

      br_address_row_bind (row, item, GTK_TREE_LIST_ROW (object), status_of (self, item));
      br_address_row_set_device (row, device_of (self, GTK_TREE_LIST_ROW (object)));
    }
  else
    br_address_row_bind (row, BR_ADDRESS_ITEM (object), NULL, NULL);
  br_address_list_follow_row (self, list_item);
  g_ptr_array_add (self->rows, row);
  br_address_list_mark_mapped (self, row);
  br_address_list_mark_count (self, row);
  br_address_list_mark_related (self, row);
  br_address_list_mark_refusal (self, row);
  br_frame_meter_note_bound ();
  self->moved = TRUE;
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *list_item,
           gpointer            user_data)
{
  BrAddressList *self = user_data;
  BrAddressRow  *row = BR_ADDRESS_ROW (gtk_list_item_get_child (list_item));

  g_ptr_array_remove_fast (self->rows, row);
  br_address_row_unbind (row);
}

void
br_address_list_add_rows (BrAddressList *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  gtk_list_view_set_factory (self->view, factory);
}
