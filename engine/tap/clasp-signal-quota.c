/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "tap/clasp-signal-quota.h"

/* Design notes: the table asks when it meets an address that it does not list, and tells when it
 * forgets one; so what is listed already costs nothing. Which connection an address belongs to is
 * told by the longest namespace above it: there are few.
 *
 * When a namespace, a limit or a pattern changes, what is in the table is counted anew, some at a
 * time: a device with a hundred thousand addresses must not stall an output. Until the sweep has
 * come by, an address counts for nobody; so a storm of new ones may pass the limit by a few
 * meanwhile. */

#define SOME 2000

typedef struct
{
  char      *id;         /* (owned) */
  char      *namespace_; /* (owned) */
  char     **texts;      /* (owned) of the patterns */
  GPtrArray *patterns;   /* (owned) of ClaspPattern; empty = all */
  guint      max;        /* 0 = as many as there are */
  guint      n_listed;
  gboolean   is_crowded; /* one was refused, and there is no room yet */
} Owner;

struct _ClaspSignalQuota
{
  GPtrArray        *owners; /* (owned) of Owner, the longest namespace first */
  ClaspSignalTable *table;  /* (owned) (nullable) */
  guint             swept;  /* what stands before it in the table is counted */
};

static void
owner_free (gpointer data)
{
  Owner *owner = data;

  g_free (owner->id);
  g_free (owner->namespace_);
  g_strfreev (owner->texts);
  g_ptr_array_unref (owner->patterns);
  g_free (owner);
}

static gboolean
is_below (ClaspStr address, const char *namespace_)
{
  gsize length = strlen (namespace_);

  return address.length > length && memcmp (address.data, namespace_, length) == 0 &&
         address.data[length] == '/';
}

static Owner *
find_owner (ClaspSignalQuota *self, ClaspStr address)
{
  for (guint i = 0; i < self->owners->len; i++)
    {
      Owner *owner = g_ptr_array_index (self->owners, i);

      if (is_below (address, owner->namespace_))
        return owner;
    }
  return NULL;
}

/* Patterns know nothing of the namespace. */
static gboolean
is_wanted (const Owner *owner, ClaspStr address)
{
  gsize length = strlen (owner->namespace_);

  address = (ClaspStr){ address.data + length, address.length - length };
  for (guint i = 0; i < owner->patterns->len; i++)
    if (clasp_pattern_matches (g_ptr_array_index (owner->patterns, i), address))
      return TRUE;
  return owner->patterns->len == 0;
}

/* --- what the table asks ------------------------------------------------------------------------
 */

static gboolean
enter_cb (ClaspStr address, guint index, gpointer user_data)
{
  ClaspSignalQuota *self = user_data;
  Owner            *owner = find_owner (self, address);

  if (owner == NULL)
    return TRUE;
  if (!is_wanted (owner, address))
    return FALSE;
  if (owner->max != 0 && owner->n_listed >= owner->max)
    {
      owner->is_crowded = TRUE;
      return FALSE;
    }
  owner->n_listed += index < self->swept;
  return TRUE;
}

static void
leave_cb (ClaspStr address, guint index, gpointer user_data)
{
  ClaspSignalQuota *self = user_data;
  Owner            *owner = index < self->swept ? find_owner (self, address) : NULL;

  if (owner == NULL)
    return;
  owner->n_listed--;
  owner->is_crowded = owner->is_crowded && owner->n_listed >= owner->max;
}

static const ClaspSignalGate gate = { enter_cb, leave_cb };

/* --- sweeping -----------------------------------------------------------------------------------
 */

static void
begin_sweep (ClaspSignalQuota *self)
{
  for (guint i = 0; i < self->owners->len; i++)
    {
      Owner *owner = g_ptr_array_index (self->owners, i);

      owner->n_listed = 0;
      owner->is_crowded = FALSE;
    }
  self->swept = 0;
}

static void
sweep_one (ClaspSignalQuota *self, guint index)
{
  ClaspStr address = clasp_str (clasp_signal_table_get_address (self->table, index));
  Owner   *owner =
    clasp_signal_table_is_known (self->table, index) ? find_owner (self, address) : NULL;
  ClaspSignalSlot slot;

  if (owner == NULL)
    return;
  if (is_wanted (owner, address))
    owner->n_listed++;
  else
    clasp_signal_table_forget (self->table, index, &slot);
}

/**
 * clasp_signal_quota_sweep:
 * @self: a quota
 *
 * After each change, again and again until it is done.
 *
 * Thread: worker.
 *
 * Returns: %FALSE when all that the table has is counted, and what is not to be listed has gone
 */
gboolean
clasp_signal_quota_sweep (ClaspSignalQuota *self)
{
  guint size = self->table != NULL ? clasp_signal_table_get_size (self->table) : 0;
  guint end = self->swept < size ? MIN (size, self->swept + SOME) : size;

  if (self->swept == G_MAXUINT)
    return FALSE;
  for (; self->swept < end; self->swept++)
    sweep_one (self, self->swept);
  if (end < size)
    return TRUE;
  self->swept = G_MAXUINT; /* what comes now is counted as it comes */
  return FALSE;
}

