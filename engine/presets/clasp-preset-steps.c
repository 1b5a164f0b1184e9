/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "presets/clasp-preset-private.h"

#include <glib/gi18n-lib.h>

static void
remove_steps (ClaspMapping *mapping)
{
  GListModel *steps = clasp_mapping_get_steps (mapping);

  for (guint i = g_list_model_get_n_items (steps); i-- > 0;)
    clasp_mapping_remove_step (mapping, i);
}

static void
move_steps (ClaspMapping *from, ClaspMapping *to)
{
  GListModel *steps = clasp_mapping_get_steps (from);

  while (g_list_model_get_n_items (steps) > 0)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, 0);

      clasp_mapping_remove_step (from, 0);
      clasp_mapping_insert_step (to, g_list_model_get_n_items (clasp_mapping_get_steps (to)), step);
    }
}

/**
 * clasp_preset_apply_steps:
 * @self: a preset for steps
 * @show: a show
 * @mapping: one of its mappings
 * @mode: whether its own steps go first, or stay in front
 * @error: return location for a [error@Clasp.ShowError]
 *
 * One undo step.
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_CONTENT when it is no preset for steps, or they would be too many.
 *
 * Returns: %FALSE, and nothing changed
 */
gboolean
clasp_preset_apply_steps (ClaspPreset    *self,
                          ClaspShow      *show,
                          ClaspMapping   *mapping,
                          ClaspPresetMode mode,
                          GError        **error)
{
  g_autoptr (ClaspShow)    content = clasp_preset_fill (self, NULL, error);
  g_autoptr (ClaspMapping) from = NULL;
  g_autofree char         *label = NULL;
  guint                    n_own = mode == CLASP_PRESET_REPLACE
                                     ? 0
                                     : g_list_model_get_n_items (clasp_mapping_get_steps (mapping));

  if (content == NULL)
    return FALSE;
  from = g_list_model_get_item (clasp_show_get_mappings (content), 0);
  if (self->purpose != CLASP_PRESET_STEPS ||
      n_own + g_list_model_get_n_items (clasp_mapping_get_steps (from)) > CLASP_MAPPING_MAX_STEPS)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   self->purpose != CLASP_PRESET_STEPS
                     ? _ ("“%s” is for a show, not for a mapping")
                     : _ ("the mapping has no room for the steps of “%s”"),
                   self->name);
      return FALSE;
    }

  label = g_strdup_printf (_ ("Apply “%s”"), self->name);
  clasp_show_begin_edit (show, label);
  if (mode == CLASP_PRESET_REPLACE)
    remove_steps (mapping);
  move_steps (from, mapping);
  clasp_show_end_edit (show);
  return TRUE;
}
