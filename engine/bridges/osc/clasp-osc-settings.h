/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/clasp-osc-value.h"
#include "core/clasp-settings.h"

/* ClaspOscSettings: what a person can set on an OSC connection.
 *
 * Thread: as ClaspSettings. */

G_BEGIN_DECLS

#define CLASP_OSC_DEFAULT_LISTEN "0.0.0.0:9000"

#define CLASP_TYPE_OSC_SETTINGS (clasp_osc_settings_get_type ())
G_DECLARE_FINAL_TYPE (ClaspOscSettings, clasp_osc_settings, CLASP, OSC_SETTINGS, ClaspSettings)

GType clasp_osc_float_tag_get_type (void);
GType clasp_osc_int_tag_get_type (void);
GType clasp_osc_bool_tag_get_type (void);
GType clasp_osc_null_tag_get_type (void);
GType clasp_osc_array_mode_get_type (void);
GType clasp_osc_map_mode_get_type (void);
GType clasp_osc_bundle_out_get_type (void);

typedef enum
{
  CLASP_OSC_BUNDLE_OUT_OFF,
  CLASP_OSC_BUNDLE_OUT_GROUP
} ClaspOscBundleOut;

/* The settings that say how values are written. */
ClaspOscStyle clasp_osc_settings_get_style (ClaspOscSettings *self);
/* Whether "listen" or "send" names anything. */
gboolean clasp_osc_settings_has_places (ClaspSettings *settings, const char *name);

G_END_DECLS
