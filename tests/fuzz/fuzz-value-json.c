/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-message-json.h"
#include "core/clasp-json.h"
#include "core/clasp-value-text.h"

/* Text as values, as JSON documents and as typed frames. */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_value (const ClaspValue *value)
{
  g_autofree char     *text = clasp_value_to_text (value);
  g_autoptr (JsonNode) typed = clasp_value_to_typed_json (value);
  g_auto (ClaspValue)  again = CLASP_VALUE_INIT;
  char                 row[24];

  g_assert_true (g_utf8_validate (text, -1, NULL));
  clasp_value_print (value, row, sizeof row);
  g_assert_true (g_str_has_prefix (text, row));
  g_assert_true (clasp_value_from_typed_json (typed, &again, NULL));
  g_assert_true (clasp_value_equal (value, &again));
}

static void
check_syntax (const char *text, ClaspValueSyntax syntax)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  g_autoptr (GError)  error = NULL;

  if (clasp_value_parse (text, syntax, &value, &error))
    check_value (&value);
  else
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char        *text = g_strndup ((const char *) data, size);
  g_autoptr (JsonNode)    node = clasp_json_parse_capture (text, strlen (text), NULL);
  g_auto (ClaspJsonFrame) frame = { 0 };
  g_auto (ClaspValue)     value = CLASP_VALUE_INIT;
  g_autoptr (GError)      error = NULL;

  for (ClaspValueSyntax syntax = CLASP_VALUE_SYNTAX_AUTO; syntax <= CLASP_VALUE_SYNTAX_JSON;
       syntax++)
    check_syntax (text, syntax);

  if (node == NULL)
    return 0;
  if (clasp_value_from_json (node, &value, NULL))
    check_value (&value);
  if (!clasp_frame_from_json (node, &frame, &error))
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  return 0;
}
