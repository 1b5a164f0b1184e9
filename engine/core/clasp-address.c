/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. A pattern is cut into segments once. Because a plain segment consumes exactly one
 * segment of the address, the greedy match has to remember only the last `**`: trying that one a
 * segment further covers every choice an earlier one could make. The same holds for `*` inside a
 * segment. Hence segments × segments comparisons at worst, however many wildcards there are. */

#include "core/clasp-address.h"

typedef enum
{
  SEGMENT_LITERAL,
  SEGMENT_ANY,       /* `*` */
  SEGMENT_PARTIAL,   /* `fader*` */
  SEGMENT_ANY_DEPTH, /* `**` */
} SegmentKind;

typedef struct
{
  SegmentKind kind;
  ClaspStr    text; /* borrowed from the pattern's text */
} Segment;

struct _ClaspPattern
{
  char    *text; /* (owned) */
  gsize    length;
  gboolean is_exact;
  guint    n_segments;
  Segment  segments[];
};

static gboolean
check_segments (ClaspStr text, gboolean is_pattern, const char **why)
{
  gsize    offset = 0;
  ClaspStr segment;
  guint    n_segments = 0;

  while (clasp_address_next_segment (text, &offset, &segment))
    {
      gboolean is_last = offset == text.length;

      if (segment.length == 0 && !(is_pattern && is_last))
        {
          *why = "it has an empty segment: two slashes in a row, or one at the end";
          return FALSE;
        }
      if (!is_pattern && memchr (segment.data, '*', segment.length) != NULL)
        {
          *why = "it contains \"*\", which only patterns may";
          return FALSE;
        }
      if (++n_segments > CLASP_ADDRESS_MAX_SEGMENTS)
        {
          *why = "it has more than 64 segments";
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check (ClaspStr text, gboolean is_pattern, const char **why)
{
  const char *ignored;

  if (why == NULL)
    why = &ignored;

  if (text.length == 0)
    {
      *why = "it is empty";
      return FALSE;
    }
  if (text.data[0] != '/')
    {
      *why = "it does not start with \"/\"";
      return FALSE;
    }
  if (text.length > CLASP_ADDRESS_MAX_LENGTH)
    {
      *why = "it is longer than 256 bytes";
      return FALSE;
    }

  return check_segments (text, is_pattern, why);
}

/**
 * clasp_address_is_valid:
 * @address: what somebody wants to write to
 * @why: (out) (optional): the rule that was broken, a static sentence continuing "The address is
 *   refused because…"
 *
 * Checks the rules of wire.md 7.1 for addresses that are written.
 *
 * Thread: any.
 *
 * Returns: %TRUE if @address may be written
 */
gboolean
clasp_address_is_valid (ClaspStr address, const char **why)
{
  return check (address, FALSE, why);
}

/**
 * clasp_pattern_is_valid:
 * @pattern: what somebody wants to subscribe to
 * @why: (out) (optional): the rule that was broken
 *
 * As clasp_address_is_valid (), but wildcards, a trailing slash and the bare slash pass.
 *
 * Thread: any.
 *
 * Returns: %TRUE if @pattern may be subscribed to
 */
gboolean
clasp_pattern_is_valid (ClaspStr pattern, const char **why)
{
  return check (pattern, TRUE, why);
}

/**
 * clasp_address_next_segment:
 * @address: an address or pattern
 * @offset: (inout): where to go on, 0 to start
 * @segment: (out): the text between two slashes, borrowed from @address, may be empty
 *
 * Walks over the segments: "/a/b" has "a" and "b", "/" has one empty one.
 *
 * Thread: any.
 *
 * Returns: %FALSE after the last segment, and for text that does not start with a slash
 */
gboolean
clasp_address_next_segment (ClaspStr address, gsize *offset, ClaspStr *segment)
{
  const char *start, *end, *slash;

  if (*offset >= address.length || address.data[*offset] != '/')
    return FALSE;

  start = address.data + *offset + 1;
  end = address.data + address.length;
  slash = start < end ? memchr (start, '/', (gsize) (end - start)) : NULL;
  if (slash == NULL)
    slash = end;

  *segment = (ClaspStr){ start, (gsize) (slash - start) };
  *offset = (gsize) (slash - address.data);
  return TRUE;
}

static SegmentKind
classify (ClaspStr segment)
{
  if (clasp_str_equal (segment, CLASP_STR_LITERAL ("**")))
    return SEGMENT_ANY_DEPTH;
  if (clasp_str_equal (segment, CLASP_STR_LITERAL ("*")))
    return SEGMENT_ANY;
  if (segment.length > 0 && memchr (segment.data, '*', segment.length) != NULL)
    return SEGMENT_PARTIAL;
  return SEGMENT_LITERAL;
}

static void
split (ClaspPattern *self)
{
  gsize    offset = 0;
  ClaspStr segment;

  self->is_exact = TRUE;
  while (clasp_address_next_segment (clasp_pattern_get_text (self), &offset, &segment))
    {
      SegmentKind kind = classify (segment);

      if (kind != SEGMENT_LITERAL)
        self->is_exact = FALSE;
      self->segments[self->n_segments++] = (Segment){ kind, segment };
    }
}

/**
 * clasp_pattern_new:
 * @pattern: a pattern of wire.md 7.3; copied
 *
 * Prepares a pattern for many matches. Text that is no valid pattern matches only itself.
 *
 * Thread: any.
 *
 * Returns: (transfer full): a new pattern
 */
ClaspPattern *
clasp_pattern_new (ClaspStr pattern)
{
  gboolean      is_valid = clasp_pattern_is_valid (pattern, NULL);
  gsize         n_max = is_valid ? CLASP_ADDRESS_MAX_SEGMENTS : 0;
  ClaspPattern *self = g_atomic_rc_box_alloc0 (sizeof *self + n_max * sizeof (Segment));

  self->text = g_memdup2 (pattern.length > 0 ? pattern.data : "", MAX (pattern.length, 1));
  self->length = pattern.length;
  self->is_exact = TRUE;
  if (is_valid)
    split (self);
  return self;
}

/**
 * clasp_pattern_ref:
 * @self: a pattern
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
ClaspPattern *
clasp_pattern_ref (ClaspPattern *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
pattern_clear (gpointer data)
{
  g_free (((ClaspPattern *) data)->text);
}

/**
 * clasp_pattern_unref:
 * @self: (transfer full): a pattern
 *
 * Thread: any.
 */
void
clasp_pattern_unref (ClaspPattern *self)
{
  g_atomic_rc_box_release_full (self, pattern_clear);
}

/**
 * clasp_pattern_get_text:
 * @self: a pattern
 *
 * Thread: any.
 *
 * Returns: what it was made from, borrowed as long as @self lives
 */
ClaspStr
clasp_pattern_get_text (const ClaspPattern *self)
{
  return (ClaspStr){ self->text, self->length };
}

/**
 * clasp_pattern_is_exact:
 * @self: a pattern
 *
 * Thread: any.
 *
 * Returns: %TRUE if it has no wildcard and so matches exactly one address
 */
gboolean
clasp_pattern_is_exact (const ClaspPattern *self)
{
  return self->is_exact;
}

static gboolean
segment_fits (const Segment *pattern, ClaspStr segment)
{
  switch (pattern->kind)
    {
    case SEGMENT_LITERAL:
      return clasp_str_equal (pattern->text, segment);
    case SEGMENT_ANY:
      return TRUE;
    case SEGMENT_PARTIAL:
      return clasp_segment_matches (pattern->text, segment);
    case SEGMENT_ANY_DEPTH:
      break;
    }

  return FALSE;
}

static gboolean
rest_is_any_depth (const ClaspPattern *self, guint from)
{
  while (from < self->n_segments && self->segments[from].kind == SEGMENT_ANY_DEPTH)
    from++;
  return from == self->n_segments;
}

/**
 * clasp_pattern_matches:
 * @self: a pattern
 * @address: any text
 *
 * The one matcher (wire.md 7.3), used for live routing, snapshots, queries and scopes alike.
 *
 * Thread: any.
 *
 * Returns: %TRUE if @address is one of @self's
 */
gboolean
clasp_pattern_matches (const ClaspPattern *self, ClaspStr address)
{
  gsize    offset = 0, retry_offset = 0;
  guint    at = 0, retry_at = 0; /* retry_at: one past the last `**`, 0 = none yet */
  ClaspStr segment;

  if (self->is_exact)
    return clasp_str_equal (clasp_pattern_get_text (self), address);
  if (address.length == 0 || address.data[0] != '/')
    return FALSE;

  while (TRUE)
    {
      if (at < self->n_segments && self->segments[at].kind == SEGMENT_ANY_DEPTH)
        {
          retry_at = ++at;
          retry_offset = offset;
          continue;
        }
      if (!clasp_address_next_segment (address, &offset, &segment))
        return rest_is_any_depth (self, at);
      if (at < self->n_segments && segment_fits (&self->segments[at], segment))
        {
          at++;
          continue;
        }
      if (retry_at == 0)
        return FALSE;
      if (retry_at == self->n_segments)
        return TRUE;

      /* The last `**` swallows one segment more, and what follows it is tried again. */
      offset = retry_offset;
      clasp_address_next_segment (address, &offset, &segment);
      retry_offset = offset;
      at = retry_at;
    }
}

/**
 * clasp_segment_matches:
 * @pattern: one segment in which each `*` stands for any run of characters
 * @segment: one segment of an address
 *
 * Thread: any.
 *
 * Returns: %TRUE if all of @segment fits
 */
gboolean
clasp_segment_matches (ClaspStr pattern, ClaspStr segment)
{
  gsize    p = 0, s = 0, retry_p = 0, retry_s = 0;
  gboolean has_star = FALSE;

  while (s < segment.length)
    {
      if (p < pattern.length && pattern.data[p] == '*')
        {
          has_star = TRUE;
          retry_p = ++p;
          retry_s = s;
        }
      else if (p < pattern.length && pattern.data[p] == segment.data[s])
        {
          p++;
          s++;
        }
      else if (has_star)
        {
          p = retry_p;
          s = ++retry_s;
        }
      else
        return FALSE;
    }

  while (p < pattern.length && pattern.data[p] == '*')
    p++;
  return p == pattern.length;
}

static gboolean
must_escape (guchar byte)
{
  return byte <= ' ' || byte == 0x7f || strchr ("/*?#+[]{}%", byte) != NULL;
}

/**
 * clasp_segment_escape:
 * @text: a foreign name: an MQTT level, a device name
 *
 * Makes one valid segment of any text (bridges.md 1.4): what could be mistaken for syntax becomes
 * `%XX`, the empty text `_`, and a text that is just `_` becomes `%5F`, so that
 * clasp_segment_unescape () gives back exactly @text.
 *
 * Thread: any.
 *
 * Returns: (transfer full): a segment
 */
char *
clasp_segment_escape (ClaspStr text)
{
  GString *segment;

  if (text.length == 0)
    return g_strdup ("_");
  if (clasp_str_equal (text, CLASP_STR_LITERAL ("_")))
    return g_strdup ("%5F");

  segment = g_string_sized_new (text.length + 8);
  for (gsize i = 0; i < text.length; i++)
    {
      guchar byte = (guchar) text.data[i];

      if (must_escape (byte))
        g_string_append_printf (segment, "%%%02X", byte);
      else
        g_string_append_c (segment, (char) byte);
    }
  return g_string_free (segment, FALSE);
}

static gboolean
read_escape (ClaspStr segment, gsize at, char *byte)
{
  int high, low;

  if (segment.data[at] != '%' || at + 2 >= segment.length)
    return FALSE;
  high = g_ascii_xdigit_value (segment.data[at + 1]);
  low = g_ascii_xdigit_value (segment.data[at + 2]);
  if (high < 0 || low < 0 || (high == 0 && low == 0))
    return FALSE;

  *byte = (char) (high << 4 | low);
  return TRUE;
}

/**
 * clasp_segment_unescape:
 * @segment: one segment
 *
 * The reverse of clasp_segment_escape (). A `%` that starts no escape, and `%00`, stay as they are,
 * as does the whole segment if the result would not be UTF-8.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the text it stands for
 */
char *
clasp_segment_unescape (ClaspStr segment)
{
  GString *text;

  if (clasp_str_equal (segment, CLASP_STR_LITERAL ("_")))
    return g_strdup ("");

  text = g_string_sized_new (segment.length);
  for (gsize i = 0; i < segment.length; i++)
    {
      char byte = segment.data[i];

      if (read_escape (segment, i, &byte))
        i += 2;
      g_string_append_c (text, byte);
    }

  if (!g_utf8_validate_len (text->str, text->len, NULL))
    {
      g_string_truncate (text, 0);
      g_string_append_len (text, segment.data, (gssize) segment.length);
    }
  return g_string_free (text, FALSE);
}
