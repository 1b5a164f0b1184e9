/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/clasp-bridge-scale.h"

#include <glib/gi18n-lib.h>
#include <math.h>

G_DEFINE_ENUM_TYPE (ClaspScaleMode,
                    clasp_scale_mode,
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_AUTO, "auto"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_RAW, "raw"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_UNIT, "unit"),
                    G_DEFINE_ENUM_VALUE (CLASP_SCALE_FIXED, "fixed"))

/**
 * clasp_scale_install:
 * @klass: the class being initialised
 *
 * Installs "scale", "scale-min" and "scale-max", shown under "More".
 *
 * Thread: any.
 */
void
clasp_scale_install (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "scale", N_ ("Scaling"),
             N_ ("How values and the device's own numbers become each other. auto: its numbers come "
                 "in; out go whole numbers as they are, others as 0–1 of its range. raw: its "
                 "numbers both ways. unit: 0–1 both ways. fixed: the range below both ways."),
             clasp_scale_mode_get_type (), CLASP_SCALE_AUTO, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_double ("scale-min", N_ ("Scale from"),
                                N_ ("With scaling “fixed”: the value of the device's lowest "
                                    "number. It may be above the other end."),
                                -1e9, 1e9, 0, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_double ("scale-max", N_ ("Scale to"),
                                N_ ("With scaling “fixed”: the value of the device's highest "
                                    "number."),
                                -1e9, 1e9, 100, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "scale");
  clasp_settings_class_advanced (klass, "scale-min");
  clasp_settings_class_advanced (klass, "scale-max");
}

/**
 * clasp_scale_read:
 * @settings: of a class that clasp_scale_install () was called for
 * @scale: (out caller-allocates): what they say
 *
 * Thread: that of @settings.
 */
void
clasp_scale_read (ClaspSettings *settings, ClaspScale *scale)
{
  scale->mode = (ClaspScaleMode) clasp_settings_get_int (settings, "scale");
  scale->minimum = clasp_settings_get_double (settings, "scale-min");
  scale->maximum = clasp_settings_get_double (settings, "scale-max");
}

/* A pitch bend: its ends are not equally far from the rest position, which must stay 0. */
static gboolean
has_centre (double minimum, double maximum)
{
  return minimum < 0 && maximum > 0;
}

static double
from_share (double share, double minimum, double maximum)
{
  return minimum + CLAMP (share, 0, 1) * (maximum - minimum);
}

static double
from_unit (double unit, double minimum, double maximum)
{
  if (!has_centre (minimum, maximum))
    return from_share (unit, minimum, maximum);
  return unit < 0 ? CLAMP (-unit, 0, 1) * minimum : CLAMP (unit, 0, 1) * maximum;
}

static double
to_share (double number, double minimum, double maximum)
{
  return maximum != minimum ? (number - minimum) / (maximum - minimum) : 0;
}

static double
to_unit (double number, double minimum, double maximum)
{
  if (!has_centre (minimum, maximum))
    return to_share (number, minimum, maximum);
  return number < 0 ? number / -minimum : number / maximum;
}

/* The user's range about 0 onto a range about 0: 0 is its rest position. */
static gboolean
is_centred (const ClaspScale *self, int minimum, int maximum)
{
  return self->minimum == -self->maximum && self->maximum != 0 && has_centre (minimum, maximum);
}

static double
from_fixed (const ClaspScale *self, double number, int minimum, int maximum)
{
  double span = self->maximum - self->minimum;

  if (is_centred (self, minimum, maximum))
    return from_unit (number / self->maximum, minimum, maximum);
  if (span == 0) /* no width: a switch */
    return number < self->minimum ? minimum : maximum;
  return from_share ((number - self->minimum) / span, minimum, maximum);
}

static double
number_to_native (const ClaspScale *self,
                  double            number,
                  gboolean          is_whole,
                  int               minimum,
                  int               maximum)
{
  switch (self->mode)
    {
    case CLASP_SCALE_AUTO:
      return is_whole ? number : from_unit (number, minimum, maximum);
    case CLASP_SCALE_RAW:
      return number;
    case CLASP_SCALE_UNIT:
      return from_unit (number, minimum, maximum);
    case CLASP_SCALE_FIXED:
      return from_fixed (self, number, minimum, maximum);
    }

  return NAN;
}

/**
 * clasp_scale_to_native:
 * @self: how
 * @value: a value of CLASP
 * @minimum: lowest number of the device
 * @maximum: its highest, not below @minimum
 * @native: (out): within both
 *
 * Clamps, then rounds half away from zero (bridges.md 1.4). Infinities clamp. Bools are the ends of
 * the device's range in every mode. With AUTO, integers are the device's own numbers and doubles
 * 0–1 of its range; a range about 0 takes −1–1, each side of its own width, so that 0 stays 0.
 *
 * Thread: any.
 *
 * Returns: %FALSE for NaN and for what is no number: nothing is to be sent then
 */
gboolean
clasp_scale_to_native (const ClaspScale *self,
                       const ClaspValue *value,
                       int               minimum,
                       int               maximum,
                       int              *native)
{
  double number;

  if (value->type == CLASP_VALUE_BOOL)
    {
      *native = value->as.boolean ? maximum : minimum;
      return TRUE;
    }
  if (!clasp_value_is_number (value) || !clasp_value_to_double (value, &number) || isnan (number))
    return FALSE;

  number = number_to_native (self, number, value->type == CLASP_VALUE_INT, minimum, maximum);
  if (isnan (number))
    return FALSE;

  *native = (int) round (CLAMP (number, (double) minimum, (double) maximum));
  return TRUE;
}

/**
 * clasp_scale_from_native:
 * @self: how
 * @native: a number of the device; clamped to its range
 * @minimum: lowest number of the device
 * @maximum: its highest, not below @minimum
 *
 * What clasp_scale_to_native () turns into @native again.
 *
 * Thread: any.
 *
 * Returns: the value: an integer with AUTO and RAW, else a double
 */
ClaspValue
clasp_scale_from_native (const ClaspScale *self, int native, int minimum, int maximum)
{
  native = CLAMP (native, minimum, maximum);
  switch (self->mode)
    {
    case CLASP_SCALE_AUTO:
    case CLASP_SCALE_RAW:
      return clasp_value_int (native);
    case CLASP_SCALE_UNIT:
      return clasp_value_double (to_unit (native, minimum, maximum));
    case CLASP_SCALE_FIXED:
      if (is_centred (self, minimum, maximum))
        return clasp_value_double (to_unit (native, minimum, maximum) * self->maximum);
      return clasp_value_double (self->minimum + to_share (native, minimum, maximum) *
                                                   (self->maximum - self->minimum));
    }

  return clasp_value_null ();
}

static gboolean
parse_rgb (ClaspStr text, guint8 rgb[3])
{
  if (text.length != 7 || text.data[0] != '#')
    return FALSE;

  for (guint i = 0; i < 3; i++)
    {
      int high = g_ascii_xdigit_value (text.data[1 + 2 * i]);
      int low = g_ascii_xdigit_value (text.data[2 + 2 * i]);

      if (high < 0 || low < 0)
        return FALSE;
      rgb[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

/**
 * clasp_scale_rgb_to_native:
 * @scale: how the numbers of an array are meant
 * @value: a colour, "#ff8000" or an array of three
 * @rgb: (out caller-allocates): red, green, blue as levels of DMX
 *
 * Thread: any.
 *
 * Returns: %FALSE if it is no colour
 */
gboolean
clasp_scale_rgb_to_native (const ClaspScale *scale, const ClaspValue *value, guint8 rgb[3])
{
  if (clasp_value_get_type_of (value) == CLASP_VALUE_STRING)
    return parse_rgb (clasp_value_get_string (value), rgb);
  if (clasp_value_get_type_of (value) != CLASP_VALUE_ARRAY || clasp_value_get_size (value) != 3)
    return FALSE;

  for (guint i = 0; i < 3; i++)
    {
      int level;

      if (!clasp_scale_to_native (scale, clasp_value_get_element (value, i), 0, 255, &level))
        return FALSE;
      rgb[i] = (guint8) level;
    }
  return TRUE;
}

/**
 * clasp_scale_from_group:
 * @self: a scale
 * @is_colour: whether it is three slots, red, green and blue, instead of two, coarse and fine
 * @levels: theirs
 *
 * Thread: any.
 *
 * Returns: (transfer full): a number, or an array of three
 */
ClaspValue
clasp_scale_from_group (const ClaspScale *self, gboolean is_colour, const guint8 *levels)
{
  ClaspValue elements[3];

  if (!is_colour)
    return clasp_scale_from_native (self, levels[0] << 8 | levels[1], 0, 65535);

  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    elements[i] = clasp_scale_from_native (self, levels[i], 0, 255);
  return clasp_value_array (elements, G_N_ELEMENTS (elements));
}

/**
 * clasp_scale_group_address:
 * @slot: the address of the first slot, which stands at the beginning of @buffer
 * @is_colour: whether it is three slots instead of two
 * @buffer: has room behind it
 * @size: of @buffer
 *
 * Thread: any.
 *
 * Returns: the address of the group, borrowed from @buffer
 */
ClaspStr
clasp_scale_group_address (ClaspStr slot, gboolean is_colour, char *buffer, gsize size)
{
  gsize length = slot.length + g_strlcpy (buffer + slot.length, is_colour ? "/rgb" : "/16", size - slot.length);

  return (ClaspStr){ buffer, MIN (length, size - 1) };
}
