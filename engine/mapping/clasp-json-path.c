/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-json-path.h"

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "mapping/clasp-mapping-private.h"

/* RFC 9535 2.1: whole numbers that every reader of JSON knows exactly. */
#define MAX_INDEX ((G_GINT64_CONSTANT (1) << 53) - 1)

typedef enum
{
  STEP_NAME,
  STEP_INDEX, /* from the end when negative */
  STEP_ALL,
} StepKind;

typedef struct
{
  StepKind kind;
  char    *name; /* (owned) of STEP_NAME */
  gint64   index;
} Step;

struct _ClaspJsonPath
{
  guint    n_steps;
  gboolean has_star;
  Step     steps[CLASP_JSON_PATH_MAX_STEPS];
};

/* ---- reading the text ---- */

typedef struct
{
  ClaspJsonPath *path;
  const char    *text;
  gsize          at;
  GError       **error;
} Parser;

static gboolean
fail (Parser *parser, gsize at, const char *what)
{
  clasp_mapping_set_error (parser->error, CLASP_MAPPING_ERROR_PATH, parser->text, at, "%s", what);
  return FALSE;
}

static char
peek (const Parser *parser)
{
  return parser->text[parser->at];
}

static void
skip_blanks (Parser *parser)
{
  parser->at += strspn (parser->text + parser->at, " \t\n\r");
}

/* 2.5.1.1: a letter, an underscore or anything outside ASCII first. */
static gboolean
is_name_character (char c, gboolean is_first)
{
  return g_ascii_isalpha (c) || c == '_' || (guchar) c >= 0x80 ||
         (!is_first && g_ascii_isdigit (c));
}

static gboolean
read_shorthand (Parser *parser, Step *step)
{
  gsize start = ++parser->at;

  if (peek (parser) == '*')
    {
      parser->at++;
      step->kind = STEP_ALL;
      return TRUE;
    }
  while (is_name_character (peek (parser), parser->at == start))
    parser->at++;
  if (parser->at == start)
    return fail (parser, start, "expected a name or * after the dot: other names stand in ['…']");

  step->kind = STEP_NAME;
  step->name = g_strndup (parser->text + start, parser->at - start);
  return TRUE;
}

/* RFC 9535 quotes as JSON does, or with ' in place of ". */
static char *
as_json_string (const char *text, gsize length, char quote)
{
  GString *json = g_string_new ("\"");

  for (gsize i = 0; i < length; i++)
    if (text[i] == '\\' && quote == '\'' && text[i + 1] == '\'')
      continue;
    else if (text[i] == '\\')
      {
        g_string_append_len (json, text + i, 2);
        i++;
      }
    else if (text[i] == '"')
      g_string_append (json, "\\\"");
    else
      g_string_append_c (json, text[i]);
  g_string_append_c (json, '"');
  return g_string_free (json, FALSE);
}

static gboolean
read_quoted (Parser *parser, Step *step)
{
  char                 quote = peek (parser);
  gsize                start = parser->at++;
  g_autofree char     *json = NULL;
  g_autoptr (JsonNode) node = NULL;

  while (peek (parser) != quote && peek (parser) != '\0')
    parser->at += peek (parser) == '\\' && parser->text[parser->at + 1] != '\0' ? 2 : 1;
  if (peek (parser) == '\0')
    return fail (parser, start, "the name is not closed with its quotation mark");

  json = as_json_string (parser->text + start + 1, parser->at - start - 1, quote);
  node = clasp_json_parse (json, strlen (json), NULL);
  if (node == NULL)
    return fail (parser, start, "the name has an escape or a character that JSON does not allow");
  parser->at++;
  step->kind = STEP_NAME;
  step->name = g_strdup (json_node_get_string (node));
  return TRUE;
}

static gboolean
read_index (Parser *parser, Step *step)
{
  gsize       start = parser->at;
  const char *digits = parser->text + start + (peek (parser) == '-');
  gsize       n_digits = strspn (digits, "0123456789");
  ClaspStr    number = { parser->text + start, (gsize) (digits - parser->text) - start + n_digits };

  if (n_digits == 0)
    return fail (parser, start, "expected a whole number, * or a name in quotation marks");
  if (digits[0] == '0' && number.length > 1)
    return fail (parser, start, "an index has no leading zero and no -0");
  if (!clasp_parse_integer (number, &step->index) || step->index > MAX_INDEX ||
      step->index < -MAX_INDEX)
    return fail (parser, start, "the index is too large");

  parser->at += number.length;
  step->kind = STEP_INDEX;
  return TRUE;
}

