/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-item.h"

#include "widgets/br-address-model.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

struct _BrAddressItem
{
  GObject parent_instance;

  BrAddressTree *tree;  /* (owned) */
  GObject       *extra; /* (owned) the connection, or the children a range is cut from; or NULL */
  char          *title; /* (owned) (nullable) of a protocol */
  BrNode         node;
  guint          first; /* of a range */
  guint8         kind, role, n_levels;
};

G_DEFINE_FINAL_TYPE (BrAddressItem, br_address_item, G_TYPE_OBJECT)

static BrAddressItem *
br_address_item_new (BrAddressTree *tree,
                     BrItemKind     kind,
                     BrRole         role,
                     BrNode         node)
{
  BrAddressItem *self = g_object_new (BR_TYPE_ADDRESS_ITEM, NULL);

  self->tree = g_object_ref (tree);
  self->node = node;
  self->kind = (guint8) kind;
  self->role = (guint8) role;
  self->n_levels = 1;

  return self;
}

/**
 * br_address_item_new_node:
 * @tree: the tree
 * @role: which list it is for
 * @node: the node
 * @n_levels: how many segments of its address the row's label shows, 1–64
 *
 * Returns: (transfer full): an item
 */
BrAddressItem *
br_address_item_new_node (BrAddressTree *tree,
                          BrRole         role,
                          BrNode         node,
                          guint          n_levels)
{
  BrAddressItem *self = br_address_item_new (tree, BR_ITEM_NODE, role, node);

  self->n_levels = (guint8) n_levels;

  return self;
}

BrAddressItem *
br_address_item_new_connection (BrAddressTree   *tree,
                                BrRole           role,
                                BrNode           node,
                                ClaspConnection *connection)
{
  BrAddressItem *self = br_address_item_new (tree, BR_ITEM_CONNECTION, role, node);

  self->extra = G_OBJECT (g_object_ref (connection));

  return self;
}

BrAddressItem *
br_address_item_new_hit (BrAddressTree *tree,
                         BrRole         role,
                         BrNode         node)
{
  return br_address_item_new (tree, BR_ITEM_HIT, role, node);
}

BrAddressItem *
br_address_item_new_range (BrAddressTree *tree,
                           BrRole         role,
                           BrNode         branch,
                           GListModel    *children,
                           guint          first)
{
  BrAddressItem *self = br_address_item_new (tree, BR_ITEM_RANGE, role, branch);

  self->extra = G_OBJECT (g_object_ref (children));
  self->first = first;

  return self;
}

BrAddressItem *
br_address_item_new_protocol (BrAddressTree *tree,
                              BrRole         role,
                              const char    *title,
                              GListModel    *members)
{
  BrAddressItem *self = br_address_item_new (tree, BR_ITEM_PROTOCOL, role, BR_NODE_NONE);

  self->extra = G_OBJECT (g_object_ref (members));
  self->title = g_strdup (title);

  return self;
}

BrItemKind
br_address_item_get_kind (BrAddressItem *self)
{
  return (BrItemKind) self->kind;
}

BrRole
br_address_item_get_role (BrAddressItem *self)
{
  return (BrRole) self->role;
}

BrAddressTree *
br_address_item_get_tree (BrAddressItem *self)
{
  return self->tree;
}

BrNode
br_address_item_get_node (BrAddressItem *self)
{
  return self->node;
}

guint
br_address_item_get_signal (BrAddressItem *self)
{
  if (self->kind == BR_ITEM_RANGE || self->node == BR_NODE_NONE)
    return G_MAXUINT;

  return br_address_tree_get_signal (self->tree, self->node);
}

ClaspConnection *
br_address_item_get_connection (BrAddressItem *self)
{
  return self->kind == BR_ITEM_CONNECTION ? CLASP_CONNECTION (self->extra) : NULL;
}

static char *
dup_node_label (BrAddressItem *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  br_address_tree_append_label (self->tree, self->node, self->n_levels, text);
  if (br_address_tree_get_shape (self->tree, self->node) == BR_SHAPE_UNIVERSE)
    {
      g_string_replace (text, "/", ":", 0);
      /* Translators: a DMX universe by net, subnet and universe: "Universe 0:0:1" */
      return g_strdup_printf (_("Universe %s"), text->str);
    }
  if (self->n_levels > 1)
    g_string_replace (text, "/", " ", 0);

  return g_strdup (text->str);
}

char *
br_address_item_dup_label (BrAddressItem *self)
{
  switch ((BrItemKind) self->kind)
    {
    case BR_ITEM_NODE:
      return dup_node_label (self);
    case BR_ITEM_CONNECTION:
      return g_strdup (clasp_show_item_get_name (CLASP_SHOW_ITEM (self->extra)));
    case BR_ITEM_RANGE:
      return g_strdup_printf ("%u–%u",
                              self->first,
                              MIN (self->first + BR_RANGE_SIZE, g_list_model_get_n_items (G_LIST_MODEL (self->extra))) - 1);
    case BR_ITEM_PROTOCOL:
      return g_strdup (self->title);
    case BR_ITEM_HIT:
      return br_address_tree_dup_address (self->tree, self->node);
    }

  return NULL;
}

char *
br_address_item_dup_address (BrAddressItem *self)
{
  return self->node != BR_NODE_NONE ? br_address_tree_dup_address (self->tree, self->node) : g_strdup ("");
}

gboolean
br_address_item_is_expandable (BrAddressItem *self)
{
  if (self->kind == BR_ITEM_RANGE || self->kind == BR_ITEM_PROTOCOL)
    return TRUE;
  if (self->kind == BR_ITEM_HIT || self->node == BR_NODE_NONE)
    return FALSE;

  return br_address_tree_has_children (self->tree, self->node, (BrRole) self->role);
}

gboolean
br_address_item_is_endpoint (BrAddressItem *self)
{
  if (self->kind != BR_ITEM_NODE && self->kind != BR_ITEM_HIT)
    return FALSE;
  if (br_address_item_get_signal (self) != G_MAXUINT)
    return TRUE;

  return self->role == BR_ROLE_TARGETS && !br_address_item_is_expandable (self);
}

GListModel *
br_address_item_create_children (BrAddressItem *self)
{
  if (!br_address_item_is_expandable (self) && self->kind != BR_ITEM_CONNECTION)
    return NULL;
  if (self->kind == BR_ITEM_PROTOCOL)
    return G_LIST_MODEL (g_object_ref (self->extra));
  if (self->node == BR_NODE_NONE)
    return NULL;
  if (self->kind == BR_ITEM_RANGE)
    return G_LIST_MODEL (gtk_slice_list_model_new (G_LIST_MODEL (g_object_ref (self->extra)), self->first, BR_RANGE_SIZE));

  return G_LIST_MODEL (br_address_ranges_new (br_address_model_new (self->tree, (BrRole) self->role, self->node)));
}

static void
br_address_item_finalize (GObject *object)
{
  BrAddressItem *self = BR_ADDRESS_ITEM (object);

  g_clear_object (&self->extra);
  g_clear_object (&self->tree);
  g_free (self->title);

  G_OBJECT_CLASS (br_address_item_parent_class)->finalize (object);
}

static void
br_address_item_class_init (BrAddressItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_address_item_finalize;
}

static void
br_address_item_init (BrAddressItem *self)
{
}
