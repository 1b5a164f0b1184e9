/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-midi"

#include "bridges/midi/clasp-midi-settings.h"

#include "bridges/clasp-bridge-settings.h"
#include "bridges/clasp-bridge-settings.h"
#include "bridges/midi/clasp-midi-outbox.h"
#include "bridges/midi/clasp-midi-profile.h"

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

G_DEFINE_ENUM_TYPE (ClaspMidiMtcOutRate,
                    clasp_midi_mtc_out_rate,
                    G_DEFINE_ENUM_VALUE (CLASP_MIDI_MTC_OUT_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (CLASP_MIDI_MTC_OUT_24, "24"),
                    G_DEFINE_ENUM_VALUE (CLASP_MIDI_MTC_OUT_25, "25"),
                    G_DEFINE_ENUM_VALUE (CLASP_MIDI_MTC_OUT_30_DROP, "29.97"),
                    G_DEFINE_ENUM_VALUE (CLASP_MIDI_MTC_OUT_30, "30"))

static gboolean
add_cc14 (gpointer into, const char *text, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 0, 31, &number, NULL))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                   "‘%s’ is not a controller from 0 to 31", text);
      return FALSE;
    }

  *(guint32 *) into |= (guint32) 1 << number;
  return TRUE;
}

typedef gboolean (*AddFunc) (gpointer into, const char *text, GError **error);

static gboolean
add_all (ClaspSettings *settings, const char *name, AddFunc add, gpointer into, GError **error)
{
  const char *const *items = clasp_settings_get_strv (settings, name);

  for (guint i = 0; items[i] != NULL; i++)
    if (!add (into, items[i], error))
      {
        g_prefix_error (error, "%s: ", name);
        return FALSE;
      }

  return TRUE;
}

static gboolean
add_lists (ClaspSettings     *settings,
           ClaspMidiOptions  *options,
           ClaspMidiFeedback *feedback,
           ClaspMidiThru     *thru,
           GError           **error)
{
  return add_all (settings, "cc14", add_cc14, &options->cc14, error) &&
         add_all (settings, "relative", (AddFunc) clasp_midi_relative_add, &options->relative,
                  error) &&
         add_all (settings, "touch", (AddFunc) clasp_midi_feedback_add_touch, feedback, error) &&
         add_all (settings, "lights", (AddFunc) clasp_midi_feedback_add_light, feedback, error) &&
         add_all (settings, "thru", (AddFunc) clasp_midi_thru_add, thru, error);
}

static gboolean
validate (ClaspSettings *self, GError **error)
{
  g_autofree ClaspMidiOptions  *options = g_new0 (ClaspMidiOptions, 1);
  g_autoptr (ClaspMidiFeedback) feedback = clasp_midi_feedback_new ();
  ClaspMidiThru                 thru = { .n_routes = 0 };
  const char                   *profile = clasp_settings_get_string (self, "profile");

  if (profile[0] != '\0' && !clasp_midi_profile_is_name (profile))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                   "profile: ‘%s’ is no name of a device profile", profile);
      return FALSE;
    }

  return add_lists (self, options, feedback, &thru, error);
}