static gboolean
read_bracketed (Parser *parser, Step *step)
{
  gsize    open = parser->at++;
  gboolean is_good = TRUE;

  skip_blanks (parser);
  if (peek (parser) == '*')
    {
      parser->at++;
      step->kind = STEP_ALL;
    }
  else if (peek (parser) == '\'' || peek (parser) == '"')
    is_good = read_quoted (parser, step);
  else if (peek (parser) == '\0')
    is_good = fail (parser, open, "the bracket is not closed");
  else
    is_good = read_index (parser, step);
  if (!is_good)
    return FALSE;

  skip_blanks (parser);
  if (peek (parser) == '\0')
    return fail (parser, open, "the bracket is not closed");
  if (peek (parser) != ']')
    return fail (parser, parser->at, "expected ]: one index, name or * stands in brackets");
  parser->at++;
  return TRUE;
}

static gboolean
read_step (Parser *parser)
{
  ClaspJsonPath *path = parser->path;
  Step          *step = &path->steps[path->n_steps];
  gboolean       is_good;

  if (path->n_steps == CLASP_JSON_PATH_MAX_STEPS)
    return fail (parser, parser->at, "the path is deeper than any value");
  if (peek (parser) == '.' && parser->text[parser->at + 1] == '.')
    return fail (parser, parser->at, "\"..\" is not supported: name each level");
  if (peek (parser) != '.' && peek (parser) != '[')
    return fail (parser, parser->at, "expected . or [");

  is_good = peek (parser) == '.' ? read_shorthand (parser, step) : read_bracketed (parser, step);
  if (is_good)
    path->n_steps++;
  if (is_good && step->kind == STEP_ALL)
    path->has_star = TRUE;
  return is_good;
}

static gboolean
parse (Parser *parser)
{
  if (!clasp_mapping_check_text (parser->text, CLASP_MAPPING_ERROR_PATH, parser->error))
    return FALSE;
  if (peek (parser) != '$')
    return fail (parser, 0, "a path starts with $, the whole value");

  parser->at++;
  skip_blanks (parser);
  while (peek (parser) != '\0')
    {
      if (!read_step (parser))
        return FALSE;
      skip_blanks (parser);
    }
  return TRUE;
}

/**
 * clasp_json_path_new:
 * @text: `$` and then any of `.name`, `['name']`, `[n]`, `[-1]`, `[*]`, `.*`
 * @error: return location
 *
 * Compiles the path of a mapping's source (mapping.md 11.3, RFC 9535).
 *
 * Thread: any.
 *
 * Errors: %CLASP_MAPPING_ERROR_PATH, "column N: …".
 *
 * Returns: (transfer full): a path, or %NULL
 */
ClaspJsonPath *
clasp_json_path_new (const char *text, GError **error)
{
  g_autoptr (ClaspJsonPath) self = g_new0 (ClaspJsonPath, 1);
  Parser                    parser = { .path = self, .text = text, .error = error };

  return parse (&parser) ? g_steal_pointer (&self) : NULL;
}

/**
 * clasp_json_path_free:
 * @self: (transfer full): a path
 *
 * Thread: any.
 */
void
clasp_json_path_free (ClaspJsonPath *self)
{
  /* One beyond n_steps may have a name, when its bracket was not closed. */
  for (guint i = 0; i < G_N_ELEMENTS (self->steps); i++)
    g_free (self->steps[i].name);
  g_free (self);
}

/* ---- reading values ---- */

static const ClaspValue *
take (const Step *step, const ClaspValue *value)
{
  gint64 size = clasp_value_get_size (value);
  gint64 index = step->index + (step->index < 0 ? size : 0);

  if (step->kind == STEP_NAME)
    return value->type == CLASP_VALUE_MAP ? clasp_value_lookup (value, step->name) : NULL;
  if (value->type != CLASP_VALUE_ARRAY || index < 0 || index >= size)
    return NULL;
  return clasp_value_get_element (value, (guint) index);
}

