/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/clasp-choice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *nick;
  const char *title;
  const char *choices; /* (nullable) the one type that means it; NULL: all that have no line of their own */
} Word;

/* What people read in a menu and a file has as its nick. The context of all is "choice". */
static const Word words[] = {
  /* several settings */
  { "auto", NC_ ("choice", "Automatic"), NULL },
  { "both", NC_ ("choice", "Both"), NULL },
  { "off", NC_ ("choice", "Off"), NULL },
  { "none", NC_ ("choice", "None"), NULL },
  { "all", NC_ ("choice", "All"), NULL },
  { "any", NC_ ("choice", "Any"), NULL },
  { "first", NC_ ("choice", "First"), NULL },
  { "last", NC_ ("choice", "Last"), NULL },
  { "min", NC_ ("choice", "Min"), NULL },
  { "max", NC_ ("choice", "Max"), NULL },
  { "average", NC_ ("choice", "Average"), NULL },
  { "mean", NC_ ("choice", "Mean"), NULL },
  { "count", NC_ ("choice", "Count"), NULL },
  { "deviation", NC_ ("choice", "Deviation"), NULL },
  { "in", NC_ ("choice", "In"), NULL },
  { "out", NC_ ("choice", "Out"), NULL },
  { "up", NC_ ("choice", "Up"), NULL },
  { "down", NC_ ("choice", "Down"), NULL },
  { "start", NC_ ("choice", "Start"), NULL },
  { "end", NC_ ("choice", "End"), NULL },
  { "hold", NC_ ("choice", "Hold"), NULL },
  { "release", NC_ ("choice", "Release"), NULL },
  { "send", NC_ ("choice", "Send"), NULL },
  { "wait", NC_ ("choice", "Wait"), NULL },
  { "ignore", NC_ ("choice", "Ignore"), NULL },
  { "restart", NC_ ("choice", "Restart"), NULL },
  { "queue", NC_ ("choice", "Queue"), NULL },
  { "zero", NC_ ("choice", "Zero"), NULL },
  /* kinds of signals and values */
  { "same", NC_ ("choice", "Same"), NULL },
  { "param", NC_ ("choice", "Parameter"), NULL },
  { "event", NC_ ("choice", "Event"), NULL },
  { "stream", NC_ ("choice", "Stream"), NULL },
  { "gesture", NC_ ("choice", "Gesture"), NULL },
  { "float", NC_ ("choice", "Number (float)"), NULL },
  { "int", NC_ ("choice", "Whole number (int)"), NULL },
  { "bool", NC_ ("choice", "On or off (bool)"), NULL },
  { "string", NC_ ("choice", "Text (string)"), NULL },
  { "bytes", NC_ ("choice", "Bytes"), NULL },
  { "array", NC_ ("choice", "Array"), NULL },
  { "map", NC_ ("choice", "Map"), NULL },
  /* units and scales */
  { "unit", NC_ ("choice", "Unit (0 to 1)"), NULL },
  { "degrees", NC_ ("choice", "Degrees"), NULL },
  { "radians", NC_ ("choice", "Radians"), NULL },
  { "raw", NC_ ("choice", "Raw"), NULL },
  { "fixed", NC_ ("choice", "Fixed"), NULL },
  { "channel", NC_ ("choice", "Channel"), NULL },
  { "universe", NC_ ("choice", "Universe"), NULL },
  { "net", NC_ ("choice", "Net, sub-net, universe"), NULL },
  { "flat", NC_ ("choice", "Flat, one number"), NULL },
  { "htp", "HTP", NULL },
  { "ltp", "LTP", NULL },
  { "cue", NC_ ("choice", "Cue"), NULL },
  { "open", NC_ ("choice", "Open"), NULL },
  { "closed", NC_ ("choice", "Closed"), NULL },
  /* how important */
  { "low", NC_ ("choice", "Low"), NULL },
  { "medium", NC_ ("choice", "Medium"), NULL },
  { "high", NC_ ("choice", "High"), NULL },
  { "critical", NC_ ("choice", "Critical"), NULL },
  /* curves */
  { "linear", NC_ ("choice", "Linear"), NULL },
  { "ease-in", NC_ ("choice", "Ease in"), NULL },
  { "ease-out", NC_ ("choice", "Ease out"), NULL },
  { "ease-in-out", NC_ ("choice", "Ease in out"), NULL },
  { "exponential", NC_ ("choice", "Exponential"), NULL },
  { "logarithmic", NC_ ("choice", "Logarithmic"), NULL },
  { "power", NC_ ("choice", "Power"), NULL },
  { "quad-in", NC_ ("choice", "Quad in"), NULL },
  { "quad-out", NC_ ("choice", "Quad out"), NULL },
  { "quad-in-out", NC_ ("choice", "Quad in out"), NULL },
  { "cubic-in", NC_ ("choice", "Cubic in"), NULL },
  { "cubic-out", NC_ ("choice", "Cubic out"), NULL },
  { "cubic-in-out", NC_ ("choice", "Cubic in out"), NULL },
  { "quart-in", NC_ ("choice", "Quart in"), NULL },
  { "quart-out", NC_ ("choice", "Quart out"), NULL },
  { "quart-in-out", NC_ ("choice", "Quart in out"), NULL },
  { "quint-in", NC_ ("choice", "Quint in"), NULL },
  { "quint-out", NC_ ("choice", "Quint out"), NULL },
  { "quint-in-out", NC_ ("choice", "Quint in out"), NULL },
  { "expo-in", NC_ ("choice", "Expo in"), NULL },
  { "expo-out", NC_ ("choice", "Expo out"), NULL },
  { "expo-in-out", NC_ ("choice", "Expo in out"), NULL },
  { "sine-in", NC_ ("choice", "Sine in"), NULL },
  { "sine-out", NC_ ("choice", "Sine out"), NULL },
  { "sine-in-out", NC_ ("choice", "Sine in out"), NULL },
  { "circ-in", NC_ ("choice", "Circle in"), NULL },
  { "circ-out", NC_ ("choice", "Circle out"), NULL },
  { "circ-in-out", NC_ ("choice", "Circle in out"), NULL },
  { "elastic-in", NC_ ("choice", "Elastic in"), NULL },
  { "elastic-out", NC_ ("choice", "Elastic out"), NULL },
  { "elastic-in-out", NC_ ("choice", "Elastic in out"), NULL },
  { "bounce-in", NC_ ("choice", "Bounce in"), NULL },
  { "bounce-out", NC_ ("choice", "Bounce out"), NULL },
  { "bounce-in-out", NC_ ("choice", "Bounce in out"), NULL },
  { "back-in", NC_ ("choice", "Back in"), NULL },
  { "back-out", NC_ ("choice", "Back out"), NULL },
  { "back-in-out", NC_ ("choice", "Back in out"), NULL },
  /* lamps and colours */
  { "square", NC_ ("choice", "Square law"), "ClaspDimmerLaw" },
  { "s-curve", NC_ ("choice", "S curve"), NULL },
  { "inverse-square", NC_ ("choice", "Inverse square law"), NULL },
  { "cie", "CIE L*", NULL },
  { "subtract", NC_ ("choice", "Subtract"), NULL },
  { "add", NC_ ("choice", "Add"), NULL },
  /* waves and time */
  { "sine", NC_ ("choice", "Sine"), NULL },
  { "triangle", NC_ ("choice", "Triangle"), NULL },
  { "saw", NC_ ("choice", "Saw tooth"), NULL },
  { "square", NC_ ("choice", "Square wave"), NULL },
  { "random", NC_ ("choice", "Random"), NULL },
  { "time", NC_ ("choice", "Time"), NULL },
  { "rate", NC_ ("choice", "Rate"), NULL },
  { "smooth", NC_ ("choice", "Smooth"), NULL },
  { "trailing", NC_ ("choice", "Trailing"), NULL },
  { "leading", NC_ ("choice", "Leading"), NULL },
  /* bits, text and lists */
  { "and", NC_ ("choice", "And"), NULL },
  { "or", NC_ ("choice", "Or"), NULL },
  { "xor", NC_ ("choice", "Xor"), NULL },
  { "not", NC_ ("choice", "Not"), NULL },
  { "shl", NC_ ("choice", "Shift left (shl)"), NULL },
  { "shr", NC_ ("choice", "Shift right (shr)"), NULL },
  { "get", NC_ ("choice", "Get a bit"), NULL },
  { "set", NC_ ("choice", "Set a bit"), NULL },
  { "clear", NC_ ("choice", "Clear a bit"), NULL },
  { "toggle", NC_ ("choice", "Toggle a bit"), NULL },
  { "upper", NC_ ("choice", "Upper case"), NULL },
  { "lower", NC_ ("choice", "Lower case"), NULL },
  { "first", NC_ ("choice", "First letter"), "ClaspCaseMode" },
  { "nearest", NC_ ("choice", "Nearest"), NULL },
  { "zero", NC_ ("choice", "Towards zero"), "ClaspRounding" },
  { "msb", NC_ ("choice", "Coarse first (msb)"), NULL },
  { "lsb", NC_ ("choice", "Fine first (lsb)"), NULL },
  { "step", NC_ ("choice", "Step"), NULL },
  { "list", NC_ ("choice", "List"), NULL },
  { "scale", NC_ ("choice", "Musical scale"), "ClaspQuantizeBy" },
  /* encoders */
  { "twos", NC_ ("choice", "Two’s complement"), NULL },
  { "offset", NC_ ("choice", "Offset"), NULL },
  { "signbit", NC_ ("choice", "Sign bit"), NULL },
  { "signbit2", NC_ ("choice", "Sign bit, down"), NULL },
  { "updown", NC_ ("choice", "Up and down"), NULL },
  /* mixing and taking over */
  { "highest", NC_ ("choice", "Highest"), NULL },
  { "lowest", NC_ ("choice", "Lowest"), NULL },
  { "sum", NC_ ("choice", "Sum"), NULL },
  { "priority", NC_ ("choice", "Priority"), NULL },
  { "crossfade", NC_ ("choice", "Crossfade"), NULL },
  { "equal-power", NC_ ("choice", "Equal power"), NULL },
  { "switch", NC_ ("choice", "Switch"), NULL },
  { "jump", NC_ ("choice", "Jump"), NULL },
  { "pickup", NC_ ("choice", "Pickup"), NULL },
  { "scale", NC_ ("choice", "Scale"), NULL },
  { "at-once", NC_ ("choice", "At once"), NULL },
  { "glide", NC_ ("choice", "Glide"), NULL },
  /* musical scales */
  { "chromatic", NC_ ("choice", "Chromatic"), NULL },
  { "major", NC_ ("choice", "Major"), NULL },
  { "minor", NC_ ("choice", "Minor"), NULL },
  { "harmonic-minor", NC_ ("choice", "Harmonic minor"), NULL },
  { "melodic-minor", NC_ ("choice", "Melodic minor"), NULL },
  { "dorian", NC_ ("choice", "Dorian"), NULL },
  { "phrygian", NC_ ("choice", "Phrygian"), NULL },
  { "lydian", NC_ ("choice", "Lydian"), NULL },
  { "mixolydian", NC_ ("choice", "Mixolydian"), NULL },
  { "locrian", NC_ ("choice", "Locrian"), NULL },
  { "pentatonic", NC_ ("choice", "Pentatonic"), NULL },
  { "minor-pentatonic", NC_ ("choice", "Minor pentatonic"), NULL },
  { "blues", NC_ ("choice", "Blues"), NULL },
  { "whole-tone", NC_ ("choice", "Whole tones"), NULL },
  /* connections */
  { "serial", NC_ ("choice", "Serial port"), NULL },
  { "usb", "USB", NULL },
  { "virtual", NC_ ("choice", "Virtual"), NULL },
  { "enttec-pro", "ENTTEC Pro", NULL },
  { "enttec-open", "ENTTEC Open", NULL },
  { "udmx", "uDMX", NULL },
  { "eurolite-pro", "Eurolite Pro", NULL },
  { "nodle", "Nodle", NULL },
  { "velleman", "Velleman", NULL },
  { "dmx4all", "DMX4ALL", NULL },
  { "dmxcreator", "DMXCreator", NULL },
  { "showjockey", "ShowJockey", NULL },
  { "alsa", "ALSA", NULL },
  { "portmidi", "PortMidi", NULL },
  { "raw", NC_ ("choice", "Raw device"), "ClaspMidiBackendKind" },
  { "24", "24", NULL },
  { "25", "25", NULL },
  { "29.97", "29.97", NULL },
  { "30", "30", NULL },
  { "ipv4", "IPv4", NULL },
  { "ipv6", "IPv6", NULL },
  { "flatten", NC_ ("choice", "Flatten"), NULL },
  { "brackets", NC_ ("choice", "Brackets"), NULL },
  { "group", NC_ ("choice", "Group"), NULL },
  { "pairs", NC_ ("choice", "Pairs"), NULL },
  { "json", "JSON", NULL },
  { "TF", "TF", NULL },
  { "N", "N", NULL },
  { "I", "I", NULL },
  { "i", "i", NULL },
  { "h", "h", NULL },
  { "f", "f", NULL },
  { "d", "d", NULL },
  /* the router */
  { "nobody", NC_ ("choice", "Nobody"), NULL },
  { "this-computer", NC_ ("choice", "This computer"), NULL },
  { "everybody", NC_ ("choice", "Everybody"), NULL },
  { "play", NC_ ("choice", "Play"), NULL },
  { "relay", NC_ ("choice", "Relay"), NULL },
};

