/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A path and the JSON text it is applied to, a line each. */

#include "mapping/clasp-json-path.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What was found put back is found again; any other number of things has no place. */
static void
put_back (const ClaspJsonPath *path, const ClaspValue *input, const ClaspValue *found)
{
  g_auto (ClaspValue) whole = CLASP_VALUE_INIT, again = CLASP_VALUE_INIT, other = CLASP_VALUE_INIT;
  const ClaspValue    one = clasp_value_int (1);

  if (clasp_json_path_write (path, input, found, &whole))
    g_assert_true (clasp_json_path_read (path, &whole, &again));
  if (!clasp_json_path_write (path, input, &one, &other))
    g_assert_cmpint (other.type, ==, CLASP_VALUE_NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char          *text = g_strndup ((const char *) data, size);
  g_auto (GStrv)            lines = g_strsplit (text, "\n", 2);
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspJsonPath) path = NULL;
  g_auto (ClaspValue)       input = CLASP_VALUE_INIT;
  g_auto (ClaspValue)       output = CLASP_VALUE_INIT;

  if (lines[0] == NULL)
    return 0;

  path = clasp_json_path_new (lines[0], &error);
  if (path == NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  else if (lines[1] != NULL)
    {
      input = clasp_value_bytes ((const guint8 *) lines[1], strlen (lines[1]));
      if (clasp_json_path_read (path, &input, &output))
        put_back (path, &input, &output);
      else
        g_assert_cmpint (output.type, ==, CLASP_VALUE_NULL);
    }
  return 0;
}
