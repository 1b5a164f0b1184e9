/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Colours as numbers from 0 to 1, hues too (once round is 1).
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* Of a grey the hue is @grey_hue. Red, green and blue are limited to 0–1. */
void clasp_colour_to_hsv (const double rgb[3], double grey_hue, double hsv[3]);
void clasp_colour_to_hsl (const double rgb[3], double grey_hue, double hsl[3]);
/* The hue goes on beyond both ends; the others are limited to 0–1. */
void clasp_colour_from_hsv (const double hsv[3], double rgb[3]);
void clasp_colour_from_hsl (const double hsl[3], double rgb[3]);
/* "#rgb", "#rrggbb", "#rgba", "#rrggbbaa", also without "#"; @n becomes 3 or 4. */
gboolean clasp_colour_from_hex (const char *text, double rgba[4], guint *n);
/* How much of @colour is in @rgb. */
double clasp_colour_share (const double rgb[3], const double colour[3]);

G_END_DECLS
