/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

#include "core/clasp-settings-private.h"

/* Whole mappings once more: with all their ends, steps and options. */

static ClaspStep *
copy_step (ClaspStep *step)
{
  g_autoptr (ClaspSettings) settings = clasp_settings_copy (clasp_step_get_settings (step));
  ClaspStep                *copy =
    g_object_new (CLASP_TYPE_STEP, "kind", clasp_step_get_kind (step), "settings", settings, NULL);

  clasp_step_set_enabled (copy, clasp_step_get_enabled (step));
  return copy;
}

static void
copy_steps (GListStore *from, GListStore *to)
{
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (from));

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (G_LIST_MODEL (from), i);
      g_autoptr (ClaspStep) copy = copy_step (step);

      g_list_store_append (to, copy);
    }
}

static void
copy_options (ClaspSettings *from, ClaspSettings *to)
{
  guint        n_pspecs;
  GParamSpec **pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (from), &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    g_object_set_property (G_OBJECT (to), pspecs[i]->name, clasp_settings_peek (from, pspecs[i]));
}

static ClaspMappingEnd *
copy_end (ClaspMappingEnd *end, const ClaspRegistry *registry)
{
  ClaspMappingEnd *copy = clasp_mapping_end_new (registry, clasp_mapping_end_is_target (end),
                                                 clasp_mapping_end_get_address (end));

  if (clasp_mapping_end_peek_options (end) != NULL)
    copy_options (clasp_mapping_end_peek_options (end), clasp_mapping_end_get_options (copy));
  if (clasp_mapping_end_peek_steps (end) != NULL)
    copy_steps (clasp_mapping_end_peek_steps (end),
                G_LIST_STORE (clasp_mapping_end_get_steps (copy)));
  return copy;
}

static void
copy_ends (ClaspEnds *from, ClaspEnds *to, const ClaspRegistry *registry)
{
  g_autoptr (GPtrArray) ends = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_ends = from->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (from->list)) : 0;

  for (guint i = 0; i < n_ends; i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (G_LIST_MODEL (from->list), i);

      g_ptr_array_add (ends, copy_end (end, registry));
    }
  if (n_ends > 0)
    clasp_ends_replace (to, registry, ends);
}

/**
 * clasp_show_copy_mapping:
 * @self: a show
 * @mapping: a mapping of a show with the same kinds
 *
 * Makes one that is like it but for its id. It belongs to no show until added.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): the copy
 */
ClaspMapping *
clasp_show_copy_mapping (ClaspShow *self, ClaspMapping *mapping)
{
  ClaspShowItem *item = CLASP_SHOW_ITEM (mapping);
  ClaspMapping  *copy = clasp_show_create_mapping (self, clasp_mapping_get_source (mapping),
                                                   clasp_mapping_get_target (mapping));
  guint          colour;
  gboolean       convert;

  g_object_get (mapping, "colour", &colour, "convert", &convert, NULL);
  g_object_set (copy, "name", clasp_show_item_get_name (item), "enabled",
                clasp_show_item_get_enabled (item), "colour", colour, "convert", convert,
                "group", clasp_mapping_get_group (mapping), NULL);
  if (clasp_mapping_peek_options (mapping) != NULL)
    copy_options (clasp_mapping_peek_options (mapping), clasp_mapping_get_options (copy));
  copy_ends (clasp_mapping_peek_ends (mapping, FALSE), clasp_mapping_peek_ends (copy, FALSE),
             self->registry);
  copy_ends (clasp_mapping_peek_ends (mapping, TRUE), clasp_mapping_peek_ends (copy, TRUE),
             self->registry);
  copy_steps (G_LIST_STORE (clasp_mapping_get_steps (mapping)),
              G_LIST_STORE (clasp_mapping_get_steps (copy)));
  return copy;
}
