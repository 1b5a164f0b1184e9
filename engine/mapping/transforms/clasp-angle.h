/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* The unit of angles, and the middle that they are measured at.
 *
 * Thread: any. */

G_BEGIN_DECLS

typedef struct
{
  double turn; /* once round, in the unit of the settings */
  double x, y; /* the middle */
} ClaspAngle;

/* "angle", "center-x" and "center-y". */
void       clasp_angle_class_install (ClaspSettingsClass *klass);
ClaspAngle clasp_angle_read (ClaspSettings *settings);

G_END_DECLS
