/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-parts-step.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum
{
  CLASP_HUE_UNIT,
  CLASP_HUE_DEGREES,
} ClaspHueUnit;

GType clasp_hue_unit_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspHueUnit,
                    clasp_hue_unit,
                    G_DEFINE_ENUM_VALUE (CLASP_HUE_UNIT, "unit"),
                    G_DEFINE_ENUM_VALUE (CLASP_HUE_DEGREES, "degrees"))

typedef struct
{
  double full, turn;
} ClaspPartsStepPrivate;

static void clasp_parts_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (ClaspPartsStep,
                                  clasp_parts_step,
                                  CLASP_TYPE_RANGED_STEP,
                                  G_ADD_PRIVATE (ClaspPartsStep)
                                    G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM,
                                                           clasp_parts_step_iface_init))

static gboolean
has_setting (ClaspTransform *transform, const char *name)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (transform), name) != NULL;
}

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspPartsStep        *self = CLASP_PARTS_STEP (transform);
  ClaspPartsStepPrivate *priv = clasp_parts_step_get_instance_private (self);
  ClaspPartsStepClass   *klass = CLASP_PARTS_STEP_GET_CLASS (self);
  ClaspSettings         *settings = CLASP_SETTINGS (transform);

  priv->full = has_setting (transform, "full") ? clasp_settings_get_double (settings, "full") : 1.0;
  priv->turn =
    has_setting (transform, "hue") && clasp_settings_get_int (settings, "hue") == CLASP_HUE_DEGREES
      ? 360.0
      : 1.0;
  return klass->prepare == NULL || klass->prepare (self, error);
}

static gboolean
read_number (const ClaspValue *part, double *number)
{
  return part != NULL && clasp_value_to_double (part, number) && isfinite (*number);
}

static gboolean
read_parts (const ClaspPartsStepClass *klass, const ClaspValue *value, double *in)
{
  for (guint i = 0; klass->in_keys[i] != NULL; i++)
    {
      const ClaspValue *part = NULL;

      if (value->type == CLASP_VALUE_MAP)
        part = clasp_value_lookup (value, klass->in_keys[i]);
      else if (value->type == CLASP_VALUE_ARRAY && i < clasp_value_get_size (value))
        part = clasp_value_get_element (value, i);
      if (!read_number (part, &in[i]))
        return FALSE;
    }
  return TRUE;
}

static guint
count (const char *const *keys)
{
  return g_strv_length ((char **) keys);
}

static ClaspValue
make_list (const ClaspPartsStepClass *klass, const ClaspValue *value, const double *out)
{
  guint      n_in = count (klass->in_keys), n_out = count (klass->out_keys);
  guint      n_rest = clasp_value_get_size (value) - n_in;
  ClaspValue parts[CLASP_TRANSFORM_MAX_ELEMENTS + CLASP_PARTS_MAX];

  for (guint i = 0; i < n_out; i++)
    parts[i] = clasp_value_double (out[i]);
  for (guint i = 0; i < n_rest; i++)
    parts[n_out + i] = clasp_value_copy (clasp_value_get_element (value, n_in + i));
  return clasp_value_array (parts, n_out + n_rest);
}

static gboolean
is_one_of (const char *const *keys, ClaspStr key)
{
  for (guint i = 0; keys[i] != NULL; i++)
    if (clasp_str_equal (clasp_str (keys[i]), key))
      return TRUE;

  return FALSE;
}

static ClaspValue
make_map (const ClaspPartsStepClass *klass, const ClaspValue *value, const double *out)
{
  ClaspMapEntry entries[CLASP_TRANSFORM_MAX_ELEMENTS + CLASP_PARTS_MAX];
  guint         n = 0;

  for (; klass->out_keys[n] != NULL; n++)
    entries[n] = (ClaspMapEntry){ clasp_str (klass->out_keys[n]), clasp_value_double (out[n]) };
  for (guint i = 0; i < clasp_value_get_size (value); i++)
    {
      ClaspStr          key;
      const ClaspValue *part = clasp_value_get_entry (value, i, &key);

      if (!is_one_of (klass->in_keys, key) && !is_one_of (klass->out_keys, key))
        entries[n++] = (ClaspMapEntry){ key, clasp_value_copy (part) };
    }
  return clasp_value_map (entries, n);
}

