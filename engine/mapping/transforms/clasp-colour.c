/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-colour.h"

#include <math.h>
#include <string.h>

static void
limit (const double rgb[3], double limited[3])
{
  for (guint i = 0; i < 3; i++)
    limited[i] = CLAMP (rgb[i], 0.0, 1.0);
}

/* The hexcone of mapping.md 12. */
static double
find_hue (const double rgb[3], double highest, double spread, double grey_hue)
{
  double hue;

  if (spread == 0.0)
    return grey_hue;
  if (highest == rgb[0])
    hue = (rgb[1] - rgb[2]) / spread;
  else if (highest == rgb[1])
    hue = 2.0 + (rgb[2] - rgb[0]) / spread;
  else
    hue = 4.0 + (rgb[0] - rgb[1]) / spread;
  return hue < 0.0 ? hue / 6.0 + 1.0 : hue / 6.0;
}

void
clasp_colour_to_hsv (const double rgb[3], double grey_hue, double hsv[3])
{
  double c[3], highest, spread;

  limit (rgb, c);
  highest = MAX (c[0], MAX (c[1], c[2]));
  spread = highest - MIN (c[0], MIN (c[1], c[2]));
  hsv[0] = find_hue (c, highest, spread, grey_hue);
  hsv[1] = highest > 0.0 ? spread / highest : 0.0;
  hsv[2] = highest;
}

void
clasp_colour_to_hsl (const double rgb[3], double grey_hue, double hsl[3])
{
  double c[3], highest, lowest, spread, room;

  limit (rgb, c);
  highest = MAX (c[0], MAX (c[1], c[2]));
  lowest = MIN (c[0], MIN (c[1], c[2]));
  spread = highest - lowest;
  room = 1.0 - fabs (highest + lowest - 1.0);
  hsl[0] = find_hue (c, highest, spread, grey_hue);
  hsl[1] = room > 0.0 ? MIN (spread / room, 1.0) : 0.0;
  hsl[2] = (highest + lowest) / 2.0;
}

/* The colour of full strength at a hue, between @low and @high. */
static void
place_on_wheel (double hue, double low, double high, double rgb[3])
{
  double sixth = (hue - floor (hue)) * 6.0;
  double rising = low + (high - low) * (sixth - floor (sixth));
  double falling = high - (rising - low);

  switch ((int) sixth % 6)
    {
    case 0:
      rgb[0] = high, rgb[1] = rising, rgb[2] = low;
      break;
    case 1:
      rgb[0] = falling, rgb[1] = high, rgb[2] = low;
      break;
    case 2:
      rgb[0] = low, rgb[1] = high, rgb[2] = rising;
      break;
    case 3:
      rgb[0] = low, rgb[1] = falling, rgb[2] = high;
      break;
    case 4:
      rgb[0] = rising, rgb[1] = low, rgb[2] = high;
      break;
    default:
      rgb[0] = high, rgb[1] = low, rgb[2] = falling;
      break;
    }
}

void
clasp_colour_from_hsv (const double hsv[3], double rgb[3])
{
  double saturation = CLAMP (hsv[1], 0.0, 1.0), value = CLAMP (hsv[2], 0.0, 1.0);

  place_on_wheel (hsv[0], value * (1.0 - saturation), value, rgb);
}

void
clasp_colour_from_hsl (const double hsl[3], double rgb[3])
{
  double lightness = CLAMP (hsl[2], 0.0, 1.0);
  double reach = CLAMP (hsl[1], 0.0, 1.0) * (1.0 - fabs (2.0 * lightness - 1.0)) / 2.0;

  place_on_wheel (hsl[0], lightness - reach, lightness + reach, rgb);
}

gboolean
clasp_colour_from_hex (const char *text, double rgba[4], guint *n)
{
  const char *digits = text + (*text == '#');
  gsize       length = strlen (digits);
  guint       width = length <= 4 ? 1 : 2;

  if ((length != 3 && length != 4 && length != 6 && length != 8) ||
      strspn (digits, "0123456789abcdefABCDEF") != length)
    return FALSE;

  *n = (guint) length / width;
  for (guint i = 0; i < *n; i++)
    {
      int first = g_ascii_xdigit_value (digits[i * width]);
      int second = g_ascii_xdigit_value (digits[i * width + width - 1]);

      rgba[i] = (first * 16 + second) / 255.0;
    }
  return TRUE;
}

double
clasp_colour_share (const double rgb[3], const double colour[3])
{
  double share = 1.0;

  for (guint i = 0; i < 3; i++)
    if (colour[i] > 0.0)
      share = MIN (share, rgb[i] / colour[i]);
  return share;
}