static const Word *
find_word (GEnumClass *choices, const GEnumValue *choice)
{
  const char *type = G_ENUM_CLASS_TYPE_NAME (choices);
  const Word *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].nick, choice->value_nick) == 0)
      {
        if (g_strcmp0 (words[i].choices, type) == 0)
          return &words[i];
        if (words[i].choices == NULL)
          found = &words[i];
      }

  return found;
}

/**
 * clasp_choice_dup_title:
 * @choices: the choices of a setting
 * @choice: one of them
 *
 * What a menu calls it, in the language of the user: "Ease in out" for "ease-in-out".
 *
 * Returns: (transfer full): the title
 */
char *
clasp_choice_dup_title (GEnumClass *choices, const GEnumValue *choice)
{
  const Word *word = find_word (choices, choice);
  char       *title;

  if (word != NULL)
    return g_strdup (g_dpgettext2 (GETTEXT_PACKAGE, "choice", word->title));

  title = g_strdelimit (g_strdup (choice->value_nick), "-_", ' ');
  title[0] = g_ascii_toupper (title[0]);

  return title;
}

/**
 * clasp_choice_is_listed:
 * @choices: the choices of a setting
 * @choice: one of them
 *
 * Whether translators have its title.
 *
 * Returns: TRUE if they have
 */
gboolean
clasp_choice_is_listed (GEnumClass *choices, const GEnumValue *choice)
{
  return find_word (choices, choice) != NULL;
}

/**
 * clasp_choice_dup_word:
 * @settings: of a step
 * @name: a setting that is a choice
 *
 * What is chosen, for the few letters a step has room for: the nick, where the user's language has no
 * word of its own.
 *
 * Returns: (transfer full): the word
 */
char *
clasp_choice_dup_word (ClaspSettings *settings, const char *name)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), name);
  GEnumClass *choices = G_PARAM_SPEC_ENUM (pspec)->enum_class;
  GEnumValue *choice = g_enum_get_value (choices, clasp_settings_get_int (settings, name));
  const Word *word = find_word (choices, choice);
  const char *translated = word != NULL ? g_dpgettext2 (GETTEXT_PACKAGE, "choice", word->title) : NULL;

  return g_strdup (translated != NULL && translated != word->title ? translated : choice->value_nick);
}
