/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/clasp-bridge-settings.h"

#include <glib/gi18n-lib.h>

/**
 * clasp_bridge_settings_install:
 * @klass: the class being initialised
 *
 * Thread: any.
 */
void
clasp_bridge_settings_install (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_uint (
             "echo-ms", N_ ("Echo within"),
             N_ ("Milliseconds in which a value that comes back as it was sent is taken for the "
                 "device's echo and dropped; 0 takes everything."),
             0, 60000, CLASP_BRIDGE_DEFAULT_ECHO_MS, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint (
             "max-rate", N_ ("Updates per second"),
             N_ ("Of one address towards the device; of what comes faster only the newest value "
                 "is sent. Events are never left out. 0: no limit."),
             0, 100000, CLASP_BRIDGE_DEFAULT_MAX_RATE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint (
             "max-rate-in", N_ ("Updates per second in"),
             N_ ("Of one address from the device; of what comes faster only the newest value is "
                 "passed on. Events are never left out. 0: no limit."),
             0, 100000, CLASP_BRIDGE_DEFAULT_MAX_RATE_IN, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint (
             "max-held", N_ ("Addresses held back"),
             N_ ("So many addresses wait at most with a value that came faster than they may be "
                 "sent; of more, the value that waits longest is dropped."),
             1, CLASP_BRIDGE_MOST_ADDRESSES, CLASP_BRIDGE_DEFAULT_MAX_HELD, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint (
             "max-addresses", N_ ("Addresses remembered"),
             N_ ("Of so many addresses is known what was sent and heard last, to tell echoes, to "
                 "keep to “Updates per second” and, over OSC, to answer with the same types. With "
                 "more, some of that is forgotten."),
             1, CLASP_BRIDGE_MOST_ADDRESSES, CLASP_BRIDGE_DEFAULT_MAX_ADDRESSES,
             CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint (
             "max-listed", N_ ("Addresses listed"),
             N_ ("So many addresses of the connection stand at most in the window. What more there are is "
                 "passed on and mapped all the same. 0: no limit."),
             0, CLASP_BRIDGE_MOST_ADDRESSES, CLASP_BRIDGE_DEFAULT_MAX_LISTED,
             CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed (
             "listed", N_ ("List only"),
             N_ ("Patterns of the addresses that stand in the window, as /ch/*/level, without what the "
                 "connection puts in front. All others are passed on and mapped as well. Empty: all."),
             G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "echo-ms");
  clasp_settings_class_advanced (klass, "max-rate");
  clasp_settings_class_advanced (klass, "max-rate-in");
  clasp_settings_class_advanced (klass, "max-held");
  clasp_settings_class_advanced (klass, "max-addresses");
  clasp_settings_class_advanced (klass, "max-listed");
  clasp_settings_class_advanced (klass, "listed");
}

/**
 * clasp_bridge_interface_install:
 * @klass: the class being initialised
 *
 * Thread: any.
 */
void
clasp_bridge_interface_install (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_string (
             "interface", N_ ("Network interface"),
             N_ ("Name of the only one to use, as eth0; it is followed when its address changes, "
                 "and waited for while it is away. Empty: all."),
             "", CLASP_SETTINGS_FLAGS));
}

static gboolean
has (ClaspSettings *settings, const char *name)
{
  return settings != NULL &&
         g_object_class_find_property (G_OBJECT_GET_CLASS (settings), name) != NULL;
}

guint
clasp_bridge_settings_get_uint (ClaspSettings *settings, const char *name, guint fallback)
{
  return has (settings, name) ? (guint) clasp_settings_get_int (settings, name) : fallback;
}

const char *
clasp_bridge_settings_get_interface (ClaspSettings *settings)
{
  return has (settings, "interface") ? clasp_settings_get_string (settings, "interface") : "";
}
