/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-address.h"

#include "core/clasp-address.h"

/* Design notes: a pattern is matched by walking over it once while keeping the set of all places in
 * the address that it may have reached, one bit for each. Every element of the pattern maps such a
 * set to the next, so no pattern makes the matcher try the same thing twice: "{a,a}{a,a}{a,a}…" and
 * "*a*a*a*…" cost what any other text of their length costs. */

#define N_PLACES (CLASP_ADDRESS_MAX_LENGTH + 1)

typedef struct
{
  gboolean is_reached[N_PLACES];
} Places;

/* ---- translation ---- */

static gboolean
is_plain (char c)
{
  return (guchar) c > ' ' && c != 0x7f && strchr ("*?#+[]{}%", c) == NULL;
}

/* No character that CLASP would encode, no empty segment, none that reads as one. */
static gboolean
is_same_in_both (ClaspStr address)
{
  for (gsize i = 0; i < address.length; i++)
    {
      gboolean is_last = i + 1 == address.length;

      if (!is_plain (address.data[i]))
        return FALSE;
      if (address.data[i] == '/' &&
          (is_last || address.data[i + 1] == '/' || address.data[i + 1] == '_'))
        return FALSE;
    }

  return TRUE;
}

/* The piece of @address that begins after the slash at *@offset; FALSE at the end. Unlike CLASP's
 * own walk it yields empty pieces. */
static gboolean
next_piece (ClaspStr address, gsize *offset, ClaspStr *piece)
{
  const char *start, *end;

  if (*offset >= address.length)
    return FALSE;
  start = address.data + *offset + 1;
  end = memchr (start, '/', address.length - *offset - 1);
  if (end == NULL)
    end = address.data + address.length;
  *piece = (ClaspStr){ start, (gsize) (end - start) };
  *offset = (gsize) (end - address.data);
  return TRUE;
}

static ClaspStr
translate (ClaspStr address, GString *scratch, char *(*convert) (ClaspStr))
{
  gsize    offset = 0;
  ClaspStr piece;

  g_string_truncate (scratch, 0);
  while (next_piece (address, &offset, &piece))
    {
      g_autofree char *text = convert (piece);

      g_string_append_c (scratch, '/');
      g_string_append (scratch, text);
    }

  return (ClaspStr){ scratch->str, scratch->len };
}

/**
 * clasp_osc_address_to_clasp:
 * @address: an OSC address, UTF-8, with its leading slash
 * @scratch: memory for the result
 *
 * Returns: the same as a CLASP address, borrowed from @address or @scratch
 */
ClaspStr
clasp_osc_address_to_clasp (ClaspStr address, GString *scratch)
{
  return is_same_in_both (address) ? address : translate (address, scratch, clasp_segment_escape);
}

/**
 * clasp_osc_address_from_clasp:
 * @address: a CLASP address below the namespace, with its leading slash
 * @scratch: memory for the result
 *
 * Returns: the same as an OSC address, borrowed from @address or @scratch
 */
ClaspStr
clasp_osc_address_from_clasp (ClaspStr address, GString *scratch)
{
  return is_same_in_both (address) ? address : translate (address, scratch, clasp_segment_unescape);
}

/* ---- patterns ---- */

/**
 * clasp_osc_is_pattern:
 * @address: an incoming address
 *
 * Returns: %TRUE if it has to be matched against known addresses
 */
gboolean
clasp_osc_is_pattern (ClaspStr address)
{
  for (gsize i = 0; i < address.length; i++)
    if (strchr ("?*[]{}", address.data[i]) != NULL ||
        (address.data[i] == '/' && i + 1 < address.length && address.data[i + 1] == '/'))
      return TRUE;

  return FALSE;
}

/* Where the bracket or brace that opens at @start closes, in the same level; 0 if it does not. */
static gsize
find_close (ClaspStr pattern, gsize start, char close)
{
  for (gsize i = start + 1; i < pattern.length && pattern.data[i] != '/'; i++)
    if (pattern.data[i] == close)
      return i;

  return 0;
}

/**
 * clasp_osc_pattern_is_valid:
 * @pattern: an incoming address with wildcards
 *
 * Returns: %FALSE if a bracket or brace is not closed, or closes nothing
 */
gboolean
clasp_osc_pattern_is_valid (ClaspStr pattern)
{
  for (gsize i = 0; i < pattern.length; i++)
    {
      char c = pattern.data[i];

      if (c == ']' || c == '}')
        return FALSE;
      if (c == '[' || c == '{')
        {
          gsize close = find_close (pattern, i, c == '[' ? ']' : '}');

          if (close == 0)
            return FALSE;
          i = close;
        }
    }

  return TRUE;
}

/* Bytes of the character at @place: a UTF-8 sequence counts as one. */
static gsize
character_size (ClaspStr address, gsize place)
{
  gsize size = (gsize) (g_utf8_next_char (address.data + place) - (address.data + place));

  return MIN (size, address.length - place);
}

static void
step_literal (const Places *from, Places *to, ClaspStr address, ClaspStr literal)
{
  for (gsize place = 0; place + literal.length <= address.length; place++)
    if (from->is_reached[place] && memcmp (address.data + place, literal.data, literal.length) == 0)
      to->is_reached[place + literal.length] = TRUE;
}

static void
step_any_character (const Places *from, Places *to, ClaspStr address)
{
  for (gsize place = 0; place < address.length; place++)
    if (from->is_reached[place] && address.data[place] != '/')
      to->is_reached[place + character_size (address, place)] = TRUE;
}

