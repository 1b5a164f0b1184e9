/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/clasp-known-params-private.h"

typedef struct
{
  ClaspStr   address; /* (owned) with a NUL behind it */
  ClaspValue value;   /* (owned) */
  guint64    revision;
  guint32    told;       /* number of the newest subscription when it came */
  guint32    generation; /* of the connection it came over */
} Known;

struct _ClaspKnownParams
{
  GHashTable *params; /* (owned) of Known (owned) */
  guint       maximum;
  guint       n_doubtful;
  guint32     generation;
};

static guint
known_hash (gconstpointer known)
{
  return (guint) clasp_str_hash (((const Known *) known)->address);
}

static gboolean
known_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (((const Known *) a)->address, ((const Known *) b)->address);
}

static void
known_free (gpointer data)
{
  Known *known = data;

  clasp_value_clear (&known->value);
  g_free ((char *) known->address.data);
  g_free (known);
}

ClaspKnownParams *
clasp_known_params_new (guint maximum)
{
  ClaspKnownParams *self = g_new0 (ClaspKnownParams, 1);

  self->params = g_hash_table_new_full (known_hash, known_equal, known_free, NULL);
  self->maximum = maximum;
  return self;
}

void
clasp_known_params_free (ClaspKnownParams *self)
{
  g_hash_table_unref (self->params);
  g_free (self);
}

guint
clasp_known_params_get_size (ClaspKnownParams *self)
{
  return g_hash_table_size (self->params);
}

static Known *
lookup (ClaspKnownParams *self, ClaspStr address)
{
  const Known key = { .address = address };

  return g_hash_table_lookup (self->params, &key);
}

static void
remember (ClaspKnownParams *self,
          ClaspStr          address,
          const ClaspValue *value,
          guint64           revision,
          guint32           newest)
{
  Known *known;

  if (g_hash_table_size (self->params) >= self->maximum)
    return;
  known = g_new0 (Known, 1);
  known->address = (ClaspStr){ clasp_str_dup (address), address.length };
  known->value = clasp_value_copy (value);
  known->revision = revision;
  known->told = newest;
  known->generation = self->generation;
  g_hash_table_add (self->params, known);
}

static void
believe (ClaspKnownParams *self, Known *known)
{
  if (known->generation != self->generation)
    self->n_doubtful--;
  known->generation = self->generation;
}

gboolean
clasp_known_params_note (ClaspKnownParams *self,
                         ClaspStr          address,
                         const ClaspValue *value,
                         guint64           revision,
                         gboolean          is_change,
                         guint32           newest,
                         guint32          *above)
{
  Known *known = lookup (self, address);

  *above = 0;
  if (known == NULL)
    {
      remember (self, address, value, revision, newest);
      return TRUE;
    }

  believe (self, known);
  if (!is_change && known->revision == revision && clasp_value_equal (&known->value, value))
    *above = known->told;
  else
    {
      clasp_value_clear (&known->value);
      known->value = clasp_value_copy (value);
      known->revision = revision;
    }
  known->told = newest;
  return *above < newest;
}

gboolean
clasp_known_params_is_older (ClaspKnownParams *self, ClaspStr address, guint64 revision)
{
  const Known *known = lookup (self, address);

  return known != NULL && known->generation == self->generation && revision < known->revision;
}

void
clasp_known_params_doubt (ClaspKnownParams *self)
{
  self->generation++;
  self->n_doubtful = g_hash_table_size (self->params);
}

guint
clasp_known_params_get_n_doubtful (ClaspKnownParams *self)
{
  return self->n_doubtful;
}

GPtrArray *
clasp_known_params_list_doubtful (ClaspKnownParams *self, guint maximum)
{
  GPtrArray     *list = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer       item;

  g_hash_table_iter_init (&iter, self->params);
  while (list->len < MIN (maximum, self->n_doubtful) && g_hash_table_iter_next (&iter, &item, NULL))
    if (((Known *) item)->generation != self->generation)
      g_ptr_array_add (list, clasp_str_dup (((Known *) item)->address));
  return list;
}

gboolean
clasp_known_params_forget_doubtful (ClaspKnownParams *self, const char *address)
{
  Known   *known = lookup (self, clasp_str (address));
  gboolean is_news;

  if (known == NULL || known->generation == self->generation)
    return FALSE;
  is_news = known->value.type != CLASP_VALUE_NULL;
  self->n_doubtful--;
  g_hash_table_remove (self->params, known);
  return is_news;
}

void
clasp_known_params_keep (ClaspKnownParams *self,
                         gboolean (*is_wanted) (ClaspStr address, gpointer user_data),
                         gpointer user_data)
{
  GHashTableIter iter;
  gpointer       item;

  g_hash_table_iter_init (&iter, self->params);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    {
      Known *known = item;

      if (is_wanted (known->address, user_data))
        continue;
      believe (self, known);
      g_hash_table_iter_remove (&iter);
    }
}
