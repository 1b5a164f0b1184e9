/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-transform.h"

/* What the steps for lamps with more than red, green and blue share.
 *
 * Thread: any. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_LAMP_SUBTRACT, /* what the further colour gives is taken off the others */
  CLASP_LAMP_ADD,      /* it comes on top */
} ClaspLampMode;

GType clasp_lamp_mode_get_type (void);

/* Reads the setting @name, "#ffffff"; CLASP_MAPPING_ERROR_TRANSFORM when it is no colour, or black. */
gboolean
clasp_lamp_read_colour (ClaspSettings *settings, const char *name, double rgb[3], GError **error);
/* How much of @colour there is in @rgb, which loses it. */
double clasp_lamp_take (ClaspLampMode mode, const double colour[3], double rgb[3]);
/* "mode". */
void clasp_lamp_class_install_mode (ClaspSettingsClass *klass);

G_END_DECLS
