/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-choice.h"
#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum
{
  CLASP_BITS_AND,
  CLASP_BITS_OR,
  CLASP_BITS_XOR,
  CLASP_BITS_NOT,
  CLASP_BITS_SHL,
  CLASP_BITS_SHR,
  CLASP_BITS_GET,
  CLASP_BITS_SET,
  CLASP_BITS_CLEAR,
  CLASP_BITS_TOGGLE,
} ClaspBitsOperation;

GType clasp_bits_operation_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspBitsOperation,
                    clasp_bits_operation,
                    G_DEFINE_ENUM_VALUE (CLASP_BITS_AND, "and"),
                    G_DEFINE_ENUM_VALUE (CLASP_BITS_OR, "or"),
                    G_DEFINE_ENUM_VALUE (CLASP_BITS_XOR, "xor"),
                    G_DEFINE_ENUM_VALUE (CLASP_BITS_NOT, "not"),
                    G_DEFINE_ENUM_VALUE (CLASP_BITS_SHL, "shl"),
                    G_DEFINE_ENUM_VALUE (CLASP_BITS_SHR, "shr"),
                    G_DEFINE_ENUM_VALUE (CLASP_BITS_GET, "get"),
                    G_DEFINE_ENUM_VALUE (CLASP_BITS_SET, "set"),
                    G_DEFINE_ENUM_VALUE (CLASP_BITS_CLEAR, "clear"),
                    G_DEFINE_ENUM_VALUE (CLASP_BITS_TOGGLE, "toggle"))

typedef struct
{
  ClaspValueStep parent_instance;

  ClaspBitsOperation operation;
  guint64            operand;
} ClaspBitsStep;

CLASP_DEFINE_VALUE_STEP (ClaspBitsStep, clasp_bits_step)

static gboolean
is_shift (ClaspBitsOperation operation)
{
  return operation == CLASP_BITS_SHL || operation == CLASP_BITS_SHR;
}

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspBitsStep *self = (ClaspBitsStep *) step;
  const char    *text = clasp_settings_get_string (CLASP_SETTINGS (step), "operand");
  gboolean       is_hex = g_str_has_prefix (text, "0x") || g_str_has_prefix (text, "0X");

  self->operation =
    (ClaspBitsOperation) clasp_settings_get_int (CLASP_SETTINGS (step), "operation");
  self->operand = is_shift (self->operation);
  if (text[0] != '\0' && !g_ascii_string_to_unsigned (is_hex ? text + 2 : text, is_hex ? 16 : 10, 0,
                                                      G_MAXUINT64, &self->operand, NULL))
    return clasp_transform_refuse (error, "operand: ‘%s’ is no whole number, as 12 or 0x0F", text);
  if (self->operation >= CLASP_BITS_SHL && self->operand > 63)
    return clasp_transform_refuse (error, "operand: there are bits 0 to 63");
  return TRUE;
}

static gint64
operate (const ClaspBitsStep *self, gint64 number)
{
  guint64 bits = (guint64) number;
  guint64 bit = (guint64) 1 << (self->operand & 63);

  switch (self->operation)
    {
    case CLASP_BITS_AND:
      return (gint64) (bits & self->operand);
    case CLASP_BITS_OR:
      return (gint64) (bits | self->operand);
    case CLASP_BITS_XOR:
      return (gint64) (bits ^ self->operand);
    case CLASP_BITS_NOT:
      return (gint64) ~bits;
    case CLASP_BITS_SHL:
      return (gint64) (bits << self->operand);
    case CLASP_BITS_SHR:
      return number >> self->operand; /* the sign stays */
    case CLASP_BITS_GET:
      return (bits & bit) != 0;
    case CLASP_BITS_SET:
      return (gint64) (bits | bit);
    case CLASP_BITS_CLEAR:
      return (gint64) (bits & ~bit);
    case CLASP_BITS_TOGGLE:
      return (gint64) (bits ^ bit);
    }

  return number;
}

/* Floats are cut off at the point, and must fit. */
static gboolean
read_bits (const ClaspValue *in, gint64 *number)
{
  double real;

  if (in->type == CLASP_VALUE_INT || in->type == CLASP_VALUE_BOOL)
    return clasp_value_to_int (in, number);
  if (!clasp_value_to_double (in, &real) || !(fabs (real) <= 9.2e18))
    return FALSE;
  if (real == trunc (real))
    return clasp_value_to_int (in, number);
  *number = (gint64) real;
  return TRUE;
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspBitsStep *self = (ClaspBitsStep *) step;
  ClaspValue           results[CLASP_TRANSFORM_MAX_ELEMENTS];
  guint                n = clasp_transform_count_numbers (in);
  gint64               number;

  if (n > CLASP_TRANSFORM_MAX_ELEMENTS)
    return CLASP_TRANSFORM_ERROR;
  for (guint i = 0; i < n; i++)
    {
      if (!read_bits (n > 1 ? clasp_value_get_element (in, i) : in, &number))
        return CLASP_TRANSFORM_ERROR;
      results[i] = clasp_value_int (operate (self, number));
    }
  *out = n > 1 ? clasp_value_array (results, n) : results[0];
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspValueStep *step)
{
  g_autofree char *operation = clasp_choice_dup_word (CLASP_SETTINGS (step), "operation");

  return g_strdup_printf ("%s %s", operation,
                          clasp_settings_get_string (CLASP_SETTINGS (step), "operand"));
}

/* Turning bits round twice leaves them as they were. */
static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  int operation = clasp_settings_get_int (CLASP_SETTINGS (transform), "operation");

  if (operation == CLASP_BITS_XOR || operation == CLASP_BITS_NOT || operation == CLASP_BITS_TOGGLE)
    return clasp_transform_invert_as_itself (transform, error);
  clasp_transform_refuse (error, "bits are lost");
  return NULL;
}

static void
clasp_bits_step_class_init (ClaspBitsStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum ("operation", N_ ("Operation"),
                       N_ ("and, or, xor, not: with all bits. shl, shr: moved up or down. get, "
                           "set, clear, toggle: one bit, counted from 0."),
                       clasp_bits_operation_get_type (), CLASP_BITS_AND, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_string ("operand", N_ ("With"),
                         N_ ("12 or 0x0F: the other bits, by how many places, or which bit. "
                             "Empty: 0; for shl and shr 1."),
                         "", CLASP_SETTINGS_FLAGS));
}
