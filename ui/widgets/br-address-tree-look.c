/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-tree-private.h"

#include "widgets/br-natural-order.h"

#include <math.h>
#include <string.h>

/* Questions to the tree: what is where, how it is called, and in which order it stands. */

ClaspSignalTable *
br_address_tree_get_table (BrAddressTree *self)
{
  return self->table;
}

guint
br_address_tree_get_n_nodes (BrAddressTree *self)
{
  return self->nodes->len;
}

guint
br_address_tree_get_n_comings (BrAddressTree *self)
{
  return self->n_comings;
}

BrNode
br_address_tree_get_parent (BrAddressTree *self,
                            BrNode         node)
{
  return node_at (self, node)->parent;
}

BrNode
br_address_tree_get_first_child (BrAddressTree *self,
                                 BrNode         node)
{
  return node_at (self, node)->first_child;
}

BrNode
br_address_tree_get_next (BrAddressTree *self,
                          BrNode         node)
{
  return node_at (self, node)->next;
}

guint
br_address_tree_get_signal (BrAddressTree *self,
                            BrNode         node)
{
  const Node *own = node_at (self, node);

  return own->signal != G_MAXUINT32 && !(own->flags & NODE_GONE) ? own->signal : G_MAXUINT;
}

/* Old only by its own measure: what was never seen to repeat has none. */
#define OLD_INTERVALS 10
#define OLD_MIN_US (2 * G_USEC_PER_SEC)

gboolean
br_address_tree_is_old (BrAddressTree *self,
                        BrNode         node,
                        gint64         updated_us,
                        gint64         now_us)
{
  float usual = node_at (self, node)->usual;

  return usual > 0 && now_us - updated_us > MAX (OLD_MIN_US, (gint64) (OLD_INTERVALS * usual * G_USEC_PER_SEC));
}

void
br_address_tree_set_notes (BrAddressTree *self,
                           BrSignalNotes *notes)
{
  g_set_object (&self->notes, notes);
}

BrSignalNotes *
br_address_tree_get_notes (BrAddressTree *self)
{
  return self->notes;
}

BrRecent *
br_address_tree_get_recent (BrAddressTree *self)
{
  return self->recent;
}

void
br_address_tree_get_summary (BrAddressTree *self,
                             BrNode         node,
                             BrNodeSummary *summary)
{
  const Node *own = node_at (self, node);

  summary->n_signals = own->n_signals;
  summary->n_children = own->n_children;
  summary->rate = own->rate;
  summary->newest_us = own->newest_us;
}

gboolean
br_address_tree_get_seen (BrAddressTree *self,
                          BrNode         node,
                          double        *minimum,
                          double        *maximum)
{
  const Node *own = node_at (self, node);

  if (isnan (own->minimum))
    return FALSE;

  *minimum = own->minimum;
  *maximum = own->maximum;
  return TRUE;
}

gboolean
br_address_tree_is_visible (BrAddressTree *self,
                            BrNode         node,
                            BrRole         role)
{
  const Node *own = node_at (self, node);

  return own->n_signals > 0 || (role == BR_ROLE_TARGETS && own->flags & NODE_KNOWN);
}

gboolean
br_address_tree_has_children (BrAddressTree *self,
                              BrNode         node,
                              BrRole         role)
{
  const Node *own = node_at (self, node);

  if (role == BR_ROLE_TARGETS && br_address_tree_get_shape (self, node) == BR_SHAPE_UNIVERSE)
    return TRUE;
  for (BrNode i = own->first_child; i != BR_NODE_NONE && role == BR_ROLE_TARGETS; i = node_at (self, i)->next)
    if (br_address_tree_is_visible (self, i, role))
      return TRUE;

  return own->n_signals > (br_address_tree_get_signal (self, node) != G_MAXUINT ? 1u : 0u);
}

gboolean
br_address_tree_is_below (BrAddressTree *self,
                          BrNode         node,
                          BrNode         ancestor)
{
  while (node != BR_NODE_ROOT && node != ancestor)
    node = node_at (self, node)->parent;

  return node == ancestor;
}

