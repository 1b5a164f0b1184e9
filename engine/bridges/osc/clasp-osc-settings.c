/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-settings.h"

#include "bridges/clasp-bridge-settings.h"

#include "io/clasp-targets.h"

#include <glib/gi18n-lib.h>

struct _ClaspOscSettings
{
  ClaspSettings parent_instance;
};

G_DEFINE_FINAL_TYPE (ClaspOscSettings, clasp_osc_settings, CLASP_TYPE_SETTINGS)

G_DEFINE_ENUM_TYPE (ClaspOscFloatTag,
                    clasp_osc_float_tag,
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_FLOAT_TAG_F, "f"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_FLOAT_TAG_D, "d"))

G_DEFINE_ENUM_TYPE (ClaspOscIntTag,
                    clasp_osc_int_tag,
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_INT_TAG_AUTO, "auto"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_INT_TAG_I, "i"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_INT_TAG_H, "h"))

G_DEFINE_ENUM_TYPE (ClaspOscBoolTag,
                    clasp_osc_bool_tag,
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_BOOL_TAG_TF, "TF"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_BOOL_TAG_I, "i"))

G_DEFINE_ENUM_TYPE (ClaspOscNullTag,
                    clasp_osc_null_tag,
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_NULL_TAG_N, "N"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_NULL_TAG_I, "I"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_NULL_TAG_NONE, "none"))

G_DEFINE_ENUM_TYPE (ClaspOscArrayMode,
                    clasp_osc_array_mode,
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_ARRAY_MODE_FLATTEN, "flatten"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_ARRAY_MODE_BRACKETS, "brackets"))

static gboolean
check_listen (const char *listen, GError **error)
{
  g_auto (ClaspEndpoint)     endpoint = { 0 };
  g_autoptr (GSocketAddress) address = NULL;

  if (listen[0] == '\0')
    return TRUE;
  if (!clasp_endpoint_parse (listen, 0, &endpoint, error))
    return FALSE;

  address = clasp_endpoint_to_address (&endpoint);
  if (address == NULL)
    g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                 "‘%s’ is a name; use an address of this computer, or 0.0.0.0 for all",
                 endpoint.host);
  return address != NULL;
}

static gboolean
has_target (const char *const *send)
{
  for (guint i = 0; send[i] != NULL; i++)
    if (send[i][0] != '\0')
      return TRUE;

  return FALSE;
}

static gboolean
validate (ClaspSettings *self, GError **error)
{
  const char        *listen = clasp_settings_get_string (self, "listen");
  const char *const *send = clasp_settings_get_strv (self, "send");
  GError            *local = NULL;

  if (!check_listen (listen, &local))
    g_prefix_error (&local, "listen: ");
  else if (!clasp_targets_check (send, 0, &local))
    g_prefix_error (&local, "send: ");
  else if (listen[0] == '\0' && !has_target (send))
    local = g_error_new (CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                         "listen, send: both are empty, so nothing could come in or go out");
  if (local == NULL)
    return TRUE;

  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, local->message);
  g_error_free (local);
  return FALSE;
}

static void
install_style (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_enum ("float-tag", N_ ("Decimal numbers as"),
                              N_ ("f: 32 bits, what nearly everything understands. d: 64 bits."),
                              clasp_osc_float_tag_get_type (), CLASP_OSC_FLOAT_TAG_F,
                              CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "int-tag", N_ ("Whole numbers as"),
             N_ ("i: 32 bits, larger ones are clamped. h: 64 bits. auto: i where it fits, else h."),
             clasp_osc_int_tag_get_type (), CLASP_OSC_INT_TAG_AUTO, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "bool-tag", N_ ("On and off as"), N_ ("TF: the tags T and F. i: the numbers 1 and 0."),
             clasp_osc_bool_tag_get_type (), CLASP_OSC_BOOL_TAG_TF, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "null-tag", N_ ("No value as"), N_ ("N: nil. I: impulse. none: no argument."),
             clasp_osc_null_tag_get_type (), CLASP_OSC_NULL_TAG_N, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "array-mode", N_ ("Lists inside lists"),
             N_ ("flatten: all elements one after the other. brackets: as OSC arrays."),
             clasp_osc_array_mode_get_type (), CLASP_OSC_ARRAY_MODE_FLATTEN, CLASP_SETTINGS_FLAGS));
}

static void
clasp_osc_settings_class_init (ClaspOscSettingsClass *klass)
{
  static const char *const advanced[] = { "float-tag", "int-tag",    "bool-tag",
                                          "null-tag",  "array-mode", "max-packet" };
  ClaspSettingsClass      *settings_class = CLASP_SETTINGS_CLASS (klass);

  settings_class->validate = validate;
  clasp_settings_class_install (
    settings_class,
    g_param_spec_string (
      "listen", N_ ("Listen on"),
      N_ ("Address and UDP port where messages come in; 0.0.0.0 is every network of this computer. "
          "Empty: do not listen."),
      CLASP_OSC_DEFAULT_LISTEN, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_boxed (
      "send", N_ ("Send to"),
      N_ ("Host and UDP port of each device that gets the messages, 10.0.0.7:8000."), G_TYPE_STRV,
      CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, g_param_spec_boolean ("reply-to-sender", N_ ("Answer senders"),
                                          N_ ("Also send to whoever sent something within the last "
                                              "30 seconds, to the port it sent from."),
                                          TRUE, CLASP_SETTINGS_FLAGS));
  install_style (settings_class);
  clasp_settings_class_install (
    settings_class,
    g_param_spec_uint (
      "max-packet", N_ ("Largest packet"),
      N_ ("Bytes. Larger messages are dropped and counted; 1472 fits an Ethernet frame."), 64,
      65507, 1472, CLASP_SETTINGS_FLAGS));
  clasp_bridge_settings_install (settings_class);
  for (guint i = 0; i < G_N_ELEMENTS (advanced); i++)
    clasp_settings_class_advanced (settings_class, advanced[i]);
}

static void
clasp_osc_settings_init (ClaspOscSettings *self)
{
}

/**
 * clasp_osc_settings_get_style:
 * @self: settings
 *
 * Thread: as @self.
 *
 * Returns: how values are written
 */
ClaspOscStyle
clasp_osc_settings_get_style (ClaspOscSettings *self)
{
  ClaspSettings *settings = CLASP_SETTINGS (self);

  return (ClaspOscStyle){
    .float_tag = (ClaspOscFloatTag) clasp_settings_get_int (settings, "float-tag"),
    .int_tag = (ClaspOscIntTag) clasp_settings_get_int (settings, "int-tag"),
    .bool_tag = (ClaspOscBoolTag) clasp_settings_get_int (settings, "bool-tag"),
    .null_tag = (ClaspOscNullTag) clasp_settings_get_int (settings, "null-tag"),
    .array_mode = (ClaspOscArrayMode) clasp_settings_get_int (settings, "array-mode"),
  };
}
