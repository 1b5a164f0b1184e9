/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-text-source.h"

#include "core/clasp-settings.h"

#include <string.h>

/* A line of a script, not a file pasted by mistake: the longest setting and then some. */
#define MAX_TEXT (4 * CLASP_SETTINGS_MAX_TEXT)

gboolean
clasp_text_fail (ClaspTextSource *source,
                 const char      *at,
                 ClaspShowError   code,
                 const char      *format,
                 ...)
{
  va_list          arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (source->error, CLASP_SHOW_ERROR, code, "column %ld: %s",
               g_utf8_pointer_to_offset (source->start, at) + 1, text);
  return FALSE;
}

gboolean
clasp_text_prefix (ClaspTextSource *source, const char *at, const char *what)
{
  g_prefix_error (source->error, "column %ld: %s%s",
                  g_utf8_pointer_to_offset (source->start, at) + 1, what,
                  *what != '\0' ? ": " : "");
  return FALSE;
}

gboolean
clasp_text_check (ClaspTextSource *source, const char *text)
{
  const char *bad;

  if (strlen (text) > MAX_TEXT)
    {
      g_set_error (source->error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SYNTAX, "longer than %d bytes",
                   MAX_TEXT);
      return FALSE;
    }
  if (!g_utf8_validate (text, -1, &bad))
    return clasp_text_fail (source, bad, CLASP_SHOW_ERROR_SYNTAX, "not UTF-8 text");
  return TRUE;
}

gboolean
clasp_text_is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static ClaspSpan
trim (ClaspSpan span)
{
  while (span.start < span.end && clasp_text_is_blank (*span.start))
    span.start++;
  while (span.end > span.start && clasp_text_is_blank (span.end[-1]))
    span.end--;
  return span;
}

gboolean
clasp_span_is_empty (ClaspSpan span)
{
  return span.start == span.end;
}

const char *
clasp_text_skip_quoted (const char *p, const char *end)
{
  for (p++; p < end; p++)
    {
      if (*p == '\\' && p + 1 < end)
        p++;
      else if (*p == '"')
        return p + 1;
    }
  return NULL;
}

/* Where @separator next stands outside of quotation marks, or @end. NULL with the error set when a
 * quotation mark is not closed. */
static const char *
find_separator (ClaspTextSource *source, ClaspSpan span, const char *separator)
{
  gsize length = strlen (separator);

  for (const char *p = span.start; p < span.end;)
    {
      const char *behind;

      if (*p == '"')
        {
          behind = clasp_text_skip_quoted (p, span.end);
          if (behind == NULL)
            {
              clasp_text_fail (source, p, CLASP_SHOW_ERROR_SYNTAX,
                               "this quotation mark is not closed");
              return NULL;
            }
          p = behind;
          continue;
        }
      if ((gsize) (span.end - p) >= length && memcmp (p, separator, length) == 0)
        return p;
      p++;
    }
  return span.end;
}

guint
clasp_text_split (ClaspTextSource *source,
                  ClaspSpan        span,
                  const char      *separator,
                  ClaspSpan       *spans,
                  guint            max)
{
  guint n = 0;

  while (n < max - 1)
    {
      const char *at = find_separator (source, span, separator);

      if (at == NULL)
        return 0;
      if (at == span.end)
        break;
      spans[n++] = trim ((ClaspSpan){ span.start, at });
      span.start = at + strlen (separator);
    }
  if (find_separator (source, span, separator) == NULL)
    return 0;
  spans[n++] = trim (span);
  return n;
}

char *
clasp_text_unquote (ClaspSpan span)
{
  GString *text = g_string_new (NULL);
  gboolean is_quoted = FALSE;

  for (const char *p = span.start; p < span.end; p++)
    {
      if (*p == '"')
        is_quoted = !is_quoted;
      else if (is_quoted && *p == '\\' && p + 1 < span.end)
        g_string_append_c (text, *++p);
      else
        g_string_append_c (text, *p);
    }
  return g_string_free (text, FALSE);
}

ClaspSpan
clasp_text_next_word (ClaspSpan *rest)
{
  ClaspSpan word = trim (*rest);

  rest->start = word.start;
  while (rest->start < rest->end && !clasp_text_is_blank (*rest->start))
    rest->start =
      *rest->start == '"' ? clasp_text_skip_quoted (rest->start, rest->end) : rest->start + 1;
  word.end = rest->start;
  return word;
}
