/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "walk-acts.h"

#include "clasp-part.h"
#include "exchange/clasp-exchange.h"
#include "locals/br-local-edit.h"
#include "mapping/br-step-presets.h"
#include "patch/br-mapping-ends.h"
#include "patch/br-new-circles.h"
#include "presets/clasp-preset.h"
#include "universes/br-slot-notes.h"
#include "widgets/br-signal-notes.h"
#include "window/br-thin.h"

#define MAX_CONNECTIONS 8
#define MAX_LOCALS 16

static const char *const addresses[] = { "/osc/a", "/osc/b", "/artnet/0/0/0/1", "/midi/x/ch/1/cc/7" };
static const char *const texts[] = { "", "Front", "ü — “x”", "60", "/osc/c" };
static const char *const layers[] = { "layer-1", "rehearsal" };

static guint
below (GRand *rand, guint n)
{
  return (guint) g_rand_int_range (rand, 0, (gint32) n);
}

static gpointer
pick (GRand *rand, GListModel *list)
{
  guint n = g_list_model_get_n_items (list);

  return n > 0 ? g_list_model_get_item (list, below (rand, n)) : NULL;
}

static void
add_connection (ClaspShow *show, GRand *rand)
{
  static const char *const    kinds[] = { "osc", "midi", "artnet", "sacn", "dmx" };
  g_autoptr (ClaspConnection) connection = clasp_show_create_connection (show, kinds[below (rand, G_N_ELEMENTS (kinds))], NULL);

  if (g_list_model_get_n_items (clasp_show_get_connections (show)) >= MAX_CONNECTIONS)
    return;
  clasp_show_begin_edit (show, "Use");
  if (clasp_show_add (show, CLASP_SHOW_ITEM (connection)))
    br_mapping_ends_adopt (show, connection);
  clasp_show_end_edit (show);
}

static void
edit_connection (ClaspShow *show, GRand *rand)
{
  g_autoptr (ClaspConnection) connection = pick (rand, clasp_show_get_connections (show));

  if (connection == NULL)
    return;
  switch (below (rand, 4))
    {
    case 0:
      clasp_show_begin_edit (show, "Remove");
      br_mapping_ends_forget_connection (show, connection);
      clasp_show_remove (show, CLASP_SHOW_ITEM (connection));
      clasp_show_end_edit (show);
      break;
    case 1:
      clasp_show_item_set_name (CLASP_SHOW_ITEM (connection), texts[below (rand, G_N_ELEMENTS (texts))]);
      break;
    case 2:
      clasp_show_item_set_enabled (CLASP_SHOW_ITEM (connection), below (rand, 2) == 0);
      break;
    case 3:
      clasp_settings_set_text (clasp_connection_get_settings (connection), "max-rate", texts[below (rand, G_N_ELEMENTS (texts))], NULL);
      break;
    }
}

static void
thin (ClaspShow *show, GRand *rand)
{
  g_autoptr (ClaspConnection) connection = pick (rand, clasp_show_get_connections (show));
  const char                 *id = connection != NULL ? clasp_show_item_get_id (CLASP_SHOW_ITEM (connection)) : "router";
  BrThin                      found;

  if (br_thin_find (&found, show, id, below (rand, 2) == 0))
    br_thin_set (&found, show, "somebody", br_thin_next (br_thin_get (&found)));
}

static void
edit_scene (ClaspShow *show, ClaspShowLocal *scene, GRand *rand)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (lines, g_strdup_printf ("%s=%g", addresses[below (rand, G_N_ELEMENTS (addresses))], below (rand, 10) / 10.0));
  if (below (rand, 2) == 0)
    br_scene_add_lines (show, scene, lines, NULL);
  else if (br_scene_get_n_values (scene) > 0 && below (rand, 2) == 0)
    br_scene_remove_value (show, scene, below (rand, br_scene_get_n_values (scene)));
  else if (br_scene_get_n_values (scene) > 0)
    br_scene_set_text (show, scene, 0, texts[below (rand, G_N_ELEMENTS (texts))], NULL);
}

static void
edit_locals (ClaspShow *show, GRand *rand)
{
  static const char *const   kinds[] = { "variable", "timer", "scene", "layer" };
  g_autoptr (ClaspShowLocal) local = pick (rand, clasp_show_get_locals (show));
  g_autofree char           *name = g_strdup_printf ("name-%u", below (rand, 8));

  if (g_list_model_get_n_items (clasp_show_get_locals (show)) < MAX_LOCALS && below (rand, 3) == 0)
    br_local_add (show, kinds[below (rand, G_N_ELEMENTS (kinds))], NULL);
  else if (local == NULL)
    return;
  else if (g_str_equal (clasp_show_local_get_kind (local), "scene") && below (rand, 2) == 0)
    edit_scene (show, local, rand);
  else if (below (rand, 2) == 0)
    clasp_show_rename_local (show, local, name, NULL);
  else
    br_local_remove (show, local);
}

