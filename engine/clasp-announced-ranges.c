/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-announced-ranges.h"

#include "core/clasp-address.h"

#include <string.h>

typedef struct
{
  ClaspAnnouncedRange range;   /* its address is owned */
  ClaspPattern       *pattern; /* (owned) (nullable) of one with wildcards */
} Definition;

struct _ClaspAnnouncedRanges
{
  GHashTable *definitions; /* (owned) address → Definition (owned) */
  GPtrArray  *patterns;    /* (owned) of Definition (unowned) with a pattern, newest last */
  guint       serial;
};

static void
definition_free (gpointer data)
{
  Definition *self = data;

  g_clear_pointer (&self->pattern, clasp_pattern_unref);
  g_free ((char *) self->range.address);
  g_free (self);
}

/**
 * clasp_announced_ranges_new:
 *
 * Thread: UI.
 *
 * Returns: (transfer full): one in which nothing is announced
 */
ClaspAnnouncedRanges *
clasp_announced_ranges_new (void)
{
  ClaspAnnouncedRanges *self = g_new0 (ClaspAnnouncedRanges, 1);

  self->definitions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, definition_free);
  self->patterns = g_ptr_array_new ();
  return self;
}

/**
 * clasp_announced_ranges_free:
 * @self: (transfer full): what is announced
 *
 * Thread: UI.
 */
void
clasp_announced_ranges_free (ClaspAnnouncedRanges *self)
{
  g_ptr_array_unref (self->patterns);
  g_hash_table_unref (self->definitions);
  g_free (self);
}

/**
 * clasp_announced_ranges_put:
 * @self: what is announced
 * @range: one more definition, or another one of its address; copied
 *
 * Thread: UI.
 */
void
clasp_announced_ranges_put (ClaspAnnouncedRanges *self, const ClaspAnnouncedRange *range)
{
  Definition *definition = g_new0 (Definition, 1);

  clasp_announced_ranges_remove (self, range->address);
  self->serial++;
  definition->range = *range;
  definition->range.address = g_strdup (range->address);
  if (strchr (range->address, '*') != NULL)
    definition->pattern = clasp_pattern_new (clasp_str (range->address));
  if (definition->pattern != NULL)
    g_ptr_array_add (self->patterns, definition);
  g_hash_table_insert (self->definitions, (char *) definition->range.address, definition);
}

/**
 * clasp_announced_ranges_remove:
 * @self: what is announced
 * @address: of a definition that holds no more
 *
 * Thread: UI.
 */
void
clasp_announced_ranges_remove (ClaspAnnouncedRanges *self, const char *address)
{
  Definition *definition = g_hash_table_lookup (self->definitions, address);

  if (definition == NULL)
    return;
  if (definition->pattern != NULL)
    g_ptr_array_remove (self->patterns, definition);
  self->serial++;
  g_hash_table_remove (self->definitions, address);
}

/**
 * clasp_announced_ranges_clear:
 * @self: what is announced
 *
 * Whoever announced it is there no more.
 *
 * Thread: UI.
 */
void
clasp_announced_ranges_clear (ClaspAnnouncedRanges *self)
{
  self->serial++;
  g_ptr_array_set_size (self->patterns, 0);
  g_hash_table_remove_all (self->definitions);
}

/**
 * clasp_announced_ranges_find:
 * @self: what is announced
 * @address: of a signal, or a pattern
 *
 * By the same rule as clasp_router_find_range ().
 *
 * Thread: UI.
 *
 * Returns: (transfer none) (nullable): the definition that holds for @address, until the next change; %NULL
 *   if nobody announced one
 */
const ClaspAnnouncedRange *
clasp_announced_ranges_find (ClaspAnnouncedRanges *self, const char *address)
{
  Definition *definition = g_hash_table_lookup (self->definitions, address);

  if (definition != NULL)
    return &definition->range;
  for (guint i = self->patterns->len; i > 0; i--)
    {
      definition = self->patterns->pdata[i - 1];
      if (clasp_pattern_matches (definition->pattern, clasp_str (address)))
        return &definition->range;
    }
  return NULL;
}

/**
 * clasp_announced_ranges_get_serial:
 * @self: what is announced
 *
 * Thread: UI.
 *
 * Returns: (transfer none): a number that is another one after every change; valid as long as @self
 */
const guint *
clasp_announced_ranges_get_serial (ClaspAnnouncedRanges *self)
{
  return &self->serial;
}
