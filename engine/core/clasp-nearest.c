/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-nearest.h"

#include <string.h>

/* Longer names are not compared: nobody mistypes 64 letters and means one of ours. */
#define MAX_LENGTH 64

/* Levenshtein's distance with neighbours swapped counting as one slip; case is ignored. */
static guint
distance (const char *a, gsize n_a, const char *b, gsize n_b)
{
  guint rows[3][MAX_LENGTH + 1];

  for (gsize j = 0; j <= n_b; j++)
    rows[0][j] = (guint) j;

  for (gsize i = 1; i <= n_a; i++)
    {
      guint *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];

      row[0] = (guint) i;
      for (gsize j = 1; j <= n_b; j++)
        {
          char  x = g_ascii_tolower (a[i - 1]), y = g_ascii_tolower (b[j - 1]);
          guint best = MIN (above[j] + 1, row[j - 1] + 1);

          best = MIN (best, above[j - 1] + (x != y));
          if (i > 1 && j > 1 && x == g_ascii_tolower (b[j - 2]) && y == g_ascii_tolower (a[i - 2]))
            best = MIN (best, above2[j - 2] + 1);
          row[j] = best;
        }
    }

  return rows[n_a % 3][n_b];
}

/**
 * clasp_nearest:
 * @name: what was written
 * @names: (array length=n_names): the names there are
 * @n_names: their number
 *
 * Finds the name @name was probably meant to be: at most a third of its letters may be wrong.
 *
 * Thread: any.
 *
 * Returns: (nullable) (transfer none): one of @names
 */
const char *
clasp_nearest (const char *name, const char *const *names, guint n_names)
{
  gsize       length = strlen (name);
  const char *nearest = NULL;
  guint       least = G_MAXUINT;

  if (length > MAX_LENGTH)
    return NULL;

  for (guint i = 0; i < n_names; i++)
    {
      gsize other = strlen (names[i]);
      guint d;

      if (other > MAX_LENGTH)
        continue;
      d = distance (name, length, names[i], other);
      if (d < least && d <= MAX (MIN (length, other) / 3, 1) && d < other)
        {
          least = d;
          nearest = names[i];
        }
    }

  return nearest;
}
