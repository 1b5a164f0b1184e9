/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. Matching backtracks, because a capture's end is not always where it first could be:
 * "{a}-{b}/{b}" on "/x-y-z/z" needs a second try. Each wildcard takes as little as it can. A budget
 * of steps bounds the work; no pattern a person would write comes near it. */

#include "mapping/clasp-route-pattern-private.h"

#include "core/clasp-address.h"

#define MAX_STEPS 10000
#define REGEX_STEPS 50 /* what asking a regular expression counts as */

typedef struct
{
  const ClaspRoutePattern *pattern;
  ClaspStr                 address;
  ClaspCaptures           *captures;
  guint                    n_steps;
} Matcher;

static gboolean match_segments (Matcher *matcher, guint index, gsize offset);

static gboolean
starts_with (ClaspStr text, ClaspStr prefix)
{
  return text.length >= prefix.length &&
         (prefix.length == 0 || memcmp (text.data, prefix.data, prefix.length) == 0);
}

static ClaspStr
skip (ClaspStr text, gsize n)
{
  return (ClaspStr){ text.data + n, text.length - n };
}

static gboolean
is_word (const Piece *piece, ClaspStr text)
{
  for (char **word = piece->words; *word != NULL; word++)
    if (clasp_str_equal (clasp_str (*word), text))
      return TRUE;

  return FALSE;
}

static gboolean
fits_regex (Matcher *matcher, const Piece *piece, ClaspStr text)
{
  matcher->n_steps += REGEX_STEPS;
  /* Running into the limit is reported as an error: that is no match. */
  return g_regex_match_full (piece->regex, text.data, (gssize) text.length, 0, 0, NULL, NULL);
}

static gboolean
capture (Matcher *matcher, const Piece *piece, ClaspStr text)
{
  ClaspCapture *slot = &matcher->captures->captures[piece->capture];
  gint64        number = 0;
  gboolean      is_number = clasp_parse_integer (text, &number);

  switch (piece->kind)
    {
    case PIECE_INT:
      if (!is_number || number < piece->minimum || number > piece->maximum)
        return FALSE;
      break;
    case PIECE_WORDS:
      if (!is_word (piece, text))
        return FALSE;
      break;
    case PIECE_REGEX:
      if (!fits_regex (matcher, piece, text))
        return FALSE;
      break;
    case PIECE_LITERAL:
    case PIECE_RUN:
    case PIECE_TEXT:
    case PIECE_DEPTH:
      break;
    }

  if (piece->is_repeat)
    return clasp_str_equal (slot->text, text);
  *slot = (ClaspCapture){ .text = text, .is_number = is_number, .number = number };
  return TRUE;
}

/* The rest of segment @index, and, when it is used up, the segments that follow. */
static gboolean
match_pieces (Matcher *matcher, guint index, guint piece_index, ClaspStr rest, gsize next_offset)
{
  const Segment *segment = &g_array_index (matcher->pattern->segments, Segment, index);
  const Piece   *piece =
    &g_array_index (matcher->pattern->pieces, Piece, segment->first + piece_index);
  const Piece *literal; /* behind the capture */
  gsize        minimum;

  if (++matcher->n_steps > MAX_STEPS)
    return FALSE;
  if (piece_index == segment->n)
    return rest.length == 0 && match_segments (matcher, index + 1, next_offset);

  if (piece->kind == PIECE_LITERAL)
    return starts_with (rest, (ClaspStr){ piece->literal, piece->literal_length }) &&
           match_pieces (matcher, index, piece_index + 1, skip (rest, piece->literal_length),
                         next_offset);

  minimum = piece->kind == PIECE_RUN ? 0 : 1;
  if (rest.length < minimum)
    return FALSE;
  if (piece_index + 1 == segment->n)
    return capture (matcher, piece, rest) && match_segments (matcher, index + 1, next_offset);

  literal = piece + 1;
  for (gsize end = minimum; end + literal->literal_length <= rest.length; end++)
    {
      const char *found =
        memmem (rest.data + end, rest.length - end, literal->literal, literal->literal_length);

      if (found == NULL || matcher->n_steps > MAX_STEPS)
        return FALSE;
      end = (gsize) (found - rest.data);
      if (capture (matcher, piece, (ClaspStr){ rest.data, end }) &&
          match_pieces (matcher, index, piece_index + 1, skip (rest, end), next_offset))
        return TRUE;
    }
  return FALSE;
}

/* The text of the segments between two offsets, without the slash in front. */
static ClaspStr
between (ClaspStr address, gsize from, gsize to)
{
  return to > from ? (ClaspStr){ address.data + from + 1, to - from - 1 }
                   : (ClaspStr){ address.data + from, 0 };
}

static gboolean
match_depth (Matcher *matcher, const Piece *piece, guint index, gsize offset)
{
  gsize    end = offset;
  ClaspStr ignored;

  if (index + 1 == matcher->pattern->segments->len)
    end = matcher->address.length;
  do
    if (++matcher->n_steps > MAX_STEPS)
      return FALSE;
    else if (capture (matcher, piece, between (matcher->address, offset, end)) &&
             match_segments (matcher, index + 1, end))
      return TRUE;
  while (clasp_address_next_segment (matcher->address, &end, &ignored));

  return FALSE;
}

static gboolean
match_segments (Matcher *matcher, guint index, gsize offset)
{
  const Segment *segment;
  const Piece   *piece;
  ClaspStr       text;

  if (index == matcher->pattern->segments->len)
    return offset == matcher->address.length;

  segment = &g_array_index (matcher->pattern->segments, Segment, index);
  piece = &g_array_index (matcher->pattern->pieces, Piece, segment->first);
  if (piece->kind == PIECE_DEPTH)
    return match_depth (matcher, piece, index, offset);
  if (!clasp_address_next_segment (matcher->address, &offset, &text))
    return FALSE;
  return match_pieces (matcher, index, 0, text, offset);
}

/**
 * clasp_route_pattern_match:
 * @self: a pattern
 * @address: any text
 * @captures: (out): what the names stand for, borrowed from @address
 *
 * Each wildcard captures as little as it can. Addresses longer than
 * %CLASP_ADDRESS_MAX_LENGTH never match.
 *
 * Thread: any.
 *
 * Returns: %TRUE if @address is one of @self's; @captures is undefined otherwise
 */
gboolean
clasp_route_pattern_match (const ClaspRoutePattern *self, ClaspStr address, ClaspCaptures *captures)
{
  Matcher matcher = { self, address, captures, 0 };

  captures->n_captures = self->names->len;
  if (address.length == 0 || address.data[0] != '/' || address.length > CLASP_ADDRESS_MAX_LENGTH)
    return FALSE;
  return match_segments (&matcher, 0, 0);
}
