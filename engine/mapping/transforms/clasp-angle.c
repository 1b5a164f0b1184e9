/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-angle.h"

#include "mapping/clasp-transform-private.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  CLASP_ANGLE_UNIT,
  CLASP_ANGLE_DEGREES,
  CLASP_ANGLE_RADIANS,
} ClaspAngleUnit;

GType clasp_angle_unit_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspAngleUnit,
                    clasp_angle_unit,
                    G_DEFINE_ENUM_VALUE (CLASP_ANGLE_UNIT, "unit"),
                    G_DEFINE_ENUM_VALUE (CLASP_ANGLE_DEGREES, "degrees"),
                    G_DEFINE_ENUM_VALUE (CLASP_ANGLE_RADIANS, "radians"))

void
clasp_angle_class_install (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "angle", N_ ("Angle"), N_ ("unit: once round is 1. degrees: 360. radians: 2π."),
             clasp_angle_unit_get_type (), CLASP_ANGLE_UNIT, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, clasp_transform_param_number ("center-x", N_ ("Middle x"),
                                         N_ ("The x of the point in the middle."), -1e6, 1e6, 0.0));
  clasp_settings_class_install (
    klass, clasp_transform_param_number ("center-y", N_ ("Middle y"),
                                         N_ ("The y of the point in the middle."), -1e6, 1e6, 0.0));
}

ClaspAngle
clasp_angle_read (ClaspSettings *settings)
{
  static const double turns[] = { 1.0, 360.0, 2.0 * G_PI };

  return (ClaspAngle){ turns[clasp_settings_get_int (settings, "angle")],
                       clasp_settings_get_double (settings, "center-x"),
                       clasp_settings_get_double (settings, "center-y") };
}
