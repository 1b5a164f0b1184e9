/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

/* The sources, or the targets, of one mapping: an address as long as there is one that has nothing
 * else, a list from when somebody first asks for it. The mapping's own property is always the
 * address of the first. */

gboolean
clasp_list_insert (GListStore *list, guint position, gpointer item, guint limit)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (list));

  if (n_items >= limit || clasp_list_is_locked (list))
    return FALSE;
  g_list_store_insert (list, MIN (position, n_items), item);
  return TRUE;
}

void
clasp_list_remove (GListStore *list, guint position)
{
  if (position < g_list_model_get_n_items (G_LIST_MODEL (list)) && !clasp_list_is_locked (list))
    g_list_store_remove (list, position);
}

/* One splice of the range that changes, so that it is one edit. */
void
clasp_list_move (GListStore *list, guint from, guint to)
{
  guint                 n_items = g_list_model_get_n_items (G_LIST_MODEL (list));
  guint                 low, high;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  gpointer              moved;

  if (from >= n_items || clasp_list_is_locked (list))
    return;
  to = MIN (to, n_items - 1);
  if (from == to)
    return;

  low = MIN (from, to);
  high = MAX (from, to);
  for (guint i = low; i <= high; i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (list), i));
  moved = g_ptr_array_steal_index (items, from - low);
  g_ptr_array_insert (items, (int) (to - low), moved);
  g_list_store_splice (list, low, items->len, items->pdata, items->len);
}

static void
follow_address (ClaspEnds *self)
{
  const char *address = clasp_mapping_end_get_address (self->first);

  if (g_str_equal (self->address, address))
    return;
  g_free (self->address);
  self->address = g_strdup (address);
  g_object_notify_by_pspec (G_OBJECT (self->mapping), self->pspec);
}

static void
forget_first (ClaspEnds *self)
{
  if (self->first != NULL)
    g_signal_handlers_disconnect_by_data (self->first, self);
  g_clear_object (&self->first);
}

static void
follow_first (ClaspEnds *self)
{
  g_autoptr (ClaspMappingEnd) first = g_list_model_get_item (G_LIST_MODEL (self->list), 0);

  /* in the middle of an undo the list may be empty for a moment */
  if (first == NULL || first == self->first)
    return;
  forget_first (self);
  self->first = g_steal_pointer (&first);
  g_signal_connect_swapped (self->first, "notify::address", G_CALLBACK (follow_address), self);
  follow_address (self);
}

void
clasp_ends_init (ClaspEnds *self, ClaspMapping *mapping, gboolean is_target)
{
  self->mapping = mapping;
  self->is_target = is_target;
  self->address = g_strdup ("");
}

void
clasp_ends_clear (ClaspEnds *self)
{
  forget_first (self);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_object (&self->list);
  g_clear_pointer (&self->address, g_free);
}

void
clasp_ends_set_address (ClaspEnds *self, const char *address)
{
  if (address == NULL)
    address = "";
  if (self->first != NULL)
    {
      clasp_mapping_end_set_address (self->first, address);
      return;
    }
  if (g_str_equal (self->address, address))
    return;
  g_free (self->address);
  self->address = g_strdup (address);
  g_object_notify_by_pspec (G_OBJECT (self->mapping), self->pspec);
}

/* TRUE when it was made by this call. */
gboolean
clasp_ends_make_list (ClaspEnds *self, const ClaspRegistry *registry)
{
  g_autoptr (ClaspMappingEnd) first = NULL;

  if (self->list != NULL)
    return FALSE;
  first = clasp_mapping_end_new (registry, self->is_target, self->address);
  self->list = g_list_store_new (CLASP_TYPE_MAPPING_END);
  g_list_store_append (self->list, first);
  g_signal_connect_swapped (self->list, "items-changed", G_CALLBACK (follow_first), self);
  follow_first (self);
  return TRUE;
}

gboolean
clasp_ends_are_plain (ClaspEnds *self)
{
  return self->list == NULL || (g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 1 &&
                                clasp_mapping_end_is_plain (self->first));
}

/* What is read from a file; at least one. */
void
clasp_ends_replace (ClaspEnds *self, const ClaspRegistry *registry, GPtrArray *ends)
{
  if (ends->len == 1 && clasp_mapping_end_is_plain (ends->pdata[0]) && self->list == NULL)
    {
      clasp_ends_set_address (self, clasp_mapping_end_get_address (ends->pdata[0]));
      return;
    }
  clasp_ends_make_list (self, registry);
  g_list_store_splice (self->list, 0, g_list_model_get_n_items (G_LIST_MODEL (self->list)),
                       ends->pdata, ends->len);
}
