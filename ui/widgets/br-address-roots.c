/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-model.h"

/* --- ranges ------------------------------------------------------------------------------------- */

struct _BrAddressRanges
{
  GObject parent_instance;

  BrAddressModel *children; /* (owned) */
  BrAddressTree  *tree;     /* (owned) */
  BrRole          role;
  guint           n_children; /* as last told, or G_MAXUINT while nobody asked */
};

static void br_address_ranges_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrAddressRanges,
                               br_address_ranges,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, br_address_ranges_list_init))

/* How many items stand for @n_children. */
static guint
n_items_for (guint n_children)
{
  return n_children > BR_RANGE_SIZE ? (n_children + BR_RANGE_SIZE - 1) / BR_RANGE_SIZE : n_children;
}

static guint
br_address_ranges_get_n_items (GListModel *list)
{
  BrAddressRanges *self = BR_ADDRESS_RANGES (list);

  if (self->n_children == G_MAXUINT)
    self->n_children = g_list_model_get_n_items (G_LIST_MODEL (self->children));

  return n_items_for (self->n_children);
}

static gpointer
br_address_ranges_get_item (GListModel *list,
                            guint       position)
{
  BrAddressRanges *self = BR_ADDRESS_RANGES (list);

  if (position >= br_address_ranges_get_n_items (list))
    return NULL;
  if (self->n_children <= BR_RANGE_SIZE)
    return g_list_model_get_item (G_LIST_MODEL (self->children), position);

  return br_address_item_new_range (self->tree,
                                    self->role,
                                    br_address_model_get_node (self->children),
                                    G_LIST_MODEL (self->children),
                                    position * BR_RANGE_SIZE);
}

static GType
br_address_ranges_get_item_type (GListModel *list)
{
  return BR_TYPE_ADDRESS_ITEM;
}

static void
br_address_ranges_list_init (GListModelInterface *iface)
{
  iface->get_item_type = br_address_ranges_get_item_type;
  iface->get_n_items = br_address_ranges_get_n_items;
  iface->get_item = br_address_ranges_get_item;
}

static void
children_changed_cb (BrAddressRanges *self,
                     guint            position,
                     guint            removed,
                     guint            added)
{
  guint before = self->n_children;
  guint n_before, n_after;

  if (before == G_MAXUINT)
    return;

  self->n_children = before - removed + added;
  n_before = n_items_for (before);
  n_after = n_items_for (self->n_children);
  if (before <= BR_RANGE_SIZE && self->n_children <= BR_RANGE_SIZE)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  else if ((before <= BR_RANGE_SIZE) != (self->n_children <= BR_RANGE_SIZE))
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, n_after);
  else if (n_before != n_after)
    /* Ranges that stay are the same objects to their readers; their slices follow by themselves. */
    g_list_model_items_changed (G_LIST_MODEL (self),
                                MIN (n_before, n_after),
                                n_before - MIN (n_before, n_after),
                                n_after - MIN (n_before, n_after));
}

static void
br_address_ranges_dispose (GObject *object)
{
  BrAddressRanges *self = BR_ADDRESS_RANGES (object);

  if (self->children != NULL)
    g_signal_handlers_disconnect_by_data (self->children, self);
  g_clear_object (&self->children);
  g_clear_object (&self->tree);

  G_OBJECT_CLASS (br_address_ranges_parent_class)->dispose (object);
}

static void
br_address_ranges_class_init (BrAddressRangesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_address_ranges_dispose;
}

static void
br_address_ranges_init (BrAddressRanges *self)
{
  self->n_children = G_MAXUINT;
}

BrAddressRanges *
br_address_ranges_new (BrAddressModel *children)
{
  BrAddressRanges *self = g_object_new (BR_TYPE_ADDRESS_RANGES, NULL);

  self->children = children;
  self->tree = g_object_ref (br_address_model_get_tree (children));
  self->role = br_address_model_get_role (children);
  g_signal_connect_swapped (children, "items-changed", G_CALLBACK (children_changed_cb), self);

  return self;
}

/* --- roots -------------------------------------------------------------------------------------- */

/* One row of the first level. */
typedef struct
{
  BrNode           node;
  ClaspConnection *connection; /* (owned), or NULL: belongs to none */
} Entry;

struct _BrAddressRoots
{
  GObject parent_instance;

  BrAddressTree  *tree; /* (owned) */
  BrRole          role;
  GListModel     *connections; /* (owned) or NULL */
  BrAddressModel *top;         /* (owned) all first segments */
  GArray         *entries;     /* (owned) of Entry: the connections, then the others */
};

static void br_address_roots_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrAddressRoots,
                               br_address_roots,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, br_address_roots_list_init))

static void
entry_clear (gpointer data)
{
  g_clear_object (&((Entry *) data)->connection);
}

static GArray *
entries_new (void)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  g_array_set_clear_func (entries, entry_clear);

  return entries;
}

static BrShape
shape_for (ClaspConnection *connection)
{
  const char *kind = clasp_connection_get_kind (connection);

  if (g_strcmp0 (kind, "artnet") == 0)
    return BR_SHAPE_UNIVERSES;
  if (g_strcmp0 (kind, "sacn") == 0 || g_strcmp0 (kind, "dmx") == 0)
    return BR_SHAPE_NUMBERED;

  return g_strcmp0 (kind, "midi") == 0 ? BR_SHAPE_PORTS : BR_SHAPE_PLAIN;
}

