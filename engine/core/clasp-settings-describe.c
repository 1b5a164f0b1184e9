/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-settings-private.h"

#include <glib/gi18n-lib.h>

static void
describe_one (GString *text, GParamSpec *pspec)
{
  GValue           initial = G_VALUE_INIT;
  g_autofree char *expected = clasp_setting_expected (pspec);
  g_autofree char *initial_text = NULL;
  const char      *blurb = g_param_spec_get_blurb (pspec);
  const char      *quote =
    G_IS_PARAM_SPEC_STRING (pspec) || pspec->value_type == G_TYPE_STRV ? "\"" : "";

  clasp_setting_init_default (pspec, &initial);
  initial_text = clasp_setting_format (pspec, &initial);
  g_string_append_printf (text, "%s (%s; default %s%s%s)\n", pspec->name, expected, quote,
                          initial_text, quote);
  if (blurb != NULL && *blurb != '\0')
    g_string_append_printf (text, "    %s\n", _ (blurb));
  g_value_unset (&initial);
}

/**
 * clasp_settings_describe:
 * @type: a settings type
 *
 * Writes the reference of a settings type: for each setting its name, what it takes, its default
 * and its sentence of help.
 *
 * Thread: any.
 *
 * Returns: (transfer full): paragraphs divided by empty lines; empty when there are no settings
 */
char *
clasp_settings_describe (GType type)
{
  gpointer     klass = g_type_class_ref (type);
  guint        n_pspecs;
  GParamSpec **pspecs = clasp_settings_peek_list (type, &n_pspecs);
  GString     *text = g_string_new (NULL);

  for (guint i = 0; i < n_pspecs; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\n');
      describe_one (text, pspecs[i]);
    }

  g_type_class_unref (klass);
  return g_string_free (text, FALSE);
}
