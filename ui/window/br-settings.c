/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-settings.h"

#include <stdlib.h>

/* The schema of the build, where none is installed. */
static GSettingsSchema *
find_schema (void)
{
  g_autoptr (GSettingsSchemaSource) source = NULL;
  GSettingsSchemaSource            *installed = g_settings_schema_source_get_default ();
  GSettingsSchema                  *schema = NULL;

  /* A build that is tried must not read the older one of the system. */
  source = g_settings_schema_source_new_from_directory (CLASP_SCHEMA_DIR, installed, TRUE, NULL);
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, CLASP_APP_ID, TRUE);
  if (schema == NULL && installed != NULL)
    schema = g_settings_schema_source_lookup (installed, CLASP_APP_ID, TRUE);

  return schema;
}

GSettings *
br_settings (void)
{
  static GSettings *settings;

  if (settings == NULL)
    {
      g_autoptr (GSettingsSchema) schema = find_schema ();

      if (schema == NULL)
        {
          g_printerr ("clasp-bridge: the schema of the preferences is not installed\n"); /* a broken package */
          exit (EXIT_FAILURE);
        }
      settings = g_settings_new_full (schema, NULL, NULL);
    }

  return settings;
}

void
br_settings_prefer (const char *key,
                    const char *text,
                    guint       max)
{
  g_auto (GStrv)       old = g_settings_get_strv (br_settings (), key);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  g_ptr_array_add (list, (gpointer) text);
  for (guint i = 0; old[i] != NULL && list->len < max; i++)
    if (!g_str_equal (old[i], text))
      g_ptr_array_add (list, old[i]);
  g_ptr_array_add (list, NULL);
  g_settings_set_strv (br_settings (), key, (const char *const *) list->pdata);
}
