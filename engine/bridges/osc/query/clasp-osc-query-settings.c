/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/query/clasp-osc-query-settings.h"

#include "core/clasp-json.h"
#include "io/clasp-endpoint.h"

#include <glib/gi18n-lib.h>

/**
 * clasp_osc_query_settings_install:
 * @klass: the class being initialised
 *
 * Installs "query-listen", "query-url", "query-interface", "advertise" and "query-max-nodes", all under
 * "More".
 *
 * Thread: any.
 */
void
clasp_osc_query_settings_install (ClaspSettingsClass *klass)
{
  static const char *const names[] = { "query-listen", "query-url", "query-interface",
                                       "advertise", "query-max-nodes" };

  clasp_settings_class_install (
    klass, g_param_spec_string (
             "query-listen", N_ ("OSCQuery server"),
             N_ ("Address of this computer and TCP port where programs can ask what there is, "
                 "127.0.0.1:9010; 0.0.0.0 is every network. Empty: no server."),
             "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_string (
             "query-url", N_ ("OSCQuery device"),
             N_ ("Where to ask a device what it has, http://10.0.0.7:8080: its addresses are "
                 "announced here, and it is listened to where it can be. With nothing to send to "
                 "it gets what is said here, where it says that it listens. Empty: none."),
             "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_string (
             "query-interface", N_ ("Network interface for OSCQuery"),
             N_ ("Server and device are reached through this one alone, eth1; it is followed when it goes "
                 "and comes. Empty: any."),
             "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boolean (
             "advertise", N_ ("Be found"),
             N_ ("Lets programs on the network find the OSCQuery server by the connection's name "
                 "(mDNS, through Avahi)."),
             TRUE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("query-max-nodes", N_ ("Largest answer"),
                              N_ ("Addresses the OSCQuery server tells at once, and a device may "
                                  "have."),
                              1, 1000000, CLASP_OSC_QUERY_DEFAULT_NODES, CLASP_SETTINGS_FLAGS));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    clasp_settings_class_advanced (klass, names[i]);
}

static gboolean
check_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *told = NULL;

  if (uri != NULL && g_strcmp0 (g_uri_get_scheme (uri), "http") == 0 &&
      g_uri_get_host (uri) != NULL && g_uri_get_host (uri)[0] != '\0')
    return TRUE;

  told = clasp_url_without_person (url);
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "query-url: ‘%s’ is not of the form http://host:port", told);
  return FALSE;
}

/**
 * clasp_osc_query_settings_validate:
 * @settings: of a class that clasp_osc_query_settings_install () was called for
 * @error: return location for CLASP_SHOW_ERROR_SETTING naming the setting
 *
 * Thread: that of @settings.
 *
 * Returns: whether they make sense
 */
gboolean
clasp_osc_query_settings_validate (ClaspSettings *settings, GError **error)
{
  const char            *listen = clasp_settings_get_string (settings, "query-listen");
  const char            *url = clasp_settings_get_string (settings, "query-url");
  g_auto (ClaspEndpoint) endpoint = { 0 };
  g_autoptr (GError)     local = NULL;

  if (listen[0] != '\0' && !clasp_endpoint_parse (listen, 0, &endpoint, &local))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "query-listen: %s",
                   local->message);
      return FALSE;
    }
  return url[0] == '\0' || check_url (url, error);
}
