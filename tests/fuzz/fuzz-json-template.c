/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The source's pattern, an address and the value's JSON, a line each; the rest is the template. */

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "mapping/clasp-json-template.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const ClaspValue *
get_variable (ClaspStr address, gpointer user_data)
{
  return user_data;
}

static void
expand (const ClaspJsonTemplate *template,
        const ClaspRoutePattern *pattern,
        const char              *address,
        const char              *json)
{
  g_auto (ClaspValue)  value = CLASP_VALUE_INIT;
  g_auto (ClaspValue)  out = CLASP_VALUE_INIT;
  g_autoptr (JsonNode) node = NULL;
  const ClaspVariables variables = { get_variable, &value };
  ClaspCaptures        captures;

  if (!clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, NULL) ||
      !clasp_route_pattern_match (pattern, clasp_str (address), &captures))
    return;
  if (clasp_json_template_expand (template, &value, clasp_str (address), &captures, 1, &variables,
                                  &out))
    node = clasp_value_to_json (&out);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char              *text = g_strndup ((const char *) data, size);
  g_auto (GStrv)                lines = g_strsplit (text, "\n", 4);
  g_autoptr (GError)            error = NULL;
  g_autoptr (ClaspRoutePattern) pattern = NULL;
  g_autoptr (ClaspJsonTemplate) template = NULL;

  if (g_strv_length (lines) < 4)
    return 0;

  pattern = clasp_route_pattern_new (lines[0], NULL);
  template = clasp_json_template_new (lines[3], pattern, &error);
  if (template == NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  else if (pattern != NULL)
    expand (template, pattern, lines[1], lines[2]);
  return 0;
}
