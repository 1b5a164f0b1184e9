/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-tree-private.h"

#include "core/clasp-address.h"

#include <math.h>
#include <string.h>

/* Design notes
 *
 * Nodes lie in one array; a child list is a chain of indices, new ones first. (parent, segment) is
 * found through an open-addressed table of node numbers. The text of a segment points into the
 * address the signal table keeps for ever, or into our own chunk for addresses nobody sent.
 *
 * Rates: one cursor walks over all signals, a few thousand a tick, adds what each gained to all its
 * ancestors, and at the end of a round divides by the time the round took. So the price does not
 * depend on how many rows look, and a group's rate is the sum of its signals'. */

/* Twice what a table can hold: bounds what interned addresses may add. */
#define MAX_NODES (2u * CLASP_SIGNAL_TABLE_MAX)
/* The deepest look of any shape (BR_SHAPE_PORT). */
#define MAX_DEPTH 4
#define ROUND_US (G_USEC_PER_SEC / 2)

struct _BrTreeWatch
{
  BrTreeWatch      *next; /* (unowned) of the same node */
  BrNode            node;
  guint             depth;
  BrRole            role;
  BrAddressTreeFunc func;
  gpointer          user_data;
  GArray           *added;     /* (owned) of BrNode */
  GArray           *refreshed; /* (owned) of BrNode */
  GArray           *removed;   /* (owned) of BrNode */
  gboolean          gone;
};

G_DEFINE_FINAL_TYPE (BrAddressTree, br_address_tree, G_TYPE_OBJECT)

/* --- finding and making nodes ------------------------------------------------------------------- */

