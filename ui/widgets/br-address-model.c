/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-model.h"

/* Up to that many separate places a batch is told piece by piece, which keeps rows (and what is open
 * below them) as they are; above, one splice covers them all: single inserts cost more than ten
 * times as much. */
#define MAX_PIECES 16
#define UNIVERSE_SLOTS 512

struct _BrAddressModel
{
  GObject parent_instance;

  BrAddressTree *tree; /* (owned) */
  BrNode         node;
  BrRole         role;
  guint          depth;
  GArray        *children; /* (owned) of BrNode, or NULL while nobody asked */
  BrTreeWatch   *watch;    /* (owned by the tree) */
};

static void br_address_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrAddressModel,
                               br_address_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, br_address_model_list_init))

static int
compare_nodes (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  return br_address_tree_compare (user_data, *(const BrNode *) a, *(const BrNode *) b);
}

static void
sort_nodes (BrAddressTree *tree,
            GArray        *nodes)
{
  gboolean sorted = TRUE;

  for (guint i = 1; i < nodes->len && sorted; i++)
    sorted = br_address_tree_compare (tree, g_array_index (nodes, BrNode, i - 1), g_array_index (nodes, BrNode, i)) < 0;
  if (!sorted)
    g_array_sort_with_data (nodes, compare_nodes, tree);
}

/* --- batches ------------------------------------------------------------------------------------ */

/* Where @node stands or would stand. */
static guint
br_address_model_search (BrAddressModel *self,
                         BrNode          node)
{
  guint low = 0, high = self->children->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (br_address_tree_compare (self->tree, g_array_index (self->children, BrNode, middle), node) < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static gboolean
br_address_model_holds (BrAddressModel *self,
                        guint           position,
                        BrNode          node)
{
  return position < self->children->len && g_array_index (self->children, BrNode, position) == node;
}

/* Drops from @fresh what is listed already and returns how many runs the rest falls into. */
static guint
br_address_model_count_runs (BrAddressModel *self,
                             GArray         *fresh)
{
  guint n_runs = 0, n = 0, last = G_MAXUINT;

  for (guint i = 0; i < fresh->len; i++)
    {
      BrNode node = g_array_index (fresh, BrNode, i);
      guint  position = br_address_model_search (self, node);

      if (br_address_model_holds (self, position, node) || (n > 0 && g_array_index (fresh, BrNode, n - 1) == node))
        continue;
      n_runs += position != last;
      last = position;
      g_array_index (fresh, BrNode, n++) = node;
    }
  g_array_set_size (fresh, n);

  return n_runs;
}

static void
br_address_model_insert_runs (BrAddressModel *self,
                              GArray         *fresh)
{
  guint i = 0;

  while (i < fresh->len)
    {
      guint position = br_address_model_search (self, g_array_index (fresh, BrNode, i));
      guint n = 1;

      while (i + n < fresh->len && br_address_model_search (self, g_array_index (fresh, BrNode, i + n)) == position)
        n++;
      g_array_insert_vals (self->children, position, &g_array_index (fresh, BrNode, i), n);
      i += n;
      g_list_model_items_changed (G_LIST_MODEL (self), position, 0, n);
    }
}

static void
br_address_model_merge (BrAddressModel *self,
                        GArray         *fresh)
{
  guint   first = br_address_model_search (self, g_array_index (fresh, BrNode, 0));
  guint   last = br_address_model_search (self, g_array_index (fresh, BrNode, fresh->len - 1));
  GArray *merged = g_array_sized_new (FALSE, FALSE, sizeof (BrNode), self->children->len + fresh->len);
  guint   i = first, j = 0;

  g_array_append_vals (merged, self->children->data, first);
  while (i < last || j < fresh->len)
    {
      gboolean take_fresh = i == last
                            || (j < fresh->len
                                && br_address_tree_compare (self->tree,
                                                            g_array_index (fresh, BrNode, j),
                                                            g_array_index (self->children, BrNode, i))
                                     < 0);

      g_array_append_val (merged, g_array_index (take_fresh ? fresh : self->children, BrNode, take_fresh ? j : i));
      j += take_fresh;
      i += !take_fresh;
    }
  g_array_append_vals (merged, &g_array_index (self->children, BrNode, last), self->children->len - last);
  g_array_unref (self->children);
  self->children = merged;
  g_list_model_items_changed (G_LIST_MODEL (self), first, last - first, last - first + fresh->len);
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return x < y ? -1 : x > y;
}

/* Where those of @nodes stand that are listed and not visible any more, in order. */
static GArray *
br_address_model_find_gone (BrAddressModel *self,
                            const BrNode   *nodes,
                            guint           n_nodes)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint));
  guint   n = 0;

  for (guint i = 0; i < n_nodes; i++)
    {
      guint position = br_address_model_search (self, nodes[i]);

      if (!br_address_tree_is_visible (self->tree, nodes[i], self->role) && br_address_model_holds (self, position, nodes[i]))
        g_array_append_val (positions, position);
    }
  g_array_sort (positions, compare_positions);
  for (guint i = 0; i < positions->len; i++)
    if (n == 0 || g_array_index (positions, guint, n - 1) != g_array_index (positions, guint, i))
      g_array_index (positions, guint, n++) = g_array_index (positions, guint, i);
  g_array_set_size (positions, n);

  return positions;
}

