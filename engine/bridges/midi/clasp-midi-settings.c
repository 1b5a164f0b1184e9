/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-settings.h"

#include <glib/gi18n-lib.h>

struct _ClaspMidiSettings
{
  ClaspSettings parent_instance;
};

G_DEFINE_FINAL_TYPE (ClaspMidiSettings, clasp_midi_settings, CLASP_TYPE_SETTINGS)

G_DEFINE_ENUM_TYPE (ClaspMidiDirection,
                    clasp_midi_direction,
                    G_DEFINE_ENUM_VALUE (CLASP_MIDI_DIRECTION_BOTH, "both"),
                    G_DEFINE_ENUM_VALUE (CLASP_MIDI_DIRECTION_IN, "in"),
                    G_DEFINE_ENUM_VALUE (CLASP_MIDI_DIRECTION_OUT, "out"))

static gboolean
validate (ClaspSettings *self,
          GError       **error)
{
  const char *const *controllers = clasp_settings_get_strv (self, "cc14");

  for (guint i = 0; controllers[i] != NULL; i++)
    if (!g_ascii_string_to_unsigned (controllers[i], 10, 0, 31, NULL, NULL))
      {
        g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "cc14: ‘%s’ is not a controller from 0 to 31", controllers[i]);
        return FALSE;
      }

  return TRUE;
}

static void
clasp_midi_settings_class_init (ClaspMidiSettingsClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  settings_class->validate = validate;
  clasp_settings_class_install (settings_class,
    g_param_spec_string ("port", N_("Device"),
                         N_("The device, or part of its name; empty to wait for other programs to connect to our ports."),
                         "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
    g_param_spec_enum ("direction", N_("Direction"), N_("Whether to listen, to send, or both."),
                       CLASP_TYPE_MIDI_DIRECTION, CLASP_MIDI_DIRECTION_BOTH, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
    g_param_spec_string ("device", N_("Name in addresses"),
                         N_("What the device is called in addresses, “/midi/NAME/ch/1/cc/7”; empty to make it from the device's name."),
                         "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
    g_param_spec_boxed ("cc14", N_("14-bit controllers"),
                        N_("Controllers from 0 to 31 that come with their fine half, 32 higher, as one value."),
                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
    g_param_spec_boolean ("notes-as-param", N_("Notes keep their state"),
                          N_("A note is a value from 0 to 127, its velocity, instead of an event."),
                          FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
    g_param_spec_uint ("default-channel", N_("Default channel"),
                       N_("The channel of addresses that name none, 1 to 16."),
                       1, 16, 1, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
    g_param_spec_string ("client-name", N_("Our name"), N_("How other MIDI programs see Clasp Bridge."),
                         "Clasp Bridge", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (settings_class, "default-channel");
  clasp_settings_class_advanced (settings_class, "client-name");
}

static void
clasp_midi_settings_init (ClaspMidiSettings *self)
{
}

/**
 * clasp_midi_settings_get_cc14:
 * @settings: valid MIDI settings
 *
 * Returns: bit n for each controller of `cc14`
 */
guint32
clasp_midi_settings_get_cc14 (ClaspSettings *settings)
{
  const char *const *controllers = clasp_settings_get_strv (settings, "cc14");
  guint32            bits = 0;
  guint64            number;

  for (guint i = 0; controllers[i] != NULL; i++)
    if (g_ascii_string_to_unsigned (controllers[i], 10, 0, 31, &number, NULL))
      bits |= (guint32) 1 << number;

  return bits;
}
