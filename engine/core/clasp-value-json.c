/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-value-json-private.h"

#include "core/clasp-error.h"
#include "core/clasp-utf8-private.h"

#include <errno.h>
#include <math.h>

typedef struct
{
  const char *text; /* ends in NUL, also when it holds one */
  gsize       length;
  gsize       offset;
  guint       max_depth;
  GString    *scratch; /* the string being read */
  GError    **error;
} Parser;

static gboolean parse_value (Parser *self, guint depth, ClaspValue *value);

/* Columns are counted in characters, as an editor shows them. */
static gboolean
fail (Parser *self, const char *expected)
{
  glong    column = g_utf8_strlen (self->text, (gssize) self->offset) + 1;
  gunichar found;

  if (self->offset >= self->length)
    g_set_error (self->error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
                 "expected %s at column %ld, found the end", expected, column);
  else if ((found = g_utf8_get_char (self->text + self->offset)) < 0x20)
    g_set_error (self->error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
                 "expected %s at column %ld, found the control character U+%04X", expected, column,
                 found);
  else
    g_set_error (self->error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
                 "expected %s at column %ld, found “%.*s”", expected, column,
                 g_unichar_to_utf8 (found, NULL), self->text + self->offset);
  return FALSE;
}

static char
peek (const Parser *self)
{
  return self->offset < self->length ? self->text[self->offset] : '\0';
}

static void
skip_blanks (Parser *self)
{
  char c;

  while ((c = peek (self)) == ' ' || c == '\t' || c == '\n' || c == '\r')
    self->offset++;
}

static gboolean
accept (Parser *self, char c)
{
  if (self->offset >= self->length || self->text[self->offset] != c)
    return FALSE;
  self->offset++;
  return TRUE;
}

static gboolean
parse_word (Parser *self, const char *word, ClaspValue meaning, ClaspValue *value)
{
  gsize length = strlen (word);

  if (self->length - self->offset < length || memcmp (self->text + self->offset, word, length) != 0)
    return fail (self, "a value");
  self->offset += length;
  *value = meaning;
  return TRUE;
}

static gsize
count_digits (const char *text, gsize length)
{
  gsize n = 0;

  while (n < length && g_ascii_isdigit (text[n]))
    n++;
  return n;
}

/* Length of the number at the front of @text; 0 if there is none. */
static gsize
measure_number (const char *text, gsize length, gboolean *is_integer)
{
  gsize at = length > 0 && text[0] == '-' ? 1 : 0;
  gsize n = count_digits (text + at, length - at);

  if (n == 0 || (n > 1 && text[at] == '0'))
    return 0;
  at += n;
  *is_integer = TRUE;

  if (at < length && text[at] == '.')
    {
      n = count_digits (text + at + 1, length - at - 1);
      if (n == 0)
        return 0;
      at += 1 + n;
      *is_integer = FALSE;
    }

  if (at < length && (text[at] == 'e' || text[at] == 'E'))
    {
      at++;
      if (at < length && (text[at] == '+' || text[at] == '-'))
        at++;
      n = count_digits (text + at, length - at);
      if (n == 0)
        return 0;
      at += n;
      *is_integer = FALSE;
    }

  return at;
}

/* @text goes on after its @length bytes with something that is no part of a number. */
static gboolean
convert_number (const char *text, gboolean is_integer, ClaspValue *value)
{
  gint64 integer;
  double number;

  if (is_integer)
    {
      errno = 0;
      integer = g_ascii_strtoll (text, NULL, 10);
      if (errno != ERANGE)
        {
          *value = clasp_value_int (integer);
          return TRUE;
        }
    }

  number = g_ascii_strtod (text, NULL);
  if (!isfinite (number))
    return FALSE;
  *value = clasp_value_double (number);
  return TRUE;
}

