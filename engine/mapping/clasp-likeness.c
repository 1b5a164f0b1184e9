/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-likeness.h"

#include <math.h>

typedef struct
{
  ClaspLikenessFunc is_near;
  double            tolerance;
} Measure;

static gboolean
settle (const ClaspValue *last, const ClaspValue *value, const Measure *measure, ClaspValue *out);

/* Whole numbers are not all different as doubles. */
static gboolean
are_near (const ClaspValue *last, const ClaspValue *value, const Measure *measure)
{
  double x = 0.0, y = 0.0;

  if (last->type == CLASP_VALUE_INT && value->type == CLASP_VALUE_INT &&
      last->as.integer == value->as.integer)
    return measure->is_near (0.0, measure->tolerance);
  clasp_value_to_double (last, &x);
  clasp_value_to_double (value, &y);
  if (x == y && last->type == CLASP_VALUE_INT && value->type == CLASP_VALUE_INT)
    return measure->is_near (1.0, measure->tolerance);
  return measure->is_near (fabs (x - y), measure->tolerance);
}

/* Two lists of one length, or two maps with the same keys in the same order. */
static gboolean
have_one_shape (const ClaspValue *last, const ClaspValue *value)
{
  guint    n = clasp_value_get_size (last);
  ClaspStr a, b;

  if (last->type != value->type || n != clasp_value_get_size (value))
    return FALSE;
  if (last->type == CLASP_VALUE_ARRAY)
    return TRUE;
  for (guint i = 0; last->type == CLASP_VALUE_MAP && i < n; i++)
    {
      clasp_value_get_entry (last, i, &a);
      clasp_value_get_entry (value, i, &b);
      if (!clasp_str_equal (a, b))
        return FALSE;
    }
  return last->type == CLASP_VALUE_MAP;
}

static gboolean
settle_elements (const ClaspValue *last,
                 const ClaspValue *value,
                 const Measure    *measure,
                 ClaspValue       *out)
{
  guint                  n = clasp_value_get_size (value);
  g_autofree ClaspValue *elements = g_new (ClaspValue, n);
  gboolean               has_moved = FALSE;

  for (guint i = 0; i < n; i++)
    if (settle (clasp_value_get_element (last, i), clasp_value_get_element (value, i), measure,
                &elements[i]))
      has_moved = TRUE;
  *out = clasp_value_array (elements, n);
  return has_moved;
}

static gboolean
settle_entries (const ClaspValue *last,
                const ClaspValue *value,
                const Measure    *measure,
                ClaspValue       *out)
{
  guint                     n = clasp_value_get_size (value);
  g_autofree ClaspMapEntry *entries = g_new (ClaspMapEntry, n);
  gboolean                  has_moved = FALSE;

  for (guint i = 0; i < n; i++)
    {
      const ClaspValue *from = clasp_value_get_entry (last, i, &entries[i].key);
      const ClaspValue *to = clasp_value_get_entry (value, i, &entries[i].key);

      if (settle (from, to, measure, &entries[i].value))
        has_moved = TRUE;
    }
  *out = clasp_value_map (entries, n);
  return has_moved;
}

/* @out is always something: the old one where nothing moved. No deeper than values can be. */
static gboolean
settle (const ClaspValue *last, const ClaspValue *value, const Measure *measure, ClaspValue *out)
{
  gboolean has_moved;

  if (have_one_shape (last, value))
    return value->type == CLASP_VALUE_ARRAY ? settle_elements (last, value, measure, out)
                                            : settle_entries (last, value, measure, out);
  if (clasp_value_is_number (last) && clasp_value_is_number (value))
    has_moved = !are_near (last, value, measure);
  else
    has_moved = !clasp_value_equal (last, value);
  *out = clasp_value_copy (has_moved ? value : last);
  return has_moved;
}

/**
 * clasp_value_settle:
 * @last: what was last
 * @value: what comes now
 * @is_near: when two numbers count as one
 * @tolerance: for @is_near
 * @out: (out): @value, in which what is near to @last is as it was there
 *
 * Thread: any.
 *
 * Returns: %FALSE, and null in @out, when all of it is near
 */
gboolean
clasp_value_settle (const ClaspValue *last,
                    const ClaspValue *value,
                    ClaspLikenessFunc is_near,
                    double            tolerance,
                    ClaspValue       *out)
{
  const Measure measure = { is_near, tolerance };

  if (settle (last, value, &measure, out))
    return TRUE;
  clasp_value_clear (out);
  return FALSE;
}

static gboolean
is_within (double distance, double tolerance)
{
  return distance <= tolerance;
}

/**
 * clasp_values_are_alike:
 * @a: a value
 * @b: another
 * @tolerance: by how much numbers may differ, from 0
 *
 * Thread: any.
 *
 * Returns: whether they count as the same
 */
gboolean
clasp_values_are_alike (const ClaspValue *a, const ClaspValue *b, double tolerance)
{
  const Measure measure = { is_within, tolerance };
  guint         n = clasp_value_get_size (a);
  ClaspStr      key;

  if (clasp_value_is_number (a) && clasp_value_is_number (b))
    return are_near (a, b, &measure);
  if (!have_one_shape (a, b))
    return clasp_value_equal (a, b);
  for (guint i = 0; i < n; i++)
    if (!(a->type == CLASP_VALUE_ARRAY
            ? clasp_values_are_alike (clasp_value_get_element (a, i),
                                      clasp_value_get_element (b, i), tolerance)
            : clasp_values_are_alike (clasp_value_get_entry (a, i, &key),
                                      clasp_value_get_entry (b, i, &key), tolerance)))
      return FALSE;
  return TRUE;
}
