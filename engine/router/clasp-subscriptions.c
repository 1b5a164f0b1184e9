/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-subscriptions.h"

#include "router/clasp-filter.h"

#include <stdlib.h>

/* Design notes: matching simulates all patterns at once. A set of trie nodes is carried from
 * segment to segment: each node hands on to its child of the same text, its `*` child, the partial
 * wildcards that match, and a `**` node also to itself; entering a node enters its `**` child,
 * which may stand for nothing. A node enters a set once, so the time is bounded by segments ×
 * nodes, whatever the patterns are.
 *
 * Literal children of all nodes live in one table keyed by (parent, text), so that a node with a
 * hundred thousand of them costs what one with three does.
 *
 * Whoever fans a message out reads a match while sessions it delivers to subscribe and leave: what
 * changes meanwhile goes to the lists of the dead and is freed by collect (). */

/* The cache by address: sets of a few slots, so that two busy addresses do not drive each other
 * out. */
#define CACHE_SETS 2048 /* a power of two */
#define CACHE_WAYS 4
#define CACHE_SLOTS (CACHE_SETS * CACHE_WAYS)

typedef enum
{
  NODE_ROOT,
  NODE_LITERAL,
  NODE_STAR,
  NODE_GLOBSTAR,
  NODE_PARTIAL
} NodeKind;

struct _ClaspTrieNode
{
  NodeKind            kind;
  ClaspTrieNode      *parent;   /* (unowned) */
  ClaspTrieNode      *star;     /* (owned) */
  ClaspTrieNode      *globstar; /* (owned) */
  ClaspTrieNode      *partials; /* (owned) list through next_partial */
  ClaspTrieNode      *next_partial;
  ClaspSubscription **subscriptions; /* (owned) of (owned) */
  guint               n_subscriptions, n_allocated;
  guint               n_children;
  guint64             mark;    /* the step that entered this node last */
  ClaspStr            segment; /* points behind the struct */
};

typedef struct
{
  guint64           generation; /* 0 = empty */
  char             *address;    /* (owned) */
  gsize             length, capacity;
  const ClaspMatch *match; /* (unowned) */
} CacheSlot;

struct _ClaspSubscriptions
{
  ClaspSubscriptionsHead head;
  ClaspTrieNode *root;       /* (owned) */
  GHashTable    *literals;   /* (owned) set of ClaspTrieNode (owned) by parent and segment */
  GHashTable    *matches;    /* (owned) set of ClaspMatch (unowned) by content */
  ClaspMatch    *current;    /* (owned) matches of this generation */
  ClaspMatch    *outdated;   /* (owned) */
  GPtrArray     *removed;    /* (owned) of ClaspSubscription (owned) */
  CacheSlot     *cache;      /* (owned) */
  const CacheSlot *last_found; /* (unowned) in the cache */
  guint          cache_turn; /* which slot of a full set is given up next */
  ClaspMatch    *probe;      /* (owned) (nullable) what is looked up in matches; scratch */
  guint          probe_room; /* subscriptions it has room for */
  guint64        mark;
  guint          n_subscriptions;
  GPtrArray     *states, *next_states; /* (owned) of ClaspTrieNode (unowned); scratch */
  GPtrArray     *found;                /* (owned) of ClaspSubscription (unowned); scratch */
};

G_STATIC_ASSERT (G_STRUCT_OFFSET (ClaspSubscriptions, head) == 0);

static guint
node_hash (gconstpointer key)
{
  const ClaspTrieNode *node = key;
  guint64              hash = clasp_str_hash (node->segment) ^ (guintptr) node->parent;

  hash *= G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return (guint) (hash >> 32);
}

static gboolean
node_equal (gconstpointer a, gconstpointer b)
{
  const ClaspTrieNode *x = a;
  const ClaspTrieNode *y = b;

  return x->parent == y->parent && clasp_str_equal (x->segment, y->segment);
}

static guint
match_hash (gconstpointer key)
{
  return ((const ClaspMatch *) key)->hash;
}