static gboolean
parse_number (Parser *self, ClaspValue *value)
{
  gboolean is_integer;
  gsize    length =
    measure_number (self->text + self->offset, self->length - self->offset, &is_integer);

  if (length == 0)
    return fail (self, "a number");
  if (!convert_number (self->text + self->offset, is_integer, value))
    return fail (self, "a number that fits 64 bits");
  self->offset += length;
  return TRUE;
}

gboolean
clasp_value_parse_number (ClaspStr text, ClaspValue *value)
{
  g_autofree char *copy = NULL;
  gboolean         is_integer;

  if (text.length == 0 || measure_number (text.data, text.length, &is_integer) != text.length)
    return FALSE;
  copy = clasp_str_dup (text);
  return convert_number (copy, is_integer, value);
}

static gboolean
parse_hex4 (Parser *self, gunichar *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (peek (self));

      if (digit < 0)
        return fail (self, "four hexadecimal digits");
      *unit = *unit << 4 | (gunichar) digit;
      self->offset++;
    }
  return TRUE;
}

/* After `\u`; characters above U+FFFF come as two. */
static gboolean
parse_unicode_escape (Parser *self)
{
  gunichar high, low;

  if (!parse_hex4 (self, &high))
    return FALSE;
  if (high >= 0xd800 && high < 0xdc00)
    {
      if (!accept (self, '\\') || !accept (self, 'u'))
        return fail (self, "the second half of a surrogate pair");
      if (!parse_hex4 (self, &low))
        return FALSE;
      if (low < 0xdc00 || low >= 0xe000)
        return fail (self, "the second half of a surrogate pair");
      high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    }
  else if (high >= 0xdc00 && high < 0xe000)
    return fail (self, "the first half of a surrogate pair");

  if (high == 0)
    g_string_append_c (self->scratch, '\0');
  else
    g_string_append_unichar (self->scratch, high);
  return TRUE;
}

static gboolean
parse_escape (Parser *self)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char       *letter;

  if (accept (self, 'u'))
    return parse_unicode_escape (self);

  letter = peek (self) != '\0' ? strchr (letters, peek (self)) : NULL;
  if (letter == NULL)
    return fail (self, "an escape such as \\n");
  g_string_append_c (self->scratch, meanings[letter - letters]);
  self->offset++;
  return TRUE;
}

/* The text between two quotes, into the scratch. */
static gboolean
parse_string (Parser *self)
{
  if (!accept (self, '"'))
    return fail (self, "a string");

  g_string_truncate (self->scratch, 0);
  while (!accept (self, '"'))
    {
      if (accept (self, '\\'))
        {
          if (!parse_escape (self))
            return FALSE;
        }
      else if (self->offset < self->length && (guchar) self->text[self->offset] >= 0x20)
        g_string_append_c (self->scratch, self->text[self->offset++]);
      else
        return fail (self, "the end of the string");
    }
  return TRUE;
}

static ClaspStr
scratch_text (const Parser *self)
{
  return (ClaspStr){ self->scratch->str, self->scratch->len };
}

static void
clear_entry (gpointer data)
{
  ClaspMapEntry *entry = data;

  g_free ((char *) entry->key.data);
  clasp_value_clear (&entry->value);
}

static gboolean
parse_elements (Parser *self, guint depth, GArray *elements)
{
  skip_blanks (self);
  if (accept (self, ']'))
    return TRUE;

  do
    {
      ClaspValue element;

      if (!parse_value (self, depth, &element))
        return FALSE;
      g_array_append_val (elements, element);
      skip_blanks (self);
    }
  while (accept (self, ','));

  return accept (self, ']') || fail (self, "“,” or “]”");
}

static gboolean
parse_array (Parser *self, guint depth, ClaspValue *value)
{
  g_autoptr (GArray) elements = g_array_new (FALSE, FALSE, sizeof (ClaspValue));

  g_array_set_clear_func (elements, (GDestroyNotify) clasp_value_clear);
  if (!parse_elements (self, depth, elements))
    return FALSE;

  *value = clasp_value_array ((const ClaspValue *) elements->data, elements->len);
  g_array_set_clear_func (elements, NULL); /* the array has them now */
  return TRUE;
}

