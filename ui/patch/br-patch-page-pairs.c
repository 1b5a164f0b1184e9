/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-page-private.h"

#include "patch/br-pair-list.h"

/* Several signals at once: which goes to which is asked before anything is mapped. */

/* Pairs are chosen among so many endpoints of a group. */
#define MAX_GROUP 512

static void
pairs_accepted_cb (BrPatchPage       *self,
                   const char *const *sources,
                   const char *const *targets,
                   guint              merge)
{
  self->merge = (ClaspMerge) merge;
  self->way = self->pairs_way;
  br_patch_page_connect (self, sources, targets);
}

static void
br_patch_page_ask_pairs (BrPatchPage       *self,
                         const char *const *sources,
                         const char *const *targets,
                         gboolean           onto_one,
                         GtkWidget         *anchor)
{
  graphene_rect_t bounds;

  if (targets[0] == NULL || !gtk_widget_compute_bounds (anchor, GTK_WIDGET (self), &bounds))
    return;
  if (self->pair_list == NULL)
    {
      self->pair_list = br_pair_list_new ();
      gtk_widget_set_parent (self->pair_list, GTK_WIDGET (self));
      g_signal_connect_object (self->pair_list, "accepted", G_CALLBACK (pairs_accepted_cb), self, G_CONNECT_SWAPPED);
    }
  self->pairs_way = self->way;
  self->way = BR_DROP_NEW;
  br_pair_list_set (BR_PAIR_LIST (self->pair_list), sources, targets, onto_one);
  gtk_popover_set_position (GTK_POPOVER (self->pair_list),
                            self->width >= BR_WIDTH_WIDE ? GTK_POS_LEFT : GTK_POS_BOTTOM);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->pair_list),
                               &(GdkRectangle) { (int) bounds.origin.x,
                                                 (int) bounds.origin.y,
                                                 self->width >= BR_WIDTH_WIDE ? 1 : (int) bounds.size.width,
                                                 (int) bounds.size.height });
  gtk_popover_popup (GTK_POPOVER (self->pair_list));
}

/* --- what follows ------------------------------------------------------------------------------- */

static char **
dup_siblings (BrAddressTree *tree,
              const char    *address)
{
  BrNode                    node = br_address_tree_find (tree, address);
  g_autoptr (BrAddressItem) parent = NULL;

  if (node == BR_NODE_NONE)
    return g_new0 (char *, 1);

  parent = br_address_item_new_node (tree, BR_ROLE_TARGETS, br_address_tree_get_parent (tree, node), 1);

  return br_address_item_dup_endpoints (parent, G_MAXUINT);
}

static gboolean
can_take (BrPatchPage       *self,
          const char *const *sources,
          const char        *address)
{
  g_autofree char *why = br_why_not_set (self->show, address);

  return why == NULL && !g_strv_contains (sources, address);
}

/* @target, and those beside it that come after it and can be set. */
static char **
dup_targets_from (BrPatchPage       *self,
                  const char *const *sources,
                  const char        *target)
{
  g_auto (GStrv) siblings = dup_siblings (br_window_get_tree (self->window), target);
  GPtrArray     *targets = g_ptr_array_new ();
  guint          i = 0;

  g_ptr_array_add (targets, g_strdup (target));
  while (siblings[i] != NULL && !g_str_equal (siblings[i], target))
    i++;
  for (i += siblings[i] != NULL ? 1 : 0; siblings[i] != NULL && targets->len < MAX_GROUP; i++)
    if (can_take (self, sources, siblings[i]))
      g_ptr_array_add (targets, g_strdup (siblings[i]));
  g_ptr_array_add (targets, NULL);

  return (char **) g_ptr_array_free (targets, FALSE);
}

/* --- asking ------------------------------------------------------------------------------------- */

/* Ctrl adds all of them to one mapping: there is nothing to pair. */
static gboolean
is_added_to_selected (BrPatchPage *self)
{
  g_autoptr (GPtrArray) selected = br_mapping_list_dup_selected (self->mappings);

  return self->way == BR_DROP_ADD && selected->len == 1;
}

static void
ask_onto_one (BrPatchPage       *self,
              const char *const *sources,
              const char        *target)
{
  g_auto (GStrv) targets = dup_targets_from (self, sources, target);
  GtkWidget     *row = br_address_list_find_row (self->targets, target);

  br_patch_page_ask_pairs (self,
                           sources,
                           (const char *const *) targets,
                           TRUE,
                           row != NULL ? row : self->targets_column);
}

/**
 * br_patch_page_connect_or_ask:
 * @self: the page
 * @sources: addresses
 * @targets: addresses
 *
 * Maps one to one, or one to several, at once; of several sources it is asked first which goes where.
 */
void
br_patch_page_connect_or_ask (BrPatchPage       *self,
                              const char *const *sources,
                              const char *const *targets)
{
  if (sources[0] == NULL || sources[1] == NULL || targets[0] == NULL || is_added_to_selected (self))
    br_patch_page_connect (self, sources, targets);
  else if (targets[1] == NULL)
    ask_onto_one (self, sources, targets[0]);
  else
    br_patch_page_ask_pairs (self, sources, targets, FALSE, self->targets_column);
}

/**
 * br_patch_page_drop_on_group:
 * @self: the page
 * @sources: addresses
 * @group: what they were dropped on
 *
 * One signal is led to a search in the group, several are paired with what it holds.
 */
void
br_patch_page_drop_on_group (BrPatchPage       *self,
                             const char *const *sources,
                             BrAddressItem     *group)
{
  g_autofree char *address = NULL;
  g_auto (GStrv)   targets = NULL;

  if (sources[1] != NULL)
    {
      targets = br_address_item_dup_endpoints (group, MAX_GROUP);
      br_patch_page_ask_pairs (self, sources, (const char *const *) targets, FALSE, self->targets_column);
      return;
    }

  address = br_address_item_dup_address (group);
  br_patch_page_choose_target (self, g_strdupv ((char **) sources));
  gtk_editable_set_text (GTK_EDITABLE (self->target_search), address);
  gtk_editable_set_position (GTK_EDITABLE (self->target_search), -1);
}
