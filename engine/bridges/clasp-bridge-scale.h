/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"
#include "core/clasp-value.h"

/* ClaspScale: how a connection's native integers (0-255 of a slot, 0-127 of a controller,
 * -8192-8191 of a bend) and CLASP values become each other (bridges.md 1.4).
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

typedef enum
{
  CLASP_SCALE_AUTO,  /* in: the native integer. Out: integers as they are, floats are 0-1 of the range,
                        bools its ends */
  CLASP_SCALE_RAW,   /* native numbers both ways, whatever their type */
  CLASP_SCALE_UNIT,  /* 0-1 of the range both ways; -1-1 where the range has a centre */
  CLASP_SCALE_FIXED, /* a range of the user's both ways: 0-100, -60-10 */
} ClaspScaleMode;

GType clasp_scale_mode_get_type (void); /* "auto", "raw", "unit", "fixed" */

typedef struct
{
  ClaspScaleMode mode;
  double         minimum, maximum; /* of FIXED; minimum may be the larger one */
} ClaspScale;

/* Installs "scale", "scale-min" and "scale-max" (advanced), the same on every kind that uses them. */
void clasp_scale_install (ClaspSettingsClass *klass);
void clasp_scale_read    (ClaspSettings *settings, ClaspScale *scale);

/* Rounds half away from zero after clamping. FALSE for NaN and for what is no number (null, texts,
 * arrays, maps): nothing is to be sent then. Infinities clamp. */
gboolean   clasp_scale_to_native   (const ClaspScale *self, const ClaspValue *value,
                                    int minimum, int maximum, int *native);
ClaspValue clasp_scale_from_native (const ClaspScale *self, int native, int minimum, int maximum);

/* Of slots that are one value: coarse and fine as one number, a colour as three of them. */
ClaspValue clasp_scale_from_group   (const ClaspScale *self, gboolean is_colour, const guint8 *levels);

/* The address of such a group behind that of its first slot, which stands at the beginning of @buffer:
 * "…/16" or "…/rgb". */
ClaspStr   clasp_scale_group_address (ClaspStr slot, gboolean is_colour, char *buffer, gsize size);

/* Three levels of a colour, "#ff8000" or an array of three numbers. FALSE when it is none. */
gboolean   clasp_scale_rgb_to_native (const ClaspScale *scale, const ClaspValue *value, guint8 rgb[3]);

G_END_DECLS
