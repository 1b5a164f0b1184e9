/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspValueStep parent_instance;

  const char *const *keys; /* (unowned) a setting */
  guint              n;
} ClaspPackStep;

CLASP_DEFINE_VALUE_STEP (ClaspPackStep, clasp_pack_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspPackStep *self = (ClaspPackStep *) step;

  self->keys = clasp_settings_get_strv (CLASP_SETTINGS (step), "keys");
  self->n = g_strv_length ((char **) self->keys);
  for (guint i = 0; i < self->n; i++)
    if (g_strv_contains (self->keys + i + 1, self->keys[i]))
      return clasp_transform_refuse (error, "keys: ‘%s’ stands twice", self->keys[i]);

  return TRUE;
}

/* Each key gets an element of a list, in order; a single value gets the one key. */
static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspPackStep      *self = (ClaspPackStep *) step;
  gboolean                  is_list = in->type == CLASP_VALUE_ARRAY;
  g_autofree ClaspMapEntry *entries = g_new (ClaspMapEntry, self->n + 1);
  ClaspValue                alone;

  if (self->n == 0)
    {
      alone = clasp_value_copy (in);
      *out = clasp_value_array (&alone, 1);
      return CLASP_TRANSFORM_PASS;
    }
  if ((is_list ? clasp_value_get_size (in) : 1) < self->n)
    return CLASP_TRANSFORM_ERROR;

  for (guint i = 0; i < self->n; i++)
    entries[i] = (ClaspMapEntry){
      clasp_str (self->keys[i]),
      clasp_value_copy (is_list && self->n > 1 ? clasp_value_get_element (in, i) : in)
    };
  *out = clasp_value_map (entries, self->n);
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspValueStep *step)
{
  g_autofree char *keys = clasp_settings_get_text (CLASP_SETTINGS (step), "keys");

  return *keys == '\0' ? g_strdup ("[x]") : g_strdup_printf ("{%s}", keys);
}

/* The places of the keys, picked out again. */
static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  const char *const       *keys = clasp_settings_get_strv (CLASP_SETTINGS (transform), "keys");
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  g_auto (GStrv)           strv = NULL;

  if (keys[0] == NULL)
    g_strv_builder_add (paths, "$[0]");
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *path = NULL;

      if (strpbrk (keys[i], "'\\") != NULL)
        {
          clasp_transform_refuse (error, "the key ‘%s’ stands in no path", keys[i]);
          return NULL;
        }
      path = g_strdup_printf ("$['%s']", keys[i]);
      g_strv_builder_add (paths, path);
    }
  strv = g_strv_builder_end (paths);
  return g_object_new (clasp_pick_step_get_type (), "paths", strv, NULL);
}

static void
clasp_pack_step_class_init (ClaspPackStepClass *klass)
{
  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    g_param_spec_boxed ("keys", N_ ("Keys"),
                        N_ ("The elements of a list become a map with these keys; with one key, "
                            "whatever comes. None: a list of what comes."),
                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
}
