/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-fold.h"

#include <string.h>

/**
 * br_fold:
 * @text: a text in UTF-8
 *
 * Any thread.
 *
 * Returns: (transfer full): the same in small letters without accents; where it is no UTF-8, with small ASCII letters
 */
char *
br_fold (const char *text)
{
  g_autofree char *parts = NULL;
  g_autofree char *folded = NULL;
  GString         *plain;

  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);

  parts = g_utf8_normalize (text, -1, G_NORMALIZE_NFKD);
  if (parts == NULL)
    return g_ascii_strdown (text, -1);

  plain = g_string_new (NULL);
  folded = g_utf8_casefold (parts, -1);
  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_ismark (g_utf8_get_char (at)))
      g_string_append_unichar (plain, g_utf8_get_char (at));

  return g_string_free (plain, FALSE);
}

/* Nothing is allocated: it is asked of a hundred thousand addresses at each key that is pressed. */
static gboolean
ascii_contains (const char *text,
                const char *word)
{
  for (; *text != '\0'; text++)
    {
      gsize i = 0;

      while (word[i] != '\0' && g_ascii_tolower (text[i]) == word[i])
        i++;
      if (word[i] == '\0')
        return TRUE;
    }

  return *word == '\0';
}

/**
 * br_fold_contains:
 * @text: a text in UTF-8
 * @word: what br_fold() made
 *
 * Any thread.
 *
 * Returns: whether @word stands in @text, whatever the case and the accents of @text
 */
gboolean
br_fold_contains (const char *text,
                  const char *word)
{
  g_autofree char *folded = NULL;

  if (g_str_is_ascii (text))
    return ascii_contains (text, word);

  folded = br_fold (text);

  return strstr (folded, word) != NULL;
}
