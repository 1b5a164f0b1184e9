/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-map-text.h"

#include "core/clasp-settings-private.h"

#include <string.h>

/* Design notes.
 *
 * Addresses, patterns and templates hold almost every character, so what divides them counts only
 * where they do not: "+" with blanks around it, "," with one behind it, "[" with one in front of
 * it, none of them in braces or quotation marks. What would be taken for one of these stands in
 * quotation marks. */

/* From an opening bracket to behind the one that closes it; NULL when there is none. */
static const char *
skip_brackets (const char *p, const char *end, char open, char close)
{
  guint depth = 0;

  while (p < end)
    {
      if (*p == '"')
        {
          p = clasp_text_skip_quoted (p, end);
          if (p == NULL)
            return NULL;
          continue;
        }
      depth += *p == open;
      depth -= *p == close;
      p++;
      if (depth == 0)
        return p;
    }
  return NULL;
}

static ClaspSpan
trim (const char *start, const char *end)
{
  while (start < end && clasp_text_is_blank (*start))
    start++;
  while (end > start && clasp_text_is_blank (end[-1]))
    end--;
  return (ClaspSpan){ start, end };
}

/* A bracket that opens something is the first character, or stands behind a blank. */
static gboolean
opens (ClaspSpan span, const char *p)
{
  return p == span.start || clasp_text_is_blank (p[-1]);
}

static gboolean
divides (ClaspSpan span, const char *p, char divider)
{
  gboolean is_last = p + 1 == span.end;

  if (*p != divider)
    return FALSE;
  if (divider == ',')
    return !is_last && clasp_text_is_blank (p[1]);
  return opens (span, p) && (is_last || clasp_text_is_blank (p[1]));
}

/* Behind what stands at @p: one character, or all that is in brackets, braces, quotation marks.
 * What is not closed goes on to the end, so that nothing is looked at twice. */
static const char *
skip (ClaspSpan span, const char *p)
{
  const char *behind = p + 1;

  if (*p == '"')
    behind = clasp_text_skip_quoted (p, span.end);
  else if (*p == '{')
    behind = skip_brackets (p, span.end, '{', '}');
  else if (*p == '[' && opens (span, p))
    behind = skip_brackets (p, span.end, '[', ']');
  else if (*p == '(' && p == span.start)
    behind = skip_brackets (p, span.end, '(', ')');
  return behind != NULL ? behind : span.end;
}

static guint
split (ClaspSpan span, char divider, ClaspSpan *spans, guint max)
{
  ClaspSpan rest = span;
  guint     n = 0;

  for (const char *p = rest.start; p < rest.end && n + 1 < max;)
    {
      if (!divides (rest, p, divider))
        {
          p = skip (rest, p);
          continue;
        }
      spans[n++] = trim (rest.start, p);
      rest = trim (p + 1, rest.end);
      p = rest.start;
    }
  spans[n++] = rest;
  return n;
}

static gboolean
fail (ClaspMapText *self, const char *at, const char *message)
{
  return clasp_text_fail (&self->text, at, CLASP_SHOW_ERROR_SYNTAX, "%s", message);
}

/* ---- options ---- */

/* A switch may stand alone: "[solo]". */
static gboolean
is_switch (ClaspSettings *settings, ClaspSpan word)
{
  g_autofree char *name = g_strndup (word.start, (gsize) (word.end - word.start));
  GParamSpec      *pspec = clasp_settings_find (settings, name);

  return pspec != NULL && G_IS_PARAM_SPEC_BOOLEAN (pspec);
}

static gboolean
read_option (ClaspMapText  *self,
             ClaspSettings *settings,
             GHashTable    *done,
             const char    *what,
             ClaspSpan      word)
{
  static const char yes[] = "true";
  const char       *value = clasp_map_text_value (word);
  g_autofree char  *key = NULL;

  if (value != NULL)
    {
      key = g_strndup (word.start, (gsize) (value - 1 - word.start));
      return clasp_map_text_set (self, settings, done, what, key, word,
                                 (ClaspSpan){ value, word.end });
    }
  if (!is_switch (settings, word))
    return fail (self, word.start, "expected key=value");
  key = g_strndup (word.start, (gsize) (word.end - word.start));
  return clasp_map_text_set (self, settings, done, what, key, word,
                             (ClaspSpan){ yes, yes + strlen (yes) });
}

/* What is between brackets. */
static gboolean
read_options (ClaspMapText *self, ClaspSettings *settings, const char *what, ClaspSpan span)
{
  g_autoptr (GHashTable) done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ClaspSpan              rest = { span.start + 1, span.end - 1 };

  for (ClaspSpan word = clasp_text_next_word (&rest); !clasp_span_is_empty (word);
       word = clasp_text_next_word (&rest))
    if (!read_option (self, settings, done, what, word))
      return FALSE;
  return clasp_settings_validate (settings, self->text.error) ||
         clasp_text_prefix (&self->text, span.start, what);
}

gboolean
clasp_map_text_options (ClaspMapText *self, ClaspSpan *span, ClaspMapping *mapping)
{
  const char *behind;

  if (clasp_span_is_empty (*span) || *span->start != '[')
    return TRUE;
  behind = skip_brackets (span->start, span->end, '[', ']');
  if (behind == NULL)
    return fail (self, span->start, "this “[” is not closed");
  if (!read_options (self, clasp_mapping_get_options (mapping), "mapping",
                     (ClaspSpan){ span->start, behind }))
    return FALSE;
  *span = trim (behind, span->end);
  return TRUE;
}

