/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-search.h"

#include "widgets/br-natural-order.h"

#include <math.h>
#include <string.h>

/* Design notes: the thread reads the signal table, which any thread may, and nothing of the tree,
 * which is the UI's. What it needs of the tree (rates, addresses that nobody sent) is copied out
 * before it starts; what it finds are numbers, turned into nodes after it ended. */

#define CANCEL_EVERY 1024

typedef struct
{
  ClaspSignalTable *table;    /* (owned) */
  BrQuery          *query;    /* (owned) (nullable) all */
  BrSort            sort;
  GArray           *keys;     /* (owned) (nullable) of double, beside @hits: what they are sorted by */
  guint             n_signals;
  guint             limit;
  float            *rates;    /* (owned) by signal, or NULL when not asked for */
  GPtrArray        *silent;   /* (owned) addresses nobody sent, or NULL */
  GArray           *silent_nodes; /* (owned) of BrNode, beside @silent */
  gint64            now_us;
  GArray           *hits;     /* (owned) of guint: signals, then @n_signals + places in @silent */
  guint             n_total;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  clasp_signal_table_unref (job->table);
  g_clear_pointer (&job->query, br_query_unref);
  g_clear_pointer (&job->keys, g_array_unref);
  g_free (job->rates);
  g_clear_pointer (&job->silent, g_ptr_array_unref);
  g_clear_pointer (&job->silent_nodes, g_array_unref);
  g_clear_pointer (&job->hits, g_array_unref);
  g_free (job);
}

static const char *
address_of (const Job *job,
            guint      hit)
{
  if (hit < job->n_signals)
    return clasp_signal_table_get_address (job->table, hit);

  return g_ptr_array_index (job->silent, hit - job->n_signals);
}

static int
compare_hits (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const char *x = address_of (user_data, *(const guint *) a);
  const char *y = address_of (user_data, *(const guint *) b);

  return br_compare_natural (x, strlen (x), y, strlen (y));
}

/* Places in the hits, the highest key first. */
static int
compare_keys (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const GArray *keys = user_data;
  double        x = g_array_index (keys, double, *(const guint *) a);
  double        y = g_array_index (keys, double, *(const guint *) b);

  if (isnan (x) || isnan (y))
    return isnan (x) - isnan (y);

  return x > y ? -1 : x < y;
}

static double
key_of (const Job *job,
        guint      hit)
{
  ClaspSignalState state = { .number = NAN };

  if (job->sort == BR_SORT_RATE)
    return job->rates != NULL && hit < job->n_signals ? job->rates[hit] : 0;
  if (hit < job->n_signals)
    clasp_signal_table_read_numbers (job->table, hit, &state);

  return job->sort == BR_SORT_CHANGE ? (double) state.updated_us : state.number;
}

/* Those with the same key stay in natural order. */
static void
sort_by_keys (Job *job)
{
  g_autoptr (GArray) places = g_array_sized_new (FALSE, FALSE, sizeof (guint), job->hits->len);
  GArray            *sorted = g_array_sized_new (FALSE, FALSE, sizeof (guint), job->hits->len);

  job->keys = g_array_sized_new (FALSE, FALSE, sizeof (double), job->hits->len);
  for (guint i = 0; i < job->hits->len; i++)
    {
      double key = key_of (job, g_array_index (job->hits, guint, i));

      g_array_append_val (job->keys, key);
      g_array_append_val (places, i);
    }
  g_array_sort_with_data (places, compare_keys, job->keys);
  for (guint i = 0; i < MIN (places->len, job->limit); i++)
    g_array_append_val (sorted, g_array_index (job->hits, guint, g_array_index (places, guint, i)));
  g_array_unref (job->hits);
  job->hits = sorted;
}

