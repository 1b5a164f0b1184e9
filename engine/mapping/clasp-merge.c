/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. Each address has its writers, the newest last, each with its last value. How they
 * merge is what the writer of the moment says; what comes up without a message (a value too old, a
 * writer gone, a weight) merges as the newest of those left says. */

#include "mapping/clasp-merge.h"

#include <math.h>

typedef struct
{
  gconstpointer writer;
  ClaspMerge    merge;
  guint         priority;
  gint64        timeout_us, heard_us;
  double        weight;
  gboolean      has_range;
  ClaspRange    range;
  ClaspValue    value; /* (owned) */
} Share;

typedef struct
{
  char      *address; /* (owned) */
  GArray    *shares;  /* (owned) of Share, newest last */
  ClaspValue given;   /* (owned) what it was given last */
} Entry;

struct _ClaspMergeTable
{
  GHashTable *entries; /* (owned) address → Entry (owned) */
  gint64      due_us;  /* no value is too old before; 0 = none ever is */
};

static void
share_clear (gpointer data)
{
  clasp_value_clear (&((Share *) data)->value);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->address);
  g_array_unref (entry->shares);
  clasp_value_clear (&entry->given);
  g_free (entry);
}

/**
 * clasp_merge_table_new:
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a table in which nobody writes anything yet
 */
