/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-mapping-index.h"

#include "mapping/br-mapping-uses.h"
#include "mapping/clasp-route-pattern.h"

#include <string.h>

typedef struct
{
  char *source, *target; /* (owned) */
  gsize n_literal;       /* so much of the target is as it stands */
} Template;

/* A mapping with a pattern at one of its ends. */
typedef struct
{
  GPtrArray *patterns;  /* (owned) of ClaspRoutePattern */
  GPtrArray *templates; /* (owned) of Template */
} Wild;

struct _BrMappingIndex
{
  gatomicrefcount ref_count;
  GHashTable     *plain; /* (owned) address (owned) → how many */
  GPtrArray      *wild;  /* (owned) of Wild */
};

static void
template_free (gpointer data)
{
  Template *template = data;

  g_free (template->source);
  g_free (template->target);
  g_free (template);
}

static void
wild_free (gpointer data)
{
  Wild *wild = data;

  g_ptr_array_unref (wild->patterns);
  g_ptr_array_unref (wild->templates);
  g_free (wild);
}

static void
free_pattern (gpointer pattern)
{
  clasp_route_pattern_free (pattern);
}

/* --- reading a mapping -------------------------------------------------------------------------- */

static void
take_source (GHashTable *plain, Wild *wild, const char *address)
{
  ClaspRoutePattern *pattern = clasp_route_pattern_new (address, NULL);

  if (pattern == NULL || clasp_route_pattern_is_exact (pattern))
    {
      g_hash_table_add (plain, g_strdup (address));
      g_clear_pointer (&pattern, clasp_route_pattern_free);
    }
  else
    g_ptr_array_add (wild->patterns, pattern);
}

static void
take_target (GHashTable *plain, Wild *wild, const char *source, const char *target)
{
  Template *template;

  if (strchr (target, '{') == NULL)
    {
      g_hash_table_add (plain, g_strdup (target));
      return;
    }
  template = g_new0 (Template, 1);
  template->source = g_strdup (source);
  template->target = g_strdup (target);
  template->n_literal = strcspn (target, "{");
  g_ptr_array_add (wild->templates, template);
}

static void
br_mapping_index_take (BrMappingIndex *self, ClaspMapping *mapping)
{
  g_autoptr (GHashTable) plain = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GListModel            *sources = clasp_mapping_get_sources (mapping), *targets = clasp_mapping_get_targets (mapping);
  Wild                  *wild = g_new0 (Wild, 1);
  GHashTableIter         iter;
  gpointer               address;

  wild->patterns = g_ptr_array_new_with_free_func (free_pattern);
  wild->templates = g_ptr_array_new_with_free_func (template_free);
  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (sources, i);

      take_source (plain, wild, clasp_mapping_end_get_address (end));
    }
  for (guint i = 0; i < g_list_model_get_n_items (targets); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (targets, i);

      take_target (plain, wild, clasp_mapping_get_source (mapping), clasp_mapping_end_get_address (end));
    }
  g_hash_table_iter_init (&iter, plain);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    g_hash_table_insert (self->plain, g_strdup (address),
                         GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (self->plain, address)) + 1));
  if (wild->patterns->len + wild->templates->len > 0)
    g_ptr_array_add (self->wild, wild);
  else
    wild_free (wild);
}

BrMappingIndex *
br_mapping_index_new (ClaspShow *show)
{
  BrMappingIndex *self = g_new0 (BrMappingIndex, 1);
  GListModel     *mappings = clasp_show_get_mappings (show);

  g_atomic_ref_count_init (&self->ref_count);
  self->plain = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->wild = g_ptr_array_new_with_free_func (wild_free);
  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      br_mapping_index_take (self, mapping);
    }

  return self;
}

BrMappingIndex *
br_mapping_index_ref (BrMappingIndex *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
br_mapping_index_unref (BrMappingIndex *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->plain);
  g_ptr_array_unref (self->wild);
  g_free (self);
}

/* --- asking ------------------------------------------------------------------------------------- */

static gboolean
uses (const Wild *wild, const char *address)
{
  for (guint i = 0; i < wild->patterns->len; i++)
    {
      ClaspCaptures captures;

      if (clasp_route_pattern_match (wild->patterns->pdata[i], clasp_str (address), &captures))
        return TRUE;
    }
  for (guint i = 0; i < wild->templates->len; i++)
    {
      const Template *template = wild->templates->pdata[i];

      if (strncmp (address, template->target, template->n_literal) == 0
          && br_mapping_target_may_be (template->source, template->target, address))
        return TRUE;
    }

  return FALSE;
}

guint
br_mapping_index_count (const BrMappingIndex *self, const char *address)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->plain, address));

  for (guint i = 0; i < self->wild->len; i++)
    n += uses (self->wild->pdata[i], address);

  return n;
}
