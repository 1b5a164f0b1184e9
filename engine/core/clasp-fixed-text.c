/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-fixed-text.h"

/**
 * clasp_fixed_text_set:
 * @place: (out caller-allocates): where it goes
 * @size: bytes there, 1 or more
 * @text: a text, valid UTF-8
 *
 * As much of it as fits, whole letters: half a letter is no text, and whoever shows it complains.
 *
 * Thread: any.
 */
void
clasp_fixed_text_set (char    *place,
                      gsize    size,
                      ClaspStr text)
{
  gsize n = MIN (text.length, size - 1);

  while (n < text.length && n > 0 && ((guint8) text.data[n] & 0xc0) == 0x80)
    n--;
  if (n > 0)
    memcpy (place, text.data, n);
  place[n] = '\0';
}
