/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-wire-ends.h"

#include "patch/br-mapping-ends.h"
#include "patch/br-patch-drop.h"
#include "patch/br-patch-edit.h"

static void
br_wire_ends_free (gpointer data)
{
  BrWireEnds *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (self->literals); i++)
    g_ptr_array_unref (self->literals[i]);
  g_free (self);
}

static GPtrArray *
dup_literals (ClaspMapping *mapping,
              gboolean      is_target)
{
  g_autoptr (GPtrArray) addresses = br_mapping_dup_addresses (mapping, is_target);
  GPtrArray            *literals = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < addresses->len; i++)
    g_ptr_array_add (literals, br_literal_prefix (addresses->pdata[i]));

  return literals;
}

static BrWireEnds *
br_wire_ends_new (ClaspEngine  *engine,
                  ClaspMapping *mapping)
{
  BrWireEnds *self = g_new0 (BrWireEnds, 1);

  for (guint i = 0; i < G_N_ELEMENTS (self->literals); i++)
    {
      BrEndState state = br_mapping_judge_end (engine, mapping, i == 1);

      self->literals[i] = dup_literals (mapping, i == 1);
      self->is_missing[i] = state == BR_END_MISSING || state == BR_END_GONE;
    }
  g_object_get (mapping, "colour", &self->hue, NULL);
  self->is_two_way = br_patch_is_two_way (mapping);
  self->is_muted = !clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping));

  return self;
}

GHashTable *
br_wire_ends_cache_new (void)
{
  return g_hash_table_new_full (NULL, NULL, g_object_unref, br_wire_ends_free);
}

const BrWireEnds *
br_wire_ends_get (GHashTable   *cache,
                  ClaspEngine  *engine,
                  ClaspMapping *mapping)
{
  BrWireEnds *self = g_hash_table_lookup (cache, mapping);

  if (self == NULL)
    {
      self = br_wire_ends_new (engine, mapping);
      g_hash_table_insert (cache, g_object_ref (mapping), self);
    }

  return self;
}