/* ---- ends ---- */

/* Up to a "[" that opens options, or to the end. */
static ClaspSpan
find_address (ClaspSpan span)
{
  const char *p = span.start;

  while (p < span.end && (*p != '[' || p == span.start || !opens (span, p)))
    p = skip (span, p);
  return trim (span.start, p);
}

/* As it stands, or in quotation marks as a whole. */
static char *
read_address (ClaspMapText *self, ClaspSpan span, const char *what)
{
  if (clasp_span_is_empty (span))
    {
      clasp_text_fail (&self->text, span.start, CLASP_SHOW_ERROR_SYNTAX, "expected a %s", what);
      return NULL;
    }
  if (memchr (span.start, '"', (gsize) (span.end - span.start)) == NULL)
    return g_strndup (span.start, (gsize) (span.end - span.start));
  if (*span.start == '"' && clasp_text_skip_quoted (span.start, span.end) == span.end &&
      span.end - span.start > 2)
    return clasp_text_unquote (span);

  clasp_text_fail (&self->text, span.start, CLASP_SHOW_ERROR_SYNTAX,
                   "quotation marks must be around the whole %s", what);
  return NULL;
}

/* The steps in front of a target: their span without the parentheses. */
static gboolean
take_steps (ClaspMapText *self, ClaspSpan *span, ClaspSpan *steps)
{
  const char *behind = skip_brackets (span->start, span->end, '(', ')');

  if (behind == NULL)
    return fail (self, span->start, "this “(” is not closed");
  *steps = trim (span->start + 1, behind - 1);
  *span = trim (behind, span->end);
  return TRUE;
}

static gboolean
read_end_options (ClaspMapText *self, ClaspMappingEnd *end, const char *what, ClaspSpan options)
{
  const char *behind;

  if (clasp_span_is_empty (options))
    return TRUE;
  behind = skip_brackets (options.start, options.end, '[', ']');
  if (behind == NULL)
    return fail (self, options.start, "this “[” is not closed");
  if (behind != options.end)
    return fail (self, trim (behind, options.end).start, "expected nothing behind “]”");
  return read_options (self, clasp_mapping_end_get_options (end), what, options);
}

static ClaspMappingEnd *
read_end (ClaspMapText *self, ClaspSpan span, gboolean is_target)
{
  const char                 *what = is_target ? "target" : "source";
  gboolean                    has_steps = is_target && span.start < span.end && *span.start == '(';
  ClaspSpan                   steps, address;
  g_autofree char            *text = NULL;
  g_autoptr (ClaspMappingEnd) end = NULL;

  if (has_steps && !take_steps (self, &span, &steps))
    return NULL;
  address = find_address (span);
  text = read_address (self, address, what);
  if (text == NULL)
    return NULL;

  end = clasp_mapping_end_new (self->registry, is_target, text);
  if ((has_steps && !clasp_map_text_steps (self, steps, NULL, end)) ||
      !read_end_options (self, end, what, trim (address.end, span.end)))
    return NULL;
  return g_steal_pointer (&end);
}

gboolean
clasp_map_text_ends (ClaspMapText *self, ClaspSpan span, ClaspMapping *mapping, gboolean is_target)
{
  ClaspSpan             spans[CLASP_MAPPING_MAX_ENDS + 1];
  guint                 n = split (span, is_target ? ',' : '+', spans, G_N_ELEMENTS (spans));
  g_autoptr (GPtrArray) ends = g_ptr_array_new_with_free_func (g_object_unref);

  if (n > CLASP_MAPPING_MAX_ENDS)
    return clasp_text_fail (&self->text, spans[CLASP_MAPPING_MAX_ENDS].start,
                            CLASP_SHOW_ERROR_CONTENT, "a mapping has %d %s at most",
                            CLASP_MAPPING_MAX_ENDS, is_target ? "targets" : "sources");
  for (guint i = 0; i < n; i++)
    {
      ClaspMappingEnd *end = read_end (self, spans[i], is_target);

      if (end == NULL)
        return FALSE;
      g_ptr_array_add (ends, end);
    }
  clasp_ends_replace (clasp_mapping_peek_ends (mapping, is_target), self->registry, ends);
  return TRUE;
}

gboolean
clasp_map_text_is_plain (const char *address)
{
  ClaspSpan span = { address, address + strlen (address) };
  gsize     length = strlen (address);

  if (length == 0 || strchr (address, '"') != NULL || strstr (address, "=>") != NULL ||
      clasp_text_is_blank (address[0]) || clasp_text_is_blank (address[length - 1]) ||
      strchr ("[(+,", address[0]) != NULL || strchr ("+,", address[length - 1]) != NULL)
    return FALSE;
  for (const char *p = address; p < span.end; p = skip (span, p))
    if (divides (span, p, '+') || divides (span, p, ',') || (*p == '[' && opens (span, p)) ||
        (*p == '{' && skip_brackets (p, span.end, '{', '}') == NULL))
      return FALSE;
  return TRUE;
}