static void
step_any_run (const Places *from, Places *to, ClaspStr address)
{
  gboolean is_open = FALSE;

  for (gsize place = 0; place <= address.length; place++)
    {
      is_open = is_open || from->is_reached[place];
      to->is_reached[place] = is_open;
      if (place < address.length && address.data[place] == '/')
        is_open = FALSE;
    }
}

/* "//": the slash here, or any later one. */
static void
step_any_level (const Places *from, Places *to, ClaspStr address)
{
  gboolean is_open = FALSE;

  for (gsize place = 0; place < address.length; place++)
    {
      if (address.data[place] != '/')
        continue;
      is_open = is_open || from->is_reached[place];
      to->is_reached[place + 1] = is_open;
    }
}

static gboolean
list_has (ClaspStr list, gunichar c)
{
  const char *p = list.data, *end = list.data + list.length;

  while (p < end)
    {
      gunichar    low = g_utf8_get_char (p), high = low;
      const char *next = g_utf8_next_char (p);

      if (next + 1 < end && *next == '-')
        {
          high = g_utf8_get_char (next + 1);
          next = g_utf8_next_char (next + 1);
        }
      if (c >= MIN (low, high) && c <= MAX (low, high))
        return TRUE;
      p = next;
    }

  return FALSE;
}

static void
step_list (const Places *from, Places *to, ClaspStr address, ClaspStr list)
{
  gboolean is_negated = list.length > 0 && list.data[0] == '!';

  if (is_negated)
    list = (ClaspStr){ list.data + 1, list.length - 1 };
  for (gsize place = 0; place < address.length; place++)
    if (from->is_reached[place] && address.data[place] != '/' &&
        list_has (list, g_utf8_get_char_validated (
                          address.data + place, (gssize) (address.length - place))) != is_negated)
      to->is_reached[place + character_size (address, place)] = TRUE;
}

static void
step_choice (const Places *from, Places *to, ClaspStr address, ClaspStr choice)
{
  const char *p = choice.data, *end = choice.data + choice.length;

  for (;;)
    {
      const char *comma = memchr (p, ',', (gsize) (end - p));
      const char *stop = comma != NULL ? comma : end;

      step_literal (from, to, address, (ClaspStr){ p, (gsize) (stop - p) });
      if (comma == NULL)
        break;
      p = comma + 1;
    }
}

/* The element of @pattern at @offset, applied; the offset after it. */
static gsize
step (ClaspStr pattern, gsize offset, const Places *from, Places *to, ClaspStr address)
{
  char  c = pattern.data[offset];
  gsize close;

  if (c == '?')
    {
      step_any_character (from, to, address);
      return offset + 1;
    }
  if (c == '*')
    {
      step_any_run (from, to, address);
      return offset + 1;
    }
  if (c == '/' && offset + 1 < pattern.length && pattern.data[offset + 1] == '/')
    {
      step_any_level (from, to, address);
      return offset + 2;
    }
  if (c == '[' || c == '{')
    {
      ClaspStr inside;

      close = find_close (pattern, offset, c == '[' ? ']' : '}');
      inside = (ClaspStr){ pattern.data + offset + 1, close - offset - 1 };
      if (c == '[')
        step_list (from, to, address, inside);
      else
        step_choice (from, to, address, inside);
      return close + 1;
    }

  step_literal (from, to, address, (ClaspStr){ pattern.data + offset, 1 });
  return offset + 1;
}

/**
 * clasp_osc_pattern_matches:
 * @pattern: an incoming address with wildcards, UTF-8
 * @address: a plain OSC address
 *
 * Wildcards never cross a slash, except "//", which stands for any number of levels (OSC 1.1).
 *
 * Returns: %TRUE if all of @address matches; an invalid pattern matches nothing
 */
gboolean
clasp_osc_pattern_matches (ClaspStr pattern, ClaspStr address)
{
  Places places[2] = { { { FALSE } }, { { FALSE } } };
  guint  current = 0;

  if (address.length > CLASP_ADDRESS_MAX_LENGTH || !clasp_osc_pattern_is_valid (pattern))
    return FALSE;

  places[current].is_reached[0] = TRUE;
  for (gsize offset = 0; offset < pattern.length;)
    {
      Places *next = &places[1 - current];

      memset (next, 0, sizeof *next);
      offset = step (pattern, offset, &places[current], next, address);
      current = 1 - current;
    }

  return places[current].is_reached[address.length];
}

static gboolean
piece_is_plain (ClaspStr piece)
{
  for (gsize i = 0; i < piece.length; i++)
    if (strchr ("?*[]{}", piece.data[i]) != NULL)
      return FALSE;

  return TRUE;
}

/**
 * clasp_osc_pattern_to_clasp:
 * @pattern: a valid incoming pattern
 * @result: gets a CLASP pattern appended, below the namespace, that matches at least as much
 *
 * Only narrows what has to be looked at; clasp_osc_pattern_matches () decides.
 */
void
clasp_osc_pattern_to_clasp (ClaspStr pattern, GString *result)
{
  gsize    offset = 0;
  ClaspStr piece;

  while (next_piece (pattern, &offset, &piece))
    {
      if (piece.length == 0)
        {
          g_string_append (result, "/**");
        }
      else if (!piece_is_plain (piece))
        {
          g_string_append (result, "/*");
        }
      else
        {
          g_autofree char *segment = clasp_segment_escape (piece);

          g_string_append_printf (result, "/%s", segment);
        }
    }
}
