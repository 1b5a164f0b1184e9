/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-list-private.h"

/* Searching: the list shows the hits of a query instead of the tree. */

#define MAX_HITS 5000

static void
searched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (BrAddressList) self = user_data;
  g_autoptr (GError)        error = NULL;
  guint                     n_total = 0;
  GArray                   *nodes = br_search_finish (result, &n_total, &error);
  g_autoptr (GListModel)    hits = NULL;

  /* A newer search runs, or none is wanted any more. */
  if (nodes == NULL || g_task_get_cancellable (G_TASK (result)) != self->search)
    {
      g_clear_pointer (&nodes, g_array_unref);
      return;
    }

  g_clear_object (&self->search);
  hits = br_hits_new (self->tree, self->role, nodes);
  gtk_multi_selection_set_model (self->selection, hits);
  self->n_hits = n_total;
  br_address_list_update_empty (self);
  g_object_notify (G_OBJECT (self), "n-hits");
  g_object_notify (G_OBJECT (self), "searching");
}

/* Plain ends of the show's mappings; a copy, for the search runs in a thread. */
static GHashTable *
collect_mapped (ClaspShow *show)
{
  GHashTable *mapped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GListModel *mappings = clasp_show_get_mappings (show);

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      g_hash_table_add (mapped, g_strdup (clasp_mapping_get_source (mapping)));
      g_hash_table_add (mapped, g_strdup (clasp_mapping_get_target (mapping)));
    }

  return mapped;
}

void
br_address_list_search (BrAddressList *self)
{
  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  self->search = g_cancellable_new ();
  self->searched_us = g_get_monotonic_time ();
  br_search_async (self->tree, self->role, self->query, MAX_HITS, self->search, searched_cb, g_object_ref (self));
}

void
br_address_list_set_query (BrAddressList *self,
                           const char    *text)
{
  g_clear_pointer (&self->query, br_query_unref);
  self->query = text != NULL ? br_query_new (text) : NULL;
  if (self->query != NULL && self->engine != NULL && br_query_needs_mapped (self->query))
    {
      g_autoptr (GHashTable) mapped = collect_mapped (clasp_engine_get_show (self->engine));

      br_query_set_mapped (self->query, mapped);
    }
  if (self->query != NULL)
    {
      br_address_list_search (self);
      g_object_notify (G_OBJECT (self), "searching");
      return;
    }

  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  if (gtk_multi_selection_get_model (self->selection) != G_LIST_MODEL (self->tree_model))
    gtk_multi_selection_set_model (self->selection, G_LIST_MODEL (self->tree_model));
  br_address_list_update_empty (self);
  g_object_notify (G_OBJECT (self), "searching");
}