static const ClaspValue *
get_child (const ClaspValue *value, guint index)
{
  ClaspStr key;

  if (value->type == CLASP_VALUE_ARRAY)
    return clasp_value_get_element (value, index);
  return clasp_value_get_entry (value, index, &key);
}

/* What @step finds in each of @from. FALSE when that is too much. */
static gboolean
take_from_all (const Step *step, const GPtrArray *from, GPtrArray *found)
{
  for (guint i = 0; i < from->len; i++)
    {
      const ClaspValue *value = from->pdata[i];
      const ClaspValue *child = step->kind != STEP_ALL ? take (step, value) : NULL;
      guint             n = step->kind == STEP_ALL ? clasp_value_get_size (value) : 0;

      if (found->len + n > CLASP_JSON_PATH_MAX_FOUND)
        return FALSE;
      if (child != NULL)
        g_ptr_array_add (found, (gpointer) child);
      for (guint j = 0; j < n; j++)
        g_ptr_array_add (found, (gpointer) get_child (value, j));
    }
  return TRUE;
}

static ClaspValue
copy_all (const GPtrArray *found)
{
  g_autofree ClaspValue *copies = g_new (ClaspValue, found->len);

  for (guint i = 0; i < found->len; i++)
    copies[i] = clasp_value_copy (found->pdata[i]);
  return clasp_value_array (copies, found->len);
}

static gboolean
read_many (const ClaspJsonPath *self, const ClaspValue *in, ClaspValue *out)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  g_ptr_array_add (found, (gpointer) in);
  for (guint i = 0; i < self->n_steps; i++)
    {
      g_autoptr (GPtrArray) next = g_ptr_array_new ();

      if (!take_from_all (&self->steps[i], found, next))
        return FALSE;
      g_ptr_array_unref (found);
      found = g_steal_pointer (&next);
    }
  if (found->len == 0)
    return FALSE;

  *out = copy_all (found);
  return TRUE;
}

static gboolean
read_parsed (const ClaspJsonPath *self, const ClaspValue *in, ClaspValue *out)
{
  if (self->has_star)
    return read_many (self, in, out);
  for (guint i = 0; i < self->n_steps && in != NULL; i++)
    in = take (&self->steps[i], in);
  if (in == NULL)
    return FALSE;

  *out = clasp_value_copy (in);
  return TRUE;
}

static gboolean
may_be_json (ClaspStr text)
{
  gsize blanks = 0;

  while (blanks < text.length && strchr (" \t\n\r", text.data[blanks]) != NULL)
    blanks++;
  return text.length <= CLASP_JSON_PATH_MAX_INPUT && blanks < text.length &&
         memchr ("{[\"-0123456789tfn", text.data[blanks], 17) != NULL;
}

/* FALSE when @value is no text, or none of JSON. */
static gboolean
parse_text (const ClaspValue *value, ClaspValue *parsed)
{
  ClaspStr             text = clasp_value_get_string (value);
  g_autoptr (JsonNode) node = NULL;

  if (value->type == CLASP_VALUE_BYTES)
    text.data = (const char *) clasp_value_get_bytes (value, &text.length);
  else if (value->type != CLASP_VALUE_STRING)
    return FALSE;
  if (!may_be_json (text))
    return FALSE;

  node = clasp_json_parse (text.data, text.length, NULL);
  return node != NULL && clasp_value_from_json (node, parsed, NULL);
}

/**
 * clasp_json_path_read:
 * @self: a path
 * @in: any value; a string or bytes of at most %CLASP_JSON_PATH_MAX_INPUT that are JSON text count
 * as what the text says
 * @out: (out): what is there; for a path with a star an array, in order, of all that is found
 *
 * Thread: any.
 *
 * Returns: %FALSE, and null in @out, when nothing is there or stars find more than
 *   %CLASP_JSON_PATH_MAX_FOUND
 */
gboolean
clasp_json_path_read (const ClaspJsonPath *self, const ClaspValue *in, ClaspValue *out)
{
  g_auto (ClaspValue) parsed = CLASP_VALUE_INIT;

  *out = clasp_value_null ();
  return read_parsed (self, parse_text (in, &parsed) ? &parsed : in, out);
}