/* Those of the same rank stay in natural order. */
static void
sort_by_rank (Job *job)
{
  GArray             *sorted = g_array_sized_new (FALSE, FALSE, sizeof (guint), job->hits->len);
  g_autofree guint   *ranks = g_new0 (guint, job->hits->len);
  guint               highest = 0;

  for (guint i = 0; i < job->hits->len; i++)
    {
      ranks[i] = br_query_rank (job->query, address_of (job, g_array_index (job->hits, guint, i)));
      highest = MAX (highest, ranks[i]);
    }
  for (guint rank = highest + 1; rank-- > 0;)
    for (guint i = 0; i < job->hits->len; i++)
      if (ranks[i] == rank)
        g_array_append_val (sorted, g_array_index (job->hits, guint, i));
  g_array_unref (job->hits);
  job->hits = sorted;
}

static gboolean
is_hit (Job  *job,
        guint i)
{
  ClaspSignalState state;
  gboolean         has_state = job->query != NULL && br_query_needs_state (job->query) && i < job->n_signals;

  if (i < job->n_signals && !clasp_signal_table_is_known (job->table, i))
    return FALSE;
  if (job->query == NULL)
    return TRUE;
  if (has_state)
    clasp_signal_table_read_numbers (job->table, i, &state);

  return br_query_matches (job->query,
                           address_of (job, i),
                           has_state ? &state : NULL,
                           job->rates != NULL && i < job->n_signals ? job->rates[i] : 0,
                           job->now_us);
}

static void
search_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Job  *job = task_data;
  guint n = job->n_signals + (job->silent != NULL ? job->silent->len : 0);

  for (guint i = 0; i < n; i++)
    {
      if (i % CANCEL_EVERY == 0 && g_task_return_error_if_cancelled (task))
        return;
      if (is_hit (job, i))
        g_array_append_val (job->hits, i);
    }
  job->n_total = job->hits->len;
  g_array_sort_with_data (job->hits, compare_hits, job);
  if (job->sort != BR_SORT_NAME)
    sort_by_keys (job);
  else if (job->query != NULL)
    sort_by_rank (job);
  g_array_set_size (job->hits, MIN (job->hits->len, job->limit));
  g_task_return_boolean (task, TRUE);
}

static void
copy_rates (Job           *job,
            BrAddressTree *tree)
{
  job->rates = g_new0 (float, MAX (job->n_signals, 1));
  for (guint i = 0; i < job->n_signals; i++)
    {
      BrNode        node = br_address_tree_get_signal_node (tree, i);
      BrNodeSummary summary;

      if (node == BR_NODE_NONE)
        continue;
      br_address_tree_get_summary (tree, node, &summary);
      job->rates[i] = (float) summary.rate;
    }
}

/* Known targets that nobody sent: leaves without a signal. They are few. */
static void
copy_silent (Job           *job,
             BrAddressTree *tree)
{
  job->silent = g_ptr_array_new_with_free_func (g_free);
  job->silent_nodes = g_array_new (FALSE, FALSE, sizeof (BrNode));
  for (BrNode i = 1; i < br_address_tree_get_n_nodes (tree); i++)
    if (br_address_tree_get_signal (tree, i) == G_MAXUINT && br_address_tree_get_first_child (tree, i) == BR_NODE_NONE
        && br_address_tree_get_shape (tree, i) == BR_SHAPE_PLAIN && br_address_tree_is_visible (tree, i, BR_ROLE_TARGETS))
      {
        g_ptr_array_add (job->silent, br_address_tree_dup_address (tree, i));
        g_array_append_val (job->silent_nodes, i);
      }
}

void
br_search_async (BrAddressTree      *tree,
                 BrRole              role,
                 BrQuery            *query,
                 BrSort              sort,
                 guint               limit,
                 GCancellable       *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (tree, cancellable, callback, user_data);
  Job              *job = g_new0 (Job, 1);

  job->table = clasp_signal_table_ref (br_address_tree_get_table (tree));
  job->query = query != NULL ? br_query_ref (query) : NULL;
  job->sort = sort;
  job->n_signals = clasp_signal_table_get_size (job->table);
  job->limit = limit;
  job->now_us = g_get_monotonic_time ();
  job->hits = g_array_new (FALSE, FALSE, sizeof (guint));
  if (sort == BR_SORT_RATE || (query != NULL && br_query_needs_state (query)))
    copy_rates (job, tree);
  if (role == BR_ROLE_TARGETS)
    copy_silent (job, tree);

  g_task_set_source_tag (task, br_search_async);
  g_task_set_return_on_cancel (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, search_thread);
}

