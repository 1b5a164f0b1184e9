/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-list-private.h"

#include "patch/br-mapping-row.h"

/* Mappings that stand together under the name of their group, and can be folded away. */

static const char *
group_at (GListModel *list,
          guint       position)
{
  g_autoptr (ClaspMapping) mapping = g_list_model_get_item (list, position);

  /* The show keeps it. */
  return mapping != NULL ? clasp_mapping_get_group (mapping) : "";
}

/* Mappings of one group that stand together in the filtered list; a folded group is its first. */
static gboolean
is_folded_away (BrMappingList *self,
                GListModel    *list,
                guint          position)
{
  const char *group = group_at (list, position);

  return *group != '\0' && g_hash_table_contains (self->folded, group) && position > 0
         && g_str_equal (group_at (list, position - 1), group);
}

gboolean
br_mapping_list_shows_group_of (gpointer mapping,
                                gpointer user_data)
{
  BrMappingList *self = user_data;
  GListModel    *list = G_LIST_MODEL (self->shown);

  if (g_hash_table_size (self->folded) == 0 || !g_hash_table_contains (self->folded, clasp_mapping_get_group (mapping)))
    return TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspMapping) one = g_list_model_get_item (list, i);

      if (one == mapping)
        return !is_folded_away (self, list, i);
    }

  return TRUE;
}

static guint
count_group (BrMappingList *self,
             const char    *group)
{
  GListModel *list = G_LIST_MODEL (self->shown);
  guint       n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    n += g_str_equal (group_at (list, i), group) ? 1 : 0;

  return n;
}

void
br_mapping_list_regroup (BrMappingList *self)
{
  GListModel            *list = G_LIST_MODEL (self->selection);
  guint                  n = g_list_model_get_n_items (list);
  g_autoptr (GHashTable) first = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (list, i);
      const char              *group = clasp_mapping_get_group (mapping);

      if (*group != '\0' && (i == 0 || !g_str_equal (group_at (list, i - 1), group)))
        g_hash_table_add (first, mapping);
    }
  for (guint i = 0; i < self->rows->len; i++)
    {
      BrMappingRow *row = g_ptr_array_index (self->rows, i);
      const char   *group = clasp_mapping_get_group (br_mapping_row_get_mapping (row));

      if (!g_hash_table_contains (first, br_mapping_row_get_mapping (row)))
        br_mapping_row_set_heading (row, NULL, 0);
      else
        br_mapping_row_set_heading (row, group, g_hash_table_contains (self->folded, group) ? count_group (self, group) : 0);
    }
}

void
br_mapping_list_toggle_group (BrMappingList *self,
                              const char    *group)
{
  if (!g_hash_table_remove (self->folded, group))
    g_hash_table_add (self->folded, g_strdup (group));
  gtk_filter_changed (GTK_FILTER (self->fold_filter), GTK_FILTER_CHANGE_DIFFERENT);
  self->moved = TRUE;
}
