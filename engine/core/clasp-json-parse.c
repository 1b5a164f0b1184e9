/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-json.h"

#include <errno.h>
#include <math.h>
#include <string.h>

typedef struct
{
  const char *start;
  const char *p;
  const char *end;
  guint       depth;
  guint       max_depth;
  gboolean    shows_nul; /* U+0000 as U+2400 */
  GError    **error;
} Parser;

static JsonNode *parse_value (Parser *self);

/* Characters, not bytes, and both counted from 1: what an editor shows. */
static void
set_error (Parser *self, const char *at, const char *what)
{
  guint       line = 1;
  const char *line_start = self->start;

  for (const char *p = self->start; p < at; p++)
    if (*p == '\n')
      {
        line++;
        line_start = p + 1;
      }
  g_set_error (self->error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SYNTAX, "line %u, column %ld: %s",
               line, g_utf8_pointer_to_offset (line_start, at) + 1, what);
}

static void
skip_blanks (Parser *self)
{
  while (self->p < self->end &&
         (*self->p == ' ' || *self->p == '\t' || *self->p == '\n' || *self->p == '\r'))
    self->p++;
}

/* '\0' stands for the end; it is no character JSON allows outside of strings. */
static char
peek (Parser *self)
{
  return self->p < self->end ? *self->p : '\0';
}

static gboolean
take (Parser *self, char c)
{
  if (peek (self) != c || self->p >= self->end)
    return FALSE;
  self->p++;
  return TRUE;
}

static gboolean
read_hex4 (Parser *self, gunichar *unit)
{
  *unit = 0;
  if (self->end - self->p < 4)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (self->p[i]);

      if (digit < 0)
        return FALSE;
      *unit = *unit << 4 | (gunichar) digit;
    }
  self->p += 4;
  return TRUE;
}

/* After "\u": one unit, or two that make a pair. */
static gboolean
read_unicode_escape (Parser *self, GString *text)
{
  const char *at = self->p - 2;
  gunichar    high, low;

  if (!read_hex4 (self, &high))
    {
      set_error (self, at, "\\u needs four hexadecimal digits");
      return FALSE;
    }
  if (high == 0 && !self->shows_nul)
    {
      set_error (self, at, "a text cannot hold U+0000");
      return FALSE;
    }
  if (high >= 0xd800 && high < 0xe000)
    {
      if (high >= 0xdc00 || self->end - self->p < 6 || self->p[0] != '\\' || self->p[1] != 'u' ||
          (self->p += 2, !read_hex4 (self, &low)) || low < 0xdc00 || low >= 0xe000)
        {
          set_error (self, at, "half of a surrogate pair");
          return FALSE;
        }
      high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    }
  g_string_append_unichar (text, high != 0 ? high : 0x2400);
  return TRUE;
}

static gboolean
read_escape (Parser *self, GString *text)
{
  static const char from[] = "\"\\/bfnrt";
  static const char to[] = "\"\\/\b\f\n\r\t";
  char              c = peek (self);
  const char       *found = c != '\0' ? strchr (from, c) : NULL;

  self->p++;
  if (c == 'u')
    return read_unicode_escape (self, text);
  if (found == NULL)
    {
      set_error (self, self->p - 2, "not an escape JSON knows");
      return FALSE;
    }
  g_string_append_c (text, to[found - from]);
  return TRUE;
}

