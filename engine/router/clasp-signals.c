/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-signals.h"

struct _ClaspSignals
{
  ClaspRouter *router; /* (unowned) */
  GHashTable  *infos; /* (owned) address in the info → ClaspSignalInfo, texts behind it (owned) */
};

static guint
address_hash (gconstpointer key)
{
  return (guint) clasp_str_hash (((const ClaspSignalInfo *) key)->address);
}

static gboolean
address_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (((const ClaspSignalInfo *) a)->address,
                          ((const ClaspSignalInfo *) b)->address);
}

ClaspSignals *
clasp_signals_new (ClaspRouter *router)
{
  ClaspSignals *self = g_new0 (ClaspSignals, 1);

  self->router = router;
  self->infos = g_hash_table_new_full (address_hash, address_equal, g_free, NULL);
  return self;
}

void
clasp_signals_free (ClaspSignals *self)
{
  g_hash_table_unref (self->infos);
  g_free (self);
}

static ClaspStr
put_text (char **place, ClaspStr text)
{
  ClaspStr copy = { *place, text.length };

  memcpy (*place, text.data, text.length);
  *place += text.length;
  return copy;
}

gboolean
clasp_signals_add (ClaspSignals *self, const ClaspSignalInfo *info)
{
  ClaspSignalInfo *copy;
  char            *place;

  if (g_hash_table_size (self->infos) >= self->router->limits.max_signals &&
      !g_hash_table_contains (self->infos, info))
    return FALSE;

  copy =
    g_malloc0 (sizeof *copy + info->address.length + info->datatype.length + info->access.length);
  place = (char *) (copy + 1);
  copy->address = put_text (&place, info->address);
  copy->signal = info->signal;
  copy->has_datatype = info->has_datatype;
  copy->has_access = info->has_access;
  if (info->has_datatype)
    copy->datatype = put_text (&place, info->datatype);
  if (info->has_access)
    copy->access = put_text (&place, info->access);
  g_hash_table_replace (self->infos, copy, copy);
  return TRUE;
}

GPtrArray *
clasp_signals_query (ClaspSignals *self, const ClaspPattern *pattern)
{
  GPtrArray       *found = g_ptr_array_new ();
  GHashTableIter   iter;
  ClaspSignalInfo *info;

  g_hash_table_iter_init (&iter, self->infos);
  while (g_hash_table_iter_next (&iter, (gpointer *) &info, NULL))
    if (clasp_pattern_matches (pattern, info->address))
      g_ptr_array_add (found, info);
  return found;
}
