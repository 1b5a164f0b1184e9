/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include "mapping/clasp-mapping-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspValueStep parent_instance;

  const char *const *order; /* (unowned) a setting */
  guint              n;
} ClaspReorderStep;

CLASP_DEFINE_VALUE_STEP (ClaspReorderStep, clasp_reorder_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspReorderStep *self = (ClaspReorderStep *) step;

  self->order = clasp_settings_get_strv (CLASP_SETTINGS (step), "order");
  self->n = g_strv_length ((char **) self->order);
  return TRUE;
}

/* A place, −1 for the last; or a key. NULL where there is none. */
static const ClaspValue *
find (const ClaspValue *in, const char *what)
{
  gint64 place;

  if (in->type == CLASP_VALUE_MAP)
    return clasp_value_lookup (in, what);
  if (in->type != CLASP_VALUE_ARRAY || !clasp_parse_integer (clasp_str (what), &place))
    return NULL;
  if (place < 0)
    place += clasp_value_get_size (in);
  if (place < 0 || place >= clasp_value_get_size (in))
    return NULL;
  return clasp_value_get_element (in, (guint) place);
}

static void
build_map (const ClaspReorderStep *self, const ClaspValue *in, ClaspValue *out)
{
  g_autofree ClaspMapEntry *entries = g_new (ClaspMapEntry, self->n + 1);

  for (guint i = 0; i < self->n; i++)
    entries[i] =
      (ClaspMapEntry){ clasp_str (self->order[i]), clasp_value_copy (find (in, self->order[i])) };
  *out = clasp_value_map (entries, self->n);
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspReorderStep *self = (ClaspReorderStep *) step;
  g_autofree ClaspValue  *parts = g_new (ClaspValue, self->n + 1);

  if (self->n == 0)
    {
      *out = clasp_value_copy (in);
      return CLASP_TRANSFORM_PASS;
    }
  for (guint i = 0; i < self->n; i++)
    if (find (in, self->order[i]) == NULL)
      return CLASP_TRANSFORM_ERROR;

  if (in->type == CLASP_VALUE_MAP)
    build_map (self, in, out);
  else
    {
      for (guint i = 0; i < self->n; i++)
        parts[i] = clasp_value_copy (find (in, self->order[i]));
      *out = clasp_value_array (parts, self->n);
    }
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspValueStep *step)
{
  g_autofree char *order = clasp_settings_get_text (CLASP_SETTINGS (step), "order");

  return g_strdup_printf ("[%s]", order);
}

static void
clasp_reorder_step_class_init (ClaspReorderStepClass *klass)
{
  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    g_param_spec_boxed ("order", N_ ("Order"),
                        N_ ("2;0;1: which elements of a list stay, in this order, from 0; −1 is "
                            "the last. Of a map: keys. Empty: all as they are."),
                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
}
