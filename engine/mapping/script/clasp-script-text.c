/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* As much of Lua's grammar as it takes to know names from comments and texts. */

#include "mapping/script/clasp-script-private.h"

static gboolean
is_name_byte (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* "[[" or "[==[": the number of signs, or -1. */
static int
count_signs (const char *at)
{
  gsize n = at[0] == '[' ? strspn (at + 1, "=") : 0;

  return at[0] == '[' && at[1 + n] == '[' ? (int) n : -1;
}

static const char *
skip_long (const char *at, int n_signs)
{
  g_autofree char *signs = g_strnfill ((gsize) n_signs, '=');
  g_autofree char *closing = g_strconcat ("]", signs, "]", NULL);
  const char      *end = strstr (at, closing);

  return end != NULL ? end + strlen (closing) : at + strlen (at);
}

static const char *
skip_quoted (const char *at)
{
  char quote = *at++;

  while (*at != '\0' && *at != quote)
    at += *at == '\\' && at[1] != '\0' ? 2 : 1;
  return *at != '\0' ? at + 1 : at;
}

static const char *
skip_comment (const char *at)
{
  int n_signs = count_signs (at + 2);

  return n_signs >= 0 ? skip_long (at + 2, n_signs) : at + strcspn (at, "\n");
}

static const char *
skip_blanks (const char *at)
{
  for (;;)
    if (g_str_has_prefix (at, "--"))
      at = skip_comment (at);
    else if (g_ascii_isspace (*at))
      at++;
    else
      return at;
}

static gboolean
is_name (const char *at, gsize length, const char *name)
{
  return length == strlen (name) && strncmp (at, name, length) == 0;
}

/* "function transform" or "transform =", at the name @at of @length bytes. */
static gboolean
is_definition (const char *at, gsize length)
{
  const char *next = skip_blanks (at + length);

  if (is_name (at, length, "function"))
    return g_str_has_prefix (next, "transform") && !is_name_byte (next[9]) && next[9] != '.' &&
           next[9] != ':';
  return is_name (at, length, "transform") && next[0] == '=' && next[1] != '=';
}

gboolean
clasp_script_defines_transform (const char *text)
{
  const char *at = skip_blanks (text);
  gboolean    is_member = FALSE;

  while (*at != '\0')
    {
      gsize length = 0;

      while (is_name_byte (at[length]))
        length++;
      if (length > 0 && !is_member && is_definition (at, length))
        return TRUE;

      is_member = *at == '.' || *at == ':';
      if (length > 0)
        at += length;
      else if (*at == '"' || *at == '\'')
        at = skip_quoted (at);
      else if (count_signs (at) >= 0)
        at = skip_long (at, count_signs (at));
      else
        at++;
      at = skip_blanks (at);
    }
  return FALSE;
}
