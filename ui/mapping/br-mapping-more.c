/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-mapping-more.h"

#include <glib/gi18n.h>

guint
br_mapping_count_more (ClaspMapping *mapping, gboolean is_target)
{
  if (clasp_mapping_is_plain (mapping))
    return 0;
  return g_list_model_get_n_items (is_target ? clasp_mapping_get_targets (mapping)
                                             : clasp_mapping_get_sources (mapping)) -
         1;
}

static void
append_options (GString *text, ClaspSettings *options)
{
  g_autoptr (ClaspSettings) initial = g_object_new (G_OBJECT_TYPE (options), NULL);
  guint                     n;
  g_autofree GParamSpec   **pspecs =
    clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (options), &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = clasp_settings_get_text (options, pspecs[i]->name);
      g_autofree char *other = clasp_settings_get_text (initial, pspecs[i]->name);

      if (!g_str_equal (value, other))
        g_string_append_printf (text, "%s%s=%s", text->len > 0 ? ", " : "", pspecs[i]->name, value);
    }
}

static void
append_end_options (GString *text, GListModel *ends)
{
  guint n = g_list_model_get_n_items (ends);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);
      guint n_steps = g_list_model_get_n_items (clasp_mapping_end_get_steps (end));

      append_options (text, clasp_mapping_end_get_options (end));
      if (n_steps > 0)
        {
          g_string_append (text, text->len > 0 ? ", " : "");
          /* Translators: a target of a mapping has so many */
          g_string_append_printf (
            text, ngettext ("%u step of one target", "%u steps of one target", n_steps), n_steps);
        }
    }
}

char *
br_mapping_dup_options (ClaspMapping *mapping)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (clasp_mapping_is_plain (mapping))
    return NULL;
  append_options (text, clasp_mapping_get_options (mapping));
  append_end_options (text, clasp_mapping_get_sources (mapping));
  append_end_options (text, clasp_mapping_get_targets (mapping));
  return text->len > 0 ? g_strdup (text->str) : NULL;
}
