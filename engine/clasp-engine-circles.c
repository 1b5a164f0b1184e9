/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-circles.h"
#include "clasp-engine-private.h"
#include "clasp-mapping-spec.h"
#include "mapping/clasp-route-cycles.h"

static void
free_spec (gpointer spec)
{
  clasp_route_spec_free (spec);
}

/* Of those that are on. */
static void
collect (ClaspShow *show, ClaspMapping *except, GPtrArray *mappings, GPtrArray *specs)
{
  GListModel *list = clasp_show_get_mappings (show);
  guint       n = g_list_model_get_n_items (list);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (list, i);

      if (mapping == except || !clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)))
        continue;
      g_ptr_array_add (specs, clasp_mapping_to_route_spec (mapping, i));
      g_ptr_array_add (mappings, g_steal_pointer (&mapping));
    }
}

static gboolean
contains (const GArray *cycle, const GPtrArray *mappings, ClaspMapping *mapping)
{
  for (guint i = 0; i < cycle->len; i++)
    if (mappings->pdata[g_array_index (cycle, guint, i)] == mapping)
      return TRUE;

  return FALSE;
}

/* "/a → /b → /a": the addresses that a value visits. */
static char *
describe (const GArray *cycle, const GPtrArray *mappings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i <= cycle->len; i++)
    {
      ClaspMapping *mapping = mappings->pdata[g_array_index (cycle, guint, i % cycle->len)];

      g_string_append_printf (text, "%s%s", i > 0 ? " → " : "", clasp_mapping_get_source (mapping));
    }
  return g_string_free (text, FALSE);
}

/**
 * clasp_show_list_circles:
 * @show: a show
 * @mapping: (nullable): only circles it is part of
 *
 * Mappings that lead back to where they began: values end there when they change nothing any more,
 * or at the hop limit, which is seldom what is meant.
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (element-type utf8): the addresses of each circle, "/a → /b → /a"
 */
GPtrArray *
clasp_show_list_circles (ClaspShow *show, ClaspMapping *mapping)
{
  GPtrArray            *circles = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) mappings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func (free_spec);
  g_autoptr (GPtrArray) cycles = NULL;

  collect (show, NULL, mappings, specs);
  cycles = clasp_route_find_cycles (specs);
  for (guint i = 0; i < cycles->len; i++)
    if (mapping == NULL || contains (cycles->pdata[i], mappings, mapping))
      g_ptr_array_add (circles, describe (cycles->pdata[i], mappings));
  return circles;
}

/* The sources that a value visits, from the first mapping's on and back to it. */
static char **
list_sources (const GArray *cycle, const GPtrArray *specs)
{
  char **sources = g_new0 (char *, cycle->len + 2);

  for (guint i = 0; i <= cycle->len; i++)
    {
      const ClaspRouteSpec *spec = specs->pdata[g_array_index (cycle, guint, i % cycle->len)];

      sources[i] = g_strdup (((const ClaspRouteEnd *) spec->sources->pdata[0])->address);
    }
  return sources;
}

/**
 * clasp_show_find_circle:
 * @show: a show
 * @source: what a mapping that is to be made takes
 * @target: what it writes
 * @except: (nullable): a mapping that is left out of account
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (nullable): the shortest circle it closes, @source first and last
 */
char **
clasp_show_find_circle (ClaspShow    *show,
                        const char   *source,
                        const char   *target,
                        ClaspMapping *except)
{
  g_autoptr (GPtrArray) mappings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func (free_spec);
  g_autoptr (GPtrArray) cycles = NULL;
  ClaspRouteSpec       *planned = clasp_route_spec_new ("", "");

  clasp_route_spec_add_source (planned, source);
  clasp_route_spec_add_target (planned, target);
  g_ptr_array_add (specs, planned);
  collect (show, except, mappings, specs);
  cycles = clasp_route_find_cycles (specs);
  for (guint i = 0; i < cycles->len; i++)
    if (g_array_index ((GArray *) cycles->pdata[i], guint, 0) == 0)
      return list_sources (cycles->pdata[i], specs);
  return NULL;
}
