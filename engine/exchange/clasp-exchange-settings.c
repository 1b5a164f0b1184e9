/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include <string.h>

/* The settings of the router that was read, into those of a show: merged, places to listen on are
 * added; else they become what the file says. */

/* Places to listen on that are not there yet; NULL when there are none. */
static GStrv
new_listeners (ClaspShow *show, const ClaspImported *imported)
{
  ClaspSettings *ours = clasp_router_config_get_settings (clasp_show_get_router (show));
  ClaspSettings *theirs = clasp_router_config_get_settings (clasp_show_get_router (imported->show));
  g_autoptr (JsonObject)   set = json_object_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *const       *list = clasp_settings_get_strv (theirs, "listen");
  const char *const       *there = clasp_settings_get_strv (ours, "listen");
  gboolean                 has_new = FALSE;

  clasp_settings_to_json (theirs, set);
  if (!json_object_has_member (set, "listen"))
    return NULL;
  g_strv_builder_addv (builder, (const char **) there);
  for (guint i = 0; list[i] != NULL; i++)
    if (!g_strv_contains (there, list[i]))
      {
        g_strv_builder_add (builder, list[i]);
        has_new = TRUE;
      }
  return has_new ? g_strv_builder_end (builder) : NULL;
}

/* What a whole project says of the router counts, also where it is as usual. */
static gboolean
has_router (const ClaspImported *imported)
{
  return imported->form == CLASP_EXCHANGE_SHOW || imported->form == CLASP_EXCHANGE_V2;
}

/* Settings of the router that would be otherwise. */
GPtrArray *
clasp_exchange_find_settings (ClaspShow *show, const ClaspImported *imported, gboolean is_kept)
{
  GPtrArray     *names = g_ptr_array_new_with_free_func (g_free);
  ClaspSettings *ours = clasp_router_config_get_settings (clasp_show_get_router (show));
  ClaspSettings *theirs = clasp_router_config_get_settings (clasp_show_get_router (imported->show));
  g_autoptr (JsonObject)  set = json_object_new ();
  g_autofree GParamSpec **pspecs = NULL;
  guint                   n_pspecs;

  if (is_kept)
    {
      g_auto (GStrv) listen = new_listeners (show, imported);

      if (listen != NULL)
        g_ptr_array_add (names, g_strdup ("listen"));
      return names;
    }
  clasp_settings_to_json (theirs, set);
  pspecs = clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (theirs), &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    {
      g_autofree char *a = clasp_settings_get_text (ours, pspecs[i]->name);
      g_autofree char *b = clasp_settings_get_text (theirs, pspecs[i]->name);

      if (strcmp (a, b) != 0 && strcmp (pspecs[i]->name, "rules") != 0 &&
          (has_router (imported) || json_object_has_member (set, pspecs[i]->name)))
        g_ptr_array_add (names, g_strdup (pspecs[i]->name));
    }
  return names;
}

void
clasp_exchange_apply_settings (ClaspShow *show, const ClaspImported *imported, gboolean is_kept)
{
  g_autoptr (GPtrArray) names = clasp_exchange_find_settings (show, imported, is_kept);
  ClaspSettings        *ours = clasp_router_config_get_settings (clasp_show_get_router (show));
  ClaspSettings *theirs = clasp_router_config_get_settings (clasp_show_get_router (imported->show));

  if (is_kept)
    {
      g_auto (GStrv) listen = new_listeners (show, imported);

      if (listen != NULL)
        g_object_set (ours, "listen", listen, NULL);
      return;
    }
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *text = clasp_settings_get_text (theirs, names->pdata[i]);

      clasp_settings_set_text (ours, names->pdata[i], text, NULL);
    }
}