/**
 * clasp_json_path_is_first:
 * @self: a path
 *
 * Thread: any.
 *
 * Returns: whether it is `$[0]`
 */
gboolean
clasp_json_path_is_first (const ClaspJsonPath *self)
{
  return self->n_steps == 1 && self->steps[0].kind == STEP_INDEX && self->steps[0].index == 0;
}

/* ---- writing values ---- */

typedef struct
{
  const ClaspJsonPath *path;
  const ClaspValue    *values;
  guint                n, next;
} Writer;

static ClaspValue write_at (Writer *writer, guint depth, const ClaspValue *in);

static gboolean
is_meant (const Step *step, const ClaspValue *parent, guint index, const char *key)
{
  switch (step->kind)
    {
    case STEP_ALL:
      return TRUE;
    case STEP_NAME:
      return key != NULL && strcmp (step->name, key) == 0;
    case STEP_INDEX:
      return key == NULL &&
             step->index + (step->index < 0 ? clasp_value_get_size (parent) : 0) == index;
    }
  return FALSE;
}

static ClaspValue
write_child (Writer *writer, guint depth, const ClaspValue *child, gboolean is_meant)
{
  return is_meant ? write_at (writer, depth + 1, child) : clasp_value_copy (child);
}

static ClaspValue
write_array (Writer *writer, guint depth, const ClaspValue *in)
{
  const Step            *step = &writer->path->steps[depth];
  guint                  n = clasp_value_get_size (in);
  g_autofree ClaspValue *elements = g_new (ClaspValue, n);

  for (guint i = 0; i < n; i++)
    elements[i] =
      write_child (writer, depth, clasp_value_get_element (in, i), is_meant (step, in, i, NULL));
  return clasp_value_array (elements, n);
}

static ClaspValue
write_map (Writer *writer, guint depth, const ClaspValue *in)
{
  const Step               *step = &writer->path->steps[depth];
  guint                     n = clasp_value_get_size (in);
  g_autofree ClaspMapEntry *entries = g_new (ClaspMapEntry, n);

  for (guint i = 0; i < n; i++)
    {
      const ClaspValue *child = clasp_value_get_entry (in, i, &entries[i].key);
      g_autofree char  *key = clasp_str_dup (entries[i].key);

      entries[i].value = write_child (writer, depth, child, is_meant (step, in, i, key));
    }
  return clasp_value_map (entries, n);
}

/* In the order in which reading finds them. */
static ClaspValue
write_at (Writer *writer, guint depth, const ClaspValue *in)
{
  if (depth == writer->path->n_steps)
    {
      guint place = MIN (writer->next, writer->n - 1);

      writer->next++;
      return clasp_value_copy (&writer->values[place]);
    }
  if (in->type == CLASP_VALUE_ARRAY)
    return write_array (writer, depth, in);
  if (in->type == CLASP_VALUE_MAP)
    return write_map (writer, depth, in);
  return clasp_value_copy (in);
}

/**
 * clasp_json_path_write:
 * @self: a path
 * @in: a value in which clasp_json_path_read () found something
 * @part: what shall be there; for a path with a star an array of as many as it found, or the one
 * @out: (out): @in with @part in its place; what was JSON text is what the text says
 *
 * Thread: any.
 *
 * Returns: %FALSE, and null in @out, when @part is not as many as there are places
 */
gboolean
clasp_json_path_write (const ClaspJsonPath *self,
                       const ClaspValue    *in,
                       const ClaspValue    *part,
                       ClaspValue          *out)
{
  g_auto (ClaspValue)    parsed = CLASP_VALUE_INIT;
  gboolean               is_list = self->has_star && part->type == CLASP_VALUE_ARRAY;
  guint                  n = is_list ? clasp_value_get_size (part) : 1;
  g_autofree ClaspValue *values = g_new (ClaspValue, n);
  Writer                 writer = { self, values, n, 0 };

  *out = clasp_value_null ();
  if (n == 0)
    return FALSE;
  for (guint i = 0; i < n; i++)
    values[i] = is_list ? *clasp_value_get_element (part, i) : *part; /* lent */
  *out = write_at (&writer, 0, parse_text (in, &parsed) ? &parsed : in);
  if (writer.next == n)
    return TRUE;
  clasp_value_clear (out);
  return FALSE;
}