static gboolean
match_equal (gconstpointer a, gconstpointer b)
{
  const ClaspMatch *x = a;
  const ClaspMatch *y = b;

  return x->n_subscriptions == y->n_subscriptions &&
         memcmp (x->subscriptions, y->subscriptions,
                 x->n_subscriptions * sizeof (ClaspSubscription *)) == 0;
}

static ClaspTrieNode *
node_new (NodeKind kind, ClaspTrieNode *parent, ClaspStr segment)
{
  ClaspTrieNode *self = g_malloc0 (sizeof *self + segment.length);
  char          *text = (char *) (self + 1);

  memcpy (text, segment.data, segment.length);
  self->kind = kind;
  self->parent = parent;
  self->segment = (ClaspStr){ text, segment.length };
  if (parent != NULL)
    parent->n_children++;
  return self;
}

static void
subscription_free (gpointer data)
{
  ClaspSubscription *self = data;

  g_clear_pointer (&self->filter, clasp_filter_free);
  clasp_pattern_unref (self->pattern);
  g_free (self);
}

static void
node_free (ClaspTrieNode *self)
{
  for (guint i = 0; i < self->n_subscriptions; i++)
    subscription_free (self->subscriptions[i]);
  g_free (self->subscriptions);
  g_free (self);
}

/* Everything below @self but literals, which their table frees. */
static void
node_free_wildcards (ClaspTrieNode *self)
{
  ClaspTrieNode *next;

  for (ClaspTrieNode *child = self->partials; child != NULL; child = next)
    {
      next = child->next_partial;
      node_free_wildcards (child);
      node_free (child);
    }
  if (self->star != NULL)
    {
      node_free_wildcards (self->star);
      node_free (self->star);
    }
  if (self->globstar != NULL)
    {
      node_free_wildcards (self->globstar);
      node_free (self->globstar);
    }
}

static void
literal_free (gpointer data)
{
  node_free_wildcards (data);
  node_free (data);
}

ClaspSubscriptions *
clasp_subscriptions_new (void)
{
  ClaspSubscriptions *self = g_new0 (ClaspSubscriptions, 1);

  self->root = node_new (NODE_ROOT, NULL, CLASP_STR_EMPTY);
  self->literals = g_hash_table_new_full (node_hash, node_equal, literal_free, NULL);
  self->matches = g_hash_table_new (match_hash, match_equal);
  self->removed = g_ptr_array_new_with_free_func (subscription_free);
  self->cache = g_new0 (CacheSlot, CACHE_SLOTS);
  self->last_found = self->cache;
  self->head.generation = 1;
  self->states = g_ptr_array_new ();
  self->next_states = g_ptr_array_new ();
  self->found = g_ptr_array_new ();
  return self;
}

static void
matches_free (ClaspMatch **list)
{
  ClaspMatch *next;

  for (ClaspMatch *match = *list; match != NULL; match = next)
    {
      next = match->next;
      g_free (match);
    }
  *list = NULL;
}

void
clasp_subscriptions_free (ClaspSubscriptions *self)
{
  g_hash_table_unref (self->matches);
  matches_free (&self->current);
  matches_free (&self->outdated);
  g_ptr_array_unref (self->removed);
  node_free_wildcards (self->root);
  g_hash_table_unref (self->literals);
  node_free (self->root);
  for (guint i = 0; i < CACHE_SLOTS; i++)
    g_free (self->cache[i].address);
  g_free (self->cache);
  g_free (self->probe);
  g_ptr_array_unref (self->states);
  g_ptr_array_unref (self->next_states);
  g_ptr_array_unref (self->found);
  g_free (self);
}

void
clasp_subscriptions_invalidate (ClaspSubscriptions *self)
{
  self->head.generation++;
  self->head.has_litter = TRUE;
  if (self->current == NULL)
    return;

  g_hash_table_remove_all (self->matches);
  if (self->outdated == NULL)
    self->outdated = g_steal_pointer (&self->current);
  while (self->current != NULL)
    {
      ClaspMatch *match = self->current;

      self->current = match->next;
      match->next = self->outdated;
      self->outdated = match;
    }
}

