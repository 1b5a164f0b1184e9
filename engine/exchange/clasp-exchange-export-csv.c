/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include <string.h>

/* Tables of mappings: clasp-exchange-csv.c the other way. A step `scale` at the beginning becomes
 * the four numbers, the others stand under transform. */

typedef struct
{
  GString   *text;
  GPtrArray *report;
} Table;

/* In quotation marks where the cell would end otherwise, or lose its blanks. */
static void
add_cell (Table *self, const char *cell, char end)
{
  gsize length = strlen (cell);

  if (strpbrk (cell, ",\"\r\n") == NULL &&
      (length == 0 || (!g_ascii_isspace (cell[0]) && !g_ascii_isspace (cell[length - 1]))))
    g_string_append (self->text, cell);
  else
    {
      g_string_append_c (self->text, '"');
      for (const char *p = cell; *p != '\0'; p++)
        {
          if (*p == '"')
            g_string_append_c (self->text, '"');
          g_string_append_c (self->text, *p);
        }
      g_string_append_c (self->text, '"');
    }
  g_string_append_c (self->text, end);
}

static gboolean
is_range (ClaspStep *step)
{
  g_autofree char *text = clasp_step_to_text (step);

  return clasp_step_get_enabled (step) && strcmp (clasp_step_get_kind (step), "scale") == 0 &&
         strstr (text, "=") == NULL;
}

/* Whether the first step is taken by them. */
static gboolean
add_range (Table *self, GListModel *steps)
{
  static const char *const names[] = { "in-min", "in-max", "out-min", "out-max" };
  g_autoptr (ClaspStep)    step = g_list_model_get_item (steps, 0);
  gboolean                 has_range = step != NULL && is_range (step);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *number =
        has_range ? clasp_settings_get_text (clasp_step_get_settings (step), names[i]) : NULL;

      add_cell (self, number != NULL ? number : "", ',');
    }
  return has_range;
}

static void
add_steps (Table *self, GListModel *steps, guint first)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = first; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);
      g_autofree char      *one = clasp_step_to_text (step);

      g_string_append_printf (text, "%s%s", i > first ? " | " : "", one);
    }
  add_cell (self, text->str, '\n');
}

static void
add_mapping (Table *self, ClaspMapping *mapping)
{
  GListModel *steps = clasp_mapping_get_steps (mapping);

  add_cell (self, clasp_mapping_get_source (mapping), ',');
  add_cell (self, clasp_mapping_get_target (mapping), ',');
  add_steps (self, steps, add_range (self, steps) ? 1 : 0);
}

/* What a row has no place for, though the row is there. */
static void
tell_more (Table *self, ClaspMapping *mapping, const char *path)
{
  gboolean convert;

  g_object_get (mapping, "convert", &convert, NULL);
  if (!clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)))
    clasp_exchange_tell (self->report, path, "it is switched off, which a table cannot say");
  if (convert)
    clasp_exchange_tell (self->report, path,
                         "a table does not bring values of one range to another by itself");
  if (*clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping)) != '\0')
    clasp_exchange_tell (self->report, path, "its name “%s” has no place in a table",
                         clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping)));
}

static void
tell_lists (Table *self, ClaspShow *show)
{
  guint n_connections = g_list_model_get_n_items (clasp_show_get_connections (show));
  guint n_locals = g_list_model_get_n_items (clasp_show_get_locals (show));

  if (n_connections > 0)
    clasp_exchange_tell (self->report, "connections", "a table has mappings alone");
  if (n_locals > 0)
    clasp_exchange_tell (self->report, "variables, timers, scenes, layers",
                         "a table has mappings alone");
}

/**
 * clasp_exchange_export_csv:
 * @show: a show
 * @report: (element-type utf8): where sentences are appended, each owned by the array
 *
 * Writes the mappings of @show as a table, which clasp_exchange_read () reads back the same. One
 * with several sources or targets, or with options, is left out; what a row cannot say is named.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): the text, ending in a newline
 */
char *
clasp_exchange_export_csv (ClaspShow *show, GPtrArray *report)
{
  GListModel *list = clasp_show_get_mappings (show);
  Table self = { g_string_new ("source,target,inMin,inMax,outMin,outMax,transform\n"), report };

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (list, i);
      g_autofree char         *path = g_strdup_printf ("mappings[%u]", i);

      if (!clasp_mapping_is_plain (mapping))
        {
          clasp_exchange_tell (report, path,
                               "several sources or targets, or options, have no place in a row; it "
                               "is left out");
          continue;
        }
      add_mapping (&self, mapping);
      tell_more (&self, mapping, path);
    }
  tell_lists (&self, show);
  return g_string_free (self.text, FALSE);
}
