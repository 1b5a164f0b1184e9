/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-circles.h"
#include "clasp-engine-private.h"
#include "clasp-mapping-spec.h"
#include "mapping/clasp-route-cycles.h"

#include <glib/gi18n-lib.h>

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

/* ---- those that arrive ---- */

static gboolean
has_option (ClaspMapping *mapping, const char *name)
{
  return !clasp_mapping_is_plain (mapping) && clasp_settings_get_boolean (clasp_mapping_get_options (mapping), name);
}

/* Of those that are on, and @also, but for those whose circles are meant: a guarded one passes changes alone, and brings its
 * circle to rest. */
static void
collect_loose (ClaspShow *show, ClaspMapping *also, GPtrArray *mappings, GPtrArray *specs)
{
  GListModel *list = clasp_show_get_mappings (show);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (list, i);

      if ((mapping != also && !clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping))) ||
          has_option (mapping, "only-changes") || has_option (mapping, "feeds-itself"))
        continue;
      g_ptr_array_add (specs, clasp_mapping_to_route_spec (mapping, i));
      g_ptr_array_add (mappings, g_steal_pointer (&mapping));
    }
}

static GPtrArray *
find_loose (ClaspShow *show, ClaspMapping *also, GPtrArray *mappings)
{
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func (free_spec);

  collect_loose (show, also, mappings, specs);
  return clasp_route_find_cycles (specs);
}

/* The last one in the order of the show that has arrived; NULL when all were there. */
static ClaspMapping *
find_last_arrived (const GArray *cycle, const GPtrArray *mappings, GHashTable *there)
{
  guint last = 0;

  for (guint i = 0; i < cycle->len; i++)
    {
      guint at = g_array_index (cycle, guint, i);

      if (there == NULL || !g_hash_table_contains (there, mappings->pdata[at]))
        last = MAX (last, at + 1);
    }
  return last > 0 ? mappings->pdata[last - 1] : NULL;
}

static guint
mute_once (ClaspShow *show, GHashTable *there, GPtrArray *muted)
{
  g_autoptr (GPtrArray) mappings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) cycles = find_loose (show, NULL, mappings);
  guint                 n_before = muted->len;

  for (guint i = 0; i < cycles->len; i++)
    {
      ClaspMapping *mapping = find_last_arrived (cycles->pdata[i], mappings, there);

      if (mapping == NULL || !clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)))
        continue;
      clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping), FALSE);
      g_ptr_array_add (muted, g_object_ref (mapping));
    }
  return muted->len - n_before;
}

/**
 * clasp_show_mute_circles:
 * @show: a show
 * @there: (nullable) (element-type ClaspMapping): the mappings that were there before others arrived
 *
 * Of each circle that nobody guarded, and nobody switched on knowing of it, one mapping is muted: the last one that
 * has arrived. A circle of those that were there alone is left as it is.
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (element-type ClaspMapping): those that were muted
 */
GPtrArray *
clasp_show_mute_circles (ClaspShow *show, GHashTable *there)
{
  GPtrArray *muted = g_ptr_array_new_with_free_func (g_object_unref);

  while (mute_once (show, there, muted) > 0)
    ;
  return muted;
}

/* Once it is on. */
static gboolean
is_loose (ClaspShow *show, ClaspMapping *mapping)
{
  g_autoptr (GPtrArray) mappings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) cycles = find_loose (show, mapping, mappings);

  for (guint i = 0; i < cycles->len; i++)
    if (contains (cycles->pdata[i], mappings, mapping))
      return TRUE;
  return FALSE;
}

/**
 * clasp_show_switch_on:
 * @show: a show
 * @mapping: a mapping in it that a person switches on
 *
 * That it feeds itself then is meant: it is not muted when the show is opened again. In show mode, where settings
 * cannot be changed, it is switched on alone.
 *
 * Thread: UI.
 */
void
clasp_show_switch_on (ClaspShow *show, ClaspMapping *mapping)
{
  const char      *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping));
  g_autofree char *label = NULL;

  if (clasp_show_get_locked (show) || !is_loose (show, mapping))
    {
      clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping), TRUE);
      return;
    }
  /* Translators: an edit: a mapping is switched on though it feeds itself */
  label = g_strdup_printf (_ ("Switch on %s"), *name != '\0' ? name : clasp_mapping_get_source (mapping));
  clasp_show_begin_edit (show, label);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping), TRUE);
  g_object_set (clasp_mapping_get_options (mapping), "feeds-itself", TRUE, NULL);
  clasp_show_end_edit (show);
}