ClaspMergeTable *
clasp_merge_table_new (void)
{
  ClaspMergeTable *self = g_new0 (ClaspMergeTable, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  return self;
}

/**
 * clasp_merge_table_free:
 * @self: (transfer full): a table
 *
 * Thread: worker.
 */
void
clasp_merge_table_free (ClaspMergeTable *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

/* ---- which share counts ---- */

static gboolean
is_too_old (const Share *share, gint64 now_us)
{
  return share->merge == CLASP_MERGE_PRIORITY && share->timeout_us > 0 &&
         now_us - share->heard_us >= share->timeout_us;
}

/* The highest priority, the newest of equals. */
static const Share *
find_first (const GArray *shares, gint64 now_us)
{
  const Share *first = NULL;

  for (guint i = 0; i < shares->len; i++)
    {
      const Share *share = &g_array_index (shares, Share, i);

      if (!is_too_old (share, now_us) && (first == NULL || share->priority >= first->priority))
        first = share;
    }
  return first;
}

/* ---- numbers ---- */

static double
sum_of (const GArray *shares, const double *numbers)
{
  double sum = 0.0;

  for (guint i = 0; i < shares->len; i++)
    sum += numbers[i];
  return sum;
}

/* NAN when nobody has any weight. */
static double
crossfade_of (const GArray *shares, const double *numbers)
{
  double sum = 0.0, weights = 0.0;

  for (guint i = 0; i < shares->len; i++)
    {
      double weight = g_array_index (shares, Share, i).weight;

      sum += weight * numbers[i];
      weights += weight;
    }
  return weights > 0.0 ? sum / weights : NAN;
}

static double
extreme_of (const GArray *shares, const double *numbers, gboolean is_highest)
{
  double extreme = numbers[0];

  for (guint i = 1; i < shares->len; i++)
    extreme = is_highest ? MAX (extreme, numbers[i]) : MIN (extreme, numbers[i]);
  return extreme;
}

static double
limit (const Share *share, double sum)
{
  return share->has_range ? CLAMP (sum, share->range.minimum, share->range.maximum)
                          : CLAMP (sum, 0.0, 1.0);
}

static double
merge_numbers (const Share *newest, const GArray *shares, const double *numbers)
{
  switch (newest->merge)
    {
    case CLASP_MERGE_HIGHEST:
      return extreme_of (shares, numbers, TRUE);
    case CLASP_MERGE_LOWEST:
      return extreme_of (shares, numbers, FALSE);
    case CLASP_MERGE_SUM:
      return limit (newest, sum_of (shares, numbers));
    case CLASP_MERGE_AVERAGE:
      return sum_of (shares, numbers) / shares->len;
    case CLASP_MERGE_CROSSFADE:
      return crossfade_of (shares, numbers);
    case CLASP_MERGE_LAST:
    case CLASP_MERGE_PRIORITY:
      break;
    }
  return numbers[shares->len - 1];
}

/* Whole numbers stay whole where the target counts in them. */
static ClaspValue
make_number (const Share *newest, double number, gboolean all_whole)
{
  if ((newest->has_range && newest->range.integer) || (all_whole && number == trunc (number)))
    return clasp_value_int ((gint64) round (number));
  return clasp_value_double (number);
}

/* FALSE when one of them is no number, or has no element @index. @index -1: the value itself. */
static gboolean
read_numbers (const GArray *shares, int index, double *numbers, gboolean *all_whole)
{
  *all_whole = TRUE;
  for (guint i = 0; i < shares->len; i++)
    {
      const ClaspValue *value = &g_array_index (shares, Share, i).value;

      if (index >= 0)
        value = clasp_value_get_element (value, (guint) index);
      if (!clasp_value_to_double (value, &numbers[i]) || !isfinite (numbers[i]))
        return FALSE;
      *all_whole = *all_whole && value->type == CLASP_VALUE_INT;
    }
  return TRUE;
}

static gboolean
merge_at (const Share *newest, const GArray *shares, int index, ClaspValue *result)
{
  double   numbers[CLASP_MERGE_MAX_WRITERS], number;
  gboolean all_whole;

  if (shares->len == 0 || !read_numbers (shares, index, numbers, &all_whole))
    return FALSE;
  number = merge_numbers (newest, shares, numbers);
  if (isnan (number))
    return FALSE;
  *result = make_number (newest, number, all_whole);
  return TRUE;
}

static gboolean
are_arrays_of (const GArray *shares, guint n)
{
  for (guint i = 0; i < shares->len; i++)
    {
      const ClaspValue *value = &g_array_index (shares, Share, i).value;

      if (value->type != CLASP_VALUE_ARRAY || clasp_value_get_size (value) != n)
        return FALSE;
    }
  return TRUE;
}

static gboolean
merge_arrays (const Share *newest, const GArray *shares, ClaspValue *result)
{
  guint                  n = clasp_value_get_size (&newest->value), n_merged = 0;
  g_autofree ClaspValue *elements = NULL; /* numbers, which own nothing */

  if (n == 0 || !are_arrays_of (shares, n))
    return FALSE;
  elements = g_new0 (ClaspValue, n);
  while (n_merged < n && merge_at (newest, shares, (int) n_merged, &elements[n_merged]))
    n_merged++;
  if (n_merged == n)
    *result = clasp_value_array (elements, n);
  return n_merged == n;
}

static gboolean
has_weight (const GArray *shares)
{
  for (guint i = 0; i < shares->len; i++)
    if (g_array_index (shares, Share, i).weight > 0.0)
      return TRUE;

  return FALSE;
}

/* What the address is to have; FALSE when nobody's value counts. */
static gboolean
merge (const GArray *shares, gint64 now_us, ClaspValue *result)
{
  const Share *newest, *first;

  if (shares->len == 0)
    return FALSE;
  newest = &g_array_index (shares, Share, shares->len - 1);
  if (newest->merge == CLASP_MERGE_PRIORITY)
    {
      first = find_first (shares, now_us);
      if (first != NULL)
        *result = clasp_value_copy (&first->value);
      return first != NULL;
    }

  if (newest->merge == CLASP_MERGE_CROSSFADE && !has_weight (shares))
    return FALSE;
  if (newest->merge == CLASP_MERGE_LAST ||
      !(newest->value.type == CLASP_VALUE_ARRAY ? merge_arrays (newest, shares, result)
                                                : merge_at (newest, shares, -1, result)))
    *result = clasp_value_copy (&newest->value);
  return TRUE;
}

/* ---- a value comes ---- */

static int
find_share (const GArray *shares, gconstpointer writer)
{
  for (guint i = 0; i < shares->len; i++)
    if (g_array_index (shares, Share, i).writer == writer)
      return (int) i;

  return -1;
}

static void
remove_share (Entry *entry, gconstpointer writer)
{
  int index = find_share (entry->shares, writer);

  if (index >= 0)
    g_array_remove_index (entry->shares, (guint) index);
}

static void
add_share (Entry *entry, const ClaspMergeInput *input, const ClaspValue *value, gint64 now_us)
{
  Share share = {
    .writer = input->writer,
    .merge = input->merge,
    .priority = input->priority,
    .timeout_us = input->timeout_us,
    .heard_us = now_us,
    .weight = input->weight,
    .has_range = input->range != NULL,
    .value = clasp_value_copy (value),
  };

  if (input->range != NULL)
    share.range = *input->range;
  remove_share (entry, input->writer);
  if (entry->shares->len == CLASP_MERGE_MAX_WRITERS)
    g_array_remove_index (entry->shares, 0);
  g_array_append_val (entry->shares, share);
}

static Entry *
get_entry (ClaspMergeTable *self, ClaspStr address)
{
  g_autofree char *key = clasp_str_dup (address);
  Entry           *entry = g_hash_table_lookup (self->entries, key);

  if (entry != NULL || g_hash_table_size (self->entries) >= CLASP_MERGE_MAX_ADDRESSES)
    return entry;
  entry = g_new0 (Entry, 1);
  entry->address = g_steal_pointer (&key);
  entry->shares = g_array_new (FALSE, FALSE, sizeof (Share));
  g_array_set_clear_func (entry->shares, share_clear);
  g_hash_table_insert (self->entries, entry->address, entry);
  return entry;
}

static void
remember_given (Entry *entry, const ClaspValue *value)
{
  clasp_value_clear (&entry->given);
  entry->given = clasp_value_copy (value);
}

static const Share *
newest_of (const Entry *entry)
{
  return &g_array_index (entry->shares, Share, entry->shares->len - 1);
}

/* Whether the newest value leaves the address to another writer's. */
static gboolean
is_lost (const Entry *entry, gint64 now_us)
{
  const Share *newest = newest_of (entry);

  return newest->merge == CLASP_MERGE_PRIORITY && find_first (entry->shares, now_us) != newest;
}

static gint64
earlier (gint64 due_us, const Share *share)
{
  gint64 own_us = share->heard_us + share->timeout_us;

  if (share->merge != CLASP_MERGE_PRIORITY || share->timeout_us <= 0)
    return due_us;
  return due_us == 0 ? own_us : MIN (due_us, own_us);
}

/**
 * clasp_merge_table_put:
 * @self: a table
 * @address: what is written
 * @input: who writes it, and how its values count
 * @value: its value
 * @now_us: monotonic time
 * @result: (out): what the address gets; cleared by the caller
 *
 * Thread: worker.
 *
 * Returns: %FALSE, and nothing in @result, when another writer's value counts
 */
gboolean
clasp_merge_table_put (ClaspMergeTable       *self,
                       ClaspStr               address,
                       const ClaspMergeInput *input,
                       const ClaspValue      *value,
                       gint64                 now_us,
                       ClaspValue            *result)
{
  Entry *entry = get_entry (self, address);

  if (entry == NULL)
    {
      *result = clasp_value_copy (value);
      return TRUE;
    }

  add_share (entry, input, value, now_us);
  self->due_us = earlier (self->due_us, newest_of (entry));
  if (is_lost (entry, now_us) || !merge (entry->shares, now_us, result))
    return FALSE;
  remember_given (entry, result);
  return TRUE;
}

/* ---- without a message ---- */

/* Tells of what @entry is to have now, if that is something else than before. */
static void
settle (Entry *entry, gint64 now_us, ClaspMergeFunc func, gpointer user_data)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (!merge (entry->shares, now_us, &value) || clasp_value_equal (&value, &entry->given))
    return;
  remember_given (entry, &value);
  func (clasp_str (entry->address), &value, user_data);
}

/**
 * clasp_merge_table_weigh:
 * @self: a table
 * @writer: who
 * @weight: its new share, 0–1
 * @now_us: monotonic time
 * @func: called for each address that changes; must not call the table
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_merge_table_weigh (ClaspMergeTable *self,
                         gconstpointer    writer,
                         double           weight,
                         gint64           now_us,
                         ClaspMergeFunc   func,
                         gpointer         user_data)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Entry *entry = data;
      int    index = find_share (entry->shares, writer);

      if (index < 0)
        continue;
      g_array_index (entry->shares, Share, (guint) index).weight = weight;
      settle (entry, now_us, func, user_data);
    }
}

/**
 * clasp_merge_table_forget:
 * @self: a table
 * @writer: who lets go
 * @address: (nullable): of what; %NULL = of everything
 * @now_us: monotonic time
 * @func: called for each address that changes by it; must not call the table
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_merge_table_forget (ClaspMergeTable *self,
                          gconstpointer    writer,
                          const char      *address,
                          gint64           now_us,
                          ClaspMergeFunc   func,
                          gpointer         user_data)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Entry *entry = data;

      if (find_share (entry->shares, writer) < 0 ||
          (address != NULL && !g_str_equal (entry->address, address)))
        continue;
      remove_share (entry, writer);
      if (entry->shares->len == 0)
        g_hash_table_iter_remove (&iter);
      else
        settle (entry, now_us, func, user_data);
    }
}

/**
 * clasp_merge_table_get_due:
 * @self: a table
 *
 * Thread: worker.
 *
 * Returns: the monotonic time before which no value is too old to count, 0 when none ever will be;
 *   [func@merge_table_expire] may find nothing then, and knows a later one
 */
gint64
clasp_merge_table_get_due (const ClaspMergeTable *self)
{
  return self->due_us;
}

/* The last of all stays: an address that nobody writes any more keeps what it has. */
static gboolean
drop_old (Entry *entry, gint64 now_us)
{
  gboolean has_dropped = FALSE;

  for (guint i = entry->shares->len; i-- > 0;)
    if (is_too_old (&g_array_index (entry->shares, Share, i), now_us))
      {
        g_array_remove_index (entry->shares, i);
        has_dropped = TRUE;
      }
  return has_dropped;
}

/**
 * clasp_merge_table_expire:
 * @self: a table
 * @now_us: monotonic time
 * @func: called for each address that changes; must not call the table
 * @user_data: for @func
 *
 * What was not heard of for its time-out counts no more; an address whose last value is too old
 * keeps it.
 *
 * Thread: worker.
 */
void
clasp_merge_table_expire (ClaspMergeTable *self,
                          gint64           now_us,
                          ClaspMergeFunc   func,
                          gpointer         user_data)
{
  GHashTableIter iter;
  gpointer       data;
  gint64         due_us = 0;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Entry   *entry = data;
      gboolean has_dropped = drop_old (entry, now_us);

      for (guint i = 0; i < entry->shares->len; i++)
        due_us = earlier (due_us, &g_array_index (entry->shares, Share, i));
      if (has_dropped && entry->shares->len == 0)
        g_hash_table_iter_remove (&iter);
      else if (has_dropped)
        settle (entry, now_us, func, user_data);
    }
  self->due_us = due_us;
}
