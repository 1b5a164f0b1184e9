/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"
#include "show/clasp-text-source.h"

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
append_end (GString *text, const char *end)
{
  gsize length = strlen (end);

  if (length == 0 || strchr (end, '"') != NULL || strstr (end, "=>") != NULL ||
      clasp_text_is_blank (end[0]) || clasp_text_is_blank (end[length - 1]))
    append_quoted (text, end);
  else
    g_string_append (text, end);
}

static void
append_setting (GString *text, ClaspSettings *settings, GParamSpec *pspec, gboolean with_key)
{
  g_autofree char *value = clasp_settings_get_text (settings, pspec->name);
  g_autofree char *with_unit = g_strconcat (value, clasp_setting_get_unit (pspec), NULL);

  g_string_append_c (text, ' ');
  if (with_key)
    g_string_append_printf (text, "%s=", pspec->name);
  append_argument (text, with_unit);
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
  GParamSpec   **pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (settings), &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    if (!is_default (settings, pspecs[i]))
      n_used = i + 1;

  g_string_append_printf (text, "%s%s", clasp_step_get_enabled (step) ? "" : "!",
                          clasp_step_get_kind (step));
  for (guint i = 0; i < n_used; i++)
    if (n_used <= 4)
      append_setting (text, settings, pspecs[i], FALSE);
    else if (!is_default (settings, pspecs[i]))
      append_setting (text, settings, pspecs[i], TRUE);
}

/**
 * clasp_mapping_to_text:
 * @self: a mapping
 *
 * Writes source, steps and target as clasp_show_map_from_text () reads them, for lists and logs.
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
  guint       n_steps = g_list_model_get_n_items (steps);

  append_end (text, clasp_mapping_get_source (self));
  g_string_append (text, " => ");
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      append_step (text, step);
      g_string_append (text, i + 1 < n_steps ? " | " : " => ");
    }
  append_end (text, clasp_mapping_get_target (self));
  return g_string_free (text, FALSE);
}
