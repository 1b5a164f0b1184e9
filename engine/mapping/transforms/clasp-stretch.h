/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-transform-private.h"

/* What the steps share that stretch one range of numbers onto another: their four settings, and the
 * way from one to the other through a share, 0 to 1 within the range.
 *
 * Thread: the one that owns the step. */

G_BEGIN_DECLS

typedef struct
{
  double in_min, in_max, out_min, out_max;
} ClaspStretch;

/* The settings in-min, in-max, out-min and out-max; all but the last are 0 and 1 by default. */
void         clasp_stretch_install (ClaspSettingsClass *klass, double out_max);
ClaspStretch clasp_stretch_read (ClaspSettings *settings);
double       clasp_stretch_get_share (const ClaspStretch *self, double in);
double       clasp_stretch_place (const ClaspStretch *self, double share);
/* (transfer full) "0–1 → 0–255", with @arrow in between. */
char *clasp_stretch_summarise (ClaspSettings *settings, const char *arrow);
/* The same step the other way round. */
ClaspTransform *clasp_stretch_invert (ClaspTransform *transform, GError **error);

G_END_DECLS
