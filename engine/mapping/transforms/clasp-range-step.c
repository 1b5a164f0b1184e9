/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-transform-part.h"
#include "mapping/transforms/clasp-stretch.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspSettings parent_instance;

  ClaspStretch stretch;
  gboolean     clamp;
} ClaspRangeStep;
typedef ClaspSettingsClass ClaspRangeStepClass;

static void clasp_range_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_TYPE_WITH_CODE (ClaspRangeStep,
                         clasp_range_step,
                         CLASP_TYPE_SETTINGS,
                         G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM, clasp_range_step_iface_init))

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspRangeStep *self = (ClaspRangeStep *) transform;
  ClaspSettings  *settings = CLASP_SETTINGS (transform);

  self->stretch = clasp_stretch_read (settings);
  self->clamp = clasp_settings_get_boolean (settings, "clamp");
  return TRUE;
}

static gboolean
stretch (gpointer user_data, guint index, double in, double *out)
{
  ClaspRangeStep *self = user_data;
  double          share = clasp_stretch_get_share (&self->stretch, in);

  *out = clasp_stretch_place (&self->stretch, self->clamp ? CLAMP (share, 0.0, 1.0) : share);
  return TRUE;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  return clasp_transform_map_numbers (value, stretch, transform);
}

static char *
summarise (ClaspTransform *transform)
{
  return clasp_stretch_summarise (CLASP_SETTINGS (transform), "→");
}

static gboolean
gives_unit (ClaspTransform *transform)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);
  double         out_min = clasp_settings_get_double (settings, "out-min");
  double         out_max = clasp_settings_get_double (settings, "out-max");

  return MIN (out_min, out_max) == 0.0 && MAX (out_min, out_max) == 1.0;
}

static gboolean
sets_range (ClaspTransform *transform)
{
  return !gives_unit (transform);
}

static void
clasp_range_step_iface_init (ClaspTransformInterface *iface)
{
  iface->compile = compile;
  iface->apply = apply;
  iface->summarise = summarise;
  iface->invert = clasp_stretch_invert;
  iface->sets_range = sets_range;
  iface->gives_unit = gives_unit;
}

static void
clasp_range_step_class_init (ClaspRangeStepClass *klass)
{
  clasp_stretch_install (klass, 1.0);
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("clamp", N_ ("Limit"),
                                 N_ ("Values outside the range become its nearest end."), TRUE,
                                 CLASP_SETTINGS_FLAGS));
  clasp_transform_part_install (klass);
}

static void
clasp_range_step_init (ClaspRangeStep *self)
{
}
