/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reads source patterns (mapping.md 11.2). Two captures in one segment need literal text between
 * them: otherwise nobody, the program included, could say where one ends. */

#include "mapping/clasp-route-pattern-private.h"

#include "core/clasp-address.h"

/* Steps of the regular expression engine for one segment, so that a bad expression costs
 * milliseconds and not the show. */
#define REGEX_LIMITS "(*LIMIT_MATCH=20000)(*LIMIT_DEPTH=1000)"

typedef struct
{
  ClaspRoutePattern *pattern;
  const char        *text;
  gsize              at;
  guint              n_wildcards; /* `*` and `**` so far */
  guint              segment_first;
  GString           *literal;
  GString           *subscription;
  GError           **error;
} Parser;

static gboolean
fail (Parser *parser, gsize at, const char *message)
{
  clasp_mapping_set_error (parser->error, CLASP_MAPPING_ERROR_PATTERN, parser->text, at, "%s",
                           message);
  return FALSE;
}

static void
piece_clear (gpointer data)
{
  Piece *piece = data;

  g_free (piece->literal);
  g_strfreev (piece->words);
  g_clear_pointer (&piece->regex, g_regex_unref);
}

static void
flush_literal (Parser *parser)
{
  Piece piece = { .kind = PIECE_LITERAL };

  if (parser->literal->len == 0)
    return;
  piece.literal_length = parser->literal->len;
  piece.literal = g_strndup (parser->literal->str, parser->literal->len);
  g_array_append_val (parser->pattern->pieces, piece);
  g_string_truncate (parser->literal, 0);
}

static ClaspCaptureKind
capture_kind_of (PieceKind kind)
{
  switch (kind)
    {
    case PIECE_INT:
      return CLASP_CAPTURE_NUMBER;
    case PIECE_DEPTH:
      return CLASP_CAPTURE_DEPTH;
    case PIECE_LITERAL:
    case PIECE_RUN:
    case PIECE_TEXT:
    case PIECE_WORDS:
    case PIECE_REGEX:
      break;
    }

  return CLASP_CAPTURE_TEXT;
}

/* Takes over what @piece owns. */
static gboolean
add_capture (Parser *parser, Piece *piece, const char *name, gsize at)
{
  ClaspRoutePattern *pattern = parser->pattern;
  ClaspCaptureKind   kind = capture_kind_of (piece->kind);
  guint              n_pieces;
  gboolean           is_adjacent;

  flush_literal (parser);
  n_pieces = pattern->pieces->len;
  is_adjacent = n_pieces > parser->segment_first &&
                g_array_index (pattern->pieces, Piece, n_pieces - 1).kind != PIECE_LITERAL;
  piece->is_repeat = clasp_route_pattern_find_capture (pattern, clasp_str (name), &piece->capture);
  if (!piece->is_repeat)
    piece->capture = pattern->names->len;
  g_array_append_val (pattern->pieces, *piece);

  if (is_adjacent)
    return fail (parser, at, "two captures side by side: put some text between them");
  if (piece->is_repeat)
    return TRUE;
  if (pattern->names->len == CLASP_MAX_CAPTURES)
    return fail (parser, at, "more than 16 captures");
  g_ptr_array_add (pattern->names, g_strdup (name));
  g_array_append_val (pattern->kinds, kind);
  return TRUE;
}

/* `*` and `**`; any run of stars inside a segment is one wildcard. */
static gboolean
read_stars (Parser *parser)
{
  gsize    start = parser->at;
  gboolean is_first = start > 0 && parser->text[start - 1] == '/';
  gboolean is_last;
  Piece    piece = { .kind = PIECE_RUN };
  char     name[16];

  while (parser->text[parser->at] == '*')
    parser->at++;
  is_last = parser->text[parser->at] == '/' || parser->text[parser->at] == '\0';
  if (is_first && is_last && parser->at - start == 2)
    piece.kind = PIECE_DEPTH;

  g_snprintf (name, sizeof name, "%u", ++parser->n_wildcards);
  return add_capture (parser, &piece, name, start);
}

static gboolean
compile_regex (Parser *parser, const char *source, gsize at, Piece *piece)
{
  g_autofree char   *whole = g_strdup_printf (REGEX_LIMITS "\\A(?:%s)\\z", source);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GRegex) alone = g_regex_new (source, 0, 0, &local_error);

  /* Compiled alone first, so that the message is about what the person wrote. */
  if (alone != NULL)
    piece->regex = g_regex_new (whole, 0, 0, &local_error);
  if (piece->regex == NULL)
    {
      clasp_mapping_set_error (parser->error, CLASP_MAPPING_ERROR_PATTERN, parser->text, at,
                               "the regular expression is wrong: %s", local_error->message);
      return FALSE;
    }

  piece->kind = PIECE_REGEX;
  return TRUE;
}

