/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-new-circles.h"

#include "clasp-circles.h"
#include "clasp-mapping-spec.h"
#include "mapping/br-loops.h"
#include "mapping/clasp-route-cycles.h"

#include <glib/gi18n.h>

/* Looking once costs as much as there are mappings: after so many looks the rest is muted at once. */
#define MAX_LOOKS 32

static void
free_spec (gpointer spec)
{
  clasp_route_spec_free (spec);
}

GHashTable *
br_circles_collect (ClaspShow *show)
{
  GListModel           *mappings = clasp_show_get_mappings (show);
  GHashTable           *found = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func (free_spec);
  g_autoptr (GPtrArray) those = g_ptr_array_new ();
  g_autoptr (GPtrArray) cycles = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      /* The show keeps it. */
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      if (!clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)))
        continue;
      g_ptr_array_add (specs, clasp_mapping_to_route_spec (mapping, i));
      g_ptr_array_add (those, mapping);
    }
  cycles = clasp_route_find_cycles (specs);
  for (guint i = 0; i < cycles->len; i++)
    {
      const GArray *cycle = cycles->pdata[i];

      for (guint j = 0; j < cycle->len; j++)
        g_hash_table_add (found, those->pdata[g_array_index (cycle, guint, j)]);
    }

  return found;
}

guint
br_circles_mute_new (ClaspShow  *show,
                     GPtrArray  *mappings,
                     GHashTable *before)
{
  guint n_muted = 0;

  for (guint look = 0; look <= MAX_LOOKS; look++)
    {
      g_autoptr (GHashTable) found = br_circles_collect (show);
      guint                  n_before = n_muted;

      for (guint i = mappings->len; i > 0 && (look == MAX_LOOKS || n_muted == n_before); i--)
        {
          ClaspMapping *mapping = mappings->pdata[i - 1];

          if (!g_hash_table_contains (found, mapping) || (before != NULL && g_hash_table_contains (before, mapping)))
            continue;
          clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping), FALSE);
          br_loops_note_muted (mapping);
          n_muted++;
        }
      if (n_muted == n_before)
        break;
    }

  return n_muted;
}

/* --- what arrives from outside --- */

static GHashTable *
list_mappings (ClaspShow *show)
{
  GListModel *mappings = clasp_show_get_mappings (show);
  GHashTable *there = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    g_hash_table_add (there, g_list_model_get_item (mappings, i));
  return there;
}

static void
mute_arrived (ClaspShow *show, GHashTable *there)
{
  g_autoptr (GPtrArray) muted = clasp_show_mute_circles (show, there);

  for (guint i = 0; i < muted->len; i++)
    br_loops_note_muted (muted->pdata[i]);
}

GHashTable *
br_circles_begin_arrival (ClaspShow *show, const char *label)
{
  clasp_show_begin_edit (show, label);
  return list_mappings (show);
}

void
br_circles_end_arrival (ClaspShow *show, GHashTable *there)
{
  mute_arrived (show, there);
  g_hash_table_unref (there);
  clasp_show_end_edit (show);
}

gboolean
br_circles_apply_preset (ClaspShow *show, ClaspPreset *preset, GHashTable *answers, GError **error)
{
  /* Translators: an edit; %s is the name of a preset */
  g_autofree char *label = g_strdup_printf (_ ("Apply “%s”"), clasp_preset_get_name (preset));
  GHashTable      *there = br_circles_begin_arrival (show, label);
  gboolean         is_applied = clasp_preset_apply (preset, show, CLASP_PRESET_MERGE, answers, error);

  br_circles_end_arrival (show, there);
  return is_applied;
}

void
br_circles_mute_loaded (ClaspShow *show)
{
  if (clasp_show_get_locked (show))
    return;
  /* Translators: an edit, as in "Undo Mute what feeds itself" */
  clasp_show_begin_edit (show, _ ("Mute what feeds itself"));
  mute_arrived (show, NULL);
  clasp_show_end_edit (show);
}

char *
br_muted_text (guint n_muted)
{
  return g_strdup_printf (ngettext ("%u mapping is muted: it would feed itself",
                                    "%u mappings are muted: they would feed themselves",
                                    n_muted),
                          n_muted);
}
