/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-expression.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char            *text = g_strndup ((const char *) data, size);
  g_autoptr (ClaspExpression) expression = clasp_expression_new (text, NULL, NULL);
  ClaspValue                  value = clasp_value_double (0.5);
  ClaspExpressionScope        scope = { .value = &value, .address = CLASP_STR_LITERAL ("/a") };
  g_auto (ClaspValue)         result = CLASP_VALUE_INIT;

  if (expression != NULL)
    clasp_expression_evaluate (expression, &scope, &result, NULL);
  return 0;
}