static guint
place_of (BrAddressTree *self,
          BrNode         parent,
          ClaspStr       segment)
{
  guint64 hash = clasp_str_hash (segment) ^ ((guint64) parent * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
  guint   mask = self->n_places - 1;

  for (guint i = (guint) (hash ^ hash >> 32) & mask;; i = (i + 1) & mask)
    {
      BrNode found = self->places[i];
      Node  *node = node_at (self, found);

      if (found == BR_NODE_ROOT
          || (node->parent == parent && clasp_str_equal ((ClaspStr) { node->text, node->length }, segment)))
        return i;
    }
}

static void
grow_places (BrAddressTree *self)
{
  g_free (self->places);
  self->n_places *= 2;
  self->places = g_new0 (BrNode, self->n_places);
  for (BrNode i = 1; i < self->nodes->len; i++)
    {
      Node *node = node_at (self, i);

      self->places[place_of (self, node->parent, (ClaspStr) { node->text, node->length })] = i;
    }
}

static void collect (BrAddressTree *self, BrNode node, BrRole role, gboolean refresh, gboolean shallow);

static BrNode
make_child (BrAddressTree *self,
            BrNode         parent,
            ClaspStr       segment)
{
  Node   node = { .text = segment.data, .length = (guint16) segment.length, .parent = parent, .born = self->now };
  BrNode number = self->nodes->len;

  if (number >= MAX_NODES)
    return BR_NODE_NONE;
  if (number * 2 >= self->n_places)
    grow_places (self);

  node.first_child = BR_NODE_NONE;
  node.signal = G_MAXUINT32;
  node.minimum = node.maximum = NAN;
  node.next = node_at (self, parent)->first_child;
  node_at (self, parent)->first_child = number;
  node_at (self, parent)->n_children++;
  self->n_comings++;
  g_array_append_val (self->nodes, node);
  self->places[place_of (self, parent, segment)] = number;
  collect (self, number, BR_ROLE_TARGETS, FALSE, FALSE);

  return number;
}

/* Walks @address from the root; makes what is missing when @keep is set, with texts from there. */
static BrNode
walk (BrAddressTree *self,
      ClaspStr       address,
      gboolean       make,
      gboolean       copy_text)
{
  BrNode   node = BR_NODE_ROOT;
  ClaspStr segment;
  gsize    offset = 0;
  guint    level = 0;

  while (node != BR_NODE_NONE && clasp_address_next_segment (address, &offset, &segment))
    {
      BrNode child = self->places[place_of (self, node, segment)];

      if (++level > MAX_LEVELS)
        return BR_NODE_NONE;
      if (child != BR_NODE_ROOT)
        {
          node = child;
          continue;
        }
      if (!make)
        return BR_NODE_NONE;
      if (copy_text)
        segment.data = g_string_chunk_insert_len (self->texts, segment.data, (gssize) segment.length);
      node = make_child (self, node, segment);
    }

  return node;
}

/* One that was made for a signal and is forgotten is to be seen as a target again. */
static void
br_address_tree_know (BrAddressTree *self,
                      BrNode         node)
{
  node_at (self, node)->flags |= NODE_KNOWN;
  if (node_at (self, node)->n_signals == 0)
    collect (self, node, BR_ROLE_TARGETS, FALSE, FALSE);
}

BrNode
br_address_tree_intern (BrAddressTree *self,
                        const char    *path)
{
  BrNode node;

  if (!clasp_address_is_valid (clasp_str (path), NULL))
    return BR_NODE_NONE;

  node = walk (self, clasp_str (path), TRUE, TRUE);
  for (BrNode i = node; i != BR_NODE_NONE && i != BR_NODE_ROOT && !(node_at (self, i)->flags & NODE_KNOWN);
       i = node_at (self, i)->parent)
    br_address_tree_know (self, i);

  return node;
}

BrNode
br_address_tree_find (BrAddressTree *self,
                      const char    *path)
{
  BrNode node = walk (self, clasp_str (path), FALSE, FALSE);

  return node != BR_NODE_ROOT ? node : BR_NODE_NONE;
}

BrNode
br_address_tree_get_signal_node (BrAddressTree *self,
                                 guint          signal)
{
  return signal < self->signals->len ? g_array_index (self->signals, BrNode, signal) : BR_NODE_NONE;
}

/* --- watches ------------------------------------------------------------------------------------ */

static gboolean
is_leaf_signal (BrAddressTree *self,
                BrNode         node)
{
  return br_address_tree_get_signal (self, node) != G_MAXUINT && node_at (self, node)->n_children == 0;
}

/* Notes @node for the watches that list it: those at the right depth above it and, when @shallow is
 * set and it is a leaf and a signal, those that look deeper than it. */
static void
collect (BrAddressTree *self,
         BrNode         node,
         BrRole         role,
         gboolean       refresh,
         gboolean       shallow)
{
  BrNode above = node;

  for (guint depth = 1; depth <= MAX_DEPTH && above != BR_NODE_ROOT; depth++)
    {
      BrTreeWatch *watch;

      above = node_at (self, above)->parent;
      if (!(node_at (self, above)->flags & NODE_WATCHED))
        continue;
      for (watch = g_hash_table_lookup (self->watched, GUINT_TO_POINTER (above)); watch != NULL; watch = watch->next)
        if (watch->role == role
            && (watch->depth == depth || (shallow && depth < watch->depth && is_leaf_signal (self, node))))
          g_array_append_val (refresh ? watch->refreshed : watch->added, node);
    }
}

static void
watch_free (gpointer data)
{
  BrTreeWatch *watch = data;

  g_array_unref (watch->added);
  g_array_unref (watch->refreshed);
  g_array_unref (watch->removed);
  g_free (watch);
}

static GArray *
take_nodes (GArray **nodes)
{
  GArray *taken = *nodes;

  *nodes = g_array_new (FALSE, FALSE, sizeof (BrNode));

  return taken;
}

static void
tell (BrTreeWatch *watch)
{
  g_autoptr (GArray) added = NULL;
  g_autoptr (GArray) refreshed = NULL;
  g_autoptr (GArray) removed = NULL;

  if (watch->gone || (watch->added->len == 0 && watch->refreshed->len == 0 && watch->removed->len == 0))
    return;

  added = take_nodes (&watch->added);
  refreshed = take_nodes (&watch->refreshed);
  removed = take_nodes (&watch->removed);
  watch->func (&(BrTreeNews) { (BrNode *) (gpointer) added->data,
                               added->len,
                               (BrNode *) (gpointer) refreshed->data,
                               refreshed->len,
                               (BrNode *) (gpointer) removed->data,
                               removed->len },
               watch->user_data);
}

/**
 * br_address_tree_tell:
 * @self: a tree
 *
 * Tells the watches what was taken in since the last time.
 */
void
br_address_tree_tell (BrAddressTree *self)
{
  self->has_news = FALSE;
  for (guint i = 0; i < self->watches->len; i++)
    tell (g_ptr_array_index (self->watches, i));
  for (guint i = self->watches->len; i > 0; i--)
    if (((BrTreeWatch *) g_ptr_array_index (self->watches, i - 1))->gone)
      g_ptr_array_remove_index_fast (self->watches, i - 1);
}

BrTreeWatch *
br_address_tree_watch (BrAddressTree    *self,
                       BrNode            node,
                       guint             depth,
                       BrRole            role,
                       BrAddressTreeFunc func,
                       gpointer          user_data)
{
  BrTreeWatch *watch = g_new0 (BrTreeWatch, 1);

  watch->node = node;
  watch->depth = depth;
  watch->role = role;
  watch->func = func;
  watch->user_data = user_data;
  watch->added = g_array_new (FALSE, FALSE, sizeof (BrNode));
  watch->refreshed = g_array_new (FALSE, FALSE, sizeof (BrNode));
  watch->removed = g_array_new (FALSE, FALSE, sizeof (BrNode));
  watch->next = g_hash_table_lookup (self->watched, GUINT_TO_POINTER (node));
  g_hash_table_insert (self->watched, GUINT_TO_POINTER (node), watch);
  node_at (self, node)->flags |= NODE_WATCHED;
  g_ptr_array_add (self->watches, watch);

  return watch;
}

/* A watch may end while watches are being told: it is only marked, and freed by the next telling. */
void
br_address_tree_unwatch (BrAddressTree *self,
                         BrTreeWatch   *watch)
{
  BrTreeWatch *first = g_hash_table_lookup (self->watched, GUINT_TO_POINTER (watch->node));
  BrTreeWatch *before = first;

  watch->gone = TRUE;
  if (first != watch)
    {
      while (before->next != watch)
        before = before->next;
      before->next = watch->next;
      return;
    }
  if (watch->next != NULL)
    {
      g_hash_table_insert (self->watched, GUINT_TO_POINTER (watch->node), watch->next);
      return;
    }
  g_hash_table_remove (self->watched, GUINT_TO_POINTER (watch->node));
  node_at (self, watch->node)->flags &= (guint8) ~NODE_WATCHED;
}

/* --- taking in ---------------------------------------------------------------------------------- */

/* Targets were told of the node when it was made, but not yet that it is a signal. */
static void
collect_shallow_target (BrAddressTree *self,
                        BrNode         node)
{
  BrNode above = node;

  if (!is_leaf_signal (self, node))
    return;

  for (guint depth = 1; depth < MAX_DEPTH && above != BR_NODE_ROOT; depth++)
    {
      BrTreeWatch *watch;

      above = node_at (self, above)->parent;
      for (watch = g_hash_table_lookup (self->watched, GUINT_TO_POINTER (above)); watch != NULL; watch = watch->next)
        if (watch->role == BR_ROLE_TARGETS && depth < watch->depth)
          g_array_append_val (watch->added, node);
    }
}

/* What was a leaf is one no more, or is one again: its row needs an arrow, or none. */
static void
refresh_row (BrAddressTree *self,
             BrNode         node)
{
  if (node == BR_NODE_ROOT)
    return;
  collect (self, node, BR_ROLE_SOURCES, TRUE, FALSE);
  collect (self, node, BR_ROLE_TARGETS, TRUE, FALSE);
}

static gboolean
is_leaf_row (BrAddressTree *self,
             BrNode         node)
{
  return br_address_tree_get_signal (self, node) != G_MAXUINT && node_at (self, node)->n_signals == 1;
}

/* A signal is there, for the first time or again. */
static void
add_signal (BrAddressTree *self,
            BrNode         node)
{
  self->n_comings++;
  node_at (self, BR_NODE_ROOT)->n_signals++;
  collect_shallow_target (self, node);
  for (BrNode i = node; i != BR_NODE_ROOT; i = node_at (self, i)->parent)
    {
      if (node_at (self, i)->n_signals++ > 0)
        continue;
      collect (self, i, BR_ROLE_SOURCES, FALSE, i == node);
      if (is_leaf_row (self, node_at (self, i)->parent))
        refresh_row (self, node_at (self, i)->parent);
    }
}

static void
take_in (BrAddressTree *self,
         guint          signal)
{
  BrNode node = walk (self, clasp_str (clasp_signal_table_get_address (self->table, signal)), TRUE, FALSE);

  g_array_append_val (self->signals, node);
  if (node == BR_NODE_NONE || node == BR_NODE_ROOT)
    return;

  node_at (self, node)->signal = signal;
  if (clasp_signal_table_is_known (self->table, signal))
    add_signal (self, node);
  else
    node_at (self, node)->flags |= NODE_GONE;
}

/* --- forgetting --------------------------------------------------------------------------------- */

/* All watches above that may list it; a list knows what it lists. */
static void
collect_removed (BrAddressTree *self,
                 BrNode         node)
{
  BrNode above = node;

  for (guint depth = 1; depth <= MAX_DEPTH && above != BR_NODE_ROOT; depth++)
    {
      above = node_at (self, above)->parent;
      for (BrTreeWatch *watch = g_hash_table_lookup (self->watched, GUINT_TO_POINTER (above)); watch != NULL; watch = watch->next)
        if (depth <= watch->depth)
          g_array_append_val (watch->removed, node);
    }
}

static void
forget_signal (BrAddressTree *self,
               BrNode         node)
{
  Node *own = node_at (self, node);

  own->flags |= NODE_GONE;
  own->last_updates = 0;
  own->minimum = own->maximum = NAN;
  own->usual = 0;
  self->n_comings++;
  node_at (self, BR_NODE_ROOT)->n_signals--;
  for (BrNode i = node; i != BR_NODE_ROOT; i = node_at (self, i)->parent)
    {
      if (--node_at (self, i)->n_signals > 0)
        {
          if (is_leaf_row (self, i))
            refresh_row (self, i);
          continue;
        }
      node_at (self, i)->newest_us = 0;
      node_at (self, i)->rate = node_at (self, i)->gained = 0;
      collect_removed (self, i);
    }
  self->has_news = TRUE;
}

static void
revive_signal (BrAddressTree *self,
               BrNode         node)
{
  node_at (self, node)->flags &= (guint8) ~NODE_GONE;
  add_signal (self, node);
  for (BrNode i = node; i != BR_NODE_ROOT; i = node_at (self, i)->parent)
    if (node_at (self, i)->n_signals == 1)
      collect (self, i, BR_ROLE_TARGETS, FALSE, FALSE);
  self->has_news = TRUE;
}

/* What is there when the tree is made comes within its first seconds, and is not new. */
static guint32
br_address_tree_birthday (BrAddressTree *self,
                          gint64         now_us)
{
  return now_us - self->made_us < BR_NEW_US ? 0 : (guint32) ((now_us - self->made_us) / BORN_UNIT_US);
}

gboolean
br_address_tree_is_new (BrAddressTree *self,
                        BrNode         node,
                        gint64         now_us)
{
  guint32 born = node_at (self, node)->born;

  return born != 0 && now_us - self->made_us < born * BORN_UNIT_US + BR_NEW_US;
}

/**
 * br_address_tree_take:
 * @self: a tree
 * @limit: how many addresses to take in at most, so that a flood does not stall a frame
 *
 * Takes in what is new in the table. The watches hear of it by br_address_tree_tell ().
 *
 * Returns: how many addresses were taken in
 */
guint
br_address_tree_take (BrAddressTree *self,
                      guint          limit)
{
  guint size = clasp_signal_table_get_size (self->table);
  guint first = self->signals->len;
  guint last = MIN (size, first + limit);

  self->now = br_address_tree_birthday (self, g_get_monotonic_time ());
  for (guint i = first; i < last; i++)
    take_in (self, i);
  self->now = 0;

  return last - first;
}

/* Both at once. */
guint
br_address_tree_update (BrAddressTree *self,
                        guint          limit)
{
  guint n = br_address_tree_take (self, limit);

  br_address_tree_tell (self);

  return n;
}

/* --- rates -------------------------------------------------------------------------------------- */

static void
scan_signal (BrAddressTree *self,
             guint          signal)
{
  BrNode           node = g_array_index (self->signals, BrNode, signal);
  ClaspSignalState state;
  guint32          gained;
  Node            *own;

  if (node == BR_NODE_NONE || node == BR_NODE_ROOT)
    return;

  own = node_at (self, node);
  clasp_signal_table_read_numbers (self->table, signal, &state);
  if ((state.n_updates == 0) != ((own->flags & NODE_GONE) != 0))
    {
      if (state.n_updates == 0)
        forget_signal (self, node);
      else
        revive_signal (self, node);
    }
  /* Forgotten and seen again since the last look: it counts from the start. */
  gained = state.n_updates - own->last_updates;
  if (gained > G_MAXINT32)
    gained = state.n_updates;
  if (gained == 0)
    return;
  if (own->newest_us != 0 && state.updated_us > own->newest_us)
    {
      float interval = (float) (state.updated_us - own->newest_us) / (float) G_USEC_PER_SEC / (float) gained;

      own->usual = own->usual > 0 ? own->usual * 0.8f + interval * 0.2f : interval;
    }
  own->last_updates = state.n_updates;
  if (isfinite (state.number))
    {
      own->minimum = isnan (own->minimum) ? (float) state.number : MIN (own->minimum, (float) state.number);
      own->maximum = isnan (own->maximum) ? (float) state.number : MAX (own->maximum, (float) state.number);
    }
  node_at (self, BR_NODE_ROOT)->gained += (float) gained;
  for (BrNode i = node; i != BR_NODE_ROOT; i = node_at (self, i)->parent)
    {
      node_at (self, i)->gained += (float) gained;
      node_at (self, i)->newest_us = MAX (node_at (self, i)->newest_us, state.updated_us);
    }
}

static void
end_round (BrAddressTree *self,
           gint64         now_us)
{
  float seconds = (float) (now_us - self->round_us) / (float) G_USEC_PER_SEC;

  for (BrNode i = 0; i < self->nodes->len; i++)
    {
      Node *node = node_at (self, i);

      node->rate = self->round_us != 0 ? node->gained / seconds : 0;
      node->gained = 0;
    }
  self->round_us = now_us;
  self->cursor = 0;
}

gboolean
br_address_tree_scan (BrAddressTree *self,
                      guint          budget,
                      gint64         now_us)
{
  guint last = MIN (self->signals->len, self->cursor + budget);

  for (; self->cursor < last; self->cursor++)
    scan_signal (self, self->cursor);
  if (self->has_news)
    br_address_tree_tell (self);
  if (self->cursor < self->signals->len || now_us - self->round_us < ROUND_US)
    return FALSE;

  end_round (self, now_us);
  return TRUE;
}

/* --- life --------------------------------------------------------------------------------------- */

static void
br_address_tree_finalize (GObject *object)
{
  BrAddressTree *self = BR_ADDRESS_TREE (object);

  g_hash_table_unref (self->watched);
  g_ptr_array_unref (self->watches);
  g_array_unref (self->nodes);
  g_array_unref (self->signals);
  g_string_chunk_free (self->texts);
  g_free (self->places);
  g_clear_pointer (&self->table, clasp_signal_table_unref);
  g_clear_object (&self->notes);
  br_recent_free (self->recent);

  G_OBJECT_CLASS (br_address_tree_parent_class)->finalize (object);
}

static void
br_address_tree_class_init (BrAddressTreeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_address_tree_finalize;
}

static void
br_address_tree_init (BrAddressTree *self)
{
  Node root = { .text = "", .first_child = BR_NODE_NONE, .next = BR_NODE_NONE, .signal = G_MAXUINT32 };

  self->made_us = g_get_monotonic_time ();
  self->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  g_array_append_val (self->nodes, root);
  self->signals = g_array_new (FALSE, FALSE, sizeof (BrNode));
  self->n_places = 1024;
  self->places = g_new0 (BrNode, self->n_places);
  self->texts = g_string_chunk_new (4096);
  self->watched = g_hash_table_new (NULL, NULL);
  self->watches = g_ptr_array_new_with_free_func (watch_free);
  self->recent = br_recent_new ();
}

BrAddressTree *
br_address_tree_new (ClaspSignalTable *table)
{
  BrAddressTree *self = g_object_new (BR_TYPE_ADDRESS_TREE, NULL);

  self->table = clasp_signal_table_ref (table);

  return self;
}
