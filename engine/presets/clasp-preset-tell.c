/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "presets/clasp-preset-plan.h"

#include <glib/gi18n-lib.h>

static const char *
name_of (ClaspShowItem *item)
{
  return clasp_show_item_get_name (item);
}

static char *
tell_router (const ClaspPresetPlan *plan, const ClaspPresetAct *act)
{
  ClaspSettings *settings =
    clasp_router_config_get_settings (clasp_show_get_router (plan->content));
  g_autofree char *value = clasp_settings_get_text (settings, act->text);

  return g_strdup_printf (_ ("Sets “%s” of the router to %s"), act->text, value);
}

static char *
tell_reuse (const ClaspPresetAct *act)
{
  GString *text;

  if (act->settings->len == 0)
    return g_strdup_printf (_ ("Uses the connection “%s”, which is there already"),
                            name_of (act->present));
  text = g_string_new (NULL);
  for (guint i = 0; i < act->settings->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (char *) act->settings->pdata[i]);
  g_string_prepend (text, " (");
  g_string_prepend (text, name_of (act->present));
  g_string_append_c (text, ')');
  {
    g_autofree char *what = g_string_free (text, FALSE);

    return g_strdup_printf (_ ("Changes the connection %s"), what);
  }
}

static char *
tell (const ClaspPresetPlan *plan, const ClaspPresetAct *act)
{
  g_autofree char *text = NULL;

  switch (act->type)
    {
    case CLASP_PRESET_ACT_CLEAR:
      return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "Takes %u thing of the show away",
                     "Takes %u things of the show away", clasp_preset_count_all (plan->show)),
        clasp_preset_count_all (plan->show));
    case CLASP_PRESET_ACT_ROUTER:
      return tell_router (plan, act);
    case CLASP_PRESET_ACT_CONNECTION:
      return g_strdup_printf (_ ("Adds the connection “%s” as %s"), name_of (act->item), act->text);
    case CLASP_PRESET_ACT_REUSE:
      return tell_reuse (act);
    case CLASP_PRESET_ACT_LOCAL:
      return g_strdup_printf (_ ("Adds “%s”"), name_of (act->item));
    case CLASP_PRESET_ACT_MAPPING:
      text = clasp_mapping_to_text (CLASP_MAPPING (act->item));
      return g_strdup_printf (_ ("Adds the mapping “%s”: %s"), name_of (act->item), text);
    case CLASP_PRESET_ACT_KEEP:
      return g_strdup_printf (_ ("“%s” is there already"), name_of (act->present));
    }

  return NULL;
}

/**
 * clasp_preset_preview:
 * @self: a preset for a show
 * @show: the show it would be applied to; it is left as it is
 * @mode: whether all else would go
 * @answers: (nullable): key → text
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_CONTENT for an answer that is none, or when the show is full.
 *
 * Returns: (transfer full) (nullable) (element-type utf8): what clasp_preset_apply () would do, a sentence
 *   each, translated
 */
GPtrArray *
clasp_preset_preview (ClaspPreset    *self,
                      ClaspShow      *show,
                      ClaspPresetMode mode,
                      GHashTable     *answers,
                      GError        **error)
{
  g_auto (ClaspPresetPlan) plan = { NULL };
  GPtrArray    *sentences;

  if (!clasp_preset_plan_init (&plan, self, show, mode, answers, error))
    return NULL;
  sentences = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < plan.acts->len; i++)
    g_ptr_array_add (sentences, tell (&plan, plan.acts->pdata[i]));
  return sentences;
}
