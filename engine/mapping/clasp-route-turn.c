/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-turn.h"

#include "mapping/clasp-mapping-private.h"
#include "mapping/clasp-route-pattern.h"

/* Design notes: both texts are cut into pieces, literal text and holes. A hole of the source is a
 * capture or a star, one of the target a name with a whole number added. Each hole of the source
 * has to be in the target once, or its text could not be known on the way back. */

typedef struct
{
  gboolean is_hole;
  char    *text;  /* (owned) literal text, or all of the hole as it was written */
  char    *name;  /* (owned) of a hole; a star's number */
  char    *kind;  /* (owned) (nullable) behind the colon; "*" and "**" for stars */
  gint64   added; /* in a target */
} Piece;

static void
piece_free (gpointer data)
{
  Piece *self = data;

  g_free (self->text);
  g_free (self->name);
  g_free (self->kind);
  g_free (self);
}

static void
add_literal (GPtrArray *pieces, GString *literal)
{
  Piece *piece;

  if (literal->len == 0)
    return;
  piece = g_new0 (Piece, 1);
  piece->text = g_strdup (literal->str);
  g_ptr_array_add (pieces, piece);
  g_string_truncate (literal, 0);
}

/* Where the hole that begins at @text ends: behind its brace. A regular expression may hold some.
 */
static const char *
find_end (const char *text)
{
  const char *colon = strchr (text, ':');
  const char *brace = strchr (text, '}');

  if (colon != NULL && brace != NULL && colon < brace && colon[1] == '/')
    {
      const char *end = strstr (colon + 2, "/}");

      return end != NULL ? end + 2 : NULL;
    }
  return brace != NULL ? brace + 1 : NULL;
}

static Piece *
make_hole (const char *text, const char *end)
{
  g_autofree char *inside = g_strndup (text + 1, (gsize) (end - text - 2));
  char            *colon = strchr (inside, ':');
  Piece           *piece = g_new0 (Piece, 1);

  piece->is_hole = TRUE;
  piece->text = g_strndup (text, (gsize) (end - text));
  piece->kind = colon != NULL ? g_strdup (colon + 1) : NULL;
  piece->name = colon != NULL ? g_strndup (inside, (gsize) (colon - inside)) : g_strdup (inside);
  return piece;
}

static Piece *
make_star (const char *text, guint number)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->is_hole = TRUE;
  piece->kind = g_strdup (text[1] == '*' ? "**" : "*");
  piece->text = g_strdup (piece->kind);
  piece->name = g_strdup_printf ("%u", number);
  return piece;
}

static GPtrArray *
cut (const char *text)
{
  GPtrArray          *pieces = g_ptr_array_new_with_free_func (piece_free);
  g_autoptr (GString) literal = g_string_new (NULL);
  guint               n_stars = 0;

  while (*text != '\0')
    {
      Piece *piece = NULL;

      if (*text == '\\' && text[1] != '\0')
        {
          g_string_append_len (literal, text, 2);
          text += 2;
          continue;
        }
      if (*text == '{' && find_end (text) != NULL)
        piece = make_hole (text, find_end (text));
      else if (*text == '*')
        piece = make_star (text, ++n_stars);
      if (piece == NULL)
        {
          g_string_append_c (literal, *text++);
          continue;
        }
      text += strlen (piece->text);
      add_literal (pieces, literal);
      g_ptr_array_add (pieces, piece);
    }
  add_literal (pieces, literal);
  return pieces;
}

static gboolean
refuse (GError **error, const char *text, const char *why)
{
  g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TEMPLATE, "“%s” %s", text, why);
  return FALSE;
}

/* "n+10": name and number; nothing else can be undone. */
static gboolean
read_arithmetic (Piece *piece, GError **error)
{
  ClaspStr name = clasp_parse_name (piece->name);
  ClaspStr rest;

  if (g_ascii_isdigit (*piece->name))
    name.length = strspn (piece->name, "0123456789");
  rest = clasp_str (piece->name + name.length);
  if (piece->kind != NULL && *piece->kind != '*')
    return refuse (error, piece->text, "in the target's address cannot be undone");
  if (rest.length > 0)
    {
      gboolean is_sum = *rest.data == '+';
      ClaspStr number = { rest.data + is_sum, rest.length - is_sum };

      if ((*rest.data != '+' && *rest.data != '-') ||
          !clasp_parse_integer (number, &piece->added) || ABS (piece->added) > G_MAXINT32)
        return refuse (error, piece->text, "in the target's address cannot be undone");
    }
  piece->name[name.length] = '\0';
  return TRUE;
}

static Piece *
find_hole (GPtrArray *pieces, const char *name)
{
  for (guint i = 0; i < pieces->len; i++)
    {
      Piece *piece = pieces->pdata[i];

      if (piece->is_hole && g_str_equal (piece->name, name))
        return piece;
    }
  return NULL;
}

