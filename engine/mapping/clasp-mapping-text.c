/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-mapping-private.h"

gboolean
clasp_parse_integer (ClaspStr text, gint64 *number)
{
  gboolean is_negative = text.length > 0 && text.data[0] == '-';
  gsize    i = is_negative ? 1 : 0;
  gint64   result = 0;

  if (i == text.length)
    return FALSE;

  for (; i < text.length; i++)
    {
      int digit = g_ascii_digit_value (text.data[i]);

      /* Counted downwards, because the smallest number has no positive counterpart. */
      if (digit < 0 || __builtin_mul_overflow (result, 10, &result) ||
          __builtin_sub_overflow (result, digit, &result))
        return FALSE;
    }
  if (!is_negative && __builtin_sub_overflow (0, result, &result))
    return FALSE;

  *number = result;
  return TRUE;
}

ClaspStr
clasp_parse_name (const char *text)
{
  gsize length = 0;

  if (g_ascii_isalpha (text[0]) || text[0] == '_')
    while (g_ascii_isalnum (text[length]) || text[length] == '_')
      length++;
  return (ClaspStr){ text, length };
}

void
clasp_mapping_set_error (GError          **error,
                         ClaspMappingError code,
                         const char       *text,
                         gsize             offset,
                         const char       *format,
                         ...)
{
  g_autofree char *message = NULL;
  va_list          args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, CLASP_MAPPING_ERROR, code, "column %ld: %s",
               g_utf8_pointer_to_offset (text, text + offset) + 1, message);
}

gboolean
clasp_mapping_check_text (const char *text, ClaspMappingError code, GError **error)
{
  gsize length = strlen (text);

  if (length > CLASP_MAPPING_MAX_TEXT)
    {
      g_set_error (error, CLASP_MAPPING_ERROR, code, "longer than %d bytes",
                   CLASP_MAPPING_MAX_TEXT);
      return FALSE;
    }
  if (!g_utf8_validate_len (text, length, NULL))
    {
      g_set_error_literal (error, CLASP_MAPPING_ERROR, code, "not valid UTF-8");
      return FALSE;
    }
  return TRUE;
}

char *
clasp_mapping_variable_address (ClaspStr name)
{
  static const char prefix[] = "var.";
  gsize             n = sizeof prefix - 1;

  if (name.length <= n || strncmp (name.data, prefix, n) != 0 ||
      clasp_parse_name (name.data + n).length < name.length - n)
    return NULL;
  return g_strdup_printf (CLASP_MAPPING_VARIABLES "%.*s", (int) (name.length - n), name.data + n);
}
