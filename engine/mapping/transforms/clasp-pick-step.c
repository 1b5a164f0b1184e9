/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include "mapping/clasp-json-path.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspValueStep parent_instance;

  GPtrArray *paths; /* (owned) of ClaspJsonPath (owned) */
} ClaspPickStep;

CLASP_DEFINE_VALUE_STEP (ClaspPickStep, clasp_pick_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspPickStep     *self = (ClaspPickStep *) step;
  const char *const *texts = clasp_settings_get_strv (CLASP_SETTINGS (step), "paths");

  g_clear_pointer (&self->paths, g_ptr_array_unref);
  self->paths = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_json_path_free);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      ClaspJsonPath *path = clasp_json_path_new (texts[i], error);

      if (path == NULL)
        {
          g_prefix_error (error, "paths: ‘%s’: ", texts[i]);
          return FALSE;
        }
      g_ptr_array_add (self->paths, path);
    }
  return self->paths->len > 0 || clasp_transform_refuse (error, "paths: none is given");
}

/* A message without it is no error, and gives nothing. */
static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspPickStep   *self = (ClaspPickStep *) step;
  g_autofree ClaspValue *parts = NULL;

  if (self->paths->len == 1)
    return clasp_json_path_read (self->paths->pdata[0], in, out) ? CLASP_TRANSFORM_PASS
                                                                 : CLASP_TRANSFORM_DROP;

  parts = g_new0 (ClaspValue, self->paths->len);
  for (guint i = 0; i < self->paths->len; i++)
    if (!clasp_json_path_read (self->paths->pdata[i], in, &parts[i]))
      {
        while (i-- > 0)
          clasp_value_clear (&parts[i]);
        return CLASP_TRANSFORM_DROP;
      }
  *out = clasp_value_array (parts, self->paths->len);
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspValueStep *step)
{
  return clasp_settings_get_text (CLASP_SETTINGS (step), "paths");
}

static void
clasp_pick_step_finalize (GObject *object)
{
  g_clear_pointer (&((ClaspPickStep *) object)->paths, g_ptr_array_unref);
  G_OBJECT_CLASS (clasp_pick_step_parent_class)->finalize (object);
}

static void
clasp_pick_step_class_init (ClaspPickStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_pick_step_finalize;
  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    g_param_spec_boxed ("paths", N_ ("Paths"),
                        N_ ("$.state.brightness, $[0], $.lamps[*]: one gives what it finds, "
                            "several a list. Nothing goes out when something is not there."),
                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_default (CLASP_SETTINGS_CLASS (klass), "paths", "$");
}