GArray *
br_search_finish (GAsyncResult *result,
                  guint        *n_total,
                  GError      **error)
{
  GTask         *task = G_TASK (result);
  Job           *job = g_task_get_task_data (task);
  BrAddressTree *tree = g_task_get_source_object (task);
  GArray        *nodes;

  if (!g_task_propagate_boolean (task, error))
    return NULL;

  nodes = g_array_sized_new (FALSE, FALSE, sizeof (BrNode), job->hits->len);
  for (guint i = 0; i < job->hits->len; i++)
    {
      guint  hit = g_array_index (job->hits, guint, i);
      BrNode node = hit < job->n_signals ? br_address_tree_get_signal_node (tree, hit)
                                         : g_array_index (job->silent_nodes, BrNode, hit - job->n_signals);

      /* What the tree did not take in yet is found by the next search. */
      if (node != BR_NODE_NONE)
        g_array_append_val (nodes, node);
    }
  *n_total = job->n_total;

  return nodes;
}

/* --- hits --------------------------------------------------------------------------------------- */

#define BR_TYPE_HITS (br_hits_get_type ())
G_DECLARE_FINAL_TYPE (BrHits, br_hits, BR, HITS, GObject)

struct _BrHits
{
  GObject parent_instance;

  BrAddressTree *tree; /* (owned) */
  BrRole         role;
  GArray        *nodes; /* (owned) of BrNode */
};

static void br_hits_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrHits,
                               br_hits,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, br_hits_list_init))

static GType
br_hits_get_item_type (GListModel *list)
{
  return BR_TYPE_ADDRESS_ITEM;
}

static guint
br_hits_get_n_items (GListModel *list)
{
  return BR_HITS (list)->nodes->len;
}

static gpointer
br_hits_get_item (GListModel *list,
                  guint       position)
{
  BrHits *self = BR_HITS (list);

  if (position >= self->nodes->len)
    return NULL;

  return br_address_item_new_hit (self->tree, self->role, g_array_index (self->nodes, BrNode, position));
}

static void
br_hits_list_init (GListModelInterface *iface)
{
  iface->get_item_type = br_hits_get_item_type;
  iface->get_n_items = br_hits_get_n_items;
  iface->get_item = br_hits_get_item;
}

static void
br_hits_finalize (GObject *object)
{
  BrHits *self = BR_HITS (object);

  g_array_unref (self->nodes);
  g_object_unref (self->tree);

  G_OBJECT_CLASS (br_hits_parent_class)->finalize (object);
}

static void
br_hits_class_init (BrHitsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_hits_finalize;
}

static void
br_hits_init (BrHits *self)
{
}

GListModel *
br_hits_new (BrAddressTree *tree,
             BrRole         role,
             GArray        *nodes)
{
  BrHits *self = g_object_new (BR_TYPE_HITS, NULL);

  self->tree = g_object_ref (tree);
  self->role = role;
  self->nodes = nodes;

  return G_LIST_MODEL (self);
}

gboolean
br_is_hits (GListModel *model)
{
  return BR_IS_HITS (model);
}

static gboolean
is_same (GArray *a,
         guint   i,
         GArray *b,
         guint   j)
{
  return g_array_index (a, BrNode, i) == g_array_index (b, BrNode, j);
}

void
br_hits_replace (GListModel *hits,
                 GArray     *nodes)
{
  BrHits            *self = BR_HITS (hits);
  g_autoptr (GArray) before = self->nodes;
  guint              first = 0, last = 0;

  while (first < MIN (before->len, nodes->len) && is_same (before, first, nodes, first))
    first++;
  while (last < MIN (before->len, nodes->len) - first && is_same (before, before->len - 1 - last, nodes, nodes->len - 1 - last))
    last++;
  self->nodes = nodes;
  if (before->len != nodes->len || first + last < nodes->len)
    g_list_model_items_changed (hits, first, before->len - first - last, nodes->len - first - last);
}
