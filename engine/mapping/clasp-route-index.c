/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-index.h"

#include "core/clasp-address.h"

/* Design notes: the tree only narrows down. A segment with a `*` in it is one child for all such
 * segments of a level, and whatever follows the first `**` is not looked at: the test decides. So a
 * search never branches more than twice a segment, and goes back for nothing. */

typedef struct _Node Node;

struct _Node
{
  GHashTable *children; /* (owned) (nullable) segment → Node (owned) */
  Node       *wild;     /* (owned) (nullable) segments with a `*` */
  GPtrArray  *here;     /* (owned) (nullable) refs of patterns that end here */
  GPtrArray  *deep;     /* (owned) (nullable) of those that go on with `**` */
};

typedef struct
{
  ClaspStr        address; /* behind the refs */
  ClaspRouteFound found;
} Kept;

struct _ClaspRouteIndex
{
  int (*order) (gconstpointer a, gconstpointer b);
  gboolean (*test) (gconstpointer ref, ClaspStr address);
  GHashTable *exact; /* (owned) address → GPtrArray of refs (owned) */
  Node        root;
  GHashTable *kept;    /* (owned) ClaspStr * of the Kept → Kept (owned) */
  GPtrArray  *scratch; /* (owned) */
};

static guint
address_hash (gconstpointer key)
{
  guint64 hash = clasp_str_hash (*(const ClaspStr *) key);

  return (guint) (hash ^ hash >> 32);
}

static gboolean
address_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (*(const ClaspStr *) a, *(const ClaspStr *) b);
}

static void
node_clear (Node *self)
{
  g_clear_pointer (&self->children, g_hash_table_unref);
  g_clear_pointer (&self->here, g_ptr_array_unref);
  g_clear_pointer (&self->deep, g_ptr_array_unref);
  if (self->wild != NULL)
    node_clear (self->wild);
  g_clear_pointer (&self->wild, g_free);
}

static void
node_free (gpointer data)
{
  node_clear (data);
  g_free (data);
}

/**
 * clasp_route_index_new:
 * @order: the order of refs
 * @test: whether an address that fits a ref's pattern really concerns it
 *
 * Thread: worker.
 *
 * Returns: (transfer full): an empty index
 */
ClaspRouteIndex *
clasp_route_index_new (int (*order) (gconstpointer a, gconstpointer b),
                       gboolean (*test) (gconstpointer ref, ClaspStr address))
{
  ClaspRouteIndex *self = g_new0 (ClaspRouteIndex, 1);

  self->order = order;
  self->test = test;
  self->exact =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->kept = g_hash_table_new_full (address_hash, address_equal, NULL, g_free);
  self->scratch = g_ptr_array_new ();
  return self;
}

/**
 * clasp_route_index_free:
 * @self: (transfer full): an index
 *
 * Thread: worker.
 */
void
clasp_route_index_free (ClaspRouteIndex *self)
{
  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->exact);
  g_ptr_array_unref (self->scratch);
  node_clear (&self->root);
  g_free (self);
}

/**
 * clasp_route_index_forget:
 * @self: an index
 *
 * What it knows of addresses is found anew.
 *
 * Thread: worker.
 */
void
clasp_route_index_forget (ClaspRouteIndex *self)
{
  g_hash_table_remove_all (self->kept);
}

static Node *
ensure_child (Node *node, ClaspStr segment)
{
  g_autofree char *text = clasp_str_dup (segment);
  Node            *child;

  if (memchr (segment.data, '*', segment.length) != NULL)
    {
      if (node->wild == NULL)
        node->wild = g_new0 (Node, 1);
      return node->wild;
    }
  if (node->children == NULL)
    node->children = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, node_free);
  child = g_hash_table_lookup (node->children, text);
  if (child == NULL)
    {
      child = g_new0 (Node, 1);
      g_hash_table_insert (node->children, g_steal_pointer (&text), child);
    }
  return child;
}

/* Where refs of @pattern stand. */
static GPtrArray *
ensure_place (ClaspRouteIndex *self, ClaspStr pattern)
{
  Node       *node = &self->root;
  GPtrArray **place;
  gsize       offset = 0;
  ClaspStr    segment;

  place = &node->here;
  while (clasp_address_next_segment (pattern, &offset, &segment))
    {
      if (clasp_str_equal (segment, CLASP_STR_LITERAL ("**")))
        {
          place = &node->deep;
          break;
        }
      node = ensure_child (node, segment);
      place = &node->here;
    }
  if (*place == NULL)
    *place = g_ptr_array_new ();
  return *place;
}