void
br_address_tree_set_shape (BrAddressTree *self,
                           BrNode         node,
                           BrShape        shape)
{
  node_at (self, node)->shape = (guint8) shape;
}

/* Beside the universes stand lists of who sends them. */
static gboolean
is_number (const Node *node)
{
  for (guint i = 0; i < node->length; i++)
    if (!g_ascii_isdigit (node->text[i]))
      return FALSE;

  return TRUE;
}

BrShape
br_address_tree_get_shape (BrAddressTree *self,
                           BrNode         node)
{
  BrShape own = (BrShape) node_at (self, node)->shape;
  BrNode  above = node_at (self, node)->parent;

  if (own != BR_SHAPE_PLAIN || node == BR_NODE_ROOT)
    return own;
  if (node_at (self, above)->shape == BR_SHAPE_PORTS)
    return BR_SHAPE_PORT;
  if (node_at (self, above)->shape == BR_SHAPE_NUMBERED)
    return is_number (node_at (self, node)) ? BR_SHAPE_UNIVERSE : BR_SHAPE_PLAIN;
  above = node_at (self, node_at (self, above)->parent)->parent;

  return node_at (self, above)->shape == BR_SHAPE_UNIVERSES ? BR_SHAPE_UNIVERSE : BR_SHAPE_PLAIN;
}

guint
br_address_tree_get_depth_below (BrAddressTree *self,
                                 BrNode         node)
{
  switch (br_address_tree_get_shape (self, node))
    {
    case BR_SHAPE_UNIVERSES:
      return 3;
    case BR_SHAPE_PORT:
      return 4;
    case BR_SHAPE_PLAIN:
    case BR_SHAPE_NUMBERED:
    case BR_SHAPE_UNIVERSE:
    case BR_SHAPE_PORTS:
      return 1;
    }

  return 1;
}

void
br_address_tree_append_label (BrAddressTree *self,
                              BrNode         node,
                              guint          n_levels,
                              GString       *text)
{
  BrNode path[MAX_LEVELS];
  guint  n = 0;

  for (; node != BR_NODE_ROOT && n < MIN (n_levels, MAX_LEVELS); node = node_at (self, node)->parent)
    path[n++] = node;
  for (guint i = n; i > 0; i--)
    {
      const Node *own = node_at (self, path[i - 1]);

      if (i < n)
        g_string_append_c (text, '/');
      g_string_append_len (text, own->text, own->length);
    }
}

char *
br_address_tree_dup_address (BrAddressTree *self,
                             BrNode         node)
{
  GString *text = g_string_new ("/");

  br_address_tree_append_label (self, node, MAX_LEVELS, text);

  return g_string_free (text, FALSE);
}

gsize
br_address_tree_get_memory (BrAddressTree *self)
{
  return (gsize) self->nodes->len * sizeof (Node) + (gsize) self->signals->len * sizeof (BrNode)
         + (gsize) self->n_places * sizeof (BrNode);
}

static guint
level_of (BrAddressTree *self,
          BrNode         node)
{
  guint level = 0;

  for (; node != BR_NODE_ROOT; node = node_at (self, node)->parent)
    level++;

  return level;
}

int
br_address_tree_compare (BrAddressTree *self,
                         BrNode         a,
                         BrNode         b)
{
  guint       a_level, b_level;
  const Node *x, *y;

  if (a == b)
    return 0;
  if (node_at (self, a)->parent != node_at (self, b)->parent)
    {
      a_level = level_of (self, a);
      b_level = level_of (self, b);
      for (guint i = b_level; i < a_level; i++)
        a = node_at (self, a)->parent;
      for (guint i = a_level; i < b_level; i++)
        b = node_at (self, b)->parent;
      if (a == b)
        return a_level < b_level ? -1 : 1;
      while (node_at (self, a)->parent != node_at (self, b)->parent)
        {
          a = node_at (self, a)->parent;
          b = node_at (self, b)->parent;
        }
    }
  x = node_at (self, a);
  y = node_at (self, b);

  return br_compare_natural (x->text, x->length, y->text, y->length);
}
