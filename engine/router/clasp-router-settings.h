/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"
#include "router/clasp-router.h"

/* ClaspRouterSettings: what a person can set on our own router.
 *
 * Thread: that of its owner, as for all settings. */

G_BEGIN_DECLS

#define CLASP_TYPE_ROUTER_SETTINGS (clasp_router_settings_get_type ())
G_DECLARE_FINAL_TYPE (ClaspRouterSettings, clasp_router_settings, CLASP, ROUTER_SETTINGS, ClaspSettings)

GType clasp_control_get_type (void);
#define CLASP_TYPE_CONTROL (clasp_control_get_type ())
GType clasp_timeline_mode_get_type (void);
#define CLASP_TYPE_TIMELINE_MODE (clasp_timeline_mode_get_type ())

/* DMX outputs that are no longer frozen catch up with the levels of now: */
typedef enum
{
  CLASP_FREEZE_AT_ONCE,
  CLASP_FREEZE_GLIDE,  /* over a time */
  CLASP_FREEZE_PICKUP, /* each slot when its level reaches or crosses the frozen one */
} ClaspFreezeRelease;

GType clasp_freeze_release_get_type (void); /* "at-once", "glide", "pickup" */

/* @settings is a ClaspRouterSettings. */
ClaspRouterLimits clasp_router_settings_get_limits (ClaspSettings *settings);

G_END_DECLS