/* How many of @positions follow one another up to and including the one at @last. */
static guint
run_before (GArray *positions,
            guint   last)
{
  guint n = 1;

  while (n <= last && g_array_index (positions, guint, last - n) + n == g_array_index (positions, guint, last))
    n++;

  return n;
}

static void
br_address_model_remove_runs (BrAddressModel *self,
                              GArray         *positions)
{
  for (guint left = positions->len; left > 0;)
    {
      guint n = run_before (positions, left - 1);
      guint position = g_array_index (positions, guint, left - n);

      g_array_remove_range (self->children, position, n);
      g_list_model_items_changed (G_LIST_MODEL (self), position, n, 0);
      left -= n;
    }
}

static void
br_address_model_remove_many (BrAddressModel *self,
                              GArray         *positions)
{
  guint first = g_array_index (positions, guint, 0);
  guint last = g_array_index (positions, guint, positions->len - 1);
  guint to = first;

  for (guint i = first, next = 0; i <= last; i++)
    if (i == g_array_index (positions, guint, next))
      next++;
    else
      g_array_index (self->children, BrNode, to++) = g_array_index (self->children, BrNode, i);
  g_array_remove_range (self->children, to, last + 1 - to);
  g_list_model_items_changed (G_LIST_MODEL (self), first, last + 1 - first, to - first);
}

static void
br_address_model_remove (BrAddressModel *self,
                         const BrNode   *nodes,
                         guint           n_nodes)
{
  g_autoptr (GArray) positions = br_address_model_find_gone (self, nodes, n_nodes);
  guint              n_runs = 0;

  for (guint left = positions->len; left > 0; n_runs++)
    left -= run_before (positions, left - 1);
  if (n_runs > MAX_PIECES)
    br_address_model_remove_many (self, positions);
  else
    br_address_model_remove_runs (self, positions);
}

static void
br_address_model_add (BrAddressModel *self,
                      const BrNode   *nodes,
                      guint           n_nodes)
{
  g_autoptr (GArray) fresh = g_array_sized_new (FALSE, FALSE, sizeof (BrNode), n_nodes);
  guint              n_runs;

  for (guint i = 0; i < n_nodes; i++)
    if (br_address_tree_is_visible (self->tree, nodes[i], self->role))
      g_array_append_val (fresh, nodes[i]);
  sort_nodes (self->tree, fresh);
  n_runs = br_address_model_count_runs (self, fresh);
  if (n_runs > MAX_PIECES)
    br_address_model_merge (self, fresh);
  else
    br_address_model_insert_runs (self, fresh);
}

static void
br_address_model_news_cb (const BrTreeNews *news,
                          gpointer          user_data)
{
  g_autoptr (BrAddressModel) self = g_object_ref (user_data);

  br_address_model_remove (self, news->removed, news->n_removed);
  br_address_model_add (self, news->added, news->n_added);
  for (guint i = 0; i < news->n_refreshed; i++)
    {
      guint position = br_address_model_search (self, news->refreshed[i]);

      if (br_address_model_holds (self, position, news->refreshed[i]))
        g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
    }
}

/* --- filling ------------------------------------------------------------------------------------ */