static NodeKind
kind_of (ClaspStr segment)
{
  if (memchr (segment.data, '*', segment.length) == NULL)
    return NODE_LITERAL;
  if (segment.length == 1)
    return NODE_STAR;
  return clasp_str_equal (segment, CLASP_STR_LITERAL ("**")) ? NODE_GLOBSTAR : NODE_PARTIAL;
}

static ClaspTrieNode *
find_literal (ClaspSubscriptions *self, ClaspTrieNode *parent, ClaspStr segment)
{
  const ClaspTrieNode key = { .parent = parent, .segment = segment };

  return g_hash_table_lookup (self->literals, &key);
}

static ClaspTrieNode *
ensure_literal (ClaspSubscriptions *self, ClaspTrieNode *parent, ClaspStr segment)
{
  ClaspTrieNode *child = find_literal (self, parent, segment);

  if (child == NULL)
    {
      child = node_new (NODE_LITERAL, parent, segment);
      g_hash_table_add (self->literals, child);
    }
  return child;
}

static ClaspTrieNode *
ensure_partial (ClaspTrieNode *parent, ClaspStr segment)
{
  ClaspTrieNode *child;

  for (child = parent->partials; child != NULL; child = child->next_partial)
    if (clasp_str_equal (child->segment, segment))
      return child;

  child = node_new (NODE_PARTIAL, parent, segment);
  child->next_partial = parent->partials;
  parent->partials = child;
  return child;
}

static ClaspTrieNode *
ensure_child (ClaspSubscriptions *self, ClaspTrieNode *parent, ClaspStr segment)
{
  NodeKind kind = kind_of (segment);

  switch (kind)
    {
    case NODE_STAR:
      if (parent->star == NULL)
        parent->star = node_new (kind, parent, segment);
      return parent->star;
    case NODE_GLOBSTAR:
      if (parent->globstar == NULL)
        parent->globstar = node_new (kind, parent, segment);
      return parent->globstar;
    case NODE_PARTIAL:
      return ensure_partial (parent, segment);
    case NODE_ROOT:
    case NODE_LITERAL:
      break;
    }
  return ensure_literal (self, parent, segment);
}

void
clasp_subscriptions_add (ClaspSubscriptions *self, ClaspSubscription *subscription)
{
  ClaspTrieNode *node = self->root;
  ClaspStr       text = clasp_pattern_get_text (subscription->pattern);
  ClaspStr       segment;

  for (gsize offset = 0; clasp_address_next_segment (text, &offset, &segment);)
    node = ensure_child (self, node, segment);

  if (node->n_subscriptions == node->n_allocated)
    {
      node->n_allocated = MAX (1, node->n_allocated * 2);
      node->subscriptions = g_renew (ClaspSubscription *, node->subscriptions, node->n_allocated);
    }
  subscription->is_everything = clasp_str_equal (text, CLASP_STR_LITERAL ("/**"));
  subscription->node = node;
  subscription->index = node->n_subscriptions;
  node->subscriptions[node->n_subscriptions++] = subscription;
  self->n_subscriptions++;
  clasp_subscriptions_invalidate (self);
}

static void
detach_partial (ClaspTrieNode *parent, ClaspTrieNode *child)
{
  ClaspTrieNode **link = &parent->partials;

  while (*link != child)
    link = &(*link)->next_partial;
  *link = child->next_partial;
}

/* Removes nodes nobody needs any more, from @node upwards. */
static void
prune (ClaspSubscriptions *self, ClaspTrieNode *node)
{
  while (node->kind != NODE_ROOT && node->n_subscriptions == 0 && node->n_children == 0)
    {
      ClaspTrieNode *parent = node->parent;

      parent->n_children--;
      switch (node->kind)
        {
        case NODE_STAR:
          parent->star = NULL;
          break;
        case NODE_GLOBSTAR:
          parent->globstar = NULL;
          break;
        case NODE_PARTIAL:
          detach_partial (parent, node);
          break;
        case NODE_LITERAL:
          g_hash_table_steal (self->literals, node);
          break;
        case NODE_ROOT:
          break;
        }
      node_free (node);
      node = parent;
    }
}

