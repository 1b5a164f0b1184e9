/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-settings.h"

#include "bridges/clasp-bridge-settings.h"
#include "bridges/midi/clasp-midi-outbox.h"

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
validate_relative (ClaspSettings *self,
                   GError       **error)
{
  const char *const     *items = clasp_settings_get_strv (self, "relative");
  g_autofree ClaspMidiRelative *relative = g_new0 (ClaspMidiRelative, 1);

  for (guint i = 0; items[i] != NULL; i++)
    if (!clasp_midi_relative_add (relative, items[i], error))
      {
        g_prefix_error (error, "relative: ");
        return FALSE;
      }

  return TRUE;
}

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

  return validate_relative (self, error);
}

static void
install_values (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (klass,
    g_param_spec_boxed ("cc14", N_("14-bit controllers"),
                        N_("Controllers from 0 to 31 that come with their fine half, 32 higher, as one value."),
                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (klass,
    g_param_spec_boolean ("parameters", N_("NRPN and RPN"),
                          N_("Controllers 98 to 101 select a parameter, and 6, 38, 96 and 97 set it, as one value. Switch it off for devices that use these numbers for ordinary faders."),
                          TRUE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (klass,
    g_param_spec_boxed ("relative", N_("Relative encoders"),
                        N_("Controllers that say how far they were turned: “16-23=sign-bit”, “1/60=offset” on channel 1, “nrpn” for controllers 96 and 97. Codes: twos-complement, offset, sign-bit, sign-bit-down, up-down."),
                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (klass,
    g_param_spec_boolean ("notes-as-param", N_("Notes keep their state"),
                          N_("A note is a value from 0 to 127, its velocity, instead of an event."),
                          FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (klass,
    g_param_spec_boolean ("sysex", N_("System exclusive"), N_("System exclusive messages of the device are events."),
                          TRUE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (klass,
    g_param_spec_boolean ("raw", N_("Raw messages"), N_("Every message of the device is an event with its bytes, too."),
                          FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "parameters");
  clasp_settings_class_advanced (klass, "sysex");
  clasp_settings_class_advanced (klass, "raw");
}

static void
install_addresses (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (klass,
    g_param_spec_uint ("default-channel", N_("Default channel"),
                       N_("The channel of addresses that name none, 1 to 16."),
                       1, 16, 1, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (klass,
    g_param_spec_uint ("channel-base", N_("First channel"),
                       N_("What the first channel is called in addresses: 1, as on panels, or 0."),
                       0, 1, 1, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "default-channel");
  clasp_settings_class_advanced (klass, "channel-base");
  clasp_scale_install (klass);
}

static void
install_output (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (klass,
    g_param_spec_boolean ("fine-alone", N_("Fine halves alone"),
                          N_("Of a 14-bit value only the fine half is sent when the coarse one did not change. Not every device understands it."),
                          FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (klass,
    g_param_spec_uint ("pace", N_("Pace"),
                       N_("Bytes a second that the device takes; 3125 on a DIN cable, 0 for as many as there are. More than a short burst waits its turn."),
                       0, 10000000, CLASP_MIDI_OUTBOX_BYTES_PER_S, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "fine-alone");
  clasp_settings_class_advanced (klass, "pace");
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
  install_values (settings_class);
  install_addresses (settings_class);
  install_output (settings_class);
  clasp_settings_class_install (settings_class,
    g_param_spec_string ("client-name", N_("Our name"), N_("How other MIDI programs see Clasp Bridge."),
                         "Clasp Bridge", CLASP_SETTINGS_FLAGS));
  clasp_bridge_settings_install (settings_class);
  clasp_settings_class_advanced (settings_class, "client-name");
}

static void
clasp_midi_settings_init (ClaspMidiSettings *self)
{
}

static guint32
read_cc14 (ClaspSettings *settings)
{
  const char *const *controllers = clasp_settings_get_strv (settings, "cc14");
  guint32            bits = 0;
  guint64            number;

  for (guint i = 0; controllers[i] != NULL; i++)
    if (g_ascii_string_to_unsigned (controllers[i], 10, 0, 31, &number, NULL))
      bits |= (guint32) 1 << number;

  return bits;
}

/**
 * clasp_midi_settings_read:
 * @settings: valid MIDI settings
 * @options: (out caller-allocates): what they say about addresses and values
 *
 * Thread: that of @settings.
 */
void
clasp_midi_settings_read (ClaspSettings    *settings,
                          ClaspMidiOptions *options)
{
  const char *const *relative = clasp_settings_get_strv (settings, "relative");

  *options = (ClaspMidiOptions) {
    .cc14 = read_cc14 (settings),
    .parameters = clasp_settings_get_boolean (settings, "parameters"),
    .notes_as_param = clasp_settings_get_boolean (settings, "notes-as-param"),
    .sysex = clasp_settings_get_boolean (settings, "sysex"),
    .default_channel = (guint8) (clasp_settings_get_int (settings, "default-channel") - 1),
    .channel_base = (guint8) clasp_settings_get_int (settings, "channel-base"),
  };
  clasp_scale_read (settings, &options->scale);
  for (guint i = 0; relative[i] != NULL; i++)
    clasp_midi_relative_add (&options->relative, relative[i], NULL);
}
