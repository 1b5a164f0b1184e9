/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. An edge remembers whether the number was on the far side of its threshold, with the
 * hysteresis between that and the near side; it holds in the check that finds it on the near side
 * after the far one. What was never seen on the far side makes no edge. */

#include "mapping/clasp-condition-private.h"

#include <math.h>

/* Longer texts are not searched: a regular expression may look at each byte again and again. */
#define MAX_SEARCHED 1024

#define WAS_FAR 1

/* ---- values ---- */

static gboolean
get_number (const ClaspValue *value, gboolean is_loose, double *number)
{
  gboolean is_number =
    clasp_value_is_number (value) || (is_loose && value->type == CLASP_VALUE_BOOL);

  return is_number && clasp_value_to_double (value, number) && !isnan (*number);
}

static gboolean
is_same (const ClaspConditionPart *part, const ClaspValue *a, const ClaspValue *b)
{
  double x, y;

  if (a->type == CLASP_VALUE_INT && b->type == CLASP_VALUE_INT && a->as.integer == b->as.integer)
    return TRUE;
  if (get_number (a, part->is_loose, &x) && get_number (b, part->is_loose, &y))
    return x == y || fabs (x - y) <= part->tolerance;
  if (clasp_value_is_number (a) && clasp_value_is_number (b))
    return FALSE; /* NaN is like nothing */
  if (a->type != CLASP_VALUE_ARRAY || b->type != CLASP_VALUE_ARRAY)
    return clasp_value_equal (a, b);

  if (clasp_value_get_size (a) != clasp_value_get_size (b))
    return FALSE;
  for (guint i = 0; i < clasp_value_get_size (a); i++)
    if (!is_same (part, clasp_value_get_element (a, i), clasp_value_get_element (b, i)))
      return FALSE;
  return TRUE;
}

static gboolean
is_one_of (const ClaspConditionPart *part, const ClaspValue *present)
{
  for (guint i = 0; i < clasp_value_get_size (&part->value); i++)
    if (is_same (part, present, clasp_value_get_element (&part->value, i)))
      return TRUE;
  return FALSE;
}

static gboolean
matches (const ClaspConditionPart *part, const ClaspValue *present)
{
  ClaspStr text = clasp_value_get_string (present);

  return present->type == CLASP_VALUE_STRING && text.length <= MAX_SEARCHED &&
         g_regex_match_full (part->regex, text.data, (gssize) text.length, 0, 0, NULL, NULL);
}

static gboolean
is_connected (const ClaspValue *state)
{
  static const char *const states[] = { "connected", "degraded" };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (clasp_str_equal (clasp_value_get_string (state), clasp_str (states[i])))
      return TRUE;
  return FALSE;
}

/* ---- edges ---- */

static gboolean
is_edge (guint8 *was_far, gboolean is_near, gboolean is_far)
{
  gboolean is_now = is_near && *was_far == WAS_FAR;

  if (is_far)
    *was_far = WAS_FAR;
  else if (is_near)
    *was_far = 0;
  return is_now;
}

static gboolean
rises (const ClaspConditionPart *part, double number, guint8 *was_far)
{
  return is_edge (was_far, number >= part->low, number < part->low - part->hysteresis);
}

static gboolean
falls (const ClaspConditionPart *part, double number, guint8 *was_far)
{
  return is_edge (was_far, number <= part->low, number > part->low + part->hysteresis);
}

static gboolean
crosses (const ClaspConditionPart *part, double number, guint8 *were_far)
{
  gboolean up = rises (part, number, &were_far[0]);
  gboolean down = falls (part, number, &were_far[1]);

  return up || down;
}

/* ---- all ---- */

static gboolean
compare_number (const ClaspConditionPart *part, double number, guint8 *edges)
{
  switch (part->op)
    {
    case CLASP_CONDITION_GT:
      return number > part->low;
    case CLASP_CONDITION_GTE:
      return number >= part->low;
    case CLASP_CONDITION_LT:
      return number < part->low;
    case CLASP_CONDITION_LTE:
      return number <= part->low;
    case CLASP_CONDITION_BETWEEN:
      return number >= part->low && number <= part->high;
    case CLASP_CONDITION_RISES:
      return rises (part, number, edges);
    case CLASP_CONDITION_FALLS:
      return falls (part, number, edges);
    case CLASP_CONDITION_CROSSES:
      return crosses (part, number, edges);
    case CLASP_CONDITION_IS_ON:
      return number >= 0.5;
    case CLASP_CONDITION_EQ:
    case CLASP_CONDITION_NE:
    case CLASP_CONDITION_IN:
    case CLASP_CONDITION_MATCHES:
    case CLASP_CONDITION_EXISTS:
    case CLASP_CONDITION_IS_CONNECTED:
    case CLASP_CONDITION_IS_DISCONNECTED:
      break;
    }
  return FALSE;
}

static gboolean
compare_missing (const ClaspConditionPart *part)
{
  return (part->op == CLASP_CONDITION_EXISTS && !part->exists) ||
         (part->op == CLASP_CONDITION_EQ && part->value.type == CLASP_VALUE_NULL) ||
         part->op == CLASP_CONDITION_IS_DISCONNECTED;
}

gboolean
clasp_condition_compare (const ClaspConditionPart *part, const ClaspValue *present, guint8 *edges)
{
  double number;

  if (present == NULL)
    return compare_missing (part);

  switch (part->op)
    {
    case CLASP_CONDITION_EQ:
      return is_same (part, present, &part->value);
    case CLASP_CONDITION_NE:
      return !is_same (part, present, &part->value);
    case CLASP_CONDITION_IN:
      return is_one_of (part, present);
    case CLASP_CONDITION_MATCHES:
      return matches (part, present);
    case CLASP_CONDITION_EXISTS:
      return part->exists;
    case CLASP_CONDITION_IS_CONNECTED:
      return is_connected (present);
    case CLASP_CONDITION_IS_DISCONNECTED:
      return !is_connected (present);
    case CLASP_CONDITION_GT:
    case CLASP_CONDITION_GTE:
    case CLASP_CONDITION_LT:
    case CLASP_CONDITION_LTE:
    case CLASP_CONDITION_BETWEEN:
    case CLASP_CONDITION_RISES:
    case CLASP_CONDITION_FALLS:
    case CLASP_CONDITION_CROSSES:
    case CLASP_CONDITION_IS_ON:
      return get_number (present, part->is_loose, &number) && compare_number (part, number, edges);
    }
  return FALSE;
}
