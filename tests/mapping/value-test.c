/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/value-test.h"

#include "core/clasp-value-text.h"

#include <math.h>
#include <string.h>

ClaspValue
value_test_read (const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspValue         value;

  clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, &error);
  g_assert_no_error (error);
  return value;
}

/* The same type and content; floats to the sixth place. */
static gboolean
is_near (const ClaspValue *a, const ClaspValue *b)
{
  ClaspStr key;

  if (a->type != b->type)
    return FALSE;
  if (a->type == CLASP_VALUE_DOUBLE)
    return fabs (a->as.number - b->as.number) <= 5e-7;
  if (a->type != CLASP_VALUE_ARRAY && a->type != CLASP_VALUE_MAP)
    return clasp_value_equal (a, b);
  if (clasp_value_get_size (a) != clasp_value_get_size (b))
    return FALSE;
  for (guint i = 0; i < clasp_value_get_size (a); i++)
    if (a->type == CLASP_VALUE_ARRAY
          ? !is_near (clasp_value_get_element (a, i), clasp_value_get_element (b, i))
          : !is_near (clasp_value_get_entry (a, i, &key), clasp_value_get_entry (b, i, &key)))
      return FALSE;

  return TRUE;
}

void
value_test_check (const char          *step,
                  const char          *in,
                  const char          *expected,
                  ClaspTransformResult result,
                  const ClaspValue    *value)
{
  g_autofree char    *text = clasp_value_to_text (value);
  g_auto (ClaspValue) wanted = CLASP_VALUE_INIT;

  if (g_str_equal (expected, "-") || g_str_equal (expected, "!"))
    {
      if (result != (*expected == '-' ? CLASP_TRANSFORM_DROP : CLASP_TRANSFORM_ERROR))
        g_test_fail_printf ("%s of %s: %s, not %s", step, in, result == CLASP_TRANSFORM_PASS ? text : "another way of nothing",
                    expected);
      return;
    }
  if (result != CLASP_TRANSFORM_PASS)
    {
      g_test_fail_printf ("%s of %s gives %s", step, in, result == CLASP_TRANSFORM_DROP ? "nothing" : "an error");
      return;
    }
  wanted = value_test_read (expected);
  if (!is_near (value, &wanted))
    g_test_fail_printf ("%s of %s is %s (%s), not %s", step, in, text, clasp_value_type_to_string (value->type), expected);
}
