/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-list-private.h"

#include <string.h>

/* What is remembered of the list: folds and the place. */

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
br_mapping_list_dup_folded (BrMappingList *self)
{
  GPtrArray     *groups = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       group;

  g_hash_table_iter_init (&iter, self->folded);
  while (g_hash_table_iter_next (&iter, &group, NULL))
    g_ptr_array_add (groups, g_strdup (group));
  g_ptr_array_sort (groups, compare_strings);
  g_ptr_array_add (groups, NULL);

  return (char **) g_ptr_array_free (groups, FALSE);
}

void
br_mapping_list_set_folded (BrMappingList     *self,
                            const char *const *groups)
{
  g_hash_table_remove_all (self->folded);
  for (guint i = 0; groups[i] != NULL; i++)
    g_hash_table_add (self->folded, g_strdup (groups[i]));
  gtk_filter_changed (GTK_FILTER (self->fold_filter), GTK_FILTER_CHANGE_DIFFERENT);
  self->moved = TRUE;
}

char *
br_mapping_list_dup_top (BrMappingList *self)
{
  ClaspMapping *topmost = NULL;
  int           top = G_MAXINT;

  if (self->top != NULL)
    return g_strdup (self->top);

  for (guint i = 0; i < self->rows->len; i++)
    {
      BrMappingRow *row = g_ptr_array_index (self->rows, i);
      int           y, height;

      if (!br_mapping_list_row_in_sight (self, row, &y, &height) || y >= top)
        continue;
      top = y;
      topmost = br_mapping_row_get_mapping (row);
    }

  return g_strdup (topmost != NULL ? clasp_show_item_get_id (CLASP_SHOW_ITEM (topmost)) : "");
}

void
br_mapping_list_set_top (BrMappingList *self,
                         const char    *id)
{
  g_free (self->top);
  self->top = *id != '\0' ? g_strdup (id) : NULL;
  self->moved = TRUE;
}

/* TRUE: it is at the top, or as high as it goes. */
static gboolean
br_mapping_list_raise_top (BrMappingList *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);

  for (guint i = 0; i < self->rows->len; i++)
    {
      BrMappingRow *row = g_ptr_array_index (self->rows, i);
      int           y, height;

      if (!br_mapping_list_row_in_sight (self, row, &y, &height)
          || !g_str_equal (clasp_show_item_get_id (CLASP_SHOW_ITEM (br_mapping_row_get_mapping (row))), self->top))
        continue;
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + y);
      return TRUE;
    }

  return FALSE;
}

void
br_mapping_list_place (BrMappingList *self)
{
  GListModel *list = G_LIST_MODEL (self->selection);

  if (self->top == NULL || self->rows->len == 0)
    return;
  /* A mapping that is gone is looked for no more. */
  if (br_mapping_list_raise_top (self) || clasp_show_find (self->show, self->top) == NULL)
    {
      g_clear_pointer (&self->top, g_free);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (list, i);

      if (!g_str_equal (clasp_show_item_get_id (item), self->top))
        continue;
      /* Into sight, which moves it: the next look puts it at the top. */
      gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", i);
      return;
    }
  g_clear_pointer (&self->top, g_free);
}
