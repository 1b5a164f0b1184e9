/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-list-private.h"

/* Searching: the list shows the hits of a query instead of the tree. */

/* Selected rows that are looked for again. */
#define MAX_KEPT 1000

static void
select_nodes (BrAddressList *self,
              GListModel    *hits,
              GHashTable    *nodes)
{
  guint n = g_hash_table_size (nodes) > 0 ? g_list_model_get_n_items (hits) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BrAddressItem) item = g_list_model_get_item (hits, i);

      if (g_hash_table_remove (nodes, GUINT_TO_POINTER (br_address_item_get_node (item))))
        gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, FALSE);
      if (g_hash_table_size (nodes) == 0)
        return;
    }
}

static GHashTable *
selected_nodes (BrAddressList *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GHashTable           *nodes = g_hash_table_new (NULL, NULL);
  guint64               n = MIN (gtk_bitset_get_size (selected), MAX_KEPT);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject)       object = g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_nth (selected, i));
      g_autoptr (BrAddressItem) item = NULL;

      if (GTK_IS_TREE_LIST_ROW (object))
        item = gtk_tree_list_row_get_item (GTK_TREE_LIST_ROW (object));
      else if (object != NULL)
        item = BR_ADDRESS_ITEM (g_steal_pointer (&object));
      if (item != NULL)
        g_hash_table_add (nodes, GUINT_TO_POINTER (br_address_item_get_node (item)));
    }

  return nodes;
}

/* The same rows stay selected, wherever they stand now. */
static void
show_hits (BrAddressList *self,
           GArray        *nodes)
{
  GListModel            *model = gtk_multi_selection_get_model (self->selection);
  g_autoptr (GHashTable) chosen = selected_nodes (self);
  g_autoptr (GListModel) hits = NULL;

  if (br_is_hits (model))
    {
      hits = g_object_ref (model);
      br_hits_replace (hits, nodes);
    }
  else
    {
      hits = br_hits_new (self->tree, self->role, nodes);
      gtk_multi_selection_set_model (self->selection, hits);
    }
  select_nodes (self, hits, chosen);
}

static void
searched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (BrAddressList) self = user_data;
  g_autoptr (GError)        error = NULL;
  guint                     n_total = 0;
  GArray                   *nodes = br_search_finish (result, &n_total, &error);

  /* A newer search runs, or none is wanted any more. */
  if (nodes == NULL || g_task_get_cancellable (G_TASK (result)) != self->search)
    {
      g_clear_pointer (&nodes, g_array_unref);
      return;
    }

  g_clear_object (&self->search);
  self->sorted_us = g_get_monotonic_time ();
  show_hits (self, nodes);
  for (guint i = 0; i < self->rows->len; i++)
    br_address_row_set_marked (g_ptr_array_index (self->rows, i), self->query != NULL ? br_query_get_words (self->query) : NULL);
  self->n_hits = n_total;
  br_address_list_update_empty (self);
  g_object_notify (G_OBJECT (self), "n-hits");
  g_object_notify (G_OBJECT (self), "searching");
}

static BrSort
sort_of (BrOrder order)
{
  switch (order)
    {
    case BR_ORDER_RATE:
      return BR_SORT_RATE;
    case BR_ORDER_CHANGE:
      return BR_SORT_CHANGE;
    case BR_ORDER_VALUE:
      return BR_SORT_VALUE;
    case BR_ORDER_TREE:
    case BR_ORDER_PROTOCOLS:
      break;
    }

  return BR_SORT_NAME;
}

gboolean
br_address_list_is_flat (BrAddressList *self)
{
  return self->query != NULL || sort_of (self->order) != BR_SORT_NAME;
}

gboolean
br_address_list_is_looking (BrAddressList *self)
{
  return self->search != NULL;
}

/* Whether what is listed may not be what a search would find now. */
gboolean
br_address_list_may_find_others (BrAddressList *self)
{
  return br_address_list_is_flat (self)
         && (sort_of (self->order) != BR_SORT_NAME
             || (self->query != NULL && br_query_needs_state (self->query))
             || self->searched_comings != br_address_tree_get_n_comings (self->tree));
}

void
br_address_list_search (BrAddressList *self)
{
  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  self->search = g_cancellable_new ();
  self->searched_us = g_get_monotonic_time ();
  self->searched_comings = br_address_tree_get_n_comings (self->tree);
  br_search_async (self->tree,
                   self->role,
                   self->query,
                   sort_of (self->order),
                   BR_ADDRESS_LIST_MAX_HITS,
                   self->search,
                   searched_cb,
                   g_object_ref (self));
}

/* The hits, or the tree. */
void
br_address_list_show_rows (BrAddressList *self)
{
  if (br_address_list_is_flat (self))
    {
      br_address_list_search (self);
      g_object_notify (G_OBJECT (self), "searching");
      return;
    }

  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  self->sorted_us = 0;
  if (gtk_multi_selection_get_model (self->selection) != G_LIST_MODEL (self->tree_model))
    gtk_multi_selection_set_model (self->selection, G_LIST_MODEL (self->tree_model));
  br_address_list_update_empty (self);
  g_object_notify (G_OBJECT (self), "searching");
}

static void
add_devices (BrQuery    *query,
             GListModel *connections)
{
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      br_query_add_device (query,
                           clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)),
                           clasp_connection_get_kind (connection),
                           clasp_connection_get_namespace (connection));
    }
}

void
br_address_list_fill_query (BrAddressList *self)
{
  ClaspShow *show = self->engine != NULL ? clasp_engine_get_show (self->engine) : NULL;

  if (self->query == NULL || show == NULL)
    return;
  add_devices (self->query, clasp_show_get_connections (show));
  if (br_query_needs_mapped (self->query))
    {
      g_autoptr (BrMappingIndex) mapped = br_mapping_index_new (show);

      br_query_set_mapped (self->query, mapped);
    }
  if (br_query_needs_favourites (self->query))
    {
      g_autoptr (GHashTable) favourites = br_signal_notes_dup_favourites (br_signal_notes_get (show));

      br_query_set_favourites (self->query, favourites);
    }
}

void
br_address_list_set_query (BrAddressList *self,
                           const char    *text)
{
  /* What was chosen of the hits would go. */
  if (g_strcmp0 (text, self->query_text) == 0)
    return;

  g_free (self->query_text);
  self->query_text = g_strdup (text);
  g_clear_pointer (&self->query, br_query_unref);
  self->query = text != NULL ? br_query_new (text) : NULL;
  br_address_list_fill_query (self);
  br_address_list_show_rows (self);
}

void
br_address_list_set_order (BrAddressList *self,
                           BrOrder        order)
{
  if (self->order == order)
    return;

  self->order = order;
  br_address_list_group_roots (self);
  br_address_list_show_rows (self);
}

gint64
br_address_list_get_sorted_us (BrAddressList *self)
{
  return sort_of (self->order) != BR_SORT_NAME ? self->sorted_us : 0;
}
