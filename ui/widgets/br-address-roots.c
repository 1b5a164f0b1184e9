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
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, n_after - n_before);
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

struct _BrAddressRoots
{
  GObject parent_instance;

  BrAddressTree  *tree; /* (owned) */
  BrRole          role;
  GListModel     *connections; /* (owned) or NULL */
  BrAddressModel *top;         /* (owned) all first segments */
  GArray         *groups;      /* (owned) of BrNode: the connections' namespaces */
  GArray         *others;      /* (owned) of guint: positions in top of what belongs to no connection */
};

static void br_address_roots_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrAddressRoots,
                               br_address_roots,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, br_address_roots_list_init))

static BrShape
shape_for (ClaspConnection *connection)
{
  const char *kind = clasp_connection_get_kind (connection);

  if (g_strcmp0 (kind, "artnet") == 0)
    return BR_SHAPE_UNIVERSES;

  return g_strcmp0 (kind, "midi") == 0 ? BR_SHAPE_PORTS : BR_SHAPE_PLAIN;
}

static gboolean
br_address_roots_is_group (BrAddressRoots *self,
                           BrNode          top)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (g_array_index (self->groups, BrNode, i) != BR_NODE_NONE
        && br_address_tree_is_below (self->tree, g_array_index (self->groups, BrNode, i), top))
      return TRUE;

  return FALSE;
}

static void
br_address_roots_find_others (BrAddressRoots *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->top));

  g_array_set_size (self->others, 0);
  for (guint i = 0; i < n; i++)
    if (!br_address_roots_is_group (self, br_address_model_get_nth (self->top, i)))
      g_array_append_val (self->others, i);
}

static void
br_address_roots_find_groups (BrAddressRoots *self)
{
  guint n = self->connections != NULL ? g_list_model_get_n_items (self->connections) : 0;

  g_array_set_size (self->groups, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (self->connections, i);
      BrNode                      node = br_address_tree_intern (self->tree, clasp_connection_get_namespace (connection));

      if (node != BR_NODE_NONE)
        br_address_tree_set_shape (self->tree, node, shape_for (connection));
      g_array_append_val (self->groups, node);
    }
}

static guint
br_address_roots_get_n_items (GListModel *list)
{
  BrAddressRoots *self = BR_ADDRESS_ROOTS (list);

  return self->groups->len + self->others->len;
}

static gpointer
br_address_roots_get_item (GListModel *list,
                           guint       position)
{
  BrAddressRoots *self = BR_ADDRESS_ROOTS (list);

  if (position < self->groups->len)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (self->connections, position);

      return br_address_item_new_connection (self->tree,
                                             self->role,
                                             g_array_index (self->groups, BrNode, position),
                                             connection);
    }
  position -= self->groups->len;
  if (position >= self->others->len)
    return NULL;

  return g_list_model_get_item (G_LIST_MODEL (self->top), g_array_index (self->others, guint, position));
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
connections_changed_cb (BrAddressRoots *self,
                        guint           position,
                        guint           removed,
                        guint           added)
{
  guint n_others = self->others->len;

  br_address_roots_find_groups (self);
  br_address_roots_find_others (self);
  if (n_others == self->others->len)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  else
    g_list_model_items_changed (G_LIST_MODEL (self),
                                0,
                                self->groups->len - added + removed + n_others,
                                self->groups->len + self->others->len);
}

void
br_address_roots_refresh (BrAddressRoots *self)
{
  g_autoptr (GArray) before = g_array_copy (self->groups);
  guint              n_before = self->groups->len + self->others->len;

  br_address_roots_find_groups (self);
  if (before->len == self->groups->len
      && (before->len == 0 || memcmp (before->data, self->groups->data, before->len * sizeof (BrNode)) == 0))
    return;

  br_address_roots_find_others (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->groups->len + self->others->len);
}

/* First segments are few; only what comes new at the end of the list is told as such. */
static void
top_changed_cb (BrAddressRoots *self,
                guint           position,
                guint           removed,
                guint           added)
{
  guint n_before = self->others->len;

  br_address_roots_find_others (self);
  if (n_before != self->others->len)
    g_list_model_items_changed (G_LIST_MODEL (self), self->groups->len, n_before, self->others->len);
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
  BrAddressRoots *self = BR_ADDRESS_ROOTS (object);

  g_array_unref (self->groups);
  g_array_unref (self->others);

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
  self->groups = g_array_new (FALSE, FALSE, sizeof (BrNode));
  self->others = g_array_new (FALSE, FALSE, sizeof (guint));
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
      g_signal_connect_swapped (connections, "items-changed", G_CALLBACK (connections_changed_cb), self);
    }
  g_signal_connect_swapped (self->top, "items-changed", G_CALLBACK (top_changed_cb), self);
  br_address_roots_find_groups (self);
  br_address_roots_find_others (self);

  return self;
}