static void
edit_layers (ClaspShow *show, GRand *rand)
{
  g_autoptr (ClaspMapping) mapping = pick (rand, clasp_show_get_mappings (show));
  const char              *layer = layers[below (rand, G_N_ELEMENTS (layers))];

  if (mapping != NULL && below (rand, 2) == 0)
    br_layer_put (show, mapping, layer, below (rand, 2) == 0);
  else
    br_layer_set_solo (show, layer, below (rand, 2) == 0);
}

static void
note_signals (ClaspShow *show, GRand *rand)
{
  BrSignalNotes    *notes = br_signal_notes_get (show);
  const char       *address = addresses[below (rand, G_N_ELEMENTS (addresses))];
  const char *const some[] = { address, NULL };

  switch (below (rand, 3))
    {
    case 0:
      br_signal_notes_set_favourites (notes, some, below (rand, 2) == 0);
      break;
    case 1:
      br_signal_notes_treat_as (notes, address, below (rand, 3), 0, 1 + below (rand, 100));
      break;
    case 2:
      br_signal_notes_set_text (notes, address, texts[below (rand, G_N_ELEMENTS (texts))]);
      break;
    }
}

static void
note_slot (ClaspShow *show, GRand *rand)
{
  ClaspSettings  *settings = clasp_router_config_get_settings (clasp_show_get_router (show));
  g_auto (GStrv)  notes = br_slot_notes_replace (clasp_settings_get_strv (settings, "slot-notes"), "/artnet/0/0/0", below (rand, 20),
                                                 texts[below (rand, G_N_ELEMENTS (texts))], below (rand, 2) == 0);

  clasp_show_begin_edit (show, "Note");
  g_object_set (settings, "slot-notes", notes, NULL);
  clasp_show_end_edit (show);
}

static void
add_preset (ClaspShow *show, GRand *rand)
{
  static const char *const shows[] = { "touchosc", "midi-dmx-faders", "lighting-console" };
  static const char *const steps[] = { "soft-dimmer", "calm-sensor" };
  g_autoptr (GHashTable)   answers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray)    mappings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (ClaspMapping) mapping = pick (rand, clasp_show_get_mappings (show));
  gboolean                 is_for_show = below (rand, 2) == 0;
  const char              *id = is_for_show ? shows[below (rand, G_N_ELEMENTS (shows))] : steps[below (rand, G_N_ELEMENTS (steps))];
  g_autoptr (ClaspPreset)  preset = clasp_presets_find (clasp_show_get_registry (show), NULL, id);
  g_autofree char         *told = NULL;
  gboolean                 is_done;

  g_assert_nonnull (preset);
  if (is_for_show && g_list_model_get_n_items (clasp_show_get_connections (show)) < MAX_CONNECTIONS)
    br_circles_apply_preset (show, preset, answers, NULL);
  if (is_for_show || mapping == NULL)
    return;
  g_ptr_array_add (mappings, g_steal_pointer (&mapping));
  told = br_step_presets_add (show, preset, mappings, &is_done);
}

/* What was exported comes back: merged, or instead of everything. */
static void
import (ClaspShow *show, GRand *rand)
{
  g_autoptr (GPtrArray)     report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray)     some = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (ClaspMapping)  mapping = pick (rand, clasp_show_get_mappings (show));
  gboolean                  is_part = mapping != NULL && below (rand, 2) == 0;
  g_autofree char          *text = NULL;
  g_autoptr (ClaspImported) imported = NULL;

  if (is_part)
    g_ptr_array_add (some, g_object_ref (mapping));
  text = is_part ? clasp_part_export (show, some, report) : clasp_exchange_export_v2 (show, NULL, report);
  imported = clasp_exchange_read (clasp_show_get_registry (show), text, NULL);
  g_assert_nonnull (imported);
  clasp_exchange_apply (show, imported, below (rand, 2) == 0 ? CLASP_EXCHANGE_MERGE : CLASP_EXCHANGE_REPLACE, NULL, "Import");
}

void
walk_act (ClaspShow *show, GRand *rand)
{
  static void (*const acts[]) (ClaspShow *, GRand *) = { add_connection, edit_connection, edit_connection, thin, edit_locals,
                                                         edit_locals, edit_layers, note_signals, note_slot, add_preset };

  if (below (rand, 40) == 0)
    import (show, rand);
  else if (below (rand, 40) == 0)
    g_object_set (show, "name", texts[below (rand, G_N_ELEMENTS (texts))], NULL);
  else
    acts[below (rand, G_N_ELEMENTS (acts))](show, rand);
}