static gboolean
parse_entry (Parser *self, guint depth, GArray *entries)
{
  ClaspMapEntry entry = { CLASP_STR_EMPTY, CLASP_VALUE_INIT };

  skip_blanks (self);
  if (!parse_string (self))
    return FALSE;

  entry.key.length = self->scratch->len;
  entry.key.data = g_memdup2 (self->scratch->str, self->scratch->len + 1);
  g_array_append_val (entries, entry);

  skip_blanks (self);
  return (accept (self, ':') || fail (self, "“:”")) &&
         parse_value (self, depth, &g_array_index (entries, ClaspMapEntry, entries->len - 1).value);
}

static gboolean
parse_entries (Parser *self, guint depth, GArray *entries)
{
  skip_blanks (self);
  if (accept (self, '}'))
    return TRUE;

  do
    {
      if (!parse_entry (self, depth, entries))
        return FALSE;
      skip_blanks (self);
    }
  while (accept (self, ','));

  return accept (self, '}') || fail (self, "“,” or “}”");
}

static gboolean
parse_map (Parser *self, guint depth, ClaspValue *value)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (ClaspMapEntry));

  g_array_set_clear_func (entries, clear_entry);
  if (!parse_entries (self, depth, entries))
    return FALSE;

  *value = clasp_value_map ((const ClaspMapEntry *) entries->data, entries->len);
  for (guint i = 0; i < entries->len; i++) /* the map has them now */
    g_array_index (entries, ClaspMapEntry, i).value = clasp_value_null ();
  return TRUE;
}

static gboolean
fail_too_deep (Parser *self)
{
  g_autofree char *expected = g_strdup_printf ("at most %u levels of nesting", self->max_depth);

  return fail (self, expected);
}

/* @depth: how many arrays and objects this value lies in. @value is null after a fault. */
static gboolean
parse_value (Parser *self, guint depth, ClaspValue *value)
{
  *value = clasp_value_null ();
  skip_blanks (self);

  if ((peek (self) == '[' || peek (self) == '{') && depth >= self->max_depth)
    return fail_too_deep (self);

  switch (peek (self))
    {
    case '[':
      self->offset++;
      return parse_array (self, depth + 1, value);
    case '{':
      self->offset++;
      return parse_map (self, depth + 1, value);
    case '"':
      if (!parse_string (self))
        return FALSE;
      *value = clasp_value_string (scratch_text (self));
      return TRUE;
    case 't':
      return parse_word (self, "true", clasp_value_bool (TRUE), value);
    case 'f':
      return parse_word (self, "false", clasp_value_bool (FALSE), value);
    case 'n':
      return parse_word (self, "null", clasp_value_null (), value);
    case '-':
      return parse_number (self, value);
    default:
      if (g_ascii_isdigit (peek (self)))
        return parse_number (self, value);
      return fail (self, "a value");
    }
}

gboolean
clasp_value_parse_json (ClaspStr text, guint max_depth, ClaspValue *value, GError **error)
{
  g_autofree char    *copy = clasp_str_dup (text); /* numbers are read up to a NUL */
  g_autoptr (GString) scratch = g_string_new (NULL);
  Parser              parser = { copy, text.length, 0, max_depth, scratch, error };

  *value = clasp_value_null ();
  if (!clasp_utf8_is_valid (text.data, text.length))
    {
      g_set_error_literal (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE,
                           "expected UTF-8 text");
      return FALSE;
    }

  if (!parse_value (&parser, 0, value))
    return FALSE;
  skip_blanks (&parser);
  if (parser.offset == parser.length)
    return TRUE;

  clasp_value_clear (value);
  return fail (&parser, "the end");
}
