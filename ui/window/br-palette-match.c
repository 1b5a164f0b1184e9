/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-palette.h"

#include "widgets/br-fold.h"

#include <string.h>

#define AT_START 8
#define AT_WORD 4
#define INSIDE 1

static guint
match_word (const char *title,
            const char *word)
{
  guint best = 0;

  for (const char *at = strstr (title, word); at != NULL; at = strstr (at + 1, word))
    {
      if (at == title)
        return AT_START;
      if (!g_ascii_isalnum (at[-1]) && (guchar) at[-1] < 0x80)
        best = AT_WORD;
      else
        best = MAX (best, INSIDE);
    }

  return best;
}

guint
br_palette_match (const char *title,
                  const char *typed)
{
  g_autofree char *folded_title = br_fold (title);
  g_autofree char *folded = br_fold (typed);
  g_auto (GStrv)   words = g_strsplit_set (folded, " \t", -1);
  guint            sum = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint fits = *words[i] != '\0' ? match_word (folded_title, words[i]) : 0;

      if (*words[i] != '\0' && fits == 0)
        return 0;
      sum += fits;
    }

  return sum + 1; /* nothing typed fits everything */
}
