/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-loops.h"

#include "clasp-mapping-spec.h"
#include "mapping/br-mapping-edit.h"
#include "mapping/clasp-route-cycles.h"

#include <glib/gi18n.h>

#define MUTED "br-muted-circle"

void
br_loops_note_muted (ClaspMapping *mapping)
{
  g_object_set_data (G_OBJECT (mapping), MUTED, GINT_TO_POINTER (TRUE));
}

void
br_loops_note_seen (ClaspMapping *mapping)
{
  g_object_set_data (G_OBJECT (mapping), MUTED, NULL);
}

static void
free_spec (gpointer spec)
{
  clasp_route_spec_free (spec);
}

/* A guarded mapping passes changes only: a circle with one in it comes to rest. */
static void
collect (ClaspShow *show, GPtrArray *mappings, GPtrArray *specs)
{
  GListModel *list = clasp_show_get_mappings (show);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (list, i); /* the show has it, too */

      if (!clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)))
        continue;
      br_loops_note_seen (mapping);
      if (br_mapping_is_guarded (mapping))
        continue;
      g_ptr_array_add (mappings, mapping);
      g_ptr_array_add (specs, clasp_mapping_to_route_spec (mapping, i));
    }
}

/* A circle of mappings that are on. */
static char *
find_running (ClaspShow *show, ClaspMapping **mapping)
{
  g_autoptr (GPtrArray) mappings = g_ptr_array_new ();
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func (free_spec);
  g_autoptr (GPtrArray) cycles = NULL;

  collect (show, mappings, specs);
  cycles = clasp_route_find_cycles (specs);
  if (cycles->len == 0)
    return NULL;
  *mapping = mappings->pdata[g_array_index ((GArray *) cycles->pdata[0], guint, 0)];
  return br_mapping_find_circle (show, *mapping);
}

static char *
find_muted (ClaspShow *show, ClaspMapping *mapping)
{
  return g_object_get_data (G_OBJECT (mapping), MUTED) != NULL ? br_mapping_find_circle (show, mapping) : NULL;
}

char *
br_loops_describe (ClaspShow *show, ClaspMapping **mapping)
{
  GListModel      *mappings = clasp_show_get_mappings (show);
  g_autofree char *running = find_running (show, mapping);

  if (running != NULL)
    /* Translators: addresses with arrows between them */
    return g_strdup_printf (_ ("These mappings feed each other: %s."), running);
  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) one = g_list_model_get_item (mappings, i);
      g_autofree char         *muted = find_muted (show, one);

      if (muted == NULL)
        continue;
      *mapping = one; /* the show has it, too */
      /* Translators: addresses with arrows between them, then the name of a mapping */
      return g_strdup_printf (_ ("These mappings feed each other: %s. “%s” was muted."), muted,
                              clasp_show_item_get_name (CLASP_SHOW_ITEM (one)));
    }
  *mapping = NULL;
  return NULL;
}
