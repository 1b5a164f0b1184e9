/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-chain-private.h"

#include "mapping/clasp-transform-private.h"

#include <math.h>

/* A note's payload {on, velocity} stands for its velocity, and for 0 when it was released. */
static gboolean
note_to_number (const ClaspValue *value, double *number)
{
  const ClaspValue *on = clasp_value_lookup (value, "on");
  const ClaspValue *velocity = clasp_value_lookup (value, "velocity");

  if (velocity == NULL || !clasp_value_to_double (velocity, number))
    return FALSE;
  if (on != NULL && on->type == CLASP_VALUE_BOOL && !on->as.boolean)
    *number = 0.0;
  return TRUE;
}

/* Of an array the first element counts. */
static gboolean
to_number (const ClaspValue *value, double *number)
{
  if (value->type == CLASP_VALUE_MAP)
    return note_to_number (value, number);
  if (value->type == CLASP_VALUE_ARRAY && clasp_value_get_size (value) > 0)
    return clasp_value_to_double (clasp_value_get_element (value, 0), number);
  return clasp_value_to_double (value, number);
}

static double
get_share (double number, const ClaspRange *range)
{
  return CLAMP ((number - range->minimum) / (range->maximum - range->minimum), 0.0, 1.0);
}

static void
replace (ClaspValue *value, ClaspValue with)
{
  clasp_value_clear (value);
  *value = with;
}

static gboolean
share_one (gpointer user_data, guint index, double in, double *out)
{
  *out = get_share (in, user_data);
  return TRUE;
}

void
clasp_convert_to_unit (ClaspValue *value, const ClaspRange *range)
{
  double number;

  if (value->type == CLASP_VALUE_BOOL)
    return;
  if (value->type == CLASP_VALUE_MAP)
    {
      if (note_to_number (value, &number) && !isnan (number))
        replace (value, clasp_value_double (get_share (number, range)));
      return;
    }
  clasp_transform_map_numbers (value, share_one, (gpointer) range);
}

/* What scaling there and back leaves of a whole number: 99.99999999999999. */
#define ROUNDING_ERROR 1e-9

/* Whole numbers are rounded half away from zero, after limiting (bridges.md 1.4). */
static ClaspValue
make_level (double number, const ClaspRange *range)
{
  number = CLAMP (number, range->minimum, range->maximum);
  if (range->integer)
    return clasp_value_int ((gint64) round (number));
  return clasp_value_double (fabs (number - round (number)) < ROUNDING_ERROR ? round (number)
                                                                             : number);
}

/* Without a known range a float up to 1 is a share, as bridges read it; all else is a level. */
static double
guess_share (const ClaspValue *value, double number, const ClaspRange *to)
{
  if (value->type == CLASP_VALUE_DOUBLE && number >= 0.0 && number <= 1.0)
    return number;
  return get_share (number, to);
}

gboolean
clasp_convert_to_range (ClaspValue *value, const ClaspRange *from, const ClaspRange *to)
{
  double number, share;

  if (value->type == CLASP_VALUE_NULL)
    return TRUE; /* an event that carries nothing is passed on as one */
  if (!to_number (value, &number))
    return !to->integer; /* texts may go to where texts are understood */
  if (isnan (number))
    return FALSE;

  if (value->type == CLASP_VALUE_BOOL)
    share = number;
  else
    share = from != NULL ? get_share (number, from) : guess_share (value, number, to);
  replace (value, make_level (to->minimum + share * (to->maximum - to->minimum), to));
  return TRUE;
}

gboolean
clasp_convert_to_level (ClaspValue *value, const ClaspRange *range)
{
  double number;

  if (value->type == CLASP_VALUE_NULL)
    return TRUE;
  if (!to_number (value, &number) || isnan (number))
    return FALSE;
  replace (value, make_level (number, range));
  return TRUE;
}
