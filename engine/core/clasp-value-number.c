/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-value.h"

#include <math.h>

/* The number a value of any type stands for. */

/* Decimal notation only: what a person would call a number, not `inf`, `0x10` or ` 1`. */
static gboolean
is_decimal (ClaspStr text, gboolean *is_integer)
{
  gboolean has_digit = FALSE;

  *is_integer = TRUE;
  for (gsize i = 0; i < text.length; i++)
    {
      char c = text.data[i];

      if (g_ascii_isdigit (c))
        has_digit = TRUE;
      else if (c == '.' || c == 'e' || c == 'E')
        *is_integer = FALSE;
      else if (c != '-' && c != '+')
        return FALSE;
    }

  return has_digit;
}

static gboolean
string_to_double (ClaspStr text, double *number)
{
  gboolean is_integer;
  char    *end;

  if (!is_decimal (text, &is_integer))
    return FALSE;
  *number = g_ascii_strtod (text.data, &end); /* a box ends in NUL */
  return end == text.data + text.length && isfinite (*number);
}

static gboolean
string_to_int (ClaspStr text, gint64 *integer)
{
  gboolean is_integer;
  char    *end;

  if (!is_decimal (text, &is_integer) || !is_integer)
    return FALSE;
  *integer = g_ascii_strtoll (text.data, &end, 10); /* clamps */
  return end == text.data + text.length;
}

/**
 * clasp_value_to_double:
 * @self: a value
 * @number: (out): the number; untouched when there is none
 *
 * Finds the number a value stands for: a bool is 0 or 1, a string counts if all of it is a decimal
 * number in the C locale, an array of one element stands for that element.
 *
 * Returns: %TRUE if there is one
 */
gboolean
clasp_value_to_double (const ClaspValue *self, double *number)
{
  double parsed;

  switch (self->type)
    {
    case CLASP_VALUE_BOOL:
      *number = self->as.boolean ? 1 : 0;
      return TRUE;
    case CLASP_VALUE_INT:
      *number = (double) self->as.integer;
      return TRUE;
    case CLASP_VALUE_DOUBLE:
      *number = self->as.number;
      return TRUE;
    case CLASP_VALUE_STRING:
      if (!string_to_double (clasp_value_get_string (self), &parsed))
        return FALSE;
      *number = parsed;
      return TRUE;
    case CLASP_VALUE_ARRAY:
      return clasp_value_get_size (self) == 1 &&
             clasp_value_to_double (clasp_value_get_element (self, 0), number);
    case CLASP_VALUE_NULL:
    case CLASP_VALUE_BYTES:
    case CLASP_VALUE_MAP:
      break;
    }

  return FALSE;
}

static gint64
clamp_to_int (double number)
{
  /* 2^63 is a double, G_MAXINT64 is not. */
  if (number >= 9223372036854775808.0)
    return G_MAXINT64;
  if (number <= -9223372036854775808.0)
    return G_MININT64;
  return (gint64) round (number);
}

/**
 * clasp_value_to_int:
 * @self: a value
 * @integer: (out): the integer; untouched when there is none
 *
 * Finds the integer a value stands for, rounding half away from zero and clamping to 64 bits.
 * Integers, also those in strings, pass exactly.
 *
 * Returns: %FALSE for NaN and where [func@Clasp.value_to_double] fails
 */
gboolean
clasp_value_to_int (const ClaspValue *self, gint64 *integer)
{
  double number;
  gint64 parsed;

  if (self->type == CLASP_VALUE_INT)
    {
      *integer = self->as.integer;
      return TRUE;
    }
  if (self->type == CLASP_VALUE_STRING && string_to_int (clasp_value_get_string (self), &parsed))
    {
      *integer = parsed;
      return TRUE;
    }
  if (self->type == CLASP_VALUE_ARRAY)
    return clasp_value_get_size (self) == 1 &&
           clasp_value_to_int (clasp_value_get_element (self, 0), integer);

  if (!clasp_value_to_double (self, &number) || isnan (number))
    return FALSE;
  *integer = clamp_to_int (number);
  return TRUE;
}
