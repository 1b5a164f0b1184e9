/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-choice.h"
#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum
{
  CLASP_CONVERT_FLOAT,
  CLASP_CONVERT_INT,
  CLASP_CONVERT_BOOL,
  CLASP_CONVERT_STRING,
  CLASP_CONVERT_BYTES,
} ClaspConvertType;

typedef enum
{
  CLASP_ROUND_NEAREST,
  CLASP_ROUND_DOWN,
  CLASP_ROUND_UP,
  CLASP_ROUND_ZERO,
} ClaspRounding;

GType clasp_convert_type_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspConvertType,
                    clasp_convert_type,
                    G_DEFINE_ENUM_VALUE (CLASP_CONVERT_FLOAT, "float"),
                    G_DEFINE_ENUM_VALUE (CLASP_CONVERT_INT, "int"),
                    G_DEFINE_ENUM_VALUE (CLASP_CONVERT_BOOL, "bool"),
                    G_DEFINE_ENUM_VALUE (CLASP_CONVERT_STRING, "string"),
                    G_DEFINE_ENUM_VALUE (CLASP_CONVERT_BYTES, "bytes"))

GType clasp_rounding_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspRounding,
                    clasp_rounding,
                    G_DEFINE_ENUM_VALUE (CLASP_ROUND_NEAREST, "nearest"),
                    G_DEFINE_ENUM_VALUE (CLASP_ROUND_DOWN, "down"),
                    G_DEFINE_ENUM_VALUE (CLASP_ROUND_UP, "up"),
                    G_DEFINE_ENUM_VALUE (CLASP_ROUND_ZERO, "zero"))

typedef struct
{
  ClaspValueStep parent_instance;

  ClaspConvertType to;
  ClaspRounding    rounding;
} ClaspConvertStep;

CLASP_DEFINE_VALUE_STEP (ClaspConvertStep, clasp_convert_step)

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspConvertStep *self = (ClaspConvertStep *) step;

  self->to = (ClaspConvertType) clasp_settings_get_int (CLASP_SETTINGS (step), "to");
  self->rounding = (ClaspRounding) clasp_settings_get_int (CLASP_SETTINGS (step), "rounding");
  return TRUE;
}

static double
round_as (ClaspRounding rounding, double number)
{
  switch (rounding)
    {
    case CLASP_ROUND_NEAREST:
      return round (number);
    case CLASP_ROUND_DOWN:
      return floor (number);
    case CLASP_ROUND_UP:
      return ceil (number);
    case CLASP_ROUND_ZERO:
      return trunc (number);
    }

  return number;
}

/* A whole number passes exactly, however large. */
static gboolean
to_int (const ClaspConvertStep *self, const ClaspValue *in, ClaspValue *out)
{
  gint64 integer;
  double number;

  if (!clasp_value_to_double (in, &number) || !isfinite (number))
    return FALSE;
  if (number == floor (number) && fabs (number) <= 9.2e18)
    return clasp_value_to_int (in, &integer) && (*out = clasp_value_int (integer), TRUE);

  number = round_as (self->rounding, number);
  if (fabs (number) > 9.2e18)
    return FALSE;
  *out = clasp_value_int ((gint64) number);
  return TRUE;
}

static gboolean
to_bool (const ClaspValue *in, ClaspValue *out)
{
  ClaspStr text = clasp_value_get_string (in);
  double   number;
  gboolean is_true = clasp_str_equal (text, CLASP_STR_LITERAL ("true"));

  if (!is_true && !clasp_str_equal (text, CLASP_STR_LITERAL ("false")))
    {
      if (!clasp_value_to_double (in, &number) || isnan (number))
        return FALSE;
      is_true = number != 0.0;
    }
  *out = clasp_value_bool (is_true);
  return TRUE;
}

static gboolean
to_float (const ClaspValue *in, ClaspValue *out)
{
  double number;

  if (!clasp_value_to_double (in, &number) || !isfinite (number))
    return FALSE;
  *out = clasp_value_double (number);
  return TRUE;
}

/* Bytes are a text where they are UTF-8. */
static gboolean
to_string (const ClaspValue *in, ClaspValue *out)
{
  g_autofree char *text = NULL;
  gsize            size;
  const guint8    *bytes = clasp_value_get_bytes (in, &size);

  if (in->type == CLASP_VALUE_BYTES)
    return g_utf8_validate ((const char *) bytes, (gssize) size, NULL) &&
           clasp_value_step_take_text (out, (const char *) bytes, size) == CLASP_TRANSFORM_PASS;
  text = clasp_value_step_dup_text (in);
  return text != NULL &&
         clasp_value_step_take_text (out, text, strlen (text)) == CLASP_TRANSFORM_PASS;
}

static gboolean
list_to_bytes (const ClaspValue *in, ClaspValue *out)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (clasp_value_get_size (in) > CLASP_VALUE_STEP_MAX_TEXT)
    return FALSE;
  for (guint i = 0; i < clasp_value_get_size (in); i++)
    {
      gint64 number;
      guint8 byte;

      if (!clasp_value_to_int (clasp_value_get_element (in, i), &number) || number < 0 ||
          number > 255)
        return FALSE;
      byte = (guint8) number;
      g_byte_array_append (bytes, &byte, 1);
    }
  *out = clasp_value_bytes (bytes->data, bytes->len);
  return TRUE;
}

static gboolean
to_bytes (const ClaspValue *in, ClaspValue *out)
{
  ClaspStr text = clasp_value_get_string (in);

  if (in->type == CLASP_VALUE_ARRAY)
    return list_to_bytes (in, out);
  if (in->type == CLASP_VALUE_BYTES)
    *out = clasp_value_copy (in);
  else if (in->type == CLASP_VALUE_STRING)
    *out = clasp_value_bytes ((const guint8 *) text.data, text.length);
  else
    return FALSE;
  return TRUE;
}

static gboolean
convert_as (const ClaspConvertStep *self, const ClaspValue *in, ClaspValue *out)
{
  switch (self->to)
    {
    case CLASP_CONVERT_FLOAT:
      return to_float (in, out);
    case CLASP_CONVERT_INT:
      return to_int (self, in, out);
    case CLASP_CONVERT_BOOL:
      return to_bool (in, out);
    case CLASP_CONVERT_STRING:
      return to_string (in, out);
    case CLASP_CONVERT_BYTES:
      return to_bytes (in, out);
    }

  return FALSE;
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  return convert_as ((ClaspConvertStep *) step, in, out) ? CLASP_TRANSFORM_PASS
                                                         : CLASP_TRANSFORM_ERROR;
}

static char *
summarise (ClaspValueStep *step)
{
  g_autofree char *to = clasp_choice_dup_word (CLASP_SETTINGS (step), "to");

  return g_strdup_printf ("→ %s", to);
}

static void
clasp_convert_step_class_init (ClaspConvertStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->invert = clasp_transform_invert_as_direct;
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum ("to", N_ ("Convert to"),
                       N_ ("The type that goes out. A text becomes a number if all of it is one."),
                       clasp_convert_type_get_type (), CLASP_CONVERT_FLOAT, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum (
      "rounding", N_ ("Rounding"),
      N_ ("To int: to the nearest, half away from zero; down, up, or towards zero."),
      clasp_rounding_get_type (), CLASP_ROUND_NEAREST, CLASP_SETTINGS_FLAGS));
}