void
clasp_subscriptions_remove (ClaspSubscriptions *self, ClaspSubscription *subscription)
{
  ClaspTrieNode     *node = subscription->node;
  ClaspSubscription *last = node->subscriptions[--node->n_subscriptions];

  last->index = subscription->index;
  node->subscriptions[subscription->index] = last;
  subscription->is_removed = TRUE;
  subscription->node = NULL;
  g_ptr_array_add (self->removed, subscription);
  self->n_subscriptions--;
  prune (self, node);
  clasp_subscriptions_invalidate (self);
}

guint
clasp_subscriptions_get_n (ClaspSubscriptions *self)
{
  return self->n_subscriptions;
}

static void
enter (ClaspSubscriptions *self, GPtrArray *states, ClaspTrieNode *node)
{
  for (; node != NULL && node->mark != self->mark; node = node->globstar)
    {
      node->mark = self->mark;
      g_ptr_array_add (states, node);
    }
}

static void
step (ClaspSubscriptions *self, ClaspTrieNode *node, ClaspStr segment)
{
  if (node->kind == NODE_GLOBSTAR)
    enter (self, self->next_states, node);
  if (node->n_children == 0)
    return;
  enter (self, self->next_states, node->star);
  for (ClaspTrieNode *child = node->partials; child != NULL; child = child->next_partial)
    if (clasp_segment_matches (child->segment, segment))
      enter (self, self->next_states, child);
  enter (self, self->next_states, find_literal (self, node, segment));
}

static void
walk (ClaspSubscriptions *self, ClaspStr address)
{
  ClaspStr segment;

  self->mark++;
  g_ptr_array_set_size (self->states, 0);
  enter (self, self->states, self->root);
  for (gsize offset = 0; clasp_address_next_segment (address, &offset, &segment);)
    {
      GPtrArray *states = self->states;

      self->mark++;
      g_ptr_array_set_size (self->next_states, 0);
      for (guint i = 0; i < states->len; i++)
        step (self, states->pdata[i], segment);
      self->states = self->next_states;
      self->next_states = states;
    }
}

static int
compare_subscriptions (gconstpointer a, gconstpointer b)
{
  const ClaspSubscription *x = *(ClaspSubscription *const *) a;
  const ClaspSubscription *y = *(ClaspSubscription *const *) b;

  if (x->session_number != y->session_number)
    return x->session_number < y->session_number ? -1 : 1;
  return (x->id > y->id) - (x->id < y->id);
}

static void
collect_found (ClaspSubscriptions *self)
{
  g_ptr_array_set_size (self->found, 0);
  for (guint i = 0; i < self->states->len; i++)
    {
      ClaspTrieNode *node = self->states->pdata[i];

      for (guint j = 0; j < node->n_subscriptions; j++)
        g_ptr_array_add (self->found, node->subscriptions[j]);
    }
  if (self->found->len > 1)
    qsort (self->found->pdata, self->found->len, sizeof (gpointer), compare_subscriptions);
}

