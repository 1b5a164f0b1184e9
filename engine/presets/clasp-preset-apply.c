/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "presets/clasp-preset-plan.h"

#include "core/clasp-settings-private.h"

#include <glib/gi18n-lib.h>

static void
remove_list (ClaspShow *show, GListModel *list)
{
  while (g_list_model_get_n_items (list) > 0)
    {
      g_autoptr (ClaspShowItem) item =
        g_list_model_get_item (list, g_list_model_get_n_items (list) - 1);

      clasp_show_remove (show, item);
    }
}

static void
copy_setting (ClaspSettings *from, ClaspSettings *to, const char *name)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (from), name);
  GValue      value = G_VALUE_INIT;

  g_value_init (&value, pspec->value_type);
  g_object_get_property (G_OBJECT (from), name, &value);
  g_object_set_property (G_OBJECT (to), name, &value);
  g_value_unset (&value);
}

static void
change_router (const ClaspPresetPlan *plan, const char *name)
{
  copy_setting (clasp_router_config_get_settings (clasp_show_get_router (plan->content)),
                clasp_router_config_get_settings (clasp_show_get_router (plan->show)), name);
}

static void
change_connection (const ClaspPresetAct *act)
{
  for (guint i = 0; i < act->settings->len; i++)
    copy_setting (clasp_connection_get_settings (CLASP_CONNECTION (act->item)),
                  clasp_connection_get_settings (CLASP_CONNECTION (act->present)),
                  act->settings->pdata[i]);
}

/* An item has one id for life: one whose id something else in the show has becomes another. */
static void
move_item (const ClaspPresetPlan *plan, ClaspShowItem *item)
{
  g_autoptr (ClaspMapping) copy = NULL;

  clasp_show_remove (plan->content, item);
  if (clasp_show_add (plan->show, item) || !CLASP_IS_MAPPING (item))
    return;
  copy = clasp_show_copy_mapping (plan->show, CLASP_MAPPING (item));
  clasp_show_add (plan->show, CLASP_SHOW_ITEM (copy));
}

static void
add_connection (const ClaspPresetPlan *plan, const ClaspPresetAct *act)
{
  ClaspConnection            *wanted = CLASP_CONNECTION (act->item);
  g_autoptr (ClaspConnection) copy = NULL;
  guint                       n_pspecs;
  GParamSpec                **pspecs;

  clasp_show_remove (plan->content, act->item);
  g_object_set (wanted, "namespace", act->text, NULL);
  if (clasp_show_add (plan->show, act->item))
    return;

  copy = clasp_show_create_connection (plan->show, clasp_connection_get_kind (wanted), NULL);
  g_object_set (copy, "name", clasp_show_item_get_name (act->item), "enabled",
                clasp_show_item_get_enabled (act->item), "namespace", act->text, NULL);
  pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (clasp_connection_get_settings (wanted)), &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    copy_setting (clasp_connection_get_settings (wanted), clasp_connection_get_settings (copy),
                  pspecs[i]->name);
  clasp_show_add (plan->show, CLASP_SHOW_ITEM (copy));
}

static void
run (const ClaspPresetPlan *plan, const ClaspPresetAct *act)
{
  switch (act->type)
    {
    case CLASP_PRESET_ACT_CLEAR:
      remove_list (plan->show, clasp_show_get_mappings (plan->show));
      remove_list (plan->show, clasp_show_get_connections (plan->show));
      remove_list (plan->show, clasp_show_get_locals (plan->show));
      break;
    case CLASP_PRESET_ACT_ROUTER:
      change_router (plan, act->text);
      break;
    case CLASP_PRESET_ACT_CONNECTION:
      add_connection (plan, act);
      break;
    case CLASP_PRESET_ACT_REUSE:
      change_connection (act);
      break;
    case CLASP_PRESET_ACT_LOCAL:
    case CLASP_PRESET_ACT_MAPPING:
      move_item (plan, act->item);
      break;
    case CLASP_PRESET_ACT_KEEP:
      break;
    }
}

/**
 * clasp_preset_apply:
 * @self: a preset for a show
 * @show: a show
 * @mode: whether all else goes
 * @answers: (nullable): key → text; without an answer the preset's own counts
 * @error: return location for a [error@Clasp.ShowError]
 *
 * One undo step. Applied again it adds nothing; an answer that is given changes the settings it is for.
 * The router's other settings stay as they are, also with %CLASP_PRESET_REPLACE.
 *
 * Thread: UI.
 *
 * Errors: as clasp_preset_preview ().
 *
 * Returns: %FALSE, and nothing changed
 */
gboolean
clasp_preset_apply (ClaspPreset    *self,
                    ClaspShow      *show,
                    ClaspPresetMode mode,
                    GHashTable     *answers,
                    GError        **error)
{
  g_auto (ClaspPresetPlan)    plan = { NULL };
  g_autofree char *label = NULL;

  if (!clasp_preset_plan_init (&plan, self, show, mode, answers, error))
    return FALSE;
  label = g_strdup_printf (_ ("Apply “%s”"), self->name);
  clasp_show_begin_edit (show, label);
  for (guint i = 0; i < plan.acts->len; i++)
    run (&plan, plan.acts->pdata[i]);
  clasp_show_end_edit (show);
  return TRUE;
}
