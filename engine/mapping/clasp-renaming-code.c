/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-renaming-private.h"

#include <string.h>

/* Design notes. Expressions and scripts are read as tokens, not as text: what stands in a text is
 * an address only as a whole, and behind a sign that joins texts ("+", "..") it is a part of one
 * that is not known. Those are left, and counted. */

static gboolean
is_name_byte (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

static const char *
skip_blanks (const char *at)
{
  return at + strspn (at, " \t\r\n");
}

/* "/local/var/%s" is put together as much as "/local/var/" with something behind. */
static gboolean
may_become_it (const ClaspRenaming *self, const char *content, gsize length, gboolean is_joined)
{
  g_autofree char   *text = g_strndup (content, length);
  g_autofree char   *joined = g_strconcat (text, "*", NULL);
  g_autoptr (GRegex) regex = g_regex_new ("%[-+ 0#.0-9]*[a-zA-Z]", 0, 0, NULL);
  g_autofree char   *loose = g_regex_replace_literal (regex, text, -1, 0, "*", 0, NULL);

  if (!g_str_has_prefix (text, "/local/"))
    return FALSE;
  if (loose != NULL && clasp_renaming_may_be_it (self, loose))
    return TRUE;
  return is_joined &&
         (clasp_renaming_may_be_it (self, joined) || g_str_has_prefix (self->prefix, text));
}

/* The bare name beside an address of its kind: "/local/scene/active" == "intro". */
static gboolean
is_bare_name (const ClaspRenamingWork *work, const char *content, gsize length)
{
  return strlen (work->renaming->name) == length &&
         strncmp (content, work->renaming->name, length) == 0 &&
         strstr (work->text, work->renaming->prefix) != NULL;
}

/* A text from @content to @end, without its marks. */
static void
follow_content (ClaspRenamingWork *work,
                const char        *content,
                const char        *end,
                gboolean           is_joined,
                gboolean           is_tail)
{
  gsize    length = (gsize) (end - content);
  gboolean names_it = !is_tail && clasp_renaming_names_it (work->renaming, content, length);
  gboolean is_whole = length == strlen (work->renaming->address);

  if (names_it && !(is_joined && is_whole))
    {
      clasp_renaming_put (work, content, length);
      return;
    }
  if (names_it || (!is_tail && may_become_it (work->renaming, content, length, is_joined)) ||
      is_bare_name (work, content, length))
    work->renaming->n_left++;
  g_string_append_len (work->changed, content, (gssize) length);
}

static const char *
end_of_text (const char *quote)
{
  const char *at = quote + 1;

  while (*at != '\0' && *at != *quote)
    at += *at == '\\' && at[1] != '\0' ? 2 : 1;
  return at;
}

/* Returns what is behind its closing mark. */
static const char *
follow_quoted (ClaspRenamingWork *work, const char *at, const char *joiner, gboolean is_tail)
{
  const char *end = end_of_text (at);
  const char *next = skip_blanks (*end != '\0' ? end + 1 : end);

  g_string_append_c (work->changed, *at);
  follow_content (work, at + 1, end, g_str_has_prefix (next, joiner), is_tail);
  if (*end == '\0')
    return end;
  g_string_append_c (work->changed, *end);
  return end + 1;
}

/* ---- expressions ---- */

/* var.act-1 is none, but the address of act-1 can be looked at. */
static void
put_state (ClaspRenamingWork *work)
{
  g_string_append (work->changed, "state(\"");
  for (const char *at = work->renaming->new_address; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (work->changed, '\\');
      g_string_append_c (work->changed, *at);
    }
  g_string_append (work->changed, "\")");
}

static gboolean
is_plain_here (const char *name)
{
  for (const char *at = name; *at != '\0'; at++)
    if (!is_name_byte (*at))
      return FALSE;
  return *name != '\0';
}

/* @name is "var"; returns what is behind the variable, or NULL when it is another one, or none. */
static const char *
follow_variable (ClaspRenamingWork *work, const char *behind)
{
  const ClaspRenaming *self = work->renaming;
  const char          *point = skip_blanks (behind), *end;

  if (*point != '.' || strcmp (self->kind, "variable") != 0)
    return NULL;
  for (end = point + 1; is_name_byte (*end);)
    end++;
  if ((gsize) (end - point - 1) != strlen (self->name) ||
      strncmp (point + 1, self->name, strlen (self->name)) != 0)
    return NULL;
  if (is_plain_here (self->new_name))
    g_string_append_printf (work->changed, "var.%s", self->new_name);
  else
    put_state (work);
  work->renaming->n_followed++;
  work->is_changed = TRUE;
  return end;
}

/* A name, or a number with its letters; @before is what stands in front of it. */
static const char *
follow_word (ClaspRenamingWork *work, const char *at, char before)
{
  const char *end = at, *behind = NULL;

  while (is_name_byte (*end))
    end++;
  if (end - at == 3 && strncmp (at, "var", 3) == 0 && before != '.')
    behind = follow_variable (work, end);
  if (behind != NULL)
    return behind;
  g_string_append_len (work->changed, at, end - at);
  return end;
}

void
clasp_renaming_follow_expression (ClaspRenamingWork *work)
{
  const char *at = work->text;
  char        before = '\0';

  while (*at != '\0')
    {
      char first = *at;

      if (first == '"' || first == '\'')
        at = follow_quoted (work, at, "+", before == '+');
      else if (is_name_byte (first))
        at = follow_word (work, at, before);
      else
        g_string_append_c (work->changed, *at++);
      if (!g_ascii_isspace (first))
        before = first;
    }
}

/* ---- Lua ---- */

/* "[[", "[==[": how many signs there are in between, or -1 when it is no long bracket. */
static int
read_bracket (const char *at)
{
  int n = 0;

  if (*at != '[')
    return -1;
  while (at[1 + n] == '=')
    n++;
  return at[1 + n] == '[' ? n : -1;
}

/* Where the bracket of @n signs that opens at @at closes, or the end. */
static const char *
end_of_bracket (const char *at, int n)
{
  g_autofree char *signs = g_strnfill ((gsize) n, '=');
  g_autofree char *close = g_strconcat ("]", signs, "]", NULL);
  const char      *end = strstr (at + n + 2, close);

  return end != NULL ? end : at + strlen (at);
}

static const char *
copy_to (ClaspRenamingWork *work, const char *at, const char *end)
{
  g_string_append_len (work->changed, at, end - at);
  return end;
}

static const char *
copy_comment (ClaspRenamingWork *work, const char *at)
{
  int n = read_bracket (at + 2);

  if (n >= 0)
    return copy_to (work, at, end_of_bracket (at + 2, n));
  return copy_to (work, at, at + strcspn (at, "\n"));
}

static const char *
follow_bracket (ClaspRenamingWork *work, const char *at, int n, gboolean is_tail)
{
  const char *end = end_of_bracket (at, n);
  const char *next = *end != '\0' ? skip_blanks (end + n + 2) : end;

  at = copy_to (work, at, at + n + 2);
  follow_content (work, at, end, g_str_has_prefix (next, ".."), is_tail);
  return *end != '\0' ? copy_to (work, end, end + n + 2) : end;
}

void
clasp_renaming_follow_script (ClaspRenamingWork *work)
{
  const char *at = work->text;
  gboolean    is_tail = FALSE;

  while (*at != '\0')
    {
      int      n = read_bracket (at);
      gboolean is_join = at[0] == '.' && at[1] == '.', is_blank = g_ascii_isspace (*at);

      if (at[0] == '-' && at[1] == '-')
        at = copy_comment (work, at);
      else if (*at == '"' || *at == '\'')
        at = follow_quoted (work, at, "..", is_tail);
      else if (n >= 0)
        at = follow_bracket (work, at, n, is_tail);
      else
        at = copy_to (work, at, at + (is_join ? 2 : 1));
      is_tail = is_join || (is_tail && is_blank);
    }
}