static guint
hash_of_found (GPtrArray *found)
{
  guint64 hash = found->len;

  for (guint i = 0; i < found->len; i++)
    hash = (hash ^ (guintptr) found->pdata[i]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return (guint) (hash >> 32);
}

static void
fill_entries (ClaspMatch *match)
{
  for (guint i = 0; i < match->n_subscriptions; i++)
    {
      ClaspSubscription *subscription = match->subscriptions[i];
      ClaspMatchEntry   *entry = &match->entries[match->n_entries];

      if (match->n_entries == 0 || entry[-1].session != subscription->session)
        *entry = (ClaspMatchEntry){ subscription->session, 0, 0, i, 0 }, match->n_entries++;
      else
        entry--;
      entry->n++;
      if (subscription->filter != NULL || subscription->cursor != NULL)
        entry->limited_types |= subscription->types;
      else
        entry->plain_types |= subscription->types;
      if (entry->limited_types != 0 || !subscription->is_remote)
        match->special_types |= subscription->types;
      if (!subscription->is_everything)
        match->pinned_types |= subscription->types;
    }
}

static ClaspMatch *
match_new (GPtrArray *found, guint hash)
{
  gsize       list = found->len * sizeof (ClaspSubscription *);
  ClaspMatch *self = g_malloc (sizeof *self + list + found->len * sizeof (ClaspMatchEntry));

  *self = (ClaspMatch){ .n_subscriptions = found->len, .hash = hash };
  self->entries = (ClaspMatchEntry *) ((char *) (self + 1) + list);
  if (found->len > 0)
    memcpy (self->subscriptions, found->pdata, list);
  fill_entries (self);
  return self;
}

static const ClaspMatch *
find_match (ClaspSubscriptions *self, guint hash)
{
  if (self->probe == NULL || self->probe_room < self->found->len)
    {
      g_free (self->probe);
      self->probe_room = MAX (16, self->found->len * 2);
      self->probe =
        g_malloc0 (sizeof *self->probe + self->probe_room * sizeof (ClaspSubscription *));
    }
  self->probe->hash = hash;
  self->probe->n_subscriptions = self->found->len;
  if (self->found->len > 0)
    memcpy (self->probe->subscriptions, self->found->pdata,
            self->found->len * sizeof (ClaspSubscription *));
  return g_hash_table_lookup (self->matches, self->probe);
}

/* The one match of this generation with the content of @found. */
static const ClaspMatch *
intern_found (ClaspSubscriptions *self)
{
  guint             hash = hash_of_found (self->found);
  const ClaspMatch *known = find_match (self, hash);
  ClaspMatch       *match;

  if (known != NULL)
    return known;
  match = match_new (self->found, hash);
  match->next = self->current;
  self->current = match;
  g_hash_table_add (self->matches, match);
  return match;
}

const ClaspMatch *
clasp_subscriptions_match (ClaspSubscriptions *self, ClaspStr address)
{
  walk (self, address);
  collect_found (self);
  return intern_found (self);
}

static void
cache_fill (CacheSlot *slot, ClaspStr address)
{
  if (slot->capacity < address.length)
    {
      g_free (slot->address);
      slot->address = g_malloc (address.length);
      slot->capacity = address.length;
    }
  memcpy (slot->address, address.data, address.length);
  slot->length = address.length;
}

static inline CacheSlot *
cache_set (ClaspSubscriptions *self, ClaspStr address)
{
  return &self->cache[(clasp_str_hash (address) & (CACHE_SETS - 1)) * CACHE_WAYS];
}

static inline gboolean
is_in (const ClaspSubscriptions *self, const CacheSlot *slot, ClaspStr address)
{
  return slot->generation == self->head.generation && slot->length == address.length &&
         clasp_bytes_equal (slot->address, address.data, address.length);
}

static inline CacheSlot *
cache_find (ClaspSubscriptions *self, CacheSlot *set, ClaspStr address)
{
  for (guint i = 0; i < CACHE_WAYS; i++)
    if (is_in (self, &set[i], address))
      return &set[i];
  return NULL;
}

static CacheSlot *
cache_replace (ClaspSubscriptions *self, CacheSlot *set)
{
  for (guint i = 0; i < CACHE_WAYS; i++)
    if (set[i].generation != self->head.generation)
      return &set[i];
  return &set[self->cache_turn++ % CACHE_WAYS];
}

const ClaspMatch *
clasp_subscriptions_match_cached (ClaspSubscriptions *self, ClaspStr address)
{
  CacheSlot *set = cache_set (self, address);
  CacheSlot *slot = cache_find (self, set, address);

  if (G_LIKELY (slot != NULL))
    return slot->match;

  slot = cache_replace (self, set);
  slot->match = clasp_subscriptions_match (self, address);
  slot->generation = self->head.generation;
  cache_fill (slot, address);
  return slot->match;
}

const ClaspMatch *
clasp_subscriptions_get_cached (ClaspSubscriptions *self, ClaspStr address)
{
  const CacheSlot *slot = self->last_found;

  if (G_UNLIKELY (!is_in (self, slot, address)))
    {
      slot = cache_find (self, cache_set (self, address), address);
      if (slot == NULL)
        return NULL;
      self->last_found = slot;
    }
  return slot->match;
}

void
clasp_subscriptions_free_litter (ClaspSubscriptions *self)
{
  self->head.has_litter = FALSE;
  matches_free (&self->outdated);
  g_ptr_array_set_size (self->removed, 0);
}