static void
add_groups (BrAddressRoots *self,
            GArray         *entries)
{
  guint n = self->connections != NULL ? g_list_model_get_n_items (self->connections) : 0;

  for (guint i = 0; i < n; i++)
    {
      Entry entry = { .connection = g_list_model_get_item (self->connections, i) };

      entry.node = br_address_tree_intern (self->tree, clasp_connection_get_namespace (entry.connection));
      if (entry.node != BR_NODE_NONE)
        br_address_tree_set_shape (self->tree, entry.node, shape_for (entry.connection));
      g_array_append_val (entries, entry);
    }
}

static gboolean
is_in_group (BrAddressRoots *self,
             GArray         *entries,
             guint           n_groups,
             BrNode          top)
{
  for (guint i = 0; i < n_groups; i++)
    {
      BrNode group = g_array_index (entries, Entry, i).node;

      if (group != BR_NODE_NONE && br_address_tree_is_below (self->tree, group, top))
        return TRUE;
    }

  return FALSE;
}

static void
add_others (BrAddressRoots *self,
            GArray         *entries)
{
  guint n_groups = entries->len;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->top));

  for (guint i = 0; i < n; i++)
    {
      Entry entry = { br_address_model_get_nth (self->top, i), NULL };

      if (!is_in_group (self, entries, n_groups, entry.node))
        g_array_append_val (entries, entry);
    }
}

static gboolean
is_same_entry (GArray *a,
               guint   i,
               GArray *b,
               guint   j)
{
  const Entry *x = &g_array_index (a, Entry, i), *y = &g_array_index (b, Entry, j);

  return x->node == y->node && x->connection == y->connection;
}

/* Makes the first level anew and tells only what differs, whoever noticed first: the show tells of an
 * edit before its list of connections does. */
void
br_address_roots_refresh (BrAddressRoots *self)
{
  g_autoptr (GArray) before = self->entries;
  GArray            *after = entries_new ();
  guint              first = 0, last = 0;

  add_groups (self, after);
  add_others (self, after);
  while (first < MIN (before->len, after->len) && is_same_entry (before, first, after, first))
    first++;
  while (last < MIN (before->len, after->len) - first
         && is_same_entry (before, before->len - 1 - last, after, after->len - 1 - last))
    last++;

  self->entries = after;
  if (before->len != after->len || first + last < after->len)
    g_list_model_items_changed (G_LIST_MODEL (self), first, before->len - first - last, after->len - first - last);
}

static guint
br_address_roots_get_n_items (GListModel *list)
{
  return BR_ADDRESS_ROOTS (list)->entries->len;
}

static gpointer
br_address_roots_get_item (GListModel *list,
                           guint       position)
{
  BrAddressRoots *self = BR_ADDRESS_ROOTS (list);
  const Entry    *entry;

  if (position >= self->entries->len)
    return NULL;

  entry = &g_array_index (self->entries, Entry, position);
  if (entry->connection != NULL)
    return br_address_item_new_connection (self->tree, self->role, entry->node, entry->connection);

  return br_address_item_new_node (self->tree, self->role, entry->node, 1);
}

static GType
br_address_roots_get_item_type (GListModel *list)
{
  return BR_TYPE_ADDRESS_ITEM;
}

static void
br_address_roots_list_init (GListModelInterface *iface)
{
  iface->get_item_type = br_address_roots_get_item_type;
  iface->get_n_items = br_address_roots_get_n_items;
  iface->get_item = br_address_roots_get_item;
}

static void
br_address_roots_dispose (GObject *object)
{
  BrAddressRoots *self = BR_ADDRESS_ROOTS (object);

  if (self->connections != NULL)
    g_signal_handlers_disconnect_by_data (self->connections, self);
  if (self->top != NULL)
    g_signal_handlers_disconnect_by_data (self->top, self);
  g_clear_object (&self->connections);
  g_clear_object (&self->top);
  g_clear_object (&self->tree);

  G_OBJECT_CLASS (br_address_roots_parent_class)->dispose (object);
}

static void
br_address_roots_finalize (GObject *object)
{
  g_array_unref (BR_ADDRESS_ROOTS (object)->entries);

  G_OBJECT_CLASS (br_address_roots_parent_class)->finalize (object);
}

static void
br_address_roots_class_init (BrAddressRootsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_address_roots_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_address_roots_finalize;
}

static void
br_address_roots_init (BrAddressRoots *self)
{
  self->entries = entries_new ();
}

BrAddressRoots *
br_address_roots_new (BrAddressTree *tree,
                      BrRole         role,
                      GListModel    *connections)
{
  BrAddressRoots *self = g_object_new (BR_TYPE_ADDRESS_ROOTS, NULL);

  self->tree = g_object_ref (tree);
  self->role = role;
  self->top = br_address_model_new (tree, role, BR_NODE_ROOT);
  if (connections != NULL)
    {
      self->connections = g_object_ref (connections);
      g_signal_connect_swapped (connections, "items-changed", G_CALLBACK (br_address_roots_refresh), self);
    }
  g_signal_connect_swapped (self->top, "items-changed", G_CALLBACK (br_address_roots_refresh), self);
  br_address_roots_refresh (self);

  return self;
}