static gboolean
read_range (Parser *parser, const char *form, const char *dots, gsize at, Piece *piece)
{
  ClaspStr low = { form, (gsize) (dots - form) };
  ClaspStr high = clasp_str (dots + 2);

  piece->kind = PIECE_INT;
  if (!clasp_parse_integer (low, &piece->minimum) || !clasp_parse_integer (high, &piece->maximum))
    return fail (parser, at, "a range is two whole numbers, like 1..16");
  if (piece->minimum > piece->maximum)
    return fail (parser, at, "the range is empty: its first number is the larger one");
  return TRUE;
}

static gboolean
read_words (Parser *parser, const char *form, gsize at, Piece *piece)
{
  piece->kind = PIECE_WORDS;
  piece->words = g_strsplit (form, "|", -1);
  for (char **word = piece->words; *word != NULL; word++)
    if (**word == '\0' || strchr (*word, '/') != NULL)
      return fail (parser, at, "each word needs at least one character and no slash");
  return TRUE;
}

/* What stands between the colon and the brace. */
static gboolean
read_form (Parser *parser, const char *form, gsize at, Piece *piece)
{
  const char *dots = strstr (form, "..");

  if (g_str_equal (form, "**"))
    {
      piece->kind = PIECE_DEPTH;
      return TRUE;
    }
  if (g_str_equal (form, "int"))
    {
      piece->kind = PIECE_INT;
      piece->minimum = G_MININT64;
      piece->maximum = G_MAXINT64;
      return TRUE;
    }
  if (strchr (form, '|') != NULL)
    return read_words (parser, form, at, piece);
  if (dots != NULL)
    return read_range (parser, form, dots, at, piece);

  clasp_mapping_set_error (
    parser->error, CLASP_MAPPING_ERROR_PATTERN, parser->text, at,
    "\"%s\" is no form: expected int, 1..16, a|b, ** or /regular expression/", form);
  return FALSE;
}

/* Everything after "{name:" up to and with the closing brace. A regular expression ends at "/}". */
static gboolean
read_constraint (Parser *parser, gsize open, Piece *piece)
{
  gsize            start = parser->at;
  gboolean         is_regex = parser->text[start] == '/';
  const char      *end = strstr (parser->text + start + is_regex, is_regex ? "/}" : "}");
  g_autofree char *form = NULL;

  if (end == NULL)
    return fail (parser, open,
                 is_regex ? "the regular expression is not closed with /}"
                          : "the brace is not closed");
  start += is_regex;
  form = g_strndup (parser->text + start, (gsize) (end - parser->text) - start);
  parser->at = (gsize) (end - parser->text) + (is_regex ? 2 : 1);
  return is_regex ? compile_regex (parser, form, start, piece)
                  : read_form (parser, form, start, piece);
}

static gboolean
depth_is_alone (const Parser *parser, gsize open)
{
  char next = parser->text[parser->at];

  return parser->text[open - 1] == '/' && (next == '/' || next == '\0');
}

static gboolean
read_capture (Parser *parser)
{
  gsize            open = parser->at++;
  ClaspStr         name = clasp_parse_name (parser->text + parser->at);
  g_autofree char *owned_name = clasp_str_dup (name);
  Piece            piece = { .kind = PIECE_TEXT };
  gboolean         is_good = TRUE;

  if (name.length == 0)
    return fail (parser, parser->at, "expected a name of letters, digits and _ after the brace");
  if (g_str_equal (owned_name, "value"))
    return fail (parser, parser->at, "\"value\" is the name of the value itself: choose another");
  parser->at += name.length;

  if (parser->text[parser->at] == '}')
    parser->at++;
  else if (parser->text[parser->at] != ':')
    return fail (parser, parser->at, "expected } or : after the name");
  else
    {
      parser->at++;
      is_good = read_constraint (parser, open, &piece);
    }
  if (is_good && piece.kind == PIECE_DEPTH && !depth_is_alone (parser, open))
    is_good = fail (parser, open, "a capture of several segments must stand alone between slashes");
  if (is_good)
    return add_capture (parser, &piece, owned_name, open);

  piece_clear (&piece);
  return FALSE;
}

static gboolean
read_piece (Parser *parser)
{
  char next = parser->text[parser->at];

  if (next == '*')
    return read_stars (parser);
  if (next == '{')
    return read_capture (parser);
  if (next == '\\' && parser->text[parser->at + 1] != '\0' &&
      strchr ("{}*\\", parser->text[parser->at + 1]) != NULL)
    parser->at++;
  g_string_append_c (parser->literal, parser->text[parser->at++]);
  return TRUE;
}

/* The segment as the protocol's matcher knows it: at least as wide. */
static void
append_subscription (Parser *parser, const Segment *segment)
{
  g_string_append_c (parser->subscription, '/');
  for (guint i = 0; i < segment->n; i++)
    {
      const Piece *piece = &g_array_index (parser->pattern->pieces, Piece, segment->first + i);

      if (piece->kind == PIECE_DEPTH)
        g_string_append (parser->subscription, "**");
      else if (piece->kind == PIECE_LITERAL && strchr (piece->literal, '*') == NULL)
        g_string_append (parser->subscription, piece->literal);
      else if (parser->subscription->str[parser->subscription->len - 1] != '*')
        g_string_append_c (parser->subscription, '*');
    }
}