static GPtrArray *
ensure_exact (ClaspRouteIndex *self, ClaspStr address)
{
  g_autofree char *text = clasp_str_dup (address);
  GPtrArray       *refs = g_hash_table_lookup (self->exact, text);

  if (refs == NULL)
    {
      refs = g_ptr_array_new ();
      g_hash_table_insert (self->exact, g_steal_pointer (&text), refs);
    }
  return refs;
}

static gboolean
is_exact (ClaspStr pattern)
{
  return memchr (pattern.data, '*', pattern.length) == NULL;
}

/**
 * clasp_route_index_add:
 * @self: an index
 * @pattern: which addresses may concern @ref
 * @ref: whatever the caller means by it
 *
 * Thread: worker.
 */
void
clasp_route_index_add (ClaspRouteIndex *self, ClaspStr pattern, gpointer ref)
{
  g_ptr_array_add (is_exact (pattern) ? ensure_exact (self, pattern) : ensure_place (self, pattern),
                   ref);
  clasp_route_index_forget (self);
}

/**
 * clasp_route_index_remove:
 * @self: an index
 * @pattern: as it was added
 * @ref: as it was added
 *
 * Thread: worker.
 */
void
clasp_route_index_remove (ClaspRouteIndex *self, ClaspStr pattern, gpointer ref)
{
  g_autofree char *text = clasp_str_dup (pattern);
  GPtrArray       *refs =
    is_exact (pattern) ? ensure_exact (self, pattern) : ensure_place (self, pattern);

  g_ptr_array_remove (refs, ref);
  if (is_exact (pattern) && refs->len == 0)
    g_hash_table_remove (self->exact, text);
  clasp_route_index_forget (self);
}

static void
collect_refs (ClaspRouteIndex *self, GPtrArray *refs, ClaspStr address)
{
  for (guint i = 0; refs != NULL && i < refs->len; i++)
    if (self->test (refs->pdata[i], address))
      g_ptr_array_add (self->scratch, refs->pdata[i]);
}

static void
collect (ClaspRouteIndex *self, Node *node, ClaspStr address, gsize offset)
{
  char     text[CLASP_ADDRESS_MAX_LENGTH + 1];
  ClaspStr segment;
  Node    *child;

  collect_refs (self, node->deep, address);
  if (!clasp_address_next_segment (address, &offset, &segment))
    {
      collect_refs (self, node->here, address);
      return;
    }
  if (node->wild != NULL)
    collect (self, node->wild, address, offset);
  if (node->children == NULL || segment.length >= sizeof text)
    return;

  memcpy (text, segment.data, segment.length);
  text[segment.length] = '\0';
  child = g_hash_table_lookup (node->children, text);
  if (child != NULL)
    collect (self, child, address, offset);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return ((ClaspRouteIndex *) user_data)->order (*(gconstpointer *) a, *(gconstpointer *) b);
}

static const ClaspRouteFound *
find_anew (ClaspRouteIndex *self, ClaspStr address)
{
  g_autofree char *text = clasp_str_dup (address);
  Kept            *kept;

  g_ptr_array_set_size (self->scratch, 0);
  collect_refs (self, g_hash_table_lookup (self->exact, text), address);
  collect (self, &self->root, address, 0);
  g_ptr_array_sort_with_data (self->scratch, compare, self);

  if (g_hash_table_size (self->kept) >= CLASP_ROUTE_INDEX_MAX_KEPT)
    clasp_route_index_forget (self);
  kept = g_malloc (sizeof (Kept) + self->scratch->len * sizeof (gpointer) + address.length);
  kept->found.n = self->scratch->len;
  if (self->scratch->len > 0)
    memcpy (kept->found.refs, self->scratch->pdata, self->scratch->len * sizeof (gpointer));
  kept->address = (ClaspStr){ (char *) &kept->found.refs[kept->found.n], address.length };
  memcpy ((char *) kept->address.data, address.data, address.length);
  g_hash_table_insert (self->kept, &kept->address, kept);
  return &kept->found;
}

/**
 * clasp_route_index_find:
 * @self: an index
 * @address: where a message goes
 *
 * Thread: worker.
 *
 * Returns: (transfer none): what it concerns, in order; until the next call
 */
const ClaspRouteFound *
clasp_route_index_find (ClaspRouteIndex *self, ClaspStr address)
{
  const Kept *kept = g_hash_table_lookup (self->kept, &address);

  return kept != NULL ? &kept->found : find_anew (self, address);
}
