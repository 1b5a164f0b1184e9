/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-list-private.h"

#include <string.h>

/* What the person opened and where they scrolled, for those who keep it. Addresses may come later than
 * what is remembered of them: a device that is not there yet loses nothing. */

/* So many rows are looked through for the one that was topmost. */
#define MAX_LOOK 20000

/* --- telling ------------------------------------------------------------------------------------ */

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char **
take_sorted (GPtrArray *addresses)
{
  g_ptr_array_sort (addresses, compare_strings);
  while (addresses->len > BR_MAX_FOLDS)
    g_free (g_ptr_array_remove_index (addresses, addresses->len - 1));
  g_ptr_array_add (addresses, NULL);

  return (char **) g_ptr_array_free (addresses, FALSE);
}

static void
add_waiting (GPtrArray  *addresses,
             GHashTable *waiting)
{
  GHashTableIter iter;
  gpointer       address;

  if (waiting == NULL)
    return;
  g_hash_table_iter_init (&iter, waiting);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    g_ptr_array_add (addresses, g_strdup (address));
}

char **
br_address_list_dup_opened (BrAddressList *self)
{
  GPtrArray     *addresses = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       node;

  g_hash_table_iter_init (&iter, self->opened);
  while (g_hash_table_iter_next (&iter, &node, NULL))
    g_ptr_array_add (addresses, br_address_tree_dup_address (self->tree, GPOINTER_TO_UINT (node)));
  add_waiting (addresses, self->to_open);

  return take_sorted (addresses);
}

char **
br_address_list_dup_folded (BrAddressList *self)
{
  GPtrArray *addresses = g_ptr_array_new ();
  guint      n = g_list_model_get_n_items (G_LIST_MODEL (self->roots));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_child_row (self->tree_model, i);
      g_autoptr (BrAddressItem)  item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

      if (item != NULL && !gtk_tree_list_row_get_expanded (row)
          && g_hash_table_contains (self->met, GUINT_TO_POINTER (br_address_item_get_node (item))))
        g_ptr_array_add (addresses, br_address_item_dup_address (item));
    }
  add_waiting (addresses, self->to_fold);

  return take_sorted (addresses);
}

char *
br_address_list_dup_top (BrAddressList *self)
{
  BrAddressItem *topmost = NULL;
  int            top = G_MAXINT;

  if (self->awaited != NULL)
    return g_strdup (self->awaited);

  for (guint i = 0; i < self->rows->len; i++)
    {
      BrAddressRow *row = g_ptr_array_index (self->rows, i);
      int           y, height;

      if (!br_address_list_row_in_sight (self, row, &y, &height) || y >= top)
        continue;
      top = y;
      topmost = br_address_row_get_item (row);
    }

  return topmost != NULL ? br_address_item_dup_address (topmost) : g_strdup ("");
}

/* --- placing ------------------------------------------------------------------------------------ */

static GHashTable *
make_set (const char *const *addresses)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; addresses[i] != NULL && i < BR_MAX_FOLDS; i++)
    if (*addresses[i] == '/')
      g_hash_table_add (set, g_strdup (addresses[i]));

  return set;
}

void
br_address_list_set_folds (BrAddressList     *self,
                           const char *const *opened,
                           const char *const *folded)
{
  g_clear_pointer (&self->to_open, g_hash_table_unref);
  g_clear_pointer (&self->to_fold, g_hash_table_unref);
  self->to_open = make_set (opened);
  self->to_fold = make_set (folded);
  br_address_list_place (self);
}

static void
br_address_list_open_waiting (BrAddressList *self)
{
  GHashTableIter iter;
  gpointer       address;

  g_hash_table_iter_init (&iter, self->to_open);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    {
      BrNode node = br_address_tree_find (self->tree, address);

      if (node == BR_NODE_NONE)
        continue;
      /* Its row opens itself when it is seen. */
      g_hash_table_add (self->opened, GUINT_TO_POINTER (node));
      g_hash_table_iter_remove (&iter);
    }
}

static void
br_address_list_fold_waiting (BrAddressList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->roots));

  for (guint i = 0; i < n && g_hash_table_size (self->to_fold) > 0; i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_child_row (self->tree_model, i);
      g_autoptr (BrAddressItem)  item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;
      g_autofree char           *address = item != NULL ? br_address_item_dup_address (item) : NULL;

      if (address == NULL || !br_address_item_is_expandable (item) || !g_hash_table_remove (self->to_fold, address))
        continue;
      g_hash_table_add (self->met, GUINT_TO_POINTER (br_address_item_get_node (item)));
      g_hash_table_remove (self->opened, GUINT_TO_POINTER (br_address_item_get_node (item)));
      gtk_tree_list_row_set_expanded (row, FALSE);
    }
}

/* TRUE: the row called so is at the top, or as high as it goes. */
static gboolean
br_address_list_raise_top (BrAddressList *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);

  for (guint i = 0; i < self->rows->len; i++)
    {
      BrAddressRow    *row = g_ptr_array_index (self->rows, i);
      g_autofree char *address = br_address_item_dup_address (br_address_row_get_item (row));
      int              y, height;

      if (!br_address_list_row_in_sight (self, row, &y, &height) || !g_str_equal (address, self->awaited))
        continue;
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + y);
      return TRUE;
    }

  return FALSE;
}

static void
br_address_list_scroll_waiting (BrAddressList *self)
{
  guint n = MIN (g_list_model_get_n_items (G_LIST_MODEL (self->selection)), MAX_LOOK);

  self->is_placing = TRUE;
  if (br_address_list_raise_top (self))
    {
      g_clear_pointer (&self->awaited, g_free);
      n = 0;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BrAddressItem) item = br_address_list_dup_item (self, i);
      g_autofree char          *address = item != NULL ? br_address_item_dup_address (item) : NULL;

      if (g_strcmp0 (address, self->awaited) != 0)
        continue;
      /* Into sight; the next look puts it at the top. */
      gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", i);
      break;
    }
  self->is_placing = FALSE;
}

void
br_address_list_set_top (BrAddressList *self,
                         const char    *address)
{
  g_free (self->awaited);
  self->awaited = *address == '/' ? g_strdup (address) : NULL;
}

void
br_address_list_forget_top (BrAddressList *self)
{
  /* Rows that arrive scroll too, as far as the list is concerned: then there is nothing to be forgotten. */
  if (!self->is_placing && gtk_widget_get_mapped (GTK_WIDGET (self)))
    g_clear_pointer (&self->awaited, g_free);
}

void
br_address_list_place (BrAddressList *self)
{
  if (self->to_open != NULL && g_hash_table_size (self->to_open) > 0)
    br_address_list_open_waiting (self);
  if (self->to_fold != NULL && g_hash_table_size (self->to_fold) > 0)
    br_address_list_fold_waiting (self);
  if (self->awaited != NULL && self->query == NULL)
    br_address_list_scroll_waiting (self);
}

void
br_address_list_free_places (BrAddressList *self)
{
  g_clear_pointer (&self->to_open, g_hash_table_unref);
  g_clear_pointer (&self->to_fold, g_hash_table_unref);
  g_clear_pointer (&self->awaited, g_free);
}
