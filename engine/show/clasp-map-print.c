/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-map-text.h"

#include "core/clasp-settings-last.h"
#include "core/clasp-settings-private.h"

#include <string.h>

/* Mappings as lists and logs write them: the inverse of clasp-map-text.c. */

static void
append_quoted (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *p);
    }
  g_string_append_c (text, '"');
}

static void
append_argument (GString *text, const char *value)
{
  /* what parse_step () reads back without quotation marks; all else gets them */
  static const char plain[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:;,+*%#@-";

  if (*value != '\0' && value[strspn (value, plain)] == '\0')
    g_string_append (text, value);
  else
    append_quoted (text, value);
}

static void
append_address (GString *text, const char *address)
{
  if (clasp_map_text_is_plain (address))
    g_string_append (text, address);
  else
    append_quoted (text, address);
}

static void
append_value (GString *text, ClaspSettings *settings, GParamSpec *pspec)
{
  g_autofree char *value = clasp_settings_get_text (settings, pspec->name);
  g_autofree char *with_unit = g_strconcat (value, clasp_setting_get_unit (pspec), NULL);

  append_argument (text, with_unit);
}

static void
append_key_and_value (GString *text, ClaspSettings *settings, GParamSpec *pspec)
{
  g_string_append_printf (text, "%s=", pspec->name);
  append_value (text, settings, pspec);
}

static void
append_setting (GString *text, ClaspSettings *settings, GParamSpec *pspec, gboolean with_key)
{
  g_string_append_c (text, ' ');
  if (with_key)
    append_key_and_value (text, settings, pspec);
  else
    append_value (text, settings, pspec);
}

static gboolean
is_default (ClaspSettings *settings, GParamSpec *pspec)
{
  GValue   initial = G_VALUE_INIT;
  gboolean is_equal;

  clasp_setting_init_default (pspec, &initial);
  is_equal = clasp_setting_equal (clasp_settings_peek (settings, pspec), &initial);
  g_value_unset (&initial);
  return is_equal;
}

/* By position while that is short, `range 0 1 0 127`; by name where settings in between would have
 * to be spelled out, `curve gamma=2`. */
static void
append_step (GString *text, ClaspStep *step)
{
  ClaspSettings *settings = clasp_step_get_settings (step);
  guint          n_pspecs, n_used = 0;
  g_autofree GParamSpec **pspecs =
    clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    if (!is_default (settings, pspecs[i]) && !clasp_settings_is_last (pspecs[i]))
      n_used = i + 1;

  g_string_append_printf (text, "%s%s", clasp_step_get_enabled (step) ? "" : "!",
                          clasp_step_get_kind (step));
  for (guint i = 0; i < n_pspecs; i++)
    if (i < n_used && n_used <= 4)
      append_setting (text, settings, pspecs[i], FALSE);
    else if (!is_default (settings, pspecs[i]))
      append_setting (text, settings, pspecs[i], TRUE);
}

static void
append_steps (GString *text, GListModel *steps)
{
  guint n_steps = g_list_model_get_n_items (steps);

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      if (i > 0)
        g_string_append (text, " | ");
      append_step (text, step);
    }
}

/* "[path=$.x solo]" between @before and @after; nothing when all are as they are by default. */
static void
append_options (GString *text, ClaspSettings *options, const char *before, const char *after)
{
  guint        n_pspecs = 0;
  GParamSpec **pspecs =
    options != NULL ? clasp_settings_peek_list (G_OBJECT_TYPE (options), &n_pspecs) : NULL;
  gboolean is_first = TRUE;

  for (guint i = 0; i < n_pspecs; i++)
    {
      if (is_default (options, pspecs[i]))
        continue;
      g_string_append_printf (text, "%s%s", is_first ? before : " ", is_first ? "[" : "");
      is_first = FALSE;
      if (G_IS_PARAM_SPEC_BOOLEAN (pspecs[i]) &&
          clasp_settings_get_boolean (options, pspecs[i]->name))
        g_string_append (text, pspecs[i]->name);
      else
        append_key_and_value (text, options, pspecs[i]);
    }
  if (!is_first)
    g_string_append_printf (text, "]%s", after);
}

static void
append_end (GString *text, ClaspMappingEnd *end)
{
  GListStore *steps = clasp_mapping_end_peek_steps (end);

  if (steps != NULL && g_list_model_get_n_items (G_LIST_MODEL (steps)) > 0)
    {
      g_string_append_c (text, '(');
      append_steps (text, G_LIST_MODEL (steps));
      g_string_append (text, ") ");
    }
  append_address (text, clasp_mapping_end_get_address (end));
  append_options (text, clasp_mapping_end_peek_options (end), " ", "");
}

static void
append_ends (GString *text, ClaspEnds *ends, const char *divider)
{
  guint n_ends = ends->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (ends->list)) : 0;

  if (n_ends == 0)
    append_address (text, ends->address);
  for (guint i = 0; i < n_ends; i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (G_LIST_MODEL (ends->list), i);

      if (i > 0)
        g_string_append (text, divider);
      append_end (text, end);
    }
}

/**
 * clasp_mapping_to_text:
 * @self: a mapping
 *
 * Writes options, sources, steps and targets as clasp_show_map_from_text () reads them, for lists
 * and logs.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): one line, unless a setting holds line breaks
 */
char *
clasp_mapping_to_text (ClaspMapping *self)
{
  GString    *text = g_string_new (NULL);
  GListModel *steps = clasp_mapping_get_steps (self);

  append_options (text, clasp_mapping_peek_options (self), "", " ");
  append_ends (text, clasp_mapping_peek_ends (self, FALSE), " + ");
  g_string_append (text, " => ");
  if (g_list_model_get_n_items (steps) > 0)
    {
      append_steps (text, steps);
      g_string_append (text, " => ");
    }
  append_ends (text, clasp_mapping_peek_ends (self, TRUE), ", ");
  return g_string_free (text, FALSE);
}

/**
 * clasp_step_to_text:
 * @self: a step
 *
 * Thread: UI.
 *
 * Returns: (transfer full): the step as `--map` has it, with a `!` in front when it is bypassed
 */
char *
clasp_step_to_text (ClaspStep *self)
{
  GString *text = g_string_new (NULL);

  append_step (text, self);
  return g_string_free (text, FALSE);
}
