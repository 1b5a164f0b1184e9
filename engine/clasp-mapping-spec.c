/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-mapping-spec.h"

static void
copy_steps (GListModel *steps, GPtrArray *copies)
{
  guint n_steps = g_list_model_get_n_items (steps);

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      if (clasp_step_get_enabled (step))
        g_ptr_array_add (copies, clasp_settings_copy (clasp_step_get_settings (step)));
    }
}

static void
replace_options (ClaspSettings **copy, ClaspSettings *options)
{
  g_object_unref (*copy);
  *copy = clasp_settings_copy (options);
}

static void
copy_ends (GListModel     *ends,
           ClaspRouteSpec *spec,
           ClaspRouteEnd *(*add) (ClaspRouteSpec *, const char *) )
{
  guint n_ends = g_list_model_get_n_items (ends);

  for (guint i = 0; i < n_ends; i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);
      ClaspRouteEnd              *copy = add (spec, clasp_mapping_end_get_address (end));

      replace_options (&copy->options, clasp_mapping_end_get_options (end));
      copy_steps (clasp_mapping_end_get_steps (end), copy->steps);
    }
}

/**
 * clasp_mapping_to_route_spec:
 * @mapping: a mapping of a show
 * @order: its place there
 *
 * Steps that are bypassed are left out.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): what it asks for, to be handed to another thread
 */
ClaspRouteSpec *
clasp_mapping_to_route_spec (ClaspMapping *mapping, guint order)
{
  ClaspShowItem  *item = CLASP_SHOW_ITEM (mapping);
  ClaspRouteSpec *spec =
    clasp_route_spec_new (clasp_show_item_get_id (item), clasp_show_item_get_name (item));

  spec->order = order;
  g_object_get (mapping, "convert", &spec->convert, NULL);
  copy_steps (clasp_mapping_get_steps (mapping), spec->steps);
  if (clasp_mapping_is_plain (mapping))
    {
      clasp_route_spec_add_source (spec, clasp_mapping_get_source (mapping));
      clasp_route_spec_add_target (spec, clasp_mapping_get_target (mapping));
      return spec;
    }

  replace_options (&spec->options, clasp_mapping_get_options (mapping));
  copy_ends (clasp_mapping_get_sources (mapping), spec, clasp_route_spec_add_source);
  copy_ends (clasp_mapping_get_targets (mapping), spec, clasp_route_spec_add_target);
  return spec;
}