static void
install_device (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass,
    g_param_spec_string ("port", N_ ("Device"),
                         N_ ("The device, or part of its name; empty to wait for other programs to "
                             "connect to our ports. A path for a raw device or a serial port."),
                         "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_string ("output-port", N_ ("Device to send to"),
                                N_ ("Another device for what we send; empty for the same."), "",
                                CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_enum ("direction", N_ ("Direction"), N_ ("Whether to listen, to send, or both."),
                       CLASP_TYPE_MIDI_DIRECTION, CLASP_MIDI_DIRECTION_BOTH, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_string ("device", N_ ("Name in addresses"),
                         N_ ("What the device is called in addresses, “/midi/NAME/ch/1/cc/7”; "
                             "empty to make it from what is chosen as the device, found or not."),
                         "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_string ("profile", N_ ("Device profile"),
                         N_ ("What is special about the device: mackie-control, relative-encoders, "
                             "plain, or a file of your own; empty for none."),
                         "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "output-port");
}

static void
install_values (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass,
    g_param_spec_boxed (
      "cc14", N_ ("14-bit controllers"),
      N_ ("Controllers from 0 to 31 that come with their fine half, 32 higher, as one value."),
      G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boolean (
             "parameters", N_ ("NRPN and RPN"),
             N_ ("Controllers 98 to 101 select a parameter, and 6, 38, 96 and 97 set it, as one "
                 "value. Switch it off for devices that use these numbers for ordinary faders."),
             TRUE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_boxed ("relative", N_ ("Relative encoders"),
                        N_ ("Controllers that say how far they were turned: “16-23=sign-bit”, "
                            "“1/60=offset” on channel 1, “nrpn” for controllers 96 and 97. Codes: "
                            "twos-complement, offset, sign-bit, sign-bit-down, up-down."),
                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boolean (
             "notes-as-param", N_ ("Notes keep their state"),
             N_ ("A note is a value from 0 to 127, its velocity, instead of an event."), FALSE,
             CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("sysex", N_ ("System exclusive"),
                                 N_ ("System exclusive messages of the device are events."), TRUE,
                                 CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_boolean ("raw", N_ ("Raw messages"),
                          N_ ("Every message of the device is an event with its bytes, too."),
                          FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "parameters");
  clasp_settings_class_advanced (klass, "sysex");
  clasp_settings_class_advanced (klass, "raw");
}

static void
install_feedback (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_boolean (
             "feedback", N_ ("Send back to the device"),
             N_ ("A value the device sends is sent back to it, for its lights and motors."), FALSE,
             CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed (
             "touch", N_ ("Touch"),
             N_ ("Motor faders, and what tells of a hand on them: “1/bend=1/note/104”. While it is "
                 "there nothing is sent to the fader, and when it lets go the last value."),
             G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("lights", N_ ("Lights"),
                               N_ ("Controls whose value is shown under another number, in a range "
                                   "of its own: “1/cc/16=1/cc/48:1-11”."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("thru", N_ ("Thru"),
                               N_ ("What comes in and goes straight out: “all”, “1-4”, “1=10” to "
                                   "channel 10, “2+12” an octave up, “system”."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "touch");
  clasp_settings_class_advanced (klass, "lights");
  clasp_settings_class_advanced (klass, "thru");
}

static void
install_time_in (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("clock-in", N_ ("Follow the clock"),
                                 N_ ("The tempo of a MIDI clock that comes in is a value."), TRUE,
                                 CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_boolean ("clock-events", N_ ("Clock pulses"),
                          N_ ("Every pulse of the clock, 24 in a quarter note, is an event, too."),
                          FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("mtc-in", N_ ("Follow time code"),
                                 N_ ("MIDI Time Code that comes in is a time."), TRUE,
                                 CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_boolean (
      "sensing-in", N_ ("Active sensing"),
      N_ ("A device that sends active sensing and falls silent for 0.3 s has its notes ended."),
      TRUE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "clock-in");
  clasp_settings_class_advanced (klass, "clock-events");
  clasp_settings_class_advanced (klass, "mtc-in");
  clasp_settings_class_advanced (klass, "sensing-in");
}

static void
install_time_out (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass,
    g_param_spec_boolean ("clock-out", N_ ("Send a clock"),
                          N_ ("Sends a MIDI clock, in the tempo that is written to its address."),
                          FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_double (
             "tempo", N_ ("Tempo"),
             N_ ("Of the clock we send, in beats per minute, until another is written."),
             CLASP_MIDI_TEMPO_MIN, CLASP_MIDI_TEMPO_MAX, 120, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "mtc-out", N_ ("Send time code"),
             N_ ("Sends MIDI Time Code with so many frames a second; 29.97 are drop frames."),
             CLASP_TYPE_MIDI_MTC_OUT_RATE, CLASP_MIDI_MTC_OUT_OFF, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_boolean ("sensing-out", N_ ("Send active sensing"),
                          N_ ("Says every 0.25 s that we are there, when nothing else was said."),
                          FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "clock-out");
  clasp_settings_class_advanced (klass, "tempo");
  clasp_settings_class_advanced (klass, "mtc-out");
  clasp_settings_class_advanced (klass, "sensing-out");
}

static void
install_backend (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "backend", N_ ("Through"),
             N_ ("How the device is reached: the ALSA sequencer, PortMidi, a raw character device, "
                 "or a serial port. auto takes the first that this build has."),
             CLASP_TYPE_MIDI_BACKEND_KIND, CLASP_MIDI_BACKEND_AUTO, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("baud", N_ ("Speed"),
                              N_ ("Of a serial port, in bits a second: 31250 on a DIN cable, often "
                                  "38400 or 115200 elsewhere."),
                              300, 4000000, 31250, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("running-status", N_ ("Running status"),
                                 N_ ("A raw device or a serial port is not told a message's kind "
                                     "again when it is that of the one before."),
                                 FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_string ("client-name", N_ ("Our name"),
                                N_ ("How other MIDI programs see Clasp Bridge."), "Clasp Bridge",
                                CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "backend");
  clasp_settings_class_advanced (klass, "baud");
  clasp_settings_class_advanced (klass, "running-status");
  clasp_settings_class_advanced (klass, "client-name");
}

static void
install_addresses (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_uint ("default-channel", N_ ("Default channel"),
                              N_ ("The channel of addresses that name none, 1 to 16."), 1, 16, 1,
                              CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_uint ("channel-base", N_ ("First channel"),
                       N_ ("What the first channel is called in addresses: 1, as on panels, or 0."),
                       0, 1, 1, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "default-channel");
  clasp_settings_class_advanced (klass, "channel-base");
  clasp_scale_install (klass);
}

static void
install_output (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("fine-alone", N_ ("Fine halves alone"),
                                 N_ ("Of a 14-bit value only the fine half is sent when the coarse "
                                     "one did not change. Not every device understands it."),
                                 FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_uint ("pace", N_ ("Pace"),
                       N_ ("Bytes a second that the device takes; 3125 on a DIN cable, 0 for as "
                           "many as there are. More than a short burst waits its turn."),
                       0, 10000000, CLASP_MIDI_OUTBOX_BYTES_PER_S, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "fine-alone");
  clasp_settings_class_advanced (klass, "pace");
}

static void
clasp_midi_settings_class_init (ClaspMidiSettingsClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  settings_class->validate = validate;
  install_device (settings_class);
  install_values (settings_class);
  install_feedback (settings_class);
  install_addresses (settings_class);
  install_output (settings_class);
  install_time_in (settings_class);
  install_time_out (settings_class);
  install_backend (settings_class);
  clasp_bridge_settings_install (settings_class);
}

static void
clasp_midi_settings_init (ClaspMidiSettings *self)
{
}

/**
 * clasp_midi_settings_make_name:
 * @settings: MIDI settings
 *
 * By what the settings ask for, not by what was found: it is the same while the device is away, and
 * whichever of several it is today. What a list of devices gives to "port" is the whole name of the
 * port, the second of that name with "#2".
 *
 * Thread: that of @settings.
 *
 * Returns: (transfer full): the device's name in addresses, "x-touch_mini"
 */
char *
clasp_midi_settings_make_name (ClaspSettings *settings)
{
  const char *device = clasp_settings_get_string (settings, "device");

  return clasp_midi_slug (device[0] != '\0' ? device
                                            : clasp_settings_get_string (settings, "port"));
}

/**
 * clasp_midi_settings_read:
 * @settings: valid MIDI settings
 * @options: (out caller-allocates): what they say about addresses and values, but for what is added
 *
 * Thread: that of @settings.
 */
void
clasp_midi_settings_read (ClaspSettings *settings, ClaspMidiOptions *options)
{
  *options = (ClaspMidiOptions){
    .parameters = clasp_settings_get_boolean (settings, "parameters"),
    .notes_as_param = clasp_settings_get_boolean (settings, "notes-as-param"),
    .sysex = clasp_settings_get_boolean (settings, "sysex"),
    .clock = clasp_settings_get_boolean (settings, "clock-events"),
    .default_channel = (guint8) (clasp_settings_get_int (settings, "default-channel") - 1),
    .channel_base = (guint8) clasp_settings_get_int (settings, "channel-base"),
  };
  clasp_scale_read (settings, &options->scale);
}

/**
 * clasp_midi_settings_add:
 * @settings: valid MIDI settings
 * @options: what a profile said, to which 14-bit controllers and encoders are added
 * @feedback: the same, for touches and lights
 * @thru: gets the routes
 *
 * Thread: that of @settings.
 */
void
clasp_midi_settings_add (ClaspSettings     *settings,
                         ClaspMidiOptions  *options,
                         ClaspMidiFeedback *feedback,
                         ClaspMidiThru     *thru)
{
  g_autoptr (GError) error = NULL;

  if (!add_lists (settings, options, feedback, thru, &error))
    g_message ("%s", error->message); /* together with a profile there are too many */
}

/**
 * clasp_midi_settings_get_time:
 * @settings: valid MIDI settings
 *
 * Thread: that of @settings.
 *
 * Returns: what is to run by the clock; generators only where we send
 */
ClaspMidiTimeConfig
clasp_midi_settings_get_time (ClaspSettings *settings)
{
  gboolean sends = clasp_settings_get_int (settings, "direction") != CLASP_MIDI_DIRECTION_IN;

  return (ClaspMidiTimeConfig){
    .clock_in = clasp_settings_get_boolean (settings, "clock-in"),
    .clock_out = sends && clasp_settings_get_boolean (settings, "clock-out"),
    .tempo = clasp_settings_get_double (settings, "tempo"),
    .mtc_in = clasp_settings_get_boolean (settings, "mtc-in"),
    .mtc_out = sends ? (ClaspMidiMtcOutRate) clasp_settings_get_int (settings, "mtc-out")
                     : CLASP_MIDI_MTC_OUT_OFF,
    .sensing_in = clasp_settings_get_boolean (settings, "sensing-in"),
    .sensing_out = sends && clasp_settings_get_boolean (settings, "sensing-out"),
  };
}