static void
br_address_model_collect (BrAddressModel *self,
                          BrNode          parent,
                          guint           depth)
{
  for (BrNode node = br_address_tree_get_first_child (self->tree, parent); node != BR_NODE_NONE;
       node = br_address_tree_get_next (self->tree, node))
    {
      BrNode inner = br_address_tree_get_first_child (self->tree, node);

      if (!br_address_tree_is_visible (self->tree, node, self->role))
        continue;
      if (depth == 1 || (inner == BR_NODE_NONE && br_address_tree_get_signal (self->tree, node) != G_MAXUINT))
        g_array_append_val (self->children, node);
      else
        br_address_model_collect (self, node, depth - 1);
    }
}

static void
br_address_model_intern_slots (BrAddressModel *self)
{
  g_autofree char *universe = br_address_tree_dup_address (self->tree, self->node);

  for (guint slot = 1; slot <= UNIVERSE_SLOTS; slot++)
    {
      g_autofree char *address = g_strdup_printf ("%s/%u", universe, slot);

      br_address_tree_intern (self->tree, address);
    }
}

static void
br_address_model_fill (BrAddressModel *self)
{
  if (self->children != NULL)
    return;

  self->children = g_array_new (FALSE, FALSE, sizeof (BrNode));
  self->depth = br_address_tree_get_depth_below (self->tree, self->node);
  if (self->role == BR_ROLE_TARGETS && br_address_tree_get_shape (self->tree, self->node) == BR_SHAPE_UNIVERSE)
    br_address_model_intern_slots (self);
  br_address_model_collect (self, self->node, self->depth);
  sort_nodes (self->tree, self->children);
  self->watch
    = br_address_tree_watch (self->tree, self->node, self->depth, self->role, br_address_model_news_cb, self);
}

/* --- list --------------------------------------------------------------------------------------- */

static GType
br_address_model_get_item_type (GListModel *list)
{
  return BR_TYPE_ADDRESS_ITEM;
}

static guint
br_address_model_get_n_items (GListModel *list)
{
  BrAddressModel *self = BR_ADDRESS_MODEL (list);

  br_address_model_fill (self);

  return self->children->len;
}

static gpointer
br_address_model_get_item (GListModel *list,
                           guint       position)
{
  BrAddressModel *self = BR_ADDRESS_MODEL (list);
  BrNode          node = br_address_model_get_nth (self, position);
  guint           n_levels = 0;

  if (node == BR_NODE_NONE)
    return NULL;

  for (BrNode i = node; i != self->node; i = br_address_tree_get_parent (self->tree, i))
    n_levels++;

  return br_address_item_new_node (self->tree, self->role, node, n_levels);
}

static void
br_address_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = br_address_model_get_item_type;
  iface->get_n_items = br_address_model_get_n_items;
  iface->get_item = br_address_model_get_item;
}

BrAddressTree *
br_address_model_get_tree (BrAddressModel *self)
{
  return self->tree;
}

BrRole
br_address_model_get_role (BrAddressModel *self)
{
  return self->role;
}

BrNode
br_address_model_get_node (BrAddressModel *self)
{
  return self->node;
}

BrNode
br_address_model_get_nth (BrAddressModel *self,
                          guint           position)
{
  br_address_model_fill (self);

  return position < self->children->len ? g_array_index (self->children, BrNode, position) : BR_NODE_NONE;
}

static void
br_address_model_dispose (GObject *object)
{
  BrAddressModel *self = BR_ADDRESS_MODEL (object);

  if (self->watch != NULL)
    br_address_tree_unwatch (self->tree, self->watch);
  self->watch = NULL;
  g_clear_pointer (&self->children, g_array_unref);
  g_clear_object (&self->tree);

  G_OBJECT_CLASS (br_address_model_parent_class)->dispose (object);
}

static void
br_address_model_class_init (BrAddressModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_address_model_dispose;
}

static void
br_address_model_init (BrAddressModel *self)
{
}

BrAddressModel *
br_address_model_new (BrAddressTree *tree,
                      BrRole         role,
                      BrNode         node)
{
  BrAddressModel *self = g_object_new (BR_TYPE_ADDRESS_MODEL, NULL);

  self->tree = g_object_ref (tree);
  self->role = role;
  self->node = node;

  return self;
}