static gboolean
are_finite (const ClaspPartsStepClass *klass, const double *out)
{
  for (guint i = 0; klass->out_keys[i] != NULL; i++)
    if (!isfinite (out[i]))
      return FALSE;

  return TRUE;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  const ClaspPartsStepClass *klass = CLASP_PARTS_STEP_GET_CLASS (transform);
  double                     in[CLASP_PARTS_MAX], out[CLASP_PARTS_MAX];
  ClaspValue                 result;

  if (clasp_value_get_size (value) > CLASP_TRANSFORM_MAX_ELEMENTS ||
      !clasp_transform_is_finite (value) || !read_parts (klass, value, in))
    {
      call->problem = "a part is missing, or not a number";
      return CLASP_TRANSFORM_ERROR;
    }
  klass->compute (CLASP_PARTS_STEP (transform), in, out, state);
  if (!are_finite (klass, out))
    return CLASP_TRANSFORM_ERROR;

  result =
    value->type == CLASP_VALUE_MAP ? make_map (klass, value, out) : make_list (klass, value, out);
  clasp_value_clear (value);
  *value = result;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspTransform *transform)
{
  return g_strdup (_ (CLASP_PARTS_STEP_GET_CLASS (transform)->chip));
}

/* A colour in bytes is no unit. */
static gboolean
is_in_bytes (ClaspTransform *transform)
{
  return has_setting (transform, "full") &&
         clasp_settings_get_double (CLASP_SETTINGS (transform), "full") != 1.0;
}

static gboolean
needs_unit (ClaspTransform *transform)
{
  return (CLASP_RANGED_STEP_GET_CLASS (transform)->domain & CLASP_STEP_NEEDS_UNIT) != 0 &&
         !is_in_bytes (transform);
}

static void
clasp_parts_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (double);
  iface->compile = compile;
  iface->apply = apply;
  iface->summarise = summarise;
  iface->needs_unit = needs_unit;
}

static void
clasp_parts_step_class_init (ClaspPartsStepClass *klass)
{
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_NEEDS_UNIT | CLASP_STEP_SETS_RANGE;
}

static void
clasp_parts_step_init (ClaspPartsStep *self)
{
}

static void
name_parts (const char *names, const char **keys)
{
  g_auto (GStrv) words = g_strsplit (names, " ", CLASP_PARTS_MAX);

  for (guint i = 0; words[i] != NULL; i++)
    keys[i] = g_intern_string (words[i]);
}

void
clasp_parts_step_class_name (ClaspPartsStepClass *klass, const char *in, const char *out)
{
  name_parts (in, klass->in_keys);
  name_parts (out, klass->out_keys);
}

void
clasp_parts_step_class_install_full (ClaspPartsStepClass *klass)
{
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    clasp_transform_param_number ("full", N_ ("Full is"),
                                  N_ ("What red, green and blue are at most: 1, or 255."), 0.001,
                                  1000000.0, 1.0));
}

void
clasp_parts_step_class_install_hue (ClaspPartsStepClass *klass)
{
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    g_param_spec_enum ("hue", N_ ("Hue"),
                       N_ ("unit: once round the colours is 0 to 1. degrees: 0 to 360."),
                       clasp_hue_unit_get_type (), CLASP_HUE_UNIT, CLASP_SETTINGS_FLAGS));
}

double
clasp_parts_step_get_turn (ClaspPartsStep *self)
{
  return ((ClaspPartsStepPrivate *) clasp_parts_step_get_instance_private (self))->turn;
}

double
clasp_parts_step_get_full (ClaspPartsStep *self)
{
  return ((ClaspPartsStepPrivate *) clasp_parts_step_get_instance_private (self))->full;
}

ClaspTransform *
clasp_parts_step_invert_to (ClaspTransform *self, GType type)
{
  static const char *const shared[] = { "full", "hue", "angle", "center-x", "center-y" };
  ClaspTransform          *inverse = g_object_new (type, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    if (has_setting (self, shared[i]) && has_setting (inverse, shared[i]))
      {
        g_autofree char *text = clasp_settings_get_text (CLASP_SETTINGS (self), shared[i]);

        clasp_settings_set_text (CLASP_SETTINGS (inverse), shared[i], text, NULL);
      }
  return inverse;
}