/* --- what is asked for --------------------------------------------------------------------------
 */

static guint
find_id (ClaspSignalQuota *self, const char *id)
{
  for (guint i = 0; i < self->owners->len; i++)
    if (g_str_equal (((Owner *) g_ptr_array_index (self->owners, i))->id, id))
      return i;
  return G_MAXUINT;
}

static int
compare_owners (gconstpointer a, gconstpointer b)
{
  const Owner *x = *(Owner *const *) a, *y = *(Owner *const *) b;
  gsize        m = strlen (x->namespace_), n = strlen (y->namespace_);

  return m > n ? -1 : m < n;
}

/**
 * clasp_signal_quota_set:
 * @self: a quota
 * @id: a connection's id
 * @namespace_: what its addresses begin with, as "/osc"
 * @max: so many of them are listed at most, 0: as many as come
 * @patterns: (array zero-terminated=1): if there are any, only what matches one behind @namespace_
 *
 * Thread: worker.
 *
 * Returns: %FALSE when it was so already; else the table is to be swept
 */
gboolean
clasp_signal_quota_set (ClaspSignalQuota  *self,
                        const char        *id,
                        const char        *namespace_,
                        guint              max,
                        const char *const *patterns)
{
  guint  index = find_id (self, id);
  Owner *owner = index != G_MAXUINT ? g_ptr_array_index (self->owners, index) : NULL;

  if (owner != NULL && owner->max == max && g_str_equal (owner->namespace_, namespace_) &&
      g_strv_equal ((const char *const *) owner->texts, patterns))
    return FALSE;

  if (owner != NULL)
    g_ptr_array_remove_index (self->owners, index);
  owner = g_new0 (Owner, 1);
  owner->id = g_strdup (id);
  owner->namespace_ = g_strdup (namespace_);
  owner->texts = g_strdupv ((char **) patterns);
  owner->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_pattern_unref);
  for (guint i = 0; patterns[i] != NULL; i++)
    g_ptr_array_add (owner->patterns, clasp_pattern_new (clasp_str (patterns[i])));
  owner->max = max;
  g_ptr_array_add (self->owners, owner);
  g_ptr_array_sort (self->owners, compare_owners);
  begin_sweep (self);
  return TRUE;
}

/**
 * clasp_signal_quota_remove:
 * @self: a quota
 * @id: a connection's id; nothing happens when it is not there
 *
 * Its addresses belong to nobody now, or to the namespace above. To be swept.
 *
 * Thread: worker.
 */
void
clasp_signal_quota_remove (ClaspSignalQuota *self, const char *id)
{
  guint index = find_id (self, id);

  if (index == G_MAXUINT)
    return;
  g_ptr_array_remove_index (self->owners, index);
  begin_sweep (self); /* they may belong to a namespace above */
}

/**
 * clasp_signal_quota_get_crowded:
 * @self: a quota
 * @n: from 0 on
 * @max: (out): how many of its addresses may be listed
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): the id of the @n-th connection of which an address was left out for
 * want of room and that has none yet; %NULL: there are no more
 */
const char *
clasp_signal_quota_get_crowded (ClaspSignalQuota *self, guint n, guint *max)
{
  for (guint i = 0; i < self->owners->len; i++)
    {
      const Owner *owner = g_ptr_array_index (self->owners, i);

      if (!owner->is_crowded || n-- > 0)
        continue;
      *max = owner->max;
      return owner->id;
    }
  return NULL;
}

/* --- life ---------------------------------------------------------------------------------------
 */

/**
 * clasp_signal_quota_set_table:
 * @self: a quota
 * @table: (nullable): the table that it has a say in from now on; %NULL: none. To be swept.
 *
 * Thread: worker.
 */
void
clasp_signal_quota_set_table (ClaspSignalQuota *self, ClaspSignalTable *table)
{
  if (self->table != NULL)
    clasp_signal_table_set_gate (self->table, NULL, NULL);
  g_clear_pointer (&self->table, clasp_signal_table_unref);
  begin_sweep (self);
  if (table == NULL)
    return;

  self->table = clasp_signal_table_ref (table);
  clasp_signal_table_set_gate (table, &gate, self);
}

/**
 * clasp_signal_quota_new:
 *
 * Thread: worker.
 *
 * Returns: (transfer full): one that lets everything be listed
 */
ClaspSignalQuota *
clasp_signal_quota_new (void)
{
  ClaspSignalQuota *self = g_new0 (ClaspSignalQuota, 1);

  self->owners = g_ptr_array_new_with_free_func (owner_free);
  return self;
}

/**
 * clasp_signal_quota_free:
 * @self: (transfer full): a quota
 *
 * The table lists what comes, from then on.
 *
 * Thread: worker.
 */
void
clasp_signal_quota_free (ClaspSignalQuota *self)
{
  clasp_signal_quota_set_table (self, NULL);
  g_ptr_array_unref (self->owners);
  g_free (self);
}
