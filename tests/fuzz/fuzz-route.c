/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Source pattern, target template, address and value, a line each. */

#include "core/clasp-address.h"
#include "mapping/clasp-mapping-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const ClaspValue *
get_variable (ClaspStr address, gpointer user_data)
{
  static const ClaspValue seven = { CLASP_VALUE_INT, { .integer = 7 } };

  return address.length % 2 == 0 ? &seven : NULL;
}

static void
run (const ClaspRoutePattern *pattern,
     const ClaspTemplate *template,
     ClaspStr    address,
     const char *value_text)
{
  g_autoptr (ClaspPattern) subscription =
    clasp_pattern_new (clasp_str (clasp_route_pattern_get_subscription (pattern)));
  g_autoptr (GString) output = g_string_new (NULL);
  const ClaspVariables variables = { get_variable, NULL };
  ClaspCaptures       captures;

  if (!clasp_route_pattern_match (pattern, address, &captures))
    return;
  if (!clasp_pattern_matches (subscription, address))
    g_error ("the subscription misses an address that the pattern matches");
  if (template != NULL)
    clasp_template_expand_in (template, &captures, value_text, &variables, output);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char              *text = g_strndup ((const char *) data, MIN (size, 65536));
  g_auto (GStrv)                lines = g_strsplit (text, "\n", 4);
  g_autoptr (ClaspRoutePattern) pattern = NULL;
  g_autoptr (ClaspTemplate) template = NULL;

  if (g_strv_length (lines) < 4)
    return 0;

  pattern = clasp_route_pattern_new (lines[0], NULL);
  if (pattern == NULL)
    return 0;
  template = clasp_template_new (lines[1], pattern, NULL);
  run (pattern, template, clasp_str (lines[2]), lines[3]);
  return 0;
}
