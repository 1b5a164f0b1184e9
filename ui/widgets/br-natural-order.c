/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-natural-order.h"

#include <string.h>

static gsize
digits_at (const char *text,
           gsize       length,
           gsize       from)
{
  gsize n = 0;

  while (from + n < length && g_ascii_isdigit (text[from + n]))
    n++;

  return n;
}

static gsize
skip_zeros (const char *text,
            gsize       from,
            gsize      *n_digits)
{
  while (*n_digits > 1 && text[from] == '0')
    {
      from++;
      (*n_digits)--;
    }

  return from;
}

int
br_compare_natural (const char *a,
                    gsize       a_length,
                    const char *b,
                    gsize       b_length)
{
  gsize i = 0, j = 0;

  while (i < a_length && j < b_length)
    {
      gsize m = digits_at (a, a_length, i);
      gsize n = digits_at (b, b_length, j);
      int   order;

      if (m > 0 && n > 0)
        {
          i = skip_zeros (a, i, &m);
          j = skip_zeros (b, j, &n);
          order = m != n ? (m < n ? -1 : 1) : memcmp (a + i, b + j, m);
          if (order != 0)
            return order;
          i += m;
          j += n;
          continue;
        }
      order = g_ascii_tolower (a[i]) - g_ascii_tolower (b[j]);
      if (order != 0)
        return order;
      i++;
      j++;
    }
  if (i < a_length || j < b_length)
    return i < a_length ? 1 : -1;

  /* Equal but for case or zeros: still one fixed order. */
  return a_length != b_length ? (a_length < b_length ? -1 : 1) : memcmp (a, b, a_length);
}