static gboolean
read_segment (Parser *parser)
{
  gsize   slash = parser->at++;
  Segment segment = { .first = parser->pattern->pieces->len };

  parser->segment_first = segment.first;
  while (parser->text[parser->at] != '/' && parser->text[parser->at] != '\0')
    if (!read_piece (parser))
      return FALSE;
  flush_literal (parser);

  segment.n = parser->pattern->pieces->len - segment.first;
  if (segment.n == 0)
    return fail (parser, slash,
                 "an empty segment: no address has two slashes in a row or one at the end");
  g_array_append_val (parser->pattern->segments, segment);
  append_subscription (parser, &segment);
  return TRUE;
}

static gboolean
parse (Parser *parser)
{
  const char *why;

  if (!clasp_mapping_check_text (parser->text, CLASP_MAPPING_ERROR_PATTERN, parser->error))
    return FALSE;
  if (parser->text[0] != '/')
    return fail (parser, 0, "an address starts with \"/\"");
  while (parser->text[parser->at] != '\0')
    if (!read_segment (parser))
      return FALSE;
  if (!clasp_pattern_is_valid (clasp_str (parser->subscription->str), &why))
    return fail (parser, 0, why);

  parser->pattern->is_exact = parser->pattern->names->len == 0;
  parser->pattern->subscription = g_strdup (parser->subscription->str);
  return TRUE;
}

/**
 * clasp_route_pattern_new:
 * @text: an address with `*`, `**`, `{name}`, `{n:int}`, `{n:1..16}`, `{k:a|b}`, `{rest:**}` or
 *   `{x:/regex/}` in it; `\{`, `\}`, `\*` and `\\` stand for themselves
 * @error: return location
 *
 * Compiles the source of a mapping (mapping.md 11.2). The n-th `*` or `**` is the capture "n".
 *
 * Thread: any.
 *
 * Errors: %CLASP_MAPPING_ERROR_PATTERN, "column N: …".
 *
 * Returns: (transfer full): a pattern, or %NULL
 */
ClaspRoutePattern *
clasp_route_pattern_new (const char *text, GError **error)
{
  g_autoptr (ClaspRoutePattern) self = g_new0 (ClaspRoutePattern, 1);
  g_autoptr (GString)           literal = g_string_new (NULL);
  g_autoptr (GString)           subscription = g_string_new (NULL);
  Parser                        parser = {
                           .pattern = self, .text = text, .literal = literal, .subscription = subscription, .error = error
  };

  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (self->pieces, piece_clear);
  self->segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->kinds = g_array_new (FALSE, FALSE, sizeof (ClaspCaptureKind));
  return parse (&parser) ? g_steal_pointer (&self) : NULL;
}

/**
 * clasp_route_pattern_free:
 * @self: (transfer full): a pattern
 *
 * Thread: any.
 */
void
clasp_route_pattern_free (ClaspRoutePattern *self)
{
  g_array_unref (self->pieces);
  g_array_unref (self->segments);
  g_ptr_array_unref (self->names);
  g_array_unref (self->kinds);
  g_free (self->subscription);
  g_free (self);
}

/**
 * clasp_route_pattern_get_subscription:
 * @self: a pattern
 *
 * Thread: any.
 *
 * Returns: the protocol's pattern that matches everything @self does, and maybe more; borrowed
 */
const char *
clasp_route_pattern_get_subscription (const ClaspRoutePattern *self)
{
  return self->subscription;
}

/**
 * clasp_route_pattern_is_exact:
 * @self: a pattern
 *
 * Thread: any.
 *
 * Returns: %TRUE if it captures nothing and so matches one address
 */
gboolean
clasp_route_pattern_is_exact (const ClaspRoutePattern *self)
{
  return self->is_exact;
}

/**
 * clasp_route_pattern_get_n_captures:
 * @self: a pattern
 *
 * Thread: any.
 *
 * Returns: the number of different names, at most %CLASP_MAX_CAPTURES
 */
guint
clasp_route_pattern_get_n_captures (const ClaspRoutePattern *self)
{
  return self->names->len;
}

/**
 * clasp_route_pattern_get_capture_name:
 * @self: a pattern
 * @index: 0 to the number of captures less one
 *
 * Thread: any.
 *
 * Returns: the name, "1" for the first `*` or `**`; borrowed
 */
const char *
clasp_route_pattern_get_capture_name (const ClaspRoutePattern *self, guint index)
{
  return g_ptr_array_index (self->names, index);
}

ClaspCaptureKind
clasp_route_pattern_get_capture_kind (const ClaspRoutePattern *self, guint index)
{
  return g_array_index (self->kinds, ClaspCaptureKind, index);
}

gboolean
clasp_route_pattern_find_capture (const ClaspRoutePattern *self, ClaspStr name, guint *index)
{
  for (guint i = 0; i < self->names->len; i++)
    if (clasp_str_equal (clasp_str (g_ptr_array_index (self->names, i)), name))
      {
        *index = i;
        return TRUE;
      }

  return FALSE;
}