static guint
count_holes (GPtrArray *pieces, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < pieces->len; i++)
    {
      const Piece *piece = pieces->pdata[i];

      n += piece->is_hole && g_str_equal (piece->name, name);
    }
  return n;
}

static gboolean
check (GPtrArray *from, GPtrArray *to, GError **error)
{
  for (guint i = 0; i < to->len; i++)
    {
      Piece *piece = to->pdata[i];

      if (piece->is_hole && !read_arithmetic (piece, error))
        return FALSE;
      if (piece->is_hole && find_hole (from, piece->name) == NULL)
        return refuse (error, piece->text, "in the target's address cannot be undone");
    }
  for (guint i = 0; i < from->len; i++)
    {
      const Piece *piece = from->pdata[i];

      if (piece->is_hole && count_holes (to, piece->name) != 1)
        return refuse (error, piece->text, "of the source has to be in the target's address once");
    }
  return TRUE;
}

/* What the source's hole is in the target: {n:1..8} with 10 added is {n:11..18}. */
static gboolean
append_hole (GString *pattern, const Piece *source, gint64 added, GError **error)
{
  g_auto (GStrv) ends = NULL;
  gint64         first, last;

  if (added == 0)
    {
      g_string_append (pattern, source->text);
      return TRUE;
    }
  if (g_strcmp0 (source->kind, "int") == 0)
    {
      g_string_append (pattern, source->text);
      return TRUE;
    }
  ends = g_strsplit (source->kind != NULL ? source->kind : "", "..", 2);
  if (g_strv_length (ends) != 2 || !clasp_parse_integer (clasp_str (ends[0]), &first) ||
      !clasp_parse_integer (clasp_str (ends[1]), &last) || ABS (first) > G_MAXINT32 ||
      ABS (last) > G_MAXINT32)
    return refuse (error, source->text, "of the source is no number to be counted back from");
  g_string_append_printf (pattern, "{%s:%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT "}", source->name,
                          first + added, last + added);
  return TRUE;
}

static gboolean
make_pattern (GPtrArray *from, GPtrArray *to, GString *pattern, GError **error)
{
  for (guint i = 0; i < to->len; i++)
    {
      const Piece *piece = to->pdata[i];

      if (!piece->is_hole)
        g_string_append (pattern, piece->text);
      else if (!append_hole (pattern, find_hole (from, piece->name), piece->added, error))
        return FALSE;
    }
  return TRUE;
}

/* Which star of the new pattern the source's star @name has become. */
static guint
new_star (GPtrArray *from, GPtrArray *to, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < to->len; i++)
    {
      const Piece *piece = to->pdata[i];
      const Piece *source = piece->is_hole ? find_hole (from, piece->name) : NULL;

      if (source != NULL && source->kind != NULL && *source->kind == '*')
        n++;
      if (source != NULL && g_str_equal (source->name, name))
        break;
    }
  return n;
}

static void
make_back (GPtrArray *from, GPtrArray *to, GString *back)
{
  for (guint i = 0; i < from->len; i++)
    {
      const Piece *piece = from->pdata[i];
      gint64       added = piece->is_hole ? find_hole (to, piece->name)->added : 0;

      if (!piece->is_hole)
        g_string_append (back, piece->text);
      else if (piece->kind != NULL && *piece->kind == '*' && g_ascii_isdigit (*piece->name))
        g_string_append_printf (back, "{%u}", new_star (from, to, piece->name));
      else if (added != 0)
        g_string_append_printf (back, "{%s%+" G_GINT64_FORMAT "}", piece->name, -added);
      else
        g_string_append_printf (back, "{%s}", piece->name);
    }
}

/**
 * clasp_route_turn:
 * @source: a pattern
 * @target: a template for it
 * @pattern: (out) (transfer full): what matches the target's addresses
 * @back: (out) (transfer full): the template of the source's address for it
 * @error: return location
 *
 * Thread: any.
 *
 * Errors: %CLASP_MAPPING_ERROR_TEMPLATE when the target's address does not tell the source's.
 *
 * Returns: %TRUE when there is a way back
 */
gboolean
clasp_route_turn (const char *source,
                  const char *target,
                  char      **pattern,
                  char      **back,
                  GError    **error)
{
  g_autoptr (GPtrArray) from = cut (source);
  g_autoptr (GPtrArray) to = cut (target);
  g_autoptr (GString)   pattern_text = g_string_new (NULL);
  g_autoptr (GString)   back_text = g_string_new (NULL);

  if (!check (from, to, error) || !make_pattern (from, to, pattern_text, error))
    return FALSE;
  make_back (from, to, back_text);
  *pattern = g_strdup (pattern_text->str);
  *back = g_strdup (back_text->str);
  return TRUE;
}