static char *
parse_string (Parser *self)
{
  const char         *at = self->p;
  g_autoptr (GString) text = g_string_new (NULL);

  self->p++;
  while (self->p < self->end && *self->p != '"')
    {
      const char *run = self->p;

      if (*self->p == '\\')
        {
          self->p++;
          if (!read_escape (self, text))
            return NULL;
          continue;
        }
      while (self->p < self->end && *self->p != '"' && *self->p != '\\' &&
             (guchar) *self->p >= 0x20)
        self->p++;
      g_string_append_len (text, run, self->p - run);
      if (self->p < self->end && (guchar) *self->p < 0x20)
        {
          set_error (self, self->p, "a control character in a text must be written as \\u");
          return NULL;
        }
    }

  if (!take (self, '"'))
    {
      set_error (self, at, "this text has no closing quotation mark");
      return NULL;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
skip_digits (Parser *self)
{
  const char *start = self->p;

  while (g_ascii_isdigit (peek (self)))
    self->p++;
  return self->p > start;
}

/* The grammar of RFC 8259: no leading zero, no plus, digits on both sides of the point. */
static gboolean
scan_number (Parser *self, gboolean *is_whole)
{
  *is_whole = TRUE;
  take (self, '-');
  if (!take (self, '0') && !skip_digits (self))
    return FALSE;
  if (g_ascii_isdigit (peek (self)))
    return FALSE;
  if (take (self, '.'))
    {
      *is_whole = FALSE;
      if (!skip_digits (self))
        return FALSE;
    }
  if (take (self, 'e') || take (self, 'E'))
    {
      *is_whole = FALSE;
      if (!take (self, '-'))
        take (self, '+');
      return skip_digits (self);
    }
  return TRUE;
}

static JsonNode *
parse_number (Parser *self)
{
  const char      *start = self->p;
  gboolean         is_whole;
  g_autofree char *text = NULL;
  gint64           integer;
  double           number;

  if (!scan_number (self, &is_whole))
    {
      set_error (self, start, "not a number");
      return NULL;
    }

  text = g_strndup (start, (gsize) (self->p - start));
  errno = 0;
  integer = g_ascii_strtoll (text, NULL, 10);
  if (is_whole && errno == 0)
    return json_node_init_int (json_node_alloc (), integer);

  number = g_ascii_strtod (text, NULL);
  if (!isfinite (number))
    {
      set_error (self, start, "this number is too large");
      return NULL;
    }
  return json_node_init_double (json_node_alloc (), number);
}

static gboolean
enter (Parser *self)
{
  if (++self->depth <= self->max_depth)
    return TRUE;
  set_error (self, self->p, "nested too deep");
  return FALSE;
}

/* "name" : value */
static gboolean
parse_member (Parser *self, JsonObject *object)
{
  const char      *at = self->p;
  g_autofree char *name = NULL;
  JsonNode        *value;

  if (peek (self) != '"')
    {
      set_error (self, self->p, "expected a member’s name in quotation marks");
      return FALSE;
    }
  name = parse_string (self);
  if (name == NULL)
    return FALSE;
  if (json_object_has_member (object, name))
    {
      set_error (self, at, "this member stands here twice");
      return FALSE;
    }

  skip_blanks (self);
  if (!take (self, ':'))
    {
      set_error (self, self->p, "expected a colon");
      return FALSE;
    }
  value = parse_value (self);
  if (value == NULL)
    return FALSE;
  json_object_set_member (object, name, value);
  return TRUE;
}

static JsonNode *
parse_object (Parser *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  if (!enter (self))
    return NULL;

  self->p++;
  skip_blanks (self);
  if (!take (self, '}'))
    do
      {
        skip_blanks (self);
        if (!parse_member (self, object))
          return NULL;
        skip_blanks (self);
        if (take (self, '}'))
          break;
        if (peek (self) != ',')
          {
            set_error (self, self->p, "expected a comma or a closing brace");
            return NULL;
          }
      }
    while (take (self, ','));

  self->depth--;
  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
parse_array (Parser *self)
{
  g_autoptr (JsonArray) array = json_array_new ();

  if (!enter (self))
    return NULL;

  self->p++;
  skip_blanks (self);
  if (!take (self, ']'))
    do
      {
        JsonNode *element = parse_value (self);

        if (element == NULL)
          return NULL;
        json_array_add_element (array, element);
        skip_blanks (self);
        if (take (self, ']'))
          break;
        if (peek (self) != ',')
          {
            set_error (self, self->p, "expected a comma or a closing bracket");
            return NULL;
          }
      }
    while (take (self, ','));

  self->depth--;
  return json_node_init_array (json_node_alloc (), array);
}

static gboolean
take_word (Parser *self, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->p) < length || memcmp (self->p, word, length) != 0)
    return FALSE;
  self->p += length;
  return TRUE;
}

static JsonNode *
parse_scalar (Parser *self)
{
  if (take_word (self, "true"))
    return json_node_init_boolean (json_node_alloc (), TRUE);
  if (take_word (self, "false"))
    return json_node_init_boolean (json_node_alloc (), FALSE);
  if (take_word (self, "null"))
    return json_node_init_null (json_node_alloc ());
  if (peek (self) == '-' || g_ascii_isdigit (peek (self)))
    return parse_number (self);

  set_error (self, self->p, self->p >= self->end ? "the text ends too early" : "expected a value");
  return NULL;
}

static JsonNode *
parse_value (Parser *self)
{
  skip_blanks (self);

  if (peek (self) == '{')
    return parse_object (self);
  if (peek (self) == '[')
    return parse_array (self);
  if (peek (self) == '"')
    {
      g_autofree char *text = parse_string (self);

      return text != NULL ? json_node_init_string (json_node_alloc (), text) : NULL;
    }
  return parse_scalar (self);
}

static JsonNode *
parse (Parser *self)
{
  const char *bad;
  JsonNode   *node;

  if (!g_utf8_validate_len (self->start, (gsize) (self->end - self->start), &bad))
    {
      set_error (self, bad, "not UTF-8 text");
      return NULL;
    }
  take_word (self, "\xef\xbb\xbf");

  node = parse_value (self);
  if (node == NULL)
    return NULL;

  skip_blanks (self);
  if (self->p < self->end)
    {
      set_error (self, self->p, "something follows after the end");
      json_node_unref (node);
      return NULL;
    }
  return node;
}

/**
 * clasp_json_parse:
 * @text: what to read; need not be terminated
 * @length: its length in bytes; bounded by the caller
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Reads one JSON value. A byte order mark in front is skipped.
 *
 * Thread: any.
 *
 * Errors: %CLASP_SHOW_ERROR_SYNTAX with line and column, both from 1.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL with @error set
 */
JsonNode *
clasp_json_parse (const char *text, gsize length, GError **error)
{
  Parser self = { text, text, text + length, 0, CLASP_JSON_MAX_DEPTH, FALSE, error };

  return parse (&self);
}

/**
 * clasp_json_parse_capture:
 * @text: what to read; need not be terminated
 * @length: its length in bytes; bounded by the caller
 * @error: return location for a [error@Clasp.ShowError]
 *
 * [func@Clasp.json_parse] for typed JSON (wire.md 1.2), which takes three levels of nesting for one
 * of a value, and whose texts may hold U+0000 because their bytes stand beside them.
 *
 * Thread: any.
 *
 * Errors: %CLASP_SHOW_ERROR_SYNTAX with line and column, both from 1.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL with @error set
 */
JsonNode *
clasp_json_parse_capture (const char *text, gsize length, GError **error)
{
  Parser self = { text, text, text + length, 0, CLASP_JSON_CAPTURE_MAX_DEPTH, TRUE, error };

  return parse (&self);
}
